"""Bringing many records in line with assignments that were opened or closed together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from baicheng.server.editions.queries import packs
from baicheng.server.history import many_rows
from baicheng.server.registers import versions
from baicheng.server.registers.access import due_order
from baicheng.server.registers.books import book_of
from baicheng.server.registers.models import Access, Record, Version
from baicheng.server.registers.moments import moment_of
from baicheng.server.registers.standing import derived_of

#: So many rows are written or named in one statement.
_AT_ONCE = 500


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
    many_rows.update(Record, changed, (*versions.DERIVED, "due_order"))
    _state([record.pk for record in changed], at)
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


def _state(records: Collection[int], at: datetime) -> None:
    """State what was derived in the versions from now on."""
    keys = sorted(records)
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        at = moment_of(part, at)
        rows = Version.objects.filter(record__in=part, superseded_at=None, until=None)
        last = list(rows.values_list("pk", "since", "stated"))
        Version.objects.filter(pk__in=[pk for pk, _since, _stated in last]).update(superseded_at=at)
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
    """Copy the due moments to the records' access, where they differ: two indexes follow each row."""
    keys = sorted(record.pk for record in records)
    of_record = Record.objects.filter(pk=OuterRef("record")).values("due_order")
    for start in range(0, len(keys), _AT_ONCE):
        rows = Access.objects.filter(record__in=keys[start : start + _AT_ONCE])
        rows.exclude(due_order=F("record__due_order")).update(due_order=Subquery(of_record))


@transaction.atomic
def admit(seeing: Mapping[int, Collection[int]]) -> None:
    """Let subjects see records as parties of assignments about them; by record."""
    keys = sorted(seeing)
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        listed = list(Record.objects.filter(pk__in=part).only("register", "state", "due_order"))
        open_to = {
            register for register in {record.register for record in listed} if _shows_parties(register)
        }
        records = {record.pk: record for record in listed if record.register in open_to}
        wanted = {(pk, subject) for pk in records for subject in seeing[pk]}
        known = _known(part, {subject for _record, subject in wanted})
        narrow = [row for place, (row, is_narrow) in known.items() if is_narrow and place in wanted]
        if narrow:
            Access.objects.filter(pk__in=narrow).update(as_superior=False, role="")
        many_rows.insert(
            Access, [_as_party(records[pk], subject) for pk, subject in sorted(wanted - known.keys())]
        )


def _known(records: Collection[int], subjects: Collection[int]) -> dict[tuple[int, int], tuple[int, bool]]:
    """Who sees which record already: the row of access, and whether it is for less than a party sees."""
    rows = Access.objects.filter(record__in=records, subject__in=subjects)
    return {
        (record, subject): (pk, as_superior or role != "")
        for pk, record, subject, as_superior, role in rows.values_list(
            "pk", "record", "subject", "as_superior", "role"
        )
    }


def _as_party(record: Record, subject: int) -> many_rows.Row:
    columns: dict[str, object] = {
        "subject_id": subject,
        "record_id": record.pk,
        "register": record.register,
        "state": record.state,
        "due_order": record.due_order,
    }
    return many_rows.Row(**{**many_rows.blank(Access), **columns})


def _shows_parties(register: str) -> bool:
    return "parties" in book_of(register).register.rights.see
