#!/usr/bin/env python3
"""The Word template as it comes: `scripts/word_template.py` makes word/report.docx anew.

For when the file is lost or past mending; its place is the office's to restyle in Word, and this
writes over what was restyled. Another path may be given. The same bytes come out each time.
"""

import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from in_venv import ROOT

TEMPLATE = ROOT / "word" / "report.docx"

# Each font with its kind, and what stands in for it where it is not installed.
FONTS = {
    "仿宋": (
        "roman",
        "仿宋_GB2312,FangSong,FangSong_GB2312,方正仿宋_GBK,华文仿宋,Noto Serif CJK SC",
    ),
    "黑体": ("swiss", "SimHei,方正黑体_GBK,华文黑体,Noto Sans CJK SC"),
    "Times New Roman": ("roman", "Liberation Serif,Noto Serif"),
}
BODY, HEAD = "仿宋", "黑体"
# Sizes in half points, as offices call them.
TWO, THREE, FOUR, SMALL_FOUR, FIVE = 44, 32, 28, 24, 21
# A4 upright, in twentieths of a point; margins as of official documents (37, 26, 35, 28 mm).
PAGE = (11906, 16838)
MARGINS = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1588, "header": 851, "footer": 992}

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = f'xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONS}"'


# --- styles --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Style:
    """A paragraph style: its id, its name in Word, font, size and the rest of its paragraph."""

    key: str
    name: str
    font: str
    size: int
    paragraph: str
    bold: bool = False
    color: str = ""

    def xml(self) -> str:
        face = f'<w:rFonts w:ascii="{self.font}" w:hAnsi="{self.font}" w:eastAsia="{self.font}"/>'
        face = face if self.font != BODY else ""
        face += "<w:b/>" if self.bold else ""
        face += f'<w:color w:val="{self.color}"/>' if self.color else ""
        face += f'<w:sz w:val="{self.size}"/><w:szCs w:val="{self.size}"/>'
        return (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{self.key}">'
            f'<w:name w:val="{self.name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
            f"<w:pPr>{self.paragraph}</w:pPr><w:rPr>{face}</w:rPr></w:style>"
        ).replace(' w:customStyle="1"', "" if self.key in BUILT_IN else ' w:customStyle="1"')


BUILT_IN = ("Title", "Heading1", "BodyText", "Footer")


def box(color: str, sides: str) -> str:
    lines = (
        f'<w:{side} w:val="single" w:sz="6" w:space="4" w:color="{color}"/>'
        for side in sides.split()
    )
    return f"<w:pBdr>{''.join(lines)}</w:pBdr>"


INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
LINES = '<w:spacing w:line="560" w:lineRule="exact"/>'
CENTER, LEFT = '<w:jc w:val="center"/>', '<w:jc w:val="left"/>'
ALL_SIDES = "top left bottom right"
STYLES = (
    Style("Title", "Title", HEAD, TWO, f'<w:spacing w:before="240" w:after="120"/>{CENTER}'),
    Style("Number", "文号", BODY, FOUR, f'<w:spacing w:after="240"/>{CENTER}'),
    Style("BodyText", "Body Text", BODY, THREE, f"{LINES}{INDENT}"),
    Style(
        *("Heading1", "heading 1", HEAD, THREE),
        f'<w:keepNext/><w:spacing w:before="240" w:line="560" w:lineRule="exact"/>{INDENT}'
        '<w:outlineLvl w:val="0"/>',
    ),
    Style(
        *("TableTitle", "表题", HEAD, SMALL_FOUR),
        f'<w:keepNext/><w:spacing w:before="200" w:after="80"/>{CENTER}',
    ),
    Style("TableHead", "表头", HEAD, FIVE, CENTER),
    Style("TableText", "表格文字", BODY, FIVE, LEFT),
    Style("TableNumber", "表格数字", BODY, FIVE, CENTER),
    Style("TableNote", "表注", BODY, FIVE, '<w:spacing w:before="60" w:after="120"/>'),
    Style(
        *("SampleMark", "演示标记", HEAD, SMALL_FOUR, f"{box('C00000', ALL_SIDES)}{CENTER}"),
        color="C00000",
    ),
    Style(
        "Draft", "未定稿", HEAD, SMALL_FOUR, f'<w:spacing w:after="120"/>{CENTER}', color="C00000"
    ),
    Style(
        *("CopyTitle", "转发标题", HEAD, FOUR),
        '<w:keepNext/><w:spacing w:before="200" w:after="80"/>',
    ),
    Style(
        *("CopyText", "转发文字", BODY, FOUR),
        f'{box("999999", ALL_SIDES)}<w:spacing w:line="440" w:lineRule="exact"/>',
    ),
    Style("Footer", "footer", BODY, FIVE, CENTER),
)


def styles() -> str:
    face = f'w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{BODY}" w:cs="Times New Roman"'
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"<w:styles {WORD}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {face}/>"
        f'<w:kern w:val="2"/><w:sz w:val="{THREE}"/><w:szCs w:val="{THREE}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/><w:pPr><w:widowControl/></w:pPr></w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr></w:style>'
        f"{''.join(style.xml() for style in STYLES)}</w:styles>"
    )


def fonts() -> str:
    found = ""
    for name, (family, others) in FONTS.items():
        charset = "00" if name.isascii() else "86"
        found += (
            f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="{charset}"/>'
            f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        )
    return f"<w:fonts {WORD}>{found}</w:fonts>"


# --- text ----------------------------------------------------------------------------------------


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'


def instruction(text: str) -> str:
    """A paragraph that is not printed; grey and small, so that it is told from text."""
    look = '<w:rPr><w:color w:val="808080"/><w:sz w:val="18"/></w:rPr>'
    return f"<w:p><w:r>{look}<w:t>{escape(text)}</w:t></w:r></w:p>"


def table() -> str:
    rows = (
        (("TableHead", "表头"), ("TableHead", "表头"), "EEEEEE"),
        (("TableText", "文字"), ("TableNumber", "数字"), ""),
        (("TableHead", "合计"), ("TableHead", "合计"), ""),
    )
    printed = ""
    for text, number, shade in rows:
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="4422" w:type="dxa"/>{fill}<w:vAlign w:val="center"/></w:tcPr>'
            f"{paragraph(style, '{{ ' + name + ' }}')}</w:tc>"
            for style, name in (text, number)
        )
        printed += f"<w:tr>{cells}</w:tr>"
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="8844" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/></w:tblCellMar>'
        f'</w:tblPr><w:tblGrid><w:gridCol w:w="4422"/><w:gridCol w:w="4422"/></w:tblGrid>{printed}</w:tbl>'
    )


def body() -> str:
    margins = " ".join(f'w:{side}="{width}"' for side, width in MARGINS.items())
    parts = (
        instruction("{% if 演示 %}"),
        paragraph("SampleMark", "演示数据：报送内容为演示而编，不是实际进展"),
        instruction("{% endif %}"),
        paragraph("Title", "{{ 标题 }}"),
        paragraph("Number", "{{ 文号 }}"),
        instruction("{% if 未定稿 %}"),
        paragraph("Draft", "{{ 未定稿 }}"),
        instruction("{% endif %}"),
        instruction("{% for 段 in 导语 %}"),
        paragraph("BodyText", "{{ 段 }}"),
        instruction("{% endfor %}"),
        instruction("{% for 节 in 各节 %}"),
        paragraph("Heading1", "{{ 节.标题 }}"),
        instruction("{% for 块 in 节.内容 %}"),
        instruction('{% if 块.种类 == "段落" %}'),
        paragraph("BodyText", "{{ 块.文字 }}"),
        instruction('{% elif 块.种类 == "转发" %}'),
        paragraph("CopyTitle", "{{ 块.标题 }}"),
        paragraph("CopyText", "{{ 块.文字 }}"),
        instruction("{% else %}"),
        paragraph("TableTitle", "{{ 块.标题 }}"),
        instruction("{% if 块.空 %}"),
        paragraph("BodyText", "{{ 块.空 }}"),
        instruction("{% else %}"),
        table(),
        instruction("{% endif %}"),
        instruction("{% if 块.注 %}"),
        paragraph("TableNote", "{{ 块.注 }}"),
        instruction("{% endif %}"),
        instruction("{% endif %}"),
        instruction("{% endfor %}"),
        instruction("{% endfor %}"),
        instruction("{% for 注 in 附注 %}"),
        paragraph("TableNote", "{{ 注 }}"),
        instruction("{% endfor %}"),
    )
    return (
        f"<w:document {WORD}><w:body>{''.join(parts)}"
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId4"/>'
        f'<w:pgSz w:w="{PAGE[0]}" w:h="{PAGE[1]}"/><w:pgMar {margins} w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>"
    )


def footer() -> str:
    def number(of: str) -> str:
        return f'<w:fldSimple w:instr=" {of} ">{run("1")}</w:fldSimple>'

    return (
        f'<w:ftr {WORD}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f"{run('第 ')}{number('PAGE')}{run(' 页 共 ')}{number('NUMPAGES')}{run(' 页')}"
        f"{run('　　数据截至 {{ 数据截至 }}')}"
        f"{run('{% if 演示 %}　　演示数据{% endif %}{% if 未定稿 %}　　未定稿{% endif %}')}</w:p></w:ftr>"
    )


# --- package -------------------------------------------------------------------------------------

SETTINGS = (
    f"<w:settings {WORD}>"
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
KINDS = {"styles": "styles", "fontTable": "fontTable", "settings": "settings", "footer1": "footer"}
CORE = (
    f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>报告模板</dc:title></cp:coreProperties>'
)


def content_types() -> str:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = f'<Override PartName="/word/document.xml" ContentType="{word}.document.main+xml"/>'
    for name, kind in KINDS.items():
        overrides += f'<Override PartName="/word/{name}.xml" ContentType="{word}.{kind}+xml"/>'
    overrides += (
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def relations(targets: dict[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{at}" Type="{kind}" Target="{target}"/>'
        for at, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def parts() -> dict[str, str]:
    """The parts of the package in their order."""
    top = {
        "word/document.xml": f"{RELATIONS}/officeDocument",
        "docProps/core.xml": f"{PACKAGE}/relationships/metadata/core-properties",
    }
    return {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(top),
        "docProps/core.xml": CORE,
        "word/document.xml": body(),
        "word/_rels/document.xml.rels": relations(
            {f"{name}.xml": f"{RELATIONS}/{kind}" for name, kind in KINDS.items()}
        ),
        "word/styles.xml": styles(),
        "word/fontTable.xml": fonts(),
        "word/settings.xml": SETTINGS,
        "word/footer1.xml": footer(),
    }


def write(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts().items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.compress_type = 0, zipfile.ZIP_DEFLATED
            archive.writestr(info, (DECLARATION + text).encode("utf-8"))


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATE
    write(target)
    print(f"写好了 {target}")
