"""Who takes part in a record (参与方), on a day and as known at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from baicheng.server.orgs.queries import called, succeeded_by
from baicheng.server.registers.models import Party, Record
from baicheng.server.web.prepared import Prepared


def parties_of(
    records: Collection[Record], on: date | None, known_at: datetime | None = None
) -> QuerySet[Party]:
    """The parties of records on a day; without a day, all that are known, past and to come."""
    return parties_in([record.pk for record in records], on, known_at)


def parties_in(
    records: Collection[int], on: date | None, known_at: datetime | None = None
) -> QuerySet[Party]:
    """The same by the records' ids."""
    found = Party.objects.known(known_at).filter(record__in=records)
    if on is not None:
        found = found.on(on)
    return found.select_related("subject", "group").order_by("record", "role", "order", "pk")


def taking_part(record: Record, on: date) -> list[Party]:
    """The parties of a record on a day: what ``parties_of`` gives of one."""
    return _of_one(record.pk, on)


def named_of(record: Record, on: date) -> list[Party]:
    """The same, with what they were called on that day: what ``named`` gives of one record."""
    return _named_of_one(record.pk, on)


@Prepared
def _of_one(record: int, on: date) -> QuerySet[Party]:
    return parties_in([record], on)


@Prepared
def _named_of_one(record: int, on: date) -> QuerySet[Party]:
    return named(parties_in([record], on), on)


def named(parties: QuerySet[Party], on: date, *, short: bool = False) -> QuerySet[Party]:
    """With each party what it and its group were called on a day: ``called``, ``group_called``.

    ``heir`` is the present name of who came after a body that is no more by that day.
    """
    beside = {
        "called": called("subject", on, short=short),
        "group_called": called("group", on, short=short),
        "heir": succeeded_by("subject", on),
    }
    return parties.annotate(**beside)


def present(record: Record, on: date) -> QuerySet[Party]:
    """The parties that a record has on a day or will have, so that they know of it in time."""
    found = Party.objects.known().filter(record=record).filter(Q(until=None) | Q(until__gt=on))
    return found.select_related("subject", "group").order_by("role", "order", "pk")


class Taking(NamedTuple):
    """What counts of a party where many records are looked at."""

    record_id: int
    role: str
    subject_id: int
    since: date | None
    until: date | None

    def holds(self, on: date) -> bool:
        """Whether somebody takes part on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


def takings(parties: QuerySet[Party]) -> Mapping[int, Sequence[Taking]]:
    """Parties by record, in their order."""
    found: dict[int, list[Taking]] = defaultdict(list)
    rows = parties.order_by("record", "role", "order", "pk").values_list(*Taking._fields)
    for taking in map(Taking._make, rows):
        found[taking.record_id].append(taking)
    return found


def by_role(parties: Iterable[Party | Taking]) -> Mapping[str, tuple[int, ...]]:
    """The subjects of each role, in their order, each once."""
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for party in parties:
        found[party.role][party.subject_id] = None
    return {role: tuple(subjects) for role, subjects in found.items()}


def consolidator(record: Record, role: str, on: date) -> int | None:
    """Who consolidates for those of a role (汇总): the one so marked, else the first of them."""
    taking = [party for party in parties_of([record], on) if party.role == role]
    marked = [party for party in taking if party.consolidates] or taking
    return marked[0].subject_id if marked else None


def snapshot(parties: Iterable[Party]) -> list[list[Any]]:
    """Parties as history states them, whatever their order: role, subject, group, days, who consolidates."""
    return sorted(
        (
            [
                party.role,
                party.subject_id,
                party.group_id,
                party.since.isoformat() if party.since else None,
                party.until.isoformat() if party.until else None,
                party.consolidates,
            ]
            for party in parties
        ),
        key=repr,
    )
