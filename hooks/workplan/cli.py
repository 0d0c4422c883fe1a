"""The engine without MkDocs: `plan.py check` and `plan.py export`.

Exit codes: 0 clean (notices allowed), 1 problems, 2 wrong use.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from workplan.as_of import as_of_from, day_of, now, parse_day
from workplan.checks import checked
from workplan.load import Library, load_library
from workplan.problems import report, stops
from workplan.site import EXPORTS
from workplan.summaries import snapshot_of


def _a_day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"不是日期 “{text}”，写成 2022-07-15 的样子") from None


# What argparse says of wrong use, in the language of everything else here.
_USAGE_WORDS = (
    (r"the following arguments are required: (.*)", r"缺少 \1"),
    (r"unrecognized arguments: (.*)", r"没有这样的选项或参数：\1"),
    (r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"\1 没有 “\2”，有：\3"),
    (r"argument (\S+): expected one argument", r"\1 后面要写一个值"),
    (r"argument (\S+): ignored explicit argument (.*)", r"\1 后面不写值：\2"),
    (r"argument (\S+): (.*)", r"\1：\2"),
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        for pattern, words in _USAGE_WORDS:
            if match := re.fullmatch(pattern, message):
                message = match.expand(words)
                break
        self.exit(2, f"{message}\n用法见 {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="plan.py", description="检查工作计划和报送单，导出数据。")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    check = commands.add_parser("check", help="检查计划和报送单，把问题一次说全")
    check.set_defaults(run=_check)
    check.add_argument("--strict", action="store_true", help="警告也算不通过")
    export = commands.add_parser("export", help="打印网站会发布的数据")
    export.set_defaults(run=_export)
    export.add_argument("plan", metavar="计划", help="计划的编号，例如 2022")
    export.add_argument("--format", choices=sorted(EXPORTS), default="json", help="格式")
    export.add_argument(
        "--as-of",
        type=_a_day,
        metavar="日期",
        help="数据截至哪一天（默认看计划的 as_of，再看今天）",
    )
    for command in (check, export):
        command.add_argument(
            "--plans", type=Path, default=Path("plans"), metavar="文件夹", help="计划文件夹"
        )
    return parser


def _library(plans: Path) -> Library:
    return checked(load_library(plans, plans.as_posix()))


def _check(options: argparse.Namespace) -> int:
    library = _library(options.plans)
    print(report(library.problems))
    return 1 if stops(library.problems, strict=options.strict) else 0


def _export(options: argparse.Namespace) -> int:
    library = _library(options.plans)
    if stops(library.problems):
        print(report(library.problems), file=sys.stderr)
        return 1
    plans = {plan.id: plan for plan in library.plans}
    plan = plans.get(options.plan)
    if plan is None:
        print(f"没有计划 “{options.plan}”，有：{'、'.join(plans)}", file=sys.stderr)
        return 2
    try:
        asked = options.as_of or as_of_from()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    snapshot = snapshot_of(plan, day_of(plan, asked, now()))
    # The text holds its own line ends and byte-order mark; no platform may change them.
    sys.stdout.buffer.write(EXPORTS[options.format](snapshot).encode("utf-8"))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may know no Chinese
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # as in `plan.py export 2022 | head`: the reader has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code
