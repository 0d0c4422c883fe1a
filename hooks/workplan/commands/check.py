"""`plan.py check`: everything wrong with plans, returns and the reports people write, told at once.

Word's template is no editor's file and slow to read: the build tries it (`beside`).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from workplan.annotations import FORMATS
from workplan.commands.options import (
    CLEAN,
    PROBLEMS,
    WrongUse,
    add_plans,
    day_asked,
    library_in,
)
from workplan.load import CONTENT_FOLDER
from workplan.model import Plan
from workplan.problems import Problem, report, stops
from workplan.summaries import Snapshot, snapshot_of

if TYPE_CHECKING:
    from workplan.commands.options import Commands


def add(commands: Commands) -> None:
    check = commands.add_parser("check", help="检查计划和报送单，连同写的报告，把问题一次说全")
    check.set_defaults(run=_check)
    check.add_argument(
        "paths",
        nargs="*",
        metavar="路径",
        type=Path,
        help="只说这些文件、文件夹里的问题（照样读全部计划）",
    )
    check.add_argument("--strict", action="store_true", help="警告也算不通过")
    check.add_argument("--format", choices=tuple(FORMATS), default="text", help="打印成什么样子")
    add_plans(check)


def _check(options: argparse.Namespace) -> int:
    wanted = [_shown(path, options.plans) for path in options.paths]
    shown = options.plans.as_posix()
    only_plans = bool(wanted) and all(f"{one}/".startswith(f"{shown}/") for one in wanted)
    problems = library_in(options.plans).problems if only_plans else _problems(options.plans)
    if wanted:
        problems = tuple(_below(wanted, problems))
    print(FORMATS[options.format](problems))
    if options.format == "gitlab":  # goes into a file; the log is for whoever looks there first
        print(report(problems), file=sys.stderr)
    return PROBLEMS if stops(problems, strict=options.strict) else CLEAN


def _problems(plans: Path) -> tuple[Problem, ...]:
    """What is wrong with plans and returns, and where a site is made of them, with its articles."""
    library = library_in(plans)
    if stops(library.problems) or not (plans / "../mkdocs.yml").is_file():
        return library.problems
    from workplan.articles import articles_in  # not for the plans alone

    content = plans / ".." / CONTENT_FOLDER
    shown = _beside(plans, CONTENT_FOLDER)
    _, problems = articles_in(content, shown, library.plans, _snapshot_at)
    return (*library.problems, *problems)


def _snapshot_at(plan: Plan, day: date | None) -> Snapshot:
    return snapshot_of(plan, day or day_asked(plan, None))


def _beside(plans: Path, name: str) -> str:
    """What lies beside the folder of plans, as places show it."""
    return os.path.normpath(f"{plans.as_posix()}/../{name}")


def _shown(path: Path, plans: Path) -> str:
    """The path as places show it. Raises WrongUse where nothing is there or would be read."""
    if not os.path.lexists(path):
        raise WrongUse(f"没有这个文件或文件夹 “{path}”")
    at, top = _real(path), _real(plans)
    for folder, shown in (
        (top, plans.as_posix()),
        (top.parent / CONTENT_FOLDER, _beside(plans, CONTENT_FOLDER)),
    ):
        if at.is_relative_to(folder):
            return "/".join((shown, *at.relative_to(folder).parts))
    raise WrongUse(f"“{path}” 不在计划文件夹 {plans.as_posix()} 里")


def _real(path: Path) -> Path:
    """The absolute path without links on the way; what it names may itself be one."""
    return path.resolve() if path.name in ("", "..") else path.parent.resolve() / path.name


def _below(wanted: Iterable[str], problems: Iterable[Problem]) -> Iterable[Problem]:
    """The problems of the wanted files and of files in the wanted folders."""
    wanted = tuple(wanted)
    for problem in problems:
        path = problem.place.path
        if any(path == one or path.startswith(f"{one}/") for one in wanted):
            yield problem
