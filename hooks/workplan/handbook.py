"""What the handbook says of the keys of files: content/guide/fields.md, read as data.

Each key is described there and nowhere else; the schemas for editors take their words from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workplan.source import Plain, parse_text

FIELDS = Path(__file__).parents[2] / "content" / "guide" / "fields.md"


@dataclass(frozen=True)
class KeyText:
    """A key's row: whether it must be given, what kind of value it holds, what it means."""

    required: bool
    kind: str
    meaning: str


@dataclass(frozen=True)
class Handbook:
    """The page of fields."""

    text: str

    def heading(self, anchor: str) -> str:
        """A heading in Chinese, without the key that may stand after it."""
        match = re.search(rf"^#+ (.*?)(?: [a-z_]+)? \{{#{anchor}\}}$", self.text, re.M)
        return match[1] if match else ""

    def rows(self, anchor: str) -> Iterator[list[str]]:
        """The rows of the tables below a heading, without markup."""
        match = re.search(rf"\{{#{anchor}\}}\n(.*?)(?=^#+ |\Z)", self.text, re.M | re.S)
        lines = [line for line in (match[1] if match else "").splitlines() if line[:1] == "|"]
        for line in lines[2:]:
            yield [_plain(cell) for cell in line.strip().strip("|").split("|")]

    def keys(self, anchor: str) -> dict[str, KeyText]:
        """The keys of a mapping."""
        return {
            row[0]: KeyText(row[1] == "是", row[2], row[3])
            for row in self.rows(anchor)
            if len(row) == 4
        }

    def blocks(self) -> list[tuple[str, str]]:
        """The whole files among the examples: path below plans/, text."""
        return re.findall(r"^```yaml\n# plans/(\S+)\n(.*?)^```$", self.text, re.M | re.S)

    def examples(self) -> Iterator[tuple[str, Plain]]:
        """The same as dicts, lists and text."""
        for path, block in self.blocks():
            document, _ = parse_text(block, path)
            if document is not None:
                yield path, document.root.plain()


def _plain(cell: str) -> str:
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", cell).replace("`", "").strip()


def handbook() -> Handbook:
    """The handbook of this repository. Raises OSError."""
    return Handbook(FIELDS.read_text(encoding="utf-8"))
