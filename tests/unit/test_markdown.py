"""Reports as Markdown: whatever a plan holds stays plain text."""

from __future__ import annotations

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workplan.documents import Cell, Column, ColumnKind, Copyable, Paragraph, Section, Table
from workplan.exports.markdown import as_markdown, heading, plain

COLUMNS = (
    Column("任务"),
    Column("数", ColumnKind.NUMBER, unit="项"),
    Column("签字", ColumnKind.BLANK),
)


def table(*rows: tuple[str, ...], **more: str) -> Section:
    cells = tuple(tuple(map(Cell, row)) for row in rows)
    return Section("t", "表", (Table("t", "表", COLUMNS, cells, **more),))  # type: ignore[arg-type]


def test_a_table_whole() -> None:
    assert as_markdown(["一句话"], [table(("甲", "1", ""), ("", "2", ""), note="注")]) == (
        "一句话\n\n"
        "### 表\n\n"
        "| 任务 | 数（项） | 签字 |\n"
        "| --- | ---: | --- |\n"
        "| 甲 | 1 |  |\n"
        "| — | 2 |  |\n\n"
        "注\n"
    )


def test_an_empty_table_says_so() -> None:
    assert as_markdown([], [table()], level=2) == "## 表\n\n没有。\n"


def test_a_long_table_is_cut_with_a_count() -> None:
    text = as_markdown([], [table(*[(str(n), "1", "") for n in range(40)])], most=30)
    assert text.count("\n| ") == 30 + 2
    assert text.endswith("……另有 10 项，这里不再列出。\n")


def test_long_cells_are_cut() -> None:
    text = as_markdown([], [table(("长" * 1000, "1", ""))])
    assert "长" * 200 in text
    assert "长" * 300 not in text
    assert "…" in text


def test_paragraphs_and_texts_to_copy() -> None:
    section = Section(
        "s", "#标题", (Paragraph("1. 一\n- 二"), Copyable("致办公室", "请报送：\n> 三"))
    )
    assert as_markdown([], [section]) == (
        "### \\#标题\n\n1\\. 一\n\\- 二\n\n致办公室：\n\n> 请报送：\n> \\> 三\n"
    )


NASTY = [
    "a|b",
    "*粗*_斜_~~删~~",
    "<script>alert(1)</script>",
    "[链接](https://example.com)",
    "![图](x)",
    "`代码`",
    "# 标题",
    "- 列表",
    "1. 列表",
    "> 引用",
    "&lt;",
    "$x$",
    "一\n二\r\n三\u2028四",
    "\x1b[31m\u202e红",
    "\\|",
]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_becomes_markup(text: str) -> None:
    made = as_markdown([text], [Section("s", text, (Paragraph(text),)), table((text, "1", ""))])
    rows = [line for line in made.splitlines() if line.startswith("|")]
    assert len(rows) == 3
    html = markdown.markdown(made, extensions=["tables"])
    for tag in ("<script", "<a ", "<img", "<code", "<em", "<strong", "<ul", "<ol", "<blockquote"):
        assert tag not in html
    assert html.count("<h") == 2
    assert "\x1b" not in made
    assert "\u202e" not in made


@given(st.text())
def test_a_text_is_one_line(text: str) -> None:
    assert len(plain(text).splitlines()) <= 1
    assert heading(text, 2).startswith("## ")
    assert all(char.isprintable() for char in plain(text))
