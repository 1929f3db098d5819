"""Extensions (延期): asked for by the bearer, decided by the office."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date, end_of
from baicheng.clock.limits import exact_amount
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.models import Assignment, Extension, Outcome
from baicheng.server.assignments.rows import (
    DECIDE,
    EXTENSION,
    clock_of,
    decision_key,
    locked,
    moment,
    note,
    put_clock,
    refuse_unless_bearer,
    refuse_unless_office,
    refuse_unless_open,
)
from baicheng.server.assignments.services.closing import fulfil
from baicheng.server.assignments.services.opening import open_assignment
from baicheng.server.editions.queries import office_of
from baicheng.server.web.reasons import require_reason

_DECIDE_TITLE = {"zh": "审批延期申请", "en": "Decide on more time"}


@transaction.atomic
def ask_extension(
    assignment: Assignment,
    *,
    user: User,
    at: datetime,
    reason: str,
    new_due_on: date | None = None,
    amount: Decimal | None = None,
) -> Extension:
    """Ask for more time: reminders stop if this comes in time, the clock runs on.

    Args:
        new_due_on: the day until whose end it shall be in time, where the end is a fixed day.
        amount: how much more in the limit's own unit, where a limit runs.

    Raises:
        PermissionDenied: the user does not act for the bearer.
        ValidationError: it is closed, a request is open already, no reason, or not more time than now.
    """
    row = locked(assignment)
    refuse_unless_bearer(user, row, at)
    refuse_unless_open(row)
    reason = require_reason(reason)
    if row.extensions.filter(granted=None).exists():
        raise ValidationError(_("An extension is asked for already and not yet decided."))
    _refuse_unless_longer(row, new_due_on, amount)
    clock = clock_of(row)
    if clock is not None:
        put_clock(row, clock.ask_extension(at), calendar())
        row.save()
    asked = Extension.objects.create(
        assignment=row, asked_by=user, asked_at=at, new_due_on=new_due_on, amount=amount, reason=reason
    )
    wanted = new_due_on.isoformat() if new_due_on else str(amount)
    note(row, "extension_asked", actor_of(user), at, {"extension": [None, wanted]}, reason)
    _let_decide(row, asked, at)
    return asked


@transaction.atomic
def grant_extension(extension: Extension, *, user: User, at: datetime, reason: str = "") -> Assignment:
    """Grant more time: the amount is added to the limit, or the fixed day moves.

    Raises:
        PermissionDenied: the user is not of the office, or asked for it.
        ValidationError: it is decided already, or the assignment is closed.
    """
    row, asked = _undecided(extension, user, at)
    before = row.due_at
    clock = clock_of(row)
    if clock is not None and asked.amount is not None:
        put_clock(row, clock.extend(asked.amount), calendar())
    elif asked.new_due_on is not None:
        row.due_at = end_of(asked.new_due_on)
    row.save()
    _decide(asked, True, user, at, reason)
    changes = {"due_at": [moment(before), moment(row.due_at)]}
    note(row, "extension_granted", actor_of(user), at, changes, reason)
    fulfil(_deciding(asked), at=at, actor=actor_of(user), outcome=Outcome.AGREED, reason=reason)
    return row


@transaction.atomic
def refuse_extension(extension: Extension, *, user: User, at: datetime, reason: str) -> Assignment:
    """Refuse more time: it is late from its old due moment, if that has passed.

    Raises:
        PermissionDenied: the user is not of the office, or asked for it.
        ValidationError: it is decided already, the assignment is closed, or no reason is given.
    """
    row, asked = _undecided(extension, user, at)
    reason = require_reason(reason)
    clock = clock_of(row)
    if clock is not None and clock.asked_at is not None:
        put_clock(row, clock.refuse_extension(), calendar())
        row.save()
    _decide(asked, False, user, at, reason)
    note(row, "extension_refused", actor_of(user), at, {}, reason)
    fulfil(_deciding(asked), at=at, actor=actor_of(user), outcome=Outcome.REFUSED, reason=reason)
    return row


def _let_decide(row: Assignment, asked: Extension, at: datetime) -> None:
    """The decision is a side task of the office: no state of what it is about, and open until it is made."""
    open_assignment(
        key=decision_key(asked),
        programme=row.programme,
        name=DECIDE,
        title=_DECIDE_TITLE,
        bearer=office_of(row.programme, china_date(at)),
        about=(row.about_kind, row.about_id) if row.about_kind and row.about_id else None,
        clause=row.clause,
        rule={EXTENSION: asked.pk, "outcomes": [Outcome.AGREED.value, Outcome.REFUSED.value]},
        at=at,
        actor=actor_of(asked.asked_by),
    )


def _deciding(asked: Extension) -> Assignment:
    return Assignment.objects.get(key=decision_key(asked))


def _refuse_unless_longer(row: Assignment, new_due_on: date | None, amount: Decimal | None) -> None:
    clock = clock_of(row)
    if clock is None:
        if new_due_on is None or amount is not None:
            raise ValidationError(
                {"new_due_on": _("Give the new day: this assignment is due on a fixed day.")}
            )
        if row.due_at is not None and end_of(new_due_on) <= row.due_at:
            raise ValidationError({"new_due_on": _("The new day lies after the one that holds now.")})
        return
    if amount is None or new_due_on is not None:
        raise ValidationError({"amount": _("Give how much more time: this assignment has a running limit.")})
    try:
        positive = exact_amount(amount, clock.limit.unit) > 0
    except ValueError:
        positive = False
    if not positive:
        raise ValidationError({"amount": _("Give a number above 0: whole days, or hours to the minute.")})


def _undecided(extension: Extension, user: User, at: datetime) -> tuple[Assignment, Extension]:
    row = locked(extension.assignment)
    asked = Extension.objects.select_for_update().get(pk=extension.pk)
    refuse_unless_office(user, row, at)
    if asked.asked_by_id == user.pk:
        raise PermissionDenied(_("Somebody else decides on what you asked for."))
    if asked.granted is not None:
        raise ValidationError(_("This request is decided already."))
    refuse_unless_open(row)
    return row, asked


def _decide(asked: Extension, granted: bool, user: User, at: datetime, reason: str) -> None:
    asked.granted, asked.decided_by, asked.decided_at = granted, user, at
    asked.decision_reason = reason.strip()
    asked.save()
