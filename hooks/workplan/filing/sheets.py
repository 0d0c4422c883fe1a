"""The month's workbook of a department: what is asked stands locked, answers are typed cells.

Nothing is answered beforehand: a row left as it is says nothing. Protection has no password; it
keeps slips away, not people.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from workplan.exports.xlsx import Book
from workplan.fields import Status
from workplan.filing.asks import Ask, asks_of
from workplan.filing.columns import (
    ANSWERS,
    DUE,
    FACTS,
    INSTRUCTIONS,
    LAST,
    QUESTION,
    REPORTED_ON,
    SHEET,
    SHORT,
    TASK,
    YES,
)
from workplan.filing.drafts import period_name
from workplan.model import Plan
from workplan.periods import Period
from workplan.summaries import Snapshot
from workplan.words import SAMPLE

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# Rows below the tasks for whatever isn't listed: another department's task, a second event.
BLANK_ROWS = 6
_OTHER = "（别的任务，或同一任务的另一件事：编号写在左边）"
_ASKED = ((TASK, 6), (SHORT, 22), (DUE, 14), (LAST, 24), (QUESTION, 26))
_HOW = (
    "只填黄色的格。有进展的选状态、写做了什么；没有新进展的，“无新进展”选“是”。没有填的行不算报送。"
)
_NOTHING_ASKED = "这一期没有本部门要报的任务，不用交。参与的任务有进展想报的，在下面写编号。"
_FIRST_ROW = 5  # of the table's head, from 0
_LINE = {"border": 1, "border_color": "#999999", "text_wrap": True}
_LOCKED = {**_LINE, "bg_color": "#F2F2F2", "font_size": 10}
_OPEN = {**_LINE, "locked": False, "bg_color": "#FFFDE7"}
_FORMATS: dict[str, dict[str, Any]] = {
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "progress": {"num_format": "0", "align": "center"},
    "occurrences": {"num_format": "0", "align": "center"},
    "status": {"align": "center"},
    "no_change": {"align": "center"},
}
_TEXT = {"num_format": "@"}


def sheet_name(department: str, period: Period) -> str:
    """The name of a workbook's file."""
    return f"{department}-{period.code}.xlsx"


def facts_of(plan: Plan, department: str, period: Period) -> dict[str, str]:
    """What a workbook says of itself: shown in its head, and kept once more in a hidden sheet."""
    return {
        "计划": plan.id,
        "部门": f"{plan.organization.departments[department].name}（{department}）",
        "报送期": period.code,
    }


def sheet_of(snapshot: Snapshot, department: str, period: Period) -> bytes:
    """The workbook for a department and a period; the same bytes for the same facts."""
    plan = snapshot.plan
    name = plan.organization.departments[department].name
    title = f"{name}{period_name(period)}填报表"
    book = Book(title, plan.organization.name or plan.title, snapshot.as_of)
    asks = asks_of(snapshot, department, period)
    sheet = book.sheet(SHEET)
    _head(book, sheet, snapshot, facts_of(plan, department, period), title)
    how = _HOW if asks else _NOTHING_ASKED
    sheet.write_string(3, 0, how, book.style(bold=True, font_color="#B71C1C"))
    last = _table(book, sheet, asks)
    _rules(sheet, plan, last)
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    sheet.freeze_panes(_FIRST_ROW + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_FIRST_ROW)
    sheet.hide_gridlines(2)
    _instructions(book, period)
    hidden = book.sheet(FACTS)
    facts = facts_of(plan, department, period) | ({SAMPLE: YES} if plan.sample else {})
    for row, (key, value) in enumerate(facts.items()):
        hidden.write_string(row, 0, key)
        hidden.write_string(row, 1, value)
    hidden.protect("")
    hidden.very_hidden()
    sheet.activate()
    return book.to_bytes()


def _head(
    book: Book, sheet: Worksheet, snapshot: Snapshot, facts: dict[str, str], title: str
) -> None:
    """Five rows: the title, what this is of, what to do, the day of the report, a gap."""
    sheet.write_string(0, 0, title, book.style(bold=True, font_size=16))
    label, value = book.style(bold=True, align="right"), book.style(align="left")
    for at, (key, text) in zip((0, 2, 4), facts.items(), strict=True):
        sheet.write_string(1, at, key, label)
        sheet.write_string(1, at + 1, text, value)
    what = f"{snapshot.plan.title}。灯和上次情况截至 {snapshot.as_of}。"
    if snapshot.plan.sample:
        what += f"{SAMPLE}：上次情况是为演示编的。"
    sheet.write_string(2, 0, what, book.style(font_color="#555555"))
    sheet.write_string(4, 0, REPORTED_ON, label)
    sheet.write_blank(4, 1, None, book.style(**_OPEN, **_FORMATS["date"]))
    sheet.write_string(4, 2, "哪天交的表；不填就算登记的那一天。", book.style(font_color="#555555"))
    sheet.set_row(0, 28)
    sheet.set_row(4, 20)


def _table(book: Book, sheet: Worksheet, asks: tuple[Ask, ...]) -> int:
    """The head and the rows; returns the last row."""
    head = {**_LINE, "bold": True, "align": "center", "bg_color": "#DDDDDD"}
    for at, (text, width) in enumerate(_ASKED):
        sheet.set_column(at, at, width)
        sheet.write_string(_FIRST_ROW, at, text, book.style(**head))
    for at, answer in enumerate(ANSWERS, len(_ASKED)):
        sheet.set_column(at, at, answer.width)
        style = book.style(**{**head, "bg_color": "#FFE082"})
        sheet.write_string(_FIRST_ROW, at, answer.head, style)
    sheet.set_row(_FIRST_ROW, 32)
    row = _FIRST_ROW
    for ask in asks:
        row += 1
        said = f"{ask.last}\n灯：{ask.lamp}"
        question = ask.question if ask.owed else f"（本期可以不报）{ask.question}"
        for at, text in enumerate((ask.task, ask.short, ask.due, said, question)):
            sheet.write_string(row, at, text, book.style(**_LOCKED))
        sheet.set_row(row, 48)
        _answers(book, sheet, row)
    for _ in range(BLANK_ROWS):
        row += 1
        sheet.write_blank(row, 0, None, book.style(**_OPEN, **_TEXT))
        sheet.write_string(
            row, 1, _OTHER, book.style(**{**_LOCKED, "text_wrap": False, "right": 0})
        )
        for at in range(2, len(_ASKED)):
            sheet.write_blank(row, at, None, book.style(**{**_LOCKED, "left": 0, "right": 0}))
        _answers(book, sheet, row)
    sheet.ignore_errors({"number_stored_as_text": f"A{_FIRST_ROW + 2}:A{row + 1}"})
    return row


def _answers(book: Book, sheet: Worksheet, row: int) -> None:
    for at, answer in enumerate(ANSWERS, len(_ASKED)):
        sheet.write_blank(row, at, None, book.style(**_OPEN, **_FORMATS.get(answer.key, _TEXT)))


def _rules(sheet: Worksheet, plan: Plan, last: int) -> None:
    """What each cell takes, said while it is being filled."""
    names = [unit.name for unit in plan.organization.departments.values()]
    first_day = datetime(plan.year, 1, 1)  # noqa: DTZ001 (a calendar day)
    last_day = datetime(plan.year + 1, 12, 31)  # noqa: DTZ001
    days = {"validate": "date", "criteria": "between", "minimum": first_day, "maximum": last_day}
    rules: dict[str, dict[str, Any]] = {
        "no_change": {"validate": "list", "source": [YES]},
        "status": {"validate": "list", "source": [str(status) for status in Status]},
        "date": days,
        "progress": _between(0, 100),
        "occurrences": _between(0, 366),
    }
    # Excel takes no list of choices longer than this.
    if len(",".join(names)) <= 255:
        rules["verified_by"] = {"validate": "list", "source": names}
    for at, answer in enumerate(ANSWERS, len(_ASKED)):
        rule = rules.get(answer.key, {"validate": "any"})
        said = {
            "input_title": answer.head,
            "input_message": answer.prompt,
            "error_title": answer.head,
            "error_message": answer.prompt,
        }
        sheet.data_validation(_FIRST_ROW + 1, at, last, at, {**rule, **said})
    sheet.data_validation(4, 1, 4, 1, {**days, "error_message": "写成 2022-07-15 的样子。"})


def _between(low: int, high: int) -> dict[str, Any]:
    return {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}


def _instructions(book: Book, period: Period) -> None:
    """A sheet of its own that says how to fill the first and where to hand it in."""
    sheet = book.sheet(INSTRUCTIONS)
    sheet.set_column(0, 0, 76)
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.write_string(
        0, 0, f"怎样填{period_name(period)}的表", book.style(bold=True, font_size=14)
    )
    steps = (
        "在“填报”表里只填黄色的格。每一行是一项任务，“请回答”一栏是要答的问题。",
        "有进展：选状态，写哪天的事、做了什么；能量的写进度，每季度一次这类任务写办了几次。",
        "没有新进展：“无新进展”选“是”，这一行别的格不填。看过了也算报送。",
        "什么都没填的行不算报送，到期仍会提醒。",
        "完成了：状态选 已完成，最好写上佐证材料的名称和网址。",
        "已调整、不再推进：再写理由和谁批准。已销号：再选核验部门，须不是报完成的部门。",
        "同一任务有两件事，或要报别的任务：在下面的空行写编号。",
        "存成 Excel 工作簿（.xlsx），不改表头，不合并单元格。WPS 存的也可以。",
        "交表：在代码托管平台的网页上把文件传到 inbox 文件夹。几分钟后网站更新；"
        "有写错的，检查会说在哪张表哪一格，改好再传一次。",
        "填错了：改好同一张表再传，新的代替旧的。",
    )
    for row, step in enumerate(steps, 1):
        sheet.write_string(row, 0, f"{row}. {step}", book.style(text_wrap=True))
        sheet.set_row(row, 32 if len(step) > 38 else 18)
    sheet.protect("")
