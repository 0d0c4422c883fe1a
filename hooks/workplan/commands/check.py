"""`plan.py check`: everything wrong with plans and returns, told at once."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from workplan.commands.options import CLEAN, PROBLEMS, add_plans, library_in
from workplan.problems import report, stops

if TYPE_CHECKING:
    from workplan.commands.options import Commands


def add(commands: Commands) -> None:
    check = commands.add_parser("check", help="检查计划和报送单，把问题一次说全")
    check.set_defaults(run=_check)
    check.add_argument("--strict", action="store_true", help="警告也算不通过")
    add_plans(check)


def _check(options: argparse.Namespace) -> int:
    library = library_in(options.plans)
    print(report(library.problems))
    return PROBLEMS if stops(library.problems, strict=options.strict) else CLEAN
