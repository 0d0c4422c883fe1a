"""The Word template of reports: an ordinary .docx that the office restyles in Word.

Its text holds Jinja: `{{ 标题 }}` prints, and a paragraph that holds nothing but instructions
(`{% for 节 in 各节 %}`, `{% if 演示 %}`) is not printed itself. One table of three rows and two cells
shows how tables look: the head, a row and the totals, in a column of text and in one of numbers.
What a template gets is `NAMES`. A mistake is a problem with the paragraph in which it stands, found
before any report is printed: unknown names here, wrong parts of known ones by a trial print (in
`docx`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from workplan.documents import Table
from workplan.exports.word_parts import Part, table_xml, word_text
from workplan.problems import Place, Problem, RenderError, cause_of, did_you_mean
from workplan.workbooks import MAX_UNPACKED

# What a template may say; a section has 标题 and 内容, a block the keys of `BLOCK_KEYS`.
NAMES = ("标题", "文号", "数据截至", "演示", "未定稿", "导语", "各节", "附注")
SECTION_KEYS = ("标题", "内容")
BLOCK_KEYS = ("种类", "标题", "文字", "空", "表", "注")
PARAGRAPH, TABLE, COPYABLE = "段落", "表格", "转发"
_BLOCK = "块"

_CORE = "docProps/core.xml"
_DOCUMENT = "word/document.xml"
_RENDERED = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_STAMP = (1980, 1, 1, 0, 0, 0)


# --- the template ----------------------------------------------------------------------------------

_UNKNOWN = re.compile(r"(?:has no attribute|has no element|^) ?'(\w+)'")
_SYNTAX_WORDS = (
    (
        r"Unexpected end of template.*",
        "少了结尾",
        "{% for … %} 配 {% endfor %}，{% if … %} 配 {% endif %}",
    ),
    (
        r"(?:Encountered )?[Uu]nknown tag '(\w+)'.*",
        r"这里不该有 “\1”",
        "{% for … %} 配 {% endfor %}，{% if … %} 配 {% endif %}",
    ),
    (r"unexpected char '(.)'.*", r"看不懂的字符 “\1”", "括号、引号、逗号、点用英文的"),
)


class _Sandbox(ImmutableSandboxedEnvironment):
    """A template prints and chooses; what multiplies could stand still for hours."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002
        raise SecurityError(f"不能用 {operator}")


class WordTemplate:
    """A template that was read and found good. Raises nothing when printing a report with it."""

    def __init__(self, shown: str, entries: Sequence[tuple[str, bytes]]) -> None:
        self.shown = shown
        self.entries = entries
        self.problems: list[Problem] = []
        self.environment = _Sandbox(
            autoescape=True,
            undefined=StrictUndefined,
            finalize=word_text,
            keep_trailing_newline=True,
        )
        self.environment.globals.clear()
        self.parts: dict[str, Part] = {}
        self.templates: dict[str, Any] = {}
        for name, data in entries:
            if _RENDERED.fullmatch(name):
                self._compile(name, data)
        self._check_whole()

    def _compile(self, name: str, data: bytes) -> None:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        part = self.parts[name] = Part(self.shown, etree.fromstring(data, parser))
        source = part.source()
        self.problems += part.problems
        if part.problems:
            return
        try:
            tree = self.environment.parse(source)
            self.problems += _unknown_names(tree, part)
            code = self.environment.compile(source, name, name)
        except TemplateSyntaxError as error:
            self.problems.append(_syntax_problem(error, part))
            return
        self.templates[name] = self.environment.template_class.from_code(
            self.environment, code, {}, None
        )

    def _check_whole(self) -> None:
        if self.problems:
            return
        body = self.parts.get(_DOCUMENT)
        place = Place(self.shown)
        if body is None or body.table is None:
            hint = "照原来的模板，放一个三行两列的表格，第一行写 {{ 表头 }}"
            self.problems.append(Problem("word-template", place, "没有表格样板", hint=hint))
        if not any("演示" in tag for part in self.parts.values() for tag in part.tags):
            hint = "照原来的模板，用 {% if 演示 %} 标明演示数据"
            message = "没有用到 “演示”，演示数据会没有标记"
            self.problems.append(Problem("word-template", place, message, hint=hint))

    def printed(self, values: Mapping[str, object], core: bytes) -> bytes:
        """The .docx with these values. Raises RenderError."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in self.entries:
                content = self._rendered(name, values) if name in self.templates else data
                info = zipfile.ZipInfo(name, _STAMP)
                info.create_system, info.external_attr = 0, 0
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, core if name == _CORE else content, compresslevel=6)
        return out.getvalue()

    def _rendered(self, name: str, values: Mapping[str, object]) -> bytes:
        part = self.parts[name]

        def table_here(block: object) -> str:
            if not isinstance(block, Mapping) or not isinstance(block.get("表"), Table):
                raise UndefinedError(_BLOCK)
            xml = table_xml(part, block["表"], landscape=bool(values["横向"]))
            return Markup(xml)  # noqa: S704 (its cells went through `word_text`)

        try:
            given = {**values, "打印表格": table_here}
            text: str = self.templates[name].render(given)
        except (TemplateError, TypeError, ValueError, LookupError, AttributeError) as error:
            lines = [
                frame.lineno or 1
                for frame in extract_tb(error.__traceback__)
                if frame.filename == name
            ]
            raise RenderError(_print_problem(error, part, lines[-1] if lines else 1)) from error
        return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text.encode("utf-8")


def _unknown_names(tree: nodes.Template, part: Part) -> Iterator[Problem]:
    """Names that nothing gives."""
    names = list(tree.find_all(nodes.Name))
    own = {name.name for name in names if name.ctx != "load"}
    known = {*NAMES, *own}
    for name in names:
        if name.ctx == "load" and name.name not in {*known, "横向", "打印表格", "loop"}:
            message = f"没有 “{name.name}” 这个名称"
            hint = did_you_mean(name.name, known) or f"有：{'、'.join(NAMES)}"
            yield Problem("word-template", part.place_of_line(name.lineno), message, hint=hint)


def _syntax_problem(error: TemplateSyntaxError, part: Part) -> Problem:
    message, hint = f"指令写得不对：{error.message}", "照原来的模板改"
    for pattern, words, advice in _SYNTAX_WORDS:
        if match := re.fullmatch(pattern, error.message or "", re.DOTALL):
            message, hint = match.expand(words), advice
            break
    return Problem("word-template", part.place_of_line(error.lineno), message, hint=hint)


def _print_problem(error: Exception, part: Part, line: int) -> Problem:
    place = part.place_of_line(line)
    if str(error) == _BLOCK:
        message, hint = (
            "表格样板放错了地方",
            "放在 {% for 块 in 节.内容 %} 里，块.种类 是 “表格” 的地方",
        )
        return Problem("word-template", place, message, hint=hint)
    if isinstance(error, UndefinedError) and (match := _UNKNOWN.search(str(error))):
        known = (*NAMES, *SECTION_KEYS, *BLOCK_KEYS)
        message = f"没有 “{match[1]}” 这个名称"
        return Problem("word-template", place, message, hint=did_you_mean(match[1], known))
    return Problem("word-template", place, f"指令不能这样用：{error}")


# --- reading ---------------------------------------------------------------------------------------

_AGAIN = "取回原来的模板再改：git checkout，或运行 scripts/word_template.py"


def _damaged(shown: str, why: str, hint: str = _AGAIN) -> tuple[None, list[Problem]]:
    return None, [Problem("word-template", Place(shown), why, hint=hint)]


def read_word_template(file: Path, shown: str) -> tuple[WordTemplate | None, list[Problem]]:
    """The template in a file, and everything wrong with it; None where a report can't be printed."""
    if not file.is_file():
        return _damaged(shown, "没有 Word 模板")
    try:
        data = file.read_bytes()
    except OSError as error:
        return _damaged(shown, f"Word 模板打不开：{cause_of(error)}")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        hint = "用 Word 或 WPS 打开，另存为“Word 文档（.docx）”，不加密码"
        return _damaged(shown, "Word 模板是旧格式（.doc）或加了密码的文件", hint)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                return _damaged(shown, "Word 模板解开以后太大")
            entries = [
                (item.filename, archive.read(item))
                for item in archive.infolist()
                if not item.is_dir()
            ]
        if _DOCUMENT not in (name for name, _ in entries):
            return _damaged(shown, "Word 模板里没有正文，或不是 Word 文件")
        template = WordTemplate(shown, entries)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, etree.XMLSyntaxError, EOFError, OSError):
        return _damaged(shown, "Word 模板已经损坏")
    except (NotImplementedError, RuntimeError, ValueError):  # an odd or locked archive
        return _damaged(shown, "Word 模板读不出来")
    return (None if template.problems else template), template.problems
