"""What became of each task between two snapshots."""

from __future__ import annotations

from typing import Any

import pytest
from building import (
    Yaml,
    a_plan,
    a_task,
    closed,
    dropped,
    extended,
    held,
    plan_of,
    said,
    snapshot,
    unchanged,
)

from workplan.comparison import ChangeKind, compare, extensions_between, said_anew
from workplan.summaries import Snapshot, snapshot_of

DAY = "2022-06-15"
Side = tuple[list[Yaml], list[Yaml], str]


def side(tasks: list[Yaml], reports: list[Yaml] | None = None, on: str = DAY) -> Side:
    return tasks, reports or [], on


def snapshot_from(given: Side) -> Snapshot:
    tasks, reports, on = given
    return snapshot(a_plan(tasks), reports, as_of=on)


def kinds_of(before: Side, after: Side, task: str = "1") -> set[str]:
    found = compare(snapshot_from(before), snapshot_from(after))
    return {
        str(kind)
        for kind, changes in found.kinds.items()
        if task in [change.task.id for change in changes]
    }


ONE = a_task(1)
TWO = a_task(2)
GOING = said("2022-05-10", "进行中")
DONE = said("2022-06-01", "已完成")

# Name: before, after, the kinds that task 1 is of.
CASES: dict[str, tuple[Side, Side, set[str]]] = {
    "nothing": (side([ONE], [GOING]), side([ONE], [GOING]), set()),
    "a task more": (side([TWO]), side([TWO, ONE]), {"added"}),
    "a task more that is late at once": (
        side([TWO]),
        side([TWO, a_task(1, "5月")]),
        {"added", "red"},
    ),
    "a task less": (side([TWO, ONE], [GOING]), side([TWO]), {"removed"}),
    "reported and completed": (
        side([ONE], [GOING]),
        side([ONE], [GOING, DONE]),
        {"completed", "lamp", "status", "reported"},
    ),
    "closed out": (
        side([ONE], [DONE]),
        side([ONE], [DONE, closed("2022-06-10")]),
        {"closed", "status", "reported"},
    ),
    "reopened": (
        side([ONE], [DONE]),
        side([ONE], [DONE, said("2022-06-10", "进行中")]),
        {"reopened", "lamp", "status", "reported"},
    ),
    "dropped": (
        side([ONE], [GOING]),
        side([ONE], [GOING, dropped("2022-06-10")]),
        {"dropped", "lamp", "status", "reported"},
    ),
    "taken up again": (
        side([ONE], [dropped("2022-06-01")]),
        side([ONE], [dropped("2022-06-01"), said("2022-06-10", "进行中")]),
        {"reopened", "lamp", "status", "reported"},
    ),
    "late by time alone": (
        side([a_task(1, "5月")], [GOING], "2022-05-15"),
        side([a_task(1, "5月")], [GOING], "2022-06-01"),
        {"red", "lamp"},
    ),
    "near its deadline": (
        side([a_task(1, "上半年")], [GOING], "2022-05-15"),
        side([a_task(1, "上半年")], [GOING], "2022-06-05"),
        {"yellow", "lamp"},
    ),
    "extended": (
        side([a_task(1, "5月")], [GOING]),
        side([a_task(1, "5月", extensions=[extended("2022-09-30", "2022-05-20")])], [GOING]),
        {"extended", "deadline", "lamp"},
    ),
    "extended between two days": (
        side(
            [a_task(1, "5月", extensions=[extended("2022-09-30", "2022-05-20")])], [], "2022-05-10"
        ),
        side(
            [a_task(1, "5月", extensions=[extended("2022-09-30", "2022-05-20")])], [], "2022-05-25"
        ),
        {"extended", "deadline"},
    ),
    "an extension approved later": (
        side([ONE]),
        side([a_task(1, extensions=[extended("2023-01-31", "2022-06-16")])]),
        set(),
    ),
    "another wording of the same deadline": (
        side([a_task(1, "年底")]),
        side([a_task(1, "年底前")]),
        {"deadline"},
    ),
    "a rhythm given": (
        side([ONE]),
        side([a_task(1, repeat="每年1次")]),
        {"deadline"},
    ),
    "an occurrence moved": (
        side([a_task(1, "每季度1次")]),
        side([a_task(1, "每季度1次", extensions=[extended("2022-04-30", "2022-03-20", "一季度")])]),
        {"extended", "deadline"},
    ),
    "an occurrence held": (
        side([a_task(1, "每季度1次")]),
        side([a_task(1, "每季度1次")], [held("2022-03-01"), held("2022-06-01")]),
        {"lamp", "reported"},
    ),
    "nothing new, said so": (
        side([ONE], [GOING]),
        side([ONE], [GOING, unchanged("2022-06-10")]),
        {"reported"},
    ),
    "a report corrected": (
        side([ONE], [GOING]),
        side([ONE], [said("2022-05-10", "进行中", note="改过的说明")]),
        {"reported", "withdrawn"},
    ),
    "a report taken out": (
        side([ONE], [said("2022-05-10")]),
        side([ONE], []),
        {"withdrawn", "lamp"},
    ),
    "reports in another order of files": (
        side([ONE, TWO], [GOING, said("2022-05-11", task=2)]),
        side([ONE, TWO], [said("2022-05-11", task=2), GOING]),
        set(),
    ),
    "another text": (
        side([ONE]),
        side([a_task(1, text="改过的原文")]),
        {"reworded"},
    ),
    "another label": (side([ONE]), side([a_task(1, short="标签")]), {"reworded"}),
    "other departments": (
        side([ONE]),
        side([a_task(1, departments="办公室、研究室")]),
        {"reassigned"},
    ),
    "handed over": (
        side(
            [a_task(1, handovers=[{"since": "2022-06-01", "from": "办公室", "to": "研究室"}])],
            [],
            "2022-05-31",
        ),
        side(
            [a_task(1, handovers=[{"since": "2022-06-01", "from": "办公室", "to": "研究室"}])],
            [],
            "2022-06-01",
        ),
        {"reassigned"},
    ),
    "added on a day between": (
        side([a_task(1, added="2022-06-01")], [], "2022-05-31"),
        side([a_task(1, added="2022-06-01")], [], "2022-06-01"),
        {"added"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_kinds_of_one_task(name: str) -> None:
    before, after, expected = CASES[name]
    assert kinds_of(before, after) == expected


def test_every_kind_has_a_case() -> None:
    assert {kind for _, _, kinds in CASES.values() for kind in kinds} == set(map(str, ChangeKind))


def test_pairs_keep_the_plans_order_and_those_gone_come_last() -> None:
    before = snapshot_from(side([a_task(1), a_task(2), a_task(3)]))
    after = snapshot_from(side([a_task(4), a_task(3), a_task(1)]))
    found = compare(before, after)
    assert [change.task.id for change in found.pairs] == ["4", "3", "1", "2"]
    both = found.of(ChangeKind.REMOVED, ChangeKind.ADDED)
    assert [change.task.id for change in both] == ["4", "2"]
    assert found.any


def test_what_was_said_anew_counts_equal_entries() -> None:
    reports = [said("2022-05-10", note="开会"), said("2022-05-10", note="开会")]
    once = snapshot_from(side([ONE], reports[:1])).states[0]
    twice = snapshot_from(side([ONE], reports)).states[0]
    assert [update.note for update in said_anew(once, twice)] == ["开会"]
    assert said_anew(twice, once) == ()
    assert len(said_anew(None, twice)) == 2
    assert said_anew(twice, None) == ()


def test_extensions_between_two_days() -> None:
    given: dict[str, Any] = {
        "extensions": [extended("2022-08-31", "2022-05-20"), extended("2022-09-30", "2022-07-20")]
    }
    plan = plan_of(a_plan([a_task(1, "5月", **given)]))
    days = [
        snapshot(a_plan([a_task(1, "5月", **given)]), as_of=on)
        for on in ("2022-05-31", "2022-07-31")
    ]
    first, second = (found.states[0] for found in days)
    assert [item.to.isoformat() for item in extensions_between(None, second)] == [
        "2022-08-31",
        "2022-09-30",
    ]
    assert [item.to.isoformat() for item in extensions_between(first, second)] == ["2022-09-30"]
    assert extensions_between(second, None) == ()
    assert compare(days[0], snapshot_of(plan, days[0].as_of)).any is False
