"""Lists of problems to put right (整改任务清单): each numbered problem with all its fields is one task."""

from __future__ import annotations

from datetime import date

import pytest

from baicheng.reading.model import Task
from tests.reading.plans import ledger_of

TITLE = ("附件", "青石市生态环境保护督察整改任务清单")


def tasks_of(*lines: str) -> list[Task]:
    return list(ledger_of(*TITLE, *lines).tasks)


def problem(opening: str, last: str) -> list[str]:
    """A problem whose units stand before its measures."""
    return [
        opening,
        "整改目标：水质达标率达到95%以上。",
        "整改时限：2021年9月底前",
        "责任领导：周明远（副市长）",
        "牵头单位：市水利局",
        "责任单位：市财政局、各区",
        "整改措施：",
        "1.清淤河道12公里。",
        last,
    ]


@pytest.mark.parametrize(
    "openings",
    [
        ("整改任务1：部分河道淤积，有9处堵塞。", "整改任务2：有4座泵站停用。"),
        ("问题一：部分河道淤积，有9处堵塞。", "问题二：有4座泵站停用。"),
        ("整改任务（一）：部分河道淤积，有9处堵塞。", "整改任务（二）：有4座泵站停用。"),
        ("【任务1】部分河道淤积，有9处堵塞。", "【任务2】有4座泵站停用。"),
        ("反馈问题1、部分河道淤积，有9处堵塞。", "反馈问题2、有4座泵站停用。"),
    ],
)
def test_what_follows_a_numbered_problem_belongs_to_it(openings: tuple[str, str]) -> None:
    first, second = tasks_of(
        *problem(openings[0], "2.10月底前新建泵站3座。"),
        *problem(openings[1], "2.12月底前建成截污管网8公里。"),
    )

    assert (first.lead, first.responsible, first.supervisor) == (
        ("市水利局",),
        ("市财政局", "各区"),
        ("周明远（副市长）",),
    )
    assert first.deadlines == (date(2021, 9, 30), date(2021, 10, 31))
    assert [int(target.value) for target in first.targets] == [95, 12, 3]
    assert second.deadlines == (date(2021, 9, 30), date(2021, 12, 31))
    assert [int(target.value) for target in second.targets] == [95, 12, 8]


def test_the_number_may_have_its_line_to_itself() -> None:
    first, second = tasks_of(
        "整改任务1",
        "问题表述：有9座泵站停用。",
        "责任单位：市水利局",
        "整改措施：9月底前修复泵站9座。",
        "整改任务2",
        "问题表述：有4处排污口未整治。",
        "责任单位：市生态环境局",
        "整改措施：整治排污口4处。",
    )

    assert first.text.startswith("问题表述：有9座泵站停用。")
    assert [(int(target.value), target.text) for target in first.targets] == [(9, "修复泵站9座")]
    assert (second.responsible, len(second.targets)) == (("市生态环境局",), 1)


def test_problems_are_counted_on_through_the_parts_of_the_list() -> None:
    found = tasks_of(
        "一、水环境方面",
        *problem("整改任务1：部分河道淤积，影响行洪。", "2.新建泵站3座。"),
        "二、大气环境方面",
        *problem("整改任务2：扬尘管控不力。", "2.新购雾炮车4台。"),
    )

    assert [task.path[-1] for task in found] == ["一、水环境方面", "二、大气环境方面"]
    assert [task.heading for task in found] == ["整改任务1", "整改任务2"]


@pytest.mark.parametrize("words", ["问题表述", "问题描述", "反馈问题", "存在问题", "具体问题"])
def test_the_figures_of_a_finding_are_no_goals(words: str) -> None:
    (found,) = tasks_of(
        "整改任务1", f"{words}：有9座泵站停用。", "责任单位：市水利局", "整改措施：修复泵站9座。"
    )

    assert len(found.targets) == 1


def test_a_word_with_a_number_inside_a_sentence_opens_nothing() -> None:
    (found,) = tasks_of("1.加快建设。", "按照任务1的要求推进，建成公园12个。（市园林局牵头）")

    assert found.lead == ("市园林局",)
