"""One update for the return it belongs in: which file that is, and its new text, tried before use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workplan.fields import read_day
from workplan.filing.adding import with_update
from workplan.filing.drafts import return_head, return_path, schema_line, there_already
from workplan.filing.trial import new_problems, tried
from workplan.load import Library
from workplan.model import Plan, Return
from workplan.periods import Period
from workplan.problems import Level, Place, Problem
from workplan.returns import EVIDENCE_ENDINGS
from workplan.source import Document, parse_text
from workplan.writing import yaml_of


def natural(text: str) -> str | int | date:
    """A text as `yaml_of` writes it without quotes: a whole number, a day, or as it is."""
    if re.fullmatch(r"0|[1-9][0-9]{0,8}", text):
        return int(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        try:
            return read_day(text)
        except Exception:  # noqa: BLE001 (pydantic's own; what is no day is told of when it is read)
            return text
    return text


def evidence_of(title: str, where: str) -> dict[str, str]:
    """A piece of evidence: a web address, or the name of a file below the plan's files."""
    is_file = "//" not in where and where.lower().endswith(EVIDENCE_ENDINGS)
    return {"title": title, "file" if is_file else "link": where}


@dataclass(frozen=True)
class Entry:
    """What is filed: whose return it is in, and the update, its values as text or lists of them."""

    department: str
    period: Period
    reported_on: date
    update: Mapping[str, Any]


@dataclass(frozen=True)
class Filed:
    """A file with its new text, or what speaks against it; `line` is where the new lines begin."""

    path: Path
    text: str
    is_new: bool
    problems: Sequence[Problem]


def _is_for(report: Return, plan: Plan, entry: Entry) -> bool:
    """Whether a return is the one that an entry belongs in; a later report gets a file of its own,
    since all in a file was reported on one day."""
    if report.department != entry.department:
        return False
    if report.period is None:
        folder = return_path(Path(), plan, entry.department, entry.period).parent.name
        if Path(report.place.path).parent.name != folder:
            return False
    elif report.period != entry.period:
        return False
    says_nothing = not report.updates and not report.no_change
    return report.reported_on == entry.reported_on or says_nothing


def file_for(library: Library, plan: Plan, shown: str, entry: Entry) -> tuple[Path, bool]:
    """The file that an entry belongs in, and whether it is yet to be made."""
    plans = library.folder
    usual = return_path(plans, plan, entry.department, entry.period)
    own = [
        plans / Path(report.place.path).relative_to(shown)
        for report in plan.returns
        if _is_for(report, plan, entry)
    ]
    if own:
        return (usual if usual in own else max(own)), False
    if there_already(usual) is None:
        return usual, True
    number, day = 1, f"{entry.reported_on:%m-%d}"
    path = usual.with_name(f"{entry.department}-{day}.yaml")
    while there_already(path) is not None:
        number += 1
        path = usual.with_name(f"{entry.department}-{day}-{number}.yaml")
    return path, True


def filed(library: Library, plan: Plan, shown: str, entry: Entry) -> Filed:
    """An entry in the text of its file, which is as it was but for the new lines."""
    path, is_new = file_for(library, plan, shown, entry)
    path_shown = "/".join((shown, *path.relative_to(library.folder).parts))
    if is_new:
        name = plan.organization.departments[entry.department].name
        head = return_head(name, entry.reported_on, entry.period, sample=plan.sample)
        text = schema_line(path, library.folder) + head + yaml_of({"updates": [dict(entry.update)]})
    else:
        before = path.read_bytes()
        wrong = [
            problem
            for problem in library.problems
            if problem.place.path == path_shown
            and problem.level is Level.ERROR
            and problem.code != "return-empty"
        ]
        old = before.decode("utf-8", errors="replace")
        document, _ = parse_text(old.removeprefix("\ufeff"), path_shown)
        if wrong or document is None:
            return Filed(path, old, False, wrong)
        text = with_update(old, document, entry.update)
        if not _holds(document, text, path_shown):
            message = "这个文件的写法特别，不知道新的进展加在哪里"
            hint = "在文件里手工加；或把 updates 写成一行一条、以 “- ” 开头的样子"
            problem = Problem("value-type", Place(path_shown), message, hint=hint)
            return Filed(path, old, False, [problem])
    after = tried(library.folder, shown, {path: text})
    return Filed(path, text, is_new, new_problems(library, after))


def _holds(before: Document, text: str, path: str) -> bool:
    """Whether a text says all that a document said, and one update more, at the end."""
    after, _ = parse_text(text.removeprefix("\ufeff"), path)
    old, new = before.root.plain(), after.root.plain() if after else None
    if not isinstance(old, dict) or not isinstance(new, dict):
        return False
    was, now = old.get("updates") or [], new.get("updates")
    if not isinstance(was, list) or not isinstance(now, list):
        return False
    rest = {key: value for key, value in new.items() if key != "updates"}
    return now[:-1] == was and rest == {k: v for k, v in old.items() if k != "updates"}
