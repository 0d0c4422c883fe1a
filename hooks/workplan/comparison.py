"""What changed of a plan between two snapshots: two days, two states of its files, or both.

`compare(before, after)` pairs every task by its id and sorts the pairs into kinds. A pair is a
`Change`: the task's state before (None where it did not exist) and after (None where it does not
any more). A task may be of several kinds, and is in each once; pairs keep the plan's order, tasks
that are gone last. What `before` and `after` mean is the caller's: a month's bulletin compares the
ends of two months, a merge request two revisions of the files at one day.

Each kind is one function whose docstring says when a pair is of it; `RULES` holds them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from workplan.lamps import Lamp
from workplan.model import Evidence, Extension, Task, Update
from workplan.summaries import Snapshot, State
from workplan.windows import extensions_at


class ChangeKind(StrEnum):
    """What can have become of a task."""

    ADDED = "added"
    REMOVED = "removed"
    COMPLETED = "completed"
    CLOSED = "closed"
    REOPENED = "reopened"
    RED = "red"
    YELLOW = "yellow"
    LAMP = "lamp"
    STATUS = "status"
    DROPPED = "dropped"
    EXTENDED = "extended"
    DEADLINE = "deadline"
    REPORTED = "reported"
    WITHDRAWN = "withdrawn"
    REASSIGNED = "reassigned"
    REWORDED = "reworded"


@dataclass(frozen=True)
class Change:
    """One task before and after; at least one of the two is there."""

    before: State | None
    after: State | None

    @property
    def task(self) -> Task:
        """The task as it reads now, or as it last did."""
        state = self.after or self.before
        assert state is not None  # noqa: S101 (a pair is made of what one of two snapshots holds)
        return state.task


@dataclass(frozen=True)
class Changes:
    """Every task of two snapshots, paired, and the pairs that differ, by kind."""

    before: Snapshot
    after: Snapshot
    pairs: tuple[Change, ...]

    @cached_property
    def kinds(self) -> Mapping[ChangeKind, tuple[Change, ...]]:
        """The pairs of each kind; every kind has its place, an empty one too."""
        return {
            kind: tuple(pair for pair in self.pairs if rule(pair.before, pair.after))
            for kind, rule in RULES.items()
        }

    def of(self, *kinds: ChangeKind) -> tuple[Change, ...]:
        """The pairs of any of these kinds, each once."""
        wanted = {id(pair) for kind in kinds for pair in self.kinds[kind]}
        return tuple(pair for pair in self.pairs if id(pair) in wanted)

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return any(self.kinds.values())


# --- what is compared ----------------------------------------------------------------------------


def _evidence(item: Evidence) -> tuple[Any, ...]:
    return item.title, item.link, item.file


def _said(update: Update) -> tuple[Any, ...]:
    """What an update says, wherever in the files it stands."""
    return (
        update.department,
        update.date,
        update.reported_on,
        update.no_change,
        update.status,
        update.progress,
        update.held,
        tuple(sorted(update.figures.items())),
        update.note,
        tuple(map(_evidence, update.evidence)),
        update.reason,
        update.approved_by,
        update.verified_by,
        update.lamp,
        update.by,
    )


def said_anew(before: State | None, after: State | None) -> tuple[Update, ...]:
    """The updates (`no_change` among them) that `after` has and `before` had not, in order.

    One that was edited counts as new; one that only moved to another line or file does not. Given
    the other way round: what was taken back.
    """
    known = Counter(map(_said, before.standing.updates)) if before else Counter()
    found = []
    for update in after.standing.updates if after else ():
        said = _said(update)
        if known[said]:
            known[said] -= 1
        else:
            found.append(update)
    return tuple(found)


def _approved(item: Extension) -> tuple[Any, ...]:
    return item.to, item.approved_by, item.approved_on, item.reason, item.occurrence


def extensions_between(before: State | None, after: State | None) -> tuple[Extension, ...]:
    """The extensions that hold in `after` and did not in `before`, in the plan's order."""
    if after is None:
        return ()
    known = Counter(
        map(_approved, extensions_at(before.task, before.standing.as_of) if before else ())
    )
    found = []
    for item in extensions_at(after.task, after.standing.as_of):
        approved = _approved(item)
        if known[approved]:
            known[approved] -= 1
        else:
            found.append(item)
    return tuple(found)


def _deadline(state: State) -> tuple[Any, ...]:
    """The deadline as worded, the window now, and every occurrence's end now."""
    deadline, rhythm, window = state.task.deadline, state.task.rhythm, state.standing.window
    ends = tuple(
        (item.slot.label, item.slot.end, item.slot.required) for item in state.standing.occurrences
    )
    return deadline.text if deadline else None, rhythm, window.start, window.end, ends


def _lamp(state: State | None) -> Lamp | None:
    return state.verdict.lamp if state else None


def _completed(state: State | None) -> bool:
    return state is not None and state.standing.completed


def _closed(state: State | None) -> bool:
    return state is not None and state.standing.closed


def _dropped(state: State | None) -> bool:
    return state is not None and state.standing.dropped


# --- the kinds -----------------------------------------------------------------------------------

Before = State | None
After = State | None


def added(before: Before, after: After) -> bool:
    """The task did not exist before."""
    return before is None and after is not None


def removed(before: Before, after: After) -> bool:
    """The task is in the plan no more: taken out of its file, not 不再推进."""
    return before is not None and after is None


def completed(before: Before, after: After) -> bool:
    """Completed now, and was not."""
    return _completed(after) and not _completed(before)


def closed(before: Before, after: After) -> bool:
    """Closed out (已销号) now, and was not."""
    return _closed(after) and not _closed(before)


def reopened(before: Before, after: After) -> bool:
    """Was completed or dropped, and is neither now."""
    was = _completed(before) or _dropped(before)
    now = _completed(after) or _dropped(after)
    return was and after is not None and not now


def dropped(before: Before, after: After) -> bool:
    """不再推进 now, and was not."""
    return _dropped(after) and not _dropped(before)


def red(before: Before, after: After) -> bool:
    """The lamp is red, and was not (or the task is new)."""
    return _lamp(after) is Lamp.RED and _lamp(before) is not Lamp.RED


def yellow(before: Before, after: After) -> bool:
    """The lamp is yellow, and was not (or the task is new)."""
    return _lamp(after) is Lamp.YELLOW and _lamp(before) is not Lamp.YELLOW


def lamp(before: Before, after: After) -> bool:
    """The lamp of a task that was there before is another."""
    return before is not None and after is not None and _lamp(before) is not _lamp(after)


def status(before: Before, after: After) -> bool:
    """The status of a task that was there before is another."""
    return (
        before is not None
        and after is not None
        and before.standing.status is not after.standing.status
    )


def extended(before: Before, after: After) -> bool:
    """An extension holds that did not before."""
    return bool(extensions_between(before, after))


def deadline(before: Before, after: After) -> bool:
    """The deadline of a task that was there before is another: its wording, its window now, or an
    occurrence's end."""
    return before is not None and after is not None and _deadline(before) != _deadline(after)


def reported(before: Before, after: After) -> bool:
    """Something was reported (`no_change` too) that was not there before."""
    return bool(said_anew(before, after))


def withdrawn(before: Before, after: After) -> bool:
    """Something that was reported is there no more, of a task that still is."""
    return after is not None and bool(said_anew(after, before))


def reassigned(before: Before, after: After) -> bool:
    """Other units are assigned to a task that was there before, or another leads."""
    if before is None or after is None:
        return False
    units = [(state.standing.units, state.standing.lead) for state in (before, after)]
    return units[0] != units[1]


def reworded(before: Before, after: After) -> bool:
    """The text of a task that was there before, or its label, reads otherwise."""
    if before is None or after is None:
        return False
    return (before.task.text, before.task.short) != (after.task.text, after.task.short)


RULES: Mapping[ChangeKind, Callable[[Before, After], bool]] = {
    ChangeKind.ADDED: added,
    ChangeKind.REMOVED: removed,
    ChangeKind.COMPLETED: completed,
    ChangeKind.CLOSED: closed,
    ChangeKind.REOPENED: reopened,
    ChangeKind.RED: red,
    ChangeKind.YELLOW: yellow,
    ChangeKind.LAMP: lamp,
    ChangeKind.STATUS: status,
    ChangeKind.DROPPED: dropped,
    ChangeKind.EXTENDED: extended,
    ChangeKind.DEADLINE: deadline,
    ChangeKind.REPORTED: reported,
    ChangeKind.WITHDRAWN: withdrawn,
    ChangeKind.REASSIGNED: reassigned,
    ChangeKind.REWORDED: reworded,
}


def compare(before: Snapshot, after: Snapshot) -> Changes:
    """What differs between two snapshots of one plan. Of equal snapshots nothing."""
    ids = dict.fromkeys(state.task.id for state in (*after.states, *before.states))
    return Changes(
        before,
        after,
        tuple(Change(before.by_id.get(task), after.by_id.get(task)) for task in ids),
    )
