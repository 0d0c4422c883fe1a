"""Every page of a site as finished HTML, with what a site generator must know of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workplan import addresses
from workplan.forge import Forge
from workplan.problems import CODES, LEVEL_NAMES
from workplan.render import Renderer
from workplan.rows import Facts, Link
from workplan.summaries import Snapshot, State
from workplan.views import Views


@dataclass(frozen=True)
class Heading:
    """A heading of a page that can be linked to."""

    id: str
    text: str


@dataclass(frozen=True)
class SearchText:
    """What a search finds: plain text with its address."""

    location: str
    title: str
    text: str
    boost: float = 1.0


@dataclass(frozen=True)
class SitePage:
    """A page: its address (ending in /, or empty for home), plain title, and HTML.

    `sidebar` asks for the handbook's navigation beside it; a plan's pages take the whole width.
    `tab` offers it at the top of every page.
    """

    address: str
    title: str
    html: str
    headings: tuple[Heading, ...] = ()
    search: tuple[SearchText, ...] = ()
    facts: Facts | None = None
    sidebar: bool = False
    tab: bool = False


_HEADING = re.compile(r'<h2 id="([a-z0-9-]+)">([^<]+)</h2>')


def _page(
    address: str, title: str, html: str, facts: Facts, search: Sequence[SearchText] = ()
) -> SitePage:
    headings = tuple(Heading(*found) for found in _HEADING.findall(html))
    return SitePage(address, title, html, headings, tuple(search), facts)


class PlanPages:
    """The pages of one plan at a day."""

    def __init__(
        self, snapshot: Snapshot, renderer: Renderer, forge: Forge | None, *, home: bool
    ) -> None:
        self.snapshot, self.renderer = snapshot, renderer
        self.views = Views(snapshot, forge, home=home)

    def _rendered(
        self,
        address: str,
        title: str,
        template: str,
        view: object,
        search: Sequence[SearchText] = (),
    ) -> SitePage:
        facts = self.views.facts
        html = self.renderer.render(template, address, view=view, facts=facts)
        return _page(address, title, html, facts, search)

    def home(self, other_plans: Sequence[Link]) -> SitePage:
        return self._tab("", "首页", "home.html", self.views.home(other_plans))

    def _tab(self, address: str, title: str, template: str, view: object) -> SitePage:
        """A page about the whole plan."""
        return replace(self._rendered(address, title, template, view), tab=True)

    def all(self) -> Iterator[SitePage]:
        """Every page but home; the tabs in their order."""
        plan, views = self.snapshot.plan.id, self.views
        departments = addresses.departments_address(plan)
        yield self._tab(addresses.plan_address(plan), "任务清单", "plan.html", views.as_issued())
        yield self._tab(
            addresses.tracker_address(plan), "进度总表", "tracker.html", views.tracker()
        )
        if views.facts.deadlines:
            yield self._tab(
                addresses.timeline_address(plan), "时间轴", "timeline.html", views.timeline()
            )
        if views.facts.departments:
            yield self._tab(departments, "责任部门", "departments.html", views.comparison())
        for line in self.views.departments.values():
            found = self._found(line.address, line.name, f"{line.name}：牵头和参与的任务", 2)
            view = self.views.department(line.key)
            yield self._rendered(line.address, line.name, "department.html", view, [found])
        for area in self.views.areas:
            title = f"{area.numeral}、{area.title}"
            found = self._found(area.address, title, "", 1)
            view_of_area = self.views.area(area.number)
            yield self._rendered(area.address, title, "area.html", view_of_area, [found])
        for state in self.snapshot.states:
            yield self._task(state)

    def _found(self, location: str, title: str, text: str, boost: float) -> SearchText:
        """An entry of the search; of a plan that isn't home's it says which."""
        plan = "" if self.views.facts.home else f"（{self.views.facts.title}）"
        return SearchText(location, title + plan, text, boost)

    def _task(self, state: State) -> SitePage:
        view = self.views.task(state)
        address = view.line.address
        names = "、".join(link.text for link in view.named)
        title = f"{state.task.id} {state.task.short}"
        search = [self._found(address, title, f"{state.task.text} {names} {view.line.due_text}", 2)]
        notes = " ".join(update.note for update in view.history if update.note)
        if notes:
            search.append(SearchText(f"{address}#history", "进展", notes))
        return self._rendered(address, title, "task.html", view, search)


def codes_page(renderer: Renderer, facts: Facts) -> SitePage:
    """The handbook's page of every problem there can be, with its cause and cure."""
    address = addresses.codes_address()
    levels = [
        (name, [(code, CODES[code]) for code in sorted(CODES) if CODES[code].level is level])
        for level, name in LEVEL_NAMES.items()
    ]
    html = renderer.render("codes.html", address, levels=levels, facts=facts)
    search = [
        SearchText(f"{address}#{key}", f"{key} {code.means}", code.cure, 0.5)
        for key, code in CODES.items()
    ]
    return replace(_page(address, "提示和改法", html, facts, search), sidebar=True)


def problems_page(renderer: Renderer, problems: Sequence[str], summary: str) -> str:
    """A whole HTML page that shows problems and looks again by itself; for the live preview."""
    return renderer.render("problems.html", "", problems=problems, summary=summary)
