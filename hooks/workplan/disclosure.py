"""What would be published is held against `privacy`: files of plans, evidence, pages of the handbook.

Private data is an error but for fields that are there to hold it and for lines that say in a
comment why they may: `# allow-private: 值班公开电话`, at the end of the line or on the line above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from workplan.fields import file_path_in
from workplan.privacy import Kind, Private, private_in
from workplan.problems import MOST_OF_A_KIND, Place, Problem
from workplan.source import MAX_BYTES, Document, Node, Path_, decoded

# The fields that are there to hold private data, by the kind of file; * is any key or index.
MEANT: dict[str, dict[Path_, tuple[Kind, ...]]] = {
    "organization": {("departments", "*", "contact"): (Kind.MOBILE, Kind.EMAIL)},
    "plan": {("contacts", "*", "telephone"): (Kind.MOBILE,)},
    "return": {},
    "form-return": {("header", "*"): (Kind.MOBILE, Kind.EMAIL)},
    # Of a plan that publishes its contacts.
    "form-return, published": {},
}
CODES_OF = {
    Kind.RESIDENT_ID: "private-id",
    Kind.MOBILE: "private-mobile",
    Kind.CARD: "private-card",
    Kind.EMAIL: "private-email",
}
# Evidence that is text all through.
TEXT_ENDINGS = (".txt", ".csv")

HINT = "删去；确需公开的，这一行末尾加注释 “# allow-private: 理由”"
_HINT_PAGE = "删去；确需公开的，这一行末尾加 “<!-- allow-private: 理由 -->”"
_HINT_FILE = "从文件里删去；确需公开的，在报送单写它的 file 一行末尾加注释 “# allow-private: 理由”"
_ALLOWED = re.compile(r"(?:(?<=\s)|^)#\s*allow-private\b\s*(?:[:：](.*))?")
# A page may show files of ours as examples.
_ALLOWED_IN_PAGE = re.compile(
    r"<!--\s*allow-private\b\s*(?:[:：](?P<html>.*?))?-->"
    r"|(?<=\s)#\s*allow-private\b\s*(?:[:：](?P<yaml>.*))?$"
)
# What may hold private data at all, with a number broken over lines or written by its code.
_WORTH_A_LOOK = re.compile(
    r"[@＠]|\\[uUx]|allow-private|(?:[0-9０-９][\s\u3000\u00a0\-‐-―－−\\]{0,40}){11}", re.ASCII
)


@dataclass
class Allowances:
    """The comments of a text that allow private data, by line from 0, and which were needed."""

    path: str
    lines: list[str]
    found: dict[int, re.Match[str]]
    used: set[int]
    is_page: bool  # one may explain the comment

    @classmethod
    def of(cls, path: str, lines: list[str], pattern: re.Pattern[str]) -> Allowances:
        found = {
            number: match
            for number, line in enumerate(lines)
            if "allow-private" in line and (match := pattern.search(line))
        }
        return cls(path, lines, found, set(), pattern is _ALLOWED_IN_PAGE)

    def at(self, line: int) -> bool:
        """Whether a line may hold private data: it says so, or the comments right above do."""
        if line in self.found:
            self.used.add(line)
            return True
        above = line - 1
        while above >= 0 and self._only_comment(above):
            if above in self.found:
                self.used.add(above)
                return True
            above -= 1
        return False

    def leave_to(self, node: Node) -> None:
        """Forgets what looks like a comment inside a text; one after the | of a text is one."""
        for line in [at for at in self.found if node.line <= at <= node.end_line]:
            start = self.found[line].start()
            after_start = line > node.line or start >= node.column
            before_end = line < node.end_line or start < node.end_column
            head = line == node.line and self.lines[line][node.column : node.column + 1] in (
                "|",
                ">",
            )
            if after_start and before_end and not head:
                del self.found[line]

    def _only_comment(self, line: int) -> bool:
        return self.lines[line].lstrip().startswith(("#", "<!--"))

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the comments themselves."""
        for line, match in self.found.items():
            length = len(match[0].rstrip())
            place = Place(self.path, line + 1, match.start() + 1, length, self.lines[line])
            if not any(reason and reason.strip() for reason in match.groups()):
                hint = "写明为什么可以公开，例如 “allow-private: 值班公开电话”"
                yield Problem("private-reason", place, "allow-private 没有写理由", hint=hint)
            elif line not in self.used and not self.is_page:
                message = "这里没有要放行的号码，allow-private 不起作用"
                yield Problem("private-unneeded", place, message, hint="删去这条注释，或移到那一行")


def _message(found: Private) -> str:
    return f"这里有{found.kind} {found.masked}，会公开在网站上"


def _meant(loc: Path_, table: dict[Path_, tuple[Kind, ...]]) -> tuple[Kind, ...]:
    for pattern, kinds in table.items():
        if len(pattern) == len(loc) and all(
            want in ("*", part) for part, want in zip(loc, pattern, strict=True)
        ):
            return kinds
    return ()


def _scalars(node: Node, loc: Path_ = ()) -> Iterator[tuple[Node, Path_]]:
    """Every text in a tree with its path, keys among them."""
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            if child.key is not None:
                yield child.key, loc
            yield from _scalars(child, (*loc, key))
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from _scalars(child, (*loc, index))
    elif isinstance(node.value, str):
        yield node, loc


def private_in_document(document: Document, kind: str) -> list[Problem]:
    """Private data in the values and keys of a file; comments are not published.

    `kind` is that of `MEANT`. Must come before anything is left out of the document.
    """
    lines = document.lines
    if not _WORTH_A_LOOK.search("\n".join(lines)):
        return []
    allowances = Allowances.of(document.path, lines, _ALLOWED)
    problems: list[Problem] = []
    for node, loc in _scalars(document.root):
        allowances.leave_to(node)
        meant = _meant(loc, MEANT[kind])
        told = [item for item in _told_at(document, node) if item[0].kind not in meant]
        # The comment beside the name of an evidence file is about what is in the file.
        beside_file = kind == "return" and loc[-1:] == ("file",)
        if (told or beside_file) and not allowances.at(node.line):
            for item, place in told:
                problems.append(Problem(CODES_OF[item.kind], place, _message(item), hint=HINT))
        if len(problems) > MOST_OF_A_KIND:
            break
    return [*problems, *allowances.problems()]


def _told_at(document: Document, node: Node) -> Iterator[tuple[Private, Place]]:
    """Private data in a text with its place: where its line shows it, else where the text begins."""
    value = str(node.value)
    in_value = private_in(value)[: MOST_OF_A_KIND + 1]
    if not in_value:
        return
    lines, shown = document.lines, 0
    for number in range(node.line, min(node.end_line + 1, len(lines))):
        start = node.column if number == node.line else 0
        end = node.end_column if number == node.end_line else len(lines[number])
        text = lines[number][start:end]
        for item in in_value if text == value else private_in(text):
            shown += 1
            length = item.end - item.start
            column = start + item.start + 1
            yield item, Place(document.path, number + 1, column, length, lines[number])
    # Broken over lines, or written by the codes of its characters.
    for item in in_value[shown:]:
        line = lines[node.line] if node.line < len(lines) else ""
        yield item, Place(document.path, node.line + 1, node.column + 1, 1, line)


def private_in_file(file: Path, path: str) -> list[Problem]:
    """Private data in the name of an evidence file, and in its text where it is one."""
    place = Place(path)
    problems = [
        Problem(
            CODES_OF[item.kind],
            place,
            f"文件名里有{item.kind} {item.masked}，会公开在网站上",
            hint="改文件名",
        )
        for item in private_in(file.name)
    ]
    if file.name.lower().endswith(TEXT_ENDINGS):
        for number, line in enumerate(_lines_of(file), 1):
            problems += _on_line(path, number, line, _HINT_FILE)
            if len(problems) > MOST_OF_A_KIND:
                break
    return problems


def _on_line(path: str, number: int, line: str, hint: str) -> Iterator[Problem]:
    for item in private_in(line):
        place = Place(path, number, item.start + 1, item.end - item.start, line)
        yield Problem(CODES_OF[item.kind], place, _message(item), hint=hint)


def _lines_of(file: Path) -> list[str]:
    """The lines of a text file, in whatever encoding office programs write."""
    try:
        if file.stat().st_size > MAX_BYTES:
            return []
        data = file.read_bytes()
    except OSError:
        return []
    text, _ = decoded(data, file.name)
    if text is None:
        text = data.decode("utf-8", errors="replace")
    return re.split(r"\r\n|\r|\n", text)


def private_in_pages(folder: Path, shown: str) -> list[Problem]:
    """Private data in the Markdown pages below a folder, which are published too."""
    problems: list[Problem] = []
    for file in sorted(folder.rglob("*.md")):
        path = "/".join((shown, *file.relative_to(folder).parts))
        lines = _lines_of(file)
        allowances = Allowances.of(path, lines, _ALLOWED_IN_PAGE)
        for number, line in enumerate(lines):
            told = list(islice(_on_line(path, number + 1, line, _HINT_PAGE), MOST_OF_A_KIND))
            if told and not allowances.at(number):
                problems += told
        problems += allowances.problems()
    return problems


def files_allowed(document: Document) -> set[str]:
    """The evidence files whose private data a return allows, where it names them."""
    allowances = Allowances.of(document.path, document.lines, _ALLOWED)
    return {
        file_path_in(str(node.value))
        for node, loc in (_scalars(document.root) if allowances.found else ())
        if loc[-1:] == ("file",) and allowances.at(node.line)
    }
