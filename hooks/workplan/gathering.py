"""A form at a day: who has returned it, in time or late, who has not, and all rows together.

A return exists at a day from its `reported_on` on; the deadline day itself is in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from workplan.model import Form, FormCell, FormReturn, Plan


@dataclass(frozen=True)
class Handed:
    """What one unit that owes a form has done: its return, or None, and how many days it is late.

    A missing return is late from the day after the deadline on.
    """

    unit: str
    given: FormReturn | None
    days_late: int

    @property
    def late(self) -> bool:
        return self.days_late > 0


@dataclass(frozen=True)
class Gathering:
    """A form at a day; its units in the order in which the plan names them."""

    form: Form
    as_of: date
    units: tuple[Handed, ...]

    @property
    def returned(self) -> tuple[Handed, ...]:
        return tuple(unit for unit in self.units if unit.given)

    @property
    def missing(self) -> tuple[Handed, ...]:
        return tuple(unit for unit in self.units if not unit.given)

    @cached_property
    def rows(self) -> tuple[tuple[str, tuple[FormCell, ...]], ...]:
        """All rows with the unit that each is of, unit after unit."""
        return tuple(
            (unit.unit, row) for unit in self.units if unit.given for row in unit.given.rows
        )

    @cached_property
    def totals(self) -> dict[str, int]:
        """The sum of each column that has one."""
        return {
            column.title: sum(
                value for _, row in self.rows if isinstance(value := row[at].value, int)
            )
            for at, column in enumerate(self.form.columns)
            if column.total
        }


def _days_late(form: Form, as_of: date, given: FormReturn | None) -> int:
    end = form.deadline.end if form.deadline else None
    if end is None:
        return 0
    return max(0, ((given.reported_on if given else as_of) - end).days)


def gathering_of(form: Form, plan: Plan, as_of: date) -> Gathering:
    """A form of a plan at a day."""
    known = {
        given.unit: given
        for given in plan.form_returns
        if given.form == form.key and given.reported_on <= as_of
    }
    units = tuple(
        Handed(unit, known.get(unit), _days_late(form, as_of, known.get(unit)))
        for unit in form.owed
    )
    return Gathering(form, as_of, units)


def gatherings_of(plan: Plan, as_of: date) -> tuple[Gathering, ...]:
    """All forms of a plan at a day."""
    return tuple(gathering_of(form, plan, as_of) for form in plan.forms)
