"""An update added to a file that people wrote: the old part stays to the byte, the new reads back."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from clerks import Committee
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workplan.filing.adding import with_update
from workplan.source import parse_text

OFFICE = "2022/10/office.yaml"
HEAD = "department: 办公室\nreported_on: 2022-10-12\nperiod: 2022-10\n"
UPDATE: dict[str, Any] = {
    "task": 35,
    "date": datetime.date(2022, 10, 9),
    "note": "冒号: 和 # 号",
    "evidence": [{"title": "报告", "link": "https://example.com"}],
}
PLAIN = {
    "task": "35",
    "date": "2022-10-09",
    "note": "冒号: 和 # 号",
    "evidence": [{"title": "报告", "link": "https://example.com"}],
}


def added(text: str, update: dict[str, Any] | None = None) -> str:
    document, problems = parse_text(text.removeprefix("\ufeff"), "a.yaml")
    assert document, problems
    return with_update(text, document, update or UPDATE)


def assert_kept(old: str, new: str) -> None:
    """Whether the old text is whole in the new one, which has one piece more."""
    start = 0
    while start < len(old) and start < len(new) and old[start] == new[start]:
        start += 1
    end = len(old) - start
    assert new[len(new) - end :] == old[start:] if end else True, f"{old!r} → {new!r}"


KEPT = {
    "no updates": "department: a\n",
    "no final newline": "department: a",
    "empty updates": "updates:\n",
    "updates before another key": "updates:\n  - task: 1\n\n# about these\nno_change:\n  - 3\n",
    "draft": "updates:\n  # - task: 6\n  #   note:\n",
    "dashes at the margin": "updates:\n- task: 1\n  note: a\n",
    "wide": "updates:\n    -   task: 1\n        note: a # why\n  # tail\n",
    "a dash alone": "updates:\n  -\n    task: 1\n",
    "block scalar": "updates:\n  - task: 1\n    note: |\n      a\n\n      b\n\n\nno_change: [3]\n",
    "folded text": "updates:\n  - task: 1\n    note: 'a\n      b'\n",
    "flow inside": "updates:\n  - task: 1\n    figures: {a: 1,\n      b: 2}\n",
    "flow items": "updates:\n  - {task: 1,\n     note: b}\n",
    "flow list": "updates: [{task: 1, note: x}]\nno_change: []\n",
    "flow list with a last comma": "updates: [\n  {task: 1, note: x},]\n",
    "all in flow": "{department: a, no_change: [3]}\n",
    "a key without value": "updates:\n  - task: 1\n    note:\n  # c\nx: 1\n",
    "indented": "  department: a\n  updates:\n    - task: 1\n",
    "document marks": "---\ndepartment: a\nupdates:\n  - task: 1\n...\n",
    "document end": "department: a\n...\n",
    "comments after the last": "updates:\n  - task: 1\n    note: a\n    # inside\n# outside\n",
    "spaces at line ends": "updates:   \n  - task: 1   \n    note: a  \n   \n",
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "bom"])
@pytest.mark.parametrize("name", KEPT)
def test_the_old_part_is_kept(name: str, mark: str, end: str) -> None:
    old = mark + KEPT[name].replace("\n", end)
    new = added(old)
    assert_kept(old, new)
    if end in old:  # a single line without an end says nothing of ends
        assert set(new.replace(end, "")) & {"\r", "\n"} == set()
    document, problems = parse_text(new.removeprefix("\ufeff"), "a.yaml")
    assert document, problems
    before, _ = parse_text(old.removeprefix("\ufeff"), "a.yaml")
    assert before
    was, now = before.root.plain(), document.root.plain()
    assert isinstance(was, dict)
    assert isinstance(now, dict)
    assert now.pop("updates") == [*(was.pop("updates", None) or []), PLAIN]  # type: ignore[misc]
    assert now == was


@pytest.mark.parametrize("empty", ["[]", "~", "null", "[ ]  # nothing yet"])
def test_what_stands_for_an_empty_list_goes(empty: str) -> None:
    new = added(f"department: a\nupdates: {empty}\nno_change: [3]\n")
    document, _ = parse_text(new, "a.yaml")
    assert document
    assert document.root.plain() == {"department": "a", "updates": [PLAIN], "no_change": ["3"]}


TEXTS = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Cf")), min_size=1
)
COMMENTS = st.text(st.characters(whitelist_categories=("L", "Nd")), max_size=6)


@st.composite
def returns(draw: st.DrawFn) -> str:
    """A return as somebody may have written it, in any indentation and with any comments."""
    outer, gap = draw(st.integers(0, 4)), draw(st.integers(1, 4))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    lines = ["department: 办公室", "reported_on:   2022-10-12 "]
    if draw(st.booleans()):
        lines.append(
            draw(
                st.sampled_from(
                    ["no_change: [1, 2]", "no_change:\n- 1\n-   2", "period: '2022-10'"]
                )
            )
        )
    lines.append(draw(st.sampled_from(["updates:", "updates:  # 进展", '"updates":'])))
    for number in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            lines.append(" " * draw(st.integers(0, 8)) + "# " + draw(COMMENTS))
        note = draw(TEXTS).replace("'", "''")
        lines.append(" " * outer + "-" + " " * gap + f"task: {number}")
        inner = " " * (outer + gap + 1)
        lines.append(inner + f"note: '{note}'" + draw(st.sampled_from(["", "  # 注", "  "])))
        if draw(st.booleans()):
            lines += [inner + "note2: |-", inner + "  第一行", "", inner + "  第二行"]
    if draw(st.booleans()):
        lines += ["", "# 结束", "sample: true"]
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n", "\n# 末尾"]))
    return text.replace("\n", end)


@settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(returns(), st.lists(TEXTS, min_size=1, max_size=3))
def test_any_file_takes_any_updates(text: str, notes: list[str]) -> None:
    for note in notes:
        before, problems = parse_text(text, "a.yaml")
        assert before, problems
        new = added(text, {"task": 9, "note": note})
        assert_kept(text, new)
        document, problems = parse_text(new, "a.yaml")
        assert (document is not None, problems) == (True, [])
        assert document
        was, now = before.root.plain(), document.root.plain()
        assert isinstance(was, dict)
        assert isinstance(now, dict)
        expected = [*(was["updates"] or []), {"task": "9", "note": note}]  # type: ignore[misc]
        assert now == {**was, "updates": expected}
        text = new


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def committee(tmp_path: Path) -> Committee:
    return Committee(tmp_path)


def test_a_file_is_made_where_there_is_none(committee: Committee) -> None:
    ran = committee.run(
        *("log", "3", "--status", "已完成", "--note", "办完了", "--date", "2022-10-08"),
        *("--evidence", "报告=https://example.com/a?b=c", "--evidence", "照片=照片.jpg"),
    )
    assert (ran.code, ran.err) == (0, "")
    schema = "# yaml-language-server: $schema=../../../schema/return.schema.json\n"
    assert committee.text(OFFICE) == schema + HEAD + (
        "updates:\n"
        "  - task: 3\n"
        "    date: 2022-10-08\n"
        "    status: 已完成\n"
        "    note: 办完了\n"
        "    evidence:\n"
        "      - title: 报告\n"
        "        link: https://example.com/a?b=c\n"
        "      - title: 照片\n"
        "        file: 照片.jpg\n"
    )


def test_everything_that_can_be_said(committee: Committee) -> None:
    assert (
        committee.run(
            *("log", "2", "--occurrences", "2022-10-08", "2022-10-09", "--figures", "人数=30"),
            *(
                "--status",
                "已调整",
                "--reason",
                "改期",
                "--approved-by",
                "主席会议",
                "--progress",
                "40",
            ),
        ).code
        == 0
    )
    assert committee.run("log", "1", "--lamp", "red", "--reason", "慢", "--by", "督查组").code == 0
    text = committee.text(OFFICE)
    assert "    occurrences:\n      - 2022-10-08\n      - 2022-10-09\n" in text
    assert "    figures:\n      人数: 30\n" in text
    assert text.endswith("    reason: 慢\n    lamp: red\n    by: 督查组\n")


def test_the_lead_reports_unless_another_is_named(committee: Committee) -> None:
    assert committee.run("log", "4", "--status", "进行中").code == 0
    assert committee.run("log", "5", "--status", "进行中", "--department", "经济委").code == 0
    assert {"2022/10/research.yaml", "2022/10/economy.yaml"} <= set(committee.files())
    ran = committee.run("log", "5", "--status", "进行中")
    assert ran.code == 2
    assert "用 --department 写明：提案委员会、经济委员会、文化文史和学习委员会" in ran.err


def test_a_second_day_gets_a_file_of_its_own(committee: Committee) -> None:
    """All in a file was reported on one day: what is added later must not look earlier."""
    assert committee.run("log", "1", "--note", "一").code == 0
    first = committee.text(OFFICE)
    assert committee.run("log", "1", "--note", "二", "--reported-on", "2022-10-20").code == 0
    assert committee.text(OFFICE) == first
    assert "note: 二" in committee.text("2022/10/office-10-20.yaml")
    assert committee.run("log", "2", "--note", "三", "--reported-on", "2022-10-20").code == 0
    assert "note: 三" in committee.text("2022/10/office-10-20.yaml")


def test_the_month_of_the_day_named(committee: Committee) -> None:
    assert committee.run("log", "1", "--note", "一", "--date", "2022-09-30").code == 0
    assert "period: 2022-09\n" in committee.text("2022/09/office.yaml")


def test_a_draft_takes_the_first_update(committee: Committee) -> None:
    committee.run("return", "office", "2022-10")
    before = committee.text(OFFICE)
    assert committee.run("log", "1", "--note", "一").code == 0
    assert_kept(before, committee.text(OFFICE))
    assert committee.run("check").code == 0


def test_what_is_merely_odd_is_told_and_written(committee: Committee) -> None:
    ran = committee.run("log", "1", "--note", "一", "--evidence", "报告=没有.pdf")
    assert (ran.code, "提醒[evidence-missing]" in ran.out) == (0, True)
    assert "file: 没有.pdf" in committee.text(OFFICE)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("1", "--status", "完成了"), "status-unknown"),
        (("1", "--progress", "六十"), "number-invalid"),
        (("4", "--note", "a", "--department", "办公室"), "task-not-yours"),
        (("1", "--status", "不再推进"), "reason-missing"),
        (("1", "--note", "a", "--evidence", "报告=www.example.com"), "link-invalid"),
        (("1", "--date", "2022-10-30", "--note", "a"), "date-after-report"),
        (("1",), "update-empty"),
        (("1", "--note", "同样的"), "update-twice"),
    ],
)
def test_what_would_be_wrong_is_not_written(
    committee: Committee, arguments: tuple[str, ...], code: str
) -> None:
    assert committee.run("log", "1", "--note", "同样的").code == 0
    before = committee.files()
    ran = committee.run("log", *arguments)
    assert (ran.code, committee.files()) == (1, before)
    assert f"[{code}]" in ran.err
    assert "没有写入" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("99", "--note", "a"), "没有任务 “99”"),
        (("1", "--evidence", "只有标题"), "--evidence 写成 视察报告=https://… 的样子"),
        (("1", "--figures", "人数"), "--figures 写成 视察次数=2 的样子"),
        (("1", "--date", "10月"), "--date：不是日期"),
        (("1", "--note", "a", "--department", "某处"), "没有这个部门 “某处”"),
    ],
)
def test_wrong_use(committee: Committee, arguments: tuple[str, ...], words: str) -> None:
    ran = committee.run("log", *arguments)
    assert (ran.code, words in ran.err) == (2, True), ran.err


def test_a_broken_file_is_left_to_its_editor(committee: Committee) -> None:
    (committee.plans / "2022/10").mkdir()
    for data in (
        (HEAD + "updates:\n  - task：1\n").encode(),
        (HEAD + "updates:\n  - task: 1\n    note: 好\n").encode("gbk"),
    ):
        (committee.plans / OFFICE).write_bytes(data)
        ran = committee.run("log", "2", "--note", "a")
        assert (ran.code, (committee.plans / OFFICE).read_bytes()) == (1, data)
        assert "错误[" in ran.err
