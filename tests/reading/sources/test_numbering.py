from __future__ import annotations

from tests.reading.sources.conftest import ReadBytes
from tests.reading.sources.docx_writer import definition, docx, instance, level, numbered, paragraph
from tests.reading.sources.shown import texts

PLAN_LEVELS = definition(
    level(0, "chineseCounting", "%1、", '<w:suff w:val="nothing"/>'),
    level(1, "chineseCounting", "（%2）", '<w:suff w:val="nothing"/>'),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircle", "%4", '<w:suff w:val="nothing"/>'),
)


def test_levels_count_on_and_start_anew_under_each_higher_one(read_bytes: ReadBytes) -> None:
    body = "".join(
        numbered(words, level=depth)
        for depth, words in [
            (0, "总体要求"),
            (0, "重点任务"),
            (1, "道路"),
            (2, "改造"),
            (2, "新建"),
            (1, "绿化"),
            (2, "公园"),
            (0, "保障"),
        ]
    )
    source = read_bytes(docx(body, PLAN_LEVELS + instance()))
    assert texts(source) == [
        "一、总体要求",
        "二、重点任务",
        "（一）道路",
        "1. 改造",
        "2. 新建",
        "（二）绿化",
        "1. 公园",
        "三、保障",
    ]
    assert [block.generated for block in source.blocks] == [2, 2, 3, 3, 3, 3, 3, 2]


def test_paragraphs_outside_the_list_have_no_number_and_do_not_count(read_bytes: ReadBytes) -> None:
    body = numbered("甲") + paragraph("说明") + numbered("乙")
    source = read_bytes(docx(body, PLAN_LEVELS + instance()))
    assert texts(source) == ["一、甲", "说明", "二、乙"]
    assert source.blocks[1].generated == 0


def test_a_number_may_be_made_of_several_levels(read_bytes: ReadBytes) -> None:
    levels = definition(level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    body = numbered("总则") + numbered("目标", level=1) + numbered("原则", level=1)
    source = read_bytes(docx(body, levels + instance()))
    assert texts(source) == ["第一章 总则", "1.1 目标", "1.2 原则"]


def test_without_the_legal_switch_each_level_keeps_its_own_digits(read_bytes: ReadBytes) -> None:
    levels = definition(level(0, "chineseCounting", "%1"), level(1, "decimal", "%1-%2"))
    assert texts(read_bytes(docx(numbered("目标", level=1), levels + instance()))) == ["一-1 目标"]


def test_a_list_starts_where_it_says(read_bytes: ReadBytes) -> None:
    levels = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>'
    assert texts(read_bytes(docx(numbered("甲") + numbered("乙"), levels + instance()))) == ["5) 甲", "6) 乙"]


def test_lists_of_one_definition_count_on_unless_one_overrides_the_start(read_bytes: ReadBytes) -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = PLAN_LEVELS + instance(1) + instance(2) + instance(3, more=restart)
    body = numbered("甲", 1) + numbered("乙", 2) + numbered("丙", 3) + numbered("丁", 3)
    assert texts(read_bytes(docx(body, lists))) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_an_instance_may_change_the_form_of_a_level(read_bytes: ReadBytes) -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1、")}</w:lvlOverride>'
    assert texts(read_bytes(docx(numbered("甲"), PLAN_LEVELS + instance(more=override)))) == ["A、 甲"]


def test_a_level_told_never_to_restart_counts_through(read_bytes: ReadBytes) -> None:
    levels = definition(
        level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')
    )
    body = numbered("甲") + numbered("子", level=1) + numbered("乙") + numbered("丑", level=1)
    assert texts(read_bytes(docx(body, levels + instance()))) == ["一、 甲", "1. 子", "二、 乙", "2. 丑"]


def test_bullets_are_no_numbers(read_bytes: ReadBytes) -> None:
    source = read_bytes(docx(numbered("甲"), definition(level(0, "bullet", "●")) + instance()))
    assert (texts(source), source.blocks[0].generated) == (["甲"], 0)


def test_numbers_with_leading_zeros_of_a_custom_format_are_kept(read_bytes: ReadBytes) -> None:
    number_format = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    levels = definition(
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/>{number_format}<w:lvlText w:val="%1"/></w:lvl>'
    )
    assert texts(read_bytes(docx(numbered("甲"), levels + instance()))) == ["001 甲"]


STYLES = (
    '<w:style w:type="paragraph" w:styleId="base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="one"><w:basedOn w:val="base"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="two"><w:basedOn w:val="base"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
)


def styled(text: str, style: str, more: str = "") -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>{more}')


def test_styles_hand_down_list_and_level(read_bytes: ReadBytes) -> None:
    body = styled("甲", "one") + styled("子", "two") + styled("丑", "two") + styled("乙", "one")
    source = read_bytes(docx(body, PLAN_LEVELS + instance(), STYLES))
    assert texts(source) == ["一、甲", "（一）子", "（二）丑", "二、乙"]


def test_list_zero_switches_the_number_of_a_style_off(read_bytes: ReadBytes) -> None:
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = styled("甲", "one") + styled("说明", "one", off) + styled("乙", "one")
    assert texts(read_bytes(docx(body, PLAN_LEVELS + instance(), STYLES))) == ["一、甲", "说明", "二、乙"]


def test_the_level_of_a_style_is_the_one_that_names_the_style(read_bytes: ReadBytes) -> None:
    levels = definition(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="one"/>'),
        level(1, "decimal", "%2.", '<w:pStyle w:val="three"/>'),
    )
    styles = STYLES + '<w:style w:type="paragraph" w:styleId="three"><w:basedOn w:val="base"/></w:style>'
    body = styled("甲", "one") + styled("子", "three")
    assert texts(read_bytes(docx(body, levels + instance(), styles))) == ["一、 甲", "1. 子"]


def test_a_definition_may_stand_behind_a_numbering_style(read_bytes: ReadBytes) -> None:
    styles = '<w:style w:type="numbering" w:styleId="plan"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
    linked = definition(number=4, more='<w:numStyleLink w:val="plan"/>')
    lists = PLAN_LEVELS + linked + instance(1, 4) + instance(7, 0)
    assert texts(read_bytes(docx(numbered("甲"), lists, styles))) == ["一、甲"]


def test_styles_based_on_each_other_in_a_circle_do_no_harm(read_bytes: ReadBytes) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    assert texts(read_bytes(docx(styled("甲", "a"), PLAN_LEVELS + instance(), styles))) == ["甲"]


def test_a_deleted_paragraph_takes_no_number(read_bytes: ReadBytes) -> None:
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    gone = f"<w:p><w:pPr>{number}<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>"
    body = numbered("甲") + gone + numbered("乙")
    assert texts(read_bytes(docx(body, PLAN_LEVELS + instance()))) == ["一、甲", "二、乙"]
