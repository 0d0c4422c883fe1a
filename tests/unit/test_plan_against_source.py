"""The plan as published against the list as issued.

The source is taken apart here by a small reader of its own, and the YAML is read as plain text:
nothing of the engine stands between the two, so an error in it cannot hide one in the plan.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "tests" / "sources" / "2022-task-list.txt"
SOURCE_SHA256 = "994212dc7abb974c114571c3a6d600e857e2c5aafc58571551ebd9638fd3dd9d"
NUMERALS = "一二三四五六七八"

# What is published where a label of the source is damaged; every other title is the label itself.
REPAIRED_TITLES = {
    3: "持续巩固党史学习教育成果",
    4: "党建履职尽责融合互促",
    5: "持续深化党风廉政建设",
    7: "组织开好各次重要会议、培训活动",
}
# The rhythms that stand in the text of tasks whose deadline is 全年.
RHYTHMS = {
    "6": "每季度至少1次",
    "19": "每半年1次",
    "20": "每季度1次",
    "21": "每年至少1次",
    "22": "每年1次",
}
DEADLINES = {
    "全年": 37,
    "下半年": 10,
    "6月": 4,
    "7月": 3,
    "每季度一次": 2,
    "上半年": 2,
    "8月": 1,
    "9月": 1,
    "10月": 1,
    "四季度": 1,
    "半年1次": 1,
    "根据市委统一部署": 1,
}


# --- the source ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One line of the source's table, as it stands there."""

    area: int
    id: str
    text: str
    departments: str
    due: str


def read_source(text: str) -> tuple[list[Row], dict[int, list[str]]]:
    """The rows of the source's tables, and each area's labels (one a page) by its number.

    Cells are parted by tabs. An area's label stands in a merged cell, so it is given on the first
    line of a page alone; tasks 23 to 25 have lost that cell and have an empty one at the end.
    """
    rows: list[Row] = []
    labels: dict[int, list[str]] = {}
    area = 0
    for line in text.split("\n"):
        if "\t" not in line:
            continue
        cells = line.split("\t")
        if cells[0] == "重点工作":
            continue
        if re.match(r"[0-9]+\.", cells[0]):
            cells.insert(0, "")
        label, content, departments, due, *rest = cells
        assert not any(rest), line
        if label:
            numeral, title = label.split("、", 1)
            area = NUMERALS.index(numeral) + 1
            labels.setdefault(area, []).append(title)
        number, body = content.split(".", 1)
        rows.append(Row(area, number, body, departments, due))
    return rows, labels


SOURCE_TEXT = SOURCE.read_bytes().decode("utf-8")
ROWS, LABELS = read_source(SOURCE_TEXT)


# --- the plan ------------------------------------------------------------------------------------


def read_yaml(name: str) -> dict:
    text = (REPOSITORY / "plans" / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)


def names_of(departments: str | list[str]) -> list[str]:
    return departments if isinstance(departments, list) else departments.split("、")


@pytest.fixture(scope="module")
def plan() -> dict:
    return read_yaml("2022.yaml")


@pytest.fixture(scope="module")
def organization() -> dict:
    return read_yaml("organization.yaml")


@pytest.fixture(scope="module")
def tasks(plan: dict) -> list[tuple[int, dict]]:
    """Every task of the plan with its area's number, in order."""
    return [(n, task) for n, area in enumerate(plan["areas"], 1) for task in area["tasks"]]


# --- tests ---------------------------------------------------------------------------------------


def test_source_is_the_copy_that_was_received():
    assert hashlib.sha256(SOURCE.read_bytes()).hexdigest() == SOURCE_SHA256


def test_source_is_read_whole():
    assert [row.id for row in ROWS] == [str(n) for n in range(1, 65)]
    assert list(LABELS) == list(range(1, 9))
    assert Counter(row.due for row in ROWS) == DEADLINES


def test_plan_is_complete(plan, tasks):
    assert len(plan["areas"]) == 8
    assert [task["id"] for _, task in tasks] == [str(n) for n in range(1, 65)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_task_is_as_issued(row, tasks):
    area, task = tasks[int(row.id) - 1]
    assert task["id"] == row.id
    assert area == row.area
    assert task["text"] == row.text
    assert task["due"] == row.due
    # Cells wrap inside words, and separators vary: the names and their order must agree.
    bare = re.sub(r"[\s、，]", "", row.departments)
    assert "".join(names_of(task["departments"])) == bare


@pytest.mark.parametrize("number", range(1, 9))
def test_area_title_is_the_label_or_a_recorded_correction(number, plan):
    title = plan["areas"][number - 1]["title"]
    assert title == REPAIRED_TITLES.get(number, LABELS[number][0])
    where = f"重点工作 {NUMERALS[number - 1]}"
    notes = [item["note"] for item in plan["source"]["corrections"] if item["where"] == where]
    for label in LABELS[number]:
        if label != title:
            assert any(f"“{label}”" in note for note in notes), (
                f"{where}: “{label}” is not recorded"
            )


def test_titles_are_repaired_only_where_damaged():
    damaged = {
        number
        for number, labels in LABELS.items()
        if len(set(labels)) > 1 or any(re.search(r"\s", label) for label in labels)
    }
    assert damaged == set(REPAIRED_TITLES)


def test_document_is_the_sources(plan):
    source = plan["source"]
    lines = SOURCE_TEXT.split("\n")
    issued = date.fromisoformat(source["issued"])
    assert source["number"] in lines
    assert source["issuer"] in lines
    assert f"{issued.year}年{issued.month}月{issued.day}日" in lines
    assert f"关于印发《{plan['title']}》的通知" in lines
    assert plan["year"] == str(issued.year)


def test_rhythms_of_year_long_tasks(tasks):
    repeats = {task["id"]: task["repeat"] for _, task in tasks if "repeat" in task}
    assert repeats == RHYTHMS
    assert {task["due"] for _, task in tasks if "repeat" in task} == {"全年"}


def test_rhythms_are_exactly_those_in_the_texts():
    stated = re.compile(r"每(?:年|半年|季度)\D{0,4}\s?[0-9]+\s?次")
    assert {row.id for row in ROWS if stated.search(row.text)} == set(RHYTHMS)


def test_labels_are_short_and_distinct(tasks):
    labels = [task["short"] for _, task in tasks]
    assert [label for label in labels if not 6 <= len(label) <= 16] == []
    assert [label for label, times in Counter(labels).items() if times > 1] == []


def test_corrections_name_areas_and_tasks_that_exist(plan, tasks):
    ids = {task["id"] for _, task in tasks}
    for item in plan["source"]["corrections"]:
        kind, _, rest = item["where"].partition(" ")
        assert item["note"].strip()
        if kind == "任务":
            assert set(rest.split("、")) <= ids, item["where"]
        elif kind == "重点工作":
            assert rest in NUMERALS, item["where"]
        else:
            assert item["where"] == "责任部门"


WRAPPED = {
    row.id: cell[0]
    for row in ROWS
    if (cell := re.findall(r"党建工作领导小组 办公室|党建工作领导小组办 公室", row.departments))
}


def test_wrapped_cells_are_those_known():
    assert list(WRAPPED) == ["4", "39", "45", "47", "53", "56"]


@pytest.mark.parametrize(
    ("task_id", "quoted"),
    [
        *WRAPPED.items(),
        ("53", "研究制定有关重要制度文件"),
        ("56", "组织开好各次重要会议、培训活动"),
        ("56", "全市政协系统的建设工作会议"),
    ],
)
def test_judgement_is_recorded(task_id, quoted, plan):
    notes = [
        item["note"]
        for item in plan["source"]["corrections"]
        if task_id in item["where"].removeprefix("任务 ").split("、")
    ]
    assert any(f"“{quoted}”" in note for note in notes)


def test_every_department_is_in_the_organization(tasks, organization):
    known = {
        word
        for unit in organization["departments"].values()
        for word in (unit["name"], unit.get("short"), *unit.get("aliases", []))
    }
    known |= {group[field] for group in organization["groups"] for field in ("name", "others")}
    unknown = {
        (task["id"], name)
        for _, task in tasks
        for name in names_of(task["departments"])
        if name not in known
    }
    assert unknown == set()


def test_organization_has_the_units_that_the_list_names(tasks, organization):
    groups = {group[field] for group in organization["groups"] for field in ("name", "others")}
    named = {name for _, task in tasks for name in names_of(task["departments"])} - groups
    units = {unit["name"] for unit in organization["departments"].values()}
    # A unit may serve another plan alone, but each of this list's eighteen has its own entry.
    assert len(named) == 18
    assert named <= units


def test_the_group_is_the_nine_committees(organization):
    (group,) = (item for item in organization["groups"] if item["name"] == "各专门委员会")
    departments = organization["departments"]
    members = [departments[key]["name"] for key in group["members"]]
    bare = "".join(re.sub(r"\s", "", row.departments) for row in ROWS)
    assert len(set(members)) == 9
    assert all(name.endswith("委员会") and name in bare for name in members)
    assert group["others"] == "其他各专门委员会"


def test_no_name_means_two_departments(organization):
    owners: dict[str, set[str]] = {}
    for key, unit in organization["departments"].items():
        for word in (unit["name"], unit.get("short", unit["name"]), *unit.get("aliases", [])):
            owners.setdefault(word, set()).add(key)
    for group in organization["groups"]:
        for field in ("name", "others"):
            owners.setdefault(group[field], set()).add(f"group {group['name']}")
    assert {word: keys for word, keys in owners.items() if len(keys) > 1} == {}
