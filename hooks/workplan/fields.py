"""The kinds of value a file may hold, each read from text with a message an editor understands.

Beside its reader each kind says how it `looks` to a program that reads the file as YAML 1.2, where
`35` is a number and `2022-07-21` a text: the schemas in `schema/` are made of that. A look takes
all that the reader takes, and as little more as JSON Schema can say.
Scalars arrive as text (see `source`). A reader returns the clean value or raises `bad(…)`, which
pydantic collects with its path; `shapes` turns the path into a place. pydantic's own reading of text
is too lax here ('0010' and '1_0' would be ten), so every scalar is read by a function of this module.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from urllib.parse import quote, urlsplit

from pydantic import BeforeValidator, Discriminator, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from workplan.contacts import numbers_in
from workplan.periods import NUMBER, Period, number_in, parse_period
from workplan.problems import did_you_mean

if TYPE_CHECKING:  # what is asked for seldom isn't waited for: only `schemas` makes a schema
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema


class Status(StrEnum):
    """What a department says of a task; the order is that of the vocabulary, not of progress."""

    NOT_STARTED = "未启动"
    IN_PROGRESS = "进行中"
    DONE = "已完成"
    CLOSED = "已销号"
    ADJUSTED = "已调整"
    DROPPED = "不再推进"


def bad(
    code: str, message: str, expected: tuple[str, ...] = (), hint: str | None = None
) -> NoReturn:
    """Raises the error that pydantic collects: a code of `problems.CODES` and words for an editor."""
    raise PydanticCustomError(
        "workplan",
        "{message}",
        {"code": code, "message": message, "expected": expected, "hint": hint},
    )


def not_empty(value: object) -> object:
    """Anything but a key with nothing after it."""
    if value is None or (isinstance(value, str) and not value.strip()):
        bad("value-empty", "这里没有写内容", hint="写上内容，或删去这一行")
    return value


def _scalar(value: object) -> str:
    """The text of a scalar; a list, a mapping or nothing is no scalar."""
    not_empty(value)
    if not isinstance(value, str):
        hint = "写在冒号后面，同一行；文字以 [ 或 { 开头时整段加英文引号"
        bad("value-type", "这里应是一句文字，不是列表或下一层", hint=hint)
    return value


def folded(text: str) -> str:
    """The text with full-width forms, spaces and invisible joints taken out, for comparing."""
    return re.sub(r"[\s\u200b\u200c\u200d\u2060]", "", unicodedata.normalize("NFKC", text))


def _ascii_hint(text: str, pattern: str) -> str | None:
    """A hint for what would be right if typed with the input method off."""
    plain = folded(text)
    return (
        f"用英文（半角）写：“{plain}”" if plain != text and re.fullmatch(pattern, plain) else None
    )


_QUOTES = "“”‘’「」『』＂＇"
_QUOTED = re.compile(f"[{_QUOTES}]+([^{_QUOTES}]+)[{_QUOTES}]+")
_STOPPED = re.compile(r"(.*[^。，、；．,;！])[。，、；．,;！]+")


def quotes_hint(text: str) -> str | None:
    """A hint where quotes of the input method stand around a whole value: they are part of it."""
    match = _QUOTED.fullmatch(text.strip())
    return f"外面的引号是中文的，去掉，写成 {match[1]}" if match else None


def stop_hint(text: str) -> str | None:
    """A hint where a value ends like a sentence."""
    match = _STOPPED.fullmatch(text.strip())
    return f"末尾的标点去掉，写成 {match[1]}" if match else None


def read_text(value: object) -> str:
    """Any text that is not empty, without spaces around it."""
    return _scalar(value).strip()


_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LOOSE_DATE = re.compile(
    r"(\d{4})(?:[-./年](\d{1,2})[-./月](\d{1,2})[日号]?(?=[T\s]|$)|(\d{2})(\d{2})$)", re.ASCII
)


def _date_meant(text: str) -> str | None:
    """A hint for a day written in another way."""
    # 2022。07。20 and 2022—07—20, and a stop at the end
    plain = re.sub("[,、。—–―−]", "-", unicodedata.normalize("NFKC", text)).rstrip("-")
    if match := _LOOSE_DATE.match(re.sub(r"(?<=[-./年月]) +| +(?=[-./年月日])", "", plain)):
        year, month, day = (int(part) for part in match.groups() if part)
        try:
            return f"写成 {date(year, month, day)}"
        except ValueError:
            return "检查月份和日子"
    if re.match(r"\d{1,2}[-./月]\d{1,2}[日号]?$", plain, re.ASCII):
        return "还要写年份；月和日都写两位"
    return None


def read_day(value: object) -> date:
    """A calendar day as 2022-07-15, in the years 1900 to 2999."""
    text = _scalar(value).strip()
    if match := _DATE.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        try:
            if 1900 <= year < 3000:
                return date(year, month, day)
        except ValueError:
            pass
        bad("date-invalid", f"没有这一天 “{text}”", ("2022-07-15 的样子",), "检查月份和日子")
    bad("date-invalid", f"不是日期 “{text}”", ("2022-07-15 的样子",), _date_meant(text))


def read_period(value: object) -> Period:
    """A month 2022-07 or a quarter 2022-Q3."""
    text = _scalar(value).strip()
    period = parse_period(text)
    if period is None:
        meant, plain = "", folded(text)
        if match := re.fullmatch(r"(\d{4})[-./年]?(\d{1,2})月?", plain, re.ASCII):
            meant = f"{match[1]}-{int(match[2]):02}"
        elif match := re.fullmatch(
            r"(\d{4})[-./年]?(?:第?([一二三四1-4])季度?|[Qq]([1-4]))", plain
        ):
            meant = f"{match[1]}-Q{match[3] or '一二三四'.find(match[2]) + 1 or match[2]}"
        hint = f"写成 {meant}" if parse_period(meant) else None
        if re.fullmatch(r"[0-9一二三四五六七八九十]{1,2}月份?|第?[一二三四1-4]季度?|Q[1-4]", plain):
            hint = "还要写年份，例如 2022-10、2022-Q4"
        bad("period-invalid", f"不是报送期 “{text}”", ("2022-07 或 2022-Q3 的样子",), hint)
    return period


_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def integer_reader(low: int, high: int, what: str) -> Callable[[object], int]:
    """A reader of whole numbers from `low` to `high`."""

    def read_integer(value: object) -> int:
        text = _scalar(value).strip()
        expected = (f"{low} 到 {high} 的整数",)
        if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text):
            hint = None
            plain = folded(text)
            if match := re.fullmatch(r"0*([0-9]{1,9})(%|个?百分点|[年次天项个])?", plain):
                hint = f"只写数字：{match[1]}"
            elif (year := plain.translate(_DIGITS)) != plain and re.fullmatch("[0-9]{4}年?", year):
                hint = f"写成 {year[:4]}"
            elif re.fullmatch(r"0\.[0-9]{1,2}", plain) and high == 100:
                hint = f"写百分数：{round(float(plain) * 100)}"
            elif match := re.fullmatch(rf"(?:百分之)?({NUMBER}|一?百)[年次天项个]?", plain):
                number = 100 if match[1].endswith("百") else number_in(match[1])
                hint = f"写成 {number}" if low <= number <= high else None
            bad("number-invalid", f"{what}不是整数 “{text}”", expected, hint)
        if not low <= int(text) <= high:
            bad("number-invalid", f"{what}超出范围 “{text}”", expected)
        return int(text)

    return read_integer


def read_amount(value: object) -> int | float:
    """A number that can be summed: 2, 3.5, -1."""
    text = _scalar(value).strip()
    if not re.fullmatch(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?", text):
        hint = "单位写在名称里，例如 “视察次数（次）”" if re.match(r"[0-9.]+\D", text) else None
        if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", plain := folded(text)):
            hint = f"去掉千位逗号：{plain.replace(',', '')}"
        bad(
            "number-invalid",
            f"不是数 “{text}”",
            ("2 或 3.5 的样子",),
            hint or _ascii_hint(text, r"-?[0-9.]+"),
        )
    return float(Decimal(text)) if "." in text else int(text)


def read_flag(value: object) -> bool:
    """true or false."""
    text = _scalar(value).strip()
    if text not in ("true", "false"):
        hint = "“是” 写 true，“否” 写 false，小写，不加引号"
        bad("choice-unknown", f"这里只写 true 或 false，不是 “{text}”", ("true", "false"), hint)
    return text == "true"


# What people may call a word of a vocabulary that is English.
_CHINESE = {
    "红": ("red",),
    "红灯": ("red",),
    "黄": ("yellow",),
    "黄灯": ("yellow",),
    "自动": ("auto",),
    "每月": ("monthly",),
    "月": ("monthly",),
    "每季度": ("quarterly",),
    "季度": ("quarterly",),
    "牵头": ("lead",),
    "全部": ("all",),
    "重点任务清单": ("task-list",),
    "任务清单": ("task-list",),
    "实施方案": ("scheme",),
    "工作要点": ("key-points",),
    "部门": ("own",),
    "县": ("county",),
    "区县": ("county",),
    "县市区": ("county",),
    "文字": ("text",),
    "整数": ("integer",),
    "数字": ("integer",),
    "人数": ("integer",),
    "日期": ("date",),
    "时间": ("date",),
    "选项": ("choice",),
    "序号": ("serial",),
}
# Lamps that nobody can set.
_BETTER_LAMPS = ("green", "绿", "绿灯", "绿色")


def choice_reader(
    words: tuple[str, ...], what: str, code: str = "choice-unknown"
) -> Callable[[object], str]:
    """A reader of one word out of a vocabulary."""

    def read_choice(value: object) -> str:
        text = _scalar(value).strip()
        if text not in words:
            # 完成了 is nearer to 已完成 by its middle than by its letters' order.
            near = next(
                (word for word in words if word.strip("已") and word.strip("已") in text), None
            )
            near = near or next((word for word in _CHINESE.get(text, ()) if word in words), None)
            hint = f"是否想写 “{near}”？" if near else did_you_mean(text, words)
            if "auto" in words and text in _BETTER_LAMPS:
                hint = "恢复自动写 auto；绿灯不能手工定"
            bad(code, f"没有这种{what} “{text}”", words, hint)
        return text

    return read_choice


def read_status(value: object) -> Status:
    """One of the six statuses."""
    words = tuple(str(status) for status in Status)
    return Status(choice_reader(words, "状态", "status-unknown")(value))


# An id is the name of a folder on the site: none may look like a file's (index.html).
_ID = r"[0-9A-Za-z]+(?:\.[0-9][0-9A-Za-z]*|-[0-9A-Za-z]+)*"
_FILE = r"[0-9A-Za-z.-]+\.[A-Za-z][0-9A-Za-z]*"


def is_id(text: str) -> bool:
    """Whether a text can be a task's id."""
    return re.fullmatch(_ID, text) is not None and len(text) <= 20


def read_id(value: object) -> str:
    """A task's id: digits, letters, dots and hyphens, at most 20."""
    text = _scalar(value).strip()
    if not is_id(text):
        hint = _ascii_hint(text, _ID)
        if match := re.fullmatch(r"(?:第|任务)*([0-9]+(?:\.[0-9]+)*)[项号.、]?", folded(text)):
            hint = f"只写编号：{match[1]}"
        elif re.fullmatch(_FILE, text):
            hint = "编号是网页的文件夹名，点后面接数字"
        _bad_id(text, hint)
    return text


def _bad_id(text: str, hint: str | None) -> NoReturn:
    bad("id-invalid", f"任务编号写法不对 “{text}”", ("1、2.10 或 A-3 的样子",), hint)


_SEVERAL = re.compile(r".*[0-9][\s,，、;；和]+[0-9A-Za-z].*")


def read_listed_id(value: object) -> str:
    """An id in a list of them."""
    if isinstance(value, str) and _SEVERAL.fullmatch(value):
        _bad_id(value, "几个编号之间用英文逗号加空格隔开，或每行一个")
    return read_id(value)


def read_reference(value: object) -> tuple[str, str]:
    """A task of a plan as 2022#18: the plan's id and the task's."""
    text = _scalar(value).strip()
    plan, mark, task = text.partition("#")
    if not (mark and is_plan_id(plan) and is_id(task)):
        hint = _ascii_hint(text, r"[0-9a-z-]+#[0-9A-Za-z.-]+")
        bad("reference-invalid", f"不是任务的指称 “{text}”", ("2022#18 的样子",), hint)
    return plan, task


def read_task(value: object) -> str:
    """The id of the one task that an update is about."""
    hint = "一条进展只写一个任务，每个任务另起一条 “- task:”"
    if isinstance(value, list):
        bad("value-type", "这里应是一个任务编号，不是列表", hint=hint)
    if isinstance(value, str) and _SEVERAL.fullmatch(value):
        _bad_id(value, hint)
    return read_id(value)


def read_department(value: object) -> str:
    """The name of the one department that a return is of."""
    if isinstance(value, list):
        bad("value-type", "这里应是一个部门，不是列表", hint=ONE_DEPARTMENT)
    return read_text(value)


ONE_DEPARTMENT = "一份报送单只写一个部门，分成两个文件"

_read_times = integer_reader(0, 366, "次数")


def read_times(value: object) -> int:
    """How many times; days are a list of their own."""
    if isinstance(value, str) and re.match(r"\s*[0-9]{4}[-./年]", value):
        text = value.strip()
        day = text if _DATE.fullmatch(text) else "2022-07-20"
        hint = f"日期写成列表：另起一行，写 “- {day}”，每个日期一行"
        bad("number-invalid", f"次数不是整数 “{text}”", ("0 到 366 的整数",), hint)
    return _read_times(value)


_KEY = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
# Addresses that the pages and files of a plan already use.
RESERVED = (
    *("index", "assets", "data", "search", "guide", "calendar", "feed"),
    *("plans", "departments", "reports"),
)


def is_key(text: str) -> bool:
    """Whether a text can be a department's key, part of its page's address."""
    return re.fullmatch(_KEY, text) is not None and len(text) <= 40


def is_plan_id(text: str) -> bool:
    """Whether a file name without its ending can be a plan's id, the address of its pages."""
    return re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", text) is not None and text not in RESERVED


# In a path Chinese may stand; neither in the name of a site nor as the end of a sentence.
_IN_CHINESE = re.compile(
    r"^\w+://[^/?#]*?([，。、；：！？“”‘’（）\uff01-\uff5e])|([，。、；！？“”‘’」』】》]+)$"
)


def read_link(value: object) -> str:
    """A web address, http or https."""
    text = _scalar(value).strip()
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    hint = _ascii_hint(text, r"https?://[^\s，。；]+")
    if good and (odd := _IN_CHINESE.search(text)):
        message = f"链接里有中文标点或全角字符 “{odd[1] or odd[2]}”：“{text}”"
        bad("link-invalid", message, (), "从浏览器的地址栏里复制；末尾的标点删去")
    if good and (odd := re.search(r"[\s<>\"'`\\]", text)):
        escape = quote(odd[0])
        what = "空格" if odd[0].isspace() else odd[0]
        message = f"链接里不能有 “{what}”：“{text}”"
        bad("link-invalid", message, (), f"多余的删去；是网址里的，写成 {escape}")
    if not good:
        if not re.match(r"\w+:", text):
            hint = hint or "仓库里的文件用 file: 写，不用 link:"
        bad("link-invalid", f"链接不能用 “{text}”", ("https://… 完整网址",), hint)
    return text


def file_path_in(text: str) -> str:
    """The path below a plan's files folder that a text names, as people may write it."""
    return text.strip().replace("\\", "/").removeprefix("files/")


def read_file_name(value: object) -> str:
    """The path of a file below a plan's files folder; it cannot leave the folder."""
    text = file_path_in(_scalar(value))
    parts = text.split("/")
    outside = text.startswith("/") or re.match(r"[A-Za-z]:", text)
    if outside or any(not part or part.startswith(".") for part in parts):
        bad(
            "link-invalid",
            f"文件名不能用 “{text}”",
            ("视察报告.pdf 的样子",),
            "只写 files/ 里的文件名",
        )
    return text


def read_person(value: object) -> str:
    """The name of one person, nothing else."""
    text = _scalar(value).strip()
    if len(text) < 2 or len(text) > 40 or re.search(r"[0-9()（）、，,;；/]", text):
        hint = "一人一项，只写姓名；职务不写，电话写在 telephone"
        bad("value-type", f"不是姓名 “{text}”", hint=hint)
    return text


def read_telephone(value: object) -> str:
    """One or more telephone numbers, each of 5 to 15 digits."""
    text = _scalar(value).strip()
    numbers = numbers_in(text)
    if not numbers or not all(5 <= len(number) <= 15 for number in numbers):
        expected = ("80000000 或 0579-80000000 的样子",)
        bad("number-invalid", f"不是电话号码 “{text}”", expected, "几个号码之间用顿号隔开")
    return text


def read_form_key(value: object) -> str:
    """A form's key, part of its pages' addresses and the name of its returns' folder."""
    text = _scalar(value).strip()
    if not is_key(text):
        hint = "用小写英文字母、数字和短横；它是网址的一段，也是放报送的文件夹"
        bad("id-invalid", f"计划表的键写法不对 “{text}”", ("speeches 的样子",), hint)
    return text


def read_cell_text(value: object) -> str:
    """What stands in one cell of a form's row, empty where nothing does."""
    return "" if value is None else _scalar(value).strip() if value else ""


def read_list(value: object) -> object:
    """A list; a key with nothing after it is an empty one."""
    return [] if value is None else value


def read_mapping(value: object) -> object:
    """A mapping; a key with nothing after it is an empty one."""
    return {} if value is None else value


def form_of(value: Any) -> str:
    """Which of a union's forms a value has: list, map or text."""
    return "list" if isinstance(value, list) else "map" if isinstance(value, dict) else "text"


@dataclass(frozen=True)
class _Read(BeforeValidator):
    """A reader, and how what it reads looks in a schema."""

    looks: Mapping[str, Any] = field(kw_only=True, hash=False)

    def __get_pydantic_json_schema__(
        self,
        core_schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        return dict(self.looks)


class OrNothing(BeforeValidator):
    """A reader of what may also be left empty after its key."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        looks = handler(core_schema)
        if "type" in looks:
            return {**looks, "type": [looks["type"], "null"]}
        return {"anyOf": [looks, {"type": "null"}]}


@dataclass(frozen=True)
class Written(BeforeValidator):
    """A reader of what may be left out, but not written empty; a message for any other form."""

    message: str = field(kw_only=True, default="")

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        looks = handler(core_schema)
        looks = next((form for form in looks.get("anyOf", ()) if form != {"type": "null"}), looks)
        said = {"errorMessage": self.message} if self.message else {}
        forms = [form if "$ref" in form else {**form, **said} for form in looks["oneOf"]]
        # Of several that don't fit, an editor tells of the first: text before lists and mappings.
        forms.sort(key=lambda form: "$ref" in form or form.get("type") == "array")
        return {"anyOf": [form for at, form in enumerate(forms) if form not in forms[:at]]}


def looks_like(pattern: str, message: str, *examples: str, **more: Any) -> dict[str, Any]:
    """The look of a text that matches a pattern (JavaScript's too); what is said of another."""
    return {
        "type": "string",
        "pattern": rf"^\s*(?:{pattern})\s*$",
        "errorMessage": message,
        **({"examples": list(examples)} if examples else {}),
        **more,
    }


def _number(low: int, high: int, *, kind: str = "integer") -> dict[str, Any]:
    """The look of a number, which may stand in quotes."""
    looks = looks_like(r"-?[0-9]+(?:\.[0-9]+)?", f"{low} 到 {high} 的数，不带单位和百分号")
    return {**looks, "type": [kind, "string"], "minimum": low, "maximum": high}


# Any text: what looks like a number or like true is text to us.
_TEXT_LOOKS = {
    "type": ["string", "number", "boolean"],
    "pattern": r"\S",
    "errorMessage": "写一句文字",
}
_DAY_LOOKS = looks_like(
    "(?:19|2[0-9])[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
    "日期写成 2022-07-15 的样子",
    "2022-07-15",
)
_PERIOD_LOOKS = looks_like(
    "(?:19|2[0-9])[0-9]{2}-(?:0[1-9]|1[0-2]|Q[1-4])",
    "报送期写成 2022-07 或 2022-Q3 的样子",
    "2022-07",
    "2022-Q3",
)
_ID_LOOKS = {
    **looks_like(_ID, "任务编号写成 1、2.10 或 A-3 的样子"),
    "type": ["number", "string"],
    "minimum": 0,
    "maxLength": 20,
}
_STATUS_LOOKS = {
    "enum": [str(status) for status in Status],
    "errorMessage": f"状态只有：{'、'.join(Status)}",
}
_REFERENCE_LOOKS = looks_like(
    rf"[a-z0-9]+(?:-[a-z0-9]+)*#{_ID}", "写成 2022#18 的样子：计划的编号、#、任务编号", "2022#18"
)
_AMOUNT_LOOKS = {
    **looks_like(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", "写数字，单位写在名称里"),
    "type": ["number", "string"],
}
_FLAG_LOOKS = {"type": "boolean", "errorMessage": "只写 true 或 false"}
_LINK_LOOKS = looks_like(
    r"[Hh][Tt][Tt][Pp][Ss]?://[^\s<>\"'`\\]+", "写完整网址，以 https:// 或 http:// 开头"
)
_TELEPHONE_LOOKS = {
    **looks_like(r"[0-9+()（） 、，转-]{5,60}", "写电话号码，例如 0579-80000000"),
    "type": ["number", "string"],
}
_FORM_KEY_LOOKS = looks_like(_KEY, "用小写英文字母、数字和短横", "speeches", maxLength=40)
# What a cell must hold only its form's column says.
_CELL_LOOKS = {"type": ["string", "number", "boolean", "null"]}
# Names are settled by organization.yaml: `schemas` puts them in the place of these words.
_DEPARTMENT_LOOKS = {"x-names": "department"}
_NAME_LOOKS = {"x-names": "name"}
_LINE_OF_NAMES_LOOKS = {"x-names": "line"}

Key = Annotated[str, WithJsonSchema({"pattern": f"^{_KEY}$"})]

Text = Annotated[str, _Read(read_text, looks=_TEXT_LOOKS)]
MaybeText = Annotated[str | None, _Read(read_text, looks=_TEXT_LOOKS)]
Day = Annotated[date, _Read(read_day, looks=_DAY_LOOKS)]
MaybeDay = Annotated[date | None, _Read(read_day, looks=_DAY_LOOKS)]
MaybePeriod = Annotated[Period | None, _Read(read_period, looks=_PERIOD_LOOKS)]
Year = Annotated[int, _Read(integer_reader(1900, 2998, "年份"), looks=_number(1900, 2998))]
Days = Annotated[int, _Read(integer_reader(0, 366, "天数"), looks=_number(0, 366))]
Points = Annotated[int, _Read(integer_reader(0, 100, "百分点"), looks=_number(0, 100))]
MaybePercent = Annotated[int | None, _Read(integer_reader(0, 100, "进度"), looks=_number(0, 100))]
Times = Annotated[int, _Read(read_times, looks=_number(0, 366))]
Amount = Annotated[int | float, _Read(read_amount, looks=_AMOUNT_LOOKS)]
Flag = Annotated[bool, _Read(read_flag, looks=_FLAG_LOOKS)]
MaybeStatus = Annotated[Status | None, _Read(read_status, looks=_STATUS_LOOKS)]
Id = Annotated[str, _Read(read_id, looks=_ID_LOOKS)]
ListedId = Annotated[str, _Read(read_listed_id, looks=_ID_LOOKS)]
Reference = Annotated[tuple[str, str], _Read(read_reference, looks=_REFERENCE_LOOKS)]
MaybeReference = Annotated[tuple[str, str] | None, _Read(read_reference, looks=_REFERENCE_LOOKS)]
TaskId = Annotated[str, _Read(read_task, looks=_ID_LOOKS)]
FormKey = Annotated[str, _Read(read_form_key, looks=_FORM_KEY_LOOKS)]
CellText = Annotated[str, _Read(read_cell_text, looks=_CELL_LOOKS)]
OneDepartment = Annotated[str, _Read(read_department, looks=_DEPARTMENT_LOOKS)]
Department = Annotated[str, _Read(read_text, looks=_DEPARTMENT_LOOKS)]
MaybeDepartment = Annotated[str | None, _Read(read_text, looks=_DEPARTMENT_LOOKS)]
MaybeLink = Annotated[str | None, _Read(read_link, looks=_LINK_LOOKS)]
Person = Annotated[str, _Read(read_person, looks=_TEXT_LOOKS)]
MaybeTelephone = Annotated[str | None, _Read(read_telephone, looks=_TELEPHONE_LOOKS)]
MaybeFile = Annotated[str | None, _Read(read_file_name, looks=_TEXT_LOOKS)]
_Name = Annotated[str, _Read(read_text, looks=_NAME_LOOKS)]
_LineOfNames = Annotated[str, _Read(read_text, looks=_LINE_OF_NAMES_LOOKS)]
_Names = Annotated[
    Annotated[list[_Name], Tag("list")]
    | Annotated[_LineOfNames, Tag("text")]
    | Annotated[_LineOfNames, Tag("map")],
    Discriminator(form_of),
]
MaybeNames = Annotated[_Names | None, Written(not_empty)]
OwedBy = Annotated[_Names, Written(not_empty)]
_Held = Annotated[
    Annotated[list[Day], Tag("list")]
    | Annotated[Times, Tag("text")]
    | Annotated[Times, Tag("map")],
    Discriminator(form_of),
]
MaybeHeld = Annotated[
    _Held | None, Written(not_empty, message="写次数，或日期的列表：每行一个，以 “- ” 开头")
]


def choice(*words: str, what: str) -> BeforeValidator:
    """The annotation of a field that holds one of `words`."""
    looks = {"enum": list(words), "errorMessage": f"{what}只有：{'、'.join(words)}"}
    return _Read(choice_reader(words, what), looks=looks)


def wording(pattern: str, message: str) -> BeforeValidator:
    """The annotation of a text in a grammar of its own, which is read later."""
    # Spaces are passed over there; a pattern can't, so it lets any text with one through.
    return _Read(read_text, looks=looks_like(rf"{pattern}|.*\S\s+\S.*", message))
