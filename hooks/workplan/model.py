"""What the engine computes on: plans, tasks, departments and updates, with names resolved.

Everything is frozen and knows its place in the files. A department is spoken of by its key;
a plan knows the name that its own text uses for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from workplan.deadlines import Deadline, Kind, Rhythm
from workplan.fields import Status
from workplan.periods import Period
from workplan.problems import Place

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Department:
    """A unit; `order` is its place in organization.yaml, `leader` its 分管领导.

    Its kind is `own`, of the committee itself, or `county`, a committee of a county or district.
    """

    key: str
    name: str
    short: str
    aliases: tuple[str, ...]
    order: int
    kind: str = "own"
    place: Place = field(default=Place(""), compare=False, repr=False)
    leader: str | None = None


@dataclass(frozen=True)
class Group:
    """A named set of departments; `others` names those that a task does not name itself."""

    name: str
    others: str | None
    members: tuple[str, ...]


@dataclass(frozen=True)
class Organization:
    """The committee: its names, departments in order, and groups."""

    name: str
    short: str
    departments: Mapping[str, Department]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Correction:
    """A judgement made in reading the source, told to the reader."""

    where: str
    note: str


@dataclass(frozen=True)
class Source:
    """The document a plan was issued as."""

    number: str | None = None
    issuer: str | None = None
    issued: date | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class Rules:
    """A plan's settings: months of a reporting period, days and percentage points."""

    reporting_months: int = 3
    report_days: int = 10
    warn_days: int = 30
    behind_yellow: int = 10
    behind_red: int = 30


@dataclass(frozen=True)
class Extension:
    """An approved new end, of the task or (by label) of one occurrence.

    A `sample` one holds only while the plan's returns are samples.
    """

    to: date
    approved_by: str
    approved_on: date
    reason: str | None
    occurrence: str | None
    place: Place
    sample: bool = False


@dataclass(frozen=True)
class Handover:
    """From `since` on, `to` stands in for `from_`."""

    since: date
    from_: str
    to: str
    approved_by: str | None


@dataclass(frozen=True)
class Named:
    """One name in a task's list of departments, and the units it stands for."""

    name: str
    keys: tuple[str, ...]
    is_group: bool = False


@dataclass(frozen=True)
class Reference:
    """A task of this or another plan, as `2022#18` names it, and where that stands."""

    plan: str
    task: str
    place: Place = field(compare=False)

    def __str__(self) -> str:
        return f"{self.plan}#{self.task}"


@dataclass(frozen=True)
class Task:
    """One numbered item as issued. `lead` is None where nobody leads."""

    id: str
    area: int
    text: str
    short: str
    named: tuple[Named, ...]
    lead: str | None
    lead_given: bool
    joint: bool
    deadline: Deadline | None
    rhythm: Rhythm | None
    added: date | None
    extensions: tuple[Extension, ...]
    handovers: tuple[Handover, ...]
    place: Place
    last_line: int
    continues: Reference | None = None
    carried_out_by: tuple[Reference, ...] = ()

    @property
    def issued_units(self) -> tuple[str, ...]:
        """The units as issued, groups resolved, each once."""
        return tuple(dict.fromkeys(key for named in self.named for key in named.keys))

    @property
    def by_occurrences_alone(self) -> bool:
        """Whether `due` itself is the recurrence, so that only its occurrences complete it."""
        return self.deadline is not None and self.deadline.kind is Kind.RECURRING

    def holder(self, unit: str | None, on: date) -> str | None:
        """Who stands in for an issued unit on a day, after the handovers up to it."""
        for handover in self.handovers:
            if handover.since <= on and handover.from_ == unit:
                unit = handover.to
        return unit

    def units_at(self, on: date) -> tuple[str, ...]:
        """The assigned units on a day, each once, in order."""
        held = (self.holder(unit, on) for unit in self.issued_units)
        return tuple(dict.fromkeys(unit for unit in held if unit is not None))

    def lead_at(self, on: date) -> str | None:
        return self.holder(self.lead, on)


@dataclass(frozen=True)
class Evidence:
    """A titled link, or a file below the plan's files folder; `missing` if that file is not there."""

    title: str
    link: str | None
    file: str | None
    missing: bool = False


@dataclass(frozen=True)
class Update:
    """One entry of a return about one task; a `no_change` is one that says nothing new."""

    task: str
    department: str
    date: datetime.date
    reported_on: datetime.date
    place: Place
    last_line: int
    no_change: bool = False
    status: Status | None = None
    progress: int | None = None
    held: tuple[datetime.date, ...] = ()
    figures: Mapping[str, int | float] = field(default_factory=dict, hash=False)
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()
    reason: str | None = None
    approved_by: str | None = None
    verified_by: str | None = None
    lamp: str | None = None
    by: str | None = None
    status_place: Place | None = None

    @property
    def order(self) -> tuple[datetime.date, datetime.date, str, int, int]:
        """Updates are told in this order: date, report, file, position."""
        return (self.date, self.reported_on, self.place.path, self.place.line, self.place.column)


@dataclass(frozen=True)
class Return:
    """One file of a department's reports; `sample` is None where that can't be read."""

    department: str
    reported_on: date
    period: Period | None
    sample: bool | None
    updates: int
    no_change: tuple[str, ...]
    place: Place
    reported_place: Place
    period_place: Place


class ColumnKind(StrEnum):
    """What a form's column holds; a SERIAL one is counted, never typed."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    """A day, or a wording of one (3月中旬)."""
    CHOICE = "choice"
    SERIAL = "serial"


@dataclass(frozen=True)
class FormColumn:
    """A column of a form; `total` ones are summed over all rows."""

    title: str
    kind: ColumnKind
    required: bool
    choices: tuple[str, ...]
    total: bool


@dataclass(frozen=True)
class Form:
    """A table that units hand in (计划表): who owes it, until when, and what it asks.

    Of the header, `unit_field` and `day_field` are who returns it and when; the rest are contacts.
    """

    key: str
    title: str
    deadline: Deadline | None
    owed: tuple[str, ...]
    header: tuple[str, ...]
    unit_field: str
    day_field: str
    columns: tuple[FormColumn, ...]
    note: str | None
    place: Place
    last_line: int

    @property
    def contact_fields(self) -> tuple[str, ...]:
        return tuple(word for word in self.header if word not in (self.unit_field, self.day_field))


@dataclass(frozen=True)
class FormCell:
    """One cell of a returned form: as written, and what it means; a wording of a date has its first day."""

    text: str = ""
    value: int | date | None = None


@dataclass(frozen=True)
class FormReturn:
    """What one unit returned; a row has a cell a column of the form. `header` holds contacts."""

    form: str
    unit: str
    reported_on: date
    sample: bool | None
    header: Mapping[str, str] = field(hash=False)
    rows: tuple[tuple[FormCell, ...], ...]
    place: Place = field(compare=False)
    reported_place: Place = field(compare=False)
    unit_place: Place = field(compare=False)
    row_places: tuple[Place, ...] = field(compare=False, default=())


@dataclass(frozen=True)
class Event:
    """What bounds stages: first and last day, where they are known, and where from."""

    name: str
    aliases: tuple[str, ...]
    first: date | None
    last: date | None
    known_from: str | None


@dataclass(frozen=True)
class Stage:
    """A stage of a scheme: the wordings of its bounds, and their days where these are known."""

    title: str
    text: str | None
    from_: str | None
    to: str | None
    start: date | None
    end: date | None

    @property
    def wording(self) -> str:
        """Its bounds as the source words them: 市两会结束 → 省第十五次党代会."""
        return f"{self.from_ or '—'} → {self.to or '—'}"


@dataclass(frozen=True)
class Point:
    """A numbered point of a scheme; `tasks` are the ids of its dated steps, none where it is text.

    A point with one deadline is a task itself, of the point's own id.
    """

    id: str
    text: str
    named: tuple[Named, ...]
    tasks: tuple[str, ...]

    @property
    def number(self) -> str:
        """Its number within its activity: 2 of 5.2."""
        return self.id.rpartition(".")[2]


@dataclass(frozen=True)
class Activity:
    """What a scheme says in one of its areas: who leads, and the points."""

    named: tuple[Named, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Scheme:
    """A scheme (实施方案) as a document: its text beside its tasks; an activity for each area."""

    preamble: str | None
    events: tuple[Event, ...]
    stages: tuple[Stage, ...]
    activities: tuple[Activity, ...]
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class Contact:
    """Whom a plan names for questions."""

    name: str
    telephone: str | None


@dataclass(frozen=True)
class Plan:
    """A plan with everything reported against it. `updates` are in order, by task id."""

    id: str
    kind: str
    title: str
    short: str
    year: int
    as_of: date | None
    timezone: ZoneInfo
    source: Source
    rules: Rules
    area_titles: tuple[str, ...]
    tasks: tuple[Task, ...]
    organization: Organization
    names: Mapping[str, str]
    updates: Mapping[str, tuple[Update, ...]]
    returns: tuple[Return, ...]
    files: tuple[str, ...]
    path: str
    overview: tuple[str, ...] = ()
    scheme: Scheme | None = None
    contacts: tuple[Contact, ...] = ()
    publish_contacts: bool = False
    forms: tuple[Form, ...] = ()
    form_returns: tuple[FormReturn, ...] = ()

    @property
    def sample(self) -> bool:
        """Whether what is reported is sample data (演示数据)."""
        return any(report.sample for report in self.returns) or any(
            given.sample for given in self.form_returns
        )

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, 12, 31)

    def name(self, key: str) -> str:
        """A department's name as this plan shows it."""
        return self.names.get(key) or self.organization.departments[key].name

    def short_name(self, key: str) -> str:
        """A department's label; the plan's own name where that is not today's."""
        return self.names.get(key) or self.organization.departments[key].short
