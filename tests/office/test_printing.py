"""Word files and workbooks as an office program opens them: made into PDF, and their pages read.

Needs LibreOffice and pdftotext (on Debian: libreoffice-writer, libreoffice-calc, poppler-utils).
Where they are missing nothing is tried, and the last lines of a test run say so.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import libreoffice
import pytest

from tests.unit.test_docx import DOCUMENT, REPOSITORY, ROW, TABLE
from workplan.checks import checked
from workplan.documents import Section
from workplan.exports.docx import as_docx, word_template_in
from workplan.exports.xlsx import as_xlsx, document_as_xlsx
from workplan.load import load_library
from workplan.summaries import snapshot_of

READER = shutil.which("pdftotext")
pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(
        not (libreoffice.SOFFICE and READER),
        reason="没有 LibreOffice 或 pdftotext：Word 和 Excel 文件没有打开看过"
        "（apt install libreoffice-writer libreoffice-calc poppler-utils）",
    ),
]

LONG = replace(TABLE, rows=(ROW,) * 120)
UPRIGHT = replace(
    DOCUMENT, sections=(Section("all", "一、总体", (LONG,)),), sample=True, draft="待补报至8月10日"
)
LANDSCAPE = replace(UPRIGHT, landscape=True)


def files() -> Iterator[tuple[str, bytes]]:
    template, _ = word_template_in(REPOSITORY)
    assert template is not None
    for name, document in (("upright", UPRIGHT), ("landscape", LANDSCAPE)):
        yield f"{name}.docx", as_docx(document, template)
    yield "report.xlsx", document_as_xlsx(LANDSCAPE)
    plan = checked(load_library(REPOSITORY / "plans")).plans[0]
    yield "data.xlsx", as_xlsx(snapshot_of(plan, plan.as_of or plan.last_day))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The text of each page of each file, as LibreOffice prints it."""
    folder = tmp_path_factory.mktemp("office")
    made = dict(files())
    for name, data in made.items():
        (folder / name).write_bytes(data)
    for name in made:  # one by one: LibreOffice says nothing of a file that it skips
        pdf = libreoffice.convert(folder / name, "pdf", folder, folder / "profile")
        pdf.rename(folder / f"{name}.pdf")
    return {name: _read(folder / f"{name}.pdf") for name in made}


def _read(pdf: Path) -> list[str]:
    ran = subprocess.run(
        [str(READER), "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    )
    return [re.sub(r"\s+", "", page) for page in ran.stdout.split("\f")[:-1]]


@pytest.mark.parametrize("name", ["upright.docx", "landscape.docx"])
def test_a_word_file_prints_as_it_should(name: str, pages: dict[str, list[str]]) -> None:
    found = pages[name]
    assert len(found) > 3
    assert "2022年7月通报" in found[0]
    assert "金政协党组〔2022〕11号" in found[0]
    for number, page in enumerate(found, 1):
        assert f"第{number}页共{len(found)}页" in page
        assert "数据截至2022年7月31日" in page
        assert "演示数据" in page
        assert "未定稿" in page
    for page in found[1:-1]:
        assert "编号任务时限完成率" in page, "heads stand on each page of a table"
    assert sum(page.count("2.10") for page in found) == 121


@pytest.mark.parametrize("name", ["report.xlsx", "data.xlsx"])
def test_a_workbook_prints_as_it_should(name: str, pages: dict[str, list[str]]) -> None:
    found = pages[name]
    assert all("演示数据" in page for page in found)
    assert all(f"第{number}页共{len(found)}页" in page for number, page in enumerate(found, 1))
    heads = [page for page in found if "编号" in page]
    assert len(heads) > 1
