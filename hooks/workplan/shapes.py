"""A document held against a file shape: the validated shape, or located problems and what is left.

Validation collects every problem of a file. A task or an update that has one is then left out, so
that the rest can still be checked against each other and all problems are told in one run.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from workplan.fields import folded, quotes_hint, stop_hint
from workplan.files import Shape
from workplan.problems import MOST_OF_A_KIND, Place, Problem, nearest
from workplan.source import (
    COLON_HINT,
    COLON_MESSAGE,
    DASH_HINT,
    DASH_MESSAGE,
    Document,
    Node,
    Path_,
    bracket_words,
)

S = TypeVar("S", bound=Shape)

# What goes when something in it is wrong; * is any key or index.
_ITEMS: tuple[Path_, ...] = (
    ("areas", "*", "tasks", "*"),
    ("areas", "*", "points", "*", "steps", "*"),
    ("areas", "*", "points", "*"),
    ("areas", "*"),
    ("events", "*"),
    ("stages", "*"),
    ("contacts", "*"),
    ("forms", "*"),
    ("rows", "*"),
    ("updates", "*"),
    ("no_change", "*"),
    ("departments", "*"),
    ("groups", "*"),
)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for arg in get_args(annotation) for model in _models_in(arg)]


def _model_at(model: type[BaseModel], loc: Path_) -> type[BaseModel]:
    """The model that the mapping at `loc` is read as."""
    for part in loc:
        for name, field in model.model_fields.items():
            if part == (field.alias or name) and (inner := _models_in(field.annotation)):
                model = inner[0]
    return model


def _keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


# What is written in another file, and may be looked for in a return.
_IN_THE_PLAN = {
    "extensions": "延期写在计划文件里",
    "延期": "延期写在计划文件里",
    "handovers": "交接写在计划文件里",
    "交接": "交接写在计划文件里",
    "due": "完成时限写在计划文件里",
    "完成时限": "完成时限写在计划文件里",
}
# What a key may be called by someone who has not the list of keys at hand.
_CHINESE_KEYS = {
    "任务": ("task", "tasks"),
    "任务编号": ("task", "id"),
    "编号": ("id", "task", "number"),
    "部门": ("department", "departments"),
    "责任部门": ("departments", "department"),
    "牵头单位": ("departments",),
    "牵头部门": ("lead",),
    "报送日期": ("reported_on",),
    "日期": ("date", "reported_on", "approved_on", "issued"),
    "时限": ("due",),
    "完成时限": ("due",),
    "状态": ("status",),
    "进度": ("progress",),
    "进展": ("updates", "note"),
    "次数": ("occurrences",),
    "说明": ("note",),
    "备注": ("note",),
    "佐证材料": ("evidence",),
    "附件": ("evidence", "file"),
    "文件": ("file",),
    "链接": ("link",),
    "标题": ("title",),
    "名称": ("name", "title"),
    "内容": ("text", "note"),
    "要点": ("points",),
    "阶段": ("stages",),
    "总体要求": ("overview",),
    "工作要求": ("requirements",),
    "联系人": ("contacts", "name"),
    "联系电话": ("telephone",),
    "电话": ("telephone",),
    "理由": ("reason",),
    "核验部门": ("verified_by",),
    "单位": ("unit", "department"),
    "填报单位": ("unit",),
    "填报时间": ("reported_on",),
    "填报日期": ("reported_on",),
    "栏目": ("columns",),
    "表头": ("header",),
    "注": ("note",),
    "灯": ("lamp",),
    "延期": ("extensions",),
    "交接": ("handovers",),
    "报送期": ("period",),
    "无新进展": ("no_change",),
    "没有新进展": ("no_change",),
    "网址": ("link",),
    "数字": ("figures",),
    "批准人": ("approved_by",),
    "步骤": ("steps",),
    "大事": ("events",),
    "重点工作": ("areas",),
    "计划表": ("forms",),
    "简称": ("short",),
    "别名": ("aliases",),
    "年度": ("year",),
    "年份": ("year",),
    "文号": ("number",),
    "分管领导": ("leader",),
    "演示数据": ("sample",),
}


def _bare(word: str) -> str:
    """A key without the quotes that a word processor puts around it."""
    return word.strip("“”‘’「」\"' ")


def _key_meant(word: str, keys: tuple[str, ...]) -> str | None:
    """The key that an unknown one stands for: in Chinese, full-width, in capitals or misspelt."""
    plain = folded(_bare(word)).lower()
    known = (key for key in _CHINESE_KEYS.get(plain, ()) if key in keys)
    return next(known, plain if plain in keys else nearest(plain, keys))


def _elsewhere(root: type[BaseModel], word: str) -> str | None:
    """Where a key is written that stands in the wrong place: below which other keys."""
    found: dict[str, None] = {}
    ahead = [root]
    for model in ahead:  # grows meanwhile
        for name, field in model.model_fields.items():
            for inner in _models_in(field.annotation):
                if word in _keys_of(inner):
                    found[field.alias or name] = None
                if inner not in ahead:
                    ahead.append(inner)
    if not found:
        return None
    return f"“{word}” 写在 {' 或 '.join(found)} 下面的一层，检查缩进"


def _unknown_key(document: Document, model: type[BaseModel], loc: Path_) -> Problem:
    keys, word = _keys_of(_model_at(model, loc[:-1])), _bare(str(loc[-1]))
    meant = _key_meant(word, keys)
    hint = f"是否想写 “{meant}”？" if meant else _elsewhere(model, word)
    if meant == word:
        hint = "键外面的引号去掉"
    elif meant and meant == folded(word):
        hint = f"键用英文（半角）写：{meant}"
    if "reported_on" in keys or "verified_by" in keys:
        hint = _IN_THE_PLAN.get(word, hint)
    if folded(word).lower() == "allow-private":
        hint = "写成注释，放在行末：“# allow-private: 理由”"
    place = document.place(loc, of_key=True)
    return Problem("key-unknown", place, f"没有 “{word}” 这个键", keys, hint)


def _problem(document: Document, model: type[BaseModel], error: ErrorDetails) -> Problem:
    """pydantic's finding in an editor's words, at its place."""
    kind, loc, context = error["type"], error["loc"], error.get("ctx", {})
    place = document.place(loc)
    if isinstance(loc[-1], str) and "：" in loc[-1] and error["input"] is None:
        key = document.place(loc, of_key=True)  # {视察：2}
        place = replace(key, column=key.column + loc[-1].index("："), length=1)
        return Problem("colon-fullwidth", place, COLON_MESSAGE, hint=COLON_HINT)
    if kind == "workplan":
        hint, given = context["hint"], error["input"]
        if isinstance(given, str):
            hint = quotes_hint(given) or hint or stop_hint(given)
        return Problem(context["code"], place, context["message"], context["expected"], hint)
    if kind == "missing":
        key = document.place(loc[:-1], of_key=isinstance(loc[-1], str) and len(loc) > 1)
        return Problem("key-missing", key, f"缺少 “{loc[-1]}”", hint=f"补上一行 {loc[-1]}: …")
    if kind == "extra_forbidden":
        return _unknown_key(document, model, loc)
    value = error["input"]
    if value is None:
        return Problem("value-empty", place, "这里没有写内容", hint="写上内容，或删去这一行")
    # `task：1`; where any name may stand as a key, also 视察次数：2
    name = r"[^\s:：]+" if kind == "dict_type" else "[a-z_]+"
    if isinstance(value, str) and (match := re.match(f"{name}：", value)):
        place = replace(place, column=place.column + match.end() - 1, length=1)
        return Problem("colon-fullwidth", place, COLON_MESSAGE, hint=COLON_HINT)
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        keys = _keys_of(inner) if (inner := _inner_model(model, loc)) else ()
        hint = f"写成 “{keys[0]}: …” 的样子" if keys else "写成 “名称: 内容” 的样子"
        if isinstance(value, list):
            hint += "，前面不加 “- ”"
        message = "这里应是下一层的 “键: 内容”，换行并缩进两格写"
        return Problem("value-type", place, message, hint=hint)
    if kind in ("list_type", "tuple_type"):
        return _no_list(place, value, _inner_model(model, loc))
    return Problem("value-type", place, "这里的内容不合要求")


def _inner_model(model: type[BaseModel], loc: Path_) -> type[BaseModel] | None:
    """The model of what a key or an item at `loc` should hold; None where that is text."""
    keys = [part for part in loc if isinstance(part, str)]
    found: type[BaseModel] | None = model
    for key in keys:
        fields = found.model_fields.items() if found else ()
        field = next((field for name, field in fields if key == (field.alias or name)), None)
        if field is not None:
            found = next(iter(_models_in(field.annotation)), None)
    return found


def _no_list(place: Place, value: Any, inner: type[BaseModel] | None) -> Problem:
    """What is not a list, perhaps because the input method was on."""
    text = value.strip() if isinstance(value, str) else ""
    if text[:1] in tuple("－—–−·•"):
        return Problem("dash-fullwidth", replace(place, length=1), DASH_MESSAGE, hint=DASH_HINT)
    if text[:1] in tuple("［【〔"):
        return Problem(
            "mark-fullwidth",
            replace(place, length=1),
            bracket_words(text[0])[0],
            hint=bracket_words(text[0])[1],
        )
    hint = None
    if len(items := [item for item in re.split(r"[\s,，、;；]+", text.strip("“”\"'")) if item]) > 1:
        hint = f"写成 [{', '.join(items)}]，或每项一行，以 “- ” 开头"
    elif isinstance(value, dict):
        hint = "第一行前面加 “- ”，这一项的其他行和它后面的字左边对齐"
    elif inner is not None:
        hint = f"另起一行写成 “- {_keys_of(inner)[0]}: …” 的样子"
    elif items:
        hint = f"另起一行写成 “- {items[0]}”"
    return Problem("value-type", place, "这里应是列表，每项一行，以 “- ” 开头", hint=hint)


def _item_of(loc: Path_) -> Path_:
    """The item to leave out for a problem at `loc`: a task, an update …, else a key of the file."""
    for pattern in _ITEMS:
        pairs = zip(loc, pattern, strict=False)
        if len(loc) >= len(pattern) and all(want in ("*", part) for part, want in pairs):
            return loc[: len(pattern)]
    return loc[:1]


def _leave_out(root: Node, items: set[Path_]) -> None:
    """Takes the items out of the tree, so that places still fit the shape read from what is left."""
    for *path, last in items:
        parent: Node | None = root
        for part in path:
            parent = parent.child(part) if parent else None
        if parent is None:
            continue
        if isinstance(parent.value, dict):
            parent.value.pop(str(last), None)
        elif isinstance(parent.value, list) and isinstance(last, int):
            parent.value[last] = _GONE
    _close_holes(root)


_GONE = Node(None, -1, -1, -1, -1)


def _close_holes(node: Node) -> None:
    if isinstance(node.value, list):
        node.value = [child for child in node.value if child is not _GONE]
    children = node.value.values() if isinstance(node.value, dict) else node.value
    for child in children if not isinstance(children, str | None) else ():
        _close_holes(child)


def read_shape(document: Document, model: type[S]) -> tuple[S | None, list[Problem]]:
    """The document as `model`, and its problems.

    What is wrong is taken out of the document; None if what is left is no such file.
    """
    try:
        return model.model_validate(document.root.plain()), []
    except ValidationError as errors:
        found = errors.errors()
    # Who misspelt a key that must be there is told of the spelling only.
    meant = {
        (*loc[:-1], _key_meant(str(loc[-1]), _keys_of(_model_at(model, loc[:-1]))))
        for loc in (error["loc"] for error in found if error["type"] == "extra_forbidden")
    }
    told: Counter[str] = Counter()
    problems = []
    for error in found:
        if error["type"] == "missing" and error["loc"] in meant:
            continue
        kind = error["type"]
        code = error["ctx"]["code"] if kind == "workplan" else kind
        told[code] += 1
        if told[code] <= MOST_OF_A_KIND:
            problems.append(_problem(document, model, error))
    _leave_out(document.root, {_item_of(error["loc"]) for error in found})
    try:
        return model.model_validate(document.root.plain()), problems
    except ValidationError:
        return None, problems
