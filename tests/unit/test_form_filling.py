"""Workbooks of forms: the blank one, filled as people fill, and `plan.py form`, to the site's rows."""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from building import a_form, a_plan, a_task, as_yaml, day, read_plans, returned, write_plans
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from workplan.cli import main
from workplan.exports.form_book import form_book
from workplan.exports.json import document_of
from workplan.summaries import snapshot_of

FORM = a_form(note="时间、地点有变的，另行报送。")
HEAD = 7  # the row of the columns' names


class Office:
    """A folder with plans in it, workbooks to fill, and the command run there."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capture = folder, capture
        write_plans(folder / "plans", a_plan([a_task()], forms=[FORM]))

    def blank(self, unit: str | None = "office") -> bytes:
        plan = read_plans(self.folder / "plans").plans[0]
        return form_book(plan, plan.forms[0], unit)

    def filled(
        self,
        fill: Callable[[Worksheet], object],
        name: str = "办公室.xlsx",
        unit: str | None = "office",
    ) -> Path:
        """A blank workbook with something done to its sheet."""
        book = openpyxl.load_workbook(io.BytesIO(self.blank(unit)))
        sheet = book.worksheets[0]
        fill(sheet)
        target = self.folder / name
        book.save(target)
        return target

    def run(self, *arguments: str) -> tuple[int, str, str]:
        self.capture.readouterr()
        try:
            code = main(["form", *arguments])
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = self.capture.readouterr()
        return code, out, err

    def fill(self, *files: Path, options: tuple[str, ...] = ()) -> tuple[int, str, str]:
        names = [file.relative_to(self.folder).as_posix() for file in files]
        return self.run("fill", *names, *options)

    @property
    def written(self) -> list[str]:
        folder = self.folder / "plans/2022/forms"
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))

    def text(self, name: str = "talks/office.yaml") -> str:
        return (self.folder / "plans/2022/forms" / name).read_text(encoding="utf-8")

    def rows(self, as_of: str = "2022-03-31") -> Any:
        """The rows that the site publishes."""
        library = read_plans(self.folder / "plans")
        assert not library.problems, library.problems
        exported = document_of(snapshot_of(library.plans[0], day(as_of)))
        return exported["forms"][0]["rows"]


@pytest.fixture
def office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Office:
    monkeypatch.chdir(tmp_path)
    return Office(tmp_path, capsys)


def cell_below(sheet: Worksheet, title: str, row: int = 1) -> Cell:
    """A cell of the table by its column's name; rows from 1."""
    heads = {cell.value: cell.column for cell in sheet[HEAD]}
    found = sheet.cell(HEAD + row, heads[title])
    assert isinstance(found, Cell)
    return found


def cell_beside(sheet: Worksheet, label: str) -> Cell:
    for line in sheet.iter_rows(max_row=HEAD - 1):
        for cell in line:
            if cell.value == label:
                found = sheet.cell(cell.row, cell.column + 1)
                assert isinstance(found, Cell)
                return found
    raise AssertionError(label)


def as_a_person(sheet: Worksheet) -> None:
    """Two rows with an empty one between them, and the header."""
    cell_beside(sheet, "联系人").value = "丙某"
    cell_beside(sheet, "联系电话").value = "80000000"
    cell_beside(sheet, "填报时间").value = datetime(2022, 3, 16)  # noqa: DTZ001
    for row, (name, kind, when, number) in {
        1: ("甲某", "报告会", datetime(2022, 3, 21), 50),  # noqa: DTZ001
        3: ("乙某", None, "3月中旬", None),
    }.items():
        cell_below(sheet, "宣讲人", row).value = name
        cell_below(sheet, "形式", row).value = kind
        cell_below(sheet, "时间", row).value = when
        cell_below(sheet, "备注（人数）", row).value = number


ROWS = [[1, "甲某", "报告会", "2022-03-21", 50], [2, "乙某", None, "3月中旬", None]]
TEXT = """\
# yaml-language-server: $schema=../../../../schema/form-return.schema.json
unit: 办公室
reported_on: 2022-03-16
header:
  联系人: 丙某
  联系电话: '80000000'
rows:
  - 宣讲人: 甲某
    形式: 报告会
    时间: 2022-03-21
    备注（人数）: 50
  - 宣讲人: 乙某
    时间: 3月中旬
"""


# --- the blank workbook --------------------------------------------------------------------------


def test_the_frame_is_locked_and_the_cells_are_typed(office: Office) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(office.blank())).worksheets[0]
    assert sheet.title == "宣讲计划表"
    assert [cell.value for cell in sheet[HEAD]] == [
        *("序号", "宣讲人", "形式", "时间", "备注（人数）"),
    ]
    assert sheet.protection.sheet
    assert cell_beside(sheet, "填报单位").value == "办公室"
    assert cell_beside(sheet, "填报单位").protection.locked
    assert sheet.cell(HEAD, 2).protection.locked
    assert not cell_beside(sheet, "联系人").protection.locked
    assert not cell_below(sheet, "宣讲人").protection.locked
    assert sheet.column_dimensions["B"].width > 15
    checks = {str(item.sqref).split(":")[0]: item for item in sheet.data_validations.dataValidation}
    assert checks["C8"].formula1 == '"报告会,座谈会"'
    assert (checks["E8"].type, checks["E8"].operator) == ("whole", "greaterThanOrEqual")
    assert sheet.freeze_panes == "A8"
    assert sheet.page_setup.orientation == "landscape"


def test_a_workbook_without_a_unit_lists_those_that_owe(office: Office) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(office.blank(None))).worksheets[0]
    place = cell_beside(sheet, "填报单位")
    assert place.value is None
    checks = {str(item.sqref): item for item in sheet.data_validations.dataValidation}
    assert "提案委员会" in checks[place.coordinate].formula1


def test_the_same_form_gives_the_same_bytes(office: Office) -> None:
    assert office.blank() == office.blank()


# --- filled as a person would --------------------------------------------------------------------


def test_there_and_back_again(office: Office) -> None:
    code, out, err = office.fill(office.filled(as_a_person))
    assert (code, err) == (0, "")
    assert out == "plans/2022/forms/talks/office.yaml：办公室《宣讲计划表》2 行，已写入\n"
    assert office.text() == TEXT
    assert office.rows() == ROWS


def _typed_otherwise(sheet: Worksheet) -> None:
    cell_beside(sheet, "填报时间").value = "2022.3.16"
    cell_below(sheet, "时间").value = "２０２２年３月２１日"
    cell_below(sheet, "备注（人数）").value = "５０人"


def _moved(sheet: Worksheet) -> None:
    sheet.move_range("D7:D30", cols=5)
    sheet.move_range("B7:B30", cols=5)


def _renamed(sheet: Worksheet) -> None:
    for title, now in {
        "宣讲人": "宣讲人姓名",
        "时间": "时 间",
        "备注（人数）": "备注(人数)",
    }.items():
        next(cell for cell in sheet[HEAD] if cell.value == title).value = now


def _renamed_sheet(sheet: Worksheet) -> None:
    sheet.title = "Sheet1"
    sheet.parent.create_sheet("说明", 0)["A1"] = "见第二张"


def _without_mark(sheet: Worksheet) -> None:
    sheet["A2"].value = None
    sheet["A1"].value = "附件1　宣讲计划表"


def _remarks_below(sheet: Worksheet) -> None:
    sheet.merge_cells("A20:E20")
    sheet["A20"] = "注：以上安排以通知为准"
    sheet["A21"] = "合计"
    sheet["E21"] = 50


def _header_in_one_line(sheet: Worksheet) -> None:
    for row in (3, 4, 5):
        for cell in sheet[row]:
            cell.value = None
    sheet["A3"] = (
        "填报单位：办公室　联系人：丙某　职务：＿＿　联系电话：80000000　填报时间：2022年3月16日"
    )


def _telephone_as_a_number(sheet: Worksheet) -> None:
    cell_beside(sheet, "联系电话").value = 80000000


OTHERWISE: dict[str, Callable[[Worksheet], object]] = {
    "days and numbers as text": _typed_otherwise,
    "columns moved": _moved,
    "columns renamed": _renamed,
    "sheet renamed, another before it": _renamed_sheet,
    "without its mark": _without_mark,
    "remarks and a sum below": _remarks_below,
    "header in one line": _header_in_one_line,
    "a telephone as a number": _telephone_as_a_number,
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_however_it_is_filled(office: Office, name: str) -> None:
    def fill(sheet: Worksheet) -> None:
        as_a_person(sheet)
        OTHERWISE[name](sheet)

    code, _, err = office.fill(office.filled(fill))
    assert (code, err) == (0, "")
    assert office.text() == TEXT


def test_rows_far_below_count_too(office: Office) -> None:
    def fill(sheet: Worksheet) -> None:
        as_a_person(sheet)
        cell_below(sheet, "宣讲人", 200).value = "丁某"
        cell_below(sheet, "时间", 200).value = "待定"

    assert office.fill(office.filled(fill))[0] == 0
    assert office.rows()[2] == [3, "丁某", None, "待定", None]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2022, 3, 21, 14, 30), "3月21日14:30"),  # noqa: DTZ001
        ("2022.3.21下午2:30", "3月21日下午2:30"),
        ("3月21日上午", "3月21日上午"),
        ("3.21", "2022-03-21"),
        (date(2022, 3, 21), "2022-03-21"),
        ("3月21日—25日", "3月21日—25日"),
        (" 待定 ", "待定"),
    ],
)
def test_what_may_stand_for_a_day(office: Office, value: Any, text: str) -> None:
    def fill(sheet: Worksheet) -> None:
        as_a_person(sheet)
        cell_below(sheet, "时间").value = value

    assert office.fill(office.filled(fill))[0] == 0
    assert office.rows()[0][3] == text


@pytest.mark.parametrize("name", ["提案委", "市提案委", "提案委员会", "提案委员"])
def test_a_unit_by_its_everyday_name(office: Office, name: str) -> None:
    def fill(sheet: Worksheet) -> None:
        as_a_person(sheet)
        cell_beside(sheet, "填报单位").value = name

    code, out, err = office.fill(office.filled(fill, unit=None))
    assert (code, err) == (0, "")
    assert "提案委员会《宣讲计划表》" in out
    assert office.written == ["talks/proposals.yaml"]


def test_text_is_written_on_one_line_and_without_what_cannot_be_seen(office: Office) -> None:
    def fill(sheet: Worksheet) -> None:
        as_a_person(sheet)
        cell_below(sheet, "宣讲人").value = "甲某 #1\u200b\n：乙某"

    assert office.fill(office.filled(fill))[0] == 0
    assert office.rows()[0][1] == "甲某 #1 ：乙某"


def test_two_forms_in_one_workbook(office: Office) -> None:
    other = a_form("debates", title="讨论计划表", columns=["序号", "召集人"])
    plan = a_plan([a_task()], forms=[FORM, other])
    (office.folder / "plans/2022.yaml").write_text(as_yaml(plan), encoding="utf-8")

    def fill(sheet: Worksheet) -> None:
        as_a_person(sheet)
        second = sheet.parent.create_sheet("附件2")
        second["A1"] = "讨论计划表"
        second["A2"] = "填报单位：办公室 填报时间：3月16日"
        second["A3"], second["B3"], second["B4"] = "序号", "召集人", "戊某"

    code, out, err = office.fill(office.filled(fill))
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == 2
    assert office.written == ["debates/office.yaml", "talks/office.yaml"]


# --- what is wrong -------------------------------------------------------------------------------


def _set(title: str, value: Any, row: int = 1) -> Callable[[Worksheet], object]:
    def fill(sheet: Worksheet) -> None:
        cell_below(sheet, title, row).value = value

    return fill


def _at(name: str, value: Any) -> Callable[[Worksheet], object]:
    def fill(sheet: Worksheet) -> None:
        sheet[name].value = value

    return fill


MOBILE = f"13{'8' * 9}"  # put together: no file of this project holds one
WRONG: dict[str, tuple[Callable[[Worksheet], object], str]] = {
    "a number in a date column": (_set("时间", 50), "宣讲计划表!D8 date-invalid"),
    "a serial number in a date column": (_set("时间", "44636"), "宣讲计划表!D8 date-invalid"),
    "what Excel makes of 3.16 there": (
        _set("时间", datetime(1900, 1, 3, 3, 50)),  # noqa: DTZ001
        "宣讲计划表!D8 date-invalid",
    ),
    "a wording that says no day": (_set("时间", "等通知"), "宣讲计划表!D8 date-invalid"),
    "no number": (_set("备注（人数）", "若干"), "宣讲计划表!E8 number-invalid"),
    "half a person": (_set("备注（人数）", 2.5), "宣讲计划表!E8 number-invalid"),
    "a choice that there is not": (_set("形式", "茶话会"), "宣讲计划表!C8 choice-unknown"),
    "something required missing": (_set("宣讲人", None), "宣讲计划表!B8 cell-missing"),
    "a mobile number": (_set("宣讲人", f"甲某 {MOBILE}"), "宣讲计划表!B8 private-mobile"),
    "a formula that failed": (_set("宣讲人", "#REF!"), "宣讲计划表!B8 value-type"),
    "a column too many": (_at("F7", "联络员"), "宣讲计划表!F7 column-unknown"),
    "a column twice": (_at("F7", "宣讲人"), "宣讲计划表!F7 column-unknown"),
    "a scribble beside the table": (_at("G8", "已电话通知"), "宣讲计划表!G8 column-unknown"),
    "no day": (_at("B5", None), "宣讲计划表!B5 cell-missing"),
    "a day that is none": (_at("B5", "3月36日"), "宣讲计划表!B5 date-invalid"),
    "no unit": (_at("B3", None), "宣讲计划表!B3 cell-missing"),
    "a unit that there is not": (_at("B3", "市残联"), "宣讲计划表!B3 department-unknown"),
    "a form that there is not": (_at("A2", "表号：2022/walks"), "宣讲计划表!A2 form-mismatch"),
    "no column heads": (lambda sheet: sheet.delete_rows(HEAD, 99), "宣讲计划表!A1 form-mismatch"),
    "nothing filled": (lambda sheet: sheet.delete_rows(HEAD + 1, 99), "宣讲计划表!A8 form-empty"),
}


def told(err: str) -> list[str]:
    return [f"{place} {code}" for place, code in re.findall(r"xlsx:(\S+): 错误\[([\w-]+)\]", err)]


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_told_by_sheet_and_cell_and_nothing_is_written(
    office: Office, name: str
) -> None:
    change, expected = WRONG[name]

    def fill(sheet: Worksheet) -> None:
        as_a_person(sheet)
        change(sheet)

    good = office.filled(
        lambda sheet: (as_a_person(sheet), _at("B3", "研究室")(sheet)), "研究室.xlsx"
    )
    code, out, err = office.fill(good, office.filled(fill))
    assert (code, out) == (1, "")
    assert told(err) == [expected]
    assert err.endswith("什么也没有写入。\n")
    assert office.written == []


def test_a_unit_that_does_not_owe_it(office: Office) -> None:
    plan = a_plan([a_task()], forms=[FORM | {"owed_by": "研究室"}])
    file = office.filled(as_a_person)
    (office.folder / "plans/2022.yaml").write_text(as_yaml(plan), encoding="utf-8")
    assert told(office.fill(file)[2]) == ["宣讲计划表!B3 form-not-owed"]


def test_no_form_at_all(office: Office) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "七月报送"
    book.save(office.folder / "别的.xlsx")
    code, _, err = office.fill(office.folder / "别的.xlsx")
    assert code == 1
    assert told(err) == ["Sheet!A1 form-mismatch"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", "填报".encode()])
def test_no_workbook_at_all(office: Office, data: bytes) -> None:
    (office.folder / "表.xlsx").write_bytes(data)
    code, _, err = office.fill(office.folder / "表.xlsx")
    assert code == 1
    assert err.startswith("表.xlsx:1:1: 错误[workbook-unreadable]")
    assert office.fill(office.folder / "没有.xlsx")[0] == 1


def test_a_plan_with_errors_takes_nothing(office: Office) -> None:
    file = office.filled(as_a_person)
    (office.folder / "plans/2022/000.yaml").write_text("department: 办公厅\n", encoding="utf-8")
    code, _, err = office.fill(file)
    assert code == 1
    assert "plans/2022/000.yaml:1:13: 错误[department-unknown]" in err
    assert office.written == []


# --- nothing is overwritten unasked --------------------------------------------------------------


def test_the_same_again_changes_nothing(office: Office) -> None:
    file = office.filled(as_a_person)
    office.fill(file)
    code, out, err = office.fill(file)
    assert (code, err) == (0, "")
    assert out.endswith("已经有了，内容相同，没有改动\n")


def test_another_content_needs_to_be_asked_for(office: Office) -> None:
    office.fill(office.filled(as_a_person))

    def fill(sheet: Worksheet) -> None:
        as_a_person(sheet)
        cell_below(sheet, "备注（人数）").value = 60

    file = office.filled(fill)
    code, out, err = office.fill(file)
    assert (code, out) == (1, "")
    assert told(err) == ["宣讲计划表!A1 form-exists"]
    assert office.text() == TEXT
    code, out, err = office.fill(file, options=("--replace",))
    assert (code, err) == (0, "")
    assert out.endswith("换掉了原来的\n")
    assert office.rows()[0][4] == 60


def test_a_return_under_another_name_is_the_one_replaced(office: Office) -> None:
    folder = office.folder / "plans/2022/forms/talks"
    folder.mkdir(parents=True)
    inside = {key: item for key, item in returned("办公室", "2022-03-15").items() if key != "form"}
    inside["reported_on"] = date(2022, 3, 15)
    (folder / "办.yaml").write_text(as_yaml(inside), encoding="utf-8")
    file = office.filled(as_a_person)
    assert office.fill(file)[0] == 1
    assert office.fill(file, options=("--replace",))[0] == 0
    assert office.written == ["talks/办.yaml"]


def test_a_mobile_number_in_the_header_is_not_published_and_no_mistake(office: Office) -> None:
    def fill(sheet: Worksheet) -> None:
        as_a_person(sheet)
        cell_beside(sheet, "联系电话").value = int(MOBILE)

    assert office.fill(office.filled(fill))[0] == 0
    assert f"联系电话: '{MOBILE}'" in office.text()
    assert office.rows() == ROWS


def test_two_workbooks_of_one_unit(office: Office) -> None:
    files = [office.filled(as_a_person, name) for name in ("一.xlsx", "二.xlsx")]
    code, _, err = office.fill(*files)
    assert code == 1
    assert "二.xlsx:宣讲计划表!A1: 错误[form-twice]" in err
    assert office.written == []


def test_a_sample_is_marked(office: Office) -> None:
    assert office.fill(office.filled(as_a_person), options=("--sample",))[0] == 0
    assert "\nsample: true\n" in office.text()
    assert json.dumps(office.rows(), ensure_ascii=False) == json.dumps(ROWS, ensure_ascii=False)


def test_a_real_one_is_not_written_among_samples(office: Office) -> None:
    """Else the plans would have an error at once, and no other form could be filled."""
    assert office.fill(office.filled(as_a_person), options=("--sample",))[0] == 0
    (office.folder / "plans" / "2022" / "07").mkdir()
    (office.folder / "plans" / "2022" / "07" / "office.yaml").write_text(
        "department: 办公室\nreported_on: 2022-07-20\nsample: true\nno_change:\n  - 1\n",
        encoding="utf-8",
    )
    before = office.text()
    code, _, err = office.fill(office.filled(as_a_person), options=("--replace",))
    assert (code, office.text()) == (1, before)
    assert "错误[sample-mixed]" in err
    assert "加 --sample" in err
    assert err.endswith("什么也没有写入。\n")


# --- form blank ----------------------------------------------------------------------------------


def test_blank_writes_a_units_workbook_once(office: Office) -> None:
    code, out, err = office.run("blank", "2022", "talks", "提案委")
    assert (code, out, err) == (0, "宣讲计划表-提案委员会.xlsx\n", "")
    assert (office.folder / "宣讲计划表-提案委员会.xlsx").read_bytes() == office.blank("proposals")
    assert office.run("blank", "2022", "talks", "提案委")[0] == 2
    assert office.run("blank", "2022", "talks", "--output", "空/表.xlsx")[:2] == (0, "空/表.xlsx\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("blank", "2022", "walks"), "计划 2022 没有计划表 “walks”，有：talks"),
        (("blank", "2022", "talks", "残联"), "“残联” 不报《宣讲计划表》，报的是：办公室、"),
        (("blank", "2021", "talks"), "没有计划 “2021”"),
        (("fill",), "缺少 工作簿"),
        (("fill", "a.xlsx", "--plan", "2021"), "没有计划 “2021”"),
        ((), "缺少 做什么"),
    ],
)
def test_wrong_use(office: Office, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = office.run(*arguments)
    assert code == 2
    assert err.startswith(said)


def test_openpyxl_reads_our_workbooks_without_a_word(office: Office) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        openpyxl.load_workbook(io.BytesIO(office.blank()))
