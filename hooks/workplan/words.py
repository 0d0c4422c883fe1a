"""The words and marks that pages and exports share for what the engine computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workplan.lamps import Lamp
from workplan.periods import NUMERALS
from workplan.summaries import Rate
from workplan.windows import Occurrence

SAMPLE = "演示数据"
SAMPLE_SENTENCE = "报送内容为演示而编，不是实际进展。"


@dataclass(frozen=True)
class KindWords:
    """What a kind of plan calls itself, its parts, what they hold, and who answers for it.

    `helpers`: whether some units take part without leading; in a scheme each unit listed leads.
    """

    plan: str
    area: str
    task: str
    department: str
    helpers: bool = True


KIND_WORDS: Mapping[str, KindWords] = {
    "task-list": KindWords("任务清单", "重点工作", "任务", "责任部门"),
    "scheme": KindWords("实施方案", "活动", "任务", "牵头单位", helpers=False),
    "key-points": KindWords("工作要点", "部分", "要点", "责任部门"),
}

# What kinds of unit there are, in the order in which they are listed apart.
UNIT_KINDS: Mapping[str, str] = {"own": "本级部门", "county": "县（市、区）政协"}

LAMP_MARKS = {
    Lamp.DONE: "✔",
    Lamp.GREEN: "●",
    Lamp.YELLOW: "▲",
    Lamp.RED: "◆",
    Lamp.GREY: "○",
}
# What is late or unknown is told before what goes well.
LAMP_URGENCY = {Lamp.RED: 0, Lamp.YELLOW: 1, Lamp.GREY: 2, Lamp.GREEN: 3, Lamp.DONE: 4}

_OCCURRENCE_WORDS = {
    "met": "已完成",
    "late": "逾期补上",
    "missed": "逾期未完成",
    "coming": "进行中",
    "unjudged": "印发前，不评定",
}


def occurrence_words(occurrence: Occurrence, as_of: date) -> str:
    """How an occurrence stands at a day."""
    if occurrence.kind == "coming" and occurrence.slot.start > as_of:
        return "未到"
    return _OCCURRENCE_WORDS[occurrence.kind]


def numeral(number: int) -> str:
    """A Chinese numeral for the number of an area: 一, 十二, 二十."""
    if number <= 10:
        return NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    lead = "" if tens == 1 else NUMERALS[tens - 1]
    return f"{lead}十{NUMERALS[ones - 1] if ones else ''}"


def percent(rate: Rate) -> str:
    """A rate as whole percent, rounded half up; “—” where there is nothing to divide by.

    99.6 % is not yet all of it, and 0.3 % is not nothing: neither is rounded to 100 or 0.
    """
    if not rate.of:
        return "—"
    whole = (200 * rate.n + rate.of) // (2 * rate.of)
    if rate.n < rate.of:
        whole = min(whole, 99)
    if rate.n > 0:
        whole = max(whole, 1)
    return f"{whole}%"


def cell_text(text: str, lamp: str = "", *, blank: bool = False) -> str:
    """A table's cell for readers: its lamp's mark before it; “—” where there is nothing to say."""
    if not text:
        return "" if blank else "—"
    return f"{LAMP_MARKS[Lamp(lamp)]} {text}" if lamp else text


def day_in_full(day: date) -> str:
    """A day with its year: 2022年7月31日."""
    return f"{day.year}年{day.month}月{day.day}日"
