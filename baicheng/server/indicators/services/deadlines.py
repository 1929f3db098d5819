"""Changing a deadline with what follows from it (调整时限): the parts that move along and their targets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assignments.models import Assignment, Extension
from baicheng.server.history.services import record as note
from baicheng.server.indicators.models import Target
from baicheng.server.indicators.sealing import TARGETS, chain_of_target
from baicheng.server.indicators.services.lagging import follow_targets
from baicheng.server.registers import services as registers
from baicheng.server.registers.models import Part, Record
from baicheng.server.registers.services.limits import field_that_follows, lock_records_of, parts_that_follow
from baicheng.server.registers.services.parts import move_parts


@transaction.atomic
def change_due(
    record: Record,
    field: str,
    new_day: date,
    *,
    parts: Collection[int],
    user: User,
    at: datetime,
    revision: int,
    approval: str,
    reason: str,
) -> Record:
    """``registers.services.change_due``, with the parts that move along to the new day and their targets.

    Targets that stand in no part and were due on the old day follow.

    Args:
        parts: ids of parts of the record.

    Raises:
        ValidationError: a part is of another record; and as ``registers.services.change_due``.
    """
    moving = _parts_of(record, parts)
    old = record.fields.get(field)
    row = registers.change_due(
        record, field, new_day, user=user, at=at, revision=revision, approval=approval, reason=reason
    )
    loose = _loose(row, date.fromisoformat(old) if isinstance(old, str) else None)
    _take_along(row, moving, loose, new_day, user=user, at=at, reason=reason)
    return row


@transaction.atomic
def grant_extension(
    extension: Extension, *, user: User, at: datetime, reason: str = "", parts: Collection[int] | None = None
) -> Assignment:
    """``registers.services.grant_extension``, with the parts that move along to the new day and their targets.

    Where the record's own day follows, its parts do as in ``change_due``; a milestone that is extended takes
    its part along. Nothing moves where the same day is still owed by somebody else.

    Args:
        parts: ids of parts of the record; None means those that were due on the old day.

    Raises:
        ValidationError: a part is of another record; and as ``registers.services.grant_extension``.
    """
    asked = extension.assignment
    lock_records_of([asked])
    field, own = field_that_follows(asked), parts_that_follow(asked)
    record = Record.objects.get(pk=asked.about_id or 0) if field or own else None
    old = record.fields.get(field) if record and field else None
    row = registers.grant_extension(extension, user=user, at=at, reason=reason)
    if record is None or extension.new_due_on is None:
        return row
    moving, loose = own, list[Target]()
    if isinstance(old, str):
        day = date.fromisoformat(old)
        loose = _loose(record, day)
        moving = list(record.parts.filter(due_on=day)) if parts is None else _parts_of(record, parts)
    record.refresh_from_db()
    _take_along(record, moving, loose, extension.new_due_on, user=user, at=at, reason=reason)
    return row


def _parts_of(record: Record, keys: Collection[int]) -> list[Part]:
    found = list(record.parts.filter(pk__in=keys))
    if len(found) != len(set(keys)):
        raise ValidationError({"parts": _("This part is of another record.")})
    return found


def _take_along(
    record: Record,
    moving: list[Part],
    loose: list[Target],
    day: date,
    *,
    user: User,
    at: datetime,
    reason: str,
) -> None:
    move_parts(record, moving, day, user=user, at=at, reason=reason)
    for target in [*_targets(record).filter(part__in=moving), *loose]:
        _move(target, day, user, at, reason)
    if follow_targets([record], at=at):
        record.refresh_from_db()


def _loose(record: Record, day: date | None) -> list[Target]:
    """The targets of the whole that are due on a day."""
    return list(_targets(record).filter(part=None, due_on=day))


def _targets(record: Record) -> QuerySet[Target]:
    return Target.objects.select_for_update(of=("self",)).filter(record=record, superseded_by=None)


def _move(target: Target, day: date, user: User, at: datetime, reason: str) -> None:
    if target.due_on == day:
        return
    old, target.due_on = target.due_on, day
    target.save(update_fields=["due_on"])
    note(
        chain=chain_of_target(target),
        verb="indicators.target.moved",
        actor=actor_of(user),
        at=at,
        changes={"due_on": [old.isoformat() if old else None, day.isoformat()]},
        reason=reason,
        context=TARGETS.of(target),
    )
