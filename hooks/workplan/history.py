"""A plan through its year: which months and quarters are over, and the plan at the end of each.

A report is computed at its own day, the last of its period. What exists then is settled
`report_days` later and reads the same ever after: no later return reaches back (design.md, “What
exists at D”). Each day is computed once, however many reports and charts look at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from workplan.model import Plan
from workplan.periods import Period, periods_between
from workplan.reporting import Duty, duty_of, last_report_day
from workplan.summaries import Rate, Snapshot, snapshot_of

MONTH, QUARTER, YEAR = 1, 3, 12


@dataclass(frozen=True)
class Reporting:
    """What was owed in a reporting period, and what was reported in it, in time."""

    period: Period
    duties: tuple[Duty, ...]

    @property
    def rate(self) -> Rate:
        """报送率 of the plan: each owing unit and task once."""
        return Rate(
            sum(len(duty.reported) for duty in self.duties),
            sum(len(duty.owing) for duty in self.duties),
        )

    def rate_of(self, unit: str) -> Rate:
        """报送率 of one department; 0 of 0 where it owed none."""
        return Rate(
            sum(unit in duty.reported for duty in self.duties),
            sum(unit in duty.owing for duty in self.duties),
        )

    def missing(self, unit: str) -> tuple[str, ...]:
        """The ids of the tasks on which a department owed a report and gave none in time."""
        return tuple(
            duty.task.id for duty in self.duties if unit in duty.owing and unit not in duty.reported
        )

    @cached_property
    def owing(self) -> tuple[str, ...]:
        """Every unit that owed something, each once."""
        return tuple(dict.fromkeys(unit for duty in self.duties for unit in duty.owing))


class History:
    """A plan's days up to as-of."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.plan, self.as_of = snapshot.plan, snapshot.as_of
        self._snapshots = {snapshot.as_of: snapshot}
        self._reporting: dict[date, Reporting | None] = {}

    def at(self, day: date) -> Snapshot:
        """The plan at a day."""
        found = self._snapshots.get(day)
        if found is None:
            found = self._snapshots[day] = snapshot_of(self.plan, day)
        return found

    def ended(self, months: int) -> tuple[Period, ...]:
        """The calendar periods that are over: of the plan's year, ending on or after its issue."""
        return tuple(
            period for period in issued_periods(self.plan, months) if period.end <= self.as_of
        )

    def before(self, period: Period) -> Snapshot | None:
        """The plan at the end of the period before; None where the plan was not issued by then."""
        periods = issued_periods(self.plan, period.months)
        at = periods.index(period)
        return self.at(periods[at - 1].end) if at else None

    def reporting(self, day: date) -> Reporting | None:
        """What was owed in the reporting period that a report of this day tells of: the latest over.

        It settles when the report does, `report_days` later: then it is the period that counts.
        """
        if day not in self._reporting:
            over = issued_periods(self.plan, self.plan.rules.reporting_months)
            period = max((period for period in over if period.end <= day), default=None)
            self._reporting[day] = self._reporting_in(period, day) if period else None
        return self._reporting[day]

    def _reporting_in(self, period: Period, day: date) -> Reporting:
        snapshot = self.at(day)
        if snapshot.period == period:
            return Reporting(period, tuple(state.duty for state in snapshot.states if state.duty))
        tasks = (state.task for state in snapshot.states)
        return Reporting(period, tuple(duty_of(task, self.plan, period, day) for task in tasks))


def issued_periods(plan: Plan, months: int) -> tuple[Period, ...]:
    """The calendar periods of a plan's year that end on or after its issue."""
    issued = plan.source.issued
    periods = periods_between(plan.first_day, plan.last_day, months)
    return tuple(period for period in periods if issued is None or period.end >= issued)


def is_settled(plan: Plan, period: Period, as_of: date) -> bool:
    """Whether what is reported after a day can't change the period's report any more."""
    return last_report_day(plan, period) <= as_of


def month_ends(history: History) -> Iterator[date]:
    """The days that a trend shows: the ends of the months that are over, and as-of itself."""
    ends = [period.end for period in history.ended(MONTH)]
    yield from ends
    if history.as_of not in ends and history.as_of <= history.plan.last_day:
        yield history.as_of
