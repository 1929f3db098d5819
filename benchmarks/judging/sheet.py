"""A scorecard of forty items over one relation of events, and the same answer in SQL by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from baicheng.packs.rule_files import read_rule
from baicheng.rules.compiling.scorecard import CompiledScorecard, compile_scorecard
from baicheng.rules.model.scorecard import Scorecard
from baicheng.rules.setting import Period, Setting

SEED, SUBJECTS = 37, 2_000
KINDS = "patrol drain dredge litter complaint training report inspection rescue survey".split()
LEVELS = ("national", "provincial", "city")
PERIOD = Period(date(2019, 1, 1), date(2019, 7, 1))
TITLE = "{zh: 项, en: Item}"
HEAD = f"""scorecard: forty
title: {TITLE}
source: {{document: 郑政〔2019〕5号}}
for: {{relation: units}}
relations:
  units: {{columns: {{id: {{kind: reference, required: true}}}}}}
  events:
    columns:
      id: {{kind: reference, required: true}}
      unit: {{kind: reference, required: true}}
      kind: {{kind: text, required: true, of: [{", ".join(KINDS)}]}}
      level: {{kind: text, required: true, of: [{", ".join(LEVELS)}]}}
      late: boolean
      rectified: {{kind: boolean, required: true}}
      amount: {{kind: number, required: true}}
      happened_on: {{kind: date, required: true}}
facts:
"""
#: Items of each kind; in half a year of ten million events a unit has some 250 of a kind.
ITEMS = {
    "a": "points: 10, tally: {deduct: [{each: 0.01, times: KIND_late}]}, floor: 0",
    "b": "points: 5, proportional: {of: KIND_rectified, full_at: 60}",
    "c": "points: 3, tally: {add: [{each: 0.003, times: KIND_national}, {each: 0.002, times: KIND_provincial}, "
    "{each: 0.001, times: KIND_city}]}",
    "d": "points: 4, bands: {of: KIND_amount, bands: [{below: 120000, points: 0}, "
    "{at_least: 120000, below: 130000, points: 2}, {at_least: 130000, points: 4}]}",
}
COLUMNS = [f"{kind}_{letter}" for kind in KINDS for letter in ITEMS]


def write_facts(folder: Path, events: int) -> None:
    """Made-up events; of one in a million it is unknown whether it was late."""
    kinds, levels = list(KINDS), list(LEVELS)
    connection = duckdb.connect()
    connection.execute(f"""COPY (
      SELECT i AS id, CAST(hash(i, {SEED}, 1) % {SUBJECTS} AS INTEGER) AS unit,
        list_extract({kinds}, 1 + CAST(hash(i, {SEED}, 2) % {len(kinds)} AS INTEGER)) AS kind,
        list_extract({levels}, 1 + CAST(hash(i, {SEED}, 3) % 3 AS INTEGER)) AS level,
        CASE WHEN hash(i, {SEED}, 4) % 1000000 <> 0 THEN hash(i, {SEED}, 5) % 7 = 0 END AS late,
        hash(i, {SEED}, 6) % 5 = 0 AS rectified,
        CAST((hash(i, {SEED}, 7) % 100000) / 100 AS DECIMAL(12, 2)) AS amount,
        DATE '2019-01-01' + CAST(hash(i, {SEED}, 8) % 365 AS INTEGER) AS happened_on
      FROM range({events}) AS r(i)) TO '{folder / "events.parquet"}' (FORMAT parquet)""")
    connection.execute(
        f"COPY (SELECT i AS id FROM range({SUBJECTS}) AS r(i)) TO '{folder / 'units.parquet'}' (FORMAT parquet)"
    )
    connection.close()


def sources(folder: Path) -> dict[str, Path]:
    return {name: folder / f"{name}.parquet" for name in ("events", "units")}


def statement() -> CompiledScorecard:
    facts, items = [], []
    for kind in KINDS:
        conditions = {"late": "late", "rectified": "rectified"}
        conditions |= {level: f"level = '{level}'" for level in LEVELS}
        facts += [
            _fact(f"{kind}_{name}", "count", f"kind = '{kind}' and {c}") for name, c in conditions.items()
        ]
        facts.append(_fact(f"{kind}_amount", "sum", f"kind = '{kind}'"))
        items += [
            f"      - {{item: {kind}_{letter}, title: {TITLE}, clause: 一, {form.replace('KIND', kind)}}}"
            for letter, form in ITEMS.items()
        ]
    parts = ["parts:", f"  - part: all\n    title: {TITLE}\n    items:", *items]
    rule = read_rule("\n".join([HEAD.rstrip(), *facts, *parts]).encode(), "forty.yaml").rule
    assert isinstance(rule, Scorecard)
    return compile_scorecard(rule, Setting(PERIOD))


def _fact(name: str, form: str, where: str) -> str:
    of = "count: events" if form == "count" else "sum: amount, of: events"
    return (
        f'  {name}: {{title: {TITLE}, {of}, by: unit, on: happened_on, where: "{where}", if_missing: zero}}'
    )


def answer(results: Any) -> list[tuple[Any, ...]]:
    """Subject, points and total of each result; what was measured and the reasons are there when asked for."""
    return [(one.subject, *(item.points for item in one.items), one.total) for one in results]


def same_columns(card: CompiledScorecard) -> str:
    """The rule's statement, of which only points and total are asked: what the SQL by hand gives."""
    points = ", ".join(f'"{name}.points" AS {name}' for name in COLUMNS)
    return f"SELECT subject, {points}, total FROM ({card.sql()}) ORDER BY subject"


def by_hand(folder: Path, how: str) -> str:
    """The best SQL that we can write for the same answer.

    Args:
        how: ``by kind``: one pass by unit and kind; ``all columns``: groups by every column first; ``a filter``: one
            filter over the raw facts for each figure.
    """
    figures = {"late": "late", "open": "late IS NULL", "rectified": "rectified"}
    figures |= {level: f"level = '{level}'" for level in LEVELS}
    origin = f"FROM read_parquet('{folder / 'events.parquet'}')"
    rows = f"{origin} WHERE happened_on >= DATE '2019-01-01' AND happened_on < DATE '2019-07-01' GROUP BY ALL"
    each = [(kind, name) for kind in KINDS for name in (*figures, "amount")]
    if how == "by kind":
        counts = ", ".join(f"count(*) FILTER ({c}) AS {name}" for name, c in figures.items())
        grouped = f"g AS (SELECT unit, kind, {counts}, sum(amount) AS amount {rows})"
        read = [f"coalesce(sum({name}) FILTER (kind = '{kind}'), 0) AS {kind}_{name}" for kind, name in each]
    elif how == "all columns":
        grouped = (
            f"g AS (SELECT unit, kind, level, late, rectified, count(*) AS n, sum(amount) AS amount {rows})"
        )
        read = [
            f"coalesce(sum({'amount' if name == 'amount' else 'n'}) "
            f"FILTER (kind = '{kind}' AND {figures.get(name, 'true')}), 0) AS {kind}_{name}"
            for kind, name in each
        ]
    else:
        grouped = f"g AS (SELECT * {rows.removesuffix(' GROUP BY ALL')})"
        read = [
            f"coalesce({'sum(amount)' if name == 'amount' else 'count(*)'} "
            f"FILTER (kind = '{kind}' AND {figures.get(name, 'true')}), 0) AS {kind}_{name}"
            for kind, name in each
        ]
    points = ", ".join(
        f"CASE WHEN {kind}_open = 0 THEN greatest(10 - 0.01 * {kind}_late, 0) END AS {kind}_a, "
        f"CASE WHEN {kind}_rectified >= 60 THEN 5 ELSE ({kind}_rectified * 10000000 // 60 + 1) // 2 * 0.000001 END"
        f" AS {kind}_b, least(0.003 * {kind}_national + 0.002 * {kind}_provincial + 0.001 * {kind}_city, 3) AS {kind}_c, "
        f"CASE WHEN {kind}_amount < 120000 THEN 0 WHEN {kind}_amount < 130000 THEN 2 ELSE 4 END AS {kind}_d"
        for kind in KINDS
    )
    exact = ", ".join(f"CAST({name} AS DECIMAL(38, 6)) AS {name}" for name in COLUMNS)
    total = f"CAST(CAST({' + '.join(COLUMNS)} AS DECIMAL(38, 2)) AS DECIMAL(38, 6)) AS total"
    return (
        f"WITH {grouped}, f AS (SELECT unit, {', '.join(read)} FROM g GROUP BY unit), p AS (SELECT unit, {points} FROM f) "
        f"SELECT unit AS subject, {exact}, {total} FROM p ORDER BY subject"
    )
