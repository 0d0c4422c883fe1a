"""The server that editors run; its tests are left out, and say so, where there is none."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.editor.language_server import LanguageServer

SERVER = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")
SETTINGS = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.editor)
            if not SERVER:
                reason = "no yaml-language-server: how to get it stands in CONTRIBUTING.md"
                item.add_marker(pytest.mark.skip(reason=reason))


def command() -> list[str]:
    """How the server is started: a program, or a script of Node's."""
    assert SERVER
    return ["node", SERVER] if SERVER.endswith(".js") else [SERVER]


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    """The server in this repository, with the settings that VS Code takes from it."""
    found = LanguageServer(command(), ROOT, SETTINGS)
    yield found
    found.close()
