"""Totals, rates and shares of a plan at a day (design.md, “Rates”)."""

from typing import Any

import pytest
from building import (
    a_plan,
    a_task,
    closed,
    dropped,
    extended,
    held,
    plan_of,
    said,
    snapshot,
    unchanged,
)

from workplan.as_of import day_of, now
from workplan.summaries import Rate, Snapshot, Totals, shares_of_100, snapshot_of


def totals(
    tasks: list[dict[str, Any]], reports: Any = (), as_of: str = "2022-08-31", **plan: Any
) -> Totals:
    return snapshot(a_plan(tasks, **plan), reports, as_of=as_of).totals


def fraction(rate: Rate) -> tuple[int, int]:
    return rate.n, rate.of


# --- counts and rates ----------------------------------------------------------------------------

FIVE = [a_task(number, due="7月") for number in range(1, 6)]


def test_counts() -> None:
    reports = [
        said("2022-07-10", "已完成", task=1),
        said("2022-07-10", "已完成", task=2),
        closed("2022-07-20", task=2),
        dropped("2022-07-10", task=3),
        said("2022-07-10", "进行中", task=4),
    ]
    found = totals(FIVE, reports)
    assert (found.tasks, found.completed, found.closed, found.dropped) == (5, 2, 1, 1)
    assert fraction(found.completion) == (2, 4)
    assert fraction(found.closing) == (1, 2)
    assert fraction(found.in_time) == (2, 4)  # two in time; two past their deadline
    assert {str(lamp): count for lamp, count in found.lamps.items()} == {
        "done": 2,
        "green": 0,
        "yellow": 0,
        "red": 2,
        "grey": 1,
    }


@pytest.mark.parametrize(
    ("on", "as_of", "expected"),
    [
        ("2022-07-31", "2022-08-31", (1, 1)),  # the deadline day is in time
        ("2022-08-01", "2022-08-31", (0, 1)),
        ("2022-09-30", "2022-07-31", (0, 0)),  # not past it on its day
        ("2022-09-30", "2022-08-01", (0, 1)),
    ],
)
def test_in_time(on: str, as_of: str, expected: tuple[int, int]) -> None:
    assert fraction(totals([a_task(due="7月")], [said(on, "已完成")], as_of).in_time) == expected


def test_in_time_is_judged_by_the_current_deadline() -> None:
    task = a_task(due="7月", extensions=[extended("2022-08-31", "2022-07-20")])
    assert fraction(totals([task], [said("2022-08-15", "已完成")]).in_time) == (1, 1)
    assert fraction(totals([task], as_of="2022-08-31").in_time) == (0, 0)


@pytest.mark.parametrize("due", ["长期", "待定"])
def test_completed_without_a_deadline_is_in_time(due: str) -> None:
    assert fraction(totals([a_task(due=due)], [said("2022-07-10", "已完成")]).in_time) == (1, 1)


def test_missed_occurrences_are_not_past_their_deadline() -> None:
    found = totals([a_task(due="每季度1次")], [held("2022-05-01")], "2022-08-31")
    assert found.lamps["red"] == 1
    assert fraction(found.in_time) == (0, 0)
    late = totals([a_task(due="每季度1次")], [held("2022-05-01")], "2023-01-01")
    assert fraction(late.in_time) == (0, 1)


def test_a_dropped_task_is_past_nothing() -> None:
    assert fraction(totals([a_task(due="7月")], [dropped("2022-07-10")]).in_time) == (0, 0)


def test_a_rate_of_nothing_is_null() -> None:
    found = totals([a_task()], [dropped("2022-01-10")], "2022-02-01")
    rates = (found.completion, found.closing, found.in_time, found.reporting)
    assert [rate.value for rate in rates] == [None] * 4
    assert totals([a_task()], as_of="2022-02-01").completion.value == 0


# --- 报送率 ---------------------------------------------------------------------------------------

JOINT = [
    a_task(1, departments="办公室、研究室"),
    a_task(2, departments="各专门委员会"),
    a_task(3, departments="研究室"),
]


def reporting(found: Snapshot) -> dict[str, tuple[int, int]]:
    return {key: fraction(found.department_totals(key).reporting) for key in found.by_department}


def test_departments_reporting_adds_up_to_the_plans() -> None:
    reports = [
        said("2022-08-01", "进行中", task=1),
        said("2022-08-01", "进行中", task=1, by="研究室"),  # beside the lead's: not owed
        said("2022-08-01", "进行中", task=2, by="经济委"),
        unchanged("2022-09-30", task=2, by="提案委", reported="2022-10-10"),
        said("2022-09-30", "进行中", task=3, by="研究室", reported="2022-10-11"),
    ]
    found = snapshot(a_plan(JOINT), reports, as_of="2022-10-11")
    assert found.period is not None
    assert found.period.code == "2022-Q3"
    assert fraction(found.totals.reporting) == (3, 5)
    assert reporting(found) == {
        "office": (1, 1),
        "research": (0, 1),
        "proposals": (1, 1),
        "economy": (1, 1),
        "culture": (0, 1),
    }


def test_who_takes_a_task_over_inherits_what_was_owed_and_reported() -> None:
    handover = {
        "since": "2022-10-05",
        "from": "办公室",
        "to": "经济委员会",
        "approved_by": "主席会议",
    }
    plan = a_plan([a_task(1, handovers=[handover]), a_task(2, departments="经济委")])
    found = snapshot(plan, [said("2022-08-01")], as_of="2022-10-20")
    assert reporting(found) == {"economy": (1, 2)}
    assert fraction(found.totals.reporting) == (1, 2)


def test_a_department_that_owes_none_has_no_rate() -> None:
    plan = a_plan([a_task(1), a_task(2, departments="研究室", due="四季度")])
    found = snapshot(plan, as_of="2022-07-10")
    assert found.department_totals("research").reporting.value is None
    assert found.department_totals("office").reporting.value == 0


def test_before_any_period_counts_there_is_no_rate() -> None:
    found = snapshot(a_plan([a_task()]), as_of="2022-04-09")
    assert (found.period, found.totals.reporting.value) == (None, None)


# --- areas and departments -----------------------------------------------------------------------


def test_a_joint_task_counts_once_and_appears_whole_in_each_departments_view() -> None:
    found = snapshot(a_plan(JOINT), [said("2022-05-01", "已完成")], as_of="2022-06-01")
    assert found.totals.tasks == 3
    assert {
        key: [state.task.id for state in states] for key, states in found.by_department.items()
    } == {
        "office": ["1"],
        "research": ["1", "3"],
        "proposals": ["2"],
        "economy": ["2"],
        "culture": ["2"],
    }
    assert found.department_totals("office").completed == 1
    assert found.department_totals("research").completed == 1
    assert found.totals.completed == 1


def test_areas_hold_their_own() -> None:
    plan = a_plan([])
    plan["areas"] = [
        {"title": "一", "tasks": [a_task(1), a_task(2)]},
        {"title": "二", "tasks": [a_task(3)]},
        {"title": "三", "tasks": []},
    ]
    found = snapshot(plan, [said("2022-05-01", "已完成", task=3)], as_of="2022-06-01")
    assert [[state.task.id for state in area] for area in found.by_area] == [["1", "2"], ["3"], []]
    assert [found.area_totals(number).completed for number in (1, 2, 3)] == [0, 1, 0]
    assert found.area_totals(3).completion.value is None


# --- shares that make a hundred ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "parts", "expected"),
    [
        ([1, 1, 1], 100, (34, 33, 33)),  # of equal remainders the earlier
        ([1, 2], 100, (33, 67)),
        ([0, 0, 5], 100, (0, 0, 100)),
        ([0, 0], 100, (0, 0)),
        ([], 100, ()),
        ([2, 2, 2, 1], 100, (29, 29, 28, 14)),
        # 金寨 2025 prints 4.1 and 72.9 by another way of making 100; the largest remainders are
        # .73 (162 of 222) and .58 (17), so 4.0 and 73.0 here.
        ([17, 10, 24, 9, 162], 1000, (77, 45, 108, 40, 730)),
    ],
)
def test_shares_make_the_whole(counts: list[int], parts: int, expected: tuple[int, ...]) -> None:
    found = shares_of_100(counts, parts)
    assert found == expected
    assert sum(found) in (0, parts)


# --- a pinned plan -------------------------------------------------------------------------------


def pinned(pin: str | None, reports: Any = ()) -> Snapshot:
    plan = plan_of(a_plan([a_task()], **({"as_of": pin} if pin else {})), reports)
    return snapshot_of(plan, day_of(plan, None, now()))


def test_a_pin_counts_what_it_hides() -> None:
    reports = [
        said("2022-05-01", "进行中"),
        said("2022-06-30", "进行中", reported="2022-07-11"),  # after the bulletin closed
        said("2022-07-01", "已完成"),
        unchanged("2022-08-31"),  # not an update
    ]
    found = pinned("2022-06-30", reports)
    assert found.as_of.isoformat() == "2022-06-30"
    assert found.hidden_updates == 2
    assert pinned("2022-12-30", reports).hidden_updates == 0


@pytest.mark.parametrize(
    ("pin", "is_closed"),
    [("2022-12-30", False), ("2022-12-31", True), ("2023-01-15", True), (None, False)],
)
def test_a_plan_pinned_at_or_after_its_years_end_is_closed(
    pin: str | None, is_closed: bool
) -> None:
    assert pinned(pin).closed is is_closed
