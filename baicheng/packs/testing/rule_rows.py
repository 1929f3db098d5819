"""The rows that a case gives as rules read them, and those of them that belong to one subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from baicheng.packs.schema.cases import Case, Row
from baicheng.packs.testing.changes import fill
from baicheng.packs.testing.kept import Record
from baicheng.packs.testing.moments import LONG_AGO, moment
from baicheng.packs.testing.world import World
from baicheng.rules.model.rule import Rule
from baicheng.rules.relations import Kind, Relation, Relations

#: Relation → its rows, column by column.
Rows: TypeAlias = dict[str, list[dict[str, Any]]]

#: Columns of records that a case of a rule states itself, since nothing is done in it.
STATED = ("number", "opened_on", "closed_on", "due")


def given_rows(world: World, case: Case, relations: Relations) -> Rows:
    """Everything that a case gives, by relation.

    Raises:
        NotAllowed: a field of a record is wrong.
    """
    given = case.given
    found: Rows = {
        "subjects": [{"name": one.id, **one.model_dump()} for one in given.subjects],
        "relations": [
            {"id": f"relations-{number}", **one.model_dump()}
            for number, one in enumerate(given.relations, start=1)
        ],
    }
    for name, rows in (given.model_extra or {}).items():
        for number, row in enumerate(rows, start=1):
            key = row.id or f"{name}-{number}"
            one = _of_record(world, name, key, row) if name in world.pack.registers else _plain(key, row)
            found.setdefault(name, []).append(_timed(one, relations[name]))
    if "parties" not in found:
        found["parties"] = list(_parties(world, case))
    return found


def _parties(world: World, case: Case) -> Iterator[dict[str, Any]]:
    """Who takes part in which record, one row each."""
    for name, rows in (case.given.model_extra or {}).items():
        roles = world.pack.registers[name].parties if name in world.pack.registers else ()
        for number, row in enumerate(rows, start=1):
            given = {**(row.model_extra or {}), **row.parties}
            for role in roles:
                who = given.get(role, ())
                for subject in who if isinstance(who, tuple) else (who,):
                    record = row.id or f"{name}-{number}"
                    taking = {"register": name, "record": record, "role": role, "subject": subject}
                    yield {"id": "/".join(map(str, taking.values())), **taking}


def _of_record(world: World, name: str, key: str, row: Row) -> dict[str, Any]:
    """The fields, parties and state of a record, with what the register computes; a case calls its subject by its id."""
    register = world.pack.registers[name]
    record = Record(key, name, register, row.author or world.given.office, moment(row.entered or LONG_AGO))
    record.title = row.title or ""
    record.parties = {role: who if isinstance(who, tuple) else (who,) for role, who in row.parties.items()}
    record.state = row.state or (register.flow.start if register.flow else "")
    given = row.model_extra or {}
    fill(record, {column: value for column, value in given.items() if column not in STATED})
    stated = {column: given[column] for column in STATED if column in given}
    being = {"subject": key} if register.subject else {}
    return {**record.row(), **stated, **being, "id": key}


def _plain(key: str, row: Row) -> dict[str, Any]:
    stated = row.model_dump(exclude={"parties", "entered"}, exclude_none=True)
    return {**stated, "id": key}


def _timed(row: dict[str, Any], relation: Relation) -> dict[str, Any]:
    """Moments as such; a file has them as text."""
    moments = [name for name, column in relation.columns.items() if column.kind is Kind.MOMENT]
    for name in moments:
        if isinstance(row.get(name), str):
            row[name] = datetime.fromisoformat(row[name])
    return row


def relations_read(rule: Rule) -> set[str]:
    """The relations whose rows a rule judges or counts."""
    counted = {str(fact.relation) for fact in rule.facts.values() if fact.relation}
    through = {fact.through.relation for fact in rule.facts.values() if fact.through}
    return {rule.judges.relation} | counted | through


def rows_of_one(rule: Rule, rows: Rows, subject: str) -> Rows:
    """The row of one subject, and the rows that its facts count."""
    kept: dict[str, list[int]] = {}
    for relation, number in _own(rule, rows, subject):
        kept.setdefault(relation, []).append(number)
    return {
        relation: [rows[relation][number] for number in sorted(set(own))] for relation, own in kept.items()
    }


def _own(rule: Rule, rows: Rows, subject: str) -> Iterator[tuple[str, int]]:
    frame = rule.judges
    yield from ((frame.relation, number) for number in _named(rows, frame.relation, frame.key, [subject]))
    for fact in rule.facts.values():
        if fact.relation is None:
            continue
        names = [subject]
        if fact.through is not None:
            belongs = _named(rows, fact.through.relation, fact.through.of, names)
            yield from ((fact.through.relation, number) for number in belongs)
            names = [str(rows[fact.through.relation][number].get(fact.through.member)) for number in belongs]
        yield from ((fact.relation, number) for number in _named(rows, fact.relation, fact.by, names))


def _named(
    rows: Mapping[str, Sequence[Mapping[str, Any]]], relation: str, column: str, names: list[str]
) -> list[int]:
    return [
        number
        for number, row in enumerate(rows.get(relation, ()))
        if row.get(column) is not None and str(row[column]) in names
    ]
