"""The sample returns below plans/2022: what they show, and that nothing of them stays behind."""

import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from workplan.checks import checked
from workplan.exports.json import as_json
from workplan.fields import Status
from workplan.lamps import Cause, Lamp, Pace
from workplan.load import Library, load_library
from workplan.model import Plan
from workplan.problems import Level, Problem
from workplan.status import COMPLETING
from workplan.summaries import Snapshot, State, snapshot_of

PLANS = Path(__file__).parents[2] / "plans"
SAMPLES = PLANS / "2022"
PIN = date(2022, 10, 15)
MARK = "# 演示数据，不是实际进展"
RETURNS = sorted(SAMPLES.rglob("*.yaml"))

# Whoever puts real returns in the samples' place has nothing to prove here.
pytestmark = pytest.mark.skipif(
    not any("sample: true" in path.read_text(encoding="utf-8") for path in RETURNS),
    reason="plans/2022 holds no samples any more",
)

# One or more tasks for each cause at the pin; no window of the list begins after it.
SHOWN = [
    ("35", Cause.COMPLETED, Lamp.DONE, Status.CLOSED, Pace.IN_TIME),
    ("42", Cause.COMPLETED, Lamp.DONE, Status.DONE, Pace.LATE),
    ("63", Cause.COMPLETED, Lamp.DONE, Status.CLOSED, Pace.EARLY),
    ("9", Cause.DROPPED, Lamp.GREY, Status.DROPPED, None),
    ("23", Cause.UNDATED, Lamp.GREY, None, Pace.UNDATED),
    ("55", Cause.OVERDUE, Lamp.RED, Status.IN_PROGRESS, Pace.BEHIND),
    ("3", Cause.MISSED, Lamp.RED, Status.IN_PROGRESS, Pace.BEHIND),
    ("7", Cause.SILENT, Lamp.GREY, Status.IN_PROGRESS, Pace.SILENT),
    ("34", Cause.SILENT, Lamp.GREY, None, Pace.SILENT),
    ("25", Cause.BEHIND, Lamp.RED, Status.IN_PROGRESS, Pace.BEHIND),
    ("44", Cause.BEHIND, Lamp.YELLOW, Status.IN_PROGRESS, Pace.BEHIND),
    ("20", Cause.REPAIRED, Lamp.YELLOW, Status.IN_PROGRESS, Pace.BEHIND),
    ("41", Cause.DUE_SOON, Lamp.YELLOW, Status.ADJUSTED, Pace.ON_TRACK),
    ("24", Cause.UNREPORTED, Lamp.GREY, None, Pace.SILENT),
    ("11", Cause.ON_TRACK, Lamp.GREEN, Status.NOT_STARTED, Pace.ON_TRACK),
    ("15", Cause.ON_TRACK, Lamp.GREEN, Status.IN_PROGRESS, Pace.AHEAD),
    ("59", Cause.OVERRIDE, Lamp.YELLOW, Status.IN_PROGRESS, Pace.ON_TRACK),
]


def plan_of(library: Library) -> Plan:
    (plan,) = (plan for plan in library.plans if plan.id == "2022")
    return plan


def of_plan(problem: Problem) -> bool:
    return problem.place.path.startswith(("plans/2022.yaml", "plans/2022/", "plans/organization"))


def grave(library: Library) -> list[tuple[str, str]]:
    """The problems of the plan and its returns that stop a build, a strict one too."""
    return [
        (str(problem.place), problem.message)
        for problem in library.problems
        if problem.level is not Level.NOTICE and of_plan(problem)
    ]


@pytest.fixture(scope="module")
def library() -> Library:
    return checked(load_library(PLANS))


@pytest.fixture(scope="module")
def plan(library: Library) -> Plan:
    return plan_of(library)


@pytest.fixture(scope="module")
def snapshot(plan: Plan) -> Snapshot:
    return snapshot_of(plan, PIN)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The organization and the plan alone, without anything reported."""
    plans = tmp_path / "plans"
    plans.mkdir()
    for name in ("organization.yaml", "2022.yaml"):
        shutil.copy(PLANS / name, plans / name)
    return plans


def reporters(state: State) -> set[str]:
    return {update.department for update in state.standing.updates}


# --- the files -----------------------------------------------------------------------------------


def test_samples_have_no_errors_and_no_warnings(library):
    assert grave(library) == []


@pytest.mark.parametrize("path", RETURNS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_return_says_that_it_is_a_sample(path):
    assert path.read_text(encoding="utf-8").splitlines()[1] == MARK


def test_every_return_is_a_sample_one_a_department_a_month(plan):
    assert len(plan.returns) == len(RETURNS)
    assert all(report.sample for report in plan.returns)
    departments = plan.organization.departments
    for report in plan.returns:
        month = report.period.code.removeprefix("2022-")
        assert report.place.path == f"plans/2022/{month}/{report.department}.yaml"
    assert len({report.department for report in plan.returns}) >= 10
    assert {report.department for report in plan.returns} <= set(departments)


def test_samples_run_from_april_to_the_pin(plan):
    assert plan.as_of == PIN
    months = {report.period.start.month for report in plan.returns}
    assert months == set(range(4, 11))
    assert max(report.reported_on for report in plan.returns) <= PIN
    assert min(report.reported_on for report in plan.returns) >= date(2022, 4, 1)
    assert snapshot_of(plan, PIN).hidden_updates == 0


def test_files_are_evidence_and_say_that_they_are_samples(plan):
    named = {
        item.file
        for updates in plan.updates.values()
        for update in updates
        for item in update.evidence
        if item.file
    }
    assert named == set(plan.files)
    assert named
    for name in named:
        content = (SAMPLES / "files" / name).read_bytes()
        assert content.startswith(b"%PDF-")
        assert b"(SAMPLE)" in content


def test_links_lead_to_no_real_place(plan):
    links = [
        item.link
        for updates in plan.updates.values()
        for update in updates
        for item in update.evidence
        if item.link
    ]
    assert links
    assert [
        link
        for link in links
        if not link.startswith(("https://example.com/", "https://intranet.example/"))
    ] == []


# --- what they show ------------------------------------------------------------------------------


def test_every_word_is_shown_at_the_pin(snapshot):
    verdicts = [state.verdict for state in snapshot.states]
    assert {state.standing.status for state in snapshot.states} == {None, *Status}
    assert {verdict.lamp for verdict in verdicts} == set(Lamp)
    assert {verdict.cause for verdict in verdicts} == set(Cause) - {Cause.NOT_BEGUN}
    assert {verdict.pace for verdict in verdicts} == {None, *Pace}


@pytest.mark.parametrize(("task", "cause", "lamp", "status", "pace"), SHOWN)
def test_case_is_shown_by_its_task(task, cause, lamp, status, pace, snapshot):
    state = snapshot.by_id[task]
    verdict = state.verdict
    shown = (verdict.cause, verdict.lamp, state.standing.status, verdict.pace)
    assert shown == (cause, lamp, status, pace)


def test_not_begun_is_shown_before_october(plan):
    states = snapshot_of(plan, date(2022, 9, 30)).states
    waiting = {state.task.id for state in states if state.verdict.cause is Cause.NOT_BEGUN}
    assert waiting == {"24", "43"}


def test_year_looks_healthy(snapshot):
    totals = snapshot.totals
    assert totals.tasks == 64
    assert 0.25 <= totals.completion.value <= 0.34
    assert snapshot.period.code == "2022-Q3"
    assert 0.75 <= totals.reporting.value <= 0.90
    lamps = totals.lamps
    assert lamps[Lamp.DONE] + lamps[Lamp.GREEN] > 40
    assert 1 <= lamps[Lamp.RED] <= lamps[Lamp.YELLOW] < lamps[Lamp.GREY] < lamps[Lamp.DONE]


def test_extension_moves_the_deadline_and_keeps_the_first(plan):
    before = snapshot_of(plan, date(2022, 7, 19)).by_id["35"].standing
    after = snapshot_of(plan, PIN).by_id["35"]
    assert before.window.end == date(2022, 7, 31)
    assert after.standing.window.end == date(2022, 8, 31)
    assert after.standing.window.original_end == date(2022, 7, 31)
    assert date(2022, 7, 31) < after.standing.completed_on <= date(2022, 8, 31)
    assert after.in_time


def test_extensions_are_samples(plan):
    extended = {task.id: [item.sample for item in task.extensions] for task in plan.tasks}
    assert {task: marks for task, marks in extended.items() if marks} == {
        "35": [True],
        "41": [True],
    }


def test_missed_occurrence_is_made_up_late(plan, snapshot):
    third = snapshot.by_id["20"].standing.occurrences[2]
    assert (third.slot.label, third.met, third.late) == ("三季度", True, True)
    assert third.fulfilled_on == date(2022, 10, 13)
    early = snapshot_of(plan, date(2022, 10, 10)).by_id["20"]
    assert early.verdict.cause is Cause.MISSED


def test_close_outs_are_verified_by_another_department(snapshot):
    closed = [state for state in snapshot.states if state.standing.closed]
    assert len(closed) >= 5
    for state in closed:
        said_done = {
            update.department for update in state.standing.reports if update.status is Status.DONE
        }
        assert said_done
        assert state.standing.closed_by.verified_by not in said_done
        assert any(update.evidence for update in state.standing.updates)
    # A department that verifies may leave the filing to another one.
    assert any(
        state.standing.closed_by.department != state.standing.closed_by.verified_by
        for state in closed
    )


def test_joint_tasks_are_reported_by_several(snapshot):
    for task, at_least in (("2", 2), ("17", 2), ("26", 4)):
        state = snapshot.by_id[task]
        assert len(reporters(state)) >= at_least
        assert reporters(state) <= set(state.standing.units)


def test_what_others_file_does_not_break_the_leads_silence(snapshot):
    state = snapshot.by_id["7"]
    others = [u for u in state.standing.updates if u.department != state.standing.lead]
    assert any(update.date >= snapshot.period.start for update in others)
    assert state.verdict.cause is Cause.SILENT


def test_silent_tasks_have_nothing_at_all(plan, snapshot):
    silent = {task.id for task in plan.tasks if not plan.updates.get(task.id)}
    assert 5 <= len(silent) <= 10
    assert {snapshot.by_id[task].verdict.lamp for task in silent} == {Lamp.GREY}


def test_a_late_return_is_shown_but_does_not_count(plan, snapshot):
    state = snapshot.by_id["50"]
    assert state.duty.owing == ("party-group",)
    assert state.duty.reported == ()
    assert state.verdict.cause is Cause.ON_TRACK


def test_a_return_without_news_counts(snapshot):
    state = snapshot.by_id["38"]
    third_quarter = [u for u in state.standing.reports if u.date >= snapshot.period.start]
    assert third_quarter
    assert all(update.no_change for update in third_quarter)
    assert state.duty.reported == ("office",)


def test_lamp_set_by_hand_is_taken_back(plan):
    lamps = [snapshot_of(plan, day).by_id["36"].verdict for day in (date(2022, 8, 1), PIN)]
    assert [verdict.cause for verdict in lamps] == [Cause.OVERRIDE, Cause.ON_TRACK]


def test_departments_disagree_once(library):
    told = [p for p in library.problems if p.code == "joint-disagrees" and of_plan(p)]
    assert [problem.place.path for problem in told] == ["plans/2022/09/overseas.yaml"]


def test_figures_are_plentiful_enough_to_sum(plan):
    sums = Counter()
    for updates in plan.updates.values():
        for update in updates:
            sums.update(update.figures)
    assert len(sums) >= 5
    assert min(sums.values()) > 0


@pytest.mark.parametrize("month", range(4, 11))
def test_every_month_end_can_be_computed(month, plan):
    days = {4: 30, 6: 30, 9: 30}.get(month, 31)
    past = snapshot_of(plan, min(date(2022, month, days), PIN))
    assert sum(past.totals.lamps.values()) == 64
    assert any(state.standing.status in COMPLETING for state in past.states)


# --- without them --------------------------------------------------------------------------------


def test_without_the_folder_the_plan_is_as_issued(copied):
    library = checked(load_library(copied))
    plan = plan_of(library)
    assert grave(library) == []
    assert len(plan.tasks) == 64
    assert (plan.returns, dict(plan.updates), plan.files) == ((), {}, ())
    assert plan.sample is False
    assert [task.id for task in plan.tasks if task.extensions] == []

    snapshot = snapshot_of(plan, PIN)
    assert snapshot.hidden_updates == 0
    assert snapshot.totals.completed == 0
    assert snapshot.totals.reporting.n == 0
    assert snapshot.by_id["35"].standing.window.end == date(2022, 7, 31)
    assert snapshot.by_id["41"].standing.window.end == date(2022, 9, 30)

    told = json.loads(as_json(snapshot))
    assert told["sample"] is False
    assert len(told["tasks"]) == 64
    assert [task["id"] for task in told["tasks"] if task["updates"] or task["extensions"]] == []


def test_a_real_return_beside_samples_is_an_error(copied):
    shutil.copytree(SAMPLES, copied / "2022")
    assert grave(checked(load_library(copied))) == []
    real = "department: 经济委员会\nreported_on: 2022-10-12\nupdates:\n  - task: 44\n    status: 进行中\n"
    (copied / "2022" / "10" / "economy.yaml").write_text(real, encoding="utf-8")
    mixed = [p for p in checked(load_library(copied)).problems if p.code == "sample-mixed"]
    assert {problem.level for problem in mixed} == {Level.ERROR}
    assert "plans/2022/10/economy.yaml" in {problem.place.path for problem in mixed}
