"""Handing in sheets (提交评分表) and sending them back (退回)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, users_for
from baicheng.server.registers.books import spoken
from baicheng.server.rounds.keeping import (
    again,
    end,
    held,
    note,
    open_step,
    refuse_unless,
    refuse_unless_office,
    tell,
)
from baicheng.server.rounds.models import Draw, Round, RoundState, Sheet
from baicheng.server.rounds.queries import marks_of, pack_round
from baicheng.server.rounds.visibility import may_fill
from baicheng.server.web.reasons import require_reason


@transaction.atomic
def hand_in(sheet: Sheet, *, user: User, at: datetime) -> Sheet:
    """Hand in a sheet whose marks are all given (提交): they stand from now on, and its assignment ends.

    Raises:
        PermissionDenied: the user does not fill it in.
        ValidationError: it was handed in, marks are still owed, or somebody is still to be drawn.
    """
    round_ = held(sheet.round)
    refuse_unless(round_, RoundState.MARKING)
    row = _held(sheet)
    if not may_fill(user, row, at):
        raise PermissionDenied(
            _("Only those who act for %(bearer)s give these marks.") % {"bearer": row.bearer}
        )
    if row.is_handed_in:
        raise ValidationError(_("It was handed in already."))
    _refuse_owed(round_, row)
    row.handed_in_by, row.handed_in_at = user, at
    row.save()
    context = {"sheet": row.pk, "step": row.step, "subject": row.subject.name if row.subject else None}
    note(round_, "handed_in", actor_of(user), at, {"handed_in_at": [None, at.isoformat()]}, context=context)
    end(row.assignment, at=at, actor=actor_of(user))
    return row


def _refuse_owed(round_: Round, sheet: Sheet) -> None:
    one = pack_round(round_)
    step = next(each for each in one.steps if each.step == sheet.step)
    lots = {item.each for item in step.items if item.each is not None}
    missing = lots - set(Draw.objects.filter(round=round_).values_list("name", flat=True))
    if missing:
        draws = "、".join(spoken(one.lot(name).title) for name in sorted(missing))
        raise ValidationError(_("It is still to be drawn who is marked: %(draws)s.") % {"draws": draws})
    owed = [mark for mark in marks_of(sheet) if not mark.is_given]
    titles = {item.item: item.title for item in step.items}
    if owed:
        raise ValidationError(
            _("%(count)s marks are still owed, the first of them %(item)s of %(subject)s.")
            % {
                "count": len(owed),
                "item": spoken(titles[owed[0].item]),
                "subject": owed[0].drawn or owed[0].subject,
            }
        )


@transaction.atomic
def send_back_sheet(sheet: Sheet, *, user: User, at: datetime, reason: str) -> Sheet:
    """Send a sheet back (退回) before results are released: its marks can be replaced, its clock runs on.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it was not handed in, or no reason is given.
    """
    round_ = held(sheet.round)
    refuse_unless_office(user, round_.programme, at)
    refuse_unless(round_, RoundState.MARKING)
    row, reason, actor = _held(sheet), require_reason(reason), actor_of(user)
    if not row.is_handed_in:
        raise ValidationError(_("It was not handed in yet."))
    before = row.handed_in_at
    row.handed_in_by, row.handed_in_at = None, None
    row.save()
    context = {"sheet": row.pk, "step": row.step, "subject": row.subject.name if row.subject else None}
    changes = {"handed_in_at": [before.isoformat() if before else None, None]}
    note(round_, "sheet_sent_back", actor, at, changes, reason, context)
    if row.assignment is not None:
        again(row.assignment, at=at, actor=actor, reason=reason)
    else:
        open_step(row, actor=actor, at=at, due_at=None)
    if row.bearer_id is not None:
        key = f"sent_back:{row.pk}:{at.isoformat()}"
        told = users_for([row.bearer_id], china_date(at))
        tell(round_, told, key, f"评分表被退回：{reason}", f"a sheet was sent back: {reason}", at)
    return row


def _held(sheet: Sheet) -> Sheet:
    rows = Sheet.objects.select_for_update(of=("self",)).select_related(
        "round", "subject", "bearer", "assignment"
    )
    return rows.get(pk=sheet.pk)
