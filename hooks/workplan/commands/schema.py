"""`plan.py schema`: what editors of YAML are told of the files, written or compared."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from workplan.commands.options import CLEAN, PROBLEMS, add_plans, write
from workplan.handbook import handbook
from workplan.names import load_organization
from workplan.problems import Problem, report
from workplan.schemas import FOLDER, schema_files
from workplan.source import read_document

if TYPE_CHECKING:
    from workplan.commands.options import Commands
    from workplan.model import Organization


def add(commands: Commands) -> None:
    schema = commands.add_parser("schema", help="按字段说明和部门名称重写编辑器用的 schema/")
    schema.set_defaults(run=_schema)
    schema.add_argument("--check", action="store_true", help="不写，只看是不是最新的")
    add_plans(schema)


def _schema(options: argparse.Namespace) -> int:
    organization, problems = organization_in(options.plans)
    if organization is None or problems:
        print(report(problems))
        return PROBLEMS
    folder = _folder(options.plans)
    wanted = {folder / name: text for name, text in schema_files(handbook(), organization).items()}
    old = {file: text for file, text in wanted.items() if _text(file) != text}
    for file in old:
        print(f"{file.as_posix()} {'不是最新的' if options.check else '已写好'}")
    if not old:
        print(f"{folder.as_posix()}/ 是最新的")
    elif options.check:
        print("运行 scripts/plan.py schema 重写")
        return PROBLEMS
    write(dict(old))
    return CLEAN


def _folder(plans: Path) -> Path:
    """The folder of schemas: beside that of the plans, which is where modelines look."""
    return plans.parent / FOLDER


def organization_in(plans: Path) -> tuple[Organization | None, list[Problem]]:
    """The organization alone, without the plans."""
    file = plans / "organization.yaml"
    document, problems = read_document(file, file.as_posix())
    if document is None:
        return None, problems
    names, more = load_organization(document)
    return (names.organization if names else None), [*problems, *more]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
