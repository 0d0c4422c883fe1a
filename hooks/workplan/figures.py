"""The figures that a report written by a person may ask for: totals, rates, sums, lists of tasks.

The vocabulary is `FUNCTIONS`, each over the tasks or updates that its scope leaves, at a snapshot's
day; how a sentence asks is in `questions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from workplan.addresses import task_address
from workplan.deadlines import Kind
from workplan.lamps import LAMP_NAMES, Lamp
from workplan.model import Update
from workplan.names import Names
from workplan.periods import Period, parse_period, periods_between
from workplan.problems import Place, did_you_mean
from workplan.summaries import Rate, Snapshot, State, Totals, totals_of
from workplan.words import day_in_full, numeral, percent

MISSING = "**"

Number = int | float
# What is printed: a number, or Markdown that is safe as it stands.
Value = Number | str


class Wrong(Exception):
    """A figure asked for in a way that has no answer: a code, words, and the text it is about.

    `about` is that text as written, empty for the whole of it. A warning prints `MISSING`.
    """

    def __init__(
        self,
        code: str,
        message: str,
        about: object = "",
        hint: str | None = None,
        expected: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.code, self.about = code, str(about)
        self.hint, self.expected = hint, tuple(expected)


# --- texts that go into Markdown -------------------------------------------------------------------

_MARKUP = re.compile(r"[\\`*_{}\[\]()#+\-.!|~:<>&]")


def markdown_text(text: str) -> str:
    """A text that Markdown and HTML print as it stands."""
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", text)


def number_text(value: Number) -> str:
    """A number as people write it: no .0, no more than four decimals."""
    return (
        f"{round(value, 4):.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    )


# --- what is asked about ---------------------------------------------------------------------------

# The words of the scope, each with what it takes.
DEPARTMENT, AREA, TASK, PERIOD = "部门", "重点工作", "任务", "期间"


@dataclass(frozen=True)
class Scope:
    """What a figure is limited to; None where it isn't."""

    department: str | None = None
    area: int | None = None
    task: str | None = None
    period: Period | None = None

    def has(self, state: State) -> bool:
        """Whether a task is of the department, the area, and the task asked about."""
        return (
            (self.department is None or self.department in state.standing.units)
            and self.area in (None, state.task.area)
            and self.task in (None, state.task.id)
        )


# Tasks that can be counted and listed, beside those of a lamp.
KINDS: Mapping[str, Callable[[State], bool]] = {
    "已完成": lambda state: state.standing.completed,
    "按期完成": lambda state: state.in_time,
    "逾期完成": lambda state: state.standing.completed and not state.in_time,
    "已销号": lambda state: state.standing.closed,
    "未完成": lambda state: not state.standing.completed and not state.standing.dropped,
    "逾期未完成": lambda state: state.past_deadline,
    "不再推进": lambda state: state.standing.dropped,
    "延期": lambda state: (
        state.standing.window.end != state.standing.window.original_end
        and state.standing.window.original_end is not None
    ),
}
# Kinds that happen on a day, and may be asked for within a period.
_DATED = ("已完成", "按期完成", "逾期完成", "已销号")
_OF_LAMP = {name: lamp for lamp, name in LAMP_NAMES.items() if name not in KINDS}
ALL_KINDS = (*KINDS, *(name for name in _OF_LAMP if name != LAMP_NAMES[Lamp.DONE]))


class Figures:
    """The figures of a plan at a day, as the page at `source` (a path below the content) asks."""

    def __init__(self, snapshot: Snapshot, source: str = "") -> None:
        self.snapshot, self.plan = snapshot, snapshot.plan
        self._up = "../" * source.count("/")
        self._names = Names(self.plan.organization)

    # scope ---------------------------------------------------------------------------------------

    def scope(self, given: Mapping[str, object]) -> Scope:
        """A scope from its words. Raises Wrong."""
        return Scope(
            self._department(given[DEPARTMENT]) if DEPARTMENT in given else None,
            self._area(given[AREA]) if AREA in given else None,
            self._task(given[TASK]) if TASK in given else None,
            self._period(given[PERIOD]) if PERIOD in given else None,
        )

    def _department(self, name: object) -> str:
        own = {shown: key for key, shown in self.plan.names.items()}
        if str(name) in own:
            return own[str(name)]
        key, problems = self._names.department(str(name), Place(""))
        if key is None:
            problem = problems[0]
            raise Wrong(problem.code, problem.message, name, problem.hint)
        return key

    def _area(self, asked: object) -> int:
        titles = self.plan.area_titles
        for number, title in enumerate(titles, 1):
            if str(asked) in (str(number), numeral(number), title):
                return number
        hint = did_you_mean(str(asked), titles) or f"写 1 到 {len(titles)} 的序号，或照计划写名称"
        raise Wrong("area-unknown", f"没有这个重点工作 “{asked}”", asked, hint)

    def _task(self, asked: object) -> str:
        if str(asked) in self.snapshot.by_id:
            return str(asked)
        hint = did_you_mean(str(asked), self.snapshot.by_id)
        raise Wrong("task-unknown", f"计划里没有任务 “{asked}”", asked, hint)

    @cached_property
    def _periods(self) -> dict[str, Period]:
        """The periods of the plan's year by their names."""
        plan = self.plan
        return {
            name: period
            for months in (1, 3, 6, 12)
            for period in periods_between(plan.first_day, plan.last_day, months)
            for name in (period.label, period.code)
        }

    def _period(self, asked: object) -> Period:
        found = self._periods.get(str(asked)) or parse_period(str(asked))
        if found is None:
            year = self.plan.year
            expected = ("7月", "三季度", "上半年", "全年", f"{year}-07", f"{year}-Q3")
            hint = did_you_mean(str(asked), self._periods)
            raise Wrong("period-invalid", f"没有这样的期间 “{asked}”", asked, hint, expected)
        return found

    # tasks ---------------------------------------------------------------------------------------

    def tasks(self, scope: Scope) -> list[State]:
        return [state for state in self.snapshot.states if scope.has(state)]

    def of_kind(self, kind: str, scope: Scope) -> list[State]:
        """The tasks of a kind. Raises Wrong for a kind that there is not, or that has no day."""
        if kind not in ALL_KINDS:
            message = f"没有 “{kind}” 这一种任务"
            raise Wrong("choice-unknown", message, kind, did_you_mean(kind, ALL_KINDS), ALL_KINDS)
        if scope.period and kind not in _DATED:
            hint = f"能按期间数的有：{'、'.join(_DATED)}；别的只有“数据截至”那一天的"
            raise Wrong("article-error", f"“{kind}” 不能按期间数", PERIOD, hint)
        lamp = _OF_LAMP.get(kind)
        belongs = KINDS[kind] if lamp is None else lambda state: state.verdict.lamp is lamp
        found = filter(belongs, self.tasks(scope))
        return [
            state for state in found if scope.period is None or _happened(kind, state, scope.period)
        ]

    def totals(self, scope: Scope) -> Totals:
        key = scope.department
        return totals_of(self.tasks(scope), lambda unit: key in (None, unit))

    def link(self, state: State) -> str:
        """A task as a link in Markdown, to the page's source, which MkDocs makes an address."""
        text = markdown_text(f"{state.task.id} {state.task.short}")
        return f"[{text}]({self._up}{task_address(self.plan.id, state.task.id)}index.md)"

    # updates -------------------------------------------------------------------------------------

    def updates(self, scope: Scope) -> Iterator[Update]:
        """What was reported by the day: by the department, on the tasks, dated in the period."""
        apart = Scope(area=scope.area, task=scope.task)
        for state in self.tasks(apart):
            for update in state.standing.updates:
                if scope.department in (None, update.department) and (
                    scope.period is None or update.date in scope.period
                ):
                    yield update

    @cached_property
    def figure_names(self) -> tuple[str, ...]:
        """The names of everything counted in any return of the plan, by the day or later."""
        told = (
            name for found in self.plan.updates.values() for one in found for name in one.figures
        )
        return tuple(dict.fromkeys(told))


def _happened(kind: str, state: State, period: Period) -> bool:
    standing = state.standing
    closed_by = standing.closed_by
    day = (closed_by.date if closed_by else None) if kind == "已销号" else standing.completed_on
    return day is not None and day in period


# --- the vocabulary --------------------------------------------------------------------------------


def _sum(figures: Figures, name: str, scope: Scope) -> Number:
    if name not in figures.figure_names:
        hint = did_you_mean(name, figures.figure_names) or "照报送单里 figures 的名称写"
        raise Wrong("figure-unknown", f"没有报过 “{name}” 这个数", name, hint)
    amounts = [update.figures[name] for update in figures.updates(scope) if name in update.figures]
    if not amounts:
        message = f"这个范围里还没有报过 “{name}”"
        raise Wrong("figure-missing", message, name, "补报这个数，或放宽部门、重点工作、期间")
    return sum(amounts)


def _held(figures: Figures, _: str, scope: Scope) -> Number:
    """How often something that recurs was held, each on its day."""
    if scope.task and not _recurs(figures.snapshot.by_id[scope.task]):
        raise Wrong("article-error", f"任务 {scope.task} 没有期次", scope.task)
    apart = Scope(scope.department, scope.area, scope.task)
    held = [day for update in figures.updates(apart) for day in update.held]
    found = [day for day in held if day <= figures.snapshot.as_of]
    found = [day for day in found if scope.period is None or day in scope.period]
    if not found:
        raise Wrong(
            "figure-missing", "这个范围里还没有报过期次", hint="补报 occurrences，或放宽范围"
        )
    return len(found)


def _recurs(state: State) -> bool:
    deadline = state.task.deadline
    return state.task.rhythm is not None or (
        deadline is not None and deadline.kind is Kind.RECURRING
    )


def _rate(name: str, which: Callable[[Totals], Rate]) -> Callable[[Figures, str, Scope], str]:
    def found(figures: Figures, _: str, scope: Scope) -> str:
        rate = which(figures.totals(scope))
        if not rate.of:
            raise Wrong(
                "figure-missing", f"{name}的分母是 0，没有可说的", hint="放宽范围，或改写这一句"
            )
        return percent(rate)

    return found


def _reporting_period(figures: Figures, _: str, __: Scope) -> str:
    period = figures.snapshot.period
    if period is None:
        raise Wrong("figure-missing", "还没有到期的报送期")
    return period.label_in(figures.plan.year)


def _lines(figures: Figures, kind: str, scope: Scope) -> str:
    return "\n".join(f"- {figures.link(state)}" for state in figures.of_kind(kind, scope)) or "无。"


def _in_a_sentence(figures: Figures, kind: str, scope: Scope) -> str:
    links = (figures.link(state) for state in figures.of_kind(kind, scope))
    return "、".join(links) or "无"


@dataclass(frozen=True)
class Function:
    """A word of the vocabulary: what its text names if it takes one, its scope, what it gives.

    `alone` is true of what needs a line of its own.
    """

    takes: str
    scope: tuple[str, ...]
    run: Callable[[Figures, str, Scope], Value]
    alone: bool = False


_TASKS = (DEPARTMENT, AREA)
FUNCTIONS: Mapping[str, Function] = {
    "任务数": Function("", _TASKS, lambda figures, _, scope: len(figures.tasks(scope))),
    "完成数": Function(
        "", (*_TASKS, PERIOD), lambda figures, _, scope: len(figures.of_kind("已完成", scope))
    ),
    "销号数": Function(
        "", (*_TASKS, PERIOD), lambda figures, _, scope: len(figures.of_kind("已销号", scope))
    ),
    "项数": Function(
        "种类", (*_TASKS, PERIOD), lambda figures, kind, scope: len(figures.of_kind(kind, scope))
    ),
    "完成率": Function("", _TASKS, _rate("完成率", lambda totals: totals.completion)),
    "按期率": Function("", _TASKS, _rate("按期率", lambda totals: totals.in_time)),
    "销号率": Function("", _TASKS, _rate("销号率", lambda totals: totals.closing)),
    "报送率": Function("", _TASKS, _rate("报送率", lambda totals: totals.reporting)),
    "报送期": Function("", (), _reporting_period),
    "合计": Function("数的名称", (*_TASKS, TASK, PERIOD), _sum),
    "期次数": Function("", (*_TASKS, TASK, PERIOD), _held),
    "清单": Function("种类", (*_TASKS, PERIOD), _lines, alone=True),
    "列举": Function("种类", (*_TASKS, PERIOD), _in_a_sentence),
    "数据截至": Function("", (), lambda figures, _, __: day_in_full(figures.snapshot.as_of)),
}
