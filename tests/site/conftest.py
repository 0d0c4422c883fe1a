"""Copies of this repository that a test may change and build."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.site)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what a build reads."""
    target = tmp_path / "计划 站点"
    target.mkdir()
    shutil.copy(ROOT / "mkdocs.yml", target)
    for name in ("content", "hooks", "plans", "word"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, target / name, ignore=ignored)
    return target
