"""The scorecard on a Spark cluster of two workers beside DuckDB, over more and more events."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from baicheng.rules.database import Limits
from baicheng.rules.running import run
from benchmarks.judging import sheet
from benchmarks.judging.slopes import SURE, Line, crossing, line


def beside_duckdb(folder: Path, sizes: list[int], limits: Limits) -> None:
    """DuckDB with two threads beside a cluster of two workers of one core each, time by the clock."""
    from baicheng.rules.spark import run_on_spark
    from tests.rules.spark_cluster import cluster, what_is_missing

    missing = what_is_missing()
    if missing is not None or not sizes:
        print(f"Spark is left out: {missing or 'no sizes'}")
        return
    print(
        f"the scorecard on Spark (a master, two workers of one core and 2 GB), beside DuckDB\n  {'events':>12}",
        end="",
    )
    print(f"{'DuckDB s':>10}{'Spark s':>10}{'times':>10}")
    card, duck, clustered = sheet.statement(), [], []
    with cluster(folder, memory_mb=2048) as session:
        # The first run loads classes and compiles; it says nothing about rows.
        sheet.write_facts(folder, 10_000)
        run_on_spark(card, sheet.sources(folder), session)
        for size in sizes:
            sheet.write_facts(folder, size)
            files = sheet.sources(folder)
            times, ours = _timed(lambda files=files: run(card, files, limits))
            others, theirs = _timed(lambda files=files: run_on_spark(card, files, session))
            assert list(ours) == list(theirs), "answers differ"
            duck += [(size / 1e6, time) for time in times]
            clustered += [(size / 1e6, time) for time in others]
            one, other = min(times), min(others)
            print(f"  {size:>12,}{one:10.1f}{other:10.1f}{other / one:10.1f}", flush=True)
    if len(sizes) > 1:
        _tell_crossing(line(duck), line(clustered), max(sizes) / 1e6)


def _tell_crossing(duck: Line, clustered: Line, largest: float) -> None:
    """By lines of least squares through all runs, errors relative: where the cluster begins to pay."""
    for name, one in (("DuckDB", duck), ("Spark", clustered)):
        print(
            f"  {name}: {one.start:.2f} s, and each million more {one.slope:.3f} ± {SURE * one.slope_error:.3f} s"
        )
    found = crossing(duck, clustered)
    if found is None:
        print(
            "  the slopes do not differ by more than they err: where the cluster begins to pay cannot be told"
        )
        return
    at, error = found
    beyond = f", beyond the {largest:,.0f} million measured" if at > largest else ""
    print(f"  by these lines the cluster pays from {at:,.0f} ± {SURE * error:,.0f} million events on{beyond}")


def _timed(judge: Callable[[], Any]) -> tuple[list[float], Any]:
    """The times of two runs, and the answer."""
    times, answer = [], None
    for _ in range(2):
        begun = time.perf_counter()
        answer = judge()
        times.append(time.perf_counter() - begun)
    return times, answer
