"""A whole site from a folder of plans: plans at their days, pages, exports, evidence files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from workplan import addresses
from workplan.as_of import day_of, home_plan, plans_in_force
from workplan.beside import Beside, read_beside
from workplan.collector import no_collection
from workplan.contacts import Mask
from workplan.duties import duties_of
from workplan.exports.csv import as_csv
from workplan.exports.form_book import form_book
from workplan.exports.json import as_json
from workplan.exports.reports import ReportFiles
from workplan.exports.xlsx import as_xlsx
from workplan.filing.sheets import sheet_of
from workplan.folder import EVIDENCE_FOLDER
from workplan.forge import Forge
from workplan.forms import BLANK
from workplan.links import links_between
from workplan.load import Library
from workplan.masking import NO_PLAN
from workplan.model import Plan
from workplan.overview import all_plans, gathered_departments, plan_line
from workplan.pages import OverviewPages, PlanPages, SitePage, codes_page
from workplan.problems import Problem
from workplan.render import Renderer
from workplan.reporting import open_period
from workplan.rows import Facts, Link, facts_of
from workplan.summaries import Snapshot, snapshot_of

# Every export the site publishes, by the ending of its file.
EXPORTS: Mapping[str, Callable[[Snapshot], str | bytes]] = {
    "json": as_json,
    "csv": as_csv,
    "xlsx": as_xlsx,
}


@dataclass(frozen=True)
class Site:
    """What is published: pages, and files by their path.

    `home` is the plan that the home page shows; `tabs` are the pages for the top of every page.
    `articles` are the texts of pages that people write, by their path below the content, with
    what each says of itself; `left_out` are the paths of those that are not to be shown. Nothing
    may be published where `problems` stop a build.
    `mask` hides contacts in what no plan holds.
    """

    pages: tuple[SitePage, ...]
    files: Mapping[str, str | bytes]
    evidence: Mapping[str, Path]
    home: Facts
    tabs: tuple[Link, ...]
    articles: Mapping[str, tuple[str, Facts]]
    left_out: tuple[str, ...]
    problems: tuple[Problem, ...]
    mask: Mask


@no_collection()
def site_of(
    library: Library,
    asked: date | None,
    moment: datetime,
    renderer: Renderer,
    forge: Forge | None,
    beside: Beside | None = None,
) -> Site:
    """The site of all plans, at the day asked for, their pins, or today. Raises RenderError."""
    days = {plan.id: day_of(plan, asked, moment) for plan in library.plans}
    snapshots = {plan.id: snapshot_of(plan, days[plan.id]) for plan in library.plans}

    def snapshot_at(plan: Plan, day: date | None) -> Snapshot:
        shown = snapshots[plan.id]
        return shown if day in (None, shown.as_of) else snapshot_of(plan, day or shown.as_of)

    read = read_beside(beside, library.plans, snapshot_at)
    home = home_plan(days, library.plans)
    links = links_between(snapshots.values())
    report_files = ReportFiles(read.word, home.organization.name)
    plan_pages = {
        key: PlanPages(snapshot, renderer, forge, links, report_files, home=key == home.id)
        for key, snapshot in snapshots.items()
    }
    in_force = [plan.id for plan in plans_in_force(days, library.plans)]
    lines = {
        key: plan_line(found.views, in_force=key in in_force) for key, found in plan_pages.items()
    }
    gathered = gathered_departments([(lines[key], plan_pages[key].views) for key in in_force])
    elsewhere = {
        line.view.key: line.view.address for line in gathered.lines if len(line.view.plans) > 1
    }
    facts = plan_pages[home.id].views.facts
    pages = [plan_pages[home.id].home([lines[key] for key in in_force[1:]], several=len(lines) > 1)]
    for found in plan_pages.values():
        pages += found.all(elsewhere if len(in_force) > 1 else None)
    overview = OverviewPages(renderer, facts)
    pages += [*overview.departments(gathered), overview.plans(all_plans(lines.values()))]
    pages.append(codes_page(renderer, facts))
    shown = [(snapshots[key], plan_pages[key].views.facts) for key in in_force]
    pages.append(overview.duties(duties_of(shown)))
    tabs = tuple(Link(page.title, page.address) for page in pages if page.tab)
    files = _data(snapshots.values()) | _form_books(library.plans)
    for found in plan_pages.values():
        for document in found.documents():
            files |= report_files.of(document)
    copies, evidence = _evidence(library)
    articles = {
        article.source: (
            article.text,
            facts_of(article.snapshot, home=article.snapshot.plan is home),
        )
        for article in read.articles.shown
    }
    return Site(
        tuple(pages),
        files | copies,
        evidence,
        facts,
        tabs,
        articles,
        read.articles.left_out,
        read.problems,
        library.masks[NO_PLAN],
    )


def _data(snapshots: Iterable[Snapshot]) -> dict[str, str | bytes]:
    """Each plan as data, and its departments' workbooks for the month."""
    found: dict[str, str | bytes] = {}
    for snapshot in snapshots:
        for ending, export in EXPORTS.items():
            found[addresses.data_address(snapshot.plan.id, ending)] = export(snapshot)
        found |= _sheets(snapshot)
    return found


def _form_books(plans: Iterable[Plan]) -> dict[str, str | bytes]:
    """The workbook of each form, blank and for each unit that owes it."""
    return {
        addresses.form_book_address(plan.id, form.key, unit or BLANK): form_book(plan, form, unit)
        for plan in plans
        for form in plan.forms
        for unit in (None, *form.owed)
    }


def _evidence(library: Library) -> tuple[dict[str, bytes], dict[str, Path]]:
    """Files kept in the repository, by their addresses: masked copies, and those as they are."""
    masked: dict[str, bytes] = {}
    found: dict[str, Path] = {}
    for plan in library.plans:
        copies = library.copies.get(plan.id, {})
        for file in plan.files:
            path = addresses.file_path(plan.id, file)
            if file in copies:
                masked[path] = copies[file]
            else:
                found[path] = library.folder / plan.id / EVIDENCE_FOLDER / file
    return masked, found


def _sheets(snapshot: Snapshot) -> dict[str, bytes]:
    """The workbook of each department for the month that is open for reporting, where one is."""
    period = open_period(snapshot.plan, snapshot.as_of)
    if period is None:
        return {}
    return {
        addresses.sheet_address(snapshot.plan.id, key, period.code): sheet_of(snapshot, key, period)
        for key in snapshot.by_department
    }
