"""The two annexes of the 2022 campaign against the source document, and the sample returns."""

from __future__ import annotations

import re

import pytest
from building import day, read_plans

from workplan.fields import folded
from workplan.gathering import gatherings_of
from workplan.model import Form, Plan

from .test_scheme_against_source import COUNTIES, REPOSITORY
from .test_scheme_against_source import SOURCE as SOURCE_FILE

SOURCE = SOURCE_FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return next(
        plan for plan in read_plans(REPOSITORY / "plans").plans if plan.id == "2022-campaign"
    )


def annex(number: int) -> list[str]:
    """The lines of an annex, without empty ones; the title is the first."""
    text = re.split(r"^附件 [12]$", SOURCE, flags=re.M)[number]
    return [line for line in text.splitlines() if line.strip()]


FORMS = pytest.mark.parametrize(("number", "key"), [(1, "speeches"), (2, "debates")])


def form_of(plan: Plan, key: str) -> Form:
    return next(form for form in plan.forms if form.key == key)


@FORMS
def test_title_header_columns_and_note_are_the_sources(plan: Plan, number: int, key: str) -> None:
    form, lines = form_of(plan, key), annex(number)
    assert form.title == lines[0]
    assert list(form.header) == re.findall(r"(\S+?)：", lines[1])
    assert [folded(column.title) for column in form.columns] == [
        folded(word) for word in lines[2].split("\t")
    ]
    assert f"注：{form.note}" == lines[-1]


@FORMS
def test_deadline_and_who_owes(plan: Plan, number: int, key: str) -> None:
    form = form_of(plan, key)
    assert form.deadline
    assert f"并于{form.deadline.text}将计划表（附件1、2）报" in SOURCE
    assert form.deadline.end == day("2022-03-18")
    names = [plan.name(unit) for unit in form.owed]
    assert names == ["市政协办公室", *(f"{county}政协" for county in COUNTIES)]


@FORMS
def test_numbers_and_days_are_typed(plan: Plan, number: int, key: str) -> None:
    columns = {folded(column.title): column for column in form_of(plan, key).columns}
    assert [str(columns[name].kind) for name in ("序号", "时间", "备注(人数)")] == [
        *("serial", "date", "integer"),
    ]
    assert columns["备注(人数)"].total
    assert not columns["备注(人数)"].required


def test_samples_show_every_way_to_stand(plan: Plan) -> None:
    for gathering in gatherings_of(plan, day("2022-03-20")):
        assert {bool(unit.given) for unit in gathering.units} == {True, False}
    for gathering in gatherings_of(plan, day("2022-10-15")):
        assert [unit.late for unit in gathering.returned].count(True) in (1, 2)
        assert len(gathering.missing) == 1


def test_samples_are_marked_and_nobodys(plan: Plan) -> None:
    assert len(plan.form_returns) == 18
    for given in plan.form_returns:
        assert given.sample is True
        assert given.header["联系电话"] == "00000000"
        assert given.header["联系人"].startswith("演")
        assert all(row[1].text.startswith("演示") for row in given.rows)
