from __future__ import annotations

from pathlib import Path

import pytest

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources import extract
from tests.reading.sources.conftest import ReadBytes
from tests.reading.sources.docx_writer import cell, docx, package, paragraph, table
from tests.reading.sources.shown import assert_sound, cells, pages, texts


def runs(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_paragraphs_and_tables_come_in_the_order_of_the_document(read_bytes: ReadBytes) -> None:
    body = paragraph("前") + table([cell("甲"), cell("乙")], [cell("丙"), cell("丁")]) + paragraph("后")
    source = read_bytes(docx(body))
    assert texts(source) == ["前", "甲", "乙", "丙", "丁", "后"]
    assert cells(source) == [("1.1.1", "甲"), ("1.1.2", "乙"), ("1.2.1", "丙"), ("1.2.2", "丁")]
    assert (source.format, source.text) == ("docx", "前\n甲\n乙\n丙\n丁\n后")


def test_merged_cells_appear_once_with_all_they_cover(read_bytes: ReadBytes) -> None:
    source = read_bytes(
        docx(
            table(
                [cell("序号"), cell("任务", '<w:gridSpan w:val="2"/>')],
                [cell("类", '<w:vMerge w:val="restart"/>'), cell("甲"), cell("市发改委")],
                [cell("", "<w:vMerge/>"), cell("乙"), cell("市教育局")],
                [cell("", '<w:vMerge w:val="continue"/>'), cell("丙"), cell("市科技局")],
                [cell("他", '<w:vMerge w:val="restart"/>'), cell("丁"), cell("市财政局")],
            )
        )
    )
    places = {text: place for place, text in cells(source)}
    assert places["任务"] == "1.1.2+1+2"
    assert places["类"] == "1.2.1+3+1"
    assert places["他"] == "1.5.1"
    assert "" not in places


def test_cells_merged_sideways_in_the_old_way_count_as_one(read_bytes: ReadBytes) -> None:
    row = [cell("甲", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("乙")]
    assert cells(read_bytes(docx(table(row)))) == [("1.1.1+1+2", "甲"), ("1.1.3", "乙")]


def test_rows_may_leave_out_the_first_columns(read_bytes: ReadBytes) -> None:
    late = (
        '<w:tbl><w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>'
        + cell("乙")
        + cell("丙")
        + "</w:tr></w:tbl>"
    )
    assert cells(read_bytes(docx(late))) == [("1.1.2", "乙"), ("1.1.3", "丙")]


def test_a_table_in_a_cell_has_its_own_number_and_place(read_bytes: ReadBytes) -> None:
    inner = paragraph("见下") + table([cell("子"), cell("丑")]) + paragraph("完")
    source = read_bytes(docx(table([cell("甲"), cell(inner)])))
    assert cells(source) == [
        ("1.1.1", "甲"),
        ("1.1.2", "见下"),
        ("2.1.1", "子"),
        ("2.1.2", "丑"),
        ("1.1.2", "完"),
    ]


def test_a_table_of_one_cell_is_a_frame_around_text(read_bytes: ReadBytes) -> None:
    source = read_bytes(docx(table([cell(paragraph("一、总体要求") + paragraph("正文"))])))
    assert texts(source) == ["一、总体要求", "正文"]
    assert cells(source) == []


def test_each_paragraph_of_a_cell_is_a_block_of_that_cell(read_bytes: ReadBytes) -> None:
    source = read_bytes(docx(table([cell(paragraph("市发改委") + paragraph("市教育局")), cell("乙")])))
    assert cells(source)[:2] == [("1.1.1", "市发改委"), ("1.1.1", "市教育局")]


def test_tracked_insertions_count_and_deletions_do_not(read_bytes: ReadBytes) -> None:
    changed = (
        run("新建")
        + f"<w:ins>{run('12')}</w:ins><w:del><w:r><w:delText>10</w:delText></w:r></w:del>"
        + run("个")
    )
    moved = f"<w:moveFrom>{run('旧处')}</w:moveFrom><w:moveTo>{run('新处')}</w:moveTo>"
    assert texts(read_bytes(docx(runs(changed) + runs(moved)))) == ["新建12个", "新处"]


def test_a_deleted_paragraph_end_joins_the_paragraphs(read_bytes: ReadBytes) -> None:
    first = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('新建公园')}</w:p>"
    assert texts(read_bytes(docx(first + paragraph("12个") + paragraph("完")))) == ["新建公园12个", "完"]


def test_a_deleted_table_row_is_left_out(read_bytes: ReadBytes) -> None:
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('旧')}{cell('旧')}</w:tr>"
    kept = f"<w:tr>{cell('甲')}{cell('乙')}</w:tr>"
    assert cells(read_bytes(docx(f"<w:tbl>{gone}{kept}</w:tbl>"))) == [("1.1.1", "甲"), ("1.1.2", "乙")]


@pytest.mark.parametrize(
    "wrapped",
    [
        "<w:hyperlink>{}</w:hyperlink>",
        "<w:smartTag>{}</w:smartTag>",
        "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:fldSimple>{}</w:fldSimple>",
        "<w:customXml>{}</w:customXml>",
        "<w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt><w:rubyBase>{}</w:rubyBase></w:ruby>",
    ],
)
def test_text_inside_wrappers_is_kept(read_bytes: ReadBytes, wrapped: str) -> None:
    assert texts(read_bytes(docx(runs(run("由") + wrapped.format(run("市住建局")) + run("牵头"))))) == [
        "由市住建局牵头"
    ]


def test_paragraphs_and_rows_inside_content_controls_are_kept(read_bytes: ReadBytes) -> None:
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    row = "<w:tr>" + cell("甲") + control.format(cell("乙")) + "</w:tr>"
    body = control.format(paragraph("标题")) + "<w:tbl>" + control.format(row) + "</w:tbl>"
    source = read_bytes(docx(body))
    assert texts(source) == ["标题", "甲", "乙"]


def test_notes_fields_and_hidden_text_are_left_out(read_bytes: ReadBytes) -> None:
    body = runs(
        run("目标")
        + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        + run("秘密", "<w:vanish/>")
        + run("可见", '<w:vanish w:val="0"/>')
    )
    assert texts(read_bytes(docx(body))) == ["目标可见"]


def test_breaks_tabs_and_special_characters_are_kept(read_bytes: ReadBytes) -> None:
    inner = (
        "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:noBreakHyphen/><w:cr/>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:softHyphen/></w:r>'
    )
    assert texts(read_bytes(docx(runs(inner)))) == ["甲\n乙\t丙-\n☑"]


def test_a_text_box_follows_its_paragraph_and_is_read_once(read_bytes: ReadBytes) -> None:
    box = f"<w:txbxContent>{paragraph('云川市人民政府文件')}</w:txbxContent>"
    drawn = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    source = read_bytes(docx(runs(run("云政〔2021〕7号") + drawn) + paragraph("正文")))
    assert texts(source) == ["云政〔2021〕7号", "云川市人民政府文件", "正文"]


def test_ornamental_lettering_is_text(read_bytes: ReadBytes) -> None:
    art = '<w:r><w:pict><v:shape><v:textpath string="云川市人民政府文件"/></v:shape></w:pict></w:r>'
    assert texts(read_bytes(docx(runs(art) + paragraph("正文")))) == ["", "云川市人民政府文件", "正文"]


def test_pages_are_counted_as_last_laid_out(read_bytes: ReadBytes) -> None:
    turned = runs("<w:r><w:lastRenderedPageBreak/><w:t>乙</w:t></w:r>")
    explicit = runs('<w:r><w:br w:type="page"/></w:r>')
    across = runs("<w:r><w:t>丙</w:t><w:lastRenderedPageBreak/><w:t>续</w:t></w:r>")
    source = read_bytes(docx(paragraph("甲") + explicit + turned + across + paragraph("丁")))
    shown = dict(zip(texts(source), pages(source), strict=True))
    assert (shown["甲"], shown["乙"], shown["丙续"], shown["丁"]) == (1, 2, 2, 3)


def test_pages_are_counted_by_explicit_breaks_where_no_layout_is_kept(read_bytes: ReadBytes) -> None:
    body = paragraph("甲") + runs('<w:r><w:br w:type="page"/></w:r>') + paragraph("乙")
    body += paragraph("丙", "<w:pageBreakBefore/>")
    shown = dict(zip(texts(read_bytes(docx(body))), pages(read_bytes(docx(body))), strict=True))
    assert (shown["甲"], shown["乙"], shown["丙"]) == (1, 2, 3)


def test_without_any_page_break_no_pages_are_claimed(read_bytes: ReadBytes) -> None:
    assert pages(read_bytes(docx(paragraph("甲") + paragraph("乙")))) == [None, None]


def test_the_main_part_may_have_another_name(read_bytes: ReadBytes) -> None:
    renamed = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": b'<Relationships><Relationship Type="x/officeDocument" Target="/word/document2.xml"/></Relationships>',
        "word/document2.xml": b'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>'
        + "<w:p><w:r><w:t>正文</w:t></w:r></w:p>".encode()
        + b"</w:body></w:document>",
    }
    assert texts(read_bytes(package(renamed))) == ["正文"]


def test_a_document_type_with_entities_is_refused(read_bytes: ReadBytes) -> None:
    evil = (
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    )
    with pytest.raises(UnreadableFile, match="不合格式规范"):
        read_bytes(docx("", more={"word/document.xml": evil}))


def test_a_file_of_a_real_word_processor_library_is_read(tmp_path: Path) -> None:
    library = pytest.importorskip("docx", reason="python-docx makes the file")
    document = library.Document()
    document.add_heading("一、总体要求", 1)
    document.add_paragraph("加强统筹。", style="List Number")
    grid = document.add_table(2, 3)
    grid.cell(0, 0).merge(grid.cell(1, 1)).text = "合并"
    grid.cell(0, 2).text = "右上"
    path = tmp_path / "计划.docx"
    document.save(path)
    source = extract(path)
    assert_sound(source)
    assert texts(source)[:2] == ["一、总体要求", "1. 加强统筹。"]
    assert cells(source)[:2] == [("1.1.1+2+2", "合并"), ("1.1.3", "右上")]
