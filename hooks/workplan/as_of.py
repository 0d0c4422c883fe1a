"""The day everything is computed at (数据截至); the one module that asks the clock."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime

from workplan.model import Plan

ENVIRONMENT = "PLAN_AS_OF"


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def parse_day(text: str) -> date:
    """A day as 2022-07-15. Raises ValueError for any other text and outside the years of files."""
    day = date.fromisoformat(text)
    if not 1900 <= day.year < 3000:
        raise ValueError(text)
    return day


def as_of_from(environment: Mapping[str, str] = os.environ) -> date | None:
    """The day that PLAN_AS_OF asks for, if it does.

    Raises ValueError, in words for whoever set it, for what is no date.
    """
    text = environment.get(ENVIRONMENT, "").strip()
    try:
        return parse_day(text) if text else None
    except ValueError:
        raise ValueError(f"环境变量 {ENVIRONMENT} 不是日期，写成 2022-07-15 的样子") from None


def day_of(plan: Plan, asked: date | None, moment: datetime) -> date:
    """A plan's as-of day: the one asked for, else its pin, else today where the committee is."""
    return asked or plan.as_of or moment.astimezone(plan.timezone).date()


def _begun(plan: Plan, day: date) -> bool:
    """Whether a plan's year has begun by a day, and it was issued by then."""
    issued = plan.source.issued
    return plan.first_day <= day and (issued is None or issued <= day)


def home_plan(days: Mapping[str, date], plans: tuple[Plan, ...]) -> Plan:
    """The plan that home shows: the latest whose year has begun and that was issued by its day.

    Before any was, the earliest plan: a site needs a home.
    """
    begun = [plan for plan in plans if _begun(plan, days[plan.id])]
    if not begun:
        return plans[0]
    return max(begun, key=lambda plan: (plan.year, plan.source.issued or plan.first_day, plan.id))


def plans_in_force(days: Mapping[str, date], plans: tuple[Plan, ...]) -> tuple[Plan, ...]:
    """The plans that are worked on: begun and issued by their day, and not closed.

    A plan is closed where it is pinned at or after its year's end. Home's plan stands first.
    """
    home = home_plan(days, plans)
    others = [
        plan
        for plan in plans
        if plan is not home
        and _begun(plan, days[plan.id])
        and not (plan.as_of and plan.as_of >= plan.last_day)
    ]
    return (home, *sorted(others, key=lambda plan: (-plan.year, plan.id)))
