"""What several pages show alike: tasks in lists, lamps, rates, what is urgent, updates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from workplan import addresses
from workplan.fields import Status
from workplan.forge import Forge, SourceLinks
from workplan.lamps import LAMP_NAMES, Cause, Lamp
from workplan.links import NO_LINKS, Linked, Links
from workplan.model import Plan, Update
from workplan.periods import day_in, period_of
from workplan.reporting import last_report_day
from workplan.summaries import Rate, Snapshot, State, Totals, shares_of_100
from workplan.words import KIND_WORDS, LAMP_MARKS, LAMP_URGENCY, SAMPLE, KindWords, percent

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
    links: tuple[LinkedLine, ...]


@dataclass(frozen=True)
class LinkedLine:
    """A task that another is linked with: where it is, and how it stands."""

    plan: str
    id: str
    short: str
    address: str
    lamp: LampView | None
    status: str
    reason: str


@dataclass(frozen=True)
class Facts:
    """What every page of a plan says of itself.

    `home` is true of the plan that the home page and the tabs are about. `departments` and
    `deadlines` say whether any task has one, `states` whether lamps and rates mean anything: key
    points may have neither of the first, and nothing reported. `links` says whether any task is
    carried out by others, `forms` whether the plan has any.
    """

    plan: str
    title: str
    short: str
    committee: str
    number: str
    as_of: str
    period: str
    sample: bool
    closed: bool
    hidden_updates: int
    home: bool
    departments: bool
    deadlines: bool
    states: bool
    links: bool
    forms: bool
    words: KindWords

    @property
    def reports(self) -> bool:
        """Whether there is anything to report on: somebody is responsible, and lamps mean anything."""
        return self.departments and self.states


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def facts_of(snapshot: Snapshot, *, home: bool) -> Facts:
    plan = snapshot.plan
    period = snapshot.period
    departments = bool(snapshot.by_department)
    deadlines = any(state.task.deadline for state in snapshot.states)
    return Facts(
        plan.id,
        plan.title,
        plan.short,
        plan.organization.short,
        plan.source.number or "",
        iso(snapshot.as_of),
        period.label_in(plan.year) if period else "",
        plan.sample,
        snapshot.closed,
        snapshot.hidden_updates,
        home,
        departments,
        deadlines,
        departments or deadlines or any(state.standing.updates for state in snapshot.states),
        any(state.task.carried_out_by for state in snapshot.states),
        bool(plan.forms),
        KIND_WORDS[plan.kind],
    )


def department_links(state: State, plan: Plan) -> tuple[Link, ...]:
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


def linked_line(linked: Linked) -> LinkedLine:
    """A task of any plan, with its state where it has one; a plan with samples says so."""
    plan, state = linked.snapshot.plan, linked.state
    judged = state.task.deadline is not None or state.standing.units or state.standing.updates
    return LinkedLine(
        f"{plan.short}（{SAMPLE}）" if plan.sample else plan.short,
        state.task.id,
        state.task.short,
        addresses.task_address(plan.id, state.task.id),
        LAMPS[state.verdict.lamp] if judged else None,
        _status(state) if judged else "",
        state.verdict.reason if judged else "",
    )


def _status(state: State) -> str:
    return str(state.standing.status) if state.standing.status else "未报送"


def task_line(state: State, plan: Plan, order: int, links: Links = NO_LINKS) -> TaskLine:
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
        department_links(state, plan),
        " ".join(standing.units),
        plan.short_name(standing.lead) if standing.lead else "",
        LAMPS[verdict.lamp],
        verdict.reason,
        _status(state),
        str(verdict.pace or ""),
        _progress(state),
        task.deadline.text if task.deadline else "",
        day_in(window.end, plan.year) if moved and window.end else "",
        iso(window.end),
        iso(moved),
        iso(window.end)[:7],
        iso(latest.date if latest else None),
        order,
        LAMP_URGENCY[verdict.lamp],
        tuple(map(linked_line, links.carried_out_by)),
    )


def _progress(state: State) -> str:
    standing = state.standing
    if standing.share:
        return f"{standing.share[0]}/{standing.share[1]}"
    occurrences = [item for item in standing.occurrences if item.slot.judged]
    if occurrences:
        met = sum(item.met is True for item in occurrences)
        since_issue = "印发后 " if len(occurrences) < len(standing.occurrences) else ""
        return f"{since_issue}{met}/{len(occurrences)} 期"
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
    """Red, then yellow that isn't merely near, then silent; the longest late first."""

    def weight(state: State) -> tuple[int, date]:
        red = state.verdict.lamp is Lamp.RED
        end = state.standing.window.end or date.max
        return (0 if red else 2 if state.verdict.lamp is Lamp.GREY else 1, end)

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
        iso(update.date),
        iso(update.reported_on),
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
