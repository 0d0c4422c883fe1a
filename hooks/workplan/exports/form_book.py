"""A form as a workbook to be filled: its frame locked, its cells typed, a unit's name filled in.

The frame names the form (表号), so that `form_filling` knows it again whatever the file is called.
Notes stand above the rows: below them there is no end to filling.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workplan.exports.xlsx import Book
from workplan.model import ColumnKind, Form, FormColumn, Plan

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# Rows with lines; more may be filled below, as far as the cells' checks reach.
RULED_ROWS, CHECKED_ROWS = 15, 500
_WIDTHS = {
    ColumnKind.SERIAL: 10,  # the first label of the header stands above it
    ColumnKind.TEXT: 22,
    ColumnKind.DATE: 18,
    ColumnKind.INTEGER: 13,
    ColumnKind.CHOICE: 16,
}
_BORDER = {"border": 1, "border_color": "#999999"}
_UNLOCKED = {"locked": False}
# What Excel takes as a list within a check of a cell.
_LONGEST_LIST = 255


def form_mark(plan: str, form: str) -> str:
    """What names a form on its workbook."""
    return f"表号：{plan}/{form}"


class _Sheet:
    """The one sheet of a form's workbook, written from top to bottom."""

    def __init__(self, book: Book, plan: Plan, form: Form, unit: str | None) -> None:
        self.book, self.plan, self.form, self.unit = book, plan, form, unit
        self.sheet: Worksheet = book.sheet(form.title)
        self.last = max(len(form.columns), 2) - 1
        self.row = 0

    def write(self) -> None:
        form, sheet = self.form, self.sheet
        for at, column in enumerate(form.columns):
            sheet.set_column(at, at, _WIDTHS[column.kind], self.style(column))
        self.line(form.title, 32, bold=True, font_size=18, align="center")
        due = f"　　报送时限：{form.deadline.text}" if form.deadline else ""
        mark = f"{form_mark(self.plan.id, form.key)}{due}"
        self.line(mark, 18, font_size=9, font_color="#555555", align="right")
        self.header()
        self.line(self.advice(), 46 if form.note else 32, font_size=9, text_wrap=True)
        self.rows()
        sheet.protect("", {"insert_rows": True, "delete_rows": True, "format_rows": True})
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def line(self, text: str, height: int, **style: Any) -> None:
        """A line of the frame across the whole table."""
        self.sheet.set_row(self.row, height)
        self.sheet.merge_range(self.row, 0, self.row, self.last, text, self.book.style(**style))
        self.row += 1

    def advice(self) -> str:
        note = f"注：{self.form.note}\n" if self.form.note else ""
        kinds = {column.kind for column in self.form.columns}
        dates = "时间写 2022-3-16、3月16日、3月中旬 或 待定；" if ColumnKind.DATE in kinds else ""
        dates = dates.replace("2022", str(self.plan.year))
        return f"{note}填表：{dates}行数不够的接着往下填，填好存为 .xlsx 报送。"

    def header(self) -> None:
        """The header's fields, each a label and the cell to fill."""
        pairs = (self.last + 1) // 2
        label = self.book.style(bold=True, align="right")
        for at, field in enumerate(self.form.header):
            line, place = divmod(at, pairs)
            row, column = self.row + line, 2 * place
            self.sheet.write_string(row, column, field, label)
            self.field(row, column + 1, field)
        lines = -(-len(self.form.header) // pairs)
        for row in range(self.row, self.row + lines):
            self.sheet.set_row(row, 24)
            filled = min(pairs, len(self.form.header) - pairs * (row - self.row))
            for column in range(2 * filled, self.last + 1):
                self.sheet.write_blank(row, column, None, self.book.style())
        self.row += lines

    def field(self, row: int, column: int, field: str) -> None:
        form, sheet = self.form, self.sheet
        if field == form.unit_field:
            if self.unit:
                style = self.book.style(bottom=1, bold=True, shrink=True)
                sheet.write_string(row, column, self.plan.name(self.unit), style)
                return
            names = [self.plan.name(unit) for unit in form.owed]
            if len(",".join(names)) <= _LONGEST_LIST:
                sheet.data_validation(
                    row, column, row, column, {"validate": "list", "source": names}
                )
        style = {"bottom": 1, "align": "left"} | _UNLOCKED
        if field == form.day_field:
            style |= {"num_format": "yyyy-mm-dd"}
            sheet.data_validation(row, column, row, column, self.day_check(field))
        else:
            style |= {"num_format": "@", "shrink": True}
        sheet.write_blank(row, column, None, self.book.style(**style))

    def day_check(self, field: str) -> dict[str, Any]:
        """A day of the plan's year or the next; who types it otherwise is asked once."""
        year = self.plan.year
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": datetime(year, 1, 1),  # noqa: DTZ001 (a calendar day)
            "maximum": datetime(year + 1, 12, 31),  # noqa: DTZ001
            "error_type": "warning",
            "error_title": field,
            "error_message": f"写成 {year}-3-16 的样子",
        }

    def style(self, column: FormColumn, **more: Any) -> Any:
        """How a column's cells take what is typed."""
        given = {"text_wrap": True} | _UNLOCKED | more
        if column.kind in (ColumnKind.INTEGER, ColumnKind.SERIAL):
            given |= {"num_format": "0", "align": "center"}
        elif column.kind is ColumnKind.DATE:
            # A cell for text would keep a day as it was typed; this one makes it a day.
            given |= {"num_format": "yyyy-mm-dd", "align": "left"}
        else:
            given |= {"num_format": "@", "align": "left"}
        return self.book.style(**given)

    def rows(self) -> None:
        """The heads and the rows to fill."""
        form, sheet = self.form, self.sheet
        sheet.set_row(self.row, 28)
        for at, column in enumerate(form.columns):
            head = {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#EEEEEE"}
            sheet.write_string(self.row, at, column.title, self.book.style(**head, **_BORDER))
        first = self.row + 1
        for number in range(RULED_ROWS):
            sheet.set_row(first + number, 26)
            for at, column in enumerate(form.columns):
                style = self.style(column, **_BORDER)
                if column.kind is ColumnKind.SERIAL:
                    sheet.write_number(first + number, at, number + 1, style)
                else:
                    sheet.write_blank(first + number, at, None, style)
        for at, column in enumerate(form.columns):
            if check := _check_of(column):
                sheet.data_validation(first, at, first + CHECKED_ROWS - 1, at, check)
        sheet.freeze_panes(first, 0)
        sheet.repeat_rows(self.row)


def _check_of(column: FormColumn) -> dict[str, Any] | None:
    """What Excel checks while a column is filled; days may be wordings, so none are refused."""
    if column.kind is ColumnKind.INTEGER:
        return {
            "validate": "integer",
            "criteria": ">=",
            "value": 0,
            "error_title": column.title,
            "error_message": "只写整数，不带单位",
        }
    if column.kind is ColumnKind.CHOICE and len(",".join(column.choices)) <= _LONGEST_LIST:
        return {
            "validate": "list",
            "source": list(column.choices),
            "error_title": column.title,
            "error_message": "从列出的里面选一个",
        }
    return None


def form_book(plan: Plan, form: Form, unit: str | None = None) -> bytes:
    """The workbook of a form, of one unit or blank; the same bytes for the same form."""
    created = plan.source.issued or date(plan.year, 1, 1)
    book = Book(form.title, plan.organization.name, created)
    _Sheet(book, plan, form, unit).write()
    return book.to_bytes()
