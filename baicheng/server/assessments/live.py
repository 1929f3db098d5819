"""Rows for rules from the database as it is now (实时数据): those that concern some subjects, by the same mapping.

Which rows those are may be guessed too widely, never too narrowly: a rule itself says whom a row counts for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

import pyarrow as pa
from django.db.models import Q

from baicheng.packs.pack import Pack
from baicheng.rules.database import Limits
from baicheng.rules.model.rule import Rule
from baicheng.server.assessments.exporting import assignments, directory, records, shapes
from baicheng.server.assessments.exporting.directory import EVERY
from baicheng.server.assessments.exporting.relations import REGISTERS
from baicheng.server.assessments.standing_rows import Standing, standing_table
from baicheng.server.assignments.rows import PREDECESSORS
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Party, Version

#: Whom it concerns, by keys; ``None`` is everybody.
Keys = Collection[str] | None
_NOBODY = Q(pk__in=[])


@dataclass
class Live:
    """The rows of a pack's relations as they stand now."""

    pack: Pack
    standing: Standing
    limits: Limits
    _found: dict[tuple[str, Q], pa.Table] = field(default_factory=dict)
    # One condition is made once: two that hold a subquery each are never equal, however alike.
    _named: dict[tuple[str, str, frozenset[str] | None], Q] = field(default_factory=dict)

    def sources(self, rule: Rule, keys: Keys) -> dict[str, pa.Table]:
        """The rows that a rule reads of those judged, and those that count for them; ``results`` as they are final."""
        wanted: dict[str, list[Q]] = {
            rule.judges.relation: [self.naming(rule.judges.relation, rule.judges.key, keys)]
        }
        for fact in rule.facts.values():
            if fact.relation is None:
                continue
            of = keys
            if fact.through is not None:
                through = fact.through
                where = self.naming(through.relation, through.of, keys)
                wanted.setdefault(through.relation, []).append(where)
                of = None if keys is None else self._members(through.relation, where, through.member)
            wanted.setdefault(fact.relation, []).append(self.naming(fact.relation, fact.by, of))
        return {name: self.table(name, reduce(or_, wheres)) for name, wheres in wanted.items()}

    def beside(self, rule: Rule, columns: Iterable[str], keys: Collection[str]) -> set[str]:
        """Those judged that agree with one of some others in certain columns, such as all claims of its firm."""
        relation, first, *others = rule.judges.relation, *columns
        own = self.table(relation, self.naming(relation, rule.judges.key, keys)).to_pylist()
        values = {str(row[first]) for row in own if row[first] is not None}
        rows = self.table(relation, self.naming(relation, first, values)).to_pylist()
        same = {tuple(row[column] for column in (first, *others)) for row in own}
        return {
            str(row[rule.judges.key]) for row in rows if tuple(row[one] for one in (first, *others)) in same
        }

    def _members(self, relation: str, where: Q, column: str) -> set[str]:
        return {str(value) for value in self.table(relation, where)[column].to_pylist() if value is not None}

    def table(self, name: str, where: Q) -> pa.Table:
        """The standing rows of a relation."""
        known = (name, where)
        if known not in self._found:
            statements = self._statements(name, where)
            self._found[known] = standing_table(statements, self.pack, self.standing, name, self.limits)
        return self._found[known]

    def naming(self, name: str, column: str, keys: Keys) -> Q:
        """Which rows of a relation name one of the keys in a column."""
        known = (name, column, None if keys is None else frozenset(keys))
        if known not in self._named:
            self._named[known] = self._naming(name, column, keys)
        return self._named[known]

    def _naming(self, name: str, column: str, keys: Keys) -> Q:
        if keys is None:
            return EVERY
        ids = [int(key) for key in keys if key.isdecimal()]
        if name in self.pack.registers:
            return self._records_naming(name, column, keys, ids)
        return _system(name, column, ids)

    def _records_naming(self, name: str, column: str, keys: Collection[str], ids: list[int]) -> Q:
        register, whole = self.pack.registers[name], f"{self.pack.name}.{name}"
        if column == "id":
            return Q(record__in=ids)
        if column == "subject" and register.subject:
            return Q(record__in=Subject.objects.filter(pk__in=ids).values("record_id"))
        if column in register.parties:
            taking = Party.objects.filter(record__register=whole, role=column, subject__in=ids)
            return Q(record__in=taking.values("record"))
        if column in register.fields_:
            same = reduce(or_, (Q(**{f"fields__{column}": value}) for value in (*ids, *keys)), _NOBODY)
            return Q(record__in=Version.objects.filter(same, register=whole).values("record"))
        return EVERY

    def _statements(self, name: str, where: Q) -> Mapping[str, pa.Table]:
        """What a snapshot would state of these rows, and of who takes part in them and what they are called."""
        at = self.standing.known_at
        if name not in self.pack.registers:
            return _system_statements(name, where, at)
        register, whole = self.pack.registers[name], f"{self.pack.name}.{name}"
        rows = list(records.records(whole, register, where)(at))
        keys = sorted({int(row[shapes.FRAME]) for row in rows})
        return {
            f"{REGISTERS}/{whole}": shapes.table(shapes.of_register(register), rows),
            "parties": shapes.table(shapes.PARTIES, list(directory.parties(at, any_of("record__in", keys)))),
            "subjects": shapes.table(
                shapes.SUBJECTS, list(directory.subjects(at, any_of("record_id__in", keys)))
            ),
        }


#: So many keys are named one by one; of more all rows are read.
_MOST_KEYS = 10_000


def any_of(lookup: str, keys: list[int]) -> Q:
    """Which rows name one of some keys; of very many keys all rows."""
    return Q(**{lookup: keys}) if len(keys) <= _MOST_KEYS else EVERY


def _system(name: str, column: str, ids: list[int]) -> Q:
    """Which rows of what every installation keeps name one of the ids; all where no column helps."""
    lookups = {
        ("subjects", "id"): "pk__in",
        ("relations", "subject"): "subject__in",
        ("relations", "of"): "object__in",
        ("parties", "subject"): "subject__in",
        ("parties", "record"): "record__in",
        ("observations", "subject"): "subject__in",
        ("round_marks", "subject"): "subject__in",
        ("assignments", "bearer"): "bearer__in",
        ("assignments", "about"): "about_id__in",
    }
    if name == "results" and column == "subject":
        return Q(subject__in=[str(one) for one in ids])
    lookup = lookups.get((name, column))
    if lookup is None:
        return EVERY
    found = Q(**{lookup: ids})
    if column == "bearer":  # what has passed on to another body was borne by this one before
        found |= Q(rule__has_key=PREDECESSORS)
    return found & Q(about_kind=KIND) if column == "about" else found


def _system_statements(name: str, where: Q, at: datetime) -> Mapping[str, pa.Table]:
    if name == "subjects":
        rows = list(directory.subjects(at, where))
        of = any_of("subject__in", sorted({int(row[shapes.FRAME]) for row in rows}))
        return {
            "subjects": shapes.table(shapes.SUBJECTS, rows),
            "names": shapes.table(shapes.NAMES, list(directory.names(at, of))),
            "identifiers": shapes.table(shapes.IDENTIFIERS, list(directory.identifiers(at, of))),
        }
    schema, reader = {
        "relations": (shapes.RELATIONS, directory.relations),
        "parties": (shapes.PARTIES, directory.parties),
        "assignments": (shapes.ASSIGNMENTS, assignments.assignments),
        "observations": (shapes.OBSERVATIONS, records.observations),
        "round_marks": (shapes.ROUND_MARKS, records.round_marks),
        "results": (shapes.RESULTS, records.results),
    }[name]
    return {name: shapes.table(schema, list(reader(at, where)))}
