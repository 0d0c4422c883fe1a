"""Workbooks: what is no workbook is a problem; what was written reads back; the same bytes twice."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from workplan.documents import Cell, Column, ColumnKind, Table
from workplan.exports.xlsx import Book
from workplan.problems import Place
from workplan.workbooks import (
    MAX_UNPACKED,
    Sheet,
    SheetCell,
    Value,
    count_in_cell,
    day_in_cell,
    read_workbook,
)

TABLE = Table(
    "late",
    "逾期/任务",
    (
        Column("任务", width=20),
        Column("逾期", ColumnKind.NUMBER, unit="天"),
        *(
            Column("完成率", ColumnKind.SHARE),
            Column("截止", ColumnKind.DATE),
            Column("签字", ColumnKind.BLANK),
        ),
    ),
    (
        (
            Cell("=1+1"),
            Cell("12", 12),
            Cell("75%", 0.75),
            Cell("2022-07-31", date(2022, 7, 31)),
            Cell(),
        ),
        (Cell("https://example.com"), Cell(), Cell(), Cell(), Cell()),
    ),
)


def written() -> bytes:
    book = Book("通报", "某市政协", date(2022, 8, 10))
    for table in (TABLE, TABLE):
        book.table(table)
    return book.to_bytes()


def read(data: bytes, folder: Path) -> tuple[Sheet, ...]:
    file = folder / "通报.xlsx"
    file.write_bytes(data)
    sheets, problems = read_workbook(file, "通报.xlsx")
    assert problems == []
    assert sheets is not None
    return sheets


def test_a_table_reads_back_with_its_kinds(tmp_path: Path) -> None:
    first, second = read(written(), tmp_path)
    assert (first.name, second.name) == ("逾期 任务", "逾期 任务2")
    assert [cell.text for cell in first.row(1)] == ["任务", "逾期（天）", "完成率", "截止", "签字"]
    assert [cell.text for cell in first.row(2)] == ["=1+1", "12", "0.75", "2022-07-31", ""]
    assert [cell.text for cell in first.row(3)] == ["https://example.com", "—", "—", "—", ""]
    assert str(first.cell(2, 2).place) == "通报.xlsx:逾期 任务!B2"


def test_text_never_becomes_a_formula_or_a_link() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    sheet = book.worksheets[0]
    assert sheet["A2"].data_type == "s"
    assert sheet["A3"].hyperlink is None
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"


def test_the_same_bytes_twice() -> None:
    assert written() == written()


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (MAX_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", "填报".encode(), b"PK\x03\x04 cut", written()[:2000], b"\xd0\xcf\x11\xe0old", _bomb()],
    ids=["empty", "text", "cut", "half", "xls", "bomb"],
)
def test_what_is_no_workbook_is_a_problem(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "七月.xlsx"
    file.write_bytes(data)
    sheets, problems = read_workbook(file, "七月.xlsx")
    assert sheets is None
    assert [(str(p.place), p.code) for p in problems] == [("七月.xlsx:1:1", "workbook-unreadable")]


def test_a_merged_cell_shows_its_value_everywhere(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "加强学习"
    sheet.merge_cells("A1:A3")
    sheet["B3"] = "任务"
    out = io.BytesIO()
    book.save(out)
    (found,) = read(out.getvalue(), tmp_path)
    assert [found.cell(row, 1).text for row in (1, 2, 3)] == ["加强学习"] * 3
    assert found.merged_from(3, 1) == (1, 1)


@pytest.mark.parametrize(
    "value",
    [
        datetime(2022, 3, 16),  # noqa: DTZ001 (what a cell holds)
        date(2022, 3, 16),
        *("2022-03-16", "2022.3.16", "2022/3/16", "2022年3月16日", "20220316", "22.3.16"),
        *(
            "3月16日",
            "3月16号",
            "3.16",
            "３月１６日",
            " 2022 年 3 月 16 日 ",
            "2022-03-16 00:00:00",
        ),
    ],
)
def test_a_day_however_it_is_typed(value: Value) -> None:
    assert day_in_cell(SheetCell(value, Place("a.xlsx")), 2022) == date(2022, 3, 16)


@pytest.mark.parametrize(
    "value",
    [
        *(
            None,
            "",
            44636,
            3.16,
            True,
            "44636",
            "3月中旬",
            "2022-02-30",
            "3月",
            "3.16—3.18",
            "13.1",
        ),
        datetime(1900, 1, 3, 3, 50),  # noqa: DTZ001 (3.16 typed into a cell for dates)
        time(9, 0),
        "1016年3月16日",
    ],
)
def test_what_is_no_day(value: Value) -> None:
    assert day_in_cell(SheetCell(value, Place("a.xlsx")), 2022) is None


@pytest.mark.parametrize(
    ("value", "number"),
    [
        *(
            (50, 50),
            (50.0, 50),
            ("50", 50),
            ("５０", 50),
            (" 50 人", 50),
            ("1,200", 1200),
            ("0", 0),
        ),
        *((None, None), ("", None), (True, None), (2.5, None), (-1, None), ("约50人", None)),
        *(("五十", None), ("50-60", None), (date(2022, 3, 16), None)),
    ],
)
def test_a_number_of_things(value: Value, number: int | None) -> None:
    assert count_in_cell(SheetCell(value, Place("a.xlsx"))) == number
