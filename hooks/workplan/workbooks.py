"""A filled workbook (.xlsx) read into cells that know their place; it can be anything anyone sent.

Only values are read, never formulas or macros. What is no workbook, too large once unpacked, or
damaged is a problem, never an exception.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from workplan.problems import Place, Problem
from workplan.source import read_data

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MAX_UNPACKED = 64 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 5_000, 200

Value = str | int | float | bool | date | datetime | time | None


@dataclass(frozen=True)
class SheetCell:
    """One cell: its value (None where empty) and its place, for problems."""

    value: Value
    place: Place
    is_percent: bool = False
    """Whether it shows its value as a percent: 0.6 as 60%."""

    @property
    def text(self) -> str:
        """The value as text without spaces around it; a whole number without its `.0`."""
        value = self.value
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        if isinstance(value, datetime) and value.time() == time():
            return value.date().isoformat()
        return str(value).strip()


_DAY = re.compile(
    r"(?:(?:([0-9]{4}|[0-9]{2})[-./年])?([0-9]{1,2})[-./月]([0-9]{1,2})[日号]?"
    r"|([0-9]{4})([0-9]{2})([0-9]{2}))(?:00:00(?::00)?)?"
)
_COUNT = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?[人名位个次场件项篇期]?")


def _plain(text: str) -> str:
    """A text in half-width characters, without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def day_in_cell(cell: SheetCell, year: int) -> date | None:
    """The day in a cell, however it was typed; without a year that of `year`. None where it is none.

    A real date, or as text 2022.3.16, 2022/3/16, 2022年3月16日, 20220316, 22.3.16, 3月16日, 3.16. A
    bare number is no day, nor is what Excel makes of 3.16 in a cell for dates: 3 January 1900.
    """
    value = cell.value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value if 1990 <= value.year < 3000 else None
    if not isinstance(value, str) or not (match := _DAY.fullmatch(_plain(value))):
        return None
    named, month, day = match[1] or match[4], match[2] or match[5], match[3] or match[6]
    in_year = int(named) + (2000 if len(named) == 2 else 0) if named else year
    try:
        return date(in_year, int(month), int(day)) if 1990 <= in_year < 3000 else None
    except ValueError:
        return None


def count_in_cell(cell: SheetCell) -> int | None:
    """The whole number of things in a cell, also as text: 50, ５０, 50人, 1,200; None where it is none."""
    value = cell.value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if value >= 0 and float(value).is_integer() else None
    if isinstance(value, str) and (match := _COUNT.fullmatch(_plain(value))):
        return int(match[1].replace(",", ""))
    return None


class Sheet:
    """One sheet; rows and columns from 1. A merged range shows its value in all of its cells."""

    def __init__(self, path: str, sheet: Worksheet) -> None:
        self.path, self.name = path, sheet.title
        self._sheet = sheet
        self.rows = min(sheet.max_row or 0, MAX_ROWS)
        self.columns = min(sheet.max_column or 0, MAX_COLUMNS)
        self._merged: dict[tuple[int, int], tuple[int, int]] = {}
        for area in sheet.merged_cells.ranges:
            for row in range(area.min_row, min(area.max_row, self.rows) + 1):
                for column in range(area.min_col, min(area.max_col, self.columns) + 1):
                    self._merged[row, column] = (area.min_row, area.min_col)

    def place(self, row: int, column: int) -> Place:
        letter = self._sheet.cell(row, column).coordinate
        return Place(self.path, row, column, cell=f"{self.name}!{letter}")

    def hidden(self, row: int) -> bool:
        """Whether a row is hidden, by hand or by a filter."""
        return row in self._sheet.row_dimensions and bool(self._sheet.row_dimensions[row].hidden)

    def merged_from(self, row: int, column: int) -> tuple[int, int]:
        """The cell that a merged one shows; itself where it isn't merged."""
        return self._merged.get((row, column), (row, column))

    def cell(self, row: int, column: int) -> SheetCell:
        found = self._sheet.cell(*self.merged_from(row, column))
        value = found.value
        if not isinstance(value, str | int | float | bool | date | datetime | time | None):
            value = str(value)
        is_percent = isinstance(value, int | float) and "%" in str(found.number_format)
        return SheetCell(value, self.place(row, column), is_percent)

    def row(self, row: int) -> Iterator[SheetCell]:
        for column in range(1, self.columns + 1):
            yield self.cell(row, column)


def _unreadable(path: str, message: str) -> tuple[None, list[Problem]]:
    hint = "用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”"
    return None, [Problem("workbook-unreadable", Place(path), message, hint=hint)]


Sheets = tuple[Sheet, ...]


def read_workbook(
    file: Path, path: str, *, hidden: bool = False
) -> tuple[Sheets | None, list[Problem]]:
    """The visible sheets of a workbook shown as `path` (or all); None where it is none."""
    data, problems = read_data(file, path, "workbook-unreadable")
    return (None, problems) if data is None else sheets_in(data, path, hidden=hidden)


def sheets_in(
    data: bytes, path: str, *, hidden: bool = False
) -> tuple[Sheets | None, list[Problem]]:
    """The same of the bytes of a workbook."""
    from openpyxl import load_workbook  # slow to import, and most commands read no workbook

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _unreadable(path, "这是旧格式（.xls）或加了密码的文件")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                return _unreadable(path, "文件解开以后太大")
        book = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if hidden or sheet.sheet_state == "visible"]
        return tuple(Sheet(path, sheet) for sheet in sheets), []
    except Exception:  # noqa: BLE001 (openpyxl raises anything on a damaged file)
        return _unreadable(path, "文件不是工作簿，或已经损坏")
