"""Bringing many records in line with assignments that were opened or closed together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from baicheng.server.editions.queries import packs
from baicheng.server.registers import versions
from baicheng.server.registers.access import due_order
from baicheng.server.registers.books import book_of
from baicheng.server.registers.models import Access, Record, Version
from baicheng.server.registers.moments import moment_of
from baicheng.server.registers.standing import derived_of

#: So many rows are written or named in one statement.
_AT_ONCE = 200


def lock_records(keys: Iterable[int | None]) -> None:
    """Hold records until the transaction ends; whoever goes on to change assignments about them does so first."""
    wanted = sorted({key for key in keys if key is not None})
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Record.objects.select_for_update(of=("self",)).filter(pk__in=wanted[start : start + _AT_ONCE])
        list(rows.order_by("pk").values_list("pk"))


@transaction.atomic
def refresh_due_of(records: Collection[int], *, at: datetime) -> int:
    """Derive the due moments and standings of records anew, with versions and access; says how many changed."""
    changed: list[Record] = []
    keys = sorted(records)
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        held = Record.objects.select_for_update(of=("self",)).filter(pk__in=part)
        changed += _derive(list(held.order_by("pk")))
    Record.objects.bulk_update(changed, (*versions.DERIVED, "due_order"), batch_size=_AT_ONCE)
    _state({record.pk: record for record in changed}, at)
    _follow(changed)
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


def _derive(records: list[Record]) -> list[Record]:
    """Set what follows from the assignments of records; those of which something changes."""
    books = {register: book_of(register) for register in {record.register for record in records}}
    found = derived_of(records, books)
    changed = []
    for record in records:
        facts = found[record.pk].differing(record)
        for name, value in facts.items():
            setattr(record, name, value)
        if facts:
            record.due_order = due_order(record.due_at)
            changed.append(record)
    return changed


def _state(records: Mapping[int, Record], at: datetime) -> None:
    """State what was derived in the versions from now on."""
    keys = sorted(records)
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        last = list(Version.objects.filter(record__in=part, superseded_at=None, until=None))
        at = moment_of(part, at)
        Version.objects.filter(pk__in=[version.pk for version in last]).update(superseded_at=at)
        fresh: list[Version] = []
        for version in last:
            if version.since < at:
                fresh.append(_copy(version, version, version.since, at, at, version.stated))
                stated = list(versions.DERIVED)
            else:
                stated = sorted({*version.stated, *versions.DERIVED})
            record = records[version.record_id]
            fresh.append(_copy(version, record, max(version.since, at), None, at, stated))
        Version.objects.bulk_create(fresh, batch_size=_AT_ONCE)


def _copy(
    version: Version,
    derived: Version | Record,
    since: datetime,
    until: datetime | None,
    at: datetime,
    stated: list[str],
) -> Version:
    return Version(
        record_id=version.record_id,
        register=version.register,
        number=version.number,
        title=version.title,
        state=version.state,
        fields=deepcopy(version.fields),
        stated=list(stated),
        **{name: getattr(derived, name) for name in versions.DERIVED},
        since=since,
        until=until,
        recorded_at=at,
    )


def _follow(records: Collection[Record]) -> None:
    """Copy the due moments to the records' access."""
    keys = sorted(record.pk for record in records)
    of_record = Record.objects.filter(pk=OuterRef("record")).values("due_order")
    for start in range(0, len(keys), _AT_ONCE):
        rows = Access.objects.filter(record__in=keys[start : start + _AT_ONCE])
        rows.update(due_order=Subquery(of_record))


@transaction.atomic
def admit(seeing: Mapping[int, Collection[int]]) -> None:
    """Let subjects see records as parties of assignments about them; by record."""
    keys = sorted(seeing)
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        records = {
            record.pk: record for record in Record.objects.filter(pk__in=part) if _shows_parties(record)
        }
        known = {(row.record_id, row.subject_id): row for row in Access.objects.filter(record__in=part)}
        widened, fresh = [], []
        for pk, record in records.items():
            for subject in sorted(set(seeing[pk])):
                row = known.get((pk, subject))
                if row is None:
                    fresh.append(
                        Access(
                            subject_id=subject,
                            record=record,
                            register=record.register,
                            state=record.state,
                            due_order=record.due_order,
                        )
                    )
                elif row.as_superior or row.role:
                    row.as_superior, row.role = False, ""
                    widened.append(row)
        Access.objects.bulk_update(widened, ("as_superior", "role"), batch_size=_AT_ONCE)
        Access.objects.bulk_create(fresh, batch_size=_AT_ONCE)


def _shows_parties(record: Record) -> bool:
    return "parties" in book_of(record.register).register.rights.see
