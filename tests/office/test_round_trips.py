"""What the site hands out, filled or restyled in another office program, and taken back.

Needs LibreOffice (on Debian: libreoffice-writer, libreoffice-calc).
"""

from __future__ import annotations

import datetime
from pathlib import Path

import libreoffice
import openpyxl
import pytest

from tests.unit.test_docx import DOCUMENT, REPOSITORY, texts
from tests.unit.test_form_filling import ROWS, TEXT, Office, cell_below, cell_beside
from tests.unit.test_taking import DONE, OFFICE, Committee, taken
from workplan.exports.docx import as_docx, word_template_in
from workplan.folder import WORD_TEMPLATE
from workplan.problems import report

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(
        libreoffice.SOFFICE is None,
        reason="没有 LibreOffice：没有试它保存的 Word 模板和工作簿"
        "（apt install libreoffice-writer libreoffice-calc）",
    ),
]


def test_a_word_template_saved_by_it_is_taken(tmp_path: Path) -> None:
    """An office that restyles the template in another program keeps it whole."""
    template = REPOSITORY / WORD_TEMPLATE
    made = tmp_path / Path(WORD_TEMPLATE).parent
    libreoffice.convert(template, "docx:MS Word 2007 XML", made, tmp_path / "profile")
    found, problems = word_template_in(tmp_path)
    assert found is not None, report(problems)
    assert texts(as_docx(DOCUMENT, found))[0] == "2022年7月通报"


def test_a_monthly_workbook_saved_by_it_is_taken(tmp_path: Path) -> None:
    """Through its own format and back: nothing of what was filled is lost."""
    committee = Committee(tmp_path / "committee")
    file = committee.filled(DONE, reported_on=datetime.date(2022, 10, 11))
    expected = taken(committee, file)
    for kind in ("ods", "xlsx"):
        file = libreoffice.convert(file, kind, tmp_path / kind, tmp_path / "profile")
    ran = committee.run("take", file)
    assert (ran.code, ran.err) == (0, "")
    assert "已经登记过" in ran.out
    assert committee.text(OFFICE).endswith(expected)


def test_a_form_filled_in_it_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    office = Office(tmp_path, capsys)
    source = tmp_path / "blank.xlsx"
    source.write_bytes(office.blank())
    sheet = openpyxl.load_workbook(source).worksheets[0]
    typed = {
        cell_beside(sheet, "联系人").coordinate: "丙某",
        cell_beside(sheet, "联系电话").coordinate: "80000000",
        cell_beside(sheet, "填报时间").coordinate: "2022-3-16",
        cell_below(sheet, "宣讲人").coordinate: "甲某",
        cell_below(sheet, "形式").coordinate: "报告会",
        cell_below(sheet, "时间").coordinate: "2022-3-21",
        cell_below(sheet, "备注（人数）").coordinate: "50",
        cell_below(sheet, "宣讲人", 3).coordinate: "乙某",
        cell_below(sheet, "时间", 3).coordinate: "3月中旬",
    }
    libreoffice.fill(source, tmp_path / "filled.xlsx", typed, tmp_path / "profile")
    code, _, err = office.fill(tmp_path / "filled.xlsx")
    assert (code, err) == (0, "")
    assert office.text() == TEXT
    assert office.rows() == ROWS
