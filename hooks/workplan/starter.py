"""A small working site of another committee: the program's own files, and plans to begin with.

What is copied is named here: not the tests, which hold the program, nor anybody's plans. `starter/`
has what is written instead.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from string import Template

from workplan.handbook import handbook
from workplan.names import load_organization
from workplan.schemas import FOLDER, modeline, schema_files
from workplan.source import parse_text
from workplan.writing import yaml_of

ROOT = Path(__file__).parents[2]
TEMPLATES = Path(__file__).parent / "starter"
# Files, and folders with all that is in them.
COPIED = (
    ".ci",
    ".editorconfig",
    ".gitattributes",
    ".github/workflows",
    ".gitignore",
    ".gitlab-ci.yml",
    ".vscode",
    "content/guide",
    "hooks",
    "inbox/README.md",
    "mkdocs.yml",
    "requirements.txt",
    "scripts/build",
    "scripts/build_site.py",
    "scripts/in_venv.py",
    "scripts/plan.py",
    "scripts/serve",
    "scripts/setup.sh",
    "scripts/site_summary.py",
    "scripts/word_template.py",
    "word",
)
CHECK = ".ci/run"
_CACHES = ("__pycache__", ".DS_Store")


def starter_files(name: str, short: str, year: int) -> dict[str, bytes]:
    """Every file of a new site by its path: a committee's name and short name, its first year."""
    found = {path: (ROOT / path).read_bytes() for path in _copied()}
    title = f"{year}年{short}重点任务清单"
    words = {"name": _scalar(name), "short": _scalar(short), "title": _scalar(title)}
    for path, template in (
        ("organization.yaml", "organization.yaml"),
        (f"{year}.yaml", "plan.yaml"),
        (f"{year}/01/office.yaml", "return.yaml"),
    ):
        text = modeline(PurePosixPath(path)) + _filled(template, words, year)
        found[f"plans/{path}"] = text.encode()
    found["README.md"] = _filled("README.md", {"name": name, "short": short}, year).encode()
    found[CHECK] = (TEMPLATES / "run").read_bytes()
    found["mkdocs.yml"] = _settings(found["mkdocs.yml"].decode(), name, short).encode()
    for file, text in _schemas(found["plans/organization.yaml"].decode()).items():
        found[f"{FOLDER}/{file}"] = text.encode()
    return found


def executable(path: str) -> bool:
    """Whether people start a file of a new site."""
    return path == CHECK or os.access(ROOT / path, os.X_OK)


def _copied() -> Iterator[str]:
    for start in COPIED:
        root = ROOT / start
        for file in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if file.is_file() and not set(_CACHES) & set(file.parts):
                yield file.relative_to(ROOT).as_posix()


def _scalar(text: str) -> str:
    """A text as YAML writes it after a key."""
    return yaml_of({"x": text}).removeprefix("x: ").rstrip("\n")


def _filled(template: str, words: Mapping[str, str], year: int) -> str:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return Template(text).substitute(words, year=year)


def _settings(text: str, name: str, short: str) -> str:
    """mkdocs.yml with another site's name."""
    for key, value in (
        ("site_name", f"{short} · 重点任务"),
        ("site_description", f"{name}重点任务的计划与进展"),
    ):
        line = f"{key}: {_scalar(value)}".replace("\\", r"\\")
        text = re.sub(rf"^{key}:.*$", line, text, count=1, flags=re.M)
    text = re.sub(r"^  - [^\n]*: reports/.*\n", "", text, flags=re.M)  # its own pages stay there
    # What belonged to the repository that this is copied from.
    return re.sub(r"^((?:site_url|repo_url|edit_uri):.*)$", r"# \1", text, flags=re.M)


def _schemas(organization: str) -> dict[str, str]:
    document, _ = parse_text(organization, "organization.yaml")
    names, _ = load_organization(document) if document else (None, [])
    if names is None:
        raise ValueError(f"{TEMPLATES / 'organization.yaml'} is no organization file")
    return schema_files(handbook(), names.organization)
