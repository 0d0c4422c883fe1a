"""The plan of another year begun from one that is there: what carries over, and what is left open.

The file is a draft that the office completes from the document as issued. A deadline of last year
is no promise for the next: a task that is carried over has `due: 待定`, with last year's wording in
a comment. What recurs or has no end goes on, and so does what waits for a decision: their wording
stands. A day in the new year that was promised already (次年3月, an extension) stands as that day.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from workplan.deadlines import Kind
from workplan.load import DEFAULT_TIMEZONE
from workplan.model import Plan, Rules, Task
from workplan.periods import day_in
from workplan.schemas import modeline
from workplan.summaries import Snapshot, State
from workplan.tasks import label_of
from workplan.writing import yaml_of

UNDATED = "待定"
_EVERY = {1: "每月", 2: "每两月", 3: "每季度", 6: "每半年", 12: "每年"}


@dataclass(frozen=True)
class Carried:
    """A task of last year's under its new id; `undated` if its deadline is yet to be decided."""

    id: int
    from_: str
    undated: bool
    names_old_year: bool


@dataclass(frozen=True)
class NextYear:
    """The text of a plan file, and what was carried over into it."""

    id: str
    title: str
    text: str
    areas: int
    carried: tuple[Carried, ...]


def id_in(plan: Plan, year: int) -> str:
    """The id of a plan's successor: 2022 becomes 2023, 2022-campaign 2023-campaign."""
    named = plan.id.replace(str(plan.year), str(year))
    return named if named != plan.id else f"{plan.id}-{year}"


def unfinished(snapshot: Snapshot) -> list[State]:
    """What is neither completed nor dropped."""
    states = (state for state in snapshot.states if not state.standing.completed)
    return [state for state in states if not state.standing.dropped]


def next_year(snapshot: Snapshot, year: int, *, carry: bool) -> NextYear:
    """A plan for `year` with the settings and areas of another, and what is unfinished if asked."""
    plan = snapshot.plan
    states = unfinished(snapshot) if carry else []
    title = plan.title.replace(str(plan.year), str(year))
    carried: list[Carried] = []
    areas = []
    for number, area in enumerate(plan.area_titles, 1):
        text = f"  - {yaml_of({'title': area})}"
        own = [state for state in states if state.task.area == number]
        if own:
            text += "    tasks:\n"
        for state in own:
            new = Carried(
                len(carried) + 1,
                state.task.id,
                _due_of(state, year) == UNDATED != _wording(state.task),
                str(plan.year) in state.task.text,
            )
            carried.append(new)
            text += _task(state, plan, new, year)
        areas.append(text)
    plan_id = id_in(plan, year)
    head: dict[str, Any] = {"kind": plan.kind, "title": title}
    if plan.short != plan.title:
        head["short"] = plan.short.replace(str(plan.year), str(year))
    head["year"] = year
    if plan.timezone.key != DEFAULT_TIMEZONE:
        head["timezone"] = plan.timezone.key
    text = (
        modeline(PurePosixPath(f"{plan_id}.yaml"))
        + f"# 由 {plan.id} 起草，照印发的文件改好以后删去这一行\n"
        + yaml_of(head)
        + _source(plan, year)
        + _rules(plan.rules)
        + "areas:\n"
        + "".join(areas)
    )
    return NextYear(plan_id, title, text, len(areas), tuple(carried))


def _source(plan: Plan, year: int) -> str:
    """Who issues it; number and day are known when it is issued."""
    issuer = {"issuer": plan.source.issuer} if plan.source.issuer else {}
    lines = yaml_of({"source": issuer}) if issuer else "source:\n"
    return f"{lines}  # number: 文号，印发以后填，去掉前面的“# ”\n  # issued: {year}-01-01\n"


def _rules(rules: Rules) -> str:
    """The settings that are not the default ones."""
    default = Rules()
    given: dict[str, Any] = {}
    if rules.reporting_months != default.reporting_months:
        given["reporting"] = "monthly"
    for key in ("report_days", "warn_days"):
        if getattr(rules, key) != getattr(default, key):
            given[key] = getattr(rules, key)
    if (rules.behind_yellow, rules.behind_red) != (default.behind_yellow, default.behind_red):
        given["behind"] = {"yellow": rules.behind_yellow, "red": rules.behind_red}
    return yaml_of({"rules": given}) if given else ""


def _wording(task: Task) -> str:
    return task.deadline.text if task.deadline else ""


def _due_of(state: State, year: int) -> str:
    """The deadline in the new year: last year's wording where that goes on, a day, or 待定."""
    task, end = state.task, state.standing.window.end
    if task.deadline is None:
        return ""
    if end is not None and end.year >= year:
        return f"{day_in(end, year)}前"
    if task.rhythm is None and task.deadline.kind is Kind.WINDOW:
        return UNDATED
    return task.deadline.text


def _task(state: State, plan: Plan, new: Carried, year: int) -> str:
    """One task with its comment, as an item of a list."""
    text = yaml_of(dict(_keys(state, plan, new, year)))
    if new.undated:
        text = text.replace(
            f"\ndue: {UNDATED}\n", f"\ndue: {UNDATED}\n# {_last_year(state, plan)}\n"
        )
    item = textwrap.indent(text, " " * 8)
    return f"{' ' * 6}- {item[8:]}"


def _keys(state: State, plan: Plan, new: Carried, year: int) -> Iterator[tuple[str, Any]]:
    task, on = state.task, state.standing.as_of
    yield "id", new.id
    yield "text", task.text
    if task.short != label_of(task.text):
        yield "short", task.short
    if task.named:
        names = (
            named.name
            if named.is_group
            else _name_now(task, named.keys[0], named.name, state, plan)
            for named in task.named
        )
        yield "departments", "、".join(dict.fromkeys(names))
    lead = task.lead_at(on)
    if task.lead_given and lead:
        issued = next((named for named in task.named if task.lead in named.keys), None)
        plain = issued is not None and not issued.is_group
        name = _name_now(task, str(task.lead), issued.name, state, plan) if plain and issued else ""
        yield "lead", name or plan.organization.departments[lead].name
    by_default = plan.kind == "scheme" or bool(task.named and task.named[0].is_group)
    if task.joint != by_default:
        yield "completion", "all" if task.joint else "lead"
    if task.deadline is not None:
        yield "due", _due_of(state, year)
        if task.rhythm and not task.by_occurrences_alone:
            yield "repeat", f"{_EVERY[task.rhythm.months]}{task.rhythm.times}次"
    yield "continues", f"{plan.id}#{task.id}"


def _name_now(task: Task, key: str, issued: str, state: State, plan: Plan) -> str:
    """What a department is called now: as issued, unless it was renamed or handed its part on."""
    holder = str(task.holder(key, state.standing.as_of))
    if holder == key and key not in plan.names:
        return issued
    return plan.organization.departments[holder].name


def _last_year(state: State, plan: Plan) -> str:
    """Last year's deadline and where the task stands, in a comment."""
    window, standing = state.standing.window, state.standing
    words = f"上年的时限：{_wording(state.task)}"
    if window.end and window.original_end and window.end != window.original_end:
        words += f"，延至{day_in(window.end, plan.year)}"
    progress = f" {standing.percent}%" if standing.percent is not None else ""
    return f"{words}；上年报到：{standing.status or '未报送'}{progress}"
