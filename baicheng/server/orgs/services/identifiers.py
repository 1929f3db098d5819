"""Entering the codes of subjects, and putting right one that was entered wrongly."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.history.actors import Actor
from baicheng.server.orgs.codes import read_code
from baicheng.server.orgs.facts import end_or_take_back, iso, note, require
from baicheng.server.orgs.models import Identifier, Subject


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
        end_or_take_back(row, at, since)
    row = Identifier.objects.create(
        subject=subject, scheme=scheme, value=code, since=since, source=source, recorded_at=at
    )
    note(subject, "identifier_set", actor, at, {scheme: [None, code], "since": [None, iso(since)]}, source)
    return row


@transaction.atomic
def correct_identifier(
    identifier: Identifier, *, value: str, actor: Actor, at: datetime, reason: str
) -> Identifier:
    """Put right a code that was entered wrongly: the right one held all the time.

    Raises:
        ValidationError: it is no code of the scheme, another subject has it, or no reason is given.
    """
    require(reason, "reason")
    subject, scheme, old = identifier.subject, identifier.scheme, identifier.value
    code = read_code(scheme, value, subject.level)
    _refuse_others_code(subject, scheme, code)
    Identifier.objects.filter(pk=identifier.pk).update(superseded_at=at)
    identifier.pk, identifier.recorded_at, identifier.value = None, at, code
    identifier.save(force_insert=True)
    note(subject, "identifier_corrected", actor, at, {scheme: [old, code]}, reason)
    return identifier


def _refuse_others_code(subject: Subject, scheme: str, code: str) -> None:
    held = Identifier.objects.known().filter(scheme=scheme, value=code, until=None).exclude(subject=subject)
    if other := held.select_related("subject").first():
        raise ValidationError(
            {scheme: _("%(code)s is the code of %(name)s.") % {"code": code, "name": other.subject}}
        )
