"""Files that commands write: what reads back, and that all are written or none."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workplan.source import parse_text
from workplan.writing import write_files, yaml_of

PRINTABLE = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Cf")), min_size=1
)


def test_block_style_as_an_editor_writes_it() -> None:
    value = {
        "department": "办公室",
        "reported_on": datetime.date(2022, 8, 3),
        "no_change": [33, "2.10"],
        "updates": [{"task": 35, "note": "举办 #读书月 活动：18 人", "evidence": [{"title": "a"}]}],
    }
    assert yaml_of(value) == (
        "department: 办公室\n"
        "reported_on: 2022-08-03\n"
        "no_change:\n"
        "  - 33\n"
        "  - '2.10'\n"
        "updates:\n"
        "  - task: 35\n"
        "    note: '举办 #读书月 活动：18 人'\n"
        "    evidence:\n"
        "      - title: a\n"
    )


@given(PRINTABLE)
def test_any_text_reads_back(text: str) -> None:
    document, problems = parse_text(yaml_of({"note": text}), "a.yaml")
    assert problems == []
    assert document is not None
    assert document.root.plain() == {"note": text}


def test_all_are_written_and_removed(tmp_path: Path) -> None:
    (tmp_path / "old.xlsx").write_bytes(b"old")
    new = tmp_path / "07" / "office.yaml"
    write_files({new: "department: 办公室\n", tmp_path / "old.xlsx": None})
    assert new.read_text(encoding="utf-8") == "department: 办公室\n"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["07", "office.yaml"]


def test_none_is_written_where_one_cannot_be(tmp_path: Path) -> None:
    first = tmp_path / "a.yaml"
    first.write_text("before", encoding="utf-8")
    (tmp_path / "b.yaml").mkdir()
    (tmp_path / "b.yaml" / "inside").touch()
    with pytest.raises(OSError, match=r"b\.yaml"):
        write_files({first: "after", tmp_path / "c.yaml": "new", tmp_path / "b.yaml": "x"})
    assert first.read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "b.yaml"]
