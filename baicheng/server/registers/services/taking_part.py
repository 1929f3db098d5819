"""Giving, ending and handing on roles in a record, by date and in two times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.orgs.models import Subject
from baicheng.server.registers import taking
from baicheng.server.registers.access import write_access
from baicheng.server.registers.books import DRAFT, Book, book_of
from baicheng.server.registers.matter import Matter, Viewer
from baicheng.server.registers.models import Party, Record
from baicheng.server.registers.parties import parties_of, present
from baicheng.server.registers.rights import refuse_unless_assigner
from baicheng.server.registers.services.keeping import in_hand, locked, put, refresh_due, refuse_stale
from baicheng.server.registers.steps import reconcile
from baicheng.server.registers.taking import Taking
from baicheng.server.web.reasons import require_reason


@transaction.atomic
def add_party(
    record: Record,
    given: Taking,
    *,
    user: User,
    at: datetime,
    revision: int,
    since: date | None = None,
    reason: str = "",
) -> Record:
    """Give a role to a subject, or to the members of a group, from a day on (today, unless given).

    What the state asks of that role is asked of the new one too, with the full limit.

    Raises:
        PermissionDenied: the user may not change the record in its state, or not say who takes part.
        ValidationError: by role: it does not take this subject, or has it already; or ``stale``.
    """
    row, book, viewer = _open(record, user, at, revision)
    start = since or viewer.day
    fresh = taking.spread([given], start)
    now = list(parties_of([row], start))
    had = {(party.role, party.subject_id) for party in now}
    fresh = [one for one in fresh if (one.role, one.subject.pk) not in had]
    if not fresh:
        raise ValidationError(
            {given.role: _("%(subject)s has this role already.") % {"subject": given.subject}}
        )
    taking.refuse_unfit(book, [*map(_as_taking, now), *fresh], finished=False)
    taking.enter(row, fresh, since=start, at=viewer.at)
    change = {f"parties.{given.role}": [None, [one.subject.name for one in fresh]]}
    return _keep(row, book, viewer, "party_added", change, start, reason, given.source)


@transaction.atomic
def end_party(
    record: Record,
    role: str,
    subject: Subject,
    *,
    user: User,
    at: datetime,
    revision: int,
    until: date | None = None,
    reason: str,
    source: str = "",
) -> Record:
    """End somebody's role from a day on (today, unless given); what was known before stays answerable.

    Args:
        source: the paper that says so, with its number.

    Raises:
        PermissionDenied: the user may not change the record in its state, or not say who takes part.
        ValidationError: the subject does not have the role, somebody must have it, no reason; or ``stale``.
    """
    row, book, viewer = _open(record, user, at, revision)
    require_reason(reason)
    party, last = _held(row, role, subject, viewer.day), until or viewer.day
    others = present(row, last).filter(role=role).exclude(pk=party.pk)
    needed = book.register.parties.get(role)
    if needed is not None and needed.required and row.state != DRAFT and not others.exists():
        raise ValidationError({role: _("Somebody must have this role: replace the one who has it.")})
    taking.end(party, until=last, at=viewer.at)
    change = {f"parties.{role}": [subject.name, None]}
    return _keep(row, book, viewer, "party_ended", change, last, reason, source)


@transaction.atomic
def replace_party(
    record: Record,
    role: str,
    old: Subject,
    new: Subject,
    *,
    user: User,
    at: datetime,
    revision: int,
    since: date | None = None,
    reason: str,
    source: str = "",
) -> Record:
    """Hand a role on to somebody else from a day on (today, unless given), with what is open.

    The new bearer gets the full limit; a fixed day stays.

    Args:
        source: the paper that says so, with its number.

    Raises:
        PermissionDenied: the user may not change the record in its state, or not say who takes part.
        ValidationError: by role; no reason is given; or ``stale``.
    """
    row, book, viewer = _open(record, user, at, revision)
    require_reason(reason)
    party, start = _held(row, role, old, viewer.day), since or viewer.day
    others = [one for one in parties_of([row], start) if one.pk != party.pk]
    given = _as_taking(party)._replace(subject=new, group=None, source=source.strip())
    fresh = taking.spread([given], start)
    had = {(one.role, one.subject_id) for one in others}
    fresh = [one for one in fresh if (one.role, one.subject.pk) not in had]
    taking.refuse_unfit(book, [*map(_as_taking, others), *fresh], finished=False)
    taking.end(party, until=start, at=viewer.at)
    taking.enter(row, fresh, since=start, at=viewer.at)
    change = {f"parties.{role}": [old.name, new.name]}
    return _keep(row, book, viewer, "party_replaced", change, start, reason, source)


@transaction.atomic
def set_consolidator(
    record: Record, role: str, subject: Subject, *, user: User, at: datetime, revision: int
) -> Record:
    """Say who of several with the same role puts their work together (汇总); one at a time.

    Raises:
        PermissionDenied: the user may not change the record in its state, or not say who takes part.
        ValidationError: the subject does not have the role; or ``stale``.
    """
    row, book, viewer = _open(record, user, at, revision)
    chosen = _held(row, role, subject, viewer.day)
    before = None
    for party in parties_of([row], viewer.day).filter(role=role):
        wanted = party.subject_id == chosen.subject_id
        if party.consolidates == wanted:
            continue
        before = before or (party.subject.name if party.consolidates else None)
        again = Party(
            record=row,
            role=role,
            subject=party.subject,
            group=party.group,
            order=party.order,
            consolidates=wanted,
            as_written=party.as_written,
            clause=party.clause,
            source=party.source,
            since=viewer.day,
            until=party.until,
            recorded_at=viewer.at,
        )
        taking.end(party, until=viewer.day, at=viewer.at)
        again.save()
    change = {f"parties.{role}.consolidates": [before, subject.name]}
    return _keep(row, book, viewer, "consolidator_set", change, viewer.day, "")


@transaction.atomic
def set_parties(
    record: Record,
    roles: Mapping[str, Sequence[Subject]],
    *,
    user: User,
    at: datetime,
    revision: int,
    reason: str,
) -> Record:
    """Let exactly these have these roles from today on; who has one already keeps it.

    Where somebody goes and somebody comes, what is open is handed on; see ``replace_party``.

    Raises:
        PermissionDenied: the user may not change the record in its state, or not say who takes part.
        ValidationError: as ``add_party`` and ``end_party``; or ``stale``.
    """
    row = locked(record)
    for role, (coming, going) in rehearse_parties(row, roles, user=user, at=at).items():
        pairs = min(len(coming), len(going))
        for new, old in zip(coming, going, strict=False):
            row = replace_party(
                row, role, old, new.subject, user=user, at=at, revision=revision, reason=reason
            )
            revision = row.revision
        for new in coming[pairs:]:
            row = add_party(row, new, user=user, at=at, revision=revision, reason=reason)
            revision = row.revision
        for old in going[pairs:]:
            row = end_party(row, role, old, user=user, at=at, revision=revision, reason=reason)
            revision = row.revision
    return row


def rehearse_parties(
    record: Record, roles: Mapping[str, Sequence[Subject]], *, user: User, at: datetime
) -> dict[str, tuple[list[Taking], list[Subject]]]:
    """Ask whether ``set_parties`` would take this, by the same checks, and write nothing.

    Returns:
        Who would come and who would go, by role; roles in which nothing changes are left out.

    Raises:
        PermissionDenied: as ``set_parties``.
        ValidationError: as ``set_parties``, but for a missing reason.
    """
    book, viewer = book_of(record.register), Viewer(user, at)
    now = list(parties_of([record], viewer.day))
    wanted = [one for one in map(_as_taking, now) if one.role not in roles]
    found: dict[str, tuple[list[Taking], list[Subject]]] = {}
    for role, subjects in roles.items():
        named = taking.spread([Taking(role, subject) for subject in subjects], viewer.day)
        held = {party.subject_id: party for party in now if party.role == role}
        coming = [one for one in named if one.subject.pk not in held]
        staying = {one.subject.pk for one in named}
        going = [party.subject for pk, party in held.items() if pk not in staying]
        wanted += coming + [_as_taking(party) for pk, party in held.items() if pk in staying]
        if coming or going:
            found[role] = (coming, going)
    if found:
        refuse_unless_assigner(Matter.of(record, book, viewer))
        taking.refuse_unfit(book, wanted, finished=record.state != DRAFT)
    return found


@transaction.atomic
def follow_parties(record: Record, *, at: datetime) -> None:
    """Carry out what a day brings that was entered before: roles that begin or end on it.

    For the daily run over the records of ``parties_changing``; doing it twice changes nothing.
    """
    row, book, viewer = in_hand(record, None, at)
    reconcile(row, book, viewer)
    refresh_due(row, book, viewer.at)
    write_access(row, book, viewer.at)


def _open(record: Record, user: User, at: datetime, revision: int) -> tuple[Record, Book, Viewer]:
    row, book, viewer = in_hand(record, user, at)
    refuse_unless_assigner(Matter.of(row, book, viewer))
    refuse_stale(row, book, revision)
    return row, book, viewer


def _held(record: Record, role: str, subject: Subject, on: date) -> Party:
    party = present(record, on).filter(role=role, subject=subject).first()
    if party is None:
        raise ValidationError({role: _("%(subject)s does not have this role.") % {"subject": subject}})
    return party


def _as_taking(party: Party) -> Taking:
    return Taking(party.role, party.subject, party.group, party.consolidates, "", party.clause, party.source)


def _keep(
    record: Record,
    book: Book,
    viewer: Viewer,
    verb: str,
    changes: dict[str, list[Any]],
    day: date,
    reason: str,
    source: str = "",
) -> Record:
    stated = {"from": day.isoformat()} | ({"source": source.strip()} if source.strip() else {})
    put(
        record,
        book,
        {},
        viewer=viewer,
        verb=verb,
        reason=reason.strip(),
        changes=changes,
        context=stated,
    )
    reconcile(record, book, viewer)
    refresh_due(record, book, viewer.at)
    write_access(record, book, viewer.at)
    return record


def parties_changing(after: date, until: date) -> Sequence[Record]:
    """The records whose parties begin or end after one day, up to and with another."""
    known = Party.objects.known()
    changing = known.filter(since__gt=after, since__lte=until) | known.filter(
        until__gt=after, until__lte=until
    )
    return list(Record.objects.filter(pk__in=changing.values("record")).order_by("pk"))
