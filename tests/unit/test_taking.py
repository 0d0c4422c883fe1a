"""Workbooks filled by people, taken: what they may do to one, and what each mistake is told as."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from clerks import Committee, cell_of, fill, table_of
from openpyxl.worksheet.worksheet import Worksheet

Change = Callable[[openpyxl.Workbook, Worksheet], object]
OFFICE = "2022/10/office.yaml"
DONE = {"1": {"状态": "进行中", "做了什么": "学习三次"}}


@pytest.fixture
def committee(tmp_path: Path) -> Committee:
    return Committee(tmp_path)


def taken(committee: Committee, *files: Path) -> str:
    """The return of the office that the workbooks give, without its first line."""
    ran = committee.run("take", *files)
    assert ran.code == 0, ran.err
    schema, mark, rest = committee.text(OFFICE).split("\n", 2)
    assert schema == "# yaml-language-server: $schema=../../../schema/return.schema.json"
    assert mark.startswith("# 由填报表登记")
    return rest


HEAD = "department: 办公室\nreported_on: 2022-10-12\nperiod: 2022-10\n"


def test_a_filled_workbook_becomes_a_return(committee: Committee) -> None:
    file = committee.filled(
        {
            "1": {"无新进展": "是"},
            "2": {
                "状态": "进行中",
                "哪天的事": datetime.date(2022, 10, 9),
                "办了几次": 1,
                "做了什么": "召开四季度集体学习会。",
                "佐证材料名称": "学习会报道",
                "佐证网址": "https://www.example.gov.cn/1.html",
            },
            "3": {"状态": "已完成", "进度": 100, "佐证材料名称": "总结", "佐证网址": "总结.pdf"},
        },
        reported_on=datetime.date(2022, 10, 11),
    )
    assert taken(committee, file) == (
        "department: 办公室\n"
        "reported_on: 2022-10-11\n"
        "period: 2022-10\n"
        "no_change:\n"
        "  - 1\n"
        "updates:\n"
        "  - task: 2\n"
        "    date: 2022-10-09\n"
        "    status: 进行中\n"
        "    occurrences: 1\n"
        "    note: 召开四季度集体学习会。\n"
        "    evidence:\n"
        "      - title: 学习会报道\n"
        "        link: https://www.example.gov.cn/1.html\n"
        "  - task: 3\n"
        "    status: 已完成\n"
        "    progress: 100\n"
        "    evidence:\n"
        "      - title: 总结\n"
        "        file: 总结.pdf\n"
    )
    assert committee.run("check").code == 0


def test_the_default_day_is_that_of_taking(committee: Committee) -> None:
    assert taken(committee, committee.filled(DONE)).startswith(HEAD)


# --- taken again ---------------------------------------------------------------------------------


def test_taken_twice_it_changes_nothing(committee: Committee) -> None:
    file = committee.filled(DONE)
    taken(committee, file)
    before = committee.files()
    ran = committee.run("take", file)
    assert (ran.code, committee.files()) == (0, before)
    assert "已经登记过" in ran.out
    # A day later too: it names no day of its own, and was reported when it was taken first.
    ran = committee.run("take", file, "--reported-on", "2022-10-20")
    assert (ran.code, committee.files()) == (0, before)


def test_a_corrected_workbook_replaces_what_was_taken(committee: Committee) -> None:
    file = committee.filled(DONE)
    taken(committee, file)
    fill(file, {"1": {"做了什么": "学习四次"}})
    assert "note: 学习四次" in taken(committee, file)
    assert list(committee.files()) == [OFFICE, "2022.yaml", "organization.yaml"]


def test_a_file_whose_line_ends_git_changed_is_still_known(committee: Committee) -> None:
    file = committee.filled(DONE)
    taken(committee, file)
    path = committee.plans / OFFICE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "已经登记过" in committee.run("take", file).out


@pytest.mark.parametrize("by_hand", ["written", "changed"])
def test_what_a_hand_wrote_is_never_touched(committee: Committee, by_hand: str) -> None:
    file = committee.filled(DONE)
    if by_hand == "written":
        (committee.plans / "2022/10").mkdir()
        text = HEAD + "updates:\n  - task: 2\n    note: 手写的\n"
    else:
        taken(committee, file)
        text = committee.text(OFFICE).replace("学习三次", "学习五次")
    (committee.plans / OFFICE).write_text(text, encoding="utf-8")
    fill(file, {"1": {"做了什么": "别的"}})
    ran = committee.run("take", file)
    assert ran.code == 1
    assert "填报!A6: 错误[return-exists]" in ran.err
    assert committee.text(OFFICE) == text


def test_all_or_nothing(committee: Committee, tmp_path: Path) -> None:
    good = committee.filled(DONE)
    bad = committee.filled({"4": {"状态": "完成了"}}, "research")
    before = committee.files()
    ran = committee.run("take", good, bad)
    assert (ran.code, committee.files()) == (1, before)
    assert f"{bad.as_posix()}:填报!G7: 错误[status-unknown]" in ran.err
    assert "一张都没有登记" in ran.err
    fill(bad, {"4": {"状态": "已完成"}})
    assert committee.run("take", good, bad).code == 0
    assert {OFFICE, "2022/10/research.yaml"} <= set(committee.files())


def test_two_of_one_department_and_month(committee: Committee, tmp_path: Path) -> None:
    first = committee.filled(DONE)
    second = tmp_path / "第二张.xlsx"
    second.write_bytes(first.read_bytes())
    ran = committee.run("take", first, second)
    assert (ran.code, "错误[workbook-twice]" in ran.err) == (1, True)
    assert not (committee.plans / OFFICE).exists()


def test_only_checked(committee: Committee) -> None:
    before = committee.files()
    file = committee.filled(DONE)
    ran = committee.run("take", "--check", file)
    assert (ran.code, committee.files()) == (0, before)
    assert "可以登记" in ran.out


def test_what_is_merely_odd_is_told_and_taken(committee: Committee) -> None:
    file = committee.filled({"1": {"状态": "进行中", "哪天的事": "2021-10-09"}})
    ran = committee.run("take", file)
    assert ran.code == 0
    assert f"{file.as_posix()}:填报!A7: 提醒[date-unusual]" in ran.out
    assert (committee.plans / OFFICE).exists()


# --- as people type ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "typed", "line"),
    [
        ("哪天的事", datetime.datetime(2022, 10, 9), "date: 2022-10-09"),  # noqa: DTZ001 (as Excel has it)
        ("哪天的事", "2022.10.9", "date: 2022-10-09"),
        ("哪天的事", "2022/10/09", "date: 2022-10-09"),
        ("哪天的事", "2022年10月9日", "date: 2022-10-09"),
        ("哪天的事", "10月9日", "date: 2022-10-09"),
        ("哪天的事", " ２０２２－１０－０９ ", "date: 2022-10-09"),
        ("哪天的事", 44843, "date: 2022-10-09"),  # the format was lost on the way
        ("进度", 60, "progress: 60"),
        ("进度", 60.0, "progress: 60"),
        ("进度", "６０", "progress: 60"),
        ("进度", "60%", "progress: 60"),
        ("进度", " 60 ", "progress: 60"),
        ("进度", 0.6, "progress: 60"),
        ("进度", 0, "progress: 0"),
        ("进度", 1, "progress: 1"),
        ("办了几次", "2 ", "occurrences: 2"),
        ("办了几次", "２", "occurrences: 2"),
        ("状态", " 已完成 ", "status: 已完成"),
        ("做了什么", "第一行\n第二行 ", "note: 第一行 第二行"),
        ("做了什么", "第一行_x000D_\n第二行", "note: 第一行 第二行"),
        ("做了什么", "=1+1的公式", "note: =1+1的公式"),
        ("做了什么", 12, "note: 12"),
    ],
    ids=str,
)
def test_a_cell_however_it_was_typed(
    committee: Committee, head: str, typed: Any, line: str
) -> None:
    def change(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        cell = cell_of(sheet, "2", head)
        cell.value = typed
        cell.data_type = "s" if isinstance(typed, str) else cell.data_type

    file = committee.filled({"2": {"做了什么": "学习"}}, change=change)
    assert f"    {line}\n" in taken(committee, file)


def test_a_percent_cell(committee: Committee) -> None:
    def change(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        cell = cell_of(sheet, "1", "进度")
        cell.value, cell.number_format = 1, "0%"

    assert "progress: 100\n" in taken(committee, committee.filled({}, change=change))


@pytest.mark.parametrize("mark", ["是", " 是 ", "√", "Y", 1, True])
def test_marks_for_nothing_new(committee: Committee, mark: Any) -> None:
    assert taken(committee, committee.filled({"1": {"无新进展": mark}})).endswith(
        "no_change:\n  - 1\n"
    )


# --- what people do to a workbook ----------------------------------------------------------------


def _move_columns(_: openpyxl.Workbook, sheet: Worksheet) -> None:
    first, heads = table_of(sheet)
    last = sheet.max_row
    for row in range(first, last + 1):
        for merged in [area for area in sheet.merged_cells.ranges if area.min_row >= first]:
            sheet.unmerge_cells(str(merged))
        status, note = heads["状态"], heads["做了什么"]
        a, b = sheet.cell(row, status), sheet.cell(row, note)
        a.value, b.value = b.value, a.value


def _reverse_rows(_: openpyxl.Workbook, sheet: Worksheet) -> None:
    first, _ = table_of(sheet)
    rows = [
        [cell.value for cell in row]
        for row in sheet.iter_rows(min_row=first + 1, max_row=first + 5)
    ]
    for row, values in enumerate(reversed(rows), first + 1):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value


CHANGES: dict[str, Change] = {
    "sheet renamed": lambda book, sheet: setattr(sheet, "title", "办公室10月"),
    "a sheet before it": lambda book, sheet: book.create_sheet("备忘", 0),
    "instructions deleted": lambda book, sheet: book.remove(book["填写说明"]),
    "hidden sheet lost": lambda book, sheet: book.remove(book["_plan"]),
    "head rows deleted": lambda book, sheet: sheet.delete_rows(1, 4),
    "a row deleted": lambda book, sheet: sheet.delete_rows(table_of(sheet)[0] + 3),
    "a row inserted above": lambda book, sheet: sheet.insert_rows(1),
    "columns moved": _move_columns,
    "rows in another order": _reverse_rows,
    "head with spaces": lambda book, sheet: setattr(
        sheet.cell(table_of(sheet)[0], table_of(sheet)[1]["状态"]), "value", " 状 态\n"
    ),
    "unprotected": lambda book, sheet: setattr(sheet.protection, "sheet", False),
    "a note far below": lambda book, sheet: setattr(sheet["B60"], "value", "以上请领导审阅"),
    "locked columns cleared": lambda book, sheet: [
        setattr(sheet.cell(row, column), "value", None)
        for row in range(7, 10)
        for column in (2, 3, 4, 5)
    ],
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_workbook_that_was_changed_still_counts(committee: Committee, name: str) -> None:
    file = committee.filled(DONE, change=CHANGES[name])
    assert taken(committee, file) == (
        HEAD + "updates:\n  - task: 1\n    status: 进行中\n    note: 学习三次\n"
    )


def test_rows_below_for_other_tasks_and_second_events(committee: Committee) -> None:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        _, heads = table_of(sheet)
        for row, task, note in ((13, "1", "第二件事"), (14, "2.10", "小数"), (40, "3", "更下面")):
            sheet.cell(row, heads["编号"]).value = task
            sheet.cell(row, heads["做了什么"]).value = note

    text = taken(committee, committee.filled(DONE, change=change))
    assert text.count("- task: 1\n") == 2
    assert "- task: '2.10'\n" in text
    assert "note: 更下面" in text


# --- mistakes ------------------------------------------------------------------------------------

WRONG: dict[str, tuple[Any, str]] = {
    "status": ({"1": {"状态": "完成了"}}, "G7: 错误[status-unknown]"),
    "day": ({"1": {"状态": "进行中", "哪天的事": "十月"}}, "H7: 错误[date-invalid]"),
    "no such day": ({"1": {"状态": "进行中", "哪天的事": "2022-10-40"}}, "H7: 错误[date-invalid]"),
    "later than the report": (
        {"1": {"状态": "进行中", "哪天的事": "2022-10-30"}},
        "H7: 错误[date-after-report]",
    ),
    "percent": ({"1": {"进度": 160}}, "I7: 错误[number-invalid]"),
    "half a percent": ({"1": {"进度": 60.5}}, "I7: 错误[number-invalid]"),
    "times": ({"2": {"办了几次": "两次多"}}, "J8: 错误[number-invalid]"),
    "address": (
        {"1": {"做了什么": "a", "佐证材料名称": "b", "佐证网址": "www"}},
        "M7: 错误[link-invalid]",
    ),
    "address alone": (
        {"1": {"做了什么": "a", "佐证网址": "https://a.cn"}},
        "M7: 错误[key-missing]",
    ),
    "title alone": ({"1": {"做了什么": "a", "佐证材料名称": "b"}}, "L7: 错误[key-missing]"),
    "reason lacking": ({"1": {"状态": "不再推进"}}, "G7: 错误[reason-missing]"),
    "reason unasked": ({"1": {"状态": "进行中", "理由": "a"}}, "N7: 错误[key-unasked]"),
    "no verifier": ({"1": {"状态": "已销号"}}, "G7: 错误[closeout-verifier]"),
    "unknown verifier": (
        {"1": {"状态": "已销号", "核验部门": "某部门"}},
        "P7: 错误[department-unknown]",
    ),
    "closed too early": (
        {"1": {"状态": "已销号", "核验部门": "研究室"}},
        "G7: 错误[closeout-early]",
    ),
    "only a day": ({"1": {"哪天的事": "2022-10-09"}}, "A7: 错误[update-empty]"),
    "task of another": ({"4": {"状态": "进行中"}}, "A12: 错误[task-not-yours]"),
    "no such task": ({"99": {"状态": "进行中"}}, "A12: 错误[task-unknown]"),
    "odd id": ({"第一项": {"状态": "进行中"}}, "A12: 错误[id-invalid]"),
    "both": ({"1": {"无新进展": "是", "做了什么": "a"}}, "F7: 错误[row-contradicts]"),
    "neither yes nor empty": ({"1": {"无新进展": "没有"}}, "F7: 错误[choice-unknown]"),
    "nothing": ({}, "A6: 错误[return-empty]"),
    "the same twice": ({"1": {"做了什么": "a"}}, "A13: 警告[update-twice]"),
    "private data": ({"1": {"做了什么": "请联系 13857912346"}}, "K7: 错误[private-mobile]"),
    "unseen character": ({"1": {"做了什么": "a\u202eb"}}, "K7: 错误[char-forbidden]"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_told_at_its_cell(committee: Committee, name: str) -> None:
    answers, expected = WRONG[name]

    def twice(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        if name == "the same twice":
            sheet["A13"], sheet["K13"] = "1", "a"

    file = committee.filled(answers, change=twice)
    before = committee.files()
    ran = committee.run("take", file)
    assert (ran.code, committee.files()) == (1, before)
    assert f"{file.as_posix()}:填报!{expected}" in ran.err
    said = re.sub(r"\[[a-z-]+\]|\S+!", "", ran.err)
    keys = "no_change|evidence|link|file|title|reason|approved_by|verified_by|note|allow-private"
    assert not re.search(rf"\b({keys})\b", said, re.ASCII), "a clerk knows columns, no keys"


def test_all_mistakes_are_told_at_once(committee: Committee) -> None:
    rows = {"1": {"无新进展": "没有"}, "2": {"状态": "完成了"}, "3": {"进度": 160}}
    ran = committee.run("take", committee.filled(rows))
    assert ran.code == 1
    for cell in ("F7", "G8", "I9"):
        assert f"填报!{cell}: 错误" in ran.err


def _answer_without_id(_: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet["K13"] = "写了内容"


def _merge(_: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet["K7"] = "两项一起"
    sheet.merge_cells("K7:K8")


def _set(cell: str, value: Any) -> Change:
    return lambda book, sheet: setattr(sheet[cell], "value", value)


def _without_head(book: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet.delete_rows(1, 4)
    book.remove(book["_plan"])


BROKEN: dict[str, tuple[Change, str]] = {
    "an answer without its task": (_answer_without_id, "填报!A13: 错误[key-missing]"),
    "merged over two tasks": (_merge, "填报!K8: 错误[cell-merged]"),
    "another month written in the head": (_set("F2", "2022-11"), "填报!F2: 错误[workbook-foreign]"),
    "another department": (_set("D2", "研究室（research）"), "填报!D2: 错误[workbook-foreign]"),
    "another plan": (_set("B2", "2021"), "填报!B2: 错误[workbook-foreign]"),
    "no heads": (lambda book, sheet: sheet.delete_rows(6), "错误[workbook-foreign]"),
    "no facts at all": (_without_head, "错误[workbook-foreign] 表头没有写明计划、部门、报送期"),
    "day of the report": (_set("B5", "昨天"), "填报!B5: 错误[date-invalid]"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_workbook_that_can_not_be_taken(committee: Committee, name: str) -> None:
    change, expected = BROKEN[name]
    file = committee.filled({"2": {"做了什么": "学习"}}, change=change)
    ran = committee.run("take", file)
    assert ran.code == 1
    assert expected in ran.err
    assert not (committee.plans / OFFICE).exists()


def test_a_workbook_of_a_plan_that_is_gone(committee: Committee) -> None:
    file = committee.filled(DONE)
    (committee.plans / "2022").rmdir()
    (committee.plans / "2022.yaml").rename(committee.plans / "2023.yaml")
    ran = committee.run("take", file)
    assert (ran.code, "填报!B2: 错误[workbook-foreign] 没有计划 “2022”" in ran.err) == (1, True)


def test_no_workbook_at_all(committee: Committee, tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_text("不是", encoding="utf-8")
    ran = committee.run("take", tmp_path / "表.xlsx", tmp_path / "没有.xlsx")
    assert ran.code == 1
    assert "错误[workbook-unreadable]" in ran.err
    assert "错误[file-unreadable]" in ran.err


def test_a_form_is_told_apart(committee: Committee, tmp_path: Path) -> None:
    """Both kinds of workbook come from the site; who uploads the other one downloads no third."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"], book.worksheets[0]["A2"] = "宣讲计划表", "表号：2022/talks"
    book.save(tmp_path / "表.xlsx")
    ran = committee.run("take", tmp_path / "表.xlsx")
    assert ran.code == 1
    assert "错误[workbook-foreign] 这是计划表，不是填报表" in ran.err
    assert "form fill" in ran.err


def test_an_old_month_may_be_handed_in_late(committee: Committee) -> None:
    file = committee.filled({"1": {"无新进展": "是"}}, period="2022-Q3")
    ran = committee.run("take", file)
    assert ran.code == 0, ran.err
    assert "period: 2022-Q3\n" in committee.text("2022/Q3/office.yaml")


def test_others_mistakes_do_not_stop_a_workbook(committee: Committee) -> None:
    file = committee.filled(DONE)
    (committee.plans / "2022/09.yaml").write_text("department: 研究室\n", encoding="utf-8")
    assert committee.run("take", file).code == 0


def test_a_workbook_of_sample_data_is_not_taken_among_real_returns(tmp_path: Path) -> None:
    committee = Committee(tmp_path)
    sample = "department: 办公室\nreported_on: 2022-09-30\nsample: true\nno_change: [1]\n"
    (committee.plans / "2022/09.yaml").write_text(sample, encoding="utf-8")
    file = committee.filled(DONE)
    assert "sample: true\n" in taken(committee, file)
    (committee.plans / OFFICE).unlink()
    (committee.plans / "2022/09.yaml").unlink()
    ran = committee.run("take", file)
    assert (ran.code, "错误[workbook-foreign] 这张表是按演示数据做的" in ran.err) == (1, True)


def test_the_handbook_shows_a_mistake_as_it_is_told(committee: Committee) -> None:
    guide = Path(__file__).parents[2] / "content" / "guide" / "excel.md"
    (shown,) = re.findall(r"^```text\n(.*?)^```$", guide.read_text(encoding="utf-8"), re.M | re.S)
    ran = committee.run("take", committee.filled({"1": {"状态": "完成了"}}))
    assert shown.replace("inbox/", f"{committee.folder.as_posix()}/") in ran.err
