"""Word and Excel files of every report of the shipped plan: the same counts as its page."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from workplan.checks import checked
from workplan.documents import Cell, ColumnKind, Document, Table
from workplan.exports.docx import word_template_in
from workplan.exports.reports import ReportFiles
from workplan.load import load_library
from workplan.pages import PlanPages
from workplan.render import Renderer
from workplan.summaries import snapshot_of
from workplan.words import cell_text

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made() -> list[tuple[Document, dict[str, bytes], str]]:
    """Each report with its files and its page."""
    library = checked(load_library(REPOSITORY / "plans"))
    plan = next(plan for plan in library.plans if plan.id == "2022")
    template, _ = word_template_in(REPOSITORY)
    files = ReportFiles(template, plan.organization.name)
    pages = PlanPages(snapshot_of(plan, plan.last_day), Renderer(), None, {}, files, home=True)
    shown = {page.address: page.html for page in pages.all()}
    return [(report, files.of(report), shown[report.address]) for report in pages.documents()]


def texts(table: Table) -> list[list[str]]:
    rows = [*table.rows, *([table.totals] if table.totals else [])]
    return [[column.head for column in table.columns]] + [
        [
            cell_text(cell.text, cell.lamp, blank=column.kind is ColumnKind.BLANK)
            for column, cell in zip(table.columns, row, strict=True)
        ]
        for row in rows
    ]


def test_every_report_has_both_files_and_its_page_names_them(
    made: list[tuple[Document, dict[str, bytes], str]],
) -> None:
    assert len(made) >= 9
    for report, files, page in made:
        assert list(files) == [
            f"{report.address}{report.name}.docx",
            f"{report.address}{report.name}.xlsx",
        ]
        for ending in ("docx", "xlsx"):
            assert f'{report.address.removeprefix("2022/reports/")}{report.name}.{ending}"' in page


def test_word_tables_hold_what_the_page_holds(
    made: list[tuple[Document, dict[str, bytes], str]],
) -> None:
    for report, files, page in made:
        found = docx.Document(io.BytesIO(files[f"{report.address}{report.name}.docx"]))
        printed = [
            [[cell.text for cell in row.cells] for row in table.rows] for table in found.tables
        ]
        assert printed == [texts(table) for table in report.tables if table.rows]
        said = [paragraph.text for paragraph in found.paragraphs]
        assert report.title in said
        assert {paragraph.text for paragraph in report.lede} <= set(said)
        assert page.count("<table") >= len(printed)


def _value(cell: Cell, kind: ColumnKind) -> Any:
    if cell.value is None:
        return cell_text(cell.text, cell.lamp, blank=kind is ColumnKind.BLANK) or None
    return cell.value


def test_sheets_hold_the_same_as_values(
    made: list[tuple[Document, dict[str, bytes], str]],
) -> None:
    for report, files, _ in made:
        book = openpyxl.load_workbook(io.BytesIO(files[f"{report.address}{report.name}.xlsx"]))
        assert len(book.worksheets) == len(report.tables) + 1
        for sheet, table in zip(book.worksheets, report.tables, strict=False):
            rows = [*table.rows, *([table.totals] if table.totals else [])]
            for line, row in enumerate(rows, 2):
                for at, (column, cell) in enumerate(zip(table.columns, row, strict=True), 1):
                    value = sheet.cell(line, at).value
                    if isinstance(value, datetime):
                        value = value.date()
                    wanted = _value(cell, column.kind)
                    if isinstance(wanted, float):  # fifteen digits go into the file
                        wanted = pytest.approx(wanted)
                    assert value == wanted, (report.name, table.key, line, at)
