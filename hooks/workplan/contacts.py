"""Names and telephones of contacts as they are shown where they may not be published.

Enough stays to recognize a contact one knows already: 李*, 8246****. A `Mask` finds them in any text
as people write them: a space within a name, digits in groups or full-width, an area code before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# How much of a number stays: what stands for an area or an office.
_SHOWN_DIGITS = 4
# What may stand between the characters of a name, and between the digits of a number.
_IN_NAME = r"[\s\u200b-\u200d\u2060·•]{0,3}"
_IN_NUMBER = r"[\s\u200b-\u200d\u2060.·()（）\-‐‑‒–—―－]{0,3}"
_DIGIT = "[0-9０-９]"
# A country's or an area's code, written together with the number.
_CODES = rf"(?:(?:\+|00|＋)?86{_IN_NUMBER}(?:[1-9][0-9]{{1,2}}{_IN_NUMBER})?)?(?:[0０]{_DIGIT}{{2,3}}{_IN_NUMBER})?"


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


def numbers_in(text: str) -> tuple[str, ...]:
    """The telephone numbers in a text as digits alone, extensions left out: 0579-80000000转801."""
    plain = unicodedata.normalize("NFKC", text)
    found = re.findall(r"\+?[0-9](?:[0-9()\s-]*[0-9])?", re.sub(r"转\s*[0-9]+", " 转", plain))
    return tuple(re.sub(r"[^0-9]", "", number) for number in found)


def _subscriber(number: str) -> str:
    """A number without the codes of country and area."""
    if len(number) > 11:
        number = re.sub(r"^(?:00)?86", "", number)
    if number.startswith("0"):
        return number[3:] if re.match(r"0(?:10|2[0-9])", number) else number[4:]
    return number


@dataclass(frozen=True)
class Mask:
    """Hides names and telephone numbers wherever they stand in a text.

    A name is hidden within a longer word too: nobody can tell 李斌 from the start of 李斌斌, and
    hiding too much does no harm. A number is hidden as a whole number, area code or not; a longer
    one that merely holds its digits is another number.
    """

    names: re.Pattern[str] | None = None
    numbers: re.Pattern[str] | None = None

    def __call__(self, text: str) -> str:
        if self.names is not None:
            text = self.names.sub(lambda found: mask_name(_joined(found[0])), text)
        if self.numbers is not None:
            text = self.numbers.sub(lambda found: found[1] + mask_phone(found[2]), text)
        return text

    def hides(self, text: str) -> bool:
        """Whether there is anything in a text to be hidden."""
        return self(text) != text

    def __bool__(self) -> bool:
        return self.names is not None or self.numbers is not None


def _joined(name: str) -> str:
    return re.sub(_IN_NAME, "", name) if not name.isascii() else name


def _name_pattern(name: str) -> str:
    """A name, with spaces within it or not; one in letters stands as a word, in any case."""
    if name.isascii():
        return rf"(?<![A-Za-z])(?i:{re.escape(name)})(?![A-Za-z])"
    return _IN_NAME.join(re.escape(char) for char in name if not char.isspace())


def _number_pattern(number: str) -> str:
    return _IN_NUMBER.join(f"[{digit}{chr(ord(digit) + 0xFEE0)}]" for digit in number)


def mask_of(names: Iterable[str], telephones: Iterable[str]) -> Mask:
    """The mask that hides some people's names and telephone numbers."""
    # The longer first: 李斌斌, where both are contacts, is not 李斌 and one more.
    bare = sorted({name for name in names if len(name) > 1}, key=lambda name: (-len(name), name))
    numbers = sorted(
        {_subscriber(number) for text in telephones for number in numbers_in(text)},
        key=lambda number: (-len(number), number),
    )
    return Mask(
        re.compile("|".join(map(_name_pattern, bare))) if bare else None,
        re.compile(
            rf"(?<!{_DIGIT})({_CODES})({'|'.join(map(_number_pattern, numbers))})(?!{_DIGIT})"
        )
        if numbers
        else None,
    )
