"""Rows for rules (判定用数据): as they were on the last day judged, as known at a moment, taken from a snapshot.

"Known until" is a filter over the time of recording, "as it was on" one over the interval: of each thing one row
remains. The rows are written beside the run, so that evidence is found in what the run saw.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from baicheng.clock.instants import start_of
from baicheng.packs.pack import Pack
from baicheng.packs.rule_relations import relation_of, relations_of
from baicheng.rules.database import Limits, RunFailed, within
from baicheng.rules.relations import RESULTS
from baicheng.rules.setting import Period
from baicheng.rules.sources import table_of
from baicheng.server.assessments.exporting.shapes import moment
from baicheng.server.assessments.standing_statements import Moments, rows_of


@dataclass(frozen=True)
class Standing:
    """Which day is looked at, and whose knowledge counts."""

    period: Period
    known_at: datetime

    @property
    def end(self) -> datetime:
        """24:00 of the last day judged, as snapshots hold moments."""
        found = moment(start_of(self.period.until))
        assert found is not None, "a period has an end"
        return found

    @property
    def moments(self) -> Moments:
        """What stands for the marks of statements."""
        day = f"DATE '{self.period.last_day}'"
        return Moments(_literal(moment(self.known_at)), _literal(self.end), day)


def _literal(at: datetime | None) -> str:
    return f"TIMESTAMP '{at}'"


def lay_out(
    snapshot: Path,
    into: Path,
    pack: Pack,
    standing: Standing,
    names: Collection[str],
    limits: Limits | None = None,
) -> Mapping[str, Path]:
    """Write the rows of some relations of a pack into a folder, a file each; what is there already stays.

    Args:
        snapshot: its folder.
        names: relations as rules of the pack know them; ``results`` are those of rules that are final.

    Raises:
        RunFailed: a relation is not kept in the installation, or a limit was reached.
    """
    into.mkdir(parents=True, exist_ok=True)
    known = relations_of(pack) | {"results": RESULTS}
    found = {}
    with _opened(limits or Limits()) as database:
        for name in sorted(names):
            if name not in known:
                raise RunFailed(f"no rows of '{name}' are kept here; rules of a pack read its registers")
            found[name] = into / f"{name}.parquet"
            if not found[name].is_file():
                half = into / f".{name}-{secrets.token_hex(4)}"
                select = rows_of(
                    pack, name, known[name], lambda one: _files(snapshot / one), standing.moments
                )
                if select is None:
                    pq.write_table(table_of(known[name], []), half)
                else:
                    database.execute(
                        f"COPY ({select}) TO '{_quoted(half)}' (FORMAT parquet, COMPRESSION zstd)"
                    )
                half.replace(found[name])
    return found


def standing_table(
    statements: Mapping[str, pa.Table], pack: Pack, standing: Standing, name: str, limits: Limits
) -> pa.Table:
    """The standing rows of a relation from statements in memory, by the folders in which a snapshot has them.

    Raises:
        RunFailed: as ``lay_out``.
    """
    relation = relation_of(pack, name) or RESULTS
    with _opened(limits) as database:
        named = {folder: f"stated_{number}" for number, folder in enumerate(statements)}
        for folder, alias in named.items():
            database.register(alias, statements[folder])
        select = rows_of(pack, name, relation, named.get, standing.moments)
        if select is None:
            return table_of(relation, [])
        return database.sql(select).to_arrow_table()


@contextmanager
def _opened(limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database for one laying out, within the limits of a run.

    Raises:
        RunFailed: a limit was reached, or a file of the snapshot cannot be read.
    """
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"SET memory_limit = '{limits.memory_mb}MB'")
        connection.execute(f"SET threads = {limits.threads}")
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        connection.execute("SET temp_directory = ''")
        with within(limits, connection):
            yield connection
    except duckdb.Error as error:
        raise RunFailed(f"the snapshot cannot be read: {str(error).splitlines()[0]}") from error
    finally:
        connection.close()


def _files(folder: Path) -> str | None:
    """What reads all files of a relation."""
    files = sorted(str(path) for path in folder.glob("*/*.parquet"))
    listed = ", ".join(f"'{_quoted(path)}'" for path in files)
    return f"read_parquet([{listed}], hive_partitioning = false)" if files else None


def _quoted(path: Path | str) -> str:
    return str(path).replace("'", "''")


def labels(rows: Path, key: str) -> dict[str, str]:
    """What those judged were called: name, or title, of each row of a relation that was laid out."""
    schema = pq.read_schema(rows)
    column = next((one for one in ("name", "title") if one in schema.names), None)
    if column is None:
        return {}
    table: dict[str, list[Any]] = pq.read_table(rows, columns=[key, column]).to_pydict()
    return {str(one): text for one, text in zip(table[key], table[column], strict=True) if text}
