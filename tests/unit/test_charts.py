"""What the timeline says of a task, beside what the task's own page says."""

from __future__ import annotations

from building import a_plan, a_task, held, snapshot

from workplan.charts import axis_of, bar_of
from workplan.views import Views


def test_occurrences_are_told_as_on_the_tasks_page() -> None:
    plan = a_plan([a_task(1, "每季度1次"), a_task(2, "每季度1次")])
    reports = [held("2022-02-01"), held("2022-05-08", 2)]
    seen = snapshot(plan, reports, as_of="2022-08-15")
    for state in seen.states:
        told = [
            f"{item.label}：{item.words}" for item in Views(seen, home=True).task(state).occurrences
        ]
        bar = bar_of(state, seen.plan, axis_of(seen.plan, seen.states, seen.as_of))
        kinds = ("met", "late", "missed", "coming", "unjudged")
        assert [mark.title for mark in bar.marks if mark.kind in kinds] == told
        assert "；".join(told) in bar.description
    assert told == ["一季度：逾期未完成", "二季度：逾期未完成", "三季度：进行中", "四季度：未到"]
