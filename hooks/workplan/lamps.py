"""The lamp (灯) of a task with its cause and reason, and its pace (进度).

Each rule of the lamp is one function that returns a finding or None; `RULES` holds them in order,
and the first that finds something decides. Source: design.md, “Lamp” and “Pace”.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from workplan.fields import Status
from workplan.model import Plan, Update
from workplan.periods import day_in
from workplan.reporting import Duty
from workplan.status import COMPLETING, Standing, standing_of
from workplan.windows import Occurrence, shown_repairs


class Lamp(StrEnum):
    """What a reader sees first. Never better than what is known."""

    DONE = "done"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


LAMP_NAMES = {
    Lamp.DONE: "完成",
    Lamp.GREEN: "绿灯",
    Lamp.YELLOW: "黄灯",
    Lamp.RED: "红灯",
    Lamp.GREY: "灰灯",
}


class Cause(StrEnum):
    """Why a lamp is as it is: the rule that decided."""

    COMPLETED = "completed"
    DROPPED = "dropped"
    UNDATED = "undated"
    NOT_BEGUN = "not-begun"
    OVERDUE = "overdue"
    MISSED = "occurrence-missed"
    SILENT = "silent"
    BEHIND = "behind"
    REPAIRED = "repaired-late"
    DUE_SOON = "due-soon"
    UNREPORTED = "unreported"
    ON_TRACK = "on-track"
    OVERRIDE = "override"


class Pace(StrEnum):
    """How a task runs against time."""

    EARLY = "提前完成"
    IN_TIME = "按期完成"
    LATE = "逾期完成"
    UNDATED = "待定"
    SILENT = "未报送"
    BEHIND = "欠进度"
    AHEAD = "超进度"
    ON_TRACK = "达进度"


# A percent says little of a window shorter than this many days.
JUDGED_DAYS = 31
# So many points ahead of time is 超进度.
AHEAD_POINTS = 10


@dataclass(frozen=True)
class Finding:
    """A lamp with its cause and the sentence that says why."""

    lamp: Lamp
    cause: Cause
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What the rules say of a task at a day. `pace` is None where the task was dropped."""

    lamp: Lamp
    cause: Cause
    reason: str
    pace: Pace | None


@dataclass(frozen=True)
class Case:
    """What the rules look at: a task's standing, its plan, and its duty in the period that counts."""

    standing: Standing
    plan: Plan
    duty: Duty | None

    @property
    def as_of(self) -> date:
        return self.standing.as_of

    def day(self, day: date) -> str:
        """A day in a sentence: 7月31日, with its year where that is not the plan's."""
        return day_in(day, self.plan.year)


# --- the rules, in order -------------------------------------------------------------------------


def completed(case: Case) -> Finding | None:
    """1. Completed: in time or late by so many days; closed, or yet to be verified."""
    done_on = case.standing.completed_on
    if done_on is None:
        return None
    end = case.standing.window.end
    if end is None:
        how = f"已完成：{case.day(done_on)}完成"
    elif done_on <= end:
        pace = _pace_completed(case, done_on)
        how = f"{pace}：{case.day(done_on)}完成，完成时限 {case.day(end)}"
    else:
        how = (
            f"逾期 {(done_on - end).days} 天完成：{case.day(done_on)}完成，完成时限 {case.day(end)}"
        )
    closed = case.standing.closed_by
    if closed and closed.verified_by:
        state = f"已销号，{case.plan.name(closed.verified_by)}核验"
    else:
        state = "待核验"
    return Finding(Lamp.DONE, Cause.COMPLETED, f"{how}；{state}")


def dropped_or_waiting(case: Case) -> Finding | None:
    """2. Dropped; or, with nothing reported, undated (待定) or not begun (未到时间)."""
    standing = case.standing
    if standing.dropped:
        last = next(
            report for report in reversed(standing.reports) if report.status is Status.DROPPED
        )
        return Finding(
            Lamp.GREY, Cause.DROPPED, f"不再推进：{last.reason}（{last.approved_by}批准）"
        )
    deadline, window = standing.task.deadline, standing.window
    if deadline is None or standing.reports:
        return None
    if window.start is None:
        return Finding(Lamp.GREY, Cause.UNDATED, f"待定：{deadline.text}，尚无日期")
    if window.start > case.as_of:
        return Finding(Lamp.GREY, Cause.NOT_BEGUN, f"未到时间：{case.day(window.start)}开始")
    return None


def overdue(case: Case) -> Finding | None:
    """3. Past the current deadline, or an ended occurrence that nobody repaired."""
    end, issued = case.standing.window.end, case.plan.source.issued
    if end is not None and end < case.as_of:
        before = "（印发前已到期）" if issued and end < issued else ""
        late = (case.as_of - end).days
        left = _still_missing(case)
        reason = f"逾期 {late} 天{before}：完成时限 {case.day(end)}，{left}"
        return Finding(Lamp.RED, Cause.OVERDUE, reason)
    missed = [item for item in case.standing.occurrences if item.met is False]
    if missed:
        which = "、".join(f"{item.slot.label}（{_counted(item)}）" for item in missed)
        days = (case.as_of - missed[0].slot.end).days
        reason = f"逾期 {days} 天：{which}已过，尚未补上"
        return Finding(Lamp.RED, Cause.MISSED, reason)
    return None


def _counted(occurrence: Occurrence) -> str:
    return f"应 {occurrence.slot.required} 次，已 {occurrence.held} 次"


def _lacking(case: Case) -> str:
    """The labels of occurrences that completion still needs: 三季度、四季度."""
    return "、".join(
        item.slot.label
        for item in case.standing.occurrences
        if item.slot.judged and item.met is not True
    )


def _still_missing(case: Case) -> str:
    if case.standing.status in COMPLETING and (lacking := _lacking(case)):
        return f"还差{lacking}"
    return "尚未完成"


def silent(case: Case) -> Finding | None:
    """4. Owed for the latest period that counts, and nothing reported since it began.

    Where all speak: when none of the units that owe has. Near its deadline too: yellow.
    """
    if case.duty is None or not case.duty.owing:
        return None
    if silent_units(case.standing, case.duty) != case.duty.owing:
        return None
    label = case.duty.period.label_in(case.plan.year)
    reason = f"未报送：{label}应报未报"
    if near := due_soon(case):
        return Finding(Lamp.YELLOW, Cause.DUE_SOON, f"{near.reason}；{reason}")
    return Finding(Lamp.GREY, Cause.SILENT, reason)


def silent_units(standing: Standing, duty: Duty) -> tuple[str, ...]:
    """The units that owe and have reported nothing since the period began."""
    spoke = {
        part.unit
        for part in standing.parts
        if any(report.date >= duty.period.start for report in part.reports)
    }
    return tuple(unit for unit in duty.owing if unit not in spoke)


def points_ahead(case: Case) -> tuple[int, int] | None:
    """How far the percent is ahead of time (behind: negative), as a fraction of points.

    Against the elapsed share of the window, from the issued start to the current end, on the day
    of the percent. None where nothing was given, or the issued window is 31 days or shorter (a
    trigger was issued with none).
    """
    standing = case.standing
    window, on = standing.window, standing.judged_percent_on
    if on is None or standing.percent is None:
        return None
    if window.start is None or window.end is None or window.original_end is None:
        return None
    if (window.original_end - window.start).days + 1 <= JUDGED_DAYS:
        return None
    whole = max(1, (window.end - window.start).days + 1)
    elapsed = min(max((on - window.start).days + 1, 0), whole)
    return standing.percent * whole - 100 * elapsed, whole


def behind(case: Case) -> Finding | None:
    """5. The percent is behind the elapsed share; or an occurrence was repaired late, of late."""
    rules, said = case.plan.rules, case.standing.percent
    if said is not None and (ahead := points_ahead(case)):
        points, whole = -ahead[0], ahead[1]
        if points >= rules.behind_yellow * whole:
            lamp = Lamp.RED if points > rules.behind_red * whole else Lamp.YELLOW
            reason = (
                f"欠进度 {points / whole:.0f} 个百分点：已报 {said}%，"
                f"时间已过 {said + points / whole:.0f}%"
            )
            return Finding(lamp, Cause.BEHIND, reason)
    repaired = "、".join(
        f"{item.slot.label}（{case.day(item.fulfilled_on)}补）"
        for item in shown_repairs(case.standing.occurrences, case.as_of)
        if item.fulfilled_on
    )
    return Finding(Lamp.YELLOW, Cause.REPAIRED, f"逾期后补上：{repaired}") if repaired else None


def due_soon(case: Case) -> Finding | None:
    """6. The deadline, or the end of an unmet occurrence, is near: within `warn_days` or a third
    of the window (of the period), whichever is shorter."""
    window = case.standing.window
    spans: list[tuple[date | None, date | None, str]] = [
        (item.slot.start, item.slot.end, item.slot.label)
        for item in case.standing.occurrences
        if item.slot.judged and item.met is None
    ]
    spans.append((window.start, window.end, "完成时限"))
    near: list[tuple[int, str]] = []
    for start, end, what in spans:
        if start is None or end is None:
            continue
        left, length = (end - case.as_of).days, (end - start).days + 1
        if 0 <= left <= case.plan.rules.warn_days and 3 * left <= length:
            near.append((left, f"{what} {case.day(end)}"))
    if not near:
        return None
    left, what = min(near, key=lambda item: item[0])
    when = f"还有 {left} 天到期" if left else "今天到期"
    return Finding(Lamp.YELLOW, Cause.DUE_SOON, f"{when}：{what}")


def unreported(case: Case) -> Finding | None:
    """7. Nothing was ever reported."""
    if case.standing.reports:
        return None
    return Finding(Lamp.GREY, Cause.UNREPORTED, "尚无报送")


def on_track(case: Case) -> Finding:
    """8. Nothing speaks against it."""
    standing = case.standing
    if standing.status in COMPLETING and (lacking := _lacking(case)):
        return Finding(Lamp.GREEN, Cause.ON_TRACK, f"已报完成，还差{lacking}")
    said = standing.status or "已有报送"
    detail = f"，已报 {standing.percent}%" if standing.judged_percent_on else ""
    return Finding(Lamp.GREEN, Cause.ON_TRACK, f"{said}{detail}，未到时限")


RULES: Sequence[Callable[[Case], Finding | None]] = (
    completed,
    dropped_or_waiting,
    overdue,
    silent,
    behind,
    due_soon,
    unreported,
)


# --- what is laid over the rules -----------------------------------------------------------------

_WORSE = {Lamp.GREEN: 0, Lamp.GREY: 0, Lamp.YELLOW: 1, Lamp.RED: 2}


def set_by_hand(case: Case) -> Update | None:
    """The lamp set by hand that stands: until `auto`, completion or dropping; it doesn't revive."""
    standing = case.standing
    updates = standing.updates
    at = max((n for n, update in enumerate(updates) if update.lamp), default=None)
    if at is None or updates[at].lamp == "auto":
        return None
    for upto in range(at, len(updates)):
        then = standing_of(standing.task, case.plan, case.as_of, updates[: upto + 1])
        if then.completed or then.dropped:
            return None
    return updates[at]


def _with_override(case: Case, finding: Finding) -> Finding:
    """The finding, made worse where somebody said so."""
    if finding.cause in (Cause.COMPLETED, Cause.DROPPED):
        return finding
    update = set_by_hand(case)
    if update is None or update.lamp is None:
        return finding
    lamp = Lamp(update.lamp)
    if _WORSE[lamp] <= _WORSE[finding.lamp]:
        return finding
    reason = f"{LAMP_NAMES[lamp]}由{update.by}确定：{update.reason}；{finding.reason}"
    return Finding(lamp, Cause.OVERRIDE, reason)


def _with_silent_units(case: Case, finding: Finding) -> Finding:
    """The finding, naming the units that owe and have not reported where others have."""
    if case.duty is None or finding.cause in (Cause.COMPLETED, Cause.DROPPED):
        return finding
    owing = case.duty.owing
    missing = silent_units(case.standing, case.duty)
    if not missing or len(missing) == len(owing):
        return finding
    names = "、".join(map(case.plan.short_name, missing))
    reported = len(owing) - len(missing)
    reason = f"{finding.reason}；{reported}/{len(owing)} 已报，未报：{names}"
    return replace(finding, reason=reason)


def pace_of(case: Case, finding: Finding) -> Pace | None:
    """The pace that goes with what the rules found (before any lamp set by hand)."""
    standing, cause = case.standing, finding.cause
    if cause is Cause.DROPPED:
        return None
    if standing.completed_on is not None:
        return _pace_completed(case, standing.completed_on)
    if cause in (Cause.UNDATED, Cause.NOT_BEGUN):
        return Pace.UNDATED
    if cause in (Cause.OVERDUE, Cause.MISSED, Cause.BEHIND, Cause.REPAIRED):
        return Pace.BEHIND
    # Near its deadline and silent, or never reported on: nobody knows how it runs.
    if not standing.reports or cause in (Cause.SILENT, Cause.UNREPORTED) or silent(case):
        return Pace.SILENT
    ahead = points_ahead(case)
    if ahead and ahead[0] >= AHEAD_POINTS * ahead[1]:
        return Pace.AHEAD
    return Pace.ON_TRACK


def _pace_completed(case: Case, done_on: date) -> Pace:
    """Early by more than `warn_days` before the original deadline, in time by the current, or late.

    In that order: what was early against the first promise stays early where the deadline moved up.
    """
    window = case.standing.window
    original = window.original_end
    if (
        original is not None
        and not case.standing.task.by_occurrences_alone
        and (original - done_on).days > case.plan.rules.warn_days
    ):
        return Pace.EARLY
    return Pace.IN_TIME if window.end is None or done_on <= window.end else Pace.LATE


def verdict_of(standing: Standing, plan: Plan, duty: Duty | None) -> Verdict:
    """Lamp, cause, reason and pace of a task; `duty` is that of the period that counts, if any."""
    case = Case(standing, plan, duty)
    found = next((finding for rule in RULES if (finding := rule(case))), None) or on_track(case)
    pace = pace_of(case, found)
    shown = _with_override(case, _with_silent_units(case, found))
    return Verdict(shown.lamp, shown.cause, shown.reason, pace)
