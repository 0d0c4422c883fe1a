"""The year's calendar of duties: what falls in each month, by the plan's own dates."""

from __future__ import annotations

from tests.building import Yaml, a_plan, a_task, extended, snapshot
from workplan.duties import MonthOfDuties, duties_of
from workplan.rows import facts_of


def months(
    *tasks: Yaml, as_of: str = "2022-05-10", issued: str = "2022-01-05", **plan: object
) -> dict[str, MonthOfDuties]:
    taken = snapshot(a_plan(tasks, issued=issued, **plan), as_of=as_of)
    view = duties_of([(taken, facts_of(taken, home=True))])
    return {month.key: month for found in view.plans for month in found.months}


def test_quarters_are_reported_within_the_days_after_them() -> None:
    found = months(a_task())
    assert found["2022-03"].returns == ("3月31日一季度结束",)
    assert found["2022-04"].returns == ("4月10日前报一季度",)
    assert found["2022-05"].returns == ()
    assert found["2023-01"].returns == ("2023年1月10日前报四季度",)
    assert list(found) == [f"2022-{number:02}" for number in range(1, 13)] + ["2023-01"]


def test_months_are_reported_where_the_plan_says_so() -> None:
    rules = {"reporting": "monthly", "report_days": 5}
    found = months(a_task(), rules=rules)
    assert found["2022-05"].returns == ("5月5日前报4月", "5月31日5月结束")


def test_reports_come_out_when_late_returns_no_longer_count() -> None:
    found = months(a_task())
    assert found["2022-05"].reports == ("5月10日后：4月通报",)
    assert found["2022-07"].reports == ("7月10日后：6月通报、二季度督查",)
    assert found["2023-01"].reports == ("2023年1月10日后：12月通报、四季度督查、年度述评",)


def test_deadlines_are_counted_where_they_are_now() -> None:
    moved = extended("2022-08-31", "2022-04-20")
    given = (
        a_task(1, due="7月"),
        a_task(2, due="7月底前"),
        a_task(3, due="7月", extensions=[moved]),
    )
    found = months(*given)
    assert (found["2022-07"].due, found["2022-08"].due, found["2022-09"].due) == (2, 1, 0)
    assert found["2022-07"].due_address == "2022/tracker/?due=2022-07"
    assert found["2022-09"].due_address == ""
    assert months(*given, as_of="2022-04-19")["2022-07"].due == 3


def test_occurrences_end_with_their_periods() -> None:
    found = months(
        a_task(1, due="每季度1次"), a_task(2, due="每月1次"), a_task("2.10", due="每季度2次")
    )
    june = [
        (item.label, [link.text for link in item.tasks]) for item in found["2022-06"].occurrences
    ]
    assert june == [("6月", ["2"]), ("二季度", ["1", "2.10"])]
    assert [item.label for item in found["2022-05"].occurrences] == ["5月"]


def test_a_moved_occurrence_says_its_day() -> None:
    moved = extended("2022-07-20", "2022-04-20", "二季度")
    found = months(a_task(due="每季度1次", extensions=[moved]))
    assert found["2022-06"].occurrences == ()
    assert [item.label for item in found["2022-07"].occurrences] == ["二季度（至7月20日）"]


def test_what_ended_before_the_issue_is_nobodys_duty() -> None:
    found = months(a_task(due="每季度1次"), a_task(2, due="7月"), issued="2022-07-15")
    assert next(iter(found)) == "2022-05"  # the day is in it
    assert found["2022-06"].anything is False
    assert found["2022-07"].returns == ()
    assert found["2022-09"].returns == ("9月30日三季度结束",)
    assert "2022-05" not in months(a_task(), issued="2022-07-15", as_of="2022-09-01")


def test_the_day_marks_its_month_and_nothing_else() -> None:
    given = (a_task(due="全年", repeat="每季度1次"), a_task(2, due="7月"))
    may, june = months(*given, as_of="2022-05-10"), months(*given, as_of="2022-06-10")
    assert [key for key, month in may.items() if month.current] == ["2022-05"]
    assert [key for key, month in june.items() if month.current] == ["2022-06"]
    for key in may:
        same = (may[key].returns, may[key].due, may[key].occurrences, may[key].reports)
        assert same == (
            *(june[key].returns, june[key].due, june[key].occurrences, june[key].reports),
        )


def test_a_deadline_in_the_year_after_next_to_come_has_its_month() -> None:
    found = months(a_task(due="次年5月"))
    assert found["2023-05"].due == 1
    assert "2023-03" not in found


def test_a_plan_without_deadlines_has_no_calendar() -> None:
    assert months(a_task(due=None), kind="key-points") == {}
