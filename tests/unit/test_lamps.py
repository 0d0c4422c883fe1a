"""Lamps with their causes and reasons, and paces (design.md, “Lamp”, “Pace”)."""

from typing import Any

import pytest
from building import (
    a_task,
    closed,
    day,
    dropped,
    extended,
    held,
    said,
    state,
    unchanged,
)

from workplan.lamps import Verdict


def verdict(
    task: dict[str, Any], reports: Any = (), as_of: str = "2022-06-01", **plan: Any
) -> Verdict:
    return state(task, reports, as_of=as_of, **plan).verdict


def lamp(*args: Any, **more: Any) -> tuple[str, str]:
    found = verdict(*args, **more)
    return str(found.lamp), str(found.cause)


def pace(*args: Any, **more: Any) -> str | None:
    return verdict(*args, **more).pace


def reason(*args: Any, **more: Any) -> str:
    return verdict(*args, **more).reason


DONE, GREEN = ("done", "completed"), ("green", "on-track")
SILENT, UNREPORTED = ("grey", "silent"), ("grey", "unreported")
OVERDUE, MISSED = ("red", "overdue"), ("red", "occurrence-missed")
DUE_SOON, OVERRIDE = ("yellow", "due-soon"), "override"

# A plan issued so late that no reporting period counts yet.
UNOWED = {"issued": "2022-12-31"}


# --- 1. completed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "words", "how"),
    [
        ("2022-07-31", "按期完成", "按期完成"),  # the deadline day itself is in time
        ("2022-08-01", "逾期完成", "逾期 1 天完成"),
        ("2022-08-12", "逾期完成", "逾期 12 天完成"),
        ("2022-07-01", "按期完成", "按期完成"),  # 30 days before: not over warn_days
        ("2022-06-30", "提前完成", "完成"),
    ],
)
def test_completed(on: str, words: str, how: str) -> None:
    found = verdict(a_task(due="7月底前"), [said(on, "已完成")], "2022-12-31")
    assert (str(found.lamp), str(found.cause), found.pace) == (*DONE, words)
    assert how in found.reason
    assert "待核验" in found.reason


def test_completed_and_closed_out() -> None:
    reports = [said("2022-07-10", "已完成"), closed("2022-08-01")]
    assert lamp(a_task(due="7月"), reports, "2022-12-31") == DONE
    assert "已销号" in reason(a_task(due="7月"), reports, "2022-12-31")
    assert "待核验" in reason(a_task(due="7月"), reports, "2022-07-31")


def test_completed_by_the_moved_deadline_is_in_time() -> None:
    task = a_task(due="7月", extensions=[extended("2022-08-31", "2022-07-20")])
    assert pace(task, [said("2022-08-31", "已完成")], "2022-12-31") == "按期完成"
    assert pace(task, [said("2022-09-01", "已完成")], "2022-12-31") == "逾期完成"


def test_early_is_early_before_the_original_deadline() -> None:
    task = a_task(due="7月底前", extensions=[extended("2022-12-31", "2022-05-20")])
    assert pace(task, [said("2022-07-10", "已完成")], "2022-12-31") == "按期完成"
    assert pace(task, [said("2022-06-30", "已完成")], "2022-12-31") == "提前完成"


def test_early_is_the_plans_warn_days() -> None:
    reports = [said("2022-07-20", "已完成")]
    assert pace(a_task(due="7月底前"), reports, "2022-12-31", rules={"warn_days": 10}) == "提前完成"


@pytest.mark.parametrize(
    "task",
    [
        a_task(due="长期"),
        a_task(due="待定"),
        a_task(due="待定", extensions=[extended("2022-12-31", "2022-01-05")]),
    ],
)
def test_without_an_original_deadline_nothing_is_early(task: dict[str, Any]) -> None:
    assert pace(task, [said("2022-02-01", "已完成")], "2022-06-01") == "按期完成"


def test_where_due_itself_recurs_nothing_is_early() -> None:
    assert pace(a_task(due="每年1次"), [held("2022-02-01")], "2022-06-01") == "按期完成"
    repeated = a_task(due="全年", repeat="每年1次")
    assert pace(repeated, [held("2022-02-01", status="已完成")], "2022-06-01") == "提前完成"


# --- 2. dropped, undated, not begun --------------------------------------------------------------


def test_dropped() -> None:
    found = verdict(a_task(due="7月"), [dropped("2022-06-01")], "2022-12-31")
    assert (str(found.lamp), str(found.cause), found.pace) == ("grey", "dropped", None)
    assert "情况有变" in found.reason
    assert "主席会议" in found.reason


def test_undated() -> None:
    assert lamp(a_task(due="根据市委部署")) == ("grey", "undated")
    assert pace(a_task(due="根据市委部署")) == "待定"
    assert "待定" in reason(a_task(due="根据市委部署"))


def test_an_undated_trigger_somebody_reported_on() -> None:
    assert lamp(a_task(due="待定"), [said("2022-05-01", "进行中")]) == GREEN
    assert lamp(a_task(due="待定"), [said("2022-05-01", "进行中")], "2022-12-01") == SILENT


def test_a_trigger_dated_by_an_extension_is_judged() -> None:
    task = a_task(due="待定", extensions=[extended("2022-06-30", "2022-03-01")])
    assert lamp(task, as_of="2022-02-28") == ("grey", "undated")
    assert lamp(task, as_of="2022-03-01") == UNREPORTED
    assert lamp(task, as_of="2022-07-01") == OVERDUE


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2022-06-30", ("grey", "not-begun")), ("2022-07-01", UNREPORTED)],
)
def test_not_begun(as_of: str, expected: tuple[str, str]) -> None:
    assert lamp(a_task(due="7月"), as_of=as_of) == expected


def test_not_begun_is_undecided_and_says_when() -> None:
    assert pace(a_task(due="7月")) == "待定"
    assert "未到时间" in reason(a_task(due="7月"))
    assert "7月1日" in reason(a_task(due="7月"))


def test_begun_early_is_judged() -> None:
    assert lamp(a_task(due="7月"), [said("2022-05-01", "进行中")]) == GREEN


def test_who_does_not_speak_begins_nothing() -> None:
    task = a_task(due="7月", departments="办公室、研究室")
    assert lamp(task, [said("2022-05-01", "进行中", by="研究室")]) == ("grey", "not-begun")


# --- 3. overdue, or an occurrence missed ---------------------------------------------------------

BEGUN_IN_JULY = [said("2022-07-05", "进行中")]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2022-07-31", DUE_SOON), ("2022-08-01", OVERDUE), ("2022-12-31", OVERDUE)],
)
def test_overdue(as_of: str, expected: tuple[str, str]) -> None:
    assert lamp(a_task(due="7月"), BEGUN_IN_JULY, as_of) == expected


def test_overdue_says_by_how_much_and_since_when() -> None:
    found = verdict(a_task(due="7月"), BEGUN_IN_JULY, "2022-08-12")
    assert found.reason == "逾期 12 天：完成时限 7月31日，尚未完成"
    assert found.pace == "欠进度"


def test_overdue_before_the_issue_says_so() -> None:
    assert "印发前已到期" in reason(a_task(due="上半年"), as_of="2022-07-20", issued="2022-07-15")
    assert "印发前已到期" not in reason(
        a_task(due="上半年"), as_of="2022-07-20", issued="2022-06-30"
    )


def test_a_moved_deadline_is_not_overdue() -> None:
    task = a_task(due="7月", extensions=[extended("2022-08-31", "2022-08-10")])
    assert lamp(task, BEGUN_IN_JULY, "2022-08-09") == OVERDUE
    assert lamp(task, BEGUN_IN_JULY, "2022-08-10") == GREEN
    assert lamp(task, BEGUN_IN_JULY, "2022-09-01") == OVERDUE


def test_an_open_deadline_never_passes() -> None:
    assert lamp(a_task(due="长期"), [said("2022-11-05", "进行中")], "2023-01-05") == GREEN


QUARTERLY = a_task(due="每季度1次")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2022-06-30", DUE_SOON), ("2022-07-01", MISSED), ("2022-09-30", MISSED)],
)
def test_an_ended_occurrence_is_missed(as_of: str, expected: tuple[str, str]) -> None:
    reports = [held("2022-02-01"), said("2022-05-05", "进行中"), said("2022-07-01", "进行中")]
    assert lamp(QUARTERLY, reports, as_of) == expected


def test_a_missed_occurrence_is_named() -> None:
    found = verdict(QUARTERLY, [held("2022-05-01")], "2022-06-01")
    assert (found.lamp, found.pace) == ("red", "欠进度")
    assert "一季度" in found.reason


def test_an_occurrence_before_the_issue_is_not_missed() -> None:
    assert (
        lamp(QUARTERLY, [said("2022-07-20", "进行中")], "2022-07-21", issued="2022-07-15") == GREEN
    )


def test_a_recurring_due_past_its_year_is_overdue() -> None:
    assert lamp(QUARTERLY, [held("2022-02-01")], "2023-01-01") == OVERDUE


def test_overdue_precedes_silence() -> None:
    assert lamp(a_task(due="上半年"), as_of="2022-12-31") == OVERDUE


# --- 4. silent -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reports", "as_of", "expected"),
    [
        ([], "2022-07-09", SILENT),  # silent in the first quarter already
        ([said("2022-03-31", "进行中")], "2022-07-09", GREEN),
        ([said("2022-03-31", "进行中")], "2022-07-10", SILENT),
        ([said("2022-04-01", "进行中")], "2022-07-10", GREEN),
        ([said("2022-03-31"), unchanged("2022-06-01")], "2022-07-10", GREEN),
        # Reported after the period, with a later date: not silent any more.
        ([said("2022-03-31"), said("2022-07-10")], "2022-07-10", GREEN),
    ],
)
def test_silent(reports: Any, as_of: str, expected: tuple[str, str]) -> None:
    assert lamp(a_task(), reports, as_of) == expected


def test_silence_names_its_period() -> None:
    found = verdict(a_task(), [said("2022-03-31", "进行中")], "2022-07-10")
    assert found.pace == "未报送"
    assert "二季度" in found.reason


def test_silent_and_due_soon_is_yellow_with_both_reasons() -> None:
    found = verdict(a_task(), [said("2022-03-31", "进行中")], "2022-12-10")
    assert (found.lamp, found.cause, found.pace) == ("yellow", "due-soon", "未报送")
    assert "还有 21 天" in found.reason
    assert "未报送" in found.reason


def test_what_is_not_owed_is_not_silent() -> None:
    assert lamp(a_task(), [said("2022-03-31", "进行中")], "2022-10-20", **UNOWED) == GREEN
    points = {"kind": "key-points"}
    assert lamp(a_task(due=None), [said("2022-01-05", "进行中")], "2022-10-20", **points) == GREEN
    assert lamp(a_task(due=None), as_of="2022-10-20", **points) == UNREPORTED


ALL = a_task(departments="各专门委员会")


def test_all_are_silent_when_none_that_owes_has_reported() -> None:
    assert lamp(ALL, as_of="2022-07-10") == SILENT
    reports = [said("2022-05-01", "进行中", by="经济委")]
    assert lamp(ALL, reports, "2022-07-10") == GREEN
    assert lamp(ALL, reports, "2022-10-10") == SILENT


def test_all_say_how_many_have_reported_and_name_the_rest() -> None:
    reports = [said("2022-05-01", "进行中", by=unit) for unit in ("提案委", "文化文史委")]
    found = reason(ALL, reports, "2022-07-10")
    assert "2/3 已报" in found
    assert "经济委" in found
    assert "提案委" not in found


def test_units_that_are_done_owe_nothing() -> None:
    reports = [said("2022-05-01", "已完成", by=unit) for unit in ("提案委", "文化文史委")]
    assert lamp(ALL, reports, "2022-10-10") == SILENT
    reports.append(said("2022-08-01", "进行中", by="经济委"))
    assert lamp(ALL, reports, "2022-10-10") == GREEN
    assert "已报" not in reason(ALL, reports, "2022-10-10")


# --- 5. behind, or repaired late -----------------------------------------------------------------

# 1 January to 10 April are 100 days, so that a day is a point.
HUNDRED = a_task(due={"text": "百日", "from": "2022-01-01", "to": "2022-04-10"})


@pytest.mark.parametrize(
    ("percent", "expected", "words"),
    [
        # On 19 February 50 of 100 days have passed.
        (100, GREEN, "超进度"),
        (60, GREEN, "超进度"),  # exactly 10 ahead
        (59, GREEN, "达进度"),
        (50, GREEN, "达进度"),
        (41, GREEN, "达进度"),
        (40, ("yellow", "behind"), "欠进度"),  # exactly 10 behind
        (20, ("yellow", "behind"), "欠进度"),  # exactly 30 behind
        (19, ("red", "behind"), "欠进度"),
        (0, ("red", "behind"), "欠进度"),
    ],
)
def test_behind(percent: int, expected: tuple[str, str], words: str) -> None:
    reports = [said("2022-02-19", "进行中", progress=percent)]
    assert lamp(HUNDRED, reports, "2022-02-19") == expected
    assert pace(HUNDRED, reports, "2022-02-19") == words


def test_behind_is_judged_at_the_day_of_the_percent() -> None:
    reports = [said("2022-01-05", "进行中", progress=5), said("2022-02-19", note="又一次")]
    assert lamp(HUNDRED, reports, "2022-02-19") == GREEN
    reports.append(said("2022-02-20", progress=5))
    assert lamp(HUNDRED, reports, "2022-02-20") == ("red", "behind")


def test_behind_is_the_plans_points() -> None:
    reports = [said("2022-02-19", "进行中", progress=40)]
    rules = {"behind": {"yellow": 11, "red": 40}}
    assert lamp(HUNDRED, reports, "2022-02-19", rules=rules) == GREEN


def test_behind_says_the_points() -> None:
    reports = [said("2022-02-19", "进行中", progress=19)]
    found = reason(HUNDRED, reports, "2022-02-19")
    assert "31 个百分点" in found
    assert "19%" in found
    assert "50%" in found


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ({"text": "三十一天", "from": "2022-05-01", "to": "2022-05-31"}, GREEN),
        ({"text": "三十二天", "from": "2022-05-01", "to": "2022-06-01"}, ("red", "behind")),
    ],
)
def test_a_window_of_31_days_is_not_judged(due: Any, expected: tuple[str, str]) -> None:
    assert (
        lamp(a_task(due=due), [said("2022-05-15", "进行中", progress=0)], "2022-05-15") == expected
    )


def test_a_short_window_is_not_judged_though_it_was_extended() -> None:
    task = a_task(due="5月", extensions=[extended("2022-12-31", "2022-05-10")])
    assert lamp(task, [said("2022-06-15", "进行中", progress=0)], "2022-06-15") == GREEN


def test_elapsed_is_counted_to_the_current_end() -> None:
    # 50 of 100 days have passed; after the extension 50 of 200.
    task = HUNDRED | {"extensions": [extended("2022-07-19", "2022-03-01")]}
    reports = [said("2022-02-19", "进行中", progress=25)]
    assert lamp(task, reports, "2022-02-28") == ("yellow", "behind")
    assert lamp(task, reports, "2022-03-01") == GREEN


def test_elapsed_begins_with_the_day_a_task_was_added() -> None:
    reports = [said("2022-07-01", "进行中", progress=0)]
    assert lamp(a_task(due="全年", added="2022-07-01"), reports, "2022-07-01") == GREEN
    assert lamp(a_task(due="全年"), reports, "2022-07-01") == ("red", "behind")


def test_elapsed_is_held_to_nothing_and_all() -> None:
    early = [said("2022-05-01", "进行中", progress=9)]
    assert pace(a_task(due="下半年"), early) == "达进度"
    assert pace(a_task(due="下半年"), [said("2022-05-01", "进行中", progress=10)]) == "超进度"
    task = HUNDRED | {"extensions": [extended("2022-12-31", "2022-04-01", None)]}
    assert lamp(task, [said("2022-04-05", "进行中", progress=91)], "2022-04-05") == GREEN


def test_no_percent_is_not_behind() -> None:
    assert lamp(a_task(), [said("2022-10-05", "进行中")], "2022-10-12") == GREEN


def test_a_share_of_units_is_not_judged() -> None:
    reports = [
        said("2022-09-01", "进行中", by=unit, progress=0)
        for unit in ("提案委", "经济委", "文化文史委")
    ]
    assert lamp(ALL, reports, "2022-09-02") == GREEN


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2022-05-19", MISSED),
        ("2022-05-20", ("yellow", "repaired-late")),
        ("2022-06-30", ("yellow", "repaired-late")),  # until the end of that quarter
        ("2022-07-01", GREEN),
    ],
)
def test_repaired_late(as_of: str, expected: tuple[str, str]) -> None:
    assert lamp(QUARTERLY, [held("2022-05-01"), held("2022-05-20")], as_of) == expected


def test_a_late_repair_is_behind_and_named() -> None:
    found = verdict(QUARTERLY, [held("2022-05-01"), held("2022-05-20")], "2022-05-20")
    assert found.pace == "欠进度"
    assert "一季度" in found.reason


def test_an_old_repair_is_not_told_with_a_new_one() -> None:
    task = a_task(due="每两月1次")
    found = verdict(task, [held("2022-03-05", 2), held("2022-07-05", 2)], "2022-07-10")
    assert found.cause == "repaired-late"
    assert "5—6月" in found.reason
    assert "1—2月" not in found.reason


# --- 6. due soon ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "as_of", "soon"),
    [
        # warn_days (30) where a third of the window is longer,
        ("全年", "2022-11-30", False),
        ("全年", "2022-12-01", True),
        ("全年", "2022-12-31", True),
        # a third where that is shorter: of 31 days 10⅓,
        ("7月", "2022-07-20", False),
        ("7月", "2022-07-21", True),
        # of 30 days exactly 10,
        ("9月", "2022-09-19", False),
        ("9月", "2022-09-20", True),
        # of one day none but the day itself.
        ("9月15日", "2022-09-15", True),
        ("长期", "2022-12-31", False),
    ],
)
def test_due_soon(due: str, as_of: str, soon: bool) -> None:
    reports = [said("2022-07-01", "进行中")]
    assert lamp(a_task(due=due), reports, as_of, **UNOWED) == (DUE_SOON if soon else GREEN)


def test_due_soon_is_the_plans_warn_days() -> None:
    reports = [said("2022-11-01", "进行中")]
    assert lamp(a_task(), reports, "2022-12-26", rules={"warn_days": 5}) == DUE_SOON
    assert lamp(a_task(), reports, "2022-12-25", rules={"warn_days": 5}) == GREEN


def test_due_soon_counts_to_the_current_deadline_and_window() -> None:
    # 7月, extended to 31 August: a third of 62 days is 20.
    task = a_task(due="7月", extensions=[extended("2022-08-31", "2022-07-05")])
    reports = [said("2022-07-01", "进行中")]
    assert lamp(task, reports, "2022-07-31", **UNOWED) == GREEN
    assert lamp(task, reports, "2022-08-10", **UNOWED) == GREEN
    assert lamp(task, reports, "2022-08-11", **UNOWED) == DUE_SOON


@pytest.mark.parametrize(
    ("due", "as_of", "soon"),
    [
        ("每季度1次", "2022-08-30", False),
        ("每季度1次", "2022-08-31", True),  # 30 days; a third of 92 days is longer
        ("每月1次", "2022-07-20", False),
        ("每月1次", "2022-07-21", True),
    ],
)
def test_an_unmet_occurrence_is_due_soon(due: str, as_of: str, soon: bool) -> None:
    task = a_task(due=due, added="2022-07-01")
    reports = [said("2022-07-01", "进行中")]
    if due == "每月1次" and as_of > "2022-07-31":
        reports.append(held("2022-07-02"))
    assert lamp(task, reports, as_of) == (DUE_SOON if soon else GREEN)


def test_a_met_occurrence_is_not_due_soon() -> None:
    task = a_task(due="每季度1次", added="2022-07-01")
    assert lamp(task, [held("2022-07-05")], "2022-09-25") == GREEN


def test_due_soon_says_what_and_when() -> None:
    found = verdict(a_task(due="9月"), [said("2022-09-01", "进行中")], "2022-09-25")
    assert "还有 5 天" in found.reason
    assert "9月30日" in found.reason
    assert found.pace == "达进度"
    assert "今天" in reason(a_task(due="9月"), [said("2022-09-01", "进行中")], "2022-09-30")


def test_behind_precedes_due_soon() -> None:
    reports = [said("2022-04-05", "进行中", progress=10)]
    assert lamp(HUNDRED, reports, "2022-04-06") == ("red", "behind")


# --- 7. unreported, 8. on track ------------------------------------------------------------------


def test_nothing_ever_reported() -> None:
    found = verdict(a_task(), as_of="2022-02-01")
    assert (found.lamp, found.cause, found.pace) == ("grey", "unreported", "未报送")
    assert "尚无报送" in found.reason


def test_nothing_reported_near_the_deadline_is_yellow() -> None:
    assert lamp(a_task(due="2月"), as_of="2022-02-25") == DUE_SOON


def test_on_track() -> None:
    found = verdict(a_task(), [said("2022-02-01", "进行中")], "2022-02-01")
    assert (found.lamp, found.cause, found.pace) == ("green", "on-track", "达进度")


def test_every_lamp_has_a_reason_in_one_sentence() -> None:
    for as_of in (
        "2022-01-01",
        "2022-05-01",
        "2022-07-31",
        "2022-08-01",
        "2022-12-31",
        "2023-02-01",
    ):
        for task in (a_task(), a_task(due="7月"), a_task(due="待定"), QUARTERLY, ALL):
            found = reason(task, as_of=as_of)
            assert found
            assert "\n" not in found
            assert "None" not in found


# --- set by hand ---------------------------------------------------------------------------------


def by_hand(on: str, colour: str, **more: Any) -> dict[str, Any]:
    named = {} if colour == "auto" else {"reason": "现场滞后", "set_by": "督查室"}
    return said(on, lamp=colour, **named, **more)


BEGUN = said("2022-05-01", "进行中")


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([BEGUN, by_hand("2022-05-10", "yellow")], ("yellow", OVERRIDE)),
        ([BEGUN, by_hand("2022-05-10", "red")], ("red", OVERRIDE)),
        ([BEGUN, by_hand("2022-05-10", "red", by="研究室")], ("red", OVERRIDE)),
        ([BEGUN, by_hand("2022-05-10", "red"), by_hand("2022-05-20", "auto")], GREEN),
        ([BEGUN, by_hand("2022-05-10", "red"), said("2022-05-20", progress=40)], ("red", OVERRIDE)),
        (
            [BEGUN, by_hand("2022-05-10", "red"), by_hand("2022-05-20", "yellow")],
            ("yellow", OVERRIDE),
        ),
        # It does not revive after a completion or a drop.
        ([BEGUN, by_hand("2022-05-10", "red"), said("2022-05-20", "已完成")], DONE),
        (
            [
                by_hand("2022-05-10", "red"),
                said("2022-05-20", "已完成"),
                said("2022-05-25", "进行中"),
            ],
            GREEN,
        ),
        (
            [by_hand("2022-05-10", "red"), dropped("2022-05-20"), said("2022-05-25", "进行中")],
            GREEN,
        ),
        ([by_hand("2022-05-10", "red"), dropped("2022-05-20")], ("grey", "dropped")),
    ],
)
def test_a_lamp_set_by_hand(reports: Any, expected: tuple[str, str]) -> None:
    assert lamp(a_task(departments="办公室、研究室"), reports) == expected


def test_a_lamp_set_by_hand_makes_grey_worse() -> None:
    task = a_task(due="待定", departments="办公室、研究室")
    assert lamp(task, [by_hand("2022-05-10", "yellow", by="研究室")]) == ("yellow", OVERRIDE)


def test_a_lamp_set_by_hand_never_makes_it_better() -> None:
    found = verdict(a_task(due="7月"), [by_hand("2022-07-10", "yellow")], "2022-08-12")
    assert (found.lamp, found.cause) == ("red", "overdue")


def test_a_lamp_set_by_hand_says_who_and_why_and_leaves_the_pace() -> None:
    found = verdict(a_task(), [BEGUN, by_hand("2022-05-10", "red")])
    assert "督查室" in found.reason
    assert "现场滞后" in found.reason
    assert found.pace == "达进度"


def test_a_day_of_another_year_is_told_with_its_year() -> None:
    task = a_task(due="次年1月")
    assert "2023年1月31日" in reason(task, [said("2023-01-05", "进行中")], "2023-02-05")
    assert state(task, as_of="2022-12-31").standing.window.start == day("2023-01-01")
