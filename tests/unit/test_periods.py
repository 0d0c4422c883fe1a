"""Calendar periods and how they are called."""

from itertools import pairwise

import pytest
from building import day

from workplan.periods import Period, month_end, parse_period, period_of, periods_between


@pytest.mark.parametrize(
    ("months", "first", "last", "label", "code"),
    [
        (1, "2022-07-01", "2022-07-31", "7月", "2022-07"),
        (2, "2022-07-01", "2022-08-31", "7—8月", None),
        (3, "2022-07-01", "2022-09-30", "三季度", "2022-Q3"),
        (6, "2022-07-01", "2022-12-31", "下半年", "2022-H2"),
        (12, "2022-01-01", "2022-12-31", "全年", "2022"),
    ],
)
def test_the_period_a_day_lies_in(
    months: int, first: str, last: str, label: str, code: str | None
) -> None:
    period = period_of(day("2022-07-15"), months)
    assert (period.start, period.end, period.label) == (day(first), day(last), label)
    assert code in (None, period.code)
    assert day(first) in period
    assert day(last) in period


@pytest.mark.parametrize(
    ("months", "labels"),
    [
        (1, [f"{month}月" for month in range(1, 13)]),
        (2, ["1—2月", "3—4月", "5—6月", "7—8月", "9—10月", "11—12月"]),
        (3, ["一季度", "二季度", "三季度", "四季度"]),
        (6, ["上半年", "下半年"]),
        (12, ["全年"]),
    ],
)
def test_a_year_of_periods(months: int, labels: list[str]) -> None:
    periods = list(periods_between(day("2022-01-01"), day("2022-12-31"), months))
    assert [period.label for period in periods] == labels
    assert periods[0].start == day("2022-01-01")
    assert periods[-1].end == day("2022-12-31")
    for before, after in pairwise(periods):
        assert (after.start - before.end).days == 1


def test_periods_that_overlap_at_one_day_only() -> None:
    periods = periods_between(day("2022-03-31"), day("2022-07-01"), 3)
    assert [period.code for period in periods] == ["2022-Q1", "2022-Q2", "2022-Q3"]


def test_periods_over_the_turn_of_the_year() -> None:
    periods = list(periods_between(day("2022-12-31"), day("2023-01-01"), 1))
    assert [period.label_in(2022) for period in periods] == ["12月", "次年1月"]


def test_an_empty_span_has_no_periods() -> None:
    assert list(periods_between(day("2022-07-01"), day("2022-06-30"), 1)) == []


@pytest.mark.parametrize(
    ("year", "month", "last"), [(2022, 2, 28), (2024, 2, 29), (2022, 4, 30), (2022, 12, 31)]
)
def test_month_end(year: int, month: int, last: int) -> None:
    assert month_end(year, month).day == last


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2022-07", Period(day("2022-07-01"), 1)),
        ("2022-Q3", Period(day("2022-07-01"), 3)),
        ("2022-12", Period(day("2022-12-01"), 1)),
        ("2022-13", None),
        ("2022-00", None),
        ("2022-Q5", None),
        ("2022-7", None),
        ("2022", None),
        ("２０２２-07", None),
        ("", None),
    ],
)
def test_a_period_as_files_write_it(text: str, period: Period | None) -> None:
    assert parse_period(text) == period
