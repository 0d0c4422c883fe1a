"""Reports as Word files: what is in them, what the office may change, and what a broken template says."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from building import day
from docx.document import Document as Docx
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from workplan.documents import (
    Cell,
    Column,
    ColumnKind,
    Copyable,
    Document,
    Paragraph,
    Section,
    Table,
)
from workplan.exports.docx import as_docx, word_template_in
from workplan.exports.word_parts import column_widths
from workplan.exports.word_template import WordTemplate
from workplan.folder import WORD_TEMPLATE
from workplan.problems import Problem, as_text, report

REPOSITORY = Path(__file__).parents[2]
SHIPPED = REPOSITORY / WORD_TEMPLATE

COLUMNS = (
    Column("编号", width=4),
    Column("任务", width=20),
    Column("时限", ColumnKind.DATE, 6),
    Column("完成率", ColumnKind.SHARE, 4),
    Column("逾期", ColumnKind.NUMBER, 4, unit="天"),
    Column("灯", width=4),
)
ROW = (
    Cell("2.10"),
    Cell("学习 <b>&amp; {{ 标题 }} {% x %}"),
    Cell("2022-07-31", day("2022-07-31")),
    Cell("75%", 0.75),
    Cell("12", 12),
    Cell("红灯", lamp="red"),
)
TABLE = Table("tasks", "任务", COLUMNS, (ROW, ROW[:1] + (Cell(),) * 5), ROW, note="表注。")
DOCUMENT = Document(
    "2022/reports/2022-07/",
    "2022-07",
    "2022年7月通报",
    "金政协党组〔2022〕11号　7月",
    day("2022-07-31"),
    (Paragraph("本月完成 3 项。"),),
    (
        Section("all", "一、总体", (Paragraph("一段。"), TABLE)),
        Section(
            "owed",
            "二、催报",
            (replace(TABLE, key="none", rows=(), totals=()), Copyable("致办公室", "一行\n两行")),
        ),
    ),
    notes=("附注。",),
)


@pytest.fixture(scope="module")
def template() -> WordTemplate:
    found, problems = word_template_in(REPOSITORY)
    assert found is not None, report(problems)
    return found


def opened(data: bytes) -> Docx:
    return docx.Document(io.BytesIO(data))


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(data).paragraphs]


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


# --- what is printed -------------------------------------------------------------------------------


def test_everything_of_a_report_is_in_it_in_order(template: WordTemplate) -> None:
    data = as_docx(DOCUMENT, template, "政协")
    assert texts(data) == [
        *("2022年7月通报", "金政协党组〔2022〕11号　7月", "本月完成 3 项。"),
        *("一、总体", "一段。", "任务", "表注。"),
        *("二、催报", "任务", "没有。", "表注。", "致办公室", "一行\n两行", "附注。"),
    ]
    (table,) = opened(data).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["编号", "任务", "时限", "完成率", "逾期（天）", "灯"],
        ["2.10", "学习 <b>&amp; {{ 标题 }} {% x %}", "2022-07-31", "75%", "12", "◆ 红灯"],
        ["2.10", "—", "—", "—", "—", "—"],
        ["2.10", "学习 <b>&amp; {{ 标题 }} {% x %}", "2022-07-31", "75%", "12", "◆ 红灯"],
    ]


def test_heads_repeat_and_rows_stay_whole(template: WordTemplate) -> None:
    (table,) = opened(as_docx(DOCUMENT, template)).tables
    rows = [row._tr.trPr for row in table.rows]
    assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
    assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False, False]


def test_the_page_is_a4_with_its_number_and_day_in_the_foot(template: WordTemplate) -> None:
    data = as_docx(DOCUMENT, template)
    (section,) = opened(data).sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    foot = section.footer.paragraphs[0]
    assert "第 1 页 共 1 页" in "".join(text.text or "" for text in foot._p.iter(qn("w:t")))
    assert "数据截至 2022年7月31日" in foot.text
    codes = [field.get(qn("w:instr")).strip() for field in foot._p.iter(qn("w:fldSimple"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_a_wide_report_lies_on_its_side(template: WordTemplate) -> None:
    upright, wide = (
        opened(as_docx(replace(DOCUMENT, landscape=landscape), template))
        for landscape in (False, True)
    )
    (section,) = wide.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    for found in (upright, wide):
        page = found.sections[0]
        room = page.page_width - page.left_margin - page.right_margin
        widths = [int(column.get(qn("w:w"))) for column in found.tables[0]._tbl.tblGrid]
        assert abs(sum(widths) * 635 - room) < 1000  # twentieths of a point, EMU


def test_samples_and_drafts_are_marked_on_the_page_and_in_the_foot(template: WordTemplate) -> None:
    marked = replace(DOCUMENT, sample=True, draft="待补报至8月10日")
    data = as_docx(marked, template)
    assert texts(data)[0].startswith("演示数据")
    assert "待补报至8月10日" in texts(data)
    foot = opened(data).sections[0].footer.paragraphs[0].text
    assert "演示数据" in foot
    assert "未定稿" in foot
    plain = as_docx(DOCUMENT, template)
    assert "演示" not in "".join(texts(plain)) + opened(plain).sections[0].footer.paragraphs[0].text


def test_columns_to_write_into_are_empty_and_high(template: WordTemplate) -> None:
    columns = (Column("任务"), Column("意见", ColumnKind.BLANK, 10))
    table = Table("a", "表", columns, ((Cell("甲"), Cell()),))
    document = replace(DOCUMENT, sections=(Section("a", "节", (table,)),))
    (found,) = opened(as_docx(document, template)).tables
    assert [cell.text for cell in found.rows[1].cells] == ["甲", ""]
    assert found.rows[1].height is not None
    assert found.rows[0].height is None


def test_fonts_are_named_with_what_stands_in_for_them(template: WordTemplate) -> None:
    data = as_docx(DOCUMENT, template)
    fonts = part(data, "word/fontTable.xml")
    for name, other in (("仿宋", "仿宋_GB2312"), ("黑体", "SimHei")):
        assert f'w:name="{name}"' in fonts
        assert other in fonts
    assert 'w:eastAsia="仿宋"' in part(data, "word/styles.xml")


def test_the_same_report_gives_the_same_bytes(template: WordTemplate) -> None:
    again, _ = word_template_in(REPOSITORY)
    assert again is not None
    data = as_docx(DOCUMENT, template, "政协")
    assert data == as_docx(DOCUMENT, again, "政协")
    properties = opened(data).core_properties
    assert (properties.title, properties.author) == ("2022年7月通报", "政协")
    assert properties.created is not None
    assert properties.created.date() == properties.modified.date() == day("2022-07-31")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


@settings(deadline=None, max_examples=40)
@given(text=st.text(), other=st.text())
def test_any_text_is_printed_as_it_stands(template: WordTemplate, text: str, other: str) -> None:
    table = Table("a", text, (Column(text),), ((Cell(other),),))
    document = replace(
        DOCUMENT,
        title=text,
        line=other,
        sections=(Section("a", text, (Copyable(text, other), table)),),
    )
    assert opened(as_docx(document, template, other)).tables


@given(widths=st.lists(st.integers(1, 60), min_size=1, max_size=20), whole=st.integers(4000, 15000))
def test_columns_fill_the_page(widths: list[int], whole: int) -> None:
    row = [Cell("甲" * width) for width in widths]
    for kind in (ColumnKind.TEXT, ColumnKind.NUMBER, ColumnKind.BLANK):
        columns = [Column("甲", kind, width) for width in widths]
        found = column_widths(columns, [row], whole)
        assert sum(found) == whole
        assert min(found) > 0


def test_numbers_stand_on_one_line_beside_many_columns() -> None:
    """The table of departments, upright: a share or a day is not broken for the sake of names."""
    columns = (
        Column("部门", width=14),
        *(Column(name, ColumnKind.NUMBER, 5) for name in ("牵头", "参与", "红灯", "黄灯", "灰灯")),
        *(Column(name, ColumnKind.SHARE, 5) for name in ("完成率", "按期率")),
        Column("完成日", ColumnKind.DATE, 8),
        Column("报送率（三季度）", ColumnKind.SHARE, 8),
    )
    row = [Cell("各党员委员履职临时党支部"), *([Cell("12")] * 5), *([Cell("100%")] * 2)]
    found = column_widths(columns, [[*row, Cell("2022-09-28"), Cell("100%")]], 8844)
    # In twentieths of a point: a digit of a wide face, the cell's margins.
    needed = [4 * 105, *([2 * 122] * 5), *([5 * 122] * 2), 10 * 122, 5 * 122]
    assert all(width >= least + 170 for width, least in zip(found, needed, strict=True))
    assert found[0] == max(found)


# --- the template ----------------------------------------------------------------------------------


def changed(folder: Path, change: Callable[[str], str], name: str = "word/document.xml") -> Path:
    """A repository whose template is the shipped one with a part changed."""
    target = folder / WORD_TEMPLATE
    target.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(SHIPPED) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == name:
                text = data.decode("utf-8")
                assert change(text) != text
                data = change(text).encode("utf-8")
            new.writestr(item.filename, data)
    return folder


def swap(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def told(folder: Path) -> list[str]:
    template, problems = word_template_in(folder)
    assert template is None
    assert all(problem.code == "word-template" for problem in problems)
    return [f"{problem.place}: {problem.message}" for problem in problems]


def test_the_office_may_restyle_and_add(tmp_path: Path) -> None:
    def change(text: str) -> str:
        added = "<w:p><w:r><w:t>中共某某党组 </w:t></w:r><w:r><w:t>{{ 数据截</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>至 }}</w:t></w:r></w:p>"
        return text.replace("<w:body>", f"<w:body>{added}", 1).replace(
            'w:fill="EEEEEE"', 'w:fill="FF0000"'
        )

    template, problems = word_template_in(changed(tmp_path, change))
    assert problems == []
    assert template is not None
    data = as_docx(DOCUMENT, template)
    assert texts(data)[0] == "中共某某党组 2022年7月31日"
    assert part(data, "word/document.xml").count("FF0000") == len(COLUMNS)


def test_word_and_wps_turn_quotes(tmp_path: Path) -> None:
    change = swap('块.种类 == "段落"', "块.种类 == “段落”")
    template, problems = word_template_in(changed(tmp_path, change))
    assert (problems, template is not None) == ([], True)


MISTAKES = {
    "a name with a typo": (swap("{{ 标题 }}", "{{ 标提 }}"), "第4段: 没有 “标提” 这个名称"),
    "a part with a typo": (swap("{{ 节.标题 }}", "{{ 节.标提 }}"), "第13段: 没有 “标提” 这个名称"),
    "in a branch rarely taken": (
        swap("{{ 未定稿 }}", "{{ 未定搞 }}"),
        "第7段: 没有 “未定搞” 这个名称",
    ),
    "for without endfor": (
        lambda text: "".join(text.rsplit("{% endfor %}", 1)),
        "第40段: 少了结尾",
    ),
    "endif without if": (swap("{% if 演示 %}", "{% endif %}"), "第1段: 这里不该有 “endif”"),
    "unpaired braces": (swap("{{ 标题 }}", "{{ 标题 }"), "第4段: 花括号没有配对"),
    "a tag that there is not": (
        swap("{% if 演示 %}", "{% 如果 演示 %}"),
        "第1段: 这里不该有 “如果”",
    ),
    "a table of another shape": (
        lambda text: text[: text.index("<w:tr>")] + text[text.index("</w:tr>") + len("</w:tr>") :],
        "第25段: 没有 “文字” 这个名称",
    ),
    "a table with three cells in a row": (
        swap("<w:tr>", "<w:tr><w:tc><w:p/></w:tc>"),
        "第25段: 表格样板应是三行两列",
    ),
    "a table without a name": (swap("{{ 数字 }}", ""), "第25段: 表格样板里少了 {{ 数字 }}"),
    "no table": (
        lambda text: (
            text[: text.index("<w:tbl>")] + text[text.index("</w:tbl>") + len("</w:tbl>") :]
        ),
        "没有表格样板",
    ),
    "two tables": (
        lambda text: text.replace(
            table := text[text.index("<w:tbl>") : text.index("</w:tbl>") + len("</w:tbl>")],
            table * 2,
            1,
        ),
        "第31段: 表格样板只要一个",
    ),
    "a table out of place": (
        lambda text: text.replace(
            table := text[text.index("<w:tbl>") : text.index("</w:tbl>") + len("</w:tbl>")], ""
        ).replace("<w:body>", f"<w:body>{table}"),
        "第1段: 表格样板放错了地方",
    ),
    "what computes": (swap("{{ 标题 }}", "{{ 9 ** 9 ** 9 }}"), "第4段: 指令不能这样用"),
    "what looks inside": (
        swap("{{ 标题 }}", "{{ 标题.__class__.__mro__ }}"),
        "第4段: 指令不能这样用",
    ),
    "a loop of thousands": (swap("{{ 标题 }}", "{{ range(10) }}"), "第4段: 没有 “range” 这个名称"),
}


@pytest.mark.parametrize(("change", "words"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_told_with_its_paragraph(
    change: Callable[[str], str], words: str, tmp_path: Path
) -> None:
    found = told(changed(tmp_path, change))
    assert any(words in line for line in found), found
    assert all(line.startswith("word/report.docx:") for line in found)


def test_samples_can_not_go_unmarked(tmp_path: Path) -> None:
    folder = changed(tmp_path, lambda text: text.replace("{% if 演示 %}", "{% if 标题 %}"))
    without = swap("{% if 演示 %}　　演示数据{% endif %}", "")
    footer = zipfile.ZipFile(SHIPPED).read("word/footer1.xml").decode("utf-8")
    target = folder / WORD_TEMPLATE
    with zipfile.ZipFile(target) as old:
        parts = {item.filename: old.read(item) for item in old.infolist()}
    parts["word/footer1.xml"] = without(footer).encode("utf-8")
    with zipfile.ZipFile(target, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    assert told(folder) == ["word/report.docx:1:1: 没有用到 “演示”，演示数据会没有标记"]


DAMAGED = {
    "none": (None, "没有 Word 模板"),
    "empty": (b"", "已经损坏"),
    "text": ("不是 Word".encode(), "已经损坏"),
    "cut": (SHIPPED.read_bytes()[:2000], "已经损坏"),
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式"),
}


@pytest.mark.parametrize(("data", "words"), DAMAGED.values(), ids=list(DAMAGED))
def test_a_damaged_template_is_told(data: bytes | None, words: str, tmp_path: Path) -> None:
    (tmp_path / "word").mkdir()
    if data is not None:
        (tmp_path / WORD_TEMPLATE).write_bytes(data)
    (line,) = told(tmp_path)
    assert words in line


def test_a_zip_that_is_no_word_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "word").mkdir()
    with zipfile.ZipFile(tmp_path / WORD_TEMPLATE, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    assert "不是 Word 文件" in told(tmp_path)[0]
    changed(tmp_path, lambda text: text[:-20])
    assert "已经损坏" in told(tmp_path)[0]


def test_the_problem_reads_as_the_handbook_shows_it(tmp_path: Path) -> None:
    _, problems = word_template_in(changed(tmp_path, swap("{{ 标题 }}", "{{ 数据截止 }}")))
    (problem,) = problems
    assert isinstance(problem, Problem)
    handbook = (REPOSITORY / "content/guide/word.md").read_text(encoding="utf-8")
    assert as_text(problem) in handbook


def test_the_handbook_explains_every_name_and_style() -> None:
    from workplan.exports.word_template import BLOCK_KEYS, NAMES

    handbook = (REPOSITORY / "content/guide/word.md").read_text(encoding="utf-8")
    assert [name for name in (*NAMES, *BLOCK_KEYS) if f"`{name}`" not in handbook] == ["表"]


def test_the_script_makes_a_good_template_and_always_the_same(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        file = tmp_path / name / WORD_TEMPLATE
        script = REPOSITORY / "scripts/word_template.py"
        subprocess.run([sys.executable, str(script), str(file)], check=True, capture_output=True)
        made.append(file.read_bytes())
    assert made[0] == made[1]
    template, problems = word_template_in(tmp_path / "one")
    assert (problems, template is not None) == ([], True)
