"""Task tables that extraction has flattened to one cell a line get their rows and columns back."""

from __future__ import annotations

from baicheng.reading.cleaning.flattened import flattened_tables
from baicheng.reading.cleaning.lines import Line
from baicheng.reading.spans import Cell
from tests.reading.texts import line_of

HEAD = ["序号", "工作内容", "牵头单位", "配合单位", "完成时限"]


def placed(*norms: str) -> list[Line]:
    return list(flattened_tables(iter([line_of(norm) for norm in norms])))


def rows(lines: list[Line]) -> dict[int, dict[int, str]]:
    """The cells of a table by row and column, the lines of each joined."""
    found: dict[int, dict[int, str]] = {}
    for line in lines:
        if line.cell is not None:
            row = found.setdefault(line.cell.row, {})
            row[line.cell.column] = row.get(line.cell.column, "") + line.norm
    return found


def cells(*norms: str) -> dict[int, dict[int, str]]:
    return rows(placed(*norms))


def test_each_line_gets_the_cell_that_suits_it() -> None:
    found = cells(
        *HEAD, "1", "完成老旧小区改造52个", "市住房城乡建设局", "市财政局、市公安局", "2021年12月底前"
    )

    assert found[1] == dict(enumerate(HEAD, 1))
    assert found[2] == {
        1: "1",
        2: "完成老旧小区改造52个",
        3: "市住房城乡建设局",
        4: "市财政局、市公安局",
        5: "2021年12月底前",
    }


def test_a_cell_may_have_several_lines() -> None:
    found = cells(
        *HEAD,
        "1",
        "完成老旧小区改造52个,惠及居民1.3",
        "万户以上,提升居住品质",
        "市住房城乡建设局",
        "市财政局、",
        "市公安局",
        "年底前",
    )

    assert found[2][2] == "完成老旧小区改造52个,惠及居民1.3万户以上,提升居住品质"
    assert found[2][4] == "市财政局、市公安局"
    assert found[2][5] == "年底前"


def test_rows_are_told_by_their_numbers() -> None:
    found = cells(
        *HEAD,
        "1",
        "建成体育公园并对外开放",
        "市体育局",
        "市财政局",
        "6月底前",
        "2",
        "整治河道沿线排污口",
        "市水利局",
        "各区",
        "长期",
    )

    assert found[2][2] == "建成体育公园并对外开放"
    assert found[3] == {1: "2", 2: "整治河道沿线排污口", 3: "市水利局", 4: "各区", 5: "长期"}


def test_a_number_with_a_dot_is_a_number_of_a_row_too() -> None:
    found = cells(
        *HEAD,
        "1.",
        "建成体育公园并对外开放",
        "市体育局",
        "市财政局",
        "6月底前",
        "2、",
        "整治河道",
        "市水利局",
        "各区",
        "长期",
    )

    assert set(found) == {1, 2, 3}


def test_heads_repeated_on_the_next_page_and_page_numbers_are_dropped() -> None:
    lines = placed(
        *HEAD,
        "1",
        "建成体育公园并对外开放,完善",
        "—3—",
        *HEAD,
        "周边停车设施",
        "市体育局",
        "市财政局",
        "6月底前",
    )

    assert rows(lines)[2][2] == "建成体育公园并对外开放,完善周边停车设施"
    assert [line.norm for line in lines].count("序号") == 1
    assert "—3—" not in [line.norm for line in lines]


def test_a_column_may_stay_empty() -> None:
    found = cells(*HEAD, "1", "建成体育公园并对外开放使用", "市体育局", "6月底前")

    assert found[2][2] == "建成体育公园并对外开放使用"
    assert found[2][5] == "6月底前"
    assert "市体育局" in (found[2].get(3), found[2].get(4))


def test_the_table_ends_where_a_clause_or_annex_begins() -> None:
    lines = placed(
        *HEAD, "1", "建成体育公园并对外开放", "市体育局", "市财政局", "6月底前", "三、保障措施", "加强领导。"
    )

    assert [line.norm for line in lines if line.cell is None] == ["三、保障措施", "加强领导。"]


def test_lines_before_and_after_stay_as_they_are() -> None:
    lines = placed(
        "附件",
        "重点任务表",
        *HEAD,
        "1",
        "建成体育公园并对外开放",
        "市体育局",
        "市财政局",
        "6月底前",
        "注:按月调度",
    )

    assert [line.norm for line in lines if line.cell is None] == ["附件", "重点任务表", "注:按月调度"]


def test_a_leader_in_charge_has_a_column() -> None:
    head = ["序号", "项目名称", "建设内容", "分管市领导", "责任单位"]
    found = cells(*head, "1", "东湖公园", "新建步道12公里、停车泊位300个,年内开放", "周明远", "市园林局")

    assert found[2] == {
        1: "1",
        2: "东湖公园",
        3: "新建步道12公里、停车泊位300个,年内开放",
        4: "周明远",
        5: "市园林局",
    }


def test_the_name_of_a_work_is_told_from_its_class_and_its_content() -> None:
    head = ["序号", "类别", "项目名称", "目标任务", "责任单位", "完成时限"]
    found = cells(
        *head,
        "1",
        "交通畅行",
        "城区停车和路灯",
        "新增停车泊位1500个,改造小巷28条,安装路灯900",
        "盏,主次干道亮灯率达到98%以上,加强停放",
        "管理。",
        "区住建局、区公安分局",
        "交警大队、各街道",
        "10月底前",
        "2",
        "营养改善",
        "和校车安全",
        "更新标准化校车45辆,全部安装视频监控和定位",
        "系统。",
        "区教育局",
        "9月底前",
    )

    assert found[2] == {
        1: "1",
        2: "交通畅行",
        3: "城区停车和路灯",
        4: "新增停车泊位1500个,改造小巷28条,安装路灯900盏,主次干道亮灯率达到98%以上,加强停放管理。",
        5: "区住建局、区公安分局交警大队、各街道",
        6: "10月底前",
    }
    assert found[3][3] == "营养改善和校车安全"


def test_headings_may_be_torn_over_two_lines() -> None:
    head = ["序号", "任务", "分类", "具体工作", "牵头", "单位", "责任单位", "完成", "时限"]
    found = cells(*head, "1", "治水", "整治河道30公里,新建泵站2座。", "市水利局", "市财政局", "9月底")

    assert found[2] == {
        1: "1",
        2: "治水",
        3: "整治河道30公里,新建泵站2座。",
        4: "市水利局",
        5: "市财政局",
        6: "9月底",
    }


def test_few_columns_or_columns_of_something_else_are_no_task_table() -> None:
    assert cells("序号", "工作内容", "牵头单位", "1", "建成公园", "市园林局") == {}
    assert cells("序号", "姓名", "联系电话", "备注", "1", "周明远", "6660000", "无") == {}
    assert cells("工作内容", "牵头单位", "配合单位", "完成时限", "1", "建成公园", "市园林局") == {}


def test_tables_are_counted_on() -> None:
    one = [*HEAD, "1", "建成体育公园并对外开放", "市体育局", "市财政局", "6月底前", "附件2"]
    lines = placed(*one, *one)

    assert {line.cell.table for line in lines if line.cell} == {1, 2}


def test_all_tables_are_counted_anew_in_the_order_of_the_text() -> None:
    known = [line_of("市水利局", cell=Cell(4, 1, 1)), line_of("市财政局", cell=Cell(7, 2, 3, rows=2))]
    flattened = [line_of(norm) for norm in [*HEAD, "1", "建成体育公园", "市体育局"]]
    lines = list(flattened_tables(iter([known[0], *flattened, line_of("附件2"), known[1]])))

    assert [line.cell for line in (lines[0], lines[-1])] == [Cell(1, 1, 1), Cell(3, 2, 3, rows=2)]
    assert {line.cell.table for line in lines[1:-2] if line.cell} == {2}


def test_a_table_behind_a_flattened_one_keeps_a_number_of_its_own() -> None:
    lines = [
        line_of(norm) for norm in [*HEAD, "1", "建成体育公园并对外开放", "市体育局", "市财政局", "6月底前"]
    ]
    other = [line_of("市水利局", cell=Cell(1, 1, 1)), line_of("市财政局", cell=Cell(1, 1, 2))]
    result = list(flattened_tables(iter([*lines, line_of("附件2"), *other])))

    flattened = {line.cell.table for line in result[: len(lines)] if line.cell}
    assert flattened.isdisjoint({line.cell.table for line in result[len(lines) :] if line.cell})


def test_a_date_or_a_leader_below_the_head_is_no_heading() -> None:
    head = ["分管领导", "完成时间", "工作内容", "责任", "单位"]
    rows_below = [
        "周明远",
        "2022年5月",
        "建成体育公园12个。",
        "市体育局",
        "王鹏",
        "2022年6月",
        "整治河道。",
        "市水利局",
    ]
    found = cells(*head, *rows_below)

    assert found[2] == {1: "周明远", 2: "2022年5月", 3: "建成体育公园12个。", 4: "市体育局"}
    assert len(found) == 3


def test_a_lone_character_ends_the_cell_above() -> None:
    found = cells(*HEAD, "1", "建成体育公园12个。", "市体育局", "市财政局、市直有关部", "门", "6月底前")

    assert (found[2][4], found[2][5]) == ("市财政局、市直有关部门", "6月底前")


LED = ["工作任务", "责任领导", "牵头单位", "配合单位", "完成时限"]
LONG = "按照精准的要求，整合各类涉农资金，集中力量补齐水、电、路、房等基础设施短板，完成32个村整村推进项目，减少贫困人口1.12万人，贫困面下降到9.6%以下。"


def test_a_column_that_only_names_the_work_holds_it_where_no_other_does() -> None:
    found = cells(
        *LED,
        LONG,
        "周明远",
        "县扶贫办",
        "县财政局",
        "12月底前",
        "新建学校2所。",
        "王鹏",
        "县教育局",
        "县住建局",
        "春秋两季",
    )

    assert found[2] == {1: LONG, 2: "周明远", 3: "县扶贫办", 4: "县财政局", 5: "12月底前"}
    assert found[3] == {1: "新建学校2所。", 2: "王鹏", 3: "县教育局", 4: "县住建局", 5: "春秋两季"}


def test_leaders_may_have_posts_in_brackets_or_a_line_each() -> None:
    found = cells(
        *LED,
        LONG,
        "周明远(副县长)",
        "县扶贫办",
        "县财政局",
        "12月底前",
        LONG,
        "王鹏",
        "周明远",
        "县教育局",
        "县住建局",
        "6月底前",
    )

    assert (found[2][2], found[2][3]) == ("周明远(副县长)", "县扶贫办")
    assert (found[3][2], found[3][3]) == ("王鹏周明远", "县教育局")
