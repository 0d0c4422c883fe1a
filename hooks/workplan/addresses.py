"""Where things are on the site, relative to its root. Templates call these functions too.

Source: design.md, “What a build gives”.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from workplan.model import Evidence


def plans_address() -> str:
    """All plans by year."""
    return "plans/"


def gathered_departments_address() -> str:
    """Every department, over all plans in force."""
    return "departments/"


def gathered_address(key: str) -> str:
    """One department's work in all plans in force."""
    return f"departments/{key}/"


def plan_address(plan: str) -> str:
    return f"{plan}/"


def tracker_address(plan: str, **choices: str) -> str:
    """The tracker, with some filters chosen: `lamp="red"`."""
    return f"{plan}/tracker/" + ("?" + urlencode(choices) if choices else "")


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


def reports_address(plan: str) -> str:
    """The list of a plan's reports."""
    return f"{plan}/reports/"


def report_address(plan: str, name: str) -> str:
    """One report: `2022-07`, `2022-q3`, `annual`, `due`."""
    return f"{plan}/reports/{name}/"


def report_file_address(report: str, name: str, ending: str) -> str:
    """A report's file, beside its page: 2022/reports/2022-07/2022-07.docx."""
    return f"{report}{name}.{ending}"


def guide_address() -> str:
    return "guide/"


def form_guide_address() -> str:
    """How units hand in forms."""
    return "guide/forms/"


def rules_address() -> str:
    """The handbook's page of how everything is computed."""
    return "guide/rules/"


def codes_address() -> str:
    return "guide/problems/"


def duties_address() -> str:
    return "guide/calendar/"


def data_address(plan: str, ending: str) -> str:
    return f"data/{plan}.{ending}"


def sheet_address(plan: str, department: str, period: str) -> str:
    """A department's workbook for a month: data/2022/sheets/office-2022-10.xlsx."""
    return f"data/{plan}/sheets/{department}-{period}.xlsx"


def excel_address() -> str:
    """The handbook's page on reporting with a workbook."""
    return "guide/excel/"


def file_path(plan: str, file: str) -> str:
    """Where a file of evidence is published; its address is this with percent escapes."""
    return f"{plan}/files/{file}"


def evidence_address(plan: str, evidence: Evidence) -> str | None:
    """A link as given, a file's address on the site, or None where the file is missing."""
    if evidence.link is not None:
        return evidence.link
    if evidence.file is None or evidence.missing:
        return None
    return quote(file_path(plan, evidence.file))


def forms_address(plan: str) -> str:
    """All forms of a plan."""
    return f"{plan}/forms/"


def form_address(plan: str, form: str) -> str:
    """A form with all rows."""
    return f"{plan}/forms/{form}/"


def form_return_address(plan: str, form: str, unit: str = "blank") -> str:
    """What one unit returned; without a unit the blank form."""
    return f"{plan}/forms/{form}/{unit}/"


def form_book_address(plan: str, form: str, unit: str = "blank") -> str:
    """The workbook to fill, a unit's or blank."""
    return f"{plan}/forms/{form}/{unit}.xlsx"
