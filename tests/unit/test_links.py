"""Tasks that lead to others: both ways, over plans, at each plan's own day."""

from __future__ import annotations

from pathlib import Path

import pytest
from building import ORGANIZATION, Yaml, a_plan, a_task, as_yaml, day, read_plans

from workplan.as_of import home_plan, plans_in_force
from workplan.links import links_between
from workplan.problems import report
from workplan.summaries import snapshot_of


def library(folder: Path, plans: dict[str, Yaml]):
    (folder / "organization.yaml").write_text(as_yaml(ORGANIZATION), encoding="utf-8")
    for key, plan in plans.items():
        (folder / f"{key}.yaml").write_text(as_yaml(plan), encoding="utf-8")
    return read_plans(folder)


def test_links_go_both_ways(tmp_path: Path) -> None:
    found = library(
        tmp_path,
        {
            "2021": a_plan([a_task(3)], year=2021),
            "2022": a_plan([a_task(1, continues="2021#3"), a_task(2)]),
            "2022-points": a_plan(
                [a_task(1, carried_out_by=["2022#2", "2022#1", "2022#2"])], kind="key-points"
            ),
        },
    )
    assert found.problems == (), report(found.problems)
    links = links_between(snapshot_of(plan, day("2022-06-30")) for plan in found.plans)

    def named(key: tuple[str, str], kind: str) -> list[str]:
        return [
            f"{item.snapshot.plan.id}#{item.state.task.id}" for item in getattr(links[key], kind)
        ]

    assert named(("2022", "1"), "continues") == ["2021#3"]
    assert named(("2021", "3"), "continued_by") == ["2022#1"]
    assert named(("2022-points", "1"), "carried_out_by") == ["2022#2", "2022#1"]
    assert named(("2022", "1"), "carries_out") == ["2022-points#1"]
    assert named(("2022", "2"), "carries_out") == ["2022-points#1"]


def test_what_does_not_exist_yet_is_not_linked(tmp_path: Path) -> None:
    found = library(
        tmp_path,
        {
            "2022": a_plan([a_task(1), a_task(2, added="2022-09-01")]),
            "2023": a_plan([a_task(1, continues="2022#2")], year=2023),
        },
    )
    assert links_between(snapshot_of(plan, day("2022-06-30")) for plan in found.plans) == {}


@pytest.mark.parametrize(
    ("on", "home", "in_force"),
    [
        ("2022-06-30", "2022", ["2022"]),
        ("2022-08-01", "2022", ["2022", "2022-late"]),
        ("2023-02-01", "2023", ["2023", "2022", "2022-late"]),
    ],
)
def test_plans_in_force(tmp_path: Path, on: str, home: str, in_force: list[str]) -> None:
    found = library(
        tmp_path,
        {
            "2020": a_plan([a_task()], year=2020, as_of="2020-12-31"),
            "2022": a_plan([a_task()], issued="2022-03-01"),
            "2022-late": a_plan([a_task()], issued="2022-07-15", kind="scheme"),
            "2023": a_plan([a_task()], year=2023, issued="2023-01-10"),
        },
    )
    days = {plan.id: plan.as_of or day(on) for plan in found.plans}
    expected_home = "2022-late" if on == "2022-08-01" else home
    assert home_plan(days, found.plans).id == expected_home
    assert {plan.id for plan in plans_in_force(days, found.plans)} == set(in_force)
    assert plans_in_force(days, found.plans)[0].id == expected_home


def test_a_circle_over_plans_is_told_once(tmp_path: Path) -> None:
    found = library(
        tmp_path,
        {
            "2021": a_plan([a_task(1, continues="2022#1")], year=2021),
            "2022": a_plan([a_task(1, continues="2021#1"), a_task(2, continues="2022#1")]),
        },
    )
    circles = [problem for problem in found.problems if problem.code == "reference-circle"]
    assert [(p.place.path, p.message) for p in circles] == [
        ("plans/2021.yaml", "绕成了圈：2021#1 → 2022#1 → 2021#1")
    ]
