"""Who owes a return in a reporting period, and who handed it in.

Source: design.md, rules “Owed” and “Rates” (报送率).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workplan.model import ONE_DAY, Plan, Task, Update
from workplan.periods import Period, period_of, periods_between
from workplan.status import (
    lead_said,
    part_of,
    said_by,
    standing_of,
    updates_at,
)
from workplan.windows import slots_at, window_at


@dataclass(frozen=True)
class Duty:
    """What one task owes in a period: the units that owe, and those of them that reported in it."""

    task: Task
    period: Period
    owing: tuple[str, ...]
    reported: tuple[str, ...]


def last_report_day(plan: Plan, period: Period) -> date:
    """The last day on which a period's return counts as handed in."""
    return period.end + timedelta(days=plan.rules.report_days)


def counting_periods(plan: Plan, as_of: date) -> tuple[Period, ...]:
    """The reporting periods that count at a day: of the plan's year, ended on or after its issue,
    and over for `report_days`."""
    issued = plan.source.issued
    periods = periods_between(plan.first_day, plan.last_day, plan.rules.reporting_months)
    return tuple(
        period
        for period in periods
        if (issued is None or period.end >= issued) and last_report_day(plan, period) <= as_of
    )


def counting_period(plan: Plan, as_of: date) -> Period | None:
    """The latest period that counts at a day."""
    return max(counting_periods(plan, as_of), default=None)


def said_as(task: Task, unit: str, updates: tuple[Update, ...], on: date) -> tuple[Update, ...]:
    """What counts as a unit's reports: all of its own where all speak, else what the lead said."""
    return said_by(task, unit, updates, on) if task.joint else lead_said(task, updates)


def owing_units(task: Task, plan: Plan, period: Period, as_of: date) -> tuple[str, ...]:
    """The units that owe a return about a task in a period; duties pass on with a handover.

    None without `due`, before the window has begun by the period's end, for an undated trigger on
    which nothing was reported by then, or where the task was completed or dropped the evening
    before the period. Where all speak, a unit owes until its own part is completed or dropped.
    """
    if task.deadline is None or (task.added and task.added > period.end):
        return ()
    window = window_at(task, plan, period.end)
    if window.start is None:
        if not standing_of(task, plan, period.end).reports:
            return ()
    elif window.start > period.end:
        return ()
    eve = period.start - ONE_DAY
    before = standing_of(task, plan, eve)
    if before.completed or before.dropped:
        return ()
    if not task.joint:
        lead = task.lead_at(as_of)
        return (lead,) if lead else ()
    slots, updates = slots_at(task, plan, eve), updates_at(task, plan, eve)
    parts = (
        part_of(task, unit, said_by(task, unit, updates, as_of), slots, eve)
        for unit in task.units_at(as_of)
    )
    return tuple(part.unit for part in parts if part.settled_on is None)


def duty_of(task: Task, plan: Plan, period: Period, as_of: date) -> Duty:
    """Who owes a return about a task in a period, and who of them reported in it, in time."""
    owing = owing_units(task, plan, period, as_of)
    in_time = tuple(
        update
        for update in plan.updates.get(task.id, ())
        if update.date in period and update.reported_on <= last_report_day(plan, period)
    )
    reported = tuple(unit for unit in owing if said_as(task, unit, in_time, as_of))
    return Duty(task, period, owing, reported)


def open_period(plan: Plan, as_of: date) -> Period | None:
    """The month that departments report on at a day: the last one, while its returns still count
    (until `report_days` after its end), else the month of the day.

    None before the plan's year or its issue, once the returns of December no longer count, and
    where the plan is pinned at or after its year's end. A month that ended before the issue is
    passed over. A return covers a month whatever period the plan counts by.
    """
    issued = plan.source.issued
    if (issued and as_of < issued) or (plan.as_of and plan.as_of >= plan.last_day):
        return None
    this = period_of(as_of, 1)
    last = period_of(this.start - ONE_DAY, 1)
    found = last if as_of <= last_report_day(plan, last) else this
    if found.start < plan.first_day or (issued and found.end < issued):
        found = this
    return found if plan.first_day <= found.start <= plan.last_day else None
