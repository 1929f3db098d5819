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

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assessments.models import Mark
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds import evidence
from baicheng.server.rounds.bounds import out_of_bounds
from baicheng.server.rounds.keeping import (
    held,
    note,
    refuse_unless,
    refuse_unless_office,
)
from baicheng.server.rounds.models import Round, RoundState
from baicheng.server.rounds.queries import is_reopened, item_of, sheet_of
from baicheng.server.rounds.visibility import may_fill
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

    While marks are given, whoever owes the sheet gives them, until it is handed in. Once results are released the
    office gives what is still owed, and replaces marks where it upheld an objection or an approver sent the results
    back: each with a remark that says why.

    Raises:
        PermissionDenied: the user neither acts for whoever owes them nor is of the office.
        ValidationError: by item: a mark is out of its bounds, lacks its evidence, or was replaced meanwhile.
    """
    row = held(round_)
    refuse_unless(row, RoundState.MARKING, RoundState.OBJECTION)
    made, faults = [], {}
    for one in given:
        mark = (
            Mark.objects.select_for_update(of=("self",))
            .select_related("subject", "drawn")
            .get(pk=one.mark.pk)
        )
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
        if mark.is_given and not is_reopened(round_):
            raise ValidationError(
                _(
                    "Results are released: a mark is replaced only where an objection was upheld or an approver sent "
                    "them back."
                )
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
    carried = evidence.carry_on(mark, fresh)
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
        rows=[mark, fresh, *carried, *files],
    )
    return fresh
