"""Bringing many records in line with assignments that were opened or closed together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from baicheng.server.editions.queries import packs
from baicheng.server.history import many_rows
from baicheng.server.history.among import among
from baicheng.server.registers import versions
from baicheng.server.registers.access import due_order
from baicheng.server.registers.books import book_of
from baicheng.server.registers.models import Access, Record, Version
from baicheng.server.registers.moments import moment_of
from baicheng.server.registers.standing import Opening, derived_of

#: So many records are derived anew in one transaction.
_AT_ONCE = 500
#: What is read of records to derive what follows from their assignments.
_DERIVED_FROM = (
    "register", "state", "fields", "opened_at", "closed_at", "target_lags_at", "due_order", *versions.DERIVED,
)  # fmt: skip


def lock_records(keys: Iterable[int | None]) -> None:
    """Hold records until the transaction ends; whoever goes on to change assignments about them does so first."""
    wanted = {key for key in keys if key is not None}
    rows = Record.objects.select_for_update(of=("self",)).filter(among("id", wanted))
    list(rows.order_by("pk").values_list("pk"))


@transaction.atomic
def refresh_due_of(records: Collection[int], *, at: datetime) -> int:
    """Derive the due moments and standings of records anew, with versions and access; says how many changed."""
    changed = _derived_anew(records)
    return _write(changed, moment_of([one.record.pk for one in changed], at)) if changed else 0


def bring_in_line(
    records: Collection[int], moment: datetime, foreseen: Sequence[Changed] | None = None
) -> int:
    """``refresh_due_of``, of records that are locked, at the moment of all that is changed about them.

    Args:
        foreseen: what follows, where it was derived before.
    """
    return _write(_derived_anew(records) if foreseen is None else foreseen, moment)


def foresee(records: Collection[int], opening: Iterable[Opening]) -> list[Changed]:
    """What will follow for records of what is opened about them; it holds until something of them changes."""
    return _derive(Record.objects.filter(among("id", records)), opening)


class Changed(NamedTuple):
    """A record of which something that was derived changes; ``is_moved`` if it is when it falls due."""

    record: Record
    is_moved: bool


def _write(changed: Sequence[Changed], moment: datetime) -> int:
    many_rows.update(Record, [one.record for one in changed], (*versions.DERIVED, "due_order"))
    _state([one.record.pk for one in changed], moment)
    _follow([one.record for one in changed if one.is_moved])
    return len(changed)


def derive_anew(at: datetime) -> int:
    """Derive all records anew, after the rules changed; in batches, each a transaction."""
    registers = [f"{pack.name}.{name}" for pack in packs() for name in pack.registers]
    changed, last = 0, 0
    while True:
        wanted = Record.objects.filter(pk__gt=last, register__in=registers).order_by("pk")
        keys = list(wanted.values_list("pk", flat=True)[:_AT_ONCE])
        if not keys:
            return changed
        changed += refresh_due_of(keys, at=at)
        last = keys[-1]


@transaction.atomic
def tell_lags(lags: Mapping[int, datetime | None], *, at: datetime) -> int:
    """Keep with records from when on one of their targets lags behind; says how many stand otherwise now."""
    for record in Record.objects.select_for_update(of=("self",)).filter(pk__in=lags).order_by("pk"):
        if record.target_lags_at != lags[record.pk]:
            record.target_lags_at = lags[record.pk]
            record.save(update_fields=["target_lags_at"])
    return refresh_due_of(list(lags), at=at)


def _derived_anew(keys: Collection[int]) -> list[Changed]:
    """Hold records, and set what follows from their assignments; those of which something changes."""
    return _derive(Record.objects.select_for_update(of=("self",)).filter(among("id", keys)))


def _derive(rows: QuerySet[Record], opening: Iterable[Opening] = ()) -> list[Changed]:
    records = list(rows.only(*_DERIVED_FROM).order_by("pk"))
    books = {register: book_of(register) for register in {record.register for record in records}}
    found = derived_of(records, books, opening)
    changed = []
    for record in records:
        facts = found[record.pk].differing(record)
        for name, value in facts.items():
            setattr(record, name, value)
        if facts:
            before, record.due_order = record.due_order, due_order(record.due_at)
            changed.append(Changed(record, before != record.due_order))
    return changed


def _state(records: Collection[int], at: datetime) -> None:
    """State what was derived in the versions from now on."""
    if not records:
        return
    rows = Version.objects.filter(among("record_id", records), superseded_at=None, until=None)
    last = list(rows.values_list("pk", "since", "stated"))
    Version.objects.filter(among("id", [pk for pk, _since, _stated in last])).update(superseded_at=at)
    begun = [pk for pk, since, _stated in last if since < at]
    fresh = {"superseded_at": None, "recorded_at": at}
    many_rows.copy(Version, begun, {**fresh, "until": at})
    now = {**fresh, "since": at, "stated": list(versions.DERIVED)}
    many_rows.copy(Version, begun, now, taken=("record", versions.DERIVED))
    # What begins at this very moment is stated together with what was derived.
    together: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for pk, since, stated in last:
        if since >= at:
            together[tuple(sorted({*stated, *versions.DERIVED}))].append(pk)
    for names, beginning in together.items():
        both = {**fresh, "stated": list(names)}
        many_rows.copy(Version, beginning, both, taken=("record", versions.DERIVED))


def _follow(records: Collection[Record]) -> None:
    """Copy the due moments of records, as they were written, to their access: two indexes follow each row."""
    if not records:
        return
    place = Record.objects.filter(pk=OuterRef("record_id")).values("due_order")
    rows = Access.objects.filter(among("record_id", [record.pk for record in records]))
    rows.update(due_order=Subquery(place))


@transaction.atomic
def admit(seeing: Mapping[int, Collection[int]]) -> None:
    """Let subjects see records as parties of assignments about them; by record."""
    rows = Record.objects.filter(among("id", seeing)).values_list(*_Listed._fields)
    listed = [_Listed._make(row) for row in rows]
    open_to = {register for register in {record.register for record in listed} if _shows_parties(register)}
    records = {record.id: record for record in listed if record.register in open_to}
    wanted = {(pk, subject) for pk in records for subject in seeing[pk]}
    known = _known(records, {subject for _record, subject in wanted})
    narrow = [row for place, (row, is_narrow) in known.items() if is_narrow and place in wanted]
    if narrow:
        Access.objects.filter(pk__in=narrow).update(as_superior=False, role="")
    many_rows.insert(
        Access, [_as_party(records[pk], subject) for pk, subject in sorted(wanted - known.keys())]
    )


def _known(records: Collection[int], subjects: Collection[int]) -> dict[tuple[int, int], tuple[int, bool]]:
    """Who sees which record already: the row of access, and whether it is for less than a party sees."""
    rows = Access.objects.filter(among("record_id", records), among("subject_id", subjects))
    return {
        (record, subject): (pk, as_superior or role != "")
        for pk, record, subject, as_superior, role in rows.values_list(
            "pk", "record", "subject", "as_superior", "role"
        )
    }


class _Listed(NamedTuple):
    """What access repeats of a record, so that lists are read from one index."""

    id: int
    register: str
    state: str
    due_order: datetime


def _as_party(record: _Listed, subject: int) -> many_rows.Row:
    columns: dict[str, object] = {
        "subject_id": subject,
        "record_id": record.id,
        "register": record.register,
        "state": record.state,
        "due_order": record.due_order,
    }
    return many_rows.Row(**{**many_rows.blank(Access), **columns})


def _shows_parties(register: str) -> bool:
    return "parties" in book_of(register).register.rights.see
