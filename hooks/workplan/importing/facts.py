"""What stands above the list: title, document number, issuer, day; each told with where it was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from workplan.importing.tables import Line
from workplan.problems import Problem

_LIST = r"(?:清单|方案|要点|计划|任务|分解表|一览表|台账)"
_QUOTED = re.compile(rf"《([^《》]{{4,80}}{_LIST}[^《》]{{0,8}})》")
_PLAIN = re.compile(rf"[^：:。；]{{4,60}}{_LIST}(?:（.{{1,10}}）)?")
_NUMBER = re.compile(r"\S{1,20}[〔\[［【（(]\s*([0-9]{4})\s*[〕\]］】）)]\s*第?\s*[0-9]+\s*号")
_DAY = re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s*年")
_ISSUER = re.compile(r"[\u4e00-\u9fff（）]{4,40}")


@dataclass
class Facts:
    """What is known of the document; None where nothing says it."""

    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    issued: date | None = None
    year: int | None = None
    problems: list[Problem] = field(default_factory=list)

    def read(self, name: str, what: str, line: Line) -> str:
        message = f"{name}是从这里读的：“{what}”"
        self.problems.append(Problem("import-note", line.place, message))
        return what


def _title(lines: Sequence[Line], facts: Facts) -> None:
    for line in lines:
        if "印发" in line.text and (match := _QUOTED.search(line.text)):
            facts.title = facts.read("题目", match[1], line)
            return
    for line in lines:
        text = line.text.strip("《》 ")
        if _PLAIN.fullmatch(text):
            # A space beside a number is the typesetter's.
            text = re.sub(
                r"(?<=[0-9]) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) (?=[0-9])", "", text
            )
            facts.title = facts.read("题目", text, line)
            return


def _day(lines: Sequence[Line], facts: Facts) -> None:
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if match := _DAY.fullmatch(line.text):
            try:
                facts.issued = date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
            facts.read("印发日期", line.text, line)
            if at and _ISSUER.fullmatch(lines[at - 1].text):
                facts.issuer = facts.read("印发机关", lines[at - 1].text, lines[at - 1])
            return


def facts_in(lines: Sequence[Line]) -> Facts:
    """What the lines above the list say."""
    facts = Facts()
    _title(lines, facts)
    for line in lines:
        if match := _NUMBER.fullmatch(line.text):
            facts.number = facts.read("文号", line.text, line)
            break
    _day(lines, facts)
    years = [match[1] for match in [_YEAR.search(facts.title or "")] if match]
    if not years and facts.number and (match := _NUMBER.fullmatch(facts.number)):
        years = [match[1]]
    if not years and facts.issued:
        years = [str(facts.issued.year)]
    if not years:
        found = (match for line in lines if (match := _YEAR.search(line.text)))
        years = [match[1] for match in found][:1]
    facts.year = int(years[0]) if years else None
    return facts
