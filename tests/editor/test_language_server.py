"""What an editor offers, marks and explains in the files of plans/, asked of the real server."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path, PurePosixPath

import pytest

from tests.conftest import ROOT
from tests.editor.conftest import SETTINGS, command
from tests.editor.language_server import LanguageServer
from workplan.cli import main
from workplan.commands.schema import organization_in
from workplan.fields import Status
from workplan.handbook import handbook
from workplan.load import load_library
from workplan.schemas import FOLDER, NAMES, as_text, file_name, modeline, names_schema

PLANS = ROOT / "plans"
FILES = sorted(PLANS.rglob("*.yaml"))
HEAD = "department: 办公室\nreported_on: 2022-08-03\n"
UPDATE = f"{HEAD}updates:\n  - task: 6\n    "
TASK = "kind: task-list\ntitle: 清单\nyear: 2022\nareas:\n  - title: 学习\n    tasks:\n      - id: 1\n        text: 学习\n        "
_fresh = count(1)


def in_plan(text: str) -> tuple[Path, str]:
    """A text as a plan that nothing was opened as before."""
    return PLANS / f"new-{next(_fresh)}.yaml", text


def in_return(text: str) -> tuple[Path, str]:
    return PLANS / "2022" / "11" / f"new-{next(_fresh)}.yaml", text


def place_of(text: str) -> tuple[str, int, int]:
    """A text without its |, and where that stood, counted from 0."""
    before, _, after = text.partition("|")
    return before + after, before.count("\n"), len(before) - (before.rfind("\n") + 1)


def offered(server: LanguageServer, where: tuple[Path, str]) -> list[str]:
    path, given = where
    text, line, character = place_of(given)
    server.open(path, text)
    return [item["label"] for item in server.completion(path, line, character)]


def told(server: LanguageServer, where: tuple[Path, str]) -> str:
    path, given = where
    text, line, character = place_of(given)
    server.open(path, text)
    return server.hover(path, line, character)


def marked(server: LanguageServer, where: tuple[Path, str]) -> list[tuple[int, str]]:
    """What is marked: lines counted from 1, with what is said."""
    found = server.open(*where)
    return [(item["range"]["start"]["line"] + 1, item["message"]) for item in found]


# --- offered -------------------------------------------------------------------------------------


def test_a_return_offers_the_statuses(server: LanguageServer) -> None:
    found = offered(server, in_return(f"{UPDATE}status: |\n"))
    assert found == [str(status) for status in Status]


def test_a_return_offers_the_departments(server: LanguageServer) -> None:
    found = offered(server, in_return("department: |\nreported_on: 2022-08-03\n"))
    assert {"办公室", "文化文史和学习委员会", "文化文史委", "市政协机关党委"} <= set(found)
    assert "各专门委员会" not in found


def test_a_return_offers_its_keys(server: LanguageServer) -> None:
    assert {"period", "no_change", "updates"} <= set(offered(server, in_return(f"{HEAD}|\n")))
    keys = offered(server, in_return(f"{UPDATE}|\n"))
    assert {"date", "status", "progress", "note", "evidence", "verified_by"} <= set(keys)
    assert "task" not in keys


def test_a_plan_offers_groups_beside_departments(server: LanguageServer) -> None:
    for text in (f"{TASK}departments: |\n", f"{TASK}departments:\n          - |\n"):
        assert {"办公室", "各专门委员会", "其他各专门委员会"} <= set(offered(server, in_plan(text)))
    assert "各专门委员会" not in offered(server, in_plan(f"{TASK}lead: |\n"))


def test_a_plan_offers_wordings_of_deadlines(server: LanguageServer) -> None:
    assert {"全年", "待定", "7月底前"} <= set(offered(server, in_plan(f"{TASK}due: |\n")))
    assert "每季度1次" in offered(server, in_plan(f"{TASK}due: 全年\n        repeat: |\n"))


# --- marked --------------------------------------------------------------------------------------

SLIPS = [
    (in_return, "department: 办公厅\nreported_on: 2022-08-03\n", 1, "没有这个部门"),
    (in_return, "department: 办公室\nreported_on: 2022.8.3\n", 2, "日期写成 2022-07-15 的样子"),
    (in_return, f"{HEAD}period: 2022-7\n", 3, "报送期写成"),
    (in_return, f"{HEAD}sample: 是\n", 3, "只写 true 或 false"),
    (in_return, f"{UPDATE}status: 完成了\n", 5, "状态只有：未启动、进行中"),
    (in_return, f"{UPDATE}status:\n", 5, "状态只有：未启动、进行中"),
    (in_return, f"{UPDATE}progress: 60%\n", 5, "不带单位和百分号"),
    (in_return, f"{UPDATE}progress: 160\n", 5, "100"),
    (in_return, f"{UPDATE}occurrences: 2022-07-20\n", 5, "写次数，或日期的列表"),
    (in_return, f"{UPDATE}figures:\n      视察: 3次\n", 6, "单位写在名称里"),
    (in_return, f"{UPDATE}lamp: 红\n", 5, "灯只有：yellow、red、auto"),
    (in_return, f"{UPDATE}statsu: 已完成\n", 5, "statsu"),
    (in_return, f"{UPDATE}verified_by: 各专门委员会\n", 5, "没有这个部门"),
    (
        in_return,
        f"{UPDATE}evidence:\n      - title: 报告\n        link: www.example.com\n",
        7,
        "完整网址",
    ),
    (in_return, f"{HEAD}no_change:\n  - 第6项\n", 4, "任务编号写成"),
    (in_plan, f"{TASK}departments: 办公室、科教委\n        due: 全年\n", 9, "部门"),
    (in_plan, f"{TASK}departments: 办公室\n        due: 5季度\n", 10, "看不懂的完成时限"),
    (in_plan, f"{TASK}due: 全年\n        repeat: 经常\n", 10, "看不懂的次数"),
    (in_plan, f"{TASK}due: 全年\n        continues: 18\n", 10, "2022#18 的样子"),
    (in_plan, f"{TASK}due: 全年\n        completion: 全部\n", 10, "完成方式只有：lead、all"),
]


@pytest.mark.parametrize(("where", "text", "line", "said"), SLIPS, ids=[row[3] for row in SLIPS])
def test_a_typo_is_marked(
    server: LanguageServer,
    where: Callable[[str], tuple[Path, str]],
    text: str,
    line: int,
    said: str,
) -> None:
    found = marked(server, where(text))
    assert [place for place, _ in found] == [line]
    assert said in found[0][1]


@pytest.fixture(scope="module")
def names_are_new() -> None:
    """Whoever adds a department on a forge's web page can't run a command: nothing fails."""
    organization, _ = organization_in(PLANS)
    assert organization is not None
    shipped = (ROOT / FOLDER / file_name(NAMES)).read_text(encoding="utf-8")
    if shipped != as_text(names_schema(organization)):
        pytest.skip("schema/names.schema.json is old, run scripts/plan.py schema")


@pytest.mark.usefixtures("names_are_new")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PLANS).as_posix())
def test_no_shipped_file_has_a_mark(server: LanguageServer, file: Path) -> None:
    assert server.open(file, file.read_text(encoding="utf-8")) == []


def test_no_whole_example_of_the_handbook_has_a_mark(server: LanguageServer) -> None:
    for path, block in handbook().blocks():
        at = PLANS / path
        text = modeline(PurePosixPath(path)) + block
        assert server.open(at.with_stem(f"{at.stem}-{next(_fresh)}"), text) == [], path


def test_what_the_check_accepts_is_not_marked(tmp_path: Path) -> None:
    """Another committee's plans, with every odd spelling that the reader takes."""
    plans = tmp_path / "plans"
    shutil.copytree(ROOT / "tests" / "golden" / "plans", plans)
    odd = (
        "department: 办公室\nreported_on: '2022-12-20'\nupdates:\n"
        "  - task: '1'\n    progress: '60'\n    note: 12\n"
        "  - task: 1\n    figures:\n      经费: -3.5\n    note: true\n"
    )
    (plans / "2022" / "odd.yaml").write_text(odd, encoding="utf-8")
    library = load_library(plans)
    assert [problem for problem in library.problems if "odd" in problem.place.path] == []
    assert main(["schema", "--plans", str(plans)]) == 0
    server = LanguageServer(command(), tmp_path, SETTINGS)
    for file in sorted(plans.rglob("*.yaml")):
        assert server.open(file, file.read_text(encoding="utf-8")) == [], file.name
    server.close()


def test_what_commands_write_is_not_marked(tmp_path: Path) -> None:
    """A new site of another committee, and its next year's plan."""
    plans = tmp_path / "site" / "plans"
    assert main(["init", str(plans.parent), "--year", "2024"]) == 0
    run = ("new-year", "2025", "--from", "2024", "--carry-unfinished", "--plans", str(plans))
    assert main(run) == 0
    server = LanguageServer(command(), plans.parent, SETTINGS)
    files = sorted(plans.rglob("*.yaml"))
    assert len(files) == 4
    for file in files:
        assert server.open(file, file.read_text(encoding="utf-8")) == [], file.name
    server.close()


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("organization.yaml", "departments"),
        ("2030.yaml", "areas"),
        ("2030/07/office.yaml", "reported_on"),
        ("2030/forms/a/office.yaml", "rows"),
    ],
)
def test_vscode_knows_a_file_without_modeline_by_its_folder(
    server: LanguageServer, path: str, key: str
) -> None:
    keys = set(offered(server, (PLANS / path, "|\n")))
    assert key in keys
    assert len({"committee", "areas", "updates", "rows"} & keys) == 1


# --- explained -----------------------------------------------------------------------------------


def test_a_key_is_explained_in_chinese(server: LanguageServer) -> None:
    found = told(server, in_return(f"{HEAD}updates:\n  - task: 6\n    pro|gress: 60\n"))
    assert "#### 进度" in found
    assert "完成了百分之几" in found


def test_a_status_is_explained(server: LanguageServer) -> None:
    found = told(server, in_return(f"{UPDATE}status: 已|销号\n"))
    assert "另一个部门核验过" in found
