"""Problems as other programs take them: JSON, commands of Actions, GitLab's code-quality report.

What a person reads is `problems.report`. Nothing here repeats private data, as nothing there does.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from workplan.problems import (
    LEVEL_NAMES,
    Level,
    Problem,
    in_order,
    line_around,
    report,
)

# The document of `as_json`; a number that grows when a key changes its meaning or goes.
VERSION = 1


def as_json(problems: Iterable[Problem]) -> str:
    """All problems with their places, and how many of each level."""
    found = in_order(problems)
    document = {
        "version": VERSION,
        "counts": {str(level): _number(found, level) for level in Level},
        "problems": [
            {
                "path": problem.place.path,
                "line": problem.place.line,
                "column": problem.place.column,
                "cell": problem.place.cell or None,
                "length": problem.place.length,
                "level": str(problem.level),
                "code": problem.code,
                "message": problem.message,
                "expected": list(problem.expected),
                "hint": problem.hint,
            }
            for problem in found
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _number(problems: Iterable[Problem], level: Level) -> int:
    return sum(problem.level is level for problem in problems)


def _words(problem: Problem) -> str:
    """What a problem says beside its place, in a few lines."""
    lines = [problem.message]
    if problem.expected:
        lines.append(f"应为：{'、'.join(problem.expected)}")
    if problem.hint:
        lines.append(f"提示：{problem.hint}")
    return "\n".join(lines)


# --- Actions of GitHub, Gitea and Forgejo --------------------------------------------------------


def _data(text: str) -> str:
    """The text as the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The text as the value of a property of a workflow command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _command(problem: Problem) -> str:
    """One problem as a workflow command, which marks the line in the review of a change."""
    place = problem.place
    title = f"{LEVEL_NAMES[problem.level]} {problem.code}"
    told: dict[str, str | int] = {"file": place.path}
    if place.cell:  # a workbook has no lines to mark
        title = f"{title} {place.cell}"
    else:
        # Columns count from 1; the last one is that of the last character marked.
        last = place.column + max(1, place.length) - 1
        told |= {"line": place.line, "col": place.column, "endColumn": last}
    told["title"] = title
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in told.items())
    return f"::{problem.level} {properties}::{_data(_words(problem))}"


def as_github(problems: Iterable[Problem]) -> str:
    """A workflow command a problem, then the report for whoever reads the log."""
    found = in_order(problems)
    return "\n".join([*map(_command, found), report(found)])


# --- GitLab --------------------------------------------------------------------------------------

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTICE: "info"}


def _fingerprint(problem: Problem, told: Counter[tuple[str, str, str]]) -> str:
    """What stays of a problem when its line moves: its file, code and line, and which it is there.

    Numbers of lines in a message are no part of it. `told` counts those that are alike.
    """
    line, _ = line_around(problem.place, 400)
    what = line.strip() or re.sub(r"[0-9]+", "", problem.message)
    alike = (problem.place.path + problem.place.cell, problem.code, what)
    told[alike] += 1
    text = "\0".join([*alike, str(told[alike])])
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def as_gitlab(problems: Iterable[Problem]) -> str:
    """A report of code quality, which GitLab shows beside the changed lines."""
    told: Counter[tuple[str, str, str]] = Counter()
    found = [
        {
            "description": " ".join(_words(problem).split("\n")),
            "check_name": problem.code,
            "fingerprint": _fingerprint(problem, told),
            "severity": _SEVERITIES[problem.level],
            "location": {"path": problem.place.path, "lines": {"begin": problem.place.line}},
        }
        for problem in in_order(problems)
    ]
    return json.dumps(found, ensure_ascii=False, indent=2)


# Every form in which problems can be printed, by its name.
FORMATS: Mapping[str, Callable[[Iterable[Problem]], str]] = {
    "text": report,
    "json": as_json,
    "github": as_github,
    "gitlab": as_gitlab,
}
