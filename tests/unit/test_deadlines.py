"""What each deadline wording means (design.md, “Deadlines understood”)."""

import pytest
from building import a_plan, a_task, codes, day, state

from workplan.deadlines import (
    FORMS,
    RHYTHM_FORMS,
    DeadlineError,
    Kind,
    Rhythm,
    parse_deadline,
    parse_rhythm,
)

WINDOWS = [
    ("全年", "2022-01-01", "2022-12-31"),
    ("上半年", "2022-01-01", "2022-06-30"),
    ("下半年", "2022-07-01", "2022-12-31"),
    ("一季度", "2022-01-01", "2022-03-31"),
    ("二季度", "2022-04-01", "2022-06-30"),
    ("三季度", "2022-07-01", "2022-09-30"),
    ("四季度", "2022-10-01", "2022-12-31"),
    ("第二季度", "2022-04-01", "2022-06-30"),
    ("第3季度", "2022-07-01", "2022-09-30"),
    ("4季度", "2022-10-01", "2022-12-31"),
    ("7月", "2022-07-01", "2022-07-31"),
    ("2月", "2022-02-01", "2022-02-28"),
    ("12月", "2022-12-01", "2022-12-31"),
    ("十二月", "2022-12-01", "2022-12-31"),
    ("7月上旬", "2022-07-01", "2022-07-10"),
    ("7月中旬", "2022-07-11", "2022-07-20"),
    ("7月下旬", "2022-07-21", "2022-07-31"),
    ("2月下旬", "2022-02-21", "2022-02-28"),
    ("7月15日", "2022-07-15", "2022-07-15"),
    ("3月—5月", "2022-03-01", "2022-05-31"),
    ("3月-5月", "2022-03-01", "2022-05-31"),
    ("3月至5月", "2022-03-01", "2022-05-31"),
    ("5月—5月", "2022-05-01", "2022-05-31"),
    # What names only an end starts on 1 January.
    ("7月底", "2022-01-01", "2022-07-31"),
    ("7月底前", "2022-01-01", "2022-07-31"),
    ("2月底前", "2022-01-01", "2022-02-28"),
    ("7月15日前", "2022-01-01", "2022-07-15"),
    ("年底", "2022-01-01", "2022-12-31"),
    ("年底前", "2022-01-01", "2022-12-31"),
    # The year after.
    ("次年1月", "2023-01-01", "2023-01-31"),
    ("次年3月底前", "2022-01-01", "2023-03-31"),
    # As people write it.
    (" 7 月 ", "2022-07-01", "2022-07-31"),
    ("2022年7月", "2022-07-01", "2022-07-31"),
    ("7月15号之前", "2022-01-01", "2022-07-15"),
]


@pytest.mark.parametrize(("wording", "start", "end"), WINDOWS)
def test_window(wording: str, start: str, end: str) -> None:
    found = parse_deadline(wording, 2022)
    assert (found.kind, found.start, found.end) == (Kind.WINDOW, day(start), day(end))
    assert found.text == wording
    assert found.rhythm is None


def test_february_of_a_leap_year() -> None:
    assert parse_deadline("2月", 2024).end == day("2024-02-29")
    assert parse_deadline("2月29日", 2024).end == day("2024-02-29")


@pytest.mark.parametrize(
    ("wording", "months", "times"),
    [
        ("每月1次", 1, 1),
        ("每月至少2次", 1, 2),
        ("每两月1次", 2, 1),
        ("每季度一次", 3, 1),
        ("每季度1次", 3, 1),
        ("每季度至少2次", 3, 2),
        ("每半年1次", 6, 1),
        ("半年1次", 6, 1),
        ("每年1次", 12, 1),
        ("每年至少一次", 12, 1),
    ],
)
def test_recurrence(wording: str, months: int, times: int) -> None:
    found = parse_deadline(wording, 2022)
    assert found.kind is Kind.RECURRING
    assert found.rhythm == parse_rhythm(wording) == Rhythm(months, times)
    assert (found.start, found.end) == (day("2022-01-01"), day("2022-12-31"))


@pytest.mark.parametrize("wording", ["长期", "常态化"])
def test_open(wording: str) -> None:
    found = parse_deadline(wording, 2022)
    assert (found.kind, found.end) == (Kind.OPEN, None)


@pytest.mark.parametrize(
    "wording",
    [
        "根据市委统一部署",
        "根据上级工作安排",
        "按市委要求",
        "按照上级通知",
        "适时",
        "待定",
        "另行通知",
    ],
)
def test_trigger(wording: str) -> None:
    found = parse_deadline(wording, 2022)
    assert (found.kind, found.start, found.end) == (Kind.TRIGGER, None, None)


@pytest.mark.parametrize(
    "wording",
    [
        "5季度",
        "0季度",
        "13月",
        "0月",
        "2月30日",
        "6月31日前",
        "7月32日",
        "9月—3月",
        "7月初",
        "每周1次",
        "每季度0次",
        "每季度",
        "尽快",
        "年中",
        "次年",
        "次年全年",
        "2020年7月",
        "7月前",
        "2022-07-31",
        "7",
        "全年全年",
    ],
)
def test_anything_else_is_an_error(wording: str) -> None:
    with pytest.raises(DeadlineError) as error:
        parse_deadline(wording, 2022)
    assert str(error.value)


def test_an_error_shows_the_forms_and_each_form_is_understood() -> None:
    for form in FORMS:
        example = form.replace("一季度…四季度", "一季度").replace("根据…部署", "根据市委部署")
        example = example.replace("M月", "3月").replace("N月N日", "7月5日").replace("N", "7")
        assert parse_deadline(example, 2022).text == example
    for form in RHYTHM_FORMS:
        assert parse_rhythm(form) is not None


@pytest.mark.parametrize(
    ("wording", "hint"),
    [
        ("5季度", "一年只有四个季度"),
        ("７月", "“7月”"),
        ("7.31", "7月31日"),
        ("2022-7-31", "7月31日"),
        ("7月前", "7月底前"),
        ("每季度", "每季度1次"),
        ("2月30日", "28 天"),
        ("2025年7月", "2022 年"),
        ("七一前后", "from"),
        ("2022-13-45", "十二个月"),
        ("2023-07-31", "“2023年7月31日前”"),
        ("7月15日—20日", "from: 2022-07-15\n  to: 2022-07-20"),
        ("自2022年12月1日起至2023年1月15日止", "from: 2022-12-01\n  to: 2023-01-15"),
        ("7月15日至8月32日", "31 天"),
        ("8月15日至7月15日", "后一天之前"),
        ("7月15日至0000年8月15日", "2022 年"),
        ("年内", "“年底前”"),
        ("7、8月", "“7月—8月”"),
        ("7月、8月、9月", "“7月—9月”"),
        ("13、14月", "十二个月"),
        ("7、9月", "几个时限是几项任务"),
        ("7月底以前", "“7月底前”"),
        ("持续推进", "“常态化”"),
    ],
)
def test_what_people_type_gets_its_hint(wording: str, hint: str) -> None:
    with pytest.raises(DeadlineError, match=hint):
        parse_deadline(wording, 2022)


def test_the_escape_names_its_dates() -> None:
    due = {"text": "“七一”前后", "from": "2022-06-25", "to": "2022-07-05"}
    window = state(a_task(due=due), as_of="2022-06-01").standing.window
    assert (window.start, window.end) == (day("2022-06-25"), day("2022-07-05"))


def test_the_escape_may_name_an_end_alone() -> None:
    due = {"text": "七月初", "to": "2022-07-05"}
    window = state(a_task(due=due), as_of="2022-06-01").standing.window
    assert (window.start, window.end) == (day("2022-01-01"), day("2022-07-05"))


@pytest.mark.parametrize(
    ("task", "code"),
    [
        (a_task(due="5季度"), "deadline-unknown"),
        (
            a_task(due={"text": "七月初", "from": "2022-07-06", "to": "2022-07-05"}),
            "deadline-backwards",
        ),
        (a_task(due=None), "due-missing"),
        (a_task(due=None, repeat="每季度1次"), "repeat-invalid"),
        (a_task(due="每季度1次", repeat="每月1次"), "repeat-invalid"),
        (a_task(due="全年", repeat="经常"), "repeat-invalid"),
    ],
)
def test_problems_of_a_due(task: dict[str, object], code: str) -> None:
    assert code in codes(a_plan([task]))
