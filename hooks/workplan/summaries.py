"""A plan at a day: every task's state, and totals, rates and shares over any of them.

Source: design.md, “Rates”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from workplan.lamps import Lamp, Verdict, verdict_of
from workplan.model import Plan, Task
from workplan.periods import Period
from workplan.reporting import Duty, counting_period, duty_of
from workplan.status import Standing, standing_of, updates_at


@dataclass(frozen=True)
class State:
    """A task at a day: where it stands, its lamp, and what it owed in the period that counts."""

    task: Task
    standing: Standing
    verdict: Verdict
    duty: Duty | None

    @property
    def past_deadline(self) -> bool:
        """Neither completed nor dropped, and past the current deadline."""
        end = self.standing.window.end
        open_ = not self.standing.completed and not self.standing.dropped
        return open_ and end is not None and end < self.standing.as_of

    @property
    def in_time(self) -> bool:
        """Completed by the current deadline, or having none."""
        done_on, end = self.standing.completed_on, self.standing.window.end
        return done_on is not None and (end is None or done_on <= end)


@dataclass(frozen=True)
class Rate:
    """A share with its arithmetic: `n` of `of`."""

    n: int
    of: int

    @property
    def value(self) -> float | None:
        """n ÷ of, None where there is nothing to divide by."""
        return self.n / self.of if self.of else None


@dataclass(frozen=True)
class Totals:
    """Counts and rates over some tasks."""

    tasks: int
    completed: int
    closed: int
    dropped: int
    completion: Rate
    closing: Rate
    in_time: Rate
    reporting: Rate
    lamps: dict[Lamp, int]


def totals_of(states: Iterable[State], owes: Callable[[str], bool] = lambda _: True) -> Totals:
    """Totals over tasks; 报送率 counts each owing unit and task once, of the units that `owes` names."""
    states = list(states)
    completed = sum(state.standing.completed for state in states)
    closed = sum(state.standing.closed for state in states)
    dropped = sum(state.standing.dropped for state in states)
    past = sum(state.past_deadline for state in states)
    duties = [state.duty for state in states if state.duty]
    return Totals(
        len(states),
        completed,
        closed,
        dropped,
        Rate(completed, len(states) - dropped),
        Rate(closed, completed),
        Rate(sum(state.in_time for state in states), completed + past),
        Rate(
            sum(owes(unit) for duty in duties for unit in duty.reported),
            sum(owes(unit) for duty in duties for unit in duty.owing),
        ),
        {lamp: sum(state.verdict.lamp is lamp for state in states) for lamp in Lamp},
    )


def shares_of_100(counts: Sequence[int], parts: int = 100) -> tuple[int, ...]:
    """Whole parts of a hundred (or of `parts`) that total it: largest remainder, earlier first.

    All zero where there is nothing to share.
    """
    total = sum(counts)
    if not total:
        return tuple(0 for _ in counts)
    floors = [count * parts // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda at: (-(counts[at] * parts % total), at))
    for at in by_remainder[: parts - sum(floors)]:
        floors[at] += 1
    return tuple(floors)


@dataclass(frozen=True)
class Snapshot:
    """A plan at a day, with the state of every task that exists then, in the plan's order."""

    plan: Plan
    as_of: date
    period: Period | None
    states: tuple[State, ...]

    @cached_property
    def totals(self) -> Totals:
        return totals_of(self.states)

    @cached_property
    def by_id(self) -> dict[str, State]:
        return {state.task.id: state for state in self.states}

    @cached_property
    def by_area(self) -> tuple[tuple[State, ...], ...]:
        """The states of each area, in the plan's order."""
        areas: list[list[State]] = [[] for _ in self.plan.area_titles]
        for state in self.states:
            areas[state.task.area - 1].append(state)
        return tuple(map(tuple, areas))

    @cached_property
    def by_department(self) -> dict[str, tuple[State, ...]]:
        """The tasks of each department that has any, departments in the organization's order."""
        found: dict[str, list[State]] = {}
        for state in self.states:
            for unit in state.standing.units:
                found.setdefault(unit, []).append(state)
        order = self.plan.organization.departments
        return {key: tuple(found[key]) for key in order if key in found}

    def led_by(self, key: str) -> tuple[State, ...]:
        """The tasks that a department leads: those that it speaks for.

        In a scheme each unit listed is a 牵头单位, but where a task says `lead`.
        """
        return tuple(
            state
            for state in self.by_department[key]
            if state.standing.lead == key
            or (self.plan.kind == "scheme" and state.task.joint and not state.task.lead_given)
        )

    def area_totals(self, number: int) -> Totals:
        return totals_of(self.by_area[number - 1])

    def department_totals(self, key: str) -> Totals:
        """Totals over a department's tasks (it may have none); 报送率 over what it owes itself."""
        return totals_of(self.by_department.get(key, ()), lambda unit: unit == key)

    @cached_property
    def hidden_updates(self) -> int:
        """How many updates are later than this day shows; a `no_change` is not an update."""
        shown = [
            item for task in self.plan.tasks for item in updates_at(task, self.plan, self.as_of)
        ]
        known = [item for found in self.plan.updates.values() for item in found]
        return sum(not item.no_change for item in known) - sum(not item.no_change for item in shown)

    @property
    def closed(self) -> bool:
        """Whether the plan is pinned at or after its year's end."""
        return self.plan.as_of is not None and self.as_of >= self.plan.last_day


def snapshot_of(plan: Plan, as_of: date) -> Snapshot:
    """A plan at a day. A task that was added later does not exist yet."""
    period = counting_period(plan, as_of)
    states = []
    for task in plan.tasks:
        if task.added and task.added > as_of:
            continue
        standing = standing_of(task, plan, as_of)
        duty = duty_of(task, plan, period, as_of) if period else None
        states.append(State(task, standing, verdict_of(standing, plan, duty), duty))
    return Snapshot(plan, as_of, period, tuple(states))
