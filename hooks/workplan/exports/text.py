"""A report as plain text, laid out like Markdown, with tables that line up in a terminal, where a
Chinese character takes two columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workplan.documents import Block, Cell, Column, ColumnKind, Copyable, Document, Table
from workplan.lamps import Lamp
from workplan.problems import width_of
from workplan.words import LAMP_MARKS, SAMPLE

_RIGHT = (ColumnKind.NUMBER, ColumnKind.SHARE)


def as_text(document: Document) -> str:
    """The whole report, ending in a line break."""
    return "\n".join(_lines(document)).rstrip() + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield from (f"# {document.title}", "", document.line, "")
    if document.sample:
        yield from (f"{SAMPLE}：报送内容为演示而编，不是实际进展。", "")
    if document.draft:
        yield from (document.draft, "")
    for paragraph in document.lede:
        yield from (paragraph.text, "")
    for section in document.sections:
        yield from (f"## {section.title}", "")
        for block in section.blocks:
            yield from (*_block(block), "")
    for note in document.notes:
        yield from (note, "")


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield from (f"### {block.title}", "")
        yield from _table(block) if block.rows else [block.empty]
        if block.rows and block.note:
            yield from ("", block.note)
    elif isinstance(block, Copyable):
        yield from (f"### {block.title}", "", *block.text.split("\n"))
    else:
        yield block.text


def _table(table: Table) -> Iterator[str]:
    rows = [*table.rows, *([table.totals] if table.totals else [])]
    texts = [[column.head for column in table.columns]]
    texts += [
        [_text(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        for row in rows
    ]
    widths = [max(3, *map(width_of, column)) for column in zip(*texts, strict=True)]
    right = [column.kind in _RIGHT for column in table.columns]
    yield _row(texts[0], widths, right)
    rules = [
        "-" * (width - 1) + (":" if at else "-") for width, at in zip(widths, right, strict=True)
    ]
    yield f"| {' | '.join(rules)} |"
    for texts_of_row in texts[1:]:
        yield _row(texts_of_row, widths, right)


def _text(cell: Cell, column: Column) -> str:
    mark = f"{LAMP_MARKS[Lamp(cell.lamp)]} " if cell.lamp else ""
    empty = "" if column.kind is ColumnKind.BLANK else "—"
    return (mark + (cell.text or empty)).replace("|", "\\|").replace("\n", " ")


def _row(texts: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = []
    for text, width, at_right in zip(texts, widths, right, strict=True):
        room = " " * (width - width_of(text))
        cells.append(room + text if at_right else text + room)
    return f"| {' | '.join(cells)} |".rstrip()
