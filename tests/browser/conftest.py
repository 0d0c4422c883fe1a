"""A real Chromium, in which a console error or a request to another host fails the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of this folder; skips them where no browser is, unless one is required."""
    here = Path(__file__).parent
    missing = not Path(CHROMIUM).is_file()
    required = os.environ.get("WORKPLAN_REQUIRE_BROWSER") == "1"
    for item in items:
        if here not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        if missing and not required:
            item.add_marker(pytest.mark.skip(reason="no Chromium"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


class Watch:
    """Collects what a page must not do; `allowed` holds texts of console errors to pass over."""

    def __init__(self, site_url: str) -> None:
        self.site_url = site_url
        self.found: list[str] = []
        self.allowed: list[str] = []

    def attach(self, context: BrowserContext) -> None:
        context.on("console", self.console)
        context.on("request", self.request)
        context.on("weberror", lambda error: self.found.append(f"script: {error.error}"))

    def console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.found.append(f"console: {message.text}")

    def request(self, request: Request) -> None:
        if not request.url.startswith((self.site_url, "data:", "blob:", "about:")):
            self.found.append(f"request: {request.url}")

    def verify(self) -> None:
        bad = [item for item in self.found if not any(word in item for word in self.allowed)]
        assert not bad, bad


@pytest.fixture
def watch(site_url: str) -> Watch:
    return Watch(site_url)


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 900})
    watch.attach(context)
    yield context
    context.close()
    watch.verify()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
