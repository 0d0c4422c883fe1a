"""What the columns of a task list are called, and which row is the heading.

A heading names at least the tasks, and who or by when. Names are compared without spaces, line
breaks and punctuation; some mean an area where another column holds the tasks, and else a task.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workplan.importing.tables import Cell, Row


class Role(StrEnum):
    """What a column holds."""

    NUMBER = "序号"
    AREA = "重点工作"
    TEXT = "主要内容"
    DEPARTMENTS = "责任部门"
    PARTNERS = "配合部门"
    DUE = "完成时限"


_WHO = ("部门", "单位", "处室", "科室", "委室", "机构", "主体")
_WORDS: Mapping[Role, tuple[str, ...]] = {
    Role.NUMBER: ("序号", "编号", "任务序号", "任务编号", "项次"),
    Role.TEXT: (
        *("主要内容", "工作内容", "任务内容", "具体内容", "重点内容", "内容", "任务名称"),
        *("具体任务", "主要任务", "工作措施", "具体措施", "主要措施", "工作举措", "主要举措"),
        *("具体举措", "重点举措", "工作要求", "目标任务", "内容及要求", "工作内容及要求"),
    ),
    Role.AREA: (
        *("工作类别", "任务类别", "类别", "分类", "工作领域", "领域", "板块", "工作方面"),
        *("一级任务", "所属重点工作", "重点领域"),
    ),
    Role.DEPARTMENTS: (
        *(f"{how}{who}" for how in ("责任", "牵头", "承办", "主办", "落实", "") for who in _WHO),
        *("责任人", "责任者", "责任分工", "牵头责任部门", "牵头责任单位"),
        *("责任部门单位", "责任单位部门"),
    ),
    Role.PARTNERS: tuple(
        f"{how}{who}" for how in ("配合", "协办", "协同", "参与", "参加", "协作") for who in _WHO
    ),
    Role.DUE: (
        *("完成时限", "完成时间", "完成期限", "完成日期", "时限", "时限要求", "时间节点"),
        *("时间要求", "时间进度", "时间安排", "办结时限", "办理时限", "完成时间节点", "进度安排"),
    ),
}
# An area where another column holds the tasks, else a task.
_EITHER = (
    "重点工作",
    "重点任务",
    "工作任务",
    "任务",
    "工作重点",
    "重点工作任务",
    "工作项目",
    "项目",
    "事项",
    "工作事项",
)
# No heading is longer.
_LONGEST = 40
_ROLE_OF = {word: role for role, words in _WORDS.items() for word in words}


@dataclass(frozen=True)
class Columns:
    """Which cell of a row holds what, from 0; `others` are the headings of cells left unread.

    `width` is the number of cells in the heading.
    """

    roles: Mapping[Role, int]
    others: Mapping[int, str]
    width: int

    @property
    def first(self) -> int:
        return min(self.roles.values())


def _bare(text: str) -> str:
    """A heading without spaces, punctuation and what stands in brackets."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"[^\w]", "", re.sub(r"\(.*?\)", "", text)) or re.sub(r"[^\w]", "", text)


def _apart(cells: tuple[Cell, ...]) -> list[tuple[int, str]]:
    """Each heading once, with the first of its cells."""
    found: dict[tuple[int, ...], tuple[int, str]] = {}
    for at, cell in enumerate(cells):
        if cell.text:
            found.setdefault(cell.origin or (at,), (at, _bare(cell.text)))
    return list(found.values())


def columns_of(row: Row) -> Columns | None:
    """What the columns hold, where a row is a heading; else None."""
    roles: dict[Role, int] = {}
    either: list[tuple[int, str]] = []
    others: dict[int, str] = {}
    if max(len(cell.text) for cell in row.cells) > _LONGEST:
        return None
    for at, word in _apart(row.cells):
        role = _ROLE_OF.get(word)
        if role is not None and role not in roles:
            roles[role] = at
        elif word in _EITHER:
            either.append((at, word))
        else:
            others[at] = word
    for at, word in reversed(either):  # the last one that may be the task is
        if Role.TEXT not in roles:
            roles[Role.TEXT] = at
        elif Role.AREA not in roles:
            roles[Role.AREA] = at
        else:
            others[at] = word
    if Role.TEXT in roles and (Role.DEPARTMENTS in roles or Role.DUE in roles):
        return Columns(roles, others, len(row.cells))
    return None
