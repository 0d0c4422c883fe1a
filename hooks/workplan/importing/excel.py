"""The visible sheets of a workbook as rows; a merged range shows its text in all of its cells."""

from __future__ import annotations

from workplan.importing.tables import Cell, Item, Row, seen
from workplan.problems import Problem
from workplan.workbooks import MAX_ROWS, Sheet, sheets_in

# No list is wider.
_MOST_COLUMNS = 40


def _rows(number: int, sheet: Sheet) -> list[Row]:
    found: list[Row] = []
    for at in range(1, sheet.rows + 1):
        cells = []
        for column in range(1, min(sheet.columns, _MOST_COLUMNS) + 1):
            cell = sheet.cell(at, column)
            origin = (number, *sheet.merged_from(at, column))
            cells.append(Cell(seen(cell.text), cell.place, origin))
        if any(cell.text for cell in cells):
            found.append(Row(tuple(cells)))
    return found


def read_excel(data: bytes, path: str) -> tuple[list[Item] | None, list[Problem]]:
    """The rows of a workbook's sheets, in order; None where it can't be read."""
    sheets, problems = sheets_in(data, path)
    if sheets is None:
        return None, problems
    items: list[Item] = []
    for number, sheet in enumerate(sheets):
        rows = _rows(number, sheet)
        items += rows
        for row in rows:
            at = row.cells[0].place.line
            if sheet.hidden(at):
                problems.append(Problem("import-doubt", row.place, f"第 {at} 行是隐藏的，也读了"))
        if rows and rows[-1].cells[0].place.line >= MAX_ROWS:
            message = f"工作表 {sheet.name} 只读了前 {MAX_ROWS} 行"
            problems.append(Problem("import-doubt", sheet.place(sheet.rows, 1), message))
    return items, problems
