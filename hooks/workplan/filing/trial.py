"""What the library would say if some files were as proposed: nothing is written before it is known.

The plans are mirrored into a scratch folder, evidence as empty files (only its names count), and
read there as ever.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from workplan.checks import checked
from workplan.folder import EVIDENCE_FOLDER
from workplan.load import Library, load_library
from workplan.problems import Problem


def tried(plans: Path, shown: str, changes: Mapping[Path, str]) -> Library:
    """The checked library of a folder as it would be with new contents for some of its files."""
    with tempfile.TemporaryDirectory() as scratch:
        mirror = Path(scratch) / "plans"
        _mirror(plans, mirror)
        for path, content in changes.items():
            file = mirror / path.relative_to(plans)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode("utf-8"))
        return checked(load_library(mirror, shown))


def _mirror(plans: Path, mirror: Path) -> None:
    """The folder once more; links stay links, and what can't be read is left to be told of."""
    mirror.mkdir()
    for folder, names, files in os.walk(plans):
        here = Path(folder)
        there = mirror / here.relative_to(plans)
        evidence = EVIDENCE_FOLDER in here.relative_to(plans).parts
        for name in names:
            if (here / name).is_symlink():
                (there / name).symlink_to((here / name).readlink())
            else:
                (there / name).mkdir(exist_ok=True)
        for name in files:
            if (here / name).is_symlink():
                (there / name).symlink_to((here / name).readlink())
            elif evidence or not (here / name).is_file():
                (there / name).touch()
            else:
                shutil.copyfile(here / name, there / name)


def new_problems(before: Library, after: Library) -> list[Problem]:
    """The problems of a library that it did not have before; lines may have moved."""

    def kind(problem: Problem) -> tuple[str, str, str]:
        return (problem.place.path, problem.code, problem.message)

    known = Counter(map(kind, before.problems))
    found = []
    for problem in after.problems:
        if known[kind(problem)]:
            known[kind(problem)] -= 1
        else:
            found.append(problem)
    return found
