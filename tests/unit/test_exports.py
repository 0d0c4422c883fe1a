"""What programs are given (design.md, “What a build gives”): JSON and CSV, and what they owe.

The whole of an export is held in tests/golden; here stands what each part means.
"""

import csv
import io
import json
from typing import Any

import pytest
from building import (
    a_plan,
    a_task,
    closed,
    extended,
    held,
    library_of,
    said,
    snapshot,
    unchanged,
)

from workplan.exports.csv import as_csv
from workplan.exports.json import as_json
from workplan.lamps import Cause
from workplan.summaries import snapshot_of

KEYS = {
    "": "plan as_of sample reporting_period totals areas departments tasks",
    "plan": "id kind title year committee source",
    "totals": "tasks completed closed dropped completion closing in_time reporting lamps",
    "areas": "number title tasks totals",
    "departments": "key name leads tasks totals",
    "tasks": "id area text short departments assigned lead due extensions status pace lamp cause"
    " reason progress completed_on verified_by updates url",
    "due": "text kind start end original_end occurrences",
    "occurrences": "label start end required held met late",
    "extensions": "to approved_on approved_by reason occurrence",
    "updates": "date reported_on department status progress occurrences figures note evidence",
    "evidence": "title href",
}
CAUSES = (
    "completed dropped undated not-begun overdue occurrence-missed silent behind repaired-late"
    " due-soon unreported on-track override"
)


def exported(tasks: Any, reports: Any = (), as_of: str = "2022-08-31", **plan: Any) -> Any:
    return json.loads(as_json(snapshot(a_plan(tasks, **plan), reports, as_of=as_of)))


def task_of(task: Any, reports: Any = (), as_of: str = "2022-08-31", **plan: Any) -> Any:
    return exported([task], reports, as_of, **plan)["tasks"][0]


RICH = a_task(
    due="每季度1次",
    departments="办公室、研究室",
    extensions=[extended("2022-10-15", "2022-08-01", "三季度")],
)
RICH_REPORTS = [
    held(
        "2022-02-01",
        status="进行中",
        progress=25,
        figures={"次数": 2, "经费（万元）": 1.5},
        note="会议",
    ),
    said("2022-05-01", evidence=[{"title": "纪要", "link": "https://example.com/a"}]),
]


def test_the_keys_are_the_contracts() -> None:
    found = exported([RICH], RICH_REPORTS, issued="2022-01-05")
    task = found["tasks"][0]
    parts = {
        "": found,
        "plan": found["plan"],
        "totals": found["totals"],
        "areas": found["areas"][0],
        "departments": found["departments"][0],
        "tasks": task,
        "due": task["due"],
        "occurrences": task["due"]["occurrences"][0],
        "extensions": task["extensions"][0],
        "updates": task["updates"][0],
        "evidence": task["updates"][1]["evidence"][0],
    }
    assert {name: " ".join(part) for name, part in parts.items()} == KEYS
    assert list(found["totals"]["lamps"]) == ["done", "green", "yellow", "red", "grey"]
    assert " ".join(Cause) == CAUSES


def test_the_plan_and_its_day() -> None:
    found = exported([RICH], RICH_REPORTS, "2022-10-10", issued="2022-01-05")
    assert found["plan"]["id"] == "2022"
    assert found["plan"]["kind"] == "task-list"
    assert found["plan"]["year"] == 2022
    assert found["plan"]["committee"] == "政协某市委员会"
    assert found["plan"]["source"]["issued"] == "2022-01-05"
    assert (found["as_of"], found["reporting_period"], found["sample"]) == (
        "2022-10-10",
        "2022-Q3",
        False,
    )
    assert exported([RICH], as_of="2022-02-01")["reporting_period"] is None
    monthly = exported([RICH], as_of="2022-08-10", rules={"reporting": "monthly"})
    assert monthly["reporting_period"] == "2022-07"


def test_samples_are_marked() -> None:
    library = library_of(a_plan([RICH]), RICH_REPORTS, sample=True)
    found = snapshot_of(library.plans[0], library.plans[0].last_day)
    assert json.loads(as_json(found))["sample"] is True
    assert "演示数据" in as_csv(found)


@pytest.mark.parametrize(
    ("given", "exported_id"), [("1", 1), ("35", 35), ("2.10", "2.10"), ("A-3", "A-3")]
)
def test_an_id_is_a_number_if_all_digits(given: str, exported_id: int | str) -> None:
    found = exported([a_task(given)])
    assert found["tasks"][0]["id"] == exported_id
    assert found["areas"][0]["tasks"] == [exported_id]
    assert found["departments"][0]["tasks"] == found["departments"][0]["leads"] == [exported_id]
    assert found["tasks"][0]["url"] == f"2022/tasks/{given}/"


def test_a_rate_has_its_arithmetic_and_four_decimals() -> None:
    found = exported(
        [a_task(1), a_task(2), a_task(3)], [said("2022-05-01", "已完成", task=1)], "2022-06-01"
    )["totals"]
    assert found["completion"] == {"n": 1, "of": 3, "rate": 0.3333}
    assert found["closing"] == {"n": 0, "of": 1, "rate": 0}
    assert exported([a_task()], as_of="2022-02-01")["totals"]["closing"] is None


def test_departments_as_named_and_as_assigned() -> None:
    found = task_of(a_task(departments=["经济委", "其他各专门委员会"]))
    assert found["departments"] == ["经济委", "其他各专门委员会"]
    assert found["assigned"] == ["经济委员会", "提案委员会", "文化文史和学习委员会"]
    assert found["lead"] == "经济委员会"
    assert task_of(a_task(departments="各专门委员会"))["lead"] is None


def test_a_department_leads_what_it_leads() -> None:
    tasks = [a_task(1, departments="办公室、研究室"), a_task(2, departments="研究室、办公室")]
    found = {part["key"]: part for part in exported(tasks)["departments"]}
    assert (found["office"]["leads"], found["office"]["tasks"]) == ([1], [1, 2])
    assert (found["research"]["leads"], found["research"]["tasks"]) == ([2], [1, 2])
    assert list(found) == ["office", "research"]


@pytest.mark.parametrize(
    ("task", "kind", "start", "end", "original_end"),
    [
        (a_task(due="7月"), "window", "2022-07-01", "2022-07-31", "2022-07-31"),
        (a_task(due="每季度1次"), "recurring", "2022-01-01", "2022-12-31", "2022-12-31"),
        (
            a_task(due="全年", repeat="每月1次"),
            "recurring",
            "2022-01-01",
            "2022-12-31",
            "2022-12-31",
        ),
        (a_task(due="长期", repeat="每月1次"), "recurring", "2022-01-01", None, None),
        (a_task(due="长期"), "open", "2022-01-01", None, None),
        (a_task(due="待定"), "trigger", None, None, None),
        (a_task(due="待定", repeat="每月1次"), "trigger", None, None, None),
        (
            a_task(due="待定", extensions=[extended("2022-11-30", "2022-08-01")]),
            "trigger",
            "2022-08-01",
            "2022-11-30",
            None,
        ),
        (
            a_task(due="7月", extensions=[extended("2022-11-30", "2022-08-01")]),
            "window",
            "2022-07-01",
            "2022-11-30",
            "2022-07-31",
        ),
    ],
)
def test_due(
    task: Any, kind: str, start: str | None, end: str | None, original_end: str | None
) -> None:
    due = task_of(task)["due"]
    assert (due["kind"], due["start"], due["end"], due["original_end"]) == (
        kind,
        start,
        end,
        original_end,
    )
    assert due["text"] == task["due"]


def test_no_deadline_is_null() -> None:
    assert task_of(a_task(due=None), kind="key-points")["due"] is None


def test_occurrences() -> None:
    found = task_of(a_task(due="每季度1次"), [held("2022-05-01", 2)], "2022-10-05")["due"][
        "occurrences"
    ]
    assert [(item["label"], item["held"], item["met"], item["late"]) for item in found] == [
        ("一季度", 1, True, True),
        ("二季度", 1, True, False),
        ("三季度", 0, False, False),
        ("四季度", 0, None, False),
    ]
    assert found[0] | {"start": "2022-01-01", "end": "2022-03-31", "required": 1} == found[0]


def test_extensions_and_updates_are_those_of_the_day() -> None:
    before, after = (task_of(RICH, RICH_REPORTS, as_of) for as_of in ("2022-04-30", "2022-08-01"))
    assert before["extensions"] == []
    assert after["extensions"] == [
        {
            "to": "2022-10-15",
            "approved_on": "2022-08-01",
            "approved_by": "主席会议",
            "reason": "推迟",
            "occurrence": "三季度",
        }
    ]
    assert [item["date"] for item in before["updates"]] == ["2022-02-01"]
    assert [item["date"] for item in after["updates"]] == ["2022-02-01", "2022-05-01"]


def test_an_update() -> None:
    first, second = task_of(RICH, RICH_REPORTS)["updates"]
    assert first == {
        "date": "2022-02-01",
        "reported_on": "2022-02-01",
        "department": "办公室",
        "status": "进行中",
        "progress": 25,
        "occurrences": 1,
        "figures": {"次数": 2, "经费（万元）": 1.5},
        "note": "会议",
        "evidence": [],
    }
    assert second["evidence"] == [{"title": "纪要", "href": "https://example.com/a"}]
    assert (second["status"], second["progress"], second["note"]) == (None, None, None)


def test_no_change_is_not_an_update() -> None:
    assert task_of(a_task(), [unchanged("2022-05-01")])["updates"] == []


def test_completion_and_close_out() -> None:
    reports = [said("2022-05-01", "已完成"), closed("2022-06-01")]
    found = task_of(a_task(), reports)
    assert (found["status"], found["lamp"], found["cause"]) == ("已销号", "done", "completed")
    assert (found["completed_on"], found["verified_by"]) == ("2022-05-01", "提案委员会")
    assert found["pace"] == "提前完成"
    open_ = task_of(a_task())
    assert (open_["status"], open_["completed_on"], open_["verified_by"]) == (None, None, None)


def test_progress_of_a_share_is_a_percent() -> None:
    task = a_task(departments="提案委、经济委", completion="all")
    assert task_of(task, [said("2022-05-01", "已完成", by="经济委")])["progress"] == 50


def test_json_is_readable_text() -> None:
    text = as_json(snapshot(a_plan([a_task()]), as_of="2022-05-01"))
    assert "任务1的原文" in text
    assert text.endswith("}\n")


# --- CSV -----------------------------------------------------------------------------------------


def rows(tasks: Any, reports: Any = (), as_of: str = "2022-08-31") -> list[dict[str, str]]:
    text = as_csv(snapshot(a_plan(tasks), reports, as_of=as_of))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_opens_in_excel() -> None:
    text = as_csv(snapshot(a_plan([a_task(1), a_task(2)]), as_of="2022-08-31"))
    assert text.startswith("\ufeff编号,")
    assert text.count("\r\n") == text.count("\n") == 3


def test_csv_says_what_json_says() -> None:
    tasks = [RICH, a_task(2, due="待定"), a_task(3, due="长期", departments="各专门委员会")]
    lines, found = rows(tasks, RICH_REPORTS), exported(tasks, RICH_REPORTS)["tasks"]
    assert len(lines) == len(found) == 3
    for line, task in zip(lines, found, strict=True):
        assert line["编号"] == str(task["id"])
        assert line["责任部门"] == "、".join(task["departments"])
        assert line["牵头部门"] == (task["lead"] or "")
        assert line["完成时限"] == task["due"]["text"]
        assert line["截止"] == (task["due"]["end"] or "")
        assert line["状态"] == (task["status"] or "")
        assert line["原因"] == task["reason"]
        assert line["数据截至"] == "2022-08-31"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@sum", "=HYPERLINK(1)"])
def test_csv_runs_no_formula(text: str) -> None:
    task = a_task() | {"text": text}
    assert rows([task])[0]["任务"] == f"'{text}"
    line = rows([a_task()], [said("2022-05-01", "进行中", note=text)])[0]
    assert line["最近进展"] == f"'{text}"


def test_csv_keeps_lines_commas_and_quotes() -> None:
    note = '第一行，"引号", 逗号\n第二行'
    assert rows([a_task()], [said("2022-05-01", "进行中", note=note)])[0]["最近进展"] == note


def test_a_department_written_by_its_key_is_shown_by_its_name() -> None:
    task = a_task(departments=["office", "提案委", "research"])
    data = json.loads(as_json(snapshot(a_plan([task]), as_of="2022-07-01")))
    assert data["tasks"][0]["departments"] == ["办公室", "提案委", "研究室"]
