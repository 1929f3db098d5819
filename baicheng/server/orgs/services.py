"""Entering subjects, names and relations. A fact is never changed: a correction supersedes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.history.actors import Actor
from baicheng.server.history.seals import Sealing
from baicheng.server.history.services import record
from baicheng.server.orgs.boundaries import checked
from baicheng.server.orgs.codes import read_code
from baicheng.server.orgs.models import (
    Boundary,
    Dated,
    Identifier,
    Name,
    NameKind,
    Relation,
    RelationKind,
    Subject,
    SubjectKind,
)
from baicheng.server.orgs.queries import superiors

Fact = TypeVar("Fact", bound=Dated)

RELATIONS = Sealing(
    Relation,
    ("kind", "subject_id", "object_id", "topics", "since", "until", "source", "superseded_at"),
    lambda relation: f"orgs.subject:{relation.subject_id}",
)


def chain_of(subject: Subject) -> str:
    """The chain of a subject's history."""
    return f"orgs.subject:{subject.pk}"


@transaction.atomic
def create_subject(
    *,
    kind: SubjectKind,
    name: str,
    actor: Actor,
    at: datetime,
    since: date | None = None,
    level: str = "",
    short: str = "",
    aliases: Sequence[str] = (),
    outside: bool = False,
    record_id: int | None = None,
    source: str = "",
) -> Subject:
    """Enter a subject with its official name, a short name and aliases.

    Raises:
        ValidationError: the name is empty.
    """
    _require(name, "name")
    subject = Subject.objects.create(
        kind=kind,
        level=level,
        name=name.strip(),
        outside=outside,
        record_id=record_id,
        since=since,
        created_at=at,
    )
    texts = [(name, NameKind.OFFICIAL)] + ([(short, NameKind.SHORT)] if short else [])
    texts += [(alias, NameKind.ALIAS) for alias in aliases]
    for text, name_kind in texts:
        Name.objects.create(
            subject=subject, text=text.strip(), kind=name_kind, since=since, source=source, recorded_at=at
        )
    _note(
        subject,
        "created",
        actor,
        at,
        {"name": [None, name], "kind": [None, kind], "since": [None, _iso(since)]},
    )
    return subject


@transaction.atomic
def rename(
    subject: Subject, *, name: str, since: date, actor: Actor, at: datetime, short: str = "", source: str = ""
) -> None:
    """Give a subject a new official name from a day on; the old one stays known as former."""
    _require(name, "name")
    kinds = [NameKind.OFFICIAL, NameKind.SHORT] if short else [NameKind.OFFICIAL]
    for row in Name.objects.known().filter(subject=subject, kind__in=kinds, until=None):
        _supersede(row, at, until=since)
    for text, kind in ((name, NameKind.OFFICIAL), (short, NameKind.SHORT)):
        if text:
            Name.objects.create(
                subject=subject, text=text.strip(), kind=kind, since=since, source=source, recorded_at=at
            )
    old, subject.name = subject.name, name.strip()
    subject.save()
    _note(subject, "renamed", actor, at, {"name": [old, name], "since": [None, _iso(since)]}, source)


@transaction.atomic
def add_name(
    subject: Subject,
    *,
    text: str,
    kind: NameKind,
    actor: Actor,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
    source: str = "",
) -> Name:
    """Add a further name: an alias, a short name, or one borne in the past."""
    _require(text, "name")
    row = Name.objects.create(
        subject=subject, text=text.strip(), kind=kind, since=since, until=until, source=source, recorded_at=at
    )
    _note(subject, "name_added", actor, at, {kind: [None, text]}, source)
    return row


@transaction.atomic
def set_identifier(
    subject: Subject,
    *,
    scheme: str,
    value: str,
    actor: Actor,
    at: datetime,
    since: date | None = None,
    source: str = "",
) -> Identifier:
    """Give a subject a code from a day on; one of the same scheme before it ends, or never held.

    Raises:
        ValidationError: it is no code of the scheme, or another subject has it.
    """
    code = read_code(scheme, value, subject.level)
    _refuse_others_code(subject, scheme, code)
    for row in Identifier.objects.known().filter(subject=subject, scheme=scheme, until=None):
        _end_or_take_back(row, at, since)
    row = Identifier.objects.create(
        subject=subject, scheme=scheme, value=code, since=since, source=source, recorded_at=at
    )
    _note(subject, "identifier_set", actor, at, {scheme: [None, code], "since": [None, _iso(since)]}, source)
    return row


@transaction.atomic
def correct_identifier(
    identifier: Identifier, *, value: str, actor: Actor, at: datetime, reason: str
) -> Identifier:
    """Put right a code that was entered wrongly: the right one held all the time.

    Raises:
        ValidationError: it is no code of the scheme, another subject has it, or no reason is given.
    """
    _require(reason, "reason")
    subject, scheme, old = identifier.subject, identifier.scheme, identifier.value
    code = read_code(scheme, value, subject.level)
    _refuse_others_code(subject, scheme, code)
    Identifier.objects.filter(pk=identifier.pk).update(superseded_at=at)
    identifier.pk, identifier.recorded_at, identifier.value = None, at, code
    identifier.save(force_insert=True)
    _note(subject, "identifier_corrected", actor, at, {scheme: [old, code]}, reason)
    return identifier


@transaction.atomic
def set_boundary(
    division: Subject,
    *,
    geometry: dict[str, Any],
    actor: Actor,
    at: datetime,
    since: date | None = None,
    source: str = "",
) -> Boundary:
    """Give a division its boundary, a GeoJSON geometry, from a day on; the one before ends, or never held.

    Raises:
        ValidationError: the subject is no division, or this is no area.
    """
    if division.kind != SubjectKind.DIVISION:
        raise ValidationError(_("Only divisions have a boundary."))
    area = checked(geometry)
    for row in Boundary.objects.known().filter(division=division, until=None):
        _end_or_take_back(row, at, since)
    row = Boundary.objects.create(
        division=division, geometry=area, since=since, source=source, recorded_at=at
    )
    change = {"boundary": [None, area["type"]], "since": [None, _iso(since)]}
    _note(division, "boundary_set", actor, at, change, source)
    return row


def _refuse_others_code(subject: Subject, scheme: str, code: str) -> None:
    held = Identifier.objects.known().filter(scheme=scheme, value=code, until=None).exclude(subject=subject)
    if other := held.select_related("subject").first():
        raise ValidationError(
            {scheme: _("%(code)s is the code of %(name)s.") % {"code": code, "name": other.subject}}
        )


def _end_or_take_back(row: Fact, at: datetime, since: date | None) -> None:
    """End a fact on the day from which another holds; where that leaves it no day, it never held."""
    if since is None or (row.since is not None and row.since >= since):
        type(row).objects.filter(pk=row.pk).update(superseded_at=at)
    else:
        _supersede(row, at, until=since)


@transaction.atomic
def relate(
    *,
    kind: RelationKind,
    subject: Subject,
    object: Subject,  # noqa: A002 - the field's own name
    actor: Actor,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
    source: str = "",
    topics: Sequence[str] = (),
) -> Relation:
    """Enter a relation; the same relation already running is returned as it is.

    Raises:
        ValidationError: it would make somebody their own superior, or ends before it begins.
    """
    if since and until and until <= since:
        raise ValidationError(_("A relation ends after it begins."))
    same = Relation.objects.known().filter(
        kind=kind, subject=subject, object=object, since=since, until=until
    )
    if found := same.filter(topics=list(topics)).first():
        return found
    upward = kind in (RelationKind.ADMINISTERS, RelationKind.GUIDES, RelationKind.PART_OF)
    lower, upper = (subject, object) if kind == RelationKind.PART_OF else (object, subject)
    day = since or at.date()
    if upward and (lower == upper or lower.pk in superiors([upper.pk], "both", day)[upper.pk]):
        raise ValidationError(
            _("%(lower)s already stands above %(upper)s.") % {"lower": lower, "upper": upper}
        )
    row = Relation.objects.create(
        kind=kind,
        subject=subject,
        object=object,
        since=since,
        until=until,
        source=source,
        topics=list(topics),
        recorded_at=at,
    )
    change = {kind: [None, object.name], "since": [None, _iso(since)], "until": [None, _iso(until)]}
    _note(subject, "relation_entered", actor, at, change, source, RELATIONS.of(row))
    return row


@transaction.atomic
def end_relation(
    relation: Relation, *, until: date, actor: Actor, at: datetime, reason: str = ""
) -> Relation:
    """End a relation from a day on: what was known before stays answerable."""
    if relation.since and until < relation.since:
        raise ValidationError(_("A relation ends after it begins."))
    before = relation.pk
    row = _supersede(relation, at, until=until)
    seals = RELATIONS.of(Relation.objects.get(pk=before), row)
    change = {relation.kind: [relation.object.name, None], "until": [_iso(relation.until), _iso(until)]}
    _note(relation.subject, "relation_ended", actor, at, change, reason, seals)
    return row


@transaction.atomic
def withdraw_relation(relation: Relation, *, actor: Actor, at: datetime, reason: str) -> None:
    """Take back a relation that was entered in error: it never held."""
    _require(reason, "reason")
    relation.superseded_at = at
    relation.save()
    _note(
        relation.subject,
        "relation_withdrawn",
        actor,
        at,
        {relation.kind: [relation.object.name, None]},
        reason,
        RELATIONS.of(relation),
    )


@transaction.atomic
def close_subject(subject: Subject, *, until: date, actor: Actor, at: datetime, reason: str) -> None:
    """Say from which day on a subject no longer exists; its history stays."""
    old, subject.until = subject.until, until
    subject.save()
    _note(subject, "closed", actor, at, {"until": [_iso(old), _iso(until)]}, reason)


def _supersede(row: Fact, at: datetime, *, until: date | None) -> Fact:
    """Replace a fact by the same one with another end."""
    old_key = row.pk
    type(row).objects.filter(pk=old_key).update(superseded_at=at)
    row.pk, row.recorded_at, row.until = None, at, until
    row.save(force_insert=True)
    return row


def _require(text: str, field: str) -> None:
    if not text.strip():
        raise ValidationError({field: _("Please fill this in.")})


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _note(
    subject: Subject,
    verb: str,
    actor: Actor,
    at: datetime,
    changes: dict[str, list[Any]],
    reason: str = "",
    context: Mapping[str, Any] | None = None,
) -> None:
    # The name of a person enters the chain as a digest, as it does in the chain of the person's account.
    names = {"name", *NameKind.values} if subject.kind == SubjectKind.PERSON else set()
    record(
        chain=chain_of(subject),
        verb=f"orgs.subject.{verb}",
        actor=actor,
        at=at,
        changes=changes,
        reason=reason,
        context=context,
        personal=names & changes.keys(),
    )
