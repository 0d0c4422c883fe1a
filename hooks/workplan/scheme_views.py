"""A scheme as its plan page prints it: text, stages with their days, activities with their points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workplan.charts import Axis, Band, bands_of
from workplan.model import Activity, Contact, Event, Plan, Point, Scheme, Stage
from workplan.rows import TaskLine, iso

NOT_STATED = "日期未载明"


@dataclass(frozen=True)
class StageView:
    """A stage: its wording, its days in pieces that no line parts, and whether it goes on now."""

    title: str
    text: str
    wording: str
    days: tuple[str, ...]
    now: bool
    band: Band | None

    @property
    def spoken(self) -> str:
        """The stage in words, for those who don't see its band."""
        return f"{self.title}：{self.wording}，{''.join(self.days)}"


@dataclass(frozen=True)
class EventView:
    name: str
    days: tuple[str, ...]
    known_from: str


@dataclass(frozen=True)
class PointView:
    """A point; `lines` are its dated steps, one line where it is a task itself."""

    id: str
    number: str
    text: str
    named: str
    lines: tuple[TaskLine, ...]
    steps: bool


@dataclass(frozen=True)
class ActivityView:
    """Who leads an activity, and its points; `named` of a point only where that differs."""

    named: str
    points: tuple[PointView, ...]


@dataclass(frozen=True)
class SchemeView:
    preamble: str
    stages: tuple[StageView, ...]
    events: tuple[EventView, ...]
    activities: tuple[ActivityView, ...]
    requirements: tuple[str, ...]
    contacts: tuple[Contact, ...]


def _span_in_words(start: date | None, end: date | None) -> tuple[str, ...]:
    """The days of a stage; an end that is not known is said to be so."""
    if start and end:
        return (f"{iso(start)} 至 ", iso(end)) if start != end else (iso(start),)
    if start:
        return f"{iso(start)} 起，", "止期未载明"
    if end:
        return "起期未载明，", f"至 {iso(end)}"
    return (NOT_STATED,)


def stage_views(scheme: Scheme | None, axis: Axis) -> tuple[StageView, ...]:
    """The stages of a scheme; none of another plan."""
    stages = scheme.stages if scheme else ()
    bands = bands_of(stages, axis)
    return tuple(_stage(stage, axis.as_of, band) for stage, band in zip(stages, bands, strict=True))


def _stage(stage: Stage, as_of: date, band: Band | None) -> StageView:
    # A bound that the plan leaves out is open for good; one that names an undated event isn't known.
    begun = stage.start is not None and stage.start <= as_of
    going_on = stage.to is None or (stage.end is not None and as_of <= stage.end)
    return StageView(
        stage.title,
        stage.text or "",
        stage.wording,
        _span_in_words(stage.start, stage.end),
        begun and going_on,
        band,
    )


def _event(event: Event) -> EventView:
    days = _span_in_words(event.first, event.last)
    return EventView(event.name, days, event.known_from or "")


def activity_view(activity: Activity, lines: Mapping[str, TaskLine]) -> ActivityView:
    """An activity with its points; tasks that don't exist yet at the day are left out."""
    named = "、".join(item.name for item in activity.named)

    def view(point: Point) -> PointView:
        own = "、".join(item.name for item in point.named)
        return PointView(
            point.id,
            point.number,
            point.text,
            own if own != named else "",
            tuple(lines[task] for task in point.tasks if task in lines),
            point.tasks not in ((), (point.id,)),
        )

    return ActivityView(named, tuple(map(view, activity.points)))


def scheme_view(plan: Plan, lines: Mapping[str, TaskLine], axis: Axis) -> SchemeView | None:
    """What a scheme's page prints beside what every plan's does; None where the plan is none."""
    scheme = plan.scheme
    if scheme is None:
        return None
    return SchemeView(
        scheme.preamble or "",
        stage_views(scheme, axis),
        tuple(map(_event, scheme.events)),
        tuple(activity_view(activity, lines) for activity in scheme.activities),
        scheme.requirements,
        plan.contacts if plan.publish_contacts else (),
    )


def point_of(plan: Plan, task: str) -> tuple[str, str] | None:
    """The label and the whole text of the point whose step a task is; None where it is none."""
    for activity in plan.scheme.activities if plan.scheme else ():
        for point in activity.points:
            if task in point.tasks and task != point.id:
                return point.id, point.text
    return None
