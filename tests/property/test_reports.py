"""Reports are settled: what comes after their period closed changes nothing (design.md, “What
exists at D”).

With the files as they are now, a report is the same on whichever day it is built from the end of
its period on, but for the note that it is a draft. With the files as they were on a day, it is the
same as soon as its period had closed by then: `report_days` after its last day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from building import Yaml, plan_of
from hypothesis import given, settings
from hypothesis import strategies as st

from workplan.documents import Document
from workplan.history import YEAR, History, is_settled, issued_periods
from workplan.model import Plan
from workplan.reports.listing import KINDS, kinds_and_reports
from workplan.summaries import snapshot_of

from .test_rules import DAYS, FIRST, LAST, QUICK, cases


def reports(plan: Plan, as_of: date) -> dict[str, Document]:
    found = kinds_and_reports(History(snapshot_of(plan, as_of)))
    return {document.name: document for _, document in found}


def settled(plan: Plan, as_of: date) -> set[str]:
    """The reports of the periods that had closed by a day."""
    return {
        "annual" if kind.months == YEAR else period.code.lower()
        for kind in KINDS
        for period in issued_periods(plan, kind.months)
        if is_settled(plan, period, as_of)
    }


# A case reads its files and makes up to eighteen reports, twice.
FEW = settings(QUICK, max_examples=12)


@FEW
@given(cases(), st.dates(FIRST, LAST))
def test_reports_are_the_same_on_every_later_day(
    case: tuple[Yaml, list[Yaml], date], later: date
) -> None:
    tasks, told, day = case
    day, later = sorted((day, later))
    plan = plan_of(tasks, told)
    early, late = reports(plan, day), reports(plan, later)
    assert early.keys() <= late.keys()
    for name, document in early.items():
        assert replace(document, draft="") == replace(late[name], draft="")
        assert (document.draft == "") is (name in settled(plan, day))
        if not document.draft:
            assert document == late[name], "what is settled is no draft on any later day"


@FEW
@given(cases(), DAYS)
def test_a_settled_report_needs_nothing_reported_later(
    case: tuple[Yaml, list[Yaml], date], later: date
) -> None:
    tasks, told, day = case
    day, later = sorted((day, later))
    known = [entry for entry in told if entry["reported_on"] <= day.isoformat()]
    then, now = reports(plan_of(tasks, known), day), reports(plan_of(tasks, told), later)
    for name in settled(plan_of(tasks), day):
        assert then[name] == now[name], name
