"""Levels: thresholds on both sides, the gravest of several measures, hours in a row."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from baicheng.rules.compiling.grade import compile_grade
from baicheng.rules.deciding import grade
from baicheng.rules.kinds import faults_of
from baicheng.rules.model.grade import GradeRule
from baicheng.rules.results import GradeResult
from tests.rules.conftest import YEAR_2019, plain, sources_of

HEAD = """
title: {zh: 等级, en: Level}
source: {document: 驻政办〔2020〕49号}
for: {relation: things}
"""
CREDIT = (
    HEAD
    + """
grade: credit_status
relations: {things: {columns: {id: reference, score: number}}}
levels: [{level: 环保失信}, {level: 环保信用警示}]
measures:
  - measure: score
    title: {zh: 信用分, en: Score}
    of: score
    bands: [{level: none, at_least: 80}, {level: 环保信用警示, at_least: 60, below: 80}, {level: 环保失信, below: 60}]
    clause: 九
"""
)
EVENT = (
    HEAD
    + """
grade: event
relations: {things: {columns: {id: reference, deaths: number, loss: number, abroad: boolean}}}
levels: [{level: major}, {level: large}, {level: small}]
measures:
  - measure: deaths
    title: {zh: 死亡, en: Deaths}
    of: deaths
    bands: [{level: major, at_least: 30}, {level: large, at_least: 10, below: 30}, {level: small, above: 0, below: 10}, {level: none, at_most: 0}]
    clause: 一
  - measure: loss
    title: {zh: 损失, en: Loss}
    of: loss
    bands: [{level: large, at_least: 50}, {level: small, below: 50}]
    clause: 二
  - {measure: abroad, title: {zh: 涉外, en: Abroad}, when: abroad, level: large, clause: 三}
"""
)
SMOG = (
    HEAD
    + """
grade: smog
relations:
  things: {columns: {id: reference}}
  hours: {columns: {id: text, thing: {kind: reference, required: true}, at: {kind: moment, required: true}, aqi: number}}
facts:
  heavy: {title: {zh: 重度持续, en: Hours of heavy smog}, longest: aqi > 200, of: hours, by: thing, on: at, if_missing: undecided, unit: 小时}
levels: [{level: red}]
measures: [{measure: heavy, title: {zh: 持续, en: Lasting}, when: heavy >= 3, level: red, clause: 一}]
"""
)


def one(text: str, rows: Any = None, **columns: Any) -> GradeResult:
    rule = GradeRule.model_validate(plain(text))
    given = {"things": [{"id": "甲", **columns}], **(rows or {})}
    return grade(compile_grade(rule, YEAR_2019), sources_of(rule, given))[0]


@pytest.mark.parametrize(
    ("score", "level"),
    [
        ("80", None),
        ("79.999999", "环保信用警示"),
        ("79.5", "环保信用警示"),
        ("60", "环保信用警示"),
        ("59.999999", "环保失信"),
    ],
)
def test_each_boundary_of_credit_belongs_to_one_side(score: str, level: str | None) -> None:
    found = one(CREDIT, score=Decimal(score))

    assert (found.level, found.outcome) == (level, "met" if level else "not_met")


def test_a_level_that_those_judged_have_of_their_own_is_not_the_one_that_comes_out() -> None:
    with_own = CREDIT.replace("{id: reference", "{id: reference, level: text", 1)
    assert with_own != CREDIT

    assert one(with_own, score=Decimal(59), level="county").level == "环保失信"
    assert one(with_own, score=Decimal(80), level="county").level is None


def test_an_unknown_score_is_undecided_and_no_clean_record() -> None:
    found = one(CREDIT)

    assert (found.level, found.outcome, found.undecided[0].names) == (None, "undecided", ("score",))


@pytest.mark.parametrize(
    ("columns", "level", "outcome"),
    [
        ({"deaths": 29, "loss": 10, "abroad": False}, "large", "met"),
        ({"deaths": 30, "loss": 10, "abroad": False}, "major", "met"),
        ({"deaths": 0, "loss": 50, "abroad": False}, "large", "met"),
        ({"deaths": 0, "loss": 49, "abroad": True}, "large", "met"),
        # The gravest is reached already, whatever the unknown loss may be.
        ({"deaths": 30, "abroad": False}, "major", "met"),
        ({"deaths": 10, "loss": None, "abroad": None}, "large", "met"),
        ({"deaths": 9, "loss": None, "abroad": False}, None, "undecided"),
        ({"loss": 60, "abroad": True}, None, "undecided"),
    ],
)
def test_the_gravest_measure_decides(columns: dict[str, Any], level: str | None, outcome: str) -> None:
    found = one(EVENT, **columns)

    assert (found.level, found.outcome) == (level, outcome)


def test_the_mildest_measure_decides_where_all_must_be_reached() -> None:
    text = EVENT.replace("grade: event", "grade: event\ncombine: mildest")

    assert one(text, deaths=30, loss=60, abroad=True).level == "large"
    assert one(text, deaths=30, loss=60, abroad=False).outcome == "not_met"


def hours(*values: int | None) -> dict[str, Any]:
    start = datetime.combine(date(2019, 12, 31), time(0))
    rows = [
        {"id": str(number), "thing": "甲", "at": start + timedelta(hours=number), "aqi": value}
        for number, value in enumerate(values)
        if value != -1
    ]
    return {"hours": rows}


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ((201, 201, 201), "met"),
        ((201, 201, 200, 201, 201), "not_met"),
        ((201, 201, None), "undecided"),
        # How many hours is unknown, so it is left open, though three it cannot be.
        ((201, None, 100), "undecided"),
        ((201, 201, -1, 201), "not_met"),
        ((), "undecided"),
    ],
)
def test_hours_count_in_a_row(values: tuple[int | None, ...], outcome: str) -> None:
    assert one(SMOG, hours(*values)).outcome == outcome


def test_a_level_that_is_not_listed_is_refused() -> None:
    rule = GradeRule.model_validate(
        plain(CREDIT.replace("{level: 环保失信, below", "{level: 环保失心, below"))
    )

    assert [fault.message for fault in faults_of(rule, YEAR_2019)] == [
        "unknown level '环保失心'; did you mean '环保失信'?"
    ]
