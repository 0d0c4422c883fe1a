"""Workbooks (.xlsx): a `Book` with the office's formats, and tables of a report printed into it.

Written by XlsxWriter with a fixed time of creation, so that the same facts give the same bytes.
Text is always written as text: nothing that came from a file becomes a formula or a link.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from workplan.documents import Cell, ColumnKind, Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT = "宋体"
_ROW_LINE = {"border": 1, "border_color": "#999999"}
_KIND_FORMATS: dict[ColumnKind, dict[str, Any]] = {
    ColumnKind.TEXT: {"text_wrap": True},
    ColumnKind.NUMBER: {"num_format": "0.####", "align": "right"},
    ColumnKind.DATE: {"num_format": "yyyy-mm-dd", "align": "left"},
    ColumnKind.SHARE: {"num_format": "0%", "align": "right"},
    ColumnKind.BLANK: {},
}
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


class Book:
    """A workbook being written; `created` is its time of creation, for the same bytes each time."""

    def __init__(self, title: str, author: str, created: date) -> None:
        self._out = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.workbook = xlsxwriter.Workbook(self._out, options)
        moment = datetime(created.year, created.month, created.day)  # noqa: DTZ001 (a calendar day)
        self.workbook.set_properties({"title": title, "author": author, "created": moment})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._names: set[str] = set()

    def style(self, **properties: Any) -> Format:
        """A format in the office's face; the same properties give the same one."""
        given = {"font_name": FONT, "font_size": 11, "valign": "vcenter"} | properties
        key = tuple(sorted(given.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(given)
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        """A new sheet; its name is made to fit what Excel takes, and unique."""
        bare = name.translate(_FORBIDDEN_IN_NAMES).strip()[:28] or "表"
        found, number = bare, 1
        while found.lower() in self._names:
            number += 1
            found = f"{bare}{number}"
        self._names.add(found.lower())
        return self.workbook.add_worksheet(found)

    def table(self, table: Table, *, landscape: bool = False) -> Worksheet:
        """A sheet of its own for a table: frozen heads, filters, widths, typed cells."""
        sheet = self.sheet(table.title)
        head = self.style(
            bold=True, text_wrap=True, bg_color="#EEEEEE", align="center", **_ROW_LINE
        )
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, 2 * column.width + 2)
            sheet.write_string(0, at, column.head, head)
        for line, row in enumerate((*table.rows, *([table.totals] if table.totals else [])), 1):
            for at, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                self._write(sheet, line, at, column.kind, cell)
        sheet.freeze_panes(1, 0)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        sheet.repeat_rows(0)
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        if landscape:
            sheet.set_landscape()
        return sheet

    def _write(self, sheet: Worksheet, row: int, at: int, kind: ColumnKind, cell: Cell) -> None:
        style = self.style(**_ROW_LINE, **_KIND_FORMATS[kind])
        if isinstance(cell.value, date):
            moment = datetime(cell.value.year, cell.value.month, cell.value.day)  # noqa: DTZ001
            sheet.write_datetime(row, at, moment, style)
        elif cell.value is not None:
            sheet.write_number(row, at, cell.value, style)
        elif cell.text:
            sheet.write_string(row, at, cell.text, style)
        else:
            sheet.write_string(row, at, "" if kind is ColumnKind.BLANK else "—", style)

    def to_bytes(self) -> bytes:
        """The finished file."""
        self.workbook.close()
        return self._out.getvalue()


def tables_as_xlsx(tables: Iterable[Table], title: str, author: str, created: date) -> bytes:
    """A workbook with a sheet a table."""
    book = Book(title, author, created)
    for table in tables:
        book.table(table)
    return book.to_bytes()
