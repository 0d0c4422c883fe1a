"""Builds the site beside its place and swaps it in only when it is whole.

MkDocs empties its target before it has read everything, so a mistake or a Ctrl-C would leave
half a site. Here it writes to `.site-build.*` next to the target; on success two renames put it
in place, on failure the last good site stays as it was. Started by scripts/build.
"""

import argparse
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from site_summary import summary_of

ROOT = Path(__file__).resolve().parent.parent
USAGE = """\
用法：scripts/build [--strict] [-d 目录]

  --strict     有警告也不生成网站
  -d 目录      网站放在哪里（默认 site/）；已有的网站只在成功后替换

环境变量：PLAN_AS_OF=2022-09-30 指定数据截至日；SOURCE_DATE_EPOCH 固定生成时间
"""
SCRATCH = ".site-build."
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# MkDocs says these in every build, and the folder it names is not the one people know.
NOISE = (
    b"INFO    -  Cleaning site directory",
    b"INFO    -  Building documentation to directory",
    b"INFO    -  Documentation built in",
)


class WrongUsageError(Exception):
    """The command line asks for something that must not be done."""


class InterruptedBuildError(Exception):
    """A signal asks to stop; its number is the argument."""


class Parser(argparse.ArgumentParser):
    """argparse, speaking Chinese."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"参数不对：{message}\n{USAGE}")

    def format_help(self) -> str:
        return USAGE


def main(arguments: list[str]) -> int:
    """Builds as the command line says; returns the exit code: 0, 1 on problems, 2 wrong usage."""
    parser = Parser(allow_abbrev=False)
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("-d", "--site-dir", type=Path, default=ROOT / "site")
    options = parser.parse_args(arguments)
    # Through symbolic links, so that the folder is replaced and not the link to it.
    target = options.site_dir.resolve()
    shown_as = shown(target)
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        check_target(target, shown_as)
        target.parent.mkdir(parents=True, exist_ok=True)
        with scratch_beside(target) as scratch:
            if build(scratch / "new", strict=options.strict) != 0:
                kept = f"，原来的 {shown_as}/ 没有改动" if target.exists() else ""
                say(f"没有生成网站{kept}。请按上面的提示改正后再试。")
                return 1
            ignore_signals()
            swap(scratch / "new", target, aside=scratch / "old")
    except WrongUsageError as wrong:
        say(str(wrong))
        return 2
    except InterruptedBuildError as interrupted:
        say(f"已中断，{shown_as}/ 没有改动。")
        return 128 + int(interrupted.args[0])
    except OSError as trouble:
        say(f"无法写入 {shown_as}/：{trouble}")
        return 1
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `scripts/build | head` is no error
    print(summary_of(target, shown_as))
    return 0


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def shown(path: Path) -> str:
    """A path as people would type it here: relative where it lies below the current folder."""
    here = Path.cwd().resolve()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def check_target(target: Path, shown_as: str) -> None:
    """Refuses a target whose replacement would destroy something other than a built site."""
    if ROOT.is_relative_to(target):
        raise WrongUsageError(f"不能把网站生成到 {shown_as}：它包含本项目的文件。")
    for source in ("content", "plans", "hooks", "scripts", "tests", "word", ".git"):
        if target.is_relative_to(ROOT / source):
            raise WrongUsageError(f"不能把网站生成到 {shown_as}：{source}/ 里是本项目的文件。")
    if not target.exists():
        return
    if not target.is_dir():
        raise WrongUsageError(f"{shown_as} 是一个文件，不是目录。")
    # Every site that MkDocs builds has both files.
    ours = (target / "404.html").is_file() and (target / "sitemap.xml").is_file()
    if (target / ".git").exists() or not (ours or is_empty(target)):
        raise WrongUsageError(
            f"{shown_as} 里有别的文件，不像是以前生成的网站，没有替换它。请换一个目录，或先把它移走。"
        )


def is_empty(folder: Path) -> bool:
    return next(folder.iterdir(), None) is None


@contextmanager
def scratch_beside(target: Path) -> Iterator[Path]:
    """A folder on the target's file system, removed afterwards whatever happens.

    Builds beside each other take turns, by a lock on the folder that holds them. Under the lock
    any other scratch folder is what a killed build left, and is removed too: MkDocs inherits the
    lock, so it is no longer writing there.
    """
    folder = os.open(target.parent, os.O_RDONLY)
    os.set_inheritable(folder, True)
    try:
        if locked(folder):
            for left in target.parent.glob(f"{SCRATCH}*"):
                shutil.rmtree(left)
        scratch = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=target.parent))
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch)
    finally:
        os.close(folder)


def locked(folder: int) -> bool:
    """Waits for the lock; false where the file system (some network ones) has no such locks."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("另一个生成还在进行，等它结束……")
        fcntl.flock(folder, fcntl.LOCK_EX)
    except OSError:
        return False
    return True


def build(site: Path, *, strict: bool) -> int:
    """Runs MkDocs into `site`, passing on what it says; returns its exit code."""
    # Never with --quiet: MkDocs then counts no warnings, and a strict build cannot fail.
    command = [sys.executable, "-m", "mkdocs", "build", "--config-file", str(ROOT / "mkdocs.yml")]
    command += ["--site-dir", str(site), *(["--strict"] if strict else [])]
    mkdocs = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False
    )
    try:
        for line in mkdocs.stdout or ():
            if not line.startswith(NOISE):
                sys.stderr.buffer.write(line)
                sys.stderr.buffer.flush()
        return mkdocs.wait()
    finally:
        if mkdocs.poll() is None:
            mkdocs.kill()
            mkdocs.wait()


def swap(new: Path, target: Path, *, aside: Path) -> None:
    """Puts `new` in the place of `target`; what was there goes `aside`, or back on failure."""
    existed = target.exists()
    if existed:
        target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        if existed:
            aside.rename(target)
        raise


def stop(number: int, _frame: FrameType | None) -> NoReturn:
    ignore_signals()  # one is enough: clearing up must not be interrupted
    raise InterruptedBuildError(number)


def ignore_signals() -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
