"""No text makes the loader raise, hang, or tell of a problem that has no place."""

from __future__ import annotations

import random
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workplan.annotations import FORMATS
from workplan.checks import checked
from workplan.load import load_library
from workplan.problems import CODES, Problem, as_text, report
from workplan.source import MAX_BYTES, parse_text

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests" / "errors" / "base"
FILES = ("organization.yaml", "2022.yaml", "2022/07/office.yaml")
BASE_TEXTS = {path: (BASE / path).read_text(encoding="utf-8") for path in FILES}
PLAN_LINES = (ROOT / "plans" / "2022.yaml").read_text(encoding="utf-8").splitlines()
ORGANIZATION = (ROOT / "plans" / "organization.yaml").read_text(encoding="utf-8")
# A second is far more than any of these inputs needs, and far less than a hang.
LONGEST = 1.0

# The same examples in every run: a test that fails now and then is read by nobody.
quick = settings(
    derandomize=True,
    deadline=None,
    max_examples=100,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

NASTY = (
    *("：", "，", "、", "　", "－", "—", "“", "”", "％", "１", "甲", "😀", "e\u0301"),
    *("\t", "\r", "\n", "\r\n", "\0", "\x1b", "\u2028", "\u202e", "\ufeff", "\u00a0", "\u200b"),
    *("#", " #", ": ", ":", "- ", "-", "? ", "*", "&a ", "!", "!!str ", "@", "%", "`", "|", ">"),
    *('"', "'", "\\", "[", "]", "{", "}", ",", "~", "<<: ", "---", "...", "=======", "<<<<<<< "),
    *("9" * 400, "-1", "0", "1e9", "null", "true", "2022-02-30", "每季度1次", "次年", "根据…部署"),
)
KEYS = sorted({key for text in (*BASE_TEXTS.values(),) for key in re.findall(r"\w+(?=:)", text)})
PIECES = st.one_of(
    st.sampled_from(NASTY),
    st.sampled_from([f"{key}: " for key in KEYS]),
    st.sampled_from(["\n", "\n  ", "\n    ", "\n      - ", "\n        "]),
    st.text(max_size=4),
)
YAML_LIKE = st.lists(PIECES, max_size=40).map("".join)


# Texts of the shipped plans, by their path below plans/, and what input methods make of a text.
SHIPPED = {
    path.relative_to(ROOT / "plans").as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "plans").rglob("*.yaml"))
}
WIDE = str.maketrans(": ,-\"'#0123456789[]{}%.", "：　，－“‘＃０１２３４５６７８９［］｛｝％。", "")
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16", "big5", "utf-7")


def complaints(problems: tuple[Problem, ...], plans: Path | None = None) -> Iterator[str]:
    """What is wrong with the problems themselves; with `plans`, also with where they point."""
    for problem in problems:
        place = problem.place
        if plans is not None and problem.code != "file-missing":
            file = plans.parent / place.path
            if not file.exists():
                yield f"no such file: {place!r}"
            elif file.is_file() and place.line > len(re.split(rb"\r\n|\r|\n", file.read_bytes())):
                yield f"past the end of its file: {place!r}"
        if problem.code not in CODES:
            yield f"no such code: {problem.code}"
        if place.line < 1 or place.column < 1 or place.length < 1 or not place.path:
            yield f"no such place: {place!r}"
        if place.text and place.column > len(place.text) + 1:
            yield f"past the end of its line: {place!r}"
        if not re.search("[一-鿿]", problem.message):
            yield f"no Chinese words: {problem.message!r}"
        if re.search("[\ud800-\udfff\x00-\x08\x1b\u202e]", as_text(problem)):
            yield f"harmful to a terminal: {as_text(problem)!r}"


def look_at(files: dict[str, bytes], base: dict[str, str] = BASE_TEXTS) -> None:
    """Reads the base with some files replaced; fails where that is slow or told of wrongly."""
    with tempfile.TemporaryDirectory() as folder:
        plans = Path(folder) / "plans"
        for path, data in ({path: text.encode() for path, text in base.items()} | files).items():
            file = plans / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        start = time.process_time()
        problems = checked(load_library(plans, "plans")).problems
        took = time.process_time() - start
        assert list(complaints(problems, plans)) == []
    for form in FORMATS.values():
        assert form(problems).encode("utf-8")
    assert took < LONGEST


def mutated(lines: list[str], chance: random.Random, times: int) -> str:
    """Lines as a hasty hand leaves them: some gone, doubled, swapped, moved, with odd characters."""
    lines = list(lines)
    for _ in range(times):
        at = chance.randrange(len(lines))
        kind = chance.randrange(8)
        if kind == 0 and len(lines) > 1:
            del lines[at]
        elif kind == 1:
            lines.insert(at, lines[at])
        elif kind == 2:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == 3:
            lines[at] = " " * chance.randrange(12) + lines[at].lstrip()
        elif kind == 4:
            column = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:column]
        elif kind == 5:
            lines[at] = re.sub(
                r": ?", chance.choice(("：", ":", ": : ", "：　")), lines[at], count=1
            )
        else:
            column = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:column] + chance.choice(NASTY) + lines[at][column:]
    return "\n".join(lines)


def mutated_plan(seed: int) -> bytes:
    chance = random.Random(seed)
    start = chance.randrange(len(PLAN_LINES) - 60)
    head = PLAN_LINES[: PLAN_LINES.index("areas:") + 3]
    lines = head + PLAN_LINES[start : start + 60] if chance.random() < 0.7 else PLAN_LINES
    text = mutated(lines, chance, chance.randrange(1, 12))
    return text.encode(chance.choice(("utf-8", "utf-8", "utf-8", "gb18030", "utf-16")), "replace")


def mutated_file(path: str, seed: int) -> bytes:
    chance = random.Random(seed)
    return mutated(BASE_TEXTS[path].splitlines(), chance, chance.randrange(1, 8)).encode()


def typed_over(text: str, chance: random.Random, times: int) -> str:
    """A text as it is after so many slips at single characters and at lines, or cut short."""
    for _ in range(times):
        at = chance.randrange(len(text) + 1)
        until = at + chance.choice((1, 1, 1, 2, 5, 30))
        kind = chance.randrange(9)
        if kind == 0:
            text = text[:at] + text[until:]
        elif kind == 1:
            text = text[:until] + text[at:]
        elif kind == 2:
            text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
        elif kind < 5:
            text = text[:at] + text[at:until].translate(WIDE) + text[until:]
        elif kind == 5:
            text = text[:at] + chance.choice(NASTY) + text[at:]
        elif kind == 6:
            lines = text.split("\n")
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            text = "\n".join(lines)
        elif kind == 7:
            other_text = chance.choice(list(SHIPPED.values()))
            start = chance.randrange(len(other_text))
            text = text[:at] + other_text[start : start + chance.choice((3, 40, 400))] + text[at:]
        elif chance.random() < 0.2:
            text = text[:at]
    return text


def shipped_and_typed_over(seed: int) -> tuple[dict[str, bytes], dict[str, str]]:
    """A shipped file after some slips, and the shipped files that it needs beside it."""
    chance = random.Random(seed)
    path = chance.choice([path for path in SHIPPED if "/" in path or chance.random() < 0.5])
    text = typed_over(SHIPPED[path], chance, chance.choice((1, 1, 2, 4, 12)))
    if chance.random() < 0.1:
        text = text.translate(WIDE)
    data = text.encode(chance.choice(ENCODINGS), "replace")
    if chance.random() < 0.05:
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.randbytes(3) + data[at + 1 :]
    plan = f"{path.split('/')[0]}.yaml" if "/" in path else path
    return {path: data}, {name: SHIPPED[name] for name in ("organization.yaml", plan)}


# --- quick ---------------------------------------------------------------------------------------


@quick
@given(st.sampled_from(FILES), st.binary(max_size=300))
def test_no_bytes_make_it_raise(path: str, data: bytes) -> None:
    look_at({path: data})


@quick
@given(st.sampled_from(FILES), st.text(max_size=200))
def test_no_text_makes_it_raise(path: str, text: str) -> None:
    look_at({path: text.encode("utf-8", "surrogatepass")})


@quick
@given(st.sampled_from(FILES), YAML_LIKE, st.booleans())
def test_nothing_like_yaml_makes_it_raise(path: str, text: str, after: bool) -> None:
    look_at({path: ((BASE_TEXTS[path] if after else "") + text).encode("utf-8", "surrogatepass")})


@quick
@given(st.sampled_from(FILES), st.integers(0, 2**32))
def test_no_slip_of_the_hand_makes_it_raise(path: str, seed: int) -> None:
    look_at({path: mutated_file(path, seed)})


@settings(quick, max_examples=40)
@given(st.integers(0, 2**32))
def test_no_slip_in_the_real_plan_makes_it_raise(seed: int) -> None:
    look_at({"2022.yaml": mutated_plan(seed), "organization.yaml": ORGANIZATION.encode()})


@settings(quick, max_examples=60)
@given(st.integers(0, 2**32))
def test_no_slip_in_a_shipped_file_makes_it_raise(seed: int) -> None:
    look_at(*shipped_and_typed_over(seed))


@quick
@given(YAML_LIKE)
def test_a_text_with_a_problem_has_no_document_or_says_so(text: str) -> None:
    document, problems = parse_text(text, "plan.yaml")
    assert document is not None or problems
    assert list(complaints(tuple(problems))) == []


# --- long: `scripts/test -m soak` ----------------------------------------------------------------

SOAK = 28_000  # three in four of them are shipped files after some slips


@pytest.mark.soak
def test_soak() -> None:
    """So many inputs of all kinds, each within its second."""
    slowest = 0.0
    start = time.perf_counter()
    for seed in range(SOAK):
        chance = random.Random(seed)
        path = FILES[seed % 3]
        kind = seed % 8
        base = BASE_TEXTS
        if kind == 0 and seed % 3 == 0:
            data = chance.randbytes(chance.randrange(400))
        elif kind == 0:
            pieces = (*NASTY, *(f"{key}: " for key in KEYS), "\n", "\n  ", "\n    - ", "\n      ")
            text = "".join(chance.choices(pieces, k=chance.randrange(60)))
            data = (BASE_TEXTS[path] if seed % 16 else "").encode() + text.encode()
        elif kind == 1:
            data = mutated_file(path, seed)
        elif kind < 7:
            files, base = shipped_and_typed_over(seed)
            ((path, data),) = files.items()
        else:
            path, data = "2022.yaml", mutated_plan(seed)
        began = time.process_time()
        try:
            look_at({path: data}, base)
        except Exception as error:
            error.add_note(f"seed {seed}, {path}: {data!r}")
            raise
        slowest = max(slowest, time.process_time() - began)
    print(f"{SOAK} inputs in {time.perf_counter() - start:.0f} s, the slowest {slowest:.2f} s")


HOSTILE = {
    "brackets": "[",
    "dashes": "- ",
    "dash lines": "- 1\n",
    "bracket lines": "- [\n",
    "pairs": "a: ",
    "pair lines": "a: 1\n",
    "anchors": "&a ",
    "anchor lines": "- &a 1\n",
    "aliases": "*a ",
    "quotes": '"',
    "single quotes": "'",
    "one long line": "甲",
    "one long word": "a",
    "blanks": " ",
    "line ends": "\n",
    "tabs": "\t",
    "tab lines": "\ta: 1\n",
    "full-width colons": "note：1\n",
    "full-width spaces": "　- a: 1\n",
    "nulls": "\0",
    "documents": "---\n",
    "conflicts": "=======\n",
    "comments": "- 1 #甲\n",
    "questions": "? ",
    "texts": "a: |\n",
    "numbers": "13912345678 ",
    "number lines": "- 13912345678\n",
    "pairs of digits": "12 ",
    "mailboxes": "a@b.cn ",
}


@pytest.mark.soak
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("path", ["2022.yaml", "2022/07/office.yaml"])
def test_soak_of_large_files(name: str, path: str, tmp_path: Path) -> None:
    """As large as a file may be, and of one thing only: read within twenty seconds."""
    unit = HOSTILE[name].encode()
    file = tmp_path / "plans" / path
    for other, text in BASE_TEXTS.items():
        (tmp_path / "plans" / other).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "plans" / other).write_text(text, encoding="utf-8")
    file.write_bytes(unit * (MAX_BYTES // len(unit)))
    start = time.process_time()
    problems = checked(load_library(tmp_path / "plans", "plans")).problems
    text = report(problems)
    assert time.process_time() - start < 20
    assert list(complaints(problems)) == []
    assert len(text) < 100_000
