"""Every mistake is told at its place with its code, and nothing else is.

Each file in tests/errors/{plan,return,organization} stands for one file of tests/errors/base and
says in its first line what is to be found in it: `# expect: 9:11 status-unknown, 12:5 key-unknown`
or `# expect: nothing`. A folder in tests/errors/folders is laid over the base. What can't be said
in a file's first line (bytes, links, missing files) stands in the table below.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from workplan.checks import checked
from workplan.load import Library, load_library
from workplan.problems import CODES, Problem, RenderError, as_text, count_line, report
from workplan.render import Renderer
from workplan.source import MAX_BYTES, MAX_EVENTS, MAX_LINES, read_document

ERRORS = Path(__file__).parents[1] / "errors"
BASE = ERRORS / "base"
OFFICE = "2022/07/office.yaml"
# Which file of the base a case replaces.
REPLACED = {"plan": "2022.yaml", "return": OFFICE, "organization": "organization.yaml"}
CASES = sorted(
    path
    for path in (*(ERRORS.glob("*/*.yaml")), *(ERRORS / "folders").iterdir())
    if path.parent.name in (*REPLACED, "folders")
)
CASE_NAMES = [case.relative_to(ERRORS).as_posix() for case in CASES]

Found = dict[str, list[str]]


def expected_in(file: Path) -> list[str]:
    """What a file's first line says is to be found in it: `LINE:COL code`, in order."""
    with file.open(encoding="utf-8") as lines:
        said = lines.readline().rstrip("\n")
    assert said.startswith("# expect: "), f"{file} does not say what to expect"
    said = said.removeprefix("# expect: ")
    return [] if said == "nothing" else said.split(", ")


def load(folder: Path) -> Library:
    return checked(load_library(folder, "plans"))


def found_in(problems: tuple[Problem, ...]) -> Found:
    """What was found, by file."""
    found: Found = {}
    for problem in problems:
        path = problem.place.path.removeprefix("plans").removeprefix("/") or "."
        spot = f"{problem.place.line}:{problem.place.column} {problem.code}"
        found.setdefault(path, []).append(spot)
    return found


def laid_over_base(case: Path, folder: Path) -> Found:
    """The base with a case in it; returns what is to be found."""
    shutil.copytree(BASE, folder)
    if case.is_dir():
        shutil.copytree(case, folder, dirs_exist_ok=True)
        files = {path.relative_to(case).as_posix(): path for path in case.rglob("*.*")}
    else:
        if case.parent.name == "plan":  # a plan of its own: the base's returns don't fit it
            shutil.rmtree(folder / "2022")
        files = {REPLACED[case.parent.name]: case}
        shutil.copyfile(case, folder / REPLACED[case.parent.name])
    expected = {path: expected_in(file) for path, file in files.items() if file.is_file()}
    return {path: spots for path, spots in expected.items() if spots}


def test_base_is_valid() -> None:
    assert load(BASE).problems == ()


@pytest.mark.parametrize("case", CASES, ids=CASE_NAMES)
def test_told_as_declared(case: Path, tmp_path: Path) -> None:
    expected = laid_over_base(case, tmp_path / "plans")
    problems = load(tmp_path / "plans").problems
    assert found_in(problems) == expected, report(problems)


# --- what can't stand in a file's first line -----------------------------------------------------

RETURN = (BASE / OFFICE).read_text(encoding="utf-8")
GBK_SPOT = "1:13 file-encoding"  # the first character of 办公室


def _bytes(data: bytes) -> Callable[[Path], object]:
    return lambda plans: (plans / OFFICE).write_bytes(data)


def _text(text: str) -> Callable[[Path], object]:
    return _bytes(text.encode())


def _note(note: str) -> Callable[[Path], object]:
    return _text(f"department: 办公室\nreported_on: 2022-07-31\nupdates:\n  - task: 1\n{note}\n")


def _link(path: str, target: str) -> Callable[[Path], object]:
    def make(plans: Path) -> None:
        (plans / path).unlink(missing_ok=True)
        (plans / path).symlink_to(target)

    return make


def _without(path: str) -> Callable[[Path], object]:
    return lambda plans: (plans / path).unlink()


def _only_organization(plans: Path) -> None:
    shutil.rmtree(plans / "2022")
    (plans / "2022.yaml").unlink()


def _hidden(plans: Path) -> None:
    for name in (".office.yaml.swp", "~$office.yaml", ".DS_Store", "Thumbs.db", "desktop.ini"):
        (plans / "2022/07" / name).write_bytes(b"\0")


def _folder(plans: Path) -> None:
    (plans / "2023/01").mkdir(parents=True)
    (plans / "2023/01/office.yaml").write_text(RETURN, encoding="utf-8")


def _form_folder(plans: Path) -> None:
    (plans / "2022/forms/talks").mkdir(parents=True)
    given = "unit: 办公室\nreported_on: 2022-03-15\nrows:\n  - 宣讲人: 某某\n"
    (plans / "2022/forms/talks/office.yaml").write_text(given, encoding="utf-8")


def _plan_link(plans: Path) -> None:
    (plans / "2022.yaml").rename(plans.parent / "elsewhere.yaml")
    (plans / "2022.yaml").symlink_to("../elsewhere.yaml")


TABLE: dict[str, tuple[Callable[[Path], object], Found]] = {
    # encodings
    "gbk": (_bytes(RETURN.encode("gbk")), {OFFICE: [GBK_SPOT]}),
    "gbk after a byte-order mark": (
        _bytes(b"\xef\xbb\xbf" + RETURN.encode("gbk")),
        {OFFICE: [GBK_SPOT]},
    ),
    "gbk and a mistake, both at once": (
        _bytes(RETURN.replace("进行中", "完成了").encode("gbk")),
        {OFFICE: [GBK_SPOT, "5:13 status-unknown"]},
    ),
    "utf-16": (_bytes(RETURN.encode("utf-16")), {OFFICE: ["1:1 file-encoding"]}),
    "utf-16, big end first": (
        _bytes(b"\xfe\xff" + RETURN.encode("utf-16-be")),
        {OFFICE: ["1:1 file-encoding"]},
    ),
    "half a character at the end": (
        _bytes(RETURN.encode() + "# 办".encode()[:-1]),
        {OFFICE: ["10:3 file-encoding"]},
    ),
    "a picture": (_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff"), {OFFICE: ["1:1 file-encoding"]}),
    "a byte-order mark is accepted": (_bytes(b"\xef\xbb\xbf" + RETURN.encode()), {}),
    "windows line ends are accepted": (_text(RETURN.replace("\n", "\r\n")), {}),
    "old line ends are accepted": (_text(RETURN.replace("\n", "\r")), {}),
    "no line end at the end is accepted": (_text(RETURN.rstrip("\n")), {}),
    "places count windows line ends once": (
        _text(RETURN.replace("\n", "\r\n").replace("进行中", "完成了")),
        {OFFICE: ["5:13 status-unknown"]},
    ),
    # characters
    "nul": (_note("    note: 开\0会"), {OFFICE: ["5:12 char-forbidden"]}),
    "byte-order mark inside": (_note("    note: \ufeff开会"), {OFFICE: ["5:11 char-forbidden"]}),
    "line separator": (_note("    note: 开会\u2028学习"), {OFFICE: ["5:13 char-forbidden"]}),
    "turned writing": (_note("    note: 开会\u202e学习"), {OFFICE: ["5:13 char-forbidden"]}),
    "one pasted on every line": (
        _note("\n".join(["    # \x07"] * 1000)),
        {OFFICE: [f"{line}:7 char-forbidden" for line in range(5, 25)]},
    ),
    # sizes
    "empty": (_bytes(b""), {OFFICE: ["1:1 file-empty"]}),
    "blank lines": (_bytes(b"\n  \n\r\n"), {OFFICE: ["1:1 file-empty"]}),
    "only a byte-order mark": (_bytes(b"\xef\xbb\xbf"), {OFFICE: ["1:1 file-empty"]}),
    "too large": (_bytes(b"#" * (MAX_BYTES + 1)), {OFFICE: ["1:1 file-too-large"]}),
    "as large as may be": (
        _bytes(RETURN.encode() + b"# " + b"x" * (MAX_BYTES - 2 - len(RETURN.encode()))),
        {},
    ),
    "too many lines": (
        _text("no_change:\n" + "- 1\n" * MAX_LINES),
        {OFFICE: [f"{MAX_LINES + 1}:1 yaml-many"]},
    ),
    "too much": (
        _text("no_change: [" + "1, " * MAX_EVENTS + "]"),
        {OFFICE: [f"1:{3 * MAX_EVENTS + 1} yaml-many"]},
    ),
    # marks that tools of ours would stumble over, were they in a file of the repository
    "merge conflict": (
        _note(
            "\n".join(
                (
                    "<" * 7 + " HEAD",
                    "    note: 开会",
                    "=" * 7,
                    "    note: 学习",
                    ">" * 7 + " 3f2a1b0 (office)",
                )
            )
        ),
        {OFFICE: ["5:1 merge-conflict", "7:1 merge-conflict", "9:1 merge-conflict"]},
    ),
    # files and folders
    "hidden files and those of an open editor are nobody's": (_hidden, {}),
    "a link to a return": (
        _link("2022/07/research.yaml", "office.yaml"),
        {"2022/07/research.yaml": ["1:1 file-link"]},
    ),
    "a link that leads nowhere": (
        _link("2022/07/research.yaml", "gone.yaml"),
        {"2022/07/research.yaml": ["1:1 file-link"]},
    ),
    "a link to a folder": (_link("2022/08", "07"), {"2022/08": ["1:1 file-link"]}),
    "a link out of the evidence folder": (
        _link("2022/files/学习计划.pdf", "/etc/passwd"),
        {
            OFFICE: ["9:15 evidence-missing"],
            "2022/files/学习计划.pdf": ["1:1 file-link"],
        },
    ),
    "a link instead of a plan": (_plan_link, {"2022.yaml": ["1:1 file-link"]}),
    "no organization": (
        _without("organization.yaml"),
        {"organization.yaml": ["1:1 file-missing"]},
    ),
    "no plan": (_only_organization, {".": ["1:1 file-missing"]}),
    "no folder": (shutil.rmtree, {".": ["1:1 file-missing"]}),
    "a folder of form returns without a form": (
        _form_folder,
        {"2022/forms/talks": ["1:1 form-unknown"]},
    ),
    "a folder without a plan": (_folder, {"2023": ["1:1 folder-without-plan"]}),
}


@pytest.mark.parametrize("name", TABLE)
def test_told_as_in_the_table(name: str, tmp_path: Path) -> None:
    make, expected = TABLE[name]
    plans = tmp_path / "plans"
    shutil.copytree(BASE, plans)
    make(plans)
    problems = load(plans).problems
    assert found_in(problems) == expected, report(problems)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    document, problems = read_document(tmp_path / "gone.yaml", "plans/gone.yaml")
    assert document is None
    assert found_in(tuple(problems)) == {"gone.yaml": ["1:1 file-unreadable"]}


@pytest.mark.parametrize(
    ("template", "spot"),
    [("<p>\n  {{ name }}</p>\n", "2:3"), ("<p>\n{% if %}\n", "2:1")],
    ids=["unknown name", "broken"],
)
def test_a_broken_template(template: str, spot: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(template, encoding="utf-8")
    with pytest.raises(RenderError) as caught:
        Renderer(templates=tmp_path).render("page.html", "")
    place = caught.value.problem.place
    assert f"{caught.value.problem.code} {place.line}:{place.column}" == f"template-error {spot}"


def test_every_code_has_a_case() -> None:
    in_files = (
        spot for case in ERRORS.rglob("*.*") if _declares(case) for spot in expected_in(case)
    )
    in_table = (spot for _, found in TABLE.values() for spots in found.values() for spot in spots)
    seen = {spot.split()[1] for spot in (*in_files, *in_table)}
    assert seen <= set(CODES), "a case expects a code that there is not"
    assert set(CODES) - seen == {
        # workbooks: tests/unit/test_taking.py
        *("workbook-foreign", "workbook-twice", "return-exists", "cell-merged", "row-contradicts"),
        *("file-unreadable", "template-error", "workbook-unreadable", "word-template"),
        *("plan-unknown", "area-unknown", "article-error", "figure-unknown", "figure-missing"),
        *("import-unreadable", "import-doubt", "import-note"),
        *("form-mismatch", "form-exists"),
    }, "these have their own tests"


def _declares(path: Path) -> bool:
    return path.is_file() and BASE not in path.parents


def test_report_is_in_order_of_place_and_counts(tmp_path: Path) -> None:
    laid_over_base(ERRORS / "folders/mistakes-in-several-files", tmp_path / "plans")
    problems = load(tmp_path / "plans").problems
    places = [problem.place for problem in problems]
    assert places == sorted(places)
    assert len({place.path for place in places}) == 5
    assert report(problems[::-1]) == report(problems)
    assert report(problems).endswith("\n\n7 处错误")
    assert count_line(()) == "没有问题"


# --- a few messages, whole -----------------------------------------------------------------------

MESSAGES = {
    "plan/due-fifth-quarter": """\
plans/2022.yaml:11:14: 错误[deadline-unknown] 看不懂的完成时限 “5季度”
    11 |         due: 5季度
       |              ^^^^^
  应为：全年、上半年、下半年、一季度…四季度、N月、N月上旬、N月底前、N月N日、N月N日前、M月—N月、年底前、次年N月、每月1次、每季度1次、每半年1次、长期、常态化、根据…部署、待定
  提示：一年只有四个季度""",
    "plan/due-span-of-days": """\
plans/2022.yaml:11:14: 错误[deadline-unknown] 看不懂的完成时限 “7月15日至8月15日”
    11 |         due: 7月15日至8月15日
       |              ^^^^^^^^^^^^^^^^
  应为：全年、上半年、下半年、一季度…四季度、N月、N月上旬、N月底前、N月N日、N月N日前、M月—N月、年底前、次年N月、每月1次、每季度1次、每半年1次、长期、常态化、根据…部署、待定
  提示：写成下面这样，原文照样显示
    due:
      text: 7月15日至8月15日
      from: 2022-07-15
      to: 2022-08-15""",
    "plan/department-everyday-name": """\
plans/2022.yaml:10:26: 错误[department-unknown] 没有这个部门 “教科卫委”
    10 |         departments: 办公室、教科卫委
       |                              ^^^^^^^^
  提示：是否想写 “教科卫体委”？""",
    "plan/id-duplicate": """\
plans/2022.yaml:12:13: 错误[id-duplicate] 任务编号 1 重复，第 8 行已经用了
    12 |       - id: 1
       |             ^""",
    "plan/text-with-a-colon": """\
plans/2022.yaml:9:17: 错误[yaml-syntax] 文字里的英文冒号被当成了键的冒号
     9 |         text: 其中: 甲
       |                   ^
  提示：整段加英文引号，或换成中文冒号 “：”""",
    "return/status-not-in-vocabulary": """\
plans/2022/07/office.yaml:6:13: 错误[status-unknown] 没有这种状态 “完成了”
     6 |     status: 完成了
       |             ^^^^^^
  应为：未启动、进行中、已完成、已销号、已调整、不再推进
  提示：是否想写 “已完成”？""",
    "return/date-in-chinese": """\
plans/2022/07/office.yaml:6:11: 错误[date-invalid] 不是日期 “2022年7月15日”
     6 |     date: 2022年7月15日
       |           ^^^^^^^^^^^^^
  应为：2022-07-15 的样子
  提示：写成 2022-07-15""",
    "return/colon-full-width": """\
plans/2022/07/office.yaml:6:9: 错误[colon-fullwidth] 冒号是全角的 “：”
     6 |     note：召开学习会
       |         ^^
  提示：换成英文冒号 “: ”，后面空一格""",
    "return/tab": """\
plans/2022/07/office.yaml:6:1: 错误[tab] 缩进用了制表符（Tab）
     6 | ·note: 开会
       | ^
  提示：删去它，改成空格，和上下行对齐""",
    "return/hash-cuts-a-sentence": """\
plans/2022/07/office.yaml:6:17: 错误[comment-cuts] “ #” 后面的文字会被当成注释丢掉：#3 会议室召开
     6 |     note: 学习会改在 #3 会议室召开
       |                      ^^^^^^^^^^^^^
  提示：整段文字加英文引号；真要写注释，# 后面空一格""",
    "return/task-of-another-department": """\
plans/2022/07/office.yaml:5:11: 错误[task-not-yours] 办公室不承担任务 2，承担的是 提案委员会
     5 |   - task: 2
       |           ^""",
}


@pytest.mark.parametrize("name", MESSAGES)
def test_message_whole(name: str, tmp_path: Path) -> None:
    laid_over_base(ERRORS / f"{name}.yaml", tmp_path / "plans")
    assert "\n\n".join(map(as_text, load(tmp_path / "plans").problems)) == MESSAGES[name]


# A few words of what helps; None where nothing should be suggested.
HINTS = {
    "plan/due-within-the-year": "“年底前”",
    "plan/due-two-months": "“7月—8月”",
    "plan/due-month-end-and-before": "“7月底前”",
    "plan/due-continuing": "“常态化”",
    "plan/due-iso-date-that-is-none": "十二个月",
    "plan/id-with-a-full-stop": "只写编号：1",
    "plan/id-duplicate-but-for-case": "大小写",
    "plan/id-like-a-file": "点后面接数字",
    "return/task-two-of-them": "另起一条 “- task:”",
    "return/task-two-with-a-comma": "另起一条 “- task:”",
    "return/task-a-list": "另起一条 “- task:”",
    "return/flow-full-width-comma": "英文逗号",
    "return/department-two-of-them": "分成两个文件",
    "return/department-a-list": "分成两个文件",
    "return/figures-with-a-thousands-comma": "去掉千位逗号：1200",
    "return/occurrences-a-date": "“- 2022-07-20”",
    "return/task-with-a-full-stop": "只写编号：1",
    "return/task-far-from-any-number": None,
    "return/key-short-and-unlike-any": None,
    "return/lamp-green": "恢复自动写 auto",
    "return/extension-in-a-return": "计划文件",
    "return/progress-chinese-number": "写成 60",
    "return/progress-chinese-percent": "写成 60",
    "return/list-dot-from-a-word-processor": "短横",
    "return/key-in-word-quotes": "引号去掉",
    "return/evidence-link-with-a-space": "%20",
    "return/evidence-link-with-a-bracket": "%3C",
    "return/evidence-link-with-a-quote": "%22",
    "return/evidence-link-colon-full-width": "“https://example.com/a”",
    "folders/readme-beside-the-plans": "说明放到别处",
    # what input methods type
    "return/figures-comma-full-width-in-braces": "英文逗号加空格",
    "return/figures-in-full-width-braces": "“{”",
    "return/figures-full-width-minus": "“-1”",
    "return/figures-full-width-decimal": "“2.5”",
    "return/no-change-in-full-width-brackets": "“[”",
    "return/no-change-in-word-quotes": "写成 [3, 4]",
    "return/no-change-without-brackets": "写成 [3, 4]",
    "return/no-change-dots-between": "英文逗号加空格",
    "return/no-change-dash-full-width": "英文短横",
    "return/no-change-word-quotes-around-one": "引号是中文的，去掉，写成 3",
    "return/date-dashes-full-width": "写成 2022-07-20",
    "return/date-long-dashes": "写成 2022-07-20",
    "return/date-commas": "写成 2022-07-20",
    "return/date-chinese-stops": "写成 2022-07-20",
    "return/date-with-a-stop-at-the-end": "写成 2022-07-20",
    "return/date-in-word-quotes": "引号是中文的，去掉，写成 2022-07-20",
    "return/period-dash-full-width": "写成 2022-07",
    "return/period-in-word-quotes": "写成 2022-07",
    "return/task-in-word-quotes": "去掉，写成 1",
    "return/task-with-a-comma-at-the-end": "末尾的标点去掉，写成 1",
    "return/progress-in-word-quotes": "去掉，写成 50",
    "return/progress-with-a-stop-at-the-end": "写成 50",
    "return/occurrences-in-word-quotes": "去掉，写成 1",
    "return/status-in-word-quotes": "去掉，写成 进行中",
    "return/status-in-single-word-quotes": "去掉，写成 进行中",
    "return/status-key-full-width": "半角）写：status",
    "return/note-in-word-quotes-with-a-colon": "英文单引号",
    "return/note-in-corner-quotes-with-a-colon": "英文单引号",
    "return/comment-hash-full-width": "英文井号",
    "return/department-in-word-quotes": "去掉，写成 办公室",
    "return/evidence-file-in-word-quotes": "写成 学习计划.pdf",
    "return/evidence-link-in-word-quotes": "去掉，写成 https://",
    "return/evidence-link-chinese-stop-in-the-host": "地址栏",
    "return/evidence-link-with-a-comma-at-the-end": "末尾的标点",
    "plan/year-full-width": "只写数字：2022",
    "plan/year-in-word-quotes": "去掉，写成 2022",
    "plan/year-in-chinese-digits": "写成 2022",
    "plan/issued-full-width": "写成 2022-01-10",
    "plan/id-in-word-quotes": "去掉，写成 1",
    "plan/due-in-word-quotes": "去掉，写成 7月",
    "plan/due-with-a-stop-at-the-end": "写成 7月",
    "plan/departments-full-width-comma-in-brackets": "英文逗号加空格",
    "plan/kind-in-word-quotes": "写成 task-list",
    "organization/department-key-in-word-quotes": "去掉，写成 office",
    "organization/aliases-in-full-width-brackets": "“[”",
    "organization/group-members-full-width-comma": "英文逗号加空格",
    "organization/group-member-in-word-quotes": "去掉，写成 proposals",
}


@pytest.mark.parametrize("name", HINTS)
def test_hint(name: str, tmp_path: Path) -> None:
    case, hint = ERRORS / name, HINTS[name]
    laid_over_base(case if case.is_dir() else ERRORS / f"{name}.yaml", tmp_path / "plans")
    hints = [problem.hint for problem in load(tmp_path / "plans").problems]
    if hint is None:
        assert hints == [None]
    else:
        assert hints
        assert all(hint in str(found) for found in hints)


# What a message must and must not say.
WORDS = {
    "return/adjusted-without-approval": ("approved_by", "reason"),
    "return/adjusted-without-reason": ("reason", "approved_by"),
    "return/space-that-does-not-break": ("不间断空格", "全角"),
    "return/space-full-width": ("全角空格", "不间断"),
    "return/key-in-word-quotes": ("“task”", "““"),
    "return/evidence-link-with-a-space": ("不能有 “空格”", "链接不能用"),
    "return/evidence-link-with-a-bracket": ("不能有 “<”", "链接不能用"),
}


@pytest.mark.parametrize("name", WORDS)
def test_message_says_what_is_wrong_and_no_more(name: str, tmp_path: Path) -> None:
    laid_over_base(ERRORS / f"{name}.yaml", tmp_path / "plans")
    said, unsaid = WORDS[name]
    for problem in load(tmp_path / "plans").problems:
        assert said in problem.message
        assert unsaid not in problem.message


def test_message_for_gbk_shows_the_text_as_it_was_meant(tmp_path: Path) -> None:
    (tmp_path / "office.yaml").write_bytes(RETURN.encode("gbk"))
    _, problems = read_document(tmp_path / "office.yaml", "plans/2022/07/office.yaml")
    assert as_text(problems[0]) == (
        "plans/2022/07/office.yaml:1:13: 错误[file-encoding] 文件是 GBK 编码，应为 UTF-8\n"
        "     1 | department: 办公室\n"
        "       |             ^^\n"
        "  提示：在记事本里“另存为”，编码选 UTF-8"
    )


def test_long_quotations_are_cut(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    shutil.copytree(BASE, tmp_path / "plans", dirs_exist_ok=True)
    _note(f"    status: {'完成' * 5000}")(tmp_path / "plans")
    (problem,) = load(tmp_path / "plans").problems
    assert max(map(len, as_text(problem).splitlines())) < 200
    assert "…”" in as_text(problem)


def test_messages_can_do_no_harm_to_a_terminal(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "plans")
    (tmp_path / "plans" / "2022/07/\x1b[31m\r.txt").write_text("")
    (tmp_path / "plans" / "2022/07" / b"\xb0\xec.txt".decode("utf-8", "surrogateescape")).touch()
    text = report(load(tmp_path / "plans").problems)
    assert text.encode("utf-8")
    assert "\x1b" not in text
    assert "\r" not in text
