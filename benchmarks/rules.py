"""Rules: time and memory beside SQL by hand, OpenFisca-core, zen-engine, and Spark on a cluster of two workers.

Run ``make benchmark`` or ``.venv/bin/python benchmarks/rules.py``; the others are in the dependency group
``benchmark``, and who is not installed is left out with a message. ``--events``, ``--firms`` and ``--spark`` (sizes, or
nothing) change what is measured, from 100,000 events on, so that every unit has some; facts are made up from fixed
seeds. Needs 1 GB of disk in the temporary folder.

Each contestant runs in a process of its own, three times; told are the best processor time and time, and the most memory
of the process (peak RSS). What is built once (a compiled rule, a tax-benefit system, a decision that was read) is not in
the time; giving the data over is. All answers must be equal, else there is no result.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from baicheng.rules.database import Limits, opened  # noqa: E402  (the path above makes it importable)
from baicheng.rules.running import run  # noqa: E402
from benchmarks.judging import awards, sheet  # noqa: E402

ROUNDS, THREADS = 3, 2
LIMITS = Limits(seconds=1800, memory_mb=8192, threads=THREADS)
#: zen-engine decides so many firms only; its time is told for one.
ZEN_FIRMS = 2_000
SPARK_SIZES = (1_000_000, 10_000_000, 50_000_000)


def digest(rows: Any) -> str:
    """A fingerprint of an answer; numbers count by their value."""
    told = hashlib.sha256()
    for row in rows:
        told.update(",".join("?" if one is None else f"{float(one):.6f}" for one in row).encode())
    return told.hexdigest()


# --- contestants: each gives a function to time, and its answer as rows --------------------------------------


def card_ours(folder: Path) -> Callable[[], Any]:
    """The rule's statement, asked for what the SQL by hand gives."""
    card = sheet.statement()
    sql = sheet.same_columns(card)

    def judged() -> Any:
        with opened(card.relations, sheet.sources(folder), card.select, LIMITS) as database:
            return [tuple(row.values()) for row in database.rows_of(sql)]

    return judged


def card_explained(folder: Path) -> Callable[[], Any]:
    """Every result with each item, what was measured, and what is undecided."""
    card = sheet.statement()

    def judged() -> Any:
        results: Any = run(card, sheet.sources(folder), LIMITS)
        return [(one.subject, *(item.points for item in one.items), one.total) for one in results]

    return judged


def card_by_hand(how: str) -> Callable[[Path], Callable[[], Any]]:
    def contestant(folder: Path) -> Callable[[], Any]:
        import duckdb

        sql = sheet.by_hand(folder, how)

        def judged() -> Any:
            with duckdb.connect() as connection:
                connection.execute(f"SET threads = {THREADS}")
                return connection.execute(sql).fetchall()

        return judged

    return contestant


def awards_ours(folder: Path) -> Callable[[], Any]:
    rule, firms = awards.statement(), _firms(folder)
    sql = awards.amounts_sql(rule)

    def awarded() -> Any:
        with opened(rule.relations, {"firms": firms}, rule.select, LIMITS) as database:
            return database.table_of(sql).columns

    return awarded


def awards_openfisca(folder: Path) -> Callable[[], Any]:
    found: Callable[[], Any] = awards.openfisca(_firms(folder))
    return found


def awards_zen(folder: Path) -> Callable[[], Any]:
    found: Callable[[], Any] = awards.zen(_firms(folder).slice(0, ZEN_FIRMS))
    return found


def _firms(folder: Path) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(folder / "firms.parquet")


CONTESTANTS: dict[str, Callable[[Path], Callable[[], Any]]] = {
    "rule, same columns": card_ours,
    "rule, explained": card_explained,
    "by hand, by kind": card_by_hand("by kind"),
    "by hand, all columns": card_by_hand("all columns"),
    "by hand, a filter": card_by_hand("a filter"),
    "rule": awards_ours,
    "OpenFisca-core": awards_openfisca,
    "zen-engine": awards_zen,
}


def by_row(answer: Any) -> list[Any]:
    """An answer in columns as rows."""
    if hasattr(answer[0], "to_numpy") or hasattr(answer[-1], "dtype"):
        return list(
            zip(
                *(list(column.to_pylist() if hasattr(column, "to_pylist") else column) for column in answer),
                strict=True,
            )
        )
    return list(answer)


def one(name: str, folder: Path) -> dict[str, Any]:
    """Measures a contestant in this process."""
    contestant = CONTESTANTS[name](folder)
    best, best_processor = float("inf"), float("inf")
    for _ in range(ROUNDS):
        begun, processor = time.perf_counter(), time.process_time()
        answer = contestant()
        best = min(best, time.perf_counter() - begun)
        best_processor = min(best_processor, time.process_time() - processor)
    rows = sorted(by_row(answer), key=lambda row: int(row[0]))
    return {
        "seconds": best,
        "processor": best_processor,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "digest": digest(rows),
        "first": digest(rows[:ZEN_FIRMS]),
    }


def measured(name: str, folder: Path) -> dict[str, Any]:
    """Measures a contestant in a process of its own."""
    command = [sys.executable, __file__, "--one", name, "--folder", str(folder)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def table(names: list[str], folder: Path) -> dict[str, dict[str, Any]]:
    found = {}
    for name in names:
        found[name] = measured(name, folder)
        row, base = found[name], found[names[0]]
        print(
            f"  {name:<22}{row['processor']:10.2f}{row['seconds']:10.2f}{row['memory_mb']:10.0f}"
            f"{row['processor'] / base['processor']:10.2f}",
            flush=True,
        )
    return found


HEAD = f"  {'':<22}{'processor':>10}{'seconds':>10}{'MB':>10}{'times':>10}"


def scorecard(folder: Path, events: int) -> None:
    print(f"a scorecard of {len(sheet.COLUMNS)} items, {events:,} events, {sheet.SUBJECTS:,} subjects")
    sheet.write_facts(folder, events)
    print(HEAD)
    names = [name for name in CONTESTANTS if name.startswith("by hand")] + [
        "rule, same columns",
        "rule, explained",
    ]
    found = table(names, folder)
    assert len({row["digest"] for row in found.values()}) == 1, "answers differ"
    best = min(row["processor"] for name, row in found.items() if name.startswith("by hand"))
    print(
        f"  the rule's statement takes {found['rule, same columns']['processor'] / best:.2f} of the best SQL by hand"
    )


def construction(folder: Path, firms: int) -> None:
    print(f"the construction awards of 2017, {firms:,} firms (zen-engine: {ZEN_FIRMS:,})")
    awards.write_firms(folder / "firms.parquet", firms)
    print(HEAD)
    peers = {"OpenFisca-core": "openfisca_core", "zen-engine": "zen"}
    here = [name for name, module in peers.items() if importlib.util.find_spec(module)]
    print("".join(f"  {name} is not installed, left out\n" for name in peers if name not in here), end="")
    found = table(["rule", *here], folder)
    ours = found["rule"]["processor"] / firms
    if "OpenFisca-core" in here:
        assert found["OpenFisca-core"]["digest"] == found["rule"]["digest"], "answers differ"
        print(
            f"  OpenFisca-core takes {found['OpenFisca-core']['processor'] / firms / ours:.2f} times as long"
        )
    if "zen-engine" in here:
        assert found["zen-engine"]["first"] == found["rule"]["first"], "answers differ"
        each = found["zen-engine"]["processor"] / ZEN_FIRMS
        print(
            f"  a firm takes zen-engine {each * 1e6:.1f} µs, the rule {ours * 1e6:.3f} µs: {each / ours:,.0f} times"
        )


def spark(folder: Path, sizes: list[int]) -> None:
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
    card, points = sheet.statement(), []
    with cluster(folder, memory_mb=2048) as session:
        # The first run loads classes and compiles; it says nothing about rows.
        sheet.write_facts(folder, 10_000)
        run_on_spark(card, sheet.sources(folder), session)
        for size in sizes:
            sheet.write_facts(folder, size)
            files = sheet.sources(folder)
            duck, ours = _timed(lambda files=files: run(card, files, LIMITS))
            clustered, theirs = _timed(lambda files=files: run_on_spark(card, files, session))
            assert list(ours) == list(theirs), "answers differ"
            points.append((size, duck, clustered))
            print(f"  {size:>12,}{duck:10.1f}{clustered:10.1f}{clustered / duck:10.1f}", flush=True)
    (small, duck_small, spark_small), (large, duck_large, spark_large) = points[0], points[-1]
    million = (large - small) / 1e6 or 1
    duck_slope, spark_slope = (duck_large - duck_small) / million, (spark_large - spark_small) / million
    print(f"  each million more: DuckDB {duck_slope:.3f} s, Spark {spark_slope:.3f} s")
    paying = [size for size, duck, spark_time in points if spark_time < duck]
    if paying:
        print(f"  the cluster pays from {min(paying):,} events on")
    elif spark_slope <= 0 or duck_slope <= 0:
        print(f"  the cluster does not pay up to {large:,} events; the machine was too busy for slopes")
    elif spark_slope < duck_slope:
        at = small + 1e6 * (spark_small - duck_small) / (duck_slope - spark_slope)
        print(
            f"  the cluster does not pay up to {large:,} events; by these slopes it would from {at:,.0f} on"
        )
    else:
        print(f"  the cluster does not pay up to {large:,} events, and by these slopes never on this machine")


def _timed(judge: Callable[[], Any]) -> tuple[float, Any]:
    """The better time of two, and the answer; a busy machine makes one run slow by chance."""
    best, answer = float("inf"), None
    for _ in range(2):
        begun = time.perf_counter()
        answer = judge()
        best = min(best, time.perf_counter() - begun)
    return best, answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--firms", type=int, default=1_000_000)
    parser.add_argument("--spark", type=int, nargs="*", default=list(SPARK_SIZES))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(one(arguments.one, arguments.folder)))
        return
    with tempfile.TemporaryDirectory(prefix="baicheng-rules-") as name:
        scorecard(Path(name), arguments.events)
        construction(Path(name), arguments.firms)
        spark(Path(name), arguments.spark)


if __name__ == "__main__":
    main()
