"""Pasted text, CSV and Excel's “Unicode text” as rows and lines.

A cell that holds a line break is in quotes, as Excel copies and saves it; a quote that is never
closed is an ordinary character. A row that was broken before its last cell and goes on in the next
line is joined, and that is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workplan.importing.headings import columns_of
from workplan.importing.tables import Cell, Item, Line, Row, seen
from workplan.problems import Place, Problem

# A quoted cell longer than this many lines is no cell.
_MOST_LINES = 60
MAX_ROWS = 5_000
MAX_CELLS = 200_000
# What lies beyond is one cell: no list is so wide.
_MOST_COLUMNS = 60
_DELIMITERS = ("\t", ",", ";", "，", "|")
_STARTS_TASK = re.compile(r"\s*[（(]?[0-9０-９]{1,3}[)）.．、]")


def decoded(data: bytes, path: str) -> tuple[str | None, list[Problem]]:
    """The text of a file in UTF-8, UTF-16 or GBK; the latter is told, for it may be another."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(encoding, errors="replace"), []
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\0" not in data:
        try:
            return data.decode("utf-8"), []
        except UnicodeDecodeError:
            pass
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            pass
        else:
            message = "文件不是 UTF-8 编码，按 GBK 读（Excel 存的 CSV 多是这样）"
            return text, [Problem("import-note", Place(path), message)]
    hint = "用记事本打开，“另存为”，编码选 UTF-8"
    message = "文件不是文字，或编码认不出来"
    return None, [Problem("import-unreadable", Place(path), message, hint=hint)]


@dataclass(frozen=True)
class _Piece:
    """A cell of a text: what stands there, and where it starts."""

    text: str
    line: int
    column: int
    length: int


class _Reader:
    """Takes lines apart at one delimiter."""

    def __init__(self, lines: Sequence[str], path: str, delimiter: str) -> None:
        self.lines, self.path, self.delimiter = lines, path, delimiter

    def place(self, line: int, column: int = 0, length: int = 1) -> Place:
        return Place(self.path, line + 1, column + 1, max(1, length), self.lines[line])

    def records(self) -> Iterator[list[_Piece]]:
        """Each line's pieces; a quoted piece may go on over several lines."""
        line = 0
        while line < len(self.lines):
            pieces, line = self._record(line)
            yield pieces

    def _record(self, line: int) -> tuple[list[_Piece], int]:
        pieces: list[_Piece] = []
        column = 0
        while True:
            text = self.lines[line]
            quoted = self._quoted(line, column) if text[column : column + 1] == '"' else None
            if quoted:
                inside, end_line, end = quoted
                pieces.append(_Piece(inside, line, column, len(text) - column))
                line, text = end_line, self.lines[end_line]
            else:
                end = text.find(self.delimiter, column)
                end = len(text) if end < 0 else end
                pieces.append(_Piece(text[column:end], line, column, end - column))
            if end >= len(text):
                return pieces, line + 1
            column = end + 1
            if len(pieces) == _MOST_COLUMNS:
                pieces.append(_Piece(text[column:], line, column, len(text) - column))
                return pieces, line + 1

    def _quoted(self, line: int, column: int) -> tuple[str, int, int] | None:
        """What stands in quotes from here, the line it ends in, and the column after it."""
        inside: list[str] = []
        for at in range(line, min(len(self.lines), line + _MOST_LINES)):
            text = self.lines[at]
            start = column + 1 if at == line else 0
            position = start
            while (position := text.find('"', position)) >= 0:
                if text[position + 1 : position + 2] == '"':
                    position += 2
                    continue
                if position + 1 < len(text) and text[position + 1] != self.delimiter:
                    return None
                inside.append(text[start:position])
                return "\n".join(inside).replace('""', '"'), at, position + 1
            inside.append(text[start:])
        return None

    def items(self) -> Iterator[Item]:
        for pieces in self.records():
            if len(pieces) == 1:
                piece = pieces[0]
                if text := seen(piece.text):
                    yield Line(text, self.place(piece.line, piece.column, piece.length))
            elif any(piece.text.strip() for piece in pieces):
                yield Row(
                    tuple(
                        Cell(
                            seen(piece.text),
                            self.place(piece.line, piece.column, piece.length),
                        )
                        for piece in pieces
                    )
                )


def _delimiter_in(lines: Sequence[str], path: str) -> str | None:
    """The character that parts the cells of a heading; None where there is no heading."""
    for delimiter in _DELIMITERS:
        if any(delimiter in line for line in lines):
            for item in _Reader(lines, path, delimiter).items():
                if isinstance(item, Row) and columns_of(item):
                    return delimiter
    return None


def _joined(items: Sequence[Item]) -> tuple[list[Item], list[Problem]]:
    """Rows that a line break cut in two as one, told as doubts."""
    found: list[Item] = []
    problems: list[Problem] = []
    width = 0
    for item in items:
        if isinstance(item, Row) and columns_of(item):
            width = len(item.cells)
            found.append(item)
            continue
        before = found[-1] if found else None
        cells = item.cells if isinstance(item, Row) else (Cell(item.text, item.place),)
        if (
            width
            and isinstance(before, Row)
            and columns_of(before) is None
            and len(before.cells) < width
            and len(before.cells) + len(cells) - 1 == width
            and before.cells[-1].text
            and cells[0].text
            and not _STARTS_TASK.match(cells[0].text)
            and cells[0].place.line == _last_line(before) + 1
        ):
            last, first = before.cells[-1], cells[0]
            middle = Cell(f"{last.text}\n{first.text}", last.place)
            found[-1] = Row((*before.cells[:-1], middle, *cells[1:]))
            message = f"这一行接在上一行后面读：“{first.text}”"
            problems.append(Problem("import-doubt", first.place, message))
        else:
            found.append(item)
    return found, problems


def _last_line(row: Row) -> int:
    last = row.cells[-1]
    return last.place.line + last.text.count("\n")


def read_text(data: bytes, path: str) -> tuple[list[Item] | None, list[Problem]]:
    """The rows and lines of a text file; None where it is none, or has no heading."""
    text, problems = decoded(data, path)
    if text is None:
        return None, problems
    lines = re.split(r"\r\n|\r|\n", text)
    if len(lines) > MAX_ROWS:
        message = f"文件有 {len(lines)} 行，太多了"
        return None, [Problem("import-unreadable", Place(path), message)]
    if max(text.count(delimiter) for delimiter in _DELIMITERS) > MAX_CELLS:
        return None, [Problem("import-unreadable", Place(path), "文件里的格子太多了")]
    delimiter = _delimiter_in(lines, path)
    if delimiter is None:
        items: list[Item] = [
            Line(seen(line), Place(path, number + 1, 1, max(1, len(line)), line))
            for number, line in enumerate(lines)
            if seen(line)
        ]
        return items, problems
    items, more = _joined(list(_Reader(lines, path, delimiter).items()))
    return items, problems + more
