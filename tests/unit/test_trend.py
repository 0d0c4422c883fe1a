"""The chart of lamps and 完成率 by month: what it draws, and what it says to those who don't see it."""

from __future__ import annotations

from building import a_plan, a_task, day, plan_of, said, snapshot

from workplan.charts import COLUMN_HEIGHT, RATE_HEIGHT, RATE_TOP, Trend, trend_of
from workplan.history import History, month_ends
from workplan.lamps import Lamp
from workplan.summaries import snapshot_of
from workplan.views import Views

TASKS = [
    a_task(1, due="7月"),
    a_task(2, due="7月", departments="研究室"),
    *(a_task(number) for number in range(3, 11)),
]
TOLD = [
    said("2022-07-10", "已完成", task=1),
    *(said("2022-07-10", "进行中", task=number) for number in range(3, 11)),
]


def trend(as_of: str, department: str | None = None, issued: str = "2022-06-20") -> Trend | None:
    plan = a_plan(TASKS, issued=issued)
    return Views(snapshot(plan, TOLD, as_of=as_of), home=True).trend(department)


def test_the_ends_of_months_and_now() -> None:
    plan = plan_of(a_plan(TASKS, issued="2022-06-20"))
    for as_of, expected in (
        ("2022-06-25", ["2022-06-25"]),
        ("2022-07-31", ["2022-06-30", "2022-07-31"]),
        ("2022-08-20", ["2022-06-30", "2022-07-31", "2022-08-20"]),
    ):
        found = month_ends(History(snapshot_of(plan, day(as_of))))
        assert [on.isoformat() for on in found] == expected
    after = list(month_ends(History(snapshot_of(plan, day("2023-03-05")))))
    assert (len(after), after[-1]) == (7, day("2022-12-31")), "the year alone"


def test_fewer_than_two_days_are_no_trend() -> None:
    assert trend("2022-06-25") is None
    assert trend("2022-07-05") is not None
    assert trend_of([], [], 2022) is None
    empty = snapshot(a_plan([]), as_of="2022-08-01")
    assert Views(empty, home=True).trend() is None


def test_it_says_what_it_draws() -> None:
    found = trend("2022-08-20")
    assert found is not None
    assert found.description == (
        "6月末：完成率 0%，灰灯 10；7月末：完成率 10%，完成 1、绿灯 8、黄灯 1；"
        "8月20日：完成率 10%，完成 1、绿灯 8、红灯 1"
    )
    assert [point.label for point in found.points] == ["6月", "7月", "现在"]
    assert found.now == "8月20日"
    assert [point.rate for point in found.points] == ["0%", "10%", "10%"]


def test_a_column_is_whole_and_late_work_is_named_above_it() -> None:
    found = trend("2022-08-20")
    assert found is not None
    foot = RATE_TOP + RATE_HEIGHT + COLUMN_HEIGHT
    for point in found.points:
        bottom = float(foot)
        for part in point.parts:
            assert abs(part.top + part.height - bottom) < 0.05
            bottom = part.top
        assert all(RATE_TOP + RATE_HEIGHT < part.middle < bottom for part in point.above)
        assert point.left + point.width <= 100
        assert point.rate_top is not None
        assert RATE_TOP <= point.rate_top <= RATE_TOP + RATE_HEIGHT
    last = found.points[-1]
    assert [(part.lamp, part.label) for part in last.above] == [(Lamp.RED, "◆ 1")]
    assert [part.label for part in last.parts] == ["", "● 8", ""], "no room, room, told above"
    assert len(found.line) == len(found.points) - 1


def test_a_departments_own() -> None:
    found = trend("2022-08-20", "research")
    assert found is not None
    assert found.description.endswith("8月20日：完成率 0%，红灯 1")
