"""What several commands take and do alike: days, the folder of plans, a plan by its id."""

from __future__ import annotations

import argparse
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from workplan.as_of import as_of_from, day_of, now, parse_day
from workplan.checks import checked
from workplan.load import Library, load_library
from workplan.model import Plan
from workplan.problems import report, stops

if TYPE_CHECKING:
    # A parser of commands adds parsers of its own kind; argparse has no public name for it.
    Commands = argparse._SubParsersAction[ArgumentParser]

CLEAN, PROBLEMS, WRONG_USE = 0, 1, 2


class WrongUse(Exception):
    """A command called wrongly in a way that argparse cannot see; its text says how."""


def a_day(text: str) -> date:
    """The type of an option that holds a day."""
    try:
        return parse_day(text)
    except ValueError:
        raise ArgumentTypeError(f"不是日期 “{text}”，写成 2022-07-15 的样子") from None


def add_plans(parser: ArgumentParser) -> None:
    """The option --plans: the folder of plans."""
    parser.add_argument(
        "--plans", type=Path, default=Path("plans"), metavar="文件夹", help="计划文件夹"
    )


def add_plan(parser: ArgumentParser) -> None:
    """The argument that names a plan."""
    parser.add_argument("plan", metavar="计划", help="计划的编号，例如 2022")


def add_as_of(parser: ArgumentParser) -> None:
    """The option --as-of."""
    parser.add_argument(
        "--as-of",
        type=a_day,
        metavar="日期",
        help="数据截至哪一天（默认看计划的 as_of，再看今天）",
    )


def library_in(plans: Path, *, as_written: bool = False) -> Library:
    """The checked library of a folder of plans; `as_written` for who writes files from it."""
    return checked(load_library(plans, plans.as_posix(), as_written=as_written))


def whole_library(plans: Path, *, as_written: bool = False) -> Library | None:
    """The library where nothing in it is an error; else None, and the problems are printed."""
    library = library_in(plans, as_written=as_written)
    if not stops(library.problems):
        return library
    print(report(library.problems), file=sys.stderr)
    return None


def plan_named(library: Library, plan_id: str) -> Plan:
    """The plan of that id. Raises WrongUse."""
    plans = {plan.id: plan for plan in library.plans}
    if plan_id not in plans:
        raise WrongUse(f"没有计划 “{plan_id}”，有：{'、'.join(plans)}")
    return plans[plan_id]


def day_asked(plan: Plan, asked: date | None) -> date:
    """The as-of day of an option, of the environment, of the plan, or today. Raises WrongUse."""
    try:
        return day_of(plan, asked or as_of_from(), now())
    except ValueError as error:
        raise WrongUse(str(error)) from None
