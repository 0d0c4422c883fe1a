"""A part of a Word file (body, header, footer) made a Jinja template, and its tables.

A paragraph that holds nothing but instructions gives way to them; the others print what they hold.
Word scatters a tag over runs and turns its quotes; both are undone here.
One table shows how tables look; its cells are cut once and filled as text, which is what makes
printing quick.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from lxml import etree
from markupsafe import Markup

from workplan.documents import Cell, Column, ColumnKind, Table
from workplan.problems import Place, Problem, width_of
from workplan.words import cell_text

# What the table of the template holds in its cells.
_HEAD, _TEXT, _NUMBER, _TOTAL = "表头", "文字", "数字", "合计"

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_OPENING = re.compile(r"\{[{%#]")
_ONLY_TAGS = re.compile(r"(?:\s|\{%.*?%\}|\{#.*?#\})*", re.DOTALL)
# As Word and input methods write them.
_TURNED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u3000": " "})
_NAMESPACES = re.compile(r' xmlns(?::\w+)?="[^"]*"')
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Stand for tags and line ends while the XML is written out, and for where a cell is cut; such
# characters that a template holds itself are taken out of it first.
_MARK, _CUT = "\ue000{}\ue001", "\ue002"
_MARKED = re.compile("\ue000(\\d+)\ue001")
_OURS = re.compile("[\ue000-\ue002\n]")


def _w(name: str) -> str:
    return f"{{{_W}}}{name}"


def xml_text(text: str) -> str:
    """A text as XML holds it, without what XML can't hold."""
    return escape(_CONTROLS.sub("", text))


def word_text(value: object) -> str:
    """A value as the content of a run: escaped, a line break for each line end."""
    if isinstance(value, Markup):
        return value
    text = xml_text(str(value))
    return Markup(text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">'))  # noqa: S704 (escaped above)


@dataclass(frozen=True)
class _Prototype:
    """A cell of the template's table, cut where its text and its width go in."""

    before: str
    middle: str
    after: str

    def filled(self, width: int, text: str) -> str:
        return f"{self.before}{width}{self.middle}{text}{self.after}"


@dataclass(frozen=True)
class _Row:
    """A row of the template's table: what stands before its cells, and a cell of each kind."""

    before: str
    text: _Prototype
    number: _Prototype

    def filled(self, cells: Sequence[tuple[bool, int, str]]) -> str:
        """The row; a cell is given as whether it is of numbers, its width and its text."""
        printed = (
            (self.number if number else self.text).filled(width, text)
            for number, width, text in cells
        )
        return f"<w:tr>{self.before}{''.join(printed)}</w:tr>"


def _fragment(element: etree._Element) -> str:
    """An element's XML without the namespaces, which its document declares."""
    return _NAMESPACES.sub("", etree.tostring(element, encoding="unicode", with_tail=False))


def _text_of(element: etree._Element) -> str:
    return "".join(element.itertext(_w("t")))


def _join_tags(paragraph: etree._Element) -> None:
    """Puts each tag that Word scattered over runs into the run in which it begins."""
    pieces = list(paragraph.iter(_w("t")))
    whole = "".join(piece.text or "" for piece in pieces)
    if not _OPENING.search(whole):
        return
    owner: list[int] = []
    for at, piece in enumerate(pieces):
        owner += [at] * len(piece.text or "")
    for match in _TAG.finditer(whole):
        owner[match.start() : match.end()] = [owner[match.start()]] * len(match.group())
    for at, piece in enumerate(pieces):
        piece.text = "".join(char for char, place in zip(whole, owner, strict=True) if place == at)
        piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


@dataclass
class Part:
    """One part of the package (body, header, footer) on its way to a Jinja template.

    `texts` are its paragraphs, of which each begins a line of the template. `widths` are what
    tables may take, in twentieths of a point: upright, and in landscape.
    """

    shown: str
    root: etree._Element
    texts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    table: Mapping[str, _Row] | None = None
    table_properties: str = ""
    widths: tuple[int, int] = (9000, 14000)
    problems: list[Problem] = field(default_factory=list)

    def place(self, number: int) -> Place:
        """The place of a paragraph, by its number."""
        text = self.texts[number - 1] if 0 < number <= len(self.texts) else ""
        return Place(self.shown, max(1, number), 1, max(1, len(text)), text, f"第{number}段")

    def place_of_line(self, line: int) -> Place:
        """The place of a line of the template: the first comes before all paragraphs."""
        return self.place(min(max(1, line - 1), len(self.texts)))

    def problem(self, number: int, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem("word-template", self.place(number), message, hint=hint))

    def mark(self, source: str) -> str:
        self.tags.append(source)
        return _MARK.format(len(self.tags) - 1)

    def source(self) -> str:
        """The part as a Jinja template."""
        for element in self.root.iter():
            element.text = element.text and _OURS.sub(" ", element.text)
            element.tail = element.tail and _OURS.sub(" ", element.tail)
        for paragraph in list(self.root.iter(_w("p"))):
            _join_tags(paragraph)
            self.texts.append(_text_of(paragraph))
        shown = [
            (table, self._number_of(table))
            for table in self.root.iter(_w("tbl"))
            if any(_bare(cell) == f"{{{{{_HEAD}}}}}" for cell in table.iter(_w("tc")))
        ]
        for number, paragraph in enumerate(list(self.root.iter(_w("p"))), 1):
            self._take(paragraph, number)
        for table, number in shown:
            self._take_table(table, number)
        self._take_section()
        xml = etree.tostring(self.root, encoding="unicode")
        return _MARKED.sub(lambda match: self.tags[int(match[1])], xml)

    def _take(self, paragraph: etree._Element, number: int) -> None:
        """Marks the tags of a paragraph; one that holds nothing else gives way to them."""
        text = self.texts[number - 1]
        self._check_pairs(text, number)
        parent = paragraph.getparent()
        if parent is None:
            return
        _before(paragraph, self.mark("\n"))
        if "{%" in text and _ONLY_TAGS.fullmatch(text):
            tags = "".join(_cleaned(tag) for tag in _TAG.findall(text))
            _before(paragraph, self.mark(tags))
            _before(paragraph, paragraph.tail or "")
            parent.remove(paragraph)
            return
        for piece in paragraph.iter(_w("t")):
            piece.text = _TAG.sub(
                lambda match: self.mark(_cleaned(match.group())), piece.text or ""
            )

    def _check_pairs(self, text: str, number: int) -> None:
        rest = _TAG.sub("", text)
        if _OPENING.search(rest):
            self.problem(number, "花括号没有配对", "一条指令写在一段里，{{ 配 }}，{% 配 %}")

    def _take_table(self, table: etree._Element, number: int) -> None:
        """Cuts the table that shows how tables look, and leaves a call in its place."""
        rows = table.findall(_w("tr"))
        cells = [row.findall(_w("tc")) for row in rows]
        if [len(row) for row in cells] != [2, 2, 2]:
            hint = "第一行表头，第二行一行内容，第三行合计；左边一格是文字，右边一格是数字"
            self.problem(number, "表格样板应是三行两列", hint)
            return
        if self.table is not None:
            self.problem(number, "表格样板只要一个", "删去多余的一个")
            return
        names = ((_HEAD, _HEAD), (_TEXT, _NUMBER), (_TOTAL, _TOTAL))
        made = {}
        for row, found, named in zip(rows, cells, names, strict=True):
            prototypes = []
            for cell, name in zip(found, named, strict=True):
                cut = self._cut(cell, name)
                if cut is None:
                    self.problem(number, f"表格样板里少了 {{{{ {name} }}}}", "照原来的模板补上")
                    return
                prototypes.append(cut)
            made[named[0]] = _Row(_row_properties(row, repeat=named[0] == _HEAD), *prototypes)
        self.table = made
        properties = table.find(_w("tblPr"))
        for name in ("tblW", "tblLayout"):
            for old in properties.findall(_w(name)) if properties is not None else ():
                properties.remove(old)
        given = _fragment(properties) if properties is not None else "<w:tblPr/>"
        self.table_properties = _with_layout(given)
        lines = "\n" * len(list(table.iter(_w("p"))))
        _before(table, self.mark("{{ 打印表格(块) }}" + lines))
        _before(table, table.tail or "")
        table.getparent().remove(table)

    def _number_of(self, element: etree._Element) -> int:
        """The paragraph with which an element begins."""
        first = next(element.iter(_w("p")))
        return next(at for at, one in enumerate(self.root.iter(_w("p")), 1) if one is first)

    def _cut(self, cell: etree._Element, name: str) -> _Prototype | None:
        """A cell cut at its width and at its text; None where it doesn't hold the name."""
        properties = cell.find(_w("tcPr"))
        if properties is None:
            properties = etree.Element(_w("tcPr"))
            cell.insert(0, properties)
        for old in properties.findall(_w("tcW")):
            properties.remove(old)
        width = etree.Element(_w("tcW"))
        width.set(_w("w"), _CUT)
        width.set(_w("type"), "dxa")
        properties.insert(0, width)
        xml = _MARKED.sub(
            lambda match: _CUT if self.tags[int(match[1])].strip("{} ") == name else "",
            _fragment(cell),
        )
        pieces = xml.split(_CUT)
        return _Prototype(*pieces) if len(pieces) == 3 else None

    def _take_section(self) -> None:
        """The size and margins of each page, and how both turn for documents in landscape."""
        for section in self.root.iter(_w("sectPr")):
            size, margins = section.find(_w("pgSz")), section.find(_w("pgMar"))
            if size is None or margins is None:
                continue
            width, height = (int(size.get(_w(side), "0")) for side in ("w", "h"))
            given = {side: int(margins.get(_w(side), "0")) for side in _TURNED_SIDES}
            upright = width - given["left"] - given["right"]
            self.widths = (upright, height - given["top"] - given["bottom"])
            self._turn(size, "w", width, height)
            self._turn(size, "h", height, width)
            self._turn(size, "orient", "portrait", "landscape")
            for side, other in _TURNED_SIDES.items():
                self._turn(margins, side, given[side], given[other])

    def _turn(
        self, element: etree._Element, name: str, upright: int | str, turned: int | str
    ) -> None:
        tag = f"{{{{ '{turned}' if 横向 else '{upright}' }}}}"
        element.set(_w(name), self.mark(tag))


# Which margin takes the place of which where the page is turned.
_TURNED_SIDES = {"top": "left", "right": "top", "bottom": "right", "left": "bottom"}


def _bare(cell: etree._Element) -> str:
    return re.sub(r"\s", "", _text_of(cell))


def _cleaned(tag: str) -> str:
    """A tag with the quotes and spaces that Jinja knows."""
    return re.sub(r"^\{%\s*p\s+", "{% ", tag.translate(_TURNED))


def _before(element: etree._Element, text: str) -> None:
    """Puts text before an element."""
    parent, previous = element.getparent(), element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def _row_properties(row: etree._Element, *, repeat: bool) -> str:
    """A row's properties, so that it is never split over pages, and a head repeated."""
    given = row.find(_w("trPr"))
    kept = [
        _fragment(child)
        for child in (given if given is not None else ())
        if child.tag not in (_w("cantSplit"), _w("tblHeader"))
    ]
    return f"<w:trPr>{''.join(kept)}<w:cantSplit/>{'<w:tblHeader/>' if repeat else ''}</w:trPr>"


# What may stand in a table's properties before its width, in the order that Word wants.
_BEFORE_WIDTH = ("tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize")
_BEFORE_LAYOUT = ("tblW", "jc", "tblCellSpacing", "tblInd", "tblBorders", "shd")


def _with_layout(properties: str) -> str:
    """A table's properties with `@` where its whole width goes, and columns that keep theirs."""
    root = etree.fromstring(f'<r xmlns:w="{_W}">{properties}</r>')[0]
    width, layout = etree.Element(_w("tblW")), etree.Element(_w("tblLayout"))
    width.set(_w("w"), "@")
    width.set(_w("type"), "dxa")
    layout.set(_w("type"), "fixed")
    early = (*_BEFORE_WIDTH, "tblStyleColBandSize")
    for new, earlier in ((width, early), (layout, (*early, *_BEFORE_LAYOUT))):
        names = {_w(name) for name in earlier}
        root.insert(sum(child.tag in names for child in root), new)
    return _fragment(root)


# --- printing tables -------------------------------------------------------------------------------

_NUMBERS = (ColumnKind.NUMBER, ColumnKind.SHARE, ColumnKind.DATE)
# In rows to be written into, in twentieths of a point.
_ROOM_TO_WRITE = '<w:trHeight w:val="680" w:hRule="atLeast"/>'


# In twentieths of a point: half a Chinese character; a digit, which faces that stand in for the
# office's own make wider; a cell's margins.
_HALF, _DIGIT, _PADDING = 106, 122, 190
# In Chinese characters: what a head or a text may be broken to, and what no head needs more than.
_HEAD_LEAST, _TEXT_LEAST, _HEAD_MOST = 2, 6, 5


def column_widths(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], whole: int
) -> list[int]:
    """The columns' widths, which make the whole.

    Numbers, shares and days stand on one line. Where all have what they ask for, what is over goes
    to texts; where not, texts are broken, each by the same part of what it can give, then heads.
    """
    sizes = [
        _sizes(column, max((width_of(row[at].text) for row in rows), default=0))
        for at, column in enumerate(columns)
    ]
    found = [asked for _, asked, _ in sizes]
    over = whole - sum(found)
    if over >= 0:
        return _shared(found, [more for _, _, more in sizes], over)
    texts = [column.kind not in _NUMBERS for column in columns]
    for breaking in (texts, [not text for text in texts]):
        gives = [
            (asked - least) * may for (least, asked, _), may in zip(sizes, breaking, strict=True)
        ]
        if sum(gives) >= -over:
            return _shared(found, gives, over)
        found = [width - give for width, give in zip(found, gives, strict=True)]
        over = whole - sum(found)
    return _shared(found, found, over)  # more columns than a page has room for


def _shared(widths: list[int], shares: list[int], over: int) -> list[int]:
    """The widths with what is over, or lacks, added in those shares."""
    shares = shares if any(shares) else widths
    total = sum(shares)
    found = [width + over * share // total for width, share in zip(widths, shares, strict=True)]
    found[-1] += sum(widths) + over - sum(found)
    return found


def _sizes(column: Column, held: int) -> tuple[int, int, int]:
    """The least and the asked width of a column, and its share of what is over.

    `held` is the longest text in it, in half characters.
    """
    head = min(width_of(column.head), 2 * _HEAD_MOST) * _HALF
    least = 2 * _HEAD_LEAST * _HALF
    if column.kind in _NUMBERS:
        held += column.kind is ColumnKind.SHARE  # a percent sign is as wide as a character
        least = max(held * _DIGIT, least)
        return least + _PADDING, max(least, head) + _PADDING, 0
    room = 2 * column.width
    if column.kind is ColumnKind.BLANK:
        return max(least, head) + _PADDING, max(room * _HALF, head) + _PADDING, room
    asked = max(least, min(room * _HALF, max(held * _HALF, head)))
    return min(asked, 2 * _TEXT_LEAST * _HALF) + _PADDING, asked + _PADDING, room * (held > room)


def _cell_text(column: Column, cell: Cell) -> str:
    return word_text(cell_text(cell.text, cell.lamp, blank=column.kind is ColumnKind.BLANK))


def table_xml(part: Part, table: Table, *, landscape: bool) -> str:
    """A table of a report in the look of the template's."""
    rows, whole = part.table or {}, part.widths[landscape]
    cells = (*table.rows, table.totals) if table.totals else table.rows
    widths = column_widths(table.columns, cells, whole)
    numbers = [column.kind in _NUMBERS for column in table.columns]

    def printed(row: _Row, texts: Sequence[str]) -> str:
        return row.filled(list(zip(numbers, widths, texts, strict=True)))

    body = rows[_TEXT]
    if any(column.kind is ColumnKind.BLANK for column in table.columns):
        before = body.before.replace("<w:cantSplit/>", f"<w:cantSplit/>{_ROOM_TO_WRITE}", 1)
        body = _Row(before, body.text, body.number)
    lines = [printed(rows[_HEAD], [word_text(column.head) for column in table.columns])]
    for row in table.rows:
        lines.append(printed(body, list(map(_cell_text, table.columns, row))))
    if table.totals:
        lines.append(printed(rows[_TOTAL], list(map(_cell_text, table.columns, table.totals))))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    given = part.table_properties.replace('w:w="@"', f'w:w="{whole}"', 1)
    return f"<w:tbl>{given}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
