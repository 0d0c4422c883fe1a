"""Links to lines of the repository (facts of MkDocs' `repo_url` and `edit_uri`)."""

import pytest

from workplan.forge import SourceLinks, forge_of

FILE = "plans/2022/07/教科 卫体.yaml"
QUOTED = "plans/2022/07/%E6%95%99%E7%A7%91%20%E5%8D%AB%E4%BD%93.yaml"


@pytest.mark.parametrize(
    ("repo_url", "edit_uri", "view", "edit"),
    [
        (
            "https://github.com/jinhua/workplan",
            "edit/main/content/",
            f"https://github.com/jinhua/workplan/blob/main/{QUOTED}#L7-L9",
            f"https://github.com/jinhua/workplan/edit/main/{QUOTED}",
        ),
        (
            "https://gitlab.com/jinhua/workplan/",
            "-/edit/main/content/",
            f"https://gitlab.com/jinhua/workplan/-/blob/main/{QUOTED}#L7-9",
            f"https://gitlab.com/jinhua/workplan/-/edit/main/{QUOTED}",
        ),
        (
            "https://codeberg.org/jinhua/workplan",
            "_edit/main/content",
            f"https://codeberg.org/jinhua/workplan/src/branch/main/{QUOTED}#L7-L9",
            f"https://codeberg.org/jinhua/workplan/_edit/main/{QUOTED}",
        ),
        (
            "https://git.example.org/workplan",
            "?path=content/",
            None,
            None,
        ),
    ],
)
def test_links_of_a_forge(repo_url: str, edit_uri: str, view: str | None, edit: str | None) -> None:
    forge = forge_of(repo_url, edit_uri, "content")
    assert forge is not None
    links = forge.links(FILE, 7, 9)
    assert links.view == view
    assert edit in (None, links.edit)


def test_one_line_and_a_deeper_docs_folder() -> None:
    forge = forge_of("https://github.com/a/b", "edit/main/site/content/", "site/content")
    assert forge is not None
    assert forge.links("plans/2022.yaml", 5, 5) == SourceLinks(
        "https://github.com/a/b/blob/main/plans/2022.yaml#L5-L5",
        "https://github.com/a/b/edit/main/plans/2022.yaml",
    )


def test_a_repository_named_edit_is_not_taken_apart() -> None:
    forge = forge_of("https://gitlab.com/edit/workplan", "-/edit/main/content/", "content")
    assert forge is not None
    view = forge.links("plans/2022.yaml", 1, 2).view
    assert view == "https://gitlab.com/edit/workplan/-/blob/main/plans/2022.yaml#L1-2"


@pytest.mark.parametrize(
    ("repo_url", "edit_uri"),
    [
        (None, None),
        ("", "edit/main/content/"),
        ("https://github.com/a/b", None),
        ("https://github.com/a/b", ""),
        ("git@github.com:a/b.git", "edit/main/content/"),
    ],
)
def test_without_both_settings_there_are_no_links(
    repo_url: str | None, edit_uri: str | None
) -> None:
    assert forge_of(repo_url, edit_uri, "content") is None


@pytest.mark.parametrize(
    ("edit_uri", "page"),
    [
        ("edit/main/content/", "https://forge.example/a/b/upload/main/inbox"),
        ("_edit/main/content/", "https://forge.example/a/b/_upload/main/inbox"),
        ("-/edit/main/content/", "https://forge.example/a/b/-/tree/main/inbox"),
        ("?path=content/", None),
    ],
)
def test_where_files_are_put_into_a_folder(edit_uri: str, page: str | None) -> None:
    forge = forge_of("https://forge.example/a/b", edit_uri, "content")
    assert forge is not None
    assert forge.upload("inbox") == page
