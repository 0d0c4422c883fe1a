"""The grammar of deadline wordings (完成时限), and what each wording means in a plan's year.

    deadline  := [year] (whole | half | quarter | month | day | span | yearend)
               | rhythm | "长期" | "常态化" | trigger
    year      := "2022年" (the plan's own, or the next) | "次年" (before months and days only)
    whole     := "全年"
    half      := "上半年" | "下半年"
    quarter   := ["第"] N "季度"
    month     := N "月" | N "月底" ["前"] | N "月" ("上"|"中"|"下") "旬"
    day       := N "月" N ("日"|"号") ["前"]
    span      := N "月" "—" N "月"
    yearend   := "年底" ["前"]
    rhythm    := "每" ("月"|"两月"|"季度"|"半年"|"年") ["至少"] N "次", also without 每 for 半年
    trigger   := ("根据"|"按") … ("部署"|"安排"|"要求"|"通知") | "适时" | "待定" | "另行通知"

A wording that names a period starts with it (7月: 07-01 to 07-31); one that names only an end
(…前, N月底, 年底) starts on 1 January. `至少` may be 不少于, `前` may be 之前, N may be a Chinese
numeral, spaces are passed over. Source: design.md, “Deadlines understood”.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workplan.periods import NUMBER, month_end, number_in

FORMS = (
    "全年",
    "上半年",
    "下半年",
    "一季度…四季度",
    "N月",
    "N月上旬",
    "N月底前",
    "N月N日",
    "N月N日前",
    "M月—N月",
    "年底前",
    "次年N月",
    "每月1次",
    "每季度1次",
    "每半年1次",
    "长期",
    "常态化",
    "根据…部署",
    "待定",
)
RHYTHM_FORMS = ("每月1次", "每两月1次", "每季度1次", "每半年1次", "每年1次", "每季度至少1次")


class Kind(StrEnum):
    """What a wording fixes: a window, a recurrence, a trigger to come, or no end at all."""

    WINDOW = "window"
    RECURRING = "recurring"
    TRIGGER = "trigger"
    OPEN = "open"


@dataclass(frozen=True)
class Rhythm:
    """So many times in each calendar period of so many months."""

    months: int
    times: int


@dataclass(frozen=True)
class Deadline:
    """A wording with what it means: first and last day, both included; None where unknown."""

    text: str
    kind: Kind
    start: date | None
    end: date | None
    rhythm: Rhythm | None = None


class DeadlineError(ValueError):
    """A wording that is not understood; its text says why, if more than “unknown” can be said."""


_N = f"({NUMBER})"
_BEFORE = r"(?:之?前)"
_DASH = r"(?:—+|–|－|-|~|～|至|到)"


def _month(text: str) -> int:
    month = number_in(text)
    if not 1 <= month <= 12:
        raise DeadlineError("一年只有十二个月")
    return month


def _day(year: int, month_text: str, day_text: str) -> date:
    month, day = _month(month_text), number_in(day_text)
    last = month_end(year, month).day
    if not 1 <= day <= last:
        raise DeadlineError(f"{year}年{month}月只有 {last} 天")
    return date(year, month, day)


Window = tuple[date, date]
_Rule = Callable[[re.Match[str], int], Window]


def _quarter(match: re.Match[str], year: int) -> Window:
    quarter = number_in(match[1])
    if not 1 <= quarter <= 4:
        raise DeadlineError("一年只有四个季度")
    return date(year, quarter * 3 - 2, 1), month_end(year, quarter * 3)


def _whole_month(match: re.Match[str], year: int) -> Window:
    month = _month(match[1])
    return date(year, month, 1), month_end(year, month)


def _third(match: re.Match[str], year: int) -> Window:
    month = _month(match[1])
    first, last = {"上": (1, 10), "中": (11, 20), "下": (21, 0)}[match[2]]
    return date(year, month, first), date(year, month, last) if last else month_end(year, month)


def _span(match: re.Match[str], year: int) -> Window:
    first, last = _month(match[1]), _month(match[2])
    if first > last:
        raise DeadlineError("前一个月应在后一个月之前")
    return date(year, first, 1), month_end(year, last)


def _one_day(match: re.Match[str], year: int) -> Window:
    day = _day(year, match[1], match[2])
    return day, day


# Months and days also stand after 次年; an end alone is counted from 1 January of the plan's year.
_MONTH_PERIODS: tuple[tuple[str, _Rule], ...] = (
    (rf"{_N}月(?:份)?", _whole_month),
    (rf"{_N}月([上中下])旬", _third),
    (rf"{_N}月{_N}[日号]", _one_day),
    (rf"{_N}月?{_DASH}{_N}月", _span),
)
_MONTH_ENDS: tuple[tuple[str, _Rule], ...] = (
    (rf"{_N}月底{_BEFORE}?", _whole_month),
    (rf"{_N}月{_N}[日号]{_BEFORE}", _one_day),
)
_YEAR_PERIODS: tuple[tuple[str, _Rule], ...] = (
    (r"全年", lambda _, year: (date(year, 1, 1), date(year, 12, 31))),
    (r"上半年", lambda _, year: (date(year, 1, 1), date(year, 6, 30))),
    (r"下半年", lambda _, year: (date(year, 7, 1), date(year, 12, 31))),
    (rf"第?{_N}季度", _quarter),
)
_YEAR_ENDS: tuple[tuple[str, _Rule], ...] = (
    (rf"年[底末]{_BEFORE}?", lambda _, year: (date(year, 1, 1), date(year, 12, 31))),
)
_UNITS = {"月": 1, "两月": 2, "双月": 2, "季": 3, "季度": 3, "半年": 6, "年": 12}
_RHYTHM = re.compile(rf"(?:每个?|(?=半年))(双月|两个?月|季度?|半年|月|年)(?:至少|不少于)?{_N}次")
_TRIGGER = re.compile(r"(?:根据|按).*(?:部署|安排|要求|通知)|适时|待定|另行通知")
_OPEN = ("长期", "常态化")

_PERIODS = "|".join(
    pattern for pattern, _ in _MONTH_PERIODS + _MONTH_ENDS + _YEAR_PERIODS + _YEAR_ENDS
)
# For programs that only match, in Python or JavaScript: all wordings without spaces, and some more.
RHYTHM_PATTERN = _RHYTHM.pattern
WORDING_PATTERN = (
    f"{'|'.join(_OPEN)}|{_TRIGGER.pattern}|{RHYTHM_PATTERN}|(?:[0-9]{{4}}年?|次年|明年)?(?:{_PERIODS})"
).replace(f"第?{_N}季度", "第?[1-4一二三四]季度")


def _first_match(rules: tuple[tuple[str, _Rule], ...], text: str, year: int) -> Window | None:
    for pattern, rule in rules:
        if match := re.fullmatch(pattern, text):
            return rule(match, year)
    return None


def parse_rhythm(text: str) -> Rhythm | None:
    """The rhythm in a wording such as 每季度至少1次; None if it is not one."""
    match = _RHYTHM.fullmatch(re.sub(r"\s", "", text))
    if match is None:
        return None
    times = number_in(match[2])
    return Rhythm(_UNITS[match[1].replace("个", "")], times) if times else None


def _year_meant(text: str, year: int) -> int:
    named = int(text)
    if named not in (year, year + 1):
        raise DeadlineError(f"计划是 {year} 年的，这里写的是 {named} 年")
    return named


def _year_named(text: str, year: int) -> tuple[str, int]:
    """The wording without its year, and the year it is about."""
    if match := re.match(r"([0-9]{4})年(?=.)", text):
        named = _year_meant(match[1], year)
        rest = text[match.end() :]
        # 2022年底 has one 年 for two.
        return (f"年{rest}" if rest[0] in "底末" else rest), named
    if text.startswith(("次年", "明年")):
        return text[2:], year + 1
    return text, year


def parse_deadline(text: str, year: int) -> Deadline:
    """What a wording means in a plan of `year`.

    Raises DeadlineError for a wording that the grammar does not hold.
    """
    bare = re.sub(r"\s", "", text)
    if bare in _OPEN:
        return Deadline(text, Kind.OPEN, date(year, 1, 1), None)
    if _TRIGGER.fullmatch(bare):
        return Deadline(text, Kind.TRIGGER, None, None)
    if rhythm := parse_rhythm(bare):
        return Deadline(text, Kind.RECURRING, date(year, 1, 1), date(year, 12, 31), rhythm)
    bare, meant = _year_named(bare, year)
    periods = _MONTH_PERIODS if meant != year else _MONTH_PERIODS + _YEAR_PERIODS
    ends = _MONTH_ENDS if meant != year else _MONTH_ENDS + _YEAR_ENDS
    if window := _first_match(periods, bare, meant):
        return Deadline(text, Kind.WINDOW, *window)
    if window := _first_match(ends, bare, meant):
        return Deadline(text, Kind.WINDOW, date(year, 1, 1), window[1])
    raise DeadlineError(_why_unknown(text, year))


_ESCAPE = "due:\n  text: {text}\n  from: {start}\n  to: {end}"
# From one day to another: 7月15日至8月15日, 7月15日-20日.
_DAYS = re.compile(
    rf"[自从]?(?:([0-9]{{4}})年)?{_N}月{_N}[日号]?起?{_DASH}(?:([0-9]{{4}})年)?(?:{_N}月)?{_N}[日号]?止?"
)
_MEANT = (
    (r"^年内", "写成 “年底前”"),
    ("持续|长期|常态|常年|经常|不间断", "写成 “长期” 或 “常态化”"),
)


def parse_days(text: str, year: int) -> Window | None:
    """The first and last day of a span of days: 7月15日至8月15日, 7月15日-20日; None if it is none.

    No deadline (who means one names its days), but a date wording in a form. Raises DeadlineError.
    """
    match = _DAYS.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    return _days_of(match, year) if match else None


def _days_of(match: re.Match[str], year: int) -> Window:
    """The first and last day of a `_DAYS`."""
    first_year = _year_meant(match[1] or str(year), year)
    last_year = _year_meant(match[4] or str(first_year), year)
    first = _day(first_year, match[2], match[3])
    last = _day(last_year, match[5] or match[2], match[6])
    if last < first:
        raise DeadlineError("前一天应在后一天之前")
    return first, last


def _escape(text: str, start: date, end: date) -> str:
    """The hint that a wording be kept and its days be named."""
    return "写成下面这样，原文照样显示\n" + _ESCAPE.format(text=text, start=start, end=end)


def _why_unknown(text: str, year: int) -> str:
    """What to write instead, for wordings that people really type."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if folded != re.sub(r"\s", "", text):
        try:
            parse_deadline(folded, year)
        except DeadlineError:
            pass
        else:
            return f"数字和符号用英文的：“{folded}”"
    if match := re.fullmatch(
        r"(?:([0-9]{4})[-./年])?([0-9]{1,2})[-./]([0-9]{1,2})((?:[之以]?前)?)", folded
    ):
        apart = f"{match[1]}年" if match[1] and int(match[1]) != year else ""
        meant = f"{apart}{int(match[2])}月{int(match[3])}日"
        parse_deadline(meant, year)  # raises where there is no such day
        if match[4]:
            return f"写成 “{meant}前”"
        return f"写成 “{meant}前”（截止）或 “{meant}”（当天）"
    if match := _DAYS.fullmatch(folded):
        return _escape(text, *_days_of(match, year))
    if match := re.fullmatch(rf"{_N}月?((?:[、,和]{_N}月?)+)", folded):
        months = [number_in(part) for part in re.split("[月、,和]+", folded) if part]
        if months == list(range(months[0], months[-1] + 1)):
            meant = f"{months[0]}月—{months[-1]}月"
            parse_deadline(meant, year)
            return f"写成 “{meant}”"
        return "几个时限是几项任务，分开写；实施方案里写成一个要点的几步（steps）"
    for pattern, words in _MEANT:
        if re.search(pattern, folded):
            return words
    if "以前" in folded:
        meant = folded.replace("以前", "前")
        parse_deadline(meant, year)  # raises with what else is wrong
        return f"写成 “{meant}”"
    if match := re.fullmatch(rf"{_N}月{_BEFORE}", folded):
        return f"写明到哪一天：“{match[1]}月底前”，或上一个月的 “…月底前”"
    if match := re.fullmatch(r"每个?(双月|两个?月|季度?|半年|月|年)", folded):
        return f"写明次数：“{folded}1次”"
    escape = _ESCAPE.format(text="原文", start="…", end="…")
    return f"没有固定日期时写 due: 待定；有起止日期而写法特别时，写成下面这样\n{escape}"
