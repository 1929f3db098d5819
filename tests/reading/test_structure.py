"""The tree of clauses: what encloses what, and the address of each."""

from __future__ import annotations

import pytest

from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.sections import Section, heading_length
from baicheng.reading.spans import Source, Span
from baicheng.reading.structure import clauses, read_structure
from baicheng.reading.wording.markers import marker_at
from tests.reading.texts import content_of, source_of, table_source


def tree_of(source: Source | str) -> tuple[str, Section]:
    content = clean(source_of(source) if isinstance(source, str) else source)
    return content.text, read_structure(content, Span(0, len(content.text)))


def addresses(*lines: str) -> list[str]:
    """The addresses of the clauses in lines that are a paragraph each."""
    _, root = tree_of(source_of("\n".join(lines), "docx"))
    return [section.address for section in root.walk()][1:]


def test_a_plan_is_numbered_in_four_levels() -> None:
    lines = [
        "三、重点任务",
        "（三）完善设施",
        "1．改善道路环境",
        "（5）公交都市建设。大力发展公共交通。",
        "（6）慢行系统建设。建设步道。",
        "2．打通断头路",
        "（1）新建道路。",
        "（四）提升管理",
        "1．推进城管下沉",
        "四、保障措施",
    ]

    assert addresses(*lines) == [
        "三",
        "三(三)",
        "三(三)1",
        "三(三)1(5)",
        "三(三)1(6)",
        "三(三)2",
        "三(三)2(1)",
        "三(四)",
        "三(四)1",
        "四",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["第一部分 总则", "一、目标", "第二部分 任务", "一、道路"],
            ["第一部分", "第一部分一", "第二部分", "第二部分一"],
        ),
        (["一、目标", "1）建成公园。", "①东湖公园；", "②西湖公园。"], ["一", "一1)", "一1)①", "一1)②"]),
        (["1、道路", "（1）新建。", "2、公园"], ["1", "1(1)", "2"]),
        (["一．目标", "二．任务"], ["一", "二"]),
        (["1、道路", "一、新建", "二、改建"], ["1", "一", "二"]),
        (["（一）道路", "（二）公园"], ["(一)", "(二)"]),
        (["一、道路", "1.新建", "（1）东路", "①断面", "2.改建"], ["一", "一1", "一1(1)", "一1(1)①", "一2"]),
    ],
)
def test_other_habits_of_numbering_are_followed(lines: list[str], expected: list[str]) -> None:
    assert addresses(*lines) == expected


def test_numbers_may_run_on_through_the_parts() -> None:
    lines = ["一、出行", "1.打通断头路。", "2.增加停车位。", "二、绿化", "3.建设公园。", "4.建设绿道。"]

    assert addresses(*lines) == ["一", "一1", "一2", "二", "二3", "二4"]


def test_articles_are_counted_through_the_chapters() -> None:
    lines = [
        "第一章 总则",
        "第一条 为规范管理，制定本办法。",
        "第二章 管理",
        "第一节 处置",
        "第二条 各区应当做好下列工作：",
        "（一）建立台账；",
        "（二）公布名单。",
        "第三条 违反规定的，予以通报。",
    ]

    assert addresses(*lines) == [
        "第一章",
        "第一条",
        "第二章",
        "第二章第一节",
        "第二条",
        "第二条(一)",
        "第二条(二)",
        "第三条",
    ]


def test_decimal_numbers_carry_their_own_levels() -> None:
    lines = [
        "1.出行",
        "1.1打通断头路",
        "1.1.1新建道路",
        "1.1.2改建道路",
        "1.2增加停车位",
        "2.绿化",
        "2.1建设公园",
    ]

    assert addresses(*lines) == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1"]


def test_annexes_number_their_clauses_anew() -> None:
    lines = [
        "一、总体要求",
        "附件1",
        "重点任务清单",
        "一、道路",
        "（一）新建",
        "附件2",
        "考核办法",
        "一、频次",
        "二、奖惩",
        "（一）奖励",
    ]

    assert addresses(*lines) == [
        "一",
        "附件1",
        "附件1 一",
        "附件1 一(一)",
        "附件2",
        "附件2 一",
        "附件2 二",
        "附件2 二(一)",
    ]


def test_an_annex_may_go_on_with_the_numbers_before_it() -> None:
    assert addresses("一、总体要求", "附件2", "四、奖惩", "（一）奖励") == [
        "一",
        "附件2",
        "附件2 四",
        "附件2 四(一)",
    ]


def test_a_list_of_annexes_is_no_annex() -> None:
    lines = ["一、总体要求", "附件：1.重点任务清单", "2.考核办法", "2021年3月8日"]

    assert "附件" not in "".join(addresses(*lines))


@pytest.mark.parametrize(
    "annexes", [["附件1：重点任务清单", "附件2：考核办法", "2021年3月8日"], ["附件1：任务清单（略）"]]
)
def test_a_list_with_the_word_on_every_line_opens_no_annex_before_its_last(annexes: list[str]) -> None:
    assert addresses("一、总体要求", *annexes)[:2] != ["一", "附件1"]


def test_a_bundled_text_is_told_by_its_title_and_numbers() -> None:
    lines = [
        "一、总体要求",
        "二、重点任务",
        "加强领导。",
        "城市道路管理办法",
        "一、道路巡查",
        "二、道路养护",
    ]

    assert addresses(*lines) == [
        "一",
        "二",
        "《城市道路管理办法》",
        "《城市道路管理办法》 一",
        "《城市道路管理办法》 二",
    ]


@pytest.mark.parametrize("line", ["城市道路管理办法。", "牵头单位：市规划局", "本市制定管理办法，落实方案"])
def test_sentences_and_labels_are_no_titles_of_bundled_texts(line: str) -> None:
    assert not any(
        "《" in address for address in addresses("一、要求", "二、任务", line, "一、巡查", "二、养护")
    )


def test_addresses_are_unique_where_numbers_come_twice() -> None:
    lines = ["一、道路", "（一）新建", "（一）改建", "一、公园", "（一）新建", "一、绿道"]
    found = addresses(*lines)

    assert len(found) == len(set(found)) == 6
    assert found[:3] == ["一", "一(一)", "一(一)〔2〕"]


def test_two_documents_bundled_under_one_title_keep_their_addresses_apart() -> None:
    lines = ["一、道路", "附件", "巡查办法", "一、频次", "附件", "养护办法", "一、经费"]
    found = addresses(*lines)

    assert len(found) == len(set(found))
    assert found[:3] == ["一", "附件", "附件 一"]


@pytest.mark.parametrize(
    "line",
    [
        "主要任务是：1.打通断头路；2.增加停车位；3.建设公园。",
        "做到“一、二、三”三个到位。",
        "按照（一）（二）两项执行。",
        "其中2.3公里为新建道路。",
    ],
)
def test_lists_and_numbers_inside_a_sentence_are_no_clauses(line: str) -> None:
    assert addresses("一、总体要求", line, "二、重点任务") == ["一", "二"]


def test_a_quantity_at_the_head_of_a_line_is_no_clause() -> None:
    assert addresses("一、道路", "2.3公里新建道路通车。", "二、公园") == ["一", "二"]


def test_a_number_far_out_of_sequence_is_no_clause() -> None:
    assert addresses("一、道路", "1.新建", "2.改建", "28.其他", "3.养护") == ["一", "一1", "一2", "一3"]


def test_a_skipped_number_does_not_end_the_sequence() -> None:
    assert addresses("一、道路", "1.新建", "3.养护", "4.巡查") == ["一", "一1", "一3", "一4"]


def test_a_number_without_words_is_no_clause() -> None:
    assert addresses("一、道路", "（一）", "二、公园") == ["一", "二"]


def test_a_clause_reaches_to_the_next_of_its_level_or_higher() -> None:
    text, root = tree_of(
        source_of("一、道路\n（一）新建\n打通断头路。\n（二）改建\n提质改造。\n二、公园\n建设公园。", "docx")
    )
    spans = {section.address: section.span.of(text) for section in root.walk()}

    assert spans["一"] == "一、道路\n（一）新建\n打通断头路。\n（二）改建\n提质改造。"
    assert spans["一(一)"] == "（一）新建\n打通断头路。"
    assert spans["二"] == "二、公园\n建设公园。"
    assert spans[""] == text


@pytest.mark.parametrize(
    "closing",
    [
        "附件：1.任务清单",
        "抄送：市委各部门。",
        "2021年3月8日",
        "本方案自印发之日起施行。",
        "（2021年3月8日）",
    ],
)
def test_the_last_clause_ends_before_what_closes_the_document(closing: str) -> None:
    text, root = tree_of(source_of(f"一、道路\n打通断头路。\n二、公园\n建设公园。\n{closing}", "docx"))

    assert root.children[-1].span.of(text) == "二、公园\n建设公园。"
    assert root.paragraphs[-1].span.of(text) == closing


def test_paragraphs_behind_the_last_of_clauses_that_are_one_paragraph_each_belong_to_the_document() -> None:
    text, root = tree_of(
        source_of("一、道路通车。\n二、公园开放。\n三、河道清淤。\n四、管网改造。\n望各地认真落实。", "docx")
    )

    assert root.children[-1].span.of(text) == "四、管网改造。"
    assert root.paragraphs[-1].span.of(text) == "望各地认真落实。"


def test_a_line_of_units_keeps_the_paragraphs_above_it_and_frees_those_behind() -> None:
    lines = (
        "一、道路通车。\n牵头单位：市住建局\n二、公园开放。\n分期推进。\n牵头单位：市园林局\n望各地认真落实。"
    )
    text, root = tree_of(source_of(lines, "docx"))

    assert root.children[-1].span.of(text) == "二、公园开放。\n分期推进。\n牵头单位：市园林局"
    assert root.paragraphs[-1].span.of(text) == "望各地认真落实。"


@pytest.mark.parametrize(
    "bracket",
    ["（市园林局牵头，市财政局配合）", "（牵头单位：市园林局（市林业局））", "[责任单位：市园林局]。"],
)
def test_a_bracket_of_units_frees_the_paragraphs_behind_it(bracket: str) -> None:
    lines = f"一、道路通车。（市住建局牵头）\n二、公园开放。分期推进。{bracket}\n望各地认真落实。"
    _, root = tree_of(source_of(lines, "docx"))

    assert len(root.children[-1].paragraphs) == 1
    assert len(root.paragraphs) == 1


def test_lines_with_a_unit_alone_head_the_numbers_below_them() -> None:
    lines = [
        "一、重点任务",
        "市教育局（2项）",
        "1.新建学校。",
        "2.招聘教师。",
        "市水利局",
        "1.整治河道。",
        "二、保障措施",
    ]

    assert addresses(*lines) == [
        "一",
        "一市教育局",
        "一市教育局1",
        "一市教育局2",
        "一市水利局",
        "一市水利局1",
        "二",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [
            "1.新建学校。",
            "责任单位：市教育局",
            "市财政局",
            "2.整治河道。",
            "责任单位：市水利局",
            "市财政局",
            "3.通车。",
        ],
        ["市教育局", "1.新建学校。", "2.整治河道。"],
        ["市教育局", "市财政局", "1.新建学校。", "市水利局", "市财政局", "2.整治河道。"],
    ],
)
def test_other_lines_with_a_unit_head_nothing(lines: list[str]) -> None:
    assert not any("局" in address for address in addresses(*lines))


def test_parts_may_be_counted_by_plain_numbers_above_decimal_ones() -> None:
    lines = [
        "1总则",
        "1.1编制目的",
        "为加强管理。",
        "1.2适用范围",
        "全市。",
        "2预防与预警",
        "2.1监测",
        "加强监测。",
    ]

    assert addresses(*lines) == ["1", "1.1", "1.2", "2", "2.1"]


def test_a_clause_may_begin_with_a_quantity_right_behind_its_number() -> None:
    assert addresses("一、任务", "1.改造小区。", "2.1050所学校达标。", "3.建成公园。") == [
        "一",
        "一1",
        "一2",
        "一3",
    ]


def test_paragraphs_before_the_first_number_belong_to_the_document() -> None:
    text, root = tree_of(source_of("各县区人民政府：\n现通知如下。\n一、道路\n打通断头路。", "docx"))

    assert [p.span.of(text) for p in root.paragraphs] == ["各县区人民政府：", "现通知如下。"]
    assert [p.span.of(text) for p in root.children[0].paragraphs] == ["一、道路", "打通断头路。"]


def test_numbers_in_table_cells_open_no_clauses() -> None:
    text, root = tree_of(
        table_source("一、道路", [["序号", "任务"], ["1", "1.新建道路"]], "二、公园\n建设公园。")
    )

    assert [section.address for section in root.walk()] == ["", "一", "二"]
    assert [p.span.of(text) for p in root.children[0].paragraphs][-1] == "1.新建道路"


@pytest.mark.parametrize(
    ("norm", "heading"),
    [
        ("(三)完善基础设施,增强承载能力", "(三)完善基础设施,增强承载能力"),
        ("一、总体要求。", "一、总体要求。"),
        ("1.开展认证。结合实际,建立机制。", "1.开展认证。"),
        ("(5)公交都市建设。大力实施公交优先。", "(5)公交都市建设。"),
        ("1." + "推进" * 30 + "。建立机制。", "1."),
        ("1.推进道路建设;完善管网。", "1."),
        ("1.道路建设:新建道路6条,改建道路8条;打通断头路。", "1.道路建设:"),
        ("1.打通断头路牵头单位:市住建局", "1.打通断头路"),
        ("1.打通断头路(牵头单位:市住建局)", "1.打通断头路"),
        ("第八条 各区应当建立台账。", "第八条 各区应当建立台账。"),
    ],
)
def test_a_heading_is_the_number_with_its_short_first_sentence(norm: str, heading: str) -> None:
    marker = marker_at(norm)

    assert marker is not None
    assert norm[: heading_length(norm, marker)] == heading


def test_the_title_of_a_section_is_its_heading_without_the_number() -> None:
    _, root = tree_of("三、重点任务\n（一）完善设施。新建道路。")

    assert root.children[0].title == "重点任务"
    assert root.children[0].children[0].title.rstrip("。") == "完善设施"


def test_the_chain_of_a_section_is_what_encloses_it() -> None:
    _, root = tree_of("附件1\n一、道路\n（一）新建\n打通断头路。")
    innermost = list(root.walk())[-1]

    assert [section.address for section in innermost.chain()] == ["附件1", "附件1 一", "附件1 一(一)"]


def test_clauses_of_the_ledger_name_parent_level_and_place() -> None:
    content = content_of(
        "一、道路\n（一）新建。打通断头路。\n（二）改建。提质改造。\n附件1\n一、清单\n新建道路。"
    )
    root = read_structure(content, Span(0, len(content.text)))
    found = list(clauses(content, root, 3))

    assert [(c.address, c.parent, c.level, c.marker) for c in found] == [
        ("一", "", 1, "一"),
        ("一(一)", "一", 2, "(一)"),
        ("一(二)", "一", 2, "(二)"),
        ("附件1", "", 1, ""),
        ("附件1 一", "附件1", 2, "一"),
    ]
    assert {c.document for c in found} == {3}
    assert all(c.heading_span.of(content.text) == c.heading for c in found)
    assert found[1].heading == "（一）新建。"
    assert all(c.span.covers(c.heading_span) for c in found)


def test_a_document_in_the_middle_of_a_file_has_its_own_tree() -> None:
    content = content_of("一、道路\n打通断头路。\n二、公园\n建设公园。", "docx")
    begin = content.text.index("二、")
    root = read_structure(content, Span(begin, len(content.text)))

    assert [section.address for section in root.walk()] == ["", "二"]
    assert root.span == Span(begin, len(content.text))
