"""Workbooks: tables with frozen heads, filters and real values, and the plan's facts in one file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from building import a_plan, a_task, day, held, library_of, said, snapshot
from openpyxl.worksheet.worksheet import Worksheet

from workplan.documents import Cell, Column, ColumnKind, Document, Paragraph, Section, Table
from workplan.exports.csv import as_csv
from workplan.exports.xlsx import as_xlsx, document_as_xlsx
from workplan.summaries import Snapshot, snapshot_of

COLUMNS = (
    Column("编号", width=4),
    Column("任务", width=20),
    Column("时限", ColumnKind.DATE, 6),
    Column("完成率", ColumnKind.SHARE, 4),
    Column("逾期", ColumnKind.NUMBER, 4, unit="天"),
    Column("意见", ColumnKind.BLANK, 10),
)
ROW = (
    Cell("2.10"),
    Cell("=1+1"),
    Cell("2022-07-31", day("2022-07-31")),
    Cell("75%", 0.75),
    Cell("12", 12),
    Cell(),
)
TABLE = Table("tasks", "任务/表", COLUMNS, (ROW, ROW[:2] + (Cell(),) * 4), ROW, note="注。")
DOCUMENT = Document(
    "2022/reports/2022-07/",
    "2022-07",
    "2022年7月通报",
    "金政协党组〔2022〕11号",
    day("2022-07-31"),
    (Paragraph("本月完成 3 项。"),),
    (Section("all", "总体", (TABLE, replace(TABLE, key="none", rows=(), totals=()))),),
)


def moment(*ymd: int) -> datetime:
    """A day as openpyxl reads it."""
    return datetime(*ymd)  # noqa: DTZ001


def sheets(data: bytes) -> list[Worksheet]:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets


def lines(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_sheet_a_table_and_one_that_says_what_it_is() -> None:
    found = sheets(document_as_xlsx(DOCUMENT))
    assert [sheet.title for sheet in found] == ["任务 表", "任务 表2", "说明"]
    assert lines(found[2]) == [
        ["标题", "2022年7月通报"],
        ["文号", "金政协党组〔2022〕11号"],
        ["数据截至", "2022年7月31日"],
        ["概况", "本月完成 3 项。"],
    ]


def test_cells_are_what_they_are() -> None:
    sheet = sheets(document_as_xlsx(DOCUMENT))[0]
    assert [cell.value for cell in sheet[1]] == [
        "编号",
        "任务",
        "时限",
        "完成率",
        "逾期（天）",
        "意见",
    ]
    assert [cell.value for cell in sheet[2]] == [
        "2.10",
        "=1+1",
        moment(2022, 7, 31),
        0.75,
        12,
        None,
    ]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "d", "n", "n", "n"]
    assert [cell.number_format for cell in sheet[2]][2:4] == ["yyyy-mm-dd", "0%"]
    assert [cell.value for cell in sheet[3]] == ["2.10", "=1+1", "—", "—", "—", None]
    assert all(cell.font.b for cell in sheet[4])


def test_heads_are_frozen_filtered_and_printed_on_each_page() -> None:
    full, empty, _ = sheets(document_as_xlsx(replace(DOCUMENT, landscape=True)))
    assert full.freeze_panes == "A2"
    assert full.auto_filter.ref == "A1:F3"  # without the totals
    assert full.print_title_rows == "$1:$1"
    assert (full.page_setup.paperSize, full.page_setup.orientation) == (9, "landscape")
    assert "第 &P 页 共 &N 页" in str(full.oddFooter.right.text)
    assert full.column_dimensions["B"].width > full.column_dimensions["A"].width
    assert empty.auto_filter.ref is None
    assert ["没有。", None, None, None, None, None] in lines(empty)


def test_a_share_that_is_not_all_is_not_shown_as_all() -> None:
    rows = tuple(
        (Cell(text, value),)
        for text, value in (("99%", 0.996), ("100%", 1.0), ("1%", 0.003), ("13%", 0.125))
    )
    table = Table("a", "表", (Column("完成率", ColumnKind.SHARE),), rows)
    sheet = sheets(document_as_xlsx(replace(DOCUMENT, sections=(Section("a", "节", (table,)),))))[0]
    assert [sheet.cell(row, 1).number_format for row in (2, 3, 4, 5)] == [
        *("0.0%", "0%", "0.0%", "0%"),
    ]


def test_samples_and_drafts_are_marked() -> None:
    found = sheets(document_as_xlsx(replace(DOCUMENT, sample=True, draft="待补报")))
    for sheet in found:
        assert "演示数据" in str(sheet.oddFooter.left.text)
        assert any("演示数据" in str(value) for line in lines(sheet) for value in line)
    assert ["未定稿", "待补报"] in lines(found[-1])


def test_the_same_report_gives_the_same_bytes() -> None:
    assert document_as_xlsx(DOCUMENT, "政协") == document_as_xlsx(DOCUMENT, "政协")


# --- the plan's facts ------------------------------------------------------------------------------

PLAN = a_plan([a_task(1, "7月"), a_task("2.10", "每季度1次", departments="提案委员会"), a_task(3)])
REPORTS = [
    said("2022-07-20", "已完成", figures={"视察次数": 2}, progress=100),
    held("2022-02-10", task="2.10", by="提案委"),
]


@pytest.fixture(scope="module")
def shown() -> Snapshot:
    return snapshot(PLAN, REPORTS, as_of="2022-08-31")


def test_tasks_are_the_lines_of_the_csv(shown: Snapshot) -> None:
    sheet = sheets(as_xlsx(shown))[0]
    told = list(csv.reader(io.StringIO(as_csv(shown).removeprefix("\ufeff"))))
    rows = [
        [
            value.date().isoformat() if isinstance(value, datetime) else str(value or "")
            for value in line
        ]
        for line in lines(sheet)
    ]
    assert [[text.removeprefix("'") for text in line] for line in told] == rows
    assert sheet["A3"].value == "2.10"
    assert sheet["A3"].data_type == "s"
    assert isinstance(sheet["H2"].value, datetime)
    assert sheet["N2"].value == 100


def test_departments_and_updates_have_sheets(shown: Snapshot) -> None:
    tasks, departments, updates, _ = sheets(as_xlsx(shown))
    assert (tasks.title, departments.title, updates.title) == ("任务", "责任部门", "进展")
    office = [cell.value for cell in departments[2]]
    totals = shown.department_totals("office")
    assert office[:3] == ["办公室", totals.tasks, totals.completed]
    assert totals.completion.value in office
    assert f"{totals.completion.n}/{totals.completion.of}" in office
    assert departments.cell(departments.max_row - 2, 1).value == "合计"
    assert [cell.value for cell in updates[2]][:6] == [
        *("1", "任务1的原文", moment(2022, 7, 20), moment(2022, 7, 20), "办公室", "已完成"),
    ]
    assert "视察次数 2" in [cell.value for cell in updates[2]]
    assert updates.max_row == 3


def test_the_workbook_says_that_its_data_are_samples() -> None:
    plan = library_of(PLAN, REPORTS, sample=True).plans[0]
    for sheet in sheets(as_xlsx(snapshot_of(plan, day("2022-08-31")))):
        assert any("演示数据" in str(value) for line in lines(sheet) for value in line), sheet.title


def test_nothing_leads_elsewhere_and_nothing_computes(shown: Snapshot) -> None:
    evil = a_plan([a_task(1, text="=HYPERLINK(1)", short="http://example.com")])
    for data in (
        as_xlsx(shown),
        as_xlsx(snapshot(evil, [said("2022-07-01", note="=1+1")], as_of="2022-08-31")),
    ):
        for sheet in sheets(data):
            cells = [cell for row in sheet.iter_rows() for cell in row]
            assert not [cell for cell in cells if cell.hyperlink or cell.data_type == "f"]


def test_the_same_facts_give_the_same_bytes(shown: Snapshot) -> None:
    assert as_xlsx(shown) == as_xlsx(shown)
