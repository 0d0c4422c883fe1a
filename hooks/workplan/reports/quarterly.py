"""季督查: what each department had to do in a quarter, what it owed and met, and the tasks that an
inspector should look at, with columns to write in. Made for A4 landscape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from workplan import addresses
from workplan.documents import Cell, Column, ColumnKind, Document, Paragraph, Section, Table
from workplan.history import History, Reporting
from workplan.lamps import Lamp
from workplan.model import ONE_DAY, Plan
from workplan.periods import Period, day_in
from workplan.reports import parts
from workplan.rows import attention
from workplan.status import Part
from workplan.summaries import Rate, Snapshot, State
from workplan.windows import Occurrence

# Why a task is to be looked at, the most pressing first.
RED, LACKING, SILENT, UNVERIFIED = WHYS = ("红灯", "缺期次", "未报送", "待核验")
BLANKS = (
    Column("核实情况", ColumnKind.BLANK, 14),
    Column("督查意见", ColumnKind.BLANK, 14),
)


@dataclass(frozen=True)
class Duty:
    """What one department has to do on a task in a quarter; its part, where it speaks."""

    unit: str
    state: State
    part: Part | None

    def occurrences(self, quarter: Period) -> list[Occurrence]:
        """The occurrences that fall due in the quarter and are judged."""
        if self.part is None:
            return []
        return [
            item for item in self.part.occurrences if item.slot.judged and item.slot.end in quarter
        ]


def inspection(history: History, quarter: Period) -> Document:
    """The inspection of a quarter that is over."""
    plan, now = history.plan, history.at(quarter.end)
    reporting = history.reporting(quarter.end)
    duties = list(_duties(history, now, quarter))
    suspects = list(_suspects(now, quarter, duties, reporting))
    return Document(
        addresses.report_address(plan.id, quarter.code.lower()),
        quarter.code.lower(),
        f"{plan.year}年{quarter.label}督查",
        parts.document_line(plan, quarter.end),
        quarter.end,
        tuple(_lede(history, quarter, duties, suspects)),
        (
            Section("inspect", "督查任务", (_inspection_table(now, suspects),)),
            Section("departments", "各部门", (_department_table(now, quarter, duties, reporting),)),
            Section("occurrences", "期次", (_occurrence_table(now, quarter, duties),)),
            Section("duties", "本季职责", (_duty_table(now, duties),)),
        ),
        sample=plan.sample,
        draft=parts.draft(history, quarter),
        landscape=True,
        notes=(parts.settled_note(plan, quarter),),
    )


def _duties(history: History, now: Snapshot, quarter: Period) -> Iterator[Duty]:
    """By department, the tasks in force in the quarter: begun by its end, open on its eve."""
    eve = history.at(quarter.start - ONE_DAY)
    for unit, states in now.by_department.items():
        for state in states:
            window = state.standing.window
            if window.start is None or window.start > quarter.end:
                continue
            before = eve.by_id.get(state.task.id)
            if before and (before.standing.completed or before.standing.dropped):
                continue
            part = next((part for part in state.standing.parts if part.unit == unit), None)
            yield Duty(unit, state, part)


@dataclass(frozen=True)
class Suspect:
    """A task to look at, why, and the departments to ask."""

    units: tuple[str, ...]
    why: str
    state: State

    def names(self, plan: Plan) -> Cell:
        """Who is asked; all that the task names go by its own words: 各专门委员会."""
        if len(self.units) > 1 and set(self.units) == set(self.state.standing.units):
            return parts.who(self.state, plan)
        return Cell("、".join(map(plan.short_name, self.units)))


def _suspects(
    now: Snapshot, quarter: Period, duties: list[Duty], reporting: Reporting | None
) -> Iterator[Suspect]:
    """Red, then lacking an occurrence, then silent, then completed but not verified.

    An occurrence that falls due on the quarter's last day is red only from the next day on. A
    department is asked about a task once.
    """
    asked: set[tuple[str, str]] = set()
    for item in chain(
        _red(now), _lacking(quarter, duties), _silent(now, reporting), _unverified(now)
    ):
        task = item.state.task.id
        units = tuple(unit for unit in item.units if (unit, task) not in asked)
        asked |= {(unit, task) for unit in units}
        if units:
            yield Suspect(units, item.why, item.state)


def _red(now: Snapshot) -> Iterator[Suspect]:
    for state in attention(now.states):
        if state.verdict.lamp is Lamp.RED:
            yield Suspect(parts.answering(state), RED, state)


def _lacking(quarter: Period, duties: list[Duty]) -> Iterator[Suspect]:
    units: dict[str, list[Duty]] = {}
    for duty in duties:
        if any(item.met is not True for item in duty.occurrences(quarter)):
            units.setdefault(duty.state.task.id, []).append(duty)
    for found in units.values():
        yield Suspect(tuple(duty.unit for duty in found), LACKING, found[0].state)


def _silent(now: Snapshot, reporting: Reporting | None) -> Iterator[Suspect]:
    """What was owed and not reported, and is still open; department by department."""
    if reporting is None:
        return
    order = list(now.plan.organization.departments)
    found = []
    for duty in reporting.duties:
        state = now.by_id[duty.task.id]
        silent = (unit for unit in duty.owing if unit not in duty.reported)
        if units := tuple(unit for unit in silent if parts.is_open(state, unit)):
            found.append(Suspect(units, SILENT, state))
    yield from sorted(found, key=lambda item: order.index(item.units[0]))


def _unverified(now: Snapshot) -> Iterator[Suspect]:
    for state in now.states:
        if state.standing.completed and not state.standing.closed:
            yield Suspect(parts.answering(state), UNVERIFIED, state)


def _lede(
    history: History, quarter: Period, duties: list[Duty], suspects: list[Suspect]
) -> Iterator[Paragraph]:
    plan, now = history.plan, history.at(quarter.end)
    totals = now.totals
    counts = [
        f"{why} {found} 项"
        for why in WHYS
        if (found := len({item.state.task.id for item in suspects if item.why == why}))
    ]
    what = "，".join(counts)
    yield Paragraph(
        f"截至{day_in(quarter.end, plan.year)}，需要督查的任务：{what}。"
        if counts
        else f"截至{day_in(quarter.end, plan.year)}，没有红灯、缺期次、未报送和待核验的任务。"
    )
    rate = occurrence_rate(duties, quarter)
    held = f"本季到期的期次应办 {rate.of} 期，已办 {rate.n} 期。" if rate.of else ""
    yield Paragraph(
        f"{totals.tasks} 项任务已完成 {totals.completed} 项，"
        f"完成率 {parts.counted(totals.completion)}，已销号 {totals.closed} 项。{held}"
    )
    yield parts.reporting_words(history, quarter.end)


def occurrence_rate(duties: list[Duty], quarter: Period) -> Rate:
    """Occurrences met of those that fall due in a quarter, each unit's own."""
    found = [item for duty in duties for item in duty.occurrences(quarter)]
    return Rate(sum(item.met is True for item in found), len(found))


def _inspection_table(now: Snapshot, suspects: list[Suspect]) -> Table:
    plan = now.plan
    columns = (
        Column("督查原因", width=5),
        Column("部门", width=10),
        *(parts.TASK_ID, parts.TASK, Column("完成时限", width=8), Column("情况", width=22)),
        *BLANKS,
    )
    rows = tuple(
        (
            *(parts.text(item.why), item.names(plan)),
            *(parts.task_id(item.state), parts.task_name(item.state, plan)),
            *(parts.deadline(item.state, plan), parts.reason(item.state)),
            *(Cell() for _ in BLANKS),
        )
        for item in suspects
    )
    return Table("inspect", "需要督查的任务", columns, rows, empty="没有需要督查的任务。")


def _department_table(
    now: Snapshot, quarter: Period, duties: list[Duty], reporting: Reporting | None
) -> Table:
    """Each department's quarter in a line."""
    plan = now.plan
    columns = (
        parts.DEPARTMENT,
        *parts.numbers("本季负责", "本季参与", "应办期次", "已办期次", "红灯", "待核验"),
        *(
            (
                *parts.numbers("应报", "已报"),
                Column(parts.rate_name(reporting, plan), ColumnKind.SHARE, 8),
            )
            if reporting
            else ()
        ),
        Column("督查意见", ColumnKind.BLANK, 14),
    )
    rows = []
    for unit, states in now.by_department.items():
        own = [duty for duty in duties if duty.unit == unit]
        leads = sum(duty.part is not None for duty in own)
        held = occurrence_rate(own, quarter)
        led = [state for state in states if unit in {part.unit for part in state.standing.parts}]
        red = sum(state.verdict.lamp is Lamp.RED for state in led)
        unverified = sum(state.standing.completed and not state.standing.closed for state in led)
        rate = reporting.rate_of(unit) if reporting else None
        rows.append(
            (
                parts.department_name(plan, unit),
                *(parts.some(leads), parts.some(len(own) - leads)),
                *(parts.some(held.of), parts.number(held.n) if held.of else Cell()),
                *(parts.some(red), parts.some(unverified)),
                *(
                    (parts.some(rate.of), parts.number(rate.n) if rate.of else Cell())
                    if rate
                    else ()
                ),
                *((parts.share(rate),) if rate else ()),
                Cell(),
            )
        )
    note = "本季的任务：本季开始前没有完成、本季结束前已经开始的。负责的由本部门报送；红灯、待核验数负责的任务，含以前完成的。"
    return Table("departments", "各部门本季情况", columns, tuple(rows), note=note)


def _occurrence_table(now: Snapshot, quarter: Period, duties: list[Duty]) -> Table:
    """Each occurrence that fell due in the quarter: what it needed, what was held."""
    plan = now.plan
    columns = (
        Column("部门", width=8),
        *(parts.TASK_ID, parts.TASK, Column("期次", width=6)),
        Column("到期", ColumnKind.DATE, 8),
        *parts.numbers("应办", "已办"),
        Column("情况", width=8),
        BLANKS[0],
    )
    words = {"met": "已办", "late": "逾期补上", "missed": "未办", "coming": "未办"}
    rows = tuple(
        (
            parts.text(plan.short_name(duty.unit)),
            *(parts.task_id(duty.state), parts.task_name(duty.state, plan)),
            *(parts.text(item.slot.label), parts.day(item.slot.end)),
            *(parts.number(item.slot.required), parts.number(item.held)),
            *(parts.text(words[item.kind]), Cell()),
        )
        for duty in duties
        for item in duty.occurrences(quarter)
    )
    return Table("occurrences", "本季到期的期次", columns, rows, empty="本季没有到期的期次。")


def _duty_table(now: Snapshot, duties: list[Duty]) -> Table:
    """Every department's tasks of the quarter that it speaks for."""
    plan = now.plan
    columns = (
        Column("部门", width=8),
        *(parts.TASK_ID, parts.TASK, Column("完成时限", width=8)),
        Column("状态", width=5),
        Column("灯和原因", width=22),
        BLANKS[0],
    )
    rows = tuple(
        (
            parts.text(plan.short_name(duty.unit)),
            *(parts.task_id(duty.state), parts.task_name(duty.state, plan)),
            parts.deadline(duty.state, plan),
            parts.text(str(duty.state.standing.status or "未报送")),
            *(parts.reason(duty.state), Cell()),
        )
        for duty in duties
        if duty.part is not None
    )
    note = "列由本部门报送的任务；参与的任务见各部门的页面。"
    return Table("duties", "各部门本季职责", columns, rows, note=note, empty="本季没有任务。")
