"""`/data/<plan-id>.json`: public and stable. Source: design.md, “What a build gives”."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from workplan.addresses import evidence_address, task_address
from workplan.deadlines import Deadline, Kind
from workplan.gathering import Gathering, gatherings_of
from workplan.model import ColumnKind, Extension, Form, FormCell, Plan, Update
from workplan.summaries import Rate, Snapshot, State, Totals
from workplan.windows import Occurrence, extensions_at

Json = dict[str, Any]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _id(text: str) -> int | str:
    """A number if all digits (and written as one: 007 stays text), else text."""
    return int(text) if text.isdecimal() and str(int(text)) == text else text


def _rate(rate: Rate) -> Json | None:
    if rate.value is None:
        return None
    return {"n": rate.n, "of": rate.of, "rate": round(rate.value, 4)}


def _totals(totals: Totals) -> Json:
    return {
        "tasks": totals.tasks,
        "completed": totals.completed,
        "closed": totals.closed,
        "dropped": totals.dropped,
        "completion": _rate(totals.completion),
        "closing": _rate(totals.closing),
        "in_time": _rate(totals.in_time),
        "reporting": _rate(totals.reporting),
        "lamps": {str(lamp): count for lamp, count in totals.lamps.items()},
    }


def _occurrence(occurrence: Occurrence) -> Json:
    slot = occurrence.slot
    return {
        "label": slot.label,
        "start": _day(slot.start),
        "end": _day(slot.end),
        "required": slot.required,
        "held": occurrence.held,
        "met": occurrence.met,
        "late": occurrence.late,
    }


def _due(state: State) -> Json | None:
    deadline, standing = state.task.deadline, state.standing
    if deadline is None:
        return None
    kind = Kind.RECURRING if standing.occurrences else deadline.kind
    return {
        "text": deadline.text,
        "kind": str(kind),
        "start": _day(standing.window.start),
        "end": _day(standing.window.end),
        "original_end": _day(standing.window.original_end),
        "occurrences": [_occurrence(item) for item in standing.occurrences],
    }


def _extension(extension: Extension) -> Json:
    return {
        "to": _day(extension.to),
        "approved_on": _day(extension.approved_on),
        "approved_by": extension.approved_by,
        "reason": extension.reason,
        "occurrence": extension.occurrence,
    }


def _update(update: Update, plan: Plan) -> Json:
    return {
        "date": _day(update.date),
        "reported_on": _day(update.reported_on),
        "department": plan.name(update.department),
        "status": update.status,
        "progress": update.progress,
        "occurrences": len(update.held) or None,
        "figures": dict(update.figures),
        "note": update.note,
        "evidence": [
            {"title": item.title, "href": evidence_address(plan.id, item)}
            for item in update.evidence
        ],
    }


def _task(state: State, snapshot: Snapshot) -> Json:
    task, standing, verdict, plan = state.task, state.standing, state.verdict, snapshot.plan
    closed_by = standing.closed_by
    verified_by = closed_by.verified_by if closed_by else None
    return {
        "id": _id(task.id),
        "area": task.area,
        "text": task.text,
        "short": task.short,
        "departments": [named.name for named in task.named],
        "assigned": [plan.name(unit) for unit in standing.units],
        "lead": plan.name(standing.lead) if standing.lead else None,
        "due": _due(state),
        "extensions": [_extension(item) for item in extensions_at(task, snapshot.as_of)],
        "status": standing.status,
        "pace": verdict.pace,
        "lamp": str(verdict.lamp),
        "cause": str(verdict.cause),
        "reason": verdict.reason,
        "progress": standing.percent,
        "completed_on": _day(standing.completed_on),
        "verified_by": plan.name(verified_by) if verified_by else None,
        "updates": [_update(item, plan) for item in standing.news],
        "url": task_address(plan.id, task.id),
    }


def _form_due(deadline: Deadline | None) -> Json | None:
    """As a task's; a form's deadline is neither moved nor repeated."""
    if deadline is None:
        return None
    return {
        "text": deadline.text,
        "kind": str(deadline.kind),
        "start": _day(deadline.start),
        "end": _day(deadline.end),
        "original_end": _day(deadline.end),
        "occurrences": [],
    }


def _form_cells(form: Form, number: int, row: tuple[FormCell, ...]) -> list[int | str | None]:
    """A row's values in the order of its columns: numbers, else what is written; null where empty."""
    return [
        number
        if column.kind is ColumnKind.SERIAL
        else cell.value
        if isinstance(cell.value, int)
        else cell.text or None
        for column, cell in zip(form.columns, row, strict=True)
    ]


def _form(gathering: Gathering, plan: Plan) -> Json:
    """A form with all rows, in the order of `returned`: the first `rows` of them are its first unit's.

    What a header holds are contacts; only its fields are named.
    """
    form = gathering.form
    handed = [(unit, unit.given) for unit in gathering.units if unit.given]
    return {
        "key": form.key,
        "title": form.title,
        "due": _form_due(form.deadline),
        "header": list(form.header),
        "columns": [column.title for column in form.columns],
        "owed_by": [plan.name(unit) for unit in form.owed],
        "returned": [
            {
                "unit": plan.name(unit.unit),
                "returned_on": _day(given.reported_on),
                "late": unit.late,
                "rows": len(given.rows),
            }
            for unit, given in handed
        ],
        "rows": [
            _form_cells(form, number, row)
            for _, given in handed
            for number, row in enumerate(given.rows, 1)
        ],
    }


def _stages(plan: Plan) -> Json:
    """A scheme's stages: the wordings of their bounds, and days or null."""
    if plan.scheme is None:
        return {}
    stages = [
        {
            "title": stage.title,
            "from": stage.from_,
            "to": stage.to,
            "start": _day(stage.start),
            "end": _day(stage.end),
        }
        for stage in plan.scheme.stages
    ]
    return {"stages": stages}


def document_of(snapshot: Snapshot) -> Json:
    """The whole export as plain values."""
    plan = snapshot.plan
    source = plan.source
    return {
        "plan": {
            "id": plan.id,
            "kind": plan.kind,
            "title": plan.title,
            "year": plan.year,
            "committee": plan.organization.name,
            "source": {
                "number": source.number,
                "issuer": source.issuer,
                "issued": _day(source.issued),
                "corrections": [
                    {"where": item.where, "note": item.note} for item in source.corrections
                ],
            },
        },
        "as_of": _day(snapshot.as_of),
        "sample": plan.sample,
        "reporting_period": snapshot.period.code if snapshot.period else None,
        "totals": _totals(snapshot.totals),
        "areas": [
            {
                "number": number,
                "title": title,
                "tasks": [_id(state.task.id) for state in snapshot.by_area[number - 1]],
                "totals": _totals(snapshot.area_totals(number)),
            }
            for number, title in enumerate(plan.area_titles, 1)
        ],
        **_stages(plan),
        "departments": [
            {
                "key": key,
                "name": plan.name(key),
                "leads": [_id(state.task.id) for state in snapshot.led_by(key)],
                "tasks": [_id(state.task.id) for state in states],
                "totals": _totals(snapshot.department_totals(key)),
            }
            for key, states in snapshot.by_department.items()
        ],
        "tasks": [_task(state, snapshot) for state in snapshot.states],
    } | _forms(snapshot)


def _forms(snapshot: Snapshot) -> Json:
    """The forms of a scheme, or of another plan that has some."""
    plan = snapshot.plan
    if plan.kind != "scheme" and not plan.forms:
        return {}
    return {"forms": [_form(item, plan) for item in gatherings_of(plan, snapshot.as_of)]}


def as_json(snapshot: Snapshot) -> str:
    """The export as text: two-space indentation, Chinese as it is, a newline at the end."""
    return json.dumps(document_of(snapshot), ensure_ascii=False, indent=2) + "\n"
