"""月通报: where the plan stands at the end of a month, what changed since the month before, and
what is due in the next. The first bulletin of a plan compares with nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workplan import addresses
from workplan.comparison import ChangeKind, Changes, compare
from workplan.documents import Column, ColumnKind, Document, Paragraph, Section, Table
from workplan.fields import Status
from workplan.history import History
from workplan.lamps import Lamp
from workplan.model import ONE_DAY, Plan, Update
from workplan.periods import Period, day_in, period_of
from workplan.reports import parts
from workplan.rows import attention, update_view
from workplan.summaries import Snapshot, State


def bulletin(history: History, month: Period) -> Document:
    """The bulletin of a month that is over."""
    plan, now, before = history.plan, history.at(month.end), history.before(month)
    changes = compare(before, now) if before else None
    next_month = period_of(month.end + ONE_DAY, month.months)
    return Document(
        addresses.report_address(plan.id, month.code),
        month.code,
        f"{plan.year}年{month.label}通报",
        parts.document_line(plan, month.end),
        month.end,
        tuple(_lede(history, month, changes, next_month)),
        (
            _totals(history, now, before),
            *_red(now, changes),
            _completed(now, changes),
            _due(now, next_month),
            _reporting(history, now, month),
            Section(
                "departments",
                "各部门",
                (parts.department_table(now, history.reporting(month.end), month),),
            ),
            _beside(now, month),
        ),
        sample=plan.sample,
        draft=parts.draft(history, month),
        notes=(parts.settled_note(plan, month),),
    )


def _newly(changes: Changes | None, now: Snapshot, kind: ChangeKind) -> list[State]:
    """The tasks that became something in the month; in the first bulletin all that are."""
    if changes:
        return [change.after for change in changes.of(kind) if change.after]
    if kind is ChangeKind.RED:
        return [state for state in now.states if state.verdict.lamp is Lamp.RED]
    return [state for state in now.states if state.standing.completed]


def _lede(
    history: History, month: Period, changes: Changes | None, next_month: Period
) -> Iterator[Paragraph]:
    """What is late or silent first, then what changed, then who has not reported."""
    plan, now = history.plan, history.at(month.end)
    totals = now.totals
    loud = parts.lamps_in_words(now)
    yield Paragraph(
        f"截至{day_in(month.end, plan.year)}，{loud}。{totals.tasks} 项任务已完成 "
        f"{totals.completed} 项，完成率 {parts.counted(totals.completion)}。"
    )
    if changes is None:
        issued = plan.source.issued
        since = f"计划 {day_in(issued, plan.year)}印发，" if issued else ""
        yield Paragraph(f"{since}本期是第一期通报，不与上月比较。")
    else:
        red = _newly(changes, now, ChangeKind.RED)
        completed = _newly(changes, now, ChangeKind.COMPLETED)
        less = [change for change in changes.of(ChangeKind.REOPENED) if change.after]
        news = [f"新亮红灯 {len(red)} 项：{parts.listed(red)}" if red else "没有新亮红灯"]
        news.append(f"新完成 {len(completed)} 项" if completed else "没有新完成的任务")
        news += [f"完成后又重新办理的 {len(less)} 项"] if less else []
        yield Paragraph("本月" + "；".join(news) + "。")
    due = sum(1 for _ in _ending(now, next_month))
    soon = f"{next_month.label_in(plan.year)}到期 {due} 项。" if due else ""
    reporting = parts.reporting_words(history, month.end).text
    yield Paragraph(soon + reporting)


def _totals(history: History, now: Snapshot, before: Snapshot | None) -> Section:
    then = before.totals if before else None
    reporting = history.reporting(now.as_of)
    return Section(
        "totals",
        "总体情况",
        (
            parts.lamp_table(now.totals, then),
            parts.rate_table(now.totals, then, reporting, now.plan),
        ),
    )


def _red(now: Snapshot, changes: Changes | None) -> Iterator[Section]:
    """What turned red in the month, and what was red before and still is."""
    red = [state for state in attention(now.states) if state.verdict.lamp is Lamp.RED]
    if changes is None:
        table = parts.task_table("red", "红灯任务", red, now.plan, "没有红灯任务。")
        yield Section("red", "红灯", (table,))
        return
    turned = {state.task.id for state in _newly(changes, now, ChangeKind.RED)}
    new = [state for state in red if state.task.id in turned]
    old = [state for state in red if state.task.id not in turned]
    yield Section(
        "red",
        "红灯",
        (
            parts.task_table("red", "本月新亮红灯", new, now.plan, "本月没有新亮红灯的任务。"),
            parts.task_table("red-still", "上月红灯、仍未解决", old, now.plan, "没有。"),
        ),
    )


def _completed(now: Snapshot, changes: Changes | None) -> Section:
    plan = now.plan
    columns = (
        *(parts.TASK_ID, parts.TASK, parts.WHO, parts.DEADLINE),
        Column("完成日", ColumnKind.DATE, 8),
        Column("进度", width=6),
        Column("核验", width=10),
    )
    states = _newly(changes, now, ChangeKind.COMPLETED)
    rows = tuple(
        (
            *parts.task_cells(state, plan),
            parts.day(state.standing.completed_on),
            parts.text(str(state.verdict.pace or "")),
            parts.text(verified(state, plan)),
        )
        for state in states
    )
    title = "本月新完成" if changes else "已完成"
    empty = "本月没有新完成的任务。" if changes else "还没有完成的任务。"
    return Section(
        "completed", title, (Table("completed", f"{title}的任务", columns, rows, empty=empty),)
    )


def verified(state: State, plan: Plan) -> str:
    """Who verified a completed task; 待核验 where nobody did."""
    closed = state.standing.closed_by
    if closed is None or closed.verified_by is None:
        return "待核验"
    return f"已销号（{plan.short_name(closed.verified_by)}核验）"


def _ending(now: Snapshot, period: Period) -> Iterator[tuple[date, str, State]]:
    """Deadlines and unmet occurrences that end in a period, of tasks that are still open."""
    for state in now.states:
        standing = state.standing
        if standing.completed or standing.dropped:
            continue
        for item in standing.occurrences:
            if item.slot.judged and item.met is None and item.slot.end in period:
                yield item.slot.end, f"{item.slot.label}期次", state
        if standing.window.end is not None and standing.window.end in period:
            yield standing.window.end, "完成时限", state


def _due(now: Snapshot, next_month: Period) -> Section:
    plan = now.plan
    found = sorted(_ending(now, next_month), key=lambda item: item[0])
    columns = (
        Column("到期", ColumnKind.DATE, 8),
        Column("事项", width=8),
        *(parts.TASK_ID, parts.TASK, parts.WHO, parts.REASON),
    )
    rows = tuple(
        (
            parts.day(on),
            parts.text(what),
            *parts.task_cells(state, plan)[:3],
            parts.reason(state),
        )
        for on, what, state in found
    )
    title = f"{next_month.label_in(plan.year)}到期"
    table = Table("due", f"{title}的任务", columns, rows, empty="下月没有到期的任务。")
    return Section("due", title, (table,))


def _reporting(history: History, now: Snapshot, month: Period) -> Section:
    """Who owed what, where a reporting period ended with the month; else where it stands."""
    reporting = history.reporting(now.as_of)
    if reporting is None or reporting.period.end != month.end or not reporting.rate.of:
        return Section("reporting", "报送", (parts.reporting_words(history, now.as_of),))
    label = reporting.period.label_in(now.plan.year)
    return Section("reporting", f"{label}报送", (parts.reporting_table(now, reporting),))


def _told_beside(state: State, month: Period) -> Iterator[Update]:
    """What others than those who speak for a task said of it in a month; close-outs apart."""
    spoken = set(map(id, state.standing.reports))
    for update in state.standing.news:
        said_here = update.date in month and id(update) not in spoken
        if said_here and update.status is not Status.CLOSED:
            yield update


def _beside(now: Snapshot, month: Period) -> Section:
    """What co-responsible departments reported; it stands beside the lead's and doesn't count."""
    plan = now.plan
    columns = (
        Column("日期", ColumnKind.DATE, 8),
        Column("部门", width=10),
        *(parts.TASK_ID, parts.TASK),
        Column("报送内容", width=28),
    )
    found = [(update, state) for state in now.states for update in _told_beside(state, month)]
    rows = tuple(
        (
            parts.day(update.date),
            parts.text(plan.short_name(update.department)),
            *(parts.task_id(state), parts.task_name(state, plan)),
            parts.text(told(update, state, plan)),
        )
        for update, state in sorted(found, key=lambda pair: pair[0].order)
    )
    empty = "本月没有配合部门的报送。"
    note = "任务的状态和进度看牵头（第一个）部门的报送；配合部门报的列在这里，不代替它。"
    table = Table(
        "beside", "配合部门报送的进展", columns, rows, note=note if rows else "", empty=empty
    )
    return Section("beside", "配合部门", (table,))


def told(update: Update, state: State, plan: Plan) -> str:
    """What an update says, in a line."""
    view = update_view(update, state, plan, None)
    return "；".join(part for part in (view.status, *view.details, view.note) if part)
