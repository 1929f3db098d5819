"""Results of a rule beside those of the plain interpreter: they agree to the last decimal, and in what is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.decision import Decision
from baicheng.rules.model.grade import GradeRule
from baicheng.rules.model.scorecard import Scorecard
from baicheng.rules.relations import RESULTS
from baicheng.rules.results import BenefitResult, DecisionResult, GradeResult, ScorecardResult, outcome_of
from baicheng.rules.sources import table_of
from tests.rules.generated_rows import RELATIONS, SETTING
from tests.rules.interpreted_benefits import awarded
from tests.rules.interpreted_scorecards import scored
from tests.rules.interpreted_tables import decided, levelled

Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def sources_of(rule: Any, rows: Tables) -> dict[str, Any]:
    """The tables of what was made up, and of the results of other rules where there are any."""
    found = {name: table_of(rule.relations[name], rows[name]) for name in RELATIONS}
    return found | {"results": table_of(RESULTS, rows["results"])} if "results" in rows else found


def by_subject(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["subject"]: row for row in rows}


def assert_scorecards_agree(rule: Scorecard, results: Sequence[ScorecardResult], rows: Tables) -> None:
    expected = by_subject(scored(rule, SETTING, rows))
    assert {one.subject for one in results} == expected.keys()
    for one in results:
        wanted = expected[str(one.subject)]
        assert one.facts == {name: wanted[name] for name in rule.facts}
        assert {item.item: item.points for item in one.items} == wanted["points"]
        assert all(item.measures and item.formula for item in one.items)
        keys = ("sum", "total", "grade", "place")
        assert {key: getattr(one, key) for key in keys} == {key: wanted[key] for key in keys}


def assert_decisions_agree(rule: Decision, results: Sequence[DecisionResult], rows: Tables) -> None:
    expected = by_subject(decided(rule, SETTING, rows))
    assert {one.subject for one in results} == expected.keys()
    for one in results:
        wanted = expected[str(one.subject)]
        assert {row.row: row.outcome for row in one.rows} == {
            name: outcome_of(hit) for name, hit in wanted["hits"].items()
        }
        assert one.amount == wanted["amount"]
        if rule.hit in ("first", "priority"):
            outcome = "undecided" if wanted["row"] == "?" else "met" if wanted["row"] else "not_met"
            assert one.outcome == outcome
            assert one.hits == ((wanted["row"],) if outcome == "met" else ())


def assert_levels_agree(rule: GradeRule, results: Sequence[GradeResult], rows: Tables) -> None:
    expected = {row["subject"]: row["level"] for row in levelled(rule, SETTING, rows)}
    found = {one.subject: "?" if one.outcome == "undecided" else one.level or "none" for one in results}
    assert found == expected


def assert_benefits_agree(rule: Benefit, results: Sequence[BenefitResult], rows: Tables) -> None:
    expected = by_subject(awarded(rule, SETTING, rows))
    assert {one.subject for one in results} == expected.keys()
    for one in results:
        wanted = expected[str(one.subject)]
        assert {each.award: each.granted for each in one.awards} == wanted["granted"]
        assert {each.award: each.due for each in one.awards} == wanted["due"]
        assert {each.award: each.payers for each in one.awards} == wanted["payers"]
        assert one.amount == wanted["amount"]


#: Kind of rule → its model, and what compares its results with the interpreter's.
AGREEMENTS: Mapping[str, tuple[type[Any], Callable[[Any, Any, Tables], None]]] = {
    "scorecard": (Scorecard, assert_scorecards_agree),
    "decision": (Decision, assert_decisions_agree),
    "grade": (GradeRule, assert_levels_agree),
    "benefit": (Benefit, assert_benefits_agree),
}
