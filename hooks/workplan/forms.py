"""Forms that units hand in (计划表): how a plan describes them, and what a unit returned.

What a cell may hold is settled here once, for the YAML of a return and for a filled workbook: both
call `read_cell`, and each says where the cell is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from workplan.deadlines import DeadlineError, Kind, parse_days, parse_deadline
from workplan.disclosure import private_in_document
from workplan.fields import folded
from workplan.files import ColumnShape, FormReturnFile, FormShape
from workplan.folder import Folder
from workplan.model import ColumnKind, Form, FormCell, FormColumn, FormReturn
from workplan.names import Names
from workplan.problems import Place, Problem, did_you_mean
from workplan.shapes import read_shape
from workplan.source import Document, Path_, read_document
from workplan.tasks import TaskReader

# --- what a plan says of its forms ---------------------------------------------------------------

# The page of the blank form stands beside those of the units.
BLANK = "blank"
_SERIAL_NAMES = ("序号", "编号")


def bare_title(title: str) -> str:
    """A title as people write it again: without spaces, brackets and their width."""
    return re.sub(r"[()\[\]:,、·.]", "", folded(title))


def titled(word: str, titles: Iterable[str]) -> str | None:
    """The title that a word means: 职 务 is 职务, 备注(人数) is 备注（人数）."""
    return next((title for title in titles if bare_title(title) == bare_title(word)), None)


class FormReader:
    """Reads the forms of one plan file; units and deadlines as its tasks' are read."""

    def __init__(self, tasks: TaskReader) -> None:
        self.tasks, self.document = tasks, tasks.document

    def forms(self, shapes: Iterable[FormShape]) -> Iterator[Form]:
        first: dict[str, int] = {}
        for index, shape in enumerate(shapes):
            loc: Path_ = ("forms", index)
            line = self.document.place((*loc, "key")).line
            if shape.key in first:
                message = f"计划表 {shape.key} 重复，第 {first[shape.key]} 行已经用了"
                self.tasks.problem("id-duplicate", (*loc, "key"), message)
                continue
            first[shape.key] = line
            if (form := self.form(shape, loc)) is not None:
                yield form

    def form(self, shape: FormShape, loc: Path_) -> Form | None:
        named = self.tasks.units_at(shape.owed_by, (*loc, "owed_by")).named
        deadline = self.tasks.understood(shape.due, loc) if shape.due is not None else None
        if deadline is not None and deadline.kind is Kind.RECURRING:
            message = f"计划表只报一次，时限不能是 “{deadline.text}”"
            self.invalid((*loc, "due"), message, "每期一报的，每期写一张表")
        columns = tuple(self.columns(shape, loc))
        unit_field = next((word for word in shape.header if "单位" in word or "部门" in word), None)
        day_field = next((word for word in shape.header if re.search("时间|日期", word)), None)
        if unit_field is None or day_field is None:
            message = "表头里要有填报的单位和时间"
            self.invalid((*loc, "header"), message, "例如 填报单位、填报时间")
            return None
        owed = tuple(dict.fromkeys(key for item in named for key in item.keys))
        if BLANK in owed:
            message = f"部门的键 {BLANK} 和空白表的网址相同"
            self.invalid((*loc, "owed_by"), message, "在 organization.yaml 里换一个键")
            return None
        return Form(
            shape.key,
            shape.title,
            deadline,
            owed,
            tuple(shape.header),
            unit_field,
            day_field,
            columns,
            shape.note,
            self.document.place((*loc, "key")),
            self.document.last_line(loc),
        )

    def invalid(self, loc: Path_, message: str, hint: str | None = None) -> None:
        self.tasks.problem("form-invalid", loc, message, hint)

    def columns(self, shape: FormShape, loc: Path_) -> Iterator[FormColumn]:
        seen: set[str] = set()
        for index, given in enumerate(shape.columns):
            at: Path_ = (*loc, "columns", index)
            plain = ColumnShape(title=given) if isinstance(given, str) else given
            title = plain.title
            place: Path_ = at if isinstance(given, str) else (*at, "title")
            if bare_title(title) in seen:
                self.invalid(place, f"“{title}” 一栏写了两次")
                continue
            seen.add(bare_title(title))
            kind = ColumnKind(plain.kind or self.usual_kind(plain))
            if kind is ColumnKind.CHOICE and not plain.choices:
                self.invalid(place, f"“{title}” 一栏没有列出选项", "补上 choices")
            if kind is not ColumnKind.CHOICE and plain.choices:
                self.invalid((*at, "choices"), f"“{title}” 一栏不是 choice，不写 choices")
            if kind is not ColumnKind.INTEGER and plain.total:
                self.invalid((*at, "total"), f"“{title}” 一栏不是整数（integer），不能合计")
            required = plain.required and kind is not ColumnKind.SERIAL
            yield FormColumn(title, kind, required, tuple(plain.choices), plain.total)
        if not seen:
            self.invalid((*loc, "columns"), "计划表没有栏目")

    @staticmethod
    def usual_kind(shape: ColumnShape) -> ColumnKind:
        """What a column holds where the plan doesn't say: what its name or its choices tell."""
        if folded(shape.title) in _SERIAL_NAMES:
            return ColumnKind.SERIAL
        return ColumnKind.CHOICE if shape.choices else ColumnKind.TEXT


# --- one cell ------------------------------------------------------------------------------------

DATE_FORMS = ("2022-03-16", "3月16日", "3月中旬", "3月21日—25日", "待定")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
# What follows a day and says no more of which: 3月16日下午2:30, 3月16日（周三）上午.
_TIME_OF_DAY = re.compile(
    r"[(]?(?:星期|周)[一二三四五六日天][)]?|(?:上午|下午|晚上|中午|早上|全天)"
    r"|[0-9]{1,2}(?::[0-9]{2}|[点时](?:半|[0-9]{1,2}分?)?)(?:[-—~至][0-9]{1,2}:[0-9]{2})?"
)


def time_of_day_after(text: str) -> tuple[str, str]:
    """A text without the time of day at its end, and that: 2022.3.16 and 下午2:30."""
    match = re.fullmatch(rf"(.*?)((?:{_TIME_OF_DAY.pattern})+)", folded(text))
    return (match[1], match[2]) if match else (text, "")


class CellError(ValueError):
    """What is wrong with a cell: a code of `CODES`, words, what is expected, and a hint."""

    def __init__(
        self, code: str, message: str, expected: tuple[str, ...] = (), hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.expected, self.hint = code, expected, hint

    def at(self, place: Place) -> Problem:
        return Problem(self.code, place, str(self), self.expected, self.hint)


def read_cell(column: FormColumn, text: str, year: int) -> FormCell:
    """A cell's text read as its column's kind, in a plan of `year`. Raises CellError.

    A day is 2022-03-16, or a wording that the grammar of deadlines or a span of days holds.
    """
    if not text:
        if column.required:
            hint = (
                "这一栏必须填；还没有定的，时间可以写 “待定”"
                if column.kind is ColumnKind.DATE
                else None
            )
            raise CellError("cell-missing", f"“{column.title}” 没有填", hint=hint)
        return FormCell()
    if column.kind is ColumnKind.INTEGER:
        if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text):
            plain = re.sub(r"[人名位个]$", "", folded(text).replace(",", ""))
            hint = f"只写数字：{int(plain)}" if re.fullmatch(r"[0-9]{1,9}", plain) else None
            message = f"“{column.title}” 不是整数 “{text}”"
            raise CellError("number-invalid", message, ("50 的样子",), hint)
        return FormCell(text, int(text))
    if column.kind is ColumnKind.DATE:
        return FormCell(text, _first_day(column, text, year))
    if column.kind is ColumnKind.CHOICE:
        found = titled(text, column.choices)
        if found is None:
            message = f"“{column.title}” 没有这个选项 “{text}”"
            hint = did_you_mean(text, column.choices)
            raise CellError("choice-unknown", message, column.choices, hint)
        return FormCell(found)
    return FormCell(text)


def _first_day(column: FormColumn, text: str, year: int) -> date | None:
    """The first day that a date wording means; None for one without a day (待定). Raises CellError."""
    if match := _DAY.fullmatch(text):
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError:
            message = f"“{column.title}” 没有这一天 “{text}”"
            raise CellError("date-invalid", message, DATE_FORMS, "检查月份和日子") from None
    plain = _TIME_OF_DAY.sub("", folded(text))
    why = None
    try:
        if span := parse_days(plain, year):
            return span[0]
        return parse_deadline(plain, year).start
    except DeadlineError as error:
        why = str(error)
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", plain):
        why = "这里要写日期；只有数字，看不出是哪一天"
    elif loose := re.fullmatch(r"(?:([0-9]{4})[-./])?([0-9]{1,2})[-./]([0-9]{1,2})日?", plain):
        try:
            why = f"写成 {date(int(loose[1] or year), int(loose[2]), int(loose[3]))}"
        except ValueError:
            why = "检查月份和日子"
    elif "due:" in why:
        why = "还没有定的写 “待定”"
    message = f"“{column.title}” 看不懂的时间 “{text}”"
    raise CellError("date-invalid", message, DATE_FORMS, why)


# --- what a unit returned ------------------------------------------------------------------------


def unknown_column(word: str, place: Place, titles: tuple[str, ...], what: str) -> Problem:
    """The problem with a column or header field that the form does not have."""
    return Problem(
        "column-unknown", place, f"{what}没有 “{word}” 这一栏", titles, did_you_mean(word, titles)
    )


class FormReturnReader:
    """Reads one unit's return of a form; whether the unit owes it is left to `checks`."""

    def __init__(self, document: Document, form: Form, year: int) -> None:
        self.document, self.form, self.year = document, form, year
        self.problems: list[Problem] = []

    def header(self, shape: FormReturnFile) -> dict[str, str]:
        form, found = self.form, {}
        for word, text in shape.header.items():
            place = self.document.place(("header", word), of_key=True)
            title = titled(word, form.header)
            if title in (form.unit_field, form.day_field):
                key = "unit" if title == form.unit_field else "reported_on"
                message = f"“{word}” 不写在 header 里"
                hint = f"写在最上面：{key}: …"
                self.problems.append(Problem("column-unknown", place, message, hint=hint))
            elif title is None:
                self.problems.append(unknown_column(word, place, form.contact_fields, "表头里"))
            elif title in found:
                self.problems.append(Problem("key-duplicate", place, f"“{title}” 写了两次"))
            elif text:
                found[title] = text
        return found

    def rows(self, shape: FormReturnFile) -> Iterator[tuple[tuple[FormCell, ...], Place]]:
        titles = tuple(column.title for column in self.form.columns)
        for index, given in enumerate(shape.rows):
            loc: Path_ = ("rows", index)
            texts: dict[str, str] = {}
            known: dict[str, Place] = {}
            for word, text in given.items():
                place = self.document.place((*loc, word), of_key=True)
                title = titled(word, titles)
                if title is None:
                    self.problems.append(unknown_column(word, place, titles, "表里"))
                elif title in texts:
                    self.problems.append(Problem("key-duplicate", place, f"“{title}” 写了两次"))
                else:
                    texts[title], known[title] = text, self.document.place((*loc, word))
            here = self.document.place(loc)
            if not any(texts.values()):
                self.problems.append(Problem("form-empty", here, "这一行什么也没有填"))
                continue
            cells = []
            for column in self.form.columns:
                try:
                    serial = column.kind is ColumnKind.SERIAL
                    text = "" if serial else texts.get(column.title, "")
                    cells.append(read_cell(column, text, self.year))
                except CellError as error:
                    self.problems.append(error.at(known.get(column.title, here)))
            if len(cells) == len(self.form.columns):
                yield tuple(cells), here


def read_form_return(
    document: Document, form: Form | None, names: Names, year: int, *, published: bool
) -> tuple[FormReturn | None, list[Problem]]:
    """One unit's return of a form, and everything wrong with it.

    Where the form could not be read (None) only what every return must hold to is told. Contacts
    are `published` where the plan says so.
    """
    sample_given = document.root.child("sample") is not None
    problems = private_in_document(document, f"form-return{', published' if published else ''}")
    shape, more = read_shape(document, FormReturnFile)
    problems += more
    node = document.root.child("unit")
    unit: str | None = None
    unit_place = document.place(("unit",))
    if node is not None and isinstance(node.value, str):
        unit, more = names.department(node.value, unit_place)
        problems += more
    if shape is None or form is None:
        return None, problems
    reader = FormReturnReader(document, form, year)
    header = reader.header(shape)
    rows = list(reader.rows(shape))
    problems += reader.problems
    if not shape.rows and not problems:
        place = document.place(("rows",) if document.root.child("rows") else ())
        problems.append(Problem("form-empty", place, "这张表一行也没有填", hint="写上 rows"))
    if unit is None:
        return None, problems
    sample_whole = sample_given is (document.root.child("sample") is not None)
    found = FormReturn(
        form.key,
        unit,
        shape.reported_on,
        shape.sample if sample_whole else None,
        header,
        tuple(cells for cells, _ in rows),
        Place(document.path),
        document.place(("reported_on",)),
        unit_place,
        tuple(place for _, place in rows),
    )
    return found, problems


# --- all returns of a plan -----------------------------------------------------------------------


def form_keys_in(document: Document) -> set[str] | None:
    """Every form's key that a plan file holds, also of forms that could not be read.

    None where a key itself can't be read: then no folder may be blamed.
    """
    forms = document.root.child("forms")
    if forms is None or forms.value is None:
        return set()
    if not isinstance(forms.value, list):
        return None
    keys = [key.value if (key := form.child("key")) else None for form in forms.value]
    return None if None in keys else {str(key).strip() for key in keys}


def load_form_returns(
    folder: Folder,
    plan_folder: Path,
    names: Names,
    forms: Iterable[Form],
    keys: set[str] | None,
    year: int,
    *,
    published: bool,
) -> tuple[FormReturn, ...]:
    """All returns of a plan's forms; `keys` are those that the plan has, where they are known."""
    by_key = {form.key: form for form in forms}
    found = []
    for below in folder.form_folders(plan_folder):
        if keys is not None and below.name not in keys:
            message = f"计划里没有计划表 “{below.name}”"
            hint = did_you_mean(below.name, keys) or "文件夹的名称和计划里这张表的 key 一致"
            folder.problem("form-unknown", below, message, hint)
        for file in folder.yaml_below(below, top=False):
            document, problems = read_document(file, folder.path(file))
            folder.problems += problems
            if document:
                form = by_key.get(below.name)
                read, problems = read_form_return(document, form, names, year, published=published)
                folder.problems += problems
                found += [read] if read else []
    return tuple(found)
