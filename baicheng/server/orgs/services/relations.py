"""Entering, ending and withdrawing the relations between subjects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.history.actors import Actor
from baicheng.server.history.seals import Sealing
from baicheng.server.orgs.facts import iso, note, require, supersede
from baicheng.server.orgs.models import Relation, RelationKind, Subject
from baicheng.server.orgs.queries import superiors

RELATIONS = Sealing(
    Relation,
    ("kind", "subject_id", "object_id", "topics", "since", "until", "source", "superseded_at"),
    lambda relation: f"orgs.subject:{relation.subject_id}",
)


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
    change = {kind: [None, object.name], "since": [None, iso(since)], "until": [None, iso(until)]}
    note(subject, "relation_entered", actor, at, change, source, RELATIONS.of(row))
    return row


@transaction.atomic
def end_relation(
    relation: Relation, *, until: date, actor: Actor, at: datetime, reason: str = ""
) -> Relation:
    """End a relation from a day on: what was known before stays answerable."""
    if relation.since and until < relation.since:
        raise ValidationError(_("A relation ends after it begins."))
    before = relation.pk
    row = supersede(relation, at, until=until)
    seals = RELATIONS.of(Relation.objects.get(pk=before), row)
    change = {relation.kind: [relation.object.name, None], "until": [iso(relation.until), iso(until)]}
    note(relation.subject, "relation_ended", actor, at, change, reason, seals)
    return row


@transaction.atomic
def withdraw_relation(relation: Relation, *, actor: Actor, at: datetime, reason: str) -> None:
    """Take back a relation that was entered in error: it never held."""
    require(reason, "reason")
    relation.superseded_at = at
    relation.save()
    note(
        relation.subject,
        "relation_withdrawn",
        actor,
        at,
        {relation.kind: [relation.object.name, None]},
        reason,
        RELATIONS.of(relation),
    )
