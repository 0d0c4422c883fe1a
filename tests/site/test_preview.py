"""The live preview: a mistake shows as a page, and mending it brings the site back."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

PATIENCE = 40  # seconds; a rebuild takes one or two


def get(url: str) -> str:
    """The page at an address, whatever its status; empty while nobody answers."""
    try:
        with urlopen(url, timeout=5) as response:
            return str(response.read().decode("utf-8"))
    except HTTPError as error:
        return error.read().decode("utf-8")
    except (URLError, TimeoutError, ConnectionError):
        return ""


def wait_for(url: str, fits: Callable[[str], bool]) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        text = get(url)
        if fits(text):
            return text
        time.sleep(0.3)
    raise AssertionError(f"{url} did not change in {PATIENCE} s; last: {text[:300]}")


@pytest.fixture
def preview(project: Path) -> Iterator[Callable[[], str]]:
    """Starts the preview of a copy; returns its address."""
    running: list[subprocess.Popen[str]] = []

    def start() -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        with (project / "preview.log").open("w", encoding="utf-8") as log:
            running.append(
                subprocess.Popen(
                    command, cwd=project, env=environment, stdout=log, stderr=log, text=True
                )
            )
        return f"http://127.0.0.1:{port}/"

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=20)


def test_a_mistake_shows_and_mending_it_brings_the_site_back(
    project: Path, preview: Callable[[], str]
) -> None:
    url = preview()
    task = f"{url}2022/tasks/9/"
    wait_for(task, lambda text: "机关年轻干部学习活动" in text)
    plan = project / "plans" / "2022.yaml"
    good = plan.read_text(encoding="utf-8")

    plan.write_text(good.replace("due: 每季度一次", "due: 每周三", 1), encoding="utf-8")
    shown = wait_for(task, lambda text: "deadline-unknown" in text)
    assert "每周三" in shown
    assert "plans/2022.yaml:" in shown
    assert "应为：" in shown
    assert 'http-equiv="refresh"' in shown, "the page looks again by itself"
    assert "deadline-unknown" in get(url)

    plan.write_text(good.replace("组织开展机关年轻干部学习活动", "组织学习", 1), encoding="utf-8")
    wait_for(task, lambda text: "组织学习" in text and "deadline-unknown" not in text)

    update = project / "plans" / "2022" / "10" / "preview.yaml"
    update.parent.mkdir(exist_ok=True)
    update.write_text(
        "department: 办公室\nreported_on: 2022-10-14\nsample: true\n"
        "updates:\n  - task: 9\n    note: 预览里新报的一条\n",
        encoding="utf-8",
    )
    wait_for(task, lambda text: "预览里新报的一条" in text)


def test_it_starts_with_a_mistake_and_outlives_a_broken_template(
    project: Path, preview: Callable[[], str]
) -> None:
    plan = project / "plans" / "2022.yaml"
    good = plan.read_text(encoding="utf-8")
    plan.write_text(good.replace("kind: task-list", "kind：task-list"), encoding="utf-8")
    url = preview()
    wait_for(url, lambda text: "colon-fullwidth" in text)
    plan.write_text(good, encoding="utf-8")
    wait_for(url, lambda text: "要紧的" in text)

    template = project / "hooks/workplan/templates/home.html"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("{% endif %}", "", 1), encoding="utf-8")
    wait_for(url, lambda page: "template-error" in page)
    template.write_text(text, encoding="utf-8")
    wait_for(url, lambda page: "要紧的" in page)

    frame = project / "hooks/theme/main.html"
    text = frame.read_text(encoding="utf-8")
    frame.write_text(text + "{% endblock %}", encoding="utf-8")
    wait_for(url, lambda page: "网页模板或设置有错" in page)
    frame.write_text(text, encoding="utf-8")
    wait_for(url, lambda page: "要紧的" in page)
