"""The engine without MkDocs: the command line of `plan.py`. Its commands are in `commands`.

Exit codes: 0 clean (notices allowed), 1 problems, 2 wrong use.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from workplan.commands.options import WRONG_USE, WrongUse

# The module in `commands` of each command, in the order in which --help lists them. Only that of
# the command given is imported, so that none waits for what another needs.
COMMANDS = {
    "check": "check",
    "export": "export",
    "return": "filing",
    "log": "filing",
    "sheet": "filing",
    "take": "filing",
    "report": "report",
    "schema": "schema",
    "preview": "compare",
    "changes": "compare",
    "new-year": "new_year",
    "init": "init",
    "import": "importing",
    "form": "form",
}

# What argparse says of wrong use, in the language of everything else here.
_USAGE_WORDS = (
    (r"the following arguments are required: (.*)", r"缺少 \1"),
    (r"unrecognized arguments: (.*)", r"没有这样的选项或参数：\1"),
    (
        r"argument (\S+): invalid choice: '?(.*?)'? \(choose from '?(.*?)'?\)",
        r"\1 没有 “\2”，有：\3",
    ),
    (r"argument (\S+): expected one argument", r"\1 后面要写一个值"),
    (r"argument (\S+): ignored explicit argument (.*)", r"\1 后面不写值：\2"),
    (r"argument (\S+): (.*)", r"\1：\2"),
)


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


# argparse has no public name for it, and it is generic for type checkers only.
if TYPE_CHECKING:
    _SubParsers = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    _SubParsers = argparse._SubParsersAction


class _Commands(_SubParsers):
    def add_parser(self, name: str, **settings: Any) -> argparse.ArgumentParser:
        """A command whose own help opens with what the list of commands says of it."""
        return super().add_parser(name, description=settings.get("help"), **settings)


class _Parser(argparse.ArgumentParser):
    def __init__(self, **settings: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, **settings)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="打印这些说明")
        self.register("action", "parsers", _Commands)

    def error(self, message: str) -> NoReturn:
        for pattern, words in _USAGE_WORDS:
            if match := re.fullmatch(pattern, message):
                message = re.sub("'?, '?", "、", match.expand(words))
                break
        self.exit(WRONG_USE, f"{message}\n用法见 {self.prog} --help\n")


def parser(wanted: Iterable[str] = COMMANDS) -> argparse.ArgumentParser:
    """The command line with the commands wanted (default: all)."""
    found = _Parser(prog="plan.py", description="检查、填报、导出工作计划和报送单。")
    commands = found.add_subparsers(dest="command", required=True, metavar="命令")
    for module in dict.fromkeys(COMMANDS[name] for name in wanted):
        import_module(f"workplan.commands.{module}").add(commands)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may know no Chinese
            stream.reconfigure(errors="replace")
    given = sys.argv[1:] if arguments is None else arguments
    known = [name for name in given[:1] if name in COMMANDS]
    options = parser(known or COMMANDS).parse_args(given)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except WrongUse as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except BrokenPipeError:  # as in `plan.py export 2022 | head`: the reader has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code
