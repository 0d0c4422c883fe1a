"""What a plan and its returns must hold to beyond their shape: one function a rule.

Each takes a plan and yields problems. `checked` runs them all; nothing here depends on the day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from workplan.fields import Status
from workplan.load import Library
from workplan.model import Form, FormReturn, Plan, Reference, Return, Task, Update
from workplan.periods import period_of
from workplan.problems import MOST_OF_A_KIND, Place, Problem, did_you_mean, in_order, stops
from workplan.status import COMPLETING, standing_of
from workplan.windows import slots_at, window_at

# A day later than any in a plan or its returns: everything that was ever approved holds.
_END_OF_TIME = date(2999, 12, 31)


def check_due_before_issue(plan: Plan) -> Iterator[Problem]:
    """A deadline before the plan's own issue date is unusual, but may be as issued."""
    issued = plan.source.issued
    for task in plan.tasks:
        end = task.deadline.end if task.deadline else None
        if issued and end and end < issued and not task.extensions:
            message = f"任务 {task.id} 的完成时限 {end} 在印发日 {issued} 之前"
            yield Problem("due-before-issue", task.place, message)


def check_added(plan: Plan) -> Iterator[Problem]:
    """A task can't be added after its own deadline."""
    for task in plan.tasks:
        end = window_at(task, plan, _END_OF_TIME).end
        if task.added and end and task.added > end:
            message = f"任务 {task.id} 追加的日期（added）{task.added} 在完成时限 {end} 之后"
            yield Problem("added-late", task.place, message)


def check_occurrence_names(plan: Plan) -> Iterator[Problem]:
    """`occurrence:` of an extension names one of the task's occurrences."""
    for task in plan.tasks:
        labels = tuple(slot.label for slot in slots_at(task, plan, _END_OF_TIME))
        for item in task.extensions:
            if item.occurrence is not None and item.occurrence not in labels:
                message = f"任务 {task.id} 没有这一期 “{item.occurrence}”"
                hint = did_you_mean(item.occurrence, labels) if labels else "这个任务没有期次"
                yield Problem("occurrence-unknown", item.place, message, labels, hint)


def check_extensions(plan: Plan) -> Iterator[Problem]:
    """An extension moves a deadline on, to a day after its approval."""
    for task in plan.tasks:
        bare = replace(task, extensions=())
        issued = {slot.label: slot.end for slot in slots_at(bare, plan, _END_OF_TIME)}
        deadline = task.deadline.end if task.deadline else None
        for item in task.extensions:
            first = issued.get(item.occurrence) if item.occurrence else deadline
            message = ""
            if first and item.to < first:
                message = f"任务 {task.id} 延到 {item.to}，比原来的 {first} 还早"
            elif item.to < item.approved_on:
                message = f"任务 {task.id} 延到 {item.to}，批准时（{item.approved_on}）已经过了"
            if message:
                hint = "检查 to 和 approved_on"
                yield Problem("extension-unusual", item.place, message, hint=hint)


def check_samples(plan: Plan) -> Iterator[Problem]:
    """Sample returns (and sample extensions) and real ones don't mix; the fewer are told of."""
    every: list[Return | FormReturn] = [*plan.returns, *plan.form_returns]
    real = [report for report in every if report.sample is False]
    if not real:
        return
    samples = [report for report in every if report.sample]
    if samples and len(real) <= len(samples):
        others = f"{samples[0].place.path} 等 {len(samples)} 个"
        message = f"这是真实的报送单，和演示数据（{others}）混在一起"
        hint = "先删去演示的报送单；这一个也是演示的话，写 sample: true"
        for report in real:
            yield Problem("sample-mixed", report.place, message, hint=hint)
        return
    if samples:
        others = f"{real[0].place.path} 等 {len(real)} 个"
        message = f"这是演示数据，和真实的报送单（{others}）混在一起"
        hint = "删去这个演示的报送单；它是真实的话，删去 sample 一行"
        for report in samples:
            yield Problem("sample-mixed", report.place, message, hint=hint)
    for task in plan.tasks:
        for item in task.extensions:
            if item.sample:
                message = f"任务 {task.id} 的这条延期是演示的，和真实报送单（{real[0].place.path} 等）混在一起"
                yield Problem("sample-mixed", item.place, message, hint="删去这条演示的延期")


def _told(plan: Plan) -> Iterator[tuple[Task, Update]]:
    for task in plan.tasks:
        for update in plan.updates.get(task.id, ()):
            yield task, update


def check_days(plan: Plan) -> Iterator[Problem]:
    """What is reported is of the plan's year, and is reported in it or in the year after."""
    latest = date(plan.year + 1, 12, 31)
    for report in plan.returns:
        if not plan.first_day <= report.reported_on <= latest:
            message = f"报送日 {report.reported_on} 离计划的 {plan.year} 年太远"
            yield Problem("date-unusual", report.reported_place, message, hint="检查年份")
    for task, update in _told(plan):
        if not plan.first_day <= update.reported_on <= latest:
            continue  # told of already
        window = window_at(task, plan, _END_OF_TIME)
        last = max(plan.last_day, window.end or plan.last_day)
        for day in sorted({update.date, *update.held}):
            if not plan.first_day <= day <= last:
                message = f"任务 {task.id} 的这条进展是 {day} 的，不在计划的 {plan.year} 年里"
                hint = "检查年份；报的是上年的事，写明 date"
                yield Problem("date-unusual", update.place, message, hint=hint)


def check_periods(plan: Plan) -> Iterator[Problem]:
    """A return's period is of the plan's year, and has begun when it is reported."""
    for report in plan.returns:
        period = report.period
        if period is None:
            continue
        if period.start.year != plan.year:
            message = f"报送期 {period.code} 不在计划的 {plan.year} 年里"
            yield Problem("period-unusual", report.period_place, message, hint="检查 period")
        elif period.start > report.reported_on:
            message = f"报送期 {period.code} 在报送日 {report.reported_on} 还没有开始"
            hint = "检查 period 和 reported_on"
            yield Problem("period-unusual", report.period_place, message, hint=hint)


def check_occurrences_asked(plan: Plan) -> Iterator[Problem]:
    """Occurrences are reported where a task has them; elsewhere they count for nothing."""
    for task, update in _told(plan):
        if update.held and not slots_at(task, plan, _END_OF_TIME):
            message = f"任务 {task.id} 没有期次，这里的 occurrences 不起作用"
            hint = "检查任务编号；次数写在 note 或 figures 里"
            yield Problem("occurrence-unasked", update.place, message, hint=hint)


def check_assigned(plan: Plan) -> Iterator[Problem]:
    """Only assigned departments report on a task, close-outs and lamps apart."""
    for task, update in _told(plan):
        units = task.units_at(update.date)
        says_more = update.progress is not None or update.held or update.figures
        apart = (update.status is Status.CLOSED or update.lamp) and not says_more
        if apart and update.status in (None, Status.CLOSED):
            continue
        if update.department not in units:
            names = "、".join(plan.name(unit) for unit in units) or "（没有责任部门）"
            message = f"{plan.name(update.department)}不承担任务 {task.id}，承担的是 {names}"
            yield Problem("task-not-yours", update.place, message)


def check_added_first(plan: Plan) -> Iterator[Problem]:
    """Nothing happens on a task before it was added."""
    for task, update in _told(plan):
        if task.added and update.date < task.added:
            message = f"任务 {task.id} 在 {task.added} 才追加，这条进展是 {update.date} 的"
            yield Problem("before-added", update.place, message)


def check_close_outs(plan: Plan) -> Iterator[Problem]:
    """A close-out needs an earlier completion, evidence, and another department that verified."""
    for task in plan.tasks:
        updates = plan.updates.get(task.id, ())
        for at, update in enumerate(updates):
            if update.status is Status.CLOSED:
                yield from _close_out_problems(task, plan, updates[:at], update)


def _close_out_problems(
    task: Task, plan: Plan, before: tuple[Update, ...], update: Update
) -> Iterator[Problem]:
    place = update.status_place or update.place
    standing = standing_of(task, plan, update.date, before)
    if not standing.completed:
        message = f"任务 {task.id} 在 {update.date} 还没有报完成，不能销号"
        lacking = [item.slot.label for item in standing.occurrences if item.met is not True]
        hint = f"还差 {'、'.join(lacking)}" if lacking else "先由承担的部门报 已完成"
        yield Problem("closeout-early", place, message, hint=hint)
    if not any(earlier.evidence for earlier in (*before, update)):
        message = f"任务 {task.id} 还没有佐证材料，不能销号"
        yield Problem("closeout-evidence", place, message, hint="在这条进展里写上 evidence")
    completing = {
        report.department
        for part in standing.parts
        for report in part.reports
        if report.status in COMPLETING or report.held
    }
    verifier = update.verified_by
    if verifier is not None and verifier in completing:
        message = f"核验的部门不能是报完成的部门（{plan.name(verifier)}）"
        yield Problem("closeout-verifier", place, message, hint="verified_by 写另一个部门")


def check_repeats(plan: Plan) -> Iterator[Problem]:
    """The same update twice is a slip; both count."""
    for task in plan.tasks:
        first: dict[Update, Place] = {}
        for update in plan.updates.get(task.id, ()):
            bare = replace(
                update,
                place=Place(""),
                last_line=0,
                status_place=None,
                reported_on=update.date,
            )
            if bare in first:
                message = f"和 {first[bare]} 的进展完全一样"
                yield Problem("update-twice", update.place, message)
            first.setdefault(bare, update.place)


def check_completed_early(plan: Plan) -> Iterator[Problem]:
    """已完成 where occurrences alone complete a task, and some are missing."""
    for task in plan.tasks:
        if not task.by_occurrences_alone:
            continue
        updates = plan.updates.get(task.id, ())
        for at, update in enumerate(updates):
            if update.status is Status.DONE and update.department == task.lead_at(update.date):
                standing = standing_of(task, plan, update.date, updates[: at + 1])
                if not standing.completed:
                    lacking = [i.slot.label for i in standing.occurrences if i.met is not True]
                    message = f"任务 {task.id} 报了已完成，期次还差 {'、'.join(lacking)}"
                    yield Problem("completed-early", update.place, message)


def check_joint(plan: Plan) -> Iterator[Problem]:
    """Departments that take part say otherwise than the lead: somebody should ask."""
    for task in plan.tasks:
        if task.joint:
            continue
        updates = plan.updates.get(task.id, ())
        others = {
            update.department: update
            for update in updates
            if update.status not in (None, Status.CLOSED)
            and update.department != task.lead_at(_END_OF_TIME)
        }
        if not others:
            continue
        standing = standing_of(task, plan, _END_OF_TIME, updates)
        for unit, update in others.items():
            agrees = update.status is standing.status or (
                update.status is Status.DONE and standing.status is Status.CLOSED
            )
            if unit in standing.units and standing.status and not agrees:
                lead = plan.name(standing.lead) if standing.lead else ""
                message = (
                    f"任务 {task.id}：{plan.name(unit)}报 {update.status}，"
                    f"牵头的{lead}报 {standing.status}"
                )
                yield Problem("joint-disagrees", update.place, message)


# How far along what a department says is. What was adjusted may begin anew.
_ALONG = {Status.NOT_STARTED: 1, Status.IN_PROGRESS: 2, Status.DONE: 3, Status.DROPPED: 4}


def check_backwards(plan: Plan) -> Iterator[Problem]:
    """A department's status falls back: a slip of the date, or a task opened again.

    Close-outs are apart, and tasks that their occurrences alone complete.
    """
    for task in plan.tasks:
        if task.by_occurrences_alone:
            continue
        last: dict[str, Update] = {}
        for update in plan.updates.get(task.id, ()):
            status = update.status
            if status in (None, Status.CLOSED):
                continue
            earlier = last.get(update.department)
            last[update.department] = update
            if earlier is None or status not in _ALONG or earlier.status not in _ALONG:
                continue
            if _ALONG[status] < _ALONG[earlier.status]:
                message = (
                    f"任务 {task.id}：{plan.name(update.department)}在 {earlier.date} "
                    f"报过 {earlier.status}，{update.date} 又报 {status}"
                )
                hint = "检查状态和 date；真是退回重做的，在 note 里写明原因，不用改"
                yield Problem(
                    "status-backwards", update.status_place or update.place, message, hint=hint
                )


# So long after the last day of reporting nobody waits any more.
_VERY_LATE = timedelta(days=60)


def check_late(plan: Plan) -> Iterator[Problem]:
    """A report comes very late: rather a wrong year or month, or old news. Told once a return."""
    grace = timedelta(days=plan.rules.report_days)
    told = set()
    for report in plan.returns:
        if report.period is None or report.period.start.year != plan.year:
            continue
        last = report.period.end + grace
        if report.reported_on > last + _VERY_LATE:
            told.add(report.place.path)
            message = (
                f"报送期 {report.period.code} 到 {last} 截止，{report.reported_on} 才报送，"
                f"晚了 {(report.reported_on - last).days} 天"
            )
            yield Problem("report-late", report.reported_place, message, hint=_LATE_HINT)
    latest = date(plan.year + 1, 12, 31)
    for task, update in _told(plan):
        last = period_of(update.date, plan.rules.reporting_months).end + grace
        usual = plan.first_day <= update.date and update.reported_on <= latest
        if usual and update.place.path not in told and update.reported_on > last + _VERY_LATE:
            told.add(update.place.path)
            message = (
                f"任务 {task.id} 的这条进展是 {update.date} 的，{update.reported_on} 才报送，"
                f"晚了 {(update.reported_on - last).days} 天"
            )
            yield Problem("report-late", update.place, message, hint=_LATE_HINT)


_LATE_HINT = "检查 reported_on、period 和 date；真是补报的，不用改，报送率不再补算"


def _references(plan: Plan) -> Iterator[tuple[Task, Reference]]:
    for task in plan.tasks:
        for item in (task.continues, *task.carried_out_by):
            if item is not None:
                yield task, item


def check_references(library: Library) -> Iterator[Problem]:
    """`continues` and `carried_out_by` name tasks that there are."""
    for plan in library.plans:
        for task, item in _references(plan):
            if item.plan not in library.task_ids:
                message = f"任务 {task.id} 指向的计划 {item.plan} 不存在"
                hint = did_you_mean(item.plan, library.task_ids)
                known = tuple(sorted(library.task_ids))
                yield Problem("reference-unknown", item.place, message, known, hint)
                continue
            ids = library.task_ids[item.plan]
            if ids is not None and item.task not in ids:
                message = f"计划 {item.plan} 里没有任务 “{item.task}”"
                hint = did_you_mean(item.task, ids)
                yield Problem("reference-unknown", item.place, message, hint=hint)


def check_circles(library: Library) -> Iterator[Problem]:
    """No task continues itself or carries itself out, not by way of others either.

    Told once a circle, at one of its references, which is then passed over.
    """
    references = {
        ((plan.id, task.id), (item.plan, item.task)): item
        for plan in library.plans
        for task, item in _references(plan)
    }
    graph: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for by, to in references:
        graph.setdefault(by, []).append(to)
    for _ in range(MOST_OF_A_KIND):
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))  # each names the next
            closing = min(pairwise(circle), key=lambda pair: references[pair].place)
            at = circle.index(closing[0])
            round_ = [*circle[at:-1], *circle[:at], closing[0]]
            message = f"绕成了圈：{' → '.join(f'{plan}#{task}' for plan, task in round_)}"
            hint = "从圈里删去一处"
            yield Problem("reference-circle", references[closing].place, message, hint=hint)
            graph[closing[0]].remove(closing[1])
        else:
            return


def check_idle(library: Library) -> Iterator[Problem]:
    """A department that no plan names, or that leads nothing.

    A few tasks say nothing of a committee: there must be more than it has departments. Nor do plans
    that could not be read whole.
    """
    if stops(library.problems) or not library.plans:
        return
    organization = library.plans[0].organization
    tasks = [task for plan in library.plans for task in plan.tasks]
    if len(tasks) <= len(organization.departments):
        return
    leading: set[str | None] = set()
    named: set[str] = set()
    for task in tasks:
        later = {handover.to for handover in task.handovers}
        named |= {*task.issued_units, *later}
        leading |= {*task.issued_units, *later} if task.joint else {task.lead, *later}
    if not named:
        return
    for key, unit in organization.departments.items():
        if key not in named:
            message = f"没有任务提到 {unit.name}"
            hint = "不再有的部门，删去；有任务的，检查任务里的名称"
            yield Problem("department-idle", unit.place, message, hint=hint)
    helping = [unit for key, unit in organization.departments.items() if key in named - leading]
    if helping:
        names = "、".join(unit.short for unit in helping)
        message = f"有 {len(helping)} 个部门只参加任务，不牵头：{names}"
        hint = "本来如此的，不用改"
        yield Problem("department-follows", helping[0].place, message, hint=hint)


def _form_returns(plan: Plan) -> Iterator[tuple[Form, FormReturn]]:
    forms = {form.key: form for form in plan.forms}
    return ((forms[given.form], given) for given in plan.form_returns)


def check_form_owed(plan: Plan) -> Iterator[Problem]:
    """Only units that owe a form return it."""
    for form, given in _form_returns(plan):
        if given.unit not in form.owed:
            message = f"{plan.name(given.unit)}不用报《{form.title}》"
            names = tuple(plan.name(unit) for unit in form.owed)
            yield Problem("form-not-owed", given.unit_place, message, names, "检查 unit 和文件夹")


def check_form_once(plan: Plan) -> Iterator[Problem]:
    """A unit returns a form once, in one file; what changes is changed there."""
    first: dict[tuple[str, str], Place] = {}
    for form, given in _form_returns(plan):
        before = first.setdefault((given.form, given.unit), given.place)
        if before != given.place:
            message = f"{plan.name(given.unit)}的《{form.title}》已有一份 {before.path}"
            hint = "一个单位一张表只有一个文件；内容有变，改原来的文件"
            yield Problem("form-twice", given.unit_place, message, hint=hint)


def check_form_days(plan: Plan) -> Iterator[Problem]:
    """A form is returned in the plan's year or the next, and speaks of days in these years."""
    latest = date(plan.year + 1, 12, 31)
    for form, given in _form_returns(plan):
        if not plan.first_day <= given.reported_on <= latest:
            message = f"报送日 {given.reported_on} 离计划的 {plan.year} 年太远"
            yield Problem("date-unusual", given.reported_place, message, hint="检查年份")
        for row, place in zip(given.rows, given.row_places, strict=True):
            for column, cell in zip(form.columns, row, strict=True):
                day = cell.value
                if isinstance(day, date) and not plan.first_day <= day <= latest:
                    message = f"“{column.title}” 是 {day}，离计划的 {plan.year} 年太远"
                    yield Problem("date-unusual", place, message, hint="检查年份")


CHECKS: tuple[Callable[[Plan], Iterator[Problem]], ...] = (
    check_due_before_issue,
    check_added,
    check_occurrence_names,
    check_extensions,
    check_samples,
    check_days,
    check_periods,
    check_occurrences_asked,
    check_assigned,
    check_added_first,
    check_close_outs,
    check_repeats,
    check_completed_early,
    check_joint,
    check_backwards,
    check_late,
    check_form_owed,
    check_form_once,
    check_form_days,
)


# What needs several plans at once.
LIBRARY_CHECKS: tuple[Callable[[Library], Iterator[Problem]], ...] = (
    check_references,
    check_circles,
    check_idle,
)


def checked(library: Library) -> Library:
    """The library with the problems of all checks added."""
    found = [problem for plan in library.plans for check in CHECKS for problem in check(plan)]
    found += [problem for check in LIBRARY_CHECKS for problem in check(library)]
    return replace(library, problems=tuple(in_order([*library.problems, *found])))
