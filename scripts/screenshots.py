#!/usr/bin/env python3
"""Pictures of the site: `scripts/screenshots.py` makes README's, `… --all DIR` one of every page.

The site is built anew into a temporary folder. --all takes each kind of page wide, on a phone, in
the dark and on paper, for looking at after a change.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from in_venv import ROOT, restart_in_venv

if TYPE_CHECKING:
    from playwright.sync_api import Browser

README_PICTURE = ROOT / ".github" / "home.png"
PAGES = {
    "home": "",
    "plan": "2022/",
    "tracker": "2022/tracker/",
    "timeline": "2022/timeline/",
    "departments": "2022/departments/",
    "department": "2022/departments/members/",
    "department-silent": "2022/departments/office/",
    "area": "2022/areas/3/",
    "task": "2022/tasks/35/",
    "task-recurring": "2022/tasks/20/",
    "task-silent": "2022/tasks/29/",
    "reports": "2022/reports/",
    "bulletin": "2022/reports/2022-09/",
    "inspection": "2022/reports/2022-q3/",
    "due": "2022/reports/due/",
    "written": "reports/2022-annual/",
    "plans": "plans/",
    "gathered": "departments/",
    "gathered-department": "departments/office/",
    "scheme": "2022-campaign/",
    "stages": "2022-campaign/timeline/",
    "activity": "2022-campaign/areas/5/",
    "step": "2022-campaign/tasks/2.2/",
    "county": "2022-campaign/departments/panan/",
    "joint-inspection": "2022-campaign/reports/2022-q3/",
    "forms": "2022-campaign/forms/",
    "form": "2022-campaign/forms/speeches/",
    "form-blank": "2022-campaign/forms/speeches/blank/",
    "form-return": "2022-campaign/forms/speeches/yiwu/",
    "form-missing": "2022-campaign/forms/speeches/panan/",
    "guide": "guide/",
    "excel": "guide/excel/",
    "guide-forms": "guide/forms/",
    "figures": "guide/figures/",
    "word": "guide/word/",
    "commands": "guide/commands/",
    "fields": "guide/fields/",
    "rules": "guide/rules/",
    "calendar": "guide/calendar/",
    "problems": "guide/problems/",
    "missing": "no-such-page/",
}
WIDE: Any = {"width": 1366, "height": 900}
MODES: dict[str, dict[str, Any]] = {
    "wide": {"viewport": WIDE},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Says nothing: the pictures are what is printed."""


def _build(target: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(target)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def _all(browser: "Browser", address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for mode, options in MODES.items():
        context = browser.new_context(locale="zh-CN", **options)
        page = context.new_page()
        for name, path in PAGES.items():
            page.goto(address + path)
            page.wait_for_timeout(300)
            page.screenshot(path=folder / f"{name}-{mode}.png", full_page=True)
        context.close()
    page = browser.new_page(locale="zh-CN")
    for name, path in PAGES.items():
        page.goto(address + path)
        page.pdf(path=folder / f"{name}-print.pdf", prefer_css_page_size=True)
    print(f"{len(PAGES)} pages, {len(MODES) + 1} pictures each: {folder}")


def _for_readme(browser: "Browser", address: str) -> None:
    page = browser.new_page(locale="zh-CN", viewport={"width": 1180, "height": 860})
    page.goto(address)
    page.wait_for_timeout(300)
    page.screenshot(path=README_PICTURE)
    print(README_PICTURE.relative_to(ROOT))


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="DIR", help="every kind of page, into a folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        site = Path(temporary) / "site"
        _build(site)
        handler = partial(_Quiet, directory=str(site))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_address[1]}/"
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            if options.all:
                _all(browser, address, options.all)
            else:
                _for_readme(browser, address)
            browser.close()
            server.shutdown()


if __name__ == "__main__":
    restart_in_venv("dev")
    main()
