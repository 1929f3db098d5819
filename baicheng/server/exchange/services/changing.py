"""What a program changes (变更): requests in ids, carried out by the services that pages use."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.documents.models import Clause
from baicheng.server.duties.models import Report
from baicheng.server.duties.queries import report_form
from baicheng.server.duties.services import (
    change_record,
    enter_record,
    move_record,
    save_report,
    send_report,
)
from baicheng.server.exchange.faults import Refused, placed
from baicheng.server.exchange.reports import asked_of
from baicheng.server.exchange.shapes.others import ReportGiven
from baicheng.server.exchange.shapes.records import ChangeGiven, MoveGiven, RecordGiven
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.registers.books import book_of
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import get_for
from baicheng.server.registers.services import Moved
from baicheng.server.registers.taking import Taking

Row = TypeVar("Row", Record, Clause)


def enter(register_id: str, given: RecordGiven, *, user: User, at: datetime) -> Record:
    """Enter a record; see ``duties.services.enter_record``.

    Raises:
        PermissionDenied: the register does not let this user enter records.
        ValidationError: by the path of the field in the request.
    """
    book = book_of(register_id)
    found = _subjects({one.subject for one in given.parties}, "parties", user, at)
    takings = [Taking(one.role, found[one.subject], consolidates=one.consolidates) for one in given.parties]
    unit = _subjects({given.unit}, "unit", user, at)[given.unit] if given.unit is not None else None
    with placed(book):
        return enter_record(
            register_id=book.id,
            values=given.values,
            parties=takings,
            user=user,
            at=at,
            title=given.title,
            parent=_row_of(Record, given.parent, "parent"),
            clause=_row_of(Clause, given.clause, "clause"),
            unit=unit,
            held_at=given.held_at,
        )


def change(record: Record, given: ChangeGiven, *, user: User, at: datetime) -> Record:
    """Change fields of a record that the user may see; see ``duties.services.change_record``.

    Raises:
        PermissionDenied: the user may not change it in its state.
        ValidationError: by the path of the field in the request; or ``stale``.
    """
    with placed(book_of(record.register)):
        return change_record(
            record,
            given.values,
            user=user,
            at=at,
            revision=given.revision,
            title=given.title,
            reason=given.reason,
            held_at=given.held_at,
        )


def move(record: Record, name: str, given: MoveGiven, *, user: User, at: datetime) -> Moved:
    """Make a move of a record that the user may see; see ``duties.services.move_record``.

    Raises:
        PermissionDenied: the move is not this user's.
        ValidationError: the flow refuses it; or by the path of the field in the request; or ``stale``.
    """
    wanted = {pk for ids in given.parties.values() for pk in ids}
    found = _subjects(wanted, "parties", user, at)
    parties = {role: [found[pk] for pk in ids] for role, ids in given.parties.items()}
    with placed(book_of(record.register)):
        return move_record(
            record,
            name,
            user=user,
            at=at,
            revision=given.revision,
            reason=given.reason,
            answer=given.answer,
            values=given.values,
            parties=parties,
        )


@transaction.atomic
def report(assignment: int, given: ReportGiven, *, user: User, at: datetime) -> Report:
    """Keep the report that an assignment asks for, and send it where that is wanted.

    Raises:
        Assignment.DoesNotExist: it asks the user for none.
        PermissionDenied: it cannot be changed any more.
        ValidationError: by the path of the field in the request.
        Refused: there is a draft already, and which revision of it was seen is not said.
    """
    row = asked_of(assignment)
    form = report_form(user, row, at)
    if form.report is not None and given.revision is None:
        raise Refused("stale", field="revision")
    with placed(form.book):
        saved = save_report(
            row, values=given.values, targets=given.targets, user=user, at=at, revision=given.revision
        )
        return send_report(saved, user=user, at=at) if given.send else saved


def _subjects(wanted: Collection[int], field: str, user: User, at: datetime) -> dict[int, Subject]:
    """Subjects by their ids; a row of a register only for those who may see the record."""
    found = Subject.objects.in_bulk(wanted)
    for subject in list(found.values()):
        if subject.kind == SubjectKind.RECORD and subject.record_id is not None:
            try:
                get_for(user, subject.record_id, at)
            except Record.DoesNotExist:
                del found[subject.pk]
    if missing := sorted(set(wanted) - found.keys()):
        text = _("There is no subject %(ids)s.") % {"ids": ", ".join(map(str, missing[:5]))}
        raise ValidationError({field: text})
    return found


def _row_of(model: type[Row], pk: int | None, field: str) -> Row | None:
    """What a request names by its id, in the words for what may not be known of where there is none."""
    if pk is None:
        return None
    row = model._default_manager.filter(pk=pk).first()
    if row is None:
        raise ValidationError({field: _("Choose from the list.")})
    return row
