"""Views into HTML: one Jinja environment that escapes everything and knows no undefined name.

A mistake in a template becomes a problem with its file and line, like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markupsafe import Markup

from workplan import addresses
from workplan.problems import Place, Problem, RenderError

TEMPLATES = Path(__file__).parent / "templates"


def _unbroken(text: str) -> Markup:
    """Text whose lines may break after a name's separator, and not within a name."""
    pieces = re.findall(r"(?:（[^（）]*）|[^、])+、?", text)
    names = (Markup('<span class="wp-name">{}</span>').format(piece) for piece in pieces)
    return Markup("<wbr>").join(names)


def css_text(text: str) -> str:
    """Text for between quotes in a style sheet: all but letters and digits as their codes."""
    return "".join(char if char.isalnum() else f"\\{ord(char):x} " for char in text)


class Renderer:
    """Renders the engine's templates; `directory_urls` as MkDocs' use_directory_urls."""

    def __init__(self, *, directory_urls: bool = True, templates: Path = TEMPLATES) -> None:
        self.directory_urls, self.templates = directory_urls, templates
        self.environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters["unbroken"] = _unbroken
        self.environment.globals["addresses"] = addresses

    def address_from(self, page: str) -> Callable[[str], str]:
        """How a page at `page` (relative to the root, ending in / or empty) reaches others."""
        up = "../" * page.count("/")

        def address(target: str) -> str:
            if target.startswith(("http://", "https://")):
                return target
            path, question, query = target.partition("?")
            if not self.directory_urls and (path.endswith("/") or not path):
                path += "index.html"
            return (up + path or "./") + question + query

        return address

    def render(self, template: str, page: str, **values: object) -> str:
        """The HTML of a template for the page at an address. Raises RenderError."""
        try:
            return self.environment.get_template(template).render(
                url=self.address_from(page), **values
            )
        except TemplateSyntaxError as error:
            raise RenderError(self._problem(error.name or template, error.lineno, error)) from error
        except TemplateNotFound as error:
            raise RenderError(self._problem(str(error.name), 1, error)) from error
        except (TemplateError, TypeError, ValueError, LookupError, AttributeError) as error:
            name, line = template, 1
            for frame in extract_tb(error.__traceback__):
                if Path(frame.filename).parent == self.templates and frame.lineno:
                    name, line = Path(frame.filename).name, frame.lineno
            raise RenderError(self._problem(name, line, error)) from error

    def _problem(self, name: str, line: int, error: Exception) -> Problem:
        file = self.templates / name
        lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        column = len(text) - len(text.lstrip()) + 1
        place = Place(f"templates/{name}", line, column, max(1, len(text.strip())), text)
        return Problem("template-error", place, f"模板有错：{error}")
