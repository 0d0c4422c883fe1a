"""Forms on the site: who stands how, rows to sort, contacts that are not published anywhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from building import a_form, a_plan, a_task, day, library_of, plan_of, returned

from workplan.contacts import masked_field
from workplan.form_views import FormViews
from workplan.render import Renderer
from workplan.site import Site, site_of

HEADER = {"联系人": "欧阳甲某", "职务": "联络科长", "联系电话": "0579-80000000"}
ROWS = (
    {"宣讲人": "甲某", "时间": "3月下旬", "备注（人数）": 9},
    {"宣讲人": "乙某", "时间": "2022-03-16", "备注（人数）": 50},
    {"宣讲人": "丙某", "时间": "待定"},
)
GIVEN = (
    returned("办公室", "2022-03-15", *ROWS, header=HEADER),
    returned("研究室", "2022-03-20"),
)


def views(as_of: str = "2022-03-31", given: Any = GIVEN, **plan: Any) -> FormViews:
    found = plan_of(a_plan([a_task()], forms=[a_form()], **plan), forms=given)
    return FormViews(found, day(as_of), None)


def site(as_of: str = "2022-03-31", **plan: Any) -> Site:
    library = library_of(a_plan([a_task()], forms=[a_form()], **plan), forms=GIVEN)
    assert not library.problems
    return site_of(library, day(as_of), datetime(2022, 4, 1, tzinfo=UTC), Renderer(), None)


def html(found: Site, address: str) -> str:
    return next(page.html for page in found.pages if page.address == address)


# --- views ---------------------------------------------------------------------------------------


def test_who_stands_how() -> None:
    found = views()
    units = found.form(found.gatherings[0]).units
    assert [(unit.name, unit.mark.key, unit.words) for unit in units] == [
        ("办公室", "done", "按时报送"),
        ("研究室", "yellow", "逾期 2 天报送"),
        ("提案委员会", "red", "未报送，逾期 13 天"),
        ("经济委员会", "red", "未报送，逾期 13 天"),
        ("文化文史和学习委员会", "red", "未报送，逾期 13 天"),
    ]
    line = found.line(found.gatherings[0])
    assert (line.returned, line.owed, line.late, line.rows, line.overdue) == (2, 5, 1, 4, 13)


def test_before_the_deadline_nobody_is_late() -> None:
    found = views("2022-03-16")
    marks = [unit.mark.key for unit in found.form(found.gatherings[0]).units]
    assert marks == ["done", "grey", "grey", "grey", "grey"]


def test_rows_sort_by_number_and_first_day_and_what_is_open_goes_last() -> None:
    found = views()
    form = found.form(found.gatherings[0])
    at = {column.title: index for index, column in enumerate(form.columns)}
    sorted_by = [
        [row.cells[at[title]].sorted_by for row in form.rows[:3]]
        for title in ("时间", "备注（人数）", "宣讲人")
    ]
    assert sorted_by == [
        ["2022-03-21", "2022-03-16", ""],
        ["9", "50", ""],
        ["甲某", "乙某", "丙某"],
    ]
    assert [column.number for column in form.columns] == [True, False, False, False, True]
    assert form.totals == ("", "", "", "", "59")


def test_a_department_sees_the_forms_it_owes() -> None:
    (owed,) = views().owed_by("proposals")
    assert (owed.title, owed.unit.words) == ("宣讲计划表", "未报送，逾期 13 天")
    assert owed.unit.book == "2022/forms/talks/proposals.xlsx"


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("联系人", "甲某", "甲*"),
        ("填报人", "欧阳甲某", "欧***"),
        ("联系电话", "80000000", "8000****"),
        ("电子邮箱", "a@example.com", "不公开"),
        ("职务", "联络科长", "不公开"),
        ("联系电话", "80000000、80000001", "8000****、********"),
        ("联系电话", "甲某 80000000", "不公开"),
        ("联系人", "甲某 80000000", "甲* ********"),
    ],
)
def test_a_field_of_the_header_is_masked(field: str, text: str, shown: str) -> None:
    assert masked_field(field, text) == shown


# --- the site ------------------------------------------------------------------------------------


def texts_of(found: Site) -> Iterator[tuple[str, str]]:
    """Everything published as text, the insides of workbooks too."""
    for page in found.pages:
        yield page.address, page.html
        for entry in page.search:
            yield f"search of {page.address}", f"{entry.title} {entry.text}"
    for name, content in found.files.items():
        if isinstance(content, bytes) and name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for part in archive.namelist():
                    yield f"{name}:{part}", archive.read(part).decode("utf-8")
        else:
            yield name, content if isinstance(content, str) else content.decode("utf-8", "replace")


def test_contacts_are_published_nowhere() -> None:
    for where, text in texts_of(site()):
        for secret in (*HEADER.values(), "80000000"):
            assert secret not in text, where
    page = html(site(), "2022/forms/talks/office/")
    assert "欧***" in page
    assert "0579-********" in page
    assert "联系人和电话不公开" in page


def test_contacts_are_published_where_the_plan_says_so() -> None:
    page = html(site(publish_contacts="true"), "2022/forms/talks/office/")
    assert all(text in page for text in HEADER.values())
    assert "不公开" not in page


def test_every_page_and_workbook_of_a_form_is_there() -> None:
    found = site()
    addresses = {page.address for page in found.pages}
    units = ("blank", "office", "research", "proposals", "economy", "culture")
    assert {"2022/forms/", "2022/forms/talks/"} <= addresses
    assert {f"2022/forms/talks/{unit}/" for unit in units} <= addresses
    assert {f"2022/forms/talks/{unit}.xlsx" for unit in units} <= found.files.keys()
    assert "计划表" in [link.text for link in found.tabs]


def test_a_plan_without_forms_has_no_page_of_them() -> None:
    library = library_of(a_plan([a_task()]))
    found = site_of(library, None, datetime(2022, 4, 1, tzinfo=UTC), Renderer(), None)
    assert not [page.address for page in found.pages if "forms" in page.address]
    assert "计划表" not in [link.text for link in found.tabs]
    assert "计划表" not in html(found, "2022/departments/office/")


def test_what_is_reported_later_is_not_there_yet() -> None:
    found = site("2022-03-14")
    assert "还没有单位报来" in html(found, "2022/forms/talks/")
    assert "办公室还没有报送" in html(found, "2022/forms/talks/office/")
    assert not [text for where, text in texts_of(found) if "甲某" in text and "search" in where]
