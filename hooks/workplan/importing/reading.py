"""Any file that may hold a task list, read into rows and lines by what it is, not by its name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from workplan.importing.excel import read_excel
from workplan.importing.headings import columns_of
from workplan.importing.tables import Item, Row
from workplan.importing.texts import read_text
from workplan.importing.word import read_word
from workplan.problems import Place, Problem
from workplan.source import read_data, too_large

_AS_TABLE = "打开它，把表格连同表头复制到文本文件里，或另存为 .docx、.xlsx、.csv"
# What other files begin with, and what to say of them.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "这是旧格式（.doc、.xls、.wps、.et）或加了密码的文件"),
    (b"%PDF", "这是 PDF"),
    (b"{\\rtf", "这是 RTF"),
    (b"\x89PNG", "这是图片"),
    (b"\xff\xd8\xff", "这是图片"),
    (b"<!DOCTYPE", "这是网页"),
    (b"<html", "这是网页"),
)


def _unreadable(path: str, message: str, hint: str | None = None) -> tuple[None, list[Problem]]:
    return None, [Problem("import-unreadable", Place(path), message, hint=hint)]


def _zipped(data: bytes, path: str) -> tuple[list[Item] | None, list[Problem]]:
    """A Word file or a workbook, whichever the archive holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return _unreadable(path, "文件已经损坏", _AS_TABLE)
    if any(name.startswith("xl/") for name in names):
        return read_excel(data, path)
    if any(name.startswith("word/") for name in names):
        return read_word(data, path)
    return _unreadable(path, "压缩文件里不是 Word 文档，也不是工作簿", _AS_TABLE)


def read_bytes(data: bytes, path: str) -> tuple[list[Item] | None, list[Problem]]:
    """The rows and lines of what a file holds."""
    if message := too_large(len(data)):
        return _unreadable(path, message)
    if not data.strip():
        return _unreadable(path, "文件是空的")
    for start, what in _OTHERS:
        if data[: len(start)].lower() == start.lower():
            return _unreadable(path, f"{what}，不能直接导入", _AS_TABLE)
    items, problems = _zipped(data, path) if data.startswith(b"PK") else read_text(data, path)
    if items is None:
        return None, problems
    if not any(isinstance(item, Row) and columns_of(item) for item in items):
        message = "没有找到表头：要有“主要内容”一栏，和“责任部门”或“完成时限”"
        hint = "表头也可以叫 工作内容、责任单位、完成时间 等；文字要用制表符（Tab）或逗号分栏"
        return None, [*problems, Problem("import-unreadable", Place(path), message, hint=hint)]
    return items, problems


def read_file(file: Path, path: str) -> tuple[list[Item] | None, list[Problem]]:
    """The rows and lines of a file shown as `path`; None where no task list can be read in it."""
    data, problems = read_data(file, path, "import-unreadable")
    return (None, problems) if data is None else read_bytes(data, path)
