"""The dates of a task at a day: its window, its occurrences, and what was held in each.

Source: design.md, rules “Current deadline” and “Occurrences”.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from workplan.deadlines import Kind
from workplan.model import Extension, Plan, Task
from workplan.periods import Period, period_of, periods_between


@dataclass(frozen=True)
class Window:
    """First and last day of a task at a day; None where there is none (yet).

    `issued_end` is the end that the window had first: as issued, or as a trigger was first dated.
    `original_end` is that of the wording alone, so a trigger has none.
    """

    start: date | None
    end: date | None
    issued_end: date | None
    original_end: date | None


@dataclass(frozen=True)
class Slot:
    """One occurrence (期次) at a day: a calendar period clipped to the window, and its end now.

    `judged` is false where it ended before the plan was issued.
    """

    label: str
    period: Period
    start: date
    end: date
    required: int
    judged: bool


@dataclass(frozen=True)
class Credit:
    """What was held for an occurrence: how often, and the day it was fulfilled, if it was."""

    held: int
    fulfilled_on: date | None


@dataclass(frozen=True)
class Occurrence:
    """An occurrence with what was held in it, seen from a day.

    `met` is None while that is open, or where an occurrence that nobody held is not judged.
    """

    slot: Slot
    credit: Credit
    met: bool | None

    @property
    def held(self) -> int:
        return self.credit.held

    @property
    def fulfilled_on(self) -> date | None:
        return self.credit.fulfilled_on

    @property
    def late(self) -> bool:
        return self.fulfilled_on is not None and self.fulfilled_on > self.slot.end

    @property
    def kind(self) -> str:
        """How it is drawn and told: met, late, missed, coming, or unjudged."""
        if self.met:
            return "late" if self.late else "met"
        if self.met is False:
            return "missed"
        return "coming" if self.slot.judged else "unjudged"


def _latest(extensions: Iterable[Extension]) -> Extension | None:
    """The extension approved last; of several on one day the last by position."""
    latest = None
    for extension in extensions:
        if latest is None or extension.approved_on >= latest.approved_on:
            latest = extension
    return latest


def extensions_at(task: Task, as_of: date) -> tuple[Extension, ...]:
    """The extensions approved by a day, in the plan's order."""
    return tuple(item for item in task.extensions if item.approved_on <= as_of)


def _not_before(start: date, added: date | None) -> date:
    return max(start, added) if added else start


def _issued_window(task: Task, plan: Plan, approved: Sequence[Extension]) -> Window:
    """The window before any deadline was moved; of a trigger, as it was first dated."""
    deadline = task.deadline
    if deadline is None:
        return Window(None, None, None, None)
    if deadline.kind is Kind.TRIGGER:
        dating = [item for item in approved if item.occurrence is None]
        if not dating:
            return Window(None, None, None, None)
        first = min(dating, key=lambda item: item.approved_on)
        start = _not_before(min(first.approved_on, first.to), task.added)
        return Window(start, first.to, first.to, None)
    start = _not_before(deadline.start or plan.first_day, task.added)
    return Window(start, deadline.end, deadline.end, deadline.end)


def slots_at(task: Task, plan: Plan, as_of: date) -> tuple[Slot, ...]:
    """The occurrences: calendar periods that overlap the window, clipped to it, as moved by then.

    A deadline that was moved moves no occurrence and makes no new one; 长期 has the plan's year.
    """
    approved = extensions_at(task, as_of)
    window = _issued_window(task, plan, approved)
    if task.rhythm is None or window.start is None:
        return ()
    last = window.issued_end or plan.last_day
    issued = plan.source.issued
    slots = []
    for period in periods_between(window.start, last, task.rhythm.months):
        label = period.label_in(plan.year)
        moved = _latest(item for item in approved if item.occurrence == label)
        end = moved.to if moved else min(period.end, last)
        judged = issued is None or end >= issued
        start = max(period.start, window.start)
        slots.append(Slot(label, period, start, end, task.rhythm.times, judged))
    return tuple(slots)


def window_at(task: Task, plan: Plan, as_of: date) -> Window:
    """The window with its current deadline.

    The latest extension of the task moves the deadline; an occurrence moved past it moves it too.
    """
    approved = extensions_at(task, as_of)
    issued = _issued_window(task, plan, approved)
    if issued.start is None or issued.end is None:
        return issued
    moved = _latest(item for item in approved if item.occurrence is None)
    end = moved.to if moved else issued.end
    labels = {item.occurrence for item in approved if item.occurrence}
    slots = slots_at(task, plan, as_of) if labels else ()  # most tasks spare it
    ends = [slot.end for slot in slots if slot.label in labels]
    return Window(issued.start, max([end, *ends]), issued.issued_end, issued.original_end)


def credits_of(slots: Sequence[Slot], held: Iterable[date]) -> tuple[Credit, ...]:
    """What each occurrence is credited with, of the days on which one was held.

    Each counts in its own period (where two overlap, in the earlier unfilled one). A surplus
    repairs the earliest missed one that is judged, never a later one; an unused surplus stays in
    its own period. Nothing is interpolated.
    """
    counts = [0] * len(slots)
    fulfilled: list[date | None] = [None] * len(slots)
    for day in sorted(held):
        own = [at for at, slot in enumerate(slots) if slot.start <= day <= slot.end]
        unfilled = [at for at in own if counts[at] < slots[at].required]
        missed = [
            at
            for at, slot in enumerate(slots)
            if slot.judged and slot.end < day and counts[at] < slot.required
        ]
        for target in (unfilled or missed or own[-1:])[:1]:
            counts[target] += 1
            if counts[target] == slots[target].required:
                fulfilled[target] = day
    return tuple(map(Credit, counts, fulfilled))


def least(units: Sequence[tuple[Credit, ...]]) -> tuple[Credit, ...]:
    """Several units' credits as one: an occurrence counts the least that a unit held."""
    return tuple(
        Credit(
            min(credit.held for credit in column),
            None
            if any(credit.fulfilled_on is None for credit in column)
            else max(credit.fulfilled_on for credit in column if credit.fulfilled_on),
        )
        for column in zip(*units, strict=True)
    )


def judge(slots: Sequence[Slot], credited: Sequence[Credit], as_of: date) -> tuple[Occurrence, ...]:
    """The occurrences as they stand at a day."""
    found = []
    for slot, credit in zip(slots, credited, strict=True):
        met: bool | None = None
        if credit.fulfilled_on is not None:
            met = True
        elif slot.judged and as_of > slot.end:
            met = False
        found.append(Occurrence(slot, credit, met))
    return tuple(found)


def held_all_on(occurrences: Sequence[Occurrence]) -> date | None:
    """The day the last needed occurrence was held; None while one is missing or none is judged."""
    needed = [item for item in occurrences if item.slot.judged]
    if not needed or any(item.met is not True for item in needed):
        return None
    return max(item.fulfilled_on for item in needed if item.fulfilled_on)


def shown_repairs(occurrences: Sequence[Occurrence], as_of: date) -> list[Occurrence]:
    """The occurrences repaired late, each until the calendar period ends that it was held in."""
    return [
        item
        for item in occurrences
        if item.late
        and item.fulfilled_on
        and as_of <= period_of(item.fulfilled_on, item.slot.period.months).end
    ]
