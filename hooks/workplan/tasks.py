"""The tasks of a plan file read into the model: departments, deadlines, extensions, handovers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workplan.deadlines import (
    FORMS,
    RHYTHM_FORMS,
    Deadline,
    DeadlineError,
    Kind,
    Rhythm,
    parse_deadline,
    parse_rhythm,
)
from workplan.fields import folded, quotes_hint, stop_hint
from workplan.files import DueShape, PlanFile, PointShape, TaskShape
from workplan.model import Extension, Handover, Named, Reference, Task
from workplan.names import Names
from workplan.problems import Place, Problem, stops
from workplan.source import Document, Path_

_LABEL_LENGTH = 18


def label_of(text: str) -> str:
    """A label made from a task's text: its first clause, cut at a readable length."""
    clause = re.split(r"[，。；：,;:]", text, maxsplit=1)[0]
    return clause if len(clause) <= _LABEL_LENGTH else clause[: _LABEL_LENGTH - 1] + "…"


@dataclass(frozen=True)
class Units:
    """The departments of a task, an activity or a point; not `sure` where a name is not known."""

    named: tuple[Named, ...]
    sure: bool


def is_text(shape: TaskShape) -> bool:
    """Whether it is a point that is no task itself: without deadline, or done in dated steps."""
    if not isinstance(shape, PointShape):
        return False
    return bool(shape.steps) or (shape.due is None and shape.repeat is None)


class TaskReader:
    """Reads the tasks of one plan file; holds what all of them need."""

    def __init__(self, document: Document, names: Names, shape: PlanFile) -> None:
        self.document, self.names, self.shape = document, names, shape
        self.problems: list[Problem] = []
        self.old_names: dict[str, str] = {}
        self.units_above: dict[Path_, Units | None] = {}

    def problem(
        self,
        code: str,
        loc: Path_,
        message: str,
        hint: str | None = None,
        expected: tuple[str, ...] = (),
    ) -> None:
        place = self.document.place(loc)
        self.problems.append(Problem(code, place, message, expected, hint))

    def tasks(self) -> list[Task]:
        tasks: list[Task] = []
        first: dict[str, int] = {}
        written: set[str] = set()
        for shape, loc, units in self.entries():
            line = self.document.place((*loc, "id")).line
            same = shape.id.casefold()  # on some servers a-3 and A-3 are one folder
            if same in first:
                message = f"任务编号 {shape.id} 重复，第 {first[same]} 行已经用了"
                hint = None if shape.id in written else "只差大小写的也算重复"
                self.problem("id-duplicate", (*loc, "id"), message, hint)
                continue
            first[same] = line
            written.add(shape.id)
            if is_text(shape):
                continue
            if (task := self.task(shape, loc, int(loc[1]) + 1, units)) is not None:
                tasks.append(task)
        return tasks

    def entries(self) -> Iterator[tuple[TaskShape, Path_, Units | None]]:
        """Everything that has an id, in the file's order, with its units, given or from above."""
        for area, shape in enumerate(self.shape.areas):
            at: Path_ = ("areas", area)
            own = self.units_above[at] = self.units(shape.departments, at)
            for index, task in enumerate(shape.tasks):
                loc = (*at, "tasks", index)
                yield task, loc, self.units(task.departments, loc) or own
            for index, point in enumerate(shape.points):
                loc = (*at, "points", index)
                of_point = self.units_above[loc] = self.units(point.departments, loc) or own
                yield point, loc, of_point
                for number, step in enumerate(point.steps):
                    below = (*loc, "steps", number)
                    yield step, below, self.units(step.departments, below) or of_point

    def task(self, shape: TaskShape, loc: Path_, area: int, units: Units | None) -> Task | None:
        before = len(self.problems)
        if units is None:
            units = self.no_units(loc)
        named, sure = units.named, units.sure
        deadline, rhythm = self.deadline(shape, loc)
        lead = self.lead(shape, loc, named, sure)
        if shape.completion == "lead" and lead is None and named:
            message = "第一个名称是部门组，completion: lead 要写明 lead"
            self.problem("lead-invalid", (*loc, "completion"), message)
        keys = {key for name in named for key in name.keys} if sure else None
        handovers = self.handovers(shape, loc, keys)
        if not sure or stops(self.problems[before:]):
            return None
        return Task(
            shape.id,
            area,
            shape.text,
            shape.short or label_of(shape.text),
            named,
            lead,
            shape.lead is not None,
            self.joint(shape, named),
            deadline,
            rhythm,
            shape.added,
            tuple(self.extensions(shape, loc)),
            handovers,
            self.document.place((*loc, "id")),
            self.document.last_line(loc),
            self.reference(shape.continues, (*loc, "continues")) if shape.continues else None,
            tuple(
                self.reference(item, (*loc, "carried_out_by", at))
                for at, item in enumerate(shape.carried_out_by)
            ),
        )

    def reference(self, given: tuple[str, str], loc: Path_) -> Reference:
        """A task of a plan as it is named; whether there is one is for `checks`."""
        return Reference(*given, self.document.place(loc))

    def units(self, given: str | list[str] | None, loc: Path_) -> Units | None:
        """The departments given below a place; None where none are."""
        return None if given is None else self.units_at(given, (*loc, "departments"))

    def units_at(self, given: str | list[str], at: Path_) -> Units:
        """The departments that a line or a list of names means."""
        if isinstance(given, str):
            names = self.names.split(given)
            places = self.parts(self.document.place(at), names)
        else:
            names = list(given)
            places = [self.document.place((*at, index)) for index in range(len(names))]
        named, problems = self.names.named(names, places)
        self.problems += problems
        for item in named:
            if not item.is_group:
                self.keep_old_name(item)
        # A name that is not known may be the one meant further on.
        return Units(named, sure=not stops(problems))

    def no_units(self, loc: Path_) -> Units:
        """What a task has where neither it nor what is above it names departments."""
        if self.shape.kind != "key-points":
            place = self.document.place(loc)
            hint = "补上一行 departments: …"
            self.problems.append(Problem("key-missing", place, "缺少 “departments”", hint=hint))
        return Units((), sure=True)

    def parts(self, place: Place, names: list[str]) -> list[Place]:
        """Where each name stands in a line of names."""
        places, column = [], place.column - 1
        for name in names:
            found = place.text.find(name, column)
            if found >= 0:
                column = found + len(name)
                places.append(Place(place.path, place.line, found + 1, len(name), place.text))
            else:
                places.append(place)
        return places

    def keep_old_name(self, named: Named) -> None:
        """A plan shows the name it was issued with: an alias that is not today's short name."""
        department = self.names.organization.departments[named.keys[0]]
        current = {folded(word) for word in (department.key, department.name, department.short)}
        if folded(named.name) not in current:
            self.old_names.setdefault(department.key, named.name)

    def lead(
        self, shape: TaskShape, loc: Path_, named: tuple[Named, ...], sure: bool
    ) -> str | None:
        if shape.lead is None:
            return named[0].keys[0] if named and not named[0].is_group else None
        place = self.document.place((*loc, "lead"))
        key, problems = self.names.department(shape.lead, place)
        self.problems += problems
        if key and sure and not any(key in name.keys for name in named):
            self.problem("lead-invalid", (*loc, "lead"), f"“{shape.lead}” 不在责任部门里")
        return key

    def joint(self, shape: TaskShape, named: tuple[Named, ...]) -> bool:
        """Whether all units speak: as `completion` says, else in a scheme or if a group is first."""
        if shape.completion:
            return shape.completion == "all"
        return self.shape.kind == "scheme" or bool(named and named[0].is_group)

    def extensions(self, shape: TaskShape, loc: Path_) -> Iterator[Extension]:
        for index, item in enumerate(shape.extensions):
            yield Extension(
                item.to,
                item.approved_by,
                item.approved_on,
                item.reason,
                item.occurrence,
                self.document.place((*loc, "extensions", index, "occurrence")),
                item.sample,
            )

    def deadline(self, shape: TaskShape, loc: Path_) -> tuple[Deadline | None, Rhythm | None]:
        deadline = self.due(shape, loc)
        if shape.repeat is None:
            return deadline, deadline.rhythm if deadline else None
        rhythm = parse_rhythm(shape.repeat)
        if rhythm is None:
            message = f"看不懂的 repeat “{shape.repeat}”"
            counted = f"{shape.repeat}1次"
            hint = f"写明次数：“{counted}”" if parse_rhythm(counted) else None
            self.problem("repeat-invalid", (*loc, "repeat"), message, hint, RHYTHM_FORMS)
        elif shape.due is None:
            hint = "补上 due，例如 due: 全年"
            self.problem("repeat-invalid", (*loc, "repeat"), "写了 repeat 却没有 due", hint)
        elif deadline is not None and deadline.rhythm is not None:
            message = "due 已经写了每期几次，不再写 repeat"
            self.problem("repeat-invalid", (*loc, "repeat"), message)
        return deadline, rhythm

    def due(self, shape: TaskShape, loc: Path_) -> Deadline | None:
        if shape.due is None:
            if self.shape.kind != "key-points" and shape.repeat is None:
                self.problem("due-missing", (*loc, "id"), f"任务 {shape.id} 没有完成时限")
            return None
        return self.understood(shape.due, loc)

    def understood(self, due: DueShape | str, loc: Path_) -> Deadline | None:
        """What the `due` of the item at `loc` means."""
        year = self.shape.year
        if isinstance(due, DueShape):
            start = due.from_ or date(year, 1, 1)
            if start > due.to:
                message = f"起日 {start} 在止日 {due.to} 之后"
                self.problem("deadline-backwards", (*loc, "due", "to"), message)
            return Deadline(due.text, Kind.WINDOW, start, due.to)
        try:
            return parse_deadline(due, year)
        except DeadlineError as error:
            message = f"看不懂的完成时限 “{due}”"
            hint = quotes_hint(due) or stop_hint(due) or str(error)
            self.problem("deadline-unknown", (*loc, "due"), message, hint, FORMS)
            return None

    def handovers(
        self, shape: TaskShape, loc: Path_, units: set[str] | None
    ) -> tuple[Handover, ...]:
        found: list[Handover] = []
        for index, item in enumerate(shape.handovers):
            at = (*loc, "handovers", index)
            from_, problems = self.names.department(item.from_, self.document.place((*at, "from")))
            to, more = self.names.department(item.to, self.document.place((*at, "to")))
            self.problems += problems + more
            if from_ and units is not None and from_ not in units:
                message = f"“{item.from_}” 那时不承担这个任务"
                self.problem("handover-invalid", (*at, "from"), message)
            if from_ and to:
                units = units - {from_} | {to} if units is not None else None
                found.append(Handover(item.since, from_, to, item.approved_by))
        days = [handover.since for handover in found]
        if days != sorted(days):
            self.problem("handover-invalid", (*loc, "handovers"), "交接应按日期先后写")
        return tuple(found)
