"""Contacts where they may not be published: enough to recognize, too little to call."""

from __future__ import annotations

import pytest

from workplan.contacts import mask_name, mask_phone


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
