"""Filled workbooks read into returns: every mistake is told by sheet and cell.

A workbook becomes the plain text of a return, which is read and checked as if an editor had written
it; a problem's place in that text leads back to the cell. So there is one set of rules.

A return made here says so in its first line, with a print of what follows. A corrected workbook
replaces it; one that somebody wrote or changed by hand is never touched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from workplan.fields import folded
from workplan.filing.columns import (
    ANSWERS,
    FACTS,
    REPORTED_ON,
    TASK,
    YES,
    named_by,
)
from workplan.filing.drafts import return_path, schema_line, there_already
from workplan.filing.entries import evidence_of, natural
from workplan.filing.trial import new_problems, tried
from workplan.load import Library
from workplan.model import Plan
from workplan.names import Names
from workplan.periods import Period, parse_period
from workplan.problems import Place, Problem, in_order, stops
from workplan.source import Node, parse_text
from workplan.words import SAMPLE
from workplan.workbooks import Sheet, SheetCell, day_in_cell, read_workbook
from workplan.writing import yaml_of

_MARK = "# 由填报表登记，请不要手工改；要改，交一张改好的填报表。"
_MARKED = re.compile(rf"(# yaml-language-server: [^\n]*\n)?{_MARK}〔([0-9a-f]{{12}})〕\n")
_AGAIN = "从网站上本部门的页面重新下载填报表，把填的内容抄过去"
# A table's head is looked for in the first rows only.
_HEAD_ROWS = 40
# Days as Excel counts them where a cell has lost its format: 1990 to 2199.
_SERIALS = range(32874, 109575)
_DAY_ZERO = date(1899, 12, 30)
# Line breaks in a cell; Excel writes a carriage return so.
_BREAKS = re.compile(r"\s*(?:(?:_x000[dD]_)?[\r\n]+)+\s*")
_YES = frozenset({YES, "√", "✓", "✔", "对", "无", "y", "yes", "1", "true"})


@dataclass(frozen=True)
class Taken:
    """A workbook as a return: the file and its text; `known` where that is there already."""

    workbook: str
    path: Path
    text: str
    updates: int
    no_change: int
    known: bool


@dataclass(frozen=True)
class _Facts:
    """What a workbook says of itself, each with the cell that says it."""

    values: Mapping[str, SheetCell]

    def text(self, key: str) -> str:
        return self.values[key].text if key in self.values else ""


@dataclass
class _Read:
    """A return in the making: its plain content, and the cell that each part of it came from."""

    head: Place
    content: dict[str, Any]
    places: dict[tuple[str | int, ...], Place]
    problems: list[Problem]


# --- finding the table ---------------------------------------------------------------------------


def _columns_in(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of a table's head and the columns by the names in it; None where there is none."""
    words = (TASK, *(answer.head for answer in ANSWERS))
    for row in range(1, min(sheet.rows, _HEAD_ROWS) + 1):
        found: dict[str, int] = {}
        for cell in sheet.row(row):
            name = named_by(cell.text, words) if isinstance(cell.value, str) else None
            if name:
                found.setdefault(name, cell.place.column)
        if TASK in found and len(found) > 2:
            return row, found
    return None


def _facts_in(sheet: Sheet, rows: int, keys: Sequence[str]) -> dict[str, SheetCell]:
    """The values that stand to the right of their labels in the first rows of a sheet."""
    found: dict[str, SheetCell] = {}
    for row in range(1, min(rows, sheet.rows) + 1):
        cells = list(sheet.row(row))
        for at, cell in enumerate(cells):
            key = folded(cell.text).rstrip(":")
            if key in keys and key not in found and at + 1 < len(cells):
                found[key] = cells[at + 1]
    return found


_KEYS = ("计划", "部门", "报送期", REPORTED_ON)


def _table_in(sheets: Sequence[Sheet]) -> tuple[Sheet, int, dict[str, int]] | None:
    for sheet in sheets:
        if sheet.name != FACTS and (found := _columns_in(sheet)):
            return sheet, *found
    return None


def _facts_of(sheets: Sequence[Sheet], table: Sheet, head: int) -> tuple[_Facts, list[Problem]]:
    """What the head says; where it lacks something, the hidden sheet. They must not disagree."""
    shown = _facts_in(table, head - 1, _KEYS)
    hidden: dict[str, SheetCell] = {}
    for sheet in sheets:
        if sheet.name == FACTS:
            hidden = _facts_in(sheet, sheet.rows, (*_KEYS, SAMPLE))
    problems = [
        Problem(
            "workbook-foreign",
            shown[key].place,
            f"表头写的{key}是 “{shown[key].text}”，这张表原来是 “{cell.text}” 的",
            hint=_AGAIN,
        )
        for key, cell in hidden.items()
        if key in shown and folded(shown[key].text) != folded(cell.text)
    ]
    return _Facts({**hidden, **{key: cell for key, cell in shown.items() if cell.text}}), problems


# --- reading cells -------------------------------------------------------------------------------


def _value(key: str, cell: SheetCell, year: int) -> str:
    """What a cell of an answer says, as a return writes it; what isn't understood stays as it is."""
    value, text = cell.value, cell.text
    if key in ("date", REPORTED_ON):
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and int(value) in _SERIALS
        ):
            return (_DAY_ZERO + timedelta(days=int(value))).isoformat()
        day = day_in_cell(cell, year)
        return day.isoformat() if day else text
    if key == "progress":
        return _percent(cell)
    if key in ("occurrences", TASK, "status"):
        return folded(text)
    return _BREAKS.sub(" ", text)


def _percent(cell: SheetCell) -> str:
    """60 from 60, 60%, ６０％, and from 0.6 where it is shown as a percent or can be no other."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if cell.is_percent or 0 < value < 1:
            value = round(100 * value, 6)
        return str(int(value)) if float(value).is_integer() else str(value)
    text = folded(cell.text)
    return text.removesuffix("%") if re.fullmatch(r"[0-9]+%", text) else text


def _answers_in(
    sheet: Sheet, row: int, columns: Mapping[str, int]
) -> tuple[dict[str, SheetCell], list[Problem]]:
    """The answers of a row by their keys; a merged one says not which task it is of."""
    found, problems = {}, []
    for answer in ANSWERS:
        column = columns.get(answer.head)
        if column is None:
            continue
        cell = sheet.cell(row, column)
        if not cell.text:
            continue
        merged = sheet.merged_from(row, column)
        if merged != (row, column):
            if merged[0] != row:  # told once for each row that it reaches into
                message = "合并了单元格，看不出是哪一项任务的"
                hint = "取消合并，每一行各填各的"
                problems.append(Problem("cell-merged", cell.place, message, hint=hint))
            continue
        found[answer.key] = cell
    return found, problems


def _read_rows(sheet: Sheet, head: int, columns: Mapping[str, int], year: int, read: _Read) -> None:
    """Adds the updates and `no_change` of all rows below the head."""
    updates: list[dict[str, Any]] = []
    unchanged: list[str | int | date] = []
    for row in range(head + 1, sheet.rows + 1):
        answers, problems = _answers_in(sheet, row, columns)
        read.problems += problems
        if not answers:
            continue
        cell = sheet.cell(row, columns[TASK])
        task = _value(TASK, cell, year)
        if not task:
            message = "这一行填了内容，却没有任务编号"
            read.problems.append(Problem("key-missing", cell.place, message, hint="写上编号"))
            continue
        yes = answers.pop("no_change", None)
        if yes is not None and folded(yes.text).lower() not in _YES:
            message = f"“无新进展”只选 “{YES}” 或空着，不是 “{yes.text}”"
            read.problems.append(Problem("choice-unknown", yes.place, message, (YES,)))
        elif yes is not None and answers:
            message = f"任务 {task} 选了“无新进展”，又填了进展"
            hint = "有进展的，把“无新进展”清空；没有的，把别的格清空"
            read.problems.append(Problem("row-contradicts", yes.place, message, hint=hint))
        elif yes is not None:
            read.places[("no_change", len(unchanged))] = cell.place
            unchanged.append(natural(task))
        else:
            updates.append(_update(task, cell, answers, year, read, len(updates)))
    if unchanged:
        read.content["no_change"] = unchanged
    if updates:
        read.content["updates"] = updates


def _update(
    task: str, cell: SheetCell, answers: dict[str, SheetCell], year: int, read: _Read, at: int
) -> dict[str, Any]:
    loc = ("updates", at)
    read.places[loc] = read.places[(*loc, "task")] = cell.place
    update: dict[str, Any] = {"task": natural(task)}
    for key, answer in answers.items():
        if key not in ("title", "link"):
            update[key] = natural(_value(key, answer, year))
            read.places[(*loc, key)] = answer.place
    title, where = answers.get("title"), answers.get("link")
    if title or where:
        known = (title or where or cell).place
        item: dict[str, Any] = {"title": _BREAKS.sub(" ", title.text)} if title else {}
        if where:
            given = evidence_of("", where.text)
            item |= {key: value for key, value in given.items() if key != "title"}
        update["evidence"] = [item]
        read.places[(*loc, "evidence")] = read.places[(*loc, "evidence", 0)] = known
        read.places[(*loc, "evidence", 0, "title")] = (title or where or cell).place
        for key in ("link", "file"):
            read.places[(*loc, "evidence", 0, key)] = (where or title or cell).place
    # The note reads first what it is about, then what was done: as an editor writes it.
    order = ("task", "date", "status", "progress", "occurrences", "note", "evidence")
    return {key: update[key] for key in (*order, *update) if key in update}


# --- one workbook --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Return:
    """A workbook read: whose return it is, and its content with places."""

    workbook: str
    plan: Plan
    department: str
    period: Period
    read: _Read


def _foreign(place: Place, message: str) -> list[Problem]:
    return [Problem("workbook-foreign", place, message, hint=_AGAIN)]


def _read_one(file: Path, library: Library) -> tuple[_Return | None, list[Problem]]:
    """One workbook as a return in the making."""
    shown = file.as_posix()
    sheets, problems = read_workbook(file, shown, hidden=True)
    if sheets is None:
        return None, problems
    found = _table_in(sheets)
    if found is None:
        if any(cell.text.startswith("表号：") for sheet in sheets for cell in sheet.row(2)):
            hint = "发给收表的同事，由他用 scripts/plan.py form fill 登记"
            message = "这是计划表，不是填报表"
            return None, [Problem("workbook-foreign", Place(shown), message, hint=hint)]
        return None, _foreign(Place(shown), "这不是填报表：没有找到编号、状态等表头")
    sheet, head, columns = found
    facts, problems = _facts_of(sheets, sheet, head)
    if problems:
        return None, problems
    corner = sheet.place(head, columns[TASK])
    lacking = [key for key in _KEYS[:3] if not facts.text(key)]
    if lacking:
        return None, _foreign(corner, f"表头没有写明{'、'.join(lacking)}")
    plan = next((plan for plan in library.plans if plan.id == facts.text("计划")), None)
    if plan is None:
        place = facts.values["计划"].place
        return None, _foreign(place, f"没有计划 “{facts.text('计划')}”")
    named = re.sub(r"[（(][a-z0-9-]+[)）]$", "", facts.text("部门"))
    cell = facts.values["部门"]
    department, problems = Names(plan.organization).department(named, cell.place)
    period = parse_period(folded(facts.text("报送期")))
    if period is None:
        place = facts.values["报送期"].place
        message = f"不是报送期 “{facts.text('报送期')}”"
        problems.append(Problem("period-invalid", place, message, ("2022-07 或 2022-Q3 的样子",)))
    if department is None or period is None:
        return None, problems
    if facts.text(SAMPLE) and not plan.sample:
        return None, _foreign(corner, f"这张表是按{SAMPLE}做的，{SAMPLE}已经删去")
    places: dict[tuple[str | int, ...], Place] = {
        ("department",): cell.place,
        ("period",): facts.values["报送期"].place,
    }
    read = _Read(corner, {}, places, [])
    if facts.text(REPORTED_ON):
        day = facts.values[REPORTED_ON]
        read.content["reported_on"] = natural(_value(REPORTED_ON, day, period.start.year))
        read.places[("reported_on",)] = day.place
    _read_rows(sheet, head, columns, period.start.year, read)
    if not (read.problems or "updates" in read.content or "no_change" in read.content):
        message = "这张表什么都没有填"
        hint = "有进展的选状态、写做了什么；没有新进展的，“无新进展”选“是”"
        read.problems.append(Problem("return-empty", corner, message, hint=hint))
    return _Return(shown, plan, department, period, read), read.problems


def _body(found: _Return, reported_on: date) -> str:
    """The text of a return but for its first line."""
    plan, content = found.plan, found.read.content
    head: dict[str, Any] = {
        "department": plan.organization.departments[found.department].name,
        "reported_on": content.get("reported_on", reported_on),
        "period": found.period.code,
    }
    if plan.sample:
        head["sample"] = True
    return yaml_of(head | {key: content[key] for key in ("no_change", "updates") if key in content})


def _marked(body: str) -> str:
    print_ = hashlib.sha256(body.encode("utf-8")).hexdigest()[:12]
    return f"{_MARK}〔{print_}〕\n{body}"


def _without_schema_line(text: str) -> str:
    """A return's text as it was made: with plain line ends, and without the line for editors."""
    text = text.replace("\r\n", "\n")
    match = _MARKED.match(text)
    return text[match.end(1) :] if match and match[1] else text


def _made_here(text: str) -> bool:
    """Whether a return was made from a workbook and is still as it was made."""
    text = _without_schema_line(text)
    match = _MARKED.match(text)
    return match is not None and text == _marked(text[match.end() :])


_REPORTED_LINE = re.compile(r"^reported_on: (\d{4}-\d{2}-\d{2})$", re.M)


def _against(
    found: _Return, plans: Path, shown: str, reported_on: date
) -> tuple[Taken | None, list[Problem]]:
    """A return against the file that is there already, if one is."""
    path = return_path(plans, found.plan, found.department, found.period)
    content = found.read.content
    updates, unchanged = len(content.get("updates", ())), len(content.get("no_change", ()))
    there = there_already(path)
    if there is None:
        text = schema_line(path, plans) + _marked(_body(found, reported_on))
        return Taken(found.workbook, path, text, updates, unchanged, False), []
    old = there.read_bytes().decode("utf-8", errors="replace")
    if not _made_here(old):
        name = "/".join((shown, *there.relative_to(plans).parts))
        message = f"{name} 已有手工写的报送单，填报表不改它"
        hint = "在网页上打开这个文件，把表里的内容写进去；或者删去它，再交表"
        return None, [Problem("return-exists", found.read.head, message, hint=hint)]
    # Handed in again without a day of its own: what was taken then was reported then.
    match = _REPORTED_LINE.search(old)
    before = date.fromisoformat(match[1]) if match else reported_on
    if _marked(_body(found, before)) == _without_schema_line(old):
        return Taken(found.workbook, there, old, updates, unchanged, True), []
    text = schema_line(there, plans) + _marked(_body(found, reported_on))
    return Taken(found.workbook, there, text, updates, unchanged, False), []


# --- from the text back to cells -----------------------------------------------------------------


def _locs(node: Node, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[Node, tuple[Any, ...]]]:
    """Every node with its path; what is inside stands before what holds it."""
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from _locs(child, (*loc, key))
    elif isinstance(node.value, list):
        for at, child in enumerate(node.value):
            yield from _locs(child, (*loc, at))
    yield node, loc
    if node.key is not None:
        yield node.key, loc


# Who fills workbooks has never seen a return: what a column is called instead of its key.
_HEADS = {
    **{answer.key: answer.head for answer in ANSWERS},
    "file": next(answer.head for answer in ANSWERS if answer.key == "link"),
    "evidence": "佐证材料",
    "updates": "进展",
    "period": "报送期",
    "reported_on": REPORTED_ON,
    "department": "部门",
    "task": TASK,
}
# A key, with the others that mean the same column (link 或 file) and its name in brackets.
_KEY = re.compile(rf"\b({'|'.join(_HEADS)})\b(?: 或 file\b)?(?:（[^）]*）)?:?", re.ASCII)
_CELL_HINTS = {
    "key-missing": "佐证材料名称和佐证网址，两格都填或都不填",
    "link-invalid": "仓库里的文件只写文件名",
    "update-empty": "写明状态、进度或做了什么；没有新进展的，“无新进展”选“是”",
    **dict.fromkeys(
        ("private-id", "private-mobile", "private-card", "private-email"),
        "删去；确需公开的，请负责维护的同事在报送单里写明理由",
    ),
}


def _in_heads(text: str) -> str:
    return (
        _KEY.sub(lambda match: f"“{_HEADS[match[1]]}”", text).replace("““", "“").replace("””", "”")
    )


def _in_cells(problem: Problem, spots: Mapping[tuple[int, int], Place]) -> Problem:
    """A problem at the cell whose text it is in, that of the last spot up to it, and in its words."""
    at = (problem.place.line, problem.place.column)
    before = [spot for spot in spots if spot <= at]
    if not before:
        return problem
    hint = _CELL_HINTS.get(problem.code, problem.hint)
    return replace(
        problem,
        place=spots[max(before)],
        message=_in_heads(problem.message),
        hint=_in_heads(hint) if hint else None,
    )


def _spots(text: str, read: _Read) -> dict[tuple[int, int], Place]:
    """The cell for each place in a return's text where a problem can be; the head for any other."""
    # A character that may not be there would hide all places: it is told of all the same.
    plain = "".join(char if char.isprintable() or char == "\n" else "·" for char in text)
    document, _ = parse_text(plain, "")
    found: dict[tuple[int, int], Place] = {(1, 1): read.head}
    for node, loc in _locs(document.root) if document else ():
        known = next(
            (read.places[loc[:n]] for n in range(len(loc), 0, -1) if loc[:n] in read.places),
            read.head,
        )
        found.setdefault((node.line + 1, node.column + 1), known)
    return found


def take(
    files: Sequence[Path], library: Library, shown: str, reported_on: Mapping[str, date]
) -> tuple[list[Taken], list[Problem]]:
    """The returns in filled workbooks, with notices; none where any has an error or a warning, which
    a strict build would stop at.

    `reported_on` is the day, by plan, for a workbook that names none.
    """
    plans = library.folder
    problems: list[Problem] = []
    taken: list[Taken] = []
    read: dict[Path, _Return] = {}
    for file in files:
        found, wrong = _read_one(file, library)
        problems += wrong
        # Rows that can't be read hide no mistake in the others: all are told at once.
        if found is None or not found.read.content.keys() & {"updates", "no_change"}:
            continue
        one, wrong = _against(found, plans, shown, reported_on[found.plan.id])
        problems += wrong
        if one is None:
            continue
        if one.path in read:
            other = read[one.path].workbook
            message = f"和 {other} 是同一个部门、同一期的表"
            hint = "留一张，删去另一张"
            problems.append(Problem("workbook-twice", found.read.head, message, hint=hint))
            continue
        read[one.path] = found
        taken.append(one)
    changes = {one.path: one.text for one in taken if not one.known}
    if changes:
        problems += _checked(library, shown, changes, read)
    return [] if stops(problems, strict=True) else taken, in_order(problems)


def _checked(
    library: Library, shown: str, changes: Mapping[Path, str], read: Mapping[Path, _Return]
) -> list[Problem]:
    """What would be wrong with the library if the returns were in it, told by cell."""
    after = tried(library.folder, shown, changes)
    spots = {
        "/".join((shown, *path.relative_to(library.folder).parts)): _spots(text, read[path].read)
        for path, text in changes.items()
    }
    return [
        _in_cells(problem, spots.get(problem.place.path, {}))
        for problem in new_problems(library, after)
    ]
