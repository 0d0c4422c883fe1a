"""`plan.py return`, `log`, `sheet` and `take`: a month reported, in YAML or in a workbook."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workplan.commands.options import (
    CLEAN,
    PROBLEMS,
    WrongUse,
    a_day,
    add_as_of,
    add_plans,
    day_asked,
    library_in,
    plan_for,
    write,
)
from workplan.fields import folded
from workplan.filing.drafts import draft_of, return_path, schema_line, there_already
from workplan.filing.entries import Entry, evidence_of, filed, natural
from workplan.filing.sheets import sheet_name, sheet_of
from workplan.filing.taking import take
from workplan.load import Library
from workplan.model import Plan
from workplan.names import Names
from workplan.periods import Period, parse_period, period_of
from workplan.problems import Place, report, stops
from workplan.reporting import open_period
from workplan.summaries import snapshot_of
from workplan.words import SAMPLE

if TYPE_CHECKING:
    from workplan.commands.options import Commands


def _a_period(text: str) -> Period:
    """The type of an argument that holds a period."""
    if (period := parse_period(text)) is None:
        raise argparse.ArgumentTypeError(f"不是报送期 “{text}”，写成 2022-10 或 2022-Q3 的样子")
    return period


def add(commands: Commands) -> None:
    _add_return(commands)
    _add_log(commands)
    _add_sheet(commands)
    _add_take(commands)


def _add_whose(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("department", metavar="部门", help="英文键、全称、简称或别名")
    parser.add_argument("period", type=_a_period, metavar="报送期", help="2022-10 或 2022-Q3")
    _add_which(parser)


def _add_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", metavar="计划", help="计划的编号（默认按年度找）")
    add_plans(parser)


def _add_return(commands: Commands) -> None:
    parser = commands.add_parser("return", help="给部门起一张报送单，要问的写在注释里")
    parser.set_defaults(run=_return)
    _add_whose(parser)
    add_as_of(parser)


def _add_log(commands: Commands) -> None:
    parser = commands.add_parser("log", help="在报送单里加一条进展，没有就新建")
    parser.set_defaults(run=_log)
    parser.add_argument("task", metavar="任务", help="任务编号")
    for option, what in (
        ("--status", "状态"),
        ("--progress", "完成百分之几"),
        ("--note", "做了什么"),
        ("--reason", "理由"),
        ("--approved-by", "谁批准"),
        ("--verified-by", "核验部门"),
        ("--lamp", "yellow、red 或 auto"),
        ("--by", "谁定的灯"),
    ):
        parser.add_argument(option, metavar="内容", help=what)
    parser.add_argument("--date", type=a_day, metavar="日期", help="事情是哪天的")
    parser.add_argument(
        "--occurrences", nargs="+", metavar="次数", help="办了几次，或各是哪天（空格隔开）"
    )
    parser.add_argument(
        "--figures", action="append", default=[], metavar="名称=数", help="可以写几个"
    )
    parser.add_argument(
        "--evidence",
        action="append",
        default=[],
        metavar="标题=网址",
        help="佐证材料，可以写几个；files/ 里的写文件名",
    )
    parser.add_argument("--department", metavar="部门", help="哪个部门报（默认牵头的）")
    parser.add_argument(
        "--period", type=_a_period, metavar="报送期", help="默认看日期，再看现在报哪个月"
    )
    parser.add_argument("--reported-on", type=a_day, metavar="日期", help="哪天报送（默认今天）")
    _add_which(parser)


def _add_sheet(commands: Commands) -> None:
    parser = commands.add_parser("sheet", help="给部门做一张填报表（Excel）")
    parser.set_defaults(run=_sheet)
    _add_whose(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="文件", help="放在哪里（默认当前文件夹）"
    )
    add_as_of(parser)


def _add_take(commands: Commands) -> None:
    parser = commands.add_parser("take", help="把填好的填报表登记成报送单")
    parser.set_defaults(run=_take)
    parser.add_argument("files", nargs="+", type=Path, metavar="文件", help="一张或几张 .xlsx")
    parser.add_argument("--check", action="store_true", help="只检查，不写文件")
    parser.add_argument(
        "--reported-on", type=a_day, metavar="日期", help="没写报送日期的算哪天（默认今天）"
    )
    add_plans(parser)


# --- what the options name -----------------------------------------------------------------------


def _library(plans: Path) -> Library | None:
    """The library of a folder, whatever is wrong elsewhere in it; None where it has no plan."""
    library = library_in(plans)
    if library.plans:
        return library
    print(report(library.problems), file=sys.stderr)
    return None


def _department(plan: Plan, name: str) -> str:
    """The key of a department. Raises WrongUse."""
    key, problems = Names(plan.organization).department(name, Place(""))
    if key is None:
        raise WrongUse("。".join(filter(None, (problems[0].message, problems[0].hint))))
    return key


# --- the commands --------------------------------------------------------------------------------


def _return(options: argparse.Namespace) -> int:
    library = _library(options.plans)
    if library is None:
        return PROBLEMS
    plan = plan_for(library, options.plan, options.period.start.year)
    department = _department(plan, options.department)
    path = return_path(options.plans, plan, department, options.period)
    if there := there_already(path):
        raise WrongUse(f"{there.as_posix()} 已经有了，没有改动；加一条进展用 plan.py log")
    as_of = day_asked(plan, options.as_of)
    draft = draft_of(snapshot_of(plan, as_of), department, options.period, as_of)
    write({path: schema_line(path, options.plans) + draft})
    print(f"已写好 {path.as_posix()}。打开它，按注释填写；填好以前，检查会说报送单里没有进展。")
    _tell_sample(plan)
    return CLEAN


def _tell_sample(plan: Plan) -> None:
    if plan.sample:
        print(f"本计划现在都是{SAMPLE}，这一张也写了 sample: true；报真实的，先删去{SAMPLE}。")


def _pairs(given: list[str], option: str, example: str) -> list[tuple[str, str]]:
    """Names and values as 名称=值. Raises WrongUse."""
    found = []
    for text in given:
        name, mark, value = text.partition("=")
        if not (mark and name.strip() and value.strip()):
            raise WrongUse(f"{option} 写成 {example} 的样子，不是 “{text}”")
        found.append((name.strip(), value.strip()))
    return found


def _update(options: argparse.Namespace) -> dict[str, Any]:
    """The update that the options tell, in the order in which an editor writes it."""
    held = [natural(text) for text in options.occurrences or ()]
    evidence = _pairs(options.evidence, "--evidence", "视察报告=https://…")
    figures = _pairs(options.figures, "--figures", "视察次数=2")
    found = {
        "task": natural(options.task),
        "date": options.date,
        "status": options.status,
        "progress": natural(options.progress) if options.progress else None,
        "occurrences": held[0] if len(held) == 1 and isinstance(held[0], int) else held,
        "figures": {name: natural(value) for name, value in figures},
        "note": options.note,
        "evidence": [evidence_of(title, where) for title, where in evidence],
        "reason": options.reason,
        "approved_by": options.approved_by,
        "verified_by": options.verified_by,
        "lamp": options.lamp,
        "by": options.by,
    }
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def _log(options: argparse.Namespace) -> int:
    library = _library(options.plans)
    if library is None:
        return PROBLEMS
    day: date | None = options.date
    year = options.period.start.year if options.period else day.year if day else None
    plan = plan_for(library, options.plan, year)
    reported_on = day_asked(plan, options.reported_on)
    period = options.period or (period_of(day, 1) if day else open_period(plan, reported_on))
    period = period or period_of(reported_on, 1)
    task = next((task for task in plan.tasks if task.id == folded(options.task)), None)
    if task is None:
        raise WrongUse(f"计划 {plan.id} 里没有任务 “{options.task}”")
    if options.department:
        department = _department(plan, options.department)
    elif (lead := task.lead_at(day or min(reported_on, period.end))) is not None:
        department = lead
    else:
        names = "、".join(plan.name(unit) for unit in task.units_at(reported_on))
        raise WrongUse(f"任务 {task.id} 由几个部门各报各的，用 --department 写明：{names}")
    entry = Entry(department, period, reported_on, _update(options))
    done = filed(library, plan, options.plans.as_posix(), entry)
    if stops(done.problems, strict=True):
        print(report(done.problems), file=sys.stderr)
        print(f"没有写入。上面的位置是加进 {done.path.as_posix()} 以后的。", file=sys.stderr)
        return PROBLEMS
    write({done.path: done.text})
    what = "新建了" if done.is_new else "已加进"
    print(f"{what} {done.path.as_posix()}：任务 {task.id}（{plan.name(department)}）")
    if done.problems:
        print(report(done.problems))
    if done.is_new:
        _tell_sample(plan)
    return CLEAN


def _sheet(options: argparse.Namespace) -> int:
    library = _library(options.plans)
    if library is None:
        return PROBLEMS
    plan = plan_for(library, options.plan, options.period.start.year)
    department = _department(plan, options.department)
    path = options.output or Path(sheet_name(department, options.period))
    if path.suffix.casefold() != ".xlsx":
        raise WrongUse(f"--output 写以 .xlsx 结尾的文件名，不是 “{path.as_posix()}”")
    if path.exists():
        raise WrongUse(f"{path.as_posix()} 已经有了，没有改动：里面也许有填好的内容")
    snapshot = snapshot_of(plan, day_asked(plan, options.as_of))
    write({path: sheet_of(snapshot, department, options.period)})
    print(f"已做好 {path.as_posix()}。填好以后用 plan.py take 登记，或传到 inbox/。")
    return CLEAN


def _take(options: argparse.Namespace) -> int:
    library = _library(options.plans)
    if library is None:
        return PROBLEMS
    days = {plan.id: day_asked(plan, options.reported_on) for plan in library.plans}
    taken, problems = take(options.files, library, options.plans.as_posix(), days)
    if stops(problems, strict=True):
        print(report(problems), file=sys.stderr)
        if len(options.files) > 1:
            print("一张都没有登记：改好以后一起再交。", file=sys.stderr)
        return PROBLEMS
    if not options.check:
        write({one.path: one.text for one in taken if not one.known})
    for one in taken:
        counted = f"{one.updates} 条进展，{one.no_change} 项无新进展"
        what = "已经登记过" if one.known else "可以登记" if options.check else "已登记"
        print(f"{what}：{one.workbook} → {one.path.as_posix()}（{counted}）")
    if problems:
        print(report(problems))
    return CLEAN
