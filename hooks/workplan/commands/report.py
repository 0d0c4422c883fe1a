"""`plan.py report`: one report of a plan, at its own day."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from workplan.commands.options import (
    CLEAN,
    PROBLEMS,
    WrongUse,
    add_as_of,
    add_plans,
    day_asked,
    plan_for,
    whole_library,
)
from workplan.documents import Document
from workplan.exports.text import as_text
from workplan.history import History
from workplan.reports.listing import NoReport, report_of
from workplan.summaries import snapshot_of

if TYPE_CHECKING:
    from workplan.commands.options import Commands

# How a report can be printed.
FORMATS: Mapping[str, Callable[[Document], str | bytes]] = {"text": as_text}


def add(commands: Commands) -> None:
    report = commands.add_parser("report", help="打印一期通报、督查、述评，或催报单")
    report.set_defaults(run=_report)
    report.add_argument(
        "period", metavar="期", help="2022-07、2022-Q3、2022（或 annual），或 due（催报）"
    )
    report.add_argument(
        "--plan", metavar="计划", help="计划的编号（默认按期的年份，没有写年份的是首页的计划）"
    )
    report.add_argument("--format", choices=sorted(FORMATS), default="text", help="格式")
    add_as_of(report)
    add_plans(report)


def _report(options: argparse.Namespace) -> int:
    library = whole_library(options.plans)
    if library is None:
        return PROBLEMS
    year = re.match(r"[0-9]{4}", options.period.strip())
    plan = plan_for(library, options.plan, int(year[0]) if year else None, options.as_of)
    history = History(snapshot_of(plan, day_asked(plan, options.as_of)))
    try:
        found = FORMATS[options.format](report_of(history, options.period))
    except NoReport as error:
        raise WrongUse(str(error)) from None
    sys.stdout.buffer.write(found if isinstance(found, bytes) else found.encode("utf-8"))
    return CLEAN
