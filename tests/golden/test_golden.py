"""The whole of each export and some reports of a small plan that uses every rule, at two days.

After a change that is meant: `GOLDEN_UPDATE=1 scripts/test tests/golden`, then read the
difference in git as what users of the data will see.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from building import day, read_plans

from workplan.exports.csv import as_csv
from workplan.exports.json import as_json
from workplan.exports.text import as_text
from workplan.history import History
from workplan.lamps import Cause, Pace
from workplan.model import Plan
from workplan.problems import report
from workplan.reports.listing import report_of
from workplan.summaries import Snapshot, snapshot_of

FOLDER = Path(__file__).parent
DAYS = ("2022-09-15", "2023-01-10")
EXPORTS: Mapping[str, Callable[[Snapshot], str]] = {"json": as_json, "csv": as_csv}
# A bulletin, an inspection, the review, and what is owed on the later day.
REPORTS = ("2022-08", "2022-q3", "annual", "due")
UPDATE = os.environ.get("GOLDEN_UPDATE") == "1"
HOW = "what programs read has changed; if that is meant: GOLDEN_UPDATE=1 scripts/test tests/golden"


@pytest.fixture(scope="module")
def plan() -> Plan:
    library = read_plans(FOLDER / "plans")
    assert not library.problems, report(library.problems)
    return library.plans[0]


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("ending", EXPORTS)
def test_export(plan: Plan, ending: str, as_of: str) -> None:
    text = EXPORTS[ending](snapshot_of(plan, day(as_of)))
    file = FOLDER / f"{as_of}.{ending}"
    if UPDATE:
        file.write_bytes(text.encode("utf-8"))
    # A checkout may change line ends; that CSV has CRLF is held in tests/unit/test_exports.py.
    assert text.splitlines() == file.read_text(encoding="utf-8").splitlines(), HOW


@pytest.mark.parametrize("name", REPORTS)
def test_report(plan: Plan, name: str) -> None:
    """The whole of it as text; its page, Word file and workbook print the same values."""
    found = as_text(report_of(History(snapshot_of(plan, day(DAYS[-1]))), name))
    file = FOLDER / f"{name}.md"
    if UPDATE:
        file.write_bytes(found.encode("utf-8"))
    assert found.splitlines() == file.read_text(encoding="utf-8").splitlines(), HOW


def test_the_plan_meets_every_cause_and_pace(plan: Plan) -> None:
    days = ("2022-02-20", "2022-06-20", "2022-08-20", *DAYS)
    verdicts = [state.verdict for text in days for state in snapshot_of(plan, day(text)).states]
    assert {verdict.cause for verdict in verdicts} == set(Cause)
    assert {verdict.pace for verdict in verdicts} == {*Pace, None}
