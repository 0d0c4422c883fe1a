"""Filled workbooks of forms into returns: found again however people moved, renamed and typed.

Which form it is, the frame says (表号), else its title. Columns are known by their heads, header
fields by their labels. What can't be placed is a problem with sheet and cell; nothing is dropped
silently but empty rows, sums and remarks below the table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from workplan.disclosure import CODES_OF
from workplan.fields import folded
from workplan.forms import (
    CellError,
    bare_title,
    read_cell,
    read_form_return,
    time_of_day_after,
    titled,
    unknown_column,
)
from workplan.model import ColumnKind, Form, FormColumn, FormReturn, Plan
from workplan.names import Names, shortens
from workplan.periods import day_in
from workplan.privacy import private_in
from workplan.problems import Place, Problem
from workplan.source import parse_text
from workplan.workbooks import Sheet, SheetCell, count_in_cell, day_in_cell, read_workbook
from workplan.writing import yaml_of

# How far down the frame may reach.
_FRAME_ROWS = 40
_MARK = re.compile(r"表号[:：]?([0-9a-z-]+)/([0-9a-z-]+)")
_SUMS = ("合计", "总计", "小计")
_REMARKS = ("注", "备注", "说明", "填表")


@dataclass(frozen=True)
class Filled:
    """What one sheet of a workbook holds: a unit's return, and its text as a file."""

    plan: Plan
    form: Form
    given: FormReturn
    text: str
    place: Place


def read_filled(
    file: Path, shown: str, plans: Sequence[Plan], *, sample: bool = False
) -> tuple[tuple[Filled, ...], list[Problem]]:
    """The returns in a workbook, one a sheet that holds a form, and everything wrong with it."""
    sheets, problems = read_workbook(file, shown)
    found: list[Filled] = []
    known = 0
    for sheet in sheets or ():
        which, more = _form_of(sheet, plans)
        problems += more
        known += bool(which or more)
        if which:
            reader = _SheetReader(sheet, *which)
            filled = reader.filled(sample=sample)
            problems += reader.problems
            found += [filled] if filled else []
    if sheets is not None and not known:
        place = sheets[0].place(1, 1) if sheets else Place(shown)
        titles = tuple(dict.fromkeys(form.title for plan in plans for form in plan.forms))
        hint = "用网站上下载的空白表填；表的标题要在"
        problems.append(Problem("form-mismatch", place, "认不出是哪张计划表", titles, hint))
    return tuple(found), problems


def _frame(sheet: Sheet) -> Iterator[SheetCell]:
    """The cells of the first rows that hold something."""
    for row in range(1, min(sheet.rows, _FRAME_ROWS) + 1):
        yield from (cell for cell in sheet.row(row) if cell.text)


def _form_of(sheet: Sheet, plans: Sequence[Plan]) -> tuple[tuple[Plan, Form] | None, list[Problem]]:
    """The form that a sheet is of: by its mark, else by its title; None where it is of none."""
    every = [(plan, form) for plan in plans for form in plan.forms]
    for cell in _frame(sheet):
        if match := _MARK.search(folded(cell.text)):
            for plan, form in every:
                if (plan.id, form.key) == match.groups():
                    return (plan, form), []
            known = tuple(f"{plan.id}/{form.key}" for plan, form in every)
            message = f"没有表号 “{match[1]}/{match[2]}” 的计划表"
            return None, [Problem("form-mismatch", cell.place, message, known)]
    for cell in _frame(sheet):
        text = bare_title(cell.text)
        named = [pair for pair in every if text.endswith(bare_title(pair[1].title))]
        longest = max((len(pair[1].title) for pair in named), default=0)
        named = [pair for pair in named if len(pair[1].title) == longest]
        if len(named) > 1:
            ids = tuple(plan.id for plan, _ in named)
            message = f"几个计划都有《{named[0][1].title}》"
            hint = f"用 --plan 写明是哪个计划的，例如 --plan {ids[-1]}"
            return None, [Problem("form-mismatch", cell.place, message, ids, hint)]
        if named:
            return named[0], []
    return None, []


def _column_meant(text: str, titles: Iterable[str]) -> str | None:
    """The one title that a renamed head still holds, or that holds it: 宣讲时间 is 时间."""
    bare = bare_title(text)
    if len(bare) < 2:
        return None
    near = [t for t in titles if bare_title(t) in bare or bare in bare_title(t)]
    return near[0] if len(near) == 1 else None


def _clean(text: str) -> str:
    """A cell's text on one line, without what can't be seen or only holds a place."""
    text = re.sub(r"\s*[\r\n\u2028\u2029]+\s*", " ", text)
    text = "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf", "Co"))
    return text.strip()


class _SheetReader:
    """Reads one sheet as a return of a form."""

    def __init__(self, sheet: Sheet, plan: Plan, form: Form) -> None:
        self.sheet, self.plan, self.form = sheet, plan, form
        self.titles = tuple(column.title for column in form.columns)
        self.problems: list[Problem] = []

    def problem(
        self,
        code: str,
        place: Place,
        message: str,
        expected: tuple[str, ...] = (),
        hint: str | None = None,
    ) -> None:
        self.problems.append(Problem(code, place, message, expected, hint))

    def filled(self, *, sample: bool) -> Filled | None:
        """The return; None where the sheet has problems."""
        head = self.head_row()
        if head is None:
            place = self.sheet.place(1, 1)
            hint = "栏目名在一行里，不要改"
            self.problem("form-mismatch", place, "没有找到栏目名那一行", self.titles, hint)
            return None
        columns = self.columns(head)
        fields = self.fields(head)
        unit, day = self.unit(fields, head), self.day(fields, head)
        rows = list(self.rows(head, columns))
        if not rows and not self.problems:
            self.problem("form-empty", self.sheet.place(head + 1, 1), "表里一行也没有填")
        if self.problems or unit is None or day is None:
            return None
        contacts = {
            field: text
            for field in self.form.contact_fields
            if field in fields and (text := _clean(fields[field].text).strip("_ "))
        }
        value: dict[str, Any] = {"unit": self.plan.name(unit), "reported_on": day}
        value |= {"sample": True} if sample else {}
        value |= {"header": contacts} if contacts else {}
        return self.checked(yaml_of(value | {"rows": rows}))

    def checked(self, text: str) -> Filled | None:
        """The return as it will be read from its file: what is written must read back."""
        place = self.sheet.place(1, 1)
        document, problems = parse_text(text, self.sheet.path)
        given = None
        if document is not None:
            names = Names(self.plan.organization)
            plan = self.plan
            given, more = read_form_return(
                document, self.form, names, plan.year, published=plan.publish_contacts
            )
            problems = [*problems, *more]
        # Their places are lines of a file that is not there.
        self.problems += [
            Problem(item.code, place, item.message, item.expected, item.hint) for item in problems
        ]
        return (
            None if given is None or problems else Filled(self.plan, self.form, given, text, place)
        )

    # --- the frame ---

    def head_row(self) -> int | None:
        """The row of the columns' names: the one that holds most of them, at least half."""
        best, most = None, (len(self.titles) + 1) // 2
        for row in range(1, min(self.sheet.rows, _FRAME_ROWS) + 1):
            texts = {cell.text for cell in self.sheet.row(row) if cell.text}
            found = len({_title for text in texts if (_title := titled(text, self.titles))})
            if found >= most and (best is None or found > most):
                best, most = row, found
        return best

    def columns(self, head: int) -> dict[int, FormColumn]:
        """Which column of the sheet holds which of the form."""
        cells = {at: cell for at, cell in enumerate(self.sheet.row(head), 1) if cell.text}
        by_title = {column.title: column for column in self.form.columns}
        found: dict[int, FormColumn] = {}
        for meant in (titled, _column_meant):
            for at, cell in cells.items():
                left = [t for t in by_title if by_title[t] not in found.values()]
                if at not in found and (title := meant(cell.text, left)):
                    found[at] = by_title[title]
        for at, cell in cells.items():
            if at in found:
                continue
            if titled(cell.text, self.titles):
                self.problem("column-unknown", cell.place, f"“{cell.text}” 一栏有两个")
            else:
                unplaced = tuple(t for t in by_title if by_title[t] not in found.values())
                known = unplaced or self.titles
                self.problems.append(unknown_column(cell.text, cell.place, known, "表里"))
        for column in self.form.columns:
            if column.required and column not in found.values():
                message = f"少了 “{column.title}” 一栏"
                self.problem("cell-missing", self.sheet.place(head, 1), message, self.titles)
        return found

    def fields(self, head: int) -> dict[str, SheetCell]:
        """What is written in the header's fields: right of their labels, or after a colon.

        A field that is there without content has an empty cell.
        """
        found: dict[str, SheetCell] = {}
        labels = "|".join(re.escape(folded(field)) for field in self.form.header)
        pattern = re.compile(rf"({labels}):((?:(?!(?:{labels}):).)*)")
        for row in range(1, head):
            cells = list(self.sheet.row(row))
            for at, cell in enumerate(cells):
                if self.sheet.merged_from(row, at + 1) != (row, at + 1):
                    continue
                if field := titled(cell.text, self.form.header):
                    found.setdefault(field, self.right_of(row, at, cells))
                    continue
                for match in pattern.finditer(folded(cell.text)):
                    name = titled(match[1], self.form.header) or match[1]
                    value: str | None = match[2].strip("_") or None
                    inline = SheetCell(value, cell.place)
                    found.setdefault(name, inline if value else self.right_of(row, at, cells))
        return found

    def right_of(self, row: int, at: int, cells: list[SheetCell]) -> SheetCell:
        """The next cell to the right that holds something and is no label; else the very next."""
        origin = self.sheet.merged_from(row, at + 1)
        after = [
            (column, cell)
            for column, cell in enumerate(cells, 1)
            if column > at + 1 and self.sheet.merged_from(row, column) != origin
        ]
        for _, cell in after:
            if titled(cell.text.rstrip(":："), self.form.header):
                break
            if cell.text:
                return cell
        return after[0][1] if after else SheetCell(None, cells[at].place)

    def unit(self, fields: dict[str, SheetCell], head: int) -> str | None:
        """The unit that the header names, also by an everyday name; only one that owes the form."""
        name = self.form.unit_field
        cell = fields.get(name)
        text = _clean(cell.text).strip("_ ") if cell else ""
        if cell is None or not text:
            place = cell.place if cell else self.sheet.place(head, 1)
            self.problem("cell-missing", place, f"“{name}” 没有填")
            return None
        plan, form = self.plan, self.form
        unit, problems = Names(plan.organization).department(text, cell.place)
        if unit is None:
            near = [key for key in form.owed if self.may_be(text, key)]
            if len(near) == 1:
                return near[0]
            self.problems += problems
            return None
        if unit not in form.owed:
            names = tuple(plan.name(key) for key in form.owed)
            message = f"{plan.name(unit)}不用报《{form.title}》"
            self.problem("form-not-owed", cell.place, message, names)
            return None
        return unit

    def may_be(self, text: str, key: str) -> bool:
        """Whether a text is a unit's name with something left out or put before: 婺城政协."""
        unit = self.plan.organization.departments[key]
        bare = folded(text)
        words = {folded(word) for word in (unit.name, unit.short, *unit.aliases)}
        return any(word in bare or shortens(bare, word) for word in words)

    def day(self, fields: dict[str, SheetCell], head: int) -> date | None:
        """The day on which the form was filled."""
        name = self.form.day_field
        cell = fields.get(name)
        if cell is None or not re.search(r"\d", cell.text):
            place = cell.place if cell else self.sheet.place(head, 1)
            self.problem("cell-missing", place, f"“{name}” 没有填")
            return None
        day = day_in_cell(cell, self.plan.year)
        if day is None:
            expected = (f"{self.plan.year}-03-16 的样子",)
            message = f"“{name}” 不是日期 “{cell.text}”"
            self.problem("date-invalid", cell.place, message, expected)
        return day

    # --- the rows ---

    def rows(self, head: int, columns: dict[int, FormColumn]) -> Iterator[dict[str, Any]]:
        """Each filled row's values by the columns' titles; empty ones in between are passed over."""
        serial = {at for at, column in columns.items() if column.kind is ColumnKind.SERIAL}
        for row in range(head + 1, self.sheet.rows + 1):
            cells = {at: cell for at, cell in enumerate(self.sheet.row(row), 1) if cell.text}
            told = {at: cell for at, cell in cells.items() if at not in serial}
            if not told or self.is_remark(row, cells):
                continue
            for at, cell in told.items():
                if at not in columns and not self.sheet.cell(head, at).text:
                    message = f"“{cell.text}” 写在表的外面"
                    hint = "写进表里的一栏，或删去"
                    self.problem("column-unknown", cell.place, message, hint=hint)
            values = {}
            for at, column in sorted(columns.items()):
                if column.kind is not ColumnKind.SERIAL:
                    try:
                        values[column.title] = self.value(column, self.sheet.cell(row, at))
                    except CellError as error:
                        self.problems.append(error.at(self.sheet.place(row, at)))
            ordered = (title for title in self.titles if values.get(title) not in (None, ""))
            yield {title: values[title] for title in ordered}

    def is_remark(self, row: int, cells: dict[int, SheetCell]) -> bool:
        """Whether a row is no row of the table: a sum, or one remark below it."""
        first = folded(next(iter(cells.values())).text)
        origins = {self.sheet.merged_from(row, at) for at in cells}
        alone = len(origins) == 1
        return first in _SUMS or (alone and bool(re.match(rf"({'|'.join(_REMARKS)})[:：]", first)))

    def value(self, column: FormColumn, cell: SheetCell) -> str | int | date:
        """A cell as it stands in the return's file. Raises CellError."""
        text = _clean(cell.text)
        if re.fullmatch(r"#[A-Z/0!?]+", text):
            raise CellError("value-type", f"公式没有算出来 “{text}”", hint="直接写结果")
        for found in private_in(text):
            message = f"这里有{found.kind} {found.masked}，会公开在网站上"
            raise CellError(CODES_OF[found.kind], message, hint="删去；联系方式写在表头里")
        if column.kind is ColumnKind.INTEGER:
            number = count_in_cell(cell)
            text = text if number is None else str(number)
        elif column.kind is ColumnKind.DATE:
            text = self.day_text(column, cell)
        meant = read_cell(column, text, self.plan.year)
        if column.kind is ColumnKind.DATE and text == str(meant.value):
            return meant.value or text
        return meant.value if isinstance(meant.value, int) else meant.text

    def day_text(self, column: FormColumn, cell: SheetCell) -> str:
        """A day as 2022-03-16; with an hour as 3月16日14:30; a wording as it is. Raises CellError."""
        value, year = cell.value, self.plan.year
        day = day_in_cell(cell, year)
        if isinstance(value, date) and day is None:
            message = f"“{column.title}” 成了 {cell.text}，不是要填的日子"
            hint = f"像是把 3.16 这样的数填进了日期格；写成 {year}-3-16"
            raise CellError("date-invalid", message, hint=hint)
        hour = ""
        if isinstance(value, datetime) and value.time() != time():
            hour = f"{value:%H:%M}"
        elif day is None and isinstance(value, str):
            rest, hour = time_of_day_after(_clean(value))
            day = day_in_cell(SheetCell(rest, cell.place), year) if hour else None
        if day is None:
            return _clean(cell.text)
        if not hour:
            return day.isoformat()
        return f"{day_in(day, year)}{hour}"
