"""Problems as programs take them: each form with what its reader needs, and escaped for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from workplan.annotations import FORMATS, as_github, as_gitlab, as_json
from workplan.problems import Place, Problem, report

LINE = "    status: 完成了"
STATUS = Problem(
    "status-unknown",
    Place("plans/2022/07/office.yaml", 6, 13, 3, LINE),
    "没有这种状态 “完成了”",
    ("未启动", "进行中"),
    "是否想写 “已完成”？",
)
TWICE = Problem("department-twice", Place("plans/2022.yaml", 4, 1, 2, "办公室"), "写了两次")
EARLY = Problem("due-before-issue", Place("plans/2022.yaml", 2, 1), "100% 早：a, b\r\nc")
CELL = Problem("number-invalid", Place("inbox/a,b.xlsx", 5, 3, cell="填报!C5"), "不是整数")
ALL = (STATUS, TWICE, EARLY, CELL)


def test_json_has_every_fact() -> None:
    document = json.loads(as_json(ALL))
    assert document.keys() == {"version", "counts", "problems"}
    assert document["version"] == 1
    assert document["counts"] == {"error": 2, "warning": 1, "notice": 1}
    assert document["problems"][-1] == {
        "path": "plans/2022/07/office.yaml",
        "line": 6,
        "column": 13,
        "cell": None,
        "length": 3,
        "level": "error",
        "code": "status-unknown",
        "message": "没有这种状态 “完成了”",
        "expected": ["未启动", "进行中"],
        "hint": "是否想写 “已完成”？",
    }
    assert document["problems"][0]["cell"] == "填报!C5"


def test_commands_are_escaped_and_the_report_follows() -> None:
    text = as_github(ALL)
    assert text.splitlines()[:4] == [
        "::error file=inbox/a%2Cb.xlsx,title=错误 number-invalid 填报!C5::不是整数",
        "::notice file=plans/2022.yaml,line=2,col=1,endColumn=1,title=提醒 due-before-issue::"
        "100%25 早：a, b%0D%0Ac",
        "::warning file=plans/2022.yaml,line=4,col=1,endColumn=2,title=警告 department-twice::"
        "写了两次",
        "::error file=plans/2022/07/office.yaml,line=6,col=13,endColumn=15,"
        "title=错误 status-unknown::没有这种状态 “完成了”%0A应为：未启动、进行中%0A"
        "提示：是否想写 “已完成”？",
    ]
    assert text.endswith(report(ALL))


def test_code_quality_has_what_gitlab_asks_for() -> None:
    found = json.loads(as_gitlab(ALL))
    assert [item["severity"] for item in found] == ["major", "info", "minor", "major"]
    assert found[-1] | {"fingerprint": ""} == {
        "description": "没有这种状态 “完成了” 应为：未启动、进行中 提示：是否想写 “已完成”？",
        "check_name": "status-unknown",
        "fingerprint": "",
        "severity": "major",
        "location": {"path": "plans/2022/07/office.yaml", "lines": {"begin": 6}},
    }
    assert len({item["fingerprint"] for item in found}) == len(found)


def fingerprints(*problems: Problem) -> list[str]:
    return [item["fingerprint"] for item in json.loads(as_gitlab(problems))]


def test_a_fingerprint_stays_when_its_line_moves() -> None:
    def at(line: int, text: str = LINE, message: str = "和第 3 行一样") -> Problem:
        return Problem("id-duplicate", Place("plans/2022.yaml", line, 5, 1, text), message)

    assert fingerprints(at(6)) == fingerprints(at(60, f"  {LINE}", "和第 9 行一样"))
    assert fingerprints(at(6)) != fingerprints(at(6, "    status: 没有"))
    alike = fingerprints(at(6), at(8))
    assert len(set(alike)) == 2
    assert alike == fingerprints(at(16), at(18))


def test_nothing_gives_an_empty_document() -> None:
    assert json.loads(as_gitlab(())) == []
    assert json.loads(as_json(()))["problems"] == []
    assert as_github(()) == "没有问题"


def test_no_form_repeats_private_data() -> None:
    place = Place("plans/2022.yaml", 6, 11, 11, "    note: 13912345678")
    problem = Problem("value-type", place, "不是 “13912345678”", hint="13912345678")
    for form in FORMATS.values():
        assert "13912345678" not in form([problem])
    other = Place("plans/2022.yaml", 6, 11, 11, "    note: 13919999678")
    # Else the number could be found by trying all those that fit the mask.
    assert fingerprints(problem) == fingerprints(Problem("value-type", other, "不是", hint=""))


# --- CI takes them -------------------------------------------------------------------------------

ROOT = Path(__file__).parents[2]


def test_ci_has_the_problems_at_the_lines_changed() -> None:
    gitlab = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8"))["check"]
    written = gitlab["artifacts"]["reports"]["codequality"]
    assert f"scripts/plan.py check --format gitlab > {written}" in gitlab["script"]
    assert gitlab["artifacts"]["when"] == "always"
    actions = yaml.safe_load((ROOT / ".github/workflows/site.yml").read_text(encoding="utf-8"))
    steps = [step.get("run") for step in actions["jobs"]["check"]["steps"]]
    assert "scripts/plan.py check --format github" in steps


@pytest.mark.parametrize("file", [".gitlab-ci.yml", ".github/workflows/site.yml", ".ci/run"])
def test_no_failure_is_passed_over(file: str) -> None:
    assert "|| true" not in (ROOT / file).read_text(encoding="utf-8")
