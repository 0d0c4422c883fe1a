"""The handbook, README and CONTRIBUTING against the code: what they say is what it does.

Examples are read by the engine and tables are held to its vocabularies, so that neither rots.
"""

from __future__ import annotations

import ast
import re
import textwrap
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from workplan import cli, files
from workplan.as_of import ENVIRONMENT
from workplan.checks import checked
from workplan.deadlines import FORMS, RHYTHM_FORMS, parse_deadline
from workplan.fields import Status
from workplan.filing.columns import ANSWERS, LAST, QUESTION, SHORT, TASK
from workplan.lamps import LAMP_NAMES, Cause, Lamp, Pace
from workplan.load import Library, load_library
from workplan.model import Rules
from workplan.problems import CODES, Level, as_text
from workplan.shapes import read_shape
from workplan.site import EXPORTS
from workplan.source import parse_text
from workplan.summaries import snapshot_of
from workplan.words import LAMP_MARKS, SAMPLE

REPOSITORY = Path(__file__).parents[2]
GUIDE = REPOSITORY / "content" / "guide"
PAGES = (
    "index.md",
    "excel.md",
    "forms.md",
    "fields.md",
    "rules.md",
    "figures.md",
    "word.md",
    "commands.md",
    "publish.md",
)
TEXTS = {name: (GUIDE / name).read_text(encoding="utf-8") for name in PAGES}
ROOT_TEXTS = {
    name: (REPOSITORY / name).read_text(encoding="utf-8")
    for name in ("README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md")
}
ALL_TEXTS = {**TEXTS, **ROOT_TEXTS}
YEAR = 2022


# --- reading Markdown ----------------------------------------------------------------------------


def section(text: str, anchor: str) -> str:
    """What stands below the heading `{#anchor}`, up to the next heading of any level."""
    match = re.search(rf"^#+ .*\{{#{anchor}\}}\n(.*?)(?=^#+ |\Z)", text, re.M | re.S)
    assert match, f"no heading {{#{anchor}}}"
    return match[1]


def rows(text: str) -> list[list[str]]:
    """The cells of the tables in a text, without heads."""
    found: list[list[str]] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            continue
        if re.fullmatch(r"\|(-+:?\|)+", line):
            found.pop()
            continue
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def code_in(cell: str) -> str:
    """The text in a cell's backticks; empty where it is no code."""
    match = re.fullmatch(r"`(.+)`", cell)
    return match[1] if match else ""


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


# --- examples ------------------------------------------------------------------------------------

SLIPPED_INTO = "plans/2022/07/office.yaml"


def examples() -> dict[str, str]:
    """The whole files among the handbook's examples, by the path in their first line."""
    found = {}
    for text in TEXTS.values():
        for block in blocks(text, "yaml"):
            if match := re.match(r"# (plans/\S+\.yaml)\n", block):
                assert match[1] not in found, f"{match[1]} is shown twice"
                found[match[1]] = block
    return found


def fragments() -> list[str]:
    """The examples that are parts of a file."""
    every = (block for text in TEXTS.values() for block in blocks(text, "yaml"))
    return [block for block in every if not block.startswith("# plans/")]


def load_files(folder: Path, given: dict[str, str]) -> Library:
    for path, text in given.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return checked(load_library(folder / "plans", "plans"))


def codes(library: Library, path: str | None = None) -> set[str]:
    return {problem.code for problem in library.problems if path in (None, problem.place.path)}


def assert_clean(library: Library) -> None:
    found = [problem for problem in library.problems if problem.level is not Level.NOTICE]
    assert not found, "\n".join(map(as_text, found))


def test_whole_file_examples_pass_the_check(tmp_path: Path) -> None:
    given = examples()
    assert {"plans/organization.yaml", "plans/2022.yaml", SLIPPED_INTO} <= given.keys()
    library = load_files(tmp_path, given)
    assert_clean(library)
    assert sum(len(plan.returns) + len(plan.form_returns) for plan in library.plans) == sum(
        path.count("/") > 1 for path in given
    )
    for plan in library.plans:
        snapshot_of(plan, date(YEAR, 12, 31))


def test_examples_of_parts_pass_the_check_where_they_belong(tmp_path: Path) -> None:
    given = examples()
    for number, block in enumerate(fragments()):
        if block.startswith("- id:"):
            tasks = textwrap.indent(block, " " * 6)
            given["plans/2022.yaml"] += f"  - title: 另外的任务\n    tasks:\n{tasks}"
        else:
            assert block.startswith("- task:"), f"what file is this a part of?\n{block}"
            head = f"department: 办公室\nreported_on: {YEAR}-12-31\nupdates:\n"
            given[f"plans/2022/part-{number}.yaml"] = head + textwrap.indent(block, "  ")
    library = load_files(tmp_path, given)
    assert_clean(library)
    snapshot_of(library.plans[0], date(YEAR, 12, 31))


SLIPS = [row for row in rows(section(TEXTS["index.md"], "slips")) if code_in(row[0])]


@pytest.mark.parametrize(("wrong", "right", "code"), SLIPS, ids=[row[0] for row in SLIPS])
def test_a_slip_gets_the_code_that_the_table_names(
    wrong: str, right: str, code: str, tmp_path: Path
) -> None:
    wrong, right, code = code_in(wrong), code_in(right), code_in(code)
    given = examples()
    # The line of the example that begins as the right one does stands in for it.
    start = re.escape(right[: right.index(":") + 1])
    line = re.compile(rf"^([ -]*){start}.*$", re.M)

    def library_with(text: str, name: str) -> Library:
        changed, times = line.subn(lambda match: match[1] + text, given[SLIPPED_INTO], count=1)
        assert times == 1, f"no line {right} in the example"
        return load_files(tmp_path / name, {**given, SLIPPED_INTO: changed})

    assert code in codes(library_with(wrong, "wrong"), SLIPPED_INTO)
    assert not codes(library_with(right, "right"), SLIPPED_INTO) - {"completed-early"}


def test_every_code_that_the_handbook_names_exists() -> None:
    for name, text in TEXTS.items():
        named = set(re.findall(r"\[([a-z]+(?:-[a-z]+)*)\] ", text))
        assert named <= CODES.keys(), name
    assert {code_in(row[2]) for row in rows(section(TEXTS["index.md"], "slips"))} <= CODES.keys()


def test_the_shown_problem_is_printed_so(tmp_path: Path) -> None:
    shown = blocks(section(TEXTS["index.md"], "check"), "text")[0].rstrip("\n")
    place = re.match(r"(\S+?\.yaml):(\d+):(\d+)", shown)
    assert place
    given = examples()
    given[SLIPPED_INTO] = given[SLIPPED_INTO].replace("status: 进行中", "status: 完成了", 1)
    printed = [as_text(problem) for problem in load_files(tmp_path, given).problems]
    assert shown in printed


# --- the workbook --------------------------------------------------------------------------------


def test_excel_explains_every_column() -> None:
    told = [row[0] for row in rows(section(TEXTS["excel.md"], "columns"))]
    assert told == [answer.head for answer in ANSWERS]
    assert all(f"`{status}`" in section(TEXTS["excel.md"], "columns") for status in Status)


def test_excel_tells_of_every_mistake_of_its_own() -> None:
    told = {code_in(row[0]) for row in rows(section(TEXTS["excel.md"], "wrong"))}
    own = {"cell-merged", "row-contradicts", "return-exists"}
    own |= {code for code in CODES if code.startswith("workbook-")}
    assert own <= told <= CODES.keys()


def test_the_drawn_workbook_has_the_columns_of_the_real_one() -> None:
    drawn = re.findall(r">([^<]+)</text>", (GUIDE / "excel-sheet.svg").read_text(encoding="utf-8"))
    heads = [TASK, SHORT, LAST, QUESTION, *(answer.head for answer in ANSWERS[:6])]
    assert [text for text in drawn if text in heads] == heads


def test_the_drawn_return_is_one() -> None:
    """Its lines stand in a face of their own; what is drawn beside them is words."""
    drawn = (GUIDE / "return-parts.svg").read_text(encoding="utf-8")
    lines = re.findall(r"monospace\">(.*?)</text>", drawn)
    text = "\n".join(re.sub("<[^>]+>", "", line).replace("\xa0", " ") for line in lines)
    document, problems = parse_text(text, "drawn")
    assert document is not None
    shape, more = read_shape(document, files.ReturnFile)
    assert (problems, more) == ([], [])
    assert shape is not None
    assert [update.task for update in shape.updates] == ["6", "9"]


# --- fields --------------------------------------------------------------------------------------

# Where fields.md describes each shape.
SECTIONS: dict[type[files.Shape], str] = {
    files.OrganizationFile: "organization",
    files.CommitteeShape: "committee",
    files.DepartmentShape: "department",
    files.GroupShape: "group",
    files.PlanFile: "plan",
    files.SourceShape: "source",
    files.CorrectionShape: "correction",
    files.RulesShape: "rules",
    files.BehindShape: "behind",
    files.AreaShape: "area",
    files.FormShape: "form",
    files.ColumnShape: "column",
    files.TaskShape: "task",
    files.PointShape: "point",
    files.EventShape: "event",
    files.StageShape: "stage",
    files.ContactShape: "contact",
    files.DueShape: "due",
    files.ExtensionShape: "extension",
    files.HandoverShape: "handover",
    files.ReturnFile: "return",
    files.UpdateShape: "update",
    files.EvidenceShape: "evidence",
    files.FormReturnFile: "form-return",
}


def test_every_shape_has_its_section() -> None:
    shapes = {
        value
        for value in vars(files).values()
        if isinstance(value, type) and issubclass(value, files.Shape) and value is not files.Shape
    }
    assert shapes == SECTIONS.keys()


@pytest.mark.parametrize("shape", list(SECTIONS), ids=lambda shape: shape.__name__)
def test_fields_lists_exactly_the_keys_that_are_read(shape: type[files.Shape]) -> None:
    described = {
        code_in(key): required == "是"
        for key, required, *_ in rows(section(TEXTS["fields.md"], SECTIONS[shape]))
    }
    read = {field.alias or name: field.is_required() for name, field in shape.model_fields.items()}
    assert described == read


def test_fields_gives_the_choices_and_defaults_of_rules() -> None:
    cells = {code_in(row[0]): row[3] for row in rows(section(TEXTS["fields.md"], "rules"))}
    cells |= {code_in(row[0]): row[3] for row in rows(section(TEXTS["fields.md"], "behind"))}
    defaults = Rules()
    assert f"默认 {defaults.report_days}" in cells["report_days"]
    assert f"默认 {defaults.warn_days}" in cells["warn_days"]
    assert f"默认 {defaults.behind_yellow}" in cells["yellow"]
    assert f"默认 {defaults.behind_red}" in cells["red"]


def test_every_status_is_explained() -> None:
    named = [code_in(row[0]) for row in rows(section(TEXTS["fields.md"], "statuses"))]
    assert named == [str(status) for status in Status]
    assert all(f"`{status}`" in TEXTS["index.md"] for status in Status)


# --- deadlines -----------------------------------------------------------------------------------

DEADLINES = rows(section(TEXTS["fields.md"], "deadlines"))


def test_every_form_of_deadline_is_in_the_table() -> None:
    assert {row[0] for row in DEADLINES} >= {*FORMS, *RHYTHM_FORMS}


@pytest.mark.parametrize("row", DEADLINES, ids=[row[0] for row in DEADLINES])
def test_a_deadline_means_what_the_table_says(row: list[str]) -> None:
    _, wordings, start, end, occurrences = row
    for wording in wordings.split("、"):
        found = parse_deadline(wording, YEAR)
        assert (str(found.start or "—"), str(found.end or "—")) == (start, end), wording
        periods = str(12 // found.rhythm.months) if found.rhythm else "—"
        assert periods == occurrences, wording


# --- rules ---------------------------------------------------------------------------------------

LAMP_ROWS = rows(section(TEXTS["rules.md"], "lamps"))


def test_every_cause_lamp_and_pace_is_explained() -> None:
    assert {code_in(row[2]) for row in LAMP_ROWS} - {""} == {str(cause) for cause in Cause}
    lamps = section(TEXTS["rules.md"], "lamps")
    assert all(f"{LAMP_MARKS[lamp]} {LAMP_NAMES[lamp]}" in lamps for lamp in Lamp)
    assert [row[0] for row in rows(section(TEXTS["rules.md"], "pace"))] == [
        *(str(pace) for pace in (Pace.EARLY, Pace.IN_TIME, Pace.LATE, Pace.UNDATED)),
        *(str(pace) for pace in (Pace.SILENT, Pace.BEHIND, Pace.AHEAD, Pace.ON_TRACK)),
    ]
    assert SAMPLE in section(TEXTS["rules.md"], "samples")


def test_rates_are_those_that_pages_show() -> None:
    named = [row[0] for row in rows(section(TEXTS["rules.md"], "rates"))]
    assert sorted(named) == sorted(["完成率", "销号率", "按期率", "报送率"])


@dataclass(frozen=True)
class Story:
    """A task with what was reported on it, which at a day gets a lamp for a cause."""

    cause: Cause
    lamp: Lamp
    day: str
    task: str
    updates: tuple[tuple[str, str, str], ...] = ()  # department, day of the report, YAML
    issued: str = "2022-01-10"


def _told(day: str, *lines: str, by: str = "办公室") -> tuple[str, str, str]:
    return (by, day, "\n".join(lines))


DONE = "status: 已完成"
GOING = "status: 进行中"
EVIDENCE = "evidence:\n  - title: 总结\n    link: https://www.example.gov.cn/"
QUARTERLY = "due: 全年\nrepeat: 每季度1次"
REPAIR = "occurrences:\n  - 2022-03-10\n  - 2022-07-08\n  - 2022-07-28"
STORIES = (
    Story(Cause.COMPLETED, Lamp.DONE, "2022-08-12", "due: 7月", (_told("2022-07-20", DONE),)),
    Story(Cause.COMPLETED, Lamp.DONE, "2022-08-12", "due: 7月", (_told("2022-08-12", DONE),)),
    Story(
        Cause.COMPLETED,
        Lamp.DONE,
        "2022-08-12",
        "due: 7月",
        (
            _told("2022-07-20", DONE, EVIDENCE),
            _told("2022-08-03", "status: 已销号", "verified_by: 研究室", by="研究室"),
        ),
    ),
    Story(
        Cause.DROPPED,
        Lamp.GREY,
        "2022-08-12",
        "due: 7月",
        (_told("2022-05-20", "status: 不再推进", "reason: 并入任务 12", "approved_by: 主席会议"),),
    ),
    Story(Cause.UNDATED, Lamp.GREY, "2022-08-12", "due: 根据市委统一部署"),
    Story(Cause.NOT_BEGUN, Lamp.GREY, "2022-08-12", "due: 10月"),
    Story(Cause.OVERDUE, Lamp.RED, "2022-08-12", "due: 7月", (_told("2022-07-20", GOING),)),
    Story(
        Cause.OVERDUE,
        Lamp.RED,
        "2022-08-12",
        "due: 6月",
        (_told("2022-07-20", GOING),),
        issued="2022-07-15",
    ),
    Story(
        Cause.MISSED,
        Lamp.RED,
        "2022-08-12",
        QUARTERLY,
        (_told("2022-03-20", GOING, "occurrences: 1"),),
    ),
    Story(Cause.SILENT, Lamp.GREY, "2022-08-12", "due: 全年", (_told("2022-03-20", GOING),)),
    Story(
        Cause.DUE_SOON, Lamp.YELLOW, "2022-08-12", "due: 8月31日前", (_told("2022-03-20", GOING),)
    ),
    Story(
        Cause.BEHIND,
        Lamp.YELLOW,
        "2022-10-12",
        "due: 全年",
        (_told("2022-09-20", GOING, "progress: 60"),),
    ),
    Story(
        Cause.BEHIND,
        Lamp.RED,
        "2022-10-12",
        "due: 全年",
        (_told("2022-09-20", GOING, "progress: 40"),),
    ),
    Story(
        Cause.REPAIRED, Lamp.YELLOW, "2022-08-20", QUARTERLY, (_told("2022-07-28", GOING, REPAIR),)
    ),
    Story(Cause.DUE_SOON, Lamp.YELLOW, "2022-10-22", "due: 10月", (_told("2022-10-01", GOING),)),
    Story(Cause.UNREPORTED, Lamp.GREY, "2022-03-12", "due: 全年"),
    Story(
        Cause.ON_TRACK,
        Lamp.GREEN,
        "2022-09-12",
        "due: 全年",
        (_told("2022-08-20", GOING, "progress: 65"),),
    ),
    Story(
        Cause.OVERRIDE,
        Lamp.YELLOW,
        "2022-09-12",
        "due: 全年",
        (
            _told("2022-08-20", GOING),
            _told("2022-09-01", "lamp: yellow", "reason: 场地没有落实", "by: 督查组", by="研究室"),
        ),
    ),
)


def _library_of(story: Story, folder: Path) -> Library:
    task = textwrap.indent(f"text: 专题调研\ndepartments: 办公室\n{story.task}\n", " " * 8)
    given = {
        "plans/organization.yaml": "committee:\n  name: 政协\ndepartments:\n"
        "  office:\n    name: 办公室\n  research:\n    name: 研究室\n",
        "plans/2022.yaml": f"kind: task-list\ntitle: 清单\nyear: {YEAR}\n"
        f"source:\n  issued: {story.issued}\n"
        f"areas:\n  - title: 调研\n    tasks:\n      - id: 1\n{task}",
    }
    for number, (department, day, update) in enumerate(story.updates):
        given[f"plans/2022/{number}.yaml"] = (
            f"department: {department}\nreported_on: {day}\nupdates:\n"
            f"  - task: 1\n{textwrap.indent(update, ' ' * 4)}\n"
        )
    return load_files(folder, given)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.cause))
def test_the_engine_says_what_the_table_of_lamps_says(story: Story, tmp_path: Path) -> None:
    library = _library_of(story, tmp_path)
    assert_clean(library)
    verdict = snapshot_of(library.plans[0], date.fromisoformat(story.day)).states[0].verdict
    assert (verdict.cause, verdict.lamp) == (story.cause, story.lamp)
    # A row without lamp or cause carries on the one above.
    lamps = cause = ""
    told = {}
    for _, lamp, code, _, sentence in LAMP_ROWS:
        lamps, cause = lamp or lamps, code_in(code) or cause
        told[sentence] = (cause, lamps)
    assert verdict.reason in told
    assert told[verdict.reason][0] == story.cause
    assert LAMP_NAMES[story.lamp] in told[verdict.reason][1]


def test_every_sentence_in_the_table_of_lamps_has_its_story() -> None:
    assert len(LAMP_ROWS) == len(STORIES)


def test_the_handbook_names_the_days_of_the_default_rules() -> None:
    last = date(YEAR, 7, 31) + timedelta(days=Rules().report_days)
    assert f"{last.month}月{last.day}日" in section(TEXTS["rules.md"], "exists")


# --- commands and dependencies -------------------------------------------------------------------


def project() -> dict[str, object]:
    text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    found: dict[str, object] = tomllib.loads(text)["project"]
    return found


def names_of(requirements: object) -> list[str]:
    assert isinstance(requirements, list)
    return [re.split(r"[<>=!~\[; ]", requirement)[0] for requirement in requirements]


def scripts() -> list[str]:
    return [
        f"{folder}/{file.name}"
        for folder in ("scripts", ".ci")
        for file in sorted((REPOSITORY / folder).iterdir())
        if file.is_file() and not file.name.startswith(".")
    ]


@pytest.mark.parametrize("script", scripts())
def test_every_script_is_explained(script: str) -> None:
    assert script in ROOT_TEXTS["CONTRIBUTING.md"] + ROOT_TEXTS["README.md"]


def test_every_script_that_is_named_exists() -> None:
    for name, text in ALL_TEXTS.items():
        for script in re.findall(r"(?<![\w/.])((?:scripts|\.ci)/[\w.-]*\w)", text):
            assert (REPOSITORY / script).exists(), f"{name}: {script}"


def subcommands() -> dict[str, list[str]]:
    """The commands of plan.py with their long options."""
    parser = cli.parser()
    action = next(action for action in parser._actions if action.choices)
    return {
        name: [option for option in command._option_string_actions if option.startswith("--")]
        for name, command in dict(action.choices or {}).items()
    }


def test_every_command_of_plan_py_is_explained() -> None:
    for name, options in subcommands().items():
        told = section(TEXTS["commands.md"], name)
        assert f"plan.py {name}" in told
        assert f"plan.py {name}" in ROOT_TEXTS["README.md"]
        for option in set(options) - {"--help"}:
            assert option in told, f"plan.py {name} {option}"


def test_every_export_is_named() -> None:
    assert all(f"`{ending}`" in TEXTS["publish.md"] for ending in EXPORTS)
    assert all(f"data/2022.{ending}" in ROOT_TEXTS["README.md"] for ending in EXPORTS)


@pytest.mark.parametrize("dependency", names_of(project()["dependencies"]))
def test_every_dependency_has_its_reason(dependency: str) -> None:
    assert re.search(rf"^- `{dependency}`.*: \S", ROOT_TEXTS["CONTRIBUTING.md"], re.M)


def test_every_development_dependency_has_its_reason() -> None:
    optional = project()["optional-dependencies"]
    assert isinstance(optional, dict)
    lines = [line for line in ROOT_TEXTS["CONTRIBUTING.md"].splitlines() if line.startswith("- `")]
    for dependency in names_of(optional["dev"]):
        assert any(f"`{dependency}`" in line and ": " in line for line in lines), dependency


def test_the_variables_of_ci_are_in_the_table() -> None:
    workflow = (REPOSITORY / ".github/workflows/site.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:vars|secrets)\.([A-Z_]+)", workflow))
    for file in (".ci/run", ".ci/publish-branch", ".ci/take-inbox"):
        head = (REPOSITORY / file).read_text(encoding="utf-8").split("set -euo")[0]
        named |= set(re.findall(r"^#   ([A-Z_]+)  ", head, re.M))
    described = {code_in(row[0]) for row in rows(ROOT_TEXTS["README.md"])}
    assert named | {ENVIRONMENT} <= described


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_readme_opens_with_the_two_commands(name: str) -> None:
    opening = ROOT_TEXTS[name].split("\n## ")[0]
    first = re.search(r"```sh\n(.*?)```", opening, re.S)
    assert first
    assert [line.split("#")[0].strip() for line in first[1].splitlines()] == [
        "scripts/build",
        "scripts/test",
    ]
    before = opening[: first.start()].splitlines()
    assert len([line for line in before if line.strip()]) <= 2  # the title, and what this is


# --- what no page may hold -----------------------------------------------------------------------


@pytest.mark.parametrize("name", list(ALL_TEXTS))
def test_no_path_of_one_machine_is_named(name: str) -> None:
    absolute = r"(?<![\w.:/~$])(?:/(?:tmp|home|root|work|Users|mnt|srv|opt|var)\b|[A-Z]:\\)\S*"
    assert re.findall(absolute, ALL_TEXTS[name]) == []


@pytest.mark.parametrize("name", PAGES)
def test_paragraphs_stand_on_one_line(name: str) -> None:
    """Search takes a line break within a paragraph for a space between words."""
    text = re.sub(r"^```.*?^```$", "", TEXTS[name], flags=re.M | re.S)
    lines = text.splitlines()
    for line, after in pairwise(lines):
        plain = [bool(re.match(r"[^\s#|\-\d]", item)) for item in (line, after)]
        assert not all(plain), f"hard wrap: {line[:40]}…"


@pytest.mark.parametrize("name", PAGES)
def test_links_between_pages_lead_to_headings(name: str) -> None:
    for page, anchor in re.findall(r"\]\(([\w/]*(?:\.md)?)(?:#([\w-]+))?\)", TEXTS[name]):
        if page in ("problems/index.md", "calendar/index.md"):  # made by the build
            continue
        target = TEXTS[page or name]
        assert not anchor or f"{{#{anchor}}}" in target, f"{page}#{anchor}"


def test_every_module_is_in_the_map_of_layers() -> None:
    """CONTRIBUTING's map of the engine names every module, and none that is gone."""
    described = set(re.findall(r"\b([a-z_]+)\.py\b", section_of_layers()))
    engine = REPOSITORY / "hooks" / "workplan"
    assert described == {file.stem for file in engine.glob("*.py")} - {"__init__"} | {"plan_pages"}
    for file in engine.glob("*.py"):
        assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))), file.name


def section_of_layers() -> str:
    match = re.search(r"^## Layers\n(.*?)(?=^## )", ROOT_TEXTS["CONTRIBUTING.md"], re.M | re.S)
    assert match
    return match[1]
