"""What several reports say alike: cells, columns, lamps and rates in tables, lists of tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from workplan import addresses
from workplan.documents import Cell, Column, ColumnKind, Paragraph, Table
from workplan.history import History, Reporting, is_settled, issued_periods
from workplan.lamps import LAMP_NAMES, Cause, Lamp
from workplan.model import Plan
from workplan.periods import Period, day_in
from workplan.reporting import last_report_day
from workplan.rows import department_links, iso
from workplan.summaries import Rate, Snapshot, State, Totals, shares_of_100
from workplan.words import LAMP_URGENCY, numeral, percent

# --- cells ---------------------------------------------------------------------------------------


def text(words: str, address: str = "") -> Cell:
    return Cell(words, address=address)


def number(amount: int) -> Cell:
    return Cell(str(amount), amount)


def some(amount: int) -> Cell:
    """A count of what should not be: none of it is “—”."""
    return number(amount) if amount else Cell()


def day(on: date | None) -> Cell:
    return Cell(iso(on), on)


def share(rate: Rate) -> Cell:
    """A rate as percent; empty where there is nothing to divide by."""
    return Cell(percent(rate), rate.value) if rate.of else Cell()


def counted(rate: Rate) -> str:
    """A rate in a sentence: 75%（24/32）."""
    return f"{percent(rate)}（{rate.n}/{rate.of}）" if rate.of else "—"


def signed(change: int) -> Cell:
    """A change: +3, -2, 0."""
    return Cell(f"{change:+}" if change else "0", change)


def task_id(state: State) -> Cell:
    found = state.task.id
    return Cell(found, int(found) if found.isdecimal() else None)


def task_name(state: State, plan: Plan) -> Cell:
    return Cell(state.task.short, address=addresses.task_address(plan.id, state.task.id))


def department_name(plan: Plan, key: str) -> Cell:
    return Cell(plan.name(key), address=addresses.department_address(plan.id, key))


def lamp(found: Lamp) -> Cell:
    return Cell(LAMP_NAMES[found], lamp=str(found))


def reason(state: State) -> Cell:
    """Why a lamp is as it is, the lamp before it."""
    return Cell(state.verdict.reason, lamp=str(state.verdict.lamp))


def deadline(state: State, plan: Plan) -> Cell:
    """The deadline as worded, and where it was moved to: 7月 → 8月31日."""
    issued, window = state.task.deadline, state.standing.window
    if issued is None:
        return Cell()
    moved = window.end if window.end != window.original_end else None
    return Cell(f"{issued.text} → {day_in(moved, plan.year)}" if moved else issued.text)


def who(state: State, plan: Plan) -> Cell:
    """The departments as named, short, those who took over in the places of the former."""
    return Cell("、".join(link.text for link in department_links(state, plan)))


# --- columns -------------------------------------------------------------------------------------

TASK_ID = Column("编号", ColumnKind.NUMBER, 4)
TASK = Column("任务", width=18)
WHO = Column("责任部门", width=12)
DEADLINE = Column("完成时限", width=10)
REASON = Column("灯和原因", width=24)
DEPARTMENT = Column("部门", width=14)


def numbers(*titles: str, width: int = 5) -> tuple[Column, ...]:
    return tuple(Column(title, ColumnKind.NUMBER, width) for title in titles)


def task_cells(state: State, plan: Plan) -> tuple[Cell, ...]:
    """The cells below TASK_ID, TASK, WHO, DEADLINE."""
    return task_id(state), task_name(state, plan), who(state, plan), deadline(state, plan)


def task_table(key: str, title: str, states: Iterable[State], plan: Plan, empty: str) -> Table:
    """Tasks with their deadlines, lamps and reasons."""
    columns = (TASK_ID, TASK, WHO, DEADLINE, REASON)
    rows = tuple((*task_cells(state, plan), reason(state)) for state in states)
    return Table(key, title, columns, rows, empty=empty)


# --- totals --------------------------------------------------------------------------------------

URGENT_FIRST = sorted(Lamp, key=lambda found: LAMP_URGENCY[found])


def share_cells(counts: Sequence[int]) -> list[Cell]:
    """Counts as whole percent that make 100 (largest remainder), as wherever lamps are shown."""
    return [Cell(f"{part}%", part / 100) for part in shares_of_100(counts)]


def lamp_table(now: Totals, before: Totals | None, when: str = "上月末") -> Table:
    """How many tasks have which lamp, and how many had it before."""
    shares = dict(zip(Lamp, share_cells([now.lamps[found] for found in Lamp]), strict=True))
    columns = (
        Column("灯", width=6),
        *numbers("任务（项）"),
        Column("占比", ColumnKind.SHARE, 5),
        *(numbers(when, "增减") if before else ()),
    )

    def changes(then: int, amount: int) -> tuple[Cell, ...]:
        return number(then), signed(amount - then)

    rows = tuple(
        (
            *(lamp(found), number(now.lamps[found]), shares[found]),
            *(changes(before.lamps[found], now.lamps[found]) if before else ()),
        )
        for found in URGENT_FIRST
    )
    whole = Cell("100%", 1) if now.tasks else Cell()
    totals = (
        *(text("合计"), number(now.tasks), whole),
        *(changes(before.tasks, now.tasks) if before else ()),
    )
    return Table("lamps", "各灯", columns, rows, totals)


def rate_table(
    now: Totals,
    before: Totals | None,
    reporting: Reporting | None,
    plan: Plan,
    when: str = "上月末",
) -> Table:
    """The rates with their arithmetic. 报送率 names its period and is compared with none."""
    columns = (
        Column("率", width=12),
        *numbers("分子", "分母"),
        Column("比率", ColumnKind.SHARE, 5),
        *((Column(when, ColumnKind.SHARE, 5), *points("增减")) if before else ()),
    )

    def row(name: str, rate: Rate, then: Rate | None) -> tuple[Cell, ...]:
        cells = (text(name), number(rate.n), number(rate.of), share(rate))
        if before is None:
            return cells
        return (*cells, share(then) if then else Cell(), difference(rate, then))

    rows = [
        row("完成率", now.completion, before.completion if before else None),
        row("按期率", now.in_time, before.in_time if before else None),
        row("销号率", now.closing, before.closing if before else None),
    ]
    if reporting:
        rows.append(row(rate_name(reporting, plan), reporting.rate, None))
    return Table("rates", "各率", columns, tuple(rows))


def points(title: str) -> tuple[Column]:
    return (Column(title, ColumnKind.NUMBER, 8, "百分点"),)


def difference(rate: Rate, then: Rate | None) -> Cell:
    """By how many points a rate differs, as printed, so that a reader's subtraction agrees."""
    if then is None or not rate.of or not then.of:
        return Cell()
    return signed(int(percent(rate)[:-1]) - int(percent(then)[:-1]))


def rate_name(reporting: Reporting, plan: Plan) -> str:
    """报送率（三季度）: it never stands without its period."""
    return f"报送率（{reporting.period.label_in(plan.year)}）"


def department_table(
    snapshot: Snapshot, reporting: Reporting | None, month: Period | None = None
) -> Table:
    """Every department's tasks by lamp, and its rates; the last line counts each task once.

    With a month also how many updates each reported that happened in it.
    """
    plan = snapshot.plan
    columns = (
        DEPARTMENT,
        *numbers("牵头", "参与", *(LAMP_NAMES[found] for found in URGENT_FIRST)),
        *(Column(name, ColumnKind.SHARE, 5) for name in ("完成率", "按期率")),
        *((Column(f"{month.label}进展", ColumnKind.NUMBER, 5, "条"),) if month else ()),
        *((Column(rate_name(reporting, plan), ColumnKind.SHARE, 8),) if reporting else ()),
    )
    news = [
        update.department
        for state in snapshot.states
        for update in state.standing.news
        if month and update.date in month
    ]

    def cells(totals: Totals, told: int, rate: Rate | None) -> tuple[Cell, ...]:
        return (
            *(some(totals.lamps[found]) for found in URGENT_FIRST),
            *(share(totals.completion), share(totals.in_time)),
            *((some(told),) if month else ()),
            *((share(rate),) if rate else ()),
        )

    rows = []
    for key, states in snapshot.by_department.items():
        leads = sum(state.standing.lead == key for state in states)
        rate = reporting.rate_of(key) if reporting else None
        own = (department_name(plan, key), some(leads), some(len(states) - leads))
        rows.append((*own, *cells(snapshot.department_totals(key), news.count(key), rate)))
    all_ = (text("全部任务"), Cell(), Cell())
    whole = reporting.rate if reporting else None
    totals = (*all_, *cells(snapshot.totals, len(news), whole))
    assignments = sum(map(len, snapshot.by_department.values()))
    note = (
        f"几个部门共同承担的任务在每个部门各列一次，各部门相加 {assignments} 项次；"
        f"全部任务只计一次，共 {snapshot.totals.tasks} 项。"
    )
    return Table("departments", "各部门", columns, tuple(rows), totals, note)


def area_table(snapshot: Snapshot) -> Table:
    """Every area's tasks by lamp, and its rates."""
    plan = snapshot.plan
    columns = (
        Column("重点工作", width=20),
        *numbers("任务", *(LAMP_NAMES[found] for found in URGENT_FIRST)),
        *(Column(name, ColumnKind.SHARE, 5) for name in ("完成率", "按期率", "销号率")),
    )

    def cells(totals: Totals) -> tuple[Cell, ...]:
        return (
            number(totals.tasks),
            *(some(totals.lamps[found]) for found in URGENT_FIRST),
            *(share(totals.completion), share(totals.in_time), share(totals.closing)),
        )

    rows = tuple(
        (
            text(f"{numeral(at)}、{title}", addresses.area_address(plan.id, at)),
            *cells(snapshot.area_totals(at)),
        )
        for at, title in enumerate(plan.area_titles, 1)
    )
    return Table("areas", "各项重点工作", columns, rows, (text("合计"), *cells(snapshot.totals)))


# --- reporting -----------------------------------------------------------------------------------


def reporting_table(snapshot: Snapshot, reporting: Reporting) -> Table:
    """What each department owed in a reporting period, and on which tasks it reported nothing."""
    plan = snapshot.plan
    columns = (
        DEPARTMENT,
        *numbers("应报", "已报"),
        Column(rate_name(reporting, plan), ColumnKind.SHARE, 8),
        Column("未报的任务", width=30),
    )
    units = [key for key in plan.organization.departments if key in reporting.owing]
    # The lowest rate first; of equals in the organization's order.
    units.sort(key=lambda key: reporting.rate_of(key).value or 0)
    rows = []
    for key in units:
        rate = reporting.rate_of(key)
        missing = text("、".join(reporting.missing(key)))
        rows.append(
            (department_name(plan, key), number(rate.of), number(rate.n), share(rate), missing)
        )
    whole = reporting.rate
    totals = (text("全部"), number(whole.of), number(whole.n), share(whole), Cell())
    title = f"{reporting.period.label_in(plan.year)}报送情况"
    return Table("reporting", title, columns, tuple(rows), totals, "报送按部门和任务逐项计。")


def reporting_words(history: History, on: date) -> Paragraph:
    """报送率 and who lacks, in a sentence; before any period is over, when the first one is."""
    plan, reporting = history.plan, history.reporting(on)
    if reporting is None:
        first = next(iter(issued_periods(plan, plan.rules.reporting_months)), None)
        if first is None:
            return Paragraph("没有报送期，不计报送率。")
        last = day_in(last_report_day(plan, first), plan.year)
        return Paragraph(f"{first.label_in(plan.year)}的报送{last}截止，本期不计报送率。")
    label = reporting.period.label_in(plan.year)
    names = [
        plan.short_name(key)
        for key in plan.organization.departments
        if key in reporting.owing and reporting.missing(key)
    ]
    rate = f"{rate_name(reporting, plan)}{counted(reporting.rate)}"
    if not reporting.rate.of:
        return Paragraph(f"{label}没有应报送的任务。")
    if not names:
        return Paragraph(f"{rate}，应报的都按时报了。")
    return Paragraph(f"{rate}。有应报未报的部门 {len(names)} 个：{'、'.join(names)}。")


# --- frames --------------------------------------------------------------------------------------


def document_line(plan: Plan, on: date) -> str:
    """What stands below a report's title: the plan, its number, and as of when."""
    source = f"（{plan.source.number}）" if plan.source.number else ""
    return f"{plan.title}{source} · 数据截至 {iso(on)}"


def draft(history: History, period: Period) -> str:
    """Why a report isn't final: until `report_days` after its period late returns still count."""
    plan = history.plan
    if is_settled(plan, period, history.as_of):
        return ""
    last = day_in(last_report_day(plan, period), plan.year)
    return f"待补报：{last}以前报送的还会计入，之后不再改变。"


def settled_note(plan: Plan, period: Period) -> str:
    """At which day a report counts, and until when what is reported counts for it."""
    end, last = day_in(period.end, plan.year), day_in(last_report_day(plan, period), plan.year)
    return f"按 {end}的情况计算：{end}以前的事，{last}以前报送的，都计入；以后报送的不改变本期。"


def lamps_in_words(snapshot: Snapshot) -> str:
    """红灯 3 项、黄灯 5 项、灰灯 4 项（其中从未报送 2 项）; lamps that none has are left out."""
    lamps = snapshot.totals.lamps
    loud = (Lamp.RED, Lamp.YELLOW, Lamp.GREY)
    found = [f"{LAMP_NAMES[item]} {lamps[item]} 项" for item in loud if lamps[item]]
    silent = sum(state.verdict.cause is Cause.UNREPORTED for state in snapshot.states)
    if silent:
        found[-1] += f"（其中尚无报送 {silent} 项）"
    return "、".join(found) or "没有红灯、黄灯和灰灯"


def listed(states: Sequence[State], most: int = 4) -> str:
    """Some tasks in a sentence: 35 专项视察、37 …等 6 项."""
    names = "、".join(f"{state.task.id} {state.task.short}" for state in states[:most])
    return f"{names} 等" if len(states) > most else names


def answering(state: State) -> tuple[str, ...]:
    """Who answers for a task: the lead; where all must complete it, those whose part is open."""
    parts_ = state.standing.parts
    open_ = tuple(part.unit for part in parts_ if part.settled_on is None)
    return open_ or tuple(part.unit for part in parts_ if not part.dropped)


def is_open(state: State, unit: str) -> bool:
    """Whether there is still something to report for a unit: its part, or the task, is not settled."""
    if state.standing.completed or state.standing.dropped:
        return False
    own = [part for part in state.standing.parts if part.unit == unit]
    return all(part.settled_on is None for part in own)
