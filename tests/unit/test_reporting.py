"""Who owes a return and who handed it in (design.md, “Owed”, and 报送率 of “Rates”)."""

from typing import Any

import pytest
from building import (
    a_plan,
    a_task,
    day,
    dropped,
    extended,
    held,
    plan_of,
    said,
    state,
    unchanged,
)

from workplan.periods import Period, period_of
from workplan.reporting import (
    counting_period,
    counting_periods,
    last_report_day,
    open_period,
    owing_units,
)

Q2, Q3 = (period_of(day(text), 3) for text in ("2022-04-01", "2022-07-01"))


def owing(task: dict[str, Any], period: Period, reports: Any = (), **plan: Any) -> tuple[str, ...]:
    """Who owes in a period, without the plan's departments being looked at."""
    found = plan_of(a_plan([task], **plan), reports)
    return owing_units(found.tasks[0], found, period, period.end)


def reported(
    task: dict[str, Any], reports: Any, as_of: str = "2022-10-10", **plan: Any
) -> tuple[str, ...]:
    """Who reported in the latest period that counts."""
    duty = state(task, reports, as_of=as_of, **plan).duty
    assert duty is not None
    return duty.reported


# --- which period counts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "plan", "code"),
    [
        ("2022-04-09", {}, None),
        ("2022-04-10", {}, "2022-Q1"),  # the end plus ten days
        ("2022-07-09", {}, "2022-Q1"),
        ("2022-07-10", {}, "2022-Q2"),
        ("2023-01-09", {}, "2022-Q3"),
        ("2023-01-10", {}, "2022-Q4"),
        ("2024-06-30", {}, "2022-Q4"),  # no period beyond the plan's year
        ("2022-03-01", {"rules": {"reporting": "monthly"}}, "2022-01"),
        ("2022-08-10", {"rules": {"reporting": "monthly"}}, "2022-07"),
        ("2022-07-05", {"rules": {"report_days": 5}}, "2022-Q2"),
        ("2022-06-30", {"rules": {"report_days": 0}}, "2022-Q2"),
        # It ends on or after the plan's issue.
        ("2022-07-10", {"issued": "2022-06-30"}, "2022-Q2"),
        ("2022-07-10", {"issued": "2022-07-01"}, None),
        ("2022-10-10", {"issued": "2022-07-01"}, "2022-Q3"),
    ],
)
def test_the_period_that_counts(as_of: str, plan: dict[str, Any], code: str | None) -> None:
    found = counting_period(plan_of(a_plan([a_task()], **plan)), day(as_of))
    assert (found.code if found else None) == code


def test_all_periods_that_count() -> None:
    plan = plan_of(a_plan([a_task()], issued="2022-04-15"))
    found = counting_periods(plan, day("2022-12-31"))
    assert [period.code for period in found] == ["2022-Q2", "2022-Q3"]


def test_the_last_day_of_a_return() -> None:
    assert last_report_day(plan_of(a_plan([a_task()])), Q3) == day("2022-10-10")


# --- who owes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "owed"),
    [
        (a_task(due="全年"), True),
        (a_task(due="四季度"), False),  # its window has not begun
        (a_task(due="9月30日"), True),  # begun on the period's last day
        (a_task(due="10月1日"), False),
        (a_task(due="上半年"), True),  # overdue, and not completed
        (a_task(due="长期"), True),
        (a_task(due="全年", added="2022-09-30"), True),
        (a_task(due="全年", added="2022-10-01"), False),
        (a_task(due="待定"), False),
        (a_task(due="待定", extensions=[extended("2022-12-01", "2022-09-30")]), True),
        (a_task(due="待定", extensions=[extended("2022-12-01", "2022-10-01")]), False),
    ],
)
def test_a_task_is_owed_once_its_window_has_begun(task: dict[str, Any], owed: bool) -> None:
    assert owing(task, Q3) == (("office",) if owed else ())


def test_never_without_a_deadline() -> None:
    reports = [said("2022-05-01", "进行中")]
    assert owing(a_task(due=None), Q3, reports, kind="key-points") == ()


@pytest.mark.parametrize(
    ("on", "owed"), [("2022-09-30", True), ("2022-10-01", False), ("2022-02-01", True)]
)
def test_an_undated_trigger_is_owed_once_something_was_reported(on: str, owed: bool) -> None:
    assert owing(a_task(due="待定"), Q3, [said(on, "进行中")]) == (("office",) if owed else ())


@pytest.mark.parametrize(
    ("reports", "owed"),
    [
        ([said("2022-06-30", "已完成")], False),
        ([said("2022-07-01", "已完成")], True),  # open on the evening before
        ([dropped("2022-06-30")], False),
        ([dropped("2022-07-01")], True),
        ([said("2022-06-01", "已完成"), said("2022-06-30", "进行中")], True),
        ([said("2022-06-30", "进行中")], True),
        # Not known by the evening's own closing day.
        ([said("2022-06-30", "已完成", reported="2022-07-10")], False),
        ([said("2022-06-30", "已完成", reported="2022-07-11")], True),
    ],
)
def test_what_was_settled_the_evening_before_is_not_owed(reports: Any, owed: bool) -> None:
    assert owing(a_task(), Q3, reports) == (("office",) if owed else ())


def test_the_lead_alone_owes() -> None:
    assert owing(a_task(departments="办公室、研究室"), Q3) == ("office",)
    assert owing(a_task(departments="办公室、研究室", lead="研究室"), Q3) == ("research",)


def test_where_all_must_complete_each_owes_until_its_own_part_is() -> None:
    task = a_task(departments="各专门委员会")
    assert owing(task, Q3) == ("proposals", "economy", "culture")
    reports = [said("2022-05-01", "已完成", by="提案委"), dropped("2022-06-30", by="经济委")]
    assert owing(task, Q3, reports) == ("culture",)
    assert owing(task, Q2, reports) == ("proposals", "economy", "culture")


def test_where_all_must_hold_each_owes_until_it_held_all() -> None:
    task = a_task(due="上半年", repeat="每季度1次", departments="提案委、经济委", completion="all")
    whole = [held("2022-02-01", by="提案委"), held("2022-05-01", by="提案委", status="已完成")]
    part = [held("2022-05-01", by="经济委", status="已完成")]
    assert owing(task, Q3, [*whole, *part]) == ("economy",)


def test_who_took_a_task_over_owes() -> None:
    handover = {
        "since": "2022-08-01",
        "from": "办公室",
        "to": "经济委员会",
        "approved_by": "主席会议",
    }
    task = a_task(departments="办公室、研究室", handovers=[handover])
    assert owing(task, Q2) == ("office",)
    assert owing(task, Q3) == ("economy",)


# --- who handed it in ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reports", "handed_in"),
    [
        ([], False),
        ([said("2022-07-01")], True),
        ([said("2022-09-30", reported="2022-10-10")], True),  # the last day
        ([said("2022-09-30", reported="2022-10-11")], False),
        ([said("2022-06-30")], False),
        ([said("2022-06-30", reported="2022-07-20")], False),  # dated before, though sent within
        ([said("2022-10-01")], False),
        ([unchanged("2022-08-01")], True),
        ([unchanged("2022-09-30", reported="2022-10-08")], True),
    ],
)
def test_a_return_is_dated_in_the_period_and_handed_in_in_time(
    reports: Any, handed_in: bool
) -> None:
    assert reported(a_task(), reports, "2022-12-31") == (("office",) if handed_in else ())


def test_what_others_file_is_not_the_leads_return() -> None:
    assert reported(a_task(departments="办公室、研究室"), [said("2022-08-01", by="研究室")]) == ()


def test_units_that_owe_report_for_themselves() -> None:
    task = a_task(departments="各专门委员会")
    assert reported(task, [said("2022-08-01", by="经济委")]) == ("economy",)


def test_what_was_reported_before_a_handover_counts_for_the_successor() -> None:
    handover = {
        "since": "2022-08-01",
        "from": "办公室",
        "to": "经济委员会",
        "approved_by": "主席会议",
    }
    task = a_task(handovers=[handover])
    assert reported(task, [said("2022-07-10")]) == ("economy",)


# --- the month that is open for reporting --------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "plan", "month"),
    [
        ("2022-10-15", {}, "2022-10"),
        ("2022-10-10", {}, "2022-09"),  # September's returns count until today
        ("2022-10-11", {}, "2022-10"),
        ("2022-10-31", {}, "2022-10"),
        ("2022-10-15", {"rules": {"reporting": "monthly"}}, "2022-10"),
        ("2022-10-01", {"rules": {"report_days": 0}}, "2022-10"),
        ("2022-10-30", {"rules": {"report_days": 40}}, "2022-09"),
        ("2022-01-03", {}, "2022-01"),  # December before is not the plan's
        ("2023-01-10", {}, "2022-12"),
        ("2023-01-11", {}, None),
        ("2021-12-31", {}, None),
        ("2022-07-14", {"issued": "2022-07-15"}, None),
        ("2022-07-15", {"issued": "2022-07-15"}, "2022-07"),
        ("2022-08-05", {"issued": "2022-08-02"}, "2022-08"),  # July was over before the issue
        ("2022-08-05", {"issued": "2022-07-15"}, "2022-07"),
        ("2022-12-31", {"as_of": "2022-12-31"}, None),  # pinned at its end: closed
        ("2022-10-15", {"as_of": "2022-10-15"}, "2022-10"),
    ],
)
def test_the_open_month(as_of: str, plan: dict[str, Any], month: str | None) -> None:
    found = open_period(plan_of(a_plan([a_task()], **plan)), day(as_of))
    assert (found.code if found else None) == month
