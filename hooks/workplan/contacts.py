"""Names and telephones of contacts as they are shown where they may not be published.

Enough stays to recognize a contact one knows already: 李*, 8246****.
"""

from __future__ import annotations

import re

# How much of a number stays: what stands for an area or an office.
_SHOWN_DIGITS = 4


def mask_name(name: str) -> str:
    """A person's name with all but its first character hidden: 李*; nothing stays of one letter."""
    first = name[:1] if len(name.strip()) > 1 else ""
    return first + re.sub(r"\S", "*", name[len(first) :])


def mask_phone(phone: str) -> str:
    """A telephone number with at most its first four digits shown, and no more than half: 8246****.

    What stands between the digits stays: 0579-********.
    """
    shown = min(_SHOWN_DIGITS, sum(char.isdigit() for char in phone) // 2)
    masked = []
    for char in phone:
        if char.isdigit():
            shown -= 1
            char = char if shown >= 0 else "*"
        masked.append(char)
    return "".join(masked)


_NAMES = re.compile("联系人|填报人|负责人|姓名|经办人")
_NUMBERS = re.compile(r"[\d\s()（）+\-—、,，/;；转]+")
_NOTHING = "不公开"


def masked_field(field: str, text: str) -> str:
    """What a form's header says of a contact, masked: a name, numbers, or nothing of the rest."""
    if _NUMBERS.fullmatch(text):
        return mask_phone(text)
    return mask_name(text) if _NAMES.search(field) else _NOTHING
