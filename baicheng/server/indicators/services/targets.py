"""Setting targets, splitting them, and choosing between documents. A number is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, is_office
from baicheng.server.documents.models import Clause, Document
from baicheng.server.history.services import record as note
from baicheng.server.indicators.models import Indicator, Op, Target
from baicheng.server.indicators.sealing import TARGETS, chain_of_target
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Part, Record


@transaction.atomic
def set_target(
    *,
    indicator: Indicator,
    op: Op,
    value: Decimal,
    user: User,
    at: datetime,
    programme: str,
    unit: str = "",
    text: str = "",
    due_on: date | None = None,
    period: tuple[date, date] | None = None,
    subject: Subject | None = None,
    clause: Clause | None = None,
    document: Document | None = None,
    span: tuple[int, int] | None = None,
    record: Record | None = None,
    part: Part | None = None,
) -> Target:
    """Set what an indicator should be. ``period`` is ``[since, until)``.

    Where another document states another number for the same indicator, subject and period, both stay
    and neither counts until the office has chosen (``choose_target``).
    """
    _require_office(user, programme)
    target = Target.objects.create(
        indicator=indicator,
        subject=subject,
        period_since=period[0] if period else None,
        period_until=period[1] if period else None,
        op=op,
        value=value,
        unit=unit or indicator.unit,
        text=text,
        due_on=due_on,
        clause=clause,
        document=document,
        start=span[0] if span else None,
        end=span[1] if span else None,
        record=record,
        part=part,
        recorded_at=at,
    )
    rivals = _rivals(target)
    if rivals:
        Target.objects.filter(pk__in=[target.pk, *(rival.pk for rival in rivals)]).update(chosen=None)
        target.chosen = None
    for rival in rivals:
        _note(rival, "contradicted", user, at, {"chosen": [rival.chosen, None]}, context={"by": target.pk})
    _note(target, "set", user, at, {"value": [None, f"{op} {value} {target.unit}".strip()]})
    return target


def _rivals(target: Target) -> list[Target]:
    """Targets of other documents that say something else of the same thing."""
    same = Target.objects.filter(
        indicator=target.indicator,
        subject=target.subject,
        period_since=target.period_since,
        period_until=target.period_until,
        due_on=target.due_on,
        parent=None,
        superseded_by=None,
    ).exclude(document=target.document)
    if target.document is None or not target.indicator.title:
        return []
    return [
        other
        for other in same.exclude(document=None).exclude(chosen=False)
        if (other.op, other.value) != (target.op, target.value)
    ]


@transaction.atomic
def choose_target(target: Target, *, programme: str, user: User, at: datetime, reason: str) -> None:
    """Say which of several documents' numbers counts; the others are kept as not chosen.

    Raises:
        PermissionDenied: the user is not of the office of every programme whose number is concerned.
        ValidationError: no reason is given.
    """
    _require_office(user, programme)
    for one in (target, *_rivals(target)):
        _require_own(user, one)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give the reason.")})
    for rival in _rivals(target):
        Target.objects.filter(pk=rival.pk).update(chosen=False)
        _note(rival, "set_aside", user, at, {"chosen": [rival.chosen, False]}, reason)
    old, target.chosen = target.chosen, True
    target.save()
    _note(target, "chosen", user, at, {"chosen": [old, True]}, reason)


@transaction.atomic
def split_target(
    whole: Target,
    shares: Sequence[tuple[Subject, Decimal]],
    *,
    programme: str,
    user: User,
    at: datetime,
    subset: bool = False,
) -> list[Target]:
    """Give subjects their shares of a target; a share given before is superseded.

    ``subset`` marks an “of which” (其中), which is never added up. Whether the shares make the whole is
    for ``queries.residual`` to show: a document's own table may not add up, and is kept as it is.
    """
    _require_office(user, programme)
    _require_own(user, whole)
    given = {}
    for subject, value in shares:
        if subject in given:
            raise ValidationError(_("%(subject)s has two shares.") % {"subject": subject})
        given[subject] = value
    made = []
    for subject, value in given.items():
        before = whole.parts.filter(subject=subject, subset=subset, superseded_by=None).first()
        if before and before.value == value:
            made.append(before)
            continue
        share = Target.objects.create(
            indicator=whole.indicator,
            subject=subject,
            period_since=whole.period_since,
            period_until=whole.period_until,
            op=whole.op,
            value=value,
            unit=whole.unit,
            text=whole.text,
            due_on=whole.due_on,
            clause=whole.clause,
            document=whole.document,
            record=whole.record,
            part=whole.part,
            parent=whole,
            subset=subset,
            recorded_at=at,
        )
        if before:
            before.superseded_by = share
            before.save()
        _note(share, "share_set", user, at, {"value": [str(before.value) if before else None, str(value)]})
        made.append(share)
    return made


def _require_office(user: User, programme: str) -> None:
    if not is_office(user, programme):
        raise PermissionDenied(_("Only the programme's office sets targets."))


def _require_own(user: User, target: Target) -> None:
    """A target of a task belongs to the office of that task's programme, whatever programme is named."""
    if target.record is not None:
        _require_office(user, target.record.register.partition(".")[0])


def _note(
    target: Target,
    verb: str,
    user: User,
    at: datetime,
    changes: dict[str, list[Any]],
    reason: str = "",
    context: dict[str, Any] | None = None,
) -> None:
    note(
        chain=chain_of_target(target),
        verb=f"indicators.target.{verb}",
        actor=actor_of(user),
        at=at,
        changes=changes,
        reason=reason,
        context={**(context or {}), **TARGETS.of(target)},
    )
