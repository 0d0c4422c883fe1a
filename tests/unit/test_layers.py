"""Data flows one way: what each module of the engine may know of the others.

A module imports only from modules that stand before it here; a package's modules stand in its
place, and may know each other. A new module is a new word in this table.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

HOOKS = Path(__file__).parents[2] / "hooks"
ENGINE = HOOKS / "workplan"
TEMPLATES = ENGINE / "templates"

READ = """
    collector
    contacts
    privacy
    problems
    annotations
    source
    periods
    deadlines
    fields
    disclosure
    files
    shapes
    model
    names
    tasks
    schemes
    returns
    folder
    forms
    revisions
    masking
    load
    workbooks
    writing
    importing
    form_filling
    handbook
    schemas
    starter
"""
COMPUTE = """
    windows
    status
    reporting
    lamps
    summaries
    history
    comparison
    links
    gathering
    as_of
    checks
    next_year
"""
SHOW = """
    words
    addresses
    forge
    charts
    rows
    duties
    scheme_views
    documents
    differences
    reports
    figures
    questions
    articles
    exports
    filing
    beside
    form_views
    views
    report_views
    overview
    render
    pages
    site
    commands
    cli
"""
ORDER = [*READ.split(), *COMPUTE.split(), *SHOW.split()]
# Who may import each other within a package.
PACKAGES = ("exports", "filing", "commands", "importing", "reports")

MODULES = sorted(ENGINE.rglob("*.py"))
CLOCKS = ("now", "today", "utcnow", "fromtimestamp", "localtime", "gmtime", "time", "time_ns")
FOREIGN = ("mkdocs", "material", "mkdocs_material", "plan_pages")


def module_of(file: Path) -> str:
    """The word of the table for a file of the engine; empty for the package itself."""
    parts = file.relative_to(ENGINE).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


def imported(file: Path) -> Iterator[tuple[str, int]]:
    """The full names of the modules that a file imports, with the line."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: import by the full name"
            yield str(node.module), node.lineno
            if node.module == "workplan":
                yield from ((f"workplan.{alias.name}", node.lineno) for alias in node.names)


def test_every_module_has_its_place() -> None:
    found = {module_of(file) for file in MODULES} - {""}
    assert sorted(found - set(ORDER)) == [], "add the module to the table of layers"
    assert sorted(set(ORDER) - found) == [], "no such module any more"


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.relative_to(ENGINE).as_posix())
def test_a_module_imports_only_from_earlier_ones(file: Path) -> None:
    module = module_of(file)
    earlier = set(ORDER[: ORDER.index(module)]) if module else set()
    if module in PACKAGES:
        earlier.add(module)
    for name, line in imported(file):
        if name.startswith("workplan."):
            other = name.split(".")[1]
            assert other in earlier, f"{file.name}:{line}: {module} must not know {other}"


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.relative_to(ENGINE).as_posix())
def test_the_engine_knows_nothing_of_mkdocs(file: Path) -> None:
    for name, line in imported(file):
        assert name.split(".")[0] not in FOREIGN, f"{file.name}:{line}: imports {name}"


def test_one_hook_knows_mkdocs() -> None:
    knowing = [
        file.name
        for file in HOOKS.glob("*.py")
        if any(name.split(".")[0] == "mkdocs" for name, _ in imported(file))
    ]
    assert knowing == ["plan_pages.py"]


def clocks_asked(file: Path) -> list[int]:
    """The lines on which a file asks what time it is."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date", "time")
    ]


def test_one_module_asks_the_clock() -> None:
    asking = [file.name for file in [*HOOKS.glob("*.py"), *MODULES] if clocks_asked(file)]
    assert asking == ["as_of.py"]


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.relative_to(ENGINE).as_posix())
def test_the_clock_has_no_back_door(file: Path) -> None:
    assert not [name for name, _ in imported(file) if name in ("time", "calendar.timegm")]


# Operations a template may not do: numbers are settled in views. Text may be joined (~).
ARITHMETIC = (
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
    nodes.Pow,
    nodes.Neg,
)
# A comparison of sizes is a rule; whether two things are the same is a choice of words.
COMPARISONS = ("eq", "ne", "in", "notin")
FILTERS = ("join", "length", "unbroken")


def is_length(expression: nodes.Expr) -> bool:
    """How many are printed here is no rule."""
    return isinstance(expression, nodes.Filter) and expression.name == "length"


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*.html")), ids=lambda file: file.name)
def test_templates_only_print(file: Path) -> None:
    template = Environment(autoescape=True).parse(file.read_text(encoding="utf-8"))
    found = [f"{file.name}:{node.lineno}" for node in template.find_all(ARITHMETIC)]
    assert found == [], "compute it in views.py"
    found = [
        f"{file.name}:{compare.lineno}: {operand.op}"
        for compare in template.find_all(nodes.Compare)
        for operand in compare.ops
        if operand.op not in COMPARISONS
        and not (is_length(compare.expr) or is_length(operand.expr))
    ]
    assert found == [], "decide it in views.py"
    found = [
        f"{file.name}:{node.lineno}: {node.name}"
        for node in template.find_all(nodes.Filter)
        if node.name not in FILTERS
    ]
    assert found == [], "prepare it in views.py"
