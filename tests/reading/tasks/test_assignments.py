"""The blocks in which a text assigns work."""

from __future__ import annotations

from itertools import pairwise

import pytest

from baicheng.reading.tasks.assignments import assignments_in
from baicheng.reading.tasks.labelled import Assignment
from baicheng.reading.text import Text
from tests.reading.texts import content_of


def blocks_of(*lines: str) -> tuple[Text, list[Assignment]]:
    content = content_of("\n".join(lines), "docx")
    return content, assignments_in(content, list(content.paragraphs))


def named(*lines: str) -> list[list[tuple[str, str]]]:
    """Role and name of the parties of each block."""
    return [[(party.role.value, party.name) for party in block.parties] for block in blocks_of(*lines)[1]]


def limits(*lines: str) -> list[list[str]]:
    content, blocks = blocks_of(*lines)
    return [[limit.of(content.text) for limit in block.limits] for block in blocks]


WATER_LEADS = ("lead", "市水利局")
WATER_ANSWERS = ("responsible", "市水利局")
MONEY_ANSWERS = ("responsible", "市财政局")
MONEY_SUPPORTS = ("supporting", "市财政局")


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("牵头单位", "lead"),
        ("牵头部门", "lead"),
        ("责任单位", "responsible"),
        ("责任部门", "responsible"),
        ("配合单位", "supporting"),
        ("协助单位", "supporting"),
        ("参与单位", "supporting"),
        ("落实单位", "implementing"),
        ("承办单位", "implementing"),
    ],
)
@pytest.mark.parametrize(
    "form", ["{}：市水利局", "（{}：市水利局）", "【{}：市水利局】", "[{}：市水利局]", "{} ：市水利局"]
)
def test_a_label_gives_its_units_a_role(label: str, role: str, form: str) -> None:
    assert named("1.整治河道12公里。", form.format(label)) == [[(role, "市水利局")]]
    assert named("1.整治河道12公里。" + form.format(label)) == [[(role, "市水利局")]]


def test_lines_that_follow_one_another_are_one_block() -> None:
    lines = [
        "1.整治河道。",
        "牵头单位：市水利局",
        "责任单位：市财政局",
        "分管领导：周明远",
        "完成时限：2021年6月底",
    ]
    content, blocks = blocks_of(*lines)

    assert len(blocks) == 1
    assert [party.name for party in blocks[0].parties] == ["市水利局", "市财政局", "周明远"]
    assert [limit.of(content.text) for limit in blocks[0].limits] == ["2021年6月底"]
    assert blocks[0].span.of(content.text) == "\n".join(lines[1:])
    assert blocks[0].closing


def test_labels_on_one_line_are_one_block() -> None:
    assert named("1.整治河道。", "牵头单位：市水利局　责任单位：市财政局 分管领导：周明远") == [
        [WATER_LEADS, MONEY_ANSWERS, ("supervisor", "周明远")]
    ]


def test_words_between_them_keep_blocks_apart() -> None:
    lines = ["1.整治河道。", "牵头单位：市水利局", "2.建设公园。", "牵头单位：市园林局"]

    assert named(*lines) == [[WATER_LEADS], [("lead", "市园林局")]]


def test_a_label_may_have_its_units_on_the_line_below() -> None:
    assert named("1.整治河道。", "牵头单位：", "市水利局") == [[WATER_LEADS]]
    assert named("1.整治河道。", "牵头单位：", "2.建设公园。") == [[]]


@pytest.mark.parametrize(
    ("bracket", "expected"),
    [
        ("（市水利局牵头，市财政局配合）", [WATER_LEADS, MONEY_SUPPORTS]),
        ("（牵头单位：市水利局；责任单位：市财政局）", [WATER_LEADS, MONEY_ANSWERS]),
        ("（牵头单位：市水利局，配合单位：市财政局）", [WATER_LEADS, MONEY_SUPPORTS]),
        ("（市水利局负责）", [("responsible", "市水利局")]),
        ("（市水利局、市财政局）", [("responsible", "市水利局"), MONEY_ANSWERS]),
        ("（市水利局）", [("responsible", "市水利局")]),
        (
            "（市水利局牵头，各县（市、区）人民政府配合）",
            [WATER_LEADS, ("supporting", "各县（市、区）人民政府")],
        ),
        ("（市水利局牵头，责任单位：市财政局）", [WATER_LEADS, MONEY_ANSWERS]),
    ],
)
def test_a_bracket_at_the_end_of_a_clause_assigns_it(bracket: str, expected: list[tuple[str, str]]) -> None:
    assert named(f"1.整治河道12公里。{bracket}") == [expected]
    assert named(f"1.整治河道12公里{bracket}。") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "1.建设托育机构（含家庭托育点）。",
        "1.整治河道（东段）12公里。",
        "1.改造管网（DN300以上）。",
        "本市（市教育局）有关工作正在推进，成效明显。",
        "按照有关规定（见附件）执行。",
        "推广“一网通办”（试行）",
    ],
)
def test_other_brackets_assign_nothing(text: str) -> None:
    assert named(text) == []


def test_bare_units_in_the_middle_of_a_sentence_assign_nothing() -> None:
    assert named("各部门（市教育局）组织学校开展活动。") == []


def test_several_brackets_in_one_clause_are_several_blocks() -> None:
    text = "1.整治河道。（市水利局牵头）建设公园。（市园林局牵头，市财政局配合）"

    assert named(text) == [[WATER_LEADS], [("lead", "市园林局"), MONEY_SUPPORTS]]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("由市水利局牵头，会同市财政局制定办法。", [WATER_LEADS, MONEY_SUPPORTS]),
        (
            "由市水利局牵头，市财政局、市公安局配合，6月底前完成。",
            [WATER_LEADS, MONEY_SUPPORTS, ("supporting", "市公安局")],
        ),
        ("以上工作由市水利局牵头，联合市财政局抓好落实。", [WATER_LEADS, MONEY_SUPPORTS]),
        ("河道整治，由市水利局牵头。", [WATER_LEADS]),
        ("河道整治由市水利局牵头。", [WATER_LEADS]),
        ("市水利局负责河道整治。", [WATER_ANSWERS]),
        ("1.市水利局牵头，市财政局配合，整治河道。", [WATER_LEADS, MONEY_SUPPORTS]),
        ("此项工作由市水利局负责。", [WATER_ANSWERS]),
        ("由市水利局牵头，市财政局负责落实。", [WATER_LEADS, MONEY_ANSWERS]),
        ("河道整治，由市水利局牵头，全面推进改造。", [WATER_LEADS]),
        (
            "整治河道，市水利局、财政局等成员单位参与。",
            [("supporting", "市水利局"), ("supporting", "财政局")],
        ),
    ],
)
def test_a_sentence_may_assign(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert named(sentence) == [expected]
    assert not blocks_of(sentence)[1][0].closing


@pytest.mark.parametrize(
    "text",
    [
        "市水利局要加强牵头协调。",
        "由专人负责。",
        "理由市水利局负责解释。",
        "实行行政首长负责制。",
        "河长负责人由各区确定。",
        "各牵头单位要定期调度，配合单位要主动对接。",
        "引导社会资本、行业专家参与。",
    ],
)
def test_other_sentences_assign_nothing(text: str) -> None:
    assert named(text) == []


def test_a_line_that_divides_the_work_may_name_several_leads() -> None:
    line = "部门分工：河道由市水利局牵头，市财政局配合；管网由市城管局牵头。"

    assert named("1.整治河道和管网。", line) == [[WATER_LEADS, MONEY_SUPPORTS, ("lead", "市城管局")]]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1.整治河道。", "完成时限：2021年6月底前"], [["2021年6月底前"]]),
        (["1.整治河道。", "整改时限：立行立改"], [["立行立改"]]),
        (["1.整治河道。（市水利局牵头，2021年6月底前完成）"], [["2021年6月底前完成"]]),
        (["1.整治河道。（责任单位：市水利局；完成时限：12月底前）"], [["12月底前"]]),
        (["1.整治河道。", "责任单位：市水利局，12月底前完成"], [["12月底前完成"]]),
    ],
)
def test_the_time_limit_of_a_block_is_read_with_it(lines: list[str], expected: list[list[str]]) -> None:
    assert limits(*lines) == expected


def test_names_that_are_no_parties_are_left_out() -> None:
    lines = ["1.整治河道。", "牵头单位：市水利局", "责任处室：河道处", "联系人：周明远"]

    assert named(*lines) == [[WATER_LEADS]]


def test_labels_of_words_assign_nothing() -> None:
    assert named("整改目标：水质达到Ⅲ类。", "整改措施：开展清淤。") == []


def test_cells_assign_nothing_here() -> None:
    content = content_of("序号\t内容\t责任单位\n1\t整治河道\t责任单位：市水利局")

    assert assignments_in(content, list(content.paragraphs)) == []


def test_the_units_of_a_label_end_with_the_sentence() -> None:
    assert named("1.整治河道。牵头单位：市水利局。加强巡查，落实责任。") == [[WATER_LEADS]]


@pytest.mark.parametrize(
    "text",
    [
        "由市水利局牵头，市财政局负责落实。",
        "市水利局负责清淤，市财政局负责资金。（责任单位：市水利局）",
        "由市水利局牵头，会同市财政局、各区负责整治（市公安局配合）。",
    ],
)
def test_blocks_do_not_overlap(text: str) -> None:
    _, blocks = blocks_of(text)

    assert all(earlier.span.end <= later.span.start for earlier, later in pairwise(blocks))
