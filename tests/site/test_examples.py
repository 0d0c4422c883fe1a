"""The sites in examples/ build strictly, and hold what their sources say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from workplan.checks import checked
from workplan.load import load_library

ROOT = Path(__file__).parents[2]
POINTS = ROOT / "examples" / "key-points"
SOURCE = ROOT / "tests" / "sources" / "2022-key-points.txt"

pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def points_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("points") / "site"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mkdocs", "build", "--strict"),
            *("-f", str(POINTS / "mkdocs.yml"), "-d", str(target)),
        ],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target


def test_key_points_hold_their_source() -> None:
    """Five sections and fifteen points, word for word."""
    library = checked(load_library(POINTS / "plans", "plans"))
    assert library.problems == ()
    (plan,) = library.plans
    lines = [line.strip() for line in SOURCE.read_text(encoding="utf-8").splitlines()]
    titles = [line[2:] for line in lines if re.match(r"[一二三四五]、", line)]
    points = [line.split(".", 1) for line in lines if re.match(r"\d+\.", line)]
    assert list(plan.area_titles) == titles
    assert [[task.id, task.text] for task in plan.tasks] == points
    assert list(plan.overview) == [lines[2]]
    assert (len(titles), len(points)) == (5, 15)


def test_key_points_show_nothing_that_they_do_not_have(points_site: Path) -> None:
    pages = [
        page for page in points_site.rglob("*.html") if not {"guide", "about"} & set(page.parts)
    ]
    assert len(pages) > 15
    for page in pages:
        text = page.read_text(encoding="utf-8")
        body = text[text.index("<article") : text.index("</article")]
        for word in ("wp-lamp", "wp-bar", "wp-rate", "wp-tl", "责任部门", "完成时限", "未报送"):
            assert word not in body, f"{word} in {page.relative_to(points_site)}"
    assert not (points_site / "2022" / "timeline").exists()
    assert not (points_site / "departments").exists()


def test_key_points_are_found_and_read(points_site: Path) -> None:
    home = (points_site / "index.html").read_text(encoding="utf-8")
    assert home.count("2022/tasks/") == 15
    texts = (points_site / "search" / "texts.json").read_text(encoding="utf-8")
    assert "互市贸易落地加工试点" in texts
    plan = (points_site / "2022" / "index.html").read_text(encoding="utf-8")
    assert "建州**周年" in plan, "masked names stay as the source has them"
    assert "常委会工作的总体要求是" in plan
