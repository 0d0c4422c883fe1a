"""What changed of a plan, in words and tables: for a merge request, and between two days.

`comparison` says what differs; here it is said to readers. The first line sums up the whole:
`3 项变红，完成率 41% → 44%`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from workplan.comparison import (
    RULES,
    Change,
    ChangeKind,
    Changes,
    extensions_between,
    said_anew,
)
from workplan.documents import Cell, Column, ColumnKind, Section, Table
from workplan.lamps import LAMP_NAMES, Lamp
from workplan.model import Extension, Plan, Update
from workplan.periods import day_in
from workplan.privacy import masked
from workplan.problems import LEVEL_NAMES, Level, Problem, count_line
from workplan.summaries import Snapshot, State, Totals
from workplan.words import LAMP_MARKS, LAMP_URGENCY, percent

# What the first line says of each kind, in the order in which a reader wants it.
_SUMMED_UP = {
    ChangeKind.RED: "{} 项变红",
    ChangeKind.YELLOW: "{} 项变黄",
    ChangeKind.COMPLETED: "{} 项完成",
    ChangeKind.CLOSED: "{} 项销号",
    ChangeKind.REOPENED: "{} 项重新推进",
    ChangeKind.DROPPED: "{} 项不再推进",
    ChangeKind.EXTENDED: "{} 项延期",
    ChangeKind.ADDED: "新增 {} 项任务",
    ChangeKind.REMOVED: "去掉 {} 项任务",
    ChangeKind.REASSIGNED: "{} 项换了部门",
    ChangeKind.REWORDED: "{} 项改了文字",
    ChangeKind.REPORTED: "{} 项有新报送",
    ChangeKind.WITHDRAWN: "{} 项有报送改动或撤回",
}
# Kinds that tell how a task stands.
_OF_STATE = (
    ChangeKind.COMPLETED,
    ChangeKind.RED,
    ChangeKind.YELLOW,
    ChangeKind.CLOSED,
    ChangeKind.REOPENED,
    ChangeKind.DROPPED,
)
# Kinds that are told together where a task is of none above.
_OTHERWISE = (ChangeKind.LAMP, ChangeKind.STATUS, ChangeKind.DEADLINE)
_TITLES = {
    ChangeKind.COMPLETED: "完成",
    ChangeKind.RED: "变红",
    ChangeKind.YELLOW: "变黄",
    ChangeKind.CLOSED: "销号",
    ChangeKind.REOPENED: "重新推进",
    ChangeKind.DROPPED: "不再推进",
    ChangeKind.EXTENDED: "延期",
    ChangeKind.DEADLINE: "时限的其他改动",
    ChangeKind.ADDED: "新增任务",
    ChangeKind.REMOVED: "去掉的任务",
    ChangeKind.REASSIGNED: "责任部门的改动",
    ChangeKind.REWORDED: "文字的改动",
    ChangeKind.REPORTED: "新报送",
    ChangeKind.WITHDRAWN: "报送的改动或撤回",
}
_COLUMNS = (
    Column("任务", width=16),
    Column("责任部门", width=10),
    Column("之前", width=14),
    Column("之后", width=14),
    Column("说明", ColumnKind.BLANK, width=24),
)
# So many of a task's reports are quoted.
_QUOTED = 3


# --- the first line ------------------------------------------------------------------------------


def _rate_change(changes: Changes) -> str:
    """How 完成率 changed; empty where it did not."""
    before, after = (side.totals.completion for side in (changes.before, changes.after))
    if percent(before) != percent(after):
        return f"完成率 {percent(before)} → {percent(after)}"
    if before.n != after.n:
        return f"完成率 {percent(after)}（{before.n}/{before.of} → {after.n}/{after.of}）"
    return ""


def summed_up(changes: Changes) -> str:
    """Everything that changed of a plan, counted, in one sentence without its stop."""
    parts = [
        words.format(len(found))
        for kind, words in _SUMMED_UP.items()
        if (found := changes.of(kind))
    ]
    told = {change.task.id for change in changes.of(*_SUMMED_UP)}
    others = [change for change in changes.of(*_OTHERWISE) if change.task.id not in told]
    if others:
        parts.append(f"{'另有 ' if parts else ''}{len(others)} 项灯、状态或时限有变化")
    if rate := _rate_change(changes):
        parts.append(rate)
    return "，".join(parts) or "灯、状态、时限和文字都没有变化"


# --- cells ---------------------------------------------------------------------------------------


def _named(state: State) -> str:
    return "、".join(named.name for named in state.task.named)


def _stands(state: State | None) -> str:
    """A task's lamp and status."""
    if state is None:
        return ""
    lamp = state.verdict.lamp
    status = state.standing.status or "未报送"
    said = f"，{state.standing.percent}%" if state.standing.judged_percent_on else ""
    return f"{LAMP_MARKS[lamp]} {LAMP_NAMES[lamp]}，{status}{said}"


def _due(state: State | None, plan: Plan) -> str:
    """A task's deadline: its wording, and its day where the wording is not that."""
    if state is None or state.task.deadline is None:
        return ""
    text, end = state.task.deadline.text, state.standing.window.end
    moved = end is not None and end != state.standing.window.original_end
    rhythm = state.task.rhythm
    parts = [text]
    if rhythm and not state.task.by_occurrences_alone:
        parts.append(f"每 {rhythm.months} 个月 {rhythm.times} 次")
    if moved and end:
        parts.append(f"现为 {day_in(end, plan.year)}")
    return "，".join(parts)


def _extension(item: Extension, plan: Plan) -> str:
    what = f"{item.occurrence}延至" if item.occurrence else "延至"
    reason = f"：{item.reason}" if item.reason else ""
    on = day_in(item.approved_on, plan.year)
    return f"{what} {day_in(item.to, plan.year)}（{item.approved_by} {on}批准）{reason}"


def _report(update: Update, plan: Plan) -> str:
    said = [str(update.status)] if update.status else []
    if update.progress is not None:
        said.append(f"{update.progress}%")
    if update.held:
        said.append(f"{len(update.held)} 期")
    if update.no_change:
        said.append("没有新进展")
    if update.note:
        said.append(update.note.rstrip("。"))
    who = plan.short_name(update.department)
    return f"{who} {day_in(update.date, plan.year)}：{'，'.join(said) or '已报'}"


def _reports(updates: Sequence[Update], plan: Plan) -> str:
    shown = [_report(update, plan) for update in updates[:_QUOTED]]
    left = len(updates) - len(shown)
    return "；".join(shown) + (f"；另有 {left} 条" if left else "")


@dataclass(frozen=True)
class _Told:
    """What a row says of a task: how it was, how it is, and why."""

    before: str
    after: str
    why: str


def _told_of_state(change: Change, changes: Changes) -> _Told:
    """Lamp and status, the deadline where it changed too, and the lamp's reason."""
    sides = [_stands(change.before), _stands(change.after)]
    if change.before and change.after and RULES[ChangeKind.DEADLINE](change.before, change.after):
        dues = [
            _due(change.before, changes.before.plan),
            _due(change.after, changes.after.plan),
        ]
        sides = [f"{side}；时限 {due or '—'}" for side, due in zip(sides, dues, strict=True)]
    why = [change.after.verdict.reason] if change.after else []
    why += [
        _extension(item, changes.after.plan)
        for item in extensions_between(change.before, change.after)
    ]
    return _Told(sides[0], sides[1], "；".join(why))


def _told_of_deadline(change: Change, changes: Changes) -> _Told:
    plan = changes.after.plan
    items = extensions_between(change.before, change.after)
    return _Told(
        _due(change.before, changes.before.plan),
        _due(change.after, plan),
        "；".join(_extension(item, plan) for item in items),
    )


def _told_of_text(change: Change, changes: Changes) -> _Told:  # noqa: ARG001 (one form for all)
    texts = [state.task.text if state else "" for state in (change.before, change.after)]
    if texts[0] == texts[1]:
        texts = [state.task.short if state else "" for state in (change.before, change.after)]
        return _Told(texts[0], texts[1], "只改了简称")
    return _Told(texts[0], texts[1], "")


def _told_of_units(change: Change, changes: Changes) -> _Told:
    sides = []
    for state, snapshot in ((change.before, changes.before), (change.after, changes.after)):
        units = state.standing.units if state else ()
        lead = state.standing.lead if state else None
        names = [
            snapshot.plan.short_name(unit) + ("（牵头）" if unit == lead else "") for unit in units
        ]
        sides.append("、".join(names))
    return _Told(sides[0], sides[1], "")


def _told_of_existence(change: Change, changes: Changes) -> _Told:
    state = change.after or change.before
    snapshot = changes.after if change.after else changes.before
    due = _due(state, snapshot.plan)
    text = f"{change.task.text}（{due}）" if due else change.task.text
    return _Told(_stands(change.before), _stands(change.after), text)


def _told_of_reports(change: Change, changes: Changes) -> _Told:
    new = said_anew(change.before, change.after)
    return _Told(_stands(change.before), _stands(change.after), _reports(new, changes.after.plan))


def _told_of_withdrawals(change: Change, changes: Changes) -> _Told:
    gone = said_anew(change.after, change.before)
    why = f"不再有：{_reports(gone, changes.before.plan)}"
    return _Told(_stands(change.before), _stands(change.after), why)


_TELLERS: Mapping[ChangeKind, Callable[[Change, Changes], _Told]] = {
    ChangeKind.EXTENDED: _told_of_deadline,
    ChangeKind.DEADLINE: _told_of_deadline,
    ChangeKind.REWORDED: _told_of_text,
    ChangeKind.REASSIGNED: _told_of_units,
    ChangeKind.ADDED: _told_of_existence,
    ChangeKind.REMOVED: _told_of_existence,
    ChangeKind.REPORTED: _told_of_reports,
    ChangeKind.WITHDRAWN: _told_of_withdrawals,
}


# --- sections ------------------------------------------------------------------------------------


def _table_of(
    key: str,
    title: str,
    found: Iterable[Change],
    changes: Changes,
    tell: Callable[[Change, Changes], _Told],
) -> Section | None:
    """A section of one table; None where there is nothing to tell."""
    rows = []
    for change in found:
        state = change.after or change.before
        told = tell(change, changes)
        texts = (
            f"{change.task.id} {change.task.short}",
            _named(state) if state else "",
            told.before,
            told.after,
            told.why,
        )
        # What may not be published doesn't go into a job's log either.
        rows.append(tuple(Cell(masked(text)) for text in texts))
    if not rows:
        return None
    heading = f"{title}（{len(rows)} 项）"
    return Section(key, heading, (Table(key, heading, _COLUMNS, tuple(rows)),))


def _of_kind(kind: ChangeKind, changes: Changes) -> Section | None:
    found = changes.of(kind)
    if kind is ChangeKind.DEADLINE:  # an extension says why
        found = tuple(item for item in found if not extensions_between(item.before, item.after))
    return _table_of(str(kind), _TITLES[kind], found, changes, _TELLERS.get(kind, _told_of_state))


def _whole(sections: Iterable[Section | None]) -> tuple[Section, ...]:
    return tuple(section for section in sections if section)


_COUNTS: tuple[tuple[str, Callable[[Totals], str]], ...] = (
    ("任务", lambda totals: str(totals.tasks)),
    ("完成", lambda totals: str(totals.completed)),
    ("销号", lambda totals: str(totals.closed)),
    ("不再推进", lambda totals: str(totals.dropped)),
    ("完成率", lambda totals: percent(totals.completion)),
    ("按期率", lambda totals: percent(totals.in_time)),
    ("销号率", lambda totals: percent(totals.closing)),
    ("报送率", lambda totals: percent(totals.reporting)),
)


def _totals(changes: Changes) -> Section | None:
    """The totals that changed, before and after; None where none did."""
    sides = (changes.before.totals, changes.after.totals)
    values = [(name, count(sides[0]), count(sides[1])) for name, count in _COUNTS]
    values += [
        (LAMP_NAMES[lamp], str(sides[0].lamps[lamp]), str(sides[1].lamps[lamp]))
        for lamp in Lamp
        if lamp is not Lamp.DONE  # 完成 above
    ]
    rows = []
    for name, before, after in values:
        if name == "报送率":
            periods = [
                side.period.label_in(side.plan.year) if side.period else ""
                for side in (changes.before, changes.after)
            ]
            before, after = (
                f"{rate}（{period}）" if period else rate
                for rate, period in zip((before, after), periods, strict=True)
            )
        if before != after:
            rows.append((Cell(name), Cell(before), Cell(after)))
    if not rows:
        return None
    columns = (Column("合计"), Column("之前"), Column("之后"))
    return Section("totals", "合计", (Table("totals", "合计", columns, tuple(rows)),))


def _by_urgency(found: Iterable[Change]) -> list[Change]:
    """The worst lamp first, then in the plan's order."""
    return sorted(
        found, key=lambda change: LAMP_URGENCY[change.after.verdict.lamp] if change.after else 9
    )


def sections_for_review(changes: Changes) -> tuple[Section, ...]:
    """For a merge request: what becomes of the lamps first, then of the list, then the totals."""
    state_kinds = (ChangeKind.LAMP, ChangeKind.STATUS, ChangeKind.DEADLINE, ChangeKind.EXTENDED)
    moved = [change for change in changes.of(*state_kinds) if change.before]
    return _whole(
        (
            _table_of("state", "灯、状态、时限", _by_urgency(moved), changes, _told_of_state),
            *(
                _of_kind(kind, changes)
                for kind in (
                    ChangeKind.ADDED,
                    ChangeKind.REMOVED,
                    ChangeKind.REASSIGNED,
                    ChangeKind.REWORDED,
                    ChangeKind.REPORTED,
                    ChangeKind.WITHDRAWN,
                )
            ),
            _totals(changes),
        )
    )


def sections_by_kind(changes: Changes) -> tuple[Section, ...]:
    """Everything that changed, a section a kind; a task may be in several."""
    told = {change.task.id for change in changes.of(*_OF_STATE)}
    others = [
        change
        for change in changes.of(ChangeKind.LAMP, ChangeKind.STATUS)
        if change.task.id not in told
    ]
    return _whole(
        (
            *(_of_kind(kind, changes) for kind in _TITLES),
            _table_of("other", "灯、状态的其他变化", others, changes, _told_of_state),
            _totals(changes),
        )
    )


# --- problems ------------------------------------------------------------------------------------


def _told_problem(problem: Problem) -> tuple[str, str, str]:
    """What makes two problems the same, wherever in the file they stand."""
    return problem.code, problem.place.path, re.sub(r"第 \d+ 行", "第 N 行", problem.message)


def problems_between(
    before: Sequence[Problem], after: Sequence[Problem]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The problems that are new, and those that are there no more; a moved line is neither."""

    def left(these: Sequence[Problem], those: Sequence[Problem]) -> tuple[Problem, ...]:
        known = Counter(map(_told_problem, those))
        found = []
        for problem in these:
            told = _told_problem(problem)
            if known[told]:
                known[told] -= 1
            else:
                found.append(problem)
        return tuple(found)

    return left(after, before), left(before, after)


def problem_sections(new: Sequence[Problem], solved: Sequence[Problem]) -> tuple[Section, ...]:
    """New problems and solved ones, the gravest first."""
    levels = list(Level)
    columns = (Column("位置"), Column("问题"), Column("提示", ColumnKind.BLANK))

    def told(key: str, title: str, problems: Sequence[Problem]) -> Section | None:
        found = sorted(problems, key=lambda item: levels.index(item.level))
        rows = tuple(
            (
                Cell(str(problem.place)),
                Cell(f"{LEVEL_NAMES[problem.level]}[{problem.code}] {problem.message}"),
                Cell(problem.hint or ""),
            )
            for problem in found
        )
        heading = f"{title}（{count_line(found)}）"
        return Section(key, heading, (Table(key, heading, columns, rows),)) if rows else None

    return _whole((told("new", "新出现的问题", new), told("solved", "解决的问题", solved)))


def snapshot_line(snapshot: Snapshot) -> str:
    """A plan's totals in one line, for one that has nothing to be compared with."""
    totals = snapshot.totals
    return f"{totals.tasks} 项任务，完成率 {percent(totals.completion)}"
