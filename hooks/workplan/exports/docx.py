"""A report as a Word file: a `Document` printed through the office's template.

The same report and template give the same bytes: its times are the report's own day.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from workplan.documents import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Copyable,
    Document,
    Paragraph,
    Section,
    Table,
)
from workplan.exports.word_parts import xml_text
from workplan.exports.word_template import (
    COPYABLE,
    PARAGRAPH,
    TABLE,
    WordTemplate,
    read_word_template,
)
from workplan.folder import WORD_TEMPLATE
from workplan.problems import Problem, RenderError
from workplan.words import day_in_full


def _block(block: Block) -> dict[str, object]:
    """A block as the template knows it: the same keys for each kind."""
    found: dict[str, object] = {
        "种类": PARAGRAPH,
        "标题": "",
        "文字": "",
        "空": "",
        "表": None,
        "注": "",
    }
    if isinstance(block, Paragraph):
        return found | {"文字": block.text}
    if isinstance(block, Copyable):
        return found | {"种类": COPYABLE, "标题": block.title, "文字": block.text}
    empty = "" if block.rows else block.empty
    return found | {"种类": TABLE, "标题": block.title, "空": empty, "表": block, "注": block.note}


def _values(document: Document) -> dict[str, object]:
    """A report as the template knows it."""
    return {
        "标题": document.title,
        "文号": document.line,
        "数据截至": day_in_full(document.as_of),
        "演示": document.sample,
        "未定稿": document.draft,
        "导语": [paragraph.text for paragraph in document.lede],
        "各节": [
            {"标题": section.title, "内容": [_block(block) for block in section.blocks]}
            for section in document.sections
        ],
        "附注": list(document.notes),
        "横向": document.landscape,
    }


def _core(title: str, author: str, day: date) -> bytes:
    """The properties of the file, which Word writes anew at each saving."""
    moment = f"{day.isoformat()}T00:00:00Z"
    office = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<cp:coreProperties xmlns:cp="{office}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{xml_text(title)}</dc:title><dc:creator>{xml_text(author)}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        "</cp:coreProperties>"
    ).encode()


def as_docx(document: Document, template: WordTemplate, author: str = "") -> bytes:
    """The report as a Word file. Raises RenderError where the template fails it."""
    core = _core(document.title, author, document.as_of)
    return template.printed(_values(document), core)


def _trial() -> Document:
    """A report that has everything a report can have."""
    columns = (Column("甲"), Column("乙", ColumnKind.NUMBER), Column("丙", ColumnKind.BLANK))
    row = (Cell("字"), Cell("1", 1), Cell())
    blocks: tuple[Block, ...] = (
        Paragraph("字"),
        Table("full", "表", columns, (row,), row, note="注"),
        Table("empty", "表", columns, (), empty="没有。"),
        Copyable("题", "字\n字"),
    )
    sections = (Section("a", "节", blocks),)
    day = date(2022, 7, 31)
    return Document(
        "", "", "题", "号", day, (Paragraph("字"),), sections, True, "稿", True, ("注",)
    )


def word_template_in(folder: Path) -> tuple[WordTemplate | None, list[Problem]]:
    """The template of a repository, read and tried; None, and why, where no report can be printed."""
    template, problems = read_word_template(folder / WORD_TEMPLATE, WORD_TEMPLATE)
    if template is None:
        return None, problems
    try:
        as_docx(_trial(), template)
    except RenderError as error:
        return None, [error.problem]
    return template, problems
