"""A rule that rests on the results of another: counties on their townships, by the accountability of 2017."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baicheng.rules.kinds import KINDS, compiled
from baicheng.rules.relations import RESULTS
from baicheng.rules.result_rows import result_rows
from baicheng.rules.results import DecisionResult
from baicheng.rules.running import run
from baicheng.rules.sources import table_of
from tests.rules.conftest import YEAR_2019, plain, sources_of

TOWNS = """
decision: township
title: {zh: 乡镇问责, en: Townships}
source: {document: 郑政文〔2017〕178号}
for: {relation: towns}
relations: {towns: {columns: {id: reference, n: number}}}
hit: all
rows: [{row: head, title: {zh: 乡镇长, en: Head}, when: n > 1, clause: 第九条}]
"""
COUNTIES = """
decision: county
title: {zh: 县问责, en: Counties}
source: {document: 郑政文〔2017〕178号}
for: {relation: counties}
relations:
  counties: {columns: {id: reference}}
  administers: {columns: {id: reference, town: reference, county: reference}}
hit: all
facts:
  townships:
    title: {zh: 被问责乡镇数, en: Townships held to account}
    distinct: subject
    of: results
    result: township
    stage: STAGE
    by: subject
    through: {relation: administers, member: town, of: county}
    where: "item is null and met"
    if_missing: zero
rows: [{row: deputy, title: {zh: 副县长, en: Deputy}, when: townships >= 2, clause: 第十一条}]
"""


def rule(text: str) -> Any:
    found = plain(text)
    return KINDS["decision"].model_validate(found)


def of_counties(counts: list[int | None], stage: str = "computed") -> DecisionResult:
    towns, counties = rule(TOWNS), rule(COUNTIES.replace("STAGE", stage))
    rows = {"towns": [{"id": f"t{number}", "n": n} for number, n in enumerate(counts)]}
    first = run(compiled(towns, YEAR_2019), sources_of(towns, rows))
    results = result_rows("township", first, stage="computed", counts_on=date(2019, 12, 31))
    above = [{"id": row["id"], "town": row["id"], "county": "甲"} for row in rows["towns"]]
    sources = sources_of(counties, {"counties": [{"id": "甲"}], "administers": above})
    sources["results"] = table_of(RESULTS, results)
    found = run(compiled(counties, YEAR_2019), sources)[0]
    assert isinstance(found, DecisionResult)
    return found


@pytest.mark.parametrize(
    ("counts", "outcome"),
    [([2, 2, 1], "met"), ([2, 1, 1], "not_met"), ([2, 2, None], "undecided"), ([], "not_met")],
)
def test_a_county_counts_its_townships_and_an_undecided_one_leaves_it_open(
    counts: list[int | None], outcome: str
) -> None:
    assert of_counties(counts).outcome == outcome


def test_results_of_another_stage_do_not_count() -> None:
    assert of_counties([2, 2], stage="final").outcome == "not_met"
