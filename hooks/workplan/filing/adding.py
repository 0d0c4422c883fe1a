"""One update added to a return that people wrote: what was there stays, byte for byte.

A round trip through a YAML library would set indentation, quotes and line ends its own way. Here
the places of the nodes say where the new lines belong, and nothing else of the text is touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workplan.source import Document, Node
from workplan.writing import yaml_of

BOM = "\ufeff"


def with_update(text: str, document: Document, update: Mapping[str, Any]) -> str:
    """The text of a return with one more update after its last; `document` is what it says."""
    mark, bare = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    page = _Page(bare)
    updates = document.root.child("updates")
    if updates is None and page.flows(document.root):
        page.put_in_flow(document.root, f"updates: {_flow([update])}")
    elif updates is None:
        page.put_at_end(_block(update, 2, "updates:", _indent_of(document.root)))
    elif isinstance(updates.value, list) and updates.value and not page.flows(updates):
        last = updates.value[-1]
        gap = last.column - updates.column if last.line >= updates.line else 2
        lines = _items(update, updates.column, max(2, gap))
        page.put_below(_last_line(page, last), lines)
    elif isinstance(updates.value, list) and updates.value:
        page.put_in_flow(updates, _flow(update))
    else:
        column = updates.key.column if updates.key else 0
        at = updates.key.line if updates.key else updates.line
        page.empty(updates)
        page.put_below(at, _items(update, column + 2, 2))
    return mark + page.text


def _indent_of(root: Node) -> int:
    """The column at which the keys of a file stand."""
    keys = root.value.values() if isinstance(root.value, dict) else ()
    return min((node.key.column for node in keys if node.key), default=0)


def _items(update: Mapping[str, Any], column: int, gap: int) -> list[str]:
    """The lines of an update as an item whose dash is at a column, its keys `gap` further right."""
    lines = yaml_of(update).splitlines()
    first = " " * column + "-" + " " * (gap - 1) + lines[0]
    return [first, *(" " * (column + gap) + line if line else "" for line in lines[1:])]


def _block(update: Mapping[str, Any], gap: int, key: str, column: int) -> list[str]:
    return [" " * column + key, *_items(update, column + 2, gap)]


def _flow(value: Any) -> str:
    """A value in flow style, its texts in double quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'
    return str(value)


def _last_line(page: _Page, node: Node) -> int:
    """The line (from 0) on which the last text of a node stands; comments after it are not its."""
    children = node.value
    if isinstance(children, str) or not children or page.flows(node):
        line = node.end_line
        if isinstance(children, str | None) and (node.line, node.column) == (
            node.end_line,
            node.end_column,
        ):
            line = node.key.line if node.key else line
        while line > node.line and not page.lines[line][: _column(node, line)].strip():
            line -= 1
        return line
    inside = children.values() if isinstance(children, dict) else children
    return max(_last_line(page, child) for child in inside)


def _column(node: Node, line: int) -> int | None:
    return node.end_column if line == node.end_line else None


class _Page:
    """A text as lines with their own ends, in which lines can be put."""

    def __init__(self, text: str) -> None:
        parts = re.split(r"(\r\n|\r|\n)", text)
        self.lines, self.ends = parts[::2], [*parts[1::2], ""]
        self.end = self.ends[0] or "\n"

    @property
    def text(self) -> str:
        return "".join(line + end for line, end in zip(self.lines, self.ends, strict=True))

    def flows(self, node: Node) -> bool:
        """Whether a list or mapping is written in brackets."""
        return self.lines[node.line][node.column : node.column + 1] in ("[", "{")

    def put_below(self, line: int, lines: list[str]) -> None:
        """Lines below one; where that is the last and has no end, the new last has none either."""
        ends = [self.end] * len(lines)
        if not self.ends[line]:
            self.ends[line], ends[-1] = self.end, ""
        self.lines[line + 1 : line + 1] = lines
        self.ends[line + 1 : line + 1] = ends

    def put_at_end(self, lines: list[str]) -> None:
        """Lines after the last one that says something; `...` ends the document."""
        last = max(number for number, line in enumerate(self.lines) if line.strip(" .\t"))
        self.put_below(last, lines)

    def put_in_flow(self, node: Node, item: str) -> None:
        """An item before the bracket that closes a list."""
        line, column = node.end_line, node.end_column - 1
        text = self.lines[line]
        before = "".join(self.lines[node.line : line]) + text[:column]
        comma = " " if before.rstrip().endswith(",") else ", "
        self.lines[line] = text[:column].rstrip() + comma + item + text[column:]

    def empty(self, node: Node) -> None:
        """Takes away what stands for an empty list: [], ~, null."""
        if node.line == node.end_line:
            text = self.lines[node.line]
            self.lines[node.line] = (text[: node.column] + text[node.end_column :]).rstrip()
