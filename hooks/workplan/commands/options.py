"""What several commands take and do alike: days, the folder of plans, a plan by its id."""

from __future__ import annotations

import argparse
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from workplan.as_of import as_of_from, day_of, home_plan, now, parse_day
from workplan.checks import checked
from workplan.load import Library, load_library
from workplan.model import Plan
from workplan.problems import cause_of, report, stops
from workplan.writing import write_files

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


def a_year(text: str) -> int:
    """The type of an option that holds a year."""
    if not re.fullmatch("(19|2[0-9])[0-9]{2}", text):
        raise ArgumentTypeError(f"不是年份 “{text}”，写成 2023 的样子")
    return int(text)


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


def plan_for(
    library: Library, asked: str | None, year: int | None, as_of: date | None = None
) -> Plan:
    """The plan asked for, else that of a year (default: home's at a day): the only one, or the one
    named as the year is. Raises WrongUse."""
    if asked is not None:
        return plan_named(library, asked)
    if year is None:
        days = {plan.id: day_asked(plan, as_of) for plan in library.plans}
        return home_plan(days, library.plans)
    of_year = [plan for plan in library.plans if plan.year == year]
    named = [plan for plan in of_year if plan.id == str(year)]
    if len(named or of_year) == 1:
        return (named or of_year)[0]
    names = "、".join(plan.id for plan in of_year or library.plans)
    if of_year:
        raise WrongUse(f"{year} 年有几个计划，用 --plan 写明：{names}")
    raise WrongUse(f"没有 {year} 年的计划，有：{names}")


def write(changes: Mapping[Path, str | bytes | None]) -> None:
    """Writes all files, or none, as `write_files` does. Raises WrongUse where it can't."""
    try:
        write_files(changes)
    except OSError as error:
        where = Path(error.filename2 or error.filename or next(iter(changes), "")).as_posix()
        raise WrongUse(f"写不进去，什么也没有改动：{where}：{cause_of(error)}") from None


def day_asked(plan: Plan, asked: date | None) -> date:
    """The as-of day of an option, of the environment, of the plan, or today. Raises WrongUse."""
    try:
        return day_of(plan, asked or as_of_from(), now())
    except ValueError as error:
        raise WrongUse(str(error)) from None
