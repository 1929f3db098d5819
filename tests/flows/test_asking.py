"""A flow asks rules: answers guard moves, choose limits and bearers; what is undecided refuses, with the reasons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.flows.asking import Answer, Ask, AskedRow
from baicheng.flows.asking_check import check_asked
from baicheng.flows.flow_check import check_flow
from baicheng.flows.keys import Title
from baicheng.flows.moves import Verdict, allowed, needed_fields
from baicheng.flows.process import Process, prepare
from baicheng.flows.situation import Situation
from baicheng.flows.steps import take
from baicheng.flows.values import BOOLEAN, DATE, NUMBER, REFERENCE, Row, ValueType
from tests.flows.desk import flow_of

WARNING = """
start: reported
decided:
  warning: {rule: warning_grade, gives: word}
  counts: {rule: count, of: town, period: month, 'on': field(found_on)}
states:
  reported: {title: TITLE}
  running:
    title: TITLE
    opens:
      at_once: {title: TITLE, bearer: 'unit("指挥部")', when: "warning = 'red'", within: {amount: 1, unit: working_day}}
      soon: {title: TITLE, bearer: office, when: "warning = 'blue'", within: {amount: 5, unit: working_day}}
  over: {title: TITLE, final: true}
moves:
  respond: {title: TITLE, from: [reported], to: running, by: [office]}
  close: {title: TITLE, from: [reported, running], to: over, by: [office], when: counts, asks: [area]}
"""
OWN = {"found_on": DATE, "area": NUMBER, "town": REFERENCE}
NAMES = OWN | {"warning": ValueType.choice(["red", "blue", "none"]), "counts": BOOLEAN}


@pytest.fixture
def process() -> Process:
    titles = {"warning": Title(zh="预警等级", en="Grade of warning"), "counts": Title(zh="计数", en="Count")}
    return prepare(flow_of(WARNING), NAMES, titles)


def situation(process: Process, answers: dict[str, Answer], row: Row | None = None) -> Situation:
    asked = AskedRow(row or {}, process.flow.decided, answers.__getitem__)
    return Situation("reported", 1, asked, lambda _: True, lambda who: (str(who),), because=asked.because)


def verdict(process: Process, move: str, **answers: Answer) -> Verdict:
    return next(one for one in allowed(process, situation(process, answers)) if one.move == move)


def test_an_answer_chooses_limit_and_bearer(process: Process) -> None:
    for word, name, bearer, days in (("red", "at_once", "unit(指挥部)", 1), ("blue", "soon", "office", 5)):
        step = take(process, "respond", situation(process, {"warning": Answer(word)}))

        (opening,) = step.openings
        assert (opening.name, opening.bearer) == (name, bearer)
        assert opening.time.limit is not None
        assert opening.time.limit.amount == days


def test_where_a_rule_gives_no_word_nothing_is_opened(process: Process) -> None:
    answers = {"warning": Answer("none")}

    assert allowed(process, situation(process, answers | {"counts": Answer(True)}))[0].allowed
    assert take(process, "respond", situation(process, answers)).openings == ()


def test_an_undecided_rule_refuses_with_its_reasons_and_never_as_not_met(process: Process) -> None:
    reason = Title(zh="面积没有填写", en="area is not filled in")
    open_, no = Answer(None, (reason,)), Answer(False)

    for move, one in (
        ("close", verdict(process, "close", warning=Answer("red"), counts=open_)),
        ("respond", verdict(process, "respond", warning=open_, counts=no)),
    ):
        assert not one.allowed, move
        refusal = one.refusals[0]
        assert (refusal.code, reason.zh in refusal.zh, reason.en in refusal.en) == ("undecided", True, True)
    refused = verdict(process, "close", warning=Answer("red"), counts=no)
    assert [one.code for one in refused.refusals] == ["condition"]


def test_a_rule_is_asked_only_where_a_condition_needs_it_and_once(process: Process) -> None:
    asked: list[str] = []

    def answers(name: str) -> Answer:
        asked.append(name)
        return Answer(Decimal(1))

    row = AskedRow({"area": Decimal(5)}, process.flow.decided, answers)

    assert (row["area"], asked) == (Decimal(5), [])
    assert [row["counts"], row.get("counts"), asked] == [1, 1, ["counts"]]


def test_what_a_move_needs_is_not_guessed_where_a_rule_has_a_word_in_it(process: Process) -> None:
    assert needed_fields(process, "close", {}) == ()


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["month", "quarter", "half_year", "year"])
)
def test_the_days_judged_are_the_calendar_stretch_around_the_day(day: date, period: str) -> None:
    found = Ask.model_validate({"rule": "count", "period": period, "on": "field(day)"}).judged(
        {"day": day}, day
    )

    assert found is not None
    since, until = found
    assert since <= day < until
    assert (since.day, until.day) == (1, 1)
    months = (until.year - since.year) * 12 + until.month - since.month
    assert months == {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[period]
    assert (since.month - 1) % months == 0


def test_without_its_day_nothing_is_judged() -> None:
    assert Ask(rule="count", on="field(day)").judged({"day": None}, date(2019, 1, 1)) is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("of: town", "of: twon", "unknown role, subject or link 'twon'; did you mean 'town'?"),
        ("'on': field(found_on)", "'on': field(area)", "no date field 'area'"),
        ("reported: {title: TITLE}", "reported: {title: TITLE, opens: {x: {title: TITLE, bearer: office, "
         "when: counts, due: not_stated}}}", "'counts' cannot be asked in the state in which records start"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_a_fault(old: str, new: str, says: str) -> None:
    assert old in WARNING
    flow = flow_of(WARNING.replace(old, new))

    assert check_flow(flow, NAMES, []) == []
    assert [says in fault.message for fault in check_asked(flow, NAMES, [])] == [True]


def test_an_answer_and_what_a_rule_gives_are_not_asked_together() -> None:
    with pytest.raises(ValueError, match="answer stands alone"):
        Ask(rule="count", gives="met", answer="post")
