"""The workbook as made: what is locked, what each cell takes, and that nothing private is in it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from building import a_plan, a_task, snapshot
from clerks import TASKS, Committee, table_of

from workplan.fields import Status
from workplan.filing.columns import ANSWERS
from workplan.filing.sheets import BLANK_ROWS, sheet_of
from workplan.periods import parse_period


def made(department: str = "office") -> bytes:
    period = parse_period("2022-10")
    assert period
    return sheet_of(snapshot(a_plan(TASKS), as_of="2022-10-12"), department, period)


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(made()))


def test_sheets(book: openpyxl.Workbook) -> None:
    states = {sheet.title: sheet.sheet_state for sheet in book.worksheets}
    assert states == {"填报": "visible", "填写说明": "visible", "_plan": "veryHidden"}
    assert book.active is book["填报"]


def test_the_head_says_what_it_is_of(book: openpyxl.Workbook) -> None:
    sheet = book["填报"]
    assert sheet["A1"].value == "办公室2022年10月填报表"
    assert [cell.value for cell in sheet[2]][:6] == [
        *("计划", "2022", "部门", "办公室（office）", "报送期", "2022-10"),
    ]
    hidden = {row[0].value: row[1].value for row in book["_plan"].rows}
    assert hidden == {"计划": "2022", "部门": "办公室（office）", "报送期": "2022-10"}


def test_tasks_are_locked_and_answers_open(book: openpyxl.Workbook) -> None:
    sheet = book["填报"]
    first, heads = table_of(sheet)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    tasks = [sheet.cell(row, 1).value for row in range(first + 1, sheet.max_row + 1)]
    assert tasks == ["1", "2", "3", "6", "2.10", *[None] * BLANK_ROWS]
    for row in range(first + 1, sheet.max_row + 1):
        for name, column in heads.items():
            cell = sheet.cell(row, column)
            is_answer = any(answer.head.startswith(name) for answer in ANSWERS)
            opened = is_answer or (name == "编号" and cell.value is None)
            assert cell.protection.locked is not opened, cell.coordinate
            if is_answer:
                assert cell.value is None
            if name == "编号":
                assert cell.data_type == "s" or cell.number_format == "@"  # 2.10 is not 2.1


def test_cells_are_typed(book: openpyxl.Workbook) -> None:
    rules = {str(rule.sqref): rule for rule in book["填报"].data_validations.dataValidation}
    kinds = {cell: rule.type for cell, rule in rules.items()}
    assert kinds["F7:F17"] == "list"
    assert rules["G7:G17"].formula1 == f'"{",".join(Status)}"'
    assert (kinds["H7:H17"], kinds["B5"]) == ("date", "date")
    assert (kinds["I7:I17"], rules["I7:I17"].formula1, rules["I7:I17"].formula2) == (
        *("whole", "0", "100"),
    )
    assert kinds["J7:J17"] == "whole"
    assert kinds["P7:P17"] == "list"


def test_every_prompt_fits_what_excel_takes() -> None:
    assert all(len(answer.prompt) <= 255 and len(answer.head) <= 32 for answer in ANSWERS)


def test_the_same_bytes_twice() -> None:
    assert made() == made()


def test_nothing_private_is_in_it(tmp_path: Path) -> None:
    committee = Committee(tmp_path)
    text = committee.text("organization.yaml").replace(
        "    name: 办公室\n", "    name: 办公室\n    leader: 张三丰\n    contact: '82461234'\n", 1
    )
    (committee.plans / "organization.yaml").write_text(text, encoding="utf-8")
    with zipfile.ZipFile(committee.sheet()) as archive:
        for name in archive.namelist():
            inside = archive.read(name).decode("utf-8")
            assert "张三丰" not in inside, name
            assert "82461234" not in inside, name


def test_a_department_without_open_tasks_gets_blank_rows() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made("culture")))["填报"]
    first, _ = table_of(sheet)
    assert [sheet.cell(row, 1).value for row in range(first + 1, sheet.max_row + 1)] == [
        *("5", *[None] * BLANK_ROWS)
    ]


def test_it_refuses_to_overwrite(tmp_path: Path) -> None:
    committee = Committee(tmp_path)
    file = committee.sheet()
    before = file.read_bytes()
    ran = committee.run("sheet", "office", "2022-10", "-o", file)
    assert (ran.code, file.read_bytes()) == (2, before)
    assert "已经有了，没有改动" in ran.err


def test_sample_data_is_marked(tmp_path: Path) -> None:
    committee = Committee(tmp_path)
    sample = "department: 办公室\nreported_on: 2022-09-30\nsample: true\nno_change: [1]\n"
    (committee.plans / "2022/09.yaml").write_text(sample, encoding="utf-8")
    sheet = openpyxl.load_workbook(committee.sheet())["填报"]
    assert "演示数据" in str(sheet["A3"].value)


def test_a_department_that_owes_nothing_is_told_so() -> None:
    plan = a_plan([a_task(1, departments="办公室、研究室")])
    period = parse_period("2022-10")
    assert period
    data = sheet_of(snapshot(plan, as_of="2022-10-12"), "research", period)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["填报"]
    assert "没有本部门要报的任务" in str(sheet["A4"].value)
