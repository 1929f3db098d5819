"""The construction awards written by hand for these firms: what a database and a processor need at least."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.judging import awards

OK = "credit <> 'b' AND NOT disturbance"
BY_HAND = f"""
SELECT id,
  CASE WHEN NOT (ok AND moved_in AND years_since_move <= 3) THEN 0
    WHEN headquarters = 'special' AND output >= 1000000 THEN 1000
    WHEN headquarters = 'first' AND output >= 500000 THEN 500
    WHEN headquarters = 'design' AND output >= 50000 THEN 200 ELSE 0 END AS move,
  CASE WHEN NOT ok THEN 0 WHEN output >= 1000000 OR tax >= 30000 THEN 100
    WHEN output >= 500000 OR tax >= 15000 THEN 50 WHEN output >= 200000 OR tax >= 6000 THEN 10 ELSE 0 END AS annual,
  CASE WHEN ok AND tax_place <= 10 AND tax * 10 > tax_before * 12 THEN 100 ELSE 0 END AS top_ten,
  CASE WHEN ok AND places_gained >= 5 THEN 100 ELSE 0 END AS ranking,
  CASE WHEN NOT (ok AND emerging) THEN 0
    ELSE CASE WHEN output > 100000 AND best_output_before <= 100000 THEN 50 ELSE 0 END
      + CASE WHEN output > 500000 AND best_output_before <= 500000 THEN 100 ELSE 0 END END AS new_business
FROM (SELECT *, {OK} AS ok FROM firms)"""


def _of(condition: str, amount: int) -> str:
    return f"(-CAST({condition} AS SMALLINT) & CAST({amount} AS SMALLINT))"


def _bits(firms: pa.Table) -> str:
    """The least that DuckDB needs, as far as we know: a condition is a mask over the bits of an amount, words are numbers."""
    code = {
        word: number
        for name in ("headquarters", "credit")
        for number, word in enumerate(firms[name].chunk(0).dictionary.to_pylist())
    }
    new = f"{_of('output > 100000 AND best_output_before <= 100000', 50)}"
    new += f" + {_of('output > 500000 AND best_output_before <= 500000', 100)}"
    annual = f"xor({_of('output >= 1000000 OR tax >= 30000', 100 ^ 50)}, {_of('output >= 500000 OR tax >= 15000', 50 ^ 10)})"
    annual = f"xor({annual}, {_of('output >= 200000 OR tax >= 6000', 10)})"
    move = " | ".join(
        _of(f"headquarters = {code[word]} AND output >= {least}", amount)
        for word, least, amount in (
            ("special", 1000000, 1000),
            ("first", 500000, 500),
            ("design", 50000, 200),
        )
    )
    return f"""
SELECT -CAST(ok AND moved_in AND years_since_move <= 3 AS SMALLINT) & ({move}) AS move,
  -CAST(ok AS SMALLINT) & {annual} AS annual,
  {_of("ok AND tax_place <= 10 AND tax * 10 > tax_before * 12", 100)} AS top_ten,
  {_of("ok AND places_gained >= 5", 100)} AS ranking,
  -CAST(ok AND emerging AS SMALLINT) & ({new}) AS new_business
FROM (SELECT *, credit <> {code["b"]} AND NOT disturbance AS ok FROM firms)"""


def by_duckdb(firms: pa.Table, *, bits: bool) -> Any:
    """A function that gives each award by SQL written for these firms: whole numbers of 32 bits, nothing unknown.

    Args:
        bits: in the form that DuckDB goes through fastest; else as people write it.
    """
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    sql = _bits(firms) if bits else BY_HAND
    held = firms
    if bits:
        for place, name in enumerate(firms.schema.names):
            if pa.types.is_dictionary(firms[name].type):
                codes = pa.chunked_array([chunk.indices for chunk in firms[name].chunks])
                held = held.set_column(place, name, codes)

    def awarded() -> Any:
        connection.register("firms", held)
        found = connection.sql(sql).to_arrow_table().columns
        return [firms["id"], *found] if bits else found

    return awarded


def by_numpy(firms: pa.Table) -> Any:
    """A function that gives each award by arrays of 32 bits, written for these firms."""
    import numpy as np

    of = {name: firms[name].to_numpy().astype(np.int32) for name in awards.NUMBERS}
    of |= {name: firms[name].to_numpy().astype(bool) for name in awards.FLAGS}
    is_ = {
        word: np.array([one == word for one in firms[name].to_pylist()])
        for name, words in (("headquarters", awards.HEADQUARTERS), ("credit", awards.CREDIT))
        for word in words
    }

    def awarded() -> list[Any]:
        output, tax, best = of["output"], of["tax"], of["best_output_before"]
        ok = ~is_["b"] & ~of["disturbance"]
        moved = ok & of["moved_in"] & (of["years_since_move"] <= 3)
        move = (moved & is_["special"] & (output >= 1_000_000)) * np.int32(1000)
        move += (moved & is_["first"] & (output >= 500_000)) * np.int32(500)
        move += (moved & is_["design"] & (output >= 50_000)) * np.int32(200)
        annual = ((output >= 200_000) | (tax >= 6_000)) * np.int32(10)
        annual += ((output >= 500_000) | (tax >= 15_000)) * np.int32(40)
        annual += ((output >= 1_000_000) | (tax >= 30_000)) * np.int32(50)
        top_ten = (ok & (of["tax_place"] <= 10) & (tax * 10 > of["tax_before"] * 12)) * np.int32(100)
        ranking = (ok & (of["places_gained"] >= 5)) * np.int32(100)
        new = ((output > 100_000) & (best <= 100_000)) * np.int32(50)
        new += ((output > 500_000) & (best <= 500_000)) * np.int32(100)
        return [firms["id"], move, annual * ok, top_ten, ranking, new * (ok & of["emerging"])]

    return awarded
