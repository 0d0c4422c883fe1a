"""Every page of a site as finished HTML, with what a site generator must know of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workplan import addresses
from workplan.documents import Document
from workplan.duties import DutiesView
from workplan.exports.reports import ReportFiles
from workplan.forge import Forge
from workplan.gathering import Gathering
from workplan.links import Links, TaskKey
from workplan.overview import GatheredDepartmentsView, PlanLine, PlansView, facts_across
from workplan.problems import CODES, LEVEL_NAMES
from workplan.render import Renderer
from workplan.report_views import ReportViews
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
        self,
        snapshot: Snapshot,
        renderer: Renderer,
        forge: Forge | None,
        links: Mapping[TaskKey, Links],
        report_files: ReportFiles,
        *,
        home: bool,
    ) -> None:
        self.snapshot, self.renderer = snapshot, renderer
        self.views = Views(snapshot, forge, links, home=home)
        self.reports = ReportViews(self.views, report_files.links)

    def _rendered(
        self,
        address: str,
        title: str,
        template: str,
        view: object,
        search: Sequence[SearchText] = (),
        **more: object,
    ) -> SitePage:
        facts = self.views.facts
        html = self.renderer.render(template, address, view=view, facts=facts, **more)
        return _page(address, title, html, facts, search)

    def home(self, other_plans: Sequence[PlanLine], *, several: bool) -> SitePage:
        """The home page, with the other plans in force; `several`: there are more than this."""
        page = self._rendered(
            *("", "首页", "home.html", self.views.home()),
            other_plans=other_plans,
            several=several,
            reports=self._reports(),
        )
        return replace(page, tab=True)

    def _reports(self) -> tuple[Link, ...]:
        """The reports that home names: what is due now, and the newest bulletin."""
        if not self.views.facts.reports:
            return ()
        due, latest = self.reports.due, self.reports.latest
        return (Link(due.title, due.address), *((latest,) if latest else ()))

    def _tab(self, address: str, title: str, template: str, view: object) -> SitePage:
        """A page about the whole plan; that of home's plan is a tab."""
        page = self._rendered(address, title, template, view)
        return replace(page, tab=self.views.facts.home)

    def all(self, elsewhere: Mapping[str, str] | None = None) -> Iterator[SitePage]:
        """Every page but home; the tabs in their order.

        Where several plans are in force, `elsewhere` are the addresses, by their keys, of the
        departments that have work in others too; the tab of departments is then that of all plans.
        """
        plan, views = self.snapshot.plan.id, self.views
        words = views.facts.words
        departments = addresses.departments_address(plan)
        yield self._issued()
        tracker = self._tab(
            addresses.tracker_address(plan), "进度总表", "tracker.html", views.tracker()
        )
        yield tracker if views.facts.states else replace(tracker, tab=False)
        if views.facts.deadlines:
            yield self._tab(
                addresses.timeline_address(plan), "时间轴", "timeline.html", views.timeline()
            )
        if views.facts.departments:
            comparison = self._tab(
                departments, words.department, "departments.html", views.comparison()
            )
            yield comparison if elsewhere is None else replace(comparison, tab=False)
        if views.facts.reports:
            yield self._tab(
                *(addresses.reports_address(plan), "通报", "reports.html", self.reports.listing())
            )
            yield from self._report_pages()
        if views.facts.forms:
            yield self._tab(
                addresses.forms_address(plan), "计划表", "forms.html", views.forms.lines()
            )
        for line in self.views.departments.values():
            found = self._found(line.address, line.name, f"{line.name}：牵头和参与的任务", 2)
            view = self.views.department(line.key)
            yield self._rendered(
                *(line.address, line.name, "department.html", view, [found]),
                elsewhere=(elsewhere or {}).get(line.key, ""),
            )
        for area in self.views.areas:
            title = f"{area.numeral}、{area.title}"
            view_of_area = self.views.area(area.number)
            activity = view_of_area.activity
            text = " ".join(point.text for point in activity.points) if activity else ""
            found = self._found(area.address, title, text, 1)
            yield self._rendered(area.address, title, "area.html", view_of_area, [found])
        for state in self.snapshot.states:
            yield self._task(state)
        for gathering in views.forms.gatherings:
            yield from self._form(gathering)

    def _form(self, gathering: Gathering) -> Iterator[SitePage]:
        """The pages of one form: all rows, blank, and each unit's."""
        forms = self.views.forms
        whole = forms.form(gathering)
        line = whole.line
        heads = "、".join(column.title for column in whole.columns)
        found = self._found(line.address, line.title, f"计划表：{heads}", 1)
        yield self._rendered(line.address, line.title, "form.html", whole, [found])
        title = f"{line.title}（空白表）"
        yield self._rendered(line.blank, title, "form_return.html", forms.blank(gathering))
        for handed in gathering.units:
            view = forms.returned(gathering, handed)
            plan = self.snapshot.plan
            address = addresses.form_return_address(plan.id, line.key, handed.unit)
            title = f"{line.title} · {plan.name(handed.unit)}"
            text = " ".join(cell.text for row in view.rows for cell in row if not cell.right)
            found = self._found(address, title, text, 0.5)
            yield self._rendered(address, title, "form_return.html", view, [found])

    def documents(self) -> tuple[Document, ...]:
        """The plan's reports, if there are any."""
        return self.reports.documents if self.views.facts.reports else ()

    def _report_pages(self) -> Iterator[SitePage]:
        """A page for each report, in whose frame its own day stands."""
        for view in self.reports.pages():
            document = view.document
            facts = self.reports.facts(document)
            html = self.renderer.render("report.html", document.address, view=view, facts=facts)
            said = " ".join(paragraph.text for paragraph in document.lede)
            found = self._found(document.address, document.title, f"{view.kind} {said}", 1)
            yield _page(document.address, document.title, html, facts, [found])

    def _issued(self) -> SitePage:
        """The plan as issued; what it says beside its tasks is found by searching."""
        view = self.views.as_issued()
        words = self.views.facts.words.plan
        address = addresses.plan_address(self.views.facts.plan)
        page = self._tab(address, words, "plan.html", view)
        overview: tuple[str, ...] = view.overview
        requirements: tuple[str, ...] = ()
        if scheme := view.scheme:
            overview = (scheme.preamble, *overview, *(item.text for item in scheme.stages))
            requirements = scheme.requirements
        found = [
            self._found(f"{address}#overview", "总体要求", " ".join(overview), 1),
            self._found(f"{address}#requirements", "工作要求", " ".join(requirements), 1),
        ]
        return replace(page, search=tuple(entry for entry in found if entry.text.strip()))

    def _found(self, location: str, title: str, text: str, boost: float) -> SearchText:
        """An entry of the search; of a plan that isn't home's it says which."""
        plan = "" if self.views.facts.home else f"（{self.views.facts.short}）"
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


class OverviewPages:
    """The pages about several plans together."""

    def __init__(self, renderer: Renderer, facts: Facts) -> None:
        self.renderer, self.facts = renderer, facts

    def _rendered(
        self, address: str, title: str, template: str, view: object, shown: Iterable[Facts]
    ) -> SitePage:
        facts = facts_across(self.facts, shown)
        html = self.renderer.render(template, address, view=view, facts=facts)
        return _page(address, title, html, facts)

    def plans(self, view: PlansView) -> SitePage:
        shown = [line.facts for _, lines in view.years for line in lines]
        page = self._rendered(addresses.plans_address(), "全部计划", "plans.html", view, shown)
        return replace(page, tab=len(shown) > 1)

    def duties(self, view: DutiesView) -> SitePage:
        """The handbook's calendar of the year."""
        shown = [plan.facts for plan in view.plans]
        address, title = addresses.duties_address(), "年度日历"
        page = self._rendered(address, title, "duties.html", view, shown)
        found = SearchText(address, title, "每个月的报送、到期、期次、通报", 0.5)
        return replace(page, sidebar=True, search=(found,))

    def departments(self, view: GatheredDepartmentsView) -> Iterator[SitePage]:
        """The table of all departments, and a page for each; none where no plan has any."""
        if not view.lines:
            return
        shown = [line.facts for line in view.plans]
        address = addresses.gathered_departments_address()
        page = self._rendered(address, "责任部门", "gathered_departments.html", view, shown)
        yield replace(page, tab=len(view.plans) > 1)
        for line in view.lines:
            found = line.view
            shown = [part.plan.facts for part in found.plans]
            page = self._rendered(found.address, found.name, "gathered.html", found, shown)
            yield page


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
