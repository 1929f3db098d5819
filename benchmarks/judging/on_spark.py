"""The scorecard on a Spark cluster of two workers beside DuckDB, over more and more events."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.judging import sheet
from benchmarks.judging.memory import with_peak
from benchmarks.judging.slopes import SURE, Line, crossing, line

#: Measured so often on the cluster; on DuckDB as often as the others are.
RUNS = 3
#: Megabytes of each worker, and of the driver.
WORKER_MB = 2048


def beside_duckdb(
    folder: Path, sizes: list[int], duckdb: Callable[[Path], Mapping[str, Any]], digest: Callable[[Any], str]
) -> None:
    """DuckDB with two threads beside a cluster of two workers of one core each, time by the clock.

    Args:
        duckdb: measures the scorecard over the facts in a folder, in a process of its own.
        digest: the fingerprint of an answer, of which both must have the same.
    """
    from baicheng.rules.spark import run_on_spark
    from tests.rules.spark_cluster import cluster, what_is_missing

    missing = what_is_missing()
    if missing is not None or not sizes:
        print(f"Spark is left out: {missing or 'no sizes'}")
        return
    print(f"the scorecard on Spark (a master, two workers of one core and {WORKER_MB} MB), beside DuckDB")
    print(f"  {'events':>12}{'DuckDB s':>10}{'MB':>7}{'Spark s':>10}{'MB':>7}{'times':>8}", flush=True)
    card = sheet.statement()
    duck: list[tuple[float, float]] = []
    clustered: list[tuple[float, float]] = []
    with cluster(folder, memory_mb=WORKER_MB) as session:
        # The first run loads classes and compiles; it says nothing about rows.
        sheet.write_facts(folder, 10_000)
        run_on_spark(card, sheet.sources(folder), session)
        for size in sizes:
            sheet.write_facts(folder, size)
            ours = duckdb(folder)
            (times, theirs), memory_mb = with_peak(
                lambda: _timed(lambda: run_on_spark(card, sheet.sources(folder), session))
            )
            assert ours["digest"] == digest(sheet.answer(theirs)), "answers differ"
            duck += [(size / 1e6, seconds) for seconds in ours["all_seconds"]]
            clustered += [(size / 1e6, seconds) for seconds in times]
            one, other = ours["seconds"], min(times)
            print(
                f"  {size:>12,}{one:10.2f}{ours['memory_mb']:7.0f}{other:10.2f}{memory_mb:7.0f}{other / one:8.1f}",
                flush=True,
            )
    if len(sizes) > 1:
        _tell_crossing(line(duck), line(clustered), max(sizes) / 1e6)


def _tell_crossing(duck: Line, clustered: Line, largest: float) -> None:
    """By lines of least squares through all runs, errors relative: where the cluster begins to pay."""
    for name, one in (("DuckDB", duck), ("Spark", clustered)):
        error = SURE * one.slope_error
        print(f"  {name}: {one.start:.2f} s, and each million more {one.slope:.3f} ± {error:.3f} s")
    found = crossing(duck, clustered)
    if crossing(clustered, duck) is not None:
        print("  each million takes the cluster longer too: on this machine it never pays, at any size")
    elif found is None:
        print(
            "  the slopes differ by less than they err: within this range the cluster does not begin to pay"
        )
    else:
        at, error = found
        where = (
            "the cluster pays from" if at <= largest else "it pays nowhere in this range; the lines meet at"
        )
        print(f"  up to {largest:,.0f} million events: {where} {at:,.0f} ± {SURE * error:,.0f} million")


def _timed(judge: Callable[[], Any]) -> tuple[list[float], Any]:
    """The times of some runs, and the answer."""
    times, answer = [], None
    for _ in range(RUNS):
        begun = time.perf_counter()
        answer = judge()
        times.append(time.perf_counter() - begun)
    return times, answer
