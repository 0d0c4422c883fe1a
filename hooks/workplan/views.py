"""What each page shows, as frozen values; templates only print them.

Addresses are relative to the site's root; `render` makes them relative to the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from workplan import addresses
from workplan.charts import Axis, Bar, Trend, axis_of, bar_of, trend_of
from workplan.fields import Status
from workplan.forge import INBOX, Forge, SourceLinks
from workplan.form_views import FormViews, OwedForm
from workplan.history import History, month_ends
from workplan.lamps import Cause, Lamp
from workplan.links import NO_LINKS, Links, TaskKey
from workplan.model import Update
from workplan.reporting import open_period
from workplan.rows import (
    LAMPS,
    SHOWN_ON_HOME,
    LampShare,
    Link,
    LinkedLine,
    RateView,
    RateViews,
    TaskLine,
    UpdateView,
    attention,
    department_links,
    facts_of,
    iso,
    lamp_shares,
    linked_line,
    near_due,
    newest,
    rate_views,
    task_line,
    update_view,
)
from workplan.scheme_views import (
    ActivityView,
    SchemeView,
    StageView,
    activity_view,
    point_of,
    scheme_view,
    stage_views,
)
from workplan.summaries import Snapshot, State, Totals
from workplan.windows import extensions_at
from workplan.words import UNIT_KINDS, numeral, occurrence_words


def _tasks_in(where: str) -> list[str]:
    """The ids of the tasks that a correction is about: “任务 4、45” names two."""
    return re.findall(r"[0-9A-Za-z.-]+", where) if where.startswith("任务") else []


@dataclass(frozen=True)
class AreaLine:
    number: int
    numeral: str
    title: str
    address: str
    totals: Totals
    lamps: tuple[LampShare, ...]
    completion: str


@dataclass(frozen=True)
class DepartmentLine:
    key: str
    name: str
    kind: str
    address: str
    leads: int
    takes_part: int
    totals: Totals
    lamps: tuple[LampShare, ...]
    rates: RateViews


@dataclass(frozen=True)
class HomeView:
    rates: RateViews
    lamps: tuple[LampShare, ...]
    tasks: int
    attention: tuple[TaskLine, ...]
    attention_count: int
    near: tuple[TaskLine, ...]
    near_count: int
    newest: tuple[UpdateView, ...]
    areas: tuple[AreaLine, ...]
    departments: tuple[DepartmentLine, ...]
    trend: Trend | None
    points: tuple[tuple[AreaLine, tuple[TaskLine, ...]], ...]
    """What a plan without states has to show: its points by area."""


@dataclass(frozen=True)
class PlanView:
    number: str
    issuer: str
    issued: str
    areas: tuple[tuple[AreaLine, tuple[TaskLine, ...]], ...]
    corrections: tuple[tuple[str, str], ...]
    source: SourceLinks | None
    overview: tuple[str, ...]
    scheme: SchemeView | None


@dataclass(frozen=True)
class Option:
    value: str
    text: str


@dataclass(frozen=True)
class TrackerView:
    lines: tuple[TaskLine, ...]
    departments: tuple[Option, ...]
    areas: tuple[Option, ...]
    statuses: tuple[Option, ...]
    lamps: tuple[Option, ...]
    months: tuple[Option, ...]


@dataclass(frozen=True)
class TimelineRow:
    line: TaskLine
    bar: Bar


@dataclass(frozen=True)
class TimelineGroup:
    title: str
    address: str
    rows: tuple[TimelineRow, ...]


@dataclass(frozen=True)
class TimelineView:
    axis: Axis
    by_area: tuple[TimelineGroup, ...]
    by_department: tuple[TimelineGroup, ...]
    stages: tuple[StageView, ...]


@dataclass(frozen=True)
class DepartmentsView:
    lines: tuple[DepartmentLine, ...]
    kinds: tuple[tuple[str, tuple[DepartmentLine, ...]], ...]
    totals: Totals
    assignments: int
    reporting: RateView


@dataclass(frozen=True)
class ReturnLine:
    reported_on: str
    period: str
    updates: int
    no_change: tuple[Link, ...]
    source: SourceLinks | None


@dataclass(frozen=True)
class SheetView:
    """The workbook that a department fills for a month: what month, the file, where it is put."""

    period: str
    address: str
    upload: str


@dataclass(frozen=True)
class DepartmentView:
    line: DepartmentLine
    attention: tuple[TaskLine, ...]
    near: tuple[TaskLine, ...]
    leads: tuple[TaskLine, ...]
    takes_part: tuple[TaskLine, ...]
    overdue: int
    silent: tuple[TaskLine, ...]
    returns: tuple[ReturnLine, ...]
    axis: Axis
    timeline: tuple[TimelineRow, ...]
    sheet: SheetView | None
    forms: tuple[OwedForm, ...]
    trend: Trend | None


@dataclass(frozen=True)
class AreaView:
    line: AreaLine
    rates: RateViews
    lines: tuple[TaskLine, ...]
    activity: ActivityView | None
    before: Link | None
    after: Link | None


@dataclass(frozen=True)
class OccurrenceView:
    label: str
    start: str
    end: str
    required: int
    held: int
    kind: str
    words: str


@dataclass(frozen=True)
class ExtensionView:
    what: str
    to: str
    approved_by: str
    approved_on: str
    reason: str


@dataclass(frozen=True)
class HandoverView:
    since: str
    from_: str
    to: str
    approved_by: str


@dataclass(frozen=True)
class PartView:
    """What one unit says where all speak."""

    department: Link
    status: str
    detail: str


@dataclass(frozen=True)
class TaskView:
    line: TaskLine
    area: Link
    point: tuple[str, str] | None
    joint: bool
    named: tuple[Link, ...]
    groups: tuple[Link, ...]
    start: str
    end: str
    original_end: str
    occurrences: tuple[OccurrenceView, ...]
    extensions: tuple[ExtensionView, ...]
    handovers: tuple[HandoverView, ...]
    parts: tuple[PartView, ...]
    completed_on: str
    figures: tuple[tuple[str, str], ...]
    history: tuple[UpdateView, ...]
    no_changes: tuple[tuple[str, str], ...]
    axis: Axis
    bar: Bar
    before: Link | None
    after: Link | None
    source: SourceLinks | None
    corrections: tuple[str, ...]
    links: tuple[tuple[str, tuple[LinkedLine, ...]], ...]


class Views:
    """The views of one plan at a day. Lines of tasks are made once and shared by all pages."""

    def __init__(
        self,
        snapshot: Snapshot,
        forge: Forge | None = None,
        links: Mapping[TaskKey, Links] | None = None,
        *,
        home: bool,
    ) -> None:
        self.snapshot, self.plan, self.forge = snapshot, snapshot.plan, forge
        self.history = History(snapshot)
        self._links = links or {}
        self.forms = FormViews(self.plan, snapshot.as_of, forge)
        self._department_views: dict[str, DepartmentView] = {}
        self.facts = facts_of(snapshot, home=home)
        self.lines = {
            state.task.id: task_line(state, self.plan, order, self._links_of(state))
            for order, state in enumerate(snapshot.states)
        }
        self.axis = axis_of(self.plan, snapshot.states, snapshot.as_of)
        self.rows = {
            state.task.id: TimelineRow(
                self.lines[state.task.id], bar_of(state, self.plan, self.axis)
            )
            for state in snapshot.states
        }
        self.areas = tuple(
            self._area_line(number) for number in range(1, len(self.plan.area_titles) + 1)
        )
        self.departments = {key: self._department_line(key) for key in snapshot.by_department}

    def _links_of(self, state: State) -> Links:
        return self._links.get((self.plan.id, state.task.id), NO_LINKS)

    def _lines(self, states: Iterable[State]) -> tuple[TaskLine, ...]:
        return tuple(self.lines[state.task.id] for state in states)

    def _area_line(self, number: int) -> AreaLine:
        totals = self.snapshot.area_totals(number)
        return AreaLine(
            number,
            # A scheme counts its activities as its points are numbered: 2.1 is of activity 2.
            str(number) if self.plan.scheme else numeral(number),
            self.plan.area_titles[number - 1],
            addresses.area_address(self.plan.id, number),
            totals,
            lamp_shares(totals, self.plan.id, area=str(number)),
            f"{totals.completion.n}/{totals.completion.of}",
        )

    def _department_line(self, key: str) -> DepartmentLine:
        snapshot = self.snapshot
        totals = snapshot.department_totals(key)
        states = snapshot.by_department[key]
        leads = len(snapshot.led_by(key))
        return DepartmentLine(
            key,
            self.plan.name(key),
            self.plan.organization.departments[key].kind,
            addresses.department_address(self.plan.id, key),
            leads,
            len(states) - leads,
            totals,
            lamp_shares(totals, self.plan.id, department=key),
            rate_views(snapshot, totals, department=key),
        )

    def home(self) -> HomeView:
        snapshot = self.snapshot
        loud, near = attention(snapshot.states), near_due(snapshot.states)
        return HomeView(
            rate_views(snapshot, snapshot.totals),
            lamp_shares(snapshot.totals, self.plan.id),
            snapshot.totals.tasks,
            self._lines(loud[:SHOWN_ON_HOME]),
            len(loud),
            self._lines(near[:SHOWN_ON_HOME]),
            len(near),
            tuple(newest(snapshot, self.forge)),
            self.areas,
            tuple(self.departments.values()),
            self.trend() if self.facts.states else None,
            () if self.facts.states else self._by_area(),
        )

    def _by_area(self) -> tuple[tuple[AreaLine, tuple[TaskLine, ...]], ...]:
        return tuple(
            (line, self._lines(states))
            for line, states in zip(self.areas, self.snapshot.by_area, strict=True)
        )

    def trend(self, department: str | None = None) -> Trend | None:
        """How lamps and 完成率 went by month, of all tasks or of a department's."""
        days = tuple(month_ends(self.history))
        found = [self.history.at(day) for day in days]
        totals = [
            item.department_totals(department) if department else item.totals for item in found
        ]
        return trend_of(days, totals, self.plan.year)

    def as_issued(self) -> PlanView:
        source = self.plan.source
        return PlanView(
            source.number or "",
            source.issuer or "",
            iso(source.issued),
            self._by_area(),
            tuple((item.where, item.note) for item in source.corrections),
            self.forge.links(self.plan.path, 1, 1) if self.forge else None,
            self.plan.overview,
            scheme_view(self.plan, self.lines, self.axis),
        )

    def tracker(self) -> TrackerView:
        lines = tuple(self.lines.values())
        months = sorted({line.due_month for line in lines if line.due_month})
        statuses = [str(status) for status in Status]
        return TrackerView(
            lines,
            tuple(Option(line.key, line.name) for line in self.departments.values()),
            tuple(Option(str(line.number), f"{line.numeral}、{line.title}") for line in self.areas),
            tuple(Option(status, status) for status in [*statuses, "未报送"]),
            tuple(Option(lamp.key, f"{lamp.mark} {lamp.name}") for lamp in LAMPS.values()),
            (*(Option(month, month) for month in months), Option("none", "没有日期")),
        )

    def timeline(self) -> TimelineView:
        by_lead: dict[str, list[State]] = {}
        for state in self.snapshot.states:
            by_lead.setdefault(self._speaker(state), []).append(state)
        names = {line.name: line for line in self.departments.values()}
        in_order = [name for name in names if name in by_lead]
        groups = in_order + [name for name in by_lead if name not in names]
        return TimelineView(
            self.axis,
            tuple(
                TimelineGroup(f"{line.numeral}、{line.title}", line.address, self._rows(states))
                for line, states in zip(self.areas, self.snapshot.by_area, strict=True)
                if states
            ),
            tuple(
                TimelineGroup(
                    name, names[name].address if name in names else "", self._rows(by_lead[name])
                )
                for name in groups
            ),
            stage_views(self.plan.scheme, self.axis),
        )

    def _speaker(self, state: State) -> str:
        """Under which name a task stands when each is to stand once: its lead, or its first group."""
        if state.standing.lead:
            return self.plan.name(state.standing.lead)
        return next((named.name for named in state.task.named), "没有责任部门")

    def _rows(self, states: Iterable[State]) -> tuple[TimelineRow, ...]:
        return tuple(self.rows[state.task.id] for state in states)

    def comparison(self) -> DepartmentsView:
        totals = self.snapshot.totals
        lines = tuple(self.departments.values())
        kinds = tuple(
            (name, found)
            for kind, name in UNIT_KINDS.items()
            if (found := tuple(line for line in lines if line.kind == kind))
        )
        return DepartmentsView(
            lines,
            kinds,
            totals,
            sum(line.totals.tasks for line in lines),
            rate_views(self.snapshot, totals).reporting,
        )

    def department(self, key: str) -> DepartmentView:
        """What a department's page shows; made once, for the page across plans shows it too."""
        if key not in self._department_views:
            self._department_views[key] = self._department(key)
        return self._department_views[key]

    def _department(self, key: str) -> DepartmentView:
        snapshot = self.snapshot
        line = self.departments[key]
        states = snapshot.by_department[key]
        # Its own silence has a list of its own; the silence of others is theirs.
        loud = [state for state in attention(states) if state.verdict.cause is not Cause.SILENT]

        def by_end(state: State) -> tuple[date, int]:
            return (state.standing.window.end or date.max, self.lines[state.task.id].order)

        led = {state.task.id for state in snapshot.led_by(key)}
        leads = sorted((s for s in states if s.task.id in led), key=by_end)
        others = sorted((s for s in states if s.task.id not in led), key=by_end)
        owed = [
            state
            for state in states
            if state.duty and key in state.duty.owing and key not in state.duty.reported
        ]
        return DepartmentView(
            line,
            self._lines(loud),
            self._lines(near_due(states)),
            self._lines(leads),
            self._lines(others),
            sum(state.verdict.lamp is Lamp.RED for state in states),
            self._lines(owed),
            tuple(self._returns(key)),
            self.axis,
            self._rows([*leads, *others]),
            self._sheet(key),
            self.forms.owed_by(key),
            self.trend(key),
        )

    def _sheet(self, key: str) -> SheetView | None:
        """The workbook for the month that is open for reporting, where one is."""
        period = open_period(self.plan, self.snapshot.as_of)
        if period is None:
            return None
        upload = self.forge.upload(INBOX) if self.forge else None
        address = addresses.sheet_address(self.plan.id, key, period.code)
        return SheetView(period.label_in(self.plan.year), address, upload or "")

    def _returns(self, key: str) -> Iterable[ReturnLine]:
        """What a department has handed in, the newest first."""
        plan = self.plan
        own = [
            report
            for report in plan.returns
            if report.department == key and report.reported_on <= self.snapshot.as_of
        ]
        for report in sorted(own, key=lambda item: (item.reported_on, item.place), reverse=True):
            yield ReturnLine(
                iso(report.reported_on),
                report.period.label_in(plan.year) if report.period else "",
                report.updates,
                tuple(
                    Link(task, addresses.task_address(plan.id, task))
                    for task in report.no_change
                    if task in self.lines
                ),
                self.forge.links(report.place.path, 1, 1) if self.forge else None,
            )

    def area(self, number: int) -> AreaView:
        line = self.areas[number - 1]

        def link(at: int) -> Link | None:
            if not 0 <= at < len(self.areas):
                return None
            other = self.areas[at]
            return Link(f"{other.numeral}、{other.title}", other.address)

        return AreaView(
            line,
            rate_views(self.snapshot, line.totals, area=str(number)),
            self._lines(self.snapshot.by_area[number - 1]),
            self._activity(number),
            link(number - 2),
            link(number),
        )

    def _activity(self, number: int) -> ActivityView | None:
        scheme = self.plan.scheme
        return activity_view(scheme.activities[number - 1], self.lines) if scheme else None

    def task(self, state: State) -> TaskView:
        task, standing, plan = state.task, state.standing, self.plan
        neighbours = self.snapshot.by_area[task.area - 1]
        at = self._positions[task.id]
        window = standing.window
        area = self.areas[task.area - 1]
        return TaskView(
            self.lines[task.id],
            Link(f"{area.numeral}、{area.title}", area.address),
            point_of(plan, task.id),
            task.joint,
            self._named(state),
            tuple(link for link in department_links(state, plan) if not link.address),
            iso(window.start),
            iso(window.end),
            iso(window.original_end) if window.original_end != window.end else "",
            tuple(self._occurrences(state)),
            tuple(self._extensions(state)),
            tuple(self._handovers(state)),
            tuple(self._parts(state)),
            iso(standing.completed_on),
            self._figures(standing.updates),
            tuple(self._update(update, state) for update in reversed(standing.news)),
            tuple(
                (iso(update.date), plan.name(update.department))
                for update in reversed(standing.updates)
                if update.no_change
            ),
            self.axis,
            self.rows[task.id].bar,
            self._neighbour(neighbours, at - 1),
            self._neighbour(neighbours, at + 1),
            self.forge.links(plan.path, task.place.line, task.last_line) if self.forge else None,
            tuple(
                item.note for item in plan.source.corrections if task.id in _tasks_in(item.where)
            ),
            tuple(self._linked(state)),
        )

    def _linked(self, state: State) -> Iterable[tuple[str, tuple[LinkedLine, ...]]]:
        """The tasks that this one is linked with, under what they are to it."""
        links = self._links_of(state)
        for title, found in (
            ("由这些任务落实", links.carried_out_by),
            ("落实的要点", links.carries_out),
            ("接续自", links.continues),
            ("后来接续", links.continued_by),
        ):
            if found:
                yield title, tuple(map(linked_line, found))

    def _update(self, update: Update, state: State) -> UpdateView:
        """An update; who filed it without a task of this plan has no page here."""
        view = update_view(update, state, self.plan, self.forge)
        if update.department in self.departments:
            return view
        return replace(view, department=replace(view.department, address=""))

    @cached_property
    def _positions(self) -> dict[str, int]:
        """Where each task stands in its area."""
        return {
            state.task.id: at for states in self.snapshot.by_area for at, state in enumerate(states)
        }

    def _neighbour(self, states: Sequence[State], at: int) -> Link | None:
        if not 0 <= at < len(states):
            return None
        line = self.lines[states[at].task.id]
        return Link(f"{line.id} {line.short}", line.address)

    def _named(self, state: State) -> tuple[Link, ...]:
        """The departments in full, the lead marked only where the plan gives one."""
        plan, lead = self.plan, state.standing.lead
        marked = plan.name(lead) if lead and state.task.lead_given else None
        links = []
        for link in department_links(state, plan):
            name = link.title if link.address else link.text
            shown = f"{name}（牵头）" if name == marked else name
            links.append(Link(shown, link.address, link.title))
        return tuple(links)

    def _occurrences(self, state: State) -> Iterable[OccurrenceView]:
        for item in state.standing.occurrences:
            yield OccurrenceView(
                item.slot.label,
                iso(item.slot.start),
                iso(item.slot.end),
                item.slot.required,
                item.held,
                item.kind,
                occurrence_words(item, self.snapshot.as_of),
            )

    def _extensions(self, state: State) -> Iterable[ExtensionView]:
        for item in extensions_at(state.task, self.snapshot.as_of):
            yield ExtensionView(
                item.occurrence or "完成时限",
                iso(item.to),
                item.approved_by,
                iso(item.approved_on),
                item.reason or "",
            )

    def _handovers(self, state: State) -> Iterable[HandoverView]:
        for item in state.task.handovers:
            if item.since <= self.snapshot.as_of:
                yield HandoverView(
                    iso(item.since),
                    self.plan.name(item.from_),
                    self.plan.name(item.to),
                    item.approved_by or "",
                )

    def _parts(self, state: State) -> Iterable[PartView]:
        if not state.task.joint:
            return
        for part in state.standing.parts:
            link = Link(
                self.plan.name(part.unit), addresses.department_address(self.plan.id, part.unit)
            )
            done = f"{iso(part.completed_on)} 完成" if part.completed_on else ""
            percent_ = f"进度 {part.progress}%" if part.progress is not None else ""
            yield PartView(link, str(part.status or "未报送"), done or percent_)

    def _figures(self, updates: Iterable[Update]) -> tuple[tuple[str, str], ...]:
        """Named amounts, summed."""
        sums: dict[str, float] = {}
        for update in updates:
            for name, amount in update.figures.items():
                sums[name] = sums.get(name, 0) + amount
        return tuple((name, f"{amount:g}") for name, amount in sums.items())
