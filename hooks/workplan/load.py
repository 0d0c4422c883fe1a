"""A folder of plans read into the model: names resolved, wordings understood, problems collected.

`load_library` always returns; what an editor did wrong is in its problems, and what has a problem
is left out of the model, which is whole only when no problem is an error.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from workplan.collector import no_collection
from workplan.contacts import Mask, mask_of
from workplan.disclosure import (
    files_allowed,
    private_in_document,
    private_in_file,
    private_in_pages,
)
from workplan.fields import ONE_DEPARTMENT, RESERVED, is_id, is_plan_id
from workplan.files import PlanFile, ReturnFile
from workplan.folder import EVIDENCE_FOLDER, YAML_ENDINGS, Folder
from workplan.forms import FormReader, form_keys_in, load_form_returns
from workplan.masking import Masked, mask_plans
from workplan.model import (
    Contact,
    Correction,
    Organization,
    Plan,
    Return,
    Rules,
    Source,
    Task,
    Update,
)
from workplan.names import Names, load_organization
from workplan.problems import Place, Problem, did_you_mean, in_order
from workplan.returns import ReturnReader
from workplan.schemes import SchemeReader
from workplan.shapes import read_shape
from workplan.source import Document, Node, read_document
from workplan.tasks import TaskReader

DEFAULT_TIMEZONE = "Asia/Shanghai"
# Beside the plans; its pages are published with them.
CONTENT_FOLDER = "content"


@dataclass(frozen=True)
class Library:
    """All plans of a folder, by year and id, and every problem found in reading and checking.

    Contacts that no plan publishes are masked in the plans. `contacts` are all that are declared,
    as declared, and `masks` hide them, by plan; `copies` are attached texts as they are published,
    where that is not as they lie there.
    `task_ids` are the ids in every plan file, also of what could not be read; None where even
    these can't be known.
    """

    plans: tuple[Plan, ...]
    problems: tuple[Problem, ...]
    folder: Path
    task_ids: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    masks: Mapping[str, Mask] = field(default_factory=dict)
    copies: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)


def _timezone(document: Document, shape: PlanFile) -> tuple[ZoneInfo, list[Problem]]:
    try:
        return ZoneInfo(shape.timezone or DEFAULT_TIMEZONE), []
    except (KeyError, ValueError, OSError):
        message = f"没有这个时区 “{shape.timezone}”"
        place = document.place(("timezone",))
        return ZoneInfo(DEFAULT_TIMEZONE), [
            Problem("choice-unknown", place, message, (DEFAULT_TIMEZONE,))
        ]


def _read(folder: Folder, file: Path, kind: str) -> Document | None:
    """A file as YAML; `kind` is what it is: organization, plan or return."""
    document, problems = read_document(file, folder.path(file))
    folder.problems += problems
    if document is not None:
        folder.problems += private_in_document(document, kind)
    return document


def _ids_in(document: Document) -> frozenset[str] | None:
    """Every task id that a plan file holds, also of tasks that could not be read.

    None where an id itself can't be read: then no return may be blamed for its task.
    """
    if any(problem.code == "key-duplicate" for problem in document.problems):
        return None
    found = set()
    areas = document.root.child("areas")
    for area in areas.value if areas is not None and isinstance(areas.value, list) else ():
        try:
            tasks = [*_listed(area, "tasks"), *_dated(_listed(area, "points"))]
        except TypeError:
            return None
        for task in tasks:
            node = task.child("id")
            if node is None or not isinstance(node.value, str) or not is_id(node.value.strip()):
                return None
            found.add(node.value.strip())
    return frozenset(found)


def _listed(node: Node, key: str) -> list[Node]:
    """The items of the list below a key, if any. Raises TypeError where it is no list."""
    listed = node.child(key)
    if listed is None or listed.value is None:
        return []
    if not isinstance(listed.value, list):
        raise TypeError(key)
    return listed.value


def _dated(points: Iterable[Node]) -> Iterator[Node]:
    """The points of a scheme that are tasks, and the steps of others. Raises TypeError as above."""
    for point in points:
        if steps := _listed(point, "steps"):
            yield from steps
        elif point.child("due") is not None or point.child("repeat") is not None:
            yield point


def _load_return(
    folder: Folder, document: Document, names: Names, ids: frozenset[str] | None, files: set[str]
) -> tuple[Return, list[Update]] | None:
    """One return with its updates; None where its shape or its department can't be read."""
    sample_given = document.root.child("sample") is not None
    shape, wrong = read_shape(document, ReturnFile)
    folder.problems += wrong
    node = document.root.child("department")
    department: str | None = None
    if node is not None and isinstance(node.value, str):
        hint = ONE_DEPARTMENT if len(names.split(node.value)) > 1 else None
        place = document.place(("department",))
        department, problems = names.department(node.value, place, hint)
        folder.problems += problems
    if shape is None:
        return None
    if not (wrong or document.problems or shape.updates or shape.no_change):
        folder.problems.append(_return_empty(document))
    reader = ReturnReader(document, shape, department or "", names)
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
        shape.sample if sample_given is (document.root.child("sample") is not None) else None,
        len(shape.updates),
        tuple(shape.no_change),
        Place(document.path),
        document.place(("reported_on",)),
        document.place(("period",)),
    )
    return found, updates


def _return_empty(document: Document) -> Problem:
    given = next((key for key in ("updates", "no_change") if document.root.child(key)), None)
    place = document.place((given,), of_key=True) if given else document.place(())
    hint = "写上 updates；没有新进展的任务，编号写进 no_change"
    return Problem("return-empty", place, "报送单里没有进展", hint=hint)


def _load_returns(
    folder: Folder, plan_folder: Path, names: Names, ids: frozenset[str] | None, files: set[str]
) -> tuple[list[Return], list[Update]]:
    """All returns below a plan's folder; `ids` are the tasks that may be spoken of, if known."""
    returns: list[Return] = []
    updates: list[Update] = []
    allowed: set[str] = set()
    for file in folder.yaml_below(plan_folder):
        document = _read(folder, file, "return")
        if document is None:
            continue
        allowed |= files_allowed(document)
        if read := _load_return(folder, document, names, ids, files):
            returns.append(read[0])
            updates += read[1]
    for name in sorted(files - allowed):
        evidence = plan_folder / EVIDENCE_FOLDER / name
        folder.problems += private_in_file(evidence, folder.path(evidence))
    return returns, updates


def _without_samples(task: Task) -> Task:
    """The task as it is where no sample returns are: a sample extension was never approved."""
    real = tuple(item for item in task.extensions if not item.sample)
    return replace(task, extensions=real)


def _load_plan(
    folder: Folder, file: Path, names: Names
) -> tuple[Plan | None, frozenset[str] | None]:
    """One plan with its returns, which are read (and their problems told) in any case.

    Also the ids of its tasks, where they can be known, of a plan that can't be read too.
    """
    document = _read(folder, file, "plan")
    if document is not None and _is_return(document):
        example = folder.path(folder.folder / "2022" / "07" / "office.yaml")
        hint = f"移到计划的文件夹里，例如 {example}"
        folder.problem("file-stray", file, "这是报送单，不放在这里", hint)
        return None, None
    ids = _ids_in(document) if document else None
    form_keys = form_keys_in(document) if document else None
    shape: PlanFile | None = None
    events = 0
    if document is not None:
        events = _count(document, "events")
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
        load_form_returns(folder, plan_folder, names, (), None, 0, published=False)
        return None, ids
    reader = TaskReader(document, names, shape)
    tasks = reader.tasks()
    scheme_reader = SchemeReader(document, shape, reader)
    scheme = scheme_reader.scheme(tasks, events_whole=events == len(shape.events))
    forms = tuple(FormReader(reader).forms(shape.forms))
    form_returns = load_form_returns(
        folder,
        plan_folder,
        names,
        forms,
        form_keys,
        shape.year,
        published=shape.publish_contacts,
    )
    zone, zone_problems = _timezone(document, shape)
    folder.problems += reader.problems + scheme_reader.problems + zone_problems
    if not names.whole:
        return None, ids
    if not returns:
        tasks = [_without_samples(task) for task in tasks]
    plan = Plan(
        id=file.stem,
        kind=shape.kind,
        title=shape.title,
        short=shape.short or shape.title,
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
        overview=tuple(shape.overview),
        scheme=scheme,
        contacts=tuple(Contact(item.name, item.telephone) for item in shape.contacts),
        publish_contacts=shape.publish_contacts,
        forms=forms,
        form_returns=form_returns,
    )
    return plan, ids


def _is_return(document: Document) -> bool:
    """Whether what stands where plans do is a return: who begins looks for no folder."""
    root = document.root
    return root.child("department") is not None and root.child("areas") is None


def _count(document: Document, key: str) -> int:
    """How many items the file has below a key, also such as can't be read."""
    node = document.root.child(key)
    return len(node.value) if node is not None and isinstance(node.value, list) else 0


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


def _found_in(folder: Folder) -> _Found:
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


def _load_names(folder: Folder, organization: Path | None) -> Names:
    """The names of an organization file; where it can't be read, names that blame nobody."""
    names: Names | None = None
    if organization is None:
        missing = folder.folder / "organization.yaml"
        folder.problem("file-missing", missing, "没有这个文件", "部门和部门组写在这里")
    elif document := _read(folder, organization, "organization"):
        names, problems = load_organization(document)
        folder.problems += problems
    return names or Names(Organization("", "", {}, ()), whole=False)


def _check_folders(folder: Folder, found: _Found) -> None:
    """A folder at the top belongs to a plan of its name, and there is a plan at all."""
    # Plans that are there, if under a name or in a form that was told of already.
    meant = {
        entry.name.split(".")[0] for entry in folder.listed(folder.folder) if not entry.is_dir()
    }
    for entry in found.folders:
        if entry.name not in found.plans and entry.name not in meant:
            message = f"没有与文件夹同名的计划 {entry.name}.yaml"
            hint = "改正文件夹名，或补上计划；报送单放在计划的文件夹里，例如 2022/07/"
            folder.problem("folder-without-plan", entry, message, hint)
    if not found.plans and not meant - {"organization"}:
        folder.problem("file-missing", folder.folder, "文件夹里没有计划", "例如 2022.yaml")


def _undeclared(problems: Iterable[Problem], contacts: Iterable[Contact]) -> list[Problem]:
    """The problems but for mobile numbers of declared contacts: masked, or published on purpose."""
    declared = mask_of((), (item.telephone for item in contacts if item.telephone))
    return [
        problem
        for problem in problems
        if problem.code != "private-mobile" or not declared.hides(problem.place.marked)
    ]


@no_collection()
def load_library(plans: Path, shown: str | None = None, *, as_written: bool = False) -> Library:
    """Everything below a folder of plans. `shown` is the folder's name in messages and links.

    Contacts are masked but for who writes files anew from what is read (`as_written`).
    """
    folder = Folder(plans, shown if shown is not None else plans.name)
    if not plans.is_dir():
        place = Place(folder.shown)
        return Library((), (Problem("file-missing", place, "没有这个计划文件夹"),), plans)
    found = _found_in(folder)
    names = _load_names(folder, found.organization)
    _check_folders(folder, found)
    read = {key: _load_plan(folder, source, names) for key, source in found.plans.items()}
    content = f"{folder.shown}/../{CONTENT_FOLDER}"
    folder.problems += private_in_pages(
        plans.absolute().parent / CONTENT_FOLDER, posixpath.normpath(content)
    )
    ordered = sorted((plan for plan, _ in read.values() if plan), key=lambda p: (p.year, p.id))
    task_ids = {key: ids for key, (_, ids) in read.items()}
    published = Masked(tuple(ordered)) if as_written else mask_plans(ordered, plans)
    contacts = tuple(dict.fromkeys(item for plan in ordered for item in plan.contacts))
    problems = [*_undeclared(folder.problems, contacts), *published.problems]
    return Library(
        published.plans,
        tuple(in_order(problems)),
        plans,
        task_ids,
        contacts,
        published.masks,
        published.files,
    )
