"""Tasks below the name of a unit are that unit's."""

from __future__ import annotations

import pytest

from tests.reading.plans import ledger_of

Bearers = tuple[tuple[str, ...], tuple[str, ...]]


def bearers(*lines: str) -> list[Bearers]:
    """Lead and responsible units of each task."""
    return [(task.lead, task.responsible) for task in ledger_of(*lines).tasks]


@pytest.mark.parametrize(
    ("education", "water"),
    [
        ("一、市教育局", "二、市水利局"),
        ("（一）市教育局（2项）", "（二）市水利局（1项）"),
        ("市教育局", "市水利局"),
    ],
)
def test_a_heading_that_is_a_unit_makes_it_responsible(education: str, water: str) -> None:
    lines = [education, "1.新建中小学20所。", "2.招聘教师500名。", water, "3.整治河道12公里。"]

    assert bearers(*lines) == [((), ("市教育局",)), ((), ("市教育局",)), ((), ("市水利局",))]


def test_a_heading_may_say_that_the_unit_leads() -> None:
    lines = [
        "一、市教育局牵头事项",
        "1.新建中小学20所。",
        "配合单位：市财政局",
        "二、市水利局牵头事项",
        "2.整治河道。",
    ]

    assert bearers(*lines) == [(("市教育局",), ("市财政局",)), (("市水利局",), ())]


def test_a_task_that_names_its_own_units_has_only_these() -> None:
    lines = ["一、市教育局", "1.新建中小学20所。", "牵头单位：市住建局", "二、市水利局", "2.整治河道。"]

    assert bearers(*lines) == [(("市住建局",), ()), ((), ("市水利局",))]


def test_the_duties_of_bodies_are_no_tasks() -> None:
    lines = [
        "一、重点任务",
        "1.整治河道12公里。",
        "二、职责分工",
        "（一）市教育局",
        "1.宣传。",
        "（二）市水利局",
        "1.监测。",
    ]

    assert bearers(*lines) == [((), ())]


def test_a_single_heading_that_names_a_body_makes_it_nothing() -> None:
    assert bearers("一、市水利局", "1.整治河道12公里。", "二、管网建设", "2.改造管网。") == [
        ((), ()),
        ((), ()),
    ]


def test_the_targets_below_a_unit_are_its_own() -> None:
    ledger = ledger_of("一、市教育局", "1.新建中小学20所。", "二、市水利局", "2.整治河道12公里。")

    assert [[party.name for part in task.parts for party in part.parties] for task in ledger.tasks] == [
        ["市教育局"],
        ["市水利局"],
    ]
