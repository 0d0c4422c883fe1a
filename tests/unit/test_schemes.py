"""Schemes: bounds of stages, bands on the axis, points as tasks or text, who leads."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.building import Yaml, codes, day, plan_of, said, snapshot
from workplan.charts import Axis, Band, bands_of
from workplan.exports.json import as_json
from workplan.model import Event, Plan, Stage
from workplan.names import Names
from workplan.scheme_views import NOT_STATED, point_of, stage_views
from workplan.schemes import bound_of, event_meant
from workplan.views import Views

CONGRESS = Event(
    "省第十五次党代会", ("省党代会",), date(2022, 6, 20), date(2022, 6, 22), "公开报道"
)
TWENTIETH = Event("中共二十大", (), date(2022, 10, 16), date(2022, 10, 22), "公开报道")
SESSIONS = Event("市两会", (), None, None, None)
EVENTS = (SESSIONS, CONGRESS, TWENTIETH)


@pytest.mark.parametrize(
    ("wording", "closing", "expected"),
    [
        ("省党代会结束", False, "2022-06-22"),
        ("省第十五次党代会", True, "2022-06-20"),
        ("省第十五次党代会", False, "2022-06-20"),
        ("省党代会闭幕以后", False, "2022-06-22"),
        ("省党代会结束", True, "2022-06-22"),
        ("中共二十大召开前后", True, "2022-10-22"),
        ("中共二十大召开前后", False, "2022-10-16"),
        ("市两会结束", False, None),
        ("市两会", True, None),
    ],
)
def test_a_bound_is_a_day_of_its_event(wording: str, closing: bool, expected: str | None) -> None:
    event = event_meant(wording, EVENTS)
    assert event is not None
    found = bound_of(wording, event, closing=closing)
    assert (found.isoformat() if found else None) == expected


def test_the_longest_name_is_meant() -> None:
    longer = Event("省两会和市两会", (), None, None, None)
    assert event_meant("省两会和市两会之后", (SESSIONS, longer)) is longer
    assert event_meant("某会", EVENTS) is None


# --- on the axis ---------------------------------------------------------------------------------

AXIS = Axis(date(2022, 1, 1), date(2022, 12, 31), date(2022, 10, 15))


def stage(start: str | None, end: str | None) -> Stage:
    return Stage("", None, "起", "止", day(start) if start else None, day(end) if end else None)


def bounds(band: Band | None) -> tuple[float, float, str]:
    assert band is not None
    return band.span.left, round(band.span.left + band.span.width, 3), band.fade


def test_open_ends_reach_to_the_nearest_known_day_and_fade() -> None:
    stages = (stage(None, None), stage(None, "2022-06-20"), stage("2022-06-22", None))
    first, second, third = map(bounds, bands_of(stages, AXIS))
    known = AXIS.after(day("2022-06-20"))
    assert first == (0.0, known, "both")
    assert second == (0.0, known, "left")
    assert third == (AXIS.at(day("2022-06-22")), 100.0, "right")


def test_known_ends_do_not_fade() -> None:
    (band,) = bands_of([stage("2022-06-22", "2022-10-22")], AXIS)
    assert bounds(band) == (AXIS.at(day("2022-06-22")), AXIS.after(day("2022-10-22")), "none")


def test_a_stage_of_another_year_has_no_band() -> None:
    assert bands_of([stage("2020-01-01", "2020-02-01")], AXIS) == (None,)


# --- a whole scheme ------------------------------------------------------------------------------


def a_scheme(**more: Any) -> Yaml:
    return {
        "kind": "scheme",
        "title": "方案",
        "year": 2022,
        "events": [
            {"name": "市两会"},
            {
                "name": "省第十五次党代会",
                "aliases": ["省党代会"],
                "from": "2022-06-20",
                "to": "2022-06-22",
                "known_from": "公开报道",
            },
        ],
        "stages": [
            {"title": "第一阶段", "from": "市两会结束", "to": "省第十五次党代会"},
            {"title": "第二阶段", "from": "省党代会结束"},
            {"title": "第三阶段", "from": "市两会", "to": "市两会结束"},
        ],
        "areas": [
            {
                "title": "宣讲",
                "departments": "办公室、各专门委员会",
                "points": [
                    {"id": "1.1", "text": "带头宣讲"},
                    {"id": "1.2", "text": "3月底前开展宣讲", "due": "3月底前"},
                    {
                        "id": "1.3",
                        "text": "3月底前传达，年底前总结",
                        "departments": "研究室",
                        "steps": [
                            {"id": "1.3.1", "text": "3月底前传达", "due": "3月底前"},
                            {
                                "id": "1.3.2",
                                "text": "年底前总结",
                                "departments": "办公室、研究室",
                                "lead": "研究室",
                                "due": "年底前",
                            },
                        ],
                    },
                ],
            }
        ],
        "requirements": ["高度重视"],
    } | more


@pytest.fixture
def plan() -> Plan:
    return plan_of(a_scheme())


def test_dated_points_and_steps_are_tasks_and_others_are_text(plan: Plan) -> None:
    assert [task.id for task in plan.tasks] == ["1.2", "1.3.1", "1.3.2"]
    assert plan.scheme is not None
    points = plan.scheme.activities[0].points
    assert [point.tasks for point in points] == [(), ("1.2",), ("1.3.1", "1.3.2")]
    assert [point.number for point in points] == ["1", "2", "3"]


def test_units_are_written_once_and_handed_down(plan: Plan) -> None:
    units = {task.id: task.issued_units for task in plan.tasks}
    assert units == {
        "1.2": ("office", "proposals", "economy", "culture"),
        "1.3.1": ("research",),
        "1.3.2": ("office", "research"),
    }
    assert all(task.joint for task in plan.tasks)


def test_each_unit_leads_but_where_one_is_named() -> None:
    found = snapshot(a_scheme(), as_of="2022-10-15")
    led = {key: [state.task.id for state in found.led_by(key)] for key in found.by_department}
    assert led["office"] == ["1.2"]
    assert led["economy"] == ["1.2"]
    assert led["research"] == ["1.3.1", "1.3.2"]


def test_a_point_without_a_deadline_takes_no_report() -> None:
    assert codes(a_scheme(), [said("2022-03-01", "已完成", task="1.1")]) == ["task-unknown"]
    assert codes(a_scheme(), [said("2022-03-01", "已完成", task="1.3")]) == ["task-unknown"]
    assert codes(a_scheme(), [said("2022-03-01", "已完成", task="1.3.1", by="研究室")]) == []


def test_stages_are_exported_with_their_wording_and_days() -> None:
    data = json.loads(as_json(snapshot(a_scheme(), as_of="2022-10-15")))
    assert data["stages"] == [
        {
            "title": "第一阶段",
            "from": "市两会结束",
            "to": "省第十五次党代会",
            "start": None,
            "end": "2022-06-20",
        },
        {
            "title": "第二阶段",
            "from": "省党代会结束",
            "to": None,
            "start": "2022-06-22",
            "end": None,
        },
        {"title": "第三阶段", "from": "市两会", "to": "市两会结束", "start": None, "end": None},
    ]
    assert [area["tasks"] for area in data["areas"]] == [["1.2", "1.3.1", "1.3.2"]]


def test_days_are_said_as_far_as_they_are_known(plan: Plan) -> None:
    views = stage_views(plan.scheme, AXIS)
    assert ["".join(view.days) for view in views] == [
        "起期未载明，至 2022-06-20",
        "2022-06-22 起，止期未载明",
        NOT_STATED,
    ]
    # A stage with no end given goes on; one whose end is not known can't be said to.
    assert [view.now for view in views] == [False, True, False]


def test_a_step_knows_its_point(plan: Plan) -> None:
    assert point_of(plan, "1.3.1") == ("1.3", "3月底前传达，年底前总结")
    assert point_of(plan, "1.2") is None
    views = Views(snapshot(a_scheme(), as_of="2022-10-15"), None, {}, home=True)
    issued = views.as_issued().scheme
    assert issued is not None
    (activity,) = issued.activities
    assert [point.named for point in activity.points] == ["", "", "研究室"]
    assert [len(point.lines) for point in activity.points] == [0, 1, 2]


def test_a_name_with_a_separator_in_brackets_is_one_name(plan: Plan) -> None:
    names = Names(plan.organization)
    assert names.split("办公室、各县（市、区）政协，研究室") == [
        "办公室",
        "各县（市、区）政协",
        "研究室",
    ]
    assert names.split("各县(市、区)政协 办公室") == ["各县(市、区)政协", "办公室"]
    assert names.split("办公室（一、研究室") == ["办公室（一", "研究室"]
