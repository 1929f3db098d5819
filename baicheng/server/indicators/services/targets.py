"""Setting targets, splitting them, and choosing between documents. A number is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, is_office
from baicheng.server.documents.models import Clause, Document
from baicheng.server.editions.queries import programme_of
from baicheng.server.history.services import record as note
from baicheng.server.indicators.models import Indicator, Op, Target
from baicheng.server.indicators.queries import rivals
from baicheng.server.indicators.sealing import TARGETS, chain_of_target
from baicheng.server.indicators.services.lagging import follow_targets
from baicheng.server.indicators.wording import measured
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Part, Record
from baicheng.server.web.reasons import require_reason


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a target to set: how much, for whom or (``scope``) for what kind.

    What is ``None`` or empty is as in the whole.
    """

    value: Decimal
    subject: Subject | None = None
    scope: str = ""
    op: Op | None = None
    text: str = ""
    due_on: date | None = None
    span: tuple[int, int] | None = None
    part: Part | None = None


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
    scope: str = "",
    clause: Clause | None = None,
    document: Document | None = None,
    span: tuple[int, int] | None = None,
    record: Record | None = None,
    part: Part | None = None,
) -> Target:
    """Set what an indicator should be. ``period`` is ``[since, until)``.

    Where another document states another number for the same thing, subject and year, both stay, marked as
    undecided, until the office has chosen (``choose_target``).
    """
    _require_office(user, programme)
    target = Target.objects.create(
        indicator=indicator,
        subject=subject,
        scope=scope,
        measured=measured(
            indicator.title.get("zh", ""), record.title if record else "", unit or indicator.unit
        ),
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
    contradicting = rivals(target)
    if contradicting:
        keys = [target.pk, *(rival.pk for rival in contradicting)]
        Target.objects.filter(pk__in=keys).update(chosen=None)
        target.chosen = None
    for rival in contradicting:
        _note(rival, "contradicted", user, at, {"chosen": [rival.chosen, None]}, context={"by": target.pk})
    _note(target, "set", user, at, {"value": [None, f"{op} {value} {target.unit}".strip()]})
    return target


@transaction.atomic
def choose_target(target: Target, *, programme: str, user: User, at: datetime, reason: str) -> None:
    """Say which of several documents' numbers counts; the others are kept as not chosen.

    An office decides about the numbers of its own programme: it lets its own count, or sets its own aside for
    that of another. Another programme's number stays undecided until its own office has chosen, or until
    nothing contradicts it any more.

    Raises:
        PermissionDenied: the user is not of the office of any programme whose number is concerned.
        ValidationError: no reason is given.
    """
    _require_office(user, programme)
    others = rivals(target)
    own = [one for one in (target, *others) if _is_own(user, one)]
    if not own:
        raise PermissionDenied(_("Only the programme's office sets targets."))
    require_reason(reason)
    for one in own:
        _decide(one, one.pk == target.pk, user, at, reason)
    for one in (target, *others):
        if one not in own and one.chosen is None and not rivals(one):
            _decide(one, True, user, at, reason)
    tasks = {one.record.pk: one.record for one in (target, *others) if one.record is not None}
    follow_targets(tasks.values(), at=at)


def _decide(target: Target, counts: bool, user: User, at: datetime, reason: str) -> None:
    old, target.chosen = target.chosen, counts
    target.save(update_fields=["chosen"])
    verb = "chosen" if counts else "set_aside"
    _note(target, verb, user, at, {"chosen": [old, counts]}, reason)


@transaction.atomic
def split_target(
    whole: Target,
    shares: Sequence[Share | tuple[Subject, Decimal]],
    *,
    programme: str,
    user: User,
    at: datetime,
    subset: bool = False,
) -> list[Target]:
    """Give subjects or kinds their shares of a target; a share given before is superseded.

    ``subset`` marks an “of which” (其中), which is never added up. Whether the shares make the whole is
    for ``queries.residual`` to show: a document's own table may not add up, and is kept as it is.
    """
    _require_office(user, programme)
    _require_own(user, whole)
    given: dict[tuple[Subject | None, str, date | None], Share] = {}
    for one in shares:
        share = one if isinstance(one, Share) else Share(one[1], subject=one[0])
        whose = (share.subject, "", None) if share.subject else (None, share.scope, share.due_on)
        if whose in given:
            raise ValidationError(
                _("%(subject)s has two shares.") % {"subject": share.subject or share.scope or share.text}
            )
        given[whose] = share
    return [_set_share(whole, share, subset, user, at) for share in given.values()]


def _set_share(whole: Target, share: Share, subset: bool, user: User, at: datetime) -> Target:
    earlier = whole.parts.filter(subject=share.subject, subset=subset, superseded_by=None)
    if share.subject is None:
        earlier = earlier.filter(scope=share.scope, due_on=share.due_on or whole.due_on)
    before = earlier.first()
    if before and before.value == share.value:
        return before
    start, end = share.span or (None, None)
    made = Target.objects.create(
        indicator=whole.indicator,
        subject=share.subject,
        scope=share.scope,
        measured=whole.measured,
        period_since=whole.period_since,
        period_until=whole.period_until,
        op=share.op or whole.op,
        value=share.value,
        unit=whole.unit,
        text=share.text or whole.text,
        due_on=share.due_on or whole.due_on,
        clause=whole.clause,
        document=whole.document,
        start=start,
        end=end,
        record=whole.record,
        part=share.part or whole.part,
        parent=whole,
        subset=subset,
        recorded_at=at,
    )
    if before:
        before.superseded_by = made
        before.save()
    _note(made, "share_set", user, at, {"value": [str(before.value) if before else None, str(share.value)]})
    return made


def _require_office(user: User, programme: str) -> None:
    if not is_office(user, programme):
        raise PermissionDenied(_("Only the programme's office sets targets."))


def _is_own(user: User, target: Target) -> bool:
    """Whether a target is of a programme of whose office the user is; one without a task is anybody's."""
    return target.record is None or is_office(user, programme_of(target.record.register))


def _require_own(user: User, target: Target) -> None:
    """A target of a task belongs to the office of that task's programme, whatever programme is named."""
    if target.record is not None:
        _require_office(user, programme_of(target.record.register))


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
