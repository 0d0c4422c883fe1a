"""Private data in a text: resident ID numbers, mobile numbers, bank cards, e-mail addresses.

Knows nothing of plans. Numbers are found as people write them: full-width, in groups, with +86.
What is found can be masked in place, so that a text stays as long as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """A kind of private data, by the name that people know."""

    RESIDENT_ID = "居民身份证号"
    MOBILE = "手机号"
    CARD = "银行卡号"
    EMAIL = "电子邮箱"


@dataclass(frozen=True)
class Private:
    """Private data in a text: its kind, from where to where, and how it may be shown."""

    kind: Kind
    start: int
    end: int
    masked: str


# One character for one, so that places stay: what input methods and word processors write.
_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F)))
_PLAIN = "".join(map(chr, range(0x21, 0x7F)))
_SAME = str.maketrans(f"{_WIDE}\u3000\u00a0\t‐‑‒–—―−", f"{_PLAIN}   -------")

# Nothing shorter is a mobile number: most texts are let go by this alone.
_WORTH_A_LOOK = re.compile(r"@|(?:[0-9][ -]{0,2}){11}")
# Digits with single spaces or hyphens between them; an ID number may end in X.
_RUN = re.compile(r"[0-9]+(?:[ -][0-9]+)*(?:[ -]?[Xx](?![0-9A-Za-z]))?")
_GROUP = re.compile(r"[0-9]+[Xx]?|[Xx]")
_EMAIL = re.compile(
    r"(?!git@)(?<![\w.%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![\w@-])",
    re.ASCII,
)
_URL = re.compile(r"https?://[^\s<>\"'，。；、）」”]+", re.IGNORECASE)
# In an address the number of an article looks like one of a telephone; unless it is called so.
_CALLED = re.compile(r"(?:tel|phone|mobile|cell|sj|shouji)\w{0,8}[=:/]{1,3}\+?$", re.IGNORECASE)
# A decimal, a hash or a name made by a machine, not a number by itself.
_BEGAN = re.compile(r"[0-9]\.$|#$|[A-Za-z0-9]_$")
_GOES_ON = re.compile(r"[A-Za-z0-9]|\.[0-9]|_[0-9A-Za-z]")
_CALLED_BEFORE = re.compile(r"(?:tel|phone|mobile|cell)$", re.IGNORECASE)
# 13500000000 元 is money.
_MEASURE = re.compile(r" ?[万亿]?(?:元|吨|千瓦时|度电|立方米|平方米|公里|亩|人次|字节)")


def plain(text: str) -> str:
    """The text with full-width forms, odd spaces and dashes made plain, as long as before."""
    return text.translate(_SAME)


def private_in(text: str) -> list[Private]:
    """What a text holds of private data, in order; no two overlap."""
    bare = plain(text)
    if _WORTH_A_LOOK.search(bare) is None:
        return []
    found = [(Kind.EMAIL, *match.span()) for match in _EMAIL.finditer(bare)]
    # The name of a mailbox is often a number.
    bare = _EMAIL.sub(lambda match: "\0" * len(match[0]), bare)
    at = 0
    for address in _URL.finditer(bare):
        found += _numbers_in(bare, at, address.start(), in_address=False)
        found += _numbers_in(bare, *address.span(), in_address=True)
        at = address.end()
    found += _numbers_in(bare, at, len(bare), in_address=False)
    return [
        Private(kind, start, end, _masked(kind, text[start:end]))
        for kind, start, end in sorted(found, key=lambda item: item[1:])
    ]


def masked(text: str) -> str:
    """The text with the private data in it made unreadable, as long as before."""
    at, parts = 0, []
    for item in private_in(text):
        parts += [text[at : item.start], item.masked]
        at = item.end
    return "".join([*parts, text[at:]])


_Found = tuple[Kind, int, int]


def _numbers_in(text: str, start: int, end: int, *, in_address: bool) -> Iterator[_Found]:
    """The private numbers in a part of a text."""
    for run in _RUN.finditer(text, start, end):
        groups = [match.span() for match in _GROUP.finditer(text, *run.span())]
        lengths = [b - a for a, b in groups]
        candidates: list[tuple[int, int, int]] = []
        for first in range(len(groups)):
            digits = 0
            if lengths[first] < 3 and text[slice(*groups[first])] != "86":
                continue
            for last in range(first, min(first + MOST_GROUPS, len(groups))):
                digits += lengths[last]
                if digits > MOST_DIGITS:
                    break
                if digits >= FEWEST_DIGITS:
                    spans = groups[first : last + 1]
                    kind = _kind_of(text, spans, in_address=in_address)
                    if kind is not None:
                        candidates.append((_STRICTEST.index(kind), first, last))
        taken: set[int] = set()
        for order, first, last in sorted(candidates):
            own = range(first, last + 1)
            if taken.isdisjoint(own):
                taken.update(own)
                yield _STRICTEST[order], groups[first][0], groups[last][1]


FEWEST_DIGITS, MOST_DIGITS, MOST_GROUPS = 11, 19, 6
# What satisfies a stricter kind is not also of another.
_STRICTEST = (Kind.RESIDENT_ID, Kind.CARD, Kind.MOBILE)


def _kind_of(text: str, spans: list[tuple[int, int]], *, in_address: bool) -> Kind | None:
    """Which kind of private number groups of digits are together."""
    parts = [text[start:end] for start, end in spans]
    digits = "".join(parts)
    if is_resident_id(digits):
        return Kind.RESIDENT_ID
    if not in_address and _is_grouped_card(parts) and is_bank_card(digits):
        return Kind.CARD
    if _is_mobile_at(text, spans[0][0], spans[-1][1], parts, in_address):
        return Kind.MOBILE
    return None


# --- resident ID numbers -------------------------------------------------------------------------

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
# GB/T 2260: the provinces; 83 is for residence permits of Taiwan, 81 and 82 of Hong Kong and Macao.
_PROVINCES = frozenset(
    f"{number}"
    for low, high in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
    )
    for number in range(low, high + 1)
)
_OLDEST, _LATEST = 1880, 2099


def is_resident_id(text: str) -> bool:
    """Whether 18 characters are an ID number (GB 11643): province, birthday, checksum."""
    if not re.fullmatch(r"[1-8][0-9]{16}[0-9Xx]", text) or text[:2] not in _PROVINCES:
        return False
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _OLDEST <= born.year <= _LATEST and _CHECK[total % 11] == text[17].upper()


# --- bank cards ----------------------------------------------------------------------------------

# Issuers by how a number begins, with the lengths that theirs have.
_ISSUERS = (
    (re.compile(r"62|9558"), range(16, 20)),  # UnionPay, and cards from before it
    (re.compile(r"4|5[1-5]|35[2-8]|6011|65"), range(16, 17)),
)


def is_bank_card(text: str) -> bool:
    """Whether digits are a card's number: a known issuer, its length, and Luhn's checksum."""
    if not re.fullmatch(r"[0-9]{16,19}", text):
        return False
    if not any(begins.match(text) and len(text) in lengths for begins, lengths in _ISSUERS):
        return False
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(text)))
    return len(set(text)) > 1 and sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _is_grouped_card(parts: list[str]) -> bool:
    """Cards are written in one, or in fours; 6 and 13 is how some machines print them."""
    lengths = [len(part) for part in parts]
    in_fours = all(length == 4 for length in lengths[:-1]) and lengths[-1] <= 4
    return len(parts) == 1 or in_fours or (lengths[0] == 6 and len(parts) == 2)


# --- mobile numbers ------------------------------------------------------------------------------

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_COUNTRY = re.compile(r"^(?:0086|86|0(?=1))")
# How people write one in groups; other groups are numbers side by side.
_GROUPINGS = {(11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 3, 4), (4, 4, 3), (5, 6), (3, 5, 3)}


def _is_mobile_at(text: str, start: int, end: int, parts: list[str], in_address: bool) -> bool:
    # The country may be a group of its own, or stand before the first.
    first = _COUNTRY.sub("", parts[0])
    parts = [first, *parts[1:]] if first else parts[1:]
    if tuple(map(len, parts)) not in _GROUPINGS:
        return False
    number = "".join(parts)
    if not _MOBILE.fullmatch(number) or number.endswith("000000"):
        return False
    before, after = text[max(0, start - 24) : start], text[end : end + 8]
    if in_address:
        return _CALLED.search(before) is not None
    if _GOES_ON.match(after) or _MEASURE.match(after) or _BEGAN.search(before):
        return False
    return not re.search(r"[A-Za-z]$", before) or _CALLED_BEFORE.search(before) is not None


# --- masks ---------------------------------------------------------------------------------------

# How many digits stay readable at the beginning and the end.
_SHOWN = {Kind.RESIDENT_ID: (3, 2), Kind.CARD: (4, 3), Kind.MOBILE: (4, 3)}


def _masked(kind: Kind, text: str) -> str:
    """Private data with all but its ends made unreadable; what stands between groups stays."""
    if kind is Kind.EMAIL:
        name = re.split("[@＠]", text)[0]
        return text[0] * (len(name) > 1) + "*" * (len(name) - (len(name) > 1)) + text[len(name) :]
    first, last = _SHOWN[kind]
    places = [at for at, char in enumerate(text) if char.isalnum()]
    hidden = set(places[first : len(places) - last])
    return "".join("*" if at in hidden else char for at, char in enumerate(text))
