"""Entering subjects and their names, and saying from when a subject no longer exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from baicheng.server.history.actors import Actor
from baicheng.server.orgs.facts import iso, note, require, supersede
from baicheng.server.orgs.models import Name, NameKind, Subject, SubjectKind


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
    require(name, "name")
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
    note(
        subject,
        "created",
        actor,
        at,
        {"name": [None, name], "kind": [None, kind], "since": [None, iso(since)]},
    )
    return subject


@transaction.atomic
def rename(
    subject: Subject, *, name: str, since: date, actor: Actor, at: datetime, short: str = "", source: str = ""
) -> None:
    """Give a subject a new official name from a day on; the old one stays known as former."""
    require(name, "name")
    kinds = [NameKind.OFFICIAL, NameKind.SHORT] if short else [NameKind.OFFICIAL]
    for row in Name.objects.known().filter(subject=subject, kind__in=kinds, until=None):
        supersede(row, at, until=since)
    for text, kind in ((name, NameKind.OFFICIAL), (short, NameKind.SHORT)):
        if text:
            Name.objects.create(
                subject=subject, text=text.strip(), kind=kind, since=since, source=source, recorded_at=at
            )
    old, subject.name = subject.name, name.strip()
    subject.save()
    note(subject, "renamed", actor, at, {"name": [old, name], "since": [None, iso(since)]}, source)


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
    require(text, "name")
    row = Name.objects.create(
        subject=subject, text=text.strip(), kind=kind, since=since, until=until, source=source, recorded_at=at
    )
    note(subject, "name_added", actor, at, {kind: [None, text]}, source)
    return row


@transaction.atomic
def close_subject(subject: Subject, *, until: date | None, actor: Actor, at: datetime, reason: str) -> None:
    """Say from which day on a subject no longer exists, or that it does after all; its history stays."""
    old, subject.until = subject.until, until
    subject.save()
    note(subject, "closed", actor, at, {"until": [iso(old), iso(until)]}, reason)
