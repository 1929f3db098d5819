"""The words before a colon say what stands behind it."""

from __future__ import annotations

import pytest

from baicheng.reading.model import Role
from baicheng.reading.wording.labels import LABEL, Label, heading_role, kind_of, opens_with_label, tears_label

_KINDS: dict[Role | Label, str] = {
    Role.LEAD: "牵头单位 牵头部门 牵头责任单位 责任牵头单位 第一牵头单位 牵头落实单位 主办单位 主责单位 主要负责单位 主要责任单位 第一责任单位 共同牵头单位 牵头",
    Role.RESPONSIBLE: "责任单位 责任部门 责任主体 相关责任单位 共同责任单位 整改责任单位 责任单位及责任人 任务单位 有关单位 负责单位 承担单位 推进部门 属地单位 责任主体单位 责任县区 责任地区",
    Role.SUPPORTING: "配合单位 协助单位 协办单位 参与单位 参加单位 支持单位 协同单位 配合部门 配合责任单位 配合",
    Role.IMPLEMENTING: "落实单位 实施单位 具体落实单位 承办单位 实施主体 完成单位 落实单位(人)",
    Role.SUPERVISOR: "分管领导 责任领导 牵头领导 分管市领导 市级责任领导 牵头市领导 分管副市长 包联领导 分管领导同志 县级分管领导 分管市长 包联县长",
    Label.LIMIT: "完成时限 整改时限 完成时间 完成期限 时限 期限 时间节点 办结时限 工作时限 完成日期 时间要求",
    Label.NAMES: "责任处室 责任科室 联系人 责任人 联络员 联系电话 督导单位 验收单位 监管单位",
    Label.WORDS: "整改目标 工作目标 整改措施 主要措施 备注 整改情况 问题表述 反馈问题 实施内容 项目名称 工作任务 工作举措",
}
_CASES = [(word, kind) for kind, words in _KINDS.items() for word in words.split()]


@pytest.mark.parametrize(("word", "kind"), _CASES)
def test_each_label_introduces_its_own_kind(word: str, kind: Role | Label) -> None:
    found = LABEL.match(f"{word}:市水利局")

    assert found is not None
    assert (found[0], kind_of(found)) == (f"{word}:", kind)


@pytest.mark.parametrize(
    ("word", "kind"), [case for case in _CASES if case[0] not in {"牵头", "配合", "有关单位"}]
)
def test_a_column_with_that_heading_holds_the_same(word: str, kind: Role | Label) -> None:
    assert heading_role(word) is kind


def test_a_bracket_between_label_and_colon_is_passed_over() -> None:
    found = LABEL.search("责任单位(部门):市水利局")

    assert found is not None
    assert kind_of(found) is Role.RESPONSIBLE


def test_all_labels_of_a_line_are_found_in_order() -> None:
    kinds = [
        kind_of(found) for found in LABEL.finditer("牵头单位:甲局 责任单位:乙局 分管领导:丙 完成时限:6月底")
    ]

    assert kinds == [Role.LEAD, Role.RESPONSIBLE, Role.SUPERVISOR, Label.LIMIT]


@pytest.mark.parametrize(
    "text",
    [
        "各责任单位要加强配合",
        "牵头单位负责汇总",
        "市水利局为牵头单位。",
        "现将有关事项通知如下:",
        "领导小组:",
    ],
)
def test_the_same_words_in_a_sentence_are_no_label(text: str) -> None:
    assert LABEL.search(text) is None


@pytest.mark.parametrize(
    "line", ["牵头单位:市水利局", "(责任单位:市水利局)", "〔牵头单位:市水利局〕", "责任单位"]
)
def test_a_line_may_open_with_a_label(line: str) -> None:
    assert opens_with_label(line)


@pytest.mark.parametrize("line", ["责任单位要加强配合", "1.牵头单位:市水利局", "市水利局", ""])
def test_other_lines_do_not(line: str) -> None:
    assert not opens_with_label(line)


@pytest.mark.parametrize("heading", ["序号", "总投资", "牵头单位和责任单位名单", ""])
def test_other_headings_of_columns_are_no_labels(heading: str) -> None:
    assert heading_role(heading) is None


@pytest.mark.parametrize(
    ("before", "after", "torn"),
    [
        ("责任单位:市水利局 完成", "时限:6月底", True),
        ("6月底前完成。市", "分管领导:周明远", True),
        ("责任单位:市内五区", "分管领导:周明远", False),
        ("责任单位:各县(市)区", "分管市领导:周明远", False),
    ],
)
def test_the_end_of_a_name_is_no_part_of_the_label_below(before: str, after: str, torn: bool) -> None:
    assert tears_label(before, after) is torn
