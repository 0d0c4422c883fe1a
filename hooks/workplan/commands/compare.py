"""`plan.py preview`: what a merge changes; `plan.py changes`: what changed between two points."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from workplan.as_of import as_of_from, parse_day
from workplan.checks import checked
from workplan.commands.options import (
    CLEAN,
    PROBLEMS,
    WrongUse,
    add_as_of,
    add_plans,
    day_asked,
    library_in,
    plan_named,
    whole_library,
)
from workplan.comparison import Changes, compare
from workplan.differences import (
    problem_sections,
    problems_between,
    sections_by_kind,
    sections_for_review,
    snapshot_line,
    summed_up,
)
from workplan.documents import Section
from workplan.exports.markdown import as_markdown, heading
from workplan.load import Library, load_library
from workplan.model import Plan
from workplan.problems import count_line, stops
from workplan.revisions import Repository, Revision, RevisionError
from workplan.summaries import snapshot_of

if TYPE_CHECKING:
    from workplan.commands.options import Commands

# What names the files as they are now, committed or not.
HERE = "."
# A table in a merge request longer than this is not read.
MOST_SHOWN = 30


def add(commands: Commands) -> None:
    preview = commands.add_parser(
        "preview", help="合并以后什么会变：灯、状态、时限、合计和问题（Markdown）"
    )
    preview.set_defaults(run=_preview)
    preview.add_argument("base", metavar="改动前", help="要合并进去的分支，例如 main")
    preview.add_argument(
        "head",
        metavar="改动后",
        nargs="?",
        default="HEAD",
        help="要合并的分支或提交（默认 HEAD；写 . 是现在的文件，没有提交的也算）",
    )
    add_as_of(preview)
    add_plans(preview)
    changes = commands.add_parser("changes", help="两个日期、两个版本之间什么变了（Markdown）")
    changes.set_defaults(run=_changes)
    changes.add_argument("before", metavar="从", help="日期，或分支、标签、提交")
    changes.add_argument("after", metavar="到", help="日期，或分支、标签、提交；. 是现在的文件")
    changes.add_argument("--plan", metavar="计划", help="只看一个计划，例如 2022（默认全部）")
    add_as_of(changes)
    add_plans(changes)


# --- the two sides -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Side:
    """The plans on one side of a comparison, and what that side is called."""

    name: str
    library: Library

    @property
    def plans(self) -> Mapping[str, Plan]:
        return {plan.id: plan for plan in self.library.plans}

    @property
    def broken(self) -> bool:
        """Whether something in it can't be read, so that tasks may be missing."""
        return stops(self.library.problems)


def _side(repository: Repository, revision: Revision | None, plans: Path) -> _Side:
    """The plans of a revision, or (None) as the files are now. Raises RevisionError."""
    if revision is None:
        return _Side("现在的文件", library_in(plans))
    with repository.plans_at(revision) as folder:
        return _Side(str(revision), checked(load_library(folder, plans.as_posix())))


def _revision(repository: Repository, name: str) -> Revision | None:
    return None if name == HERE else repository.revision(name)


# --- one plan ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Told:
    """What is said of one plan: a sentence, notes, and sections."""

    title: str
    sentence: str
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    differs: bool = True


def _compared(before: _Side, after: _Side, plan_id: str, asked: date | None) -> Changes | _Told:
    """A plan on both sides at one day; where it is on one side only, what can be said of it."""
    old, new = before.plans.get(plan_id), after.plans.get(plan_id)
    if old and new:
        day = day_asked(new, asked)
        return compare(snapshot_of(old, day), snapshot_of(new, day))
    plan = new or old
    if plan is None:
        raise AssertionError(plan_id)
    which, other = ("改动前", before) if new else ("改动后", after)
    if other.broken:
        return _Told(plan.title, f"{which}的计划 {plan_id} 读不出来，不能比较")
    what = "新增这个计划" if new else "去掉了这个计划"
    line = snapshot_line(snapshot_of(plan, day_asked(plan, asked)))
    return _Told(plan.title, f"{what}：{line}")


def _pin_note(changes: Changes, asked: date | None) -> tuple[str, ...]:
    """That the plan's own day changed too, which both sides here are not told apart by."""
    old, new = changes.before.plan.as_of, changes.after.plan.as_of
    if old == new or asked or as_of_from():
        return ()
    shown = [day.isoformat() if day else "（不写）" for day in (old, new)]
    day = changes.after.as_of
    return (f"计划的 as_of 由 {shown[0]} 改为 {shown[1]}；这里改动前后都按 {day} 计算。",)


def _told(before: _Side, after: _Side, plan_id: str, asked: date | None, *, review: bool) -> _Told:
    found = _compared(before, after, plan_id, asked)
    if isinstance(found, _Told):
        return found
    sections = sections_for_review(found) if review else sections_by_kind(found)
    notes = _pin_note(found, asked)
    title = found.after.plan.title
    return _Told(title, summed_up(found), notes, sections, differs=bool(found.any or notes))


def _all_told(
    before: _Side, after: _Side, asked: date | None, only: str | None, *, review: bool
) -> list[_Told]:
    """Every plan that differs, in the order of the plans."""
    ids = dict.fromkeys([*after.plans, *before.plans])
    every = [
        _told(before, after, plan_id, asked, review=review)
        for plan_id in ids
        if only in (None, plan_id)
    ]
    return [told for told in every if told.differs]


def _sentence(told: list[_Told]) -> str:
    """The first line: what changed, by plan where several did."""
    if not told:
        return "灯、状态、时限和文字都没有变化"
    if len(told) == 1:
        return told[0].sentence
    return "；".join(f"{item.title}：{item.sentence}" for item in told)


def _bodies(told: list[_Told], most: int | None) -> list[str]:
    found = []
    for item in told:
        notes = [*item.notes]
        if len(told) > 1:
            found.append(f"{heading(item.title, 2)}\n")
            notes.insert(0, item.sentence)
        if notes or item.sections:
            found.append(as_markdown(notes, item.sections, most=most))
    return found


def _days(before: _Side, after: _Side, asked: date | None) -> str:
    """The day at which the plans are compared, by plan where they differ in it."""
    plans = {**before.plans, **after.plans}
    days = {plan_id: day_asked(plan, asked).isoformat() for plan_id, plan in plans.items()}
    if len(set(days.values())) == 1:
        return next(iter(days.values()))
    return "、".join(f"{day}（{plan_id}）" for plan_id, day in sorted(days.items()))


# --- preview -------------------------------------------------------------------------------------


def _preview(options: argparse.Namespace) -> int:
    notes = []
    try:
        repository = Repository(options.plans)
        base = repository.revision(options.base)
        head = _revision(repository, options.head)
        fork = repository.fork(base, head or repository.revision("HEAD"))
        if fork is None:
            notes.append(
                f"取到的历史里找不到 {base.name} 和改动的共同祖先，直接与 {base.name} 比较："
                "它后来的变化也算在内。"
            )
        before = _side(repository, fork or base, options.plans)
        after = _side(repository, head, options.plans)
    except RevisionError as error:
        raise WrongUse(str(error)) from None
    for side, which in ((before, "改动前"), (after, "改动后")):
        if side.broken:
            counted = count_line(side.library.problems)
            notes.append(f"{which}的文件有 {counted}，读不出来的任务在下面按没有算。")
    told = _all_told(before, after, options.as_of, None, review=True)
    new, solved = problems_between(before.library.problems, after.library.problems)
    parts = [_sentence(told)]
    parts += [f"新出现 {count_line(new)}"] if new else []
    parts += [f"解决 {count_line(solved)}"] if solved else []
    sides = f"改动前：{before.name}；改动后：{after.name}"
    if day := _days(before, after, options.as_of):
        sides += f"；数据截至 {day}"
    lead = ["；".join(parts), f"{sides}。", *notes]
    texts = [as_markdown(lead, ()), *_bodies(told, MOST_SHOWN)]
    if problems := problem_sections(new, solved):
        level = 2 if len(told) > 1 else 3
        texts.append(as_markdown((), problems, level=level, most=MOST_SHOWN))
    print("\n".join(texts), end="")
    return PROBLEMS if after.broken else CLEAN


# --- changes -------------------------------------------------------------------------------------


def _as_day(text: str) -> date | None:
    try:
        return parse_day(text)
    except ValueError:
        return None


def _changes(options: argparse.Namespace) -> int:
    days = [_as_day(options.before), _as_day(options.after)]
    if days[0] and days[1]:
        return _between_days(options, days[0], days[1])
    if any(days):
        raise WrongUse("“从” 和 “到” 要么都写日期，要么都写版本")
    try:
        repository = Repository(options.plans)
        revisions = [_revision(repository, name) for name in (options.before, options.after)]
        before, after = (_side(repository, revision, options.plans) for revision in revisions)
    except RevisionError as error:
        raise WrongUse(str(error)) from None
    if options.plan and options.plan not in {**before.plans, **after.plans}:
        plan_named(after.library, options.plan)  # raises
    told = _all_told(before, after, options.as_of, options.plan, review=False)
    lead = [f"{before.name} → {after.name}：{_sentence(told)}"]
    for side in (before, after):
        if side.broken:
            counted = count_line(side.library.problems)
            lead.append(f"{side.name} 的文件有 {counted}，读不出来的任务按没有算。")
    _print(lead, told)
    return PROBLEMS if after.broken else CLEAN


def _between_days(options: argparse.Namespace, first: date, last: date) -> int:
    if first > last:
        raise WrongUse(f"前一个日期 {first} 在后一个 {last} 之后，请对调")
    if options.as_of:
        raise WrongUse("比较两个日期时不写 --as-of")
    library = whole_library(options.plans)
    if library is None:
        return PROBLEMS
    plans = [plan_named(library, options.plan)] if options.plan else [*library.plans]
    told = []
    for plan in plans:
        found = compare(snapshot_of(plan, first), snapshot_of(plan, last))
        if found.any:
            told.append(_Told(plan.title, summed_up(found), (), sections_by_kind(found)))
    _print([f"{first} → {last}：{_sentence(told)}"], told)
    return CLEAN


def _print(lead: list[str], told: list[_Told]) -> None:
    print("\n".join([as_markdown(lead, ()), *_bodies(told, None)]), end="")
