"""The heading of a column says what it holds."""

from __future__ import annotations

import pytest

from baicheng.reading.model import Role
from baicheng.reading.wording.columns import Column, column_kind, read_columns
from baicheng.reading.wording.labels import Label

_KINDS: dict[Role | Label | Column, str] = {
    Column.NUMBER: "序号 编号 项号",
    Column.CLASS: "任务分类 类别 领域 方面 工作类别 项目类型",
    Column.TITLE: "重点任务 项目名称 工程项目 治理项目 实事名称 工作任务 任务名称 主要任务 工程名称 实事项目",
    Column.PROBLEM: "问题 反馈问题 问题表述 督察反馈问题 突出问题 巡视反馈意见 存在不足 薄弱环节 需解决的问题",
    Column.CONTENT: "治理内容 实施内容 建设规模及内容 主要建设内容 2023年建设任务 年度任务 任务分解 形象进度 工作举措 推进措施 工作要点及目标 工作内容 主要内容 具体措施 建设内容 整改措施 具体任务 工作要求 工作措施 整改任务及措施 工作任务和目标 问题及整改措施 采取的措施",
    Column.TARGET: "治理目标 工作成效 工作目标 年度目标 目标值 预期目标 建设目标 指标 预期成果",
    Column.NOTE: "备注 说明 联系电话 总投资 投资(万元) 建设地点 资金来源 建设性质 工作进展 联系人及电话 完成情况 任务来源",
    Role.LEAD: "牵头单位 牵头部门 主办单位 牵头",
    Role.RESPONSIBLE: "责任单位 责任部门 责任主体",
    Role.SUPPORTING: "配合单位 协办单位 参与单位 配合",
    Role.SUPERVISOR: "分管市领导 责任领导",
    Label.LIMIT: "完成时限 完成时间 整改时限 时限 起止时间 整改完成时限 时间进度 完成时限及要求",
}
_CASES = [(heading, kind) for kind, headings in _KINDS.items() for heading in headings.split()]


@pytest.mark.parametrize(("heading", "kind"), _CASES)
def test_each_heading_names_its_kind(heading: str, kind: Role | Label | Column) -> None:
    assert column_kind(heading) is kind


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("责任单位(部门)", Role.RESPONSIBLE), ("完成\n时限", Label.LIMIT), ("人口(万人)", None)],
)
def test_brackets_and_line_ends_in_a_heading_are_passed_over(heading: str, kind: Role | Label | None) -> None:
    assert column_kind(heading) is kind


@pytest.mark.parametrize("heading", ["市水利局", "建成公园12个", "1", "", "打通断头路6条,新增停车位300个"])
def test_other_words_head_nothing(heading: str) -> None:
    assert column_kind(heading) is None


def test_the_columns_of_a_task_table_are_found_by_their_headings() -> None:
    columns = read_columns(
        dict(enumerate(["序号", "工作内容", "牵头单位", "责任单位", "完成时限", "备注"], 1))
    )

    assert columns is not None
    assert columns.roles == {3: Role.LEAD, 4: Role.RESPONSIBLE}
    assert columns.limits == [5]
    assert columns.first(Column.NUMBER) == 1
    assert columns.first(Column.CONTENT, Column.TITLE) == 2
    assert columns.first(Column.CLASS) is None


def test_the_first_kind_that_the_table_has_is_taken() -> None:
    columns = read_columns({1: "重点任务", 2: "具体措施", 3: "责任单位"})

    assert columns is not None
    assert columns.first(Column.CONTENT, Column.TITLE) == 2
    assert columns.first(Column.TITLE, Column.CONTENT) == 1


def test_a_column_that_nobody_knows_does_not_matter() -> None:
    columns = read_columns({1: "工作内容", 2: "总投资", 3: "责任单位"})

    assert columns is not None
    assert columns.roles == {3: Role.RESPONSIBLE}


@pytest.mark.parametrize(
    "headings",
    [
        {1: "序号", 2: "责任单位"},
        {1: "序号", 2: "工作内容", 3: "备注"},
        {1: "姓名", 2: "职务"},
        {1: "1", 2: "建成公园12个并全部对外开放使用", 3: "责任单位"},
        {},
    ],
)
def test_a_row_that_does_not_say_what_and_by_whom_or_when_heads_no_task_table(
    headings: dict[int, str],
) -> None:
    assert read_columns(headings) is None


def test_a_goal_beside_a_title_says_what_is_to_be_done() -> None:
    columns = read_columns({1: "项目名称", 2: "目标任务", 3: "责任单位"})
    apart = read_columns({1: "项目名称", 2: "建设内容", 3: "年度目标", 4: "责任单位"})

    assert columns is not None and columns.first(Column.CONTENT) == 2
    assert apart is not None and apart.others[Column.TARGET] == [3]


def test_work_and_a_time_limit_are_enough() -> None:
    assert read_columns({1: "工作内容", 2: "完成时限"}) is not None
