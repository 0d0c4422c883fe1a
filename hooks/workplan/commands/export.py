"""`plan.py export`: what the site publishes of a plan as data."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from workplan.commands.options import (
    CLEAN,
    PROBLEMS,
    add_as_of,
    add_plan,
    add_plans,
    day_asked,
    plan_named,
    whole_library,
)
from workplan.site import EXPORTS
from workplan.summaries import snapshot_of

if TYPE_CHECKING:
    from workplan.commands.options import Commands


def add(commands: Commands) -> None:
    export = commands.add_parser("export", help="打印网站会发布的数据")
    export.set_defaults(run=_export)
    add_plan(export)
    export.add_argument("--format", choices=sorted(EXPORTS), default="json", help="格式")
    add_as_of(export)
    add_plans(export)


def _export(options: argparse.Namespace) -> int:
    library = whole_library(options.plans)
    if library is None:
        return PROBLEMS
    plan = plan_named(library, options.plan)
    found = EXPORTS[options.format](snapshot_of(plan, day_asked(plan, options.as_of)))
    # A text holds its own line ends and byte-order mark; no platform may change them.
    sys.stdout.buffer.write(found if isinstance(found, bytes) else found.encode("utf-8"))
    return CLEAN
