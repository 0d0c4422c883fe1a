"""催报: who owes what now, by department and by 分管领导, each with a text ready to be sent.

A department is asked for: what it owed in the latest reporting period that counts and has said
nothing on since; what it owes in the period that is over and still open; its red tasks; the forms that it
has not returned; the tasks near their deadline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workplan import addresses
from workplan.documents import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Copyable,
    Document,
    Paragraph,
    Section,
    Table,
)
from workplan.gathering import gatherings_of
from workplan.history import History, Reporting, issued_periods
from workplan.lamps import Cause, Lamp, silent_units
from workplan.model import Form, Plan
from workplan.periods import Period, day_in
from workplan.reporting import last_report_day
from workplan.reports import parts
from workplan.rows import attention, near_due
from workplan.summaries import Snapshot, State
from workplan.words import SAMPLE, day_in_full, numeral

NAME = "due"


@dataclass(frozen=True)
class OwedForm:
    """A form that a unit has not returned, and how many days late that is."""

    form: Form
    days_late: int


@dataclass(frozen=True)
class Owed:
    """What one department owes now; `open_` is owed until the open period closes."""

    unit: str
    silent: tuple[State, ...]
    open_: tuple[State, ...]
    red: tuple[State, ...]
    near: tuple[State, ...]
    forms: tuple[OwedForm, ...] = ()

    @property
    def missed(self) -> int:
        """How many of its tasks lack an occurrence that is over."""
        return sum(_misses(state, self.unit) for state in self.red)

    @property
    def any(self) -> bool:
        """Whether it has to be asked for something; what is merely near is no debt."""
        return bool(self.silent or self.open_ or self.red or self.forms)

    @property
    def weight(self) -> int:
        tasks = {state.task.id for state in (*self.silent, *self.open_, *self.red)}
        return len(tasks) + len(self.forms)


def _misses(state: State, unit: str) -> bool:
    own = [part for part in state.standing.parts if part.unit == unit]
    return any(item.met is False for part in own for item in part.occurrences)


class _Debts:
    """Who owes what at as-of."""

    def __init__(self, history: History) -> None:
        self.history, self.plan = history, history.plan
        self.now: Snapshot = history.at(history.as_of)
        self.closed: Period | None = self.now.period
        latest = history.reporting(history.as_of)
        self.open_: Reporting | None = latest if latest and latest.period != self.closed else None
        self.gatherings = gatherings_of(self.plan, history.as_of)
        missing = {handed.unit for item in self.gatherings for handed in item.missing}
        units = [
            unit
            for unit in self.plan.organization.departments
            if unit in self.now.by_department or unit in missing
        ]
        owed = [self._owed(unit) for unit in units]
        self.owed = sorted((item for item in owed if item.any), key=lambda item: -item.weight)

    def _owed(self, unit: str) -> Owed:
        states = self.now.by_department.get(unit, ())
        missing = self.open_.missing(unit) if self.open_ else ()
        still = [state for state in states if parts.is_open(state, unit)]
        mine = [state for state in states if unit in parts.answering(state)]
        return Owed(
            unit,
            tuple(
                state
                for state in still
                if state.duty and unit in silent_units(state.standing, state.duty)
            ),
            tuple(state for state in still if state.task.id in missing),
            tuple(
                state
                for state in attention(mine)
                if state.verdict.lamp is Lamp.RED and self._lacks(state, unit)
            ),
            tuple(near_due(mine)),
            tuple(
                OwedForm(item.form, handed.days_late)
                for item in self.gatherings
                for handed in item.missing
                if handed.unit == unit
            ),
        )

    @staticmethod
    def _lacks(state: State, unit: str) -> bool:
        """Of a missed occurrence that all must hold: only those who did not hold it are asked."""
        if state.verdict.cause is not Cause.MISSED:
            return True
        speaking = [part.unit for part in state.standing.parts]
        return _misses(state, unit) or not any(_misses(state, other) for other in speaking)

    @property
    def closed_label(self) -> str:
        return self.closed.label_in(self.plan.year) if self.closed else ""

    @property
    def open_label(self) -> str:
        return self.open_.period.label_in(self.plan.year) if self.open_ else ""

    @property
    def open_until(self) -> str:
        return self._last(self.open_.period) if self.open_ else ""

    @property
    def closed_on(self) -> str:
        return self._last(self.closed) if self.closed else ""

    def _last(self, period: Period) -> str:
        return day_in(last_report_day(self.plan, period), self.plan.year)

    def coming(self) -> Period | None:
        """The reporting period under way."""
        periods = issued_periods(self.plan, self.plan.rules.reporting_months)
        return next((period for period in periods if self.history.as_of in period), None)


def dunning(history: History) -> Document:
    """What is owed at as-of."""
    plan, debts = history.plan, _Debts(history)
    leaders = tuple(_leader_blocks(debts))
    sections = [
        Section("overview", "一览", (_overview(debts),)),
        Section("departments", "发给部门", tuple(_department_blocks(debts))),
    ]
    if leaders:
        sections.append(Section("leaders", "发给分管领导", leaders))
    return Document(
        addresses.report_address(plan.id, NAME),
        NAME,
        "催报单",
        parts.document_line(plan, history.as_of),
        history.as_of,
        tuple(_lede(debts)),
        tuple(sections),
        sample=plan.sample,
        notes=(
            "未报送：最近一个可以计算的报送期应报，从这一期开始到现在没有报过。缺期次的任务也算在红灯里。",
        ),
    )


def _called(plan: Plan, unit: str) -> str:
    """What a letter calls a unit: another committee is no department of this one."""
    return "部门" if plan.organization.departments[unit].kind == "own" else "单位"


def _lede(debts: _Debts) -> Iterator[Paragraph]:
    plan = debts.plan
    today = day_in(debts.history.as_of, plan.year)
    if debts.owed:
        names = "、".join(plan.short_name(item.unit) for item in debts.owed)
        called = {_called(plan, item.unit) for item in debts.owed}
        word = "部门" if called == {"部门"} else "单位"
        yield Paragraph(f"到{today}，要催的{word} {len(debts.owed)} 个：{names}。")
    else:
        yield Paragraph(f"到{today}，没有部门欠报送或有红灯任务。")
    if forms := sum(len(item.forms) for item in debts.owed):
        yield Paragraph(f"计划表还有 {forms} 份没有交。")
    if debts.open_:
        owed = debts.open_.rate
        yield Paragraph(
            f"{debts.open_label}的报送正在进行，{debts.open_until}截止：应报 {owed.of} 项，"
            f"已报 {owed.n} 项。"
        )
    elif coming := debts.coming():
        end = day_in(coming.end, plan.year)
        last = day_in(last_report_day(plan, coming), plan.year)
        yield Paragraph(f"下一次报送：{coming.label_in(plan.year)}，{end}结束，{last}截止。")


def _overview(debts: _Debts) -> Table:
    plan = debts.plan
    led = any(plan.organization.departments[item.unit].leader for item in debts.owed)
    columns = (
        parts.DEPARTMENT,
        *((Column("分管领导", width=6),) if led else ()),
        *((_count(f"{debts.closed_label}未报送"),) if debts.closed else ()),
        *((_count(f"{debts.open_label}待报"),) if debts.open_ else ()),
        *(_count(title) for title in ("红灯", "缺期次", "临近到期")),
        *((_count("计划表未交"),) if plan.forms else ()),
    )

    def counts(items: Sequence[Owed]) -> tuple[Cell, ...]:
        def total(*found: int) -> Cell:
            return parts.some(sum(found))

        return (
            *((total(*(len(item.silent) for item in items)),) if debts.closed else ()),
            *((total(*(len(item.open_) for item in items)),) if debts.open_ else ()),
            total(*(len(item.red) for item in items)),
            total(*(item.missed for item in items)),
            total(*(len(item.near) for item in items)),
            *((total(*(len(item.forms) for item in items)),) if plan.forms else ()),
        )

    rows = tuple(
        (
            parts.department_name(plan, item.unit),
            *((parts.text(plan.organization.departments[item.unit].leader or ""),) if led else ()),
            *counts([item]),
        )
        for item in debts.owed
    )
    totals = (parts.text("合计（项次）"), *((Cell(),) if led else ()), *counts(debts.owed))
    return Table(
        "due",
        "各部门要催的",
        columns,
        rows,
        totals if len(rows) > 1 else (),
        empty="没有要催的。",
    )


def _count(title: str) -> Column:
    return Column(title, ColumnKind.NUMBER, 6)


# --- texts to send -------------------------------------------------------------------------------


def _points(item: Owed, debts: _Debts) -> Iterator[tuple[str, list[str]]]:
    """What a department is asked for, point by point, each with its tasks."""

    def names(states: Sequence[State]) -> list[str]:
        return [f"{state.task.id} {state.task.short}" for state in states]

    def reasons(states: Sequence[State]) -> list[str]:
        return [f"{state.task.id} {state.task.short}——{state.verdict.reason}" for state in states]

    if item.silent:
        head = (
            f"{debts.closed_label}应报未报 {len(item.silent)} 项（{debts.closed_on}已截止），请补报"
        )
        yield head, names(item.silent)
    if item.open_:
        head = f"{debts.open_label}待报 {len(item.open_)} 项，请在{debts.open_until}前报送"
        yield head, names(item.open_)
    if item.red:
        head = f"红灯 {len(item.red)} 项，请抓紧办理并报进展；不能按期完成的，按程序报批延期"
        yield head, reasons(item.red)
    if item.near:
        yield f"临近到期 {len(item.near)} 项，请留意", reasons(item.near)
    if item.forms:
        head = f"计划表 {len(item.forms)} 份没有交，请填好交来"
        yield head, [_form(owed, debts.plan) for owed in item.forms]


def _form(owed: OwedForm, plan: Plan) -> str:
    """A form with its deadline and how late it is."""
    deadline = owed.form.deadline
    if deadline is None or deadline.end is None:
        return f"《{owed.form.title}》"
    late = f"逾期 {owed.days_late} 天：" if owed.days_late else ""
    return f"《{owed.form.title}》——{late}{day_in(deadline.end, plan.year)}截止"


def _mark(plan: Plan) -> str:
    """A text that leaves the site says itself that its facts are samples."""
    return f"【{SAMPLE}】\n" if plan.sample else ""


def _department_blocks(debts: _Debts) -> Iterator[Block]:
    plan = debts.plan
    if not debts.owed:
        yield Paragraph("没有要发的。")
    for item in debts.owed:
        lines = [f"{plan.name(item.unit)}："]
        today = day_in_full(debts.history.as_of)
        lines.append(f"截至{today}，《{plan.title}》中请贵{_called(plan, item.unit)}办理：")
        for at, (head, tasks) in enumerate(_points(item, debts), 1):
            lines.append(f"{numeral(at)}、{head}：")
            lines += [f"　　{task}" for task in tasks]
        if item.silent or item.open_:
            lines.append("没有新进展的任务，也请报“无变化”。")
        yield Copyable(plan.name(item.unit), _mark(plan) + "\n".join(lines))


def _leader_blocks(debts: _Debts) -> Iterator[Block]:
    """A text for each leader whose departments owe something, in the order of their first one."""
    plan = debts.plan
    by_leader: dict[str, list[Owed]] = {}
    for item in debts.owed:
        if leader := plan.organization.departments[item.unit].leader:
            by_leader.setdefault(leader, []).append(item)
    for leader, items in by_leader.items():
        lines = [f"{leader}："]
        lines.append(
            f"截至{day_in_full(debts.history.as_of)}，《{plan.title}》中您分管的部门需要督促的："
        )
        for item in items:
            said = [
                f"{what} {len(states)} 项（{_numbers(states)}）"
                for what, states in (
                    (f"{debts.closed_label}未报送", item.silent),
                    (f"{debts.open_label}待报", item.open_),
                    ("红灯", item.red),
                )
                if states
            ]
            said += [f"计划表 {len(item.forms)} 份未交"] if item.forms else []
            lines.append(f"{plan.name(item.unit)}：{'，'.join(said)}。")
            lines += [f"　　{s.task.id} {s.task.short}——{s.verdict.reason}" for s in item.red]
        departments = "、".join(plan.short_name(item.unit) for item in items)
        yield Copyable(f"{leader}（分管{departments}）", _mark(plan) + "\n".join(lines))


def _numbers(states: Sequence[State]) -> str:
    return "、".join(
        f"任务 {state.task.id}" if at == 0 else state.task.id for at, state in enumerate(states)
    )
