"""What the rules promise of every plan and every set of reports (design.md, “Rules”)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from building import Yaml, a_plan, a_task, extended, plan_of, said, unchanged
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workplan.comparison import ChangeKind, compare, said_anew
from workplan.deadlines import Kind, Rhythm, parse_deadline
from workplan.exports.csv import as_csv
from workplan.exports.json import as_json
from workplan.lamps import Lamp
from workplan.summaries import shares_of_100, snapshot_of

QUICK = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
MANY = settings(QUICK, max_examples=300)

YEARS = st.integers(2000, 2040)
NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]

# --- deadlines -----------------------------------------------------------------------------------


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@st.composite
def windows(draw: st.DrawFn) -> tuple[str, int, date, date]:
    """A wording of the grammar, its plan's year, and the days it names, worked out another way."""
    year = draw(YEARS)
    month = draw(st.integers(1, 12))
    numeral = draw(st.sampled_from([str(month), NUMERALS[month - 1]]))
    january, december = date(year, 1, 1), date(year, 12, 31)
    named = draw(st.sampled_from(["", "", "", f"{year}年", "next"]))
    about = year + 1 if named == "next" else year
    before = {"next": draw(st.sampled_from(["次年", f"{year + 1}年"]))}.get(named, named)
    first, last = date(about, month, 1), last_day(about, month)
    day = draw(st.integers(1, last.day))
    that = date(about, month, day)
    until = draw(st.integers(month, 12))
    dash = draw(st.sampled_from(["—", "——", "-", "至", "～", "到"]))
    forms = [
        (f"{numeral}月", first, last),
        (f"{numeral}月份", first, last),
        (f"{numeral}月底", january, last),
        (f"{numeral}月底前", january, last),
        (f"{numeral}月上旬", first, date(about, month, 10)),
        (f"{numeral}月中旬", date(about, month, 11), date(about, month, 20)),
        (f"{numeral}月下旬", date(about, month, 21), last),
        (f"{numeral}月{day}日", that, that),
        (f"{numeral}月{day}号", that, that),
        (f"{numeral}月{day}日前", january, that),
        (f"{numeral}月{day}日之前", january, that),
        (f"{numeral}月{dash}{until}月", first, last_day(about, until)),
    ]
    if about == year:
        quarter = (month - 1) // 3 + 1
        q_word = draw(st.sampled_from([str(quarter), NUMERALS[quarter - 1]]))
        q_start, q_end = date(year, quarter * 3 - 2, 1), last_day(year, quarter * 3)
        forms += [
            ("全年", january, december),
            ("上半年", january, date(year, 6, 30)),
            ("下半年", date(year, 7, 1), december),
            (f"{q_word}季度", q_start, q_end),
            (f"第{q_word}季度", q_start, q_end),
            ("年底", january, december),
            ("年底前", january, december),
        ]
    wording, start, end = draw(st.sampled_from(forms))
    return before + wording, year, start, end


@MANY
@given(windows())
def test_a_wording_parses_back_to_the_days_it_names(window: tuple[str, int, date, date]) -> None:
    wording, year, start, end = window
    found = parse_deadline(wording, year)
    assert (found.text, found.kind) == (wording, Kind.WINDOW)
    assert (found.start, found.end) == (start, end)
    assert parse_deadline(" ".join(wording), year).end == end


@QUICK
@given(
    st.sampled_from([("月", 1), ("两月", 2), ("两个月", 2), ("季度", 3), ("半年", 6), ("年", 12)]),
    st.integers(1, 12),
    st.sampled_from(["", "至少", "不少于"]),
    st.booleans(),
    YEARS,
)
def test_a_rhythm_parses_back(
    unit: tuple[str, int], times: int, least: str, in_chinese: bool, year: int
) -> None:
    number = NUMERALS[times - 1] if in_chinese else str(times)
    found = parse_deadline(f"每{unit[0]}{least}{number}次", year)
    assert (found.kind, found.rhythm) == (Kind.RECURRING, Rhythm(unit[1], times))
    assert (found.start, found.end) == (date(year, 1, 1), date(year, 12, 31))


@QUICK
@given(
    st.sampled_from(["根据", "按"]),
    st.text("市委省级统一上0123456789月年度 ", max_size=8),
    st.sampled_from(["部署", "安排", "要求", "通知"]),
)
def test_a_trigger_parses_back(how: str, whose: str, what: str) -> None:
    found = parse_deadline(how + whose + what, 2022)
    assert (found.kind, found.start, found.end) == (Kind.TRIGGER, None, None)


# --- plans and reports ---------------------------------------------------------------------------

DUES: list[dict[str, Any]] = [
    {"due": "全年"},
    {"due": "上半年"},
    {"due": "7月"},
    {"due": "四季度"},
    {"due": "每季度1次"},
    {"due": "半年1次"},
    {"due": "每月2次"},
    {"due": "全年", "repeat": "每季度1次"},
    {"due": "5月—9月", "repeat": "每两月1次"},
    {"due": "长期"},
    {"due": "待定"},
    {"due": "次年1月"},
]
# Who is assigned, and who may report on which days.
COMMITTEES = ("提案委", "经济委", "文化文史委")
ADDED, HANDED = date(2022, 5, 10), date(2022, 6, 10)
ALWAYS, NEVER = date.min, date.max
OWNERS: list[tuple[dict[str, Any], list[tuple[str, date, date]]]] = [
    ({"departments": "办公室"}, [("办公室", ALWAYS, NEVER)]),
    ({"departments": "办公室", "added": ADDED}, [("办公室", ADDED, NEVER)]),
    (
        {"departments": "办公室、研究室"},
        [("办公室", ALWAYS, NEVER), ("研究室", ALWAYS, NEVER)],
    ),
    (
        {"departments": "办公室、研究室", "completion": "all"},
        [("办公室", ALWAYS, NEVER), ("研究室", ALWAYS, NEVER)],
    ),
    ({"departments": "各专门委员会"}, [(unit, ALWAYS, NEVER) for unit in COMMITTEES]),
    ({"departments": "经济委、其他各专门委员会"}, [(unit, ALWAYS, NEVER) for unit in COMMITTEES]),
    (
        {
            "departments": "办公室、研究室",
            "handovers": [{"since": HANDED, "from": "办公室", "to": "提案委"}],
        },
        [("办公室", ALWAYS, HANDED), ("研究室", ALWAYS, NEVER), ("提案委", HANDED, NEVER)],
    ),
]
FIRST, LAST = date(2022, 1, 1), date(2023, 2, 15)
DAYS = st.dates(FIRST, LAST)
STATUSES = [None, "未启动", "进行中", "已完成", "已完成", "已调整", "不再推进"]
WAITED = [0, 0, 1, 9, 10, 11, 40]


@st.composite
def entries(draw: st.DrawFn, task: int, speakers: list[tuple[str, date, date]]) -> Yaml:
    """One report on a task by a unit that is assigned on its day."""
    unit, since, until = draw(st.sampled_from(speakers))
    on = draw(st.dates(max(FIRST, since), min(LAST, until - timedelta(days=1))))
    if draw(st.integers(0, 5)) == 0:
        return unchanged(on.isoformat(), task=task, by=unit)
    reported = (on + timedelta(days=draw(st.sampled_from(WAITED)))).isoformat()
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        more["progress"] = draw(st.integers(0, 100))
    if draw(st.booleans()):
        more["occurrences"] = draw(st.integers(0, 4))
    status = draw(st.sampled_from(STATUSES))
    return said(on.isoformat(), status, task=task, by=unit, reported=reported, **more)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Yaml, list[Yaml], date]:
    """A plan, its reports, and a day to look at them."""
    tasks: list[Yaml] = []
    told: list[Yaml] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        owner, speakers = draw(st.sampled_from(OWNERS))
        moved = draw(st.lists(st.tuples(st.dates(ADDED, LAST), DAYS), max_size=2))
        approved = [extended(to.isoformat(), on.isoformat()) for to, on in moved]
        more = {"extensions": approved} if approved else {}
        tasks.append(a_task(number, **draw(st.sampled_from(DUES)), **owner, **more))
        told += draw(st.lists(entries(number, speakers), max_size=4))
    issued = draw(st.sampled_from([None, "2022-01-10", "2022-05-20"]))
    rules = {"rules": {"reporting": "monthly"}} if draw(st.booleans()) else {}
    return a_plan(tasks, issued=issued, **rules), told, draw(DAYS)


@QUICK
@given(cases())
def test_numbers_add_up(case: tuple[Yaml, list[Yaml], date]) -> None:
    plan, told, as_of = case
    found = snapshot_of(plan_of(plan, told), as_of)
    totals = found.totals
    assert sum(totals.lamps.values()) == totals.tasks == len(found.states)
    parts = [found.department_totals(key).reporting for key in found.by_department]
    assert sum(part.n for part in parts) == totals.reporting.n
    assert sum(part.of for part in parts) == totals.reporting.of
    areas = [found.area_totals(number + 1) for number in range(len(found.by_area))]
    assert sum(area.tasks for area in areas) == totals.tasks
    assert sum(area.reporting.of for area in areas) == totals.reporting.of
    for rate in (totals.completion, totals.closing, totals.in_time, totals.reporting):
        assert 0 <= rate.n <= rate.of
    assert totals.completed == totals.lamps[Lamp.DONE]
    assert not any(state.standing.completed and state.standing.dropped for state in found.states)


@QUICK
@given(cases())
def test_a_task_nobody_reported_on_is_never_done_nor_green(
    case: tuple[Yaml, list[Yaml], date],
) -> None:
    plan, told, as_of = case
    found = snapshot_of(plan_of(plan, told), as_of)
    for state in found.states:
        if not state.standing.updates:
            assert state.verdict.lamp not in (Lamp.DONE, Lamp.GREEN)
            assert state.standing.status is None
            assert not state.standing.completed
        if not state.standing.reports:
            assert state.verdict.lamp not in (Lamp.DONE, Lamp.GREEN)
        assert state.verdict.reason


@QUICK
@given(cases())
def test_what_comes_later_changes_nothing(case: tuple[Yaml, list[Yaml], date]) -> None:
    plan, told, as_of = case
    found = snapshot_of(plan_of(plan, told), as_of)
    closing = (as_of + timedelta(days=10)).isoformat()
    known = [
        entry
        for entry in told
        if (entry["entry"]["date"] if "entry" in entry else entry["reported_on"])
        <= as_of.isoformat()
        and entry["reported_on"] <= closing
    ]
    earlier = snapshot_of(plan_of(plan, known), as_of)
    assert as_json(earlier) == as_json(found)
    assert as_csv(earlier) == as_csv(found)


@QUICK
@given(cases())
def test_what_is_held_is_credited_once_at_most(case: tuple[Yaml, list[Yaml], date]) -> None:
    plan, told, as_of = case
    found = snapshot_of(plan_of(plan, told), as_of)
    for state in found.states:
        for part in state.standing.parts:
            told = sum(len(update.held) for update in part.reports)
            assert sum(item.held for item in part.occurrences) <= told
        for item in state.standing.occurrences:
            assert item.slot.start <= item.slot.end
            assert (item.met is True) == (item.held >= item.slot.required)


# --- comparing -----------------------------------------------------------------------------------


@QUICK
@given(cases())
def test_a_snapshot_is_no_different_from_itself(case: tuple[Yaml, list[Yaml], date]) -> None:
    plan, told, as_of = case
    found = compare(*(snapshot_of(plan_of(plan, told), as_of) for _ in range(2)))
    assert not found.any
    assert len(found.pairs) == len(found.after.states)


@QUICK
@given(cases(), DAYS)
def test_what_differs_is_listed_once_and_nothing_else_is(
    case: tuple[Yaml, list[Yaml], date], other: date
) -> None:
    plan, told, as_of = case
    read = plan_of(plan, told)
    found = compare(*(snapshot_of(read, on) for on in sorted((as_of, other))))
    before, after = found.before, found.after
    for changes in found.kinds.values():
        assert len({change.task.id for change in changes}) == len(changes)
    assert {change.task.id for change in found.of(ChangeKind.LAMP)} == {
        task
        for task in before.by_id.keys() & after.by_id.keys()
        if before.by_id[task].verdict.lamp is not after.by_id[task].verdict.lamp
    }
    assert {change.task.id for change in found.of(ChangeKind.ADDED)} == (
        after.by_id.keys() - before.by_id.keys()
    )
    assert not found.of(ChangeKind.REMOVED, ChangeKind.WITHDRAWN, ChangeKind.REWORDED)
    # Totals change by what is listed: what was completed since, less what is completed no more.
    undone = [
        change
        for change in found.pairs
        if change.before
        and change.before.standing.completed
        and not (change.after and change.after.standing.completed)
    ]
    gained = len(found.of(ChangeKind.COMPLETED)) - len(undone)
    assert after.totals.completed - before.totals.completed == gained
    known = sum(len(state.standing.updates) for state in before.states)
    new = sum(len(said_anew(change.before, change.after)) for change in found.pairs)
    assert sum(len(state.standing.updates) for state in after.states) == known + new


@QUICK
@given(cases(), cases())
def test_two_plans_compared_both_ways(
    one: tuple[Yaml, list[Yaml], date], two: tuple[Yaml, list[Yaml], date]
) -> None:
    snapshots = [snapshot_of(plan_of(plan, told), one[2]) for plan, told, _ in (one, two)]
    there, back = compare(*snapshots), compare(*reversed(snapshots))
    ways = [
        (ChangeKind.ADDED, ChangeKind.REMOVED),
        *((kind, kind) for kind in (ChangeKind.LAMP, ChangeKind.STATUS, ChangeKind.DEADLINE)),
    ]
    for kind, opposite in ways:
        listed = [
            {change.task.id for change in found} for found in (there.of(kind), back.of(opposite))
        ]
        assert listed[0] == listed[1]


@QUICK
@given(st.lists(st.integers(0, 500), max_size=8), st.sampled_from([100, 1000]))
def test_shares_make_the_whole_and_stay_near(counts: list[int], parts: int) -> None:
    found = shares_of_100(counts, parts)
    total = sum(counts)
    assert sum(found) == (parts if total else 0)
    for count, share in zip(counts, found, strict=True):
        assert not total or abs(share - count * parts / total) < 1
