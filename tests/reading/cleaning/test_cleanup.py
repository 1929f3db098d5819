"""The cleaned text is the text as it was written."""

from __future__ import annotations

import pytest

from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.spans import Block, Cell, Source, Span
from baicheng.reading.text import Text
from tests.reading.texts import content_of, paragraphs_of, source_of, table_source

LONG = (
    "推进老旧小区改造加快补齐基础设施短板提升居民居住品质建成一批配套完善环境宜居的示范小区并同步完善"
    "养老托育停车充电等公共服务设施推动城市管理重心下移建立健全长效管护机制形成共建共治共享的良好格局"
)


def wrapped(text: str, width: int) -> str:
    """A paragraph broken after every so many characters."""
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))


def cleaned(*lines: str) -> list[str]:
    return paragraphs_of(content_of("\n".join(lines)))


def test_an_empty_source_yields_an_empty_text() -> None:
    for text in ("", "\n\n", " \u3000\t\n"):
        content = content_of(text)

        assert (content.text, content.norm, content.paragraphs, len(content.origins)) == ("", "", (), 0)


def test_a_source_without_blocks_yields_an_empty_text() -> None:
    assert clean(Source("plan.txt", "txt", "", ())).text == ""


def test_hard_wrapped_lines_become_one_paragraph() -> None:
    paragraph = (LONG + "。") * 3

    assert cleaned("一、总体要求", wrapped(paragraph, 30), "二、重点任务") == [
        "一、总体要求",
        paragraph,
        "二、重点任务",
    ]


def test_a_line_of_units_or_dates_that_ends_in_a_digit_goes_on() -> None:
    paragraph = (LONG + "。") * 3
    limit = "完成时限：2021年12月底前完成五座退出类电站，其余2\n座次年完成"

    assert cleaned("一、总体要求", wrapped(paragraph, 30), limit)[-1] == limit.replace("\n", "")


def test_blank_lines_inside_a_sentence_are_closed() -> None:
    assert cleaned("推进老旧小区改造，", "", "\u3000", "加快补齐短板。") == [
        "推进老旧小区改造，加快补齐短板。"
    ]


def test_blank_lines_after_every_wrapped_line_are_closed() -> None:
    paragraph = LONG + "。"
    lines = wrapped(paragraph, 24).replace("\n", "\n\n")

    assert cleaned(lines, "", "二、重点任务") == [paragraph, "二、重点任务"]


def test_paragraphs_of_one_line_each_stay_apart() -> None:
    lines = ["一、总体要求", "坚持问题导向，补齐短板。", "二、重点任务", "打通断头路6条。"]

    assert cleaned(*lines) == lines


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("分管领导：王 鹏", "分管领导：王鹏"),
        ("分管领导：王　鹏", "分管领导：王鹏"),
        ("漏损率降至0. 666以下。", "漏损率降至0.666以下。"),
        ("绿化率达到25. 6%以上。", "绿化率达到25.6%以上。"),
        ("绿化率达到25 %以上。", "绿化率达到25%以上。"),
        ("绿化率达到 25 . 6 ％ 以上。", "绿化率达到25.6％以上。"),
        ("到 2020 年，建成 5 个公园。", "到2020年，建成5个公园。"),
        ("2 0 2 0年完成。", "2020年完成。"),
        ("青政办〔2023〕 12 号", "青政办〔2023〕12号"),
        ("市 水 利 局", "市水利局"),
        ("按 照\u00a0要\u200b求\u3000完成。", "按照要求完成。"),
        ("推进PM 2.5治理。", "推进PM2.5治理。"),
        ("5 000人次", "5000人次"),
    ],
)
def test_blanks_inside_names_and_numbers_are_taken_out(written: str, meant: str) -> None:
    assert cleaned(written) == [meant]


@pytest.mark.parametrize(
    "written", ["引进Smart City平台。", "配备iPad Pro终端。", "联系电话12 34 56。", "完成10 20两批。"]
)
def test_blanks_between_words_and_between_numbers_stay(written: str) -> None:
    assert cleaned(written) == [written]


def test_several_blanks_that_stay_become_one() -> None:
    assert cleaned("引进Smart \u3000 City平台。") == ["引进Smart City平台。"]


def test_radicals_of_pdf_files_become_characters() -> None:
    content = content_of("⼀、⽔环境治理")

    assert content.text == "一、水环境治理"


@pytest.mark.parametrize(
    "head",
    [
        "—17—",
        "— 17 —",
        "第17页",
        "第 17 页 共 40 页",
        "云川市公报（2020·8）—17—",
    ],
)
def test_a_page_furniture_line_inside_a_sentence_leaves_no_trace(head: str) -> None:
    assert cleaned("推进老旧小区改造，加快", head, "补齐短板。") == ["推进老旧小区改造，加快补齐短板。"]


def test_running_heads_without_page_marks_are_known_by_their_return() -> None:
    head = "云川市人民政府公报　2020年第8期"
    lines = [head, "推进老旧小区改造，加快", head, "补齐短板。", "建成公园", head, "12个。"]

    assert "".join(cleaned(*lines)) == "推进老旧小区改造，加快补齐短板。建成公园12个。"


def test_a_running_head_on_the_line_of_the_sentence_is_cut_out() -> None:
    text = "推进老旧云川市公报(2020·8)—17—小区改造。\n打通断头路6条，提升居民云川市公报(2020·8)—18—满意度。"

    assert cleaned(text) == ["推进老旧小区改造。", "打通断头路6条，提升居民满意度。"]


def test_a_wrapped_line_and_a_page_number_and_a_running_head_together() -> None:
    paragraph = (LONG + "。") * 2
    lines = wrapped(paragraph, 30).split("\n")
    lines[2:2] = ["— 17 —", "", "云川市公报（2020·8）—18—"]

    assert cleaned(*lines) == [paragraph]


def test_a_heading_glued_to_the_units_before_it_gets_its_own_paragraph() -> None:
    lines = [
        "（一）完善设施",
        "1.打通断头路6条。",
        "责任单位：县（市、区）2.健全医疗服务体系",
        "建成医院2家。",
    ]

    assert cleaned(*lines) == [
        "（一）完善设施",
        "1.打通断头路6条。",
        "责任单位：县（市、区）",
        "2.健全医疗服务体系",
        "建成医院2家。",
    ]


def test_a_list_inside_a_sentence_stays_whole() -> None:
    line = "主要任务是：1.打通断头路；2.增加停车供给；3.建设公园。"

    assert cleaned(line) == [line]


def test_a_glued_heading_behind_a_cut_keeps_its_place_in_the_file() -> None:
    source = source_of("1.打通断头路—17—6条。2.增加停车位—18—300个。")
    content = clean(source)

    assert paragraphs_of(content) == ["1.打通断头路6条。", "2.增加停车位300个。"]
    assert [source.text[origin] for origin in content.origins[-5:]] == list("300个。")


def test_several_glued_headings_between_cuts_are_all_found() -> None:
    text = "1.打通断头路—17—6条。2.增加停车位300个。3.建设公园—18—12个。4.建设绿道—19—30公里。"

    assert cleaned(text) == [
        "1.打通断头路6条。",
        "2.增加停车位300个。",
        "3.建设公园12个。",
        "4.建设绿道30公里。",
    ]


def cells_of(content: Text) -> dict[tuple[int, int], str]:
    """The words of each cell by row and column."""
    found: dict[tuple[int, int], str] = {}
    for paragraph in content.paragraphs:
        if paragraph.cell is not None:
            key = paragraph.cell.row, paragraph.cell.column
            found[key] = found.get(key, "") + paragraph.span.of(content.text)
    return found


def test_tabs_part_the_cells_of_a_table() -> None:
    content = content_of("任务表\n序号\t工作内容\t责任单位\n1\t建成公园12个\t市园林局\n注：按月调度")

    assert cells_of(content) == {
        (1, 1): "序号",
        (1, 2): "工作内容",
        (1, 3): "责任单位",
        (2, 1): "1",
        (2, 2): "建成公园12个",
        (2, 3): "市园林局",
    }
    assert [p.cell for p in content.paragraphs if p.span.of(content.text) in ("任务表", "注：按月调度")] == [
        None,
        None,
    ]


def test_empty_cells_of_a_tabbed_table_keep_their_columns() -> None:
    content = content_of("序号\t工作内容\t责任单位\n1\t\t市园林局")

    assert cells_of(content)[2, 3] == "市园林局"
    assert (2, 2) not in cells_of(content)


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("1\t建成公园12个\t市园林局、\n市财政局\t年底前", "1\t建成公园12个\t市园林局、市财政局\t年底前"),
        (
            "1\t建成公园12个，新增\n绿道30公里\t市园林局\t年底前",
            "1\t建成公园12个，新增绿道30公里\t市园林局\t年底前",
        ),
    ],
)
def test_a_tabbed_row_torn_by_a_page_break_is_one_row(torn: str, whole: str) -> None:
    head, following = "序号\t工作内容\t责任单位\t时限\n", "\n2\t整治河道\t市水利局\t长期"

    assert cells_of(content_of(head + torn + following)) == cells_of(content_of(head + whole + following))


def test_words_end_a_tabbed_table() -> None:
    content = content_of(
        "序号\t内容\t单位\n1\t建成公园\t市园林局\n附件2\n序号\t内容\t单位\n1\t整治河道\t市水利局"
    )

    assert {p.cell.table for p in content.paragraphs if p.cell} == {1, 2}


def test_one_tab_alone_makes_no_table() -> None:
    assert cleaned("一、\t总体要求") == ["一、总体要求"]


def test_a_flattened_table_gets_cells_and_loses_its_repeated_heads() -> None:
    head = "序号\n工作内容\n牵头单位\n配合单位\n完成时限"
    rows = f"1\n建成体育公园并对外开放，\n{head}\n完善周边停车设施\n市体育局\n市财政局\n6月底前"
    content = content_of(f"附件\n任务表\n{head}\n{rows}")

    assert cells_of(content)[2, 2] == "建成体育公园并对外开放，完善周边停车设施"
    assert content.text.count("工作内容") == 1


def test_paragraphs_of_word_processors_stay_apart() -> None:
    content = content_of("推进老旧小区改造\n加快补齐短板。", "docx")

    assert paragraphs_of(content) == ["推进老旧小区改造", "加快补齐短板。"]


def test_cells_of_word_processors_keep_their_places() -> None:
    content = clean(table_source("任务表", [["序号", "内容"], ["1", "建成公园\n12个"]]))

    assert [(p.span.of(content.text), p.cell) for p in content.paragraphs][-2:] == [
        ("建成公园", Cell(1, 2, 2)),
        ("12个", Cell(1, 2, 2)),
    ]


def test_a_number_in_a_cell_is_no_page_number() -> None:
    rows = [["序号", "内容", "单位"], *([str(n), "建成公园", "市园林局"] for n in range(1, 5))]

    assert [cells_of(clean(table_source("任务表", rows)))[row, 1] for row in range(2, 6)] == [
        "1",
        "2",
        "3",
        "4",
    ]


def test_the_page_of_a_line_is_kept() -> None:
    text = "推进老旧小区改造，\n加快补齐短板。"
    source = Source("plan.pdf", "pdf", text, (Block(0, 9, page=1), Block(10, 17, page=2)))
    content = clean(source)

    assert content.place(Span(0, 2)).page == 1
    assert content.place(Span(9, 11)).page == 2
