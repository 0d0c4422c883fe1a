"""Workbooks (.xlsx): a `Book` with the office's formats, tables of a report, a plan's facts.

Written by XlsxWriter with a fixed time of creation, so that the same facts give the same bytes.
Text is always written as text: nothing that came from a file becomes a formula or a link.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from workplan.documents import Cell, Column, ColumnKind, Document, Table
from workplan.exports.csv import HEAD, row_of
from workplan.lamps import LAMP_NAMES, Lamp
from workplan.model import Plan, Update
from workplan.summaries import Rate, Snapshot, Totals
from workplan.words import SAMPLE, SAMPLE_SENTENCE, cell_text, day_in_full, percent

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT = "宋体"
_ROW_LINE = {"border": 1, "border_color": "#999999"}
_KIND_FORMATS: dict[ColumnKind, dict[str, Any]] = {
    ColumnKind.TEXT: {"text_wrap": True},
    ColumnKind.NUMBER: {"align": "right"},
    ColumnKind.DATE: {"num_format": "yyyy-mm-dd", "align": "left"},
    ColumnKind.SHARE: {"num_format": "0%", "align": "right"},
    ColumnKind.BLANK: {"text_wrap": True},
}
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_A4 = 9  # paper, as Excel counts it
_ROOM_TO_WRITE = 34  # points a row to be written into by hand
_ALL_CELLS = "A1:XFD1048576"


class Book:
    """A workbook being written; `created` is its time of creation, for the same bytes each time.

    `foot` stands at the foot of each printed page, before the page's number.
    """

    def __init__(self, title: str, author: str, created: date, foot: str = "") -> None:
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
        self._foot = foot
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

    def table(
        self,
        table: Table,
        *,
        landscape: bool = False,
        missing: str = "—",
        below: Sequence[str] = (),
    ) -> Worksheet:
        """A sheet of its own for a table: frozen heads, filters, widths, typed cells.

        `missing` stands where a cell is empty; the lines `below` stand under the table.
        """
        sheet = self.sheet(table.title)
        head = self.style(
            bold=True, text_wrap=True, bg_color="#EEEEEE", align="center", **_ROW_LINE
        )
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, 2 * column.width + 2)
            sheet.write_string(0, at, column.head, head)
        roomy = any(column.kind is ColumnKind.BLANK for column in table.columns)
        last = len(table.rows)
        kinds = [column.kind for column in table.columns]
        looks = [self._look(kind) for kind in kinds]
        for line, row in enumerate(table.rows, 1):
            for at, cell in enumerate(row):
                self._write(sheet, (line, at), kinds[at], cell, looks[at], missing)
        for at, cell in enumerate(table.totals):
            look = self._look(kinds[at], bold=True)
            self._write(sheet, (last + 1, at), kinds[at], cell, look, missing)
        for line in range(1, last + 1) if roomy else ():
            sheet.set_row(line, _ROOM_TO_WRITE)
        if table.rows:
            sheet.autofilter(0, 0, last, len(table.columns) - 1)
        texts = [*([] if table.rows else [table.empty]), *filter(None, [table.note]), *below]
        for line, text in enumerate(texts, last + 2 + bool(table.totals)):
            sheet.write_string(line, 0, text, self.style())
        # Ids are text that looks like numbers, so that 2.10 is not 2.1.
        sheet.ignore_errors({"number_stored_as_text": _ALL_CELLS})
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        self._printed(sheet, table.title, landscape)
        return sheet

    def _printed(self, sheet: Worksheet, title: str, landscape: bool) -> None:
        sheet.set_paper(_A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_header(f"&C{title.replace('&', '&&')}")
        sheet.set_footer(f"&L{self._foot.replace('&', '&&')}&R第 &P 页 共 &N 页")

    def _look(self, kind: ColumnKind, **more: Any) -> Format:
        """The format of the cells of a column."""
        return self.style(**_ROW_LINE, **{**_KIND_FORMATS[kind], **more})

    def _write(
        self,
        sheet: Worksheet,
        spot: tuple[int, int],
        kind: ColumnKind,
        cell: Cell,
        look: Format,
        missing: str,
    ) -> None:
        value = cell.value
        if isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001
            sheet.write_datetime(*spot, moment, look)
        elif value is not None:
            if kind is ColumnKind.SHARE and cell.text != f"{int(value * 100 + 0.5)}%":
                look = self._look(kind, num_format="0.0%")  # 99.6 % is not yet all of it
            sheet.write_number(*spot, value, look)
        elif text := cell_text(cell.text, cell.lamp, blank=kind is ColumnKind.BLANK or not missing):
            sheet.write_string(*spot, text, look)
        else:
            sheet.write_blank(*spot, None, look)

    def about(self, lines: Iterable[tuple[str, str]]) -> Worksheet:
        """A last sheet that says what the workbook is: names and what they are."""
        sheet = self.sheet("说明")
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 90)
        for at, (name, text) in enumerate(lines):
            sheet.write_string(at, 0, name, self.style(bold=True, valign="top"))
            sheet.write_string(at, 1, text, self.style(text_wrap=True))
        self._printed(sheet, "说明", landscape=False)
        return sheet

    def to_bytes(self) -> bytes:
        """The finished file."""
        self.workbook.close()
        return self._out.getvalue()


# --- reports -------------------------------------------------------------------------------------


def _foot(as_of: date, *, sample: bool, draft: str = "") -> str:
    """What each sheet says of itself, also on paper."""
    marks = [f"数据截至 {day_in_full(as_of)}", SAMPLE if sample else "", "未定稿" if draft else ""]
    return "　".join(filter(None, marks))


def document_as_xlsx(document: Document, author: str = "") -> bytes:
    """A report's tables, a sheet each, and a last sheet that says what report it is."""
    foot = _foot(document.as_of, sample=document.sample, draft=document.draft)
    book = Book(document.title, author, document.as_of, foot)
    below = (foot,) if document.sample or document.draft else ()
    for table in document.tables:
        book.table(table, landscape=document.landscape, below=below)
    lines = [
        ("标题", document.title),
        ("文号", document.line),
        ("数据截至", day_in_full(document.as_of)),
        *([(SAMPLE, SAMPLE_SENTENCE)] if document.sample else []),
        *([("未定稿", document.draft)] if document.draft else []),
        *(("概况", paragraph.text) for paragraph in document.lede),
        *(("附注", note) for note in document.notes),
    ]
    book.about(lines)
    return book.to_bytes()


# --- a plan's facts ------------------------------------------------------------------------------

_TASK_WIDTHS = (5, 9, 26, 12, 9, 10, 6, 6, 6, 6, 5, 20, 6, 6, 6, 6, 20, 6, 6)
_TASK_KINDS = {
    "开始": ColumnKind.DATE,
    "截止": ColumnKind.DATE,
    "原截止": ColumnKind.DATE,
    "完成百分比": ColumnKind.NUMBER,
    "完成日": ColumnKind.DATE,
    "最近进展日": ColumnKind.DATE,
    "数据截至": ColumnKind.DATE,
}


def _valued(value: str | int | date | None) -> Cell:
    """A cell of whatever a task's line holds; numbers and days keep their kind."""
    if value is None:
        return Cell()
    return Cell(str(value), None if isinstance(value, str) else value)


def _tasks(snapshot: Snapshot) -> Table:
    """The same lines as the CSV."""
    columns = tuple(
        Column(title, _TASK_KINDS.get(title, ColumnKind.TEXT), width)
        for title, width in zip(HEAD, _TASK_WIDTHS, strict=True)
    )
    rows = (tuple(map(_valued, row_of(state, snapshot))) for state in snapshot.states)
    return Table("tasks", "任务", columns, tuple(rows))


def _rate_cells(rate: Rate) -> tuple[Cell, Cell]:
    """A rate, and its arithmetic."""
    counted = f"{rate.n}/{rate.of}" if rate.of else ""
    return Cell(percent(rate), rate.value) if rate.of else Cell(), Cell(counted)


def _totals_row(name: str, totals: Totals) -> tuple[Cell, ...]:
    counts = (totals.tasks, totals.completed, totals.closed, totals.dropped)
    rates = (totals.completion, totals.in_time, totals.closing, totals.reporting)
    return (
        Cell(name),
        *(Cell(str(count), count) for count in counts),
        *(Cell(str(totals.lamps[lamp]), totals.lamps[lamp]) for lamp in Lamp),
        *(cell for rate in rates for cell in _rate_cells(rate)),
    )


def _departments(snapshot: Snapshot) -> Table:
    """Each department's totals, and the plan's, which are not their sum."""
    plan = snapshot.plan
    period = f"（{snapshot.period.label_in(plan.year)}）" if snapshot.period else ""
    counts = ("任务", "已完成", "已销号", "不再推进", *(LAMP_NAMES[lamp] for lamp in Lamp))
    rates = ("完成率", "按期率", "销号率", f"报送率{period}")
    columns = (
        Column("责任部门", width=14),
        *(Column(title, ColumnKind.NUMBER, 5) for title in counts),
        *(
            column
            for title in rates
            for column in (Column(title, ColumnKind.SHARE, 6), Column(f"{title}算式", width=6))
        ),
    )
    rows = tuple(
        _totals_row(plan.name(key), snapshot.department_totals(key))
        for key in snapshot.by_department
    )
    note = "共同承担的任务在各部门各算一次，在合计里只算一次。"
    totals = _totals_row("合计", snapshot.totals)
    return Table("departments", "责任部门", columns, rows, totals, note)


def _update_row(update: Update, short: str, plan: Plan) -> tuple[Cell, ...]:
    figures = "；".join(f"{name} {amount:g}" for name, amount in update.figures.items())
    evidence = "；".join(item.title for item in update.evidence)
    return tuple(
        map(
            _valued,
            (
                *(update.task, short, update.date, update.reported_on),
                *(plan.name(update.department), update.status and str(update.status)),
                *(update.progress, len(update.held) or None, figures, update.note, evidence),
            ),
        )
    )


def _updates(snapshot: Snapshot) -> Table:
    """Every update, task by task in their order."""
    columns = (
        Column("编号", width=5),
        Column("任务", width=20),
        Column("日期", ColumnKind.DATE, 6),
        Column("报送日", ColumnKind.DATE, 6),
        Column("责任部门", width=12),
        Column("状态", width=6),
        Column("完成百分比", ColumnKind.NUMBER, 6),
        Column("期次", ColumnKind.NUMBER, 4),
        Column("数字", width=14),
        Column("说明", width=30),
        Column("佐证材料", width=16),
    )
    rows = tuple(
        _update_row(update, state.task.short, snapshot.plan)
        for state in snapshot.states
        for update in state.standing.news
    )
    return Table("updates", "进展", columns, rows)


def as_xlsx(snapshot: Snapshot) -> bytes:
    """`/data/<plan-id>.xlsx`: the lines of the CSV, departments' totals, and all updates."""
    plan = snapshot.plan
    foot = _foot(snapshot.as_of, sample=plan.sample)
    book = Book(plan.title, plan.organization.name, snapshot.as_of, foot)
    below = (foot,) if plan.sample else ()
    book.table(_tasks(snapshot), landscape=True, missing="", below=below)
    if snapshot.by_department:
        book.table(_departments(snapshot), landscape=True, below=below)
    book.table(_updates(snapshot), landscape=True, missing="", below=below)
    lines = [
        ("标题", plan.title),
        ("文号", plan.source.number or "—"),
        ("数据截至", day_in_full(snapshot.as_of)),
        *([(SAMPLE, SAMPLE_SENTENCE)] if plan.sample else []),
    ]
    book.about(lines)
    return book.to_bytes()
