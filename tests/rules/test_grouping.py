"""Many facts over many rows: rows are put together first where that is sound, and one scan serves all facts."""

from __future__ import annotations

from baicheng.rules.compiling.scorecard import compile_scorecard
from baicheng.rules.model.scorecard import Scorecard
from tests.rules.conftest import YEAR_2019, plain


def statement(columns: str, *conditions: str) -> str:
    facts = "".join(
        f'  f{number}: {{title: {{zh: 一, en: F}}, count: events, by: unit, where: "{where}", if_missing: zero}}\n'
        for number, where in enumerate(conditions)
    )
    text = f"""
scorecard: many
title: {{zh: 一, en: Many}}
source: {{document: 郑政〔2019〕5号}}
for: {{relation: units}}
relations:
  units: {{columns: {{id: reference}}}}
  events: {{columns: {{id: reference, unit: {{kind: reference, required: true}}, {columns}}}}}
facts:
{facts}
parts: [{{part: p, title: {{zh: 一, en: P}}, items: [{{item: i, title: {{zh: 一, en: I}}, clause: 一, points: 9, mark: f0}}]}}]
"""
    return compile_scorecard(Scorecard.model_validate(plain(text)), YEAR_2019).sql()


KIND = "kind: {kind: text, of: [a, b, c], required: true}"


def test_rows_are_put_together_by_columns_with_few_values() -> None:
    sql = statement(KIND, "kind = 'a'", "kind = 'b'", "kind = 'c'")

    assert 'COUNT(*) AS "rows"' in sql
    assert sql.count("FROM events") == 1


def test_rows_are_not_put_together_by_a_column_with_many_values() -> None:
    sql = statement("name: {kind: text, required: true}", "name = 'a'", "name = 'b'", "name = 'c'")

    assert '"rows"' not in sql
    assert sql.count("FROM events") == 1


def test_an_author_can_say_that_a_column_has_few_values() -> None:
    sql = statement("name: {kind: text, few: true}", "name = 'a'", "name = 'b'", "name = 'c'")

    assert '"rows"' in sql
    assert '"f0.unknown"' in sql


def test_for_two_facts_a_filter_is_enough() -> None:
    assert '"rows"' not in statement(KIND, "kind = 'a'", "kind = 'b'")


def test_what_conditions_have_beside_the_column_is_counted_once_for_all_its_values() -> None:
    conditions = [f"kind = '{kind}' and late" for kind in "abc"]
    sql = statement(f"{KIND}, late: {{kind: boolean, required: true}}", *conditions)

    assert sql.count("WHERE\n        late") == 1
    assert sql.count("FROM events") == 1
    assert "unknown" not in sql


def test_facts_that_need_every_row_are_read_beside_those_of_groups() -> None:
    text = "name: {kind: text, required: true}"
    sql = statement(f"{KIND}, {text}", "kind = 'a'", "kind = 'b'", "kind = 'c'", "kind = 'a' and name = 'x'")

    assert sql.count("FROM events") == 1
    assert sql.count("name = 'x'") == 1
