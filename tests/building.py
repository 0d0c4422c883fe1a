"""Small plans for tests, written as YAML files and read by the engine as an editor's would be.

Tests say what a task and its reports are and at which day they look; nothing of the engine's
inside stands between. Days are ISO texts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from workplan.checks import checked
from workplan.load import Library, load_library
from workplan.model import Plan
from workplan.problems import report, stops
from workplan.summaries import Snapshot, State, snapshot_of

Yaml = dict[str, Any]

ORGANIZATION: Yaml = {
    "committee": {"name": "政协某市委员会", "short": "某市政协"},
    "departments": {
        "office": {"name": "办公室"},
        "research": {"name": "研究室"},
        "proposals": {"name": "提案委员会", "short": "提案委"},
        "economy": {"name": "经济委员会", "short": "经济委"},
        "culture": {"name": "文化文史和学习委员会", "short": "文化文史委"},
    },
    "groups": [
        {
            "name": "各专门委员会",
            "others": "其他各专门委员会",
            "members": ["proposals", "economy", "culture"],
        }
    ],
}


def day(text: str) -> date:
    """2022-07-01 as a date."""
    return date.fromisoformat(text)


def a_task(
    number: int | str = 1, due: Any = "全年", departments: Any = "办公室", **more: Any
) -> Yaml:
    """One task; `due=None` leaves its deadline out."""
    task: Yaml = {"id": number, "text": f"任务{number}的原文", "departments": departments}
    if due is not None:
        task["due"] = due
    return task | more


def said(
    on: str,
    status: str | None = None,
    *,
    task: int | str = 1,
    by: str = "办公室",
    reported: str | None = None,
    **more: Any,
) -> Yaml:
    """One update by a department, reported the day it happened unless said otherwise.

    `set_by` is the update's own key `by`: who set a lamp.
    """
    entry: Yaml = {"task": task, "date": on}
    if status is not None:
        entry["status"] = status
    if status in ("已调整", "不再推进"):
        entry |= {"reason": "情况有变", "approved_by": "主席会议"}
    if "set_by" in more:
        entry["by"] = more.pop("set_by")
    if status is None and not more:
        entry["note"] = "开会研究"
    return {"by": by, "reported_on": reported or on, "entry": entry | more}


def unchanged(
    on: str, *, task: int | str = 1, by: str = "办公室", reported: str | None = None
) -> Yaml:
    """A `no_change` entry; where it is reported in a later month, `on` is the last day of its own."""
    return {"by": by, "reported_on": reported or on, "no_change": task, "period": on[:7]}


def held(on: str, times: Any = 1, **more: Any) -> Yaml:
    """An update that says an occurrence was held on a day."""
    return said(on, occurrences=times, **more)


def closed(on: str, *, by: str = "提案委", verified_by: str = "提案委", **more: Any) -> Yaml:
    """A close-out, with its evidence."""
    proof = [{"title": "总结", "link": "https://www.example.gov.cn/1"}]
    return said(on, "已销号", by=by, verified_by=verified_by, evidence=proof, **more)


def dropped(on: str, **more: Any) -> Yaml:
    """An update that drops the task (a part of it)."""
    return said(on, "不再推进", **more)


def extended(to: str, approved_on: str, occurrence: str | None = None) -> Yaml:
    """An extension of a task, or of one occurrence."""
    more = {"occurrence": occurrence} if occurrence else {}
    return {
        "to": to,
        "approved_by": "主席会议",
        "approved_on": approved_on,
        "reason": "推迟",
    } | more


def a_plan(tasks: Iterable[Yaml], *, issued: str | None = None, **more: Any) -> Yaml:
    """A plan of 2022 (a task list, unless `kind` says otherwise) with its tasks in one area.

    Without `issued` nothing is before the plan's issue.
    """
    plan: Yaml = {"kind": "task-list", "title": "某市政协2022年工作清单", "year": 2022}
    if issued:
        plan["source"] = {"issued": issued}
    return plan | more | {"areas": [{"title": "重点工作", "tasks": list(tasks)}]}


class _Dumper(yaml.SafeDumper):
    """Writes what stands twice twice: files of this project hold no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_yaml(value: Yaml) -> str:
    """The text of a file, in block style."""
    return yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False
    )


def _return(report_: Yaml, *, sample: bool) -> Yaml:
    found: Yaml = {
        "department": report_["by"],
        "reported_on": date.fromisoformat(report_["reported_on"]),
    }
    if sample:
        found["sample"] = True
    if "no_change" in report_:
        # Without a period a report says how things stand on its own day.
        if report_["period"] != report_["reported_on"][:7]:
            found["period"] = report_["period"]
        return found | {"no_change": [report_["no_change"]]}
    return found | {"updates": [_with_dates(report_["entry"])]}


def _with_dates(value: Any) -> Any:
    """ISO texts as dates, so that they are written without quotes, as an editor does."""
    if isinstance(value, Mapping):
        return {key: _with_dates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_dates(item) for item in value]
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return date.fromisoformat(value)
    return value


def a_form(key: str = "talks", **more: Any) -> Yaml:
    """A form owed by all five units until 18 March: a serial number, a name, a date, a count."""
    form: Yaml = {
        "key": key,
        "title": "宣讲计划表",
        "due": "3月18日前",
        "owed_by": "办公室、研究室、各专门委员会",
        "columns": [
            "序号",
            "宣讲人",
            {"title": "形式", "choices": ["报告会", "座谈会"], "required": False},
            {"title": "时间", "kind": "date"},
            {"title": "备注（人数）", "kind": "integer", "required": False, "total": True},
        ],
    }
    return form | more


def returned(unit: str, on: str, *rows: Yaml, form: str = "talks", **more: Any) -> Yaml:
    """A unit's return of a form, with one row where none is given."""
    given = list(rows) or [{"宣讲人": f"{unit}甲", "时间": "3月中旬"}]
    return {"form": form, "unit": unit, "reported_on": on} | more | {"rows": given}


def write_plans(
    folder: Path,
    plan: Yaml,
    reports: Iterable[Yaml] = (),
    *,
    sample: bool = False,
    forms: Iterable[Yaml] = (),
) -> None:
    """The files of one plan, `2022`: one file a report, in the order given; `forms` are returned."""
    (folder / "2022").mkdir(parents=True)
    (folder / "organization.yaml").write_text(as_yaml(ORGANIZATION), encoding="utf-8")
    (folder / "2022.yaml").write_text(as_yaml(_with_dates(plan)), encoding="utf-8")
    for number, found in enumerate(reports):
        file = folder / "2022" / f"{number:03}.yaml"
        file.write_text(as_yaml(_return(found, sample=sample)), encoding="utf-8")
    for number, given in enumerate(forms):
        file = folder / "2022" / "forms" / given["form"] / f"{number:03}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        inside = {key: value for key, value in given.items() if key != "form"}
        file.write_text(as_yaml(_with_dates(inside)), encoding="utf-8")


def read_plans(folder: Path) -> Library:
    """The plans of a folder, read and checked."""
    return checked(load_library(folder, "plans"))


def library_of(
    plan: Yaml,
    reports: Iterable[Yaml] = (),
    *,
    sample: bool = False,
    forms: Iterable[Yaml] = (),
) -> Library:
    """A plan and its reports through files and back, with whatever problems they have."""
    with tempfile.TemporaryDirectory() as folder:
        write_plans(Path(folder) / "plans", plan, reports, sample=sample, forms=forms)
        return read_plans(Path(folder) / "plans")


def plan_of(
    plan: Yaml,
    reports: Iterable[Yaml] = (),
    *,
    sample: bool = False,
    forms: Iterable[Yaml] = (),
) -> Plan:
    """The plan of a library without errors."""
    library = library_of(plan, reports, sample=sample, forms=forms)
    assert not stops(library.problems), report(library.problems)
    return library.plans[0]


def snapshot(plan: Yaml, reports: Iterable[Yaml] = (), *, as_of: str) -> Snapshot:
    """A plan at a day."""
    return snapshot_of(plan_of(plan, reports), day(as_of))


def state(task: Yaml, reports: Iterable[Yaml] = (), *, as_of: str, **plan: Any) -> State:
    """The one task of a plan at a day."""
    return snapshot(a_plan([task], **plan), reports, as_of=as_of).states[0]


def codes(plan: Yaml, reports: Iterable[Yaml] = ()) -> list[str]:
    """The codes of the problems that a plan and its reports have."""
    return [problem.code for problem in library_of(plan, reports).problems]
