"""`.ci/take-inbox` for real: clones of a bare repository, workbooks uploaded, pushes that race."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from clerks import Committee, fill

ROOT = Path(__file__).parents[2]
BRANCH = "main"


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=经办", "-c", "user.email=clerk@localhost", *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment(**more: str) -> dict[str, str]:
    """As on a runner: our Python first, no settings of the user's, no token of a forge."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "INBOX"))
    }
    kept.pop("GITHUB_STEP_SUMMARY", None)
    python = str(Path(sys.executable).parent)
    return {
        **kept,
        "PATH": os.pathsep.join((python, os.environ["PATH"])),
        "WORKPLAN_NO_VENV": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **more,
    }


class Forge:
    """A bare repository, with a clerk who uploads and runners that check it out."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bare = folder, folder / "forge.git"
        self.committee = Committee(folder / "work")
        source = folder / "work"
        for name in (".ci", "scripts", "inbox"):
            shutil.copytree(ROOT / name, source / name)
        ignored = shutil.ignore_patterns("__pycache__", "theme")
        shutil.copytree(ROOT / "hooks", source / "hooks", ignore=ignored)
        (source / ".gitignore").write_text("__pycache__/\n*.xlsx\n!/inbox/*.xlsx\n")
        git(folder, "init", "--quiet", "--bare", f"--initial-branch={BRANCH}", str(self.bare))
        git(source, "init", "--quiet", f"--initial-branch={BRANCH}")
        git(source, "remote", "add", "origin", str(self.bare))
        self.commit("开始")

    def commit(self, message: str) -> None:
        """What lies in the clerk's folder, committed and pushed, as the forge's page does."""
        source = self.folder / "work"
        git(source, "add", "--all")
        git(source, "commit", "--quiet", "--message", message)
        git(source, "push", "--quiet", "origin", f"HEAD:{BRANCH}")

    def upload(self, *files: Path) -> None:
        for file in files:
            shutil.copy(file, self.folder / "work/inbox" / file.name)
        self.commit("上传填报表")

    def runner(self, name: str = "runner") -> Path:
        """A checkout as CI makes it: one commit deep, on no branch."""
        folder = self.folder / name
        git(self.folder, "clone", "--quiet", "--depth", "1", f"file://{self.bare}", str(folder))
        git(folder, "checkout", "--quiet", "--detach")
        return folder

    def files(self) -> list[str]:
        names = git(self.bare, "-c", "core.quotePath=off", "ls-tree", "-r", "--name-only", BRANCH)
        return [name for name in names.splitlines() if name.startswith(("plans/2022/", "inbox/"))]

    def head(self) -> str:
        return git(self.bare, "rev-parse", BRANCH).strip()


def take(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [folder / ".ci/take-inbox", *arguments],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


DONE = {"1": {"状态": "进行中", "做了什么": "学习三次"}}


def test_an_empty_inbox_is_nothing_to_do(forge: Forge) -> None:
    before = forge.head()
    for arguments in ((), ("--check",)):
        ran = take(forge.runner(f"runner{len(arguments)}"), *arguments)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert forge.head() == before


def test_a_workbook_becomes_a_commit(forge: Forge) -> None:
    forge.upload(forge.committee.filled(DONE))
    runner = forge.runner()
    ran = take(runner, "--check")
    assert (ran.returncode, "可以登记" in ran.stdout) == (0, True)
    ran = take(runner)
    assert ran.returncode == 0, ran.stderr
    assert "已登记" in ran.stdout
    assert forge.files() == ["inbox/README.md", "plans/2022/10/office.yaml"]
    # The same job goes on to build what was pushed.
    assert git(runner, "rev-parse", "HEAD").strip() == forge.head()
    assert git(runner, "status", "--porcelain") == ""
    assert git(forge.bare, "log", "-1", "--format=%an %s", BRANCH) == (
        "填报表登记 登记填报表：office-2022-10.xlsx\n"
    )
    assert take(runner, "--check").returncode == 0


def test_bad_ones_stay_with_their_errors_and_good_ones_are_taken(
    forge: Forge, tmp_path: Path
) -> None:
    good = forge.committee.filled(DONE)
    bad = forge.committee.filled({"4": {"状态": "完成了"}}, "research")
    odd = tmp_path / "汇报.docx"
    odd.write_text("不是表")
    forge.upload(good, bad, odd)
    runner, summary = forge.runner(), tmp_path / "summary.md"
    ran = take(runner, GITHUB_STEP_SUMMARY=str(summary))
    assert ran.returncode == 0
    assert "inbox/research-2022-10.xlsx:填报!G7: 错误[status-unknown]" in ran.stderr
    assert "inbox/汇报.docx: 错误[workbook-unreadable]" in ran.stderr
    assert "错误[status-unknown]" in summary.read_text(encoding="utf-8")
    assert forge.files() == [
        *("inbox/README.md", "inbox/research-2022-10.xlsx", "inbox/汇报.docx"),
        "plans/2022/10/office.yaml",
    ]
    # The job's last step fails until they are mended.
    assert take(runner, "--check").returncode == 1
    fill(bad, {"4": {"状态": "已完成"}})
    git(tmp_path / "work", "pull", "--quiet", "--rebase", "origin", BRANCH)
    (tmp_path / "work/inbox/汇报.docx").unlink()
    forge.upload(bad)
    runner = forge.runner("next")
    assert take(runner).returncode == 0
    assert take(runner, "--check").returncode == 0
    assert forge.files() == [
        *("inbox/README.md", "plans/2022/10/office.yaml", "plans/2022/10/research.yaml"),
    ]


def test_two_jobs_at_once(forge: Forge) -> None:
    """Both runners saw the same inbox; the second finds its work done."""
    forge.upload(forge.committee.filled(DONE))
    first, second = forge.runner("first"), forge.runner("second")
    assert take(first).returncode == 0
    head = forge.head()
    ran = take(second)
    assert ran.returncode == 0, ran.stderr
    assert "别人刚提交过" in ran.stderr
    assert forge.head() == head
    assert git(second, "rev-parse", "HEAD").strip() == head


def test_an_upload_while_another_is_taken(forge: Forge) -> None:
    """Somebody uploads between checkout and push: both end up taken, nothing is lost."""
    forge.upload(forge.committee.filled(DONE))
    runner = forge.runner()
    forge.upload(forge.committee.filled({"4": {"状态": "进行中"}}, "research"))
    ran = take(runner)
    assert ran.returncode == 0, ran.stderr
    assert "别人刚提交过" in ran.stderr
    assert forge.files() == [
        *("inbox/README.md", "plans/2022/10/office.yaml", "plans/2022/10/research.yaml"),
    ]


def test_a_push_that_is_refused_is_no_race(forge: Forge) -> None:
    forge.upload(forge.committee.filled(DONE))
    runner = forge.runner()
    hook = forge.bare / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    ran = take(runner)
    assert ran.returncode == 1
    assert "INBOX_TOKEN" in ran.stderr
    assert "inbox/office-2022-10.xlsx" in forge.files()


def test_wrong_use(forge: Forge) -> None:
    assert take(forge.runner(), "--chekc").returncode == 2


def test_the_readme_of_the_inbox_is_no_workbook() -> None:
    assert [file.name for file in (ROOT / "inbox").iterdir()] == ["README.md"]
