"""The rows of task tables are tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.model import Task
from baicheng.reading.spans import Source, Span
from baicheng.reading.structure import read_structure
from baicheng.reading.tasks.tables import table_tasks
from baicheng.reading.tasks.tasks import Frame
from tests.reading.texts import CellWords, source_of, table_source

FRAME = Frame(0, 2021, date(2021, 3, 8))
HEAD = ["序号", "工作内容", "牵头单位", "责任单位", "完成时限"]
PARK = ["1", "建成体育公园12个", "市体育局", "市财政局、各区", "6月底前"]
RIVER = ["2", "整治河道30公里", "市水利局", "各区", "2021年12月"]


def tasks_of(source: Source) -> list[Task]:
    content = clean(source)
    root = read_structure(content, Span(0, len(content.text)))
    return [row.read() for section in root.walk() for row in table_tasks(content, section, FRAME)]


def tasks(*rows: Sequence[CellWords]) -> list[Task]:
    return tasks_of(table_source("附件1", rows))


def test_each_row_is_a_task_with_what_its_columns_say() -> None:
    park, river = tasks(HEAD, PARK, RIVER)

    assert (park.text, park.lead, park.responsible) == (
        "建成体育公园12个",
        ("市体育局",),
        ("市财政局", "各区"),
    )
    assert park.deadlines == (date(2021, 6, 30),)
    assert [(int(target.value), target.unit) for target in park.targets] == [(12, "个")]
    assert (river.lead, river.deadlines) == (("市水利局",), (date(2021, 12, 31),))


def test_the_address_names_annex_table_and_row() -> None:
    assert [task.address for task in tasks(HEAD, PARK, RIVER)] == ["附件1 表(1)", "附件1 表(2)"]


def test_a_table_without_numbers_counts_its_rows() -> None:
    rows = [row[1:] for row in (HEAD, PARK, RIVER)]

    assert [task.address for task in tasks(*rows)] == ["附件1 表(1)", "附件1 表(2)"]


def test_a_cell_merged_over_several_rows_holds_for_each() -> None:
    rows: list[Sequence[CellWords]] = [
        HEAD,
        ["1", "建成公园12个", ("市园林局", 2), "各区", ("6月底前", 2)],
        ["2", "建成绿道30公里", None, "市水利局", None],
        RIVER,
    ]
    found = tasks(*rows)

    assert [task.lead for task in found] == [("市园林局",), ("市园林局",), ("市水利局",)]
    assert [task.deadlines for task in found[:2]] == [(date(2021, 6, 30),)] * 2


def test_a_task_merged_over_the_rows_of_its_measures_is_their_heading() -> None:
    rows: list[Sequence[CellWords]] = [
        ["序号", "重点任务", "具体措施", "责任单位"],
        [("1", 2), ("增加绿地", 2), "建成公园12个", "市园林局"],
        [None, None, "建成绿道30公里", "市水利局"],
    ]
    found = tasks(*rows)

    assert [(task.heading, task.text, task.responsible) for task in found] == [
        ("增加绿地", "建成公园12个", ("市园林局",)),
        ("增加绿地", "建成绿道30公里", ("市水利局",)),
    ]


def test_the_name_of_a_work_leads_the_text_of_its_content() -> None:
    rows = [
        ["序号", "项目名称", "建设内容及规模", "责任单位"],
        ["1", "东湖公园改造", "建设调蓄池2座", "市园林局"],
    ]
    (found,) = tasks(*rows)

    assert (found.heading, found.text) == ("东湖公园改造", "东湖公园改造\n建设调蓄池2座")


def test_a_goal_beside_the_name_of_a_work_is_its_content() -> None:
    rows = [
        ["序号", "项目名称", "目标任务", "责任单位"],
        ["1", "农贸市场改造", "改造农贸市场5个", "市商务局"],
    ]
    (found,) = tasks(*rows)

    assert (found.heading, found.text) == ("农贸市场改造", "农贸市场改造\n改造农贸市场5个")
    assert [int(target.value) for target in found.targets] == [5]


def test_a_tabbed_table_may_have_categories_and_cells_over_two_lines() -> None:
    text = "\n".join(
        [
            "附件1",
            "序号\t类别\t项目名称\t治理内容\t完成时限\t牵头单位\t责任单位",
            "1\t锅炉淘汰\t东城锅炉拆改\t拆除燃煤锅炉3台，铺设供热",
            "管网11公里\t2021年6月底\t市生态环境局\t东城区政府",
            "2\t\t临港锅炉整治\t淘汰燃煤锅炉14台\t8月20日前\t市生态环境局\t临港区管委会",
        ]
    )
    first, second = tasks_of(source_of(text))

    assert (first.heading, first.text) == (
        "东城锅炉拆改",
        "东城锅炉拆改\n拆除燃煤锅炉3台，铺设供热管网11公里",
    )
    assert [int(target.value) for target in first.targets] == [3, 11]
    assert (second.path[-1], second.lead, second.deadlines) == (
        "锅炉淘汰",
        ("市生态环境局",),
        (date(2021, 8, 20),),
    )


def test_goals_by_quarter_are_due_at_its_end() -> None:
    rows = [
        ["序号", "重点工作", "一季度目标", "上半年任务", "责任单位"],
        ["1", "公园建设", "完成设计", "建成8个", "市园林局"],
        ["2", "绿道建设", "", "建成绿道5公里", "市园林局"],
    ]
    parks, paths = tasks(*rows)

    assert parks.text == "公园建设\n完成设计\n建成8个"
    assert parks.deadlines == (date(2021, 3, 31), date(2021, 6, 30))
    assert paths.deadlines == (date(2021, 6, 30),)


def test_a_problem_column_states_no_goals() -> None:
    rows = [
        ["序号", "反馈问题", "整改措施", "责任单位", "整改时限"],
        ["1", "有9座泵站停用", "修复泵站9座", "市水利局", "9月底"],
    ]
    (found,) = tasks(*rows)

    assert (found.heading, found.text) == ("有9座泵站停用", "修复泵站9座")
    assert [target.text for target in found.targets] == ["修复泵站9座"]


def test_the_place_of_a_work_may_stand_between_its_name_and_its_content() -> None:
    rows = [
        ["序号", "项目名称", "建设地点", "总投资", "建设内容", "责任单位"],
        ["1", "东湖清淤", "东城区", "2300万元", "清淤河道12公里", "市水利局"],
    ]
    (found,) = tasks(*rows)

    assert found.text.startswith("东湖清淤") and found.text.endswith("清淤河道12公里")
    assert [target.unit for target in found.targets] == ["公里"]


def test_rows_without_a_number_belong_to_the_number_above() -> None:
    rows = [HEAD, PARK, ["", "建成球场30片", "市体育局", "各区", "9月底"], RIVER]

    assert [task.address for task in tasks(*rows)] == ["附件1 表(1)", "附件1 表(1-2)", "附件1 表(2)"]


def test_units_printed_once_hold_for_the_rows_without_a_number() -> None:
    rows = [
        ["序号", "责任单位", "工作任务", "完成时限"],
        ["1", "市水利局", "整治河道30公里", "9月底"],
        ["", "", "新建泵站2座", "10月底"],
    ]

    assert [task.responsible for task in tasks(*rows)] == [("市水利局",), ("市水利局",)]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("责任分工", "市水利局牵头，各区配合"),
        ("责任单位", "牵头单位：市水利局；配合单位：各区"),
        ("牵头及责任单位", "市水利局（牵头）、各区"),
    ],
)
def test_a_cell_may_give_the_roles_itself(heading: str, cell: str) -> None:
    (found,) = tasks(["序号", "工作任务", heading, "时限要求"], ["1", "整治河道30公里", cell, "9月底"])

    assert (found.lead, found.responsible) == (("市水利局",), ("各区",))
    assert found.deadlines == (date(2021, 9, 30),)


def test_a_category_printed_once_holds_for_the_rows_below() -> None:
    rows = [
        ["类别", "工作任务", "责任单位"],
        ["城市绿化", "建成公园12个", "市园林局"],
        ["", "建成绿道30公里", "市园林局"],
        ["河道整治", "整治河道6条", "市水利局"],
    ]

    assert [task.path[-1] for task in tasks(*rows)] == ["城市绿化", "城市绿化", "河道整治"]


def test_a_head_repeated_on_the_next_page_is_dropped() -> None:
    assert [task.text for task in tasks(HEAD, PARK, HEAD, RIVER)] == ["建成体育公园12个", "整治河道30公里"]


def test_a_title_above_the_head_is_passed_over() -> None:
    rows = [["重点任务分解表", "", "", "", ""], HEAD, PARK]

    assert [task.text for task in tasks(*rows)] == ["建成体育公园12个"]


def test_a_row_broken_over_pages_is_put_together() -> None:
    rows: list[Sequence[CellWords]] = [
        HEAD,
        ["1", "建成体育公园12个，", "市体育局", "市财政局、", "6月底前"],
        ["", "新增绿道30公里", "", "各区", ""],
        RIVER,
    ]
    park, river = tasks(*rows)

    assert park.text.replace("\n", "") == "建成体育公园12个，新增绿道30公里"
    assert park.responsible == ("市财政局", "各区")
    assert [int(target.value) for target in park.targets] == [12, 30]
    assert river.text == "整治河道30公里"


def test_a_row_right_under_the_head_is_no_part_of_it() -> None:
    for first in (["", "公园建设", "", "", ""], ["", "推进公园建设，完善服务设施", "", "", ""]):
        assert "建成体育公园12个" in [task.text for task in tasks(HEAD, first, PARK)]


def test_a_row_without_number_units_and_limits_continues_the_row_before() -> None:
    rows = [HEAD, PARK, ["", "新增绿道30公里", "", "", ""]]
    (park,) = tasks(*rows)

    assert "新增绿道30公里" in park.text


def test_rows_that_only_name_a_class_are_no_tasks() -> None:
    assert [task.text for task in tasks(HEAD, ["一、公园建设", None, None, None, None], PARK, RIVER)] == [
        "建成体育公园12个",
        "整治河道30公里",
    ]
    same = ["公园建设"] * 1
    assert [task.text for task in tasks(HEAD, same, PARK)] == ["建成体育公园12个"]


@pytest.mark.parametrize("word", ["合计", "总计", "小计", "备注：按月调度", "说明"])
def test_rows_of_totals_and_notes_are_no_tasks(word: str) -> None:
    assert [task.text for task in tasks(HEAD, PARK, ["", word, "", "", ""])] == ["建成体育公园12个"]
    assert [task.text for task in tasks(HEAD, PARK, ["3", word, "市财政局", "", ""])] == ["建成体育公园12个"]


def test_a_class_column_is_part_of_the_path() -> None:
    rows: list[Sequence[CellWords]] = [
        ["序号", "类别", "工作内容", "责任单位"],
        ["1", ("生态", 2), "建成公园12个", "市园林局"],
        ["2", None, "整治河道", "市水利局"],
    ]

    assert [task.path for task in tasks(*rows)] == [("附件1", "生态")] * 2


def test_a_target_column_gives_targets_and_deadlines() -> None:
    rows: list[Sequence[CellWords]] = [
        ["序号", "工作内容", "年度目标", "责任单位"],
        ["1", "建设体育公园", "9月底前建成12个", "市体育局"],
    ]
    (task,) = tasks(*rows)

    assert [(int(target.value), target.unit) for target in task.targets] == [(12, "个")]
    assert task.deadlines == (date(2021, 9, 30),)


def test_leaders_and_supporting_units_have_columns() -> None:
    rows: list[Sequence[CellWords]] = [
        ["工作内容", "分管领导", "牵头单位", "配合单位"],
        ["建成公园12个", "周明远", "市园林局", "市财政局、\n市水利局"],
    ]
    (task,) = tasks(*rows)

    assert (task.supervisor, task.lead) == (("周明远",), ("市园林局",))
    assert task.responsible == task.supporting == ("市财政局", "市水利局")


def test_the_units_of_a_column_may_carry_their_own_verbs() -> None:
    rows = [["工作内容", "责任单位"], ["建成公园12个", "市园林局牵头，市财政局配合"]]
    (task,) = tasks(*rows)

    assert (task.lead, task.responsible) == (("市园林局",), ("市财政局",))


def test_a_table_of_something_else_holds_no_tasks() -> None:
    assert tasks(["姓名", "单位", "电话"], ["周明远", "市水利局", "666"]) == []
    assert tasks(["站点", "目标值"], ["东湖", "35"]) == []


def test_a_table_that_goes_on_as_a_new_one_keeps_its_columns() -> None:
    source = table_source("附件1", [HEAD, PARK], "注：续表")
    more = table_source("", [RIVER], table=2)
    shift = len(source.text) + 1
    blocks = [replace(block, start=block.start + shift, end=block.end + shift) for block in more.blocks]
    both = Source("plan.docx", "docx", source.text + "\n" + more.text, (*source.blocks, *blocks))

    assert [task.lead for task in tasks_of(both)] == [("市体育局",), ("市水利局",)]


def test_two_tables_of_one_annex_have_addresses_of_their_own() -> None:
    text = (
        "附件1\n"
        + "\n".join("\t".join(row) for row in (HEAD, PARK))
        + "\n表二\n"
        + "\n".join("\t".join(row) for row in (HEAD, RIVER))
    )
    addresses = [task.address for task in tasks_of(source_of(text))]

    assert addresses == ["附件1 表(1)", "附件1 表2(2)"]


def test_a_tabbed_table_is_read_like_one_of_a_word_processor() -> None:
    text = "附件1\n" + "\n".join("\t".join(row) for row in (HEAD, PARK, RIVER))
    tabbed, ruled = tasks_of(source_of(text)), tasks(HEAD, PARK, RIVER)

    assert [(t.text, t.lead, t.responsible, t.deadlines) for t in tabbed] == [
        (t.text, t.lead, t.responsible, t.deadlines) for t in ruled
    ]


def test_a_flattened_table_is_read_like_one_of_a_word_processor() -> None:
    text = "附件1\n" + "\n".join("\n".join(row) for row in (HEAD, PARK, RIVER))
    flattened, ruled = tasks_of(source_of(text)), tasks(HEAD, PARK, RIVER)

    assert [(t.text, t.lead, t.responsible, t.deadlines) for t in flattened] == [
        (t.text, t.lead, t.responsible, t.deadlines) for t in ruled
    ]


def test_a_group_of_units_wrapped_inside_a_cell_is_one_name() -> None:
    row = ["1", "建成体育公园12个并向社会开放", "市体育局", "市财政局、各开发区、县（市、\n区）", "6月底前"]
    text = "附件1\n" + "\n".join([*HEAD, *row])
    (flattened,) = tasks_of(source_of(text))
    (ruled,) = tasks(HEAD, row)

    assert flattened.responsible == ("市财政局", "各开发区", "县（市、区）")
    assert ruled.responsible == flattened.responsible


def test_a_flattened_table_and_a_tabbed_one_in_one_annex_do_not_mix() -> None:
    flattened = "\n".join("\n".join(row) for row in (HEAD, PARK))
    tabbed = "\n".join("\t".join(row) for row in (HEAD, RIVER))
    found = tasks_of(source_of(f"附件1\n{flattened}\n注：按月调度\n{tabbed}"))

    assert [(task.text, task.lead) for task in found] == [
        ("建成体育公园12个", ("市体育局",)),
        ("整治河道30公里", ("市水利局",)),
    ]


def test_the_words_of_a_task_and_its_parts_stand_at_their_spans() -> None:
    content = clean(table_source("附件1", [HEAD, PARK, RIVER]))
    root = read_structure(content, Span(0, len(content.text)))

    for section in root.walk():
        for row in table_tasks(content, section, FRAME):
            task = row.read()
            assert task.span.of(content.text) == task.text
            assert all(party.span.of(content.text) == party.name for party in task.parties)
            assert all(part.span.of(content.text) == part.text for part in task.parts)


def test_a_head_may_have_two_rows() -> None:
    rows: list[Sequence[CellWords]] = [
        [("序号", 2), ("工作内容", 2), "责任分工", "", ("完成时限", 2)],
        [None, None, "牵头", "配合", None],
        PARK,
        ["序号", "工作内容", "责任分工", "", "完成时限"],
        RIVER,
    ]

    assert [(task.lead, task.responsible) for task in tasks(*rows)] == [
        (("市体育局",), ("市财政局", "各区")),
        (("市水利局",), ("各区",)),
    ]


def test_a_row_of_one_cell_is_the_category_of_those_below() -> None:
    rows = [
        HEAD,
        ["一、惠民"],
        PARK,
        ["（一）河道"],
        RIVER,
        ["二、其他"],
        ["3", "建成绿道30公里", "市园林局"],
    ]

    assert [task.path[1:] for task in tasks(*rows)] == [
        ("一、惠民",),
        ("一、惠民", "（一）河道"),
        ("二、其他",),
    ]


def test_a_row_with_a_han_number_and_a_name_alone_is_a_category_too() -> None:
    rows = [HEAD, ["一", "惠民工程", "", "", ""], PARK, ["二", "治水工程", "", "", ""], RIVER]

    assert [task.path[-1] for task in tasks(*rows)] == ["一惠民工程", "二治水工程"]


def test_units_in_a_row_of_their_own_belong_to_the_row_above() -> None:
    rows = [HEAD, PARK, ["", "", "", "市公安局", ""], RIVER]

    assert [task.responsible for task in tasks(*rows)] == [("市财政局", "各区", "市公安局"), ("各区",)]
