"""A whole site from a folder of plans: plans at their days, pages, exports, evidence files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from workplan import addresses
from workplan.as_of import day_of, home_plan, plans_in_force
from workplan.collector import no_collection
from workplan.exports.csv import as_csv
from workplan.exports.json import as_json
from workplan.folder import EVIDENCE_FOLDER
from workplan.forge import Forge
from workplan.links import links_between
from workplan.load import Library
from workplan.overview import all_plans, gathered_departments, plan_line
from workplan.pages import OverviewPages, PlanPages, SitePage, codes_page
from workplan.render import Renderer
from workplan.rows import Facts, Link
from workplan.summaries import Snapshot, snapshot_of

# Every export the site publishes, by the ending of its file.
EXPORTS: Mapping[str, Callable[[Snapshot], str | bytes]] = {"json": as_json, "csv": as_csv}


@dataclass(frozen=True)
class Site:
    """What is published: pages, and files by their path.

    `home` is the plan that the home page shows; `tabs` are the pages for the top of every page.
    """

    pages: tuple[SitePage, ...]
    files: Mapping[str, str | bytes]
    evidence: Mapping[str, Path]
    home: Facts
    tabs: tuple[Link, ...]


@no_collection()
def site_of(
    library: Library, asked: date | None, moment: datetime, renderer: Renderer, forge: Forge | None
) -> Site:
    """The site of all plans, at the day asked for, their pins, or today. Raises RenderError."""
    days = {plan.id: day_of(plan, asked, moment) for plan in library.plans}
    snapshots = {plan.id: snapshot_of(plan, days[plan.id]) for plan in library.plans}
    home = home_plan(days, library.plans)
    links = links_between(snapshots.values())
    plan_pages = {
        key: PlanPages(snapshot, renderer, forge, links, home=key == home.id)
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
    tabs = tuple(Link(page.title, page.address) for page in pages if page.tab)
    files = {
        addresses.data_address(key, ending): export(snapshot)
        for key, snapshot in snapshots.items()
        for ending, export in EXPORTS.items()
    }
    evidence = {
        addresses.file_path(plan.id, file): library.folder / plan.id / EVIDENCE_FOLDER / file
        for plan in library.plans
        for file in plan.files
    }
    return Site(tuple(pages), files, evidence, facts, tabs)
