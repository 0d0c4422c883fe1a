"""Forms (计划表): what a plan says of them, what units return, who has and when, and what is told."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from building import (
    a_form,
    a_plan,
    a_task,
    day,
    extended,
    library_of,
    plan_of,
    returned,
    said,
)

from workplan.exports.json import as_json
from workplan.forms import CellError, read_cell
from workplan.gathering import Gathering, gathering_of
from workplan.model import ColumnKind, FormCell, FormColumn, Plan
from workplan.problems import report
from workplan.summaries import snapshot_of


def plan_with(*forms: Any, given: Any = (), **form: Any) -> Plan:
    """A plan with forms (one, of these keys, if none is given) and what units returned."""
    every = list(forms) or [a_form(**form)]
    return plan_of(a_plan([a_task()], forms=every), forms=given)


def gathered(*given: Any, as_of: str = "2022-03-31", **form: Any) -> Gathering:
    plan = plan_with(given=given, **form)
    return gathering_of(plan.forms[0], plan, day(as_of))


def told(*given: Any, **form: Any) -> list[str]:
    """The codes of the problems with a form and its returns."""
    plan = a_plan([a_task()], forms=[a_form(**form)])
    return [problem.code for problem in library_of(plan, forms=given).problems]


# --- the form ------------------------------------------------------------------------------------


def test_a_form_with_its_defaults() -> None:
    (form,) = plan_with().forms
    assert form.deadline
    assert form.deadline.end == date(2022, 3, 18)
    assert form.owed == ("office", "research", "proposals", "economy", "culture")
    assert form.header == ("填报单位", "联系人", "职务", "联系电话", "填报时间")
    assert form.contact_fields == ("联系人", "职务", "联系电话")
    assert [(column.title, str(column.kind), column.required) for column in form.columns] == [
        ("序号", "serial", False),
        ("宣讲人", "text", True),
        ("形式", "choice", False),
        ("时间", "date", True),
        ("备注（人数）", "integer", False),
    ]


def test_the_deadline_may_be_spelt_out_or_left_out() -> None:
    due = {"text": "会前", "to": "2022-03-20"}
    (form,) = plan_with(due=due).forms
    assert form.deadline
    assert (form.deadline.text, form.deadline.end) == ("会前", date(2022, 3, 20))
    plain = a_form()
    del plain["due"]
    assert plan_with(plain).forms[0].deadline is None


# --- cells ---------------------------------------------------------------------------------------


def column(kind: str, *, required: bool = True, choices: tuple[str, ...] = ()) -> FormColumn:
    return FormColumn("栏", ColumnKind(kind), required, choices, total=False)


CHOICES = ("报告会", "座谈会（界别）")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "界别群众", None),
        ("integer", "50", 50),
        ("integer", "0", 0),
        ("date", "2022-03-16", date(2022, 3, 16)),
        ("date", "3月16日", date(2022, 3, 16)),
        ("date", "3月16日下午2:30", date(2022, 3, 16)),
        ("date", "3月16日（周三）上午", date(2022, 3, 16)),
        ("date", "3月16日14:30—16:00", date(2022, 3, 16)),
        ("date", "3月中旬", date(2022, 3, 11)),
        ("date", "3月底前", date(2022, 1, 1)),
        ("date", "3月21日—25日", date(2022, 3, 21)),
        ("date", "３月21日至4月2日", date(2022, 3, 21)),
        ("date", "待定", None),
    ],
)
def test_a_cell_is_read_as_its_kind(kind: str, text: str, value: object) -> None:
    assert read_cell(column(kind), text, 2022) == FormCell(text, value)  # type: ignore[arg-type]


def test_a_choice_may_differ_in_brackets_and_spaces() -> None:
    assert read_cell(column("choice", choices=CHOICES), "座谈会 (界别)", 2022).text == CHOICES[1]


def test_only_what_is_required_must_be_there() -> None:
    assert read_cell(column("date", required=False), "", 2022) == FormCell()
    with pytest.raises(CellError) as caught:
        read_cell(column("date"), "", 2022)
    assert caught.value.code == "cell-missing"


@pytest.mark.parametrize(
    ("kind", "text", "code", "hint"),
    [
        ("integer", "50人", "number-invalid", "只写数字：50"),
        ("integer", "约50", "number-invalid", None),
        ("integer", "050", "number-invalid", "只写数字：50"),
        ("integer", "-1", "number-invalid", None),
        ("date", "50", "date-invalid", "看不出是哪一天"),
        ("date", "3.5", "date-invalid", "看不出是哪一天"),
        ("date", "44636", "date-invalid", "看不出是哪一天"),
        ("date", "2022.3.16", "date-invalid", "写成 2022-03-16"),
        ("date", "3/16", "date-invalid", "写成 2022-03-16"),
        ("date", "2022-02-30", "date-invalid", "检查月份和日子"),
        ("date", "2022.2.30", "date-invalid", "检查月份和日子"),
        ("date", "2月30日", "date-invalid", "只有 28 天"),
        ("date", "等通知", "date-invalid", "待定"),
        ("date", "2020年3月", "date-invalid", "2020 年"),
        ("choice", "报告", "choice-unknown", "报告会"),
    ],
)
def test_a_cell_of_another_kind_is_told(kind: str, text: str, code: str, hint: str | None) -> None:
    with pytest.raises(CellError) as caught:
        read_cell(column(kind, choices=CHOICES), text, 2022)
    assert caught.value.code == code
    assert caught.value.hint is None if hint is None else hint in str(caught.value.hint)


# --- returns -------------------------------------------------------------------------------------


def test_a_return_is_read() -> None:
    row = {"宣讲人": "甲某", "时间": "2022-03-16", "备注（人数）": 50}
    header = {"联系人": "甲某", "联系电话": "80000000"}
    (given,) = plan_with(given=[returned("办公室", "2022-03-15", row, header=header)]).form_returns
    assert (given.unit, given.reported_on, given.sample) == ("office", date(2022, 3, 15), False)
    assert given.header == header
    assert given.rows == (
        (
            FormCell(),
            FormCell("甲某"),
            FormCell(),
            FormCell("2022-03-16", date(2022, 3, 16)),
            FormCell("50", 50),
        ),
    )


def test_titles_may_be_written_with_other_brackets_and_spaces() -> None:
    row = {"宣 讲人": "甲某", "时间": "待定", "备注(人数)": 50}
    (given,) = plan_with(given=[returned("办公室", "2022-03-15", row)]).form_returns
    assert [cell.text for cell in given.rows[0]] == ["", "甲某", "", "待定", "50"]


def test_an_empty_cell_is_as_good_as_none() -> None:
    row = {"宣讲人": "甲某", "时间": "待定", "形式": None}
    assert told(returned("办公室", "2022-03-15", row)) == []


ROW = {"宣讲人": "甲某", "时间": "待定"}


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ([returned("办公室", "2022-03-15", ROW | {"人数": 3})], ["column-unknown"]),
        ([returned("办公室", "2022-03-15", ROW | {"时间": 50})], ["date-invalid"]),
        ([returned("办公室", "2022-03-15", {"宣讲人": "甲某"})], ["cell-missing"]),
        ([returned("办公室", "2022-03-15", {"宣讲人": None})], ["form-empty"]),
        ([returned("办公室", "2022-03-15") | {"rows": []}], ["form-empty"]),
        ([returned("办公室", "2022-03-15") | {"rows": [["甲某"]]}], ["value-type"]),
        ([returned("办公厅", "2022-03-15")], ["department-unknown"]),
        ([returned("办公室", "2022-03-15"), returned("办公室", "2022-03-16")], ["form-twice"]),
        ([returned("办公室", "2022-03-15", form="talk")], ["form-unknown"]),
        ([returned("办公室", "2022-03-15", header={"职位": "主任"})], ["column-unknown"]),
        ([returned("办公室", "2022-03-15", header={"填报单位": "办"})], ["column-unknown"]),
        ([returned("办公室", "2012-03-15")], ["date-unusual"]),
        ([returned("办公室", "2022-03-15", ROW | {"时间": "2025-03-16"})], ["date-unusual"]),
    ],
)
def test_what_is_wrong_with_a_return_is_told(given: Any, codes: list[str]) -> None:
    assert told(*given) == codes


def test_only_who_owes_returns() -> None:
    assert told(returned("研究室", "2022-03-15"), owed_by="办公室") == ["form-not-owed"]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"due": "每季度1次"}, "form-invalid"),
        ({"due": "5季度"}, "deadline-unknown"),
        ({"owed_by": "办公厅"}, "department-unknown"),
        ({"header": ["联系人"]}, "form-invalid"),
        ({"columns": []}, "form-invalid"),
        ({"columns": ["宣讲人", "宣 讲人"]}, "form-invalid"),
        ({"columns": [{"title": "形式", "kind": "choice"}]}, "form-invalid"),
        ({"columns": [{"title": "形式", "choices": ["甲"], "kind": "text"}]}, "form-invalid"),
        ({"columns": [{"title": "形式", "total": True}]}, "form-invalid"),
        ({"columns": [{"title": "时间", "kind": "日期"}]}, "choice-unknown"),
        ({"key": "宣讲"}, "id-invalid"),
    ],
)
def test_what_is_wrong_with_a_form_is_told(form: Any, code: str) -> None:
    assert told(**form) == [code]


def test_two_forms_of_one_key() -> None:
    plan = a_plan([a_task()], forms=[a_form(), a_form()])
    assert [problem.code for problem in library_of(plan).problems] == ["id-duplicate"]


def test_a_broken_form_does_not_blame_its_returns() -> None:
    given = returned("办公室", "2022-03-15")
    assert told(given, header=["联系人"]) == ["form-invalid"]
    assert told(given, columns="宣讲人") == ["value-type"]


def test_samples_do_not_mix_with_real_ones() -> None:
    plan = a_plan([a_task()], forms=[a_form()])
    real = said("2022-03-10", "进行中")
    library = library_of(plan, [real], forms=[returned("办公室", "2022-03-15", sample=True)])
    assert [problem.code for problem in library.problems] == ["sample-mixed"]
    both = [returned("办公室", "2022-03-15", sample=True), returned("研究室", "2022-03-15")]
    assert [problem.code for problem in library_of(plan, forms=both).problems] == ["sample-mixed"]
    only = plan_of(plan, forms=both[:1])
    assert only.sample


def test_sample_extensions_need_sample_returns_not_forms() -> None:
    moved = extended("2022-12-31", "2022-03-01") | {"sample": True}
    plan = a_plan([a_task(due="7月", extensions=[moved])], forms=[a_form()])
    found = plan_of(plan, forms=[returned("办公室", "2022-03-15", sample=True)])
    assert found.tasks[0].extensions == ()


def test_a_mobile_number_may_stand_in_a_header_that_is_not_published() -> None:
    mobile = f"13{'8' * 9}"
    given = returned("办公室", "2022-03-15", header={"联系电话": mobile})
    plan = a_plan([a_task()], forms=[a_form()])
    assert library_of(plan, forms=[given]).problems == ()
    published = plan | {"publish_contacts": "true"}
    codes = [problem.code for problem in library_of(published, forms=[given]).problems]
    assert codes == ["private-mobile"]
    inside = returned("办公室", "2022-03-15", ROW | {"宣讲人": mobile})
    assert [problem.code for problem in library_of(plan, forms=[inside]).problems] == codes


# --- at a day ------------------------------------------------------------------------------------


def test_a_return_exists_from_the_day_it_was_reported() -> None:
    given = returned("办公室", "2022-03-15")
    assert gathered(given, as_of="2022-03-14").returned == ()
    assert [unit.unit for unit in gathered(given, as_of="2022-03-15").returned] == ["office"]


@pytest.mark.parametrize(("on", "days"), [("2022-03-18", 0), ("2022-03-19", 1), ("2022-03-31", 13)])
def test_the_deadline_day_is_in_time(on: str, days: int) -> None:
    assert gathered(returned("办公室", on)).units[0].days_late == days


def test_who_has_not_returned_is_late_after_the_deadline() -> None:
    assert {unit.days_late for unit in gathered(as_of="2022-03-18").missing} == {0}
    assert {unit.days_late for unit in gathered(as_of="2022-03-20").missing} == {2}
    assert {unit.days_late for unit in gathered(as_of="2022-03-20", due="待定").missing} == {0}


def test_rows_stand_unit_after_unit_with_their_sum() -> None:
    rows = ROW | {"备注（人数）": 30}, ROW
    found = gathered(
        returned("经济委", "2022-03-15", ROW | {"备注（人数）": 12}),
        returned("办公室", "2022-03-25", *rows),
    )
    assert [unit for unit, _ in found.rows] == ["office", "office", "economy"]
    assert found.totals == {"备注（人数）": 42}


# --- JSON ----------------------------------------------------------------------------------------


def exported(plan: Plan, as_of: str = "2022-03-31") -> Any:
    return json.loads(as_json(snapshot_of(plan, day(as_of))))


def test_json_holds_forms_as_agreed() -> None:
    row = {"宣讲人": "甲某", "时间": "2022-03-16", "备注（人数）": 50}
    given = [
        returned("研究室", "2022-03-20", ROW, row),
        returned("办公室", "2022-03-15", row, header={"联系人": "丙某", "联系电话": "80000000"}),
    ]
    plan = plan_with(given=given)
    (form,) = exported(plan)["forms"]
    assert form == {
        "key": "talks",
        "title": "宣讲计划表",
        "due": {
            "text": "3月18日前",
            "kind": "window",
            "start": "2022-01-01",
            "end": "2022-03-18",
            "original_end": "2022-03-18",
            "occurrences": [],
        },
        "header": ["填报单位", "联系人", "职务", "联系电话", "填报时间"],
        "columns": ["序号", "宣讲人", "形式", "时间", "备注（人数）"],
        "owed_by": ["办公室", "研究室", "提案委员会", "经济委员会", "文化文史和学习委员会"],
        "returned": [
            {"unit": "办公室", "returned_on": "2022-03-15", "late": False, "rows": 1},
            {"unit": "研究室", "returned_on": "2022-03-20", "late": True, "rows": 2},
        ],
        "rows": [
            [1, "甲某", None, "2022-03-16", 50],
            [1, "甲某", None, "待定", None],
            [2, "甲某", None, "2022-03-16", 50],
        ],
    }
    assert "80000000" not in as_json(snapshot_of(plan, day("2022-03-31")))


def test_json_of_a_plan_without_forms_is_as_before() -> None:
    assert "forms" not in exported(plan_of(a_plan([a_task()])))
    assert exported(plan_of(a_plan([a_task()], kind="scheme")))["forms"] == []


def test_no_problem_is_told_of_a_good_form() -> None:
    plan = a_plan([a_task()], forms=[a_form()])
    library = library_of(plan, forms=[returned("办公室", "2022-03-15")])
    assert not library.problems, report(library.problems)
