"""What each page shows, as frozen values; templates only print them.

Addresses are relative to the site's root; `render` makes them relative to the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from workplan import addresses
from workplan.charts import Axis, Bar, axis_of, bar_of
from workplan.fields import Status
from workplan.forge import Forge, SourceLinks
from workplan.lamps import Cause, Lamp
from workplan.model import Plan, Update
from workplan.periods import day_in, period_of
from workplan.reporting import last_report_day
from workplan.summaries import Rate, Snapshot, State, Totals, shares_of_100
from workplan.windows import extensions_at
from workplan.words import (
    LAMP_MARKS,
    LAMP_NAMES,
    LAMP_URGENCY,
    numeral,
    percent,
)

SHOWN_ON_HOME = 8


@dataclass(frozen=True)
class Link:
    text: str
    address: str
    title: str = ""


@dataclass(frozen=True)
class LampView:
    key: str
    mark: str
    name: str


LAMPS = {lamp: LampView(str(lamp), LAMP_MARKS[lamp], LAMP_NAMES[lamp]) for lamp in Lamp}


@dataclass(frozen=True)
class LampShare:
    """One lamp's part of a bar: how many, whole percent of all, and the tracker so filtered."""

    lamp: LampView
    count: int
    share: int
    address: str


@dataclass(frozen=True)
class RateView:
    """A rate with its arithmetic and where what it counts can be seen."""

    name: str
    percent: str
    n: int
    of: int
    meaning: str
    address: str

    @property
    def counted(self) -> str:
        return f"{self.n}/{self.of}" if self.of else "—"


@dataclass(frozen=True)
class TaskLine:
    """A task in a list: one line on a laptop, a card on a phone."""

    id: str
    address: str
    short: str
    text: str
    area: int
    named: str
    departments: tuple[Link, ...]
    units: str
    lead: str
    lamp: LampView
    reason: str
    status: str
    pace: str
    percent: str
    due_text: str
    due_moved: str
    due_on: str
    first_due_on: str
    due_month: str
    updated_on: str
    order: int
    urgency: int


@dataclass(frozen=True)
class Facts:
    """What every page of a plan says of itself."""

    plan: str
    title: str
    committee: str
    number: str
    as_of: str
    period: str
    sample: bool
    closed: bool
    hidden_updates: int


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def facts_of(snapshot: Snapshot) -> Facts:
    plan = snapshot.plan
    period = snapshot.period
    return Facts(
        plan.id,
        plan.title,
        plan.organization.short,
        plan.source.number or "",
        _iso(snapshot.as_of),
        period.label_in(plan.year) if period else "",
        plan.sample,
        snapshot.closed,
        snapshot.hidden_updates,
    )


def _links(state: State, plan: Plan) -> tuple[Link, ...]:
    """A task's departments in the plan's order, those who took over in the places of the former.

    A group has no page of its own.
    """
    on = state.standing.as_of
    links = []
    for named in state.task.named:
        if named.is_group:
            members = "、".join(plan.name(key) for key in named.keys)
            links.append(Link(named.name, "", members))
        else:
            holder = str(state.task.holder(named.keys[0], on))
            links.append(
                Link(
                    plan.short_name(holder),
                    addresses.department_address(plan.id, holder),
                    plan.name(holder),
                )
            )
    return tuple(dict.fromkeys(links))


def task_line(state: State, plan: Plan, order: int) -> TaskLine:
    task, standing, verdict = state.task, state.standing, state.verdict
    window = standing.window
    moved = window.original_end if window.original_end != window.end else None
    latest = standing.news[-1] if standing.news else None
    return TaskLine(
        task.id,
        addresses.task_address(plan.id, task.id),
        task.short,
        task.text,
        task.area,
        "、".join(named.name for named in task.named),
        _links(state, plan),
        " ".join(standing.units),
        plan.short_name(standing.lead) if standing.lead else "",
        LAMPS[verdict.lamp],
        verdict.reason,
        str(standing.status) if standing.status else "未报送",
        str(verdict.pace or ""),
        _progress(state),
        task.deadline.text if task.deadline else "",
        day_in(window.end, plan.year) if moved and window.end else "",
        _iso(window.end),
        _iso(moved),
        _iso(window.end)[:7],
        _iso(latest.date if latest else None),
        order,
        LAMP_URGENCY[verdict.lamp],
    )


def _progress(state: State) -> str:
    standing = state.standing
    if standing.share:
        return f"{standing.share[0]}/{standing.share[1]}"
    occurrences = [item for item in standing.occurrences if item.slot.judged]
    if occurrences:
        met = sum(item.met is True for item in occurrences)
        return f"{met}/{len(occurrences)} 期"
    return f"{standing.percent}%" if standing.percent is not None else ""


def lamp_shares(totals: Totals, plan: str, **choices: str) -> tuple[LampShare, ...]:
    """A bar's parts in the order done, green, yellow, red, grey; shares make 100."""
    lamps = list(Lamp)
    shares = shares_of_100([totals.lamps[lamp] for lamp in lamps])
    return tuple(
        LampShare(
            LAMPS[lamp],
            totals.lamps[lamp],
            share,
            addresses.tracker_address(plan, **choices, lamp=str(lamp)),
        )
        for lamp, share in zip(lamps, shares, strict=True)
    )


class RateViews(NamedTuple):
    """The rates in the order in which they are shown."""

    completion: RateView
    in_time: RateView
    closing: RateView
    reporting: RateView


def rate_views(snapshot: Snapshot, totals: Totals, **choices: str) -> RateViews:
    """The rates over some tasks; `choices` are the tracker's filters that show just these."""
    plan = snapshot.plan.id
    period = snapshot.period.label_in(snapshot.plan.year) if snapshot.period else ""
    everything = addresses.tracker_address(plan, **choices)
    done = addresses.tracker_address(plan, **choices, lamp=str(Lamp.DONE))
    closed = addresses.tracker_address(plan, **choices, status=str(Status.CLOSED))

    def view(name: str, rate: Rate, meaning: str, address: str) -> RateView:
        return RateView(name, percent(rate), rate.n, rate.of, meaning, address)

    return RateViews(
        view("完成率", totals.completion, "已完成 ÷（全部 − 不再推进）", done),
        view("按期率", totals.in_time, "按期完成 ÷（已完成 + 已过时限）", done),
        view("销号率", totals.closing, "已销号 ÷ 已完成", closed),
        view(
            f"报送率（{period}）" if period else "报送率",
            totals.reporting,
            "按时报送 ÷ 应报送，按部门和任务逐项计" if period else "还没有到期的报送期",
            everything if "department" in choices else addresses.departments_address(plan),
        ),
    )


# --- what needs attention ------------------------------------------------------------------------

_LOUD = (Cause.SILENT, Cause.BEHIND, Cause.REPAIRED, Cause.OVERRIDE)


def attention(states: Iterable[State]) -> list[State]:
    """Red, then silent and other yellow ones that aren't merely near; the longest late first."""

    def weight(state: State) -> tuple[int, date]:
        red = state.verdict.lamp is Lamp.RED
        end = state.standing.window.end or date.max
        return (0 if red else 1 if state.verdict.lamp is Lamp.GREY else 2, end)

    loud = (
        state for state in states if state.verdict.lamp is Lamp.RED or state.verdict.cause in _LOUD
    )
    return sorted(loud, key=weight)


def near_due(states: Iterable[State]) -> list[State]:
    """What is due soon, the nearest first."""

    def nearest_end(state: State) -> date:
        ends = [state.standing.window.end] + [
            item.slot.end for item in state.standing.occurrences if item.met is None
        ]
        return min((end for end in ends if end and end >= state.standing.as_of), default=date.max)

    soon = (state for state in states if state.verdict.cause is Cause.DUE_SOON)
    return sorted(soon, key=nearest_end)


# --- updates -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class UpdateView:
    """One entry of a task's history, or of the newest on the site."""

    task: str
    short: str
    address: str
    date: str
    reported_on: str
    late: bool
    department: Link
    status: str
    details: tuple[str, ...]
    note: str
    evidence: tuple[Link, ...]
    source: SourceLinks | None


def _details(update: Update, plan: Plan) -> tuple[str, ...]:
    """What an update says beside its status and note, each as a few words."""
    found = []
    if update.progress is not None:
        found.append(f"进度 {update.progress}%")
    if update.held:
        days = "、".join(day_in(day, plan.year) for day in dict.fromkeys(update.held))
        found.append(f"本次 {len(update.held)} 期（{days}）")
    found += [f"{name} {amount:g}" for name, amount in update.figures.items()]
    if update.verified_by:
        found.append(f"{plan.name(update.verified_by)}核验")
    if update.lamp in ("yellow", "red"):
        found.append(f"{LAMP_NAMES[Lamp(update.lamp)]}由{update.by}确定")
    if update.lamp == "auto":
        found.append("灯恢复自动")
    if update.reason:
        found.append(f"理由：{update.reason}")
    if update.approved_by:
        found.append(f"{update.approved_by}批准")
    return tuple(found)


def update_view(update: Update, state: State, plan: Plan, forge: Forge | None) -> UpdateView:
    place = update.place
    period = period_of(update.date, plan.rules.reporting_months)
    return UpdateView(
        state.task.id,
        state.task.short,
        addresses.task_address(plan.id, state.task.id),
        _iso(update.date),
        _iso(update.reported_on),
        update.reported_on > last_report_day(plan, period),
        Link(
            plan.name(update.department), addresses.department_address(plan.id, update.department)
        ),
        str(update.status or ""),
        _details(update, plan),
        update.note or "",
        tuple(
            Link(item.title, addresses.evidence_address(plan.id, item) or "")
            for item in update.evidence
        ),
        forge.links(place.path, place.line, update.last_line) if forge else None,
    )


def newest(snapshot: Snapshot, forge: Forge | None, shown: int = SHOWN_ON_HOME) -> list[UpdateView]:
    """The newest updates, newest first."""
    told = ((update, state) for state in snapshot.states for update in state.standing.news)
    latest = sorted(told, key=lambda pair: pair[0].order, reverse=True)[:shown]
    return [update_view(update, state, snapshot.plan, forge) for update, state in latest]


# --- the pages -----------------------------------------------------------------------------------


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
    other_plans: tuple[Link, ...]


@dataclass(frozen=True)
class PlanView:
    number: str
    issuer: str
    issued: str
    areas: tuple[tuple[AreaLine, tuple[TaskLine, ...]], ...]
    corrections: tuple[tuple[str, str], ...]
    source: SourceLinks | None


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


@dataclass(frozen=True)
class DepartmentsView:
    lines: tuple[DepartmentLine, ...]
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


@dataclass(frozen=True)
class AreaView:
    line: AreaLine
    rates: RateViews
    lines: tuple[TaskLine, ...]
    before: Link | None
    after: Link | None


_OCCURRENCE_WORDS = {
    "met": "已完成",
    "late": "逾期补上",
    "missed": "逾期未完成",
    "coming": "进行中",
    "unjudged": "印发前，不评定",
}


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
    lead: str
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


class Views:
    """The views of one plan at a day. Lines of tasks are made once and shared by all pages."""

    def __init__(self, snapshot: Snapshot, forge: Forge | None = None) -> None:
        self.snapshot, self.plan, self.forge = snapshot, snapshot.plan, forge
        self.facts = facts_of(snapshot)
        self.lines = {
            state.task.id: task_line(state, self.plan, order)
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

    def _lines(self, states: Iterable[State]) -> tuple[TaskLine, ...]:
        return tuple(self.lines[state.task.id] for state in states)

    def _area_line(self, number: int) -> AreaLine:
        totals = self.snapshot.area_totals(number)
        return AreaLine(
            number,
            numeral(number),
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
        leads = sum(state.standing.lead == key for state in states)
        return DepartmentLine(
            key,
            self.plan.name(key),
            addresses.department_address(self.plan.id, key),
            leads,
            len(states) - leads,
            totals,
            lamp_shares(totals, self.plan.id, department=key),
            rate_views(snapshot, totals, department=key),
        )

    def home(self, other_plans: Sequence[Link] = ()) -> HomeView:
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
            tuple(other_plans),
        )

    def as_issued(self) -> PlanView:
        source = self.plan.source
        return PlanView(
            source.number or "",
            source.issuer or "",
            _iso(source.issued),
            tuple(
                (line, self._lines(states))
                for line, states in zip(self.areas, self.snapshot.by_area, strict=True)
            ),
            tuple((item.where, item.note) for item in source.corrections),
            self.forge.links(self.plan.path, 1, 1) if self.forge else None,
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
        return DepartmentsView(
            lines,
            totals,
            sum(line.totals.tasks for line in lines),
            rate_views(self.snapshot, totals).reporting,
        )

    def department(self, key: str) -> DepartmentView:
        snapshot = self.snapshot
        line = self.departments[key]
        states = snapshot.by_department[key]
        # Its own silence has a list of its own; the silence of others is theirs.
        loud = [state for state in attention(states) if state.verdict.cause is not Cause.SILENT]

        def by_end(state: State) -> tuple[date, int]:
            return (state.standing.window.end or date.max, self.lines[state.task.id].order)

        leads = sorted((s for s in states if s.standing.lead == key), key=by_end)
        others = sorted((s for s in states if s.standing.lead != key), key=by_end)
        owed = [
            state
            for state in snapshot.states
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
        )

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
                _iso(report.reported_on),
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
            link(number - 2),
            link(number),
        )

    def task(self, state: State) -> TaskView:
        task, standing, plan = state.task, state.standing, self.plan
        neighbours = self.snapshot.by_area[task.area - 1]
        at = self._positions[task.id]
        window = standing.window
        area = self.areas[task.area - 1]
        return TaskView(
            self.lines[task.id],
            Link(f"{area.numeral}、{area.title}", area.address),
            plan.name(standing.lead) if standing.lead and not task.joint else "",
            task.joint,
            self._named(state),
            tuple(link for link in _links(state, plan) if not link.address),
            _iso(window.start),
            _iso(window.end),
            _iso(window.original_end) if window.original_end != window.end else "",
            tuple(self._occurrences(state)),
            tuple(self._extensions(state)),
            tuple(self._handovers(state)),
            tuple(self._parts(state)),
            _iso(standing.completed_on),
            self._figures(standing.updates),
            tuple(
                update_view(update, state, plan, self.forge) for update in reversed(standing.news)
            ),
            tuple(
                (_iso(update.date), plan.name(update.department))
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
        )

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
        for link in _links(state, plan):
            name = link.title if link.address else link.text
            shown = f"{name}（牵头）" if name == marked else name
            links.append(Link(shown, link.address, link.title))
        return tuple(links)

    def _occurrences(self, state: State) -> Iterable[OccurrenceView]:
        for item in state.standing.occurrences:
            words = _OCCURRENCE_WORDS[item.kind]
            if item.kind == "coming" and item.slot.start > self.snapshot.as_of:
                words = "未到"
            yield OccurrenceView(
                item.slot.label,
                _iso(item.slot.start),
                _iso(item.slot.end),
                item.slot.required,
                item.held,
                item.kind,
                words,
            )

    def _extensions(self, state: State) -> Iterable[ExtensionView]:
        for item in extensions_at(state.task, self.snapshot.as_of):
            yield ExtensionView(
                item.occurrence or "完成时限",
                _iso(item.to),
                item.approved_by,
                _iso(item.approved_on),
                item.reason or "",
            )

    def _handovers(self, state: State) -> Iterable[HandoverView]:
        for item in state.task.handovers:
            if item.since <= self.snapshot.as_of:
                yield HandoverView(
                    _iso(item.since),
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
            done = f"{_iso(part.completed_on)} 完成" if part.completed_on else ""
            percent_ = f"进度 {part.progress}%" if part.progress is not None else ""
            yield PartView(link, str(part.status or "未报送"), done or percent_)

    def _figures(self, updates: Iterable[Update]) -> tuple[tuple[str, str], ...]:
        """Named amounts, summed."""
        sums: dict[str, float] = {}
        for update in updates:
            for name, amount in update.figures.items():
                sums[name] = sums.get(name, 0) + amount
        return tuple((name, f"{amount:g}") for name, amount in sums.items())
