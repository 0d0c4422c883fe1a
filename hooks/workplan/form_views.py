"""What the pages of forms show: all forms, one with all rows, the blank one, what a unit returned.

Contacts in a header are masked here, where the plan does not publish them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workplan import addresses
from workplan.contacts import masked_field
from workplan.forge import Forge, SourceLinks
from workplan.gathering import Gathering, Handed, gatherings_of
from workplan.model import ColumnKind, Form, FormCell, FormColumn, FormReturn, Plan
from workplan.rows import LampView, iso

# How a unit stands with a form, with the marks of lamps.
_IN_TIME = LampView("done", "✔", "已报")
_LATE = LampView("yellow", "▲", "逾期报送")
_OVERDUE = LampView("red", "◆", "逾期未报送")
_MISSING = LampView("grey", "○", "未报送")
# Lines of a blank form on paper.
_BLANK_LINES = 10


@dataclass(frozen=True)
class UnitLine:
    """One unit that owes a form; `words` say in time, or by how many days late."""

    key: str
    name: str
    address: str
    book: str
    mark: LampView
    words: str
    returned_on: str
    rows: int
    source: SourceLinks | None


@dataclass(frozen=True)
class FormLine:
    """One form in a list; `missing` are the units that have not returned it."""

    key: str
    title: str
    address: str
    blank: str
    book: str
    due_text: str
    due_on: str
    returned: int
    owed: int
    late: int
    rows: int
    missing: tuple[UnitLine, ...]
    overdue: int
    """How many days the missing ones are late; 0 before the deadline."""


@dataclass(frozen=True)
class ColumnHead:
    """A column of a form: how it is aligned and sorted, and its share of the paper's width."""

    title: str
    key: str
    number: bool
    serial: bool
    width: int


@dataclass(frozen=True)
class CellView:
    text: str
    sorted_by: str
    right: bool


@dataclass(frozen=True)
class RowView:
    order: int
    unit: UnitLine
    cells: tuple[CellView, ...]


@dataclass(frozen=True)
class FormView:
    """A form with everything returned; `totals` has a text a column, empty where it has no sum."""

    line: FormLine
    units: tuple[UnitLine, ...]
    columns: tuple[ColumnHead, ...]
    rows: tuple[RowView, ...]
    totals: tuple[str, ...]
    note: str
    source: SourceLinks | None


@dataclass(frozen=True)
class FormReturnView:
    """One form of one unit, filled or (without a unit) blank: header, rows, what comes below.

    `hidden` says that contacts of the header are masked.
    """

    line: FormLine
    unit: UnitLine | None
    header: tuple[tuple[str, str], ...]
    columns: tuple[ColumnHead, ...]
    rows: tuple[tuple[CellView, ...], ...]
    totals: tuple[str, ...]
    note: str
    book: str
    hidden: bool


@dataclass(frozen=True)
class OwedForm:
    """A form that a department owes."""

    title: str
    address: str
    due_text: str
    unit: UnitLine


_WIDTHS = {ColumnKind.SERIAL: 5, ColumnKind.INTEGER: 12, ColumnKind.DATE: 14, ColumnKind.CHOICE: 14}


def _head(column: FormColumn, at: int) -> ColumnHead:
    number = column.kind in (ColumnKind.INTEGER, ColumnKind.SERIAL)
    serial = column.kind is ColumnKind.SERIAL
    return ColumnHead(column.title, f"c{at}", number, serial, _WIDTHS.get(column.kind, 20))


def _cell(column: FormColumn, cell: FormCell, number: int) -> CellView:
    """A cell as it is read, and what it is sorted by: a number, a day, else its text."""
    if column.kind is ColumnKind.SERIAL:
        return CellView(str(number), f"{number}", right=True)
    value = cell.value
    order = (
        value.isoformat() if isinstance(value, date) else str(cell.text if value is None else value)
    )
    if column.kind is ColumnKind.DATE and value is None:
        order = ""  # 待定 goes last
    return CellView(cell.text, order, right=column.kind is ColumnKind.INTEGER)


class FormViews:
    """The views of one plan's forms at a day."""

    def __init__(self, plan: Plan, as_of: date, forge: Forge | None) -> None:
        self.plan, self.forge = plan, forge
        self.gatherings = gatherings_of(plan, as_of)

    def _unit(self, gathering: Gathering, handed: Handed) -> UnitLine:
        plan, form, given = self.plan, gathering.form, handed.given
        if given:
            mark = _LATE if handed.late else _IN_TIME
            words = f"逾期 {handed.days_late} 天报送" if handed.late else "按时报送"
        else:
            mark = _OVERDUE if handed.late else _MISSING
            words = f"未报送，逾期 {handed.days_late} 天" if handed.late else "未报送"
        if given and form.deadline is None:
            words = "已报送"
        forge = self.forge
        return UnitLine(
            handed.unit,
            plan.name(handed.unit),
            addresses.form_return_address(plan.id, form.key, handed.unit),
            addresses.form_book_address(plan.id, form.key, handed.unit),
            mark,
            words,
            iso(given.reported_on) if given else "",
            len(given.rows) if given else 0,
            forge.links(given.place.path, 1, 1) if forge and given else None,
        )

    def line(self, gathering: Gathering) -> FormLine:
        plan, form = self.plan, gathering.form
        missing = tuple(self._unit(gathering, unit) for unit in gathering.missing)
        return FormLine(
            form.key,
            form.title,
            addresses.form_address(plan.id, form.key),
            addresses.form_return_address(plan.id, form.key),
            addresses.form_book_address(plan.id, form.key),
            form.deadline.text if form.deadline else "",
            iso(form.deadline.end) if form.deadline else "",
            len(gathering.returned),
            len(gathering.units),
            sum(unit.late for unit in gathering.returned),
            len(gathering.rows),
            missing,
            max((unit.days_late for unit in gathering.missing), default=0),
        )

    def lines(self) -> tuple[FormLine, ...]:
        return tuple(self.line(gathering) for gathering in self.gatherings)

    def form(self, gathering: Gathering) -> FormView:
        form = gathering.form
        units = tuple(self._unit(gathering, unit) for unit in gathering.units)
        by_key = {unit.key: unit for unit in units}
        rows: list[RowView] = []
        for handed in gathering.returned:
            for number, row in enumerate(handed.given.rows if handed.given else (), 1):
                cells = self._cells(form, row, number)
                rows.append(RowView(len(rows), by_key[handed.unit], cells))
        forge = self.forge
        return FormView(
            self.line(gathering),
            units,
            self._heads(form),
            tuple(rows),
            self._totals(form, gathering.totals),
            form.note or "",
            forge.links(self.plan.path, form.place.line, form.last_line) if forge else None,
        )

    def _heads(self, form: Form) -> tuple[ColumnHead, ...]:
        return tuple(_head(column, at) for at, column in enumerate(form.columns))

    def _cells(self, form: Form, row: Iterable[FormCell], number: int) -> tuple[CellView, ...]:
        pairs = zip(form.columns, row, strict=True)
        return tuple(_cell(column, cell, number) for column, cell in pairs)

    def _totals(self, form: Form, totals: dict[str, int]) -> tuple[str, ...]:
        if not totals:
            return ()
        return tuple(str(totals.get(column.title, "")) for column in form.columns)

    def blank(self, gathering: Gathering) -> FormReturnView:
        form = gathering.form
        empty = tuple(FormCell() for _ in form.columns)
        rows = tuple(
            tuple(
                cell if column.kind is ColumnKind.SERIAL else CellView("", "", cell.right)
                for column, cell in zip(form.columns, self._cells(form, empty, number), strict=True)
            )
            for number in range(1, _BLANK_LINES + 1)
        )
        header = tuple((field, "") for field in form.header)
        book = addresses.form_book_address(self.plan.id, form.key)
        return FormReturnView(
            self.line(gathering),
            None,
            header,
            self._heads(form),
            rows,
            (),
            form.note or "",
            book,
            hidden=False,
        )

    def returned(self, gathering: Gathering, handed: Handed) -> FormReturnView:
        form, given = gathering.form, handed.given
        unit = self._unit(gathering, handed)
        rows = given.rows if given else ()
        sums = {
            column.title: sum(value for row in rows if isinstance(value := row[at].value, int))
            for at, column in enumerate(form.columns)
            if column.total
        }
        return FormReturnView(
            self.line(gathering),
            unit,
            self._header(form, given, unit) if given else (),
            self._heads(form),
            tuple(self._cells(form, row, number) for number, row in enumerate(rows, 1)),
            self._totals(form, sums),
            form.note or "",
            unit.book,
            hidden=bool(given and given.header) and not self.plan.publish_contacts,
        )

    def _header(self, form: Form, given: FormReturn, unit: UnitLine) -> tuple[tuple[str, str], ...]:
        own = {form.unit_field: unit.name, form.day_field: iso(given.reported_on)}
        contacts = {
            field: text if self.plan.publish_contacts else masked_field(field, text)
            for field, text in given.header.items()
        }
        return tuple((field, (own | contacts).get(field, "")) for field in form.header)

    def owed_by(self, key: str) -> tuple[OwedForm, ...]:
        """The forms that a department owes, and how it stands with each."""
        return tuple(
            OwedForm(line.title, line.address, line.due_text, self._unit(gathering, handed))
            for gathering in self.gatherings
            for line in (self.line(gathering),)
            for handed in gathering.units
            if handed.unit == key
        )
