"""The yaml-language-server that VS Code and others run, driven over its standard input."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from queue import Queue
from typing import Any

SECONDS = 60


class LanguageServer:
    """A running server for a folder, with the settings of an editor."""

    def __init__(self, command: list[str], root: Path, settings: Mapping[str, Any]) -> None:
        self.root, self.settings = root, settings
        self.process = subprocess.Popen(
            [*command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root
        )
        self.writing = threading.Lock()
        self.answers: dict[int, Queue[Any]] = {}
        self.diagnostics: dict[str, Queue[list[dict[str, Any]]]] = {}
        self.last = 0
        self.opened = 0
        threading.Thread(target=self._read, daemon=True).start()
        folder = {"uri": root.as_uri(), "name": root.name}
        text = {
            "completion": {
                "completionItem": {
                    "snippetSupport": True,
                    "documentationFormat": ["markdown", "plaintext"],
                }
            },
            "hover": {"contentFormat": ["markdown"]},
            "publishDiagnostics": {},
        }
        capabilities = {
            "textDocument": text,
            "workspace": {"configuration": True, "workspaceFolders": True},
        }
        self.request(
            "initialize",
            processId=None,
            locale="zh-cn",
            rootUri=root.as_uri(),
            workspaceFolders=[folder],
            capabilities=capabilities,
        )
        self._notify("initialized")
        self._notify("workspace/didChangeConfiguration", settings=settings)

    def close(self) -> None:
        self.request("shutdown")
        self._notify("exit")
        self.process.wait(SECONDS)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream
            stream.close()

    def open(self, path: Path, text: str) -> list[dict[str, Any]]:
        """Opens a text as a file; returns what the editor would mark."""
        uri = path.as_uri()
        waiting = self.diagnostics.setdefault(uri, Queue())
        self.opened += 1  # the server keeps what it parsed by version
        document = {"uri": uri, "languageId": "yaml", "version": self.opened, "text": text}
        self._notify("textDocument/didOpen", textDocument=document)
        return waiting.get(timeout=SECONDS)

    def completion(self, path: Path, line: int, character: int) -> list[dict[str, Any]]:
        """What is offered at a place, counted from 0."""
        found = self._at("textDocument/completion", path, line, character)
        return list(found["items"] if isinstance(found, dict) else found or [])

    def hover(self, path: Path, line: int, character: int) -> str:
        """What is shown at a place, counted from 0."""
        found = self._at("textDocument/hover", path, line, character)
        return str(found["contents"]["value"]) if found else ""

    def _at(self, method: str, path: Path, line: int, character: int) -> Any:
        return self.request(
            method,
            textDocument={"uri": path.as_uri()},
            position={"line": line, "character": character},
        )

    def request(self, method: str, **parameters: Any) -> Any:
        self.last += 1
        answer = self.answers[self.last] = Queue()
        self._send(id=self.last, method=method, params=parameters)
        return answer.get(timeout=SECONDS)

    def _notify(self, method: str, **parameters: Any) -> None:
        self._send(method=method, params=parameters)

    def _send(self, **message: Any) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = self.process.stdin
        assert stream
        with self.writing:
            stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
            stream.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream
        while header := stream.readline():
            length = int(header.split(b":")[1]) if header.startswith(b"Content-Length") else 0
            while stream.readline().strip():
                pass
            self._take(json.loads(stream.read(length)))

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method is None:
            self.answers.pop(message["id"]).put(message.get("result"))
        elif method == "textDocument/publishDiagnostics":
            found = message["params"]
            self.diagnostics.setdefault(found["uri"], Queue()).put(found["diagnostics"])
        elif "id" in message:
            self._send(id=message["id"], result=self._answer(method, message.get("params")))

    def _answer(self, method: str, parameters: Any) -> Any:
        """What the server asks of an editor: its settings; anything else is refused by null."""
        if method != "workspace/configuration":
            return None
        return [self._section(item.get("section", "")) for item in parameters["items"]]

    def _section(self, section: str) -> Any:
        start = f"{section}."
        return {
            key.removeprefix(start): value
            for key, value in self.settings.items()
            if key.startswith(start)
        } or None
