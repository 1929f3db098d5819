"""Make the sample plan's .docx and .pdf from its .txt, so that the three say the same.

The .docx has what Word documents of offices have: numbers that Word counts itself, and a table with
merged cells, laid out after GB/T 9704. The .pdf is the same document in free fonts, printed by
LibreOffice, with page numbers and a table that runs over two pages.

    python tools/make_sample.py            # both; needs LibreOffice and the Noto CJK fonts
    python tools/make_sample.py --no-pdf
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

SAMPLES = Path(__file__).parents[1] / "baicheng" / "samples"
NUMERAL = "[一二三四五六七八九十]+"
#: Numbers that Word counts itself, outermost first; deeper ones are typed by hand, as offices do.
MARKERS = (rf"{NUMERAL}、", rf"（{NUMERAL}）", r"\d+\.")
LABEL = re.compile(r"附件\d*$")
DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日$")
COLUMN_WIDTHS_MM = (14, 20, 26, 34, 22, 22, 18)


@dataclass(frozen=True)
class Fonts:
    """The four type faces of official documents."""

    title: str
    hei: str
    kai: str
    fang: str


WORD_FONTS = Fonts(title="宋体", hei="黑体", kai="楷体", fang="仿宋")
FREE_FONTS = Fonts("Noto Serif CJK SC", "Noto Sans CJK SC", "Noto Serif CJK SC", "Noto Serif CJK SC")


def blocks(text: str) -> Iterator[list[str]]:
    """The groups of lines that blank lines separate."""
    for block in re.split(r"\n{2,}", text.strip("\n")):
        yield block.split("\n")


class SamplePlan:
    """A Word document that grows line by line."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.document = Document()
        self._set_page()
        self._set_numbering()
        self._set_footers()

    def build(self, text: str) -> Any:
        """The finished document."""
        groups = list(blocks(text))
        self._head(groups[0][0], groups[1][0])
        for group in groups[2:]:
            self._group(group)
        return self.document

    def _group(self, group: list[str]) -> None:
        if DATE.search(group[-1]) and len(group) == 2 and len(group[0]) < 20:
            self._signature(group)
        elif LABEL.match(group[0]):
            self._annex(group)
        elif "\t" in group[-1] and "\t" not in group[0]:
            self._imprint(group)
        elif not re.search(r"[。：:；]", "".join(group)) and not re.match(MARKERS[0], group[0]):
            self._title(group)
        else:
            for line in group:
                self._line(line)

    def _head(self, office: str, number: str) -> None:
        mark = self._paragraph(office, self.fonts.title, 36, WD_ALIGN_PARAGRAPH.CENTER)
        mark.paragraph_format.line_spacing = Pt(60)
        mark.runs[0].font.color.rgb = RGBColor(0xD9, 0x00, 0x1B)
        mark.runs[0].bold = True
        line = self._paragraph(number, self.fonts.fang, 16, WD_ALIGN_PARAGRAPH.CENTER)
        border = '<w:pBdr {}><w:bottom w:val="single" w:sz="12" w:space="4" w:color="D9001B"/></w:pBdr>'
        line._p.get_or_add_pPr().insert_element_before(
            parse_xml(border.format(nsdecls("w"))), "w:tabs", "w:spacing", "w:ind", "w:jc"
        )
        self._paragraph("", self.fonts.fang, 16)

    def _title(self, lines: list[str]) -> None:
        for line in lines:
            title = self._paragraph(line, self.fonts.title, 22, WD_ALIGN_PARAGRAPH.CENTER)
            title.paragraph_format.line_spacing = Pt(33)
            title.runs[0].bold = True
        self._paragraph("", self.fonts.fang, 16)

    def _signature(self, lines: list[str]) -> None:
        for line in lines:
            paragraph = self._paragraph(line, self.fonts.fang, 16, WD_ALIGN_PARAGRAPH.RIGHT)
            paragraph.paragraph_format.right_indent = Pt(32)
        self.document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)

    def _imprint(self, lines: list[str]) -> None:
        for line in lines:
            paragraph = self._paragraph(line, self.fonts.fang, 14)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(100))

    def _line(self, line: str) -> None:
        for level, marker in enumerate(MARKERS):
            found = re.match(marker, line)
            if found:
                self._numbered(level, line[found.end() :])
                return
        indent = not line.endswith("：")
        paragraph = self._paragraph(line, self.fonts.fang, 16)
        paragraph.paragraph_format.first_line_indent = Pt(32) if indent else Pt(0)

    def _numbered(self, level: int, line: str) -> None:
        heading, stop, rest = line.partition("。")
        font = (self.fonts.hei, self.fonts.kai, self.fonts.fang)[level]
        paragraph = self._paragraph(heading + stop, font, 16)
        paragraph.style = self.document.styles[f"Heading {level + 1}"]
        if rest:
            self._run(paragraph, rest, self.fonts.fang, 16)

    def _annex(self, group: list[str]) -> None:
        label, *titles = [line for line in group if "\t" not in line]
        self._paragraph(label, self.fonts.hei, 16).paragraph_format.page_break_before = True
        self._title(titles)
        self._table([line.split("\t") for line in group if "\t" in line])

    def _table(self, rows: list[list[str]]) -> None:
        table = self.document.add_table(len(rows), len(rows[0]), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, COLUMN_WIDTHS_MM, strict=True):
            column.width = Mm(width)
        for row_number, row in enumerate(rows):
            for column, words in enumerate(row):
                cell = table.cell(row_number, column)
                cell.width = Mm(COLUMN_WIDTHS_MM[column])
                if not words:
                    cell.merge(table.cell(row_number - 1, column))
                    continue
                font = self.fonts.fang if row_number else self.fonts.hei
                self._run(cell.paragraphs[0], words, font, 15)
                cell.paragraphs[0].paragraph_format.line_spacing = Pt(27)
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        for row in table.rows:
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        for merged in table._tbl.iter(qn("w:tc")):
            for empty in merged.findall(qn("w:p"))[1:]:
                merged.remove(empty)

    def _paragraph(self, words: str, font: str, size: float, alignment: Any = None) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = alignment
        paragraph.paragraph_format.line_spacing = Pt(29)
        paragraph.paragraph_format.space_after = Pt(0)
        if words:
            self._run(paragraph, words, font, size)
        return paragraph

    def _run(self, paragraph: Paragraph, words: str, font: str, size: float) -> None:
        run = paragraph.add_run(words)
        run.font.size, run.font.name = Pt(size), font
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        properties = self.document.core_properties
        properties.author = properties.last_modified_by = "baicheng"
        properties.title = "澜川市2026年城市更新提质工作方案"
        properties.comments = ""
        properties.created = properties.modified = datetime(2026, 2, 26)  # noqa: DTZ001 (python-docx wants it naive)

    def _set_numbering(self) -> None:
        """Heading 1–3 count 一、（一）1. themselves; the first two through their style."""
        levels = (
            ("chineseCountingThousand", "%1、"),
            ("chineseCountingThousand", "（%2）"),
            ("decimal", "%3."),
        )
        definition = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:pStyle w:val="Heading{level + 1}"/><w:suff w:val="nothing"/>'
            f'<w:lvlText w:val="{words}"/><w:lvlJc w:val="left"/></w:lvl>'
            for level, (form, words) in enumerate(levels)
        )
        numbering = self.document.part.numbering_part.element
        abstract = (
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
            f'<w:multiLevelType w:val="multilevel"/>{definition}</w:abstractNum>'
        )
        numbering.insert(0, parse_xml(abstract))
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
        )
        for level, font in enumerate((self.fonts.hei, self.fonts.kai, self.fonts.fang)):
            self._set_heading_style(level, font)

    def _set_heading_style(self, level: int, font: str) -> None:
        style = self.document.styles[f"Heading {level + 1}"]
        style.font.size, style.font.name, style.font.bold = Pt(16), font, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), font)
        style.paragraph_format.first_line_indent = Pt(32)
        style.paragraph_format.space_before = Pt(0)
        numbers = style.element.get_or_add_pPr().get_or_add_numPr()
        numbers.get_or_add_ilvl().val = level
        numbers.get_or_add_numId().val = 90

    def _set_footers(self) -> None:
        """Page numbers as — 1 —, on the outer side of each page."""
        self.document.settings.odd_and_even_pages_header_footer = True
        section = self.document.sections[0]
        sides = (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        )
        for footer, side in sides:
            paragraph = footer.paragraphs[0]
            paragraph.alignment = side
            self._run(paragraph, "— ", self.fonts.title, 14)
            field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
            paragraph._p.append(parse_xml(field))
            self._run(paragraph, " —", self.fonts.title, 14)


def print_pdf(text: str, path: Path) -> None:
    """Print the plan in free fonts through LibreOffice."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        sys.exit(
            "LibreOffice is needed for the .pdf: apt-get install libreoffice-writer-nogui fonts-noto-cjk"
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / path.with_suffix(".docx").name
        SamplePlan(FREE_FONTS).build(text).save(source)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(convert, check=True, capture_output=True, timeout=120)
        shutil.copy(source.with_suffix(".pdf"), path)


def main() -> None:
    """Write plan.docx and plan.pdf beside plan.txt."""
    parser = argparse.ArgumentParser(description="Make the sample plan's .docx and .pdf from its .txt.")
    parser.add_argument("--no-pdf", action="store_true", help="only the .docx")
    options = parser.parse_args()
    text = (SAMPLES / "plan.txt").read_text(encoding="utf-8")
    SamplePlan(WORD_FONTS).build(text).save(SAMPLES / "plan.docx")
    if not options.no_pdf:
        print_pdf(text, SAMPLES / "plan.pdf")
    for path in sorted(SAMPLES.glob("plan.*")):
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
