"""`plan.py import`: a list as issued, in any of its forms, becomes the plan; doubts are told."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml
from docx.oxml import OxmlElement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workplan.cli import main
from workplan.importing.drafting import Draft, Drafter
from workplan.importing.reading import read_bytes, read_file
from workplan.importing.tables import unwrapped
from workplan.load import load_library
from workplan.names import Names, load_organization
from workplan.problems import Level, Problem, as_text
from workplan.source import MAX_BYTES, parse_text, read_document
from workplan.writing import yaml_of

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "tests" / "sources" / "2022-task-list.txt"
HEAD = ["重点工作", "主要内容", "责任部门", "完成时限"]


def names_of_2022() -> Names:
    document, problems = read_document(ROOT / "plans/organization.yaml", "plans/organization.yaml")
    assert document is not None
    names, more = load_organization(document)
    assert names is not None
    assert problems + more == []
    return names


NAMES = names_of_2022()
NOBODY = Names(NAMES.organization.__class__("", "", {}, ()), whole=False)


def drafted(
    data: bytes, path: str = "list.txt", *, names: Names = NAMES, year: int | None = None
) -> tuple[Draft, list[Problem]]:
    items, problems = read_bytes(data, path)
    assert items is not None, "\n".join(map(as_text, problems))
    drafter = Drafter(names)
    drafter.read(items)
    title = drafter.facts.title or "清单"
    draft = drafter.draft(title, year or drafter.facts.year or 2022)
    return draft, problems + drafter.problems


def drafted_file(file: Path, *, names: Names = NAMES) -> tuple[Draft, list[Problem]]:
    items, problems = read_file(file, file.name)
    assert items is not None, "\n".join(map(as_text, problems))
    drafter = Drafter(names)
    drafter.read(items)
    draft = drafter.draft(drafter.facts.title or "清单", drafter.facts.year or 2022)
    return draft, problems + drafter.problems


# --- the list of 2022 ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def imported() -> tuple[Draft, list[Problem]]:
    return drafted(SOURCE.read_bytes(), "2022-task-list.txt")


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    text = (ROOT / "plans/2022.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)


def as_read(draft: Draft) -> dict[str, Any]:
    """The content as the written file reads, every scalar as its text."""
    return yaml.load(yaml_of(draft.content), Loader=yaml.BaseLoader)


# What a person adds to a list, and what the samples do.
ADDED_BY_HAND = {"short", "extensions"}
# What is written otherwise by the recorded corrections, and nothing else is.
CORRECTED_TITLES = {
    "党建履职尽责 合互促": "党建履职尽责融合互促",
    "组织开好各次重要会议、培训 训活动": "组织开好各次重要会议、培训活动",
}
CORRECTED_REPEATS = {"6", "19", "20", "21", "22"}


def test_the_plan_of_2022_comes_out_but_for_the_recorded_corrections(
    imported: tuple[Draft, list[Problem]], shipped: dict[str, Any]
) -> None:
    found = as_read(imported[0])
    assert {key: found[key] for key in ("kind", "title", "year")} == {
        key: shipped[key] for key in ("kind", "title", "year")
    }
    assert found["source"] == {
        key: value for key, value in shipped["source"].items() if key != "corrections"
    }
    titles = [CORRECTED_TITLES.get(area["title"], area["title"]) for area in found["areas"]]
    assert titles == [area["title"] for area in shipped["areas"]]
    assert {area["title"] for area in found["areas"]} - set(titles) == set(CORRECTED_TITLES)
    for read, issued in zip(found["areas"], shipped["areas"], strict=True):
        assert len(read["tasks"]) == len(issued["tasks"])
        for task, wanted in zip(read["tasks"], issued["tasks"], strict=True):
            left = {key: value for key, value in wanted.items() if key not in ADDED_BY_HAND}
            repeat = left.pop("repeat", None)
            assert task == left
            assert (repeat is not None) == (task["id"] in CORRECTED_REPEATS)


def test_each_difference_is_a_recorded_correction(shipped: dict[str, Any]) -> None:
    notes = [
        (item["where"].removeprefix("任务 ").split("、"), item["note"])
        for item in shipped["source"]["corrections"]
    ]
    for before, after in CORRECTED_TITLES.items():
        assert any(before in note and after in note for _, note in notes)
    for task in CORRECTED_REPEATS:
        assert any(task in where and "统计" in note for where, note in notes)


def test_what_the_corrections_judge_is_told_with_its_place(
    imported: tuple[Draft, list[Problem]], shipped: dict[str, Any]
) -> None:
    _, problems = imported
    told = [problem.message for problem in problems]
    lines = SOURCE.read_text(encoding="utf-8").split("\n")
    for problem in problems:
        assert problem.place.text == lines[problem.place.line - 1]
        assert problem.level is not Level.ERROR
    for label in (
        "持续巩固党史学习教育教育成果",
        "党建履职尽责 合互促",
        "持续深化党 风廉政建设",
        "组织开好各次重要会议、培训 训活动",
    ):
        assert any(f"“{label}”" in message for message in told), label
    # Tasks 4, 39, 45, 47, 53, 56: names that a wrapped cell broke.
    joined = [problem for problem in problems if "换行断开" in problem.message]
    ids = [re.search(r"(\d+)\.", problem.place.text)[1] for problem in joined]  # type: ignore[index]
    assert ids == ["4", "39", "45", "47", "53", "56"]
    assert all(problem.place.column > 10 for problem in joined)
    # Tasks 23 to 25, which lack the area.
    lost = [problem.place.text[:2] for problem in problems if "缺“重点工作”" in problem.message]
    assert lost == ["23", "24", "25"]
    # Tasks 6, 28 and 31 have spaces beside numbers; 7 and 13 between clauses.
    spaced = {re.search(r"任务 (\d+) ", message)[1] for message in told if "空格，照录" in message}  # type: ignore[index]
    assert spaced == {"6", "7", "13", "28", "31"}
    assert any("空格、换行或逗号分隔的有 33 处" in message for message in told)


def test_recurrences_in_the_text_are_suggested_as_the_plan_has_them(
    imported: tuple[Draft, list[Problem]], shipped: dict[str, Any]
) -> None:
    suggested = {}
    for problem in imported[1]:
        if problem.hint and "repeat:" in problem.hint:
            task = re.search(r"任务 (\d+) ", problem.message)
            assert task is not None
            suggested[task[1]] = problem.hint.split("repeat: ")[1]
    assert suggested == {
        task["id"]: task["repeat"]
        for area in shipped["areas"]
        for task in area["tasks"]
        if "repeat" in task
    }


def test_the_imported_plan_passes_the_check(
    imported: tuple[Draft, list[Problem]], tmp_path: Path
) -> None:
    (tmp_path / "organization.yaml").write_bytes((ROOT / "plans/organization.yaml").read_bytes())
    (tmp_path / "2022.yaml").write_text(yaml_of(imported[0].content), encoding="utf-8")
    library = load_library(tmp_path, "plans")
    assert library.problems == ()
    assert len(library.plans[0].tasks) == 64


# --- the same list in other forms ----------------------------------------------------------------

TaskRow = tuple[str, str, str, str]


def rows_of_2022() -> tuple[list[str], list[list[TaskRow]]]:
    """The lines above the list, and its rows by page; an area's label on the first row alone."""
    head: list[str] = []
    pages: list[list[TaskRow]] = []
    for line in SOURCE.read_text(encoding="utf-8").split("\n"):
        cells = line.split("\t")
        if cells == HEAD:
            pages.append([])
        elif len(cells) == 4:
            if re.match(r"[0-9]", cells[0]):
                cells = ["", *cells[:3]]
            pages[-1].append((cells[0], cells[1], cells[2], cells[3]))
        elif line and not pages:
            head.append(line)
    return head, pages


LINES_ABOVE, PAGES = rows_of_2022()


def broken(departments: str) -> str:
    """A cell as the paper has it, where each space was a line's end."""
    return departments.replace(" ", "\n")


def runs(page: list[TaskRow]) -> Iterator[tuple[int, int]]:
    """The first and last row of each area on a page, from 0."""
    starts = [at for at, row in enumerate(page) if row[0]]
    for start, following in zip(starts, [*starts[1:], len(page)], strict=True):
        yield start, following - 1


def as_word(file: Path) -> None:
    """One table over all pages, the heading again on each, areas merged, cells wrapped."""
    document = docx.Document()
    for line in LINES_ABOVE:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=4)
    for page in PAGES:
        for cell, word in zip(table.add_row().cells, HEAD, strict=True):
            cell.text = f"{word[:2]}  {word[2:]}"
        first = len(table.rows)
        for row in page:
            cells = table.add_row().cells
            cells[0].text, cells[3].text = row[0], row[3]
            cells[1].text = row[1]
            wrapped = broken(row[2]).split("\n")
            cells[2].text = wrapped[0]
            for more in wrapped[1:]:
                cells[2].add_paragraph(more)
        column = table.columns[0].cells
        for start, end in runs(page):
            label = column[first + start].text
            column[first + start].merge(column[first + end]).text = label
    document.save(str(file))


def as_excel(file: Path) -> None:
    """The title over all columns, areas merged, departments wrapped."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in LINES_ABOVE:
        sheet.append([line])
        sheet.merge_cells(
            start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=4
        )
    for page in PAGES:
        sheet.append(["重点\n工作", *HEAD[1:]])
        first = sheet.max_row + 1
        for row in page:
            sheet.append([row[0] or None, row[1], broken(row[2]), row[3]])
        for start, end in runs(page):
            if end > start:
                sheet.merge_cells(f"A{first + start}:A{first + end}")
    book.save(file)


def as_csv(encoding: str, delimiter: str = ",") -> Callable[[Path], None]:
    """As Excel saves it: merged cells are empty but for the first, wrapped ones in quotes."""

    def write(file: Path) -> None:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter)
        for line in LINES_ABOVE:
            writer.writerow([line, "", "", ""])
        for page in PAGES:
            writer.writerow(HEAD)
            writer.writerows([row[0], row[1], broken(row[2]), row[3]] for row in page)
        file.write_bytes(text.getvalue().encode(encoding))

    return write


FORMS = {
    "word.docx": as_word,
    "excel.xlsx": as_excel,
    "utf-8.csv": as_csv("utf-8"),
    "utf-8-bom.csv": as_csv("utf-8-sig"),
    "gbk.csv": as_csv("gb18030"),
    "unicode.txt": as_csv("utf-16", "\t"),
}


@pytest.mark.parametrize("name", FORMS)
def test_the_same_list_in_another_form_is_the_same_plan(
    name: str, tmp_path: Path, imported: tuple[Draft, list[Problem]]
) -> None:
    FORMS[name](tmp_path / name)
    draft, problems = drafted_file(tmp_path / name)
    assert draft.content == imported[0].content
    assert (draft.areas, draft.tasks) == (8, 64)
    assert not [problem for problem in problems if problem.level is Level.ERROR]
    joined = [problem for problem in problems if "换行断开" in problem.message]
    assert len(joined) == 6
    place = {
        "word.docx": r"word\.docx:表1 第 \d+ 行第 3 列",
        "excel.xlsx": r"excel\.xlsx:Sheet!C\d+",
    }
    for problem in joined:
        assert re.fullmatch(place.get(name, re.escape(name) + r":\d+:\d+"), str(problem.place))


def test_a_list_without_an_organization(imported: tuple[Draft, list[Problem]]) -> None:
    draft, problems = drafted(SOURCE.read_bytes(), names=NOBODY)
    assert draft.tasks == 64
    told = [problem for problem in problems if "没有 organization.yaml" in problem.message]
    assert len(told) == 1
    assert "机关党委（纪委）" in told[0].message
    assert "department-unknown" not in {problem.code for problem in problems}


# --- small lists ---------------------------------------------------------------------------------


def a_list(*rows: str, head: str = "重点工作|主要内容|责任部门|完成时限") -> bytes:
    """A pasted list; | parts cells."""
    return "\n".join([head, *rows]).replace("|", "\t").encode()


def plain(draft: Draft) -> list[tuple[str, list[tuple[Any, ...]]]]:
    return [
        (
            area["title"],
            [
                tuple(task.get(key) for key in ("id", "text", "departments", "due"))
                for task in area["tasks"]
            ],
        )
        for area in draft.content["areas"]
    ]


ONE = (1, "制定办法", "办公室、研究室", "7月")
TWO = (2, "召开会议", "研究室", "全年")
WHOLE = [("学习", [ONE, TWO])]

# Name: the list, what comes of it, and a few words of each doubt (notes apart) in order.
LISTS: dict[str, tuple[bytes, Any, list[str]]] = {
    "as it should be": (
        a_list("一、学习|1.制定办法|办公室、研究室|7月", "|2.召开会议|研究室|全年"),
        WHOLE,
        [],
    ),
    "other headings": (
        a_list(
            "1|一、学习|制定办法|办公室|研究室|7月",
            "2||召开会议|研究室||全年",
            head="序 号|重点任务|工作内容|牵头单位|配合单位|完成时间（月底前）",
        ),
        WHOLE,
        [],
    ),
    "areas as rows across": (
        a_list(
            "一、学习||",
            "1.制定办法|办公室、研究室|7月",
            "2.召开会议|研究室|全年",
            "二、会议||",
            "3.开会|研究室|8月",
            head="工作任务|责任单位|时间节点",
        ),
        [*WHOLE, ("会议", [(3, "开会", "研究室", "8月")])],
        [],
    ),
    "no areas": (
        a_list("1.制定办法|办公室、研究室|7月", head="任务|责任部门|完成时限"),
        [("清单", [ONE])],
        ["任务前面没有重点工作"],
    ),
    "no numbers": (
        a_list("一、学习|制定办法|办公室、研究室|7月", "|召开会议|研究室|全年"),
        WHOLE,
        ["没有编号，按次序编为 1—2"],
    ),
    "one number missing": (
        a_list("学习|1.制定办法|办公室、研究室|7月", "|召开会议|研究室|全年"),
        WHOLE,
        ["没有编号，编为 2"],
    ),
    "a gap in the numbers": (
        a_list("学习|1.制定办法|办公室、研究室|7月", "|3.召开会议|研究室|全年"),
        [("学习", [ONE, (3, *TWO[1:])])],
        ["不连续：1 之后是 3"],
    ),
    "a number twice": (
        a_list("学习|1.制定办法|办公室、研究室|7月", "|1.召开会议|研究室|全年"),
        [("学习", [ONE, (1, *TWO[1:])])],
        ["编号 1 重复"],
    ),
    "a gap between areas": (
        a_list("一、学习|1.制定办法|办公室、研究室|7月", "三、会议|2.召开会议|研究室|全年"),
        [("学习", [ONE]), ("会议", [TWO])],
        ["1 之后是 3"],
    ),
    "an area again further down": (
        a_list(
            "一、甲|1.制定办法|办公室、研究室|7月",
            "二、乙|2.召开会议|研究室|全年",
            "一、甲|3.开会|研究室|8月",
        ),
        [("甲", [ONE, (3, "开会", "研究室", "8月")]), ("乙", [TWO])],
        ["又回到前面的 “甲”", "不连续：1 之后是 3", "不连续：3 之后是 2"],
    ),
    "one number for two areas": (
        a_list("一、甲乙丙丁|1.制定办法|办公室、研究室|7月", "一、子丑寅卯|2.召开会议|研究室|全年"),
        [("甲乙丙丁", [ONE, TWO])],
        ["编号相同、内容不同"],
    ),
    "an area's label broken over rows": (
        a_list("一、加强|1.制定办法|办公室、研究室|7月", "学习|2.召开会议|研究室|全年"),
        [("加强学习", [ONE, TWO])],
        ["“学习” 没有编号，接在 “加强” 后面"],
    ),
    "a text that goes on in the next row": (
        a_list("学习|1.制定|办公室、研究室|7月", "|办法||", "|2.召开会议|研究室|全年"),
        WHOLE,
        ["接在上一行的任务后面读：“办法”"],
    ),
    "departments that go on in the next row": (
        a_list("学习|1.制定办法|办公室|7月", "||研究室|", "|2.召开会议|研究室|全年"),
        WHOLE,
        ["接在上一行的任务后面读：“研究室”"],
    ),
    "a row cut in two": (
        a_list("学习|1.制定", "办法|办公室、研究室|7月", "|2.召开会议|研究室|全年"),
        WHOLE,
        ["接在上一行后面读：“办法”"],
    ),
    "two tasks in one cell": (
        a_list('学习|"1.制定办法', '2.召开会议"|研究室|全年'),
        [("学习", [(1, "制定办法", "研究室", "全年"), TWO])],
        ["一格里有 2 项"],
    ),
    "steps within one task": (
        a_list('学习|"1.制定：', "（1）办法；", '（2）细则"|研究室|全年'),
        [("学习", [(1, "制定：（1）办法；（2）细则", "研究室", "全年")])],
        [],
    ),
    "departments missing": (
        a_list("学习|1.制定办法|办公室、研究室|7月", "|2.召开会议||全年"),
        [("学习", [ONE, (2, "召开会议", None, "全年")])],
        ["任务 2没有责任部门"],
    ),
    "a deadline missing": (
        a_list("学习|1.制定办法|办公室、研究室|"),
        [("学习", [(*ONE[:3], None)])],
        ["任务 1没有完成时限"],
    ),
    "a deadline nobody understands": (
        a_list("学习|1.制定办法|办公室、研究室|2022.7.15"),
        [("学习", [(*ONE[:3], "2022.7.15")])],
        ["看不懂的完成时限 “2022.7.15”"],
    ),
    "a department nobody knows": (
        a_list("学习|1.制定办法|办公室、研究所|7月"),
        [("学习", [(1, "制定办法", "办公室、研究所", "7月")])],
        ["没有这个部门 “研究所”"],
    ),
    "a department twice": (
        a_list("学习|1.制定办法|办公室、研究室、办公室|7月"),
        [("学习", [ONE])],
        ["“办公室” 写了两次"],
    ),
    "who leads is said in the cell": (
        a_list("学习|1.制定办法|牵头单位：办公室；配合单位：研究室|7月"),
        [("学习", [ONE])],
        ["认作 “办公室”，作为牵头部门", "认作 “研究室”"],
    ),
    "a bracket after a break": (
        a_list("学习|1.制定办法|机关党委 （纪委） 办公室|7月"),
        [("学习", [(1, "制定办法", "机关党委（纪委）、办公室", "7月")])],
        ["“机关党委 （纪委）” 认作一个部门"],
    ),
    "a cell too many": (
        a_list("学习|1.制定办法|办公室、研究室|7月|又及"),
        [("学习", [ONE])],
        ["比表头多出 1 格"],
    ),
    "an area without tasks": (
        a_list("一、空的|||", "二、学习|1.制定办法|办公室、研究室|7月"),
        [("学习", [ONE])],
        ["“空的” 下面没有任务"],
    ),
    "unseen marks and odd spaces": (
        a_list("学习|\u200b1.制定\ufeff办法|办公室、\u00a0研究室|\u30007月\u3000"),
        [("学习", [ONE])],
        [],
    ),
    "full-width numbers": (
        a_list("学习|１．制定办法|办公室、研究室|7月", "|２、召开会议|研究室|全年"),
        WHOLE,
        [],
    ),
    "numbers of two levels": (
        a_list("学习|1.1 制定办法|办公室|7月", "|1.2.召开会议|研究室|全年"),
        [("学习", [("1.1", "制定办法", "办公室", "7月"), ("1.2", *TWO[1:])])],
        [],
    ),
    "a text that begins with a count": (
        a_list("学习|1.50年党员|办公室|7月", "|2.2022年会议|研究室|全年"),
        [("学习", [(1, "50年党员", "办公室", "7月"), (2, "2022年会议", "研究室", "全年")])],
        [],
    ),
    "a table in Markdown": (
        "| 重点工作 | 任务 | 责任部门 | 完成时限 |\n| --- | :-: | --- | ---: |\n"
        "| 学习 | 1. 制定办法 | 办公室、研究室 | 7月 |\n".encode(),
        [("学习", [ONE])],
        [],
    ),
    "a quote that is never closed": (
        a_list('学习|"1.制定办法|办公室、研究室|7月', "|2.召开会议|研究室|全年"),
        [("学习", [(1, '"1.制定办法', "办公室、研究室", "7月"), TWO])],
        ["没有编号，编为 1"],
    ),
    "a character that nobody can read": (
        a_list("学习|1.制定\ue123办法|办公室、研究室|7月"),
        [("学习", [(1, "制定\ue123办法", "办公室、研究室", "7月")])],
        ["认不出的字"],
    ),
    "a cell of too many names": (
        a_list(f"学习|1.制定办法|{'甲 ' * 150}|7月"),
        [("学习", [(1, "制定办法", "甲", "7月")])],
        ["这一格里有 150 个名称", "“甲” 写了两次"],
    ),
    "a cell without end": (
        a_list("学习|1.制定办法|办公室、研究室|7月", f"|2.{'长' * 6000}|研究室|全年"),
        [("学习", [ONE])],
        ["太长了"],
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_small_list(name: str) -> None:
    data, expected, doubts = LISTS[name]
    draft, problems = drafted(data)
    assert plain(draft) == expected
    told = [problem for problem in problems if problem.level is not Level.NOTICE]
    assert len(told) == len(doubts), "\n".join(map(as_text, told))
    for doubt in doubts:
        assert any(doubt in problem.message for problem in told), doubt


def test_notes_of_what_is_left_out() -> None:
    data = a_list(
        "学习|1.制定办法|办公室、研究室|7月|张三",
        "注：本表由办公室解释。|||||",
        "落款",
        head="重点工作|主要内容|责任部门|完成时限|责任领导",
    )
    draft, problems = drafted(data)
    assert plain(draft) == [("学习", [ONE])]
    assert [problem.message for problem in problems] == [
        "“责任领导” 一栏没有读",
        "这一行没有读：“注：本表由办公室解释。”",
        "表格以外的文字没有读：“落款”",
    ]


def test_a_lead_that_the_cell_names() -> None:
    draft, _ = drafted(a_list("学习|1.制定办法|办公室、研究室（牵头）|7月"))
    (task,) = draft.content["areas"][0]["tasks"]
    assert (task["departments"], task["lead"]) == ("办公室、研究室", "研究室")


def test_lines_of_a_cell_are_joined_as_they_were_meant() -> None:
    assert unwrapped("党建\n工作") == "党建工作"
    assert unwrapped("Open\nData 平台\n2.0") == "Open Data 平台2.0"
    assert unwrapped("") == ""


# --- Word and Excel as people make them ----------------------------------------------------------


def test_a_word_file_with_tracked_changes_and_numbered_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for cell, word in zip(table.rows[0].cells, ("任务", "责任部门", "完成时限"), strict=True):
        cell.text = word
    for cell, word in zip(table.rows[1].cells, ("制定", "办公室", "7月"), strict=True):
        cell.text = word
    paragraph = table.rows[1].cells[0].paragraphs[0]._p
    for name, tag, text in (("w:ins", "w:t", "办法"), ("w:del", "w:delText", "细则")):
        change, run, inside = OxmlElement(name), OxmlElement("w:r"), OxmlElement(tag)
        inside.text = text
        run.append(inside)
        change.append(run)
        paragraph.append(change)
    gone = table.add_row()
    gone.cells[0].text = "删去的"
    properties = gone._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:del"))
    file = tmp_path / "list.docx"
    document.save(str(file))
    draft, problems = drafted_file(file)
    assert plain(draft) == [("清单", [(1, "制定办法", "办公室", "7月")])]
    messages = " ".join(problem.message for problem in problems)
    assert "没有接受的修订" in messages
    assert "按次序编为 1—1" in messages


def test_a_word_table_with_merged_columns_and_a_second_table(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    rows = (
        ("任务", "责任部门", "时限"),
        ("一、学习", "", ""),
        ("1.制定办法", "办公室、研究室", "7月"),
        ("2.召开会议", "研究室", "全年"),
    )
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, word in zip(cells.cells, row, strict=True):
            cell.text = word
    table.cell(1, 0).merge(table.cell(1, 2)).text = "一、学习"
    document.add_paragraph("续表")
    more = document.add_table(rows=1, cols=3)
    for cell, word in zip(more.rows[0].cells, ("3.开会", "研究室", "8月"), strict=True):
        cell.text = word
    control = OxmlElement("w:sdt")  # a content control around the second table
    content = OxmlElement("w:sdtContent")
    control.append(content)
    more._tbl.addprevious(control)
    content.append(more._tbl)
    file = tmp_path / "list.docx"
    document.save(str(file))
    draft, problems = drafted_file(file)
    assert plain(draft) == [("学习", [ONE, TWO, (3, "开会", "研究室", "8月")])]
    assert [problem.message for problem in problems] == ["表格以外的文字没有读：“续表”"]
    assert str(problems[0].place) == "list.docx:第 1 段"


def test_a_workbook_with_dates_hidden_rows_and_other_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    other = book.active
    assert other is not None
    other["A1"] = "填表说明"
    sheet = book.create_sheet("任务")
    sheet.append(["序号", "工作任务", "责任单位", "完成时间"])
    sheet.append([1.0, "制定办法", "办公室、研究室", __import__("datetime").date(2022, 7, 31)])
    sheet.append([2, "召开会议", "研究室", "全年"])
    sheet.append([3, "开会", None, "8月"])
    sheet.merge_cells("C3:C4")
    sheet.row_dimensions[3].hidden = True
    hidden = book.create_sheet("旧的")
    hidden.append(["任务", "责任单位"])
    hidden.sheet_state = "hidden"
    file = tmp_path / "2022.xlsx"
    book.save(file)
    draft, problems = drafted_file(file)
    assert plain(draft) == [
        (
            "清单",
            [(1, "制定办法", "办公室、研究室", "2022-07-31"), TWO, (3, "开会", "研究室", "8月")],
        )
    ]
    told = {str(problem.place): problem for problem in problems}
    assert "隐藏" in told["2022.xlsx:任务!A3"].message
    assert told["2022.xlsx:任务!D2"].code == "deadline-unknown"
    assert "7月31日" in str(told["2022.xlsx:任务!D2"].hint)


def test_one_task_over_several_rows_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["任务", "责任部门", "完成时限"])
    sheet.append(["1.制定办法", "办公室", "7月"])
    sheet.append([None, "研究室", None])
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("C2:C3")
    file = tmp_path / "2022.xlsx"
    book.save(file)
    draft, _ = drafted_file(file)
    assert plain(draft) == [("清单", [ONE])]


# --- what can't be read --------------------------------------------------------------------------


def archive(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name.replace("__", "/"), data)
    return made.getvalue()


def saved(document: Any) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "文件是空的"),
    "blank": (b" \r\n\t", "文件是空的"),
    "no heading": ("一、学习\t1.制定办法\t办公室\t7月\n".encode(), "没有找到表头"),
    "prose": ("关于印发清单的通知\n".encode(), "没有找到表头"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式（.doc、.xls"),
    "a PDF": (b"%PDF-1.7\n", "这是 PDF"),
    "RTF": (b"{\\rtf1\\ansi", "这是 RTF"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "这是图片"),
    "a page": (b"<!doctype html><table>", "这是网页"),
    "bytes": (bytes(range(256)) * 4, "不是文字"),
    "half an archive": (b"PK\x03\x04" + bytes(60), "已经损坏"),
    "an archive of other things": (archive(a=b"x"), "不是 Word 文档，也不是工作簿"),
    "a Word file without its parts": (
        archive(word__document=b"<x/>"),
        "不是 Word 文档，或已经损坏",
    ),
    "a Word file without tables": (saved(docx.Document()), "没有找到表头"),
    "more than 8 MB": (b"x" * (MAX_BYTES + 1), "超过 8 MB"),
    "too many lines": (b"x\n" * 30_000, "太多了"),
    "too many cells": (a_list("\t" * 250_000), "格子太多了"),
    "a bomb": (archive(word__document=bytes(70 * 1024 * 1024)), "解开以后太大"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_list_says_so(name: str, tmp_path: Path) -> None:
    data, message = UNREADABLE[name]
    for items, problems in (read_bytes(data, "a"), _from_file(tmp_path, data)):
        assert items is None
        assert problems[-1].code == "import-unreadable"
        assert message in problems[-1].message


def _from_file(folder: Path, data: bytes) -> tuple[Any, list[Problem]]:
    (folder / "a").write_bytes(data)
    return read_file(folder / "a", "a")


def test_a_damaged_workbook(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(archive(xl__workbook=b"<x/>"))
    items, problems = read_file(file, "a.xlsx")
    assert items is None
    assert [problem.code for problem in problems] == ["workbook-unreadable"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert read_file(tmp_path / "a", "a")[1][0].code == "file-unreadable"
    assert read_file(tmp_path, "a")[1][0].code == "file-unreadable"


# --- anything at all -----------------------------------------------------------------------------

ANY = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow],
)
PIECES = st.sampled_from(
    [
        *(
            "\t",
            "\n",
            "\r\n",
            " ",
            '"',
            "、",
            "，",
            ",",
            "|",
            "一、",
            "二、",
            "（",
            "1.",
            "2、",
            "3）",
        ),
        *(
            "重点工作\t主要内容\t责任部门\t完成时限\n",
            "责任部门",
            "完成时限",
            "主要内容",
            "重点工作",
        ),
        *("办公室", "研究室", "办公 室", "其他各专门委员会", "党建工作领导小组 办公室", "牵头"),
        *(
            "7月",
            "全年",
            "每季度至少1次",
            "2022年7月15日",
            "注：",
            "学习",
            "\u2028",
            "\x07",
            "\ufeff",
            "#",
            "- ",
        ),
    ]
)


def as_texts(value: Any) -> Any:
    """A value with every scalar as its text."""
    if isinstance(value, dict):
        return {key: as_texts(item) for key, item in value.items()}
    return [as_texts(item) for item in value] if isinstance(value, list) else str(value)


def holds(data: bytes, path: str = "a") -> None:
    """Whatever is read reads back as it was written; whatever is told has a place."""
    items, problems = read_bytes(data, path)
    if items is None:
        assert problems
        return
    drafter = Drafter(NAMES)
    drafter.read(items)
    draft = drafter.draft("清单", 2022)
    for problem in problems + drafter.problems:
        assert problem.place.path == path
        assert as_text(problem)
    text = yaml_of(draft.content)
    document, found = parse_text(text, "a.yaml")
    assert found == []
    assert document is not None
    assert document.root.plain() == as_texts(draft.content)


@ANY
@given(st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=40).map("".join))
def test_any_text(text: str) -> None:
    holds(text.encode("utf-8", "replace"))
    holds(f"重点工作\t主要内容\t责任部门\t完成时限\n{text}".encode("utf-8", "replace"))


CELLS = st.sampled_from(
    [
        "",
        "",
        "一、词",
        "二、词",
        "词",
        "词",
        "1.词",
        "2.词",
        "3、词",
        "（1）词",
        "词 词",
        "词、词",
        "全年",
    ]
)


@ANY
@given(
    st.sampled_from(
        ["重点工作|主要内容|责任部门|完成时限", "序号|任务|责任单位|配合单位|时限", "任务|责任部门"]
    ),
    st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=12),
    st.booleans(),
)
def test_nothing_is_lost_silently(head: str, rows: list[list[str]], known: bool) -> None:
    """Each word of a list is in the plan, or named in what is told."""
    counted = iter(range(10_000))
    lines = [re.sub("词", lambda _: f"词{next(counted):04}", "|".join(row)) for row in rows]
    draft, problems = drafted(a_list(*lines, head=head), names=NAMES if known else NOBODY)
    kept = yaml_of(draft.content) + "".join(map(as_text, problems))
    lost = [word for line in lines for word in re.findall(r"词\d{4}", line) if word not in kept]
    assert lost == []


@settings(ANY, max_examples=30)
@given(st.data())
def test_the_list_of_2022_mutated(data: st.DataObject) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(text)))
        length = data.draw(st.sampled_from([0, 0, 1, 2, 30]))
        text = text[:at] + data.draw(st.one_of(st.just(""), PIECES)) + text[at + length :]
    holds(text.encode(data.draw(st.sampled_from(["utf-8", "gb18030", "utf-16"]))))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("made")
    as_word(folder / "a.docx")
    as_excel(folder / "a.xlsx")
    return {file.suffix: file.read_bytes() for file in folder.iterdir()}


@settings(ANY, max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([".docx", ".xlsx"]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_word_and_excel_files_damaged(
    made: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
    kind: str,
    bytes_: list[tuple[float, int]],
) -> None:
    data = bytearray(made[kind])
    for where, byte in bytes_:
        data[min(len(data) - 1, int(where * len(data)))] = byte
    file = tmp_path_factory.getbasetemp() / f"damaged{kind}"
    file.write_bytes(data)
    items, problems = read_file(file, file.name)
    assert items is not None or problems


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans/organization.yaml").write_bytes(
        (ROOT / "plans/organization.yaml").read_bytes()
    )
    (tmp_path / "清单.txt").write_bytes(SOURCE.read_bytes())
    (tmp_path / "small.txt").write_bytes(a_list("学习|1.制定办法|办公室、研究室|7月"))

    def run(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        try:
            code = main(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return run


Run = Callable[..., tuple[int, str, str]]


def test_printed_with_the_doubts_beside_it(run: Run, shipped: dict[str, Any]) -> None:
    code, out, err = run("import", "清单.txt")
    assert code == 0
    assert out.startswith(
        "# yaml-language-server: $schema=../schema/plan.schema.json\nkind: task-list\n"
    )
    assert yaml.safe_load(out)["title"] == shipped["title"]
    assert "清单.txt:25:40: 警告[import-doubt] “党建工作领导小组 办公室” 认作一个部门" in err
    assert err.endswith("14 处警告，15 处提醒\n")


def test_written_and_never_over_a_file(run: Run, tmp_path: Path) -> None:
    code, out, err = run("import", "清单.txt", "--output", "plans/2022.yaml")
    assert (code, out) == (0, "已写入 plans/2022.yaml：8 项重点工作，64 项任务\n")
    assert "import-doubt" in err
    before = (tmp_path / "plans/2022.yaml").read_bytes()
    code, out, err = run("import", "清单.txt", "--output", "plans/2022.yaml", "--year", "2023")
    assert (code, out) == (2, "")
    assert err.startswith("plans/2022.yaml 已经有了，不覆盖")
    assert (tmp_path / "plans/2022.yaml").read_bytes() == before
    assert run("check")[0] == 0


def test_year_and_title(run: Run, tmp_path: Path) -> None:
    code, out, err = run("import", "small.txt")
    assert (code, out) == (2, "")
    assert "加上 --year" in err
    code, out, err = run("import", "small.txt", "--year", "2023")
    assert code == 0
    assert yaml.safe_load(out)["title"] == "small"
    assert "暂用文件名 “small”" in err
    code, out, err = run("import", "small.txt", "--year", "2023", "--title", "重点任务")
    assert (yaml.safe_load(out)["title"], yaml.safe_load(out)["year"]) == ("重点任务", 2023)
    assert err == "没有问题\n"
    (tmp_path / "2024清单.txt").write_bytes((tmp_path / "small.txt").read_bytes())
    assert yaml.safe_load(run("import", "2024清单.txt")[1])["year"] == 2024


def test_pasted_text(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "small.txt").open("rb") as given:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(given))
        code, out, err = run("import", "-", "--year", "2023")
    assert code == 0
    assert yaml.safe_load(out)["areas"][0]["title"] == "学习"
    assert "粘贴的文字:1:1" in err


def test_what_must_be_mended_is_an_error_but_the_plan_is_printed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(a_list("学习|1.制定办法|办公室、研究所|5季度"))
    code, out, err = run("import", "a.txt", "--year", "2023")
    assert code == 1
    assert yaml.safe_load(out)["areas"][0]["tasks"][0]["due"] == "5季度"
    assert "a.txt:2:15: 错误[department-unknown]" in err
    assert "a.txt:2:19: 错误[deadline-unknown]" in err


def test_without_an_organization(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plans/organization.yaml").unlink()
    code, out, err = run("import", "清单.txt")
    assert code == 0
    assert len(yaml.safe_load(out)["areas"]) == 8
    assert "没有 organization.yaml，部门名称没有核对" in err


def test_nothing_is_written_of_what_cannot_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100))
    code, out, err = run("import", "a.doc", "--output", "plans/2023.yaml")
    assert (code, out) == (1, "")
    assert "a.doc:1:1: 错误[import-unreadable] 这是旧格式" in err
    assert not (tmp_path / "plans/2023.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("import",), "缺少 文件"),
        (("import", "清单.txt", "--year", "22"), "--year：不是年份 “22”"),
        (("import", "清单.txt", "--output", "plans/重点.yaml"), "计划的文件名写法不对 “重点.yaml”"),
        (("import", "清单.txt", "--output", "plans/2023.txt"), "计划的文件名写法不对"),
        (("import", "清单.txt", "--output", "plans/organization.yaml"), "计划的文件名写法不对"),
        (("import", "清单.txt", "--output", "清单.txt/2023.yaml"), "清单.txt 不是文件夹"),
    ],
)
def test_wrong_use(run: Run, arguments: tuple[str, ...], told: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(told)


def test_a_missing_file(run: Run) -> None:
    code, _, err = run("import", "没有.docx", "--year", "2023")
    assert code == 1
    assert "没有.docx:1:1: 错误[file-unreadable] 文件打不开" in err
