"""What stands beside the folder of plans and is read with it: pages that people write, and Word's
template.

Read before anything is published, so that what is wrong there is told with the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workplan.articles import Articles, SnapshotOf, articles_in
from workplan.model import Plan
from workplan.problems import Problem
from workplan.reports.listing import has_reports

if TYPE_CHECKING:
    from workplan.exports.word_template import WordTemplate


@dataclass(frozen=True)
class Beside:
    """Where that is: the repository's root, and its content, shown so in messages."""

    root: Path
    content: Path
    shown: str


@dataclass(frozen=True)
class Read:
    """What was read; no template where reports can't be printed in Word."""

    articles: Articles = field(default_factory=Articles)
    word: WordTemplate | None = None
    problems: tuple[Problem, ...] = ()


def read_beside(beside: Beside | None, plans: tuple[Plan, ...], snapshot_of: SnapshotOf) -> Read:
    """The pages with their figures and the template, with everything wrong with them."""
    if beside is None:
        return Read()
    articles, problems = articles_in(beside.content, beside.shown, plans, snapshot_of)
    if not any(map(has_reports, plans)):
        return Read(articles, None, tuple(problems))
    from workplan.exports.docx import word_template_in  # not before it is needed: lxml is slow

    word, more = word_template_in(beside.root)
    return Read(articles, word, (*problems, *more))
