"""The tables and paragraphs of a Word file (.docx), in order; merged cells show their text in all.

What was deleted with tracking on is left out and what was inserted is read, as Word shows it once
all changes are accepted; that there are any is told.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from workplan.importing.tables import Cell, Item, Line, Row, seen
from workplan.problems import Place, Problem
from workplan.workbooks import MAX_UNPACKED

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Wrappers that a paragraph, a row or a cell may stand in.
_WRAPPERS = frozenset(
    f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
)
_GONE = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", _FALLBACK))
_BREAKS = frozenset((f"{_W}br", f"{_W}cr"))
MAX_CELLS = 60_000
MAX_SPAN = 63  # Word's own limit of columns


def _inside(element: _Element, name: str) -> Iterator[_Element]:
    """The children of a name, those in wrappers too."""
    for child in element:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, name)


def _text(element: _Element) -> str:
    """What a reader sees of an element; paragraphs and line breaks part lines."""
    parts: list[str] = []

    def walk(node: _Element) -> None:
        for child in node:
            if child.tag in _GONE:
                continue
            if child.tag == f"{_W}t":
                parts.append(child.text or "")
            elif child.tag in _BREAKS:
                parts.append("\n")
            elif child.tag == f"{_W}tab":
                parts.append(" ")
            elif child.tag == f"{_W}noBreakHyphen":
                parts.append("-")
            else:
                walk(child)
                if child.tag == f"{_W}p":
                    parts.append("\n")

    walk(element)
    return seen("".join(parts))


def _number(element: _Element | None, path: str, most: int = MAX_SPAN) -> int:
    """The value of a property such as gridSpan; 0 where it isn't given."""
    found = element.find(path) if element is not None else None
    value = found.get(f"{_W}val", "") if found is not None else ""
    return min(int(value), most) if value.isdecimal() and len(value) < 6 else 0


class _Reader:
    def __init__(self, path: str) -> None:
        self.path = path
        self.items: list[Item] = []
        self.problems: list[Problem] = []
        self.tables = self.cells = self.paragraphs = 0

    def body(self, body: _Element) -> None:
        for child in body:
            if child.tag == f"{_W}p":
                self.paragraphs += 1
                place = Place(self.path, self.paragraphs, cell=f"第 {self.paragraphs} 段")
                for line in _text(child).split("\n"):
                    if line:
                        self.items.append(Line(line, place))
            elif child.tag == f"{_W}tbl":
                self.table(child)
            elif child.tag in _WRAPPERS:
                self.body(child)

    def table(self, table: _Element) -> None:
        self.tables += 1
        above: dict[int, Cell] = {}
        for number, row in enumerate(_inside(table, "tr"), 1):
            if row.find(f"{_W}trPr/{_W}del") is not None:
                continue
            cells = self.row(row, number, above)
            above = dict(enumerate(cells))
            if any(cell.text for cell in cells):
                self.items.append(Row(tuple(cells)))

    def row(self, row: _Element, number: int, above: dict[int, Cell]) -> list[Cell]:
        """The cells of a row, one for each column of the grid."""
        cells: list[Cell] = []

        def place() -> Place:
            named = f"表{self.tables} 第 {number} 行第 {len(cells) + 1} 列"
            return Place(self.path, number, len(cells) + 1, cell=named)

        for _ in range(_number(row.find(f"{_W}trPr"), f"{_W}gridBefore")):
            cells.append(Cell("", place()))
        for cell in _inside(row, "tc"):
            own = cell.find(f"{_W}tcPr")
            merge = own.find(f"{_W}vMerge") if own is not None else None
            continued = merge is not None and merge.get(f"{_W}val") != "restart"
            first = above.get(len(cells)) if continued else None
            origin = (self.tables, number, len(cells))
            text = _text(cell)
            if first is not None:
                text, origin = first.text, first.origin  # type: ignore[assignment]
            at = place()
            for _ in range(max(1, _number(own, f"{_W}gridSpan"))):
                cells.append(Cell(text, at, origin))
        self.cells += len(cells)
        if self.cells > MAX_CELLS:
            raise ValueError("too many cells")
        return cells


def read_word(data: bytes, path: str) -> tuple[list[Item] | None, list[Problem]]:
    """The rows and lines of a Word file; None where it can't be read."""
    from docx import Document  # slow to import, and most commands read no Word file

    hint = "用 Word 或 WPS 打开，另存为“Word 文档（.docx）”"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                message = "文件解开以后太大"
                return None, [Problem("import-unreadable", Place(path), message, hint=hint)]
        body = Document(io.BytesIO(data)).element.body
        reader = _Reader(path)
        reader.body(body)
    except Exception:  # noqa: BLE001 (python-docx raises anything on a damaged file)
        message = "文件不是 Word 文档，或已经损坏"
        return None, [Problem("import-unreadable", Place(path), message, hint=hint)]
    tracked = [f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo")]
    if next(body.iter(*tracked), None) is not None:
        message = "文件里有没有接受的修订：删去的没有读，插入的读了"
        hint = "先在 Word 里“接受所有修订”，再导入一次"
        reader.problems.append(Problem("import-doubt", Place(path), message, hint=hint))
    return reader.items, reader.problems
