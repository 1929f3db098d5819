"""The statement in DuckDB and the plain interpreter give the same results, to the last decimal."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from baicheng.rules.assessing import assess
from baicheng.rules.awarding import award
from baicheng.rules.compiling.benefit import compile_benefit
from baicheng.rules.compiling.decision import compile_decision
from baicheng.rules.compiling.grade import compile_grade
from baicheng.rules.compiling.scorecard import compile_scorecard
from baicheng.rules.deciding import decide, grade
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.decision import Decision
from baicheng.rules.model.grade import GradeRule
from baicheng.rules.model.scorecard import Scorecard
from baicheng.rules.results import outcome_of
from baicheng.rules.sources import table_of
from tests.rules import generated, interpreted_benefits, interpreted_tables, interpreter
from tests.rules.generated import SETTING, benefits, decisions, grades, scorecards, tables

SLOW = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def sources_of(rule: Any, rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return {name: table_of(rule.relations[name], rows[name]) for name in generated.RELATIONS}


@SLOW
@given(card=scorecards(), rows=tables())
def test_scorecards_give_the_same_points_totals_grades_and_places(card: dict[str, Any], rows: Any) -> None:
    rule = Scorecard.model_validate(card)

    found = {one.subject: one for one in assess(compile_scorecard(rule, SETTING), sources_of(rule, rows))}
    expected = {row["subject"]: row for row in interpreter.scored(rule, SETTING, rows)}

    assert found.keys() == expected.keys()
    for subject, one in found.items():
        wanted = expected[subject]
        assert one.facts == {name: wanted[name] for name in rule.facts}
        assert {item.item: item.points for item in one.items} == wanted["points"]
        keys = ("sum", "total", "grade", "place")
        assert {key: getattr(one, key) for key in keys} == {key: wanted[key] for key in keys}


@SLOW
@given(card=decisions(), rows=tables())
def test_decision_tables_hit_the_same_rows_and_collect_the_same_amounts(
    card: dict[str, Any], rows: Any
) -> None:
    rule = Decision.model_validate(card)

    found = {one.subject: one for one in decide(compile_decision(rule, SETTING), sources_of(rule, rows))}
    expected = {row["subject"]: row for row in interpreted_tables.decided(rule, SETTING, rows)}

    assert found.keys() == expected.keys()
    for subject, one in found.items():
        wanted = expected[subject]
        assert {row.row: row.outcome for row in one.rows} == {
            name: outcome_of(hit) for name, hit in wanted["hits"].items()
        }
        assert one.amount == wanted["amount"]
        if rule.hit in ("first", "priority"):
            assert one.outcome == (
                "undecided" if wanted["row"] == "?" else "met" if wanted["row"] else "not_met"
            )
            assert one.hits == ((wanted["row"],) if wanted["row"] not in ("?", None) else ())


@SLOW
@given(card=grades(), rows=tables())
def test_levels_over_several_measures_are_the_same(card: dict[str, Any], rows: Any) -> None:
    rule = GradeRule.model_validate(card)

    found = {one.subject: one for one in grade(compile_grade(rule, SETTING), sources_of(rule, rows))}
    expected = {row["subject"]: row["level"] for row in interpreted_tables.levelled(rule, SETTING, rows)}

    assert {
        subject: "?" if one.outcome == "undecided" else one.level or "none" for subject, one in found.items()
    } == expected


@SLOW
@given(card=benefits(), rows=tables())
def test_awards_caps_instalments_and_payers_are_the_same_to_the_last_cent(
    card: dict[str, Any], rows: Any
) -> None:
    rule = Benefit.model_validate(card)

    found = {one.subject: one for one in award(compile_benefit(rule, SETTING), sources_of(rule, rows))}
    expected = {row["subject"]: row for row in interpreted_benefits.awarded(rule, SETTING, rows)}

    assert found.keys() == expected.keys()
    for subject, one in found.items():
        wanted = expected[subject]
        assert {each.award: each.granted for each in one.awards} == wanted["granted"]
        assert {each.award: each.due for each in one.awards} == wanted["due"]
        assert {each.award: each.payers for each in one.awards} == wanted["payers"]
        assert one.amount == wanted["amount"]
