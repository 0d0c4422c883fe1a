"""A plan made of a task list's rows, and what was not certain in reading them.

What stands in the list is kept as it stands. A row whose area is empty belongs to the area above
(the cells were merged); a row without a number that lacks a text, departments or a deadline goes
on with the row above (a page or a cell broke it). Of an area's labels that differ by spaces alone
the whole one holds, of others the first. Every such reading is told at its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from workplan.deadlines import FORMS, DeadlineError, parse_deadline, parse_rhythm
from workplan.fields import folded, is_id
from workplan.importing.facts import Facts, facts_in
from workplan.importing.headings import Columns, Role, columns_of
from workplan.importing.tables import Cell, Item, Line, Row, unwrapped
from workplan.importing.units import Unknown, place_in, units_in
from workplan.names import Names
from workplan.periods import NUMBER, number_in
from workplan.problems import Place, Problem

_N = "[0-9０-９]{1,3}"
# A task's number before its text: 1. 1、 （1） 1） 2.1. or, of several levels, with a space alone.
# What is counted is no number: 1.50 年 is task 1, of 50 years.
_COUNTED = r"\s?[年月日次个名人项场期届%％版万元]"
_NUMBERED = re.compile(
    rf"[（(]?(?:({_N}(?:[.．]{_N})+)(?:[)）.．、]|\s(?!{_COUNTED}))|({_N})[)）.．、])\s*"
)
_AREA = re.compile(
    r"[（(]?([一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]|[0-9０-９]{1,2})"
    r"[)）]?[、.．)）:：]\s*(.*)",
    re.S,
)
_REMARK = re.compile(r"\s*(?:注|备注|说明|附注|填表说明)\s*[:：1]")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_SPACE_INSIDE = re.compile(
    rf"(?<=[{_HAN}，。；：、”》）]) +(?=[{_HAN}0-9“《（])|(?<=[0-9]) +(?=[{_HAN}])"
)
_ODD = re.compile("[\ufffd\ue000-\uf8ff]")
# A rhythm in the text of a task: 每季度召开1次, 每年至少讲1次, 每季度不少于 1 次.
_RHYTHM = re.compile(
    rf"(每(?:两个?月|个?月|季度?|半年|年))(至少|不少于)?[^，。；、每0-9]{{0,6}}?(至少|不少于)?[^，。；、每0-9]{{0,4}}?\s*({NUMBER})\s*次"
)
# A cell longer than this is no cell of a list.
_LONGEST_CELL = 5_000
# Labels as alike as this are one label with a slip in it.
_ALIKE = 0.85


@dataclass
class _Task:
    """One task as far as its rows have been read."""

    id: str | None
    text: Cell
    departments: list[Cell]
    due: list[Cell]
    place: Place


@dataclass
class _Area:
    """One area with every label it was given."""

    number: int | None
    title: str
    place: Place
    labels: list[str] = field(default_factory=list)
    tasks: list[_Task] = field(default_factory=list)


@dataclass(frozen=True)
class Draft:
    """A plan file's content as plain values, and how much is in it."""

    content: Mapping[str, Any]
    areas: int
    tasks: int


def _empty(cell: Cell | None) -> bool:
    return cell is None or not cell.text


def _without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


class Drafter:
    """Reads items into a draft; `problems` holds everything that was not certain."""

    def __init__(self, names: Names) -> None:
        self.names, self.unknown = names, Unknown(names)
        self.problems: list[Problem] = []
        self.areas: list[_Area] = []
        self.facts = Facts()
        self.columns: Columns | None = None
        # The area that tasks belong to now, and the task that a row may go on with.
        self.current = 0
        self.last_task: _Task | None = None
        self.numbered = True
        self.last_row: dict[Role, Cell] = {}
        self.unread: set[str] = set()
        self.otherwise: list[Place] = []

    def doubt(self, place: Place, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem("import-doubt", place, message, hint=hint))

    def note(self, place: Place, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem("import-note", place, message, hint=hint))

    # --- the whole -------------------------------------------------------------------------------

    def read(self, items: Sequence[Item]) -> None:
        """Reads everything up to the plan's year, which the caller may have to ask for."""
        first = next(
            at for at, item in enumerate(items) if isinstance(item, Row) and columns_of(item)
        )
        self.start_place = items[first].place
        self.facts = facts_in(list(_lines(items[:first])))
        self.problems += self.facts.problems
        rows = [item for item in items[first:] if isinstance(item, Row)]
        self.numbered = any(
            _NUMBERED.match(cell.text) for row in rows if not columns_of(row) for cell in row.cells
        ) or any(Role.NUMBER in found.roles for row in rows if (found := columns_of(row)))
        for item in items[first:]:
            if isinstance(item, Line):
                if item.text not in self.unread and not re.fullmatch(
                    r"[-—\s0-9第页共/]+", item.text
                ):
                    self.unread.add(item.text)
                    self.note(item.place, f"表格以外的文字没有读：“{item.text}”")
            elif columns := columns_of(item):
                self.heading(item, columns)
            else:
                self.row(item)

    def heading(self, row: Row, columns: Columns) -> None:
        self.columns = columns
        for at, word in columns.others.items():
            if word not in self.unread:
                self.unread.add(word)
                self.note(row.cells[at].place, f"“{word}” 一栏没有读")

    # --- a row -----------------------------------------------------------------------------------

    def row(self, row: Row) -> None:
        assert self.columns is not None  # noqa: S101 (rows are read after a heading)
        if all(re.fullmatch(":?-+:?", text) for text in row.texts):  # below a Markdown heading
            return
        if long := next((cell for cell in row.cells if len(cell.text) > _LONGEST_CELL), None):
            self.doubt(long.place, f"这一格有 {len(long.text)} 个字，太长了，这一行没有读")
            return
        if self.section(row):
            return
        if more := [cell for cell in row.cells[self.columns.width :] if cell.text]:
            hint = "文字里的逗号或制表符会把一格分成两格，存成 .xlsx 再导入"
            message = f"这一行比表头多出 {len(more)} 格，多出的没有读：“{unwrapped(more[0].text)}”"
            self.doubt(more[0].place, message, hint)
        cells = self.cells_of(row)
        self.label(cells.get(Role.AREA))
        number, text = self.number_of(cells)
        parts = self.parts_of(cells)
        if self.goes_on(number, cells):
            self.go_on(cells)
        elif parts:
            told = f"一格里有 {len(parts)} 项，分成 {len(parts)} 项任务，责任部门和完成时限相同"
            self.doubt(parts[0][1].place, told)
            for id_, part in parts:
                self.start(id_, part, cells, row)
        else:
            self.start(number, text, cells, row)
        self.last_row = cells

    def parts_of(self, cells: Mapping[Role, Cell]) -> list[tuple[str, Cell]]:
        """The tasks in a cell that holds several, each begun on a line of its own: 1. … 2. …"""
        text, own = cells.get(Role.TEXT), cells.get(Role.NUMBER)
        if text is None or (own and own.text):
            return []
        found: list[tuple[str, Cell]] = []
        for line in text.text.split("\n"):
            number = _number_before(line)
            following = number and number[0].isdecimal() and not line.startswith(("（", "("))
            if number and following and (not found or int(number[0]) == int(found[-1][0]) + 1):
                found.append((number[0], replace(text, text=line[number[1] :])))
            elif found:
                last = found[-1]
                found[-1] = (last[0], replace(text, text=f"{last[1].text}\n{line}"))
            else:
                return []
        return found if len(found) > 1 else []

    def cells_of(self, row: Row) -> dict[Role, Cell]:
        """The cells by what they hold; of a row that lost its first one, moved by it."""
        assert self.columns is not None  # noqa: S101 (rows are read after a heading)
        roles, cells = self.columns.roles, list(row.cells)
        area, text = roles.get(Role.AREA), roles[Role.TEXT]
        if area is not None and area < text < len(cells):
            lost = _NUMBERED.match(cells[area].text) and not _NUMBERED.match(cells[text].text)
            last = max(roles.values())
            if lost and (len(cells) <= last or not cells[last].text):
                above = f"，归入上一行的 “{self.areas[-1].title}”" if self.areas else ""
                message = f"这一行缺“{Role.AREA}”一栏，往右移一格读{above}"
                self.doubt(cells[area].place, message)
                cells.insert(area, Cell("", cells[area].place))
        return {role: cells[at] for role, at in roles.items() if at < len(cells)}

    def section(self, row: Row) -> bool:
        """Whether a row is one text across the table: an area, or a remark."""
        assert self.columns is not None  # noqa: S101
        texts = row.texts
        if len(texts) != 1:
            return False
        cell = next(cell for cell in row.cells if cell.text)
        same = [other for other in row.cells if other.origin == cell.origin and cell.origin]
        across = len(same) > 1 and len(same) >= len(self.columns.roles)
        at = row.cells.index(cell)
        has_area = Role.AREA in self.columns.roles
        if _REMARK.match(cell.text):
            self.note(cell.place, f"这一行没有读：“{unwrapped(cell.text)}”")
            return True
        labelled = _AREA.match(cell.text) and not re.match(r"[（(]?[0-9]", cell.text)
        across = across and not _NUMBERED.match(cell.text)
        if not across and not (labelled and at == self.columns.first):
            return False
        if has_area and not labelled:
            self.doubt(cell.place, f"这一行横跨全表，没有读：“{unwrapped(cell.text)}”")
        else:
            self.label(cell)
        return True

    def number_of(self, cells: Mapping[Role, Cell]) -> tuple[str | None, Cell | None]:
        """A task's number, from its own column or before its text; and the text without it."""
        text = cells.get(Role.TEXT)
        own = cells.get(Role.NUMBER)
        number = None
        if own and own.text:
            bare = unicodedata.normalize("NFKC", _without_spaces(own.text)).strip(".、()")
            if is_id(bare):
                number = bare
            else:
                self.doubt(own.place, f"看不懂的编号 “{own.text}”")
        if text and (before := _number_before(text.text)) and number in (None, before[0]):
            return before[0], replace(text, text=text.text[before[1] :])
        return number, text

    def goes_on(self, number: str | None, cells: Mapping[Role, Cell]) -> bool:
        """Whether a row continues the task above."""
        if self.last_task is None:
            return False
        text, before = cells.get(Role.TEXT), self.last_row.get(Role.TEXT)
        if text and before and text.origin and text.origin == before.origin:
            return True
        if number is not None:
            return False
        roles = self.columns.roles if self.columns else {}
        wanted = [role for role in (Role.TEXT, Role.DEPARTMENTS, Role.DUE) if role in roles]
        lacking = [role for role in wanted if _empty(cells.get(role))]
        return Role.TEXT in lacking or (bool(lacking) if self.numbered else len(lacking) > 1)

    def go_on(self, cells: Mapping[Role, Cell]) -> None:
        task = self.last_task
        if task is None:
            return
        new = {
            role: cell
            for role, cell in cells.items()
            if cell.text
            and role not in (Role.AREA, Role.NUMBER)
            and not (
                cell.origin and (other := self.last_row.get(role)) and other.origin == cell.origin
            )
        }
        if not new:
            return
        place = next(iter(new.values())).place
        what = "、".join(f"“{unwrapped(cell.text)}”" for cell in new.values())
        self.doubt(place, f"接在上一行的任务后面读：{what}")
        if text := new.get(Role.TEXT):
            task.text = replace(task.text, text=f"{task.text.text}\n{text.text}")
        task.departments += [new[r] for r in (Role.DEPARTMENTS, Role.PARTNERS) if r in new]
        if due := new.get(Role.DUE):
            task.due.append(due)

    def start(
        self, number: str | None, text: Cell | None, cells: Mapping[Role, Cell], row: Row
    ) -> None:
        if text is None or not text.text:
            self.doubt(row.place, "这一行没有任务的内容，没有读")
            return
        if not self.areas:
            self.areas.append(_Area(None, "", text.place))
        departments = [
            cell
            for role in (Role.DEPARTMENTS, Role.PARTNERS)
            if (cell := cells.get(role)) and cell.text
        ]
        due = cells.get(Role.DUE)
        task = _Task(number, text, departments, [due] if due and due.text else [], text.place)
        if not departments:
            self.missing("departments", Role.DEPARTMENTS, "key-missing", row, task)
        if not task.due:
            self.missing("due", Role.DUE, "due-missing", row, task)
        self.areas[self.current].tasks.append(task)
        self.last_task = task

    def missing(self, key: str, role: Role, code: str, row: Row, task: _Task) -> None:
        cell = self.last_row.get(role)
        above = (
            f"；上一行是 “{unwrapped(cell.text)}”，合并的单元格存成文本会变空"
            if cell and cell.text
            else ""
        )
        hint = f"在导出的文件里补上 {key}{above}"
        which = f"任务 {task.id}" if task.id else "这项任务"
        self.problems.append(Problem(code, row.place, f"{which}没有{role}", hint=hint))

    # --- areas -----------------------------------------------------------------------------------

    def label(self, cell: Cell | None) -> None:
        """Takes note of an area's label; an empty one, or a merged one again, changes nothing."""
        if _empty(cell) or cell is None:
            return
        before = self.last_row.get(Role.AREA)
        if cell.origin and before is not None and before.origin == cell.origin:
            return
        match = _AREA.match(cell.text)
        number = number_in(match[1]) if match else None
        title = unwrapped(match[2] if match else cell.text)
        if match and not title:
            title = unwrapped(cell.text)
        at = self.same_area(number, title, cell)
        if at is None:
            if self.areas:
                last = self.areas[-1]
                if last.number and number and number != last.number + 1:
                    message = f"重点工作的编号不连续：{last.number} 之后是 {number}"
                    self.doubt(cell.place, message)
            self.areas.append(_Area(number, title, cell.place, [title]))
            at = len(self.areas) - 1
            self.look_at_title(title, cell)
        elif at != self.current:
            self.doubt(cell.place, f"又回到前面的 “{self.areas[at].title}”，归在那里")
        self.current = at

    def same_area(self, number: int | None, title: str, cell: Cell) -> int | None:
        """The area that a label is of, if of one already read; how they differ is told."""
        for at in range(len(self.areas) - 1, -1, -1):
            area = self.areas[at]
            if number is not None and area.number is not None and number != area.number:
                continue
            if number is None or area.number is None:
                near = at == len(self.areas) - 1
                alike = _likeness(title, area.title)
                if alike < 1 and not (near and alike >= _ALIKE):
                    continue
            self.another_label(area, title, cell)
            return at
        if number is None and self.areas and self.areas[-1].number is not None:
            # In a numbered list a label without a number is the rest of one.
            area = self.areas[-1]
            self.doubt(cell.place, f"“{title}” 没有编号，接在 “{area.title}” 后面")
            area.title = unwrapped(f"{area.title}\n{title}")
            area.labels.append(title)
            return len(self.areas) - 1
        return None

    def another_label(self, area: _Area, title: str, cell: Cell) -> None:
        if title in area.labels:
            return
        area.labels.append(title)
        if _without_spaces(title) == _without_spaces(area.title):
            whole = min(title, area.title, key=len)
            message = f"重点工作的两处标签只差空格：“{area.title}”、“{title}”，取 “{whole}”"
            area.title = whole
        else:
            alike = _likeness(title, area.title) >= _ALIKE / 2
            what = "不完全相同" if alike else "编号相同、内容不同"
            message = f"重点工作的两处标签{what}：“{area.title}”、“{title}”，取前者"
        self.doubt(cell.place, message)

    def look_at_title(self, title: str, cell: Cell) -> None:
        if re.search(r"\s", title):
            self.doubt(cell.place, f"重点工作 “{title}” 中间有空格，可能缺字或断行")
        elif again := re.search(rf"([{_HAN}]{{2,4}})[，、]?\1", title):
            self.doubt(cell.place, f"重点工作 “{title}” 里 “{again[1]}” 连着出现两次")

    # --- the draft -------------------------------------------------------------------------------

    def draft(self, title: str, year: int) -> Draft:
        """The plan's content; tells what is doubtful in each task."""
        self.numbers()
        areas = []
        for area in self.areas:
            if not area.tasks:
                self.doubt(area.place, f"重点工作 “{area.title}” 下面没有任务，没有写")
                continue
            if not area.title:
                area.title = title
                self.doubt(area.place, f"任务前面没有重点工作，暂以题目 “{title}” 作为一项")
            tasks = [self.task(task, year) for task in area.tasks]
            areas.append({"title": area.title, "tasks": tasks})
        if self.otherwise:
            count = len(self.otherwise)
            message = f"责任部门用空格、换行或逗号分隔的有 {count} 处，统一写成顿号"
            self.note(self.otherwise[0], message)
        if not self.names.whole:
            self.all_names(areas)
        source = {
            "number": self.facts.number,
            "issuer": self.facts.issuer,
            "issued": self.facts.issued,
        }
        content: dict[str, Any] = {"kind": "task-list", "title": title, "year": year}
        if given := {key: value for key, value in source.items() if value}:
            content["source"] = given
        content["areas"] = areas
        return Draft(content, len(areas), sum(len(area["tasks"]) for area in areas))

    def all_names(self, areas: Sequence[Mapping[str, Any]]) -> None:
        names = dict.fromkeys(
            name
            for area in areas
            for task in area["tasks"]
            for name in re.split("、", task.get("departments", ""))
            if name
        )
        if names:
            message = f"没有 organization.yaml，部门名称没有核对：{'、'.join(names)}"
            hint = "先写 organization.yaml，再导入一次；断开的名称和写错的名称才认得出来"
            self.doubt(self.areas[0].place, message, hint)

    def numbers(self) -> None:
        """Gives numbers where the list has none; tells of gaps and of numbers given twice."""
        tasks = [task for area in self.areas for task in area.tasks]
        without = [task for task in tasks if task.id is None]
        if without and len(without) == len(tasks):
            hint = "Word 自动编号的数字不在文字里；请和原件核对"
            self.doubt(tasks[0].place, f"任务没有编号，按次序编为 1—{len(tasks)}", hint)
        taken = {task.id for task in tasks}
        following, before = 1, None
        first: set[str] = set()
        for task in tasks:
            if task.id is None:
                while str(following) in taken:
                    following += 1
                task.id = str(following)
                taken.add(task.id)
                if len(without) < len(tasks):
                    self.doubt(task.place, f"这项任务没有编号，编为 {task.id}")
            elif task.id in first:
                message = f"任务编号 {task.id} 重复，前面已经用了"
                self.problems.append(Problem("id-duplicate", task.place, message))
            if task.id.isdecimal():
                number = int(task.id)
                if before is not None and number not in (before, before + 1):
                    message = f"任务编号不连续：{before} 之后是 {number}"
                    self.doubt(task.place, message)
                before, following = number, number + 1
            first.add(task.id)

    def task(self, task: _Task, year: int) -> dict[str, Any]:
        assert task.id is not None  # noqa: S101 (numbers() gave one)
        text = unwrapped(task.text.text)
        found: dict[str, Any] = {"id": int(task.id) if _plain(task.id) else task.id, "text": text}
        self.look_at_text(task, text)
        if task.departments:
            found |= self.departments(task)
        if task.due:
            found["due"] = self.due(task, text, year)
        return found

    def look_at_text(self, task: _Task, text: str) -> None:
        if "\n" in task.text.text:
            self.note(task.place, f"任务 {task.id} 的内容分成几行，已接成一行")
        if spaces := list(_SPACE_INSIDE.finditer(text)):
            around = "、".join(
                f"“{text[max(0, match.start() - 4) : match.end() + 4]}”" for match in spaces[:3]
            )
            place = place_in(task.text, text[max(0, spaces[0].start() - 1) : spaces[0].end() + 1])
            self.note(place, f"任务 {task.id} 的文字里有空格，照录：{around}")
        if odd := _ODD.search(text):
            place = place_in(task.text, odd.group())
            self.doubt(place, f"任务 {task.id} 里有认不出的字 “{odd.group()}”")

    def departments(self, task: _Task) -> dict[str, Any]:
        names: list[str] = []
        lead = None
        for cell in task.departments:
            units = units_in(cell, self.names, self.unknown)
            self.problems += units.problems
            names += units.names
            lead = lead or units.lead
            if units.parted_otherwise:
                self.otherwise.append(cell.place)
        for name, times in Counter(names).items():
            if times > 1:
                message = f"任务 {task.id} 的 “{name}” 写了两次，写一次"
                self.doubt(task.departments[0].place, message)
        names = list(dict.fromkeys(names))
        if any(re.search(r"[、，,；;/\s]", name) for name in names):
            return {"departments": names} | ({"lead": lead} if lead else {})
        return {"departments": "、".join(names)} | ({"lead": lead} if lead else {})

    def due(self, task: _Task, text: str, year: int) -> str:
        cell = task.due[0]
        wording = unwrapped(cell.text)
        if len(task.due) > 1:
            wording = "".join(unwrapped(part.text) for part in task.due)
        try:
            deadline = parse_deadline(wording, year)
        except DeadlineError as error:
            message = f"看不懂的完成时限 “{wording}”"
            self.problems.append(
                Problem("deadline-unknown", place_in(cell, wording), message, FORMS, str(error))
            )
            return wording
        if deadline.rhythm is None:
            self.rhythms(task, text, wording)
        return wording

    def rhythms(self, task: _Task, text: str, wording: str) -> None:
        """Tells of a recurrence that stands in the text alone, for the editor to decide on."""
        said = [
            (match.group(), f"{match[1]}{'至少' if match[2] or match[3] else ''}{match[4]}次")
            for match in _RHYTHM.finditer(text)
        ]
        found = [(shown, repeat) for shown, repeat in said if parse_rhythm(repeat)]
        if found:
            shown = "、".join(f"“{words}”" for words, _ in found)
            wanted = dict.fromkeys(repeat for _, repeat in found)
            message = f"任务 {task.id} 的完成时限是 “{wording}”，正文里另有 {shown}"
            hint = f"要逐期统计的，加一行 repeat: {' 或 '.join(wanted)}"
            self.note(place_in(task.text, found[0][0]), message, hint)


def _lines(items: Sequence[Item]) -> Iterator[Line]:
    """The lines of prose, a row's texts each as one."""
    for item in items:
        if isinstance(item, Line):
            yield item
        else:
            for text in item.texts:
                yield from (Line(line, item.place) for line in text.split("\n"))


def _number_before(text: str) -> tuple[str, int] | None:
    """A task's number before its text, and where the text starts; None where there is none."""
    match = _NUMBERED.match(text)
    return (unicodedata.normalize("NFKC", match[1] or match[2]), match.end()) if match else None


def _plain(id_: str) -> bool:
    return id_.isascii() and id_.isdecimal() and str(int(id_)) == id_


def _likeness(one: str, other: str) -> float:
    """How alike two labels are, 0 to 1, spaces and full-width forms apart."""
    one, other = folded(one)[:200], folded(other)[:200]
    return 1.0 if one == other else min(0.999, SequenceMatcher(None, one, other).ratio())
