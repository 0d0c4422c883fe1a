"""`plan.py init`: a small working site of another committee, in an empty folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from workplan.as_of import now
from workplan.commands.options import CLEAN, WrongUse, a_year, write
from workplan.starter import executable, starter_files

if TYPE_CHECKING:
    from workplan.commands.options import Commands


def add(commands: Commands) -> None:
    init = commands.add_parser("init", help="在空文件夹里建一个别的单位的网站")
    init.set_defaults(run=_init)
    init.add_argument(
        "folder", nargs="?", type=Path, default=Path(), metavar="文件夹", help="默认当前文件夹"
    )
    init.add_argument("--name", default="政协某某市委员会", metavar="全称", help="单位的全称")
    init.add_argument("--short", metavar="简称", help="单位的简称（默认用全称）")
    init.add_argument("--year", type=a_year, metavar="年份", help="第一个计划的年份（默认今年）")


def _init(options: argparse.Namespace) -> int:
    folder: Path = options.folder
    name = _line(options.name, "--name")
    short = _line(options.short, "--short") if options.short is not None else name
    year = options.year or now().year
    _check_empty(folder)
    files = starter_files(name, short, year)
    write({folder / path: content for path, content in files.items()})
    for path in filter(executable, files):
        (folder / path).chmod(0o755)
    print(f"{folder.resolve().as_posix()} 里建好了{short}的网站（{len(files)} 个文件）")
    print("\n接下来，在那个文件夹里：")
    for number, step in enumerate(
        (
            "scripts/build，看看例子；scripts/serve 预览",
            "改 plans/organization.yaml 里的部门，再运行 scripts/plan.py schema",
            f"照印发的文件改 plans/{year}.yaml；演示的报送单 plans/{year}/01/office.yaml 用过就删",
            "scripts/plan.py check",
            "git init，提交，推送到代码托管平台；mkdocs.yml 里填网址",
        ),
        1,
    ):
        print(f"  {number}. {step}")
    return CLEAN


def _line(text: str, option: str) -> str:
    """A name on one line. Raises WrongUse for none."""
    if not text.strip() or len(text.splitlines()) != 1:
        raise WrongUse(f"{option} 后面写一行名称")
    return text.strip()


def _check_empty(folder: Path) -> None:
    """Refuses a folder with anything in it but .git."""
    if folder.exists() and not folder.is_dir():
        raise WrongUse(f"{folder.as_posix()} 不是文件夹")
    there = [entry.name for entry in folder.iterdir()] if folder.exists() else []
    if others := sorted(set(there) - {".git"}):
        more = " 等" if len(others) > 1 else ""
        raise WrongUse(
            f"{folder.resolve().as_posix()} 不是空的，里面有 {others[0]}{more}，没有改动它。换一个空文件夹"
        )
