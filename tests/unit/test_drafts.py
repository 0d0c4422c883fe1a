"""Returns begun: what is asked, that nothing is answered, and that filling one in is enough."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from building import a_plan, a_task, closed, dropped, extended, held, said, snapshot
from clerks import Committee

from workplan.filing.asks import asks_of
from workplan.periods import parse_period
from workplan.problems import CODES

OFFICE = "2022/10/office.yaml"


@pytest.fixture
def committee(tmp_path: Path) -> Committee:
    return Committee(tmp_path)


@pytest.mark.parametrize("name", ["office", "办公室", " 办公 室 "])
def test_a_draft_by_any_name_of_the_department(committee: Committee, name: str) -> None:
    ran = committee.run("return", name, "2022-10")
    assert (ran.code, ran.err) == (0, "")
    assert f"{committee.plans.as_posix()}/{OFFICE}" in ran.out
    assert "department: 办公室\nreported_on: 2022-10-12\nperiod: 2022-10\n" in committee.text(
        OFFICE
    )


def test_a_draft_says_nothing_and_the_check_asks(committee: Committee) -> None:
    committee.run("return", "office", "2022-10")
    ran = committee.run("check")
    assert ran.code == 1
    assert re.findall(r"错误\[(.+?)\]", ran.out) == ["return-empty"]
    assert "编号写进 no_change" in ran.out


def test_uncommenting_alone_is_not_enough(committee: Committee) -> None:
    """Days, counts and texts are left to be filled: what nobody said is never reported."""
    committee.run("return", "office", "2022-10")
    text = re.sub(
        r"^( *)# (  date|  status|  occurrences|  note|- task)",
        r"\1\2",
        committee.text(OFFICE),
        flags=re.M,
    )
    (committee.plans / OFFICE).write_text(text, encoding="utf-8")
    found = set(re.findall(r"错误\[(.+?)\]", committee.run("check").out))
    assert found == {"date-invalid", "value-empty"}


def test_a_draft_filled_in_passes(committee: Committee) -> None:
    committee.run("return", "office", "2022-10")
    text = committee.text(OFFICE)
    for old, new in (
        ("# no_change:", "no_change:"),
        ("#   - 1  #", "  - 1  #"),
        ("  # - task: 2\n", "  - task: 2\n"),
        (
            "  #   date: 2022-10-??\n  #   status: 进行中\n  #   occurrences:\n",
            "    date: 2022-10-09\n    status: 进行中\n    occurrences: 1\n",
        ),
    ):
        assert old in text
        text = (
            text.replace(old, new, 1)
            if "date" not in old
            else text[: text.index("- task: 2")]
            + text[text.index("- task: 2") :].replace(old, new, 1)
        )
    (committee.plans / OFFICE).write_text(text, encoding="utf-8")
    ran = committee.run("check")
    assert (ran.code, ran.out) == (0, "没有问题\n"), ran.out


def test_it_refuses_to_overwrite(committee: Committee) -> None:
    (committee.plans / "2022/10").mkdir()
    (committee.plans / "2022/10/office.yml").write_text("department: 办公室\n", encoding="utf-8")
    before = committee.files()
    ran = committee.run("return", "office", "2022-10")
    assert (ran.code, committee.files()) == (2, before)
    assert "office.yml 已经有了" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said_"),
    [
        (("各专门委员会", "2022-10"), "是部门组，这里应写一个部门"),
        (("办公厅", "2022-10"), "没有这个部门 “办公厅”。是否想写 “办公室”？"),
        (("office", "2022年10月"), "报送期：不是报送期 “2022年10月”"),
        (("office", "2023-10"), "没有 2023 年的计划，有：2022"),
        (("office", "2022-10", "--plan", "2021"), "没有计划 “2021”，有：2022"),
    ],
)
def test_wrong_use(committee: Committee, arguments: tuple[str, ...], said_: str) -> None:
    before = committee.files()
    ran = committee.run("return", *arguments)
    assert (ran.code, committee.files()) == (2, before)
    assert said_ in ran.err


def test_of_two_plans_of_a_year_that_named_as_the_year_is_meant(committee: Committee) -> None:
    text = committee.text("2022.yaml")
    (committee.plans / "2022-campaign.yaml").write_text(text, encoding="utf-8")
    assert committee.run("return", "office", "2022-10").code == 0
    assert OFFICE in committee.files()
    assert committee.run("return", "office", "2022-Q4", "--plan", "2022-campaign").code == 0
    assert "2022-campaign/Q4/office.yaml" in committee.files()
    (committee.plans / "2022.yaml").rename(committee.plans / "2022-list.yaml")
    ran = committee.run("return", "office", "2022-10")
    assert (ran.code, "用 --plan 写明：2022-campaign、2022-list" in ran.err) == (2, True)


def test_a_department_without_tasks_gets_an_empty_draft(committee: Committee) -> None:
    assert committee.run("return", "research", "2022-10").code == 0
    assert committee.run("return", "economy", "2022-10").code == 0
    assert "任务 5" not in committee.text("2022/10/research.yaml")


# --- what is asked -------------------------------------------------------------------------------

QUESTIONS = {
    "nothing yet": (a_task(), [], "动手了没有？做了什么？"),
    "going on": (a_task(), [said("2022-09-01", "进行中")], "10月做了什么？"),
    "a percent": (
        a_task(),
        [said("2022-09-01", "进行中", progress=60)],
        "上次报 60%，现在做到百分之几？做了什么？",
    ),
    "an occurrence to come": (
        a_task(repeat="每季度1次"),
        [held("2022-03-01"), held("2022-05-01"), held("2022-08-01")],
        "四季度的办了没有？办了几次，哪天办的？",
    ),
    "an occurrence missed": (
        a_task(repeat="每季度1次"),
        [held("2022-03-01"), held("2022-05-01")],
        "三季度的还没有办，补办了没有？哪天办的？",
    ),
    "late": (a_task(due="8月"), [], "时限 8月31日 已过，做完了没有？没做完的，卡在哪里？"),
    "due this month": (a_task(due="10月"), [], "10月31日到期，做完了没有？"),
    "no date": (a_task(due="待定"), [], "定下日期没有？动手了没有？"),
    "not begun": (a_task(due="11月"), [], "11月1日开始，还没动手的不用报"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_question(name: str) -> None:
    task, reports, question = QUESTIONS[name]
    period = parse_period("2022-10")
    assert period
    (ask,) = asks_of(snapshot(a_plan([task]), reports, as_of="2022-10-12"), "office", period)
    assert ask.question == question


def test_what_is_over_is_not_asked() -> None:
    tasks = [a_task(number) for number in (1, 2, 3, 4)]
    proof = [{"title": "总结", "link": "https://example.com/1"}]
    reports = [
        said("2022-09-01", "已完成", task=1, evidence=proof),
        closed("2022-09-05", task=1),
        dropped("2022-09-01", task=2),
        said("2022-09-01", "已完成", task=3),
    ]
    period = parse_period("2022-10")
    assert period
    found = asks_of(snapshot(a_plan(tasks), reports, as_of="2022-10-12"), "office", period)
    assert [ask.task for ask in found] == ["4"]


def test_deadline_and_last_state_in_words() -> None:
    task = a_task(due="8月", extensions=[extended("2022-11-30", "2022-08-20")])
    reports = [said("2022-09-01", "进行中", progress=60)]
    period = parse_period("2022-10")
    assert period
    (ask,) = asks_of(snapshot(a_plan([task]), reports, as_of="2022-10-12"), "office", period)
    assert (ask.due, ask.last) == ("8月（延到 11月30日）", "进行中，60%（9月1日）")
    assert ask.lamp.startswith("● ") or ask.lamp.startswith(("▲ ", "◆ ", "○ "))


def test_the_codes_that_a_draft_can_raise_exist() -> None:
    assert {"return-empty", "value-empty", "date-invalid"} <= CODES.keys()
