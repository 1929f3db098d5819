"""A rule of any kind answers alike for all subjects and for one."""

from __future__ import annotations

import subprocess
import sys

from baicheng.rules.kinds import KINDS, compiled
from baicheng.rules.model.rule import Rule
from baicheng.rules.running import run
from tests.rules.conftest import YEAR_2019, plain, sources_of

HEAD = """
title: {zh: 一, en: One}
source: {document: 郑政〔2019〕5号}
for: {relation: towns}
relations:
  towns: {columns: {id: reference}}
  problems: {columns: {id: reference, town: {kind: reference, required: true}, weight: {kind: number, required: true}}}
facts: {n: {title: {zh: 问题, en: Problems}, sum: weight, of: problems, by: town, if_missing: zero}}
"""
RULES = {
    "scorecard": "parts: [{part: p, title: {zh: 一, en: P}, items: [{item: i, title: {zh: 一, en: I}, clause: 一, points: 9, mark: n}]}]",
    "decision": "hit: all\nrows: [{row: r, title: {zh: 一, en: R}, when: n > 1, clause: 一}]",
    "grade": "levels: [{level: red}]\nmeasures: [{measure: m, title: {zh: 一, en: M}, when: n > 1, level: red, clause: 一}]",
    "benefit": "unit: 元\nawards: [{award: a, title: {zh: 一, en: A}, when: n > 1, amount: n, clause: 一}]",
}
ROWS = {
    "towns": [{"id": name} for name in ("甲", "乙", "丙")],
    "problems": [{"id": str(number), "town": town, "weight": 1} for number, town in enumerate("甲甲乙")],
}


def test_one_subject_on_live_facts_gets_the_answer_that_it_has_among_all() -> None:
    assert RULES.keys() == KINDS.keys()
    for kind, text in RULES.items():
        rule: Rule = KINDS[kind].model_validate(plain(f"{kind}: one\n{HEAD}{text}"))
        statement = compiled(rule, YEAR_2019)
        everybody = {one.subject: one for one in run(statement, sources_of(rule, ROWS))}
        for town in ("甲", "乙", "丙"):
            alone = {
                "towns": [{"id": town}],
                "problems": [row for row in ROWS["problems"] if row["town"] == town],
            }
            assert run(statement, sources_of(rule, alone)) == [everybody[town]]


def test_whom_a_rule_judges_can_hang_on_what_was_counted() -> None:
    text = f"scorecard: one\n{HEAD}{RULES['scorecard']}\nranking: {{ties: share}}"
    counted = text.replace(
        "for: {relation: towns}", "for: {relation: towns, where: id <> '甲', having: n > 0}"
    )
    rule: Rule = KINDS["scorecard"].model_validate(plain(counted))

    assert [one.subject for one in run(compiled(rule, YEAR_2019), sources_of(rule, ROWS))] == ["乙"]


def test_one_of_whom_it_is_unknown_whether_enough_was_counted_stays_and_is_undecided() -> None:
    facts = HEAD.replace("{relation: towns}", "{relation: towns, having: n > 0}").replace(
        "if_missing: zero", "if_missing: undecided"
    )
    rule: Rule = KINDS["scorecard"].model_validate(plain(f"scorecard: one\n{facts}{RULES['scorecard']}"))
    found = {one.subject: one for one in run(compiled(rule, YEAR_2019), sources_of(rule, ROWS))}

    assert sorted(found) == sorted("甲乙丙")
    assert [one.what for one in found["丙"].undecided] == ["for", "i"]
    assert found["乙"].undecided == ()


def test_reading_and_checking_rules_loads_no_database() -> None:
    code = "import sys, baicheng.packs.checks.check; sys.exit('duckdb' in sys.modules or 'pyarrow' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
