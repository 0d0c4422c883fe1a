"""A return begun for its department: what is asked stands in comments, nothing is answered.

As written it says nothing, and the check tells so (`return-empty`): a draft that nobody filled in
must not count as a report.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path, PurePosixPath

from workplan.filing.asks import Ask, asks_of
from workplan.folder import YAML_ENDINGS
from workplan.model import Plan
from workplan.periods import Period
from workplan.schemas import modeline
from workplan.summaries import Snapshot
from workplan.writing import yaml_of


def return_path(plans: Path, plan: Plan, department: str, period: Period) -> Path:
    """Where the return of a department for a period belongs: plans/2022/10/office.yaml."""
    year, _, part = period.code.partition("-")
    folder = part if year == str(plan.year) else period.code
    return plans / plan.id / folder / f"{department}.yaml"


def there_already(path: Path) -> Path | None:
    """The file at a return's path, or beside it with the other ending, if there is one."""
    endings = (path.with_suffix(ending) for ending in YAML_ENDINGS)
    return next((file for file in endings if file.exists()), None)


def period_name(period: Period) -> str:
    """A period with its year: 2022年10月, 2022年三季度."""
    return f"{period.start.year}年{period.label}"


def schema_line(path: Path, plans: Path) -> str:
    """The first line of a return: which schema helps to edit it."""
    return modeline(PurePosixPath(path.relative_to(plans)))


def return_head(name: str, reported_on: date, period: Period, *, sample: bool) -> str:
    """The first lines of a return: who reports, when, on what."""
    head = {"department": name, "reported_on": reported_on, "period": period.code}
    return yaml_of({**head, "sample": True} if sample else head)


def draft_of(snapshot: Snapshot, department: str, period: Period, reported_on: date) -> str:
    """The text of a return to be filled in."""
    plan = snapshot.plan
    name = plan.organization.departments[department].name
    asks = asks_of(snapshot, department, period)
    lines = [
        f"# {name}{period_name(period)}报送单",
        "# 有进展的任务：删去它下面几行行首的“# ”，改成自己的内容，用不着的行不动。",
        "# 没有删去“# ”的都不算报送。写法见编报指南。",
        *return_head(name, reported_on, period, sample=plan.sample).splitlines(),
        *_no_change(asks),
        *_updates(asks, period),
    ]
    return "\n".join(lines) + "\n"


def _no_change(asks: Iterable[Ask]) -> list[str]:
    lines = [f"#   - {ask.task}  # {ask.short}" for ask in asks if ask.owed]
    if not lines:
        return []
    return [
        "",
        "# 看过了、没有新进展的任务：删去 no_change 一行和这些任务行首的“# ”。",
        "# no_change:",
        *lines,
    ]


def _updates(asks: Iterable[Ask], period: Period) -> list[str]:
    lines = ["", "updates:"]
    for ask in asks:
        owed = "" if ask.owed else "（本期可以不报）"
        lines += [
            f"  # {ask.task}　{ask.short}{owed}",
            f"  # 完成时限：{ask.due}。上次：{ask.last}。灯：{ask.lamp}",
            f"  # 问：{ask.question}",
            f"  # - task: {ask.task}",
            f"  #   date: {period.start:%Y-%m}-??",
            f"  #   status: {ask.status or '进行中'}",
        ]
        # Left empty, so that nothing counts that nobody said: the check asks for what is missing.
        if ask.progress is not None:
            lines.append("  #   progress:")
        if ask.has_occurrences:
            lines.append("  #   occurrences:")
        lines += ["  #   note:", ""]
    if len(lines) == 2:
        lines += ["  # 没有要问的任务。别的任务照编报指南写，每条从“- task:”开始。", ""]
    return lines[:-1]
