"""What a clerk is told to write: slips of the hand that a code and a place do not yet mend."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workplan.checks import checked
from workplan.load import load_library

BASE = Path(__file__).parents[1] / "errors" / "base"
RETURN = "2022/11/office.yaml"
HEAD = "department: 办公室\nreported_on: 2022-11-14\n"


@pytest.mark.parametrize(
    ("path", "text", "where", "hint"),
    [
        (RETURN, HEAD + "updates:\n  - task: 1\n  note: 一\n", "5:3", "“- ” 后面的字左边对齐"),
        (
            RETURN,
            HEAD + "updates:\n  - task: 1\n    note: 一\n     by: 二\n",
            "6:6",
            "冒号后面不写内容",
        ),
        (RETURN, HEAD + "task: 1\n", "3:1", "“task” 写在 updates 下面的一层"),
        (RETURN, HEAD + "updates:\n  task: 1\n", "4:3", "第一行前面加 “- ”"),
        (RETURN, HEAD + "updates: 一\n", "3:10", "另起一行写成 “- task: …”"),
        (RETURN, HEAD + "no_change: 1\n", "3:12", "另起一行写成 “- 1”"),
        (
            RETURN,
            HEAD + "updates:\n  - task: 1\n    evidence:\n      - http://a.cn/b\n",
            "6:9",
            "写成 “title: …” 的样子",
        ),
        (
            RETURN,
            HEAD + "updates:\n  - task: 1\n    figures:\n      - 次数: 2\n",
            "6:7",
            "写成 “名称: 内容” 的样子，前面不加 “- ”",
        ),
        (RETURN, HEAD + "period: 11月\nno_change:\n  - 1\n", "3:9", "还要写年份"),
        (RETURN, HEAD + "period: 四季度\nno_change:\n  - 1\n", "3:9", "还要写年份"),
        (RETURN, HEAD + "updates:\n  - task: 1\n    progress: 0.6\n", "5:15", "写百分数：60"),
        (RETURN, HEAD + "sample: True\nno_change:\n  - 1\n", "3:9", "小写，不加引号"),
        (RETURN, "```yaml\n" + HEAD + "no_change:\n  - 1\n```\n", "1:1", "只复制它们中间的几行"),
        (RETURN, HEAD + "无新进展:\n  - 1\n", "3:1", "是否想写 “no_change”？"),
        ("11/office.yaml", HEAD + "no_change:\n  - 1\n", "1:1", "报送单放在计划的文件夹里"),
        ("office.yaml", HEAD + "no_change:\n  - 1\n", "1:1", "移到计划的文件夹里"),
        ("2022/files/a.yaml", HEAD + "no_change:\n  - 1\n", "1:1", "放在旁边的月份文件夹里"),
    ],
)
def test_hint(tmp_path: Path, path: str, text: str, where: str, hint: str) -> None:
    plans = tmp_path / "plans"
    shutil.copytree(BASE, plans)
    file = plans / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    errors = [
        problem
        for problem in checked(load_library(plans, "plans")).problems
        if problem.place.path.endswith(path) or path.startswith("11/")
    ]
    assert errors
    assert f"{errors[0].place.line}:{errors[0].place.column}" == where
    assert hint in (errors[0].hint or "")


@pytest.mark.parametrize(
    ("due", "hint"),
    [
        ("7.15前", "写成 “7月15日前”"),
        ("3月、5月", "几个时限是几项任务，分开写"),
    ],
)
def test_hint_of_a_deadline(tmp_path: Path, due: str, hint: str) -> None:
    plans = tmp_path / "plans"
    shutil.copytree(BASE, plans)
    plan = plans / "2022.yaml"
    text = plan.read_text(encoding="utf-8")
    assert "due: 全年" in text
    plan.write_text(text.replace("due: 全年", f"due: {due}", 1), encoding="utf-8")
    hints = [problem.hint or "" for problem in load_library(plans, "plans").problems]
    assert any(hint in said for said in hints)
