"""YAML text read into nodes that know their place; everything a text can be wrong about as such.

The tree is built from libyaml's events rather than its composer: a very deep flow sequence
crashes the composer outright, and depth, size, aliases and tags are refused on the way here.
Scalars stay text (`no` is not false, `010` is not 8); what they mean is decided in `fields`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from workplan.problems import Place, Problem, cause_of

try:
    _Loader: type = yaml.CLoader
except AttributeError:  # PyYAML built without libyaml: slower, the same answers
    _Loader = yaml.Loader

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 40
MAX_LINES = 100_000
MAX_EVENTS = 200_000
# One pasted mistake can repeat on every line; nobody reads more than this many of one kind.
MAX_REPEATED = 20

Plain = str | list["Plain"] | dict[str, "Plain"] | None
Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class Node:
    """A scalar, list or mapping with where it starts and ends (lines and columns from 0)."""

    value: str | list[Node] | dict[str, Node] | None
    line: int
    column: int
    end_line: int
    end_column: int
    key: Node | None = None

    def plain(self) -> Plain:
        """The same as dicts, lists and text."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def child(self, part: str | int) -> Node | None:
        """The node under a key or at an index, if there is one."""
        if isinstance(self.value, dict):
            return self.value.get(str(part))
        if isinstance(self.value, list) and isinstance(part, int) and part < len(self.value):
            return self.value[part]
        return None


@dataclass
class Document:
    """One YAML file that could be read: its shown path, lines and root mapping."""

    path: str
    lines: list[str]
    root: Node
    problems: list[Problem] = field(default_factory=list)

    def node(self, loc: Path_) -> Node:
        """The deepest node along `loc`; parts that are no path (names of unions) are passed over."""
        node = self.root
        for part in loc:
            node = node.child(part) or node
        return node

    def place(self, loc: Path_, *, of_key: bool = False) -> Place:
        """Where the value at `loc` stands, or its key."""
        node = self.node(loc)
        if of_key and node.key is not None:
            node = node.key
        return _place_of(self.path, self.lines, node)

    def last_line(self, loc: Path_) -> int:
        """The last line (from 1) of what stands at `loc`.

        libyaml ends a block where the next thing begins, so blank lines and the next are cut off.
        """
        node = self.node(loc)
        last, text = node.end_line, ""
        if last < len(self.lines):
            text = self.lines[last][: node.end_column]
        while last > node.line and not text.strip():
            last -= 1
            text = self.lines[last]
        return last + 1


def _lines(text: str) -> list[str]:
    """The lines as editors count them (str.splitlines would also break at odd characters)."""
    return re.split(r"\r\n|\r|\n", text)


def _place(path: str, lines: list[str], line: int, column: int, length: int = 1) -> Place:
    text = lines[line] if line < len(lines) else ""
    return Place(path, line + 1, column + 1, length, text)


def _place_of(path: str, lines: list[str], node: Node) -> Place:
    """Where a node stands; of one on several lines, the rest of its first."""
    text = lines[node.line] if node.line < len(lines) else ""
    end = node.end_column if node.end_line == node.line else len(text)
    return _place(path, lines, node.line, node.column, max(1, end - node.column))


# --- bytes to text -----------------------------------------------------------------------------


def decoded(data: bytes, path: str) -> tuple[str | None, list[Problem]]:
    """The text of a file, and what is wrong with its encoding; GBK is still read, to say more."""
    hint = "在记事本里“另存为”，编码选 UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "文件是 UTF-16 编码（记事本里叫 Unicode），应为 UTF-8"
        text = data.decode("utf-16", errors="replace")
        return text, [Problem("file-encoding", Place(path), message, hint=hint)]
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        good = _lines(data[: error.start].decode("utf-8", errors="replace"))
    line, column = len(good) - 1, len(good[-1])
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        place = _place(path, good, line, column)
        return None, [Problem("file-encoding", place, "文件不是 UTF-8 编码的文字")]
    place = _place(path, _lines(text), line, column)
    return text, [Problem("file-encoding", place, "文件是 GBK 编码，应为 UTF-8", hint=hint)]


# Controls, line breaks that editors do not show, and marks that turn the reading direction.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)


def _forbidden(path: str, lines: list[str]) -> list[Problem]:
    found = []
    for number, line in enumerate(lines):
        for match in _FORBIDDEN.finditer(line):
            place = _place(path, lines, number, match.start())
            message = f"这里有看不见的控制字符 U+{ord(match.group()):04X}"
            found.append(Problem("char-forbidden", place, message, hint="删去这个字符"))
            if len(found) == MAX_REPEATED:
                return found
    return found


# --- mistakes of hands and input methods ---------------------------------------------------------

_CONFLICT = re.compile(r"(<{7}|>{7}|\|{7})( .*)?$|={7}$")


def _conflicts(path: str, lines: list[str]) -> list[Problem]:
    return [
        Problem(
            "merge-conflict",
            _place(path, lines, number, 0, 7),
            "合并冲突的标记还留在文件里",
            hint="两边的内容选好留下的，再删去 <<<<<<<、=======、>>>>>>> 这几行",
        )
        for number, line in enumerate(lines)
        if line[:1] in "<>|=" and _CONFLICT.match(line)
    ][:MAX_REPEATED]


COLON_MESSAGE, COLON_HINT = "冒号是全角的 “：”", "换成英文冒号 “: ”，后面空一格"
DASH_MESSAGE, DASH_HINT = "列表的短横不是英文的", "换成英文短横 “-”，后面空一格"
_BRACKETS = dict(zip("［【〔］】〕｛｝", "[[[]]]{}", strict=True))


def bracket_words(bracket: str) -> tuple[str, str]:
    """What to say of a bracket that the input method made."""
    return f"括号不是英文的 “{bracket}”", f"换成英文括号 “{_BRACKETS[bracket]}”"


@dataclass(frozen=True)
class _Slip:
    """A slip of the input method: how it looks, what it is called, and the text meant.

    `{space}` in a message is the space that was found.
    """

    code: str
    pattern: re.Pattern[str]
    message: str
    hint: str
    meant: Callable[[str], str]


# What word processors put before the items of a list.
_BULLET = r"(?:[·•●▪◆■*]|[0-9]{1,2}[.、．)）])[ \t\u3000\u00a0]*"
_SLIPS = (
    _Slip(
        "tab",
        re.compile(r"^ *(\t+)"),
        "缩进用了制表符（Tab）",
        "删去它，改成空格，和上下行对齐",
        lambda found: "  " * len(found),
    ),
    _Slip(
        # A paragraph of a note may well begin with two full-width spaces.
        "space-fullwidth",
        re.compile(r"^ *([\u3000\u00a0][\u3000\u00a0 ]*)(?=[-－—–−]|[a-z_]+ *[:：])"),
        "缩进用了{space}",
        "换成英文空格，和上下行对齐",
        lambda found: "".join("  " if char == "\u3000" else " " for char in found),
    ),
    _Slip(
        "dash-fullwidth",
        re.compile(r"^ *([－—–−][ \u3000]*)(?=[a-z_]+ *[:：])"),
        DASH_MESSAGE,
        DASH_HINT,
        lambda _: "- ",
    ),
    _Slip(
        "mark-fullwidth",
        re.compile(r"^ *(＃)"),
        "注释的井号是全角的 “＃”",
        "换成英文井号 “#”",
        lambda _: "#",
    ),
    _Slip(
        "dash-fullwidth",
        re.compile(rf"^ *({_BULLET})(?=[a-z_]+ *[:：])"),
        "列表项用了项目符号或编号",
        "换成英文短横 “-”，后面空一格，例如 “- task: 1”",
        lambda _: "- ",
    ),
    _Slip(
        "yaml-syntax",
        re.compile(r"^ *(-)(?=[a-z_]+ *[:：])"),
        "短横后面少了空格",
        "“-” 后面空一格，例如 “- task: 1”",
        lambda _: "- ",
    ),
    _Slip(
        "colon-fullwidth",
        re.compile(r"^ *(?:- +)*[a-z_]+ *(： ?)"),
        COLON_MESSAGE,
        COLON_HINT,
        lambda _: ": ",
    ),
    _Slip(
        "space-fullwidth",
        re.compile(r"^ *(?:- +)*[a-z_]+ *:([\u3000\u00a0]+)"),
        "冒号后面是{space}",
        "换成英文空格",
        lambda found: " " * len(found),
    ),
    _Slip(
        "yaml-syntax",
        re.compile(r"^ *(?:- +)*[a-z_]+(:)(?=[^\s/:])"),
        "冒号后面少了空格",
        "冒号后面空一格，例如 “task: 1”",
        lambda _: ": ",
    ),
)
# A key that only a slip can have made: the text may be good YAML all the same.
_ODD_KEY = re.compile(rf"[\u3000\u00a0－—–−]|-[a-z]|[a-z_]+：|{_BULLET}[a-z_]+$")


class _Text:
    """The lines an editor sees, the lines that are parsed, and the way back from these.

    They differ where a slip was undone: what follows it on the line has moved.
    """

    def __init__(self, lines: list[str]) -> None:
        self.shown, self.parsed = lines, list(lines)
        self.moved: dict[int, list[tuple[int, int]]] = {}  # by line: from a column on, so far

    def seen(self, line: int, column: int) -> tuple[int, int]:
        """Where the editor sees what was parsed at a line and column."""
        if line >= len(self.shown):
            return len(self.shown) - 1, len(self.shown[-1])
        if line not in self.moved:
            return line, column
        moved = sum(by for start, by in self.moved[line] if start <= column)
        return line, max(0, min(column - moved, len(self.shown[line])))

    def undo(self, path: str) -> list[Problem]:
        """Undoes what hands and input methods did; returns what that was."""
        problems = []
        for number in range(len(self.parsed)):
            if not self.parsed[number].strip():
                continue
            for slip in _SLIPS:
                text = self.parsed[number]
                match = slip.pattern.match(text)
                if match is None:
                    continue
                found, meant = match.group(1), slip.meant(match.group(1))
                spot = self.seen(number, match.start(1))
                length = max(1, len(found.rstrip(" ")))
                place = _place(path, self.shown, *spot, length)
                space = "全角空格" if "\u3000" in found else "不间断空格"
                message = slip.message.format(space=space)
                problems.append(Problem(slip.code, place, message, hint=slip.hint))
                self.parsed[number] = text[: match.start(1)] + meant + text[match.end(1) :]
                start = match.start(1) + len(meant)
                self.moved.setdefault(number, []).append((start, len(meant) - len(found)))
        return problems


# --- libyaml's words in Chinese ------------------------------------------------------------------

_QUOTE = "文字以 * & ! @ ` % | > [ { 开头，或中间有英文冒号加空格时，整段加英文引号"
_YAML_WORDS = (
    ("could not find expected ':'", "这一行少了冒号", "写成 “键: 内容”，冒号用英文的，后面空一格"),
    (
        "mapping values are not allowed",
        "这一行的缩进和上一行接不上",
        "同一层的行左边要对齐；这一行本来是上一行的下一层的，上一行的冒号后面不写内容",
    ),
    ("mapping keys are not allowed", "文字不能以 ? 加空格开头", "整段加英文引号，或去掉空格"),
    ("did not find expected key", "这一行和上面对不齐，或引号没有写对", "同一层的行左边要对齐"),
    ("did not find expected '-'", "这一行和上面的列表对不齐", "同一个列表的 “-” 左边要对齐"),
    ("did not find expected ',' or ']'", "方括号没有配对", "补上 ]，或给整段加英文引号"),
    ("did not find expected ',' or '}'", "花括号没有配对", "补上 }，或给整段加英文引号"),
    ("unexpected end of stream", "引号没有配对", "补上后一个引号；引号用英文的"),
    ("unexpected document indicator", "引号没有配对", "补上后一个引号；引号用英文的"),
    ("cannot start any token", "文字不能以这个字符开头", _QUOTE),
    ("unknown escape character", "双引号里不能这样用反斜杠", "换成英文单引号，或去掉反斜杠"),
    ("alphabetic or numeric character", "文字不能以 * 或 & 开头", _QUOTE),
    ("tab character", "这里用了制表符（Tab）", "改成空格"),
    ("block sequence entries are not allowed", "这里不该开始列表", "把 “-” 放到下一行"),
    ("did not find URI escape", "文字不能以 ! 开头", _QUOTE),
    ("while parsing a tag", "文字不能以 ! 开头", _QUOTE),
    ("while scanning a tag", "文字不能以 ! 开头", _QUOTE),
    ("while scanning a directive", "文字不能以 % 开头", _QUOTE),
    ("document start", "这一行和上面接不上", "检查缩进；一个文件里只写一份内容"),
    (
        "block scalar",
        "“|” 或 “>” 后面写得不对",
        "单独写在行末，文字写在下面几行；文字本来以它开头时，整段加英文引号",
    ),
)
# Found missing only later: where the thing began is what helps.
_BEGINNINGS = (
    "quoted scalar",
    "simple key",
    "an alias",
    "an anchor",
    "a tag",
    "a directive",
    "block scalar",
    "flow sequence",
    "flow mapping",
)
_CODES = {"alias": "yaml-alias", "anchor": "yaml-alias", "tag": "yaml-tag"}
# A value that begins with a bracket or a quote, after its key.
_OPENING = re.compile(r"^ *(?:- +)*(?:[^\s:\"']+ *: +)?([\"'\[{])")
_KEY_ALONE = re.compile(r"^\s*(?:- +)*[^\s:：]+ *:\s*$")
_COLON_OF_NAME = re.compile(r"^\s*(?:- +)*[^\s:：]+(：)")
_KEY_BEFORE = re.compile(r"^\s*(?:- +)*[^\s:]+ *:\s")


def _colon_meant(lines: list[str], line: int, words: str) -> tuple[int, int] | None:
    """Where a full-width colon after a name (视察次数：2) made libyaml stumble, here or a line on."""
    if "mapping values" in words:
        line -= 1
        if line < 1 or not _KEY_ALONE.match(lines[line - 1]):
            return None
    elif "could not find expected ':'" not in words:
        return None
    match = _COLON_OF_NAME.match(lines[line])
    return (line, match.start(1)) if match else None


def _syntax_problem(error: yaml.YAMLError, path: str, text: _Text) -> Problem:
    mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    context = getattr(error, "context", None) or ""
    words = f"{getattr(error, 'problem', '')} {context}"
    message, hint = "这里不合 YAML 的写法", "照旁边正确的几行改：缩进对齐，冒号后空一格"
    for known, said, advice in _YAML_WORDS:
        if known in words:
            message, hint = said, advice
            break
    if context_mark and (mark is None or any(context.endswith(word) for word in _BEGINNINGS)):
        mark = context_mark
    line, column = text.seen(mark.line, mark.column) if mark else (0, 0)
    if spot := _colon_meant(text.shown, line, words):
        place = _place(path, text.shown, *spot)
        return Problem("colon-fullwidth", place, COLON_MESSAGE, hint=COLON_HINT)
    shown = text.shown[line]
    if "flow" in context and (comma := re.compile("[，、；]").search(shown, column)):
        place = _place(path, text.shown, line, comma.start())
        message = f"这里的逗号不是英文的 “{comma[0]}”"
        return Problem("mark-fullwidth", place, message, hint="换成英文逗号加空格 “, ”")
    if "cannot start" in words and shown.lstrip().startswith("```"):
        message, hint = "文件里不写 ```", "只复制它们中间的几行；写着 ``` 的两行删去"
    if "expected '-'" in words and not shown.lstrip().startswith("-"):
        hint = "是上一项里的一行的，和上一项 “- ” 后面的字左边对齐"
    if "mapping values" in words:
        if match := _KEY_BEFORE.match(shown[:column]):
            message = "文字里的英文冒号被当成了键的冒号"
            hint = "整段加英文引号，或换成中文冒号 “：”"
            first = shown[match.end() : match.end() + 1]
            if first in tuple("“‘「『＂"):
                place = _place(path, text.shown, line, match.end())
                message = f"引号不是英文的 “{first}”，里面的英文冒号被当成了键的冒号"
                return Problem("mark-fullwidth", place, message, hint="整段外面换成英文单引号 '…'")
            if first in _BRACKETS:
                message, hint = bracket_words(first)
                place = _place(path, text.shown, line, match.end())
                return Problem("mark-fullwidth", place, message, hint=hint)
        else:
            column = len(shown) - len(shown.lstrip())
    elif "expected key" in words and (opening := _OPENING.match(shown[:column])):
        column = opening.start(1)
        if opening[1] in "[{":
            message, hint = f"“{opening[1]}” 开头的文字被当成了列表或下一层", "整段加英文引号"
        elif shown.count(opening[1], opening.start(1), mark.column if mark else None) < 2:
            message, hint = "引号没有配对", "往上找只写了前一个的引号，补上后一个；引号用英文的"
        else:
            message = "引号只包住了开头的几个字"
            hint = "整段外面加英文单引号 '…'，或把里面的英文引号换成中文引号"
    code = next((code for word, code in _CODES.items() if context.endswith(word)), "yaml-syntax")
    return Problem(code, _place(path, text.shown, line, column), message, hint=hint)


# --- text to nodes -------------------------------------------------------------------------------


class _Refused(Exception):
    """Something that stops the reading of one file; carries the problem."""

    def __init__(self, code: str, event: yaml.Event, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.spot, self.hint = code, _start(event), hint


def _start(event: yaml.Event) -> tuple[int, int]:
    """The line and column at which an event begins."""
    mark = event.start_mark
    return (mark.line, mark.column) if mark else (0, 0)


def _end(event: yaml.Event) -> tuple[int, int]:
    """The line and column at which an event ends."""
    mark = event.end_mark
    return (mark.line, mark.column) if mark else (0, 0)


_CUTS = re.compile(r"\s+(#\S.*)$")
_NULLS = ("", "~", "null", "Null", "NULL")


class _Builder:
    """Builds one tree from events; a class because the events carry no place in the tree."""

    def __init__(self, path: str, text: _Text) -> None:
        self.path, self.text = path, text
        self.problems: list[Problem] = []
        self.odd = False  # whether a key looks like a slip
        self.root: Node | None = None
        self.open: list[tuple[Node, Node | None]] = []  # collections, and the key waiting

    def problem(self, code: str, node: Node, message: str, hint: str | None = None) -> None:
        if sum(problem.code == code for problem in self.problems) < MAX_REPEATED:
            place = _place_of(self.path, self.text.shown, node)
            self.problems.append(Problem(code, place, message, hint=hint))

    def build(self, events: Iterator[yaml.Event]) -> None:
        documents = 0
        for count, event in enumerate(events):
            if count > MAX_EVENTS:
                raise _Refused("yaml-many", event, "这个文件里的内容太多，读不下去")
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _Refused("yaml-alias", event, "不接受 YAML 的引用（& 和 *）", _QUOTE)
            if getattr(event, "tag", None) is not None:
                raise _Refused("yaml-tag", event, "不接受 YAML 的标签（!）", _QUOTE)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused("yaml-documents", event, "一个文件里有两份内容，被 --- 隔开")
            elif isinstance(event, yaml.ScalarEvent):
                self.scalar(event)
            elif isinstance(event, yaml.MappingStartEvent):
                self.begin(event, {})
            elif isinstance(event, yaml.SequenceStartEvent):
                self.begin(event, [])
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                node, _ = self.open.pop()
                node.end_line, node.end_column = self.text.seen(*_end(event))

    def begin(self, event: yaml.Event, value: list[Node] | dict[str, Node]) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise _Refused("yaml-deep", event, f"层次超过 {MAX_DEPTH} 层，读不下去")
        start = self.text.seen(*_start(event))
        node = Node(value, *start, *start)
        self.attach(node)
        self.open.append((node, None))

    def scalar(self, event: yaml.ScalarEvent) -> None:
        plain = not event.style
        value = None if plain and event.value in _NULLS else event.value
        node = Node(value, *self.text.seen(*_start(event)), *self.text.seen(*_end(event)))
        if plain and node.end_line < len(self.text.shown):
            cut = _CUTS.match(self.text.shown[node.end_line], node.end_column)
            if cut:
                spot = Node(None, node.end_line, cut.start(1), node.end_line, cut.end(1))
                self.problem(
                    "comment-cuts",
                    spot,
                    f"“ #” 后面的文字会被当成注释丢掉：{cut.group(1)}",
                    "整段文字加英文引号；真要写注释，# 后面空一格",
                )
        # Escapes such as "\0" bring in what can't be typed.
        if event.style == '"' and (hidden := _FORBIDDEN.search(event.value)):
            message = f"这段文字里有看不见的控制字符 U+{ord(hidden.group()):04X}"
            self.problem("char-forbidden", node, message, "双引号里的反斜杠换成两个，或改用单引号")
        self.attach(node)

    def attach(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent, key = self.open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict):
            if key is None:
                self.open[-1] = (parent, node)
                return
            self.open[-1] = (parent, None)
            self.pair(parent.value, key, node)

    def pair(self, mapping: dict[str, Node], key: Node, node: Node) -> None:
        if not isinstance(key.value, str):
            self.problem("value-type", key, "这里应是一个键", "文字里有英文冒号时整段加英文引号")
            return
        if key.value in mapping:
            first = mapping[key.value].key
            where = f"第 {first.line + 1} 行" if first else "前面"
            self.problem("key-duplicate", key, f"“{key.value}” 写了两次，{where}已经有了")
            return
        node.key = key
        mapping[key.value] = node
        self.odd = self.odd or _ODD_KEY.match(key.value) is not None


def _tree(path: str, text: _Text) -> tuple[_Builder, Problem | None]:
    """What could be built from a text, and the problem that stopped the reading."""
    builder = _Builder(path, text)
    try:
        builder.build(yaml.parse("\n".join(text.parsed), Loader=_Loader))
    except yaml.YAMLError as error:
        return builder, _syntax_problem(error, path, text)
    except _Refused as refused:
        place = _place(path, text.shown, *text.seen(*refused.spot))
        return builder, Problem(refused.code, place, str(refused), hint=refused.hint)
    return builder, None


def parse_text(text: str, path: str) -> tuple[Document | None, list[Problem]]:
    """The document in a text, and everything wrong with it as YAML."""
    lines = _lines(text)
    if len(lines) > MAX_LINES:
        place = _place(path, lines, MAX_LINES, 0)
        return None, [Problem("yaml-many", place, f"文件超过 {MAX_LINES} 行，读不下去")]
    if problems := _forbidden(path, lines) or _conflicts(path, lines):
        return None, problems
    source = _Text(lines)
    built, stopped = _tree(path, source)
    problems = built.problems
    if stopped or built.odd or (built.root and not isinstance(built.root.value, dict)):
        slips = source.undo(path)
        if slips:
            built, stopped = _tree(path, source)
            problems = slips[:MAX_REPEATED] + built.problems
            if stopped and any(slip.place.line == stopped.place.line for slip in slips):
                return None, problems
    if stopped:
        return None, [*problems, stopped]
    root = built.root
    if root is None or root.value is None:
        return None, problems or [Problem("file-empty", Place(path), "文件里没有内容")]
    if not isinstance(root.value, dict):
        place = _place_of(path, lines, root)
        message = "文件应由 “键: 内容” 组成"
        hint = "照同一文件夹里别的文件写，一行一个键"
        return None, [*problems, Problem("value-type", place, message, hint=hint)]
    return Document(path, lines, root, problems), problems


def too_large(size: int) -> str | None:
    """What to say of so many bytes where they are more than `MAX_BYTES`."""
    if size <= MAX_BYTES:
        return None
    return f"文件有 {size / 1024 / 1024:.0f} MB，超过 {MAX_BYTES // 1024 // 1024} MB"


def read_data(
    file: Path, path: str, code: str = "file-too-large"
) -> tuple[bytes | None, list[Problem]]:
    """The bytes of a file shown as `path`; None, and why, where there are none or too many."""
    try:
        if message := too_large(file.stat().st_size):
            return None, [Problem(code, Place(path), message)]
        return file.read_bytes(), []
    except OSError as error:
        message = f"文件打不开：{cause_of(error)}"
        return None, [Problem("file-unreadable", Place(path), message)]


def read_text(file: Path, path: str) -> tuple[str | None, list[Problem]]:
    """The text of a file shown as `path`, and what is wrong with its size, reading and encoding."""
    data, problems = read_data(file, path)
    return (None, problems) if data is None else decoded(data, path)


def read_document(file: Path, path: str) -> tuple[Document | None, list[Problem]]:
    """The document in a file shown as `path`, and everything wrong with it as a text.

    Raises nothing: a file that can't be read at all is a problem too.
    """
    text, problems = read_text(file, path)
    if text is None:
        return None, problems
    if not text.strip():
        return None, [Problem("file-empty", Place(path), "文件里没有内容")]
    document, more = parse_text(text, path)
    return document, problems + more
