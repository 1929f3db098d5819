"""Rules: time and memory beside SQL by hand, OpenFisca-core, zen-engine, and Spark on a cluster of two workers.

Run ``make benchmark`` or ``.venv/bin/python benchmarks/rules.py``; the others are in the dependency group
``benchmark``, and who is not installed is left out with a message. ``--events``, ``--firms`` and ``--spark`` (sizes)
change what is measured, from 100,000 events on, so that every unit has some; 0, or no size, leaves that part out. Facts
are made up from fixed seeds. Needs 1 GB of disk in the temporary folder.

Each contestant runs in a process of its own, five times, and up to thirty as long as three seconds are not over; told
are the best processor time and time, and the most memory of the process (peak RSS). What is built once (a compiled rule,
a tax-benefit system, a decision that was read; for awards the database too) is not in the time; giving the data over is.
All answers must be equal, else there is no result.
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
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from baicheng.rules.database import Limits, kept_open, opened  # noqa: E402  (the path above makes it importable)
from baicheng.rules.running import run  # noqa: E402
from benchmarks.judging import awards, awards_by_hand, sheet  # noqa: E402
from benchmarks.judging.memory import family_mb  # noqa: E402
from benchmarks.judging.on_spark import beside_duckdb  # noqa: E402

ROUNDS, MORE_ROUNDS, ENOUGH_SECONDS = 5, 30, 3
THREADS = 2
LIMITS = Limits(seconds=1800, memory_mb=8192, threads=THREADS)
#: Awards are reckoned on one core, by each contestant.
ON_ONE_CORE = Limits(seconds=1800, memory_mb=8192, threads=1)
#: What stays open as long as the process of a contestant.
KEPT = ExitStack()
#: zen-engine decides so many firms only; its time is told for one.
ZEN_FIRMS = 2_000
SPARK_SIZES = (1_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000)


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
    """Every result, of which points and total are read; what was measured and the reasons are there when asked for."""
    card = sheet.statement()

    def judged() -> Any:
        return sheet.answer(run(card, sheet.sources(folder), LIMITS))

    return judged


def card_told(folder: Path) -> Callable[[], Any]:
    """Every result with all that it says: each measure, each formula with its numbers, each fact, each reason."""
    card = sheet.statement()

    def judged() -> Any:
        results: Any = run(card, sheet.sources(folder), LIMITS)
        told = [
            (
                one,
                one.facts,
                one.parts,
                one.effects,
                one.undecided,
                [(item, item.formula) for item in one.items],
            )
            for one in results
        ]
        return [(one.subject, *(item.points for item, _ in items), one.total) for one, *_, items in told]

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


def awards_ours(*, encoded: bool, limits: Limits = ON_ONE_CORE) -> Callable[[Path], Callable[[], Any]]:
    """The rule on a database that is kept open, as the others keep what they are built of."""

    def contestant(folder: Path) -> Callable[[], Any]:
        firms = _firms(folder, encoded=encoded)
        rule = awards.statement(firms)
        sql = awards.amounts_sql(rule)
        database = KEPT.enter_context(kept_open(limits, optimized=True))

        def awarded() -> Any:
            database.show("firms", rule.relations, firms, rule.setting.storage)
            return [firms["id"], *database.table_of(sql).columns]

        return awarded

    return contestant


def awards_by(
    contestant: Callable[..., Callable[[], Any]], **how: Any
) -> Callable[[Path], Callable[[], Any]]:
    return lambda folder: contestant(_firms(folder, encoded=True), **how)


def awards_one_by_one(*, prepared: bool) -> Callable[[Path], Callable[[], Any]]:
    return lambda folder: awards.zen(_firms(folder, encoded=False).slice(0, ZEN_FIRMS), prepared=prepared)


def _firms(folder: Path, *, encoded: bool) -> Any:
    """The firms in memory as arrays; encoded, words are numbers with a dictionary, and true is a byte."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = ["headquarters", "credit"] if encoded else None
    firms = pq.read_table(folder / "firms.parquet", read_dictionary=words).unify_dictionaries()
    if encoded:
        for name in awards.FLAGS:
            of_bytes = pa.array(firms[name].to_numpy()).cast(pa.int8()).cast(pa.bool8())
            firms = firms.set_column(firms.schema.get_field_index(name), name, of_bytes)
    return firms


CONTESTANTS: dict[str, Callable[[Path], Callable[[], Any]]] = {
    "rule, same columns": card_ours,
    "rule, explained": card_explained,
    "by hand, by kind": card_by_hand("by kind"),
    "by hand, all columns": card_by_hand("all columns"),
    "by hand, a filter": card_by_hand("a filter"),
    "rule, all told": card_told,
    "rule": awards_ours(encoded=False),
    "rule, encoded": awards_ours(encoded=True),
    "rule, two cores": awards_ours(encoded=True, limits=LIMITS),
    "DuckDB by hand": awards_by(awards_by_hand.by_duckdb, bits=False),
    "DuckDB by hand, bits": awards_by(awards_by_hand.by_duckdb, bits=True),
    "numpy by hand": awards_by(awards_by_hand.by_numpy),
    "OpenFisca-core": awards_by(awards.openfisca, encoded=False),
    "OpenFisca, encoded": awards_by(awards.openfisca, encoded=True),
    "zen-engine": awards_one_by_one(prepared=False),
    "zen-engine, prepared": awards_one_by_one(prepared=True),
    "zen-engine, two cores": lambda folder: awards.zen_on_two_cores(
        _firms(folder, encoded=False).slice(0, ZEN_FIRMS)
    ),
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


def in_order(rows: list[Any]) -> list[Any]:
    """Rows in the order of those judged."""
    return sorted(rows, key=lambda row: int(row[0]))


def one(name: str, folder: Path) -> dict[str, Any]:
    """Measures a contestant in this process."""
    contestant = CONTESTANTS[name](folder)
    times: list[float] = []
    best_processor = float("inf")
    first = time.perf_counter()
    for number in range(MORE_ROUNDS):
        if number >= ROUNDS and time.perf_counter() - first > ENOUGH_SECONDS:
            break
        begun, processor = time.perf_counter(), time.process_time()
        answer = contestant()
        times.append(time.perf_counter() - begun)
        best_processor = min(best_processor, time.process_time() - processor)
    rows = in_order(by_row(answer))
    return {
        "seconds": min(times),
        "all_seconds": times,
        "processor": best_processor,
        # A contestant of several processes holds all of them at its end.
        "memory_mb": max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, family_mb()),
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
            f"  {name:<22}{row['processor']:10.3f}{row['seconds']:10.3f}{row['memory_mb']:10.0f}"
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
        "rule, all told",
    ]
    found = table(names, folder)
    assert len({row["digest"] for row in found.values()}) == 1, "answers differ"
    best = min(row["processor"] for name, row in found.items() if name.startswith("by hand"))
    for name, what in (("rule, same columns", "statement takes"), ("rule, explained", "results take")):
        print(f"  the rule's {what} {found[name]['processor'] / best:.2f} of the best SQL by hand")


def construction(folder: Path, firms: int) -> None:
    print(f"the construction awards of 2017, {firms:,} firms on one core (zen-engine: {ZEN_FIRMS:,})")
    awards.write_firms(folder / "firms.parquet", firms)
    print(HEAD)
    peers = {
        "numpy by hand": "numpy",
        "OpenFisca-core": "openfisca_core",
        "OpenFisca, encoded": "openfisca_core",
    }
    peers |= dict.fromkeys(("zen-engine", "zen-engine, prepared", "zen-engine, two cores"), "zen")
    here = [name for name, module in peers.items() if importlib.util.find_spec(module)]
    print("".join(f"  {name} is not installed, left out\n" for name in peers if name not in here), end="")
    found = table(
        ["rule", "rule, encoded", "rule, two cores", "DuckDB by hand", "DuckDB by hand, bits", *here], folder
    )
    assert len({row["digest"] for name, row in found.items() if not name.startswith("zen")}) == 1, (
        "answers differ"
    )
    for name, row in found.items():
        if name.startswith("zen-engine"):
            _tell_one_by_one(name, row, found, firms)
        elif not name.startswith("rule"):
            own = found["rule" if name == "OpenFisca-core" else "rule, encoded"]
            print(
                f"  {name} takes {row['processor'] / own['processor']:.2f} times as long as the rule on the same arrays"
            )


def _tell_one_by_one(name: str, row: dict[str, Any], found: dict[str, dict[str, Any]], firms: int) -> None:
    """On two cores by the clock, else by the processor time of one."""
    assert row["first"] == found["rule"]["first"], "answers differ"
    key, rules = (
        ("seconds", ["rule, two cores"]) if "two cores" in name else ("processor", ["rule", "rule, encoded"])
    )
    for rule in rules:
        each, ours = row[key] / ZEN_FIRMS, found[rule][key] / firms
        print(
            f"  a firm takes {name} {each * 1e6:.1f} µs, the {rule} {ours * 1e6:.4f} µs: {each / ours:,.0f} times"
        )


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
        if arguments.events:
            scorecard(Path(name), arguments.events)
        if arguments.firms:
            construction(Path(name), arguments.firms)
        beside_duckdb(
            Path(name),
            arguments.spark,
            lambda folder: measured("rule, explained", folder),
            lambda answer: digest(in_order(answer)),
        )


if __name__ == "__main__":
    main()
