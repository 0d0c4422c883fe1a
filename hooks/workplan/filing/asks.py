"""What a department is asked for a period: its open tasks, each with what was last said of it.

The draft of a return and the workbook ask the same; nothing here is an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workplan.deadlines import Kind
from workplan.fields import Status
from workplan.model import Plan
from workplan.periods import Period, day_in
from workplan.reporting import owing_units
from workplan.status import Part
from workplan.summaries import Snapshot, State
from workplan.words import LAMP_MARKS


@dataclass(frozen=True)
class Ask:
    """A task that a department is asked about: what it says, what was last said, and the question.

    `owed` is false where the department leads the task but owes nothing on it in the period.
    """

    task: str
    short: str
    due: str
    last: str
    lamp: str
    question: str
    status: Status | None
    progress: int | None
    has_occurrences: bool
    owed: bool


def asks_of(snapshot: Snapshot, department: str, period: Period) -> tuple[Ask, ...]:
    """The tasks that a department owes or leads and that are not over, in the plan's order."""
    return tuple(_asks(snapshot, department, period))


def _asks(snapshot: Snapshot, department: str, period: Period) -> Iterator[Ask]:
    for state in snapshot.by_department.get(department, ()):
        standing, task, plan = state.standing, state.task, snapshot.plan
        part = next((part for part in standing.parts if part.unit == department), None)
        if part is None or standing.completed or standing.dropped or part.settled_on is not None:
            continue
        latest = part.reports[-1] if part.reports else None
        yield Ask(
            task.id,
            task.short,
            due_text(state, plan),
            last_said(part, plan.year) if latest else "还没有报过",
            f"{LAMP_MARKS[state.verdict.lamp]} {state.verdict.reason}",
            question_of(state, part, plan, period),
            part.status,
            part.progress,
            bool(standing.occurrences),
            department in owing_units(task, plan, period, max(snapshot.as_of, period.start)),
        )


def due_text(state: State, plan: Plan) -> str:
    """The deadline as issued, with its occurrences and, where it was moved, its current end."""
    deadline, window = state.task.deadline, state.standing.window
    if deadline is None:
        return "没有写"
    rhythm = state.task.rhythm
    text = deadline.text
    if rhythm and deadline.kind is not Kind.RECURRING:
        text += f"（{_RHYTHMS[rhythm.months]}{rhythm.times}次）"
    if window.end and window.end != window.original_end:
        text += f"（{'延' if window.original_end else '定'}到 {day_in(window.end, plan.year)}）"
    return text


_RHYTHMS = {1: "每月", 2: "每两月", 3: "每季度", 6: "每半年", 12: "每年"}


def last_said(part: Part, year: int) -> str:
    """A unit's status and percent as they stand, with the day of its last report."""
    said = [str(part.status)] if part.status else ["有报送，未写状态"]
    if part.progress is not None:
        said.append(f"{part.progress}%")
    return f"{'，'.join(said)}（{day_in(part.reports[-1].date, year)}）"


def question_of(state: State, part: Part, plan: Plan, period: Period) -> str:
    """The one thing to answer for a period; what is late is asked before what is coming."""
    window, year = state.standing.window, plan.year
    missed = [item.slot.label for item in part.occurrences if item.met is False]
    if missed:
        return f"{'、'.join(missed)}的还没有办，补办了没有？哪天办的？"
    if window.end is not None and window.end < state.standing.as_of:
        return f"时限 {day_in(window.end, year)} 已过，做完了没有？没做完的，卡在哪里？"
    running = [
        item.slot.label
        for item in part.occurrences
        if item.met is None and item.slot.start <= period.end and item.slot.judged
    ]
    if running:
        return f"{'、'.join(running)}的办了没有？办了几次，哪天办的？"
    if window.end is not None and window.end <= period.end:
        return f"{day_in(window.end, year)}到期，做完了没有？"
    if window.start is None and state.task.deadline is not None:
        return "定下日期没有？动手了没有？"
    if window.start is not None and window.start > period.end and not part.reports:
        return f"{day_in(window.start, year)}开始，还没动手的不用报"
    if part.progress is not None:
        return f"上次报 {part.progress}%，现在做到百分之几？做了什么？"
    if not part.reports:
        return "动手了没有？做了什么？"
    return f"{period.label_in(year)}做了什么？"
