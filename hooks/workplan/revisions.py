"""The plans of a revision, taken from git's objects into a folder of their own; no checkout.

What a repository holds can be anything: links and submodules are laid down as links that lead
nowhere (`folder` tells of them and never follows one). What is read for a plan or looked through
for private data is taken whole; of other evidence only the name counts, so it is laid down as
zeros, as is what is larger than a plan may be.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from workplan.disclosure import TEXT_ENDINGS
from workplan.folder import YAML_ENDINGS
from workplan.source import MAX_BYTES

# A repository with more files than this below plans/ is none of ours.
MAX_FILES = 50_000
_FILE_MODES = (b"100644", b"100755")
_READ = (*YAML_ENDINGS, *TEXT_ENDINGS)
_NOWHERE = "这里原来是一个链接或子模块"


class RevisionError(Exception):
    """A revision that can't be read; its text says why, to whoever named it."""


@dataclass(frozen=True)
class Revision:
    """A commit, and the name by which it was asked for."""

    name: str
    commit: str

    def __str__(self) -> str:
        short = self.commit[:10]
        return short if self.commit.startswith(self.name) else f"{self.name}（{short}）"


@dataclass(frozen=True)
class _Entry:
    """One file of a revision: its path below the plans, mode, object and size (None of a link)."""

    path: PurePosixPath
    mode: bytes
    object: str
    size: int | None


class Repository:
    """The git repository that a folder of plans is in; the folder itself need not be there."""

    def __init__(self, plans: Path) -> None:
        """Raises RevisionError where there is no git, or no repository."""
        whole = plans.absolute()
        self.start = next(path for path in (whole, *whole.parents) if path.is_dir())
        # Where the plans are, seen from the folder that git is run in.
        self.below = PurePosixPath(*whole.parts[len(self.start.parts) :])
        self._git("rev-parse", "--git-dir", failing="这里不是 git 仓库，没有版本可以比较")

    def _git(self, *arguments: str, failing: str) -> bytes:
        """What git prints. Raises RevisionError that says `failing` and git's own last line."""
        command = ("git", "--no-pager", "--literal-pathspecs", *arguments)
        try:
            done = subprocess.run(
                command, cwd=self.start, env=_environment(), capture_output=True, check=False
            )
        except FileNotFoundError:
            raise RevisionError("没有找到 git，请先安装") from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise RevisionError(f"{failing}（{said[-1]}）" if said else failing)
        return done.stdout

    def _asked(self, *arguments: str) -> str | None:
        """What git prints, None where it fails: for questions that may have no answer."""
        try:
            return self._git(*arguments, failing="").decode("utf-8", "replace").strip()
        except RevisionError:
            return None

    def revision(self, name: str) -> Revision:
        """The commit that a name means: a branch, a tag, a commit. Raises RevisionError."""
        wanted = f"{name}^{{commit}}"
        found = None
        if name and not name.startswith("-") and "\0" not in name:
            found = self._asked("rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
        # An older git repeats --end-of-options.
        commit = found.splitlines()[-1] if found else ""
        if re.fullmatch("[0-9a-f]{40,64}", commit):
            return Revision(name, commit)
        message = f"没有这个版本 “{name}”，写分支、标签或提交的编号"
        if self._asked("rev-parse", "--is-shallow-repository") == "true":
            message += f"\n这里只取了最近的历史；先取来它：git fetch --depth 1 origin {name}"
        raise RevisionError(message)

    def fork(self, one: Revision, other: Revision) -> Revision | None:
        """The commit at which two revisions parted; None where their common history isn't here."""
        found = self._asked("merge-base", one.commit, other.commit)
        if not found:
            return None
        return one if found == one.commit else Revision(f"{one.name} 分出处", found)

    def _entries(self, revision: Revision) -> Iterator[_Entry]:
        below = str(self.below)
        listed = self._git(
            *("ls-tree", "-r", "-l", "-z", revision.commit),
            *(("--", below) if below != "." else ()),
            failing=f"版本 {revision} 读不出来",
        )
        records = listed.split(b"\0")[:-1]
        if len(records) > MAX_FILES:
            raise RevisionError(f"版本 {revision} 的 {below} 里有 {len(records)} 个文件，太多了")
        for record in records:
            facts, _, path = record.partition(b"\t")
            mode, _, name, size = facts.split()
            shown = PurePosixPath(os.fsdecode(path))
            parts = shown.relative_to(self.below).parts
            if not parts or ".." in shown.parts or shown.is_absolute():  # made by no git we know
                raise RevisionError(f"版本 {revision} 里有不能用的文件名 “{shown}”")
            held = int(size) if size.isdigit() else None
            yield _Entry(PurePosixPath(*parts), mode, name.decode("ascii"), held)

    @contextmanager
    def plans_at(self, revision: Revision) -> Iterator[Path]:
        """A folder that holds the plans of a revision for as long as the context lasts.

        It isn't there where the revision has none. Raises RevisionError.
        """
        with tempfile.TemporaryDirectory(prefix="plans-at-") as kept:
            folder = Path(kept) / "plans"
            try:
                self._lay_down(revision, folder)
            except (OSError, ValueError) as error:
                raise RevisionError(f"版本 {revision} 的文件放不下来：{error}") from None
            yield folder

    def _lay_down(self, revision: Revision, folder: Path) -> None:
        wanted: list[tuple[Path, _Entry]] = []
        for entry in self._entries(revision):
            file = folder / entry.path
            file.parent.mkdir(parents=True, exist_ok=True)
            if entry.mode not in _FILE_MODES:
                file.symlink_to(_NOWHERE)
            elif file.name.lower().endswith(_READ) and (entry.size or 0) <= MAX_BYTES:
                wanted.append((file, entry))
            else:
                with file.open("wb") as made:
                    made.truncate(min(entry.size or 0, MAX_BYTES + 1))
        for file, data in self._contents(wanted, revision):
            file.write_bytes(data)

    def _contents(
        self, wanted: list[tuple[Path, _Entry]], revision: Revision
    ) -> Iterator[tuple[Path, bytes]]:
        """The contents of files, through one git for all of them."""
        if not wanted:
            return
        command = ("git", "--no-pager", "cat-file", "--batch")
        with subprocess.Popen(
            command,
            cwd=self.start,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as git:
            assert git.stdin  # noqa: S101 (both are pipes, as asked for)
            assert git.stdout  # noqa: S101
            for file, entry in wanted:
                git.stdin.write(f"{entry.object}\n".encode())
                git.stdin.flush()
                head = git.stdout.readline().split()
                if len(head) != 3 or head[1] != b"blob":
                    git.kill()
                    hint = "可能只取了一部分，用 git fetch 取全"
                    raise RevisionError(f"版本 {revision} 缺文件 {entry.path}，{hint}")
                yield file, git.stdout.read(int(head[2]))
                git.stdout.read(1)
            git.stdin.close()


def _environment() -> dict[str, str]:
    """Git's environment: it asks nothing, fetches nothing, writes nothing, and answers in English."""
    return {
        **os.environ,
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }
