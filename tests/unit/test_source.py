"""Texts read into nodes that know their place, and what a text as such can be wrong about."""

from __future__ import annotations

from pathlib import Path

import pytest

from workplan.problems import Problem
from workplan.source import MAX_DEPTH, MAX_REPEATED, Document, parse_text, read_document


def read(text: str) -> Document:
    document, problems = parse_text(text, "plan.yaml")
    assert problems == []
    assert document is not None
    return document


def wrong(text: str) -> list[Problem]:
    return parse_text(text, "plan.yaml")[1]


def spots(text: str) -> list[str]:
    return [f"{item.place.line}:{item.place.column} {item.code}" for item in wrong(text)]


# --- values --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("办公室", "办公室"),
        ("2022-07-15", "2022-07-15"),
        ("010", "010"),
        ("1_0", "1_0"),
        ("2.10", "2.10"),
        ("1:30", "1:30"),
        ("no", "no"),
        ("on", "on"),
        ("true", "true"),
        ("0x1F", "0x1F"),
        (".inf", ".inf"),
        ("=", "="),
        ("", None),
        ("~", None),
        ("null", None),
        ("'null'", "null"),
        ('""', ""),
        ("'第一: 二 #三'", "第一: 二 #三"),
        ('"一\\n二"', "一\n二"),
        ("一\n  二", "一 二"),
        ("|\n  一\n  二", "一\n二\n"),
        (">-\n  一\n  二", "一 二"),
        ("[一, 二]", ["一", "二"]),
        ("{一: 二}", {"一": "二"}),
        ("甲：乙，丙。", "甲：乙，丙。"),
        ("甲 # 注释", "甲"),
        ("甲#乙", "甲#乙"),
        ("https://example.com/a#b", "https://example.com/a#b"),
    ],
)
def test_scalars_stay_text(written: str, value: object) -> None:
    assert read(f"键: {written}\n").root.plain() == {"键": value}


def test_windows_and_old_line_ends() -> None:
    for end in ("\r\n", "\r", "\n"):
        document = read(end.join(("一: 1", "二:", "  - 三", "")))
        assert document.root.plain() == {"一": "1", "二": ["三"]}
        assert str(document.place(("二", 0))) == "plan.yaml:3:5"


# --- places --------------------------------------------------------------------------------------

TASKS = """\
areas:
  - title: 第一项
    tasks:
      - id: 1
        text: 组织学习，
          开展调研
        due: {text: “七一”前后, to: 2022-07-05}

      - id: 2
        text: |
          一段
          二段

"""


@pytest.mark.parametrize(
    ("loc", "place", "length"),
    [
        (("areas",), "2:3", 12),
        (("areas", 0, "title"), "2:12", 3),
        (("areas", 0, "tasks", 0), "4:9", 5),
        (("areas", 0, "tasks", 0, "id"), "4:13", 1),
        (("areas", 0, "tasks", 0, "text"), "5:15", 5),
        (("areas", 0, "tasks", 0, "due", "map", "text"), "7:21", 6),
        (("areas", 0, "tasks", 0, "due", "to"), "7:33", 10),
        (("areas", 0, "tasks", 1, "text"), "10:15", 1),
        (("areas", 0, "tasks", 0, "lead"), "4:9", 5),
        (("areas", 0, "tasks", 7), "4:7", 7),
    ],
    ids=str,
)
def test_places_count_characters(loc: tuple[str | int, ...], place: str, length: int) -> None:
    found = read(TASKS).place(loc)
    assert (f"{found.line}:{found.column}", found.length) == (place, length)


def test_place_of_a_key() -> None:
    found = read(TASKS).place(("areas", 0, "tasks", 0, "due"), of_key=True)
    assert (found.line, found.column, found.length) == (7, 9, 3)


@pytest.mark.parametrize(("task", "line"), [(0, 7), (1, 12)])
def test_last_line_of_a_block(task: int, line: int) -> None:
    assert read(TASKS).last_line(("areas", 0, "tasks", task)) == line


# --- what is wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # slips are undone, so that what comes after them is told too, where it really stands
        ("note：甲\nnote：乙", ["1:5 colon-fullwidth", "2:5 colon-fullwidth", "2:1 key-duplicate"]),
        ("note：甲 #乙", ["1:5 colon-fullwidth", "1:8 comment-cuts"]),
        ("a:\n　－ task：甲 #乙", ["2:1 space-fullwidth", "2:2 dash-fullwidth", "2:8 colon-fullwidth", "2:11 comment-cuts"]),
        ("a:\n\tb: 1", ["2:1 tab"]),
        ("a:\n  \tb: 1", ["2:3 tab"]),
        ("a:\n\u00a0b: 1", ["2:1 space-fullwidth"]),
        ("a:　1\nb: 2", ["1:3 space-fullwidth"]),
        ("a:\n  －b: 1", ["2:3 dash-fullwidth"]),
        ("a:\n  -b: 1", ["2:3 yaml-syntax"]),
        ("a:1\nb:2", ["1:2 yaml-syntax", "2:2 yaml-syntax"]),
        # what looks like a slip inside a text is none
        ("a: |\n  　　一段\n  note：甲\n", []),
        ("a: 甲：乙\nb: “甲： 乙”", []),
        # quotes and marks
        ('a: "甲', ["1:4 yaml-syntax"]),
        ('a: "甲"乙', ["1:4 yaml-syntax"]),
        ("a: [甲", ["1:4 yaml-syntax"]),
        ("a: {甲", ["1:4 yaml-syntax"]),
        ("a: [甲] 乙", ["1:4 yaml-syntax"]),
        ("a: 甲\n b: 乙", ["2:2 yaml-syntax"]),
        ("a: 甲\nb", ["2:1 yaml-syntax"]),
        ("a: 甲: 乙", ["1:5 yaml-syntax"]),
        ("a: @甲", ["1:4 yaml-syntax"]),
        ("a: `甲`", ["1:4 yaml-syntax"]),
        ("a: %甲", ["1:4 yaml-syntax"]),
        ("a: ? 甲", ["1:4 yaml-syntax"]),
        ("a: - 甲", ["1:4 yaml-syntax"]),
        ("a: | 甲", ["1:4 yaml-syntax"]),
        ('a: "\\甲"', ["1:4 yaml-syntax"]),
        ("a: *甲", ["1:4 yaml-alias"]),
        ("a: *b", ["1:4 yaml-alias"]),
        ("a: &b 甲", ["1:4 yaml-alias"]),
        ("a: !甲 乙", ["1:4 yaml-tag"]),
        ("a: !!str 乙", ["1:4 yaml-tag"]),
        ("a: !!python/name:os.system", ["1:4 yaml-tag"]),
        # two of one
        ("a: 1\na: 2", ["2:1 key-duplicate"]),
        ("a: {b: 1, b: 2}", ["1:11 key-duplicate"]),
        ("a: 1\n---\nb: 2", ["2:1 yaml-documents"]),
        ("---\na: 1\n...\n", []),
        # not a mapping
        ("甲", ["1:1 value-type"]),
        ("- 甲", ["1:1 value-type"]),
        ("[甲]: 1", ["1:1 value-type"]),
        ("", ["1:1 file-empty"]),
        ("# 甲", ["1:1 file-empty"]),
        ("---", ["1:1 file-empty"]),
        # characters brought in by an escape
        ('a: "\\0"', ["1:4 char-forbidden"]),
        ('a: "甲\\u202e"', ["1:4 char-forbidden"]),
        ('a: "\\e[31m"', ["1:4 char-forbidden"]),
        # comments
        ("a: 甲 #乙", ["1:6 comment-cuts"]),
        ("a: 甲 # 乙", []),
        ("a: #乙", ["1:4 comment-cuts"]),
        ("a: '甲' #乙", []),
        ("#甲\na: 1 ", []),
        ("a: 一\n  二 #三", ["2:5 comment-cuts"]),
        ("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH, [f"1:{MAX_DEPTH + 3} yaml-deep"]),
        ("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1), []),
    ],
    ids=repr,
)  # fmt: skip
def test_told_where_it_stands(text: str, expected: list[str]) -> None:
    assert spots(text) == expected


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "\n".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert spots(f"a: &a [甲]\n{bomb}") == ["1:4 yaml-alias"]


def test_one_pasted_mistake_is_told_so_often_only() -> None:
    assert len(wrong("note：甲\n" * 1000)) == 2 * MAX_REPEATED
    assert len(wrong("a: 1\n" * 1000)) == MAX_REPEATED
    assert len(wrong("=======\n" * 1000)) == MAX_REPEATED
    assert len(wrong("a: \x00\n" * 1000)) == MAX_REPEATED


def test_nothing_is_raised_for_a_file_that_is_a_folder(tmp_path: Path) -> None:
    document, (problem,) = read_document(tmp_path, "plans/2022.yaml")
    assert document is None
    assert problem.code == "file-unreadable"
