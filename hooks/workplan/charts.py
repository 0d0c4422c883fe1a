"""The year as geometry: where a day lies on a timeline, and what is drawn in a task's row.

Positions are percent of the axis' width, so that a row needs no script and scales with the page.
A day takes room: its start is where it begins, its end where the next one does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from workplan.lamps import LAMP_NAMES, Lamp
from workplan.model import ONE_DAY, Plan, Stage
from workplan.periods import day_in, month_end, periods_between
from workplan.summaries import State, Totals
from workplan.windows import Occurrence
from workplan.words import LAMP_MARKS, occurrence_words, percent

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

    @cached_property
    def months(self) -> tuple[Tick, ...]:
        return self.ticks(1)

    @cached_property
    def quarters(self) -> tuple[Tick, ...]:
        return self.ticks(3)

    @cached_property
    def now(self) -> float | None:
        """Where the as-of day is, if the axis holds it."""
        return self.middle(self.as_of) if self.first <= self.as_of <= self.last else None

    @cached_property
    def grid(self) -> str:
        """The month lines as a CSS background, once for a whole table."""
        return ", ".join(
            f"linear-gradient(var(--wp-grid) 0 0) {tick.left}% 0/1px 100% no-repeat"
            for tick in self.months[1:]
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
    """What is drawn in one task's row; without a window, why there is none."""

    lamp: Lamp
    window: Span | None
    done: Span | None
    marks: tuple[Mark, ...]
    description: str
    undated: str


def _span(axis: Axis, start: date, end: date) -> Span | None:
    left, right = axis.at(start), axis.after(end)
    return Span(left, round(right - left, 3)) if right > left else None


@dataclass(frozen=True)
class Band:
    """A stage on the axis; an end that is not known is open, and fades out."""

    span: Span
    open_left: bool
    open_right: bool

    @property
    def fade(self) -> str:
        """How it is drawn: faded at the left, the right, both ends, or none."""
        return {(True, True): "both", (True, False): "left", (False, True): "right"}.get(
            (self.open_left, self.open_right), "none"
        )


def bands_of(stages: Sequence[Stage], axis: Axis) -> tuple[Band | None, ...]:
    """The stages' bands; None where one lies off the axis.

    An open end reaches as far as the nearest day that is known of an earlier or a later stage,
    else to the axis' edge.
    """
    found = []
    for at, stage in enumerate(stages):
        before = [day for other in stages[:at] for day in (other.start, other.end) if day]
        after = [day for other in stages[at + 1 :] for day in (other.start, other.end) if day]
        left = stage.start or max(
            [day for day in before if day <= (stage.end or day)], default=axis.first
        )
        right = stage.end or min([day for day in after if day >= left], default=axis.last)
        span = _span(axis, left, right)
        found.append(Band(span, stage.start is None, stage.end is None) if span else None)
    return tuple(found)


def bar_of(state: State, plan: Plan, axis: Axis) -> Bar:
    """A task's row: its window, what is done of it, occurrences, updates, deadlines."""
    window = state.standing.window
    span = done = None
    if window.start is not None:
        span = _span(axis, window.start, window.end or axis.last)
        done = _done(state, axis, span, window.start) if span else None
    marks = (
        *_occurrence_marks(state, axis),
        *_update_marks(state, plan, axis),
        *_deadline_marks(state, plan, axis),
    )
    undated = "" if span else "待定" if state.task.deadline else "没有时限"
    return Bar(
        state.verdict.lamp, span, done, marks, _description(state, plan.year, axis.as_of), undated
    )


def _done(state: State, axis: Axis, span: Span, start: date) -> Span | None:
    """How far the task is: up to the day of its completion, or its percent of the window."""
    standing = state.standing
    if standing.completed_on is not None:
        return _span(axis, min(start, standing.completed_on), standing.completed_on)
    if standing.percent:
        return Span(span.left, round(span.width * standing.percent / 100, 3))
    return None


def _told(occurrence: Occurrence, as_of: date) -> str:
    return f"{occurrence.slot.label}：{occurrence_words(occurrence, as_of)}"


def _occurrence_marks(state: State, axis: Axis) -> Iterator[Mark]:
    for item in state.standing.occurrences:
        middle = item.slot.start + (item.slot.end - item.slot.start) / 2
        yield Mark(item.kind, axis.middle(middle), _told(item, axis.as_of))


def _update_marks(state: State, plan: Plan, axis: Axis) -> Iterator[Mark]:
    for update in state.standing.news:
        if axis.first <= update.date <= axis.last:
            day, name = day_in(update.date, plan.year), plan.short_name(update.department)
            yield Mark("update", axis.middle(update.date), f"{day} {name}报送")


def _first_deadline(state: State, year: int) -> str:
    """The original deadline in words, where it was moved."""
    window = state.standing.window
    if window.original_end is None or window.original_end == window.end:
        return ""
    return f"原时限 {day_in(window.original_end, year)}"


def _deadline_marks(state: State, plan: Plan, axis: Axis) -> Iterator[Mark]:
    window = state.standing.window
    first = _first_deadline(state, plan.year)
    if first and window.original_end is not None:
        yield Mark("first", axis.after(window.original_end), first)
    if window.end is not None:
        title = f"完成时限 {day_in(window.end, plan.year)}"
        yield Mark("end", axis.after(window.end), title)


def _description(state: State, year: int, as_of: date) -> str:
    """The row in words, for those who don't see it."""
    standing, window = state.standing, state.standing.window
    if window.start is None:
        dates = "没有日期"
    elif window.end is None:
        dates = f"{day_in(window.start, year)}起，长期"
    else:
        dates = f"{day_in(window.start, year)}至{day_in(window.end, year)}"
    updates = f"{len(standing.news)} 条进展" if standing.news else "没有进展"
    occurrences = (_told(item, as_of) for item in standing.occurrences)
    parts = [dates, _first_deadline(state, year), *occurrences, updates]
    return "；".join(part for part in parts if part)


# --- the trend: lamps and 完成率 by month ---------------------------------------------------------

# Pixels: the line of 完成率, then the columns; a column's label needs so much room.
RATE_HEIGHT, COLUMN_HEIGHT, LABEL_ROOM = 46, 140, 13
# What is late is told above its column, a line a lamp, however little of the column it is.
_TOLD_ABOVE, _LINE = (Lamp.YELLOW, Lamp.RED), 13
RATE_TOP = 18
# A few months don't become posts: as many columns as this have room at least.
_LEAST_SLOTS = 6
_COLUMN_SHARE = 0.62


@dataclass(frozen=True)
class TrendPart:
    """One lamp's part of a column, from `top` (pixels); its label, where there is room, at `middle`."""

    lamp: Lamp
    top: float
    height: float
    middle: float
    label: str


@dataclass(frozen=True)
class TrendPoint:
    """A day of the trend: `left`, `middle` and `width` in percent, `rate_top` in pixels."""

    label: str
    left: float
    width: float
    middle: float
    parts: tuple[TrendPart, ...]
    above: tuple[TrendPart, ...]
    rate: str
    rate_top: float | None
    rate_label_top: float | None


@dataclass(frozen=True)
class Stroke:
    """A piece of the line: from and to, in percent across and pixels down."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Trend:
    """How lamps and 完成率 went; described in words for those who don't see it."""

    points: tuple[TrendPoint, ...]
    line: tuple[Stroke, ...]
    right: float
    """Where the last point's room ends, in percent."""
    description: str
    now: str
    top: int = RATE_TOP
    bottom: int = RATE_TOP + RATE_HEIGHT
    height: int = RATE_TOP + RATE_HEIGHT + COLUMN_HEIGHT + 22

    @property
    def many(self) -> bool:
        """Whether a phone has no room for labels within the columns."""
        return len(self.points) > _LEAST_SLOTS

    @property
    def label_at(self) -> int:
        """Where the labels of the days stand."""
        return self.height - 6


def trend_of(days: Sequence[date], totals: Sequence[Totals], year: int) -> Trend | None:
    """The trend over some days; None where there are fewer than two, or nothing to show."""
    if len(days) < 2 or not any(item.tasks for item in totals):
        return None
    slot = 100 / max(len(days), _LEAST_SLOTS)
    most = max(item.tasks for item in totals)
    points = tuple(
        _trend_point(day, item, at * slot, slot, most, year)
        for at, (day, item) in enumerate(zip(days, totals, strict=True))
    )
    known = [point for point in points if point.rate_top is not None]
    line = tuple(
        Stroke(one.middle, one.rate_top or 0, two.middle, two.rate_top or 0)
        for one, two in pairwise(known)
    )
    told = (_told_at(day, item, year) for day, item in zip(days, totals, strict=True))
    now = _day_label(days[-1], year)
    right = round(len(days) * slot, 3)
    return Trend(points, line, right, "；".join(told), "" if now.endswith("末") else now)


def _day_label(day: date, year: int) -> str:
    ends = day == month_end(day.year, day.month)
    return f"{day.month}月末" if ends and day.year == year else day_in(day, year)


def _mark_of(day: date, year: int) -> str:
    """A day below its column: the month whose end it is, or 现在."""
    return f"{day.month}月" if _day_label(day, year).endswith("末") else "现在"


def _told_at(day: date, totals: Totals, year: int) -> str:
    lamps = "、".join(
        f"{LAMP_NAMES[lamp]} {totals.lamps[lamp]}" for lamp in Lamp if totals.lamps[lamp]
    )
    return f"{_day_label(day, year)}：完成率 {percent(totals.completion)}，{lamps or '没有任务'}"


def _trend_point(
    day: date, totals: Totals, left: float, slot: float, most: int, year: int
) -> TrendPoint:
    """Columns stand on what is done; what is late or silent is on top, where the eye begins."""
    parts: list[TrendPart] = []
    above: list[TrendPart] = []
    bottom = float(RATE_TOP + RATE_HEIGHT + COLUMN_HEIGHT)
    room = COLUMN_HEIGHT - 2 * _LINE - 4
    for lamp in (Lamp.DONE, Lamp.GREEN, Lamp.GREY, Lamp.YELLOW, Lamp.RED):
        count = totals.lamps[lamp]
        if not count:
            continue
        height = round(room * count / most, 2)
        bottom = round(bottom - height, 2)
        label = f"{LAMP_MARKS[lamp]} {count}"
        shown = label if height >= LABEL_ROOM and lamp not in _TOLD_ABOVE else ""
        middle = round(bottom + height / 2 + 4, 2)
        parts.append(TrendPart(lamp, bottom, height, middle, shown))
        if lamp in _TOLD_ABOVE:
            above.append(TrendPart(lamp, bottom, height, 0, label))
    told = tuple(
        replace(part, middle=round(bottom - 4 - _LINE * at, 2)) for at, part in enumerate(above)
    )
    share = totals.completion.value
    top = None if share is None else round(RATE_TOP + (RATE_HEIGHT - 8) * (1 - share), 2)
    width = round(slot * _COLUMN_SHARE, 3)
    return TrendPoint(
        _mark_of(day, year),
        round(left + (slot - width) / 2, 3),
        width,
        round(left + slot / 2, 3),
        tuple(parts),
        told,
        percent(totals.completion),
        top,
        None if top is None else round(top - 7, 2),
    )
