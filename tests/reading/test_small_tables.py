"""Tables in the forms in which extraction leaves them, each with another head and other breakages."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest

from baicheng.reading.model import Task
from baicheng.reading.reader import read_source
from tests.reading.plans import HEAD
from tests.reading.texts import source_of


class Said(NamedTuple):
    """What is expected of a task."""

    heading: str
    text: str
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    deadlines: tuple[date, ...]
    goals: tuple[float, ...]


def tasks_of(text: str) -> list[Task]:
    return list(read_source(source_of("\n".join([*HEAD, "附件", text]))).tasks)


def said(text: str) -> list[Said]:
    return [
        Said(
            task.heading,
            task.text.replace("\n", "/"),
            task.lead,
            task.responsible,
            task.deadlines,
            tuple(float(target.value) for target in task.targets),
        )
        for task in tasks_of(text)
    ]


INSPECTION = """序
号
督察
反馈意见
整改目标
整改措施
责任领导
牵头(责任)
单位
整改时限
销号
情况
1
部分乡镇污水管网不配套，31个排口
污水直排
2021年底前乡镇污水处理率达到85%
以上
新建污水管网42公里，改造检查
井310座，建立管网巡查制度。
王 鹏
市生态环境局
安平县政府
2021年12月底前
2
执法不严
执法检查覆盖面达到100%
开展专项执法检查不少于4次，查处
违法案件情况向社会公开。
陈国梁
市公安局
立行立改，长期坚持
—
抄送：市委办公室"""


def test_a_list_of_problems_one_cell_a_line_with_torn_headings() -> None:
    first, second = said(INSPECTION)

    assert first == Said(
        "部分乡镇污水管网不配套，31个排口污水直排",
        "新建污水管网42公里，改造检查井310座，建立管网巡查制度。",
        ("市生态环境局", "安平县政府"),
        (),
        (date(2021, 12, 31),),
        (42, 310, 85),
    )
    assert (second.lead, second.deadlines, second.goals) == (("市公安局",), (), (4, 100))


def test_rows_without_numbers_one_cell_a_line() -> None:
    text = """工作任务
具体措施
牵头单位
配合单位
时间节点
老旧小区改造
改造小区52个，加装电梯40部。
市住房城乡建设局
市财政局、各区政府
10月底前
供水保障
新建水厂1座，改造管网85公里，管网漏损率
降至12%以下。
市水务局
市发展改革委
市财政局
12月底前
注：按月调度。"""
    first, second = said(text)

    assert first.text == "老旧小区改造/改造小区52个，加装电梯40部。"
    assert (first.lead, first.responsible) == (("市住房城乡建设局",), ("市财政局", "各区政府"))
    assert second == Said(
        "供水保障",
        "供水保障/新建水厂1座，改造管网85公里，管网漏损率降至12%以下。",
        ("市水务局",),
        ("市发展改革委", "市财政局"),
        (date(2021, 12, 31),),
        (1, 85, 12),
    )


def test_a_category_printed_once_before_the_number_and_a_remark_behind() -> None:
    text = """任务清单
类别
序号
重点任务
责任单位
完成时间
备注
交通畅行
1
改造提升主干道12条，新增泊位3000个
市城市管理局
9月底前
续建
2
打通断头路6条
市住房城乡建设局、各区政府
12月底前
绿化美化
3
建成口袋公园20个
市园林局
6月底前
新建"""

    assert [task.path[-1] for task in tasks_of(text)] == ["交通畅行", "交通畅行", "绿化美化"]
    assert [(row.responsible, row.deadlines) for row in said(text)] == [
        (("市城市管理局",), (date(2021, 9, 30),)),
        (("市住房城乡建设局", "各区政府"), (date(2021, 12, 31),)),
        (("市园林局",), (date(2021, 6, 30),)),
    ]


def test_numbers_and_places_in_columns_of_their_own_are_no_goals() -> None:
    text = """序号
项目名称
建设地点
主要建设内容及规模
总投资（亿元）
年度计划投资
责任单位
包联领导
1
铝板带项目
高新区
新上热轧、冷轧生产线各1条，年产铝板带20
万吨。
12
3
高新区管委会
高建新
2
云计算中心
滨湖区
建设标准机架3000个。
3.5
2
市工信局
陈国梁"""
    first, second = tasks_of(text)

    assert [int(target.value) for target in first.targets] == [1, 20]
    assert [int(target.value) for target in second.targets] == [3000]
    assert (second.heading, second.supervisor, second.responsible) == (
        "云计算中心",
        ("陈国梁",),
        ("市工信局",),
    )


TABBED = """序号\t工作任务\t推进措施及目标\t牵头单位\t责任单位\t完成
时限\t备注
（一）夯实基础
1\t数据共享\t接入接口60个，编制
共享责任清单；
实现电子证照互认。\t市大数据局\t市公安局
市民政局
市税务局\t10月底前\t
2\t一窗受理\t“一窗受理”率达到85%以上\t市行政审批局\t各区政府\t11月
底前\t
— 3 —
序号\t工作任务\t推进措施及目标\t牵头单位\t责任单位\t完成
时限\t备注
（二）提升能力
3\t人员培训\t培训窗口人员600人\t市人社局\t\t12月底前\t滚动
推进
附件2"""


def test_cells_of_a_tabbed_table_run_over_lines_and_categories_stand_between_its_rows() -> None:
    first, second, third = said(TABBED)

    assert [task.path[-1] for task in tasks_of(TABBED)] == [
        "（一）夯实基础",
        "（一）夯实基础",
        "（二）提升能力",
    ]
    assert first == Said(
        "数据共享",
        "数据共享/接入接口60个，编制共享责任清单；/实现电子证照互认。",
        ("市大数据局",),
        ("市公安局", "市民政局", "市税务局"),
        (date(2021, 10, 31),),
        (60,),
    )
    assert (second.lead, second.deadlines) == (("市行政审批局",), (date(2021, 11, 30),))
    assert (third.lead, third.responsible, third.deadlines) == (("市人社局",), (), (date(2021, 12, 31),))


def test_strokes_part_a_table_of_problems_with_a_category() -> None:
    text = """| 序号 | 反馈问题 | 整改措施 | 牵头单位 | 整改时限 |
|------|------|------|------|------|
| 一、规划方面 |
| 1 | 有9处违建未拆 | 拆除违建8处，复绿300亩 | 市城市管理局 | 9月底 |
| 2 | 规划编制滞后 | 完成62个村庄规划编制 | 市自然资源局 | 长期坚持 |"""
    first, second = said(text)

    assert first == Said(
        "有9处违建未拆", "拆除违建8处，复绿300亩", ("市城市管理局",), (), (date(2021, 9, 30),), (8, 300)
    )
    assert (second.deadlines, second.goals) == ((), (62,))


def test_cells_go_on_below_their_column_where_blanks_part_them() -> None:
    text = """序号  任务名称    工作措施及目标              责任单位      时限
1     东湖清淤    清淤河道12公里，新建泵站    市水利局      9月底
                  2座。                       市财政局
2     水厂扩建    日供水能力达到5万吨。       市水务集团    12月底
      注：略"""
    first, second = said(text)

    assert (first.text, first.responsible, first.goals) == (
        "东湖清淤/清淤河道12公里，新建泵站2座。",
        ("市水利局", "市财政局"),
        (12, 2),
    )
    assert (second.heading, second.responsible) == ("水厂扩建", ("市水务集团",))


def test_a_work_merged_over_several_rows_is_printed_once() -> None:
    text = """序号
重点任务
具体任务
责任单位
完成时限
1
扩大绿地
建成公园12个，新增绿地30公顷。
市园林局
6月底前
建成绿道30公里，设置驿站15处。
市水利局
9月底前
2
畅通道路
打通断头路6条，改造路口18处。
市住建局
12月底前"""

    assert [(row.responsible, row.goals) for row in said(text)] == [
        (("市园林局",), (12, 30)),
        (("市水利局",), (30, 15)),
        (("市住建局",), (6, 18)),
    ]


def test_numbers_may_begin_anew_below_each_category() -> None:
    text = """编号
任务
责任单位
时限
一、治水
1
整治河道30公里
市水利局
9月底
2
新建泵站2座
市水务局
10月底
二、治气
1
淘汰锅炉14台
市生态环境局
12月底
2
安装在线监测设备6套
各县（市、区）政府、开发区
管委会
长期坚持"""

    assert [(task.path[-1], task.responsible) for task in tasks_of(text)] == [
        ("一、治水", ("市水利局",)),
        ("一、治水", ("市水务局",)),
        ("二、治气", ("市生态环境局",)),
        ("二、治气", ("各县（市、区）政府", "开发区管委会")),
    ]


def test_a_count_in_the_cell_of_the_limit_is_a_goal() -> None:
    text = """序号
反馈问题
整改任务及措施
牵头单位
整改时限
1
学位供给不足
新建幼儿园24所，新增学位5400个。
市教育局
2021年9月1日前投用14所，2022年8月底前全部投用
2
收费不规范
开展收费检查，清退违规收费。
市市场监管局
30个工作日内"""
    first, second = said(text)

    assert (first.deadlines, first.goals) == ((date(2021, 9, 1), date(2022, 8, 31)), (24, 5400, 14))
    assert second.goals == ()


@pytest.mark.parametrize(
    "after", ["各牵头单位要加强领导，确保任务落实。", "附件2", "注：时限以验收为准。", ""]
)
def test_what_follows_a_table_is_no_part_of_its_last_row(after: str) -> None:
    text = "\n".join(
        ["序号", "工作内容", "责任单位", "时限", "1", "建成公园12个", "市园林局", "9月底"] * 1 + [after]
    )

    assert [row.text for row in said(text)] == ["建成公园12个"]


@pytest.mark.parametrize(
    "lines",
    [
        ["工作目标", "重点任务", "责任单位", "时间安排"],
        ["工作目标", "重点任务", "责任单位", "时间安排", "一、总体要求", "坚持问题导向。"],
        ["序号", "姓名", "单位", "联系电话", "1", "周明远", "市水利局", "666"],
    ],
)
def test_lines_that_only_look_like_a_head_make_no_table(lines: list[str]) -> None:
    assert said("\n".join(lines)) == []
