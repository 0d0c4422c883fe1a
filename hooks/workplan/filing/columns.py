"""The columns of the workbook that clerks fill, by name: what `sheets` writes and `taking` finds.

A column is found by its head wherever it stands, so that one moved still counts. The head's first
words are its name; what follows in brackets explains.
"""

from __future__ import annotations

from dataclasses import dataclass

from workplan.fields import folded

SHEET, INSTRUCTIONS, FACTS = "填报", "填写说明", "_plan"
YES = "是"


@dataclass(frozen=True)
class Answer:
    """A column that is filled in: the key of the return it becomes, its head, and what it holds."""

    key: str
    head: str
    width: int
    prompt: str = ""


TASK, SHORT, DUE, LAST, QUESTION = "编号", "任务", "完成时限", "上次", "请回答"
ANSWERS = (
    Answer("no_change", "无新进展", 8, "看过了、没有新进展，选“是”，这一行别的格不用填。"),
    Answer("status", "状态", 9, "从下拉里选一个。"),
    Answer(
        "date",
        "哪天的事",
        12,
        "事情是哪天做的，例如 2022-07-15。不填就算报送那天，不晚于报送期的最后一天。",
    ),
    Answer("progress", "进度（%）", 8, "完成了百分之几，只写 0 到 100 的数；量不出来的不填。"),
    Answer("occurrences", "办了几次", 8, "每季度一次这类任务：从上次报送到现在又办了几次。"),
    Answer("note", "做了什么", 36, "一句话：做了什么，结果怎样。"),
    Answer("title", "佐证材料名称", 16, "例如：视察报告。"),
    Answer("link", "佐证网址", 22, "完整网址，以 http:// 或 https:// 开头；在仓库里的，写文件名。"),
    Answer("reason", "理由", 14, "只在 已调整、不再推进 时填。"),
    Answer("approved_by", "谁批准", 10, "只在 已调整、不再推进 时填，例如：主席会议。"),
    Answer("verified_by", "核验部门", 12, "只在 已销号 时填，须不是报完成的部门。"),
)
# Beside the table, each with its value to the right.
REPORTED_ON = "报送日期"


def named_by(head: str, words: tuple[str, ...]) -> str | None:
    """The one of some names that a head begins with, whatever spaces and brackets it has got."""
    bare = folded(head).partition("(")[0]
    return next((word for word in words if folded(word).partition("(")[0] == bare), None)
