"""Which reports a plan has at a day, and the one that somebody asks for by its period."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workplan.documents import Document
from workplan.history import MONTH, QUARTER, YEAR, History, issued_periods
from workplan.model import Plan
from workplan.periods import Period, day_in, parse_period
from workplan.reports import annual, due
from workplan.reports.annual import review
from workplan.reports.due import dunning
from workplan.reports.monthly import bulletin
from workplan.reports.quarterly import inspection
from workplan.rows import iso


@dataclass(frozen=True)
class Kind:
    """A kind of report: its name, its months, and what makes one of it."""

    name: str
    months: int
    make: Callable[[History, Period], Document]


KINDS = (
    Kind("月通报", MONTH, bulletin),
    Kind("季督查", QUARTER, inspection),
    Kind("年述评", YEAR, review),
)


class NoReport(Exception):
    """A report that can't be given; its text says why and which can."""


def has_reports(plan: Plan) -> bool:
    """Whether anybody is responsible for anything: key points report nothing."""
    return any(task.named for task in plan.tasks)


def kinds_and_reports(history: History) -> Iterator[tuple[Kind, Document]]:
    """Every report of a period that is over, newest first; at one day the longest period first."""
    found = [(period, kind) for kind in KINDS for period in history.ended(kind.months)]
    found.sort(key=lambda pair: (pair[0].end, pair[1].months), reverse=True)
    for period, kind in found:
        yield kind, kind.make(history, period)


def report_of(history: History, asked: str) -> Document:
    """The report of a period: 2022-07, 2022-Q3, 2022 or annual; due. Raises NoReport."""
    plan = history.plan
    if not has_reports(plan):
        raise NoReport(f"计划 “{plan.id}” 的任务没有责任部门，没有通报")
    text = asked.strip()
    if text.casefold() == due.NAME:
        return dunning(history)
    period = _period(text, plan.year)
    if period is None:
        raise NoReport(
            f"看不懂 “{asked}”，应为：{plan.year}-07（月通报）、{plan.year}-Q3（季督查）、"
            f"{plan.year} 或 annual（年述评）、due（催报）"
        )
    label = period.label_in(plan.year)
    issued = issued_periods(plan, period.months)
    if period.start.year != plan.year:
        raise NoReport(f"“{asked}” 不在计划的年份里：计划 “{plan.id}” 是 {plan.year}年的")
    if period not in issued:
        day = day_in(plan.source.issued, plan.year) if plan.source.issued else ""
        first = f"，最早的是 {issued[0].code}" if issued else ""
        raise NoReport(f"{label}在计划印发（{day}）以前就结束了，没有通报{first}")
    if period.end > history.as_of:
        raise NoReport(
            f"{label}还没有结束：数据截至 {iso(history.as_of)}，{iso(period.end)} 起才有"
        )
    kind = next(kind for kind in KINDS if kind.months == period.months)
    return kind.make(history, period)


def _period(text: str, year: int) -> Period | None:
    """A month, quarter or year, with its letter as anybody types it."""
    if text.casefold() == annual.NAME:
        text = str(year)
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        january = parse_period(f"{text}-01")
        return Period(january.start, YEAR) if january else None
    return parse_period(text.upper())
