"""Windows and occurrences at a day (design.md, “Current deadline”, “Occurrences”)."""

from typing import Any

import pytest
from building import a_plan, a_task, codes, day, extended, held, said, state

from workplan.windows import Occurrence, Window


def window(task: dict[str, Any], as_of: str, **plan: Any) -> Window:
    return state(task, as_of=as_of, **plan).standing.window


def occurrences(
    task: dict[str, Any], reports: Any = (), as_of: str = "2022-12-31", **plan: Any
) -> tuple[Occurrence, ...]:
    return state(task, reports, as_of=as_of, **plan).standing.occurrences


def counts(*args: Any, **more: Any) -> list[int]:
    return [item.held for item in occurrences(*args, **more)]


def met(*args: Any, **more: Any) -> list[bool | None]:
    return [item.met for item in occurrences(*args, **more)]


# --- current deadline ----------------------------------------------------------------------------

EXTENDED = a_task(
    due="7月",
    extensions=[extended("2022-09-30", "2022-07-20"), extended("2022-08-31", "2022-08-10")],
)


@pytest.mark.parametrize(
    ("as_of", "end"),
    [
        ("2022-07-19", "2022-07-31"),
        ("2022-07-20", "2022-09-30"),  # approved on the day itself
        ("2022-08-09", "2022-09-30"),
        ("2022-08-10", "2022-08-31"),  # the latest approved, though it is earlier
    ],
)
def test_the_extension_approved_last_holds(as_of: str, end: str) -> None:
    found = window(EXTENDED, as_of)
    assert found.end == day(end)
    assert found.start == day("2022-07-01")
    assert found.original_end == day("2022-07-31")


def test_approval_decides_before_position() -> None:
    moved = [extended("2022-09-30", "2022-07-20"), extended("2022-08-31", "2022-07-10")]
    assert window(a_task(due="7月", extensions=moved), "2022-12-31").end == day("2022-09-30")


def test_of_two_approved_on_one_day_the_later_by_position_holds() -> None:
    moved = [extended("2022-09-30", "2022-07-20"), extended("2022-08-31", "2022-07-20")]
    assert window(a_task(due="7月", extensions=moved), "2022-07-20").end == day("2022-08-31")


def test_a_tasks_extension_moves_the_deadline_alone() -> None:
    task = a_task(
        due="上半年", repeat="每季度1次", extensions=[extended("2022-09-30", "2022-06-01")]
    )
    found = state(task, as_of="2022-07-01").standing
    assert found.window.end == day("2022-09-30")
    assert [item.slot.end for item in found.occurrences] == [day("2022-03-31"), day("2022-06-30")]


@pytest.mark.parametrize(
    ("to", "deadline"),
    [("2023-01-31", "2023-01-31"), ("2022-12-31", "2022-12-31"), ("2022-11-30", "2022-12-31")],
)
def test_an_occurrence_moved_past_the_deadline_moves_it_too(to: str, deadline: str) -> None:
    task = a_task(due="每季度1次", extensions=[extended(to, "2022-10-01", "四季度")])
    found = state(task, as_of="2022-12-01").standing
    assert found.occurrences[3].slot.end == day(to)
    assert found.window.end == day(deadline)
    assert found.window.original_end == day("2022-12-31")


def test_a_moved_occurrence_is_not_moved_before_its_approval() -> None:
    task = a_task(due="每季度1次", extensions=[extended("2023-01-31", "2022-10-01", "四季度")])
    found = state(task, as_of="2022-09-30").standing
    assert found.occurrences[3].slot.end == found.window.end == day("2022-12-31")


def test_an_extension_of_an_occurrence_that_is_not_there_is_an_error() -> None:
    task = a_task(due="每季度1次", extensions=[extended("2023-01-31", "2022-10-01", "7月")])
    assert "occurrence-unknown" in codes(a_plan([task]))


TRIGGER = a_task(
    due="根据市委部署",
    extensions=[extended("2022-11-30", "2022-09-01"), extended("2022-10-31", "2022-08-15")],
)


@pytest.mark.parametrize(
    ("as_of", "start", "end"),
    [
        ("2022-08-14", None, None),
        ("2022-08-15", "2022-08-15", "2022-10-31"),
        ("2022-09-01", "2022-08-15", "2022-11-30"),
    ],
)
def test_a_trigger_starts_when_it_was_first_dated(
    as_of: str, start: str | None, end: str | None
) -> None:
    found = window(TRIGGER, as_of)
    assert found.start == (day(start) if start else None)
    assert found.end == (day(end) if end else None)
    assert found.original_end is None


def test_an_open_deadline_has_no_end() -> None:
    found = window(a_task(due="长期"), "2022-12-31")
    assert (found.start, found.end, found.original_end) == (day("2022-01-01"), None, None)


@pytest.mark.parametrize(
    ("due", "added", "start"),
    [
        ("全年", "2022-08-20", "2022-08-20"),
        ("四季度", "2022-08-20", "2022-10-01"),
        ("长期", "2022-08-20", "2022-08-20"),
    ],
)
def test_an_added_tasks_window_starts_no_earlier(due: str, added: str, start: str) -> None:
    assert window(a_task(due=due, added=added), "2022-12-31").start == day(start)


def test_added_after_the_deadline_is_an_error() -> None:
    assert "added-late" in codes(a_plan([a_task(due="7月", added="2022-08-01")]))
    assert "added-late" not in codes(a_plan([a_task(due="7月", added="2022-07-31")]))
    moved = a_task(due="7月", added="2022-08-01", extensions=[extended("2022-08-31", "2022-07-01")])
    assert "added-late" not in codes(a_plan([moved]))


# --- which occurrences there are -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "labels"),
    [
        (a_task(due="每季度1次"), ["一季度", "二季度", "三季度", "四季度"]),
        (a_task(due="半年1次"), ["上半年", "下半年"]),
        (a_task(due="每年1次"), ["全年"]),
        (a_task(due="每两月1次"), ["1—2月", "3—4月", "5—6月", "7—8月", "9—10月", "11—12月"]),
        (a_task(due="全年", repeat="每季度1次"), ["一季度", "二季度", "三季度", "四季度"]),
        (a_task(due="长期", repeat="每半年1次"), ["上半年", "下半年"]),
        (a_task(due="5月—7月", repeat="每月1次"), ["5月", "6月", "7月"]),
        (a_task(due="5月—7月", repeat="每季度1次"), ["二季度", "三季度"]),
        (a_task(due="待定", repeat="每月1次"), []),
        (a_task(due="全年"), []),
        # Occurrences that ended before a task was added do not exist.
        (a_task(due="每季度1次", added="2022-06-30"), ["二季度", "三季度", "四季度"]),
        (a_task(due="每季度1次", added="2022-07-01"), ["三季度", "四季度"]),
    ],
)
def test_labels(task: dict[str, Any], labels: list[str]) -> None:
    assert [item.slot.label for item in occurrences(task)] == labels


def test_occurrences_are_clipped_to_the_window() -> None:
    found = occurrences(a_task(due="5月—7月", repeat="每季度1次"))
    assert [(item.slot.start, item.slot.end) for item in found] == [
        (day("2022-05-01"), day("2022-06-30")),
        (day("2022-07-01"), day("2022-07-31")),
    ]


def test_occurrences_are_clipped_to_the_day_a_task_was_added() -> None:
    found = occurrences(a_task(due="每季度1次", added="2022-08-20"))
    assert found[0].slot.start == day("2022-08-20")


def test_a_dated_triggers_occurrences_fill_its_window() -> None:
    task = a_task(due="待定", repeat="每月1次", extensions=[extended("2022-09-15", "2022-08-20")])
    found = occurrences(task)
    assert [(item.slot.start, item.slot.end) for item in found] == [
        (day("2022-08-20"), day("2022-08-31")),
        (day("2022-09-01"), day("2022-09-15")),
    ]


# --- what was held -------------------------------------------------------------------------------

QUARTERLY = a_task(due="每季度1次")
TWICE = a_task(due="每季度2次")


def test_nothing_is_interpolated() -> None:
    assert counts(QUARTERLY, [held("2022-11-01")]) == [0, 0, 0, 1]
    assert counts(QUARTERLY, [said("2022-11-01", "已完成", progress=100)]) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([held("2022-03-31")], [1, 0, 0, 0]),
        ([held("2022-02-01", 2)], [2, 0, 0, 0]),  # never credited to a later one
        ([held("2022-02-01"), held("2022-05-01")], [1, 1, 0, 0]),
        # A surplus repairs the earliest missed one.
        ([held("2022-05-01", 2)], [1, 1, 0, 0]),
        ([held("2022-08-01", 2)], [1, 0, 1, 0]),
        ([held("2022-08-01", 3)], [1, 1, 1, 0]),
        # A surplus that nothing needs stays in its own period.
        ([held("2022-08-01", 4)], [1, 1, 2, 0]),
        # Days rather than a number, told in one report.
        ([held("2022-08-05", ["2022-02-03", "2022-05-20", "2022-08-02"])], [1, 1, 1, 0]),
        # The order of reporting does not matter, the days do.
        (
            [held("2022-05-01", 2), held("2022-04-20", ["2022-02-01"], reported="2022-06-01")],
            [1, 2, 0, 0],
        ),
    ],
)
def test_held(reports: list[dict[str, Any]], expected: list[int]) -> None:
    assert counts(QUARTERLY, reports) == expected


def test_a_surplus_completes_the_earliest_first() -> None:
    reports = [held("2022-02-01"), held("2022-08-01", 4)]
    assert counts(TWICE, reports) == [2, 1, 2, 0]
    assert met(TWICE, reports, "2022-12-31") == [True, False, True, None]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2022-03-31", [None, None, None, None]),  # the last day is in time
        ("2022-04-01", [False, None, None, None]),
        ("2022-05-01", [True, True, None, None]),
        ("2022-10-01", [True, True, False, None]),
    ],
)
def test_met(as_of: str, expected: list[bool | None]) -> None:
    assert met(QUARTERLY, [held("2022-05-01", 2)], as_of) == expected


def test_met_before_its_end() -> None:
    assert met(QUARTERLY, [held("2022-01-05")], "2022-01-05") == [True, None, None, None]


def test_a_repair_is_late_and_credited_to_what_it_repairs() -> None:
    first, second, *_ = occurrences(QUARTERLY, [held("2022-05-01", 2)])
    assert (first.met, first.late, first.fulfilled_on) == (True, True, day("2022-05-01"))
    assert (second.met, second.late) == (True, False)


def test_a_moved_occurrence_held_by_its_new_end_is_in_time() -> None:
    task = a_task(due="每季度1次", extensions=[extended("2022-04-15", "2022-03-20", "一季度")])
    first = occurrences(task, [held("2022-04-15")], "2022-06-30")[0]
    assert (first.held, first.met, first.late) == (1, True, False)


def test_where_two_overlap_the_earlier_unfilled_one_is_credited() -> None:
    task = a_task(due="每季度1次", extensions=[extended("2022-04-30", "2022-03-20", "一季度")])
    assert counts(task, [held("2022-04-10")]) == [1, 0, 0, 0]
    assert counts(task, [held("2022-04-10"), held("2022-04-20")]) == [1, 1, 0, 0]
    assert counts(task, [held("2022-02-10"), held("2022-04-20")]) == [1, 1, 0, 0]
    assert counts(task, [held("2022-05-01")], "2022-05-01") == [0, 1, 0, 0]


def test_without_an_extension_none_overlap() -> None:
    assert counts(QUARTERLY, [held("2022-04-10")]) == [0, 1, 0, 0]


# --- occurrences before the issue ----------------------------------------------------------------


def test_an_occurrence_that_ended_before_the_issue_is_not_judged() -> None:
    assert met(QUARTERLY, as_of="2022-12-31", issued="2022-07-15") == [None, None, False, None]


def test_one_held_before_the_issue_is_met() -> None:
    found = met(QUARTERLY, [held("2022-02-01")], "2022-12-31", issued="2022-07-15")
    assert found == [True, None, False, None]


def test_one_that_ends_on_the_issue_day_is_judged() -> None:
    assert met(QUARTERLY, as_of="2022-07-01", issued="2022-06-30") == [None, False, None, None]
    assert met(QUARTERLY, as_of="2022-07-01", issued="2022-07-01") == [None, None, None, None]


def test_an_unjudged_one_is_not_repaired() -> None:
    found = counts(QUARTERLY, [held("2022-08-01", 3)], "2022-12-31", issued="2022-07-15")
    assert found == [0, 0, 3, 0]


def test_its_current_end_decides_whether_it_is_judged() -> None:
    task = a_task(due="每季度1次", extensions=[extended("2022-07-31", "2022-06-20", "二季度")])
    assert met(task, as_of="2022-08-01", issued="2022-07-15") == [None, False, None, None]
