"""What is wrong, where, and what to write instead: the one problem type and its catalogue.

Problems are data, collected and printed together; nothing here raises. A code's level is fixed in
`CODES`, so that a problem's weight never depends on who found it. The guide's list of codes is
this catalogue.
"""

from __future__ import annotations

import errno
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from workplan.privacy import masked


class Level(StrEnum):
    """How much a problem weighs: errors stop a build, warnings a strict one, notices none."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


LEVEL_NAMES = {Level.ERROR: "错误", Level.WARNING: "警告", Level.NOTICE: "提醒"}


@dataclass(frozen=True)
class Code:
    """One kind of problem: its level, what it means, and how it is mended (both for the guide)."""

    level: Level
    means: str
    cure: str


def _error(means: str, cure: str) -> Code:
    return Code(Level.ERROR, means, cure)


def _warning(means: str, cure: str) -> Code:
    return Code(Level.WARNING, means, cure)


def _notice(means: str, cure: str) -> Code:
    return Code(Level.NOTICE, means, cure)


CODES: dict[str, Code] = {
    # the file
    "file-missing": _error("该有的文件不在", "按提示新建这个文件，或改正文件名。"),
    "file-unreadable": _error("文件打不开", "请管理员检查文件的权限。"),
    "file-too-large": _error("文件超过 8 MB", "计划和报送单是文字；图片、文档放进 files/ 文件夹。"),
    "file-empty": _error("文件里没有内容", "写上内容，或删去这个文件。"),
    "file-stray": _error(
        "这里不该有这样的文件", "报送单的文件名以 .yaml 结尾；佐证材料放进 files/ 文件夹。"
    ),
    "file-link": _error("不接受链接文件", "把文件本身放进来，不要放快捷方式或符号链接。"),
    "file-encoding": _error("文件不是 UTF-8 编码", "用记事本“另存为”，编码选 UTF-8，再提交一次。"),
    "char-forbidden": _error("文件里有看不见的控制字符", "删去这个字符；多是从别处粘贴带来的。"),
    "merge-conflict": _error(
        "合并冲突的标记留在文件里", "两边的内容选好留下的，删去 <<<<<<<、=======、>>>>>>> 这几行。"
    ),
    # YAML
    "yaml-syntax": _error("不合 YAML 的写法", "照旁边正确的几行改：缩进对齐，冒号后空一格。"),
    "yaml-deep": _error("层次太深", "计划和报送单不超过五六层，检查是否多打了括号。"),
    "yaml-many": _error("内容太多", "把报送单分成几个文件，一个部门一个月一个。"),
    "yaml-alias": _error("用了 YAML 的引用", "文字以 * 或 & 开头时，整段加英文引号。"),
    "yaml-tag": _error("用了 YAML 的标签", "文字以 ! 开头时，整段加英文引号。"),
    "yaml-documents": _error("一个文件里有两份内容", "删去中间的 --- 一行，或分成两个文件。"),
    "tab": _error("缩进用了制表符", "删去，改成空格，和上下行对齐。"),
    "colon-fullwidth": _error("冒号是全角的", "换成英文冒号，后面空一格。"),
    "dash-fullwidth": _error("列表项不是以英文短横开头", "换成英文短横，后面空一格。"),
    "mark-fullwidth": _error(
        "逗号、括号、引号或井号不是英文的", "YAML 的标点换成英文的；文字里的标点照常用中文。"
    ),
    "space-fullwidth": _error("缩进用了全角空格或不间断空格", "换成英文空格，和上下行对齐。"),
    "comment-cuts": _error(
        "“ #” 把后面的文字当成注释截掉了", "整段加英文引号；真要写注释，# 后面空一格。"
    ),
    # shape
    "key-duplicate": _error("同一个键写了两次", "留一个，删去另一个。"),
    "key-unknown": _error("没有这个键", "照提示改正拼写。"),
    "key-missing": _error("缺少必须写的键", "补上这一行。"),
    "value-empty": _error("键后面没有内容", "写上内容，或删去这一行。"),
    "value-type": _error("内容的形式不对", "照提示的样子写。"),
    "number-invalid": _error("不是合适的数", "只写阿拉伯数字。"),
    "date-invalid": _error("不是正确的日期", "写成 2022-07-15 的样子。"),
    "period-invalid": _error("不是正确的报送期", "写成 2022-07 或 2022-Q3 的样子。"),
    "choice-unknown": _error("不在可选的词里", "从列出的词里选一个。"),
    "status-unknown": _error(
        "没有这种状态", "从 未启动、进行中、已完成、已销号、已调整、不再推进 里选。"
    ),
    "id-invalid": _error("编号或键名的写法不对", "用数字、英文字母、点和短横。"),
    "id-duplicate": _error("编号重复", "编号在一个计划里只用一次，也不再用给别的任务。"),
    "link-invalid": _error("链接不能用", "写完整网址，以 http:// 或 https:// 开头。"),
    # organization
    "name-duplicate": _error("两个部门用了同一个名称", "换一个，或删去多余的别名。"),
    "department-unknown": _error("没有这个部门", "照 plans/organization.yaml 里的名称写。"),
    "department-twice": _warning("同一个部门写了两次", "删去一个。"),
    "department-idle": _notice(
        "没有任务提到这个部门", "不再有的部门，删去；有任务的，检查任务里的名称。"
    ),
    "department-follows": _notice("有部门只参加任务，不牵头", "本来如此的，不用改。"),
    "lead-invalid": _error("牵头部门不对", "lead 写一个列在责任部门里的部门。"),
    # the plan
    "plan-duplicate": _error("同一个计划有两个文件", "留一个，删去另一个。"),
    "folder-without-plan": _error("有报送文件夹，却没有同名的计划", "改正文件夹名，或补上计划。"),
    "deadline-unknown": _error("看不懂的完成时限", "照列出的写法写，或写明起止日期。"),
    "event-unknown": _error(
        "阶段的起止没有说到 events 里的事", "在 events 里写上这件事；不知道日期的只写名称。"
    ),
    "deadline-backwards": _error("起止日期前后颠倒", "检查 from 和 to。"),
    "repeat-invalid": _error("repeat 用得不对", "repeat 只写每月、每季度等的次数，并要有 due。"),
    "due-missing": _warning("任务没有完成时限", "写上 due；没有固定日期时写 due: 待定。"),
    "reference-invalid": _error("指向别的任务的写法不对", "写成 计划编号#任务编号，例如 2022#18。"),
    "reference-unknown": _error("指向的计划或任务不存在", "检查计划编号和任务编号。"),
    "reference-circle": _error(
        "任务绕着圈互相指向", "从圈里删去一处 continues 或 carried_out_by。"
    ),
    "added-late": _error("追加的日期在完成时限之后", "检查 added 和 due。"),
    "occurrence-unknown": _error("没有这一期", "从列出的期次里选一个。"),
    "handover-invalid": _error("交接写得不对", "from 写交出时承担任务的部门，to 写接手的部门。"),
    "due-before-issue": _notice("完成时限在印发之前", "照原文发布；确认不是写错。"),
    "extension-unusual": _notice("延期延到了批准日或原时限之前", "检查 to 和 approved_on。"),
    # returns
    "task-unknown": _error("计划里没有这个任务", "检查任务编号。"),
    "task-not-yours": _error("这个部门不承担这个任务", "检查任务编号，或由承担的部门报送。"),
    "return-empty": _error(
        "报送单里没有进展", "写上 updates；没有新进展的任务，编号写进 no_change。"
    ),
    "update-empty": _error(
        "这条进展什么也没有说", "写明状态、进度或说明；没有新进展的，编号写进 no_change。"
    ),
    "date-after-report": _error("日期晚于报送日", "检查 date 和 reported_on。"),
    "date-unusual": _notice("日期不在计划的年度里", "检查年份；真是这一天的，不用改。"),
    "period-unusual": _notice(
        "报送期不在计划的年度里，或报送时还没有开始", "检查 period 和 reported_on。"
    ),
    "report-late": _notice(
        "报送期截止六十天以后才报送", "检查年份和月份；真是补报的，不用改，报送率不再补算。"
    ),
    "status-backwards": _notice(
        "状态比以前报的倒退了", "检查状态和 date；真是退回重做的，在 note 里写明原因，不用改。"
    ),
    "before-added": _error("任务那时还没有追加", "检查 date。"),
    "sample-mixed": _error("演示数据和真实报送单混在一起", "删去演示的报送单，再放真实的。"),
    "reason-missing": _error("缺少理由或批准", "补上 reason 和 approved_by（灯写 reason 和 by）。"),
    "key-unasked": _error(
        "这一行没有对应的事", "删去这一行；理由、核验要有状态或灯，阶段、要点要在实施方案里。"
    ),
    "occurrence-unasked": _notice("任务没有期次，却报了期次", "检查任务编号；次数写在 note 里。"),
    "closeout-early": _error("还没有完成就销号", "先由承担的部门报完成，再销号。"),
    "closeout-evidence": _error("销号没有佐证材料", "在这条进展里写上 evidence。"),
    "closeout-verifier": _error("销号没有另一部门核验", "写上 verified_by，须不是报完成的部门。"),
    "update-twice": _warning("两条进展完全一样", "删去多余的一条。"),
    "completed-early": _notice("报了完成，期次还没有齐", "确认期次；补报 occurrences。"),
    "joint-disagrees": _notice("几个部门报的状态不一致", "以牵头部门为准；请两家核对。"),
    "evidence-missing": _notice("佐证材料的文件不在", "把文件放进该计划的 files/ 文件夹。"),
    "evidence-nowhere": _notice(
        "佐证材料的链接别人打不开", "换成别人也打得开的网址，或把文件放进 files/ 文件夹。"
    ),
    "evidence-type": _error("这类文件不能作佐证材料", "换成 PDF、图片或办公文档。"),
    # private data
    "private-id": _error(
        "要公开的内容里有居民身份证号",
        "删去；确需公开的，行末加注释 # allow-private: 理由。",
    ),
    "private-mobile": _error(
        "要公开的内容里有手机号",
        "删去；部门的联系方式写在 organization.yaml 的 contact；确需公开的，行末加注释 # allow-private: 理由。",
    ),
    "private-card": _error(
        "要公开的内容里有银行卡号", "删去；不是卡号的，行末加注释 # allow-private: 理由。"
    ),
    "private-email": _error(
        "要公开的内容里有电子邮箱",
        "删去；部门的联系方式写在 organization.yaml 的 contact；确需公开的，行末加注释 # allow-private: 理由。",
    ),
    "private-reason": _error(
        "allow-private 没有写理由",
        "冒号后面写明为什么可以公开，例如 # allow-private: 值班公开电话。",
    ),
    "private-unneeded": _notice(
        "allow-private 旁边没有要放行的号码", "删去这条注释，或移到有号码的那一行。"
    ),
    # forms
    "form-invalid": _error("计划表的样子写得不对", "照提示改计划里 forms 下面的几行。"),
    "form-unknown": _error(
        "计划里没有这张计划表", "forms/ 下的文件夹名，要和计划里这张表的 key 一致。"
    ),
    "form-not-owed": _error("这个单位不用报这张表", "检查填报单位，和放在哪张表的文件夹里。"),
    "form-twice": _error("一个单位的同一张表报了两份", "留一份；内容有变，改原来的文件。"),
    "form-empty": _error("表里没有填内容", "填上内容，或删去这一行、这个文件。"),
    "column-unknown": _error("表里没有这一栏", "照列出的栏目改名；多出来的内容写进备注。"),
    "form-mismatch": _error(
        "认不出工作簿里是哪张计划表", "用网站上下载的空白表填，表名和栏目名不要改。"
    ),
    "form-exists": _error("这个单位已经报过这张表，内容不同", "确实要换的，命令后面加 --replace。"),
    "cell-missing": _error("必填的一栏没有填", "填上；时间还没有定的，写“待定”。"),
    "contact-attached": _warning(
        "附件里有不公布的联系人", "在文件里改成 李*、8246**** 的样子，或改文件名，再放进来。"
    ),
    # workbooks
    "workbook-unreadable": _error(
        "不是能读的工作簿", "用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”再交。"
    ),
    "workbook-foreign": _error(
        "不是本网站的填报表，或不是这个计划的", "从网站上本部门的页面重新下载，把填的内容抄过去。"
    ),
    "workbook-twice": _error("同一个部门、同一期交了两张表", "留一张，删去另一张。"),
    "return-exists": _error("这一期已有手工写的报送单", "直接改那个文件；或者删去它，再交填报表。"),
    "cell-merged": _error("填的格合并过", "取消合并，每一行各填各的。"),
    "row-contradicts": _error("同一行又选了无新进展，又填了进展", "两样留一样。"),
    # reports that people write
    "plan-unknown": _error("没有这个计划", "plan 写 plans/ 里计划的编号，例如 2022。"),
    "area-unknown": _error("计划里没有这个重点工作", "写序号，或照计划写名称。"),
    "article-error": _error("文章里取数的地方写得不对", "照《写报告用的数》的样子写。"),
    "figure-unknown": _warning("没有报过这个数", "照报送单 figures 里的名称写；文章里先印成 **。"),
    "figure-missing": _warning("要的数还没有报", "补报，或放宽范围；文章里先印成 **。"),
    # Word
    "word-template": _error(
        "Word 模板不在、损坏，或里面的指令写得不对",
        "照提示改 word/report.docx 里的那一段，或取回原来的模板。",
    ),
    # importing a task list
    "import-unreadable": _error(
        "不是能导入的任务清单", "存成 .docx、.xlsx、.csv 或带制表符的文本，表头照提示写。"
    ),
    "import-doubt": _warning("导入时没有把握的地方", "和原件核对，读错的在导出的文件里改正。"),
    "import-note": _notice("导入时作的整理", "看一遍；不对的在导出的文件里改正。"),
    # templates
    "template-error": _error("页面模板有错", "请维护的同事照提示改模板。"),
}


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A spot in a file: shown path, line and column from 1, and the length marked there.

    In a workbook line and column are those of a cell, and `cell` is what Excel calls it: 填报!C5.
    """

    path: str
    line: int = 1
    column: int = 1
    length: int = field(default=1, compare=False)
    text: str = field(default="", compare=False, repr=False)
    cell: str = field(default="", compare=False)

    @property
    def marked(self) -> str:
        """The text that is marked in its line."""
        return self.text[self.column - 1 : self.column - 1 + self.length]

    def __str__(self) -> str:
        return f"{self.path}:{self.cell}" if self.cell else f"{self.path}:{self.line}:{self.column}"


# What the system says of a file that it doesn't open or write, in the editor's language.
_CAUSES = {
    errno.ENOENT: "没有这个文件",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EEXIST: "路径里有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在的磁盘是只读的",
    errno.ENOSPC: "磁盘满了",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕成了圈",
}


def cause_of(error: OSError) -> str:
    """Why the system refused a file."""
    known = _CAUSES.get(error.errno) if error.errno is not None else None
    return known or error.strerror or str(error)


@dataclass(frozen=True)
class Problem:
    """One finding: a code of `CODES`, where it is, and words for an editor.

    The words repeat no private data: they are printed where many can read.
    """

    code: str
    place: Place
    message: str
    expected: tuple[str, ...] = ()
    hint: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", masked(self.message))
        if self.hint:
            object.__setattr__(self, "hint", masked(self.hint))

    @property
    def level(self) -> Level:
        return CODES[self.code].level


class RenderError(Exception):
    """A page or file that can't be made of what is there; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


# More of one kind in one file is one mistake repeated; nobody reads on.
MOST_OF_A_KIND = 100


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by place, each once, and of one kind in a file no more than a hundred."""
    found = sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.code, p.message))
    told: Counter[tuple[str, str]] = Counter()
    kept = []
    for problem in found:
        kind = (problem.place.path, problem.code)
        told[kind] += 1
        if told[kind] <= MOST_OF_A_KIND:
            kept.append(problem)
    return kept


def stops(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Whether these problems stop a build."""
    heavy = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    return any(problem.level in heavy for problem in problems)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that looks most like `word`, if any does; no number is like another."""
    if word.isdecimal():
        return None
    found = get_close_matches(word, list(words), n=1, cutoff=0.5)
    if found and min(len(word), len(found[0])) < 4:  # by chance `on` is half of `reason`
        found = get_close_matches(word, found, cutoff=0.65)
    return found[0] if found else None


def did_you_mean(word: str, words: Iterable[str]) -> str | None:
    """A hint naming the nearest of `words`, if one is near."""
    near = nearest(word, words)
    return f"是否想写 “{near}”？" if near else None


# A longer line is shown around the spot only.
_SHOWN = 72


def width_of(text: str) -> int:
    """Columns that a terminal with a CJK font gives the text."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _visible(text: str) -> str:
    """The text with control characters made harmless to a terminal."""
    return "".join(char if char.isprintable() else "·" for char in text)


def _shortened(text: str) -> str:
    """A message in which no quotation is longer than a line; the excerpt shows the rest."""
    text = re.sub(rf"“([^“”]{{{_SHOWN}}})[^”]+”", r"“\1…”", text)
    return text if len(text) <= 4 * _SHOWN else text[: 4 * _SHOWN] + "…"


def line_around(place: Place, width: int) -> tuple[str, int]:
    """So much of a place's line, private data masked, and the column (from 0) that it starts at."""
    text, at = place.text, place.column - 1
    first = max(0, at - width // 2) if len(text) > width else 0
    # What is private may reach over the edge of what is shown.
    edge = max(0, first - _SHOWN)
    seen = masked(text[edge : first + width + _SHOWN])
    return seen[first - edge : first - edge + width], first


def _excerpt(place: Place) -> list[str]:
    """The line with a caret below the spot, cut to a readable length."""
    if not place.text.strip():
        return []
    text, at = place.text, place.column - 1
    around, first = line_around(place, _SHOWN)
    shown = _visible(around)
    lead = "…" if first else ""
    tail = "…" if first + _SHOWN < len(text) else ""
    number = f"{place.line:>6}"
    before = " " * width_of(lead + shown[: at - first])
    marked = shown[at - first : at - first + max(1, place.length)]
    return [
        f"{number} | {lead}{shown}{tail}",
        f"{'':>6} | {before}{'^' * max(1, width_of(marked))}",
    ]


def as_text(problem: Problem) -> str:
    """One problem for a person: place, level, code, message, the line, what is expected, a hint."""
    what = f"{LEVEL_NAMES[problem.level]}[{problem.code}] {_shortened(problem.message)}"
    lines = [_visible(f"{problem.place}: {what}")]
    lines += _excerpt(problem.place)
    if problem.expected:
        lines.append(_visible(f"  应为：{'、'.join(problem.expected)}"))
    if problem.hint:
        first, *rest = _shortened(problem.hint).splitlines()  # the rest is YAML to copy
        lines += [_visible(f"  提示：{first}"), *(_visible(f"    {line}") for line in rest)]
    return "\n".join(lines)


def count_line(problems: Iterable[Problem]) -> str:
    """How many of each level, in one line: `3 处错误，1 处提醒`."""
    found = list(problems)
    parts = [
        f"{number} 处{LEVEL_NAMES[level]}"
        for level in Level
        if (number := sum(problem.level is level for problem in found))
    ]
    return "，".join(parts) or "没有问题"


def report(problems: Iterable[Problem]) -> str:
    """All problems in order of place, then the count."""
    found = in_order(problems)
    return "\n\n".join([*map(as_text, found), count_line(found)])
