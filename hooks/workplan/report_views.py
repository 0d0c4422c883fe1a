"""What the pages of reports show: the list of them, and each with what surrounds its document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from workplan.charts import Trend
from workplan.documents import Document
from workplan.history import MONTH
from workplan.reports import annual
from workplan.reports.due import dunning
from workplan.reports.listing import Kind, kinds_and_reports
from workplan.rows import LAMPS, Facts, LampView, Link, iso
from workplan.views import Views

# Where a document can be downloaded; none where nothing is made of it.
Files = Callable[[Document], tuple[Link, ...]]


@dataclass(frozen=True)
class ReportLine:
    """A report in the list: what it says in its first sentence."""

    kind: str
    title: str
    address: str
    as_of: str
    draft: str
    summary: str
    files: tuple[Link, ...]


@dataclass(frozen=True)
class ReportsView:
    """The list of a plan's reports, newest first; `due` is who owes what now."""

    due: ReportLine
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True)
class ReportView:
    """A report's page. `trend` goes with the annual review."""

    document: Document
    kind: str
    as_of: str
    files: tuple[Link, ...]
    trend: Trend | None
    before: Link | None
    after: Link | None
    lamps: Mapping[str, LampView]


_LAMPS = {lamp.key: lamp for lamp in LAMPS.values()}


def _no_files(_: Document) -> tuple[Link, ...]:
    return ()


class ReportViews:
    """The reports of one plan at a day, made once."""

    def __init__(self, views: Views, files: Files = _no_files) -> None:
        self.views, self.files = views, files
        self.history = views.history

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every report, what is due now first, then the newest."""
        return (self.due, *(document for _, document in self._reports))

    @cached_property
    def due(self) -> Document:
        return dunning(self.history)

    @cached_property
    def _reports(self) -> tuple[tuple[Kind, Document], ...]:
        return tuple(kinds_and_reports(self.history))

    @property
    def latest(self) -> Link | None:
        """The newest bulletin."""
        bulletins = (found for kind, found in self._reports if kind.months == MONTH)
        newest = next(bulletins, None)
        return Link(newest.title, newest.address) if newest else None

    def listing(self) -> ReportsView:
        return ReportsView(
            self._line("催报", self.due),
            tuple(self._line(kind.name, document) for kind, document in self._reports),
        )

    def _line(self, kind: str, document: Document) -> ReportLine:
        return ReportLine(
            kind,
            document.title,
            document.address,
            iso(document.as_of),
            document.draft,
            document.lede[0].text,
            self.files(document),
        )

    def facts(self, document: Document) -> Facts:
        """What the frame of a report's page says: its own day, and nothing of what came later."""
        return replace(self.views.facts, as_of=iso(document.as_of), hidden_updates=0)

    def pages(self) -> list[ReportView]:
        """A view of each report."""
        by_kind: dict[str, list[Document]] = {}
        for kind, document in self._reports:
            by_kind.setdefault(kind.name, []).append(document)
        views = [self._view("催报", self.due, [])]
        for name, documents in by_kind.items():
            views += [self._view(name, document, documents) for document in documents]
        return views

    def _view(self, kind: str, document: Document, newest_first: list[Document]) -> ReportView:
        at = newest_first.index(document) if newest_first else 0

        def link(place: int) -> Link | None:
            if not 0 <= place < len(newest_first):
                return None
            return Link(newest_first[place].title, newest_first[place].address)

        return ReportView(
            document,
            kind,
            iso(document.as_of),
            self.files(document),
            self.views.trend() if document.name == annual.NAME else None,
            link(at + 1),
            link(at - 1),
            _LAMPS,
        )
