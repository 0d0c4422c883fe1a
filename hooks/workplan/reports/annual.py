"""年述评: a plan's year by month, area and department, what was late, moved or dropped, and what
carries over. It exists once the year is over."""

from __future__ import annotations

from collections.abc import Iterator

from workplan import addresses
from workplan.documents import Cell, Column, ColumnKind, Document, Paragraph, Section, Table
from workplan.fields import Status
from workplan.history import MONTH, History
from workplan.lamps import LAMP_NAMES, Lamp, Pace
from workplan.model import Update
from workplan.periods import Period
from workplan.reports import parts
from workplan.rows import attention
from workplan.summaries import Snapshot, State
from workplan.windows import extensions_at

NAME = "annual"


def review(history: History, year: Period) -> Document:
    """The review of a year that is over."""
    plan, now = history.plan, history.at(year.end)
    late, left = _late(now), _left(now)
    return Document(
        addresses.report_address(plan.id, NAME),
        NAME,
        f"{plan.year}年度述评",
        parts.document_line(plan, year.end),
        year.end,
        tuple(_lede(history, year, late, left)),
        (
            Section(
                "totals",
                "总体情况",
                (
                    parts.lamp_table(now.totals, None),
                    parts.rate_table(now.totals, None, history.reporting(year.end), plan),
                ),
            ),
            Section("left", "结转下年", (_left_table(now, left),)),
            Section("late", "逾期完成", (_late_table(now, late),)),
            Section("extensions", "延期", (_extension_table(now),)),
            Section("dropped", "调整和不再推进", (_dropped_table(now),)),
            Section("months", "各月", (_month_table(history),)),
            Section("areas", "各项重点工作", (parts.area_table(now),)),
            Section(
                "departments",
                "各部门",
                (parts.department_table(now, history.reporting(year.end)), *_reporting(history)),
            ),
        ),
        sample=plan.sample,
        draft=parts.draft(history, year),
        notes=(parts.settled_note(plan, year),),
    )


def _late(now: Snapshot) -> list[State]:
    """Completed after the deadline as it then was, the latest first."""
    found = [state for state in now.states if state.verdict.pace is Pace.LATE]
    return sorted(found, key=lambda state: -_days_late(state))


def _days_late(state: State) -> int:
    done_on, end = state.standing.completed_on, state.standing.window.end
    return (done_on - end).days if done_on and end else 0


def _left(now: Snapshot) -> list[State]:
    """What carries over: neither completed nor dropped at the year's end; the red first."""
    found = [
        state for state in now.states if not state.standing.completed and not state.standing.dropped
    ]
    loud = attention(found)
    ids = {state.task.id for state in loud}
    return [*loud, *(state for state in found if state.task.id not in ids)]


def _lede(
    history: History, year: Period, late: list[State], left: list[State]
) -> Iterator[Paragraph]:
    plan, totals = history.plan, history.at(year.end).totals
    over = f"{len(left)} 项没有完成，结转下年" if left else "没有结转下年的任务"
    yield Paragraph(
        f"{plan.year}年 {totals.tasks} 项任务完成 {totals.completed} 项，"
        f"完成率 {parts.counted(totals.completion)}；{over}。"
    )
    moved = sum(1 for state in history.at(year.end).states if _approved(state))
    said = [
        f"按期率 {parts.counted(totals.in_time)}",
        f"逾期完成 {len(late)} 项",
        f"延期 {moved} 项",
        f"不再推进 {totals.dropped} 项",
        f"已销号 {totals.closed} 项，销号率 {parts.counted(totals.closing)}",
    ]
    yield Paragraph("，".join(said) + "。")
    yield parts.reporting_words(history, year.end)


def _left_table(now: Snapshot, left: list[State]) -> Table:
    return parts.task_table("left", "没有完成的任务", left, now.plan, "全部任务都已完成。")


def _late_table(now: Snapshot, late: list[State]) -> Table:
    plan = now.plan
    columns = (
        *(parts.TASK_ID, parts.TASK, parts.WHO),
        Column("完成时限", ColumnKind.DATE, 8),
        Column("完成日", ColumnKind.DATE, 8),
        Column("逾期", ColumnKind.NUMBER, 4, "天"),
    )
    rows = tuple(
        (
            *parts.task_cells(state, plan)[:3],
            *(parts.day(state.standing.window.end), parts.day(state.standing.completed_on)),
            parts.number(_days_late(state)),
        )
        for state in late
    )
    return Table("late", "逾期完成的任务", columns, rows, empty="没有逾期完成的任务。")


def _approved(state: State) -> bool:
    return bool(extensions_at(state.task, state.standing.as_of))


def _extension_table(now: Snapshot) -> Table:
    plan = now.plan
    columns = (
        *(parts.TASK_ID, parts.TASK, parts.WHO),
        Column("延期的是", width=8),
        Column("延至", ColumnKind.DATE, 8),
        Column("批准", width=8),
        Column("批准日", ColumnKind.DATE, 8),
        Column("理由", width=14),
    )
    rows = tuple(
        (
            *parts.task_cells(state, plan)[:3],
            parts.text(item.occurrence or "完成时限"),
            *(parts.day(item.to), parts.text(item.approved_by), parts.day(item.approved_on)),
            parts.text(item.reason or ""),
        )
        for state in now.states
        for item in extensions_at(state.task, now.as_of)
    )
    return Table("extensions", "批准的延期", columns, rows, empty="没有延期。")


def _dropped_table(now: Snapshot) -> Table:
    """What was adjusted or dropped in the year, each decision as it was reported."""
    plan = now.plan
    columns = (
        *(parts.TASK_ID, parts.TASK, Column("部门", width=8)),
        Column("决定", width=6),
        Column("日期", ColumnKind.DATE, 8),
        Column("理由", width=16),
        Column("批准", width=8),
    )

    def decisions(state: State) -> Iterator[Update]:
        for update in state.standing.reports:
            if update.status is Status.ADJUSTED or (
                update.status is Status.DROPPED and (state.standing.dropped or state.task.joint)
            ):
                yield update

    rows = tuple(
        (
            *(parts.task_id(state), parts.task_name(state, plan)),
            parts.text(plan.short_name(update.department)),
            *(parts.text(str(update.status)), parts.day(update.date)),
            *(parts.text(update.reason or ""), parts.text(update.approved_by or "")),
        )
        for state in now.states
        for update in decisions(state)
    )
    empty = "没有调整和不再推进的任务。"
    return Table("dropped", "调整和不再推进的任务", columns, rows, empty=empty)


def _month_table(history: History) -> Table:
    """Lamps and 完成率 at the end of each month."""
    columns = (
        Column("月末", ColumnKind.DATE, 8),
        *parts.numbers(*(LAMP_NAMES[found] for found in Lamp)),
        *parts.numbers("新完成"),
        Column("完成率", ColumnKind.SHARE, 5),
    )
    rows: list[tuple[Cell, ...]] = []
    before: Snapshot | None = None
    for period in history.ended(MONTH):
        now = history.at(period.end)
        totals = now.totals
        more = parts.number(_newly_completed(before, now)) if before else Cell()
        rows.append(
            (
                parts.day(period.end),
                *(parts.some(totals.lamps[found]) for found in Lamp),
                *(more, parts.share(totals.completion)),
            )
        )
        before = now
    return Table("months", "各月末的灯和完成率", columns, tuple(rows))


def _newly_completed(before: Snapshot, now: Snapshot) -> int:
    was = {state.task.id for state in before.states if state.standing.completed}
    return sum(state.standing.completed and state.task.id not in was for state in now.states)


def _reporting(history: History) -> Iterator[Table]:
    """报送率 of every department in every reporting period of the year."""
    plan = history.plan
    ends = [period.end for period in history.ended(plan.rules.reporting_months)]
    told = [found for end in ends if (found := history.reporting(end))]
    if not told:
        return
    columns = (
        parts.DEPARTMENT,
        *(Column(parts.rate_name(found, plan), ColumnKind.SHARE, 8) for found in told),
    )
    units = [
        key for key in plan.organization.departments if any(key in found.owing for found in told)
    ]
    rows = tuple(
        (
            parts.department_name(plan, key),
            *(parts.share(found.rate_of(key)) for found in told),
        )
        for key in units
    )
    totals = (parts.text("全部"), *(parts.share(found.rate) for found in told))
    yield Table("reporting", "各期报送率", columns, rows, totals)
