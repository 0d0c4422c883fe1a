"""A year of an office: departments report on branches of their own, merged in any order.

Real git, real commands: a return begun and filled in, updates logged, a workbook filled and taken.
With one file a department a month nothing conflicts, nothing is lost, and the merged year says what
the same reports say written one after another.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from building import Yaml, a_plan, a_task, as_yaml
from clerks import Committee, cell_of

from workplan.checks import checked
from workplan.exports.json import as_json
from workplan.load import Library, load_library
from workplan.periods import month_end
from workplan.problems import Level, as_text
from workplan.summaries import snapshot_of

DUES: tuple[Yaml, ...] = (
    {"due": "全年"},
    {"due": "全年", "repeat": "每季度1次"},
    {"due": "每月1次"},
    {"due": "下半年"},
    {"due": "9月底前"},
    {"due": "长期"},
)
WAYS = ("yaml", "log", "excel")


def unit(number: int) -> str:
    return f"unit-{number:02}"


def organization(departments: int) -> Yaml:
    units = {unit(n): {"name": f"第{n:02}委员会"} for n in range(1, departments + 1)}
    members = list(units)
    return {
        "committee": {"name": "政协某市委员会"},
        "departments": units,
        "groups": [{"name": "各委员会", "members": members}],
    }


def plan_of_office(departments: int) -> Yaml:
    """Three tasks for each department, and four for all of them."""
    tasks = [
        a_task(3 * n + k - 2, departments=f"第{n:02}委员会", **DUES[(n + k) % len(DUES)])
        for n in range(1, departments + 1)
        for k in range(3)
    ]
    joint = [a_task(100 + k, departments="各委员会", **DUES[k]) for k in range(4)]
    return a_plan([*tasks, *joint])


@dataclass(frozen=True)
class Said:
    """What a department says of a task in a month; `note` is the only one of its kind."""

    task: str
    day: date
    note: str
    status: str = "进行中"
    progress: int | None = None
    times: int | None = None


@dataclass(frozen=True)
class Report:
    """A department's report of a month: the way it is filed, what it says, and when it is merged."""

    department: str
    month: int
    way: str
    said: tuple[Said, ...]
    no_change: tuple[str, ...]
    reported_on: date
    merged_in: int

    @property
    def branch(self) -> str:
        return f"{self.department}/{self.month:02}"

    @property
    def period(self) -> str:
        return f"2022-{self.month:02}"

    @property
    def file(self) -> str:
        return f"2022/{self.month:02}/{self.department}.yaml"


def reports(departments: int, months: int, seed: int) -> list[Report]:
    chance = random.Random(seed)
    found = []
    for month in range(1, months + 1):
        for n in range(1, departments + 1):
            own = [str(3 * n - 2), str(3 * n - 1), str(3 * n), *(str(100 + k) for k in range(4))]
            spoken = chance.sample(own, chance.randint(1, 4))
            rest = [task for task in own if task not in spoken]
            last = month_end(2022, month)
            said = tuple(
                Said(
                    task,
                    last - timedelta(days=chance.randrange(last.day)),
                    f"第{n}家{month}月报任务{task}：办事 #{chance.randrange(1000)} 件",
                    progress=chance.choice([None, 5 * month]),
                    times=chance.choice([None, 1, 2]) if task in ("101", "102") else None,
                )
                for task in spoken
            )
            found.append(
                Report(
                    unit(n),
                    month,
                    chance.choice(WAYS),
                    said,
                    tuple(rest[: chance.randint(0, 2)]),
                    last + timedelta(days=chance.randint(0, 10)),
                    min(months, month + chance.choice([0, 0, 0, 1, 3])),
                )
            )
    return found


# --- filing it -----------------------------------------------------------------------------------


def file_report(committee: Committee, report: Report) -> None:
    {"yaml": _by_hand, "log": _by_commands, "excel": _by_workbook}[report.way](committee, report)


def _by_hand(committee: Committee, report: Report) -> None:
    """The draft, its comments filled in where there is something to say."""
    ran = committee.run(
        "return", report.department, report.period, "--as-of", str(report.reported_on)
    )
    assert ran.code == 0, ran.err
    lines = [f"no_change: [{', '.join(report.no_change)}]"] if report.no_change else []
    entries = []
    for item in report.said:
        entries += [f"  - task: {item.task}", f"    date: {item.day}", f"    status: {item.status}"]
        entries += [f"    progress: {item.progress}"] if item.progress is not None else []
        entries += [f"    occurrences: {item.times}"] if item.times else []
        entries.append(f'    note: "{item.note}"')
    text = committee.text(report.file)
    before, mark, after = text.partition("\nupdates:\n")
    assert mark
    joined = "\n".join([before, *lines]) + mark + "\n".join(entries) + "\n" + after
    (committee.plans / report.file).write_text(joined, encoding="utf-8")


def _by_commands(committee: Committee, report: Report) -> None:
    for item in report.said:
        more = [] if item.progress is None else ["--progress", str(item.progress)]
        more += ["--occurrences", str(item.times)] if item.times else []
        ran = committee.run(
            *("log", item.task, "--department", report.department, "--period", report.period),
            *("--date", str(item.day), "--status", item.status, "--note", item.note),
            *("--reported-on", str(report.reported_on), *more),
        )
        assert ran.code == 0, ran.err
    if report.no_change:
        with (committee.plans / report.file).open("a", encoding="utf-8") as file:
            file.write(f"no_change: [{', '.join(report.no_change)}]\n")


def _by_workbook(committee: Committee, report: Report) -> None:
    file = committee.folder / f"{report.branch.replace('/', '-')}.xlsx"
    day = str(report.reported_on)
    ran = committee.run("sheet", report.department, report.period, "-o", str(file), "--as-of", day)
    assert ran.code == 0, ran.err
    book = openpyxl.load_workbook(file)
    sheet = book["填报"]
    sheet["B5"] = report.reported_on
    for item in report.said:
        answers: dict[str, Any] = {
            "状态": item.status,
            "哪天的事": item.day,
            "进度": item.progress,
            "办了几次": item.times,
            "做了什么": item.note,
        }
        for head, value in answers.items():
            cell_of(sheet, item.task, head).value = value
    for task in report.no_change:
        cell_of(sheet, task, "无新进展").value = "是"
    book.save(file)
    ran = committee.run("take", str(file))
    assert ran.code == 0, ran.err
    file.unlink()


# --- a repository --------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> str:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    named = (
        "-c",
        "user.name=经办",
        "-c",
        "user.email=clerk@localhost",
        "-c",
        "commit.gpgSign=false",
    )
    done = subprocess.run(
        ["git", *named, *arguments],
        cwd=folder,
        env={**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
    return done.stdout


def start(folder: Path, departments: int) -> Committee:
    committee = Committee(folder, plan_of_office(departments))
    (committee.plans / "organization.yaml").write_text(
        as_yaml(organization(departments)), encoding="utf-8"
    )
    return committee


def _desk(folder: Path) -> Committee:
    """The committee that a checkout holds."""
    found = Committee.__new__(Committee)
    found.folder, found.plans = folder, folder / "plans"
    return found


def merged_year(folder: Path, departments: int, year: list[Report], seed: int) -> Path:
    """The year on branches: all of a month begin from one main and are merged in random order."""
    chance = random.Random(seed)
    main = start(folder / "main", departments)
    (main.plans / "2022").rmdir()
    git(main.folder, "init", "--quiet", "--initial-branch=main")
    git(main.folder, "add", "--all")
    git(main.folder, "commit", "--quiet", "-m", "计划")
    desks = {}
    for n in range(1, departments + 1):
        desks[unit(n)] = desk = folder / unit(n)
        git(main.folder, "worktree", "add", "--quiet", "--detach", str(desk))
    for month in sorted({report.month for report in year}):
        for report in (report for report in year if report.month == month):
            desk = desks[report.department]
            git(desk, "checkout", "--quiet", "-b", report.branch, "main")
            file_report(_desk(desk), report)
            git(desk, "add", "--all")
            git(desk, "commit", "--quiet", "-m", f"{report.department} {report.period}")
        ready = [report.branch for report in year if report.merged_in == month]
        chance.shuffle(ready)
        for branch in ready:
            git(main.folder, "merge", "--quiet", "--no-ff", "-m", f"合并 {branch}", branch)
    assert git(main.folder, "status", "--porcelain") == ""
    assert len(git(main.folder, "log", "--merges", "--oneline").splitlines()) == len(year)
    return main.plans


def sequential_year(folder: Path, departments: int, year: list[Report]) -> Path:
    """The same reports in one folder, one after another."""
    committee = start(folder / "one", departments)
    for report in year:
        file_report(committee, report)
    return committee.plans


def read(plans: Path) -> Library:
    library = checked(load_library(plans, "plans"))
    heavy = [as_text(found) for found in library.problems if found.level is not Level.NOTICE]
    assert heavy == []
    return library


def notes_in(plans: Path) -> Iterator[str]:
    for file in plans.rglob("*.yaml"):
        yield from re.findall(
            r"第\d+家\d+月报任务\d+：办事 #\d+ 件", file.read_text(encoding="utf-8")
        )


@pytest.mark.parametrize(
    ("departments", "months"),
    [
        pytest.param(5, 3, id="a quarter"),
        pytest.param(20, 12, id="a year", marks=pytest.mark.soak),
    ],
)
@pytest.mark.parametrize("seed", [2022])
def test_branches_merge_in_any_order(
    departments: int, months: int, seed: int, tmp_path: Path
) -> None:
    year = reports(departments, months, seed)
    merged = merged_year(tmp_path, departments, year, seed)
    single = sequential_year(tmp_path, departments, year)
    # One file a department a month, in both.
    names = [
        sorted(f.relative_to(p).as_posix() for f in p.rglob("*.yaml")) for p in (merged, single)
    ]
    expected = sorted([*(report.file for report in year), "2022.yaml", "organization.yaml"])
    assert names == [expected, expected]
    # Nothing lost, nothing twice.
    told = sorted(item.note for report in year for item in report.said)
    assert sorted(notes_in(merged)) == told
    together, apart = read(merged).plans[0], read(single).plans[0]
    assert sum(len(found) for found in together.updates.values()) == len(told) + sum(
        len(report.no_change) for report in year
    )
    # The same totals, lamps and histories on any day.
    for day in (date(2022, 3, 31), date(2022, 6, 15), date(2022, 10, 10), date(2022, 12, 31)):
        assert as_json(snapshot_of(together, day)) == as_json(snapshot_of(apart, day))
