"""What is shown of several plans together: all plans by year, and departments across plans.

Each plan is seen at its own day. Rates of different plans are not added up: they count different
things; what is late or silent is counted, and listed plan by plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from workplan import addresses
from workplan.lamps import Lamp
from workplan.rows import Facts, LampShare, iso, lamp_shares
from workplan.views import DepartmentView, Views


@dataclass(frozen=True)
class PlanLine:
    """One plan among others; `lamps` is empty where it has no states."""

    facts: Facts
    year: int
    address: str
    issued: str
    tasks: int
    completion: str
    red: int
    red_address: str
    lamps: tuple[LampShare, ...]
    in_force: bool


@dataclass(frozen=True)
class PlansView:
    """All plans, the latest year first."""

    years: tuple[tuple[int, tuple[PlanLine, ...]], ...]


@dataclass(frozen=True)
class DepartmentPlan:
    """What a department has to do in one plan."""

    plan: PlanLine
    view: DepartmentView


@dataclass(frozen=True)
class GatheredView:
    """A department's work in all plans in force. `red` and `owed` are counted over them."""

    key: str
    name: str
    address: str
    plans: tuple[DepartmentPlan, ...]
    tasks: int
    red: int
    owed: int


@dataclass(frozen=True)
class GatheredLine:
    """A department in the table of all: its part in each plan, None where it has none."""

    view: GatheredView
    parts: tuple[DepartmentPlan | None, ...]


@dataclass(frozen=True)
class GatheredDepartmentsView:
    plans: tuple[PlanLine, ...]
    lines: tuple[GatheredLine, ...]


def plan_line(views: Views, *, in_force: bool) -> PlanLine:
    snapshot, plan = views.snapshot, views.plan
    totals = snapshot.totals
    return PlanLine(
        views.facts,
        plan.year,
        addresses.plan_address(plan.id),
        iso(plan.source.issued),
        totals.tasks,
        f"{totals.completion.n}/{totals.completion.of}",
        totals.lamps[Lamp.RED],
        addresses.tracker_address(plan.id, lamp=str(Lamp.RED)),
        lamp_shares(totals, plan.id) if views.facts.states else (),
        in_force,
    )


def all_plans(lines: Iterable[PlanLine]) -> PlansView:
    """The plans by year, the latest first; within a year as issued."""
    ordered = sorted(lines, key=lambda line: (-line.year, line.issued or "9", line.facts.plan))
    years = groupby(ordered, key=lambda line: line.year)
    return PlansView(tuple((year, tuple(found)) for year, found in years))


def gathered_departments(
    in_force: Sequence[tuple[PlanLine, Views]],
) -> GatheredDepartmentsView:
    """Every department with tasks in the plans in force, in the organization's order.

    Plans without departments are left out.
    """
    in_force = [pair for pair in in_force if pair[1].departments]
    units = in_force[0][1].plan.organization.departments if in_force else {}
    lines = []
    for key, unit in units.items():
        parts = tuple(
            DepartmentPlan(line, views.department(key)) if key in views.departments else None
            for line, views in in_force
        )
        found = tuple(part for part in parts if part is not None)
        if found:
            lines.append(GatheredLine(_gathered(key, unit.name, found), parts))
    return GatheredDepartmentsView(tuple(line for line, _ in in_force), tuple(lines))


def _gathered(key: str, name: str, plans: tuple[DepartmentPlan, ...]) -> GatheredView:
    return GatheredView(
        key,
        name,
        addresses.gathered_address(key),
        plans,
        sum(part.view.line.totals.tasks for part in plans),
        sum(part.view.overdue for part in plans),
        sum(len(part.view.silent) for part in plans),
    )


def facts_across(home: Facts, shown: Iterable[Facts]) -> Facts:
    """What a page about several plans says of itself: home's day, and samples where any has them."""
    return replace(
        home,
        title=home.committee,
        short=home.committee,
        number="",
        sample=home.sample or any(facts.sample for facts in shown),
        hidden_updates=0,
    )
