"""What has no place in a rule is refused before anything runs, and a run that takes too much fails cleanly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot

from baicheng.rules.assessing import assess
from baicheng.rules.compiling.scorecard import compile_scorecard
from baicheng.rules.database import Limits, RunFailed, opened
from baicheng.rules.kinds import faults_of
from baicheng.rules.relations import ColumnType, Kind, Relation
from baicheng.rules.setting import Parameter, Setting
from baicheng.rules.sources import UnfitSource, table_of
from tests.rules.conftest import YEAR_2019, card, judged


def relation_of(**columns: Kind) -> Relation:
    return Relation(columns={name: ColumnType(kind=kind) for name, kind in columns.items()})


def faults(item: str, setting: Setting = YEAR_2019) -> list[str]:
    return [fault.message for fault in faults_of(card(item), setting)]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("(select max(n) from units)", "subquery"),
        ("length(read_text('/etc/passwd'))", "read_text"),
        ("length(repeat('x', 1000000000))", "repeat"),
        ("other.n", "without a dot"),
        ("information_schema.tables.n", "without a dot"),
        ("n; drop table units", "';' does not belong"),
        ("n -- and more", "'--' does not belong"),
        ("sum(n) over ()", "not admitted"),
        ("count(*)", "not admitted"),
        ("getenv('HOME')", "unknown function"),
        ("length(read_csv('/etc/passwd'))", "read_csv"),
        ("read_parquet('other.parquet')", "read_parquet"),
        ("glob('*')", "cannot be read"),
        ("pragma_version()", "unknown function"),
        ("n in (select n from 'other.parquet')", "not admitted"),
        ("n = any(select 1)", "not admitted"),
        ("(with recursive r as (select 1 union all select 1 from r) select 1 from r)", "not admitted"),
        ("length(lpad('x', 1000000000, 'y'))", "not admitted"),
        ("length(list_sum(range(1000000000)))", "unknown function"),
        ("length(printf('%1000000000d', 1))", "printf"),
        ("length(zone || zone)", "not admitted"),
        ("query('drop table units')", "unknown function"),
        ("main.units.n", "without a dot"),
        ("n ** 1000000", "cannot be read at 1000000"),
        ("1e300", "no number of at most"),
        ("1" * 40, "no number of at most"),
        ("(" * 200 + "n" + ")" * 200, "nested deeper"),
        ("least(" * 20 + "n" + ", m)" * 20, "nested too often"),
        ("n + " * 400 + "n", "longer than"),
        ("cast(n as varchar)", "not converted"),
        ("mm", "did you mean 'm'?"),
        ("n + zone", "cannot reckon with a number and a text"),
        ("case when b then n end", "with an else"),
        ("b", "a number is wanted"),
    ],
)
def test_a_hostile_or_wrong_expression_is_refused_with_words_that_help(expression: str, words: str) -> None:
    assert words in faults(f'points: 5, mark: "{expression}"')[0]


@pytest.mark.parametrize(
    "statement",
    [
        "attach 'x.db'",
        "copy units to 'x.csv'",
        "pragma version",
        "set threads = 9",
        "install httpfs",
        "drop table units",
    ],
)
def test_a_statement_is_no_expression(statement: str) -> None:
    assert len(faults(f'points: 5, mark: "{statement}"')) == 1


@pytest.mark.parametrize("relation", ["read_csv", "pg_catalog", "sqlite_master", "duckdb_secrets"])
def test_rows_come_from_declared_relations_only(relation: str) -> None:
    facts = f"f: {{title: {{zh: 一, en: F}}, count: {relation}, by: id, if_missing: zero}}"

    found = faults_of(card("points: 5, mark: f", facts=facts), YEAR_2019)

    assert f"unknown relation '{relation}'" in found[0].message


@pytest.mark.parametrize("relation", ["other.parquet", "main.units", "read_csv('x')", "a b"])
def test_a_relation_is_a_plain_name(relation: str) -> None:
    facts = f'f: {{title: {{zh: 一, en: F}}, count: "{relation}", by: id, if_missing: zero}}'

    with pytest.raises(ValueError, match="count"):
        card("points: 5, mark: f", facts=facts)


def test_numbers_of_different_units_do_not_mix() -> None:
    rule = card("points: 5, mark: n + m", columns="n: {kind: number, unit: 元}, m: {kind: number, unit: 次}")

    assert "units differ: n is in 元, m in 次" in faults_of(rule, YEAR_2019)[0].message


def test_a_value_that_no_document_gives_makes_points_undecided_and_says_so() -> None:
    setting = Setting(YEAR_2019.period, parameters={"each": Parameter(None), "start": Parameter(Decimal(7))})
    rule = card("points: start, tally: {deduct: [{each: each, times: n}]}, floor: 0")

    found = judged(rule, {"units": [{"id": "甲", "n": 1}]}, setting)["甲"]

    assert found.total is None
    assert found.undecided[0].because.en == "no document gives a value for each"


def test_a_run_beyond_its_time_is_stopped() -> None:
    relation = relation_of(id=Kind.NUMBER)
    rows = table_of(relation, [{"id": number} for number in range(20_000)])
    endless = sqlglot.parse_one(
        "SELECT COUNT(*) FROM units AS a, units AS b, units AS c WHERE a.id + b.id = c.id * 2"
    )

    with (
        opened({"units": relation}, {"units": rows}, endless, Limits(seconds=0.2)) as database,
        pytest.raises(RunFailed, match=r"stopped after 0\.2 s"),
    ):
        database.rows(endless.sql(dialect="duckdb"))


def test_a_run_beyond_its_memory_is_stopped_and_writes_nothing_to_disk() -> None:
    relation = relation_of(id=Kind.NUMBER)
    rows = table_of(relation, [{"id": number} for number in range(300_000)])
    large = sqlglot.parse_one("SELECT id, COUNT(DISTINCT id) AS n FROM units GROUP BY id ORDER BY n, id")

    with (
        opened({"units": relation}, {"units": rows}, large, Limits(memory_mb=8)) as database,
        pytest.raises(RunFailed, match="more than 8 MB"),
    ):
        database.rows(large.sql(dialect="duckdb"))


def test_a_run_reads_its_own_files_and_no_other(tmp_path: Path) -> None:
    relation = relation_of(id=Kind.REFERENCE, n=Kind.NUMBER)
    mine, other = tmp_path / "mine.parquet", tmp_path / "other.parquet"
    for path in (mine, other):
        pq.write_table(table_of(relation, [{"id": "甲", "n": 1}]), path)
    select = sqlglot.parse_one("SELECT n FROM units")

    with opened({"units": relation}, {"units": mine}, select) as database:
        assert database.rows_of(select.sql(dialect="duckdb")) == [{"n": Decimal(1)}]
        for hostile in (
            f"SELECT * FROM read_parquet('{other}')",
            f"SELECT * FROM read_text('{other}')",
            f"ATTACH '{tmp_path}/new.db'",
            f"COPY (SELECT 1) TO '{tmp_path}/new.csv'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error, match=r"disabled|locked|not allowed|Cannot"):
                database.rows_of(hostile)


def test_a_number_that_outgrows_its_digits_stops_the_run() -> None:
    rule = card("points: 1, cap: none, mark: n * n * n")

    with pytest.raises(RunFailed, match="38 digits"):
        judged(rule, {"units": [{"id": "甲", "n": 10**13}]})


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (pa.table({"id": ["甲"]}), "units has no column 'n'"),
        (pa.table({"id": ["甲"], "n": [0.1]}), "not exact"),
        (pa.table({"id": ["甲"], "n": ["1"]}), "declared as number"),
    ],
)
def test_rows_of_another_shape_are_refused(table: pa.Table, words: str) -> None:
    compiled = compile_scorecard(card("points: 1, mark: n", columns="n: number"), YEAR_2019)

    with pytest.raises(UnfitSource, match=words):
        assess(compiled, {"units": table})


def test_the_same_rows_give_the_same_from_files_as_from_memory(tmp_path: Path) -> None:
    rule = card("points: 9, mark: n", columns="n: number, day: date, at: moment")
    rows = table_of(
        rule.relations["units"], [{"id": "甲", "n": 3, "day": date(2019, 1, 1)}, {"id": "乙", "n": 4}]
    )
    for number in range(2):
        pq.write_table(rows.slice(number, 1), tmp_path / f"{number}.parquet")
    compiled = compile_scorecard(rule, YEAR_2019)

    assert assess(compiled, {"units": tmp_path}) == assess(compiled, {"units": rows})
