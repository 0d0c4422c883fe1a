"""The day everything is computed at, and the plan that home shows."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from building import a_plan, a_task, as_yaml, day, plan_of, read_plans, write_plans

from workplan.as_of import as_of_from, day_of, home_plan, now

# In Shanghai the day has turned, in UTC it has not.
LATE = datetime(2022, 7, 31, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pin", "asked", "timezone", "expected"),
    [
        (None, None, None, "2022-08-01"),
        (None, None, "Asia/Shanghai", "2022-08-01"),
        (None, None, "UTC", "2022-07-31"),
        (None, None, "America/New_York", "2022-07-31"),
        ("2022-06-30", None, None, "2022-06-30"),
        ("2022-06-30", "2022-09-30", None, "2022-09-30"),
        (None, "2022-09-30", None, "2022-09-30"),
    ],
)
def test_the_day(pin: str | None, asked: str | None, timezone: str | None, expected: str) -> None:
    more: dict[str, Any] = {"as_of": pin} if pin else {}
    if timezone:
        more["timezone"] = timezone
    plan = plan_of(a_plan([a_task()], **more))
    assert day_of(plan, day(asked) if asked else None, LATE) == day(expected)


def test_the_clock_knows_its_zone() -> None:
    assert now().tzinfo is not None


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"PLAN_AS_OF": ""}, None),
        ({"PLAN_AS_OF": " 2022-09-30 "}, "2022-09-30"),
    ],
)
def test_the_day_asked_for(environment: dict[str, str], expected: str | None) -> None:
    assert as_of_from(environment) == (day(expected) if expected else None)


@pytest.mark.parametrize("text", ["2022-9-30", "今天", "2022-02-30"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        as_of_from({"PLAN_AS_OF": text})


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2021-12-31", "2022"),  # nothing has begun: the earliest
        ("2022-01-01", "2022"),
        ("2022-06-30", "2022"),
        ("2022-07-15", "2022-campaign"),  # of one year the one issued last
        ("2022-12-31", "2022-campaign"),
        ("2023-01-01", "2022-campaign"),  # the year has begun, the plan is not issued
        ("2023-02-01", "2023"),
    ],
)
def test_home_is_the_latest_plan_begun_and_issued(
    as_of: str, expected: str, tmp_path: Path
) -> None:
    plans = tmp_path / "plans"
    write_plans(plans, a_plan([a_task()], issued="2022-01-01"))
    for name, year, issued in (("2022-campaign", 2022, "2022-07-15"), ("2023", 2023, "2023-02-01")):
        text = as_yaml(a_plan([a_task()], issued=issued, year=year)).replace("'", "")
        (plans / f"{name}.yaml").write_text(text, encoding="utf-8")
    library = read_plans(plans)
    assert library.problems == ()
    days = {plan.id: day(as_of) for plan in library.plans}
    assert home_plan(days, library.plans).id == expected


def test_a_pinned_plan_is_looked_at_on_its_own_day(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    write_plans(plans, a_plan([a_task()], issued="2022-01-01"))
    (plans / "2023.yaml").write_text(as_yaml(a_plan([a_task()], year=2023)), encoding="utf-8")
    library = read_plans(plans)
    days = {"2022": day("2022-12-31"), "2023": day("2022-12-31")}
    assert home_plan(days, library.plans).id == "2022"
    assert home_plan(days | {"2023": day("2023-01-01")}, library.plans).id == "2023"
