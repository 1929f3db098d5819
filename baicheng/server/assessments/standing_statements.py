"""The statements that give standing rows (判定用数据的取法): of each relation one row as it was, as known.

``$known`` is the moment of knowledge, ``$until`` 24:00 of the last day judged, ``$day`` that day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from baicheng.packs.pack import Pack
from baicheng.packs.schema.registers import Register
from baicheng.rules.relations import Relation
from baicheng.server.assessments.exporting.relations import REGISTERS
from baicheng.server.assessments.exporting.shapes import exported_fields

#: What reads the statements of a relation, by its folder in a snapshot; nothing where there are none.
Scan: TypeAlias = Callable[[str], str | None]


class Moments(NamedTuple):
    """What stands for the marks of statements, as SQL."""

    known: str
    until: str
    day: str


@dataclass(frozen=True)
class _Read:
    """The folders that a statement reads, by the names that it calls them; without the first there is no row.

    ``between`` are tables made of those, on which it rests.
    """

    folders: Mapping[str, str]
    select: str
    between: Mapping[str, str] = field(default_factory=dict)


def rows_of(pack: Pack, name: str, relation: Relation, scan: Scan, moments: Moments) -> str | None:
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
    for mark, value in moments._asdict().items():
        statement = statement.replace(f"${mark}", value)
    return statement


def _known(alias: str, rows: str | None) -> str:
    """The statements of a relation that were known and not withdrawn; none where there are none."""
    if rows is None:
        return f"{alias} AS (SELECT * FROM ({_EMPTY[alias]}) WHERE false)"
    return (
        f"{alias}_recorded AS (SELECT * FROM {rows} WHERE recorded_at <= $known), {alias} AS (SELECT * FROM "
        f"{alias}_recorded WHERE NOT withdrawn AND statement NOT IN (SELECT statement FROM {alias}_recorded "
        "WHERE withdrawn))"
    )


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
