"""A report as plain values: what its page, its Word file and its workbook all print.

A report is settled once, here; each form only prints it, so that a count reads the same in all of
them. A cell has its text for readers and, where it is a number, a day or a share, its value for
programs. Addresses are relative to the site's root.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

# Up to so many Chinese characters a table fits a phone; from so many on it takes a page's width.
_NARROW, _WIDE = 42, 60


class ColumnKind(StrEnum):
    """What a column holds: how it is aligned, and typed in a workbook."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    SHARE = "share"
    """A rate: its text is `75%`, its value 0.75."""
    BLANK = "blank"
    """Left empty, to be written into by hand."""


@dataclass(frozen=True)
class Column:
    """A column: its head, its kind, and its width in Chinese characters.

    `unit` stands in the head after the title: 逾期（天）.
    """

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 8
    unit: str = ""

    @property
    def head(self) -> str:
        return f"{self.title}（{self.unit}）" if self.unit else self.title


@dataclass(frozen=True)
class Cell:
    """One cell: its text, its value if it is no text, where it leads, and a lamp's key before it.

    An empty text is “—” (not applicable) in all forms, but in a BLANK column.
    """

    text: str = ""
    value: int | float | date | None = None
    address: str = ""
    lamp: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a title of its own; `totals` is its last line, `empty` says why there is none.

    `key` names its sheet and file: ascii, unique in its document.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()
    note: str = ""
    empty: str = "没有。"

    @property
    def wide(self) -> bool:
        """Whether it takes a page's whole width."""
        return self._width > _WIDE

    @property
    def narrow(self) -> bool:
        """Whether it fits a phone as the table it is."""
        return self._width <= _NARROW

    @property
    def _width(self) -> int:
        return sum(column.width for column in self.columns)


@dataclass(frozen=True)
class Paragraph:
    """A sentence or a few."""

    text: str


@dataclass(frozen=True)
class Copyable:
    """A text made to be pasted elsewhere: whom it is for, and the text itself."""

    title: str
    text: str


Block = Paragraph | Table | Copyable


@dataclass(frozen=True)
class Section:
    """A part with a heading; `id` is its anchor."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A whole report.

    `address` is its page's, ending in /; `name` names its files (ascii). `line` is what stands
    below the title: document number and period. `lede` says the whole in a few sentences.
    """

    address: str
    name: str
    title: str
    line: str
    as_of: date
    lede: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    sample: bool = False
    draft: str = ""
    """Why it isn't final yet (待补报至…); empty where it is."""
    landscape: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(
            block
            for section in self.sections
            for block in section.blocks
            if isinstance(block, Table)
        )
