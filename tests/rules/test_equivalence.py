"""The statement in DuckDB and the plain interpreter give the same results, to the last decimal."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from baicheng.rules.assessing import assess
from baicheng.rules.compiling.scorecard import compile_scorecard
from baicheng.rules.model.scorecard import Scorecard
from baicheng.rules.sources import table_of
from tests.rules import generated, interpreter
from tests.rules.generated import SETTING, scorecards, tables

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
