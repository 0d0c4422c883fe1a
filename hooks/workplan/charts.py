"""The year as geometry: where a day lies on a timeline, and what is drawn in a task's row.

Positions are percent of the axis' width, so that a row needs no script and scales with the page.
A day takes room: its start is where it begins, its end where the next one does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workplan.lamps import Lamp
from workplan.model import ONE_DAY, Plan
from workplan.periods import month_end, periods_between
from workplan.summaries import State
from workplan.words import day_in

# A deadline further out than this many years after the plan's is drawn at the edge.
_YEARS_AFTER = 1


@dataclass(frozen=True)
class Tick:
    """A labelled span of the axis: a month or a quarter."""

    label: str
    left: float
    width: float


@dataclass(frozen=True)
class Axis:
    """The days that a timeline shows, first and last included."""

    first: date
    last: date
    as_of: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def at(self, day: date) -> float:
        """Where a day begins; a day off the axis is held to its edge."""
        return round(100 * min(max((day - self.first).days, 0), self.days) / self.days, 3)

    def after(self, day: date) -> float:
        """Where a day ends."""
        return self.at(day + ONE_DAY)

    def middle(self, day: date) -> float:
        return round((self.at(day) + self.after(day)) / 2, 3)

    def ticks(self, months: int) -> tuple[Tick, ...]:
        """The calendar periods of so many months along the axis."""
        return tuple(
            Tick(
                period.label_in(self.first.year),
                self.at(period.start),
                round(self.after(period.end) - self.at(period.start), 3),
            )
            for period in periods_between(self.first, self.last, months)
        )

    @property
    def now(self) -> float | None:
        """Where the as-of day is, if the axis holds it."""
        return self.middle(self.as_of) if self.first <= self.as_of <= self.last else None

    @property
    def grid(self) -> str:
        """The month lines as a CSS background, once for a whole table."""
        return ", ".join(
            f"linear-gradient(var(--wp-grid) 0 0) {tick.left}% 0/1px 100% no-repeat"
            for tick in self.ticks(1)[1:]
        )


def axis_of(plan: Plan, states: Iterable[State], as_of: date) -> Axis:
    """The plan's year, longer where a deadline lies after it."""
    ends = [state.standing.window.end for state in states]
    latest = max((end for end in ends if end), default=plan.last_day)
    limit = date(plan.year + _YEARS_AFTER, 12, 31)
    last = max(plan.last_day, min(latest, limit))
    return Axis(plan.first_day, month_end(last.year, last.month), as_of)


@dataclass(frozen=True)
class Span:
    left: float
    width: float


@dataclass(frozen=True)
class Mark:
    """A mark at a spot: its kind names the symbol, its title is the text alternative."""

    kind: str
    at: float
    title: str


@dataclass(frozen=True)
class Bar:
    """What is drawn in one task's row. `window` is None for a trigger without a date."""

    lamp: Lamp
    window: Span | None
    done: Span | None
    marks: tuple[Mark, ...]
    description: str


def _span(axis: Axis, start: date, end: date) -> Span | None:
    left, right = axis.at(start), axis.after(end)
    return Span(left, round(right - left, 3)) if right > left else None


_OCCURRENCES = {
    ("met", False): ("met", "已完成"),
    ("met", True): ("late", "逾期补上"),
    ("missed", False): ("missed", "未完成"),
    ("coming", False): ("coming", "待完成"),
    ("unjudged", False): ("unjudged", "印发前，不评定"),
}


def bar_of(state: State, plan: Plan, axis: Axis) -> Bar:
    """A task's row: its window, what is done of it, occurrences, updates, deadlines."""
    standing, window = state.standing, state.standing.window
    year = plan.year
    marks: list[Mark] = []
    said = []
    span = done = None
    if window.start is not None:
        span = _span(axis, window.start, window.end or axis.last)
        reached = standing.completed_on or standing.as_of
        if standing.completed or standing.percent:
            share = 100 if standing.completed else standing.percent or 0
            if span and standing.completed:
                done = _span(axis, min(window.start, reached), reached)
            elif span:
                done = Span(span.left, round(span.width * share / 100, 3))
    for occurrence in standing.occurrences:
        if not occurrence.slot.judged and occurrence.met is None:
            state_ = "unjudged"
        else:
            state_ = {True: "met", False: "missed", None: "coming"}[occurrence.met]
        kind, words = _OCCURRENCES[state_, state_ == "met" and occurrence.late]
        title = f"{occurrence.slot.label}：{words}"
        marks.append(
            Mark(kind, axis.middle(_middle(occurrence.slot.start, occurrence.slot.end)), title)
        )
        said.append(title)
    for update in standing.updates:
        if not update.no_change and axis.first <= update.date <= axis.last:
            title = f"{day_in(update.date, year)} {plan.short_name(update.department)}报送"
            marks.append(Mark("update", axis.middle(update.date), title))
    if window.original_end and window.end != window.original_end:
        marks.append(
            Mark(
                "first",
                axis.after(window.original_end),
                f"原时限 {day_in(window.original_end, year)}",
            )
        )
    if window.end is not None:
        marks.append(Mark("end", axis.after(window.end), f"完成时限 {day_in(window.end, year)}"))
    return Bar(
        state.verdict.lamp, span, done, tuple(marks), "；".join(_described(state, year, said))
    )


def _middle(start: date, end: date) -> date:
    return start + (end - start) / 2


def _described(state: State, year: int, said: list[str]) -> list[str]:
    window = state.standing.window
    if window.start is None:
        dates = "没有日期"
    elif window.end is None:
        dates = f"{day_in(window.start, year)}起，长期"
    else:
        dates = f"{day_in(window.start, year)}至{day_in(window.end, year)}"
    moved = window.original_end is not None and window.original_end != window.end
    first = [f"原时限 {day_in(window.original_end, year)}"] if moved and window.original_end else []
    updates = sum(not update.no_change for update in state.standing.updates)
    return [dates, *first, *said, f"{updates} 条进展" if updates else "没有进展"]
