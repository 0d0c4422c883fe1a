"""A folder of plans read into the model: names resolved, wordings understood, problems collected.

`load_library` always returns; what an editor did wrong is in its problems, and what has a problem
is left out of the model, which is whole only when no problem is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from workplan.collector import no_collection
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
from workplan.fields import RESERVED, Status, folded, is_id, is_key, is_plan_id
from workplan.files import (
    DepartmentShape,
    DueShape,
    OrganizationFile,
    PlanFile,
    ReturnFile,
    TaskShape,
    UpdateShape,
)
from workplan.model import (
    Correction,
    Department,
    Evidence,
    Extension,
    Group,
    Handover,
    Named,
    Organization,
    Plan,
    Return,
    Rules,
    Source,
    Task,
    Update,
)
from workplan.problems import Place, Problem, did_you_mean, in_order, stops
from workplan.shapes import read_shape
from workplan.source import Document, Node, Path_, read_document

YAML_ENDINGS = (".yaml", ".yml")
EVIDENCE_ENDINGS = (
    *(".pdf", ".ofd", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ppt", ".pptx", ".dps"),
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".txt", ".csv", ".zip", ".mp3", ".mp4"),
)
# Folders inside a plan's folder that hold no returns.
EVIDENCE_FOLDER = "files"
_OTHER_FOLDERS = (EVIDENCE_FOLDER, "forms")
DEFAULT_TIMEZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class Library:
    """All plans of a folder, by year and id, and every problem found in reading and checking."""

    plans: tuple[Plan, ...]
    problems: tuple[Problem, ...]
    folder: Path


# --- names of departments ------------------------------------------------------------------------


class Names:
    """Which department or group a name means; `doubtful` names belong to what was left out.

    Where not even these are known (`whole` is false), no name is called unknown.
    """

    def __init__(
        self, organization: Organization, doubtful: Iterable[str] = (), *, whole: bool = True
    ) -> None:
        self.organization, self.whole = organization, whole
        self.doubtful = frozenset(map(folded, doubtful))
        self.departments: dict[str, str] = {}
        for key, department in organization.departments.items():
            for name in (key, department.name, department.short, *department.aliases):
                self.departments.setdefault(folded(name), key)
        self.groups = {folded(group.name): group for group in organization.groups}
        self.others = {folded(group.others): group for group in organization.groups if group.others}

    def known(self, name: str) -> bool:
        bare = folded(name)
        return bare in self.departments or bare in self.groups or bare in self.others

    def all_names(self) -> list[str]:
        departments = self.organization.departments.values()
        own = [word for unit in departments for word in (unit.name, unit.short, *unit.aliases)]
        groups = [word for group in self.organization.groups for word in (group.name, group.others)]
        return own + [word for word in groups if word]

    def unknown(self, name: str, place: Place, hint: str | None = None) -> list[Problem]:
        """The problem with a name that is not known; none if its department was left out."""
        if folded(name) in self.doubtful or not self.whole:
            return []
        known = list(dict.fromkeys(self.all_names()))
        near = [word for word in known if _shortens(name, word)]
        if not hint and len(near) == 1:
            hint = f"是否想写 “{near[0]}”？"
        hint = (
            hint or did_you_mean(name, known) or "照 organization.yaml 里的名称写；新的先加在那里"
        )
        return [Problem("department-unknown", place, f"没有这个部门 “{name}”", hint=hint)]

    def department(self, name: str, place: Place) -> tuple[str | None, list[Problem]]:
        """The key of the one department that a name means."""
        if key := self.departments.get(folded(name)):
            return key, []
        if self.known(name):
            message = f"“{name}” 是部门组，这里应写一个部门"
            return None, [Problem("department-unknown", place, message)]
        return None, self.unknown(name, place)

    def split(self, text: str) -> list[str]:
        """A line of names as issued, taken apart at 、 ， ； / and spaces."""
        if self.known(text):
            return [text.strip()]
        return [name for name in re.split(r"[、，,；;/\s]+", text) if name]

    def named(
        self, names: list[str], places: list[Place]
    ) -> tuple[tuple[Named, ...], list[Problem]]:
        """The names of a task's departments, in order, with the units they stand for."""
        problems: list[Problem] = []
        found: list[Named | Group] = []
        own: set[str] = set()
        halves: set[int] = set()
        for at, (name, place) in enumerate(zip(names, places, strict=True)):
            if at in halves:
                continue
            bare = folded(name)
            if key := self.departments.get(bare):
                if key in own:
                    message = f"“{name}” 写了两次"
                    problems.append(Problem("department-twice", place, message))
                    continue
                own.add(key)
                found.append(Named(name, (key,)))
            elif group := self.groups.get(bare):
                found.append(Named(group.name, group.members, is_group=True))
            elif group := self.others.get(bare):
                found.append(group)
            else:
                joined = [
                    name + after for after in names[at + 1 : at + 2] if self.known(name + after)
                ]
                hint = f"中间的空格去掉，写成 “{joined[0]}”" if joined else None
                halves |= {at + 1} if joined else set()
                problems += self.unknown(name, place, hint)
        resolved = tuple(
            item
            if isinstance(item, Named)
            else Named(
                str(item.others),
                tuple(key for key in item.members if key not in own),
                is_group=True,
            )
            for item in found
        )
        return resolved, problems


def _shortens(name: str, word: str) -> bool:
    """Whether a name is a word with characters left out, as people shorten (党建办)."""
    rest = iter(word)
    return len(name) > 1 and name[0] == word[0] and all(char in rest for char in name)


def _names_inside(node: Node) -> Iterator[str]:
    """What a department or group left out might be called, so that its users aren't blamed."""
    if isinstance(node.value, str):  # `office: 办公室`
        yield node.value
    for field in ("name", "short", "others"):
        child = node.child(field)
        if child is not None and isinstance(child.value, str):
            yield child.value
    aliases = node.child("aliases")
    if aliases is not None and isinstance(aliases.value, list):
        yield from (alias.value for alias in aliases.value if isinstance(alias.value, str))


def _department(key: str, shape: DepartmentShape, order: int) -> Department:
    short = shape.short or shape.name
    return Department(key, shape.name, short, tuple(shape.aliases), order)


def _place_of_name(word: str, key: str, shape: DepartmentShape) -> Path_:
    """Where in a department one of its names stands."""
    at = ("departments", key)
    if word == shape.name:
        return (*at, "name")
    if word == shape.short:
        return (*at, "short")
    return (*at, "aliases", shape.aliases.index(word)) if word in shape.aliases else at


@dataclass
class _Unread:
    """What an organization file calls its departments and groups, whether or not they can be read.

    Taken before what is wrong goes out of the document, so that nobody is blamed for using a name.
    """

    departments: dict[str, list[str]]
    groups: list[list[str]]
    whole: bool

    def doubtful(self, read: Mapping[str, Department]) -> list[str]:
        """The names of the departments that could not be read."""
        return [
            name for key, names in self.departments.items() if key not in read for name in names
        ]

    def all_named(self, read: Mapping[str, Department]) -> bool:
        """Whether every department and group has some name; else any name may be meant."""
        left_out = (names for key, names in self.departments.items() if key not in read)
        return self.whole and all(names[1:] for names in left_out) and all(self.groups)


def _unread(document: Document) -> _Unread:
    units, groups = document.root.child("departments"), document.root.child("groups")
    by_key = units.value if units is not None and isinstance(units.value, dict) else {}
    listed = groups.value if groups is not None and isinstance(groups.value, list) else []
    return _Unread(
        {key: [key, *_names_inside(unit)] for key, unit in by_key.items()},
        [list(_names_inside(item)) for item in listed],
        # The second of two equal keys was not read, nor what stands below it.
        not any(problem.code == "key-duplicate" for problem in document.problems),
    )


def _departments(
    document: Document, shape: OrganizationFile, taken: dict[str, str]
) -> tuple[dict[str, Department], list[Problem]]:
    """The departments by key; their names go into `taken`, each with the key that has it."""
    problems: list[Problem] = []
    departments: dict[str, Department] = {}
    for order, (key, given) in enumerate(shape.departments.items()):
        if not is_key(key):
            place = document.place(("departments", key), of_key=True)
            message = f"部门的键写法不对 “{key}”"
            hint = "用小写英文字母、数字和短横，例如 office；它是部门页的网址"
            problems.append(Problem("id-invalid", place, message, hint=hint))
            continue
        department = departments[key] = _department(key, given, order)
        words = {key, department.name, department.short, *department.aliases}
        for word in sorted(words):
            other = taken.setdefault(folded(word), key)
            if other != key:
                line = document.place(("departments", other), of_key=True).line
                message = f"“{word}” 已是第 {line} 行的部门 {departments[other].name} 的名称"
                place = document.place(_place_of_name(word, key, given), of_key=word == key)
                problems.append(Problem("name-duplicate", place, message))
    return departments, problems


def _groups(
    document: Document, shape: OrganizationFile, names: Names, taken: dict[str, str]
) -> tuple[tuple[Group, ...], list[Problem]]:
    """The groups, their members found among `names`."""
    problems: list[Problem] = []
    groups = []
    for index, group in enumerate(shape.groups):
        members: list[str] = []
        for position, member in enumerate(group.members):
            place = document.place(("groups", index, "members", position))
            found, more = names.department(member, place)
            problems += more
            if found in members:
                problems.append(Problem("department-twice", place, f"“{member}” 写了两次"))
            elif found:
                members.append(found)
        own = f"groups {index}"
        for field, word in (("name", group.name), ("others", group.others)):
            if word and taken.setdefault(folded(word), own) != own:
                place = document.place(("groups", index, field))
                message = f"“{word}” 已是别的部门或部门组的名称"
                problems.append(Problem("name-duplicate", place, message))
        groups.append(Group(group.name, group.others, tuple(members)))
    return tuple(groups), problems


def load_organization(document: Document) -> tuple[Names | None, list[Problem]]:
    """The departments and groups of an organization file; None if it is no such file."""
    unread = _unread(document)
    shape, problems = read_shape(document, OrganizationFile)
    if shape is None:
        return None, problems
    taken: dict[str, str] = {}
    departments, more = _departments(document, shape, taken)
    problems += more
    whole, doubtful = unread.all_named(departments), unread.doubtful(departments)
    committee = shape.committee
    # A group is known by its name before its members are: none may be a member of another.
    unfilled = tuple(Group(group.name, group.others, ()) for group in shape.groups)
    organization = Organization(
        committee.name, committee.short or committee.name, departments, unfilled
    )
    members = Names(organization, doubtful, whole=whole)
    groups, more = _groups(document, shape, members, taken)
    problems += more
    organization = replace(organization, groups=groups)
    doubtful += [name for inside in unread.groups for name in inside]
    return Names(organization, doubtful, whole=whole), problems


# --- the plan ------------------------------------------------------------------------------------

_LABEL_LENGTH = 18


def label_of(text: str) -> str:
    """A label made from a task's text: its first clause, cut at a readable length."""
    clause = re.split(r"[，。；：,;:]", text, maxsplit=1)[0]
    return clause if len(clause) <= _LABEL_LENGTH else clause[: _LABEL_LENGTH - 1] + "…"


class _PlanReader:
    """Reads the tasks of one plan file; holds what all of them need."""

    def __init__(self, document: Document, names: Names, shape: PlanFile) -> None:
        self.document, self.names, self.shape = document, names, shape
        self.problems: list[Problem] = []
        self.old_names: dict[str, str] = {}

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
        for area, area_shape in enumerate(self.shape.areas):
            for index, shape in enumerate(area_shape.tasks):
                loc: Path_ = ("areas", area, "tasks", index)
                line = self.document.place((*loc, "id")).line
                if shape.id in first:
                    message = f"任务编号 {shape.id} 重复，第 {first[shape.id]} 行已经用了"
                    self.problem("id-duplicate", (*loc, "id"), message)
                    continue
                first[shape.id] = line
                if (task := self.task(shape, loc, area + 1)) is not None:
                    tasks.append(task)
        return tasks

    def task(self, shape: TaskShape, loc: Path_, area: int) -> Task | None:
        before = len(self.problems)
        named = self.departments(shape, loc)
        # A name that is not known may be the one meant further on.
        sure = not stops(self.problems[before:])
        deadline, rhythm = self.deadline(shape, loc)
        lead = self.lead(shape, loc, named, sure)
        if shape.completion == "lead" and lead is None and named:
            message = "第一个名称是部门组，completion: lead 要写明 lead"
            self.problem("lead-invalid", (*loc, "completion"), message)
        units = {key for name in named for key in name.keys} if sure else None
        handovers = self.handovers(shape, loc, units)
        if stops(self.problems[before:]):
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
        )

    def departments(self, shape: TaskShape, loc: Path_) -> tuple[Named, ...]:
        at = (*loc, "departments")
        if shape.departments is None:
            if self.shape.kind != "key-points":
                place = self.document.place(loc)
                hint = "补上一行 departments: …"
                self.problems.append(Problem("key-missing", place, "缺少 “departments”", hint=hint))
            return ()
        if isinstance(shape.departments, str):
            names = self.names.split(shape.departments)
            places = self.parts(self.document.place(at), names)
        else:
            names = list(shape.departments)
            places = [self.document.place((*at, index)) for index in range(len(names))]
        named, problems = self.names.named(names, places)
        self.problems += problems
        for item in named:
            if not item.is_group:
                self.keep_old_name(item)
        return named

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
        year = self.shape.year
        if shape.due is None:
            if self.shape.kind != "key-points" and shape.repeat is None:
                self.problem("due-missing", (*loc, "id"), f"任务 {shape.id} 没有完成时限")
            return None
        if isinstance(shape.due, DueShape):
            start = shape.due.from_ or date(year, 1, 1)
            if start > shape.due.to:
                message = f"起日 {start} 在止日 {shape.due.to} 之后"
                self.problem("deadline-backwards", (*loc, "due", "to"), message)
            return Deadline(shape.due.text, Kind.WINDOW, start, shape.due.to)
        try:
            return parse_deadline(shape.due, year)
        except DeadlineError as error:
            message = f"看不懂的完成时限 “{shape.due}”"
            self.problem("deadline-unknown", (*loc, "due"), message, str(error), FORMS)
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


def _timezone(document: Document, shape: PlanFile) -> tuple[ZoneInfo, list[Problem]]:
    try:
        return ZoneInfo(shape.timezone or DEFAULT_TIMEZONE), []
    except (KeyError, ValueError, OSError):
        message = f"没有这个时区 “{shape.timezone}”"
        place = document.place(("timezone",))
        return ZoneInfo(DEFAULT_TIMEZONE), [
            Problem("choice-unknown", place, message, (DEFAULT_TIMEZONE,))
        ]


# --- returns -------------------------------------------------------------------------------------


class _ReturnReader:
    """Reads the updates of one return; what needs other returns is left to `checks`."""

    def __init__(
        self, document: Document, shape: ReturnFile, department: str, names: Names
    ) -> None:
        self.document, self.shape, self.department = document, shape, department
        self.names = names
        self.problems: list[Problem] = []

    def default_day(self) -> date:
        last = self.shape.period.end if self.shape.period else self.shape.reported_on
        return min(self.shape.reported_on, last)

    def problem(self, code: str, loc: Path_, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(code, self.document.place(loc), message, hint=hint))

    def updates(self, files: set[str]) -> Iterator[Update]:
        reported_on = self.shape.reported_on
        for index, shape in enumerate(self.shape.updates):
            yield self.update(shape, ("updates", index), files)
        for index, task in enumerate(self.shape.no_change):
            place = self.document.place(("no_change", index))
            day = self.default_day()
            yield Update(task, self.department, day, reported_on, place, place.line, no_change=True)

    def update(self, shape: UpdateShape, loc: Path_, files: set[str]) -> Update:
        day = shape.date or self.default_day()
        if day > self.shape.reported_on:
            message = f"日期 {day} 晚于报送日 {self.shape.reported_on}"
            self.problem("date-after-report", (*loc, "date"), message)
        if isinstance(shape.occurrences, list):
            held = tuple(sorted(shape.occurrences))
            for index, held_on in enumerate(shape.occurrences):
                if held_on > self.shape.reported_on:
                    message = f"日期 {held_on} 晚于报送日 {self.shape.reported_on}"
                    self.problem("date-after-report", (*loc, "occurrences", index), message)
        else:
            held = (day,) * (shape.occurrences or 0)
        self.reasons(shape, loc)
        status_place = self.document.place((*loc, "status")) if shape.status else None
        return Update(
            shape.task,
            self.department,
            day,
            self.shape.reported_on,
            self.document.place((*loc, "task")),
            self.document.last_line(loc),
            False,
            shape.status,
            shape.progress,
            held,
            dict(shape.figures),
            shape.note,
            tuple(self.evidence(shape, loc, files)),
            shape.reason,
            shape.approved_by,
            self.verifier(shape, loc),
            shape.lamp,
            shape.by,
            status_place,
        )

    def verifier(self, shape: UpdateShape, loc: Path_) -> str | None:
        """The key of the department that verified."""
        if shape.verified_by is None:
            return None
        place = self.document.place((*loc, "verified_by"))
        key, problems = self.names.department(shape.verified_by, place)
        self.problems += problems
        return key

    def reasons(self, shape: UpdateShape, loc: Path_) -> None:
        """What must be given with a change of course or a lamp set by hand."""
        changed = shape.status in (Status.ADJUSTED, Status.DROPPED)
        if changed and not (shape.reason and shape.approved_by):
            message = f"状态 {shape.status} 要写明 reason（理由）和 approved_by（谁批准）"
            self.problem("reason-missing", (*loc, "status"), message)
        set_by_hand = shape.lamp in ("yellow", "red")
        if set_by_hand and not (shape.reason and shape.by):
            message = "人工亮灯要写明 reason（理由）和 by（谁定的）"
            self.problem("reason-missing", (*loc, "lamp"), message)
        if shape.reason and not changed and not shape.lamp:
            message = "reason 只和 已调整、不再推进 或 lamp 一起写"
            self.problem("lamp-unasked", (*loc, "reason"), message, "一般的说明写在 note 里")
        if shape.status is Status.CLOSED and not shape.verified_by:
            message = "销号要写明 verified_by（哪个部门核验）"
            hint = "补上一行 verified_by: 部门，须不是报完成的部门"
            self.problem("closeout-verifier", (*loc, "status"), message, hint)

    def evidence(self, shape: UpdateShape, loc: Path_, files: set[str]) -> Iterator[Evidence]:
        for index, item in enumerate(shape.evidence):
            at = (*loc, "evidence", index)
            missing = False
            if item.file is not None:
                missing = item.file not in files
                if not item.file.lower().endswith(EVIDENCE_ENDINGS):
                    message = f"这类文件不能作佐证材料 “{item.file}”"
                    hint = "换成 PDF、图片或办公文档"
                    self.problem("evidence-type", (*at, "file"), message, hint)
                elif missing:
                    message = f"files/ 里没有 “{item.file}”"
                    hint = did_you_mean(item.file, files) or "把文件放进 files/，或改正文件名"
                    self.problem("evidence-missing", (*at, "file"), message, hint)
                if item.link is not None:
                    self.problem("value-type", (*at, "link"), "link 和 file 只写一个")
            elif item.link is None:
                hint = "补上一行 link: 网址，或 file: 文件名"
                self.problem("key-missing", at, "佐证材料缺少 link 或 file", hint)
            yield Evidence(item.title, item.link, item.file, missing)


# --- the folder ----------------------------------------------------------------------------------


class _Folder:
    """The files below a folder of plans, with strays and links told as problems."""

    def __init__(self, folder: Path, shown: str) -> None:
        self.folder, self.shown = folder, shown
        self.problems: list[Problem] = []

    def path(self, file: Path) -> str:
        return "/".join((self.shown, *file.relative_to(self.folder).parts))

    def problem(self, code: str, file: Path, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(code, Place(self.path(file)), message, hint=hint))

    def listed(self, folder: Path) -> list[Path]:
        """What is in a folder, in order; hidden files are nobody's."""
        try:
            entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
        except OSError as error:
            self.problem("file-unreadable", folder, f"文件夹打不开：{error.strerror or error}")
            return []
        return [entry for entry in entries if not entry.name.startswith((".", "~$"))]

    def entries(self, folder: Path) -> list[Path]:
        """The files and folders in a folder; links are told of."""
        found = []
        for entry in self.listed(folder):
            if entry.is_symlink():
                self.problem("file-link", entry, "不接受链接文件")
            elif entry.is_dir() or entry.is_file():
                found.append(entry)
        return found

    def yaml_below(self, folder: Path, top: bool = True) -> Iterator[Path]:
        """The returns below a plan's folder."""
        for entry in self.entries(folder):
            if entry.is_dir():
                if not (top and entry.name in _OTHER_FOLDERS):
                    yield from self.yaml_below(entry, top=False)
            elif entry.name.lower().endswith(YAML_ENDINGS):
                yield entry
            else:
                self.stray(entry)

    def stray(self, entry: Path) -> None:
        hint = "佐证材料放进该计划的 files/ 文件夹"
        if re.search(r"\.ya?ml", entry.name.lower()):
            hint = "文件名应以 .yaml 结尾，去掉后面多余的部分"
        self.problem("file-stray", entry, f"这里不该有这个文件 “{entry.name}”", hint)

    def files_below(self, folder: Path) -> Iterator[Path]:
        for entry in self.entries(folder) if folder.is_dir() else ():
            if entry.is_dir():
                yield from self.files_below(entry)
            else:
                yield entry


def _read(folder: _Folder, file: Path) -> Document | None:
    document, problems = read_document(file, folder.path(file))
    folder.problems += problems
    return document


def _ids_in(document: Document) -> set[str] | None:
    """Every task id that a plan file holds, also of tasks that could not be read.

    None where an id itself can't be read: then no return may be blamed for its task.
    """
    areas = document.root.child("areas")
    if any(problem.code == "key-duplicate" for problem in document.problems):
        return None
    found = set()
    for area in areas.value if areas is not None and isinstance(areas.value, list) else ():
        tasks = area.child("tasks")
        if tasks is None or tasks.value is None:
            continue
        if not isinstance(tasks.value, list):
            return None
        for task in tasks.value:
            node = task.child("id")
            if node is None or not isinstance(node.value, str) or not is_id(node.value.strip()):
                return None
            found.add(node.value.strip())
    return found


def _load_return(
    folder: _Folder, document: Document, names: Names, ids: set[str] | None, files: set[str]
) -> tuple[Return, list[Update]] | None:
    """One return with its updates; None where its shape or its department can't be read."""
    shape, problems = read_shape(document, ReturnFile)
    folder.problems += problems
    node = document.root.child("department")
    department: str | None = None
    if node is not None and isinstance(node.value, str):
        department, problems = names.department(node.value, document.place(("department",)))
        folder.problems += problems
    if shape is None:
        return None
    reader = _ReturnReader(document, shape, department or "", names)
    updates = list(reader.updates(files))
    folder.problems += reader.problems
    for update in updates:
        if ids is not None and update.task not in ids:
            hint = did_you_mean(update.task, ids)
            message = f"计划里没有任务 “{update.task}”"
            folder.problems.append(Problem("task-unknown", update.place, message, hint=hint))
    if department is None:
        return None
    found = Return(
        department,
        shape.reported_on,
        shape.period,
        shape.sample,
        len(shape.updates),
        tuple(shape.no_change),
        Place(document.path),
    )
    return found, updates


def _load_returns(
    folder: _Folder, plan_folder: Path, names: Names, ids: set[str] | None, files: set[str]
) -> tuple[list[Return], list[Update]]:
    """All returns below a plan's folder; `ids` are the tasks that may be spoken of, if known."""
    returns: list[Return] = []
    updates: list[Update] = []
    for file in folder.yaml_below(plan_folder):
        document = _read(folder, file)
        if document and (read := _load_return(folder, document, names, ids, files)):
            returns.append(read[0])
            updates += read[1]
    return returns, updates


def _without_samples(task: Task) -> Task:
    """The task as it is where no sample returns are: a sample extension was never approved."""
    real = tuple(item for item in task.extensions if not item.sample)
    return replace(task, extensions=real)


def _load_plan(folder: _Folder, file: Path, names: Names) -> Plan | None:
    """One plan with its returns, which are read (and their problems told) in any case."""
    document = _read(folder, file)
    ids = _ids_in(document) if document else None
    shape: PlanFile | None = None
    if document is not None:
        shape, problems = read_shape(document, PlanFile)
        folder.problems += problems
    plan_folder = file.with_suffix("")
    evidence = plan_folder / EVIDENCE_FOLDER
    files = {path.relative_to(evidence).as_posix() for path in folder.files_below(evidence)}
    returns: list[Return] = []
    updates: list[Update] = []
    if plan_folder.is_dir():
        known = ids if shape else None
        returns, updates = _load_returns(folder, plan_folder, names, known, files)
    if document is None or shape is None:
        return None
    reader = _PlanReader(document, names, shape)
    tasks = reader.tasks()
    zone, zone_problems = _timezone(document, shape)
    folder.problems += reader.problems + zone_problems
    if not names.whole:
        return None
    if not returns:
        tasks = [_without_samples(task) for task in tasks]
    return Plan(
        id=file.stem,
        kind=shape.kind,
        title=shape.title,
        year=shape.year,
        as_of=shape.as_of,
        timezone=zone,
        source=_source(shape),
        rules=_rules(shape),
        area_titles=tuple(area.title for area in shape.areas),
        tasks=tuple(tasks),
        organization=names.organization,
        names=reader.old_names,
        updates=_by_task(updates),
        returns=tuple(returns),
        files=tuple(sorted(files)),
        path=document.path,
    )


def _source(shape: PlanFile) -> Source:
    given = shape.source
    corrections = tuple(Correction(item.where, item.note) for item in given.corrections)
    return Source(given.number, given.issuer, given.issued, corrections)


def _rules(shape: PlanFile) -> Rules:
    rules = shape.rules
    return Rules(
        1 if rules.reporting == "monthly" else 3,
        rules.report_days,
        rules.warn_days,
        rules.behind.yellow,
        rules.behind.red,
    )


def _by_task(updates: list[Update]) -> dict[str, tuple[Update, ...]]:
    """The updates of each task, in order."""
    found: dict[str, list[Update]] = {}
    for update in sorted(updates, key=lambda update: update.order):
        found.setdefault(update.task, []).append(update)
    return {task: tuple(told) for task, told in found.items()}


@dataclass
class _Found:
    """What lies at the top of a folder of plans: the organization, plans by id, other folders."""

    organization: Path | None
    plans: dict[str, Path]
    folders: list[Path]


def _found_in(folder: _Folder) -> _Found:
    """The files to read; what is not to be there is told of."""
    found = _Found(None, {}, [])
    for entry in folder.entries(folder.folder):
        if entry.is_dir():
            found.folders.append(entry)
        elif not entry.name.lower().endswith(YAML_ENDINGS):
            folder.stray(entry)
        elif entry.stem == "organization" and found.organization is not None:
            message = f"部门和部门组已有一个文件 {folder.path(found.organization)}"
            folder.problem("plan-duplicate", entry, message, "留一个，删去另一个")
        elif entry.stem == "organization":
            found.organization = entry
        elif not is_plan_id(entry.stem):
            reserved = entry.stem in RESERVED
            what = "网站已经用了这个名称" if reserved else "计划的文件名写法不对"
            hint = "用小写英文字母、数字和短横，例如 2022.yaml"
            folder.problem("id-invalid", entry, f"{what} “{entry.stem}”", hint)
        elif entry.stem in found.plans:
            message = f"计划 {entry.stem} 已有一个文件 {folder.path(found.plans[entry.stem])}"
            folder.problem("plan-duplicate", entry, message, "留一个，删去另一个")
        else:
            found.plans[entry.stem] = entry
    return found


def _load_names(folder: _Folder, organization: Path | None) -> Names:
    """The names of an organization file; where it can't be read, names that blame nobody."""
    names: Names | None = None
    if organization is None:
        missing = folder.folder / "organization.yaml"
        folder.problem("file-missing", missing, "没有这个文件", "部门和部门组写在这里")
    elif document := _read(folder, organization):
        names, problems = load_organization(document)
        folder.problems += problems
    return names or Names(Organization("", "", {}, ()), whole=False)


def _check_folders(folder: _Folder, found: _Found) -> None:
    """A folder at the top belongs to a plan of its name, and there is a plan at all."""
    # Plans that are there, if under a name or in a form that was told of already.
    meant = {
        entry.name.split(".")[0] for entry in folder.listed(folder.folder) if not entry.is_dir()
    }
    for entry in found.folders:
        if entry.name not in found.plans and entry.name not in meant:
            message = f"没有与文件夹同名的计划 {entry.name}.yaml"
            folder.problem("folder-without-plan", entry, message, "改正文件夹名，或补上计划")
    if not found.plans and not meant - {"organization"}:
        folder.problem("file-missing", folder.folder, "文件夹里没有计划", "例如 2022.yaml")


@no_collection()
def load_library(plans: Path, shown: str | None = None) -> Library:
    """Everything below a folder of plans. `shown` is the folder's name in messages and links."""
    folder = _Folder(plans, shown if shown is not None else plans.name)
    if not plans.is_dir():
        place = Place(folder.shown)
        return Library((), (Problem("file-missing", place, "没有这个计划文件夹"),), plans)
    found = _found_in(folder)
    names = _load_names(folder, found.organization)
    _check_folders(folder, found)
    read = [_load_plan(folder, source, names) for source in found.plans.values()]
    ordered = sorted((plan for plan in read if plan), key=lambda plan: (plan.year, plan.id))
    return Library(tuple(ordered), tuple(in_order(folder.problems)), plans)
