"""`plan.py check` and `plan.py export`: exit codes, what goes where, and never a traceback."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from workplan.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests" / "errors" / "base"


@dataclass(frozen=True)
class Ran:
    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")


class Committee:
    """A folder with plans/ in it, and the commands run there."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[bytes]) -> None:
        self.plans, self.capture = folder / "plans", capture
        shutil.copytree(BASE, self.plans)

    def write(self, path: str, text: str) -> None:
        (self.plans / path).write_text(text, encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.plans / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def run(self, *arguments: str) -> Ran:
        self.capture.readouterr()
        try:
            code = main(arguments)
        except SystemExit as left:  # argparse leaves so
            code = int(left.code or 0)
        out, err = self.capture.readouterr()
        return Ran(code, out, err.decode("utf-8"))


@pytest.fixture
def committee(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Committee:
    monkeypatch.delenv("PLAN_AS_OF", raising=False)
    found = Committee(tmp_path, capsysbinary)
    monkeypatch.chdir(tmp_path)
    return found


def as_script(folder: Path, *arguments: str, **environment: str) -> Ran:
    """The script itself, as people start it."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "plan.py"), *arguments],
        cwd=folder,
        env={**os.environ, "WORKPLAN_NO_VENV": "1", **environment},
        capture_output=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


# --- check ---------------------------------------------------------------------------------------


def test_check_of_a_valid_folder(committee: Committee) -> None:
    assert committee.run("check") == Ran(0, "没有问题\n".encode(), "")


def test_check_tells_errors_on_stdout(committee: Committee) -> None:
    committee.change("2022.yaml", "due: 7月", "due: 5季度")
    ran = committee.run("check")
    assert ran.code == 1
    assert ran.text.startswith("plans/2022.yaml:16:14: 错误[deadline-unknown]")
    assert ran.text.endswith("\n\n1 处错误\n")
    assert ran.err == ""


def test_warnings_fail_only_a_strict_check(committee: Committee) -> None:
    committee.change("2022.yaml", "办公室、研究室", "办公室、研究室、办公室")
    ran = committee.run("check")
    assert (ran.code, ran.text.splitlines()[-1]) == (0, "1 处警告")
    assert committee.run("check", "--strict").code == 1


def test_notices_never_fail(committee: Committee) -> None:
    committee.change("2022.yaml", "issued: 2022-01-10", "issued: 2022-09-01")
    ran = committee.run("check", "--strict")
    assert (ran.code, ran.text.splitlines()[-1]) == (0, "1 处提醒")


def test_check_of_another_folder(committee: Committee) -> None:
    committee.plans.rename(committee.plans.with_name("计划"))
    ran = committee.run("check", "--plans", "计划")
    assert (ran.code, ran.text) == (0, "没有问题\n")


def test_check_without_plans(committee: Committee) -> None:
    ran = committee.run("check", "--plans", "没有的文件夹")
    assert ran.code == 1
    assert "没有的文件夹:1:1: 错误[file-missing] 没有这个计划文件夹" in ran.text


# --- export --------------------------------------------------------------------------------------


def test_export_json(committee: Committee) -> None:
    ran = committee.run("export", "2022", "--as-of", "2022-08-15")
    data = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert data["as_of"] == "2022-08-15"
    assert [task["id"] for task in data["tasks"]] == [1, 2, 3, 4]
    assert not ran.out.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in ran.out
    assert "办公室".encode() in ran.out


def test_export_csv_as_excel_wants_it(committee: Committee) -> None:
    ran = committee.run("export", "2022", "--format", "csv", "--as-of", "2022-08-15")
    assert ran.code == 0
    assert ran.out.startswith(b"\xef\xbb\xbf")
    assert ran.out.endswith(b"\r\n")
    assert ran.out.count(b"\n") == ran.out.count(b"\r\n") == 5
    head, *rows = csv.reader(io.StringIO(ran.out.decode("utf-8-sig"), newline=""))
    assert head[0] == "编号"
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]


def test_as_of_of_the_option_then_the_environment_then_the_plan(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    def day(*options: str) -> str:
        return str(json.loads(committee.run("export", "2022", *options).out)["as_of"])

    committee.change("2022.yaml", "year: 2022\n", "year: 2022\nas_of: 2022-09-30\n")
    assert day() == "2022-09-30"
    monkeypatch.setenv("PLAN_AS_OF", "2022-08-31")
    assert day() == "2022-08-31"
    assert day("--as-of", "2022-07-31") == "2022-07-31"


def test_a_close_out_names_the_verifier(committee: Committee) -> None:
    committee.write(
        "2022/08-office.yaml",
        "department: 办公室\nreported_on: 2022-08-31\nupdates:\n  - task: 2\n    status: 已销号\n"
        "    verified_by: 市政协办公室\n    evidence:\n      - title: 报告\n"
        "        link: https://example.com/report\n",
    )
    ran = committee.run("export", "2022", "--as-of", "2022-09-30")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["tasks"][1]["verified_by"] == "办公室"


@pytest.mark.parametrize("wanted", ["json", "csv"])
def test_export_of_a_folder_with_errors_is_empty(committee: Committee, wanted: str) -> None:
    committee.change("2022/07/office.yaml", "进行中", "完成了")
    ran = committee.run("export", "2022", "--format", wanted)
    assert (ran.code, ran.out) == (1, b"")
    assert "plans/2022/07/office.yaml:5:13: 错误[status-unknown]" in ran.err
    assert ran.err.endswith("1 处错误\n")


def test_export_goes_on_with_warnings(committee: Committee) -> None:
    committee.change("2022.yaml", "办公室、研究室", "办公室、研究室、办公室")
    ran = committee.run("export", "2022", "--as-of", "2022-08-15")
    assert ran.code == 0
    json.loads(ran.out)


# --- report --------------------------------------------------------------------------------------


def test_report_of_a_month(committee: Committee) -> None:
    ran = committee.run("report", "2022-07", "--as-of", "2022-09-15")
    assert (ran.code, ran.err) == (0, "")
    assert ran.text.startswith("# 2022年7月通报\n")
    assert "数据截至 2022-07-31" in ran.text
    later = committee.run("report", "2022-07", "--as-of", "2022-12-31", "--plan", "2022")
    assert later.out == ran.out
    assert "待补报" in committee.run("report", "2022-07", "--as-of", "2022-08-01").text


@pytest.mark.parametrize(
    ("asked", "title"),
    [("2022-Q2", "2022年二季度督查"), ("annual", "2022年度述评"), ("due", "催报单")],
)
def test_report_of_other_periods(committee: Committee, asked: str, title: str) -> None:
    ran = committee.run("report", asked, "--as-of", "2023-01-20")
    assert (ran.code, ran.text.splitlines()[0]) == (0, f"# {title}")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("2022-10", "10月还没有结束：数据截至 2022-09-15，2022-10-31 起才有"),
        ("2021-10", "没有 2021 年的计划，有：2022"),
        ("7月", "看不懂 “7月”，应为：2022-07（月通报）"),
    ],
)
def test_a_report_that_there_is_not(committee: Committee, asked: str, says: str) -> None:
    ran = committee.run("report", asked, "--as-of", "2022-09-15")
    assert (ran.code, ran.out) == (2, b"")
    assert says in ran.err


def test_report_of_a_folder_with_errors_is_empty(committee: Committee) -> None:
    committee.change("2022/07/office.yaml", "进行中", "完成了")
    ran = committee.run("report", "2022-07", "--as-of", "2022-09-15")
    assert (ran.code, ran.out) == (1, b"")


def test_tables_of_a_report_line_up(committee: Committee) -> None:
    text = committee.run("report", "2022-07", "--as-of", "2022-09-15").text
    for block in text.split("\n\n"):
        rows = [row for row in block.splitlines() if row.startswith("|")]
        widths = {sum(2 if east_asian_width(char) in "WF" else 1 for char in row) for row in rows}
        assert len(widths) <= 1, block


# --- wrong use -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "缺少 命令"),
        (("chekc",), "命令 没有 “chekc”，有："),
        (("check", "--stirct"), "没有这样的选项或参数：--stirct"),
        (("check", "2022"), "没有这个文件或文件夹 “2022”"),
        (("check", "plans/2022/13"), "没有这个文件或文件夹 “plans/2022/13”"),
        (("check", "plans/2022.yaml", ".."), "“..” 不在计划文件夹 plans 里"),
        (("check", "--format", "xml"), "--format 没有 “xml”，有："),
        (("check", "--plans"), "--plans 后面要写一个值"),
        (("check", "--strict=1"), "--strict 后面不写值："),
        (("export",), "缺少 计划"),
        (("export", "2022", "--format", "docx"), "--format 没有 “docx”，有："),
        (("export", "2022", "--as-of", "2022年7月"), "--as-of：不是日期 “2022年7月”"),
        (("export", "2022", "--as-of", "2022-02-30"), "--as-of：不是日期 “2022-02-30”"),
        (("export", "2022", "--as-of", "9999-12-31"), "--as-of：不是日期 “9999-12-31”"),
        (("export", "2022", "--as-of", "0001-01-01"), "--as-of：不是日期 “0001-01-01”"),
        (("export", "2021"), "没有计划 “2021”，有：2022"),
        (("export", "../2022"), "没有计划 “../2022”，有：2022"),
    ],
)
def test_wrong_use(committee: Committee, arguments: tuple[str, ...], said: str) -> None:
    ran = committee.run(*arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith(said)


@pytest.mark.parametrize("day", ["2022年7月15日", "2022-02-30", "今天", "9999-12-31", "2022-7-5"])
def test_a_day_in_the_environment_that_is_none(
    committee: Committee, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    monkeypatch.setenv("PLAN_AS_OF", day)
    ran = committee.run("export", "2022")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err == "环境变量 PLAN_AS_OF 不是日期，写成 2022-07-15 的样子\n"


def test_help_is_in_chinese(committee: Committee) -> None:
    ran = committee.run("--help")
    assert ran.code == 0
    assert "检查计划和报送单" in ran.text


# --- the script, as started by people ------------------------------------------------------------


def test_script_in_any_folder(committee: Committee) -> None:
    ran = as_script(committee.plans.parent, "check")
    assert (ran.code, ran.text, ran.err) == (0, "没有问题\n", "")


def test_script_keeps_the_bytes(committee: Committee) -> None:
    arguments = ("export", "2022", "--format", "csv", "--as-of", "2022-08-15")
    assert as_script(committee.plans.parent, *arguments).out == committee.run(*arguments).out


def test_script_where_the_terminal_knows_no_chinese(committee: Committee) -> None:
    committee.change("2022/07/office.yaml", "进行中", "完成了")
    ran = as_script(committee.plans.parent, "check", PYTHONIOENCODING="ascii")
    assert ran.code == 1
    assert "plans/2022/07/office.yaml:5:13" in ran.text
    assert ran.err == ""
    ran = as_script(committee.plans.parent, "--help", PYTHONIOENCODING="ascii")
    assert (ran.code, ran.err) == (0, "")


def test_script_whose_reader_has_enough(committee: Committee) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "plan.py"), "export", "2022"],
        cwd=committee.plans.parent,
        env={**os.environ, "WORKPLAN_NO_VENV": "1"},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


# --- what is imported ----------------------------------------------------------------------------

# What one command or another needs and `check` must not wait for.
HEAVY = ("docx", "jinja2", "lxml", "openpyxl", "xlsxwriter", "mkdocs")


def test_check_imports_nothing_that_it_does_not_need(committee: Committee) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from workplan.cli import COMMANDS, main\n"
        "code = main(['check'])\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT / "hooks")],
        cwd=committee.plans.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    imported = done.stdout.splitlines()[-1].split()
    assert "workplan" in imported
    assert set(HEAVY) & set(imported) == set()


# --- check: forms and paths ----------------------------------------------------------------------


def broken(committee: Committee) -> None:
    committee.change("2022/07/office.yaml", "进行中", "完成了")
    committee.change("2022.yaml", "due: 7月", "due: 5季度")


def codes_told(ran: Ran) -> list[str]:
    return [problem["code"] for problem in json.loads(ran.out)["problems"]]


@pytest.mark.parametrize(
    ("paths", "codes"),
    [
        ((), ["deadline-unknown", "status-unknown"]),
        (("plans",), ["deadline-unknown", "status-unknown"]),
        (("plans/",), ["deadline-unknown", "status-unknown"]),
        (("plans/2022",), ["status-unknown"]),
        (("./plans/2022/07/office.yaml",), ["status-unknown"]),
        (("plans/2022.yaml", "plans/2022/07"), ["deadline-unknown", "status-unknown"]),
        (("plans/organization.yaml",), []),
        (("plans/2022/07/../07/proposals.yaml",), []),
    ],
)
def test_paths_limit_what_is_told_and_judged(
    committee: Committee, paths: tuple[str, ...], codes: list[str]
) -> None:
    broken(committee)
    ran = committee.run("check", "--format", "json", *paths)
    assert codes_told(ran) == codes
    assert ran.code == (1 if codes else 0)


def test_paths_of_another_folder_and_of_pages_beside_it(committee: Committee) -> None:
    broken(committee)
    folder = committee.plans.parent
    (folder / "content").mkdir()
    (folder / "content/about.md").write_text("电话 13912345678\n", encoding="utf-8")
    whole = str(committee.plans / "2022")
    ran = committee.run("check", "--format", "json", "--plans", str(committee.plans), whole)
    assert codes_told(ran) == ["status-unknown"]
    assert codes_told(committee.run("check", "--format", "json", "content/about.md")) == [
        "private-mobile"
    ]


def test_a_link_can_be_asked_about(committee: Committee) -> None:
    (committee.plans / "2022/07/research.yaml").symlink_to("office.yaml")
    ran = committee.run("check", "--format", "json", "plans/2022/07/research.yaml")
    assert codes_told(ran) == ["file-link"]


@pytest.mark.parametrize("form", ["json", "github", "gitlab"])
def test_every_form_has_the_exit_codes(committee: Committee, form: str) -> None:
    assert committee.run("check", "--format", form).code == 0
    broken(committee)
    ran = committee.run("check", "--format", form)
    assert ran.code == 1
    assert "2 处错误" in (
        ran.err if form == "gitlab" else ran.text if form == "github" else "2 处错误"
    )
    if form != "github":
        json.loads(ran.out)


def test_the_form_for_actions_is_marked_on_its_line(committee: Committee) -> None:
    broken(committee)
    first = committee.run("check", "--format", "github").text.splitlines()[0]
    assert first.startswith("::error file=plans/2022.yaml,line=16,col=14,endColumn=16,title=")


def test_private_data_fails_and_is_repeated_nowhere(committee: Committee) -> None:
    committee.change("2022/07/office.yaml", "进行中", "进行中\n    note: 李某 13912345678")
    for form in ("text", "json", "github", "gitlab"):
        ran = committee.run("check", "--format", form)
        assert ran.code == 1
        assert "13912345678" not in ran.text + ran.err
    ran = committee.run("export", "2022")
    assert ran.code == 1
    assert "private-mobile" in ran.err
    assert "13912345678" not in ran.err


def test_articles_are_not_read_for_some_of_the_plans(committee: Committee) -> None:
    (committee.plans.parent / "mkdocs.yml").touch()
    article = committee.plans.parent / "content/report.md"
    article.parent.mkdir()
    article.write_text("---\nplan: 2021\n---\n# 报告\n", encoding="utf-8")
    assert committee.run("check", "plans/2022").code == 0
    ran = committee.run("check", "--format", "json")
    assert (ran.code, codes_told(ran)) == (1, ["plan-unknown"])


def test_no_check_waits_for_the_word_template(committee: Committee) -> None:
    """The build tries it; reading it takes longer than reading the plans."""
    (committee.plans.parent / "mkdocs.yml").touch()
    code = (
        "import sys; from workplan.cli import main; main(['check']);"
        "print({'lxml', 'jinja2', 'workplan.exports.docx'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=committee.plans.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize(
    "arguments",
    [
        ("sheet", "office", "2022-11", "-o", "file/x.xlsx"),
        ("new-year", "2023", "--from", "2022", "--plans", "closed"),
        ("return", "office", "2022-11", "--plans", "closed"),
        ("log", "1", "--note", "一", "--date", "2022-11-01", "--plans", "closed"),
        ("init", "file/site"),
    ],
)
def test_what_cannot_be_written_is_told_without_a_traceback(
    committee: Committee,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("", encoding="utf-8")
    shutil.copytree(committee.plans, "closed")
    shutil.rmtree(Path("closed", "2022"), ignore_errors=True)
    monkeypatch.setattr("tempfile.mkstemp", _refused)  # root may write into any folder
    ran = committee.run(*arguments)
    assert ran.code == 2
    assert "写不进去，什么也没有改动：" in ran.err
    assert "没有权限" in ran.err or "不是文件夹" in ran.err


def _refused(dir: Path, **_: object) -> None:  # noqa: A002 (the name is tempfile's)
    raise PermissionError(errno.EACCES, "Permission denied", str(dir))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_is_in_chinese(committee: Committee, name: str) -> None:
    ran = committee.run(name, "--help")
    assert ran.code == 0
    assert ran.text.startswith("用法：")
    for english in ("usage", "options:", "positional", "show this"):
        assert english not in ran.text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chek",), "命令 没有 “chek”，有：check、export、"),
        (("check", "--format", "xml"), "--format 没有 “xml”，有：text、json、github、gitlab"),
        (("sheet",), "缺少 部门、报送期"),
        (("new-year", "明年", "--from", "2022"), "年份：不是年份 “明年”，写成 2023 的样子"),
        (("init", "--year", "22"), "--year：不是年份 “22”"),
        (("sheet", "office", "2022-11", "-o", "表.txt"), "--output 写以 .xlsx 结尾的文件名"),
        (("export", "nowhere.yaml"), "没有计划"),
    ],
)
def test_wrong_use_is_told_in_chinese(
    committee: Committee, arguments: tuple[str, ...], said: str
) -> None:
    ran = committee.run(*arguments)
    assert ran.code == 2
    assert said in ran.err


def test_a_report_is_of_the_plan_of_its_year(committee: Committee) -> None:
    committee.run("new-year", "2023", "--from", "2022")  # home's plan from now on
    ran = committee.run("report", "2022-12")
    assert ran.code == 0, ran.err
    assert ran.text.startswith("# 2022年12月通报")
