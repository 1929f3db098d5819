"""What records were when (记录历史), in the form in which conditions are decided."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from baicheng.clock.instants import china_date, in_china
from baicheng.flows.values import Value
from baicheng.packs.records.history import Version as Past
from baicheng.packs.records.rows import row_of
from baicheng.packs.records.validation import values_of
from baicheng.server.history.among import among
from baicheng.server.registers.books import Book
from baicheng.server.registers.models import Party, Record, Version
from baicheng.server.registers.parties import Taking, by_role, takings


class _Told(NamedTuple):
    """What counts of a version; a run looks at every version of what a duty is owed for."""

    record_id: int
    number: str
    title: str
    state: str
    fields: Any
    due_at: datetime | None
    since: datetime


def pasts(
    book: Book,
    records: Sequence[Record],
    parties: Mapping[int, Sequence[Taking]] | None = None,
    names: Collection[str] | None = None,
) -> Mapping[int, Sequence[Past]]:
    """The versions of each record as known now, oldest first. Roles are those of each version's first day.

    Args:
        parties: those of the records, as ``takings_of`` gives them, where they were read already.
        names: the fields that matter; all unless given.
    """
    taking = takings_of(records) if parties is None else parties
    found: dict[int, list[Past]] = {record.pk: [] for record in records}
    rows = Version.objects.filter(among("record_id", found), superseded_at=None)
    by_key = {record.pk: record for record in records}
    for version in map(_Told._make, rows.order_by("since", "pk").values_list(*_Told._fields)):
        pk = version.record_id
        found[pk].append(_past(book, by_key[pk], version, taking.get(pk, ()), names))
    return found


def takings_of(records: Sequence[Record]) -> Mapping[int, Sequence[Taking]]:
    """The parties of records at all times, as known now."""
    return takings(Party.objects.known().filter(among("record_id", [record.pk for record in records])))


def all_as_of(book: Book, at: datetime, *, with_roles: bool) -> Iterator[tuple[int, Past]]:
    """What each record of a register was at a moment, by its id, as known now.

    Args:
        with_roles: whether who takes part matters too; of large registers that is worth knowing.
    """
    rows = Version.objects.filter(Q(until=None) | Q(until__gt=at), register=book.id, superseded_at=None)
    parties = takings(Party.objects.known().filter(record__register=book.id)) if with_roles else {}
    for version in rows.filter(since__lte=at).select_related("record").iterator():
        yield version.record_id, _past(book, version.record, version, parties.get(version.record_id, ()))


def _past(
    book: Book,
    record: Record,
    version: Version | _Told,
    parties: Sequence[Taking],
    names: Collection[str] | None = None,
) -> Past:
    day = china_date(version.since)
    roles = by_role(one for one in parties if one.holds(day))
    is_closed = bool(version.state) and book.is_final(version.state)
    shared: dict[str, Value] = {
        "number": version.number,
        "title": version.title,
        "opened_on": china_date(record.opened_at),
        "clause": record.clause_id,
        "closed_on": day if is_closed else None,
        "due": in_china(version.due_at).date() if version.due_at else None,
    }
    shared |= {role: next(iter(roles.get(role, ())), None) for role in book.register.parties}
    if book.process is not None:
        shared["state"] = version.state
    fields = version.fields
    if names is not None:
        fields = {name: value for name, value in fields.items() if name in names}
    return Past(version.since, row_of(values_of(book.register, fields), shared), is_closed)
