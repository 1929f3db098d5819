"""Flows of a pack ask its rules: the rule is there, judges whom it is asked about, and gives what is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from baicheng.flows.asking import Ask
from baicheng.flows.keys import Title
from baicheng.flows.values import BOOLEAN, NUMBER, TEXT, ValueType
from baicheng.packs.checks.check import check
from baicheng.packs.loader import load_files
from baicheng.packs.rule_answers import NoAnswer, answer_type
from baicheng.packs.rule_files import read_rule
from baicheng.packs.rule_outcomes import answer_in
from baicheng.packs.testing.runner import run_pack
from baicheng.rules.model.rule import Rule
from baicheng.rules.results import DecisionResult, RowResult, Undecided

RULE = """
decision: mending
title: {zh: 修复办法, en: How it is mended}
source: {document: 青石政办〔2021〕7号}
for: {relation: wells}
hit: first
rows:
  - {row: deep, title: {zh: 深井, en: Deep}, when: depth > 20, then: {days: 3, who: office}, clause: 一}
  - {row: flat, title: {zh: 浅井, en: Flat}, when: depth > 2, then: {days: 10, who: keeper}, clause: 一}
otherwise: {days: 30, who: keeper}
"""
CASE = """
- name: a deep well is not reported, and without its depth nothing is decided
  given:
    wells:
      - {id: deep, use: garden, depth: 21, entered: 2021-05-01, parties: {keeper: 甲村}}
      - {id: flat, use: garden, depth: 3, entered: 2021-05-01, parties: {keeper: 甲村}}
      - {id: unknown, use: garden, entered: 2021-05-01, parties: {keeper: 甲村}}
  do:
    - {move: report, record: deep, by: 甲村, at: 2021-05-02, refused: A shallow garden well}
    - {move: report, record: unknown, by: 甲村, at: 2021-05-02, refused: “How it is mended” is undecided}
    - {move: report, record: flat, by: 甲村, at: 2021-05-02}
  expect: {state: {deep: sound, flat: broken, unknown: sound}}
"""


@pytest.fixture
def files(good_files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The sound pack, whose wells ask a rule before they can be reported."""
    wells = good_files["registers/wells.yaml"].decode()
    asking = wells.replace(
        "  start: sound\n", "  start: sound\n  decided: {how: {rule: mending, gives: word}}\n"
    ).replace("when: \"use = 'drinking' or depth > 2\"", "when: how = 'flat'")
    return {**good_files, "registers/wells.yaml": asking.encode(), "rules/mending.yaml": RULE.encode()}


def errors(files: Mapping[str, bytes]) -> list[str]:
    loaded = load_files(files)
    if loaded.pack is None:
        return [str(problem) for problem in loaded.problems]
    return [str(problem) for problem in check(loaded.pack) if not problem.warning]


def test_a_case_walks_through_what_rules_answer(files: dict[str, bytes]) -> None:
    assert errors(files) == []
    cases = {name: b"[]" for name in files if name.startswith("tests/")}
    pack = load_files({**files, **cases, "tests/asked.yaml": CASE.encode()}).pack
    assert pack is not None

    assert [result.differences for result in run_pack(pack)] == [()]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rule: mending", "rule: mendign", "unknown rule 'mendign'; did you mean 'mending'?"),
        ("gives: word", "gives: word, of: keeper", "judges id of wells, not whom it is asked about"),
        ("gives: word", "gives: word, item: depe", "the rule has no item 'depe'"),
        ("gives: word", "answer: person", "every row and otherwise must say 'person'"),
        ("{how: {", "{depth: {", "'depth' is a field, role or column already"),
        ("asks: [repair_by]", "asks: [depth]", "'how' is judged before the move fills in 'depth'"),
        ("how = 'flat'", "how = 'falt'", "falt"),
    ],
)
def test_a_wrong_question_is_named_with_its_line(
    files: dict[str, bytes], old: str, new: str, says: str
) -> None:
    wells = files["registers/wells.yaml"].decode()
    assert old in wells

    found = errors({**files, "registers/wells.yaml": wells.replace(old, new).encode()})

    assert any(one.startswith("registers/wells.yaml:") and says in one for one in found), found


@pytest.fixture
def rule() -> Rule:
    found = read_rule(RULE.encode(), "mending.yaml").rule
    assert found is not None
    return found


def test_an_answer_has_the_type_of_what_is_asked(rule: Rule) -> None:
    assert answer_type(Ask(rule="mending"), rule) == BOOLEAN
    assert answer_type(Ask(rule="mending", item="deep", gives="number"), rule) == NUMBER
    assert answer_type(Ask(rule="mending", gives="word"), rule) == ValueType.choice(["deep", "flat", "none"])
    assert answer_type(Ask(rule="mending", answer="days"), rule) == NUMBER
    assert answer_type(Ask(rule="mending", answer="who"), rule) == ValueType.choice(["office", "keeper"])
    assert answer_type(Ask(rule="mending", answer="who"), rule) != TEXT
    with pytest.raises(NoAnswer, match="gives no word"):
        answer_type(Ask(rule="mending", item="deep", gives="word"), rule)


def test_what_is_undecided_is_no_answer_and_says_why() -> None:
    reason = Title(zh="深度没有填写", en="Depth is not filled in")
    rows = tuple(
        RowResult(name, Title(zh=name, en=name), "一", outcome, {"days": 3}, None, ())
        for name, outcome in (("deep", "not_met"), ("flat", "undecided"))
    )
    open_ = DecisionResult("1", {}, rows, (), None, None, "undecided", (Undecided("flat", (), reason),))
    flat = DecisionResult("1", {}, rows, ("flat",), {"days": 10}, None, "met", ())

    assert answer_in(Ask(rule="mending"), open_) == answer_in(Ask(rule="mending", answer="days"), open_)
    assert answer_in(Ask(rule="mending"), open_).because == (reason,)
    assert answer_in(Ask(rule="mending", item="deep"), open_).value is False
    assert answer_in(Ask(rule="mending", answer="days"), flat).value == Decimal(10)
    assert answer_in(Ask(rule="mending", gives="word"), flat).value == "flat"
    assert answer_in(Ask(rule="mending"), None).value is None
    assert Ask(rule="mending", period="month").judged({}, date(2020, 2, 29)) == (
        date(2020, 2, 1),
        date(2020, 3, 1),
    )
