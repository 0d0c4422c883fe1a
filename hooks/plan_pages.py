"""Publishes the plans through MkDocs: events in, engine calls, problems out.

The only file that knows MkDocs. Everything is read, checked and rendered in `on_config`, before
MkDocs cleans the folder of the last good site; later events only hand over what was made there.
The module lives across rebuilds of `mkdocs serve`, so a build's state is kept in its config.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fnmatch import fnmatch
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

HOOKS = Path(__file__).resolve().parent
# A hook's folder is importable only while the hook itself is executed.
if str(HOOKS) not in sys.path:
    sys.path.insert(0, str(HOOKS))

from workplan.as_of import as_of_from, now  # noqa: E402
from workplan.beside import Beside  # noqa: E402
from workplan.checks import checked  # noqa: E402
from workplan.folder import WORD_TEMPLATE  # noqa: E402
from workplan.forge import forge_of  # noqa: E402
from workplan.load import Library, load_library  # noqa: E402
from workplan.pages import SitePage, problems_page  # noqa: E402
from workplan.problems import (  # noqa: E402
    Level,
    Problem,
    RenderError,
    as_text,
    count_line,
    in_order,
    stops,
)
from workplan.render import Renderer, css_text  # noqa: E402
from workplan.rows import Facts  # noqa: E402
from workplan.site import Site, site_of  # noqa: E402

log = get_plugin_logger("workplan")
PLANS = "plans"
# Where a build's state lies in its config; the theme reads it there too.
STATE = "workplan"
OUR_WORKER = "assets/search-worker.js"
THEIR_WORKER = "assets/javascripts/workers/search.*.min.js"
THEIR_SEARCH = ("assets/javascripts/workers/", "assets/javascripts/lunr/")

# Whether this process previews. Set once, before the first build; a rebuild doesn't change it.
_previewing = False


def on_startup(*, command: str, dirty: bool) -> None:
    global _previewing
    _previewing = command == "serve"


# --- reading the plans ---------------------------------------------------------------------------


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Reads, checks and renders everything; raises PluginError with all problems at once."""
    library = checked(load_library(_root(config) / PLANS, PLANS))
    site: Site | None = None
    problems = list(library.problems)
    if not stops(problems):
        try:
            site = _site(config, library)
            problems += site.problems
        except RenderError as error:
            problems.append(error.problem)
    if stops(problems):
        site = None
    _tell(problems)
    if site is None and not _previewing:
        raise PluginError(f"网站没有生成，先改正以上问题（{count_line(problems)}）")
    config.extra[STATE] = site or Broken(tuple(in_order(problems)))
    config.nav = _nav(site, config.nav) if site else None
    return config


@dataclass(frozen=True)
class Broken:
    """Stands in for the site in the preview while the plans have errors."""

    problems: tuple[Problem, ...]


def _site(config: MkDocsConfig, library: Library) -> Site:
    renderer = Renderer(directory_urls=config.use_directory_urls)
    docs = Path(os.path.relpath(config.docs_dir, _root(config))).as_posix()
    forge = forge_of(config.repo_url, config.edit_uri, docs)
    beside = Beside(_root(config), Path(config.docs_dir), docs)
    return site_of(library, _asked_day(), now(), renderer, forge, beside)


def _root(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml, which is the repository's root."""
    return Path(config.config_file_path or ".").absolute().parent


def _asked_day() -> date | None:
    try:
        return as_of_from()
    except ValueError as error:
        raise PluginError(str(error)) from None


_LOG_LEVELS = {
    Level.ERROR: logging.ERROR,
    Level.WARNING: logging.WARNING,
    Level.NOTICE: logging.INFO,
}


def _tell(problems: Sequence[Problem]) -> None:
    """Each problem to MkDocs' log, where warnings count in a strict build."""
    for problem in in_order(problems):
        log.log(_LOG_LEVELS[problem.level], "%s", as_text(problem))


def _nav(site: Site, handbook: Any) -> list[Any]:
    """The site's tabs, then what mkdocs.yml names."""
    tabs = [{link.text: _source_of(link.address)} for link in site.tabs]
    return tabs + _without(list(handbook or []), site.left_out)


def _without(nav: list[Any], left_out: Sequence[str]) -> list[Any]:
    """A navigation without some pages, and without sections that held nothing else."""
    kept: list[Any] = []
    for entry in nav:
        if isinstance(entry, dict):
            inside = {
                title: _without(below, left_out) if isinstance(below, list) else below
                for title, below in entry.items()
                if below not in left_out
            }
            inside = {title: below for title, below in inside.items() if below != []}
            kept += [inside] if inside else []
        elif entry not in left_out:
            kept.append(entry)
    return kept


def _source_of(address: str) -> str:
    """The Markdown file that MkDocs takes a page at an address to be made from."""
    return f"{address}index.md"


# --- handing the pages over ----------------------------------------------------------------------


class ReadyPage(Page):
    """A page whose HTML is finished: nothing is read and no Markdown runs."""

    def __init__(self, page: SitePage, file: File, config: MkDocsConfig) -> None:
        self.ready = page
        super().__init__(None, file, config)

    def read_source(self, config: MkDocsConfig) -> None:
        self.markdown = ""
        # MkDocs prints titles without escaping them.
        self._title_from_render = str(escape(self.ready.title))
        hidden = [] if self.ready.sidebar else ["navigation", "toc"]
        self.meta = {"hide": hidden, "search": {"exclude": True}}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        self.content = self.ready.html
        headings = self.ready.headings
        self.toc = TableOfContents([AnchorLink(item.text, item.id, 2) for item in headings])
        self.present_anchor_ids = {item.id for item in headings}


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    site = config.extra[STATE]
    if isinstance(site, Broken):
        return Files([])
    for uri in site.left_out:
        if (given := files.get_file_from_path(uri)) is not None:
            files.remove(given)
    for page in site.pages:
        uri = _source_of(page.address)
        if (given := files.get_file_from_path(uri)) is not None:
            files.remove(given)
        file = File.generated(config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        ReadyPage(page, file, config)
        files.append(file)
    for address, content in site.files.items():
        files.append(File.generated(config, address, content=content))
    for address, path in site.evidence.items():
        files.append(File.generated(config, address, abs_src_path=str(path)))
    _replace_search_worker(files, config)
    return files


def on_page_read_source(page: Page, *, config: MkDocsConfig) -> str | None:
    """A page that people write, with its figures; None leaves the reading to MkDocs."""
    site = config.extra[STATE]
    found = site.articles.get(page.file.src_uri) if isinstance(site, Site) else None
    return found[0] if found else None


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The handbook and other hand-written pages, with contacts masked as in the plans."""
    site = config.extra[STATE]
    return site.mask(markdown) if isinstance(site, Site) else markdown


def _replace_search_worker(files: Files, config: MkDocsConfig) -> None:
    """Our search worker under the name that Material's pages load, without lunr."""
    ours = files.get_file_from_path(OUR_WORKER)
    theirs = [file.src_uri for file in files if fnmatch(file.src_uri, THEIR_WORKER)]
    if ours is None or len(theirs) != 1:
        raise PluginError(f"搜索：没有找到唯一的 {THEIR_WORKER} 可替换，主题可能换了版本")
    for file in list(files):
        if file is ours or file.src_uri.startswith(THEIR_SEARCH):
            files.remove(file)
    files.append(File.generated(config, theirs[0], content=ours.content_string))


def on_env(env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
    """The facts that every page's frame shows; page context does not reach 404.html."""
    site = config.extra[STATE]
    env.globals["workplan_home"] = site.home if isinstance(site, Site) else None
    env.globals["workplan_facts"] = _facts_of_pages(site)
    env.filters["css_text"] = css_text
    return env


def _facts_of_pages(site: Site | Broken) -> Callable[[Page | None, Facts | None], Facts | None]:
    """The facts of the plan that a page is about; of home's plan for pages about none."""
    articles = site.articles if isinstance(site, Site) else {}

    def facts_of_page(page: Page | None, home: Facts | None) -> Facts | None:
        if isinstance(page, ReadyPage):
            return page.ready.facts
        found = articles.get(page.file.src_uri) if page else None
        return found[1] if found else home

    return facts_of_page


# --- search --------------------------------------------------------------------------------------


class _PlainText(HTMLParser):
    """Collects the text of the search plugin's HTML; where a block begins or ends, a space."""

    BLOCKS = frozenset({"p", "li", "ol", "ul", "pre"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in self.BLOCKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, ())

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _plain_text(html: str) -> str:
    """The text of an entry of the search index, without markup and zero-width spaces."""
    parser = _PlainText()
    parser.feed(html)
    parser.close()
    return " ".join("".join(parser.parts).replace("\u200b", "").split())


@event_priority(-50)  # after the search plugin has written its index
def on_post_build(*, config: MkDocsConfig) -> None:
    site = config.extra[STATE]
    if isinstance(site, Broken):
        texts = [as_text(problem) for problem in site.problems]
        _show_problems(Path(config.site_dir), texts, count_line(site.problems))
        return
    _write_search_texts(Path(config.site_dir), site, _is_offline(config))


def _is_offline(config: MkDocsConfig) -> bool:
    plugin = config.plugins.get("material/offline") or config.plugins.get("offline")
    return plugin is not None and bool(plugin.config["enabled"])


def _write_search_texts(folder: Path, site: Site, offline: bool) -> None:
    """Splits the search index into a stub, loaded with every page, and the texts.

    Read from file:// (plugin `offline`) the texts stay in the index: nothing is fetched there.
    """
    index_file = folder / "search" / "search_index.json"
    index = json.loads(index_file.read_text(encoding="utf-8"))
    texts = [asdict(entry) for page in site.pages for entry in page.search]
    texts += [
        {**doc, "title": _plain_text(doc["title"]), "text": _plain_text(doc["text"])}
        for doc in index["docs"]
    ]
    index["docs"] = texts if offline else []
    _write_json(index_file, index)
    if not offline:
        _write_json(index_file.with_name("texts.json"), texts)


def _write_json(file: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    file.write_text(text, encoding="utf-8")


# --- the live preview ----------------------------------------------------------------------------


def _show_problems(folder: Path, texts: Sequence[str], summary: str) -> None:
    """Problems as the page at every address, which looks again by itself until they are mended."""
    html = problems_page(Renderer(), texts, summary)
    for name in ("index.html", "404.html"):
        (folder / name).write_text(html, encoding="utf-8")


def on_serve(
    server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[[], None]
) -> LiveReloadServer:
    """Shows what breaks a rebuild beyond the plans (a theme template, say) as a page as well."""
    build = server.builder
    if (word := _root(config) / WORD_TEMPLATE).is_file():
        server.watch(str(word))

    def guarded() -> None:
        try:
            build()
        except Exception as error:  # noqa: BLE001 (a preview outlives any mistake in what it shows)
            log.error("%s", error)
            folder = Path(server.root)
            for file in folder.rglob("*.html"):
                file.unlink()
            _show_problems(folder, [f"{type(error).__name__}: {error}"], "网页模板或设置有错")

    server.builder = guarded
    return server
