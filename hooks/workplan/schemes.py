"""A scheme read into the model beside its tasks: its text, events, stages, activities and points.

A stage is bounded by events. An end whose event has no date stays open: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from workplan.fields import folded
from workplan.files import AreaShape, PlanFile, PointShape, StageShape
from workplan.model import Activity, Event, Point, Scheme, Stage, Task
from workplan.problems import Problem, did_you_mean
from workplan.source import Document, Path_
from workplan.tasks import TaskReader, is_text

# What only a scheme has, of a plan and of an area.
_OF_A_SCHEME = ("preamble", "events", "stages", "requirements")
_AFTER = ("结束", "闭幕", "之后", "以后")
_AROUND = "前后"


def event_meant(wording: str, events: Iterable[Event]) -> Event | None:
    """The event that a wording names: of the names and aliases in it the longest."""
    bare = folded(wording)
    found = [
        (len(folded(name)), event)
        for event in events
        for name in (event.name, *event.aliases)
        if folded(name) in bare
    ]
    return max(found, key=lambda item: item[0], default=(0, None))[1]


def bound_of(wording: str, event: Event, *, closing: bool) -> date | None:
    """The day that a wording of a stage's bound means; None where the event has no date.

    结束, 闭幕, 之后, 以后: the event's last day. 前后: its first for a beginning, its last for an
    end. Any other: its first day.
    """
    if any(word in wording for word in _AFTER) or (closing and _AROUND in wording):
        return event.last
    return event.first


class SchemeReader:
    """Reads what a scheme has beside tasks; `reader` has read these."""

    def __init__(self, document: Document, shape: PlanFile, reader: TaskReader) -> None:
        self.document, self.shape, self.reader = document, shape, reader
        self.problems: list[Problem] = []

    def scheme(self, tasks: Iterable[Task], *, events_whole: bool) -> Scheme | None:
        """The scheme; None where the plan is none. `events_whole`: no event was left out."""
        shape = self.shape
        if shape.kind != "scheme":
            self.problems += self.not_asked()
            return None
        events = tuple(
            Event(
                item.name, tuple(item.aliases), item.from_, item.to or item.from_, item.known_from
            )
            for item in shape.events
        )
        known = {task.id for task in tasks}
        return Scheme(
            shape.preamble,
            events,
            tuple(
                self.stage(item, ("stages", at), events, events_whole)
                for at, item in enumerate(shape.stages)
            ),
            tuple(self.activity(area, ("areas", at), known) for at, area in enumerate(shape.areas)),
            tuple(shape.requirements),
        )

    def not_asked(self) -> Iterator[Problem]:
        """What only a scheme has, in another kind of plan."""
        given: list[Path_] = [(key,) for key in _OF_A_SCHEME if getattr(self.shape, key)]
        given += [
            ("areas", at, "points") for at, area in enumerate(self.shape.areas) if area.points
        ]
        for loc in given:
            place = self.document.place(loc, of_key=True)
            message = f"“{loc[-1]}” 只在实施方案（kind: scheme）里写"
            yield Problem("key-unasked", place, message, hint="检查 kind")

    def stage(
        self, shape: StageShape, loc: Path_, events: tuple[Event, ...], events_whole: bool
    ) -> Stage:
        days: dict[str, date | None] = {"from": None, "to": None}
        for key, wording in (("from", shape.from_), ("to", shape.to)):
            if wording is None:
                continue
            event = event_meant(wording, events)
            if event is not None:
                days[key] = bound_of(wording, event, closing=key == "to")
            elif events_whole:
                names = tuple(event.name for event in events)
                message = f"“{wording}” 里没有 events 中的事"
                hint = (
                    did_you_mean(wording, names)
                    or "先在 events 里写上这件事，不知道日期的只写 name"
                )
                place = self.document.place((*loc, key))
                self.problems.append(Problem("event-unknown", place, message, names, hint))
        start, end = days["from"], days["to"]
        if start and end and start > end:
            message = f"阶段从 {start} 起，却到 {end} 止"
            place = self.document.place((*loc, "to"))
            self.problems.append(
                Problem("deadline-backwards", place, message, hint="检查 events 的日期")
            )
        return Stage(shape.title, shape.text, shape.from_, shape.to, start, end)

    def activity(self, shape: AreaShape, loc: Path_, known: set[str]) -> Activity:
        units = self.reader.units_above.get(loc)
        points = (
            self.point(point, (*loc, "points", index), known)
            for index, point in enumerate(shape.points)
        )
        return Activity(units.named if units else (), tuple(points))

    def point(self, shape: PointShape, loc: Path_, known: set[str]) -> Point:
        units = self.reader.units_above.get(loc)
        ids = [step.id for step in shape.steps] if is_text(shape) else [shape.id]
        if shape.steps and (shape.due or shape.repeat):
            key = "due" if shape.due else "repeat"
            place = self.document.place((*loc, key), of_key=True)
            message = f"要点 {shape.id} 分了几步（steps），{key} 写在每一步里"
            self.problems.append(Problem("key-unasked", place, message))
        named = units.named if units else ()
        return Point(shape.id, shape.text, named, tuple(id_ for id_ in ids if id_ in known))
