"""Decision tables: each hit policy, and what undecided rows leave open."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from baicheng.rules.compiling.decision import compile_decision
from baicheng.rules.deciding import decide
from baicheng.rules.model.decision import Decision
from baicheng.rules.results import DecisionResult
from tests.rules.conftest import YEAR_2019, plain, sources_of

HEAD = """
title: {zh: 乡镇量化问责, en: Accountability of townships}
source: {document: 郑政文〔2017〕178号}
for: {relation: towns}
relations:
  towns: {columns: {id: reference, a: number, n: number, listed: boolean}}
"""
ACCOUNTABILITY = """
decision: township
hit: all
rows:
  - {row: deputy, title: {zh: 副职, en: Deputy}, when: a > 0 or n > 1, then: {post: deputy_head}, clause: 第八条}
  - {row: head, title: {zh: 乡镇长, en: Head}, when: a > 1 or n > 2, then: {post: head}, clause: 第九条}
  - {row: secretary, title: {zh: 书记, en: Secretary}, when: a > 2 or n > 3, then: {post: secretary}, clause: 第十条}
"""


def table(text: str) -> Decision:
    return Decision.model_validate(plain(HEAD + text))


def one(text: str, **columns: Any) -> DecisionResult:
    rule = table(text)
    rows = {"towns": [{"id": "甲", **columns}]}
    return decide(compile_decision(rule, YEAR_2019), sources_of(rule, rows))[0]


@pytest.mark.parametrize(
    ("a", "n", "hits"),
    [
        ("0", "1", ()),
        ("0.5", "0", ("deputy",)),
        ("0", "1.5", ("deputy",)),
        ("1", "2", ("deputy",)),
        ("1.5", "0", ("deputy", "head")),
        ("0", "3", ("deputy", "head")),
        ("0", "3.5", ("deputy", "head", "secretary")),
        ("2.5", "0", ("deputy", "head", "secretary")),
    ],
)
def test_more_than_is_strictly_more_than(a: str, n: str, hits: tuple[str, ...]) -> None:
    found = one(ACCOUNTABILITY, a=Decimal(a), n=Decimal(n))

    assert (found.hits, found.outcome) == (hits, "met" if hits else "not_met")


def test_an_unknown_count_is_undecided_where_the_other_does_not_settle_it() -> None:
    found = one(ACCOUNTABILITY, a=2)

    assert [row.outcome for row in found.rows] == ["met", "met", "undecided"]
    assert (found.outcome, found.undecided[0].names) == ("undecided", ("n",))


FIRST = """
decision: command
hit: first
rows:
  - {row: superior, title: {zh: 上级, en: Superior}, when: listed, then: {leads: superior}, clause: 一}
  - {row: city, title: {zh: 市, en: City}, when: n >= 3, then: {leads: city}, clause: 二}
otherwise: {leads: county}
"""


@pytest.mark.parametrize(
    ("columns", "answer", "outcome"),
    [
        ({"listed": True, "n": 5}, {"leads": "superior"}, "met"),
        ({"listed": True}, {"leads": "superior"}, "met"),
        ({"listed": False, "n": 3}, {"leads": "city"}, "met"),
        ({"listed": False, "n": 2}, {"leads": "county"}, "not_met"),
        ({"n": 5}, None, "undecided"),
        ({"listed": False}, None, "undecided"),
    ],
)
def test_the_first_row_that_is_hit_counts_and_an_unknown_one_before_it_leaves_it_open(
    columns: dict[str, Any], answer: dict[str, str] | None, outcome: str
) -> None:
    found = one(FIRST, **columns)

    assert (found.answer, found.outcome) == (answer, outcome)


def test_by_priority_a_later_row_can_win() -> None:
    text = FIRST.replace("hit: first", "hit: priority").replace("clause: 一", "clause: 一, priority: 1")
    text = text.replace("clause: 二", "clause: 二, priority: 9")

    assert one(text, listed=True, n=3).answer == {"leads": "city"}
    assert one(text, listed=True, n=2).answer == {"leads": "superior"}
    assert one(text, listed=True).outcome == "undecided"


COLLECT = """
decision: deductions
hit: collect
collect: sum
unit: 元
rows:
  - {row: late, title: {zh: 逾期, en: Late}, when: a > 0, amount: 1000 * a, clause: 一}
  - {row: last, title: {zh: 末位, en: Last}, when: listed, amount: 2000000, clause: 二}
"""


@pytest.mark.parametrize(
    ("how", "columns", "amount"),
    [
        ("sum", {"a": 2, "listed": True}, 2_002_000),
        ("most", {"a": 2, "listed": True}, 2_000_000),
        ("least", {"a": 2, "listed": True}, 2_000),
        ("sum", {"a": 0, "listed": False}, 0),
        ("most", {"a": 0, "listed": False}, None),
        ("sum", {"a": 2}, None),
    ],
)
def test_amounts_are_collected(how: str, columns: dict[str, Any], amount: int | None) -> None:
    assert one(COLLECT.replace("collect: sum", f"collect: {how}"), **columns).amount == amount


def test_without_its_trigger_no_row_is_hit() -> None:
    triggered = ACCOUNTABILITY + "trigger: listed\n"

    assert one(triggered, a=9, n=9, listed=False).outcome == "not_met"
    assert one(triggered, a=9, n=9, listed=True).outcome == "met"
    assert one(triggered, a=9, n=9).outcome == "undecided"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("hit: all", "hit: collect", "go together"),
        ("hit: all", "hit: priority", "priority goes with"),
        ("clause: 第八条", "clause: 第八条, amount: 3", "amounts go with collect"),
        ("hit: all", "hit: unique", "'first', 'all'"),
    ],
)
def test_a_table_that_does_not_fit_its_policy_is_refused(old: str, new: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        table(ACCOUNTABILITY.replace(old, new))
