"""Private data in any surroundings: what is valid is found, what is by chance mostly is not."""

from __future__ import annotations

import random
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from workplan.privacy import Kind, masked, private_in

quick = settings(derandomize=True, deadline=None, max_examples=200, database=None)

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
REGIONS = ("110105", "330702", "440305", "653101", "810000")
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
TEXTS = st.text(alphabet="关于召开会议的通知，。：（）“”\n　", max_size=8)
SEPARATORS = st.sampled_from(["", " ", "-", "－", "\u3000", "—"])


def id_of(region: str, born: date, order: int) -> str:
    body = f"{region}{born:%Y%m%d}{order:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


IDS = st.builds(
    id_of,
    st.sampled_from(REGIONS),
    st.dates(date(1900, 1, 1), date(2026, 12, 31)),
    st.integers(0, 999),
)
MOBILES = st.from_regex(r"1[3-9][0-9]{8}[1-9]", fullmatch=True)


def card_of(begin: str, rest: str) -> str:
    body = begin + rest
    total = 0
    for at, digit in enumerate(reversed(body)):
        number = int(digit) * (2 - at % 2)
        total += number // 10 + number % 10
    return body + str(-total % 10)


CARDS = st.builds(
    card_of,
    st.just("62"),
    st.integers(13, 16).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n)),
)


def kinds(text: str) -> list[Kind]:
    return [item.kind for item in private_in(text)]


@quick
@given(IDS, TEXTS, TEXTS, SEPARATORS, st.booleans())
def test_every_id_is_found(number: str, before: str, after: str, between: str, wide: bool) -> None:
    shown = between.join((number[:6], number[6:14], number[14:]))
    shown = shown.translate(WIDE) if wide else shown
    assert Kind.RESIDENT_ID in kinds(before + shown + after)
    assert number[6:14] not in masked(before + number + after)


@quick
@given(MOBILES, TEXTS, TEXTS, SEPARATORS, st.sampled_from(["", "+86", "86 ", "+86-", "0086 "]))
def test_every_mobile_is_found(
    number: str, before: str, after: str, between: str, country: str
) -> None:
    shown = country + between.join((number[:3], number[3:7], number[7:]))
    assert kinds(before + shown + after) == [Kind.MOBILE]


@quick
@given(CARDS, TEXTS, TEXTS, st.booleans())
def test_every_card_is_found(number: str, before: str, after: str, grouped: bool) -> None:
    shown = " ".join(number[at : at + 4] for at in range(0, len(number), 4)) if grouped else number
    # By chance a card's digits may be an ID number, which is stricter.
    assert kinds(before + shown + after) in ([Kind.CARD], [Kind.RESIDENT_ID])


@quick
@given(
    st.text("ab0129_.", min_size=1, max_size=8), st.sampled_from(["163.com", "x.gov.cn", "qq.com"])
)
def test_every_mailbox_is_found(name: str, domain: str) -> None:
    name = f"z{name.strip('.')}"
    assert kinds(f"请寄{name}@{domain}。") == [Kind.EMAIL]


@quick
@given(st.text(max_size=60))
def test_masking_keeps_the_length_and_leaves_nothing_to_find(text: str) -> None:
    assert len(masked(text)) == len(text)
    assert [k for k in kinds(masked(text)) if k is not Kind.EMAIL] == []


def test_digits_by_chance_are_mostly_nothing() -> None:
    """Of numbers of any length from 12 to 24 digits fewer than one in a hundred is taken for one."""
    chance = random.Random(20220715)
    many = 20_000
    found = [
        text
        for _ in range(many)
        if private_in(text := "".join(chance.choices("0123456789", k=chance.randrange(12, 25))))
    ]
    assert len(found) < many / 100
    ids = [text for text in found if Kind.RESIDENT_ID in kinds(text)]
    assert len(ids) < 5
