"""`/data/<plan-id>.csv`: one line a task, UTF-8 with BOM and CRLF, as Excel opens it rightly."""

from __future__ import annotations

import csv
import io
from datetime import date

from workplan.lamps import LAMP_NAMES
from workplan.summaries import Snapshot, State
from workplan.words import SAMPLE

HEAD = (
    *("编号", "重点工作", "任务", "责任部门", "牵头部门", "完成时限", "开始", "截止", "原截止"),
    *("状态", "灯", "原因", "进度", "完成百分比", "完成日", "最近进展日", "最近进展"),
    *("数据截至", "备注"),
)

Value = str | int | date | None


def _cell(value: object) -> str:
    """A value as text; what a spreadsheet would run as a formula is made plain text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def row_of(state: State, snapshot: Snapshot) -> list[Value]:
    """What a task's line holds, by the columns of `HEAD`."""
    task, standing, plan = state.task, state.standing, snapshot.plan
    latest = standing.news[-1] if standing.news else None
    return [
        task.id,
        plan.area_titles[task.area - 1],
        task.text,
        "、".join(named.name for named in task.named),
        plan.name(standing.lead) if standing.lead else None,
        task.deadline.text if task.deadline else None,
        standing.window.start,
        standing.window.end,
        standing.window.original_end,
        standing.status,
        LAMP_NAMES[state.verdict.lamp],
        state.verdict.reason,
        state.verdict.pace,
        standing.percent,
        standing.completed_on,
        latest.date if latest else None,
        latest.note if latest else None,
        snapshot.as_of,
        SAMPLE if plan.sample else None,
    ]


def as_csv(snapshot: Snapshot) -> str:
    """The export as text, with its byte-order mark."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows(map(_cell, row_of(state, snapshot)) for state in snapshot.states)
    return "\ufeff" + out.getvalue()
