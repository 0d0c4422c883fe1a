"""Workbooks as nobody meant them: each is taken or refused, with a place, and never a traceback."""

from __future__ import annotations

import datetime
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from clerks import Committee

from workplan.commands.options import library_in
from workplan.filing.taking import take

TYPED: tuple[Any, ...] = (
    *(None, "", 0, 1, -1, 1.5, 1e308, True, False, "x" * 5000, "=1+1", "#N/A", "a\nb", "\u200b"),
    *(datetime.date(2022, 1, 1), datetime.time(3, 4), "2022.13.45", "2.10", "1e5", "NaN", 3e9),
    *(
        "是",
        "已完成",
        "完成了",
        "编号",
        "状态",
        "计划",
        "{a: b}",
        "- [",
        "'",
        '"',
        "\\",
        "# x",
        "a: b",
    ),
)


def cells(data: bytes, chance: random.Random) -> bytes:
    """Anything typed anywhere, rows and columns gone, cells merged."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for _ in range(chance.randint(1, 12)):
        cell = chance.choice(book.worksheets).cell(chance.randint(1, 25), chance.randint(1, 18))
        cell.value = chance.choice(TYPED)
    sheet = book.worksheets[0]
    if chance.random() < 0.1:
        sheet.delete_rows(chance.randint(1, 10), chance.randint(1, 4))
    if chance.random() < 0.1:
        sheet.delete_cols(chance.randint(1, 10), chance.randint(1, 4))
    if chance.random() < 0.2:
        sheet.merge_cells(f"C{chance.randint(1, 9)}:M{chance.randint(10, 15)}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def scratched(data: bytes, chance: random.Random) -> bytes:
    """Some bytes turned into others."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def inside(data: bytes, chance: random.Random) -> bytes:
    """A whole archive whose files are damaged."""
    archive, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in archive.namelist():
            text = archive.read(name)
            made.writestr(name, scratched(text, chance) if chance.random() < 0.3 else text)
    return out.getvalue()


@pytest.mark.parametrize("how", [cells, scratched, inside], ids=lambda how: how.__name__)
@pytest.mark.parametrize(
    "times", [pytest.param(12, id="some"), pytest.param(1000, id="many", marks=pytest.mark.soak)]
)
def test_a_mutated_workbook_is_answered(
    how: Callable[[bytes, random.Random], bytes], times: int, tmp_path: Path
) -> None:
    committee = Committee(tmp_path)
    answers = {"1": {"状态": "进行中", "做了什么": "学习"}, "2": {"无新进展": "是"}}
    good = committee.filled(answers).read_bytes()
    library = library_in(committee.plans)
    days = {"2022": datetime.date(2022, 10, 12)}
    file = tmp_path / "交表.xlsx"
    for seed in range(times):
        file.write_bytes(how(good, random.Random(seed)))
        taken, problems = take([file], library, committee.plans.as_posix(), days)
        assert taken or problems, f"seed {seed}: no answer"
        for problem in problems:
            assert problem.place.path == file.as_posix(), f"seed {seed}: {problem}"
            whole = problem.code in ("workbook-unreadable", "workbook-foreign")
            assert problem.place.cell or whole, f"seed {seed}: {problem}"
