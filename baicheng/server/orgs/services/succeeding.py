"""Entering that functions pass from one body to another (机构改革 职责承接), and since when that is in place where.

As with all services of the directory, who may do this is asked by those who call them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from baicheng.server.history.actors import Actor
from baicheng.server.history.seals import Sealing
from baicheng.server.history.services import record
from baicheng.server.orgs.models import (
    Relation,
    RelationKind,
    Subject,
    SubjectKind,
    Succession,
    SuccessionStep,
)
from baicheng.server.orgs.services.relations import end_relation, relate, withdraw_relation
from baicheng.server.orgs.services.subjects import close_subject
from baicheng.server.orgs.successions import BY_HAND, CHOSEN, EVERYTHING, Scope, scope_of

#: Bodies can take over from one another, whatever they are called; a person only from a person.
_BODIES = frozenset({SubjectKind.UNIT, SubjectKind.BODY, SubjectKind.FIRM})


def succession_chain(succession: int) -> str:
    """The chain of a succession's history."""
    return f"orgs.succession:{succession}"


SUCCESSIONS = Sealing(
    Succession,
    ("old_id", "new_id", "scope", "ends", "ordered_on", "source", "withdrawn_at"),
    lambda row: succession_chain(row.pk),
)
STEPS = Sealing(
    SuccessionStep,
    ("succession_id", "division_id", "old_id", "new_id", "in_place_on", "source", "superseded_at"),
    lambda row: succession_chain(row.succession_id),
)


@dataclass(frozen=True, slots=True)
class InPlace:
    """What is known of one division: the bodies there, where it has its own, and the day with its paper."""

    division: Subject | None
    in_place_on: date | None = None
    source: str = ""
    old: Subject | None = None
    new: Subject | None = None


@transaction.atomic
def enter_succession(
    *,
    old: Subject,
    new: Subject | None,
    scope: Scope,
    ordered_on: date,
    source: str,
    actor: Actor,
    at: datetime,
    ends: bool = False,
    steps: Sequence[InPlace] = (),
) -> Succession:
    """Enter a succession with what is known of its divisions; the level of the bodies themselves is always one.

    Raises:
        ValidationError: by field: the two do not go together, no paper is named, nothing was chosen, or a
            division's day lies before the order or has no paper.
    """
    refuse_unfit_succession(old=old, new=new, scope=scope, source=source, ends=ends)
    row = Succession.objects.create(
        old=old,
        new=new,
        scope=scope.stored(),
        ends=ends,
        ordered_on=ordered_on,
        source=source.strip(),
        recorded_at=at,
    )
    change = {
        "old": [None, old.name],
        "new": [None, new.name if new else None],
        "ordered_on": [None, ordered_on.isoformat()],
        "scope": [None, row.scope],
        "ends": [None, ends],
    }
    _note(row, "entered", actor, at, change, source, SUCCESSIONS.of(row))
    given = {step.division.pk if step.division else None: step for step in steps}
    given.setdefault(None, InPlace(None))
    for step in given.values():
        set_step(row, step, actor=actor, at=at)
    return row


def refuse_unfit_succession(
    *, old: Subject, new: Subject | None, scope: Scope, source: str, ends: bool = False
) -> None:
    """Check what is said of a succession before anything is written.

    Raises:
        ValidationError: see ``enter_succession``.
    """
    faults: dict[str, str] = {}
    if new is None and scope.kind != BY_HAND:
        faults["new"] = _("Say who takes over, or that each case is decided by hand.")
    if new is not None and new.pk == old.pk:
        faults["new"] = _("Nobody takes over from themselves: enter a new name instead.")
    elif new is not None and not _go_together(old, new):
        faults["new"] = _("%(new)s cannot take over from %(old)s: it is a %(kind)s.") % {
            "new": new,
            "old": old,
            "kind": new.get_kind_display(),
        }
    if not source.strip():
        faults["source"] = _("Please fill this in.")
    if scope.kind == CHOSEN and not (scope.registers or scope.clauses or scope.topics or scope.relations):
        faults["scope"] = _("Choose what passes: ledgers, clauses, topics or relations.")
    if ends and scope.kind == CHOSEN:
        faults["ends"] = _("A body of which only a part passes on remains.")
    if faults:
        raise ValidationError(faults)


def _go_together(old: Subject, new: Subject) -> bool:
    return old.kind == new.kind or {old.kind, new.kind} <= _BODIES


@transaction.atomic
def set_step(succession: Succession, step: InPlace, *, actor: Actor, at: datetime) -> SuccessionStep:
    """Say, or correct, what is known of one division; the same again changes nothing.

    Raises:
        ValidationError: it was withdrawn, the day lies before the order, or no paper says so.
    """
    row = Succession.objects.select_for_update(of=("self",)).get(pk=succession.pk)
    if row.withdrawn_at is not None:
        raise ValidationError(_("This succession was withdrawn."))
    if step.in_place_on is not None and step.in_place_on < row.ordered_on:
        raise ValidationError({"in_place_on": _("It cannot be in place before it is ordered.")})
    if step.in_place_on is not None and not (step.source.strip() or row.source):
        raise ValidationError({"source": _("Please fill this in.")})
    if step.old and step.new and not _go_together(step.old, step.new):
        raise ValidationError({"new": _("These two cannot take over from each other.")})
    before = row.steps.filter(superseded_at=None, division=step.division).first()
    fresh = SuccessionStep(
        succession=row,
        division=step.division,
        old=step.old,
        new=step.new,
        in_place_on=step.in_place_on,
        source=step.source.strip(),
        recorded_at=at,
    )
    if before is not None and _said(before) == _said(fresh):
        return before
    seals = []
    if before is not None:
        before.superseded_at = at
        before.save()
        seals.append(before)
    fresh.save()
    day = before.in_place_on.isoformat() if before and before.in_place_on else None
    change = {"in_place_on": [day, step.in_place_on.isoformat() if step.in_place_on else None]}
    if step.division:
        change["division"] = [None, step.division.name]
    _note(row, "step_set", actor, at, change, step.source, STEPS.of(*seals, fresh))
    return fresh


def _said(step: SuccessionStep) -> tuple[object, ...]:
    return step.old_id, step.new_id, step.in_place_on, step.source


@transaction.atomic
def withdraw_succession(succession: Succession, *, actor: Actor, at: datetime, reason: str) -> Succession:
    """Take back a succession of which nothing is in place.

    Raises:
        ValidationError: no reason is given, or it is in place somewhere.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Please fill this in.")})
    row = Succession.objects.select_for_update(of=("self",)).get(pk=succession.pk)
    if row.steps.filter(superseded_at=None).exclude(in_place_on=None).exists():
        raise ValidationError(_("It is in place somewhere: take back those days first."))
    row.withdrawn_at = at
    row.save()
    _note(row, "withdrawn", actor, at, {}, reason, SUCCESSIONS.of(row))
    return row


@transaction.atomic
def pass_relations(step: SuccessionStep, *, actor: Actor, at: datetime) -> list[tuple[Relation, Relation]]:
    """Let what a succession says of the bodies themselves hold from its day: relations, who succeeds, who is gone.

    Returns the relations that ended, with those that began. Doing it again changes nothing.
    """
    day, old, new = step.in_place_on, step.predecessor, step.successor
    assert day is not None, "only what is in place passes"
    if new is None:
        return []
    scope, source = scope_of(step.succession), step.source or step.succession.source
    passed = []
    present = Relation.objects.known().on(day).exclude(kind=RelationKind.SUCCEEDS)
    own = present.filter(Q(subject=old) | Q(object=old), pk__in=scope.relations)
    for relation in own.select_related("subject", "object"):
        ends = {
            "subject": new if relation.subject_id == old.pk else relation.subject,
            "object": new if relation.object_id == old.pk else relation.object,
        }
        if ends["subject"] == ends["object"] or (relation.since and relation.since >= day):
            continue
        kind, until, topics = RelationKind(relation.kind), relation.until, relation.topics
        over = end_relation(relation, until=day, actor=actor, at=at, reason=source)
        begun = relate(
            kind=kind, since=day, until=until, topics=topics, source=source, actor=actor, at=at, **ends
        )
        passed.append((over, begun))
    if scope.kind == EVERYTHING and old.kind != SubjectKind.PERSON:
        relate(
            kind=RelationKind.SUCCEEDS,
            subject=new,
            object=old,
            since=day,
            source=source,
            actor=actor,
            at=at,
        )
    if step.succession.ends and old.until is None and step.division_id is None:
        close_subject(old, until=day, actor=actor, at=at, reason=source)
    return passed


@transaction.atomic
def take_back_relations(
    passed: Sequence[tuple[Relation, Relation]], *, actor: Actor, at: datetime, reason: str
) -> None:
    """Let relations that passed by mistake be again what they were."""
    for over, begun in passed:
        if begun.superseded_at is None:
            withdraw_relation(begun, actor=actor, at=at, reason=reason)
        relate(
            kind=RelationKind(over.kind),
            subject=over.subject,
            object=over.object,
            since=over.since,
            until=begun.until,
            topics=over.topics,
            source=over.source,
            actor=actor,
            at=at,
        )
        withdraw_relation(over, actor=actor, at=at, reason=reason)


@transaction.atomic
def take_back_place(step: SuccessionStep, *, actor: Actor, at: datetime, reason: str) -> None:
    """Let who succeeds whom, and who is no more, be as it was before a step that was in place by mistake."""
    old, new, day = step.predecessor, step.successor, step.in_place_on
    if new is not None:
        made = Relation.objects.known().filter(
            kind=RelationKind.SUCCEEDS, subject=new, object=old, since=day, until=None
        )
        for relation in made.select_related("subject", "object"):
            withdraw_relation(relation, actor=actor, at=at, reason=reason)
    if step.succession.ends and step.division_id is None and old.until == day:
        close_subject(old, until=None, actor=actor, at=at, reason=reason)


def _note(
    succession: Succession,
    verb: str,
    actor: Actor,
    at: datetime,
    changes: dict[str, list[Any]],
    reason: str,
    context: Mapping[str, Any],
) -> None:
    record(
        chain=succession_chain(succession.pk),
        verb=f"orgs.succession.{verb}",
        actor=actor,
        at=at,
        changes=changes,
        reason=reason.strip(),
        context=context,
    )
