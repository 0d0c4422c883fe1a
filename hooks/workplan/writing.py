"""Files that commands write for editors: YAML in block style, and whole or not at all.

What is written here reads back through `source` as the same text.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Block style with items indented below their key, and no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 (PyYAML prescribes it)
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:  # noqa: ARG002
        return super().increase_indent(flow, False)


def yaml_of(value: Mapping[str, Any]) -> str:
    """A file's text from plain values; keys in their order, each text on one line.

    An id of digits is given as int and a day as date, so that neither is quoted.
    """
    return yaml.dump(
        dict(value),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=2**31,
    )


def write_files(changes: Mapping[Path, str | bytes | None]) -> None:
    """Writes all files, or none: new contents by path, None to remove one.

    Folders are made as needed. Raises OSError, after which every file is as it was.
    """
    ready: list[tuple[Path, Path]] = []
    before: list[tuple[Path, bytes | None]] = []
    try:
        for path, content in changes.items():
            if content is None:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content.encode("utf-8") if isinstance(content, str) else content
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
            ready.append((Path(name), path))
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
            Path(name).chmod(mode)
        for path in changes:
            before.append((path, path.read_bytes() if path.exists() else None))
        for made, path in ready:
            made.replace(path)
        for path, content in changes.items():
            if content is None:
                path.unlink(missing_ok=True)
    except OSError:
        for path, data_before in before:
            with suppress(OSError):
                if data_before is None:
                    path.unlink(missing_ok=True)
                else:
                    path.write_bytes(data_before)
        raise
    finally:
        for made, _ in ready:
            made.unlink(missing_ok=True)
