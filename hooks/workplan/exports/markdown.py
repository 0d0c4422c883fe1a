"""Sections of a report as Markdown, for a merge request, a job's summary or a terminal.

Whatever a plan holds is printed as plain text: nothing of it becomes a link, a tag or a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from workplan.documents import Cell, Column, ColumnKind, Copyable, Paragraph, Section, Table

# What Markdown, or a forge's additions to it, may take for markup anywhere in a line.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
# And at the start of one only.
_STARTS = re.compile(r"^([-+=:]|[0-9]+(?=[.)]))")
LONGEST_CELL = 240


def plain(text: str) -> str:
    """A text of one line, escaped; what can't be printed is a dot."""
    line = re.sub(r"\s+", " ", text).strip()
    line = "".join(char if char.isprintable() else "·" for char in line)
    return _MARKUP.sub(r"\\\1", line)


def _line(text: str) -> str:
    """A line of its own, escaped."""
    line = plain(text)
    found = _STARTS.match(line)
    if found is None:
        return line
    mark = found[1]
    return f"{mark}\\{line[len(mark) :]}" if mark[0].isdigit() else f"\\{line}"


def _cell(cell: Cell, column: Column) -> str:
    if not cell.text:
        return "" if column.kind is ColumnKind.BLANK else "—"
    text = cell.text
    return plain(text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…")


def _row(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _table(table: Table, most: int | None) -> Iterator[str]:
    if not table.rows:
        yield _line(table.empty)
        return
    numbers = (ColumnKind.NUMBER, ColumnKind.SHARE)
    yield _row(plain(column.head) for column in table.columns)
    yield _row("---:" if column.kind in numbers else "---" for column in table.columns)
    for row in (*table.rows[:most], *([table.totals] if table.totals else [])):
        yield _row(_cell(*pair) for pair in zip(row, table.columns, strict=True))
    left = len(table.rows) - len(table.rows[:most])
    if left:
        yield ""
        yield f"……另有 {left} 项，这里不再列出。"
    if table.note:
        yield ""
        yield _line(table.note)


def heading(title: str, level: int) -> str:
    """A heading of a level, its title escaped."""
    return f"{'#' * level} {plain(title)}"


def _section(section: Section, level: int, most: int | None) -> Iterator[str]:
    yield heading(section.title, level)
    for block in section.blocks:
        yield ""
        if isinstance(block, Paragraph):
            yield from (_line(line) for line in block.text.splitlines())
        elif isinstance(block, Copyable):
            yield f"{plain(block.title)}："
            yield ""
            yield from (f"> {_line(line)}" for line in block.text.splitlines())
        else:
            if block.title and block.title != section.title:
                yield f"**{plain(block.title)}**"
                yield ""
            yield from _table(block, most)


def as_markdown(
    lead: Sequence[str], sections: Sequence[Section], *, level: int = 3, most: int | None = None
) -> str:
    """Lines each a paragraph, then the sections with headings of a level.

    `most` rows of a table are shown (default: all); of the others how many there are.
    """
    blocks = [_line(line) for line in lead]
    blocks += ["\n".join(_section(section, level, most)) for section in sections]
    return "\n\n".join(blocks) + "\n"
