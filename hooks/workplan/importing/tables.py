"""What a file holds, whatever its kind: rows of cells and lines of prose, in order, with places."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workplan.problems import Place

# Joints and marks that nobody sees and that come along in copying.
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")
# Controls that no plan may hold; a cell's own line breaks apart.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")


def seen(text: str) -> str:
    """The text as a reader sees it: lines parted by \\n, every space a plain one, nothing unseen."""
    text = _CONTROLS.sub("", _UNSEEN.sub("", _BREAKS.sub("\n", text)))
    lines = (re.sub(r"[^\S\n]", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _tight(before: str, after: str) -> bool:
    """Whether two lines of one sentence join without a space: unless both are in Latin letters."""
    return not (before.isascii() and after.isascii() and before.isalnum() and after.isalnum())


def unwrapped(text: str) -> str:
    """The lines of a cell as one."""
    joined = ""
    for line in text.split("\n"):
        if not joined:
            joined = line
        elif line:
            joined += line if _tight(joined[-1], line[0]) else f" {line}"
    return joined


@dataclass(frozen=True)
class Cell:
    """One cell: its text as seen, and its place.

    `origin` is the cell whose text a merged one shows, the same for all cells merged.
    """

    text: str
    place: Place
    origin: tuple[int, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of a table."""

    cells: tuple[Cell, ...]

    @property
    def place(self) -> Place:
        return next((cell.place for cell in self.cells if cell.text), self.cells[0].place)

    @property
    def texts(self) -> list[str]:
        """What stands in it, a merged text once."""
        found = {cell.origin or (at,): cell.text for at, cell in enumerate(self.cells) if cell.text}
        return list(found.values())


@dataclass(frozen=True)
class Line:
    """One line outside tables."""

    text: str
    place: Place


Item = Row | Line
