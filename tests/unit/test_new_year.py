"""`plan.py new-year`: what carries over from one year's plan to the next."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from tests.building import Yaml, a_plan, a_task, as_yaml, day, plan_of, said, write_plans
from tests.conftest import ROOT
from workplan.checks import checked
from workplan.cli import main
from workplan.load import load_library
from workplan.model import Plan
from workplan.next_year import id_in, next_year
from workplan.problems import Level
from workplan.summaries import snapshot_of


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """The shipped plan with its returns."""
    shutil.copytree(ROOT / "plans", tmp_path / "plans")
    return tmp_path / "plans"


def loaded(plans: Path, plan_id: str) -> Plan:
    """A plan of a folder that a strict build takes."""
    library = checked(load_library(plans))
    assert [item for item in library.problems if item.level is not Level.NOTICE] == []
    return next(plan for plan in library.plans if plan.id == plan_id)


def carried(
    tasks: Iterable[Yaml], reports: Iterable[Yaml] = (), as_of: str = "2022-12-31"
) -> list[Yaml]:
    """The tasks of the next year's plan, as its file holds them."""
    plan = plan_of(a_plan(tasks), reports)
    text = next_year(snapshot_of(plan, day(as_of)), 2023, carry=True).text
    found: list[Yaml] = yaml.safe_load(text)["areas"][0].get("tasks", [])
    return found


# --- the frame -----------------------------------------------------------------------------------


def test_settings_and_areas_carry_over_and_the_rest_is_open(
    plans: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = plans / "2022.yaml"
    rules = "rules:\n  reporting: monthly\n  behind:\n    yellow: 5\n    red: 20\nareas:\n"
    source.write_text(source.read_text("utf-8").replace("areas:\n", rules, 1), "utf-8")
    assert main(["new-year", "2023", "--from", "2022", "--plans", str(plans)]) == 0
    text = (plans / "2023.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schema/plan.schema.json\n")
    assert "  # number: 文号" in text
    assert "  # issued: 2023-01-01" in text
    old, new = loaded(plans, "2022"), loaded(plans, "2023")
    assert (new.title, new.year) == ("2023年市政协党建工作重点任务清单", 2023)
    assert (new.kind, new.rules, new.area_titles) == (old.kind, old.rules, old.area_titles)
    assert (new.source.issuer, new.source.number, new.source.issued) == (
        *(old.source.issuer, None, None),
    )
    assert (new.tasks, new.as_of) == ((), None)
    out = capsys.readouterr().out
    assert "2023.yaml 已写好：2023年市政协党建工作重点任务清单，8 项重点工作" in out
    assert "接下来：" in out


def test_default_settings_are_not_repeated(plans: Path) -> None:
    main(["new-year", "2023", "--from", "2022", "--plans", str(plans)])
    assert "rules:" not in (plans / "2023.yaml").read_text(encoding="utf-8")


def test_a_file_that_is_there_is_not_touched(
    plans: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = a_plan([], title="我的计划")
    (plans / "2023.yml").write_text(as_yaml(mine), encoding="utf-8")
    assert main(["new-year", "2023", "--from", "2022", "--plans", str(plans)]) == 2
    assert "2023.yml 已经有了" in capsys.readouterr().err
    assert not (plans / "2023.yaml").exists()
    assert (plans / "2023.yml").read_text(encoding="utf-8") == as_yaml(mine)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2022", "--from", "2022"), "新计划的年份要在 2022 年以后"),
        (("2023", "--from", "2021"), "没有计划 “2021”"),
    ],
)
def test_wrong_use(
    plans: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert main(["new-year", *arguments, "--plans", str(plans)]) == 2
    assert said in capsys.readouterr().err


def test_nothing_is_made_from_plans_with_errors(
    plans: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (plans / "2022" / "07" / "office.yaml").write_text("department: 办公厅\n", encoding="utf-8")
    assert main(["new-year", "2023", "--from", "2022", "--plans", str(plans)]) == 1
    assert "department-unknown" in capsys.readouterr().err
    assert not (plans / "2023.yaml").exists()


def test_the_id_keeps_what_stands_beside_the_year(tmp_path: Path) -> None:
    plan = plan_of(a_plan([a_task()]))
    assert id_in(plan, 2023) == "2023"
    for old, new in (("2022-campaign", "2023-campaign"), ("campaign", "campaign-2023")):
        write_plans(tmp_path / old, a_plan([a_task()]))
        (tmp_path / old / "2022.yaml").rename(tmp_path / old / f"{old}.yaml")
        (tmp_path / old / "2022").rmdir()
        assert id_in(load_library(tmp_path / old).plans[0], 2023) == new


# --- what is unfinished --------------------------------------------------------------------------


def test_unfinished_tasks_carry_over(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = ("new-year", "2023", "--from", "2022", "--carry-unfinished", "--plans", str(plans))
    assert main(run) == 0
    old, new = loaded(plans, "2022"), loaded(plans, "2023")
    states = snapshot_of(old, day("2022-10-15")).states
    open_ = [s for s in states if not (s.standing.completed or s.standing.dropped)]
    assert len(new.tasks) == len(open_) > 40
    for number, (task, state) in enumerate(zip(new.tasks, open_, strict=True), 1):
        assert task.id == str(number)
        assert str(task.continues) == f"2022#{state.task.id}"
        assert (task.text, task.short, task.area) == (
            *(state.task.text, state.task.short, state.task.area),
        )
        assert task.units_at(new.first_day) == state.task.units_at(day("2022-10-15"))
        assert task.rhythm == state.task.rhythm
    out = capsys.readouterr().out
    assert f"带过来 {len(open_)} 项" in out
    assert "演示数据" in out


def test_the_day_decides_what_is_unfinished() -> None:
    tasks, reports = [a_task(1), a_task(2)], [said("2022-06-30", "已完成", task=1)]
    assert [task["continues"] for task in carried(tasks, reports)] == ["2022#2"]
    assert len(carried(tasks, reports, as_of="2022-06-29")) == 2


def test_what_was_dropped_stays_behind() -> None:
    dropped = said("2022-06-30", "不再推进", reason="并入", approved_by="主席会议")
    assert carried([a_task()], [dropped]) == []


@pytest.mark.parametrize(
    ("given", "due"),
    [
        ({"due": "7月"}, "待定"),
        ({"due": "全年"}, "待定"),
        ({"due": {"text": "“七一”前后", "to": "2022-07-05"}}, "待定"),
        ({"due": "每季度至少1次"}, "每季度至少1次"),
        ({"due": "全年", "repeat": "每半年1次"}, "全年"),
        ({"due": "长期"}, "长期"),
        ({"due": "根据市委统一部署"}, "根据市委统一部署"),
        ({"due": "次年3月"}, "3月31日前"),
        (
            {
                "due": "7月",
                "extensions": [
                    {"to": "2023-05-20", "approved_by": "会议", "approved_on": "2022-07-20"}
                ],
            },
            "5月20日前",
        ),
    ],
)
def test_a_deadline_of_last_year_is_no_promise(given: Yaml, due: str) -> None:
    (task,) = carried([a_task(**given)])
    assert task["due"] == due
    assert ("repeat" in task) == ("repeat" in given)


def test_last_years_deadline_stands_in_a_comment() -> None:
    plan = plan_of(a_plan([a_task(due="7月")]), [said("2022-07-20", "进行中", progress=60)])
    text = next_year(snapshot_of(plan, day("2022-12-31")), 2023, carry=True).text
    assert (
        "        due: 待定\n        # 上年的时限：7月；上年报到：进行中 60%\n        continues: 2022#1\n"
    ) in text


def test_departments_are_those_of_the_day() -> None:
    handover = {"since": "2022-09-01", "from": "办公室", "to": "研究室"}
    given = a_task(departments="办公室、各专门委员会", lead="办公室", handovers=[handover])
    (task,) = carried([given])
    assert (task["departments"], task["lead"]) == ("研究室、各专门委员会", "研究室")
    assert "handovers" not in task


def test_who_completes_it_carries_over() -> None:
    several = "办公室、研究室"
    (joint,) = carried([a_task(departments=several, completion="all")])
    assert joint["completion"] == "all"
    (group,) = carried([a_task(departments="各专门委员会")])
    assert "completion" not in group
