"""Reports that people write, as pages; and what a build says of them and of the Word template."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.conftest import build_site

REPORT = "content/reports/2022-annual.md"
PAGE = "reports/2022-annual/index.html"


def article(site: Path) -> str:
    text = (site / PAGE).read_text(encoding="utf-8")
    return text[text.index("<article") : text.index("</article")]


def test_the_shipped_report_has_its_figures_and_its_mark(site: Path) -> None:
    shown = article(site)
    assert "清单共 64 项" in shown
    assert "{{" not in shown
    assert "**" not in shown
    assert 'href="../../2022/tasks/35/"' in shown
    assert shown.count("<h2") == 4
    whole = (site / PAGE).read_text(encoding="utf-8")
    assert "演示数据" in whole
    assert "数据截至 2022-10-15" in whole


def test_a_figure_that_is_missing_stops_a_strict_build_alone(project: Path, tmp_path: Path) -> None:
    report = project / REPORT
    text = report.read_text(encoding="utf-8")
    report.write_text(text.replace('合计("调研次数")', '合计("调研场数")'), encoding="utf-8")
    done = build_site(tmp_path / "draft", root=project)
    assert done.returncode == 0, done.stderr
    assert f"{REPORT}:25:" in done.stderr
    assert "警告[figure-unknown] 没有报过 “调研场数” 这个数" in done.stderr
    assert "是否想写 “调研次数”？" in done.stderr
    assert "专题调研 ** 次" in article(tmp_path / "draft")
    assert build_site(tmp_path / "strict", "--strict", root=project).returncode != 0


def test_mistakes_come_with_all_others_and_the_last_site_stays(
    project: Path, tmp_path: Path
) -> None:
    target = tmp_path / "site"
    assert build_site(target, root=project).returncode == 0
    before = article(target)
    report = project / REPORT
    text = report.read_text(encoding="utf-8")
    text = text.replace("{{ 任务数() }}", "{{ ''.__class__ }}", 1).replace(
        "重点工作=4", "重点工作=40"
    )
    report.write_text(text, encoding="utf-8")
    word = project / "word/report.docx"
    word.write_bytes(word.read_bytes()[:1000])
    done = build_site(target, root=project)
    assert done.returncode != 0
    assert f"{REPORT}:12:" in done.stderr
    for code in ("article-error", "area-unknown", "word-template"):
        assert f"错误[{code}]" in done.stderr
    assert article(target) == before


def test_a_missing_template_is_told(project: Path, tmp_path: Path) -> None:
    shutil.rmtree(project / "word")
    done = build_site(tmp_path / "site", root=project)
    assert done.returncode != 0
    assert "word/report.docx:1:1: 错误[word-template] 没有 Word 模板" in done.stderr
    assert not (tmp_path / "site").exists()


def test_without_samples_their_report_is_gone(project: Path, tmp_path: Path) -> None:
    shutil.rmtree(project / "plans/2022")
    done = build_site(tmp_path / "site", "--strict", root=project)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "site" / PAGE).exists()
    assert "年度报告" not in (tmp_path / "site/index.html").read_text(encoding="utf-8")
