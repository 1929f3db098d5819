"""Observing what indicators were (观测值): a value is never changed, a later one supersedes it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, is_office, units_of
from baicheng.server.history.services import record as note
from baicheng.server.indicators.models import Indicator, Observation, Target
from baicheng.server.indicators.sealing import OBSERVATIONS, chain_of_observation
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Party


@transaction.atomic
def observe(
    *,
    target: Target,
    subject: Subject,
    value: Decimal,
    held_on: date,
    source: tuple[str, int],
    user: User,
    at: datetime,
) -> Observation:
    """Record what a subject reached by a day; a value of the same day and source before it is superseded.

    Args:
        source: what reported it, by kind and id, such as ``("registers.record", 42)``.

    Raises:
        PermissionDenied: the user does not act for the subject, or the target is another's.
    """
    if subject.pk not in units_of(user, china_date(at)):
        raise PermissionDenied(_("You report for your own unit only."))
    if not _concerns(target, subject, china_date(at)):
        raise PermissionDenied(_("This target is not yours to report on."))
    return enter_observation(
        target=target, subject=subject, value=value, held_on=held_on, source=source, reported_by=user, at=at
    )


@transaction.atomic
def enter_observation(
    *,
    target: Target,
    subject: Subject,
    value: Decimal,
    held_on: date,
    source: tuple[str, int],
    reported_by: User,
    at: datetime,
) -> Observation:
    """``observe`` as a step of a report's flow, which has checked when it was sent who reports for whom.

    Args:
        reported_by: who typed the value, though somebody else's move makes it count.
    """
    kind, number = source
    before = Observation.objects.filter(
        target=target, subject=subject, source_kind=kind, source_id=number, superseded_by=None
    ).first()
    if before and (before.value, before.held_on) == (value, held_on):
        return before
    return _enter(
        target.indicator,
        target,
        before,
        subject=subject,
        value=value,
        held_on=held_on,
        source=source,
        reported_by=reported_by,
        at=at,
    )


@transaction.atomic
def observe_indicator(
    indicator: Indicator,
    *,
    subject: Subject,
    value: Decimal,
    held_on: date,
    source: tuple[str, int],
    user: User,
    at: datetime,
) -> Observation:
    """Record what an indicator was for a subject on a day, whatever targets there are.

    Another value for the same subject and day supersedes the one before it.

    Raises:
        PermissionDenied: the user acts neither for the subject nor for the office of the indicator's pack.
    """
    of_office = bool(indicator.pack) and is_office(user, indicator.pack, china_date(at))
    if not of_office and subject.pk not in units_of(user, china_date(at)):
        raise PermissionDenied(_("You report for your own unit only."))
    before = Observation.objects.filter(
        indicator=indicator, target=None, subject=subject, held_on=held_on, superseded_by=None
    ).first()
    if before and before.value == value:
        return before
    return _enter(
        indicator,
        None,
        before,
        subject=subject,
        value=value,
        held_on=held_on,
        source=source,
        reported_by=user,
        at=at,
    )


def _enter(
    indicator: Indicator,
    target: Target | None,
    before: Observation | None,
    *,
    subject: Subject,
    value: Decimal,
    held_on: date,
    source: tuple[str, int],
    reported_by: User,
    at: datetime,
) -> Observation:
    kind, number = source
    row = Observation.objects.create(
        indicator=indicator,
        target=target,
        subject=subject,
        value=value,
        held_on=held_on,
        recorded_at=at,
        source_kind=kind,
        source_id=number,
        recorded_by=reported_by,
        supersedes=before,
    )
    note(
        chain=chain_of_observation(row),
        verb=f"indicators.{'target' if target else 'indicator'}.observed",
        actor=actor_of(reported_by),
        at=at,
        changes={str(subject): [str(before.value) if before else None, str(value)]},
        context={"held_on": held_on.isoformat(), **OBSERVATIONS.of(row)},
    )
    return row


def _concerns(target: Target, subject: Subject, on: date) -> bool:
    """Whether a subject has a part in a target: its own, a share of it, or a role in the task behind it."""
    if target.subject_id is not None:
        return target.subject_id == subject.pk
    if target.record is None:
        return True
    parties = Party.objects.known().on(on).filter(record=target.record, subject=subject)
    return parties.exists() or target.parts.filter(subject=subject, superseded_by=None).exists()
