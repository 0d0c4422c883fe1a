"""Reports that people write: Markdown pages whose front matter names a plan, with figures filled in.

`plan: 2022` in a page's front matter makes it one; `as_of: 2022-12-31` fixes its day. What stands
between {{ and }} is asked of `figures`, each place by itself, so that all that is wrong on all
pages is told at once. A figure that was not reported prints ** and is a warning: a draft can stand.
A page with `sample: true` is shown only while its plan's returns are samples, as a sample extension.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workplan.as_of import parse_day
from workplan.figures import MISSING, Figures, Wrong, number_text
from workplan.model import Plan
from workplan.problems import Place, Problem, did_you_mean
from workplan.source import parse_text, read_text
from workplan.summaries import Snapshot

MAX_QUESTIONS = 1000

# Gives a plan at a day; None asks for the day at which the plan itself is shown.
SnapshotOf = Callable[[Plan, date | None], Snapshot]


@dataclass(frozen=True)
class Article:
    """A page as MkDocs is to read it: its path below the content, its whole text, its plan's day."""

    source: str
    text: str
    snapshot: Snapshot


@dataclass(frozen=True)
class Articles:
    """All such pages, and the paths of those that are not shown: samples of what is no sample."""

    shown: tuple[Article, ...] = ()
    left_out: tuple[str, ...] = ()


_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_NAMES_PLAN = re.compile(r"^plan *[:：]", re.MULTILINE)
# Jinja's comments are no part of this: `## 一、学习 {#study}` is how Markdown names a heading.
_TAG = re.compile(r"\{\{(.*?)\}\}|\{%.*?%\}", re.DOTALL)
_OPENING = re.compile(r"\{\{|\{%")
_INSTRUCTION = "文章里只用 {{ … }} 取数，不用 {% … %}"


@dataclass(frozen=True)
class _Page:
    """A page that names a plan: its text, and how to tell a place in it."""

    path: str
    text: str

    def place(self, start: int, length: int = 1) -> Place:
        line = self.text.count("\n", 0, start) + 1
        first = self.text.rfind("\n", 0, start) + 1
        whole = self.text[first:].split("\n", 1)[0].rstrip("\r")
        column = start - first + 1
        return Place(self.path, line, column, max(1, min(length, len(whole) - column + 1)), whole)

    def problem(self, start: int, length: int, wrong: Wrong) -> Problem:
        place = self.place(start, length)
        return Problem(wrong.code, place, str(wrong), wrong.expected, wrong.hint)


# The value of each key of the front matter, and where it stands.
_Keys = dict[str, tuple[str, Place]]


def _front_matter(page: _Page) -> tuple[_Keys, list[Problem]] | None:
    """The keys that are ours, with their places; None for a page that names no plan."""
    match = _FRONT.match(page.text)
    if match is None or not _NAMES_PLAN.search(match[1]):
        return None
    # The opening line as a comment, so that lines are those of the file.
    document, problems = parse_text("#\n" + match[1].rstrip("\r\n"), page.path)
    found = {}
    for key in ("plan", "as_of", "sample"):
        node = document.root.child(key) if document else None
        if document and node is not None and not isinstance(node.value, (list, dict)):
            found[key] = (str(node.value or ""), document.place((key,)))
    return found, problems


def _asked_about(
    page: _Page, keys: _Keys, plans: Mapping[str, Plan], snapshot_of: SnapshotOf
) -> tuple[Snapshot | None, list[Problem]]:
    """The plan at the day that a page is about; None, and why, where that can't be told.

    None without a problem for a sample that is not to be shown.
    """
    problems: list[Problem] = []
    text, place = keys.get("plan", ("", page.place(0)))
    plan = plans.get(text.strip())
    if "sample" in keys:
        given, at = keys["sample"]
        if given != "true":
            message = f"sample 只写 true，不写 “{given}”"
            return None, [Problem("value-type", at, message, ("true",))]
        if plan is None or not plan.sample:
            return None, []
    if plan is None:
        hint = did_you_mean(text, plans)
        message = f"没有计划 “{text}”"
        problems.append(Problem("plan-unknown", place, message, tuple(plans), hint))
    day: date | None = None
    if "as_of" in keys:
        text, place = keys["as_of"]
        try:
            day = parse_day(text.strip())
        except ValueError:
            message = f"不是日期 “{text}”"
            problems.append(Problem("date-invalid", place, message, ("2022-07-15",)))
    if plan is None or problems:
        return None, problems
    return snapshot_of(plan, day), problems


def _filled(page: _Page, figures: Figures) -> tuple[str, list[Problem]]:
    """The text with its figures, and what is wrong with them."""
    problems: list[Problem] = []
    parts: list[str] = []
    text, at = page.text, 0
    front = _FRONT.match(text)
    start = front.end() if front else 0
    for count, match in enumerate(_TAG.finditer(text, start)):
        parts.append(text[at : match.start()])
        at = match.end()
        if count == MAX_QUESTIONS:
            message = f"一页里超过 {MAX_QUESTIONS} 处，读不下去"
            problems.append(Problem("article-error", page.place(match.start()), message))
            break
        printed, wrong = _printed(page, match, figures)
        parts.append(printed)
        problems += wrong
    parts.append(text[at:])
    problems += _unpaired(page, start)
    return "".join(parts), problems


def _printed(page: _Page, match: re.Match[str], figures: Figures) -> tuple[str, list[Problem]]:
    """What stands in a tag's place."""
    expression = match[1]
    if expression is None:
        wrong = Wrong("article-error", "这里不能写 {% … %}", hint=_INSTRUCTION)
        return MISSING, [page.problem(match.start(), len(match[0]), wrong)]
    from workplan.questions import answer  # no check of plans alone waits for Jinja

    asked = answer(expression, figures)
    if asked.alone and not _stands_alone(page.text, match):
        hint = "在句子里用 列举(…)；清单(…) 前后空一行，单独写一行"
        asked.wrong.append(Wrong("article-error", "清单要单独占一行", hint=hint))
    problems = []
    for wrong in asked.wrong:
        spot = match[0].find(wrong.about) if wrong.about else -1
        start, length = (spot, len(wrong.about)) if spot >= 0 else (0, len(match[0]))
        problems.append(page.problem(match.start() + start, length, wrong))
    if problems:
        return MISSING, problems
    text = asked.value if isinstance(asked.value, str) else number_text(asked.value)
    return (f"\n{text}\n" if asked.alone else text), []


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rsplit("\n", 1)[-1]
    after = text[match.end() :].split("\n", 1)[0]
    return not before.strip() and not after.strip()


def _unpaired(page: _Page, start: int) -> Iterator[Problem]:
    """Openings that nothing closes."""
    rest = _TAG.sub(lambda match: "\0" * len(match[0]), page.text[start:])
    for match in _OPENING.finditer(rest):
        yield Problem(
            "article-error",
            page.place(start + match.start(), 2),
            f"“{match[0]}” 没有配对",
            hint="写成 {{ 完成数() }} 的样子，后面也是两个花括号",
        )


def articles_in(
    content: Path, shown: str, plans: tuple[Plan, ...], snapshot_of: SnapshotOf
) -> tuple[Articles, list[Problem]]:
    """The articles below a folder of content, shown as `shown`, and everything wrong with them."""
    known = {plan.id: plan for plan in plans}
    found: list[Article] = []
    left_out: list[str] = []
    problems: list[Problem] = []
    for file in sorted(content.rglob("*.md")):
        if not file.is_file():
            continue
        source = file.relative_to(content).as_posix()
        text, unread = read_text(file, f"{shown}/{source}")
        page = _Page(f"{shown}/{source}", text or "")
        front = _front_matter(page)
        if front is None:  # none of ours: MkDocs tells what is wrong with it
            continue
        keys, wrong = front
        snapshot = None
        if not wrong:
            snapshot, wrong = _asked_about(page, keys, known, snapshot_of)
        problems += unread + wrong
        if snapshot is not None:
            filled, wrong = _filled(page, Figures(snapshot, source))
            problems += wrong
            found.append(Article(source, filled, snapshot))
        elif not wrong:
            left_out.append(source)
    return Articles(tuple(found), tuple(left_out)), problems
