"""Contacts that no plan publishes are in nothing that is published: pages, exports, search, files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.building import as_yaml
from workplan.checks import checked
from workplan.load import Library, load_library
from workplan.model import Contact
from workplan.problems import Problem
from workplan.render import Renderer
from workplan.site import Site, site_of

NAME, NUMBER = "王某某", "80001234"
SAID = f"请找{NAME}，电话 0579-{NUMBER}"
SHOWN = "请找王**，电话 0579-8000****"


def plan(**more: object) -> dict[str, object]:
    """A scheme with the contact in every text that it may hold."""
    return {
        "kind": "scheme",
        "title": f"方案 {SAID}",
        "year": 2022,
        "as_of": "2022-10-15",
        "source": {
            "number": SAID,
            "issuer": SAID,
            "corrections": [{"where": SAID, "note": SAID}],
        },
        "contacts": [{"name": NAME, "telephone": NUMBER}],
        "preamble": SAID,
        "overview": [SAID],
        "events": [
            {
                "name": f"市两会{NAME}",
                "aliases": [SAID],
                "from": "2022-02-20",
                "known_from": SAID,
            }
        ],
        "stages": [{"title": SAID, "text": SAID, "from": f"市两会{NAME}结束", "to": SAID}],
        "areas": [
            {
                "title": SAID,
                "departments": "办公室",
                "points": [
                    {"id": 1.1, "text": SAID},
                    {
                        "id": 1.2,
                        "text": f"一二三四五六七八九十十一{NAME}{NUMBER}接着写",
                        "due": {"text": SAID, "from": "2022-01-01", "to": "2022-12-31"},
                        "extensions": [
                            {
                                "to": "2023-01-31",
                                "approved_by": SAID,
                                "approved_on": "2022-09-01",
                                "reason": SAID,
                            }
                        ],
                        "handovers": [
                            {
                                "since": "2022-08-01",
                                "from": "办公室",
                                "to": "研究室",
                                "approved_by": SAID,
                            }
                        ],
                    },
                    {
                        "id": 1.3,
                        "text": SAID,
                        "steps": [{"id": "1.3.1", "text": SAID, "short": SAID, "due": "全年"}],
                    },
                ],
            }
        ],
        "requirements": [SAID],
    } | more


def other() -> dict[str, object]:
    """A task list that knows nothing of the contact and names it all the same."""
    task = {"id": 1, "text": SAID, "departments": "办公室", "due": "全年"}
    return {
        "kind": "task-list",
        "title": "清单",
        "year": 2022,
        "as_of": "2022-10-15",
        "areas": [{"title": "一", "tasks": [task]}],
    }


ORGANIZATION = {
    "committee": {"name": f"政协{NAME}", "short": f"政协{NAME}"},
    "departments": {
        "office": {"name": "办公室", "contact": SAID, "leader": SAID},
        "research": {"name": "研究室", "short": f"研究室{NAME}"},
    },
    "groups": [{"name": f"组{NAME}", "members": ["office"]}],
}
RETURN = {
    "department": "研究室",
    "reported_on": "2022-09-02",
    "updates": [
        {
            "task": 1.2,
            "status": "不再推进",
            "reason": SAID,
            "approved_by": SAID,
            "note": SAID,
            "figures": {f"次数（{NAME}）": 2},
            "evidence": [
                {"title": SAID, "link": f"https://www.zx.gov.cn/?tel={NUMBER}"},
                {"title": SAID, "link": "https://www.zx.gov.cn/%E7%8E%8B%E6%9F%90%E6%9F%90.pdf"},
                {"title": SAID, "file": "说明.txt"},
                {"title": SAID, "file": f"{NAME}.pdf"},
                {"title": SAID, "file": "名单.docx"},
                {"title": SAID, "file": "照片.png"},
            ],
        },
        {"task": 1.2, "lamp": "yellow", "reason": SAID, "by": SAID},
    ],
}


def word(text: str) -> bytes:
    """A file with a Word document's text part, its runs split as Word does."""
    out = io.BytesIO()
    runs = "".join(f"<w:r><w:t>{char}</w:t></w:r>" for char in text)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:body><w:p>{runs}</w:p></w:body>")
    return out.getvalue()


FILES = {
    "说明.txt": SAID.encode(),
    "文稿/gbk.txt": SAID.encode("gbk"),
    "文稿/utf16.csv": SAID.encode("utf-16"),
    "文稿/说明.md": f"# {SAID}\n".encode(),
    f"{NAME}.pdf": b"%PDF-1.4",
    "名单.docx": word(SAID),
    "空白.docx": word("没有联系人"),
    "照片.png": b"\x89PNG\x00\x01",
    "没有.txt": "没有联系人".encode("gbk"),
}


def write(folder: Path, campaign: dict[str, object], *, beside: dict[str, object]) -> Library:
    files = {"organization": ORGANIZATION, "2022": beside, "2022-campaign": campaign}
    folder.mkdir(parents=True)
    for name, value in files.items():
        (folder / f"{name}.yaml").write_text(as_yaml(value), "utf-8")
    (folder / "2022-campaign").mkdir()
    (folder / "2022-campaign" / "research.yaml").write_text(as_yaml(RETURN), encoding="utf-8")
    for name, data in FILES.items():
        file = folder / "2022-campaign" / "files" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return checked(load_library(folder, "plans"))


def site(library: Library) -> Site:
    return site_of(library, None, datetime(2022, 10, 15, tzinfo=UTC), Renderer(), None)


def published(found: Site) -> Iterator[tuple[str, str]]:
    """Everything that a site hands out, by where it is."""
    for page in found.pages:
        yield page.address, f"{page.title} {page.html} {page.headings} {page.search} {page.facts}"
    for address, content in found.files.items():
        if isinstance(content, str):
            yield address, content
        for encoding in ("utf-8", "gb18030", "utf-16") if isinstance(content, bytes) else ():
            yield address, content.decode(encoding, "replace")
    for address, path in found.evidence.items():
        yield address, path.read_bytes().decode("utf-8", "replace")
    yield "addresses", " ".join([*found.files, *found.evidence])
    yield "tabs", str(found.tabs)


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return write(tmp_path_factory.mktemp("hidden") / "plans", plan(), beside=other())


def grave(library: Library) -> list[Problem]:
    return [problem for problem in library.problems if problem.code != "contact-attached"]


def test_the_contact_is_nowhere(hidden: Library) -> None:
    assert grave(hidden) == []
    for where, text in published(site(hidden)):
        assert NAME not in text, where
        assert NUMBER not in text, where
        assert "%E7%8E%8B%E6%9F%90%E6%9F%90" not in text, where


def test_it_is_shown_masked_in_all_plans(hidden: Library) -> None:
    pages = {page.address: page.html for page in site(hidden).pages}
    assert SHOWN in pages["2022/tasks/1/"]
    assert SHOWN in pages["2022-campaign/"]
    assert SHOWN in pages["2022-campaign/tasks/1.2/"]
    assert hidden.plans[1].contacts == (Contact("王**", "8000****"),)
    assert hidden.contacts == (Contact(NAME, NUMBER),)


def test_a_label_is_cut_after_masking(hidden: Library) -> None:
    task = hidden.plans[1].tasks[0]
    assert task.short == "一二三四五六七八九十十一王**80…"
    assert "8000****" in task.text


def test_attached_texts_are_copied_masked_in_their_own_encoding(hidden: Library) -> None:
    copies = hidden.copies["2022-campaign"]
    assert set(copies) == {"说明.txt", "文稿/gbk.txt", "文稿/utf16.csv", "文稿/说明.md"}
    assert copies["文稿/gbk.txt"].decode("gbk") == SHOWN
    assert copies["文稿/utf16.csv"].decode("utf-16") == SHOWN
    assert FILES["说明.txt"] == (hidden.folder / "2022-campaign/files/说明.txt").read_bytes()


def test_what_cannot_be_masked_is_left_out_and_told_of(hidden: Library) -> None:
    told = [problem for problem in hidden.problems if problem.code == "contact-attached"]
    assert [problem.place.path.rpartition("/")[2] for problem in told] == [
        "名单.docx",
        f"{NAME}.pdf",
    ]
    evidence = hidden.plans[1].updates["1.2"][0].evidence
    assert [(item.link is None, item.missing) for item in evidence] == [
        *((True, True), (True, True), (True, False), (True, True), (True, True), (True, False)),
    ]
    files = site(hidden).evidence
    assert sorted(path.rpartition("/")[2] for path in files) == [
        "没有.txt",
        "照片.png",
        "空白.docx",
    ]


def test_a_plan_that_publishes_its_contacts_shows_them_and_others_too(tmp_path: Path) -> None:
    library = write(tmp_path / "plans", plan(publish_contacts=True), beside=other())
    assert library.problems == ()
    assert library.copies == {}
    pages = {page.address: page.html for page in site(library).pages}
    assert SAID in pages["2022-campaign/"]
    assert SAID in pages["2022/tasks/1/"]
    assert library.plans[1].contacts == (Contact(NAME, NUMBER),)


def test_what_one_plan_publishes_another_may_hide(tmp_path: Path) -> None:
    beside = other() | {"contacts": [{"name": NAME, "telephone": NUMBER}]}
    library = write(tmp_path / "plans", plan(publish_contacts=True), beside=beside)
    pages = {page.address: page.html for page in site(library).pages}
    assert SAID in pages["2022-campaign/"]
    assert SHOWN in pages["2022/tasks/1/"]
    assert site(library).mask(SAID) == SHOWN


def test_without_contacts_nothing_is_copied(tmp_path: Path) -> None:
    bare = plan()
    del bare["contacts"]
    library = write(tmp_path / "plans", bare, beside=other())
    assert SAID in library.plans[1].title
    assert not any(library.masks.values())


def test_a_declared_mobile_number_is_no_slip_and_another_one_is(tmp_path: Path) -> None:
    mobile = "13700001111"
    contacts = [{"name": NAME, "telephone": mobile}]
    said = [f"找{NAME}（137 0000 1111），不找 13912345678"]
    library = write(tmp_path / "plans", plan(contacts=contacts, requirements=said), beside=other())
    told = [problem.place.marked for problem in grave(library)]
    assert told == ["13912345678"]
    assert library.plans[1].scheme is not None
    assert library.plans[1].scheme.requirements == ("找王**（137 0*** ****），不找 13912345678",)


def test_who_writes_files_anew_reads_them_as_written(hidden: Library) -> None:
    raw = load_library(hidden.folder, "plans", as_written=True)
    assert raw.plans[0].tasks[0].text == SAID
    assert raw.plans[1].title == f"方案 {SAID}"
    assert raw.contacts == hidden.contacts
