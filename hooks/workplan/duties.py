"""The year's calendar of duties: month by month what departments and the office have to do.

It is made of a plan's own dates: its reporting periods, its deadlines as they are now, its
occurrences. Nothing depends on the day but the mark of the month that it is in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from workplan import addresses
from workplan.model import Plan
from workplan.periods import Period, day_in, period_of, periods_between
from workplan.reporting import last_report_day
from workplan.rows import Facts, Link
from workplan.summaries import Snapshot


@dataclass(frozen=True)
class EndingOccurrence:
    """An occurrence that ends in a month (on which day, where that isn't its own), and its tasks."""

    label: str
    tasks: tuple[Link, ...]


@dataclass(frozen=True)
class MonthOfDuties:
    """One month: what ends, what is due (with the tracker so filtered), what comes out."""

    key: str
    label: str
    current: bool
    returns: tuple[str, ...]
    due: int
    due_address: str
    occurrences: tuple[EndingOccurrence, ...]
    reports: tuple[str, ...]

    @property
    def anything(self) -> bool:
        return bool(self.returns or self.due or self.occurrences or self.reports)


@dataclass(frozen=True)
class PlanDuties:
    """The months of one plan; `reporting` says how often it is reported and by when."""

    facts: Facts
    address: str
    reporting: str
    months: tuple[MonthOfDuties, ...]


@dataclass(frozen=True)
class DutiesView:
    """The plans in force that have deadlines."""

    plans: tuple[PlanDuties, ...]


def duties_of(plans: Iterable[tuple[Snapshot, Facts]]) -> DutiesView:
    return DutiesView(
        tuple(_plan_duties(snapshot, facts) for snapshot, facts in plans if facts.deadlines)
    )


def _plan_duties(snapshot: Snapshot, facts: Facts) -> PlanDuties:
    plan = snapshot.plan
    monthly = plan.rules.reporting_months == 1
    months = [_month(snapshot, month) for month in _months(snapshot)]
    busy = [month.key for month in months if month.current or month.anything]
    # From the month of issue, or the first with anything; of the next year those with anything.
    begun = max(plan.source.issued or plan.first_day, plan.first_day)
    first, last = min([f"{begun:%Y-%m}", *busy]), f"{plan.last_day:%Y-%m}"
    shown = [month for month in months if month.key in busy or first <= month.key <= last]
    reporting = (
        f"{'按月' if monthly else '按季度'}报送，报送期结束后 {plan.rules.report_days} 天以内算按时"
    )
    return PlanDuties(facts, addresses.plan_address(plan.id), reporting, tuple(shown))


def _months(snapshot: Snapshot) -> Iterator[Period]:
    """Every month from the year's first to the last in which anything falls."""
    plan = snapshot.plan
    ends = [state.standing.window.end for state in snapshot.states]
    last = max(
        [last_report_day(plan, _year(plan)), *(end for end in ends if end)], default=plan.last_day
    )
    return periods_between(plan.first_day, last, 1)


def _year(plan: Plan) -> Period:
    return period_of(plan.first_day, 12)


def _month(snapshot: Snapshot, month: Period) -> MonthOfDuties:
    plan = snapshot.plan
    key = month.code
    due = sum(
        state.standing.window.end is not None and state.standing.window.end in month
        for state in snapshot.states
    )
    return MonthOfDuties(
        key,
        month.label_in(plan.year),
        snapshot.as_of in month,
        tuple(_returns(plan, month)),
        due,
        addresses.tracker_address(plan.id, due=key) if due else "",
        tuple(_occurrences(snapshot, month)),
        tuple(_reports(plan, month)),
    )


def _periods(plan: Plan, months: int) -> Iterator[Period]:
    """The year's periods of so many months, without those that ended before the plan's issue."""
    issued = plan.source.issued
    for period in periods_between(plan.first_day, plan.last_day, months):
        if issued is None or period.end >= issued:
            yield period


def _returns(plan: Plan, month: Period) -> Iterator[str]:
    """The ends of reporting periods in a month, and the last days on which these are in time."""
    for period in _periods(plan, plan.rules.reporting_months):
        label, last = period.label_in(plan.year), last_report_day(plan, period)
        if last in month:
            yield f"{_day(last, plan)}前报{label}"
        if period.end in month:
            yield f"{_day(period.end, plan)}{label}结束"


def _reports(plan: Plan, month: Period) -> Iterator[str]:
    """What the office gives out in a month, by the day until which late returns still count."""
    found: dict[date, list[str]] = {}
    for months, what in ((1, "通报"), (3, "督查"), (12, "年度述评")):
        for period in _periods(plan, months):
            last = last_report_day(plan, period)
            if last in month:
                label = period.label_in(plan.year) if months < 12 else ""
                found.setdefault(last, []).append(f"{label}{what}")
    for last, names in sorted(found.items()):
        yield f"{_day(last, plan)}后：{'、'.join(names)}"


def _occurrences(snapshot: Snapshot, month: Period) -> Iterator[EndingOccurrence]:
    """The occurrences that end in a month, those of one name together."""
    plan = snapshot.plan
    found: dict[tuple[date, int, str], list[Link]] = {}
    for state in snapshot.states:
        for item in state.standing.occurrences:
            slot = item.slot
            if slot.judged and slot.end in month:
                task = state.task
                link = Link(task.id, addresses.task_address(plan.id, task.id), task.short)
                moved = "" if slot.end == slot.period.end else f"（至{_day(slot.end, plan)}）"
                at = (slot.end, slot.period.months, f"{slot.label}{moved}")
                found.setdefault(at, []).append(link)
    for (_, _, label), tasks in sorted(found.items()):
        yield EndingOccurrence(label, tuple(tasks))


def _day(day: date, plan: Plan) -> str:
    return day_in(day, plan.year)
