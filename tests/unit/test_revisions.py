"""The plans of a revision, out of git's objects: whatever they hold, and nothing checked out."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from repositories import Git

from workplan.load import load_library
from workplan.revisions import Repository, Revision, RevisionError
from workplan.source import MAX_BYTES


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(tmp_path / "库 一")


def files_at(git: Git, name: str = "HEAD", below: str = "plans") -> dict[str, bytes | str]:
    """Path and content of what is laid down; of a link what it points to."""
    repository = Repository(git.folder / below)
    found: dict[str, bytes | str] = {}
    with repository.plans_at(repository.revision(name)) as folder:
        for path in sorted(folder.rglob("*")):
            shown = path.relative_to(folder).as_posix()
            if path.is_symlink():
                found[shown] = f"-> {path.readlink()}"
            elif path.is_file():
                found[shown] = path.read_bytes()
    assert not folder.exists()
    return found


def test_each_revision_as_it_was(git: Git) -> None:
    git.write("plans/2022.yaml", "一\n")
    git.write("plans/2022/07/办公 室.yaml", "甲\r\n")
    git.write("README.md", "x")
    first = git.commit()
    git.write("plans/2022.yaml", "二\n")
    git.commit()
    git.write("plans/2022.yaml", "没有提交\n")
    assert files_at(git, first) == {
        "2022.yaml": "一\n".encode(),
        "2022/07/办公 室.yaml": "甲\r\n".encode(),
    }
    assert files_at(git)["2022.yaml"] == "二\n".encode()
    assert files_at(git, "main") == files_at(git, git("rev-parse", "--short", "HEAD"))
    assert git("status", "--porcelain") == "M plans/2022.yaml"


def test_where_the_plans_are(git: Git) -> None:
    git.write("a/计划/2022.yaml", "一\n")
    git.commit()
    assert list(files_at(git, below="a/计划")) == ["2022.yaml"]
    assert list(files_at(git, below="a")) == ["计划/2022.yaml"]
    assert list(files_at(git, below=".")) == ["a/计划/2022.yaml"]
    assert files_at(git, below="b") == {}
    # Nothing need be checked out for it.
    git("rm", "--quiet", "--cached", "-r", "a")
    (git.folder / "a/计划/2022.yaml").unlink()
    (git.folder / "a/计划").rmdir()
    assert list(files_at(git, below="a/计划")) == ["2022.yaml"]


def test_a_bare_repository(git: Git, tmp_path: Path) -> None:
    git.write("plans/2022.yaml", "一\n")
    git.commit()
    bare = tmp_path / "bare.git"
    git("clone", "--quiet", "--bare", ".", str(bare))
    repository = Repository(bare / "plans")
    with repository.plans_at(repository.revision("main")) as folder:
        assert (folder / "2022.yaml").read_text() == "一\n"


def test_links_lead_nowhere(git: Git, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("secret")
    git.write("plans/2022.yaml", "一\n")
    (git.folder / "plans/organization.yaml").symlink_to(tmp_path / "secret.yaml")
    (git.folder / "plans/2022").symlink_to("/etc")
    git.commit()
    found = files_at(git)
    assert found["2022.yaml"] == "一\n".encode()
    assert str(found["organization.yaml"]).startswith("-> 这里原来")
    assert str(found["2022"]).startswith("-> 这里原来")
    repository = Repository(git.folder / "plans")
    with repository.plans_at(repository.revision("HEAD")) as folder:
        problems = load_library(folder, "plans").problems
    assert {problem.place.path for problem in problems if problem.code == "file-link"} == {
        "plans/organization.yaml",
        "plans/2022",
    }


def test_a_submodule_is_a_link(git: Git) -> None:
    git.write("plans/2022.yaml", "一\n")
    commit = git.commit()
    git("update-index", "--add", "--cacheinfo", f"160000,{commit},plans/sub")
    git("commit", "--quiet", "-m", "submodule")
    assert str(files_at(git)["sub"]).startswith("-> ")


def test_what_is_large_is_not_read(git: Git) -> None:
    git.write("plans/2022/files/大.pdf", b"%PDF" * 1000)
    git.write("plans/2022/files/名单.txt", "looked through for private data")
    git.write("plans/2022/big.yaml", b"#" * (MAX_BYTES + 5))
    git.commit()
    found = files_at(git)
    assert found["2022/files/名单.txt"] == b"looked through for private data"
    assert found["2022/files/大.pdf"] == bytes(4000)
    assert found["2022/big.yaml"] == bytes(MAX_BYTES + 1)


def test_odd_names(git: Git) -> None:
    names = ["换\n行.yaml", "引\"号'.yaml", "制\t表.yaml", "*.yaml", "-.yaml", ":(top)x.yaml"]
    for name in names:
        git.write(f"plans/{name}", name)
    (git.folder / "plans" / os.fsdecode(b"\xb0\xec.yaml")).write_text("gbk")
    git.commit()
    assert set(files_at(git)) == {*names, os.fsdecode(b"\xb0\xec.yaml")}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (b"..", pytest.raises(RevisionError, match="不能用的文件名")),
        (b".", nullcontext()),
        (b".git", nullcontext()),
    ],
)
def test_a_tree_that_no_git_writes(
    git: Git, name: bytes, told: AbstractContextManager[object]
) -> None:
    blob = git("hash-object", "-w", "--stdin", given=b"x")
    inner = b"100644 evil.yaml\0" + bytes.fromhex(blob)
    tree = git("hash-object", "-w", "--literally", "-t", "tree", "--stdin", given=inner)
    outer = b"40000 " + name + b"\0" + bytes.fromhex(tree)
    tree = git("hash-object", "-w", "--literally", "-t", "tree", "--stdin", given=outer)
    top = b"40000 plans\0" + bytes.fromhex(tree)
    tree = git("hash-object", "-w", "--literally", "-t", "tree", "--stdin", given=top)
    commit = git("commit-tree", tree, "-m", "x")
    before = sorted(git.folder.parent.rglob("*"))
    with told:
        files_at(git, commit)
    assert [path for path in sorted(git.folder.parent.rglob("*")) if path not in before] == []


def test_a_file_that_is_a_folder_too(git: Git) -> None:
    blob = git("hash-object", "-w", "--stdin", given=b"x")
    inner = git("mktree", given=f"100644 blob {blob}\tb.yaml\n".encode())
    both = b"100644 a.yaml\0" + bytes.fromhex(blob) + b"40000 a.yaml\0" + bytes.fromhex(inner)
    tree = git("hash-object", "-w", "--literally", "-t", "tree", "--stdin", given=both)
    top = git("mktree", given=f"040000 tree {tree}\tplans\n".encode())
    with pytest.raises(RevisionError, match="放不下来"):
        files_at(git, git("commit-tree", top, "-m", "x"))


def test_an_object_that_is_missing(git: Git) -> None:
    git.write("plans/2022.yaml", "一\n")
    commit = git.commit()
    blob = git("rev-parse", "HEAD:plans/2022.yaml")
    (git.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(RevisionError, match=r"缺文件 2022\.yaml|读不出来"):
        files_at(git, commit)


# --- naming a revision ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "nosuch", "-x", "--all", "HEAD~9", "a b", "HEAD:plans", "\0"])
def test_a_revision_that_there_is_not(git: Git, name: str) -> None:
    git.write("plans/2022.yaml", "一\n")
    git.commit()
    with pytest.raises(RevisionError, match="没有这个版本"):
        Repository(git.folder / "plans").revision(name)


def test_a_shallow_clone_says_how_to_get_more(git: Git, tmp_path: Path) -> None:
    git.write("plans/2022.yaml", "一\n")
    first = git.commit()
    git.commit()
    git("clone", "--quiet", "--depth", "1", f"file://{git.folder}", str(tmp_path / "clone"))
    with pytest.raises(RevisionError, match=f"git fetch --depth 1 origin {first}"):
        Repository(tmp_path / "clone" / "plans").revision(first)


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="不是 git 仓库"):
        Repository(tmp_path / "plans")


def test_no_git(git: Git, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RevisionError, match="没有找到 git"):
        Repository(git.folder / "plans")


def test_where_two_parted(git: Git) -> None:
    first = git.commit("one")
    git("checkout", "--quiet", "-b", "side")
    git.commit("two")
    git("checkout", "--quiet", "main")
    git.commit("three")
    git("checkout", "--quiet", "--orphan", "apart")
    git.commit("apart")
    repository = Repository(git.folder / "plans")
    main, side, apart = map(repository.revision, ("main", "side", "apart"))
    assert repository.fork(main, side) == Revision("main 分出处", first)
    assert repository.fork(main, main) == main
    assert repository.fork(main, apart) is None


def test_names_as_shown() -> None:
    commit = "0123456789abcdef" * 2 + "01234567"
    assert str(Revision("main", commit)) == "main（0123456789）"
    assert str(Revision(commit, commit)) == str(Revision("0123", commit)) == "0123456789"
