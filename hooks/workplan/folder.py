"""The files below a folder of plans, with strays, links and unreadable ones told as problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from workplan.problems import Place, Problem, cause_of

# What Windows leaves in folders unasked.
_SYSTEM_FILES = ("thumbs.db", "desktop.ini")
YAML_ENDINGS = (".yaml", ".yml")
# Folders inside a plan's folder that hold no returns.
EVIDENCE_FOLDER = "files"
# Word's template of reports, beside the folder of plans.
WORD_TEMPLATE = "word/report.docx"
FORMS_FOLDER = "forms"
_OTHER_FOLDERS = (EVIDENCE_FOLDER, FORMS_FOLDER)


class Folder:
    """The files below a folder of plans, with strays and links told as problems."""

    def __init__(self, folder: Path, shown: str) -> None:
        self.folder, self.shown = folder, shown
        self.problems: list[Problem] = []

    def path(self, file: Path) -> str:
        return "/".join((self.shown, *file.relative_to(self.folder).parts))

    def problem(self, code: str, file: Path, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(code, Place(self.path(file)), message, hint=hint))

    def listed(self, folder: Path) -> list[Path]:
        """What is in a folder, in order; hidden files and the system's own are nobody's."""
        try:
            entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
        except OSError as error:
            self.problem("file-unreadable", folder, f"文件夹打不开：{cause_of(error)}")
            return []
        return [
            entry
            for entry in entries
            if not entry.name.startswith((".", "~$")) and entry.name.lower() not in _SYSTEM_FILES
        ]

    def entries(self, folder: Path) -> list[Path]:
        """The files and folders in a folder; links are told of."""
        found = []
        for entry in self.listed(folder):
            if entry.is_symlink():
                self.problem("file-link", entry, "不接受链接文件")
            elif entry.is_dir() or entry.is_file():
                found.append(entry)
        return found

    def yaml_below(self, folder: Path, top: bool = True) -> Iterator[Path]:
        """The returns below a plan's folder."""
        for entry in self.entries(folder):
            if entry.is_dir():
                if not (top and entry.name in _OTHER_FOLDERS):
                    yield from self.yaml_below(entry, top=False)
            elif entry.name.lower().endswith(YAML_ENDINGS):
                yield entry
            else:
                self.stray(entry)

    def form_folders(self, plan_folder: Path) -> Iterator[Path]:
        """The folders of form returns, one a form; what else lies beside them is stray."""
        folder = plan_folder / FORMS_FOLDER
        for entry in self.entries(folder) if folder.is_dir() else ():
            if entry.is_dir():
                yield entry
            elif entry.name.lower().endswith(YAML_ENDINGS):
                hint = f"放进表的文件夹，例如 {FORMS_FOLDER}/speeches/{entry.name}"
                message = f"这里不该有这个文件 “{entry.name}”"
                self.problem("file-stray", entry, message, hint)
            else:
                self.stray(entry)

    def stray(self, entry: Path) -> None:
        hint = "佐证材料放进该计划的 files/ 文件夹"
        if entry.name.lower().endswith((".xlsx", ".xls", ".et")) and FORMS_FOLDER in entry.parts:
            hint = "填好的工作簿先转成 YAML：scripts/plan.py form fill 文件名"
        if re.search(r"\.ya?ml", entry.name.lower()):
            hint = "文件名应以 .yaml 结尾，去掉后面多余的部分"
        elif entry.name.lower().startswith("readme") or entry.name.lower().endswith(".md"):
            hint = "说明放到别处，例如仓库最上一层；这里只放计划、报送单和佐证材料"
        self.problem("file-stray", entry, f"这里不该有这个文件 “{entry.name}”", hint)

    def files_below(self, folder: Path) -> Iterator[Path]:
        for entry in self.entries(folder) if folder.is_dir() else ():
            if entry.is_dir():
                yield from self.files_below(entry)
            elif entry.name.lower().endswith(YAML_ENDINGS):
                hint = "这里只放佐证材料；报送单放在旁边的月份文件夹里"
                self.problem("file-stray", entry, f"这里不该有这个文件 “{entry.name}”", hint)
            else:
                yield entry
