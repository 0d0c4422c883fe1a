"""Which department or group a name means, and the organization file that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from workplan.fields import folded, is_key, quotes_hint
from workplan.files import DepartmentShape, OrganizationFile
from workplan.model import Department, Group, Named, Organization
from workplan.problems import Place, Problem, did_you_mean
from workplan.shapes import read_shape
from workplan.source import Document, Node, Path_


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
        if len(parts := self.split(name)) > 1 and all(map(self.known, parts)):
            hint = hint or f"几个名称之间用英文逗号加空格隔开：{', '.join(parts)}；或每行一个"
        hint = hint or quotes_hint(name)
        near = [word for word in known if shortens(name, word)]
        if not hint and len(near) == 1:
            hint = f"是否想写 “{near[0]}”？"
        hint = (
            hint or did_you_mean(name, known) or "照 organization.yaml 里的名称写；新的先加在那里"
        )
        return [Problem("department-unknown", place, f"没有这个部门 “{name}”", hint=hint)]

    def department(
        self, name: str, place: Place, hint: str | None = None
    ) -> tuple[str | None, list[Problem]]:
        """The key of the one department that a name means."""
        if key := self.departments.get(folded(name)):
            return key, []
        if self.known(name):
            message = f"“{name}” 是部门组，这里应写一个部门"
            return None, [Problem("department-unknown", place, message)]
        return None, self.unknown(name, place, hint)

    def split(self, text: str) -> list[str]:
        """A line of names as issued, taken apart at 、 ， ； / and spaces, but not within brackets.

        各县（市、区）政协 is one name.
        """
        if self.known(text):
            return [text.strip()]
        return re.findall(r"(?:（[^（）]*）|\([^()]*\)|[^、，,；;/\s])+", text)

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
                # A key is for addresses; what is read is a name.
                shown = self.organization.departments[key].name if bare == key else name
                found.append(Named(shown, (key,)))
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


def shortens(name: str, word: str) -> bool:
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


def _department(key: str, shape: DepartmentShape, order: int, place: Place) -> Department:
    short = shape.short or shape.name
    aliases = tuple(shape.aliases)
    return Department(key, shape.name, short, aliases, order, shape.kind, place, shape.leader)


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
        place = document.place(("departments", key), of_key=True)
        if not is_key(key):
            message = f"部门的键写法不对 “{key}”"
            hint = quotes_hint(key) or "用小写英文字母、数字和短横，例如 office；它是部门页的网址"
            problems.append(Problem("id-invalid", place, message, hint=hint))
            continue
        department = departments[key] = _department(key, given, order, place)
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
