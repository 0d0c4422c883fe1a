"""The schemas for editors: current, complete in Chinese, and no stricter than the reader."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from tests.conftest import ROOT
from workplan import files
from workplan.cli import main
from workplan.commands.schema import organization_in
from workplan.deadlines import DeadlineError, parse_deadline
from workplan.handbook import handbook
from workplan.schemas import (
    FOLDER,
    KINDS,
    NAMES,
    TITLES,
    anchor_of,
    file_name,
    kind_of,
    modeline,
    names_schema,
    schema_files,
    schema_of,
)
from workplan.source import parse_text
from workplan.writing import yaml_of

PLANS = ROOT / "plans"
BOOK = handbook()
SETTINGS = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))


def shipped(name: str) -> str:
    return (ROOT / FOLDER / file_name(name)).read_text(encoding="utf-8")


# --- current -------------------------------------------------------------------------------------


def wanted() -> dict[str, str]:
    organization, problems = organization_in(PLANS)
    assert organization is not None
    assert problems == []
    return schema_files(BOOK, organization)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_schema_is_what_the_shapes_and_the_handbook_say(kind: Any) -> None:
    told = "run scripts/plan.py schema"
    assert shipped(kind.name) == wanted()[file_name(kind.name)], told


def test_names_are_those_of_the_organization() -> None:
    """Whoever adds a department on a forge's web page can't run a command: this never fails."""
    if shipped(NAMES) != wanted()[file_name(NAMES)]:
        pytest.skip("schema/names.schema.json is old, run scripts/plan.py schema")


def test_no_other_file_is_in_the_folder() -> None:
    assert {file.name for file in (ROOT / FOLDER).iterdir()} == wanted().keys()


# --- in Chinese ----------------------------------------------------------------------------------


def mappings(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [("", schema), *schema.get("definitions", {}).items()]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_key_has_a_title_and_the_handbooks_words(kind: Any) -> None:
    for name, mapping in mappings(schema_of(kind, BOOK)):
        anchor = anchor_of(name or kind.shape.__name__)
        assert re.search("[一-鿿]", mapping["title"]), anchor
        told = BOOK.keys(anchor)
        assert set(told) == set(mapping["properties"])
        for key, schema in mapping["properties"].items():
            assert {key, f"{anchor}.{key}"} & TITLES.keys(), f"TITLES lacks {key}"
            assert schema["description"].startswith(told[key].meaning)
            assert (key in mapping.get("required", ())) == told[key].required


def test_no_title_is_of_a_key_that_is_gone() -> None:
    keys = set()
    for kind in KINDS:
        for name, mapping in mappings(schema_of(kind, BOOK)):
            anchor = anchor_of(name or kind.shape.__name__)
            keys |= {word for key in mapping["properties"] for word in (key, f"{anchor}.{key}")}
    assert TITLES.keys() - keys == set()


# --- no stricter than the reader -----------------------------------------------------------------


def fits(schema: dict[str, Any], value: object) -> bool:
    """Whether a scalar, as YAML 1.2 has it, is what a schema takes."""
    if "anyOf" in schema:
        return any(fits(form, value) for form in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    kinds: dict[str, Any] = {"string": str, "integer": int, "number": (int, float)}
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if isinstance(value, bool):
        return "boolean" in types
    if not any(isinstance(value, kinds.get(name, ())) for name in types):
        return False
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) is not None
    assert isinstance(value, int | float)
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))


def key_of(shape: str, key: str) -> dict[str, Any]:
    for kind in KINDS:
        schema = schema_of(kind, BOOK)
        found = schema if kind.shape.__name__ == shape else schema.get("definitions", {}).get(shape)
        if found:
            properties: dict[str, dict[str, Any]] = found["properties"]
            return properties[key]
    raise KeyError(shape)


@pytest.mark.parametrize(
    ("shape", "key", "good", "wrong"),
    [
        ("UpdateShape", "task", [6, 2.1, "A-3", "2.10"], [-1, "第6项", True, "6,7"]),
        ("UpdateShape", "date", ["2022-07-21"], ["2022.7.21", "2022-7-21", 20220721, ""]),
        ("UpdateShape", "status", ["已完成"], ["完成", "已完成 ", 1]),
        ("UpdateShape", "progress", [0, 60, 100, "60"], [101, -1, "60%", True]),
        ("UpdateShape", "note", ["学习", 12, 3.5, True], ["", "  "]),
        ("UpdateShape", "lamp", ["yellow", "red", "auto"], ["green", "红"]),
        ("EvidenceShape", "link", ["https://a.cn/b?c=1", "HTTP://a.cn"], ["www.a.cn", "ftp://a"]),
        ("ReturnFile", "period", ["2022-07", "2022-Q3"], ["2022-13", "2022-7", "2022-Q5", 2022]),
        ("ReturnFile", "sample", [True, False], ["是", "yes", 1]),
        ("PlanFile", "year", [2022, "2022"], [22, "二〇二二"]),
        ("RulesShape", "report_days", [0, 10, 366], [367, "10天"]),
        ("TaskShape", "continues", ["2022#18", "2022-campaign#A-3"], [18, "2022 18", "#18"]),
        ("TaskShape", "completion", ["lead", "all"], ["全部"]),
        ("TaskShape", "repeat", ["每季度1次", "每 季度 1 次", "半年1次"], ["经常", "每季度"]),
        (
            "TaskShape",
            "due",
            ["全年", "次年3月底前", "7 月"],
            ["5季度", "2022-07-31", 2022, "年内"],
        ),
    ],
)
def test_a_look_takes_what_the_reader_takes(
    shape: str, key: str, good: list[object], wrong: list[object]
) -> None:
    schema = key_of(shape, key)
    assert [value for value in good if not fits(schema, value)] == []
    assert [value for value in wrong if fits(schema, value)] == []


def test_every_wording_that_is_read_is_taken() -> None:
    due = key_of("TaskShape", "due")["anyOf"][0]
    wordings = [word for row in BOOK.rows("deadlines") for word in row[1].split("、")]
    wordings += ["2022年底前", "2022年7月", "第三季度", "十二月中旬", "每个月两次", "按上级通知"]
    for wording in wordings:
        try:
            parse_deadline(wording, 2022)
        except DeadlineError:
            pytest.fail(f"{wording} is not read any more")
        assert fits(due, wording), wording


def test_names_are_taken_as_the_reader_takes_them(tmp_path: Path) -> None:
    units = {
        "office": {"name": "办公室"},
        "research": {"name": "研究室"},
        "discipline": {"name": "机关党委（纪委）"},
        "culture": {"name": "文化文史和学习委员会", "short": "文化文史委"},
        "education": {"name": "教科卫体委员会", "short": "教科卫体委"},
    }
    group = {"name": "各专门委员会", "others": "其他各专门委员会", "members": ["culture"]}
    given = {"committee": {"name": "政协"}, "departments": units, "groups": [group]}
    (tmp_path / "organization.yaml").write_text(yaml_of(given), encoding="utf-8")
    organization, problems = organization_in(tmp_path)
    assert problems == []
    assert organization is not None
    found = names_schema(organization)["definitions"]
    for word in (
        "办公室",
        "office",
        "机关党委（纪委）",
        "机关党委(纪委)",
        "文化文史委",
        "教科 卫体委",
    ):
        assert fits(found["department"], word), word
    for word in ("各专门委员会", "办公厅", "办公室、研究室", ""):
        assert not fits(found["department"], word), word
    for line in (
        "办公室",
        "办公室、研究室",
        "办公室 研究室，各专门委员会",
        "office/其他各专门委员会",
    ):
        assert fits(found["line"], line), line
    for line in ("办公室、科教委", "、"):
        assert not fits(found["line"], line), line


# --- which file has which ------------------------------------------------------------------------

FILES = sorted(path.relative_to(PLANS) for path in PLANS.rglob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.as_posix())
def test_every_shipped_file_begins_with_its_modeline(path: Path) -> None:
    text = (PLANS / path).read_text(encoding="utf-8")
    first = modeline(PurePosixPath(path))
    assert text.startswith(first)
    schema = first.split("=")[1].strip()
    assert ((PLANS / path).parent / schema).resolve().is_file()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("organization.yaml", "organization"),
        ("organization.yml", "organization"),
        ("2022.yaml", "plan"),
        ("2022-campaign.yaml", "plan"),
        ("2022/07/office.yaml", "return"),
        ("2022/office.yml", "return"),
        ("2022/organization.yaml", "return"),
    ],
)
def test_a_files_kind_is_known_by_its_path(path: str, kind: str) -> None:
    found = kind_of(PurePosixPath(path))
    assert found is not None
    assert found.name == kind


def test_vscode_finds_the_schema_of_a_file_without_modeline() -> None:
    named = {f"./{FOLDER}/{file_name(kind.name)}" for kind in KINDS}
    assert SETTINGS["yaml.schemas"].keys() == named
    extensions = json.loads((ROOT / ".vscode" / "extensions.json").read_text(encoding="utf-8"))
    assert "redhat.vscode-yaml" in extensions["recommendations"]


def test_a_modeline_changes_nothing() -> None:
    document, problems = parse_text(modeline(PurePosixPath("2022.yaml")) + "year: 2022\n", "a.yaml")
    assert problems == []
    assert document is not None
    assert document.root.plain() == {"year": "2022"}


# --- the command ---------------------------------------------------------------------------------


def test_the_command_writes_and_compares(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    given = plans / "organization.yaml"
    given.write_text(
        "committee:\n  name: 政协\ndepartments:\n  office:\n    name: 办公室\n", "utf-8"
    )
    run = ("schema", "--plans", str(plans))
    assert main([*run, "--check"]) == 1
    assert "不是最新的" in capsys.readouterr().out
    assert not (tmp_path / FOLDER).exists()
    assert main(run) == 0
    assert main([*run, "--check"]) == 0
    names = tmp_path / FOLDER / file_name(NAMES)
    before = names.read_text(encoding="utf-8")
    given.write_text(given.read_text("utf-8").replace("办公室", "办公厅"), "utf-8")
    assert main([*run, "--check"]) == 1
    out = capsys.readouterr().out
    assert f"{names.as_posix()} 不是最新的" in out
    assert "plan.schema.json 不是最新的" not in out.splitlines()[-2]
    assert main(run) == 0
    assert names.read_text(encoding="utf-8") != before


def test_the_command_needs_an_organization(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schema", "--plans", str(tmp_path)]) == 1
    assert "organization.yaml" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_every_shape_has_its_title_in_the_handbook() -> None:
    assert anchor_of(files.OrganizationFile.__name__) == "organization"
    assert anchor_of("FormReturnFile") == "form-return"
