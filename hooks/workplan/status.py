"""Where a task stands at a day: who speaks for it, what they say, and whether it is completed.

Source: design.md, rules “What exists at D”, “Who speaks” and “Completion”.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workplan.fields import Status
from workplan.model import Plan, Task, Update
from workplan.windows import (
    Occurrence,
    Slot,
    Window,
    credits_of,
    held_all_on,
    judge,
    least,
    slots_at,
    window_at,
)

COMPLETING = (Status.DONE, Status.CLOSED)
# How far along a status is; 进行中 and 已调整 rank equal.
_RANK = {
    None: 0,
    Status.NOT_STARTED: 1,
    Status.IN_PROGRESS: 2,
    Status.ADJUSTED: 2,
    Status.DONE: 3,
    Status.CLOSED: 4,
    Status.DROPPED: 5,
}


def updates_at(task: Task, plan: Plan, as_of: date) -> tuple[Update, ...]:
    """What exists at a day: dated by then, and reported by then plus `report_days`.

    So a month's bulletin closes that many days after the month, and reads the same ever after.
    `no_change` entries are among them.
    """
    if task.added and task.added > as_of:
        return ()
    last_report = as_of + timedelta(days=plan.rules.report_days)
    return tuple(
        update
        for update in plan.updates.get(task.id, ())
        if update.date <= as_of and update.reported_on <= last_report
    )


@dataclass(frozen=True)
class Part:
    """What one unit says of a task: the fold of its own updates, and its occurrences.

    `completed_on` starts the unbroken run in which its part is completed, `settled_on` the run in
    which it is completed or dropped; None while it is not.
    """

    unit: str
    status: Status | None
    progress: int | None
    progress_on: date | None
    completed_on: date | None
    settled_on: date | None
    occurrences: tuple[Occurrence, ...]
    reports: tuple[Update, ...]

    @property
    def dropped(self) -> bool:
        """Dropped, unless its occurrences had completed it: no status undoes those."""
        return self.status is Status.DROPPED and self.completed_on is None


def said_by(task: Task, unit: str, updates: Iterable[Update], as_of: date) -> tuple[Update, ...]:
    """A unit's updates, with those of the units that handed the task to it."""
    slots = [slot for slot in task.issued_units if task.holder(slot, as_of) == unit]
    return tuple(
        update
        for update in updates
        if any(task.holder(slot, update.date) == update.department for slot in slots)
    )


def lead_said(task: Task, updates: Iterable[Update]) -> tuple[Update, ...]:
    """The updates of whoever led the task on their day."""
    return tuple(update for update in updates if update.department == task.lead_at(update.date))


def part_of(
    task: Task, unit: str, reports: tuple[Update, ...], slots: Sequence[Slot], as_of: date
) -> Part:
    """One unit's part, from its own reports in order.

    An omitted status or progress stands as it was. Where `due` itself is the recurrence only the
    occurrences complete it and no status undoes that; with `repeat` both are needed.
    """
    status: Status | None = None
    progress: int | None = None
    progress_on = said_done_on = None
    told: list[tuple[date, Status | None]] = [(date.min, None)]
    for update in reports:
        if update.progress is not None:
            progress, progress_on = update.progress, update.date
        # Where all speak, a close-out is about the task, not about the part of who files it.
        if update.status is None or (task.joint and update.status is Status.CLOSED):
            continue
        status = update.status
        said_done_on = (said_done_on or update.date) if status in COMPLETING else None
        told.append((update.date, status))
    held = (day for update in reports for day in update.held if day <= as_of)
    occurrences = judge(slots, credits_of(slots, held), as_of)
    completed_on = completion_day(task, status, said_done_on, occurrences)
    settled_on = settled_day(task, told, occurrences)
    return Part(unit, status, progress, progress_on, completed_on, settled_on, occurrences, reports)


def completion_day(
    task: Task,
    status: Status | None,
    said_done_on: date | None,
    occurrences: Sequence[Occurrence],
) -> date | None:
    """The day that starts the latest unbroken run of completion; None while not completed."""
    judged = any(item.slot.judged for item in occurrences)
    held_on = held_all_on(occurrences)
    if judged and task.by_occurrences_alone:
        return held_on
    if status is Status.DROPPED:
        return None
    if not judged:
        return said_done_on
    return max(said_done_on, held_on) if said_done_on and held_on else None


def settled_day(
    task: Task, told: Sequence[tuple[date, Status | None]], occurrences: Sequence[Occurrence]
) -> date | None:
    """The day that starts the latest unbroken run in which a part is completed or dropped.

    `told` are its statuses in order, each with the day from which it stands.
    """
    since: date | None = None
    ends: list[date | None] = [start for start, _ in told[1:]]
    for (start, status), end in zip(told, [*ends, None], strict=True):
        said_on = start if status in COMPLETING else None
        day = completion_day(task, status, said_on, occurrences)
        if status is Status.DROPPED and (day is None or day > start):
            day = start
        if day is None or (end is not None and day > end):
            since = None
        else:
            since = day if since is None or day > start else since
    return since


@dataclass(frozen=True)
class Standing:
    """Where a task stands at a day, before any lamp.

    `status` is as entered, 已销号 while a close-out stands. `percent` is judged against time only
    where `judged_percent_on` gives its day (a share of units is not). `parts` are the units that
    speak: the lead alone, or all.
    """

    task: Task
    as_of: date
    units: tuple[str, ...]
    lead: str | None
    window: Window
    occurrences: tuple[Occurrence, ...]
    updates: tuple[Update, ...]
    parts: tuple[Part, ...]
    status: Status | None
    percent: int | None
    judged_percent_on: date | None
    share: tuple[int, int] | None
    completed_on: date | None
    closed_by: Update | None

    @property
    def dropped(self) -> bool:
        return bool(self.parts) and all(part.dropped for part in self.parts)

    @property
    def completed(self) -> bool:
        return self.completed_on is not None

    @property
    def closed(self) -> bool:
        return self.closed_by is not None

    @property
    def news(self) -> tuple[Update, ...]:
        """The updates that say something new, `no_change` apart."""
        return tuple(update for update in self.updates if not update.no_change)

    @property
    def reports(self) -> tuple[Update, ...]:
        """What counts as reported: the speaking units' entries, in order."""
        found = (report for part in self.parts for report in part.reports)
        return tuple(sorted(found, key=lambda report: report.order))


def _joint_status(parts: Sequence[Part]) -> Status | None:
    """The least advanced unit's status; of equals the first-named's."""
    if not parts:
        return None
    return min(parts, key=lambda part: _RANK[part.status]).status


def _joint_completion(parts: Sequence[Part]) -> date | None:
    """The day from which every unit was completed or dropped, unless all are dropped."""
    if not parts or all(part.dropped for part in parts):
        return None
    if len(parts) == 1:
        return parts[0].completed_on
    settled = [part.settled_on for part in parts]
    return None if None in settled else max(day for day in settled if day)


def _close_out(
    updates: Iterable[Update], speaking: Iterable[Update], completed_on: date | None
) -> Update | None:
    """The close-out that stands: filed by any department, until a speaking unit reopens the task."""
    if completed_on is None:
        return None
    speakers = set(map(id, speaking))
    standing: Update | None = None
    for update in updates:
        if update.status is Status.CLOSED:
            standing = update
        elif update.status not in (None, *COMPLETING) and id(update) in speakers:
            standing = None
    return standing


def _parts_of(
    task: Task, updates: tuple[Update, ...], slots: Sequence[Slot], as_of: date
) -> tuple[Part, ...]:
    """The units that speak: all of them, or the lead alone, or nobody."""
    if task.joint:
        return tuple(
            part_of(task, unit, said_by(task, unit, updates, as_of), slots, as_of)
            for unit in task.units_at(as_of)
        )
    lead = task.lead_at(as_of)
    return (part_of(task, lead, lead_said(task, updates), slots, as_of),) if lead else ()


@dataclass(frozen=True)
class _Progress:
    """A task's percent; the day to judge it on, or the share of units that it was made of."""

    percent: int | None
    judged_on: date | None = None
    share: tuple[int, int] | None = None


def _progress_of(parts: Sequence[Part], active: Sequence[Part]) -> _Progress:
    """The one active unit's percent; of several the share that completed theirs."""
    if len(active) == 1:
        return _Progress(active[0].progress, active[0].progress_on)
    if active:
        completed = sum(part.completed_on is not None for part in active)
        return _Progress(round(100 * completed / len(active)), None, (completed, len(active)))
    return _Progress(parts[0].progress if len(parts) == 1 else None)


def standing_of(
    task: Task, plan: Plan, as_of: date, updates: tuple[Update, ...] | None = None
) -> Standing:
    """Where a task stands at a day; `updates` (default: what exists then) may be a part of them."""
    if updates is None:
        updates = updates_at(task, plan, as_of)
    slots = slots_at(task, plan, as_of)
    parts = _parts_of(task, updates, slots, as_of)
    active = [part for part in parts if not part.dropped]
    progress = _progress_of(parts, active)
    completed_on = _joint_completion(parts)
    spoken = [report for part in parts for report in part.reports]
    close_out = _close_out(updates, spoken, completed_on)
    status = _joint_status(active) if active else Status.DROPPED if parts else None
    if close_out:
        status = Status.CLOSED
    elif status is Status.CLOSED:
        status = Status.DONE
    units_held = [tuple(item.credit for item in part.occurrences) for part in active or parts]
    occurrences = judge(slots, least(units_held) if units_held else credits_of(slots, ()), as_of)
    return Standing(
        task,
        as_of,
        task.units_at(as_of),
        task.lead_at(as_of),
        window_at(task, plan, as_of),
        occurrences,
        updates,
        parts,
        status,
        progress.percent,
        progress.judged_on,
        progress.share,
        completed_on,
        close_out,
    )
