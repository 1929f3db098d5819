"""Which stretches of a document are tasks."""

from __future__ import annotations

import pytest

from baicheng.reading.spans import Span
from baicheng.reading.structure import read_structure
from baicheng.reading.tasks.paragraphs import Stretch
from baicheng.reading.tasks.stretches import stretches
from baicheng.reading.text import Text
from tests.reading.texts import content_of

PLAN = "青石市2021年城市提质工作方案"


def found(*lines: str, title: str = PLAN) -> tuple[Text, list[Stretch]]:
    content = content_of("\n".join(lines), "docx")
    return content, stretches(content, read_structure(content, Span(0, len(content.text))), title)


def tasks(*lines: str, title: str = PLAN) -> dict[str, str]:
    """The words of each task by the address of its clause."""
    content, result = found(*lines, title=title)
    return {stretch.section.address: stretch.body.of(content.text) for stretch in result}


def units(*lines: str) -> list[list[str]]:
    _, result = found(*lines)
    return [[party.name for block in stretch.blocks for party in block.parties] for stretch in result]


def test_a_clause_with_units_under_it_is_a_task() -> None:
    lines = [
        "一、重点任务",
        "（一）完善设施",
        "1.打通断头路",
        "全年建成通车6条。",
        "牵头单位：市住建局",
        "责任单位：各区",
        "2.增加停车位",
        "新增停车位300个。",
        "牵头单位：市城管局",
    ]

    assert tasks(*lines) == {"一(一)1": "全年建成通车6条。", "一(一)2": "新增停车位300个。"}
    assert units(*lines) == [["市住建局", "各区"], ["市城管局"]]


def test_a_heading_that_runs_into_the_text_belongs_to_the_words() -> None:
    assert tasks("一、任务", "1.打通断头路。全年建成通车6条。（市住建局牵头）") == {
        "一1": "打通断头路。全年建成通车6条。"
    }


def test_where_the_heading_is_the_whole_task_its_words_are_the_words_of_the_task() -> None:
    lines = ["一、任务", "1.打通断头路6条（市住建局牵头）", "2.建设公园12个", "牵头单位：市园林局"]

    assert tasks(*lines) == {"一1": "打通断头路6条", "一2": "建设公园12个"}


def test_a_task_may_hold_several_paragraphs() -> None:
    lines = ["一、任务", "（一）畅通道路", "打通断头路6条。", "改造背街小巷。", "牵头单位：市住建局"]

    assert tasks(*lines) == {"一(一)": "打通断头路6条。\n改造背街小巷。"}


def test_several_brackets_in_one_clause_leave_it_one_task() -> None:
    lines = ["一、任务", "1.打通断头路6条（市住建局牵头）。建设公园12个（市园林局牵头）。"]
    _, result = found(*lines)

    assert [stretch.section.address for stretch in result] == ["一1"]
    assert len(result[0].blocks) == 2


def test_sub_items_with_their_own_units_are_tasks_of_their_own() -> None:
    lines = [
        "一、任务",
        "1.畅通道路",
        "（1）打通断头路6条。",
        "牵头单位：市住建局",
        "（2）改造背街小巷12条。",
        "牵头单位：市城管局",
    ]

    assert tasks(*lines) == {"一1(1)": "打通断头路6条。", "一1(2)": "改造背街小巷12条。"}


def test_a_block_under_several_items_belongs_to_the_item_under_which_it_is_printed() -> None:
    lines = [
        "一、任务",
        "（一）畅通道路",
        "1.打通断头路6条。",
        "2.改造背街小巷12条。",
        "牵头单位：市住建局",
        "（二）增绿",
        "1.建设公园。",
        "牵头单位：市园林局",
    ]
    _, result = found(*lines)

    assert [
        [p.name for b in s.blocks for p in b.parties] for s in result if s.section.address == "一(一)2"
    ] == [["市住建局"]]


def test_a_block_at_the_end_of_the_last_sub_item_closes_the_clause_where_the_others_have_theirs() -> None:
    lines = [
        "一、任务",
        "1.打通断头路。全年建成通车6条。",
        "牵头单位：市住建局",
        "2.整治河道。做好下列工作。",
        "（1）清淤12公里。",
        "（2）登记排污口。",
        "牵头单位：市水利局",
        "3.建设公园。全年建成12个。",
        "牵头单位：市园林局",
        "4.建设绿道。全年建成30公里。",
        "牵头单位：市园林局",
    ]

    assert list(tasks(*lines)) == ["一1", "一2", "一3", "一4"]
    assert tasks(*lines)["一2"] == "整治河道。做好下列工作。\n（1）清淤12公里。\n（2）登记排污口。"


def test_items_without_units_beside_assigned_ones_are_tasks_too() -> None:
    lines = [
        "一、总体要求",
        "坚持问题导向。",
        "二、任务",
        "1.打通断头路6条。",
        "牵头单位：市住建局",
        "2.改造背街小巷12条。",
        "3.建设公园12个。",
        "牵头单位：市园林局",
    ]

    assert list(tasks(*lines)) == ["二1", "二2", "二3"]
    assert units(*lines)[1] == []


@pytest.mark.parametrize(
    "general", ["总体要求", "指导思想", "工作目标", "保障措施", "组织领导", "工作要求", "基本原则"]
)
def test_general_sections_hold_no_tasks(general: str) -> None:
    lines = [
        "一、重点任务",
        "1.打通断头路6条。",
        "牵头单位：市住建局",
        f"二、{general}",
        "1.加强领导。",
        "2.严格考核。",
    ]

    assert list(tasks(*lines)) == ["一1"]


def test_general_sections_hold_tasks_where_units_are_printed_in_them() -> None:
    lines = [
        "一、重点任务",
        "1.打通断头路6条。",
        "牵头单位：市住建局",
        "二、保障措施",
        "1.加强资金保障，设立专项资金。",
        "牵头单位：市财政局",
        "2.严格考核。",
    ]

    assert list(tasks(*lines)) == ["一1", "二1"]


def test_a_plan_without_units_has_the_smallest_clauses_of_its_task_sections_as_tasks() -> None:
    lines = [
        "一、总体要求",
        "坚持问题导向。",
        "二、重点任务",
        "（一）畅通道路",
        "1.打通断头路6条。",
        "2.改造背街小巷12条。",
        "（二）建设公园12个。",
        "三、保障措施",
        "（一）加强领导。",
    ]

    assert tasks(*lines) == {
        "二(一)1": "打通断头路6条。",
        "二(一)2": "改造背街小巷12条。",
        "二(二)": "建设公园12个。",
    }


def test_a_plan_without_units_whose_sections_are_named_for_the_work_has_them_all() -> None:
    lines = [
        "一、指导思想",
        "坚持问题导向。",
        "二、畅通道路",
        "（一）打通断头路6条。",
        "三、增绿",
        "（一）建设公园12个。",
    ]

    assert list(tasks(*lines)) == ["二(一)", "三(一)"]


@pytest.mark.parametrize(
    "title",
    [
        "青石市城市管理办法",
        "关于表彰先进单位的决定",
        "青石市2020年考核情况的通报",
        "关于成立领导小组的通知",
        "青石市城市更新条例",
    ],
)
def test_regulations_and_circulars_without_units_hold_no_tasks(title: str) -> None:
    assert tasks("一、畅通道路", "（一）打通断头路6条。", title=title) == {}


@pytest.mark.parametrize("title", ["青石市城市管理办法实施方案", "青石市规范标准提升行动计划"])
def test_a_plan_may_be_about_a_regulation(title: str) -> None:
    assert list(tasks("一、畅通道路", "（一）打通断头路6条。", title=title)) == ["一(一)"]


def test_a_section_without_any_units_beside_assigned_ones_holds_no_tasks() -> None:
    lines = [
        "一、任务",
        "1.打通断头路6条。",
        "牵头单位：市住建局",
        "二、机制创新",
        "1.推进综合执法。",
        "2.推进信息共享。",
    ]

    assert list(tasks(*lines)) == ["一1"]


def test_a_regulation_that_assigns_work_to_units_has_tasks() -> None:
    lines = [
        "第一条 为规范管理，制定本办法。",
        "第二条 年底前建成平台。（牵头单位：市城管局）",
        "第三条 禁止乱堆乱放。",
    ]

    assert list(tasks(*lines, title="青石市城市管理办法")) == ["第二条"]


def test_articles_without_units_are_no_tasks() -> None:
    lines = ["第一章 总则", "第一条 为规范管理，制定本办法。", "第二章 任务", "第二条 各区应当建立台账。"]

    assert tasks(*lines, title="青石市城市提质工作方案") == {}


def test_an_enumeration_inside_a_sentence_stays_with_its_clause() -> None:
    lines = [
        "一、重点任务",
        "（一）对下列小区优先改造：",
        "（1）建成二十年以上的；",
        "（2）管网老化的。",
        "（二）建设公园12个。",
    ]
    found_tasks = tasks(*lines)

    assert list(found_tasks) == ["一(一)", "一(二)"]
    assert "管网老化的" in found_tasks["一(一)"]


def test_items_that_are_sentences_are_no_enumeration() -> None:
    lines = [
        "一、重点任务",
        "（一）抓好两项工作：",
        "1.打通断头路6条。",
        "2.改造背街小巷12条。",
        "（二）建设公园12个。",
    ]

    assert list(tasks(*lines)) == ["一(一)1", "一(一)2", "一(二)"]


def test_the_stages_of_a_plan_without_units_are_tasks() -> None:
    lines = [
        "一、总体要求",
        "坚持问题导向。",
        "二、实施步骤",
        "（一）部署阶段。3月底前完成动员。",
        "（二）整治阶段。9月底前完成整治。",
    ]

    assert list(tasks(*lines)) == ["二(一)", "二(二)"]


def test_an_unnumbered_paragraph_with_units_is_a_task() -> None:
    lines = ["打通断头路6条。", "牵头单位：市住建局", "建设公园12个。（市园林局牵头）"]
    content, result = found(*lines)

    assert [stretch.body.of(content.text) for stretch in result] == ["打通断头路6条。", "建设公园12个。"]
    assert [stretch.numbered for stretch in result] == [False, False]


def test_a_clause_that_only_groups_others_is_no_task() -> None:
    lines = [
        "一、任务",
        "（一）畅通道路",
        "1.打通断头路6条。",
        "牵头单位：市住建局",
        "2.改造小巷。",
        "牵头单位：市城管局",
    ]

    assert list(tasks(*lines)) == ["一(一)1", "一(一)2"]


def test_a_clause_with_units_of_its_own_above_assigned_sub_items_ends_where_they_begin() -> None:
    lines = [
        "一、任务",
        "（一）畅通道路。编制道路规划。（市规划局牵头）",
        "1.打通断头路6条。（市住建局牵头）",
        "2.改造小巷12条。（市城管局牵头）",
    ]
    found_tasks = tasks(*lines)

    assert found_tasks["一(一)"] == "畅通道路。编制道路规划。"
    assert list(found_tasks) == ["一(一)", "一(一)1", "一(一)2"]


def test_a_sentence_that_assigns_stays_in_the_words() -> None:
    lines = [
        "一、任务",
        "1.建设公园12个，由市园林局牵头，市财政局配合。",
        "2.打通断头路6条。（市住建局牵头）",
    ]

    assert tasks(*lines)["一1"] == "建设公园12个，由市园林局牵头，市财政局配合。"


def test_the_tasks_stand_in_the_order_of_the_text() -> None:
    lines = [
        "建设绿道。（市园林局牵头）",
        "一、任务",
        "1.打通断头路6条。（市住建局牵头）",
        "2.建设公园。（市园林局牵头）",
    ]
    _, result = found(*lines)

    assert [s.body for s in result] == sorted(s.body for s in result)
    assert len(result) == 3


def test_a_document_without_clauses_or_units_holds_no_tasks() -> None:
    assert tasks("各县区人民政府：", "请认真贯彻落实。") == {}
    assert tasks("") == {}


def test_items_of_an_annex_are_tasks() -> None:
    lines = [
        "现印发给你们，请认真执行。",
        "附件1",
        "重点任务清单",
        "一、道路",
        "1.打通断头路6条。",
        "牵头单位：市住建局",
    ]

    assert list(tasks(*lines)) == ["附件1 一1"]
