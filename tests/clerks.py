"""A committee's folder in which clerks report: commands run there, workbooks filled as Excel would."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from building import Yaml, a_plan, a_task, write_plans
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from workplan.cli import main

TASKS = (
    a_task(1, "全年", "办公室", short="第一议题"),
    a_task(2, "全年", "办公室", repeat="每季度1次", short="集体学习"),
    a_task(3, "8月", "办公室", short="读书会"),
    a_task(4, "全年", "研究室", short="调研"),
    a_task(5, "全年", "各专门委员会", short="专委会联动"),
    a_task(6, "待定", "办公室", short="民主生活会"),
    a_task("2.10", "全年", "办公室", short="小数点编号"),
)


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


class Committee:
    """A folder with plans/ in it; the day is 10 October 2022 unless a command says otherwise."""

    def __init__(self, folder: Path, plan: Yaml | None = None, reports: Any = ()) -> None:
        self.folder, self.plans = folder, folder / "plans"
        write_plans(self.plans, plan or a_plan(TASKS, as_of="2022-10-12"), reports)

    def run(self, *arguments: str | Path) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code = main([*map(str, arguments), "--plans", str(self.plans)])
            except SystemExit as left:  # argparse leaves so
                code = int(left.code or 0)
        return Ran(code, out.getvalue(), err.getvalue())

    def sheet(self, department: str = "office", period: str = "2022-10") -> Path:
        """The workbook of a department, as made."""
        file = self.folder / f"{department}-{period}.xlsx"
        ran = self.run("sheet", department, period, "-o", file)
        assert ran.code == 0, ran.err
        return file

    def filled(
        self, answers: Mapping[str, Mapping[str, Any]], department: str = "office", **more: Any
    ) -> Path:
        """The workbook of a department with the answers of some tasks, by head of their column."""
        file = self.sheet(department, more.pop("period", "2022-10"))
        fill(file, answers, **more)
        return file

    def files(self) -> dict[str, bytes]:
        """Every file of the plans, by its path."""
        return {
            path.relative_to(self.plans).as_posix(): path.read_bytes()
            for path in sorted(self.plans.rglob("*"))
            if path.is_file()
        }

    def text(self, path: str) -> str:
        return (self.plans / path).read_text(encoding="utf-8")


def table_of(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The row of the table's head, and the columns by the head's first words."""
    for row in sheet.iter_rows():
        heads = {str(cell.value).partition("（")[0]: cell.column for cell in row if cell.value}
        if "编号" in heads:
            return row[0].row, heads
    raise AssertionError("no table")


def cell_of(sheet: Worksheet, task: str, head: str) -> Cell:
    """The cell of a task under a head; a task that isn't there gets the first row without one."""
    first, heads = table_of(sheet)
    for row in range(first + 1, first + 60):
        found = sheet.cell(row, heads["编号"])
        if found.value is None:
            found.value = task
        if str(found.value) == task:
            cell = sheet.cell(row, heads[head])
            assert isinstance(cell, Cell)
            return cell
    raise AssertionError(task)


def fill(
    file: Path,
    answers: Mapping[str, Mapping[str, Any]],
    *,
    reported_on: Any = None,
    change: Callable[[openpyxl.Workbook, Worksheet], object] | None = None,
) -> None:
    """Fills a workbook in place, and does to it whatever else a person may."""
    book = openpyxl.load_workbook(file)
    sheet = book["填报"]
    for task, said in answers.items():
        for head, value in said.items():
            cell_of(sheet, task, head).value = value
    if reported_on is not None:
        sheet["B5"].value = reported_on
    if change is not None:
        change(book, sheet)
    book.save(file)
