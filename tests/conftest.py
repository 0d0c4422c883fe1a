"""What all tests share: a quiet environment, the built site, and a browser where there is one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The day and the clock come from the tests alone.
for name in ("PLAN_AS_OF", "SOURCE_DATE_EPOCH"):
    os.environ.pop(name, None)


def build_site(
    target: Path, *options: str, root: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """One build by MkDocs, of this repository or a copy, into a folder."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-d", str(target), *options],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository, built strictly once."""
    target = tmp_path_factory.mktemp("built") / "site"
    done = build_site(target, "--strict")
    assert done.returncode == 0, done.stderr
    return target


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass

    def send_error(self, code: int, *args: object, **kwargs: object) -> None:
        page = Path(self.directory) / "404.html"
        if code == 404 and page.is_file():
            self.send_response(404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.read_bytes())
            return
        super().send_error(code)


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[str]:
    """Serves a folder; gives its address, ending in /."""
    with ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="session")
def site_url(site: Path) -> Iterator[str]:
    """The address of the built site, ending in /."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="session")
def instant_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site that knows it (`site_url`), so that instant navigation is at work."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("instant")
    config = folder / "mkdocs.yml"
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config.write_text(f"{text}\nsite_url: http://127.0.0.1:{port}/\n", encoding="utf-8")
    for name in ("content", "hooks", "plans", "word"):
        (folder / name).symlink_to(ROOT / name)
    done = build_site(folder / "site", "--strict", root=folder)
    assert done.returncode == 0, done.stderr
    with served(folder / "site", port) as address:
        yield address
