"""Makes the Word template of circulars (通报模板) in the layout of GB/T 9704-2012, once for each pack that ships one.

Sizes are those of the standard: A4, 37 mm above and 28 mm left of a text area of 156 mm by 225 mm, 22 lines of 28
characters, text in size 3 (16 pt) 仿宋, the title in size 2 (22 pt) 小标宋, headings in 黑体 and 楷体.
"""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

BUILTIN = Path(__file__).parents[1] / "baicheng" / "packs" / "builtin"
PACKS = ("quality_programme", "river_chief", "supervision")

RED = RGBColor(0xFF, 0, 0)
FANG, KAI, HEI, XIAO, SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"
CENTRE, LEFT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
TWO, TITLE, THREE, FOUR = 22, 22, 16, 14
#: 225 mm by 22 lines, 156 mm by 28 characters, in twentieths of a point.
LINE = 580
CHARACTER = 316
WIDTH = 28 * CHARACTER
#: Lines of the imprint: 0.35 mm and 0.25 mm, in eighths of a point.
THICK, THIN = 8, 6
#: The imprint is a little narrower than the text area: LibreOffice lets a wider table stand in the text, whatever its place.
IMPRINT = 8500
#: The lower edge of the text area, from the edge of the paper.
BOTTOM = round((297 - 35) * 56.6929)


def main() -> None:
    """Write the template into the packs."""
    out = io.BytesIO()
    template().save(out)
    for pack in PACKS:
        folder = BUILTIN / pack / "notices"
        folder.mkdir(exist_ok=True)
        (folder / "circular.docx").write_bytes(out.getvalue())
        print(f"{pack}/notices/circular.docx: {len(out.getvalue())} bytes")


def template() -> Paper:
    """The template."""
    paper = Document()
    paper.core_properties.author = ""
    paper.core_properties.comments = ""
    _page(paper)
    _styles(paper)
    _feet(paper)
    _head(paper)
    _text(paper)
    _end(paper)
    _annexes(paper)
    _imprint(paper)
    return paper


def _page(paper: Paper) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(24)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    grid = f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{LINE}"/>'
    section._sectPr.append(parse_xml(grid))


def _styles(paper: Paper) -> None:
    normal = paper.styles["Normal"]
    assert isinstance(normal, ParagraphStyle), "a style of paragraphs"
    _font(normal, FANG, THREE)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = Pt(LINE / 20)
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for name, font, size in (
        ("通报标题", XIAO, TWO),
        ("通报一级标题", HEI, THREE),
        ("通报二级标题", KAI, THREE),
        ("通报正文", FANG, THREE),
    ):
        style = paper.styles.add_style(name, 1)
        assert isinstance(style, ParagraphStyle), "a style of paragraphs"
        style.base_style = normal
        _font(style, font, size)
    for name in ("通报一级标题", "通报二级标题", "通报正文"):
        _two_characters(paper.styles[name].element.get_or_add_pPr())
    paper.styles["通报正文"].paragraph_format.alignment = JUSTIFY
    for name in ("通报一级标题", "通报二级标题"):
        paper.styles[name].paragraph_format.keep_with_next = True
    title = paper.styles["通报标题"].paragraph_format
    title.alignment, title.line_spacing = CENTRE, Pt(35)


def _font(style: ParagraphStyle, font: str, size: float) -> None:
    style.font.name, style.font.size = font, Pt(size)
    properties = style.element.get_or_add_rPr()
    if size == THREE:
        # 28 characters of 16 pt fill the line of 156 mm when each is a quarter of a point closer to the next.
        properties.append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="-5"/>'))
    fonts = properties.get_or_add_rFonts()
    for part in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(part), font)


def _two_characters(properties: object) -> None:
    """The first line begins two characters further in."""
    indent = parse_xml(f'<w:ind {nsdecls("w")} w:firstLineChars="200" w:firstLine="{2 * CHARACTER}"/>')
    properties.append(indent)  # type: ignore[attr-defined]  # an element of lxml


def _feet(paper: Paper) -> None:
    """— 1 — in size 4, on the outer side: right on odd pages, left on even ones, one character in."""
    paper.settings.odd_and_even_pages_header_footer = True
    section = paper.sections[0]
    for foot, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = foot.paragraphs[0]
        indent = f'<w:ind {nsdecls("w")} w:{side}Chars="100" w:{side}="280"/>'
        paragraph._p.get_or_add_pPr().append(parse_xml(indent))
        properties = paragraph._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:jc {nsdecls("w")} w:val="{side}"/>'))
        for part in ("— ", None, " —"):
            run = paragraph.add_run(part or "")
            run.font.size, run.font.name = Pt(FOUR), SONG
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), SONG)
            if part is None:
                _page_number(run._r)


def _page_number(run: object) -> None:
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        field = f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'
        words = f'<w:instrText {nsdecls("w")} xml:space="preserve">{text}</w:instrText>'
        run.append(parse_xml(field if kind else words))  # type: ignore[attr-defined]  # an element of lxml


def _add(
    paper: Paper, text: str, style: str = "Normal", align: WD_ALIGN_PARAGRAPH | None = None
) -> Paragraph:
    paragraph = paper.add_paragraph(text, style)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _head(paper: Paper) -> None:
    """The organ's name in red 35 mm below the text area's edge, the number two lines under it, the red line."""
    organ = _add(paper, "", align=CENTRE)
    organ.paragraph_format.space_before = Mm(35)
    organ.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    run = organ.add_run("{{ organ }}文件")
    run.font.size, run.font.color.rgb, run.font.name = Pt(34), RED, XIAO
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), XIAO)
    for _blank in range(2):
        _add(paper, "")
    number = _add(paper, "{{ number }}", align=CENTRE)
    line = (
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="18" w:space="11" w:color="FF0000"/></w:pBdr>'
    )
    number._p.get_or_add_pPr().insert_element_before(
        parse_xml(line), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    for _blank in range(2):
        _add(paper, "")
    _add(paper, "{{ title }}", "通报标题")
    _add(paper, "")
    _add(paper, "{{ addressed }}：", align=LEFT)


def _text(paper: Paper) -> None:
    _add(paper, "{%p for block in body %}")
    for kind, style in (("heading", "通报一级标题"), ("subheading", "通报二级标题"), ("text", "通报正文")):
        _add(paper, f"{{%p if block.kind == '{kind}' %}}")
        _add(paper, "{{ block.text }}", style)
        _add(paper, "{%p endif %}")
    _add(paper, "{%p endfor %}")


def _end(paper: Paper) -> None:
    """The list of annexes one line below the text, then who signs and the day, both about one middle."""
    _add(paper, "{%p if annexes %}")
    _add(paper, "")
    _add(paper, "{%p for annex in annexes %}")
    for first, words in (
        ("if loop.first", "附件：{{ annex.listed }}"),
        ("else", "{{ annex.listed }}"),
    ):
        _add(paper, f"{{%p {first} %}}")
        named = _add(paper, words)
        indent = (
            f'<w:ind {nsdecls("w")} w:leftChars="650" w:left="{13 * CHARACTER // 2}" '
            f'w:hangingChars="{450 if first != "else" else 150}" w:hanging="{(9 if first != "else" else 3) * CHARACTER // 2}"/>'
        )
        named._p.get_or_add_pPr().append(parse_xml(indent))
        named.paragraph_format.keep_with_next = True
    _add(paper, "{%p endif %}")
    _add(paper, "{%p endfor %}")
    _add(paper, "{%p endif %}")
    for _blank in range(3):
        _add(paper, "").paragraph_format.keep_with_next = True
    # So that a name of sixteen characters still has one of them free on the right.
    middle = WIDTH - 9 * CHARACTER
    for words in ("{{ signed }}", "{{ signed_on }}"):
        line = _add(paper, f"\t{words}")
        tabs = f'<w:tabs {nsdecls("w")}><w:tab w:val="center" w:pos="{middle}"/></w:tabs>'
        line._p.get_or_add_pPr().append(parse_xml(tabs))
        line.paragraph_format.keep_with_next = words == "{{ signed }}"


def _annexes(paper: Paper) -> None:
    _add(paper, "{%p for annex in annexes %}")
    named = _add(paper, "")
    named.paragraph_format.page_break_before = True
    run = named.add_run("{{ annex.called }}")
    run.font.name = HEI
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEI)
    _add(paper, "")
    _add(paper, "{{ annex.title }}", "通报标题")
    _add(paper, "")
    _add(paper, "{{p annex.table }}")
    _add(paper, "{%p endfor %}")


def _imprint(paper: Paper) -> None:
    """Who gets a copy, who printed it and when (版记): between lines at the foot of the last page, in size 4."""
    # What stands before it keeps as much room free as it takes; else it comes to the next page.
    room = _add(paper, "").paragraph_format
    room.line_spacing, room.keep_with_next = Pt(2 * LINE / 20), True
    table = paper.add_table(4, 1)
    properties = table._tbl.tblPr
    for tag in ("w:tblStyle", "w:tblW", "w:tblLook"):
        found = properties.find(qn(tag))
        if found is not None:
            properties.remove(found)
    aside, above = (WIDTH - IMPRINT) // 2, BOTTOM - 2 * LINE
    place = f'w:vertAnchor="page" w:horzAnchor="margin" w:tblpX="{aside}" w:tblpY="{above}"'
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (("top", THICK), ("bottom", THICK), ("insideH", THIN))
    )
    for part in (
        f"<w:tblpPr {nsdecls('w')} {place}/>",
        f'<w:tblW {nsdecls("w")} w:w="{IMPRINT}" w:type="dxa"/>',
        f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>",
        f'<w:tblLayout {nsdecls("w")} w:type="fixed"/>',
    ):
        properties.append(parse_xml(part))
    table.columns[0].width = Pt(IMPRINT / 20)
    begins, copies, ends, printed = (row.cells[0].paragraphs[0] for row in table.rows)
    begins.text, ends.text = "{%tr if copies %}", "{%tr endif %}"
    copies.text, printed.text = "抄送：{{ copies }}。", "{{ printed_by }}\t{{ printed_on }}印发"
    tabs = f'<w:tabs {nsdecls("w")}><w:tab w:val="right" w:pos="{IMPRINT - 500}"/></w:tabs>'
    printed._p.get_or_add_pPr().append(parse_xml(tabs))
    for paragraph in (copies, printed):
        indent = f'<w:ind {nsdecls("w")} w:left="172" w:right="172"/>'
        paragraph._p.get_or_add_pPr().append(parse_xml(indent))
        for run in paragraph.runs:
            run.font.size = Pt(FOUR)
    _add(paper, "").paragraph_format.line_spacing = Pt(1)


if __name__ == "__main__":
    main()
