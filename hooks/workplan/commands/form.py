"""`plan.py form`: filled workbooks of forms into returns (`fill`), and workbooks to fill (`blank`)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from workplan.commands.options import (
    CLEAN,
    PROBLEMS,
    WrongUse,
    add_plan,
    add_plans,
    plan_named,
    whole_library,
    write,
)
from workplan.exports.form_book import form_book
from workplan.filing.trial import tried
from workplan.folder import FORMS_FOLDER
from workplan.form_filling import Filled, read_filled
from workplan.model import FormReturn
from workplan.names import Names
from workplan.problems import Place, Problem, report, stops
from workplan.schemas import modeline

if TYPE_CHECKING:
    from workplan.commands.options import Commands


def add(commands: Commands) -> None:
    form = commands.add_parser("form", help="计划表：把填好的工作簿变成报送，或生成空白工作簿")
    kinds = form.add_subparsers(dest="form_command", required=True, metavar="做什么")
    fill = kinds.add_parser("fill", help="把填好的工作簿变成 YAML")
    fill.set_defaults(run=_fill)
    fill.add_argument("files", nargs="+", type=Path, metavar="工作簿", help="填好的 .xlsx 文件")
    fill.add_argument("--plan", metavar="计划", help="哪个计划的表；几个计划有同名的表才要写")
    fill.add_argument("--replace", action="store_true", help="换掉这个单位已经报的")
    fill.add_argument("--sample", action="store_true", help="是演示数据")
    add_plans(fill)
    blank = kinds.add_parser("blank", help="生成空白工作簿，可以带上单位名称")
    blank.set_defaults(run=_blank)
    add_plan(blank)
    blank.add_argument("form", metavar="表", help="表的 key，例如 speeches")
    blank.add_argument("unit", nargs="?", metavar="单位", help="填报单位；不写就空着")
    blank.add_argument(
        "-o", "--output", type=Path, metavar="文件", help="放在哪里（默认当前文件夹）"
    )
    add_plans(blank)


# --- fill ----------------------------------------------------------------------------------------


def _fill(options: argparse.Namespace) -> int:
    library = whole_library(options.plans, as_written=True)
    if library is None:
        return PROBLEMS
    plans = (plan_named(library, options.plan),) if options.plan else library.plans
    filled: list[Filled] = []
    problems: list[Problem] = []
    for file in options.files:
        found, more = read_filled(file, file.as_posix(), plans, sample=options.sample)
        filled += found
        problems += more
    problems += _twice(filled)
    changes: dict[Path, str] = {}
    places: dict[str, Place] = {}
    lines = []
    for item in filled:
        target, before = _target(options.plans, item)
        name = f"{item.plan.name(item.given.unit)}《{item.form.title}》{len(item.given.rows)} 行"
        shown = target.as_posix()
        if before == item.given:
            lines.append(f"{shown}：{name}，已经有了，内容相同，没有改动")
            continue
        if before is not None or target.exists():
            if not options.replace:
                problems.append(_exists(item, shown, before))
                continue
            lines.append(f"{shown}：{name}，换掉了原来的")
        else:
            lines.append(f"{shown}：{name}，已写入")
        changes[target] = _modeline(item) + item.text
        places[shown] = item.place
    if changes and not stops(problems):
        after = tried(options.plans, options.plans.as_posix(), changes)
        problems += [_in_workbook(problem, places) for problem in after.problems]
    if stops(problems):
        problems = [problem for problem in problems if stops([problem])]
        print(report(problems), file=sys.stderr)
        print("什么也没有写入。", file=sys.stderr)
        return PROBLEMS
    write(changes)
    print("\n".join(lines))
    return CLEAN


def _in_workbook(problem: Problem, places: Mapping[str, Place]) -> Problem:
    """What would be wrong with the plans once a return is written, at the workbook it came from."""
    if problem.place.path not in places:
        return problem
    hint = problem.hint
    if problem.code == "sample-mixed":
        hint = "先删去演示数据；这一张也是演示的话，加 --sample"
    return replace(problem, place=places[problem.place.path], hint=hint)


def _modeline(item: Filled) -> str:
    """The first line, by which editors know what the file holds."""
    below = (item.plan.id, FORMS_FOLDER, item.form.key, f"{item.given.unit}.yaml")
    return modeline(PurePosixPath(*below))


def _twice(filled: Sequence[Filled]) -> list[Problem]:
    """Several workbooks of one unit for one form: nobody knows which is meant."""
    first: dict[tuple[str, str, str], Place] = {}
    problems = []
    for item in filled:
        place = first.setdefault((item.plan.id, item.form.key, item.given.unit), item.place)
        if place is not item.place:
            name = item.plan.name(item.given.unit)
            message = f"{name}的《{item.form.title}》在 {place} 已有一份"
            problems.append(Problem("form-twice", item.place, message))
    return problems


def _target(plans: Path, item: Filled) -> tuple[Path, FormReturn | None]:
    """The file that a return goes to, and what the unit has returned so far, wherever that lies."""
    for given in item.plan.form_returns:
        if (given.form, given.unit) == (item.form.key, item.given.unit):
            return Path(given.place.path), given
    folder = plans / item.plan.id / FORMS_FOLDER / item.form.key
    return folder / f"{item.given.unit}.yaml", None


def _exists(item: Filled, shown: str, before: FormReturn | None) -> Problem:
    name = item.plan.name(item.given.unit)
    message = f"{name}的《{item.form.title}》已经报过（{shown}），内容不同"
    if before is not None:
        message += (
            f"：原来 {before.reported_on} 报 {len(before.rows)} 行，"
            f"这次 {item.given.reported_on} 报 {len(item.given.rows)} 行"
        )
    return Problem("form-exists", item.place, message, hint="确实要换，加 --replace")


# --- blank ---------------------------------------------------------------------------------------


def _blank(options: argparse.Namespace) -> int:
    library = whole_library(options.plans)
    if library is None:
        return PROBLEMS
    plan = plan_named(library, options.plan)
    forms = {form.key: form for form in plan.forms}
    if not forms:
        raise WrongUse(f"计划 {plan.id} 没有计划表")
    if options.form not in forms:
        known = "、".join(forms)
        raise WrongUse(f"计划 {plan.id} 没有计划表 “{options.form}”，有：{known}")
    form = forms[options.form]
    unit: str | None = None
    if options.unit:
        unit, problems = Names(plan.organization).department(options.unit, Place(""))
        if unit not in form.owed:
            names = "、".join(plan.name(key) for key in form.owed)
            hint = f"；{problems[0].hint}" if problems and problems[0].hint else ""
            raise WrongUse(f"“{options.unit}” 不报《{form.title}》，报的是：{names}{hint}")
    name = f"{form.title}-{plan.name(unit)}.xlsx" if unit else f"{form.title}.xlsx"
    target: Path = options.output or Path(name)
    if target.exists():
        raise WrongUse(f"{target.as_posix()} 已经有了；换一个文件名，或先移走它")
    write({target: form_book(plan, form, unit)})
    print(target.as_posix())
    return CLEAN
