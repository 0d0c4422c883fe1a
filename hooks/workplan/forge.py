"""Links from the site to lines of the repository, for the forges that committees use.

Built from MkDocs' own `repo_url` and `edit_uri`; without them there are no links. GitHub, GitLab,
Gitea and Forgejo have line anchors on their view pages; elsewhere the link is to the edit page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin

# The folder of the repository into which filled workbooks are put.
INBOX = "inbox"


@dataclass(frozen=True)
class SourceLinks:
    """Where some lines of a file can be seen (None on an unknown forge) and the file edited."""

    view: str | None
    edit: str


# edit page → where files are put into a folder by hand
_UPLOADS = (
    (re.compile(r"/-/edit/([^/]+)/.*"), r"/-/tree/\1/{folder}"),  # GitLab: its page has the button
    (re.compile(r"/_edit/([^/]+)/.*"), r"/_upload/\1/{folder}"),  # Gitea, Forgejo
    (re.compile(r"(?<!/-)/edit/([^/]+)/.*"), r"/upload/\1/{folder}"),  # GitHub
)
# edit page → view page, and how a span of lines is written there
_FORGES = (
    (re.compile(r"/-/(?:edit|blob)/"), "/-/blob/", "#L{first}-{last}"),  # GitLab
    (re.compile(r"/_edit/"), "/src/branch/", "#L{first}-L{last}"),  # Gitea, Forgejo
    (re.compile(r"(?<!/-)/(?:edit|blob)/"), "/blob/", "#L{first}-L{last}"),  # GitHub
)


@dataclass(frozen=True)
class Forge:
    """The repository on its forge; `base` is the edit address of the documents' folder."""

    base: str
    docs_folder: str

    def links(self, path: str, first: int, last: int) -> SourceLinks:
        """Links to lines of a file, its path relative to the repository's root."""
        up = "../" * len([part for part in self.docs_folder.split("/") if part not in ("", ".")])
        edit = urljoin(self.base, up + quote(path))
        for pattern, view, anchor in _FORGES:
            if pattern.search(edit):
                lines = anchor.format(first=first, last=max(first, last))
                return SourceLinks(pattern.sub(view, edit, count=1) + lines, edit)
        return SourceLinks(None, edit)

    def upload(self, folder: str) -> str | None:
        """The page on which files are put into a folder of the repository; None where unknown."""
        for pattern, page in _UPLOADS:
            if pattern.search(self.base):
                return pattern.sub(page.replace("{folder}", quote(folder)), self.base, count=1)
        return None


def forge_of(repo_url: str | None, edit_uri: str | None, docs_folder: str) -> Forge | None:
    """The forge that MkDocs' settings name; None where they name none."""
    if not repo_url or not edit_uri:
        return None
    base = urljoin(repo_url.rstrip("/") + "/", edit_uri.rstrip("/") + "/")
    return Forge(base, docs_folder) if base.startswith(("http://", "https://")) else None
