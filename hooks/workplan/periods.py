"""Days and calendar periods (month, two months, quarter, half, year) and their Chinese names."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

NUMERALS = "一二三四五六七八九十"
# An Arabic or Chinese number below 100.
NUMBER = r"(?:[0-9]{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九两])"
_VALUES = {numeral: number for number, numeral in enumerate(NUMERALS, 1)} | {"两": 2}


def number_in(text: str) -> int:
    """The value of a `NUMBER`."""
    if text.isdecimal():
        return int(text)
    if text in _VALUES:
        return _VALUES[text]
    tens, _, ones = text.partition("十")
    return (_VALUES[tens] if tens else 1) * 10 + (_VALUES[ones] if ones else 0)


@lru_cache(maxsize=1024)  # asked hundreds of thousands of times for the days of one year
def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def day_in(day: date, year: int) -> str:
    """A day in a sentence: 7月31日, with its year where that is not `year`."""
    apart = "" if day.year == year else f"{day.year}年"
    return f"{apart}{day.month}月{day.day}日"


@dataclass(frozen=True, order=True)
class Period:
    """A calendar period of 1, 2, 3, 6 or 12 months that starts with one of its own kind."""

    start: date
    months: int

    @property
    def end(self) -> date:
        return month_end(self.start.year, self.start.month + self.months - 1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def label(self) -> str:
        """The period within its year: 7月, 1—2月, 三季度, 上半年, 全年."""
        month = self.start.month
        if self.months == 1:
            return f"{month}月"
        if self.months == 2:
            return f"{month}—{month + 1}月"
        if self.months == 3:
            return f"{NUMERALS[month // 3]}季度"
        if self.months == 6:
            return "上半年" if month == 1 else "下半年"
        return "全年"

    def label_in(self, year: int) -> str:
        """The label as a plan of `year` says it: 次年3月 for the year after."""
        apart = self.start.year - year
        before = {-1: "上年", 0: "", 1: "次年"}.get(apart, f"{self.start.year}年")
        return before + self.label

    @property
    def code(self) -> str:
        """The period in files and exports: 2022-07, 2022-Q3, 2022-H1, 2022."""
        year, month = self.start.year, self.start.month
        if self.months == 1:
            return f"{year}-{month:02}"
        if self.months == 3:
            return f"{year}-Q{month // 3 + 1}"
        return f"{year}-H{month // 6 + 1}" if self.months == 6 else f"{year}"


def period_of(day: date, months: int) -> Period:
    """The calendar period of so many months that the day lies in."""
    return Period(date(day.year, (day.month - 1) // months * months + 1, 1), months)


def periods_between(start: date, end: date, months: int) -> Iterator[Period]:
    """The calendar periods that overlap start to end, both days included."""
    period = period_of(start, months)
    while period.start <= end:
        yield period
        month = period.start.month - 1 + months
        period = Period(date(period.start.year + month // 12, month % 12 + 1, 1), months)


_PERIOD = re.compile(r"(\d{4})-(?:(\d{2})|Q([1-4]))", re.ASCII)


def parse_period(text: str) -> Period | None:
    """A month or quarter as files write it (2022-07, 2022-Q3); None for anything else."""
    match = _PERIOD.fullmatch(text)
    if match is None or not 1900 <= int(match[1]) < 3000:
        return None
    if match[3]:
        return Period(date(int(match[1]), int(match[3]) * 3 - 2, 1), 3)
    return Period(date(int(match[1]), int(match[2]), 1), 1) if 1 <= int(match[2]) <= 12 else None
