#!/usr/bin/env python3
"""What a build costs, beside bare Material: `scripts/bench.py`, `scripts/bench.py 64:5 640`.

A size is a number of tasks, with how often to build each side after a colon. Both sides say the
same: here a plan with six updates a task, there a Markdown page a task with the six in a list.
Whole processes are measured, the two sides in turn, so that what else the machine does falls on
both; read the ratios. Works on copies in a temporary folder. Nothing is asserted.
"""

import argparse
import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from types import ModuleType
from typing import Any

from in_venv import ROOT, restart_in_venv

SIZES = ("64:3", "640:2", "6400:1")
SHIPPED_RUNS = 9
YEAR = 2022
MEGABYTE = 1_000_000
# The same frame for both sides: no clock, no notices, no .venv to look for in the copies.
ENVIRONMENT = {
    **os.environ,
    "NO_MKDOCS_2_WARNING": "1",
    "SOURCE_DATE_EPOCH": "1672444800",
    "WORKPLAN_NO_VENV": "1",
}
ENVIRONMENT.pop("PLAN_AS_OF", None)


# --- a plan of any size --------------------------------------------------------------------------

COMMITTEES = (
    *("提案委员会", "委员工作委员会", "经济委员会", "农业和农村委员会", "教科卫体委员会"),
    *("社会和法制委员会", "民族和宗教委员会", "文化文史和学习委员会", "港澳台侨委员会"),
)
DEPARTMENTS = (
    *("办公室", "研究室", *COMMITTEES, "机关党组", "机关党委", "机关纪委"),
    *("党建工作领导小组办公室", "各党支部", "各临时党支部", "工作专班"),
)
GROUP = "各专门委员会"
AREAS = (
    *("加强政治理论学习", "落实党组议事规则", "巩固党史学习教育成果", "党建履职尽责融合互促"),
    *("深化党风廉政建设", "研究制定制度文件", "组织开好重要会议", "加强和改进宣传工作"),
)
# Every kind of deadline; a mapping is written as it stands, in YAML's flow style.
DEADLINES = (
    *("全年", "上半年", "三季度", "7月", "9月底前", "10月上旬", "11月15日", "12月10日前"),
    *("3月—6月", "年底前", "每月1次", "每两月1次", "每季度一次", "每半年1次", "每年1次"),
    *("长期", "次年3月", "根据市委部署", "待定"),
    "{text: 换届前, from: 2022-02-01, to: 2022-11-30}",
)
WAYS = (
    "围绕市委、市政府中心工作和年度协商计划",
    "通过专题调研、界别协商和民主监督等方式",
    "坚持党建引领、统筹谋划、分工负责",
    "按照分级负责、上下联动的要求",
    "结合主题活动和委员会客厅建设",
)
ACTS = ("扎实推进", "建立完善", "组织开展", "认真落实", "持续深化", "统筹做好", "督促指导")
OBJECTS = (
    *("委员联络服务和履职管理", "提案办理协商和跟踪督办", "社情民意信息收集和报送"),
    *("基层协商平台的规范运行", "政协理论研究和文史资料征集", "机关作风建设和效能考核"),
    *("党员教育培训和主题党日", "重点课题调研和成果转化", "对外宣传和界别活动组织"),
    *("民主监督小组的日常工作", "会议制度和议事规则的修订"),
)
AIMS = (
    *("推动各项部署落到实处、见到实效", "形成可检查、可复制的工作机制"),
    *("切实提高履职能力和服务水平", "为全市高质量发展凝聚共识"),
)
UPDATES = 6


@dataclass(frozen=True)
class BenchUpdate:
    """One entry of a return: who, in which month, and its further keys in YAML's order."""

    department: str
    month: int
    fields: dict[str, str]


@dataclass(frozen=True)
class BenchTask:
    id: int
    text: str
    departments: tuple[str, ...]
    due: str
    more: tuple[str, ...]
    updates: tuple[BenchUpdate, ...]


def task_text(number: int) -> str:
    return (
        f"{WAYS[number % 5]}，{ACTS[number % 7]}{OBJECTS[number % 11]}，{AIMS[number % 4]}，"
        f"年内完成 {number % 90 + 10} 项具体工作"
    )


def note_text(number: int, step: int) -> str:
    act, thing = ACTS[(number + step) % 7], OBJECTS[(number * 3 + step) % 11]
    return (
        f"已召开第 {step + 1} 次专题会议，{act}{thing}，走访委员 {number % 40 + step + 2} 人次，"
        f"收集意见建议 {number % 17 + 3} 条，下一步{AIMS[(number + step) % 4]}"
    )


def updates_of(
    number: int, units: Sequence[str], *, joint: bool, recurring: bool
) -> Iterator[BenchUpdate]:
    """Six updates, every other month: most go on, some are late, some completed and closed."""
    for step in range(UPDATES):
        speaks = joint or step not in (1, 3)
        unit = units[(number + step) % len(units)] if joint else units[0 if speaks else -1]
        fields: dict[str, str] = {}
        if not speaks and unit != units[0]:
            fields["figures"] = f"{{走访委员（人次）: {number % 40 + 2}}}"
        elif recurring:
            fields |= {"status": "进行中", "occurrences": "1"}
        elif joint or number % 8 > 2 or step < 4:
            share = 15 * (step + 1) if number % 8 < 6 else 5
            fields |= {"status": "进行中", "progress": str(share)}
        elif step == 4:
            evidence = "[{title: 工作总结, link: https://example.cn/report}]"
            fields |= {"status": "已完成", "evidence": evidence}
        elif number % 8 == 0:
            verifier = DEPARTMENTS[(DEPARTMENTS.index(units[0]) + 7) % len(DEPARTMENTS)]
            fields |= {"status": "已销号", "verified_by": verifier}
        yield BenchUpdate(
            unit, 2 * step + 1 + number % 2, {**fields, "note": note_text(number, step)}
        )


def task_of(number: int) -> BenchTask:
    due = DEADLINES[number % len(DEADLINES)]
    joint = number % 16 == 9
    first = number * 5 % len(DEPARTMENTS)
    units = tuple(DEPARTMENTS[(first + 7 * at) % len(DEPARTMENTS)] for at in range(number % 3 + 1))
    more = []
    if due == "全年" and number % 3 == 0:
        more.append("repeat: 每季度1次")
    if due in ("上半年", "9月底前", "待定") and number % 4 == 3:
        moved = "to: 2022-12-20, approved_by: 党组会议, approved_on: 2022-05-10, reason: 统筹安排"
        more += ["extensions:", f"  - {{{moved}}}"]
    speaking = COMMITTEES if joint else units
    recurring = "每" in due or "repeat: 每季度1次" in more
    updates = tuple(updates_of(number, speaking, joint=joint, recurring=recurring))
    return BenchTask(
        number, task_text(number), (GROUP,) if joint else units, due, tuple(more), updates
    )


def tasks_of(size: int) -> list[BenchTask]:
    return [task_of(number) for number in range(1, size + 1)]


def write_plan(tasks: Sequence[BenchTask], folder: Path) -> None:
    """The plan with its organization, and a return for each department and month."""
    returns = folder / str(YEAR)
    returns.mkdir(parents=True)
    organization = ["committee: {name: 政协示例市委员会, short: 示例市政协}", "departments:"]
    for at, name in enumerate(DEPARTMENTS, 1):
        organization += [f"  unit-{at:02}:", f"    name: {name}"]
    organization += ["groups:", f"  - {{name: {GROUP}, members: [{', '.join(COMMITTEES)}]}}"]
    write_lines(folder / "organization.yaml", organization)

    plan = [
        *("kind: task-list", f"title: {YEAR}年重点任务清单", f"year: {YEAR}"),
        f"as_of: {YEAR}-12-29",
        f"source: {{number: 示例〔{YEAR}〕1号, issued: {YEAR}-01-10}}",
        "areas:",
    ]
    for at, area in enumerate(AREAS):
        share = tasks[len(tasks) * at // len(AREAS) : len(tasks) * (at + 1) // len(AREAS)]
        plan += [f"  - title: {area}", "    tasks:"]
        for task in share:
            plan += [
                f"      - id: {task.id}",
                f"        text: {task.text}",
                f"        departments: {'、'.join(task.departments)}",
                f"        due: {task.due}",
                *(f"        {line}" for line in task.more),
            ]
    write_lines(folder / f"{YEAR}.yaml", plan)

    reports: dict[tuple[str, int], list[str]] = {}
    for task in tasks:
        for update in task.updates:
            lines = reports.setdefault((update.department, update.month), [])
            lines.append(f"  - task: {task.id}")
            lines += [f"    {key}: {value}" for key, value in update.fields.items()]
    for (department, month), lines in reports.items():
        head = [
            f"department: {department}",
            f"reported_on: {YEAR}-{month:02}-28",
            f"period: {YEAR}-{month:02}",
            "updates:",
        ]
        name = f"unit-{DEPARTMENTS.index(department) + 1:02}"
        (returns / name).mkdir(exist_ok=True)
        write_lines(returns / name / f"{YEAR}-{month:02}.yaml", head + lines)


def write_pages(tasks: Sequence[BenchTask], folder: Path) -> None:
    """The same texts as somebody would write them by hand, a page a task."""
    (folder / "tasks").mkdir(parents=True)
    write_lines(folder / "index.md", [f"# {YEAR}年重点任务清单", "", f"{len(tasks)} 项任务"])
    for task in tasks:
        lines = [
            *(f"# {task.id} {task.text[:17]}…", "", task.text, ""),
            f"责任部门：{'、'.join(task.departments)}。完成时限：{task.due}。",
            *("", "## 进展", ""),
        ]
        for update in task.updates:
            said = " ".join(update.fields.values())
            lines.append(f"- {YEAR}-{update.month:02}-28 {update.department} {said}")
        write_lines(folder / "tasks" / f"{task.id}.md", lines)


def write_lines(file: Path, lines: Iterable[str]) -> None:
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")


# Bare Material with the search settings of mkdocs.yml; like ours, task pages outside the nav.
BARE = """\
site_name: 重点任务
theme: {name: material, language: zh, font: false}
plugins:
  - search: {lang: zh}
nav: [index.md]
not_in_nav: /tasks/
"""


# --- whole processes -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds on the wall and of the processor, and its peak of memory."""

    wall: float
    cpu: float
    memory: float


def run(command: Sequence[str], folder: Path) -> Cost:
    """Runs a command to its end; on failure shows what it said and exits."""
    with tempfile.TemporaryFile() as said:
        started = perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=ENVIRONMENT, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.stderr.buffer.write(said.read()[-4000:])
            sys.exit(f"failed with {process.returncode}: {' '.join(command)}")
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / MEGABYTE)


def middle(costs: Sequence[Cost]) -> Cost:
    """The medians of a few runs."""
    return Cost(
        median(cost.wall for cost in costs),
        median(cost.cpu for cost in costs),
        median(cost.memory for cost in costs),
    )


def in_turn(runs: int, *sides: Callable[[], Cost]) -> list[Cost]:
    """The sides A B A B …, and the medians of each."""
    costs = [[side() for side in sides] for _ in range(runs)]
    return [middle(column) for column in zip(*costs, strict=True)]


def build(folder: Path) -> Cost:
    """A build into a folder that is not there yet, so that none is measured emptying it."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    return run([sys.executable, "-m", "mkdocs", "build"], folder)


def check(folder: Path) -> Cost:
    return run([sys.executable, "scripts/plan.py", "check"], folder)


PARSE = """\
import pathlib, yaml
for file in pathlib.Path("plans").rglob("*.yaml"):
    yaml.load(file.read_bytes(), getattr(yaml, "CBaseLoader", yaml.BaseLoader))
"""


def parse(folder: Path) -> Cost:
    """The least that any reader does: `import yaml` and PyYAML over the same files, by libyaml
    where it is there, scalars left as text.
    """
    return run([sys.executable, "-c", PARSE], folder)


# --- where the time goes, in one process ---------------------------------------------------------

PHASES = ("start", "load", "checks", "snapshot", "pages", "report files", "MkDocs")


def measure_phases(folder: Path) -> dict[str, float]:
    """Builds in this process; CPU seconds of its parts, each without those inside it."""
    started = process_time()
    os.chdir(folder)
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config

    config = load_config("mkdocs.yml")  # imports the hook, naming it after its file
    hook, engine = sys.modules["hooks/plan_pages.py"], sys.modules["workplan.site"]
    seconds = dict.fromkeys(PHASES, 0.0)
    seconds["start"] = process_time() - started
    timed(hook, "load_library", "load", seconds)
    timed(hook, "checked", "checks", seconds)
    timed(engine, "snapshot_of", "snapshot", seconds)
    timed(hook, "site_of", "pages", seconds)
    timed(sys.modules["workplan.exports.reports"].ReportFiles, "of", "report files", seconds)
    build_site(config)
    whole = process_time() - started
    seconds["pages"] -= seconds["snapshot"] + seconds["report files"]
    seconds["MkDocs"] = whole - sum(seconds.values())
    return seconds


def timed(module: ModuleType | type, name: str, phase: str, seconds: dict[str, float]) -> None:
    """Puts a stopwatch around a module's function, or a class's."""
    function = getattr(module, name)

    def measured(*args: Any, **more: Any) -> Any:
        started = process_time()
        try:
            return function(*args, **more)
        finally:
            seconds[phase] += process_time() - started

    setattr(module, name, measured)


def afresh(what: str, folder: Path) -> dict[str, float]:
    """What one of this script's own measures finds in a fresh process."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    command = [sys.executable, str(folder / "scripts" / "bench.py"), what, str(folder)]
    said = subprocess.run(
        command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    )
    found: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
    return found


# --- the reports of a year, in a process of their own ---------------------------------------------

REPORTS = ("days", "documents", "pages", "Word", "Excel")


def measure_reports(folder: Path) -> dict[str, float]:
    """CPU seconds of what reports add to a build of a year that is over; `count` is how many.

    The plan at the end of each month, which charts look at too; the documents; their pages; their
    Word files, with reading the template, and their workbooks.
    """
    sys.path.insert(0, str(folder / "hooks"))
    from workplan.exports.docx import as_docx, word_template_in
    from workplan.exports.xlsx import document_as_xlsx
    from workplan.load import load_library
    from workplan.render import Renderer
    from workplan.report_views import ReportViews
    from workplan.summaries import snapshot_of
    from workplan.views import Views

    plan = load_library(folder / "plans", "plans").plans[0]
    found = ReportViews(Views(snapshot_of(plan, plan.last_day), home=True))
    renderer = Renderer()
    seconds = {}
    started = process_time()
    found.views.trend()
    seconds["days"] = process_time() - started
    documents = found.documents
    seconds["documents"] = process_time() - started - seconds["days"]
    started = process_time()
    for view in found.pages():
        document = view.document
        facts = found.facts(document)
        renderer.render("report.html", document.address, view=view, facts=facts)
    seconds["pages"] = process_time() - started
    started = process_time()
    template, _ = word_template_in(folder)
    if template is None:
        sys.exit("the Word template is not good: scripts/build says why")
    for document in documents:
        as_docx(document, template)
    seconds["Word"] = process_time() - started
    started = process_time()
    for document in documents:
        document_as_xlsx(document)
    seconds["Excel"] = process_time() - started
    return seconds | {"count": len(documents)}


# --- the tables ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """All that was measured at one size; `output` is megabytes of files, ours and bare."""

    size: int
    runs: int
    ours: Cost
    bare: Cost
    output: tuple[float, float]
    phases: dict[str, float]
    reports: dict[str, float]
    check: Cost
    parse: Cost


def measure(size: int, runs: int, scratch: Path) -> Result:
    ours, bare = scratch / "ours", scratch / "bare"
    tasks = tasks_of(size)
    shutil.rmtree(ours / "plans", ignore_errors=True)
    shutil.rmtree(bare, ignore_errors=True)
    write_plan(tasks, ours / "plans")
    write_pages(tasks, bare / "docs")
    (bare / "mkdocs.yml").write_text(BARE, encoding="utf-8")
    costs = in_turn(runs, lambda: build(ours), lambda: build(bare))
    output = (size_of(ours / "site"), size_of(bare / "site"))
    checking, parsing = in_turn(runs, lambda: check(ours), lambda: parse(ours))
    parts = (afresh("--phases", ours), afresh("--reports", ours))
    return Result(size, runs, costs[0], costs[1], output, *parts, checking, parsing)


def measure_shipped(runs: int, scratch: Path) -> tuple[Cost, Cost]:
    """`check` and parsing alone over the plans of this repository, as they are."""
    ours = scratch / "ours"
    shutil.rmtree(ours / "plans", ignore_errors=True)
    shutil.copytree(ROOT / "plans", ours / "plans")
    checking, parsing = in_turn(runs, lambda: check(ours), lambda: parse(ours))
    return checking, parsing


def size_of(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / MEGABYTE


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---:"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def pair(ours: float, other: float, digits: int = 1) -> str:
    """Two amounts and their ratio."""
    return f"{ours:.{digits}f} / {other:.{digits}f} = **{ours / other:.2f}**"


def check_row(name: str, checking: Cost, parsing: Cost) -> Sequence[str]:
    return (
        *(name, pair(checking.wall, parsing.wall, 2), pair(checking.cpu, parsing.cpu, 2)),
        pair(checking.memory, parsing.memory, 0),
    )


def tables(results: Sequence[Result], shipped: tuple[Cost, Cost]) -> Iterator[str]:
    first = results[0]
    yield "Builds, ours / bare Material (medians):\n"
    yield table(
        ("tasks", "runs", "wall, s", "CPU, s", "peak memory, MB", "output, MB"),
        (
            (
                *(str(one.size), str(one.runs), pair(one.ours.wall, one.bare.wall)),
                *(pair(one.ours.cpu, one.bare.cpu), pair(one.ours.memory, one.bare.memory, 0)),
                pair(*one.output),
            )
            for one in results
        ),
    )
    yield f"Growth: CPU a task, ours / bare, and against {first.size} tasks:\n"
    yield table(
        ("tasks", "ms a task", f"× {first.size}, ours", f"× {first.size}, bare"),
        (
            (
                *(str(one.size), pair(each(one.ours, one), each(one.bare, one))),
                f"{each(one.ours, one) / each(first.ours, first):.2f}",
                f"{each(one.bare, one) / each(first.bare, first):.2f}",
            )
            for one in results
        ),
    )
    yield "Where a build's CPU time goes (one process):\n"
    yield table(("tasks", *PHASES), (phase_row(one) for one in results))
    yield "All reports of a year, CPU, and as a share of the build without them:\n"
    yield table(("tasks", "reports", *REPORTS, "together"), (reports_row(one) for one in results))
    yield (
        "`plan.py check` / `import yaml` and parsing the same files alone, whole processes "
        "(medians; of the generated plans each has a year's returns):\n"
    )
    rows = [(str(one.size), one.check, one.parse) for one in results]
    yield table(
        ("tasks", "wall, s", "CPU, s", "peak memory, MB"),
        (check_row(*row) for row in [("shipped", *shipped), *rows]),
    )


def each(cost: Cost, result: Result) -> float:
    """Milliseconds of processor time a task."""
    return 1000 * cost.cpu / result.size


def phase_row(result: Result) -> Sequence[str]:
    whole = sum(result.phases.values())
    return (
        str(result.size),
        *(f"{result.phases[name]:.2f} s, {result.phases[name] / whole:.0%}" for name in PHASES),
    )


def reports_row(result: Result) -> Sequence[str]:
    found = result.reports
    whole = sum(found[name] for name in REPORTS)
    share = whole / (result.ours.cpu - whole)
    return (
        *(str(result.size), f"{found['count']:.0f}"),
        *(f"{found[name]:.2f} s" for name in REPORTS),
        f"{whole:.2f} s, **{share:.0%}**",
    )


def a_size(text: str) -> tuple[int, int]:
    size, _, runs = text.partition(":")
    if not (size.isdecimal() and (runs or "1").isdecimal() and int(size) and int(runs or 1)):
        raise argparse.ArgumentTypeError(f"not a size: {text!r}; write 640 or 640:3")
    return int(size), int(runs or 1)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.py", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=a_size, metavar="TASKS[:RUNS]")
    parser.add_argument("--phases", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--reports", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.phases:
        print(json.dumps(measure_phases(options.phases)))
        return 0
    if options.reports:
        print(json.dumps(measure_reports(options.reports)))
        return 0
    sizes = sorted(options.sizes or map(a_size, SIZES))
    scratch = Path(tempfile.mkdtemp(prefix="workplan-bench."))
    try:
        ours = scratch / "ours"
        ours.mkdir()
        shutil.copy(ROOT / "mkdocs.yml", ours)
        for name in ("hooks", "content", "scripts", "word"):
            unwanted = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, ours / name, ignore=unwanted)
        compileall.compile_dir(ours, quiet=1)
        # From small to large: a child's peak of memory starts at what this process holds.
        shipped = measure_shipped(SHIPPED_RUNS, scratch)
        results = [measure(size, runs, scratch) for size, runs in sizes]
    finally:
        shutil.rmtree(scratch)
    python = ".".join(map(str, sys.version_info[:3]))
    print(
        f"Python {python}, MkDocs {version('mkdocs')}, Material {version('mkdocs-material')}; "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {UPDATES} updates a task.\n"
    )
    print("\n".join(tables(results, shipped)), end="")
    return 0


if __name__ == "__main__":
    restart_in_venv()
    sys.exit(main())
