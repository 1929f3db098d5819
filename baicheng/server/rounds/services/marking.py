"""Giving marks (打分): by those assessed, panels and the office; a mark stands, and another one replaces it."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
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
from baicheng.server.history.services import Entry, record_all
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds import evidence
from baicheng.server.rounds.bounds import out_of_bounds
from baicheng.server.rounds.keeping import entry, held, refuse_unless, refuse_unless_office, stamped
from baicheng.server.rounds.models import Evidence, Round, RoundState
from baicheng.server.rounds.queries import is_reopened, item_of, sheets_of
from baicheng.server.rounds.sealing import Sealed
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

    They are stamped once the round is held, so that results asked for before never seem to know them.

    While marks are given, whoever owes the sheet gives them, until it is handed in. Once results are released the
    office gives what is still owed, and replaces marks where it upheld an objection or an approver sent the results
    back: each with a remark that says why.

    Raises:
        PermissionDenied: the user neither acts for whoever owes them nor is of the office.
        ValidationError: by item: a mark is out of its bounds, lacks its evidence, or was replaced meanwhile.
    """
    row = held(round_)
    refuse_unless(row, RoundState.MARKING, RoundState.OBJECTION)
    at, marks = stamped(row, at), _held_marks(row, given)
    _refuse_unless_may(row, marks, given, user, at)
    proven = set(Evidence.objects.filter(mark__in=marks.values()).values_list("mark", flat=True))
    faults = {f"mark-{one.mark.pk}": [fault] for one in given if (fault := _fault(row, marks, one, proven))}
    if faults:
        raise ValidationError(faults)
    return _replace(row, marks, given, user, at)


def _held_marks(round_: Round, given: Sequence[Given]) -> dict[int, Mark]:
    """The marks that are given, by their id, as they stand now."""
    rows = Mark.objects.select_for_update(of=("self",)).select_related("subject", "drawn")
    found = {mark.pk: mark for mark in rows.filter(pk__in=[one.mark.pk for one in given]).order_by("pk")}
    if any(one.mark.pk not in found or found[one.mark.pk].round_id != round_.pk for one in given):
        raise PermissionDenied(_("This mark belongs to another round."))
    return found


def _refuse_unless_may(
    round_: Round, marks: Mapping[int, Mark], given: Sequence[Given], user: User, at: datetime
) -> None:
    if round_.state == RoundState.OBJECTION:
        _refuse_unless_reopened(round_, marks, given, user, at)
        return
    for sheet in sheets_of(round_, marks.values()):
        if not may_fill(user, sheet, at):
            raise PermissionDenied(
                _("Only those who act for %(bearer)s give these marks.") % {"bearer": sheet.bearer}
            )
        if sheet.is_handed_in:
            raise ValidationError(
                _("This sheet was handed in: its marks stand, unless the office sends it back.")
            )


def _refuse_unless_reopened(
    round_: Round, marks: Mapping[int, Mark], given: Sequence[Given], user: User, at: datetime
) -> None:
    refuse_unless_office(user, round_.programme, at)
    if any(mark.is_given for mark in marks.values()) and not is_reopened(round_):
        raise ValidationError(
            _(
                "Results are released: a mark is replaced only where an objection was upheld or an approver sent "
                "them back."
            )
        )
    for one in given:
        require_reason(one.remark)


def _fault(round_: Round, marks: Mapping[int, Mark], given: Given, proven: Container[int]) -> str:
    """What is wrong with a mark; nothing if it can stand."""
    mark = marks[given.mark.pk]
    if mark.superseded_at is not None:
        return _("Somebody gave another mark meanwhile: reload the page.")
    found = item_of(round_, mark.item)
    if found is None:
        return _("The round has no such item.")
    item = found[1]
    if fault := out_of_bounds(item, given.value):
        return fault
    if item.evidence and not given.files and mark.pk not in proven:
        return _("This mark needs a file as evidence.")
    return ""


def _replace(
    round_: Round, marks: Mapping[int, Mark], given: Sequence[Given], user: User, at: datetime
) -> list[Mark]:
    """Let the given marks take the places of those that stood, each with its event: a few statements for all."""
    Mark.objects.filter(pk__in=marks).update(superseded_at=at)
    for mark in marks.values():
        mark.superseded_at = at
    fresh = Mark.objects.bulk_create(
        [_next(marks[one.mark.pk], one, user, at) for one in given], batch_size=500
    )
    carried = evidence.carry_on({one.mark.pk: made for one, made in zip(given, fresh, strict=True)})
    entries = []
    for one, made in zip(given, fresh, strict=True):
        files = evidence.keep(round_, one.files, user=user, at=at, mark=made)
        rows = [marks[one.mark.pk], made, *carried.get(made.pk, ()), *files]
        entries.append(_entry(round_, marks[one.mark.pk], made, files, rows))
    record_all(entries, actor=actor_of(user), at=at)
    return fresh


def _next(mark: Mark, given: Given, user: User, at: datetime) -> Mark:
    return Mark(
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


def _entry(round_: Round, mark: Mark, made: Mark, files: Sequence[Evidence], rows: Sequence[Sealed]) -> Entry:
    before = str(mark.value.normalize()) if mark.value is not None else None
    context = {
        "mark": made.pk,
        "step": mark.step,
        "item": mark.item,
        "subject": mark.subject.name,
        "drawn": mark.drawn_id,
        "files": [one.sha256 for one in files],
    }
    return entry(
        round_, "mark_given", {"value": [before, f"{made.value:f}"]}, made.remark, context, rows=rows
    )
