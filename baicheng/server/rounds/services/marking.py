"""Giving marks (打分): by those assessed, panels and the office; a mark stands, and another one replaces it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.packs.schema.rounds import MarkedItem
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, users_for
from baicheng.server.assessments.models import Mark
from baicheng.server.assignments.services import reopen
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds import evidence
from baicheng.server.rounds.keeping import (
    end,
    held,
    note,
    open_step,
    refuse_unless,
    refuse_unless_office,
    tell,
)
from baicheng.server.rounds.models import Draw, Round, RoundState, Sheet
from baicheng.server.rounds.queries import item_of, marks_of, may_fill, pack_round, sheet_of
from baicheng.server.web.reasons import require_reason


@dataclass(frozen=True)
class Given:
    """A mark that somebody gives: for which owed or given one, and what it says."""

    mark: Mark
    value: Decimal
    remark: str = ""
    files: Sequence[UploadedFile] = ()


def give_mark(
    round_: Round,
    item: str,
    subject: Subject,
    value: Decimal,
    *,
    user: User,
    at: datetime,
    drawn: Subject | None = None,
    remark: str = "",
    files: Sequence[UploadedFile] = (),
) -> Mark:
    """Give a mark by the names of what it is for; see ``give_marks``."""
    found = Mark.objects.filter(
        round_id=round_.pk, item=item, subject=subject, drawn=drawn, superseded_at=None
    ).first()
    if found is None:
        raise ValidationError(
            _("No mark for %(item)s of %(subject)s is owed in this round.")
            % {"item": item, "subject": subject}
        )
    return give_marks(round_, [Given(found, value, remark, files)], user=user, at=at)[0]


@transaction.atomic
def give_marks(round_: Round, given: Sequence[Given], *, user: User, at: datetime) -> list[Mark]:
    """Give marks together, all or none; one that was given before is replaced and stays on record.

    While marks are given, whoever owes the sheet gives them, until it is handed in. Where the office upheld an
    objection, it replaces marks of the one that objected, with a remark that says why.

    Raises:
        PermissionDenied: the user neither acts for whoever owes them nor is of the office.
        ValidationError: by item: a mark is out of its bounds, lacks its evidence, or was replaced meanwhile.
    """
    row = held(round_)
    refuse_unless(row, RoundState.MARKING, RoundState.OBJECTION)
    made, faults = [], {}
    for one in given:
        mark = Mark.objects.select_for_update().select_related("subject", "drawn").get(pk=one.mark.pk)
        if mark.round_id != row.pk:
            raise PermissionDenied(_("This mark belongs to another round."))
        _refuse_unless_may(row, mark, user, at, one.remark)
        if fault := _fault(row, mark, one):
            faults[f"mark-{mark.pk}"] = [fault]
            continue
        made.append(_replace(row, mark, one, user, at))
    if faults:
        raise ValidationError(faults)
    return made


def _refuse_unless_may(round_: Round, mark: Mark, user: User, at: datetime, remark: str) -> None:
    if round_.state == RoundState.OBJECTION:
        refuse_unless_office(user, round_.programme, at)
        upheld = round_.objections.filter(upheld=True, settled_by=None)
        if not upheld.exists():
            raise ValidationError(
                _("Results are released: a mark is replaced only where an objection was upheld.")
            )
        require_reason(remark)
        return
    sheet = sheet_of(round_, mark)
    if not may_fill(user, sheet, at):
        raise PermissionDenied(
            _("Only those who act for %(bearer)s give these marks.") % {"bearer": sheet.bearer}
        )
    if sheet.is_handed_in:
        raise ValidationError(
            _("This sheet was handed in: its marks stand, unless the office sends it back.")
        )


def _fault(round_: Round, mark: Mark, given: Given) -> str:
    """What is wrong with a mark; nothing if it can stand."""
    if mark.superseded_at is not None:
        return _("Somebody gave another mark meanwhile: reload the page.")
    found = item_of(round_, mark.item)
    if found is None:
        return _("The round has no such item.")
    item = found[1]
    if fault := out_of_bounds(item, given.value):
        return fault
    if item.evidence and not given.files and not mark.evidence.exists():
        return _("This mark needs a file as evidence.")
    return ""


def out_of_bounds(item: MarkedItem, value: Decimal) -> str:
    """Why a value cannot be the mark of an item; nothing if it can."""
    if not value.is_finite():
        return _("This is no number.")
    if item.least is not None and value < item.least:
        return _("The smallest mark is %(least)s.") % {"least": item.least}
    if item.most is not None and value > item.most:
        return _("The greatest mark is %(most)s.") % {"most": item.most}
    if -int(value.normalize().as_tuple().exponent) > item.decimals:
        return _("At most %(digits)s digits behind the point.") % {"digits": item.decimals}
    return ""


def _replace(round_: Round, mark: Mark, given: Given, user: User, at: datetime) -> Mark:
    mark.superseded_at = at
    mark.save()
    fresh = Mark.objects.create(
        programme=mark.programme,
        round=mark.round,
        round_id=mark.round_id,
        step=mark.step,
        item=mark.item,
        subject=mark.subject,
        drawn=mark.drawn,
        since=mark.since,
        until=mark.until,
        recorded_at=at,
        value=given.value,
        remark=given.remark.strip(),
        author=user,
    )
    evidence.carry_on(mark, fresh)
    files = evidence.keep(round_, given.files, user=user, at=at, mark=fresh)
    before = str(mark.value.normalize()) if mark.value is not None else None
    context = {
        "mark": fresh.pk,
        "step": mark.step,
        "item": mark.item,
        "subject": mark.subject.name,
        "drawn": mark.drawn_id,
        "files": [one.sha256 for one in files],
    }
    note(
        round_,
        "mark_given",
        actor_of(user),
        at,
        {"value": [before, f"{given.value:f}"]},
        fresh.remark,
        context,
    )
    return fresh


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
        titles = "、".join(one.lot(name).title.zh for name in sorted(missing))
        raise ValidationError(_("It is still to be drawn who is marked: %(draws)s.") % {"draws": titles})
    owed = [mark for mark in marks_of(sheet) if not mark.is_given]
    if owed:
        raise ValidationError(
            _("%(count)s marks are still owed, the first of them %(item)s of %(subject)s.")
            % {"count": len(owed), "item": owed[0].item, "subject": owed[0].drawn or owed[0].subject}
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
        reopen(row.assignment, at=at, actor=actor, reason=reason)
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
