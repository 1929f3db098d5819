"""Rows for rules (判定用数据): as they were on the last day judged, as known at a moment, taken from a snapshot.

"Known until" is a filter over the time of recording, "as it was on" one over the interval: of each thing one row
remains. The rows are written beside the run, so that evidence is found in what the run saw.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from baicheng.clock.instants import start_of
from baicheng.packs.pack import Pack
from baicheng.packs.rule_relations import relation_of, relations_of
from baicheng.packs.schema.registers import Register
from baicheng.rules.database import Limits, RunFailed, within
from baicheng.rules.relations import RESULTS, Relation
from baicheng.rules.setting import Period
from baicheng.rules.sources import table_of
from baicheng.server.assessments.exporting.relations import REGISTERS
from baicheng.server.assessments.exporting.shapes import exported_fields, moment

#: What reads the statements of a relation, by its folder in a snapshot; nothing where there are none.
Scan: TypeAlias = Callable[[str], str | None]


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
                select = _rows_of(pack, name, known[name], standing, lambda one: _files(snapshot / one))
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
        select = _rows_of(pack, name, relation, standing, named.get)
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


@dataclass(frozen=True)
class _Read:
    """The folders that a statement reads, by the names that it calls them; without the first there is no row.

    ``between`` are tables made of those, on which it rests.
    """

    folders: Mapping[str, str]
    select: str
    between: Mapping[str, str] = field(default_factory=dict)


def _rows_of(pack: Pack, name: str, relation: Relation, standing: Standing, scan: Scan) -> str | None:
    """The statement that gives the standing rows of a relation; nothing where nothing was recorded of it."""
    read = _statement(pack, name)
    if scan(next(iter(read.folders.values()))) is None:
        return None
    tables = ", ".join(_known(alias, scan(folder)) for alias, folder in read.folders.items())
    tables += "".join(f", {alias} AS ({select})" for alias, select in read.between.items())
    columns = ", ".join(f'"{column}"' for column in relation.columns)
    statement = (
        f'WITH {tables}, found AS ({read.select}) SELECT {columns} FROM found ORDER BY "{relation.key}"'
    )
    values = {
        "$known": _literal(moment(standing.known_at)),
        "$until": _literal(standing.end),
        "$day": f"DATE '{standing.period.last_day}'",
    }
    for mark, value in values.items():
        statement = statement.replace(mark, value)
    return statement


def _literal(at: datetime | None) -> str:
    return f"TIMESTAMP '{at}'"


def _known(alias: str, rows: str | None) -> str:
    """The statements of a relation that were known and not withdrawn; none where there are none."""
    if rows is None:
        return f"{alias} AS (SELECT * FROM ({_EMPTY[alias]}) WHERE false)"
    return (
        f"{alias}_recorded AS (SELECT * FROM {rows} WHERE recorded_at <= $known), {alias} AS (SELECT * FROM "
        f"{alias}_recorded WHERE NOT withdrawn AND statement NOT IN (SELECT statement FROM {alias}_recorded "
        "WHERE withdrawn))"
    )


def _files(folder: Path) -> str | None:
    """What reads all files of a relation."""
    files = sorted(str(path) for path in folder.glob("*/*.parquet"))
    listed = ", ".join(f"'{_quoted(path)}'" for path in files)
    return f"read_parquet([{listed}], hive_partitioning = false)" if files else None


def _quoted(path: Path | str) -> str:
    return str(path).replace("'", "''")


#: The columns of a relation beside the first, where nothing was recorded of it.
_EMPTY = {
    "taking": "SELECT '' AS register, '' AS record, '' AS role, '' AS subject, 0 AS \"order\", '' AS statement, "
    "DATE '2000-01-01' AS since, DATE '2000-01-01' AS until",
    "naming": "SELECT '' AS subject, '' AS name, DATE '2000-01-01' AS since, DATE '2000-01-01' AS until, '' AS statement",
    "coding": "SELECT '' AS subject, '' AS scheme, '' AS value, DATE '2000-01-01' AS since, "
    "DATE '2000-01-01' AS until, '' AS statement",
    "being": "SELECT '' AS id, '' AS record",
}
#: What held on the last day judged, of facts that hold by days, and by moments: 24:00 of that day is its end.
_ON_DAY = "(since IS NULL OR since <= $day) AND (until IS NULL OR until > $day)"
_AT_END = "since < $until AND (until IS NULL OR until >= $until)"


def _statement(pack: Pack, name: str) -> _Read:
    if name in pack.registers:
        return _records(pack, name, pack.registers[name])
    return _SYSTEM[name](pack)


def _subjects(_pack: Pack) -> _Read:
    select = f"""
      SELECT id, kind, NULLIF(level, '') AS level, name, code FROM rows
      LEFT JOIN (SELECT subject, max_by(name, CAST(statement AS BIGINT)) AS name FROM naming
                 WHERE {_ON_DAY} GROUP BY subject) n ON n.subject = rows.id
      LEFT JOIN (SELECT subject, min_by(value, (scheme <> 'area_code', scheme)) AS code FROM coding
                 WHERE {_ON_DAY} GROUP BY subject) c ON c.subject = rows.id
      WHERE {_ON_DAY}"""
    return _Read({"rows": "subjects", "naming": "names", "coding": "identifiers"}, select)


def _relations(_pack: Pack) -> _Read:
    return _Read({"rows": "relations"}, f"SELECT * FROM rows WHERE {_ON_DAY}")


def _parties(pack: Pack) -> _Read:
    select = f"SELECT * REPLACE ({_local(pack, 'register')} AS register) FROM rows WHERE {_ON_DAY}"
    return _Read({"rows": "parties"}, select)


def _assignments(pack: Pack) -> _Read:
    """Open until it ended; late is what ended, or stands open at the end, after its due moment."""
    ended = "CASE WHEN outcome <> 'open' THEN since END"
    select = f"""
      SELECT id, {_local(pack, "register")} AS register, about, assignment, duty, bearer, outcome,
        CAST(opened_at AS DATE) AS opened_on, {_day_of("due_at")} AS due_on, {_day_of(ended)} AS ended_on,
        covers_from, covers_until, COALESCE(due_at < COALESCE({ended}, $until), false) OR outcome = 'missed' AS late,
        excluded_on
      FROM rows WHERE {_AT_END}"""
    return _Read({"rows": "assignments"}, select)


def _observations(pack: Pack) -> _Read:
    select = f"""
      SELECT id, {_local(pack, "indicator")} AS indicator, subject, since, since + 1 AS until,
        CAST(since AS TIMESTAMP) AS at, value, author
      FROM rows WHERE since <= $day"""
    return _Read({"rows": "observations"}, select)


def _round_marks(pack: Pack) -> _Read:
    return _Read(
        {"rows": "round_marks"}, f"SELECT * FROM rows WHERE programme = '{pack.name}' AND since <= $day"
    )


def _results(_pack: Pack) -> _Read:
    return _Read({"rows": "results"}, "SELECT *, since AS counts_on FROM rows")


_SYSTEM: Mapping[str, Callable[[Pack], _Read]] = {
    "subjects": _subjects,
    "relations": _relations,
    "parties": _parties,
    "assignments": _assignments,
    "observations": _observations,
    "round_marks": _round_marks,
    "results": _results,
}


def _records(pack: Pack, name: str, register: Register) -> _Read:
    """The records as they were at the end of the last day judged: one row of each.

    What was entered later than it happened speaks of its time by its own days: a day of a record that lies on or
    before the last day judged counts as it is known, whenever it was stated; and a record that was opened only later
    is there, as it was then, if one of its own days does.
    """
    finals = [state for state, one in register.flow.states.items() if one.final] if register.flow else []
    listed_finals = ", ".join(f"'{state}'" for state in finals)
    closed, closed_then = (
        f"{state} IN ({listed_finals})" if finals else "false" for state in ("state", "h.state")
    )
    whole = f"{pack.name}.{name}"
    fields = exported_fields(register)
    days = [field for field, one in fields.items() if one.kind == "date" and not one.many]
    there = " OR ".join(f'l."f_{one}" <= $day' for one in days) or "false"
    columns: dict[str, str] = {
        "id": "h.id",
        "number": "h.number",
        "title": "h.title",
        "state": "h.state",
        "opened_on": "CAST(opened AS DATE)",
        "closed_on": f"CASE WHEN {closed_then} THEN CAST(COALESCE(left_open, opened) AS DATE) END",
        "due": _day_of("h.due_at"),
        "subject": "being_id",
    }
    columns |= {role: f'"r_{role}"' for role in register.parties}
    columns |= {field: f'h."f_{field}"' for field in fields}
    columns |= {one: f'CASE WHEN l."f_{one}" <= $day THEN l."f_{one}" ELSE h."f_{one}" END' for one in days}
    listed = ", ".join(f'{sql} AS "{column}"' for column, sql in columns.items())
    select = f"""
      SELECT {listed}
      FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY ({_AT_END}) DESC, since) AS pick FROM rows) h
      JOIN (SELECT * FROM rows WHERE until IS NULL) l ON l.id = h.id
      JOIN opening o ON o.id = h.id
      LEFT JOIN ({_roles(register, whole)}) t ON t.record = h.id
      LEFT JOIN (SELECT record AS being_record, min(id) AS being_id FROM being WHERE record IS NOT NULL
                 GROUP BY record) b ON b.being_record = h.id
      WHERE pick = 1 AND (opened < $until OR {there})"""
    opening = f"""SELECT id, min(since) AS opened, max(until) FILTER (NOT ({closed}) AND until < $until) AS left_open
      FROM rows GROUP BY id"""
    folders = {"rows": f"{REGISTERS}/{whole}", "taking": "parties", "being": "subjects"}
    return _Read(folders, select, {"opening": opening})


def _roles(register: Register, whole: str) -> str:
    """Who had which role on the last day judged; of a record that was opened later, on that day."""
    found = "".join(
        f', min_by(p.subject, (p."order", CAST(p.statement AS BIGINT))) FILTER (p.role = \'{role}\') AS "r_{role}"'
        for role in register.parties
    )
    return f"""
      SELECT p.record{found} FROM taking p JOIN opening q ON q.id = p.record WHERE p.register = '{whole}'
        AND (p.since IS NULL OR p.since <= greatest($day, CAST(q.opened AS DATE)))
        AND (p.until IS NULL OR p.until > greatest($day, CAST(q.opened AS DATE))) GROUP BY p.record"""


def _local(pack: Pack, column: str) -> str:
    """A register or indicator of the pack by its own name, of another by its whole name."""
    prefix = f"{pack.name}."
    return f"CASE WHEN starts_with({column}, '{prefix}') THEN substr({column}, {len(prefix) + 1}) ELSE {column} END"


def _day_of(at: str) -> str:
    """The day that an end belongs to: 24:00 of a day is 00:00 of the next."""
    return f"CAST(({at}) - INTERVAL 1 MICROSECOND AS DATE)"


def labels(rows: Path, key: str) -> dict[str, str]:
    """What those judged were called: name, or title, of each row of a relation that was laid out."""
    schema = pq.read_schema(rows)
    column = next((one for one in ("name", "title") if one in schema.names), None)
    if column is None:
        return {}
    table: dict[str, list[Any]] = pq.read_table(rows, columns=[key, column]).to_pydict()
    return {str(one): text for one, text in zip(table[key], table[column], strict=True) if text}
