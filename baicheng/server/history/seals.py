"""Seals of rows (行封存): what a row holds, as a digest in the event that says how it came about.

A chain proves that no event was altered; a seal proves that the row beside it is still what the event was
about. Whoever writes a sealed row puts ``Sealing.of(row)`` into the context of the event; ``operation.auditing``
goes through all that are sealed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any

from django.db.models import Model, QuerySet

from baicheng.server.history.digests import instant, quoted, written
from baicheng.server.history.many_rows import each_once
from baicheng.server.history.models import Event
from baicheng.server.history.verification import Fault

#: Where the context of an event keeps seals.
SEALS = "seals"
_BATCH = 500
#: So much of a digest is kept: 128 bits, in hexadecimal.
_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Sealing:
    """Which rows are sealed, by which of their fields, and in which chain the events about a row stand."""

    model: type[Model]
    fields: tuple[str, ...]
    chain_of: Callable[[Any], str]

    def of(self, *rows: Any) -> dict[str, dict[str, str]]:
        """The seals of rows as they are now, for the context of an event; also of rows that are to be written."""
        return {SEALS: {self._name(row.id): self._seal(row) for row in rows}}

    def of_each(self, rows: Sequence[Any]) -> list[dict[str, dict[str, str]]]:
        """``of`` each of many rows: what is the same object in many is written once."""
        columns = (each_once(_text, map(attrgetter(field), rows)) for field in self.fields)
        seals = map(_sealed, zip(*columns, strict=True))
        return [{SEALS: {self._name(row.id): seal}} for row, seal in zip(rows, seals, strict=True)]

    def faults(self) -> Iterator[Fault]:
        """Rows that are not what their last event sealed, or that no event names; a few at a time."""
        last = 0
        while rows := list(self._rows().filter(pk__gt=last).order_by("pk")[:_BATCH]):
            chains = {self.chain_of(row) for row in rows}
            sealed = self._sealed(Event.objects.filter(chain__in=chains))
            for row in rows:
                seal = sealed.get(row.pk, "")
                if seal != self._seal(row):
                    what = "altered (行被改动)" if seal else "without history (没有历史的行)"
                    yield Fault(self.chain_of(row), 0, f"{self._name(row.pk)}: {what}")
            last = rows[-1].pk

    def _rows(self) -> QuerySet[Model]:
        return self.model._default_manager.all()

    def _sealed(self, events: QuerySet[Event]) -> dict[int, str]:
        """The last seal of each row in some chains."""
        found: dict[int, str] = {}
        for context in events.order_by("chain", "number").values_list("context", flat=True):
            found |= self.sealed_in(context)
        return found

    def sealed_in(self, context: Mapping[str, Any]) -> dict[int, str]:
        """The seals of this kind of rows in the context of an event, by the key of the row."""
        prefix = self._name("")
        return {
            int(name.removeprefix(prefix)): seal
            for name, seal in context.get(SEALS, {}).items()
            if name.startswith(prefix)
        }

    def missing(self, keys: Collection[int]) -> list[str]:
        """The names of those rows that are not there."""
        there = set(self._rows().filter(pk__in=keys).values_list("pk", flat=True))
        return [self._name(key) for key in sorted(set(keys) - there)]

    def _name(self, key: object) -> str:
        return f"{self.model._meta.label_lower}:{key}"

    def _seal(self, row: Any) -> str:
        return _sealed(map(_text, _reading(self.fields)(row)))


def _sealed(texts: Iterable[str]) -> str:
    return hashlib.sha256(f"[{','.join(texts)}]".encode()).hexdigest()[:_LENGTH]


@cache
def _reading(fields: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*fields)


def removed(sealings: Sequence[Sealing]) -> Iterator[Fault]:
    """Rows that an event has sealed and that are gone: nothing that is sealed is ever deleted."""
    last = 0
    while events := list(
        Event.objects.filter(pk__gt=last, context__has_key=SEALS)
        .order_by("pk")
        .values_list("pk", "chain", "context")[:_BATCH]
    ):
        for sealing in sealings:
            chains = {key: chain for _pk, chain, context in events for key in sealing.sealed_in(context)}
            for name in sealing.missing(chains):
                yield Fault(chains[int(name.rpartition(":")[2])], 0, f"{name}: removed (行被删除)")
        last = events[-1][0]


def _text(value: Any) -> str:
    """A value as JSON; what most columns hold goes the short way."""
    if value is None:
        return "null"
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is int:
        return str(value)
    return quoted(instant(value)) if kind is datetime else written(_stored(value))


def _stored(value: Any) -> Any:
    """A value in one form, whether it comes from memory or from the database."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        return str(value)  # a choice is its text
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _stored(one) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [_stored(one) for one in value]
    return value
