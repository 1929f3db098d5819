"""Bringing many records in line with assignments that were opened or closed together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from datetime import datetime

from django.db import transaction
from django.db.models import Min, OuterRef, Subquery

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.registers.access import due_order
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Access, Record, Version

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
    """Derive the due moments of records anew, with their versions and access; returns how many moved."""
    moved: list[Record] = []
    keys = sorted(records)
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        earliest = _earliest(part)
        for record in Record.objects.select_for_update(of=("self",)).filter(pk__in=part).order_by("pk"):
            if record.due_at != earliest.get(record.pk):
                record.due_at = earliest.get(record.pk)
                record.due_order = due_order(record.due_at)
                moved.append(record)
    Record.objects.bulk_update(moved, ("due_at", "due_order"), batch_size=_AT_ONCE)
    _state({record.pk: record.due_at for record in moved}, at)
    _follow(moved)
    return len(moved)


def _earliest(records: Collection[int]) -> Mapping[int, datetime]:
    """The earliest due moment of the open assignments about each record."""
    rows = Assignment.objects.filter(
        about_kind=KIND, about_id__in=records, outcome=Outcome.OPEN, due_at__isnull=False
    )
    found = rows.order_by().values_list("about_id").annotate(earliest=Min("due_at"))
    return {int(record): due for record, due in found if record is not None}


def _state(dues: Mapping[int, datetime | None], at: datetime) -> None:
    """State the due moments in the versions from now on."""
    keys = sorted(dues)
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        last = list(Version.objects.filter(record__in=part, superseded_at=None, until=None))
        Version.objects.filter(pk__in=[version.pk for version in last]).update(superseded_at=at)
        fresh: list[Version] = []
        for version in last:
            if version.since < at:
                fresh.append(_copy(version, version.since, at, version.due_at, at, version.stated))
            stated = ["due_at"] if version.since < at else sorted({*version.stated, "due_at"})
            fresh.append(_copy(version, max(version.since, at), None, dues[version.record_id], at, stated))
        Version.objects.bulk_create(fresh, batch_size=_AT_ONCE)


def _copy(
    version: Version,
    since: datetime,
    until: datetime | None,
    due_at: datetime | None,
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
        due_at=due_at,
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
