"""The campaign as published against the scheme as issued.

As in test_plan_against_source, the source is taken apart by a small reader of its own and the YAML
is read as plain text: nothing of the engine stands between the two.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "tests" / "sources" / "2022-campaign.txt"
SOURCE_SHA256 = "f0f3a81ba33f2c210fd0a7a3a89eccc0ecd37e9d5a92cdb1e7c182a46f3faaac"
COUNTIES = [
    "婺城区",
    "金东区",
    "兰溪市",
    "义乌市",
    "东阳市",
    "永康市",
    "武义县",
    "浦江县",
    "磐安县",
]
# Every dated step: its wording in the source, and where the words of a step differ from its point's.
DEADLINES = {
    "1.1": "2月28日",
    "2.2": "3月底前",
    "3.4": "5月底前",
    "5.1": "3月底前",
    "5.2.1": "3月15日前",
    "5.2.2": "“七一”前后",
    "5.4": "3月底前",
}
# Which line starts what; a line that starts nothing goes on with the paragraph above.
HEADING = re.compile(r"[一二三]、(.+)")
ACTIVITY = re.compile(r"([0-9]+)\. ?(.+)")
POINT = re.compile(r"[（(]([0-9]+)[)）] ?(.+)")
LEADS = re.compile(r"牵头单位[：:](.+)")


# --- the source ----------------------------------------------------------------------------------


@dataclass
class Activity:
    title: str
    points: list[str] = field(default_factory=list)
    leads: str = ""


@dataclass
class Source:
    """The parts of the source, wrapped lines rejoined."""

    preamble: str = ""
    overview: list[str] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    requirements: list[str] = field(default_factory=list)


def read_source(text: str) -> Source:
    """The scheme in the source; what stands before and after it is not looked at.

    A line goes on with the one above where that does not end a sentence and it starts nothing.
    """
    lines = [line for line in text.split("\n") if line]
    first = next(at for at, line in enumerate(lines) if line.startswith("为深入学习"))
    end = lines.index("附件：1.主席大宣讲计划表")
    paragraphs: list[str] = []
    for line in lines[first:end]:
        begins = any(mark.fullmatch(line) for mark in (HEADING, ACTIVITY, POINT, LEADS))
        if paragraphs and not begins and not re.search(r"[。？！]$|^[一二三]、", paragraphs[-1]):
            paragraphs[-1] += line
        else:
            paragraphs.append(line)
    found, part = Source(preamble=paragraphs[0]), ""
    for paragraph in paragraphs[1:]:
        if match := HEADING.fullmatch(paragraph):
            part = match[1]
        elif part == "总体要求":
            found.overview.append(paragraph)
        elif part == "工作要求":
            number, text = ACTIVITY.fullmatch(paragraph).groups()
            assert int(number) == len(found.requirements) + 1
            found.requirements.append(text)
        elif match := LEADS.fullmatch(paragraph):
            found.activities[-1].leads = match[1].rstrip("。.")
        elif match := POINT.fullmatch(paragraph):
            points = found.activities[-1].points
            assert int(match[1]) == len(points) + 1
            points.append(match[2])
        else:
            number, title = ACTIVITY.fullmatch(paragraph).groups()
            assert int(number) == len(found.activities) + 1
            found.activities.append(Activity(title))
    return found


SOURCE_TEXT = SOURCE.read_bytes().decode("utf-8")
READ = read_source(SOURCE_TEXT)


def read_yaml(name: str) -> dict:
    text = (REPOSITORY / "plans" / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)


PLAN = read_yaml("2022-campaign.yaml")
AREAS = PLAN["areas"]
NOTES = [f"{item['where']}：{item['note']}" for item in PLAN["source"]["corrections"]]
STEPS = {
    step["id"]: (point, step)
    for area in AREAS
    for point in area["points"]
    for step in point.get("steps", [point])
    if "due" in step
}


def bare(text: str) -> str:
    """Names without what stands between them, brackets in one width."""
    return re.sub(r"[\s、，,]", "", unicodedata.normalize("NFKC", text))


# --- tests ---------------------------------------------------------------------------------------


def test_source_is_the_copy_that_was_received():
    assert hashlib.sha256(SOURCE.read_bytes()).hexdigest() == SOURCE_SHA256


def test_source_is_read_whole():
    assert [len(activity.points) for activity in READ.activities] == [3, 3, 4, 3, 4]
    assert all(activity.leads for activity in READ.activities)
    assert (len(READ.overview), len(READ.requirements)) == (2, 4)
    everything = [
        READ.preamble,
        *READ.overview,
        *(text for item in READ.activities for text in (item.title, *item.points, item.leads)),
        *READ.requirements,
    ]
    flat = "".join(SOURCE_TEXT.split("\n"))
    assert all(text in flat for text in everything)


def test_document_is_the_sources():
    source, lines = PLAN["source"], SOURCE_TEXT.split("\n")
    issued = date.fromisoformat(source["issued"])
    assert PLAN["kind"] == "scheme"
    assert source["number"] in lines
    assert source["issuer"] in lines
    assert f"{issued.year}年{issued.month}月{issued.day}日" in lines
    assert f"《{PLAN['title']}》" in SOURCE_TEXT
    assert PLAN["year"] == str(issued.year)


def test_preamble_and_overview_are_as_issued():
    assert PLAN["preamble"] == READ.preamble
    stages = "".join(stage["text"] for stage in PLAN["stages"])
    *first, last = PLAN["overview"]
    assert [*first, last + stages] == READ.overview


@pytest.mark.parametrize("number", range(3))
def test_stage_is_as_issued(number):
    stage = PLAN["stages"][number]
    assert len(PLAN["stages"]) == 3
    assert re.match(
        rf"{'一二三'[number]}是从?{re.escape(stage['from'])}到{re.escape(stage['to'])}，",
        stage["text"],
    )
    names = {
        word for event in PLAN["events"] for word in (event["name"], *event.get("aliases", []))
    }
    assert all(any(name in stage[key] for name in names) for key in ("from", "to"))


def test_events_are_dated_where_public_record_dates_them_and_nowhere_else():
    dated = {
        event["name"]: (event["from"], event["to"]) for event in PLAN["events"] if "from" in event
    }
    assert dated == {
        "省第十五次党代会": ("2022-06-20", "2022-06-22"),
        "中共二十大": ("2022-10-16", "2022-10-22"),
    }
    assert [event["name"] for event in PLAN["events"] if "known_from" in event] == list(dated)
    assert [event["name"] for event in PLAN["events"]] == [
        *("市第八次党代会", "市两会", "省第十五次党代会", "中共二十大")
    ]


@pytest.mark.parametrize("number", range(1, 6))
def test_activity_is_as_issued(number):
    area, issued = AREAS[number - 1], READ.activities[number - 1]
    assert len(AREAS) == len(READ.activities)
    assert area["title"] == issued.title
    assert [point["text"] for point in area["points"]] == issued.points
    assert [point["id"] for point in area["points"]] == [
        f"{number}.{at}" for at in range(1, len(issued.points) + 1)
    ]
    assert bare(area["departments"]) == bare(issued.leads)
    assert not any("departments" in point for point in area["points"])


def test_requirements_are_as_issued():
    assert PLAN["requirements"] == READ.requirements


def test_steps_are_those_dated_in_the_source():
    told = {
        id_: step["due"]["text"] if isinstance(step["due"], dict) else step["due"]
        for id_, (_, step) in STEPS.items()
    }
    assert told == DEADLINES
    for id_, (point, step) in STEPS.items():
        assert told[id_] in step["text"], id_
        assert step["text"] in point["text"], id_
        assert id_ == point["id"] or re.fullmatch(rf"{re.escape(point['id'])}\.[0-9]", id_)


def test_every_date_in_the_points_is_a_step():
    stated = re.compile(r"[0-9]+月(?:[0-9]+日|底)前?|“七一”前后")
    found = [
        wording
        for item in READ.activities
        for point in item.points
        for wording in stated.findall(point)
    ]
    assert sorted(found) == sorted(DEADLINES.values())
    # The one date beside the points is that of the forms.
    rest = [wording for text in READ.requirements for wording in stated.findall(text)]
    assert rest == ["3月18日前"]


def test_a_step_between_two_dates_says_so():
    due = STEPS["5.2.2"][1]["due"]
    assert due == {"text": "“七一”前后", "from": "2022-06-25", "to": "2022-07-05"}
    assert any("6月25日至7月5日" in note for note in NOTES)


def test_labels_are_short_and_distinct():
    labels = [step["short"] for _, step in STEPS.values()]
    assert [label for label in labels if not 6 <= len(label) <= 16] == []
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    "quoted",
    ["首創地", "各县（市、区)政协", "各县(市、区)政协", "时间：2月28日", "3月底前", "召 开前后"],
)
def test_judgement_is_recorded(quoted):
    assert any(f"{quoted}" in note for note in NOTES)


def test_the_contact_is_declared_and_not_published():
    (contact,) = PLAN["contacts"]
    said = re.search(r"（联系人：(.+?)，([0-9]+)）", READ.requirements[3])
    assert (contact["name"], contact["telephone"]) == said.groups()
    assert PLAN.get("publish_contacts", "false") == "false"


def test_the_counties_are_a_group_of_their_own_kind():
    organization = read_yaml("organization.yaml")
    (group,) = (item for item in organization["groups"] if item["name"] == "各县（市、区）政协")
    units = organization["departments"]
    assert [units[key]["name"] for key in group["members"]] == [f"{name}政协" for name in COUNTIES]
    kinds = {key for key, unit in units.items() if unit.get("kind") == "county"}
    assert kinds == set(group["members"])
