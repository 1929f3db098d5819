"""Changing a deadline with what follows from it (调整时限): the parts that move along and their targets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.history.services import record as note
from baicheng.server.indicators.models import Target
from baicheng.server.indicators.sealing import TARGETS, chain_of_target
from baicheng.server.registers import services as registers
from baicheng.server.registers.models import Part, Record
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
    moving = list(record.parts.filter(pk__in=parts))
    if len(moving) != len(set(parts)):
        raise ValidationError({"parts": _("This part is of another record.")})
    old = record.fields.get(field)
    row = registers.change_due(
        record, field, new_day, user=user, at=at, revision=revision, approval=approval, reason=reason
    )
    move_parts(row, moving, new_day, user=user, at=at, reason=reason)
    for target in _following(row, moving, date.fromisoformat(old) if isinstance(old, str) else None):
        _move(target, new_day, user, at, reason)
    return row


def _following(record: Record, moving: Collection[Part], old: date | None) -> list[Target]:
    rows = Target.objects.select_for_update(of=("self",)).filter(record=record, superseded_by=None)
    keys = {part.pk for part in moving}
    return [one for one in rows if one.part_id in keys or (one.part_id is None and one.due_on == old)]


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
