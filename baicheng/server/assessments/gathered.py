"""Rows for many rules at once (合并取数): what all of them read for those whom they judge, with few queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TypeAlias

import pyarrow as pa
from django.db.models import Q

from baicheng.rules.model.facts import Fact, Through
from baicheng.rules.model.rule import Rule
from baicheng.server.assessments.exporting import directory, records, shapes
from baicheng.server.assessments.exporting.relations import REGISTERS
from baicheng.server.assessments.live import Keys, Live, any_of
from baicheng.server.assessments.standing_rows import standing_table

#: Rows of a relation that name one of some keys in a column; without keys all of them.
Wanted: TypeAlias = "tuple[str, str, frozenset[str] | None]"


@dataclass
class Gathered(Live):
    """The rows of a pack's relations as they stand now, one table of each for all the rules that were named.

    A rule finds more rows there than it would have asked for; whom a row counts for it says itself.
    """

    _together: dict[str, pa.Table] = field(default_factory=dict)

    def gather(self, asked: Sequence[tuple[Rule, Keys]]) -> None:
        """Fetch what rules read: first those whom they judge, then what counts for them.

        Args:
            asked: each rule with the keys of whom it judges.
        """
        judged = {_naming(rule.judges.relation, rule.judges.key, keys) for rule, keys in asked}
        self._fetch(_by_relation(judged), {})
        further = {
            one for rule, keys in asked for fact in rule.facts.values() for one in self._of(fact, keys)
        }
        self._fetch(_by_relation(judged | further), _by_relation(judged))

    def table(self, name: str, where: Q) -> pa.Table:
        """The rows that were gathered; those of another relation as for a single rule."""
        return self._together[name] if name in self._together else super().table(name, where)

    def finals(self, rule: str) -> set[str]:
        """Of whom a result of a rule is final, among those that were gathered."""
        rows = self._together["results"].to_pylist() if "results" in self._together else []
        return {str(row["subject"]) for row in rows if row["rule"] == rule}

    def _of(self, fact: Fact, keys: Keys) -> Iterator[Wanted]:
        """Which rows a fact reads, of which relations."""
        if fact.relation is None:
            return
        if fact.through is not None:
            if fact.through.relation not in self._together:
                yield _naming(fact.through.relation, fact.through.of, keys)
            keys = self._beneath(fact.through, keys)
        yield _naming(fact.relation, fact.by, keys)

    def _beneath(self, through: Through, keys: Keys) -> Keys:
        if keys is None:
            return None
        if through.relation not in self._together:
            return self._members(
                through.relation, self.naming(through.relation, through.of, keys), through.member
            )
        rows = self._together[through.relation].select([through.of, through.member]).to_pylist()
        named = {str(row[through.member]) for row in rows if str(row[through.of]) in keys}
        return named - {"None"}

    def _fetch(self, wanted: _Parted, had: _Parted) -> None:
        """Fetch relations, those of registers together; one of which no more is wanted than was had stays as it is."""
        fresh = {name: namings for name, namings in wanted.items() if namings != had.get(name)}
        where = {
            name: reduce(or_, (self.naming(*one) for one in sorted(namings, key=str)))
            for name, namings in fresh.items()
        }
        registers = {name: one for name, one in where.items() if name in self.pack.registers}
        for name in where.keys() - registers.keys():
            self._together[name] = super().table(name, where[name])
        if registers:
            self._fetch_registers(registers)

    def _fetch_registers(self, wanted: Mapping[str, Q]) -> None:
        at, of_pack = self.standing.known_at, self.pack
        whole = {name: f"{of_pack.name}.{name}" for name in wanted}
        known = {whole[name]: of_pack.registers[name] for name in wanted}
        where = reduce(or_, (Q(register=whole[name]) & one for name, one in wanted.items()))
        rows = records.records_together(known, where, at)
        keys = sorted({int(row[shapes.FRAME]) for found in rows.values() for row in found})
        taking = shapes.table(shapes.PARTIES, list(directory.parties(at, any_of("record__in", keys))))
        being = shapes.table(shapes.SUBJECTS, list(directory.subjects(at, any_of("record_id__in", keys))))
        for name, register in whole.items():
            stated = shapes.table(shapes.of_register(known[register]), rows[register])
            statements = {f"{REGISTERS}/{register}": stated, "parties": taking, "subjects": being}
            self._together[name] = standing_table(statements, of_pack, self.standing, name, self.limits)


_Parted: TypeAlias = "Mapping[str, frozenset[Wanted]]"


def _naming(relation: str, column: str, keys: Keys) -> Wanted:
    return relation, column, None if keys is None else frozenset(keys)


def _by_relation(wanted: Iterable[Wanted]) -> _Parted:
    """What is wanted of each relation; all rows where one asks for all."""
    found: dict[str, set[Wanted]] = {}
    for one in wanted:
        found.setdefault(one[0], set()).add(one)
    return {
        name: frozenset({(name, "id", None)} if any(one[2] is None for one in namings) else namings)
        for name, namings in found.items()
    }
