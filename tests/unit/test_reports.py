"""The reports: which there are, what they count, and that every number is one of the export's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from building import (
    ORGANIZATION,
    a_plan,
    a_task,
    closed,
    day,
    dropped,
    extended,
    held,
    plan_of,
    read_plans,
    said,
    unchanged,
)

from workplan.documents import Cell, ColumnKind, Copyable, Document, Table
from workplan.exports.json import document_of
from workplan.history import History
from workplan.lamps import Lamp
from workplan.model import Plan
from workplan.reports.listing import NoReport, kinds_and_reports, report_of
from workplan.reports.parts import lamp_table
from workplan.summaries import Rate, Totals, snapshot_of

ROOT = Path(__file__).parents[2]
YEAR = ("2022-07", "2022-08", "2022-09", "2022-10", "2022-11", "2022-12")
QUARTERS = ("2022-q3", "2022-q4")


PLANS = {"shipped": ROOT / "plans", "golden": ROOT / "tests" / "golden" / "plans"}


@cache
def plan_named(name: str) -> Plan:
    return next(plan for plan in read_plans(PLANS[name]).plans if plan.id == "2022")


def shipped() -> Plan:
    return plan_named("shipped")


def history(plan: Plan, as_of: str) -> History:
    return History(snapshot_of(plan, day(as_of)))


@cache
def reports(plan: str, as_of: str) -> dict[str, Document]:
    found = history(plan_named(plan), as_of)
    names = {document.name: document for _, document in kinds_and_reports(found)}
    return names | {"due": report_of(found, "due")}


def table(document: Document, key: str) -> Table:
    return next(found for found in document.tables if found.key == key)


def texts(found: Table, column: str) -> list[str]:
    at = [item.title for item in found.columns].index(column)
    return [row[at].text for row in found.rows]


# --- which there are -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2022-07-30", []),
        ("2022-07-31", ["2022-07"]),
        ("2022-10-15", ["2022-q3", "2022-09", "2022-08", "2022-07"]),
        (
            "2023-01-20",
            ["annual", "2022-q4", "2022-12", "2022-11", "2022-10", "2022-q3", *YEAR[2::-1]],
        ),
    ],
)
def test_a_report_for_each_period_that_is_over(as_of: str, expected: list[str]) -> None:
    found = history(shipped(), as_of)
    assert [document.name for _, document in kinds_and_reports(found)] == expected


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("2022-07", "2022-07"),
        ("2022-Q3", "2022-q3"),
        ("2022-q3", "2022-q3"),
        ("2022", "annual"),
        ("annual", "annual"),
        ("Annual", "annual"),
        ("due", "due"),
    ],
)
def test_a_report_by_its_period(asked: str, name: str) -> None:
    assert report_of(history(shipped(), "2023-01-20"), asked).name == name


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("2022-10", "10月还没有结束：数据截至 2022-10-15，2022-10-31 起才有"),
        ("2022-Q4", "四季度还没有结束"),
        ("annual", "全年还没有结束"),
        ("2022-06", "6月在计划印发（7月15日）以前就结束了，没有通报，最早的是 2022-07"),
        ("2022-Q2", "最早的是 2022-Q3"),
        ("2021-12", "“2021-12” 不在计划的年份里：计划 “2022” 是 2022年的"),
        ("2023-01", "不在计划的年份里"),
        ("2021", "不在计划的年份里"),
        ("2022-13", "看不懂 “2022-13”"),
        ("2022-7", "看不懂 “2022-7”，应为：2022-07（月通报）"),
        ("七月", "看不懂"),
        ("9999", "看不懂"),
        ("", "看不懂"),
    ],
)
def test_a_report_that_there_is_not(asked: str, says: str) -> None:
    with pytest.raises(NoReport) as refused:
        report_of(history(shipped(), "2022-10-15"), asked)
    assert says in str(refused.value)


def test_a_plan_issued_after_its_year_has_no_reports() -> None:
    found = history(plan_of(a_plan([a_task()], issued="2023-02-01")), "2023-03-01")
    assert list(kinds_and_reports(found)) == []
    assert report_of(found, "due").lede
    with pytest.raises(NoReport, match="没有通报"):
        report_of(found, "2022-12")


def test_a_plan_without_departments_has_no_reports() -> None:
    points = a_plan([{"id": 1, "text": "深入学习"}], kind="key-points")
    with pytest.raises(NoReport, match="没有责任部门"):
        report_of(history(plan_of(points), "2023-01-20"), "2022-07")


# --- each at its own day -------------------------------------------------------------------------


@pytest.mark.parametrize("plan", PLANS)
def test_a_report_reads_the_same_ever_after(plan: str) -> None:
    late = reports(plan, "2023-02-20")
    for as_of in ("2022-08-10", "2022-10-10", "2022-10-15", "2023-01-10"):
        early = reports(plan, as_of)
        for name in early.keys() - {"due"}:
            assert early[name] == late[name], (name, as_of)


@pytest.mark.parametrize(
    ("as_of", "draft"),
    [
        ("2022-07-31", True),
        ("2022-08-09", True),
        ("2022-08-10", False),
    ],
)
def test_until_it_is_settled_a_report_says_so(as_of: str, draft: bool) -> None:
    found = report_of(history(shipped(), as_of), "2022-07")
    assert bool(found.draft) is draft
    assert found.as_of == date(2022, 7, 31)
    if draft:
        assert found.draft == "待补报：8月10日以前报送的还会计入，之后不再改变。"


# --- the form of every report --------------------------------------------------------------------

DAYS = ("2022-03-20", "2022-07-31", "2022-10-05", "2022-10-15", "2023-01-05", "2023-02-20")


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("plan", PLANS)
def test_every_report_is_in_form(plan: str, as_of: str) -> None:
    for document in reports(plan, as_of).values():
        assert re.fullmatch(r"[a-z0-9-]+", document.name)
        assert document.address == f"2022/reports/{document.name}/"
        assert document.lede
        keys = [found.key for found in document.tables]
        assert len(keys) == len(set(keys))
        ids = [section.id for section in document.sections]
        assert len(ids) == len(set(ids))
        for found in document.tables:
            assert re.fullmatch(r"[a-z-]{1,31}", found.key)
            for row in (*found.rows, *([found.totals] if found.totals else [])):
                assert len(row) == len(found.columns), (document.name, found.key)
                for cell, column in zip(row, found.columns, strict=True):
                    in_form(cell, column.kind)


def in_form(cell: Cell, kind: ColumnKind) -> None:
    """A cell's value is what its column holds, and its text says the same."""
    if kind is ColumnKind.BLANK:
        assert cell == Cell()
    if kind is ColumnKind.DATE and cell.text:
        assert isinstance(cell.value, date)
        assert cell.text == cell.value.isoformat()
    if kind is ColumnKind.SHARE and cell.text:
        assert isinstance(cell.value, int | float)
        assert re.fullmatch(r"\d{1,3}%", cell.text)
        assert abs(cell.value * 100 - int(cell.text[:-1])) <= 1
    if isinstance(cell.value, int) and kind is ColumnKind.NUMBER:
        assert int(cell.text) == cell.value


@pytest.mark.parametrize("as_of", DAYS)
def test_each_reporting_rate_names_its_period(as_of: str) -> None:
    named = re.compile(r"报送率（(上年|次年)?[一二三四]季度）|不计报送率|各期报送率")
    for document in reports("shipped", as_of).values():
        said_ = [paragraph.text for paragraph in document.lede]
        for found in document.tables:
            said_ += [found.title, found.note, *(column.head for column in found.columns)]
            said_ += [cell.text for row in found.rows for cell in row]
        for words in said_:
            assert "报送率" not in named.sub("", words), words


# --- every number is the export's ----------------------------------------------------------------


@cache
def exported(on: date) -> dict[str, Any]:
    """/data/2022.json of the shipped plan, built at a day."""
    return document_of(snapshot_of(shipped(), on))


def month_end(on: date, months: int = 1) -> date:
    """The last day of the month so many months on (or back) from another last day."""
    first = on.replace(day=1)
    for _ in range(abs(months)):
        first = (first + timedelta(days=31 if months > 0 else -1)).replace(day=1)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


Row = tuple[Any, ...]
LAMPS = ("red", "yellow", "grey", "green", "done")


class Recount:
    """What a report's tables should hold, counted from the exports alone.

    A row is its values in the columns that hold numbers, days and shares.
    """

    def __init__(self, on: date) -> None:
        self.on, self.data = on, exported(on)
        self.tasks = self.data["tasks"]

    # what is said of tasks

    def red(self) -> set[Any]:
        return {task["id"] for task in self.tasks if task["lamp"] == "red"}

    def completed(self) -> set[Any]:
        return {task["id"] for task in self.tasks if task["completed_on"]}

    def open(self) -> list[dict[str, Any]]:
        return [
            task for task in self.tasks if not task["completed_on"] and task["cause"] != "dropped"
        ]

    def speaks(self, name: str) -> list[dict[str, Any]]:
        """The tasks of the shipped plan that a department leads: each has a lead."""
        return [task for task in self.tasks if task["lead"] == name]

    def with_id(self, id_: Any) -> dict[str, Any]:
        return next(task for task in self.tasks if task["id"] == id_)

    # totals

    def rate(self, totals: Mapping[str, Any], key: str) -> float | None:
        found = totals[key]
        return found["n"] / found["of"] if found else None

    def lamp_rows(self, before: Recount | None) -> list[Row]:
        """The lamp table without its shares."""
        lamps, then = self.data["totals"]["lamps"], before and before.data["totals"]
        rows: list[Row] = []
        for lamp in LAMPS:
            more = (then["lamps"][lamp], lamps[lamp] - then["lamps"][lamp]) if then else ()
            rows.append((lamps[lamp], *more))
        count = len(self.tasks)
        more = (then["tasks"], count - then["tasks"]) if then else ()
        return [*rows, (count, *more)]

    def rate_rows(self, before: Recount | None) -> list[Row]:
        rows: list[Row] = []
        for key in ("completion", "in_time", "closing"):
            now = self.data["totals"][key]
            then = before.data["totals"][key] if before else None
            more: Row = ()
            if before:
                points = whole(now) - whole(then) if now and then else None
                more = (self.rate({key: then}, key), points)
            rows.append((now["n"], now["of"], now["n"] / now["of"], *more))
        if told := self.reporting():
            found = told["totals"]["reporting"]
            rows.append((found["n"], found["of"], found["n"] / found["of"], *more_of(before)))
        return rows

    def reporting(self) -> dict[str, Any] | None:
        """The export of the day on which the latest quarter that is over by now closes."""
        quarters = [date(2022, 9, 30), date(2022, 12, 31)]
        over = [end for end in quarters if end <= self.on]
        return exported(max(over) + timedelta(days=10)) if over else None

    def reporting_of(self, key: str) -> float | None:
        told = self.reporting()
        assert told
        line = next(item for item in told["departments"] if item["key"] == key)
        return self.rate(line["totals"], "reporting")

    def departments(self, month: bool) -> list[Row]:
        rows = []
        for line in self.data["departments"]:
            leads = len(line["leads"])
            news = self.news(line["name"])
            rows.append(
                (
                    *some(leads, len(line["tasks"]) - leads),
                    *self.totals_row(line["totals"]),
                    *(some(len(news)) if month else ()),
                    *((self.reporting_of(line["key"]),) if self.reporting() else ()),
                )
            )
        told = self.reporting()
        news = self.news(None)
        rows.append(
            (
                *(None, None),
                *self.totals_row(self.data["totals"]),
                *(some(len(news)) if month else ()),
                *((self.rate(told["totals"], "reporting"),) if told else ()),
            )
        )
        return rows

    def totals_row(self, totals: dict[str, Any]) -> Row:
        lamps = some(*(totals["lamps"][lamp] for lamp in LAMPS))
        return (*lamps, self.rate(totals, "completion"), self.rate(totals, "in_time"))

    def news(self, name: str | None) -> list[dict[str, Any]]:
        """The updates of this month, of one department or all."""
        month = self.on.isoformat()[:7]
        return [
            update
            for task in self.tasks
            for update in task["updates"]
            if update["date"].startswith(month) and name in (None, update["department"])
        ]


def more_of(before: Recount | None) -> Row:
    return (None, None) if before else ()


def whole(rate: Mapping[str, int]) -> int:
    """A rate as it is printed: half up, but 0 and 100 only where it is that."""
    found = (200 * rate["n"] + rate["of"]) // (2 * rate["of"])
    found = min(found, 99) if rate["n"] < rate["of"] else found
    return max(found, 1) if rate["n"] else found


def some(*counts: int) -> Row:
    return tuple(count or None for count in counts)


VALUES = (ColumnKind.NUMBER, ColumnKind.DATE, ColumnKind.SHARE)


def values(found: Table, *, shares: bool = True) -> list[Row]:
    """The rows' values, the last line's too."""
    kinds = VALUES if shares else VALUES[:2]
    return [
        tuple(
            cell.value
            for cell, column in zip(row, found.columns, strict=True)
            if column.kind in kinds
        )
        for row in (*found.rows, *([found.totals] if found.totals else []))
    ]


def ids(rows: list[Row], at: int = 0) -> list[Any]:
    return [row[at] for row in rows]


class Checked:
    """Compares a document's tables with what was counted; none may be left out."""

    def __init__(self, document: Document) -> None:
        self.document, self.left = document, {found.key for found in document.tables}

    def rows(self, key: str, *, shares: bool = True) -> list[Row]:
        self.left.discard(key)
        return values(table(self.document, key), shares=shares)

    def same(self, key: str, expected: list[Row]) -> None:
        found = self.rows(key)
        assert len(found) == len(expected), key
        for row, other in zip(found, expected, strict=True):
            assert row == pytest.approx(other), key

    def done(self) -> None:
        assert not self.left, "a table whose numbers nobody counts"


@pytest.mark.parametrize("name", YEAR)
def test_every_number_of_a_bulletin_is_the_exports(name: str) -> None:
    document = reports("shipped", "2023-01-20")[name]
    on = document.as_of
    now = Recount(on)
    before = Recount(month_end(on, -1)) if name != YEAR[0] else None
    check = Checked(document)
    assert check.rows("lamps", shares=False) == now.lamp_rows(before)
    assert sum(int(text[:-1]) for text in texts(table(document, "lamps"), "占比")) == 100
    check.same("rates", now.rate_rows(before))
    was_red = before.red() if before else set()
    assert set(ids(check.rows("red"))) == now.red() - was_red
    if before:
        assert set(ids(check.rows("red-still"))) == now.red() & was_red
    newly = now.completed() - (before.completed() if before else set())
    done = check.rows("completed")
    assert dict(done) == {id_: day(now.with_id(id_)["completed_on"]) for id_ in newly}
    assert sorted(check.rows("due")) == sorted(ending(now, month_end(on)))
    check.same("departments", now.departments(month=True))
    beside = [
        (day(update["date"]), task["id"])
        for task in now.tasks
        for update in task["updates"]
        if update in now.news(None)
        and update["department"] != task["lead"]
        and update["status"] != "已销号"
    ]
    assert sorted(check.rows("beside")) == sorted(beside)
    told = now.reporting()
    if told and told["as_of"] == (on + timedelta(days=10)).isoformat():
        lines = [line["totals"]["reporting"] for line in told["departments"]]
        lines = [*filter(None, lines), told["totals"]["reporting"]]
        rows = check.rows("reporting")
        assert sorted(rows[:-1]) == sorted(
            (rate["of"], rate["n"], pytest.approx(rate["n"] / rate["of"])) for rate in lines[:-1]
        )
        assert rows[-1][:2] == (lines[-1]["of"], lines[-1]["n"])
    check.done()
    lamps, totals = now.data["totals"]["lamps"], now.data["totals"]
    first = document.lede[0].text
    for lamp, word in (("red", "红灯"), ("yellow", "黄灯"), ("grey", "灰灯")):
        assert (f"{word} {lamps[lamp]} 项" in first) is bool(lamps[lamp])
    rate = totals["completion"]
    assert f"{totals['tasks']} 项任务已完成 {totals['completed']} 项" in first
    assert f"完成率 {whole(rate)}%（{rate['n']}/{rate['of']}）" in first
    silent = sum(task["cause"] == "unreported" for task in now.tasks)
    assert (f"尚无报送 {silent} 项" in first) is bool(silent)
    if before:
        second = document.lede[1].text
        assert (f"新完成 {len(newly)} 项" in second) is bool(newly)
        assert (f"新亮红灯 {len(now.red() - was_red)} 项" in second) is bool(now.red() - was_red)
    due = ending(now, month_end(on))
    assert (f"到期 {len(due)} 项" in document.lede[2].text) is bool(due)


def ending(now: Recount, last: date) -> list[Row]:
    """Deadlines and open occurrences in the month that ends on a day."""
    month = last.isoformat()[:7]
    found: list[Row] = []
    for task in now.open():
        due = task["due"]
        found += [
            (day(item["end"]), task["id"])
            for item in due["occurrences"]
            if item["met"] is None and item["end"].startswith(month) and item["end"] >= "2022-07-15"
        ]
        if (due["end"] or "").startswith(month):
            found.append((day(due["end"]), task["id"]))
    return found


@pytest.mark.parametrize("name", QUARTERS)
def test_every_number_of_an_inspection_is_the_exports(name: str) -> None:
    document = reports("shipped", "2023-01-20")[name]
    now = Recount(document.as_of)
    first = document.as_of.replace(month=document.as_of.month - 2, day=1)
    eve = Recount(first - timedelta(days=1))
    still = {task["id"] for task in eve.open()} | (
        {task["id"] for task in now.tasks} - {task["id"] for task in eve.tasks}
    )
    begun = {
        task["id"]
        for task in now.tasks
        if task["due"]["start"] and day(task["due"]["start"]) <= document.as_of
    }
    duty = still & begun
    names = {line["key"]: line["name"] for line in now.data["departments"]}

    def falling_due(task: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            item
            for item in task["due"]["occurrences"]
            if first <= day(item["end"]) <= document.as_of and item["end"] >= "2022-07-15"
        ]

    check = Checked(document)
    told = now.reporting()
    assert told
    rows = []
    for line in now.data["departments"]:
        led = now.speaks(line["name"])
        mine = [task for task in led if task["id"] in duty]
        others = [id_ for id_ in line["tasks"] if id_ in duty and id_ not in line["leads"]]
        items = [item for task in mine for item in falling_due(task)]
        met = sum(item["met"] is True for item in items)
        rate = next(
            item["totals"]["reporting"]
            for item in told["departments"]
            if item["key"] == line["key"]
        )
        rows.append(
            (
                *some(len(mine), len(others), len(items)),
                met if items else None,
                *some(
                    sum(task["lamp"] == "red" for task in led),
                    sum(bool(task["completed_on"]) and not task["verified_by"] for task in led),
                ),
                rate and rate["of"],
                rate and rate["n"],
                rate and rate["n"] / rate["of"],
            )
        )
    check.same("departments", rows)
    occurrences = [
        (task["id"], day(item["end"]), item["required"], item["held"])
        for name_ in names.values()
        for task in now.speaks(name_)
        if task["id"] in duty
        for item in falling_due(task)
    ]
    assert sorted(check.rows("occurrences")) == sorted(occurrences)
    assert Counter(ids(check.rows("duties"))) == Counter(
        task["id"] for name_ in names.values() for task in now.speaks(name_) if task["id"] in duty
    )
    inspected = dict(
        zip(ids(check.rows("inspect")), texts(table(document, "inspect"), "督查原因"), strict=True)
    )
    assert {id_ for id_, why in inspected.items() if why == "红灯"} == now.red()
    lacking = {
        task["id"]
        for task in now.tasks
        if task["id"] in duty and any(item["met"] is not True for item in falling_due(task))
    }
    assert {id_ for id_, why in inspected.items() if why == "缺期次"} == lacking - now.red()
    unverified = {
        task["id"] for task in now.tasks if task["completed_on"] and not task["verified_by"]
    }
    owing = told["totals"]["reporting"]
    silent = owing["of"] - owing["n"]
    asked = Counter(inspected.values())
    pressing = [id_ for id_, why in inspected.items() if why == "未报送"]
    assert len(pressing) <= silent
    assert {id_ for id_, why in inspected.items() if why == "待核验"} == unverified - set(pressing)
    check.done()
    for why in ("红灯", "缺期次", "未报送", "待核验"):
        assert (f"{why} {asked[why]} 项" in document.lede[0].text) is bool(asked[why])


def test_every_number_of_the_review_is_the_exports() -> None:
    document = reports("shipped", "2023-01-20")["annual"]
    now = Recount(document.as_of)
    check = Checked(document)
    assert check.rows("lamps", shares=False) == now.lamp_rows(None)
    check.same("rates", now.rate_rows(None))
    left = {task["id"] for task in now.open()}
    assert set(ids(check.rows("left"))) == left
    late = [task for task in now.tasks if task["pace"] == "逾期完成"]
    assert check.rows("late") == [
        (
            task["id"],
            day(task["due"]["end"]),
            day(task["completed_on"]),
            (day(task["completed_on"]) - day(task["due"]["end"])).days,
        )
        for task in late
    ]
    moved = [(task, item) for task in now.tasks for item in task["extensions"]]
    assert check.rows("extensions") == [
        (task["id"], day(item["to"]), day(item["approved_on"])) for task, item in moved
    ]
    decided = [
        (task["id"], day(update["date"]))
        for task in now.tasks
        for update in task["updates"]
        if update["status"] in ("已调整", "不再推进")
    ]
    assert check.rows("dropped") == decided
    check.same("departments", now.departments(month=False))
    areas = [
        (
            len(line["tasks"]),
            *now.totals_row(line["totals"]),
            now.rate(line["totals"], "closing"),
        )
        for line in [*now.data["areas"], {"tasks": now.tasks, "totals": now.data["totals"]}]
    ]
    check.same("areas", areas)
    months: list[Row] = []
    before: Recount | None = None
    for name in YEAR:
        then = Recount(month_end(day(f"{name}-01").replace(day=28), 0))
        lamps = then.data["totals"]["lamps"]
        newly = len(then.completed() - before.completed()) if before else None
        rate = then.rate(then.data["totals"], "completion")
        counts = some(*(lamps[lamp] for lamp in ("done", "green", "yellow", "red", "grey")))
        months.append((then.on, *counts, newly, rate))
        before = then
    check.same("months", months)
    closing = [exported(date(2022, 10, 10)), exported(date(2023, 1, 10))]
    by_key = [{line["key"]: line["totals"] for line in told["departments"]} for told in closing]
    rates = [
        tuple(now.rate(told[key], "reporting") for told in by_key)
        for key in by_key[0]
        if any(told[key]["reporting"] for told in by_key)
    ]
    check.same(
        "reporting", [*rates, tuple(now.rate(told["totals"], "reporting") for told in closing)]
    )
    check.done()
    words = "".join(paragraph.text for paragraph in document.lede)
    totals = now.data["totals"]
    assert f"{totals['tasks']} 项任务完成 {totals['completed']} 项" in words
    assert f"{len(left)} 项没有完成，结转下年" in words
    moved_tasks = sum(bool(task["extensions"]) for task in now.tasks)
    assert (
        f"逾期完成 {len(late)} 项，延期 {moved_tasks} 项，不再推进 {totals['dropped']} 项" in words
    )


@pytest.mark.parametrize("as_of", ["2022-08-20", "2022-10-15", "2022-12-01", "2023-01-20"])
def test_every_number_of_what_is_owed_is_the_exports(as_of: str) -> None:
    document = report_of(history(shipped(), as_of), "due")
    now = Recount(day(as_of))
    found = table(document, "due")
    rows = {row[0].text: row for row in found.rows}
    for line in now.data["departments"]:
        led = now.speaks(line["name"])
        red = sum(task["lamp"] == "red" for task in led)
        silent = sum("应报未报" in task["reason"] for task in led)
        if as_of > "2022-12-31":  # all is overdue, which is said before silence; nobody spoke since
            rate = line["totals"]["reporting"]
            silent = rate["of"] - rate["n"] if rate else 0
        missed = sum(
            any(item["met"] is False for item in task["due"]["occurrences"])
            for task in led
            if task["lamp"] == "red"
        )
        assert (line["name"] in rows) is bool(red or silent), line["name"]
        if line["name"] in rows:
            cells = {
                column.title: cell.value or 0
                for column, cell in zip(found.columns, rows[line["name"]], strict=True)
            }
            assert cells["红灯"] == red
            assert cells["缺期次"] == missed
            assert sum(n for title, n in cells.items() if title.endswith("未报送")) == silent
            assert cells["临近到期"] == sum(
                "到期：" in task["reason"] and task["lamp"] == "yellow" for task in led
            )


def test_an_open_period_is_asked_for_by_its_closing_day() -> None:
    document = report_of(history(shipped(), "2022-10-05"), "due")
    found = table(document, "due")
    owed = exported(date(2022, 10, 10))
    missing = owed["totals"]["reporting"]["of"] - owed["totals"]["reporting"]["n"]
    assert (
        found.totals[[column.title for column in found.columns].index("三季度待报")].value
        == missing
    )
    assert "三季度的报送正在进行，10月10日截止" in document.lede[1].text


# --- shares --------------------------------------------------------------------------------------


def test_a_column_of_shares_makes_100() -> None:
    """金寨 2025: 222 items; its own column of percents was made to total 100 too."""
    counts = dict(zip(Lamp, (17, 10, 24, 9, 162), strict=True))
    nothing = Rate(0, 0)
    totals = Totals(222, 17, 0, 0, nothing, nothing, nothing, nothing, counts)
    found = lamp_table(totals, None)
    shares = {row[1].value: row[2].text for row in found.rows}
    assert shares == {17: "8%", 10: "4%", 24: "11%", 9: "4%", 162: "73%"}
    assert sum(int(text[:-1]) for text in shares.values()) == 100
    assert [cell.text for cell in found.totals] == ["合计", "222", "100%"]


# --- what is counted -----------------------------------------------------------------------------


def one(
    tasks: list[dict[str, Any]],
    told: Any,
    name: str,
    *,
    as_of: str = "2023-02-01",
    **plan: Any,
) -> Document:
    return report_of(history(plan_of(a_plan(tasks, **plan), told), as_of), name)


def test_what_a_month_changed() -> None:
    tasks = [a_task(number, due="5月") for number in range(1, 5)]
    told = [
        said("2022-05-10", "已完成", task=1),
        said("2022-05-10", "已完成", task=2),
        said("2022-06-10", "进行中", task=2),
        said("2022-06-20", "已完成", task=3),
    ]
    june = one(tasks, told, "2022-06")
    assert texts(table(june, "red"), "编号") == ["2", "4"]
    assert texts(table(june, "completed"), "编号") == ["3"]
    assert june.lede[1].text.endswith("新完成 1 项；完成后又重新办理的 1 项。")
    july = one(tasks, told, "2022-07")
    assert table(july, "red").rows == ()
    assert texts(table(july, "red-still"), "编号") == ["2", "4"]
    assert july.lede[1].text == "本月没有新亮红灯；没有新完成的任务。"


def test_the_first_bulletin_compares_with_nothing() -> None:
    told = [said("2022-03-01", "已完成")]
    first = one([a_task()], told, "2022-05", issued="2022-05-10")
    assert first.lede[1].text == "计划 5月10日印发，本期是第一期通报，不与上月比较。"
    assert "上月末" not in [column.title for column in table(first, "lamps").columns]
    assert texts(table(first, "completed"), "编号") == ["1"]


def test_a_return_counts_for_its_period_until_it_closes() -> None:
    told = [
        said("2022-07-20", "已完成", reported="2022-08-10"),
        said("2022-07-20", "已完成", task=2, reported="2022-08-11"),
    ]
    july = one([a_task(1), a_task(2)], told, "2022-07")
    assert texts(table(july, "completed"), "编号") == ["1"]
    august = one([a_task(1), a_task(2)], told, "2022-08")
    assert texts(table(august, "completed"), "编号") == ["2"]


def test_a_monthly_plan_has_a_rate_each_month() -> None:
    rules: dict[str, Any] = {"rules": {"reporting": "monthly"}}
    told = [said("2022-07-20", "进行中"), unchanged("2022-08-31", reported="2022-09-10")]
    tasks = [a_task(1), a_task(2, departments="研究室")]
    for name, label in (("2022-07", "7月"), ("2022-08", "8月")):
        found = table(one(tasks, told, name, **rules), "reporting")
        assert found.columns[3].title == f"报送率（{label}）"
        assert [row[0].text for row in found.rows] == ["研究室", "办公室"], "who lacks is first"
        assert [(row[1].value, row[2].value) for row in found.rows] == [(1, 0), (1, 1)]
        assert texts(found, "未报的任务") == ["2", ""]


def test_beside_the_lead() -> None:
    task = a_task(departments="办公室、研究室")
    told = [
        said("2022-07-10", "进行中"),
        said("2022-07-12", by="研究室", note="配合起草", figures={"走访次数": 2}),
        said("2022-07-15", "已完成"),
        closed("2022-07-20", by="研究室", verified_by="研究室"),
    ]
    found = table(one([task], told, "2022-07"), "beside")
    assert texts(found, "报送内容") == ["走访次数 2；配合起草"]
    done = table(one([task], told, "2022-07"), "completed")
    assert texts(done, "核验") == ["已销号（研究室核验）"]


def test_an_inspection_asks_about_the_most_pressing_first() -> None:
    tasks = [
        a_task(1, due="7月"),
        a_task(2, due="每季度1次"),
        a_task(3, due="全年"),
        a_task(4, due="全年"),
        a_task(5, due="四季度"),
    ]
    told = [
        said("2022-04-01", "进行中", task=3),
        said("2022-08-01", "进行中", task=1),
        held("2022-02-01", task=2),
        held("2022-05-01", task=2),
        said("2022-08-01", "已完成", task=4),
    ]
    document = one(tasks, told, "2022-q3")
    found = table(document, "inspect")
    assert list(zip(texts(found, "督查原因"), texts(found, "编号"), strict=True)) == [
        ("红灯", "1"),
        ("缺期次", "2"),
        ("未报送", "3"),
        ("待核验", "4"),
    ]
    assert document.landscape
    blanks = [column.title for column in found.columns if column.kind is ColumnKind.BLANK]
    assert blanks == ["核实情况", "督查意见"]
    assert texts(table(document, "duties"), "编号") == ["1", "2", "3", "4"]


def test_where_all_must_complete_only_the_late_are_asked() -> None:
    task = a_task(departments="提案委、经济委", completion="all", due="7月")
    told = [said("2022-07-10", "已完成", by="提案委"), said("2022-07-10", "进行中", by="经济委")]
    found = one([task], told, "due", as_of="2022-08-20")
    assert [block.title for block in copies(found)] == ["经济委员会"]


def copies(document: Document) -> list[Copyable]:
    return [
        block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Copyable)
    ]


def test_an_occurrence_is_asked_of_who_did_not_hold_it() -> None:
    task = a_task(departments="提案委、经济委", completion="all", due="每季度1次")
    told = [held("2022-02-10", by="提案委"), held("2022-05-10", by="提案委")]
    found = one([task], told, "due", as_of="2022-07-20")
    assert [block.title for block in copies(found)] == ["经济委员会"]
    row = table(found, "due").rows[0]
    assert [cell.text for cell in row][-3:] == ["1", "1", ""]


def test_a_text_says_what_is_asked_and_by_when() -> None:
    tasks = [
        a_task(1, short="甲"),
        a_task(2, short="乙", due="7月"),
        a_task(3, short="丙", due="10月"),
    ]
    told = [said("2022-08-01", "进行中", task=2), said("2022-09-01", "进行中", task=3)]
    (block,) = copies(one(tasks, told, "due", as_of="2022-10-28"))
    assert block.text == (
        "办公室：\n"
        "截至2022年10月28日，《某市政协2022年工作清单》中请贵部门办理：\n"
        "一、三季度应报未报 1 项（10月10日已截止），请补报：\n"
        "　　1 甲\n"
        "二、红灯 1 项，请抓紧办理并报进展；不能按期完成的，按程序报批延期：\n"
        "　　2 乙——逾期 89 天：完成时限 7月31日，尚未完成\n"
        "三、临近到期 1 项，请留意：\n"
        "　　3 丙——还有 3 天到期：完成时限 10月31日\n"
        "没有新进展的任务，也请报“无变化”。"
    )


def test_a_county_committee_is_no_department() -> None:
    plans = read_plans(PLANS["shipped"]).plans
    campaign = next(plan for plan in plans if plan.id == "2022-campaign")
    due = report_of(history(campaign, "2022-10-15"), "due")
    assert due.lede[0].text == "到10月15日，要催的单位 2 个：磐安县政协、浦江县政协。"
    assert all("中请贵单位办理：" in block.text for block in copies(due))


def test_forms_that_were_not_returned_are_asked_for() -> None:
    plans = read_plans(PLANS["shipped"]).plans
    campaign = next(plan for plan in plans if plan.id == "2022-campaign")
    late = report_of(history(campaign, "2022-10-15"), "due")
    assert "计划表还有 2 份没有交。" in [item.text for item in late.lede]
    assert table(late, "due").columns[-1].title == "计划表未交"
    assert [row[-1].value for row in table(late, "due").rows] == [1, 1]
    assert table(late, "due").totals[-1].value == 2
    both, form_alone = copies(late)
    assert "《主席大宣讲计划表》——逾期 211 天：3月18日截止" in both.text
    assert form_alone.text.splitlines()[3:] == [
        "一、计划表 1 份没有交，请填好交来：",
        "　　《界别大讨论计划表》——逾期 211 天：3月18日截止",
    ]
    early = report_of(history(campaign, "2022-03-15"), "due")
    assert any("《主席大宣讲计划表》——3月18日截止" in block.text for block in copies(early))


def test_what_was_made_up_for_is_asked_no_more() -> None:
    tasks = [a_task(1), a_task(2)]
    told = [said("2022-10-12", "进行中", task=1)]
    found = one(tasks, told, "due", as_of="2022-10-15")
    assert copies(found)[0].text.count("　　") == 1


def test_who_only_has_something_near_is_not_asked() -> None:
    found = one([a_task(due="8月")], [said("2022-08-02", "进行中")], "due", as_of="2022-08-25")
    assert copies(found) == []
    assert found.lede[0].text == "到8月25日，没有部门欠报送或有红灯任务。"


@pytest.fixture
def led(monkeypatch: pytest.MonkeyPatch) -> None:
    """The committee's departments with their 分管领导."""
    departments = {
        key: {**unit, **({"leader": "王副主席"} if key in ("office", "research") else {})}
        for key, unit in ORGANIZATION["departments"].items()
    }
    monkeypatch.setitem(ORGANIZATION, "departments", departments)


@pytest.mark.usefixtures("led")
def test_leaders_have_a_text_too() -> None:
    tasks = [
        a_task(1, short="甲", due="7月"),
        a_task(2, short="乙", departments="研究室"),
        a_task(3, short="丙", departments="提案委"),
    ]
    document = one(tasks, [said("2022-07-01", "进行中", task=1)], "due", as_of="2022-10-15")
    sections = {section.title: section for section in document.sections}
    (block,) = sections["发给分管领导"].blocks
    assert isinstance(block, Copyable)
    assert block.title == "王副主席（分管办公室、研究室）"
    assert block.text == (
        "王副主席：\n"
        "截至2022年10月15日，《某市政协2022年工作清单》中您分管的部门需要督促的：\n"
        "办公室：红灯 1 项（任务 1）。\n"
        "　　1 甲——逾期 76 天：完成时限 7月31日，尚未完成\n"
        "研究室：三季度未报送 1 项（任务 2）。"
    )
    found = table(document, "due")
    assert dict(zip(texts(found, "部门"), texts(found, "分管领导"), strict=True)) == {
        "办公室": "王副主席",
        "研究室": "王副主席",
        "提案委员会": "",
    }


def test_without_leaders_none_are_named() -> None:
    document = one([a_task(due="7月")], [], "due", as_of="2022-10-15")
    assert [section.id for section in document.sections] == ["overview", "departments"]


def test_a_text_of_samples_says_so() -> None:
    plan = plan_of(a_plan([a_task(due="7月")]), [said("2022-07-01", "进行中")], sample=True)
    document = report_of(history(plan, "2022-10-15"), "due")
    assert copies(document)[0].text.startswith("【演示数据】\n办公室：\n")
    assert document.sample


def test_the_review_tells_of_late_moved_and_dropped_tasks() -> None:
    tasks = [
        a_task(1, due="7月"),
        a_task(2, due="7月", extensions=[extended("2022-09-30", "2022-07-20")]),
        a_task(3),
        a_task(4, due="次年3月"),
    ]
    told = [
        said("2022-08-20", "已完成", task=1),
        said("2022-09-20", "已完成", task=2),
        dropped("2022-08-01", task=3),
    ]
    document = one(tasks, told, "annual")
    assert values(table(document, "late")) == [(1, day("2022-07-31"), day("2022-08-20"), 20)]
    assert values(table(document, "extensions")) == [(2, day("2022-09-30"), day("2022-07-20"))]
    assert values(table(document, "dropped")) == [(3, day("2022-08-01"))]
    assert texts(table(document, "left"), "编号") == ["4"]
    assert "延期 1 项，不再推进 1 项" in document.lede[1].text


def test_a_table_says_why_it_is_empty() -> None:
    document = one([a_task()], [said("2022-06-01", "已完成")], "annual")
    assert table(document, "left").empty == "全部任务都已完成。"
    for found in document.tables:
        assert found.rows or found.empty
