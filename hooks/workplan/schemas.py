"""JSON schemas that help an editor of the files: made from the shapes, worded by the handbook.

One schema a kind of file, and `names`, which alone knows the organization's departments: whoever
changes them changes no other schema. A schema never marks what `plan.py check` accepts; what only a
second look can find (one update against another) is left to that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from workplan.fields import Status, folded
from workplan.files import FormReturnFile, OrganizationFile, PlanFile, ReturnFile, Shape
from workplan.handbook import Handbook
from workplan.model import Organization
from workplan.source import Plain

FOLDER = "schema"
NAMES = "names"
Json = dict[str, Any]


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its schema's name, its shape, and which files below plans/ are of it."""

    name: str
    shape: type[Shape]
    glob: str


# The first whose glob fits is a file's kind.
KINDS = (
    FileKind("organization", OrganizationFile, "organization.yaml"),
    FileKind("plan", PlanFile, "*.yaml"),
    FileKind("form-return", FormReturnFile, "*/forms/**/*.yaml"),
    FileKind("return", ReturnFile, "*/**/*.yaml"),
)


def file_name(name: str) -> str:
    """The file of a schema, in the folder of schemas."""
    return f"{name}.schema.json"


def kind_of(path: PurePosixPath) -> FileKind | None:
    """The kind of a file by its path below plans/; None where no schema is for it."""
    plain = path.with_suffix(".yaml")
    return next((kind for kind in KINDS if _fits(plain, kind.glob)), None)


def _fits(path: PurePosixPath, glob: str) -> bool:
    pattern = re.escape(glob).replace(r"\*\*/", "(?:.+/)?").replace(r"\*", "[^/]*")
    return re.fullmatch(pattern, str(path)) is not None


def modeline(path: PurePosixPath) -> str:
    """The first line of a file, by its path below plans/: which schema an editor uses for it.

    Empty where no schema is for it. The folder of schemas stands beside that of plans.
    """
    kind = kind_of(path)
    if kind is None:
        return ""
    up = "../" * len(path.parts)
    return f"# yaml-language-server: $schema={up}{FOLDER}/{file_name(kind.name)}\n"


# What a key is called in Chinese; `shape.key` where that depends on where it stands.
TITLES = {
    "added": "追加日期",
    "aliases": "别名",
    "approved_by": "批准者",
    "approved_on": "批准日",
    "areas": "重点工作",
    "as_of": "数据截至",
    "behind": "欠进度",
    "by": "定灯者",
    "carried_out_by": "由哪些任务落实",
    "choices": "选项",
    "column.kind": "内容",
    "columns": "栏目",
    "committee": "单位",
    "completion": "完成方式",
    "contact": "联系人",
    "contact.name": "姓名",
    "contacts": "联系人",
    "continues": "接续的任务",
    "corrections": "校勘说明",
    "date": "日期",
    "department": "报送部门",
    "departments": "部门",
    "due": "完成时限",
    "events": "大事",
    "evidence": "佐证材料",
    "extensions": "延期",
    "figures": "数字",
    "file": "文件",
    "form.note": "注",
    "forms": "计划表",
    "from": "起日",
    "groups": "部门组",
    "handover.from": "交出的部门",
    "handover.to": "接手的部门",
    "handovers": "交接",
    "header": "表头",
    "id": "任务编号",
    "issued": "印发日",
    "issuer": "印发单位",
    "key": "键",
    "kind": "种类",
    "known_from": "日期的出处",
    "lamp": "人工亮灯",
    "lead": "牵头部门",
    "leader": "分管领导",
    "link": "链接",
    "members": "组里的部门",
    "name": "全称",
    "no_change": "没有新进展的任务",
    "note": "说明",
    "number": "文号",
    "occurrence": "期次",
    "occurrences": "期次",
    "others": "“其他”的叫法",
    "overview": "总体要求",
    "owed_by": "填报单位",
    "period": "报送期",
    "plan.title": "标题",
    "points": "要点",
    "preamble": "引言",
    "progress": "进度",
    "publish_contacts": "公布联系人",
    "reason": "理由",
    "red": "红灯",
    "repeat": "次数",
    "report_days": "报送的天数",
    "reported_on": "报送日",
    "reporting": "报送周期",
    "requirements": "工作要求",
    "required": "必填",
    "rows": "各行",
    "rules": "口径",
    "sample": "演示数据",
    "short": "简称",
    "since": "交接日",
    "source": "来源",
    "stages": "阶段",
    "status": "状态",
    "steps": "几步",
    "task": "任务编号",
    "task.departments": "责任部门",
    "tasks": "任务",
    "telephone": "电话",
    "text": "原文",
    "timezone": "时区",
    "title": "名称",
    "to": "止日",
    "total": "合计",
    "unit": "填报单位",
    "updates": "进展",
    "verified_by": "核验部门",
    "warn_days": "提前亮灯的天数",
    "where": "哪里",
    "year": "年份",
    "yellow": "黄灯",
}


def anchor_of(shape: str) -> str:
    """The heading below which the handbook describes a shape: its name without Shape or File."""
    return re.sub(r"(?<=.)(?=[A-Z])", "-", re.sub("(Shape|File)$", "", shape)).lower()


def schema_of(kind: FileKind, book: Handbook) -> Json:
    """The schema of a kind of file, without the names of departments."""
    made = kind.shape.model_json_schema(ref_template="#/definitions/{model}")
    shapes: dict[str, Json] = {kind.shape.__name__: made, **made.pop("$defs", {})}
    settled = {name: _settled(shape) for name, shape in shapes.items()}
    examples: dict[tuple[str, str], str] = {}
    for path, plain in book.examples():
        if kind_of(PurePosixPath(path)) is kind:
            for at, text in _texts(settled, settled[kind.shape.__name__], plain):
                examples.setdefault(at, text)
    for name, shape in settled.items():
        _describe(shape, name, book, examples)
    top = settled.pop(kind.shape.__name__)
    definitions = {"definitions": dict(sorted(settled.items()))} if settled else {}
    return {"$schema": "http://json-schema.org/draft-07/schema#", **top, **definitions}


def _settled(value: Any) -> Any:
    """pydantic's schema in the form in which editors help best."""
    if isinstance(value, list):
        return [_settled(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "x-names" in value:
        return {"$ref": f"{file_name(NAMES)}#/definitions/{value['x-names']}"}
    found = {key: _settled(item) for key, item in value.items()}
    if isinstance(found.get("title"), str):  # pydantic's; a key of that name has a schema there
        del found["title"]
    if isinstance(found.get("default", 0), bool | list | dict | None):
        del found["default"]
    if "patternProperties" in found:
        found["additionalProperties"] = False
    return found


def _forms(shapes: Mapping[str, Json], schema: Json) -> Iterator[Json]:
    """A schema's alternatives, references followed; names of departments are elsewhere."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in shapes:
            yield from _forms(shapes, shapes[name])
    elif "anyOf" in schema:
        for form in schema["anyOf"]:
            yield from _forms(shapes, form)
    else:
        yield schema


def _texts(
    shapes: Mapping[str, Json], schema: Json, value: Plain
) -> Iterator[tuple[tuple[str, str], str]]:
    """The texts of a file, each with its shape and key."""
    for form in _forms(shapes, schema):
        if isinstance(value, list):
            for item in value:
                yield from _texts(shapes, form.get("items", {}), item)
        elif isinstance(value, dict):
            name = next((name for name, shape in shapes.items() if shape is form), "")
            for key, item in value.items():
                if isinstance(item, str):
                    yield (name, key), item
                inner = form.get("properties", {}).get(key)
                inner = inner or next(iter(form.get("patternProperties", {}).values()), {})
                yield from _texts(shapes, inner, item)


def _describe(
    shape: Json, name: str, book: Handbook, examples: Mapping[tuple[str, str], str]
) -> None:
    """Gives a mapping and its keys their Chinese titles and descriptions."""
    anchor = anchor_of(name)
    told = book.keys(anchor)
    shape["title"] = book.heading(anchor) or name
    for key, schema in shape["properties"].items():
        schema["title"] = TITLES.get(f"{anchor}.{key}") or TITLES.get(key, key)
        if key in told:
            text = told[key]
            required = "必填" if text.required else "可以不写"
            words = [f"{text.meaning}。", f"{required}。内容：{text.kind}。"]
            if (name, key) in examples:
                words.append(f"例如：{examples[name, key]}")
            schema["description"] = "\n\n".join(words)
        if schema.get("enum") == [str(status) for status in Status]:
            schema["enumDescriptions"] = _statuses(book)
        if (anchor, key) in _WORDINGS:
            wordings = schema.get("anyOf", [schema])[0]
            wordings["examples"] = _wordings(book, recurring=key == "repeat")


# The keys that hold a wording of the table of deadlines.
_WORDINGS = tuple((shape, key) for shape in ("task", "point") for key in ("due", "repeat"))


def _wordings(book: Handbook, *, recurring: bool) -> list[str]:
    """The first example of each form of deadline, or of those alone that recur."""
    return [
        examples.split("、")[0]
        for _, examples, _, _, occurrences in book.rows("deadlines")
        if occurrences != "—" or not recurring
    ]


def _statuses(book: Handbook) -> list[str]:
    """When each status is used, and what must be given with it."""
    found = []
    for _, when, more in book.rows("statuses"):
        found.append(f"{when}。" + (f"另外：{more}。" if more else ""))
    return found


# --- names of departments ------------------------------------------------------------------------


def _either(words: Iterable[str], joint: str = "") -> str:
    """A pattern for any of some words, in full-width characters or not; `joint` may part them."""
    letters = {"(": "[(（]", ")": "[)）]"}
    bare = dict.fromkeys(folded(word) for word in words)
    parts = (
        joint.join(
            letters.get(char) or re.sub(r"([][{}\\^$.|?*+/])", r"\\\1", char) for char in word
        )
        for word in sorted(bare, key=lambda word: (-len(word), word))
    )
    return f"(?:{'|'.join(parts)})"


def _names(words: Mapping[str, str], keys: Iterable[str], what: str) -> Json:
    """A schema for one of some names: offered as an enum, accepted as the reader accepts them."""
    message = f"没有这个{what}，照 plans/organization.yaml 里的名称写"
    spaced = _either([*words, *keys], joint=r"\s*")
    return {
        "anyOf": [
            {
                "enum": list(words),
                "enumDescriptions": list(words.values()),
                "errorMessage": message,
            },
            {
                "type": "string",
                "pattern": rf"^\s*{spaced}\s*$",
                "errorMessage": message,
            },
        ]
    }


def names_schema(organization: Organization) -> Json:
    """What may be written for a department, for one name in a plan's list, and for a line of them."""
    departments: dict[str, str] = {}
    for unit in organization.departments.values():
        for word in (unit.name, unit.short, *unit.aliases):
            departments.setdefault(word, unit.name if word != unit.name else f"部门页 {unit.key}/")
    groups: dict[str, str] = {}
    for group in organization.groups:
        groups[group.name] = "部门组：" + "、".join(
            organization.departments[key].short for key in group.members
        )
        if group.others:
            groups[group.others] = f"{group.name}里没有另外列名的"
    keys = list(organization.departments)
    every = {**departments, **groups}
    name = _names(every, keys, "部门或部门组")
    one = _either([*every, *keys])
    line = {
        "type": "string",
        "pattern": rf"^[、，,；;/\s]*{one}(?:[、，,；;/\s]+{one})*[、，,；;/\s]*$",
        "errorMessage": "里面有不认识的部门；几个部门之间用顿号，照 plans/organization.yaml 里的名称写",
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "部门和部门组的名称",
        "definitions": {
            "department": _names(departments, keys, "部门"),
            "name": name,
            "line": {"anyOf": [*name["anyOf"], line]},
        },
    }


def as_text(schema: Json) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def schema_files(book: Handbook, organization: Organization) -> dict[str, str]:
    """Every schema by its file's name."""
    found = {file_name(kind.name): as_text(schema_of(kind, book)) for kind in KINDS}
    return {**found, file_name(NAMES): as_text(names_schema(organization))}
