"""Which tasks lead to which: what continues what over the years, and what carries what out.

Read from the plans' references in both directions, at each plan's own day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workplan.summaries import Snapshot, State


@dataclass(frozen=True)
class Linked:
    """A task at the other end of a reference, with its plan at that plan's day."""

    snapshot: Snapshot
    state: State


@dataclass(frozen=True)
class Links:
    """The tasks that a task is linked with, either way."""

    continues: tuple[Linked, ...] = ()
    continued_by: tuple[Linked, ...] = ()
    carried_out_by: tuple[Linked, ...] = ()
    carries_out: tuple[Linked, ...] = ()


NO_LINKS = Links()
TaskKey = tuple[str, str]
"""A plan's id and a task's."""


def links_between(snapshots: Iterable[Snapshot]) -> Mapping[TaskKey, Links]:
    """The links of every task that has some. What does not exist at its plan's day is left out."""
    found: dict[TaskKey, dict[str, list[Linked]]] = {}
    by_key = {
        (snapshot.plan.id, state.task.id): Linked(snapshot, state)
        for snapshot in snapshots
        for state in snapshot.states
    }

    def link(at: TaskKey, kind: str, to: TaskKey) -> None:
        found.setdefault(at, {}).setdefault(kind, []).append(by_key[to])

    for here, linked in by_key.items():
        task = linked.state.task
        continued = [task.continues] if task.continues else []
        for kind, back, references in (
            ("continues", "continued_by", continued),
            ("carried_out_by", "carries_out", task.carried_out_by),
        ):
            for item in dict.fromkeys(references):
                there = (item.plan, item.task)
                if there in by_key:
                    link(here, kind, there)
                    link(there, back, here)
    return {
        key: Links(**{kind: tuple(items) for kind, items in kinds.items()})
        for key, kinds in found.items()
    }
