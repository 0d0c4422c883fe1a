"""Where things are on the site, relative to its root. Source: design.md, “What a build gives”."""

from __future__ import annotations

from urllib.parse import quote

from workplan.model import Evidence


def plan_address(plan: str) -> str:
    return f"{plan}/"


def tracker_address(plan: str) -> str:
    return f"{plan}/tracker/"


def timeline_address(plan: str) -> str:
    return f"{plan}/timeline/"


def departments_address(plan: str) -> str:
    return f"{plan}/departments/"


def department_address(plan: str, key: str) -> str:
    return f"{plan}/departments/{key}/"


def area_address(plan: str, number: int) -> str:
    return f"{plan}/areas/{number}/"


def task_address(plan: str, task: str) -> str:
    return f"{plan}/tasks/{task}/"


def codes_address() -> str:
    return "guide/problems/"


def data_address(plan: str, ending: str) -> str:
    return f"data/{plan}.{ending}"


def file_address(plan: str, file: str) -> str:
    return f"{plan}/files/{quote(file)}"


def evidence_address(plan: str, evidence: Evidence) -> str | None:
    """A link as given, a file's address on the site, or None where the file is missing."""
    if evidence.link is not None:
        return evidence.link
    if evidence.file is None or evidence.missing:
        return None
    return file_address(plan, evidence.file)
