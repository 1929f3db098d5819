"""The statement in DuckDB and the plain interpreter give the same results, to the last decimal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baicheng.rules.kinds import compiled
from baicheng.rules.result_rows import result_rows
from baicheng.rules.running import run
from tests.rules.agreement import AGREEMENTS, sources_of
from tests.rules.generated_benefits import benefits
from tests.rules.generated_chains import BELOW, KINDS, chains
from tests.rules.generated_rows import SETTING, tables
from tests.rules.generated_rules import decisions, grades, scorecards
from tests.rules.interpreted_results import interpreted_results

SLOW = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def assert_agrees(kind: str, drawn: dict[str, Any], rows: Any) -> None:
    model, agree = AGREEMENTS[kind]
    rule = model.model_validate(drawn)
    agree(rule, run(compiled(rule, SETTING), sources_of(rule, rows)), rows)


@SLOW
@given(drawn=scorecards(), rows=tables())
def test_scorecards_give_the_same_points_totals_grades_and_places(drawn: dict[str, Any], rows: Any) -> None:
    assert_agrees("scorecard", drawn, rows)


@SLOW
@given(drawn=decisions(), rows=tables())
def test_decision_tables_hit_the_same_rows_and_collect_the_same_amounts(
    drawn: dict[str, Any], rows: Any
) -> None:
    assert_agrees("decision", drawn, rows)


@SLOW
@given(drawn=grades(), rows=tables())
def test_levels_over_several_measures_are_the_same(drawn: dict[str, Any], rows: Any) -> None:
    assert_agrees("grade", drawn, rows)


@SLOW
@given(drawn=benefits(), rows=tables())
def test_awards_caps_instalments_and_payers_are_the_same_to_the_last_cent(
    drawn: dict[str, Any], rows: Any
) -> None:
    assert_agrees("benefit", drawn, rows)


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(SLOW, max_examples=30)
@given(data=st.data(), rows=tables())
def test_what_rests_on_the_results_of_another_rule_is_the_same(
    kind: str, data: st.DataObject, rows: Any
) -> None:
    chain = data.draw(chains(kind))
    below = AGREEMENTS[chain.below_kind][0].model_validate(chain.below)
    rule = AGREEMENTS[kind][0].model_validate(chain.rule)
    told = interpreted_results(chain.below_kind, below, SETTING, rows)
    stages = (("computed", SETTING.period.last_day), ("final", chain.final_on))
    expected = [
        row | {"rule": BELOW, "stage": stage, "counts_on": day} for stage, day in stages for row in told
    ]

    found = run(compiled(below, SETTING), sources_of(below, rows))
    given_on = [row for stage, day in stages for row in result_rows(BELOW, found, stage=stage, counts_on=day)]

    AGREEMENTS[kind][1](
        rule,
        run(compiled(rule, SETTING), sources_of(rule, rows | {"results": given_on})),
        rows | {"results": expected},
    )
