"""A paper as Word, Excel and PDF: in the layout of GB/T 9704, what is typed stays text."""

from __future__ import annotations

import io
from typing import Any

import docx
import openpyxl
import pytest
from django.core.exceptions import ValidationError
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from baicheng.reading.sources.office import libreoffice
from baicheng.server.publishing import pdf
from baicheng.server.publishing.composing import blocks_of
from baicheng.server.publishing.excel import excel_file
from baicheng.server.publishing.models import Publication
from baicheng.server.publishing.pdf import pdf_file
from baicheng.server.publishing.services import keep_pdfs
from baicheng.server.publishing.word import word_file
from tests.server.publishing.conftest import Press, at

HOSTILE = "{{ title }} <w:p/> & {% if x %} \x07\x00“甲”"


def opened(row: Publication) -> Document:
    return docx.Document(io.BytesIO(word_file(row)))


def test_it_is_laid_out_as_the_standard_asks(press: Press) -> None:
    paper = opened(press.draft())
    section = paper.sections[0]

    def near(length: Any, millimetres: float) -> bool:
        return abs(length - Mm(millimetres)) < Mm(0.2)

    assert near(section.page_width, 210) and near(section.page_height, 297)
    assert near(section.top_margin, 37) and near(section.left_margin, 28)
    assert near(section.page_width - section.left_margin - section.right_margin, 156)
    assert near(section.page_height - section.top_margin - section.bottom_margin, 225)
    body = paper.styles["通报正文"]
    assert body.font.size == Pt(16) and body.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert paper.styles["Normal"].paragraph_format.line_spacing == Pt(29)
    assert paper.styles["通报标题"].font.size == Pt(22)
    assert [foot.paragraphs[0].text for foot in (section.footer, section.even_page_footer)] == ["—  —"] * 2


def test_it_holds_the_words_and_the_tables(press: Press) -> None:
    row = press.draft()
    paper = opened(row)
    said = [one.text for one in paper.paragraphs]

    for words in (
        row.number,
        row.title,
        "各有关单位：",
        "附件1",
        "2019年7月3日",
        *[one["text"] for one in row.body],
    ):
        assert any(words in one for one in said), words
    units, _counties, late, _next, imprint = paper.tables
    assert [cell.text for cell in units.rows[1].cells][:3] == ["1", "市园林局", "1"]
    assert late.rows[1].cells[2].text == "打通南环路"
    assert imprint.rows[0].cells[0].text == "抄送：市政府领导。"


def test_what_is_typed_is_text_and_never_carried_out(press: Press) -> None:
    row = press.draft()
    row.title, row.body = HOSTILE, blocks_of([("text", HOSTILE)])
    row.facts["tables"]["late"]["rows"][0][2] = HOSTILE
    plain = "{{ title }} <w:p/> & {% if x %} “甲”"

    paper = opened(row)

    assert sum(one.text == plain for one in paper.paragraphs) == 2
    assert paper.tables[2].rows[1].cells[2].text == plain


def test_the_office_s_remark_stands_in_the_table_in_place_of_the_reason(press: Press) -> None:
    row = press.draft()
    (record,) = row.facts["tables"]["late"]["records"]
    row.remarks = {"late": {str(record): "征迁未完成"}}

    assert opened(row).tables[2].rows[1].cells[-1].text == "征迁未完成"


def test_its_tables_are_sheets_of_excel_with_numbers(press: Press) -> None:
    book = openpyxl.load_workbook(excel_file(press.draft()))

    assert book.sheetnames == ["各单位进展情况", "各县进展情况", "逾期任务", "下月到期任务"]
    (row,) = list(book["各单位进展情况"].iter_rows(min_row=4, max_row=4, values_only=True))
    assert row[:3] == (1, "市园林局", 1) and row[-1] == 100


def test_the_released_word_file_is_kept_as_it_was(press: Press, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    row = press.released()

    with row.word.open() as file:
        assert docx.Document(io.BytesIO(file.read())).tables


def test_without_libreoffice_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "libreoffice", lambda: None)

    with pytest.raises(ValidationError, match="LibreOffice is not installed"):
        pdf_file(b"x")


@pytest.mark.skipif(libreoffice() is None, reason="LibreOffice is not installed")
def test_a_pdf_is_made_of_what_was_released_once(press: Press, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    row = press.released()

    assert (keep_pdfs(at(4, 10)), keep_pdfs(at(4, 11))) == (1, 0)
    row.refresh_from_db()
    with row.pdf.open() as file:
        assert file.read(5) == b"%PDF-"
