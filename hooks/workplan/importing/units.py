"""The departments in a cell: names as issued, taken apart where they were parted, and put together
where a line of the cell broke a name in two.

Which is which is known from the organization file alone: a space between two known names parts
them, one inside a known name was a line's end. Without the file spaces always part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from workplan.importing.tables import Cell
from workplan.names import Names
from workplan.problems import Place, Problem

_TOKEN = re.compile(r"[^、，,；;/\s]+")
# Names that a break in their middle or a comma within them may have parted.
_MOST_PARTS = 5
# A cell of more names than this is none of departments.
_MOST_NAMES = 100
# Of so many names that are not known the nearest is looked for: that takes a while.
_MOST_HINTS = 200
_LEADS = re.compile(r"[（(](?:牵头|牵头部门|牵头单位)[)）]$|牵头$")
_LABEL = re.compile(r"^(牵头|责任|主办|承办|配合|协办|参与)(?:部门|单位|处室)?[:：]")
_WITH = re.compile(r"[（(]?(?:配合|协办|参与)[)）]?$")


@dataclass
class Units:
    """The names in a cell, in order, which of them leads if that is said, and what is doubtful."""

    names: list[str] = field(default_factory=list)
    lead: str | None = None
    parted_otherwise: bool = False
    problems: list[Problem] = field(default_factory=list)


def place_in(cell: Cell, word: str) -> Place:
    """Where a word stands in a cell, where its line is known; else the cell."""
    place = cell.place
    at = place.text.find(word, place.column - 1) if place.text else -1
    if at < 0 or "\n" in word:
        return place
    return Place(place.path, place.line, at + 1, len(word), place.text, place.cell)


class Unknown:
    """Tells of names that are not known, the same for one name wherever it stands."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.told: dict[str, list[Problem]] = {}

    def at(self, name: str, place: Place) -> list[Problem]:
        if name not in self.told:
            hint = None if len(self.told) < _MOST_HINTS else "照 organization.yaml 里的名称写"
            self.told[name] = self.names.unknown(name, place, hint)
        return [replace(problem, place=place) for problem in self.told[name]]


class _Reader:
    def __init__(self, cell: Cell, names: Names, unknown: Unknown) -> None:
        self.cell, self.names, self.unknown = cell, names, unknown
        self.tokens = list(_TOKEN.finditer(cell.text))
        self.units = Units()

    def read(self) -> Units:
        text, at, end = self.cell.text, 0, 0
        while at < len(self.tokens):
            last = self.last_of(at)
            start = self.tokens[at].start()
            self.units.parted_otherwise |= bool(at) and "、" not in text[end:start]
            end = self.tokens[last].end()
            if last > at:
                self.joined(text[start:end])
            else:
                self.alone(text[start:end])
            at = last + 1
        return self.units

    def last_of(self, at: int) -> int:
        """The last of the tokens that make one known name together; of all that are known, alone."""
        for last in range(min(len(self.tokens) - 1, at + _MOST_PARTS - 1), at, -1):
            raw = self.cell.text[self.tokens[at].start() : self.tokens[last].end()]
            parts = [self.tokens[n].group() for n in range(at, last + 1)]
            if self.names.known(raw) and not all(map(self.names.known, parts)):
                return last
        return at

    def joined(self, raw: str) -> None:
        name = re.sub(r"\s", "", raw)
        self.units.names.append(name)
        shown = re.sub(r"\s+", " ", raw)
        message = f"“{shown}” 认作一个部门 “{name}”，中间是换行断开的"
        place = place_in(self.cell, raw)
        self.units.problems.append(Problem("import-doubt", place, message))

    def alone(self, raw: str) -> None:
        name, leads = raw, False
        if not self.names.known(name):
            if label := _LABEL.match(name):
                name, leads = name[label.end() :], label[1] == "牵头"
            if match := _LEADS.search(name):
                name, leads = name[: match.start()], True
            elif match := _WITH.search(name):
                name = name[: match.start()]
        if not name:
            return
        place = place_in(self.cell, raw)
        if name != raw and (self.names.known(name) or not self.names.whole):
            as_lead = "，作为牵头部门" if leads else ""
            message = f"“{raw}” 认作 “{name}”{as_lead}"
            self.units.problems.append(Problem("import-doubt", place, message))
            if leads and self.units.lead is None:
                self.units.lead = name
        elif not self.names.known(name):
            self.units.problems += self.unknown.at(name, place)
        self.units.names.append(name)


def units_in(cell: Cell, names: Names, unknown: Unknown) -> Units:
    """The departments that a cell names."""
    reader = _Reader(cell, names, unknown)
    if len(reader.tokens) > _MOST_NAMES:
        message = f"这一格里有 {len(reader.tokens)} 个名称，太多了，没有核对"
        found = [token.group() for token in reader.tokens]
        return Units(found, problems=[Problem("import-doubt", cell.place, message)])
    return reader.read()
