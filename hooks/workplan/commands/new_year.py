"""`plan.py new-year`: the plan file of another year, begun from one that is there."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from workplan.commands.options import (
    CLEAN,
    PROBLEMS,
    WrongUse,
    a_year,
    add_as_of,
    add_plans,
    day_asked,
    plan_named,
    whole_library,
    write,
)
from workplan.next_year import NextYear, next_year
from workplan.summaries import Snapshot, snapshot_of

if TYPE_CHECKING:
    from workplan.commands.options import Commands


def add(commands: Commands) -> None:
    new = commands.add_parser("new-year", help="由上年的计划起草新一年的计划文件")
    new.set_defaults(run=_new_year)
    new.add_argument("year", type=a_year, metavar="年份", help="新计划的年份，例如 2023")
    new.add_argument("--from", required=True, dest="plan", metavar="计划", help="上年计划的编号")
    new.add_argument(
        "--carry-unfinished", action="store_true", help="没有完成的任务也带过来，写明接续哪一项"
    )
    add_as_of(new)
    add_plans(new)


def _new_year(options: argparse.Namespace) -> int:
    library = whole_library(options.plans, as_written=True)
    if library is None:
        return PROBLEMS
    plan = plan_named(library, options.plan)
    if not plan.year < options.year < 2999:
        raise WrongUse(f"新计划的年份要在 {plan.year} 年以后，不是 {options.year}")
    snapshot = snapshot_of(plan, day_asked(plan, options.as_of))
    made = next_year(snapshot, options.year, carry=options.carry_unfinished)
    file = options.plans / f"{made.id}.yaml"
    for there in (file, file.with_suffix(".yml")):
        if there.exists():
            raise WrongUse(f"{there.as_posix()} 已经有了，没有改动它")
    write({file: made.text})
    print(f"{file.as_posix()} 已写好：{made.title}，{made.areas} 项重点工作")
    for line in _told(made, snapshot, carry=options.carry_unfinished):
        print(line)
    return CLEAN


def _told(made: NextYear, snapshot: Snapshot, *, carry: bool) -> list[str]:
    """What was carried over, and what is to be done next."""
    lines = []
    if carry:
        day = snapshot.as_of.isoformat()
        lines.append(
            f"带过来 {len(made.carried)} 项没有完成的任务（截至 {day}），编号从 1 重新排，"
            "continues 写明上年的编号"
        )
        if snapshot.plan.sample:
            lines.append("注意：上年的报送单是演示数据，完成没有完成只供试用")
    lines += ["", "接下来："]
    steps = [f"照印发的文件改 {made.id}.yaml，印发以后填 number（文号）和 issued（印发日）"]
    if undated := [str(task.id) for task in made.carried if task.undated]:
        steps.append(f"定下完成时限：任务 {'、'.join(undated)} 写的是“待定”，下一行注明上年的时限")
    if dated := [str(task.id) for task in made.carried if task.names_old_year]:
        steps.append(f"任务 {'、'.join(dated)} 的正文里有“{snapshot.plan.year}”，看看要不要改")
    steps.append("运行 scripts/plan.py check")
    steps.append(f"报送单以后放在 {made.id}/ 文件夹；部门有变动的改 organization.yaml")
    return lines + [f"  {number}. {step}" for number, step in enumerate(steps, 1)]
