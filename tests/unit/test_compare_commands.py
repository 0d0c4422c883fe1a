"""`plan.py preview` and `plan.py changes`: what a reviewer reads, and what is told instead."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from building import Yaml, a_plan, a_task, dropped, extended, read_plans, said, write_plans
from repositories import Git

from workplan.cli import main
from workplan.comparison import compare
from workplan.differences import (
    problems_between,
    sections_by_kind,
    sections_for_review,
    summed_up,
)
from workplan.exports.markdown import as_markdown
from workplan.load import Library
from workplan.summaries import snapshot_of

from .test_errors import BASE as VALID
from .test_errors import CASE_NAMES, CASES, laid_over_base


class Committee(Git):
    """A repository with a plan in it, and the commands run there."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        super().__init__(folder)
        self.capture = capture

    def plan(self, tasks: list[Yaml], reports: list[Yaml] | None = None, **more: object) -> None:
        """The files as they are now, in place of what was there."""
        shutil.rmtree(self.folder / "plans", ignore_errors=True)
        write_plans(self.folder / "plans", a_plan(tasks, **more), reports or [])

    def run(self, *arguments: str) -> tuple[int, str, str]:
        self.capture.readouterr()
        try:
            code = main(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = self.capture.readouterr()
        return code, out, err


@pytest.fixture
def committee(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Committee:
    monkeypatch.delenv("PLAN_AS_OF", raising=False)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    found = Committee(tmp_path / "库", capsys)
    monkeypatch.chdir(found.folder)
    return found


AS_OF = ("--as-of", "2022-06-15")
GOING, DONE = said("2022-05-10", "进行中"), said("2022-06-01", "已完成", task=2)


def test_preview_whole(committee: Committee) -> None:
    committee.plan([a_task(1), a_task(2), a_task(3, "8月")], [GOING, said("2022-05-10", task=2)])
    committee.commit()
    committee("checkout", "--quiet", "-b", "改动")
    committee.plan(
        [
            a_task(1, "5月", text="改过的*原文*|"),
            a_task(2),
            a_task(4, departments="办公室、研究室、办公室"),
        ],
        [GOING, said("2022-05-10", task=2), DONE],
    )
    head = committee.commit()[:10]
    base = committee("rev-parse", "main")[:10]
    code, out, err = committee.run("preview", "main", *AS_OF)
    assert (code, err) == (0, "")
    assert out == (
        "1 项变红，1 项完成，新增 1 项任务，去掉 1 项任务，1 项改了文字，1 项有新报送，"
        "完成率 0% → 33%；新出现 1 处警告\n"
        "\n"
        f"改动前：main（{base}）；改动后：HEAD（{head}）；数据截至 2022-06-15。\n"
        "\n"
        "### 灯、状态、时限（2 项）\n"
        "\n"
        "| 任务 | 责任部门 | 之前 | 之后 | 说明 |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| 1 改过的\\*原文\\*\\| | 办公室 | ● 绿灯，进行中；时限 全年 | ◆ 红灯，进行中；时限 5月"
        " | 逾期 15 天：完成时限 5月31日，尚未完成 |\n"
        "| 2 任务2的原文 | 办公室 | ● 绿灯，未报送 | ✔ 完成，已完成"
        " | 提前完成：6月1日完成，完成时限 12月31日；待核验 |\n"
        "\n"
        "### 新增任务（1 项）\n"
        "\n"
        "| 任务 | 责任部门 | 之前 | 之后 | 说明 |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| 4 任务4的原文 | 办公室、研究室 | — | ○ 灰灯，未报送 | 任务4的原文（全年） |\n"
        "\n"
        "### 去掉的任务（1 项）\n"
        "\n"
        "| 任务 | 责任部门 | 之前 | 之后 | 说明 |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| 3 任务3的原文 | 办公室 | ○ 灰灯，未报送 | — | 任务3的原文（8月） |\n"
        "\n"
        "### 文字的改动（1 项）\n"
        "\n"
        "| 任务 | 责任部门 | 之前 | 之后 | 说明 |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| 1 改过的\\*原文\\*\\| | 办公室 | 任务1的原文 | 改过的\\*原文\\*\\| |  |\n"
        "\n"
        "### 新报送（1 项）\n"
        "\n"
        "| 任务 | 责任部门 | 之前 | 之后 | 说明 |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| 2 任务2的原文 | 办公室 | ● 绿灯，未报送 | ✔ 完成，已完成 | 办公室 6月1日：已完成 |\n"
        "\n"
        "### 合计\n"
        "\n"
        "| 合计 | 之前 | 之后 |\n"
        "| --- | --- | --- |\n"
        "| 完成 | 0 | 1 |\n"
        "| 完成率 | 0% | 33% |\n"
        "| 按期率 | — | 50% |\n"
        "| 销号率 | — | 0% |\n"
        "| 绿灯 | 2 | 0 |\n"
        "| 红灯 | 0 | 1 |\n"
        "\n"
        "### 新出现的问题（1 处警告）\n"
        "\n"
        "| 位置 | 问题 | 提示 |\n"
        "| --- | --- | --- |\n"
        "| plans/2022.yaml:17:26 | 警告\\[department-twice\\] “办公室” 写了两次 |  |\n"
    )


def test_nothing_changed(committee: Committee) -> None:
    committee.plan([a_task(1)])
    committee.commit()
    code, out, _ = committee.run("preview", "main", *AS_OF)
    assert code == 0
    assert out.splitlines()[0] == "灯、状态、时限和文字都没有变化"
    assert "###" not in out


def test_only_the_branch_counts_not_what_main_did_since(committee: Committee) -> None:
    committee.plan([a_task(1), a_task(2)])
    committee.commit("one")
    committee("checkout", "--quiet", "-b", "side")
    committee.plan([a_task(1, text="改过"), a_task(2)])
    committee.commit("two")
    committee("checkout", "--quiet", "main")
    committee.plan([a_task(1), a_task(2, text="主干上改的")])
    committee.commit("three")
    _, out, _ = committee.run("preview", "main", "side", *AS_OF)
    assert out.splitlines()[0] == "1 项改了文字"
    assert "改动前：main 分出处（" in out
    assert "主干上改的" not in out
    # `changes` compares the two as they are.
    _, out, _ = committee.run("changes", "main", "side", *AS_OF)
    assert "2 项改了文字" in out.splitlines()[0]
    assert "主干上改的" in out


def test_without_common_history_it_says_so(committee: Committee) -> None:
    committee.plan([a_task(1)])
    committee.commit("one")
    committee("checkout", "--quiet", "--orphan", "apart")
    committee.plan([a_task(1, text="改过")])
    committee.commit("two")
    code, out, _ = committee.run("preview", "main", "apart", *AS_OF)
    assert code == 0
    assert out.splitlines()[0] == "1 项改了文字"
    assert "找不到 main 和改动的共同祖先" in out


def test_the_files_as_they_are_now(committee: Committee) -> None:
    committee.plan([a_task(1)])
    committee.commit()
    committee.plan([a_task(1)], [GOING])
    assert "没有变化" in committee.run("preview", "main", *AS_OF)[1]
    code, out, _ = committee.run("preview", "main", ".", *AS_OF)
    assert code == 0
    assert out.startswith("1 项有新报送\n")
    assert "改动后：现在的文件" in out
    assert committee.run("changes", "main", ".", *AS_OF)[1].splitlines()[0].endswith("1 项有新报送")


def test_new_and_dropped_plans(committee: Committee) -> None:
    committee.plan([a_task(1)])
    committee.commit()
    plans = committee.folder / "plans"
    shutil.copy(plans / "2022.yaml", plans / "2022-b.yaml")
    _, out, _ = committee.run("preview", "main", ".", *AS_OF)
    assert out.startswith("新增这个计划：1 项任务，完成率 0%\n")
    committee.commit("two")
    (plans / "2022-b.yaml").unlink()
    _, out, _ = committee.run("preview", "main", ".", *AS_OF)
    assert out.startswith("去掉了这个计划：1 项任务，完成率 0%\n")


def test_several_plans_have_headings(committee: Committee) -> None:
    committee.plan([a_task(1)])
    plans = committee.folder / "plans"
    shutil.copy(plans / "2022.yaml", plans / "other.yaml")
    text = (plans / "other.yaml").read_text().replace("某市政协2022年工作清单", "另一个*计划*")
    (plans / "other.yaml").write_text(text)
    committee.commit()
    for name in ("2022.yaml", "other.yaml"):
        (plans / name).write_text((plans / name).read_text().replace("全年", "5月"))
    _, out, _ = committee.run("preview", "main", ".", *AS_OF)
    assert out.startswith("某市政协2022年工作清单：1 项变红；另一个\\*计划\\*：1 项变红\n")
    assert "\n## 某市政协2022年工作清单\n\n1 项变红\n\n### 灯" in out
    assert "\n## 另一个\\*计划\\*\n" in out
    _, out, _ = committee.run("changes", "main", ".", "--plan", "other", *AS_OF)
    assert "另一个" not in out.splitlines()[0]
    assert "\n## " not in out


def test_a_pin_that_moves_is_told(committee: Committee) -> None:
    committee.plan([a_task(1, "7月")], as_of="2022-07-31")
    committee.commit()
    committee.plan([a_task(1, "7月")], as_of="2022-08-31")
    _, out, _ = committee.run("preview", "main", ".")
    assert "数据截至 2022-08-31" in out
    assert "as\\_of 由 2022-07-31 改为 2022-08-31；这里改动前后都按 2022-08-31 计算" in out
    assert "as\\_of 由" not in committee.run("preview", "main", ".", *AS_OF)[1]


def test_head_with_errors(committee: Committee) -> None:
    committee.plan([a_task(1), a_task(2)], [GOING])
    committee.commit()
    committee.plan([a_task(1), a_task(2, "5季度")], [GOING, said("2022-06-01", "完成了")])
    code, out, err = committee.run("preview", "main", ".", *AS_OF)
    assert (code, err) == (1, "")
    assert "新出现 2 处错误" in out.splitlines()[0]
    assert "改动后的文件有 2 处错误" in out
    assert "看不懂的完成时限 “5季度”" in out


def test_base_with_errors_that_are_mended(committee: Committee) -> None:
    committee.plan([a_task(1), a_task(2, "5季度")])
    committee.commit()
    committee.plan([a_task(1), a_task(2, "5月")])
    code, out, _ = committee.run("preview", "main", ".", *AS_OF)
    assert code == 0
    assert "解决 1 处错误" in out.splitlines()[0]
    assert "改动前的文件有 1 处错误" in out
    assert "### 解决的问题（1 处错误）" in out


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_plan_that_cannot_be_read(committee: Committee, side: str) -> None:
    def broken() -> None:
        committee.plan([a_task(1)])
        committee.write("plans/2022.yaml", "kind: [\n")

    broken() if side == "before" else committee.plan([a_task(1)])
    committee.commit()
    broken() if side == "after" else committee.plan([a_task(1)])
    code, out, _ = committee.run("preview", "main", ".", *AS_OF)
    assert code == (side == "after")
    which = "改动前" if side == "before" else "改动后"
    assert f"{which}的计划 2022 读不出来，不能比较" in out


def test_problems_that_only_moved_are_neither_new_nor_solved(committee: Committee) -> None:
    twice = "办公室、办公室"
    committee.plan([a_task(2, departments=twice)])
    committee.commit()
    committee.plan([a_task(1), a_task(2, departments=twice)])
    _, out, _ = committee.run("preview", "main", ".", *AS_OF)
    assert out.startswith("新增 1 项任务\n")
    assert "问题" not in out


def test_long_lists_are_cut(committee: Committee) -> None:
    committee.plan([a_task(n) for n in range(1, 51)])
    committee.commit()
    committee.plan([a_task(n, "5月") for n in range(1, 51)])
    _, out, _ = committee.run("preview", "main", ".", *AS_OF)
    assert out.startswith("50 项变红\n")
    assert out.count("◆ 红灯") == 30
    assert "……另有 20 项，这里不再列出。" in out
    assert committee.run("changes", "main", ".", *AS_OF)[1].count("◆ 红灯") == 50


def test_nothing_is_checked_out_or_left(committee: Committee, tmp_path: Path) -> None:
    committee.plan([a_task(1)])
    committee.commit("one")
    committee.plan([a_task(1, "5月")])
    committee.commit("two")
    committee.write("plans/2022.yaml", "正在写\n")
    before = sorted(tmp_path.rglob("*"))
    assert committee.run("preview", "HEAD~1", "HEAD", *AS_OF)[0] == 0
    assert sorted(tmp_path.rglob("*")) == before
    assert (committee.folder / "plans/2022.yaml").read_text() == "正在写\n"


def test_private_data_is_told_masked(committee: Committee) -> None:
    committee.plan([a_task(1)])
    committee.commit("one")
    committee.plan([a_task(1)], [said("2022-05-10", note="联系人手机13812345678")])
    committee.write("plans/2022/files/名单.txt", "联系人手机13812345678\n")
    committee.commit("two")
    code, out, _ = committee.run("preview", "main~1", "main", *AS_OF)
    assert code == 1
    assert "2 处错误" in out.splitlines()[0]
    (problems,) = re.findall(r"### 新出现的问题.*", out, re.S)
    assert "plans/2022/files/名单.txt:1:6" in problems
    assert "13812345678" not in out


# --- changes -------------------------------------------------------------------------------------


def test_changes_between_two_days(committee: Committee) -> None:
    committee.plan(
        [
            a_task(1, "5月", extensions=[extended("2022-09-30", "2022-06-20")]),
            a_task(2),
            a_task(3, added="2022-06-25"),
            a_task(4),
        ],
        [GOING, DONE, dropped("2022-06-10", task=4)],
    )
    code, out, err = committee.run("changes", "2022-05-15", "2022-06-30")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == (
        "2022-05-15 → 2022-06-30：1 项完成，1 项不再推进，1 项延期，新增 1 项任务，"
        "2 项有新报送，完成率 0% → 33%"
    )
    assert [line for line in out.splitlines() if line.startswith("#")] == [
        "### 完成（1 项）",
        "### 不再推进（1 项）",
        "### 延期（1 项）",
        "### 新增任务（1 项）",
        "### 新报送（2 项）",
        "### 合计",
    ]
    assert (
        "| 1 任务1的原文 | 办公室 | 5月 | 5月，现为 9月30日"
        " | 延至 9月30日（主席会议 6月20日批准）：推迟 |\n"
    ) in out


def test_changes_between_a_day_and_itself(committee: Committee) -> None:
    committee.plan([a_task(1, "5月")])
    _, out, _ = committee.run("changes", "2022-06-15", "2022-06-15")
    assert out == "2022-06-15 → 2022-06-15：灯、状态、时限和文字都没有变化\n"


def test_days_need_no_git(committee: Committee) -> None:
    committee.plan([a_task(1, "5月")])
    shutil.rmtree(committee.folder / ".git")
    code, out, _ = committee.run("changes", "2022-05-31", "2022-06-01")
    assert (code, out.splitlines()[0]) == (0, "2022-05-31 → 2022-06-01：1 项变红")


def test_days_of_a_plan_with_errors(committee: Committee) -> None:
    committee.plan([a_task(1, "5季度")])
    code, out, err = committee.run("changes", "2022-05-31", "2022-06-01")
    assert (code, out) == (1, "")
    assert "deadline-unknown" in err


# --- wrong use -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("preview",), "缺少 改动前"),
        (("preview", "nosuch"), "没有这个版本 “nosuch”"),
        (("preview", "main", "nosuch"), "没有这个版本 “nosuch”"),
        (("preview", "main", "--as-of", "x"), "--as-of：不是日期 “x”"),
        (("changes", "main"), "缺少 到"),
        (("changes", "main", "nosuch"), "没有这个版本 “nosuch”"),
        (("changes", "2022-07-31", "main"), "“从” 和 “到” 要么都写日期，要么都写版本"),
        (("changes", "2022-07-31", "2022-06-30"), "前一个日期 2022-07-31 在后一个 2022-06-30 之后"),
        (("changes", "2022-06-30", "2022-07-31", "--plan", "x"), "没有计划 “x”，有：2022"),
        (("changes", "main", "HEAD", "--plan", "x"), "没有计划 “x”，有：2022"),
        (
            ("changes", "2022-06-30", "2022-07-31", "--as-of", "2022-08-01"),
            "比较两个日期时不写 --as-of",
        ),
    ],
)
def test_wrong_use(committee: Committee, arguments: tuple[str, ...], told: str) -> None:
    committee.plan([a_task(1)])
    committee.commit()
    code, out, err = committee.run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(told)


@pytest.mark.parametrize("command", ["preview", "changes"])
def test_outside_a_repository(
    committee: Committee, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    code, out, err = committee.run(command, "main", "HEAD")
    assert (code, out) == (2, "")
    assert err.startswith("这里不是 git 仓库")


def test_a_repository_without_a_commit(committee: Committee) -> None:
    committee.plan([a_task(1)])
    assert committee.run("preview", "main", ".")[0] == 2


def test_a_revision_without_plans(committee: Committee) -> None:
    committee.commit("empty")
    committee.plan([a_task(1)])
    code, out, _ = committee.run("preview", "main", ".", *AS_OF)
    assert code == 0
    assert "没有这个计划文件夹" in out


# --- whatever is wrong with either side ----------------------------------------------------------


@pytest.fixture(scope="module")
def valid() -> Library:
    return read_plans(VALID)


@pytest.mark.parametrize("case", CASES, ids=CASE_NAMES)
def test_any_broken_side_can_be_told_of(case: Path, valid: Library, tmp_path: Path) -> None:
    laid_over_base(case, tmp_path / "plans")
    broken = read_plans(tmp_path / "plans")
    for before, after in ((valid, broken), (broken, valid)):
        new, solved = problems_between(before.problems, after.problems)
        assert len(new) + len(solved) == len(before.problems) + len(after.problems)
        plans = {plan.id: plan for plan in before.plans}
        for plan in after.plans:
            if plan.id in plans:
                days = [plan.first_day, plan.last_day]
                for on in days:
                    found = compare(snapshot_of(plans[plan.id], on), snapshot_of(plan, on))
                    sections = (*sections_for_review(found), *sections_by_kind(found))
                    assert as_markdown([summed_up(found)], sections)
