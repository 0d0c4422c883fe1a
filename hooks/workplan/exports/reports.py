"""The files of a report beside its page: Word, where there is a template, and Excel."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from workplan.addresses import report_file_address
from workplan.documents import Document
from workplan.exports.xlsx import document_as_xlsx
from workplan.rows import Link

if TYPE_CHECKING:
    from workplan.exports.word_template import WordTemplate

# What a report can be downloaded as, by the ending of the file.
FORMS = {"docx": "Word", "xlsx": "Excel"}


class ReportFiles:
    """The files of reports of one committee."""

    def __init__(self, word: WordTemplate | None, author: str) -> None:
        self._makers: dict[str, Callable[[Document], bytes]] = {}
        if word is not None:
            from workplan.exports.docx import as_docx  # read with the template

            self._makers["docx"] = lambda document: as_docx(document, word, author)
        self._makers["xlsx"] = lambda document: document_as_xlsx(document, author)

    def links(self, document: Document) -> tuple[Link, ...]:
        """Where a report can be downloaded."""
        return tuple(
            Link(FORMS[ending], report_file_address(document.address, document.name, ending))
            for ending in self._makers
        )

    def of(self, document: Document) -> dict[str, bytes]:
        """The files of a report by their addresses. Raises RenderError."""
        return {
            report_file_address(document.address, document.name, ending): make(document)
            for ending, make in self._makers.items()
        }
