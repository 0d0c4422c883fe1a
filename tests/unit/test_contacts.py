"""Contacts where they may not be published: enough to recognize, too little to call."""

from __future__ import annotations

import pytest

from workplan.contacts import Mask, mask_name, mask_of, mask_phone, numbers_in


@pytest.mark.parametrize(
    ("name", "shown"),
    [("李某", "李*"), ("欧阳某某", "欧***"), ("李", "*"), ("A B", "A *"), ("", "")],
)
def test_of_a_name_the_first_character_stays(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("80000000", "8000****"),
        ("0579-80000000", "0579-********"),
        ("8000000（转8001）", "8000***（转****）"),
        ("12345", "12***"),
        ("1", "*"),
        ("８０００００００", "８０００****"),
        ("", ""),
    ],
)
def test_of_a_number_at_most_four_digits_stay(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


MASK = mask_of(["李某", "李某某", "Li Mou"], ["80001234、0579-87654321转801", "13700001111"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("（联系人：李某，80001234）", "（联系人：李*，8000****）"),
        ("李 某和李　某", "李*和李*"),
        ("李某某不是李某", "李**不是李*"),
        ("李某说", "李*说"),
        ("Contact: LI MOU; limou, Li Mouse", "Contact: L* ***; limou, Li Mouse"),
        ("８０００１２３４", "８０００****"),
        ("8000 1234、8000-1234、8000\n1234", "8000 ****、8000-****、8000\n****"),
        ("0579-80001234", "0579-8000****"),
        ("057980001234", "05798000****"),
        ("+86 579 8000 1234", "+86 579 8000 ****"),
        ("8657980001234", "865798000****"),
        ("80001234转802", "8000****转802"),
        ("电话80001234。", "电话8000****。"),
        ("87654321，0579-87654321", "8765****，0579-8765****"),
        ("137 0000 1111", "137 0*** ****"),
        ("8613700001111", "861370*******"),
    ],
)
def test_a_contact_is_hidden_as_people_write_it(text: str, shown: str) -> None:
    assert MASK(text) == shown
    assert MASK(shown) == shown
    assert MASK.hides(text)


@pytest.mark.parametrize(
    "text",
    ["180001234", "800012345", "共 80001235 元", "李谋说", "801", "2022-07-15", ""],
)
def test_what_is_another_number_or_name_stays(text: str) -> None:
    assert MASK(text) == text
    assert not MASK.hides(text)


def test_no_contacts_hide_nothing() -> None:
    assert not mask_of([], [])
    assert Mask()("李某 80001234") == "李某 80001234"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("80001234", ("80001234",)),
        ("0579-80001234转801、13700001111", ("057980001234", "13700001111")),
        ("(0579) 80001234", ("057980001234",)),
        ("内线", ()),
    ],
)
def test_numbers_are_taken_out_of_a_line(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(text) == numbers
