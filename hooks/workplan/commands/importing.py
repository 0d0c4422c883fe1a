"""`plan.py import`: a task list as issued, read into a plan file."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from workplan.commands.options import CLEAN, PROBLEMS, WrongUse, a_year, add_plans, write
from workplan.fields import is_plan_id
from workplan.folder import YAML_ENDINGS
from workplan.importing.drafting import Drafter
from workplan.importing.reading import read_bytes, read_file
from workplan.model import Organization
from workplan.names import Names, load_organization
from workplan.problems import Problem, report, stops
from workplan.schemas import modeline
from workplan.source import MAX_BYTES, read_document
from workplan.writing import yaml_of

if TYPE_CHECKING:
    from workplan.commands.options import Commands

# What stands for pasted text on standard input.
PASTED = "-"


def add(commands: Commands) -> None:
    found = commands.add_parser(
        "import", help="把印发的任务清单（Word、Excel、CSV、粘贴的文字）读成计划文件"
    )
    found.set_defaults(run=_import)
    found.add_argument("file", metavar="文件", help="清单；写 - 从标准输入读粘贴的文字")
    found.add_argument("--year", type=a_year, metavar="年度", help="默认看题目和文号")
    found.add_argument("--title", metavar="题目", help="默认看清单上面的文字")
    found.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="文件",
        help="写到这里，例如 plans/2023.yaml（默认打印出来）",
    )
    add_plans(found)


def _names(plans: Path) -> tuple[Names, list[Problem]]:
    """The departments of the folder of plans; where there is none, names that blame nobody."""
    nobody = Names(Organization("", "", {}, ()), whole=False)
    file = next(
        (
            plans / f"organization{end}"
            for end in YAML_ENDINGS
            if (plans / f"organization{end}").is_file()
        ),
        None,
    )
    if file is None:
        return nobody, []
    document, problems = read_document(file, file.as_posix())
    if document is None:
        return nobody, problems
    names, more = load_organization(document)
    return names or nobody, problems + more


def _target(out: Path | None) -> None:
    """Raises WrongUse where the file to write can't be a plan, or is there already."""
    if out is None:
        return
    named = is_plan_id(out.stem) and out.stem != "organization"
    if not named or out.suffix not in YAML_ENDINGS:
        hint = "小写英文字母、数字和短横，以 .yaml 结尾，例如 plans/2023.yaml"
        raise WrongUse(f"计划的文件名写法不对 “{out.name}”，用{hint}")
    if out.exists() or out.is_symlink():
        raise WrongUse(f"{out.as_posix()} 已经有了，不覆盖；换一个名字，或先移走它")
    if out.parent.exists() and not out.parent.is_dir():
        raise WrongUse(f"{out.parent.as_posix()} 不是文件夹")


def _import(options: argparse.Namespace) -> int:
    _target(options.output)
    if options.file == PASTED:
        shown = "粘贴的文字"
        items, problems = read_bytes(sys.stdin.buffer.read(MAX_BYTES + 1), shown)
    else:
        shown = Path(options.file).as_posix()
        items, problems = read_file(Path(options.file), shown)
    if items is None:
        print(report(problems), file=sys.stderr)
        return PROBLEMS
    names, more = _names(options.plans)
    problems += more
    drafter = Drafter(names)
    drafter.read(items)
    year = options.year or drafter.facts.year or _year_in(shown)
    if year is None:
        raise WrongUse("看不出是哪一年的清单，加上 --year 2023")
    title = options.title or drafter.facts.title or Path(shown).stem
    if not options.title and not drafter.facts.title:
        drafter.doubt(drafter.start_place, f"没有找到题目，暂用文件名 “{title}”", "用 --title 指定")
    draft = drafter.draft(title, year)
    problems += drafter.problems
    text = modeline(
        PurePosixPath(options.output.name if options.output else f"{year}.yaml")
    ) + yaml_of(draft.content)
    if options.output:
        write({options.output: text})
        print(f"已写入 {options.output.as_posix()}：{draft.areas} 项重点工作，{draft.tasks} 项任务")
    else:
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.flush()
    print(report(problems), file=sys.stderr)
    return PROBLEMS if stops(problems) else CLEAN


def _year_in(name: str) -> int | None:
    match = re.search(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", Path(name).name)
    return int(match.group()) if match else None
