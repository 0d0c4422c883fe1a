"""Private data is found as people write it, masked in place, and not seen where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from workplan.checks import checked
from workplan.load import load_library
from workplan.privacy import Kind, is_bank_card, is_resident_id, masked, private_in
from workplan.problems import Place, Problem, as_text, report

# What is no private data, though it has digits enough.
NONE = (
    "示例〔2022〕12号、政协办发〔2022〕1391号",
    "2022-07-15 2022-07-31，7月15日至8月15日",
    "电话 0579-82461234、010 8888 6666",
    "13500000000元、投资 13512345678 元、13512345678.5",
    "https://www.example.gov.cn/art/2022/7/15/13912345678.html",
    "https://mp.weixin.qq.com/s?__biz=MzI1&mid=6222021234567890128",
    "提交 a13912345678b、1.13912345678、img_13912345678_2",
    "IMG_20220715_123456.jpg、mmexport1657861234567.jpg、20220715123000123",
    "统一社会信用代码 91330700MA2E1234XQ",
    "git@github.com:a/b、@某人、甲@乙",
    "11010519491231002",  # seventeen digits
    "110105194912310021",  # a wrong checksum
    "110105194913310026",  # no such month
    "6222021234567890123",  # Luhn fails
    "1234 5678 9012 3456",
    "12 345 678 901",
)


@pytest.mark.parametrize("text", NONE)
def test_nothing_is_seen_where_there_is_nothing(text: str) -> None:
    assert private_in(text) == []
    assert masked(text) == text


SOME = (
    ("身份证 11010519491231002X。", Kind.RESIDENT_ID, "身份证 110*************2X。"),
    ("110105-19491231-002x", Kind.RESIDENT_ID, "110***-********-**2x"),
    ("ID11010519491231002X", Kind.RESIDENT_ID, "ID110*************2X"),
    ("https://a.cn/11010519491231002X", Kind.RESIDENT_ID, "https://a.cn/110*************2X"),
    ("张三13912345678", Kind.MOBILE, "张三1391****678"),
    ("139 1234 5678", Kind.MOBILE, "139 1*** *678"),
    ("139－1234－5678", Kind.MOBILE, "139－1***－*678"),
    ("+8613912345678", Kind.MOBILE, "+8613******678"),
    ("0086 139 1234 5678", Kind.MOBILE, "0086 *** **** *678"),
    ("１３９１２３４５６７８", Kind.MOBILE, "１３９１****６７８"),
    ("Tel13912345678", Kind.MOBILE, "Tel1391****678"),
    ("第 3 13912345678", Kind.MOBILE, "第 3 1391****678"),
    ("张三_13912345678.pdf", Kind.MOBILE, "张三_1391****678.pdf"),
    ("https://a.cn/?phone=13912345678", Kind.MOBILE, "https://a.cn/?phone=1391****678"),
    ("卡号6222021234567890128", Kind.CARD, "卡号6222************128"),
    ("4111 1111 1111 1111", Kind.CARD, "4111 **** **** *111"),
    ("zhang.san@163.com", Kind.EMAIL, "z********@163.com"),
    ("13912345678@qq.com", Kind.EMAIL, "1**********@qq.com"),
    ("ｚｓ＠１６３．ｃｏｍ", Kind.EMAIL, "ｚ*＠１６３．ｃｏｍ"),
)


@pytest.mark.parametrize(("text", "kind", "shown"), SOME)
def test_found_and_masked_as_long_as_before(text: str, kind: Kind, shown: str) -> None:
    assert [item.kind for item in private_in(text)] == [kind]
    assert masked(text) == shown
    assert len(shown) == len(text)


def test_several_in_one_text_in_order() -> None:
    text = "李某 13912345678，证号 11010519491231002X，卡 6222021234567890128，a.b@c.cn"
    assert [item.kind for item in private_in(text)] == [
        *(Kind.MOBILE, Kind.RESIDENT_ID, Kind.CARD, Kind.EMAIL)
    ]


@pytest.mark.parametrize("text", ["11010519491231002X", "110101199003070011"[:17]])
def test_checksums_are_those_of_the_standards(text: str) -> None:
    assert is_resident_id(text) is (len(text) == 18)
    assert is_bank_card("6222021234567890128")
    assert not is_bank_card("0000000000000000")


# --- problems repeat nothing ---------------------------------------------------------------------


def test_neither_message_nor_hint_nor_line_repeats_a_number() -> None:
    text = f"    note: {'长' * 60}13912345678"
    place = Place("plans/a.yaml", 3, 67, 11, text)
    problem = Problem("value-type", place, "不是 “13912345678”", hint="写成 13912345678")
    assert "13912345678" not in as_text(problem)
    assert as_text(problem).count("1391****678") == 3


@pytest.mark.parametrize("before", range(0, 90, 7))
def test_a_number_at_the_edge_of_the_shown_line_is_masked(before: int) -> None:
    text = f"{'长' * before}11010519491231002X{'长' * 80}"
    for column in range(1, len(text), 5):
        shown = as_text(Problem("value-type", Place("a", 1, column, 1, text), "不对"))
        assert "19491231" not in shown


# --- what is held against it ---------------------------------------------------------------------

BASE = Path(__file__).parents[1] / "errors" / "base"


def test_pages_beside_the_plans_are_published_too(tmp_path: Path) -> None:
    (tmp_path / "content" / "about").mkdir(parents=True)
    (tmp_path / "plans").symlink_to(BASE)
    (tmp_path / "content" / "about" / "us.md").write_text(
        "# 联系我们\n\n电话 13912345678\n\n"
        "值班 13912345679 <!-- allow-private: 值班公开电话 -->\n\n"
        "<!-- allow-private: 公开信箱 -->\n信箱 zs@163.com\n\n"
        "传真 13912345670 <!-- allow-private: -->\n\n<!-- allow-private: 没有号码 -->\n",
        encoding="utf-8",
    )
    problems = checked(load_library(tmp_path / "plans", "plans")).problems
    assert [f"{problem.place} {problem.code}" for problem in problems] == [
        "content/about/us.md:3:4 private-mobile",
        "content/about/us.md:10:16 private-reason",
    ], report(problems)


def test_evidence_of_office_programs_is_read_in_their_encoding(tmp_path: Path) -> None:
    (tmp_path / "2022" / "files").mkdir(parents=True)
    for path in ("organization.yaml", "2022.yaml"):
        (tmp_path / path).write_bytes((BASE / path).read_bytes())
    (tmp_path / "2022" / "files" / "名单.CSV").write_bytes("张三,13912345678\r\n".encode("gbk"))
    (tmp_path / "2022" / "files" / "照片.jpg").write_bytes(b"\xff\xd8 13912345678")
    problems = checked(load_library(tmp_path, "plans")).problems
    assert [f"{problem.place} {problem.code}" for problem in problems] == [
        "plans/2022/files/名单.CSV:1:4 private-mobile"
    ]
