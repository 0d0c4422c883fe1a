"""Contacts that may not be published, hidden in everything that was read: plans, returns, attachments.

Done once, between reading and computing, so that no page, export or index can show them. It walks
all text of a plan, whatever the model comes to hold. A plan that publishes its own contacts shows
them; what the other plans of the site hide stays hidden there too.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from workplan.contacts import Mask, mask_of
from workplan.folder import EVIDENCE_FOLDER
from workplan.model import Evidence, Plan, Task
from workplan.problems import Place, Problem
from workplan.tasks import label_of

_TEXTS = (".txt", ".csv", ".tsv", ".md", ".json", ".xml", ".html", ".htm", ".yaml", ".yml", ".log")
_OFFICE = (".docx", ".xlsx", ".pptx")
# Longer office files are left unread.
_MOST_BYTES = 64 * 2**20


# Pages that are no plan's hide what any plan hides.
NO_PLAN = ""


def masks_of(plans: Sequence[Plan]) -> dict[str, Mask]:
    """The mask for each plan's pages, by its id: what any plan hides, but for what it publishes."""
    hidden = {item for plan in plans if not plan.publish_contacts for item in plan.contacts}
    found = {
        NO_PLAN: mask_of(
            (item.name for item in hidden), (item.telephone for item in hidden if item.telephone)
        )
    }
    for plan in plans:
        own = plan.contacts if plan.publish_contacts else ()
        shown = mask_of(
            (item.name for item in own), (item.telephone for item in own if item.telephone)
        )
        found[plan.id] = mask_of(
            (item.name for item in hidden if not shown.hides(item.name)),
            (
                item.telephone
                for item in hidden
                if item.telephone and not shown.hides(item.telephone)
            ),
        )
    return found


def masked(value: Any, mask: Mask) -> Any:
    """A value of the model with every text in it masked; the same object where nothing is hidden."""
    if type(value) is str:
        return mask(value)
    if type(value) is tuple:
        items = tuple(masked(item, mask) for item in value)
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    if isinstance(value, Mapping):
        return {masked(key, mask): masked(item, mask) for key, item in value.items()}
    if isinstance(value, Place) or not is_dataclass(value):
        return value  # a place is of a file, which stays as it is
    if isinstance(value, Evidence):
        value = _evidence(value, mask)
    changed = {
        item.name: new
        for item in fields(value)
        if (new := masked(old := getattr(value, item.name), mask)) is not old and new != old
    }
    if isinstance(value, Task) and "text" in changed and value.short == label_of(value.text):
        changed["short"] = label_of(changed["text"])  # a cut might leave half a number
    return replace(value, **changed) if changed else value


def _evidence(item: Evidence, mask: Mask) -> Evidence:
    """Evidence without a link or a file whose name tells of a contact: no address can be masked."""
    if any(mask.hides(unquote(text)) for text in (item.link, item.file) if text):
        return replace(item, link=None, missing=True)
    return item


@dataclass(frozen=True)
class Masked:
    """Plans with what may not be published hidden.

    `files` are the masked copies of attached texts, by plan and file; `masks` are the masks used.
    """

    plans: tuple[Plan, ...]
    masks: Mapping[str, Mask] = field(default_factory=dict)
    files: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def mask_plans(plans: Sequence[Plan], folder: Path) -> Masked:
    """Plans as they may be published. `folder` is that of the plans, where attachments lie."""
    masks = masks_of(plans)
    if not any(masks.values()):
        return Masked(tuple(plans), masks)
    found: list[Plan] = []
    copies: dict[str, Mapping[str, bytes]] = {}
    problems: list[Problem] = []
    for plan in plans:
        mask = masks[plan.id]
        if not mask:
            found.append(plan)
            continue
        attached = Attached.of(plan, folder / plan.id / EVIDENCE_FOLDER, mask)
        copies[plan.id] = attached.copies
        problems += attached.problems
        hidden: Plan = masked(_without(plan, attached.left_out), mask)
        found.append(replace(hidden, id=plan.id, path=plan.path, files=attached.files))
    return Masked(tuple(found), masks, copies, tuple(problems))


def _without(plan: Plan, left_out: Iterable[str]) -> Plan:
    """The plan without some of its attachments: what names them has no file any more."""
    gone = frozenset(left_out)
    if not gone:
        return plan
    updates = {
        task: tuple(
            replace(
                update,
                evidence=tuple(
                    replace(item, missing=True) if item.file in gone else item
                    for item in update.evidence
                ),
            )
            for update in told
        )
        for task, told in plan.updates.items()
    }
    return replace(plan, updates=updates)


@dataclass(frozen=True)
class Attached:
    """A plan's attachments: which are published, masked copies of some, and which cannot be."""

    files: tuple[str, ...]
    copies: Mapping[str, bytes]
    left_out: tuple[str, ...]
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, plan: Plan, folder: Path, mask: Mask) -> Attached:
        copies: dict[str, bytes] = {}
        problems: dict[str, Problem] = {}
        for name in plan.files:
            place = Place(f"{plan.path.rpartition('.')[0]}/{EVIDENCE_FOLDER}/{name}")
            if mask.hides(name):
                message = "文件名里有不公布的联系人，这个文件不发布"
                problems[name] = Problem("contact-attached", place, message, hint="改文件名")
            elif name.lower().endswith(_TEXTS):
                data = (folder / name).read_bytes()
                if (copy := masked_bytes(data, mask)) != data:
                    copies[name] = copy
            elif name.lower().endswith(_OFFICE) and mask.hides(_office_text(folder / name)):
                message = "附件里有不公布的联系人，这个文件不发布"
                hint = "在文件里改成 李*、8246**** 的样子，再放进来"
                problems[name] = Problem("contact-attached", place, message, hint=hint)
        files = tuple(name for name in plan.files if name not in problems)
        return cls(files, copies, tuple(problems), tuple(problems.values()))


def masked_bytes(data: bytes, mask: Mask) -> bytes:
    """A text file masked, in its own encoding; the same bytes where nothing is hidden."""
    marks = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
    encodings = [marks[data[:2]]] if data[:2] in marks else ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        hidden = mask(text)
        return hidden.encode(encoding) if hidden != text else data
    return data


def _office_text(file: Path) -> str:
    """The text in a Word, Excel or PowerPoint file, as it runs on; empty where it can't be read."""
    try:
        data = file.read_bytes()
        if len(data) > _MOST_BYTES:
            return ""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            items = [item for item in archive.infolist() if item.filename.endswith(".xml")]
            if sum(item.file_size for item in items) > _MOST_BYTES:
                return ""
            parts = [archive.read(item).decode("utf-8", "replace") for item in items]
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return ""
    # Where one cell, paragraph or shape ends another text begins; within, marks-up fall away.
    text = re.sub(r"</(?:w:p|a:p|si|c|t|is)>", "\n", "\n".join(parts))
    return re.sub(r"<[^>]*>", "", text)
