"""What is known of a task at a day (design.md, “What exists at D”, “Who speaks”, “Completion”)."""

from typing import Any

import pytest
from building import (
    a_plan,
    a_task,
    closed,
    codes,
    day,
    dropped,
    extended,
    held,
    said,
    snapshot,
    state,
    unchanged,
)

from workplan.status import Standing


def standing(
    task: dict[str, Any], reports: Any = (), as_of: str = "2022-12-31", **plan: Any
) -> Standing:
    return state(task, reports, as_of=as_of, **plan).standing


def status(*args: Any, **more: Any) -> str | None:
    return standing(*args, **more).status


def completed_on(*args: Any, **more: Any) -> str | None:
    found = standing(*args, **more).completed_on
    return found.isoformat() if found else None


# --- what exists at a day ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "reported", "exists"),
    [
        ("2022-07-20", "2022-07-21", False),  # happened the day after
        ("2022-07-21", "2022-07-21", True),
        ("2022-07-31", "2022-08-10", True),  # ten days after: the bulletin's last day
        ("2022-07-31", "2022-08-11", False),
        ("2022-08-01", "2022-08-11", True),
    ],
)
def test_an_update_exists_once_it_happened_and_was_reported(
    as_of: str, reported: str, exists: bool
) -> None:
    found = standing(a_task(), [said("2022-07-21", "进行中", reported=reported)], as_of)
    assert bool(found.updates) is exists
    assert found.status == ("进行中" if exists else None)


@pytest.mark.parametrize(("report_days", "exists"), [(0, False), (5, True)])
def test_report_days_is_the_plans(report_days: int, exists: bool) -> None:
    report = said("2022-07-21", "进行中", reported="2022-08-05")
    found = standing(a_task(), [report], "2022-07-31", rules={"report_days": report_days})
    assert bool(found.updates) is exists


def test_updates_are_told_by_date_then_report_then_path() -> None:
    reports = [
        said("2022-07-21", note="四", reported="2022-07-25"),
        said("2022-07-21", note="三", reported="2022-07-22"),
        said("2022-07-21", note="五", reported="2022-07-25"),
        said("2022-07-20", note="一", reported="2022-08-30"),
        said("2022-07-21", note="二"),
    ]
    assert [update.note for update in standing(a_task(), reports).updates] == list("一二三四五")


def test_what_is_left_out_stands_as_it_was() -> None:
    reports = [said("2022-05-01", "进行中", progress=40), said("2022-06-01", note="又一次会议")]
    found = standing(a_task(), reports)
    assert (found.status, found.percent) == ("进行中", 40)
    assert found.judged_percent_on == day("2022-05-01")


def test_no_change_leaves_everything() -> None:
    found = standing(a_task(), [said("2022-05-01", "进行中", progress=40), unchanged("2022-06-01")])
    assert (found.status, found.percent) == ("进行中", 40)
    assert [update.no_change for update in found.updates] == [False, True]


def test_a_task_with_no_update_has_no_status() -> None:
    found = standing(a_task())
    assert (found.status, found.completed, found.percent) == (None, False, None)


def test_no_percent_is_not_zero_percent() -> None:
    assert standing(a_task(), [said("2022-05-01", "进行中")]).percent is None
    assert standing(a_task(), [said("2022-05-01", "进行中", progress=0)]).percent == 0


def test_a_task_does_not_exist_before_it_was_added() -> None:
    plan = a_plan([a_task(1), a_task(2, added="2022-08-20")])
    assert [item.task.id for item in snapshot(plan, as_of="2022-08-19").states] == ["1"]
    assert [item.task.id for item in snapshot(plan, as_of="2022-08-20").states] == ["1", "2"]


def test_a_report_before_a_task_was_added_is_an_error() -> None:
    plan = a_plan([a_task(added="2022-08-20")])
    assert "before-added" in codes(plan, [said("2022-08-19", "进行中")])
    assert "before-added" not in codes(plan, [said("2022-08-20", "进行中")])


def test_a_date_later_than_its_report_is_an_error() -> None:
    assert "date-after-report" in codes(
        a_plan([a_task()]), [said("2022-08-02", "进行中", reported="2022-08-01")]
    )


def test_identical_updates_are_a_warning_and_both_count() -> None:
    reports = [held("2022-05-01"), held("2022-05-01")]
    task = a_task(due="每季度2次")
    assert "update-twice" in codes(a_plan([task]), reports)
    assert standing(task, reports).occurrences[1].held == 2


# --- who speaks ----------------------------------------------------------------------------------

PAIR = a_task(departments="办公室、研究室")


def test_the_first_named_speaks() -> None:
    reports = [said("2022-05-01", "进行中", progress=30), said("2022-06-01", "已完成", by="研究室")]
    found = standing(PAIR, reports)
    assert (found.lead, found.status, found.percent, found.completed) == (
        "office",
        "进行中",
        30,
        False,
    )
    assert len(found.updates) == 2


def test_the_given_lead_speaks() -> None:
    found = standing(PAIR | {"lead": "研究室"}, [said("2022-06-01", "已完成", by="研究室")])
    assert (found.lead, found.completed) == ("research", True)


def test_occurrences_of_others_are_not_the_leads() -> None:
    task = a_task(due="每季度1次", departments="办公室、研究室")
    found = standing(task, [held("2022-02-01", by="研究室"), held("2022-05-01")])
    assert [item.held for item in found.occurrences] == [0, 1, 0, 0]


def test_disagreement_is_a_notice() -> None:
    plan = a_plan([PAIR])
    reports = [said("2022-05-01", "进行中"), said("2022-06-01", "已完成", by="研究室")]
    assert codes(plan, reports) == ["joint-disagrees"]
    assert codes(plan, [*reports, said("2022-07-01", "已完成")]) == []


def test_where_a_group_is_named_first_nobody_leads() -> None:
    found = standing(a_task(departments="各专门委员会"), [])
    assert found.lead is None
    assert found.units == ("proposals", "economy", "culture")


def test_others_are_the_members_a_task_does_not_name() -> None:
    task = a_task(departments=["经济委员会", "其他各专门委员会"])
    found = standing(task)
    assert (found.lead, found.units) == ("economy", ("economy", "proposals", "culture"))


def test_completion_by_a_lead_needs_one() -> None:
    task = a_task(departments="各专门委员会", completion="lead")
    assert "lead-invalid" in codes(a_plan([task]))
    assert codes(a_plan([task | {"lead": "经济委"}])) == []
    found = standing(task | {"lead": "经济委"}, [said("2022-05-01", "已完成", by="经济委")])
    assert found.completed


def test_only_assigned_departments_report_close_outs_and_lamps_apart() -> None:
    plan = a_plan([a_task()])
    assert "task-not-yours" in codes(plan, [said("2022-05-01", "进行中", by="研究室")])
    assert codes(plan, [said("2022-05-01", "已完成"), closed("2022-06-01", by="研究室")]) == []
    red = said("2022-05-01", by="研究室", lamp="red", reason="滞后", set_by="督查室")
    assert codes(plan, [red]) == []


# --- all must complete ---------------------------------------------------------------------------

COMMITTEES = ["提案委", "经济委", "文化文史委"]
ALL = a_task(departments="各专门委员会")


def by_all(on: str, entered: str, **more: Any) -> list[dict[str, Any]]:
    return [said(on, entered, by=unit, **more) for unit in COMMITTEES]


def test_all_is_the_default_where_a_group_is_first_and_for_schemes() -> None:
    reports = [said("2022-05-01", "已完成")]
    assert status(PAIR, reports) == "已完成"
    assert status(PAIR, reports, kind="scheme") is None
    assert status(PAIR | {"completion": "lead"}, reports, kind="scheme") == "已完成"
    assert status(PAIR | {"completion": "all"}, reports) is None
    assert status(ALL, [said("2022-05-01", "已完成", by="提案委")]) is None


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        (["已完成", "已完成", "已完成"], "已完成"),
        (["已完成", "进行中", "已完成"], "进行中"),
        (["已完成", "进行中", "未启动"], "未启动"),
        (["已完成", "进行中", None], None),
        (["已完成", "已调整", "进行中"], "已调整"),  # equal: the first-named's
        (["已完成", "进行中", "已调整"], "进行中"),
        (["不再推进", "已完成", "进行中"], "进行中"),  # dropped units are left out
        (["不再推进", "不再推进", "进行中"], "进行中"),
        (["不再推进", "不再推进", "不再推进"], "不再推进"),
        (["不再推进", "已完成", "已完成"], "已完成"),
    ],
)
def test_the_least_advanced_units_status(entered: list[str | None], expected: str | None) -> None:
    reports = [
        said("2022-05-01", word, by=unit)
        for unit, word in zip(COMMITTEES, entered, strict=True)
        if word
    ]
    found = standing(ALL, reports)
    assert found.status == expected
    assert found.completed is (expected == "已完成")
    assert found.dropped is (expected == "不再推进")


def test_progress_is_the_share_of_units_completed_and_not_judged() -> None:
    found = standing(ALL, [said("2022-05-01", "已完成", by="经济委", progress=100)])
    assert found.share == (1, 3)
    assert found.percent == 33
    assert found.judged_percent_on is None


def test_a_dropped_unit_is_left_out_of_the_share() -> None:
    reports = [dropped("2022-05-01", by="提案委"), said("2022-05-01", "已完成", by="经济委")]
    assert standing(ALL, reports).share == (1, 2)


def test_one_left_is_a_single_unit_with_its_own_percent() -> None:
    reports = [
        dropped("2022-05-01", by="提案委"),
        dropped("2022-05-01", by="经济委"),
        said("2022-06-01", "进行中", by="文化文史委", progress=70),
    ]
    found = standing(ALL, reports)
    assert (found.share, found.percent) == (None, 70)
    assert found.judged_percent_on == day("2022-06-01")


def test_of_a_single_unit_progress_is_its_own_percent() -> None:
    task = a_task(departments="办公室", completion="all")
    found = standing(task, [said("2022-05-01", "进行中", progress=70)])
    assert (found.share, found.percent) == (None, 70)


def test_an_occurrence_counts_the_least_that_a_unit_held() -> None:
    task = a_task(due="每季度1次", departments="各专门委员会")
    reports = [held("2022-02-01", 2, by="提案委"), held("2022-02-01", by="经济委")]
    assert [item.held for item in standing(task, reports).occurrences] == [0, 0, 0, 0]
    reports.append(held("2022-03-01", by="文化文史委"))
    first = standing(task, reports).occurrences[0]
    assert (first.held, first.met, first.fulfilled_on) == (1, True, day("2022-03-01"))


def test_one_units_surplus_does_not_stand_for_another() -> None:
    task = a_task(due="半年1次", departments="各专门委员会")
    reports = [held("2022-02-01", 9, by=unit) for unit in COMMITTEES[:2]]
    assert standing(task, reports, "2022-07-01").occurrences[0].met is False


def test_all_complete_on_the_day_the_last_did() -> None:
    reports = [
        said("2022-05-01", "已完成", by="提案委"),
        said("2022-07-01", "已完成", by="经济委"),
        said("2022-06-01", "已完成", by="文化文史委"),
    ]
    assert completed_on(ALL, reports, "2022-06-30") is None
    assert completed_on(ALL, reports, "2022-07-01") == "2022-07-01"


def test_all_complete_on_the_day_the_last_open_part_was_dropped() -> None:
    reports = [
        said("2022-05-01", "已完成", by="提案委"),
        said("2022-06-01", "已完成", by="文化文史委"),
        dropped("2022-07-01", by="经济委"),
    ]
    assert completed_on(ALL, reports, "2022-06-30") is None
    assert completed_on(ALL, reports) == "2022-07-01"
    # Completed all along since: taking the dropped part up again as done breaks no run.
    reports.append(said("2022-08-01", "已完成", by="经济委"))
    assert completed_on(ALL, reports) == "2022-07-01"


def test_a_part_dropped_after_a_completion_that_lacked_occurrences_settles_when_dropped() -> None:
    task = a_task(due="全年", repeat="每半年1次", departments="提案委、经济委", completion="all")
    reports = [
        held("2022-03-01", by="提案委"),
        held("2022-07-01", by="提案委"),
        said("2022-07-02", "已完成", by="提案委"),
        said("2022-07-10", "已完成", by="经济委"),
        dropped("2022-09-01", by="经济委"),
    ]
    assert completed_on(task, reports, "2022-08-31") is None
    assert completed_on(task, reports) == "2022-09-01"


# --- completion ----------------------------------------------------------------------------------


@pytest.mark.parametrize("entered", ["未启动", "进行中", "已调整"])
def test_other_statuses_do_not_complete(entered: str) -> None:
    assert completed_on(a_task(), [said("2022-05-01", entered)]) is None


def test_the_completion_day_starts_the_latest_unbroken_run() -> None:
    reports = [
        said("2022-05-01", "已完成"),
        said("2022-05-10", "进行中"),
        said("2022-06-01", "已完成"),
        said("2022-06-20", "已完成"),
    ]
    assert completed_on(a_task(), reports, "2022-05-09") == "2022-05-01"
    assert completed_on(a_task(), reports, "2022-05-10") is None
    assert completed_on(a_task(), reports) == "2022-06-01"


def test_an_adjusted_task_is_judged_as_in_progress() -> None:
    found = standing(a_task(), [said("2022-05-01", "已完成"), said("2022-06-01", "已调整")])
    assert (found.status, found.completed) == ("已调整", False)


QUARTERLY = a_task(due="每季度1次")
ALL_FOUR = [held("2022-02-01"), held("2022-05-01"), held("2022-08-01"), held("2022-10-20")]


def test_only_its_occurrences_complete_a_recurring_due() -> None:
    assert completed_on(QUARTERLY, ALL_FOUR, "2022-10-19") is None
    assert completed_on(QUARTERLY, ALL_FOUR, "2022-10-20") == "2022-10-20"
    assert completed_on(QUARTERLY, [said("2022-06-01", "已完成")]) is None


@pytest.mark.parametrize("entered", ["进行中", "未启动", "已调整"])
def test_no_entered_status_undoes_a_recurring_dues_completion(entered: str) -> None:
    assert completed_on(QUARTERLY, [*ALL_FOUR, said("2022-11-01", entered)]) == "2022-10-20"


def test_completion_entered_with_occurrences_missing_is_a_notice() -> None:
    found = codes(a_plan([QUARTERLY]), [*ALL_FOUR[:3], said("2022-09-01", "已完成")])
    assert found == ["completed-early"]


def test_a_repair_completes_on_the_day_it_was_held() -> None:
    reports = [held("2022-02-01"), held("2022-08-01", 2), held("2022-10-20")]
    assert completed_on(QUARTERLY, reports) == "2022-10-20"
    late = [*ALL_FOUR[1:], held("2022-12-05")]
    assert completed_on(QUARTERLY, late) == "2022-12-05"


def test_occurrences_before_the_issue_are_not_needed() -> None:
    reports = ALL_FOUR[2:]
    assert completed_on(QUARTERLY, reports, issued="2022-07-15") == "2022-10-20"
    assert completed_on(QUARTERLY, reports, issued="2022-06-30") is None


REPEATED = a_task(due="全年", repeat="每季度1次")


def test_repeat_needs_the_word_and_all_occurrences() -> None:
    word = said("2022-11-05", "已完成")
    assert completed_on(REPEATED, ALL_FOUR) is None
    assert completed_on(REPEATED, [*ALL_FOUR[:3], word]) is None
    assert completed_on(REPEATED, [*ALL_FOUR, word]) == "2022-11-05"
    early = said("2022-09-05", "已完成")
    assert completed_on(REPEATED, [*ALL_FOUR[:3], early, ALL_FOUR[3]]) == "2022-10-20"


def test_repeat_is_undone_by_a_status() -> None:
    reports = [*ALL_FOUR, said("2022-11-05", "已完成"), said("2022-11-20", "进行中")]
    assert completed_on(REPEATED, reports) is None


def test_repeat_says_what_is_missing() -> None:
    reports = [*ALL_FOUR[:3], said("2022-10-10", "已完成")]
    assert "还差四季度" in state(REPEATED, reports, as_of="2022-10-15").verdict.reason
    assert "还差四季度" in state(REPEATED, reports, as_of="2023-01-05").verdict.reason


def test_a_trigger_without_date_can_be_completed() -> None:
    assert completed_on(a_task(due="待定"), [said("2022-05-01", "已完成")]) == "2022-05-01"


# --- dropping ------------------------------------------------------------------------------------


def test_a_dropped_task_is_neither_completed_nor_open() -> None:
    found = standing(a_task(), [said("2022-05-01", "已完成"), dropped("2022-06-01")])
    assert (found.status, found.dropped, found.completed) == ("不再推进", True, False)


def test_a_dropped_task_can_be_taken_up_again() -> None:
    found = standing(a_task(), [dropped("2022-06-01"), said("2022-07-01", "进行中")])
    assert (found.status, found.dropped) == ("进行中", False)


@pytest.mark.parametrize("entered", ["已调整", "不再推进"])
def test_a_change_of_course_needs_a_reason_and_an_approval(entered: str) -> None:
    for left_out in ("reason", "approved_by"):
        report = said("2022-05-01", entered)
        del report["entry"][left_out]
        assert "reason-missing" in codes(a_plan([a_task()]), [report])


# --- close-out -----------------------------------------------------------------------------------

DONE = said("2022-05-01", "已完成")


def test_a_close_out_stands_beside_the_completion_day() -> None:
    found = standing(a_task(), [DONE, closed("2022-06-01")])
    assert (found.status, found.closed, found.completed_on) == ("已销号", True, day("2022-05-01"))
    assert found.closed_by is not None
    assert found.closed_by.verified_by == "proposals"


def test_the_lead_itself_may_file_what_another_verified() -> None:
    found = standing(a_task(), [DONE, closed("2022-06-01", by="办公室")])
    assert (found.closed, found.completed_on) == (True, day("2022-05-01"))


def test_before_the_close_out_it_is_completed_only() -> None:
    assert status(a_task(), [DONE, closed("2022-06-01")], "2022-05-31") == "已完成"


def test_completion_reported_once_more_does_not_undo_a_close_out() -> None:
    found = standing(a_task(), [DONE, closed("2022-06-01"), said("2022-07-01", "已完成")])
    assert (found.status, found.closed, found.completed_on) == ("已销号", True, day("2022-05-01"))


def test_a_reopened_tasks_close_out_is_gone_for_good() -> None:
    reports = [DONE, closed("2022-06-01"), said("2022-07-01", "进行中")]
    found = standing(a_task(), reports)
    assert (found.status, found.closed, found.completed) == ("进行中", False, False)
    again = standing(a_task(), [*reports, said("2022-08-01", "已完成")])
    assert (again.status, again.closed, again.completed_on) == ("已完成", False, day("2022-08-01"))


def test_who_does_not_speak_does_not_reopen() -> None:
    reports = [DONE, closed("2022-06-01"), said("2022-07-01", "进行中", by="研究室")]
    assert standing(PAIR, reports).closed


def test_in_progress_ends_a_recurring_dues_close_out_alone() -> None:
    reports = [*ALL_FOUR, closed("2022-11-01"), said("2022-11-20", "进行中")]
    found = standing(QUARTERLY, reports)
    assert (found.closed, found.completed_on) == (False, day("2022-10-20"))


@pytest.mark.parametrize(
    ("reports", "code"),
    [
        ([closed("2022-06-01")], "closeout-early"),
        ([said("2022-05-01", "进行中"), closed("2022-06-01")], "closeout-early"),
        ([DONE, closed("2022-06-01", verified_by="办公室")], "closeout-verifier"),
        ([DONE, said("2022-06-01", "已销号", verified_by="提案委")], "closeout-evidence"),
        (
            [
                DONE,
                said("2022-06-01", "已销号", evidence=[{"title": "总结", "link": "https://a.cn"}]),
            ],
            "closeout-verifier",
        ),
    ],
)
def test_what_a_close_out_needs(reports: list[dict[str, Any]], code: str) -> None:
    assert code in codes(a_plan([a_task()]), reports)


def test_a_close_out_of_a_repeat_needs_all_occurrences() -> None:
    reports = [*ALL_FOUR[:3], said("2022-10-01", "已完成"), closed("2022-10-10")]
    assert "closeout-early" in codes(a_plan([REPEATED]), reports)


def test_completion_by_occurrences_can_be_closed_out() -> None:
    assert codes(a_plan([QUARTERLY]), [*ALL_FOUR, closed("2022-11-01")]) == []


# --- handovers -----------------------------------------------------------------------------------

HANDED = PAIR | {
    "handovers": [
        {"since": "2022-07-01", "from": "办公室", "to": "经济委员会", "approved_by": "主席会议"}
    ]
}


def test_a_handover_changes_the_assigned_from_its_day_on() -> None:
    assert standing(HANDED, as_of="2022-06-30").units == ("office", "research")
    found = standing(HANDED, as_of="2022-07-01")
    assert (found.units, found.lead) == (("economy", "research"), "economy")


def test_the_successor_inherits_status_percent_and_reports() -> None:
    found = standing(HANDED, [said("2022-05-01", "进行中", progress=40)])
    assert (found.status, found.percent, len(found.reports)) == ("进行中", 40, 1)
    found = standing(
        HANDED, [said("2022-05-01", "进行中"), said("2022-08-01", "已完成", by="经济委")]
    )
    assert found.completed_on == day("2022-08-01")


def test_the_successor_inherits_occurrences() -> None:
    task = HANDED | {"due": "每季度1次"}
    found = standing(task, [held("2022-02-01"), held("2022-08-01", by="经济委")])
    assert [item.held for item in found.occurrences] == [1, 0, 1, 0]


def test_who_handed_a_task_over_reports_on_it_no_more() -> None:
    plan = a_plan([HANDED])
    assert codes(plan, [said("2022-06-30", "进行中")]) == []
    assert "task-not-yours" in codes(plan, [said("2022-07-01", "进行中")])
    assert "task-not-yours" in codes(plan, [said("2022-06-30", "进行中", by="经济委")])


def test_a_handed_over_part_of_all() -> None:
    task = HANDED | {"completion": "all"}
    reports = [said("2022-05-01", "已完成"), said("2022-08-01", "已完成", by="研究室")]
    found = standing(task, reports)
    assert [part.unit for part in found.parts] == ["economy", "research"]
    assert found.completed_on == day("2022-08-01")


def test_an_extension_does_not_complete_or_reopen() -> None:
    task = a_task(due="7月", extensions=[extended("2022-09-30", "2022-08-15")])
    assert completed_on(task, [said("2022-08-01", "已完成")]) == "2022-08-01"
