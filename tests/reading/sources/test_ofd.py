from __future__ import annotations

import pytest

from baicheng.reading.errors import UnreadableFile
from tests.reading.sources.conftest import ReadBytes
from tests.reading.sources.docx_writer import package
from tests.reading.sources.ofd_writer import NAMESPACE, line, ofd, page, picture, text
from tests.reading.sources.shown import cells, pages, texts


def test_text_objects_come_in_reading_order_with_their_page(read_bytes: ReadBytes) -> None:
    source = read_bytes(
        ofd(page(text(30, 60, "第二行"), text(30, 50, "第一行")), page(text(30, 50, "第三行")))
    )
    assert (texts(source), pages(source), source.format) == (["第一行", "第二行", "第三行"], [1, 1, 2], "ofd")


def test_steps_between_characters_show_blanks(read_bytes: ReadBytes) -> None:
    spaced = text(30, 50, "通知书", steps="5 9")
    assert texts(read_bytes(ofd(page(spaced)))) == ["通知 书"]


def test_digits_set_as_wide_as_all_else_are_not_torn_apart(read_bytes: ReadBytes) -> None:
    assert texts(read_bytes(ofd(page(text(30, 50, "到2026年底"))))) == ["到2026年底"]


def test_a_matrix_scales_and_moves_text(read_bytes: ReadBytes) -> None:
    scaled = text(30, 50, "大字", size=1, more='CTM="10 0 0 10 0 0"', steps="1")
    after = text(55, 59, "后", size=5)
    assert texts(read_bytes(ofd(page(scaled, after)))) == ["大字 后"]


def test_characters_set_one_below_the_other_are_lines(read_bytes: ReadBytes) -> None:
    upright = (
        '<ofd:TextObject ID="1" Boundary="30 40 10 60" Font="1" Size="5">'
        '<ofd:TextCode X="0" Y="5" DeltaY="g 2 8">甲乙丙</ofd:TextCode></ofd:TextObject>'
    )
    assert texts(read_bytes(ofd(page(upright)))) == ["甲", "乙", "丙"]


def test_templates_blocks_and_composite_drawings_are_read(read_bytes: ReadBytes) -> None:
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="8" Width="50" Height="10"><ofd:Content>'
        f"{text(0, 5, '图中文字')}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    drawing = '<ofd:CompositeObject ID="5" Boundary="30 90 50 10" ResourceID="8"/>'
    block = f"<ofd:PageBlock>{text(30, 70, '块中文字')}</ofd:PageBlock>"
    template = {"Doc_0/Tpls/Tpl_0/Content.xml": page(text(30, 50, "模板文字"))}
    source = read_bytes(ofd(page(block, drawing, template="t1"), resources=unit, more=template))
    assert texts(source) == ["模板文字", "块中文字", "图中文字"]


def test_a_drawing_that_contains_itself_does_no_harm(read_bytes: ReadBytes) -> None:
    again = '<ofd:CompositeObject ID="5" Boundary="0 0 50 10" ResourceID="8"/>'
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="8"><ofd:Content>'
        f"{again * 4}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    assert texts(read_bytes(ofd(page(text(30, 50, "正文"), again), resources=unit))) == ["正文"]


def test_ruled_tables_become_cells(read_bytes: ReadBytes) -> None:
    rules = [line(30, y, 130, y) for y in (50, 60, 70)] + [line(x, 50, x, 70) for x in (30, 60, 130)]
    words = [text(32, 57, "序号", 4), text(62, 57, "任务", 4), text(32, 67, "1", 4), text(62, 67, "修路", 4)]
    found = cells(read_bytes(ofd(page(*rules, *words))))
    assert found == [("1.1.1", "序号"), ("1.1.2", "任务"), ("1.2.1", "1"), ("1.2.2", "修路")]


def test_page_numbers_are_left_out(read_bytes: ReadBytes) -> None:
    drawn = [page(text(30, 50, f"正文{'甲乙丙'[n]}"), text(100, 285, f"— {n + 1} —")) for n in range(3)]
    assert texts(read_bytes(ofd(*drawn))) == ["正文甲", "正文乙", "正文丙"]


def test_invisible_and_slanted_text_is_left_out(read_bytes: ReadBytes) -> None:
    hidden = text(30, 60, "隐藏", more='Visible="false"')
    slanted = text(30, 80, "水印", more='CTM="0.7 0.7 -0.7 0.7 0 0"')
    assert texts(read_bytes(ofd(page(text(30, 50, "正文"), hidden, slanted)))) == ["正文"]


def test_a_scan_is_refused(read_bytes: ReadBytes) -> None:
    with pytest.raises(UnreadableFile, match="扫描件"):
        read_bytes(ofd(page(picture(0, 0, 210, 297))))


def test_a_missing_page_is_noted(read_bytes: ReadBytes) -> None:
    content = ofd(page(text(30, 50, "正文")), page(text(30, 50, "未读")))
    renamed = content.replace(b"Doc_0/Pages/Page_1/Content.xml", b"Doc_0/Pages/Page_9/Content.xml")
    source = read_bytes(renamed)
    assert texts(source) == ["正文"]
    assert source.notes == ("第 2 页已损坏或缺失，未能读取，请打开原文件核对。",)


def test_a_locked_file_is_refused(read_bytes: ReadBytes) -> None:
    with pytest.raises(UnreadableFile, match="已加密"):
        read_bytes(ofd(page(text(30, 50, "正文")), more={"Encryptions.xml": b"<x/>"}))


def test_a_file_without_its_document_is_refused(read_bytes: ReadBytes) -> None:
    root = f"<ofd:OFD {NAMESPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    with pytest.raises(UnreadableFile, match="缺少正文"):
        read_bytes(package({"OFD.xml": root.encode()}))


def test_prefixes_that_a_producer_forgot_to_declare_do_no_harm(read_bytes: ReadBytes) -> None:
    careless = page(text(30, 50, "正文")).replace(NAMESPACE.encode(), b"")
    assert texts(read_bytes(ofd(careless))) == ["正文"]


def test_a_type_size_that_a_producer_misspelt_or_left_out_does_no_harm(read_bytes: ReadBytes) -> None:
    drawn = text(30, 50, "第一行") + text(30, 60, "第二行")
    for careless in (drawn.replace(" Size=", " size="), drawn.replace(' Size="5"', "")):
        assert texts(read_bytes(ofd(page(careless)))) == ["第一行", "第二行"]
