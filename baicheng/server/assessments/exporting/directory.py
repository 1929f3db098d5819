"""Statements about subjects: that they are there, names, codes, relations; who takes part in records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from baicheng.server.assessments.exporting.shapes import Row, day, key, moment
from baicheng.server.history.models import Event
from baicheng.server.orgs.facts import chain_of
from baicheng.server.orgs.models import Identifier, Name, NameKind, Relation, Subject, SubjectKind
from baicheng.server.registers.models import Party

#: So many rows are in memory at a time.
BATCH = 2000
#: All rows of a model; in its place stands which of them are wanted for one subject.
EVERY = Q(pk__gt=0)


def dated(rows: QuerySet[Any], columns: tuple[str, ...], as_of: datetime) -> Iterator[tuple[Row, Row]]:
    """Facts in two times as statements: the frame, and the columns that were asked for."""
    known = rows.filter(recorded_at__lte=as_of).order_by("pk")
    framed = ("pk", "since", "until", "recorded_at", "superseded_at")
    for pk, since, until, recorded, superseded, *values in known.values_list(*framed, *columns).iterator(
        BATCH
    ):
        yield (str(pk), since, until, moment(recorded), False), values
        if superseded is not None and superseded <= as_of:
            yield (str(pk), since, until, moment(superseded), True), values


def subjects(as_of: datetime, where: Q = EVERY) -> Iterator[Row]:
    """That a subject is there, from when until when; that it is no more is known from the event that says so."""
    found = Subject.objects.filter(where, created_at__lte=as_of).order_by("pk")
    batch: list[Subject] = []
    for one in found.iterator(BATCH):
        batch.append(one)
        if len(batch) == BATCH:
            yield from _with_ends(batch, as_of)
            batch = []
    yield from _with_ends(batch, as_of)


def _with_ends(batch: list[Subject], as_of: datetime) -> Iterator[Row]:
    chains = {chain_of(one): one for one in batch if one.until is not None}
    closed = Event.objects.filter(
        chain__in=list(chains), verb="orgs.subject.closed", recorded_at__lte=as_of
    ).order_by("chain", "number")
    ends: dict[int, list[Event]] = {}
    for event in closed:
        ends.setdefault(chains[event.chain].pk, []).append(event)
    for one in batch:
        stated: tuple[Any, ...] = (key(one.pk), one.kind, one.level, key(one.record_id))
        statement, until = str(one.pk), None
        yield (statement, one.since, until, moment(one.created_at), False, *stated)
        for number, event in enumerate(ends.get(one.pk, ()), 1):
            yield (statement, one.since, until, moment(event.recorded_at), True, *stated)
            statement, until = f"{one.pk}.{number}", day(event.changes.get("until", [None, None])[1])
            yield (statement, one.since, until, moment(event.recorded_at), False, *stated)


def names(as_of: datetime, where: Q = EVERY) -> Iterator[Row]:
    """Official names; those of persons stay in the directory."""
    rows = Name.objects.filter(where, kind=NameKind.OFFICIAL).exclude(subject__kind=SubjectKind.PERSON)
    for frame, (subject, text) in dated(rows, ("subject_id", "text"), as_of):
        yield (*frame, key(subject), text)


def identifiers(as_of: datetime, where: Q = EVERY) -> Iterator[Row]:
    """Codes of subjects other than persons."""
    rows = Identifier.objects.filter(where).exclude(subject__kind=SubjectKind.PERSON)
    for frame, (subject, scheme, value) in dated(rows, ("subject_id", "scheme", "value"), as_of):
        yield (*frame, key(subject), scheme, value)


def relations(as_of: datetime, where: Q = EVERY) -> Iterator[Row]:
    """Relations between subjects."""
    for frame, (kind, subject, other) in dated(
        Relation.objects.filter(where), ("kind", "subject_id", "object_id"), as_of
    ):
        yield (*frame, frame[0], kind, key(subject), key(other))


def parties(as_of: datetime, where: Q = EVERY) -> Iterator[Row]:
    """Who takes part in records; the one who consolidates stands first."""
    columns = ("record__register", "record_id", "role", "subject_id", "order", "consolidates")
    for frame, (register, record, role, subject, order, first) in dated(
        Party.objects.filter(where), columns, as_of
    ):
        place = -1 if first else order
        yield (*frame, frame[0], register, key(record), role, key(subject), place)
