"""Figures in reports that people write: each word of the vocabulary, and what is refused."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from building import (
    a_plan,
    a_task,
    closed,
    day,
    dropped,
    extended,
    held,
    library_of,
    plan_of,
    said,
    snapshot,
)
from markdown import Markdown

from workplan.articles import articles_in
from workplan.checks import checked
from workplan.exports.json import as_json
from workplan.figures import ALL_KINDS, FUNCTIONS, MISSING, Figures, markdown_text, number_text
from workplan.load import load_library
from workplan.problems import CODES, Level, Problem, as_text
from workplan.questions import answer
from workplan.summaries import Snapshot, snapshot_of

REPOSITORY = Path(__file__).parents[2]

PLAN = a_plan(
    [
        a_task(1, "7月", short="视察"),
        a_task(2, "每季度1次", departments="提案委员会", short="协商"),
        a_task(
            3,
            "9月底前",
            departments="办公室、提案委员会",
            extensions=[extended("2022-12-20", "2022-09-01")],
        ),
        a_task(4, "全年", departments="研究室"),
        a_task("2.10", "上半年", departments="研究室"),
    ]
)
PLAN["areas"].append({"title": "加强理论学习", "tasks": [a_task(6, "8月"), a_task(7, "5月")]})
REPORTS = [
    said("2022-07-20", "已完成", figures={"视察次数": 2, "走访企业": 1.5}),
    closed("2022-08-20"),
    held("2022-02-10", task=2, by="提案委", figures={"视察次数": 1}),
    held("2022-05-10", 2, task=2, by="提案委"),
    held("2022-08-10", task=2, by="提案委"),
    said("2022-08-12", task=3, by="提案委", figures={"视察次数": 4}),
    dropped("2022-06-01", task=4, by="研究室"),
    said("2022-09-12", "已完成", task=6),
    said("2022-12-01", task=7, figures={"年底才报的数": 1}),
]


@pytest.fixture(scope="module")
def at_september() -> Snapshot:
    return snapshot(PLAN, REPORTS, as_of="2022-10-15")


@pytest.fixture(scope="module")
def figures(at_september: Snapshot) -> Figures:
    return Figures(at_september, "reports/annual.md")


ANSWERS = {
    "任务数()": 7,
    "任务数(部门='研究室')": 2,
    '任务数(部门="提案委")': 2,
    "任务数(重点工作=2)": 2,
    '任务数(重点工作="二")': 2,
    '任务数(重点工作="加强理论学习", 部门="办公室")': 2,
    "完成数()": 2,
    "完成数(重点工作=2)": 1,
    '完成数(期间="7月")': 1,
    '完成数(期间="2022-Q3")': 2,
    '完成数(期间="上半年")': 0,
    "销号数()": 1,
    '销号数(期间="8月")': 1,
    '销号数(期间="7月")': 0,
    '项数("已完成")': 2,
    '项数("按期完成")': 1,
    '项数("逾期完成")': 1,
    '项数("已销号")': 1,
    '项数("未完成")': 4,
    '项数("逾期未完成")': 2,
    '项数("不再推进")': 1,
    '项数("延期")': 1,
    '项数("红灯")': 2,
    '项数("灰灯", 部门="研究室")': 1,
    "完成率()": "33%",
    "完成率(重点工作=2)": "50%",
    '完成率(部门="办公室")': "50%",
    "按期率()": "25%",
    "销号率()": "50%",
    "报送期()": "三季度",
    '合计("视察次数")': 7,
    '合计("视察次数", 部门="提案委员会")': 5,
    '合计("视察次数", 任务=3)': 4,
    '合计("视察次数", 任务="3")': 4,
    '合计("视察次数", 重点工作=1, 期间="三季度")': 6,
    '合计("视察次数", 期间="2022-02")': 1,
    '合计("走访企业")': 1.5,
    '合计("视察次数") + 合计("走访企业")': 8.5,
    '合计("视察次数") - 1': 6,
    "期次数()": 4,
    "期次数(任务=2)": 4,
    '期次数(部门="提案委", 期间="二季度")': 2,
    "数据截至()": "2022年10月15日",
    '清单("已销号")': "- [1 视察](../2022/tasks/1/index.md)",
    '列举("已完成")': "[1 视察](../2022/tasks/1/index.md)、[6 任务6的原文](../2022/tasks/6/index.md)",
    '列举("已完成", 期间="5月")': "无",
    '清单("已完成", 期间="5月")': "无。",
}


@pytest.mark.parametrize(("asked", "found"), ANSWERS.items(), ids=list(ANSWERS))
def test_a_word_gives(asked: str, found: object, figures: Figures) -> None:
    got = answer(asked, figures)
    assert [str(wrong) for wrong in got.wrong] == []
    assert got.value == found


def test_every_word_and_kind_is_asked_above() -> None:
    asked = " ".join(ANSWERS)
    assert [name for name in FUNCTIONS if f"{name}(" not in asked] == ["报送率"]
    assert [kind for kind in ALL_KINDS if f'("{kind}"' not in asked] == ["绿灯", "黄灯"]


def test_reporting_is_that_of_the_period_that_it_names(
    figures: Figures, at_september: Snapshot
) -> None:
    rate = at_september.totals.reporting
    assert answer("报送率()", figures).value == f"{round(100 * rate.n / rate.of)}%"


# --- what has no answer ----------------------------------------------------------------------------

WITHOUT = {
    '合计("视查次数")': ("figure-unknown", "视查次数", "是否想写 “视察次数”？"),
    '合计("从来没有的")': ("figure-unknown", "从来没有的", "照报送单里 figures 的名称写"),
    '合计("年底才报的数")': ("figure-missing", "年底才报的数", "补报"),
    '合计("视察次数", 部门="研究室")': ("figure-missing", "视察次数", "放宽"),
    '期次数(部门="研究室")': ("figure-missing", "", "occurrences"),
    "期次数(任务=1)": ("article-error", "1", ""),
    '销号率(部门="研究室")': ("figure-missing", "", "放宽"),
    '完成数(部门="办公厅")': ("department-unknown", "办公厅", "是否想写 “办公室”？"),
    '完成数(部门="各专门委员会")': ("department-unknown", "各专门委员会", ""),
    "完成数(重点工作=9)": ("area-unknown", "9", "写 1 到 2 的序号"),
    '完成数(重点工作="加强理论学刁")': ("area-unknown", "加强理论学刁", "加强理论学习"),
    '合计("视察次数", 任务=99)': ("task-unknown", "99", ""),
    '完成数(期间="五季度")': ("period-invalid", "五季度", "是否想写 “"),
    '完成数(期间="2022-13")': ("period-invalid", "2022-13", ""),
    '项数("已完戌")': ("choice-unknown", "已完戌", "是否想写 “已完成”？"),
    '项数("红灯", 期间="7月")': ("article-error", "期间", "已完成"),
    '完成率(期间="7月")': ("article-error", "期间", "可以写：部门、重点工作"),
    '完成数(部们="办公室")': ("article-error", "部们", "可以写：部门"),
    "数据截至(部门='办公室')": ("article-error", "部门", ""),
    "完成数": ("article-error", "完成数", "{{ 完成数() }}"),
    "视察次数": ("article-error", "视察次数", '合计("视察次数")'),
    "视察次数()": ("article-error", "视察次数", '合计("视察次数")'),
    "完工数()": ("article-error", "完工数", "是否想写 “完成数”？"),
    "合计()": ("article-error", "合计", '合计("数的名称")'),
    "合计(视察次数)": ("article-error", "", "文字加英文引号"),
    '完成数("办公室")': ("article-error", "完成数", '部门="办公室"'),
    '完成数(部门="办公室", 部门="研究室")': ("article-error", "部门", ""),
    "合计（“视察次数”）": ("article-error", "（", '{{ 合计("视察次数") }}'),
    '完成数(部门="办公室"，期间="7月")': ("article-error", "，", "换成英文的"),
    "完成率() + 1": ("article-error", "", ""),
    "": ("article-error", "", ""),
}


@pytest.mark.parametrize(("asked", "wrong"), WITHOUT.items(), ids=list(WITHOUT))
def test_what_has_no_answer_is_told(
    asked: str, wrong: tuple[str, str, str], figures: Figures
) -> None:
    code, about, hint = wrong
    got = answer(asked, figures)
    assert got.value == MISSING
    (told,) = got.wrong
    assert (told.code, told.about) == (code, about)
    assert hint in (told.hint or "")


def test_both_sides_of_a_sum_are_told(figures: Figures) -> None:
    got = answer('合计("甲数") + 合计("乙数")', figures)
    assert [wrong.about for wrong in got.wrong] == ["甲数", "乙数"]
    assert got.value == MISSING


HOSTILE = (
    *("''.__class__", "''.__class__.__mro__[1].__subclasses__()", "完成数.__globals__", "()"),
    *(
        "完成数().__class__",
        "range(10**9)",
        "10**10**10",
        "9**9**9**9",
        "'甲' * 10**9",
        "[1] * 10**9",
    ),
    *(
        "合计('x'|upper)",
        "完成数()|string",
        "完成数()|attr('x')",
        "'甲'|safe",
        "lipsum()",
        "self",
        "cycler",
    ),
    *(
        "合计(*'甲')",
        "合计(**{'a': 1})",
        "合计(~1)",
        "[x for x in 1]",
        "{'a': 1}",
        "not 1",
        "1 if 1",
    ),
    *(
        "config",
        "request",
        "namespace()",
        "dict()",
        "joiner()",
        "1 == 1",
        "1 ~ 2",
        "1 // 0",
        "1 / 0",
    ),
    *(
        "-1",
        "合计('视察次数')('x')",
        "合计('视察次数')[0]",
        "合计.run",
        "loop",
        "caller()",
        "x = 1",
    ),
    *(
        "(" * 150 + "1" + ")" * 150,
        "甲" * 10_000,
        "完成数() +" * 60 + "1",
        "'",
        '"',
        "\\",
        "%}",
        "#}",
    ),
    *(
        "完成数(部门=完成数())",
        "合计(合计('x'))",
        "合计(1)",
        "合计(None)",
        "合计(True)",
        "合计('x', 'y')",
    ),
)


@pytest.mark.parametrize("asked", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_else_is_answered(asked: str, figures: Figures) -> None:
    started = time.monotonic()
    got = answer(asked, figures)
    assert got.value == MISSING or isinstance(got.value, int)
    assert got.wrong or "完成数() +" in asked
    assert {wrong.code for wrong in got.wrong} <= {"article-error", "figure-unknown"}
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "text", ["*甲*", "[乙](x)", "<b>&", "`丙`", "{: #a }", "1. 丁", "# 戊", "a|b", "~~", "{{ 1 }}"]
)
def test_texts_are_printed_as_they_stand(text: str) -> None:
    shown = Markdown(extensions=["tables", "attr_list"]).convert(f"前{markdown_text(text)}后")
    assert html.unescape(shown) == f"<p>前{text}后</p>"


@pytest.mark.parametrize(
    ("number", "text"),
    [(3, "3"), (1.5, "1.5"), (0.1 + 0.2, "0.3"), (2.0, "2"), (1234567.25, "1234567.25")],
)
def test_numbers_are_written_as_people_do(number: float, text: str) -> None:
    assert number_text(number) == text


# --- pages -----------------------------------------------------------------------------------------

PAGE = "---\ntitle: 报告\nplan: 2022\n---\n# 报告\n\n"


def read(
    folder: Path, text: str | bytes, *, source: str = "reports/annual.md", as_of: str = "2022-10-15"
) -> tuple[str | None, list[Problem]]:
    """What becomes of a page, and the problems with it."""
    file = folder / source
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    plans = (plan_of(PLAN, REPORTS),)
    found, problems = articles_in(
        folder, "content", plans, lambda plan, asked: snapshot_of(plan, asked or day(as_of))
    )
    return (found.shown[0].text if found.shown else None), problems


def spots(problems: list[Problem]) -> list[str]:
    return [f"{p.place.line}:{p.place.column} {p.code}" for p in problems]


def test_a_page_is_filled_in(tmp_path: Path) -> None:
    text, problems = read(tmp_path, PAGE + "共 {{ 任务数() }} 项，完成 {{完成数()}} 项。\n")
    assert problems == []
    assert text == PAGE + "共 7 项，完成 2 项。\n"


def test_a_page_about_no_plan_is_left_alone(tmp_path: Path) -> None:
    for text in (
        "# 手册\n\n{{ 乱写 }}\n",
        "---\ntitle: 手册\n---\n{{ 乱写 }}",
        "---\n[坏\n---\n",
        "---\nplan",
    ):
        assert read(tmp_path, text) == (None, [])


def test_a_page_has_a_day_of_its_own(tmp_path: Path) -> None:
    text, problems = read(tmp_path, "---\nplan: 2022\nas_of: 2022-07-31\n---\n{{ 完成数() }}")
    assert problems == []
    assert text is not None
    assert text.endswith("\n1")


def test_a_missing_figure_prints_stars_and_is_a_warning(tmp_path: Path) -> None:
    text, problems = read(
        tmp_path, PAGE + '视察 {{ 合计("视察次数") }} 次，座谈 {{ 合计("座谈次数") }} 次。\n'
    )
    assert text is not None
    assert text.endswith("视察 7 次，座谈 ** 次。\n")
    assert spots(problems) == ["7:33 figure-unknown"]
    assert [problem.level for problem in problems] == [Level.WARNING]
    assert as_text(problems[0]) == (
        "content/reports/annual.md:7:33: 警告[figure-unknown] 没有报过 “座谈次数” 这个数\n"
        '     7 | 视察 {{ 合计("视察次数") }} 次，座谈 {{ 合计("座谈次数") }} 次。\n'
        "       |                                               ^^^^^^^^\n"
        "  提示：是否想写 “视察次数”？"
    )


def test_all_mistakes_are_told_at_once_with_their_places(tmp_path: Path) -> None:
    body = (
        '甲 {{ 完成数(部门="办公厅") }}\n'
        "{% for x in range(10**9) %}{{ x }}{% endfor %}\n"
        "{{ ''.__class__ }}\n"
        "{% include 'a' %}{% import 'b' as c %}{% extends 'd' %}\n"
        "乙 {{ 完成数(\n"
    )
    text, problems = read(tmp_path, PAGE + body)
    assert spots(problems) == [
        "7:14 department-unknown",
        *("8:1 article-error", "8:31 article-error", "8:35 article-error"),
        "9:1 article-error",
        *("10:1 article-error", "10:18 article-error", "10:39 article-error"),
        "11:3 article-error",
    ]
    assert text is not None
    assert "{%" not in text


def test_a_list_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    text, problems = read(tmp_path, PAGE + '已销号：\n{{ 清单("已销号") }}\n')
    assert (problems, text) == (
        [],
        PAGE + "已销号：\n\n- [1 视察](../2022/tasks/1/index.md)\n\n",
    )
    _, problems = read(tmp_path, PAGE + '已销号 {{ 清单("已销号") }}\n')
    assert spots(problems) == ["7:5 article-error"]


@pytest.mark.parametrize(
    ("front", "found"),
    [
        ("plan: 2023", ["2:7 plan-unknown"]),
        ("plan: 2O22", ["2:7 plan-unknown"]),
        ("plan:", ["2:6 plan-unknown"]),
        ("plan: 2022\nas_of: 2022-02-30", ["3:8 date-invalid"]),
        ("plan: 2022\nas_of: 年底", ["3:8 date-invalid"]),
        ("plan：2022", ["2:5 colon-fullwidth"]),
        ("plan: 2022\ntitle: [坏", ["3:8 yaml-syntax"]),
    ],
)
def test_a_mistake_in_the_front_matter(front: str, found: list[str], tmp_path: Path) -> None:
    text, problems = read(tmp_path, f"---\n{front}\n---\n{{{{ 完成数() }}}}\n")
    assert (text, spots(problems)) == (None, found)
    assert all(problem.level is Level.ERROR for problem in problems)


def test_a_sample_is_shown_with_samples_alone(tmp_path: Path) -> None:
    for front in ("plan: 2022\nsample: true", "plan: 2021\nsample: true"):
        assert read(tmp_path, f"---\n{front}\n---\n{{{{ 乱写 }}}}\n") == (None, [])
    _, problems = read(tmp_path, "---\nplan: 2022\nsample: 是\n---\n")
    assert spots(problems) == ["3:9 value-type"]
    samples = library_of(PLAN, REPORTS, sample=True).plans
    (tmp_path / "reports/annual.md").write_text(
        "---\nplan: 2022\nsample: true\n---\n{{ 完成数() }}", encoding="utf-8"
    )
    found, problems = articles_in(
        tmp_path, "content", samples, lambda plan, _: snapshot_of(plan, day("2022-10-15"))
    )
    assert (len(found.shown), found.left_out, problems) == (1, (), [])


def test_a_page_in_gbk_is_told(tmp_path: Path) -> None:
    _, problems = read(tmp_path, (PAGE + "完成 {{ 完成数() }}").encode("gbk"))
    assert "file-encoding" in {problem.code for problem in problems}


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    text, problems = read(tmp_path, (PAGE + "{{ 完成数() }}\n").replace("\n", "\r\n"))
    assert problems == []
    assert text is not None
    assert text.endswith("\r\n2\r\n")


def test_a_page_asks_only_so_much(tmp_path: Path) -> None:
    text, problems = read(tmp_path, PAGE + "{{ 完成数() }}\n" * 1001)
    assert spots(problems) == ["1007:1 article-error"]
    assert text is not None


def test_headings_keep_their_names(tmp_path: Path) -> None:
    text, problems = read(tmp_path, PAGE + "## 一、学习 {#study}\n")
    assert problems == []
    assert text is not None
    assert text.endswith("{#study}\n")


# --- the shipped report, and the handbook ----------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> tuple[Figures, Any]:
    library = checked(load_library(REPOSITORY / "plans"))
    plan = next(plan for plan in library.plans if plan.id == "2022")
    found = snapshot_of(plan, day("2022-10-15"))
    return Figures(found, "reports/2022-annual.md"), json.loads(as_json(found))


def _sums(told: Any, **wanted: Any) -> Iterator[tuple[str, float]]:
    for task in told["tasks"]:
        for update in task["updates"]:
            if wanted.get("department") in (None, update["department"]):
                yield from update["figures"].items()


def test_figures_are_a_recount_of_the_published_data(shipped: tuple[Figures, Any]) -> None:
    figures, told = shipped
    names = {name for name, _ in _sums(told)}
    assert len(names) >= 5
    for name in names:
        total = sum(amount for found, amount in _sums(told) if found == name)
        assert answer(f'合计("{name}")', figures).value == total
        for key in {unit["name"] for unit in told["departments"]}:
            own = [amount for found, amount in _sums(told, department=key) if found == name]
            got = answer(f'合计("{name}", 部门="{key}")', figures)
            assert got.value == (sum(own) if own else MISSING)
    for at, area in enumerate(told["areas"], 1):
        totals = area["totals"]
        assert answer(f"任务数(重点工作={at})", figures).value == totals["tasks"]
        assert answer(f"完成数(重点工作={at})", figures).value == totals["completed"]
    for unit in told["departments"]:
        totals = unit["totals"]
        assert answer(f'任务数(部门="{unit["name"]}")', figures).value == totals["tasks"]
        assert answer(f'销号数(部门="{unit["name"]}")', figures).value == totals["closed"]
        if totals["completion"]:
            text = str(answer(f'完成率(部门="{unit["name"]}")', figures).value)
            assert abs(int(text[:-1]) / 100 - totals["completion"]["rate"]) <= 0.01
    held_on_six = next(task for task in told["tasks"] if task["id"] == 6)
    times = sum(update["occurrences"] or 0 for update in held_on_six["updates"])
    assert answer("期次数(任务=6)", figures).value == times


def test_the_shipped_report_lacks_nothing(shipped: tuple[Figures, Any]) -> None:
    figures, _ = shipped
    found, problems = articles_in(
        REPOSITORY / "content",
        "content",
        (figures.plan,),
        lambda plan, asked: snapshot_of(plan, asked or day("2022-10-15")),
    )
    assert problems == []
    (report,) = (item for item in found.shown if item.source == "reports/2022-annual.md")
    assert MISSING not in report.text
    assert "{{" not in report.text
    assert "示例" in report.text
    assert report.snapshot.as_of == day("2022-10-15")


GUIDE = (REPOSITORY / "content/guide/figures.md").read_text(encoding="utf-8")


def test_the_handbook_explains_every_word_and_kind() -> None:
    row = re.compile(r"^\| `([^`(]+)\([^`]*\)` \|.*\| ([^|]+) \|$", re.M)
    table = {match[1]: match[2] for match in row.finditer(GUIDE)}
    assert table.keys() == FUNCTIONS.keys()
    for name, function in FUNCTIONS.items():
        assert table[name] == ("、".join(function.scope) or "不能")
    assert all(f"`{kind}`" in GUIDE for kind in ALL_KINDS)


def test_the_handbooks_examples_are_answered(shipped: tuple[Figures, Any]) -> None:
    figures, _ = shipped
    asked = [match for match in re.findall(r"\{\{ (.+?) \}\}", GUIDE) if match != ""]
    assert len(asked) >= 4
    for expression in asked:
        assert answer(expression, figures).wrong == [], expression


def test_codes_are_in_the_catalogue() -> None:
    for code in ("figure-unknown", "figure-missing"):
        assert CODES[code].level is Level.WARNING
    for code in ("article-error", "area-unknown", "plan-unknown", "word-template"):
        assert CODES[code].level is Level.ERROR
