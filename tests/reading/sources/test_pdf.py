from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources import extract
from tests.reading.sources.conftest import ReadBytes
from tests.reading.sources.pdf_writer import PdfPage, pdf
from tests.reading.sources.shown import assert_sound, cells, pages, texts

BODY = "加快推进城市道路建设完成中心城区道路改造并确保绿化覆盖"


def body_lines(page: PdfPage, first: str = "", count: int = 20) -> PdfPage:
    """Lines of text between the margins of a page."""
    for index in range(count):
        page.text(80, 120 + 28 * index, (first if index == 0 else "") + BODY[index % 5 :])
    return page


def test_lines_come_in_reading_order_with_their_page(read_bytes: ReadBytes) -> None:
    first = PdfPage().text(80, 160, "第二行").text(80, 130, "第一行")
    source = read_bytes(pdf(first, PdfPage().text(80, 130, "第三行")))
    assert (texts(source), pages(source), source.format) == (["第一行", "第二行", "第三行"], [1, 1, 2], "pdf")


def test_pieces_of_one_line_are_joined_whatever_their_order_in_the_file(read_bytes: ReadBytes) -> None:
    page = PdfPage().text(80 + 16 * 4, 130, "12条道路").text(80, 130, "完成改造")
    assert texts(read_bytes(pdf(page))) == ["完成改造12条道路"]


def test_an_indent_is_shown_as_blanks(read_bytes: ReadBytes) -> None:
    page = PdfPage().text(80, 130, BODY).text(112, 160, BODY[2:]).text(80, 190, BODY)
    assert texts(read_bytes(pdf(page))) == [BODY, "　　" + BODY[2:], BODY]


def test_text_written_twice_to_look_bold_is_read_once(read_bytes: ReadBytes) -> None:
    page = PdfPage().text(80, 130, "人人有责").text(80.4, 130.2, "人人有责")
    assert texts(read_bytes(pdf(page))) == ["人人有责"]


def test_letter_spaced_titles_have_blanks_and_wide_gaps_tabs(read_bytes: ReadBytes) -> None:
    page = PdfPage()
    for index, character in enumerate("会议纪要"):
        page.text(80 + 48 * index, 130, character)
    page.text(80, 160, "道路").text(200, 160, "市城管局").text(400, 160, "年底")
    assert texts(read_bytes(pdf(page))) == ["会 议 纪 要", "道路\t市城管局\t年底"]


def test_running_heads_and_page_numbers_are_left_out(read_bytes: ReadBytes) -> None:
    def page(number: int) -> PdfPage:
        drawn = PdfPage().text(200, 50, "云川市人民政府公报（2021年第3号）", 10)
        return body_lines(drawn, f"第{number}章").text(280 if number % 2 else 90, 800, f"— {number} —", 12)

    source = read_bytes(pdf(*(page(number) for number in range(1, 6))))
    assert len(source.blocks) == 5 * 20
    assert "公报" not in source.text
    assert "—" not in source.text


def test_bare_numbers_at_the_foot_go_when_they_count_the_pages(read_bytes: ReadBytes) -> None:
    counted = [body_lines(PdfPage()).text(290, 800, str(17 + number)) for number in range(3)]
    assert len(read_bytes(pdf(*counted)).blocks) == 60
    uncounted = body_lines(PdfPage()).text(290, 800, "2021")
    assert texts(read_bytes(pdf(uncounted)))[-1].endswith("2021")


def test_a_line_that_returns_inside_the_text_stays(read_bytes: ReadBytes) -> None:
    """Where body text reaches down to the foot, the same words may end several pages."""
    shown = [PdfPage() for _ in range(12)]
    for number, page in enumerate(shown):
        body_lines(page, f"第{number}页", 22).text(
            80, 760, "牵头单位：市城管局" if number % 4 == 0 else BODY[number:]
        )
    source = read_bytes(pdf(*shown))
    assert texts(source).count("牵头单位：市城管局") == 3


def test_columns_are_read_one_after_the_other(read_bytes: ReadBytes) -> None:
    page = PdfPage().text(150, 80, "横贯两栏的标题")
    for index in range(10):
        page.text(60, 120 + 20 * index, f"左{index}" + BODY[:17], 12)
        page.text(310, 126 + 20 * index, f"右{index}" + BODY[:17], 12)
    page.text(60, 350, "横贯两栏的结尾一行" + BODY, 12)
    shown = texts(read_bytes(pdf(page)))
    assert shown[0].strip() == "横贯两栏的标题"
    assert [line[:2] for line in shown[1:11]] == [f"左{index}" for index in range(10)]
    assert [line[:2] for line in shown[11:21]] == [f"右{index}" for index in range(10)]
    assert shown[21].startswith("横贯")


def test_a_list_in_two_ragged_columns_is_read_line_by_line(read_bytes: ReadBytes) -> None:
    page = PdfPage()
    for index in range(8):
        page.text(80, 120 + 25 * index, f"项目{index}" + "甲乙丙丁戊己庚辛"[: index % 5])
        page.text(330, 120 + 25 * index, "市城管局" if index % 2 else "市住房保障和房地产管理局")
    assert all(line.startswith("项目") and "市" in line for line in texts(read_bytes(pdf(page))))


def test_ruled_tables_become_cells(read_bytes: ReadBytes) -> None:
    page = (
        PdfPage()
        .text(80, 100, "附件")
        .table([80, 150, 300, 500], [120, 150, 180], [["序号", "任务", "单位"], ["1", "修路", "市城管局"]])
    )
    source = read_bytes(pdf(page.text(80, 220, "说明")))
    assert texts(source)[0] == "附件"
    assert cells(source) == [
        ("1.1.1", "序号"),
        ("1.1.2", "任务"),
        ("1.1.3", "单位"),
        ("1.2.1", "1"),
        ("1.2.2", "修路"),
        ("1.2.3", "市城管局"),
    ]
    assert texts(source)[-1] == "说明"


def test_rules_drawn_as_thin_bars_or_boxes_around_cells_do_as_well(read_bytes: ReadBytes) -> None:
    bars = PdfPage()
    for y in (120, 150, 180):
        bars.bar(80, y, 300, y + 0.5)
    for x in (80, 190, 299.5):
        bars.bar(x, 120, x + 0.5, 180)
    boxes = PdfPage()
    for x0, x1 in ((80, 190), (190, 300)):
        for y0, y1 in ((120, 150), (150, 180)):
            boxes.commands.append(f"{x0} {boxes.height - y1} {x1 - x0} {y1 - y0} re S")
    for page in (bars, boxes):
        page.text(90, 140, "甲").text(200, 140, "乙").text(90, 170, "丙").text(200, 170, "丁")
        assert cells(read_bytes(pdf(page))) == [
            ("1.1.1", "甲"),
            ("1.1.2", "乙"),
            ("1.2.1", "丙"),
            ("1.2.2", "丁"),
        ]


def test_merged_cells_are_known_by_the_rules_that_are_missing(read_bytes: ReadBytes) -> None:
    page = PdfPage()
    for y in (120, 180):
        page.line(80, y, 400, y)
    page.line(180, 150, 400, 150)
    for x in (80, 180, 400):
        page.line(x, 120, x, 180)
    page.line(290, 150, 290, 180)
    page.text(90, 155, "类别").text(190, 140, "任务").text(190, 170, "甲").text(300, 170, "乙")
    assert cells(read_bytes(pdf(page))) == [
        ("1.1.1+2+1", "类别"),
        ("1.1.2+1+2", "任务"),
        ("1.2.2", "甲"),
        ("1.2.3", "乙"),
    ]


def test_wrapped_lines_of_a_cell_are_joined_and_short_ones_are_not(read_bytes: ReadBytes) -> None:
    page = PdfPage().table([80, 180, 300], [120, 220], [["", "单位"]])
    page.text(84, 134, "完成中心城区道路", 12).text(84, 150, "改造", 12).text(84, 166, "新建公园", 12)
    shown = [text for place, text in cells(read_bytes(pdf(page))) if place == "1.1.1"]
    assert shown == ["完成中心城区道路改造", "新建公园"]


def long_table(
    first: int, count: int, top: float, more: list[list[str]] | None = None
) -> tuple[list[float], list[list[str]]]:
    rows = [
        ["序号", "任务", "单位"],
        *(more or []),
        *([str(first + i), f"任务{first + i}", "市城管局"] for i in range(count)),
    ]
    return [top + 30 * index for index in range(len(rows) + 1)], rows


def test_a_table_across_pages_is_one_and_its_repeated_head_is_dropped(read_bytes: ReadBytes) -> None:
    xs = [80.0, 150, 300, 500]
    above, below = long_table(1, 3, 600), long_table(4, 2, 100)
    footer = PdfPage().table(xs, *above).text(290, 800, "— 1 —")
    source = read_bytes(pdf(footer, PdfPage().table(xs, *below).text(80, 400, "说明")))
    found = cells(source)
    assert {place.split(".")[0] for place, _ in found} == {"1"}
    assert [text for place, text in found if place.endswith(".1")] == ["序号", "1", "2", "3", "4", "5"]
    assert found[-1] == ("1.6.3", "市城管局")
    assert source.blocks[-2].page == 2


def test_a_row_cut_by_the_page_break_stays_one_row(read_bytes: ReadBytes) -> None:
    xs = [80.0, 150, 300, 500]
    source = read_bytes(
        pdf(
            PdfPage().table(xs, *long_table(1, 3, 600)),
            PdfPage().table(xs, *long_table(4, 2, 100, [["", "的后半句", ""]])),
        )
    )
    found = dict(cells(source))
    assert found["1.4.2"] == "任务3的后半句"
    assert found["1.5.1"] == "4"


def test_tables_with_other_columns_or_text_between_them_stay_apart(read_bytes: ReadBytes) -> None:
    first = PdfPage().table([80, 150, 300], [600, 630, 660], [["甲", "乙"], ["丙", "丁"]])
    other = PdfPage().table([80, 200, 300], [100, 130, 160], [["戊", "己"], ["庚", "辛"]])
    parted = (
        PdfPage().text(80, 90, "附件2").table([80, 150, 300], [100, 130, 160], [["戊", "己"], ["庚", "辛"]])
    )
    for second in (other, parted):
        assert {place[0] for place, _ in cells(read_bytes(pdf(first, second)))} == {"1", "2"}


def test_a_frame_around_text_is_no_table(read_bytes: ReadBytes) -> None:
    page = PdfPage().table([80, 500], [100, 200], [["一、总体要求"]])
    source = read_bytes(pdf(page))
    assert (texts(source), cells(source)) == (["一、总体要求"], [])


def test_pages_set_sideways_are_read_upright(read_bytes: ReadBytes) -> None:
    turned = PdfPage(rotate=90).sideways_text(130, 800, "第一行").sideways_text(160, 800, "第二行")
    assert texts(read_bytes(pdf(turned))) == ["第一行", "第二行"]


def test_slanted_watermarks_are_left_out(read_bytes: ReadBytes) -> None:
    assert texts(read_bytes(pdf(PdfPage().slanted_text(100, 600, "内部资料").text(80, 130, "正文")))) == [
        "正文"
    ]


def test_a_scan_is_refused_with_the_way_out(read_bytes: ReadBytes) -> None:
    scanned = PdfPage().picture(0, 0, 595, 842)
    stamped = PdfPage().picture(0, 0, 595, 842).text(280, 800, "— 2 —")
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(pdf(scanned, stamped))
    assert str(caught.value) == "计划: 是扫描件，没有文字层。请先做文字识别（OCR），或使用原始的 Word 文件。"


def test_scanned_pages_among_others_are_noted(read_bytes: ReadBytes) -> None:
    source = read_bytes(pdf(PdfPage().text(80, 130, "正文"), PdfPage().picture(0, 0, 595, 842), PdfPage()))
    assert texts(source) == ["正文"]
    assert source.notes == (
        "第 2 页是扫描页，没有文字层，未能读取。请先做文字识别（OCR），或使用原始的 Word 文件。",
    )


def test_a_picture_with_a_text_layer_is_read(read_bytes: ReadBytes) -> None:
    assert len(read_bytes(pdf(body_lines(PdfPage().picture(0, 0, 595, 842)))).blocks) == 20


def test_a_locked_file_is_refused(read_bytes: ReadBytes) -> None:
    with pytest.raises(UnreadableFile, match="已加密"):
        read_bytes(pdf(PdfPage().text(80, 130, "正文"), locked=True))


def test_text_whose_font_hides_its_characters_is_refused(read_bytes: ReadBytes) -> None:
    with pytest.raises(UnreadableFile, match="乱码"):
        read_bytes(pdf(PdfPage().text(80, 130, "\ue123\ue124\ue125\ue126正文")))


def test_a_broken_file_is_refused(read_bytes: ReadBytes) -> None:
    with pytest.raises(UnreadableFile, match="已损坏"):
        read_bytes(b"%PDF-1.7\n" + b"nonsense " * 50)


def test_many_threads_may_read_at_once(tmp_path: Path) -> None:
    paths = []
    for number in range(6):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(pdf(*(body_lines(PdfPage(), f"文件{number}") for _ in range(3))))
        paths.append(path)
    with ThreadPoolExecutor(6) as pool:
        for number, source in enumerate(pool.map(extract, paths)):
            assert source.text.count(f"文件{number}") == 3
            assert_sound(source)
