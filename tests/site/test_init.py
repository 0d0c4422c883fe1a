"""`plan.py init`: a site of another committee that works at once and holds nothing of this one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from workplan.cli import main
from workplan.load import load_library
from workplan.problems import Level
from workplan.starter import COPIED, starter_files

OURS = ("金华", "金政协")
NAME, SHORT = "政协某某县委员会: 筹备组", "某某县政协"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new site, after its own .ci/run."""
    folder = tmp_path_factory.mktemp("新 网站") / "site of another"
    made = main(["init", str(folder), "--name", NAME, "--short", SHORT, "--year", "2024"])
    assert made == 0
    # What setup.sh would install is there: the same lock file made it.
    (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    done = subprocess.run(
        [folder / ".ci" / "run"],
        env={key: value for key, value in os.environ.items() if key != "WORKPLAN_NO_VENV"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "没有问题" in done.stdout
    return folder


def texts(folder: Path) -> dict[str, str]:
    """Every file that is text, without the environment."""
    found = {}
    for file in folder.rglob("*"):
        path = file.relative_to(folder)
        if file.is_file() and path.parts[0] != ".venv":
            found[path.as_posix()] = file.read_bytes().decode("utf-8", "ignore")
    return found


def test_nothing_of_this_committee_is_in_it(folder: Path) -> None:
    given = texts(folder)
    assert "site/index.html" in given
    assert [path for path, text in given.items() if any(word in text for word in OURS)] == []
    assert not any("2022.yaml" in path or path.startswith("tests/") for path in given)


def test_it_says_whose_it_is(folder: Path) -> None:
    home = (folder / "site" / "index.html").read_text(encoding="utf-8")
    assert f"{SHORT} · 重点任务" in home
    assert "演示数据" in home
    (plan,) = load_library(folder / "plans").plans
    assert (plan.organization.name, plan.organization.short) == (NAME, SHORT)
    assert (plan.title, plan.year, len(plan.tasks)) == (f"2024年{SHORT}重点任务清单", 2024, 6)
    assert len(plan.returns) == 1


def test_its_handbook_and_schemas_are_whole(folder: Path) -> None:
    assert (folder / "site" / "guide" / "fields" / "index.html").is_file()
    assert main(["schema", "--check", "--plans", str(folder / "plans")]) == 0
    problems = load_library(folder / "plans").problems
    assert [item for item in problems if item.level is not Level.NOTICE] == []


def test_what_people_start_can_be_started(folder: Path) -> None:
    for path in (
        "scripts/build",
        "scripts/serve",
        "scripts/plan.py",
        ".ci/run",
        ".ci/publish-branch",
    ):
        assert os.access(folder / path, os.X_OK), path
    assert not os.access(folder / "hooks" / "plan_pages.py", os.X_OK)


def test_what_is_copied_is_there() -> None:
    assert [path for path in COPIED if not (ROOT / path).exists()] == []
    assert not any("__pycache__" in path for path in starter_files("甲", "乙", 2024))


@pytest.mark.parametrize("there", ["file", "folder", ".gitignore"])
def test_a_folder_that_is_not_empty_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], there: str
) -> None:
    if there == "folder":
        (tmp_path / there).mkdir()
    else:
        (tmp_path / there).touch()
    assert main(["init", str(tmp_path)]) == 2
    assert f"不是空的，里面有 {there}" in capsys.readouterr().err
    assert [entry.name for entry in tmp_path.iterdir()] == [there]


def test_a_repository_without_files_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--year", "2024"]) == 0
    assert "政协某某市委员会的网站" in capsys.readouterr().out
    assert (tmp_path / "plans" / "2024.yaml").is_file()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--name", " "), "--name 后面写一行名称"),
        (("--short", "甲\n乙"), "--short 后面写一行名称"),
        (("--year", "1"), "--year：不是年份 “1”"),
    ],
)
def test_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, str], said: str
) -> None:
    try:
        code = main(["init", str(tmp_path / "new"), *options])
    except SystemExit as left:  # argparse leaves so
        code = int(left.code or 0)
    assert code == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_file_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["init", str(tmp_path / "file")]) == 2
    assert "不是文件夹" in capsys.readouterr().err
