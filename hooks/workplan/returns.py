"""One return read into updates; what needs other returns is left to `checks`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from workplan.fields import Status, quotes_hint
from workplan.files import ReturnFile, UpdateShape
from workplan.model import Evidence, Update
from workplan.names import Names
from workplan.problems import Problem, did_you_mean
from workplan.source import Document, Path_

EVIDENCE_ENDINGS = (
    *(".pdf", ".ofd", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ppt", ".pptx", ".dps"),
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".txt", ".csv", ".zip", ".mp3", ".mp4"),
)


# Where a link leads nobody. Names of one word and private addresses are an office's own network.
_OWN_COMPUTER = re.compile(r"(?:.+\.)?localhost|127(?:\.\d+){3}|0\.0\.0\.0|::1?")
_NO_HOST = re.compile(r"\d+|www|\d+(?:\.\d+){1,2}")
_PLACEHOLDER = re.compile(
    r"(?:.+\.)?(?:example\.(?:com|net|org)|x{2,}\.[a-z.]+)|(?:.+\.)?(?:example|invalid|test)"
)


class ReturnReader:
    """Reads the updates of one return; what needs other returns is left to `checks`."""

    def __init__(
        self, document: Document, shape: ReturnFile, department: str, names: Names
    ) -> None:
        self.document, self.shape, self.department = document, shape, department
        self.names = names
        self.problems: list[Problem] = []

    def default_day(self) -> date:
        last = self.shape.period.end if self.shape.period else self.shape.reported_on
        return min(self.shape.reported_on, last)

    def problem(self, code: str, loc: Path_, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(code, self.document.place(loc), message, hint=hint))

    def updates(self, files: set[str]) -> Iterator[Update]:
        reported_on = self.shape.reported_on
        for index, shape in enumerate(self.shape.updates):
            yield self.update(shape, ("updates", index), files)
        for index, task in enumerate(self.shape.no_change):
            place = self.document.place(("no_change", index))
            day = self.default_day()
            yield Update(task, self.department, day, reported_on, place, place.line, no_change=True)

    def update(self, shape: UpdateShape, loc: Path_, files: set[str]) -> Update:
        day = shape.date or self.default_day()
        if day > self.shape.reported_on:
            message = f"日期 {day} 晚于报送日 {self.shape.reported_on}"
            self.problem("date-after-report", (*loc, "date"), message)
        if isinstance(shape.occurrences, list):
            held = tuple(sorted(shape.occurrences))
            for index, held_on in enumerate(shape.occurrences):
                if held_on > self.shape.reported_on:
                    message = f"日期 {held_on} 晚于报送日 {self.shape.reported_on}"
                    self.problem("date-after-report", (*loc, "occurrences", index), message)
        else:
            held = (day,) * (shape.occurrences or 0)
        if self.says_nothing(shape) and not self.document.problems:
            message = f"任务 {shape.task} 的这条进展什么也没有说"
            hint = "写明状态、进度或说明；没有新进展写进 no_change"
            self.problem("update-empty", (*loc, "task"), message, hint)
        self.reasons(shape, loc)
        status_place = self.document.place((*loc, "status")) if shape.status else None
        return Update(
            shape.task,
            self.department,
            day,
            self.shape.reported_on,
            self.document.place((*loc, "task")),
            self.document.last_line(loc),
            False,
            shape.status,
            shape.progress,
            held,
            dict(shape.figures),
            shape.note,
            tuple(self.evidence(shape, loc, files)),
            shape.reason,
            shape.approved_by,
            self.verifier(shape, loc),
            shape.lamp,
            shape.by,
            status_place,
        )

    def verifier(self, shape: UpdateShape, loc: Path_) -> str | None:
        """The key of the department that verified."""
        if shape.verified_by is None:
            return None
        place = self.document.place((*loc, "verified_by"))
        key, problems = self.names.department(shape.verified_by, place)
        self.problems += problems
        return key

    def reasons(self, shape: UpdateShape, loc: Path_) -> None:
        """What must be given with a change of course or a lamp set by hand."""
        changed = shape.status in (Status.ADJUSTED, Status.DROPPED)
        reason = None if shape.reason else "reason（理由）"
        if changed:
            lacking = (reason, None if shape.approved_by else "approved_by（谁批准）")
            self.lacking(f"状态 {shape.status} ", lacking, (*loc, "status"))
        if shape.lamp in ("yellow", "red"):
            lacking = (reason, None if shape.by else "by（谁定的）")
            self.lacking("人工亮灯", lacking, (*loc, "lamp"))
        if shape.reason and not changed and not shape.lamp:
            message = "reason 只和 已调整、不再推进 或 lamp 一起写"
            self.problem("key-unasked", (*loc, "reason"), message, "一般的说明写在 note 里")
        if shape.verified_by and shape.status is not Status.CLOSED:
            message = "verified_by 只和 已销号 一起写"
            hint = "核验过的，另写一条 status: 已销号 的进展"
            self.problem("key-unasked", (*loc, "verified_by"), message, hint)
        if shape.status is Status.CLOSED and not shape.verified_by:
            message = "销号要写明 verified_by（哪个部门核验）"
            hint = "补上一行 verified_by: 部门，须不是报完成的部门"
            self.problem("closeout-verifier", (*loc, "status"), message, hint)

    def lacking(self, what: str, words: tuple[str | None, ...], loc: Path_) -> None:
        """Tells of the words that are not there, if any."""
        if told := "和 ".join(word for word in words if word):
            self.problem("reason-missing", loc, f"{what}还要写明 {told}")

    def says_nothing(self, shape: UpdateShape) -> bool:
        """Whether only what belongs to something else is there; what is wrong so is told apart."""
        given = shape.model_fields_set - {"task", "date", "by", "approved_by"}
        return all(getattr(shape, key) in (None, [], {}) for key in given)

    def leads_somewhere(self, link: str, loc: Path_) -> None:
        """A link that nobody else can follow; samples may point at sites that are none."""
        host = (urlsplit(link).hostname or "").rstrip(".")
        if _OWN_COMPUTER.fullmatch(host):
            message = f"链接 “{host}” 只在自己的电脑上打得开"
            self.problem(
                "evidence-nowhere", loc, message, "换成别人也打得开的网址，或把文件放进 files/"
            )
        elif _NO_HOST.fullmatch(host):
            message = f"“{host}” 不是网站的地址"
            self.problem("evidence-nowhere", loc, message, "从浏览器的地址栏里复制完整网址")
        elif _PLACEHOLDER.fullmatch(host) and not self.shape.sample:
            message = f"“{host}” 是示例网址，打不开"
            self.problem("evidence-nowhere", loc, message, "换成真实的网址，或把文件放进 files/")

    def evidence(self, shape: UpdateShape, loc: Path_, files: set[str]) -> Iterator[Evidence]:
        for index, item in enumerate(shape.evidence):
            at = (*loc, "evidence", index)
            missing = False
            if item.file is not None:
                missing = item.file not in files
                if not item.file.lower().endswith(EVIDENCE_ENDINGS):
                    message = f"这类文件不能作佐证材料 “{item.file}”"
                    hint = quotes_hint(item.file) or "换成 PDF、图片或办公文档"
                    self.problem("evidence-type", (*at, "file"), message, hint)
                elif missing:
                    message = f"files/ 里没有 “{item.file}”"
                    hint = did_you_mean(item.file, files) or "把文件放进 files/，或改正文件名"
                    self.problem("evidence-missing", (*at, "file"), message, hint)
                if item.link is not None:
                    self.problem("value-type", (*at, "link"), "link 和 file 只写一个")
            elif item.link is not None:
                self.leads_somewhere(item.link, (*at, "link"))
            else:
                hint = "补上一行 link: 网址，或 file: 文件名"
                self.problem("key-missing", at, "佐证材料缺少 link 或 file", hint)
            yield Evidence(item.title, item.link, item.file, missing)
