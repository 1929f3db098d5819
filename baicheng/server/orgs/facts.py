"""What every entry shares: how a fact ends, and what the subject's history notes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.server.history.actors import Actor
from baicheng.server.history.services import record
from baicheng.server.orgs.models import Dated, NameKind, Subject, SubjectKind

Fact = TypeVar("Fact", bound=Dated)


def chain_of(subject: Subject) -> str:
    """The chain of a subject's history."""
    return f"orgs.subject:{subject.pk}"


def supersede(row: Fact, at: datetime, *, until: date | None) -> Fact:
    """Replace a fact by the same one with another end."""
    old_key = row.pk
    type(row).objects.filter(pk=old_key).update(superseded_at=at)
    row.pk, row.recorded_at, row.until = None, at, until
    row.save(force_insert=True)
    return row


def end_or_take_back(row: Fact, at: datetime, since: date | None) -> None:
    """End a fact on the day from which another holds; where that leaves it no day, it never held."""
    if since is None or (row.since is not None and row.since >= since):
        type(row).objects.filter(pk=row.pk).update(superseded_at=at)
    else:
        supersede(row, at, until=since)


def require(text: str, field: str) -> None:
    """Refuse a field that is left empty.

    Raises:
        ValidationError: there is nothing in it.
    """
    if not text.strip():
        raise ValidationError({field: _("Please fill this in.")})


def iso(day: date | None) -> str | None:
    """A day as histories write it."""
    return day.isoformat() if day else None


def note(
    subject: Subject,
    verb: str,
    actor: Actor,
    at: datetime,
    changes: dict[str, list[Any]],
    reason: str = "",
    context: Mapping[str, Any] | None = None,
) -> None:
    """Write an event into the subject's history."""
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
