"""The same rules on a Spark cluster: DuckDB, Spark and the plain interpreter agree to the last decimal.

``make cluster`` runs these on a cluster of one master and two workers; without it they take too long for every day.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from hypothesis import HealthCheck, Phase, given, settings

from baicheng.rules.compiling.benefit import compile_benefit
from baicheng.rules.compiling.scorecard import compile_scorecard
from baicheng.rules.database import RunFailed
from baicheng.rules.kinds import compiled
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.results import BenefitResult
from baicheng.rules.running import run
from baicheng.rules.sources import UnfitSource, table_of
from baicheng.rules.spark import run_on_spark
from tests.rules.agreement import AGREEMENTS, sources_of
from tests.rules.conftest import YEAR_2019, card, plain
from tests.rules.generated_benefits import benefits
from tests.rules.generated_rows import SETTING, tables
from tests.rules.generated_rules import decisions, grades, scorecards
from tests.rules.spark_cluster import WORKERS, cluster, what_is_missing, workers_of

MISSING = what_is_missing()
pytestmark = [
    pytest.mark.skipif(
        "BAICHENG_CLUSTER" not in os.environ, reason="make cluster runs rules on a Spark cluster"
    ),
    pytest.mark.skipif(MISSING is not None, reason=str(MISSING)),
]
#: An example takes Spark seconds.
FEW = settings(
    max_examples=int(os.environ.get("BAICHENG_CLUSTER") or 6),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("snapshot")


def assert_all_three_agree(kind: str, drawn: Any, rows: Any, session: Any, folder: Path) -> None:
    model, agree = AGREEMENTS[kind]
    rule = model.model_validate(drawn)
    statement = compiled(rule, SETTING)
    files = {}
    for name, table in sources_of(rule, rows).items():
        files[name] = folder / f"{name}.parquet"
        pq.write_table(table, files[name])
    found = run_on_spark(statement, files, session)
    agree(rule, found, rows)
    assert list(found) == list(run(statement, files))


def test_the_cluster_has_a_master_and_two_workers(session: Any) -> None:
    assert session.sparkContext.master.startswith("spark://127.0.0.1:")
    assert workers_of(session) == WORKERS == 2


@FEW
@given(drawn=scorecards(), rows=tables())
def test_scorecards_agree(drawn: Any, rows: Any, session: Any, folder: Path) -> None:
    assert_all_three_agree("scorecard", drawn, rows, session, folder)


@FEW
@given(drawn=decisions(), rows=tables())
def test_decision_tables_agree(drawn: Any, rows: Any, session: Any, folder: Path) -> None:
    assert_all_three_agree("decision", drawn, rows, session, folder)


@FEW
@given(drawn=grades(), rows=tables())
def test_levels_agree(drawn: Any, rows: Any, session: Any, folder: Path) -> None:
    assert_all_three_agree("grade", drawn, rows, session, folder)


@FEW
@given(drawn=benefits(), rows=tables())
def test_benefits_agree(drawn: Any, rows: Any, session: Any, folder: Path) -> None:
    assert_all_three_agree("benefit", drawn, rows, session, folder)


@pytest.mark.parametrize(
    ("formula", "decimals"),
    [("n / 3", 2), ("n / 7", 0), ("n * n / 1000003", 6), ("0 - n / 8", 2), ("n / m", 4), ("n / 0", 2)],
)
def test_quotients_are_rounded_once_as_in_duckdb(
    formula: str, decimals: int, session: Any, folder: Path
) -> None:
    rule = card(
        f"points: 9, cap: none, mark: {formula}, decimals: {decimals}", columns="n: number, m: number"
    )
    units = [{"id": str(n), "n": n * 999_983 - 5, "m": n * 64 + 1} for n in range(40)]
    file = folder / "quotients.parquet"
    pq.write_table(table_of(rule.relations["units"], units), file)
    statement = compile_scorecard(rule, YEAR_2019)

    assert list(run_on_spark(statement, {"units": file}, session)) == list(run(statement, {"units": file}))


def test_whole_amounts_by_bits_and_products_of_integers_agree(session: Any, folder: Path) -> None:
    rule = Benefit.model_validate(
        plain("""
benefit: one
title: {zh: 一, en: One}
source: {document: 郑政〔2019〕5号}
unit: 元
for: {relation: firms}
relations: {firms: {columns: {id: {kind: reference, required: true}, n: {kind: number, required: true}}}}
awards:
  - {award: a, title: {zh: 一, en: A}, clause: 一, when: n * 10 > 20, amount: 7}
  - award: b
    title: {zh: 二, en: B}
    clause: 二
    tiers: {take: highest, tiers: [{when: n > 1, amount: 40000}, {when: n * n > 4, amount: 100}]}
  - award: c
    title: {zh: 三, en: C}
    clause: 三
    tiers: {take: all, tiers: [{when: n > 1, amount: 7}, {when: n > 2, amount: 100}]}
""")
    )
    statement = compile_benefit(rule, YEAR_2019)
    assert all(one.is_whole for one in statement.awards)
    numbers = [-(2**31), -3, 0, 1, 2, 3, 2**31 - 1]
    file = folder / "firms.parquet"
    pq.write_table(pa.table({"id": [str(n) for n in numbers], "n": pa.array(numbers, pa.int32())}), file)
    found = run_on_spark(statement, {"firms": file}, session)

    assert list(found) == list(run(statement, {"firms": file}))
    amounts = {str(one.subject): one.amount for one in found if isinstance(one, BenefitResult)}
    assert [amounts[str(n)] for n in numbers] == [100, 100, 0, 0, 40007, 40114, 40114]


def test_a_number_that_outgrows_its_digits_stops_the_run(session: Any, folder: Path) -> None:
    rule = card("points: 1, cap: none, mark: n * n * n", columns="n: number")
    file = folder / "large.parquet"
    pq.write_table(table_of(rule.relations["units"], [{"id": "甲", "n": 10**13}]), file)

    with pytest.raises(RunFailed, match="38 digits"):
        run_on_spark(compile_scorecard(rule, YEAR_2019), {"units": file}, session)


def test_relations_without_rows_are_named(session: Any) -> None:
    statement = compile_scorecard(card("points: 1, mark: n", columns="n: number"), YEAR_2019)

    with pytest.raises(UnfitSource, match="no rows for the relation 'units'"):
        run_on_spark(statement, {}, session)


def test_what_spark_reads_is_sql_of_its_own(session: Any) -> None:
    sql = compile_scorecard(card("points: 1, mark: n / 3", columns="n: number"), YEAR_2019).sql("spark")

    assert "QUOTIENT" not in sql.upper()
    assert sqlglot.parse_one(sql, dialect="spark")
