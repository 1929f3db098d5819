"""Entering records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date, start_of
from baicheng.flows.steps import begin
from baicheng.server.accounts.models import User
from baicheng.server.documents.models import Clause
from baicheng.server.editions.queries import office_of
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.orgs.services import create_subject
from baicheng.server.registers import taking, versions
from baicheng.server.registers.access import due_order, write_access
from baicheng.server.registers.books import DRAFT, Book, book_of, spoken
from baicheng.server.registers.choosable import refuse_hidden_links, refuse_hidden_parent, refuse_long_title
from baicheng.server.registers.matter import Matter, Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.numbers import next_number
from baicheng.server.registers.searching import remember_words
from baicheng.server.registers.services.keeping import note
from baicheng.server.registers.standing import derived
from baicheng.server.registers.steps import apply
from baicheng.server.registers.taken_over import TakenOver, take_over
from baicheng.server.registers.taking import Taking
from baicheng.server.registers.values import checked, checked_place

#: So many characters of a text make a title where none is typed.
_TITLE_LENGTH = 100


@transaction.atomic
def create_record(
    *,
    register_id: str,
    values: Mapping[str, Any],
    parties: Sequence[Taking | tuple[str, Subject]],
    user: User,
    at: datetime,
    title: str = "",
    parent: Record | None = None,
    clause: Clause | None = None,
    place: Mapping[str, Any] | None = None,
    unit: Subject | None = None,
    held_at: datetime | None = None,
    reason: str = "",
    taken_over: TakenOver | None = None,
) -> Record:
    """Enter a record in the state in which its flow starts, with what that opens.

    Args:
        values: field → value as a form, a program or JSON gives it.
        parties: who takes part; a group takes part as its members of the day.
        title: where empty, the first line of the first text field.
        unit: for which unit the author enters it; one of those for which the user acts.
        held_at: when it was so, where that is entered later.
        reason: why it is entered, where that is to stand in its history.
        taken_over: in which other state it stands already, of a ledger that was kept elsewhere.

    Raises:
        PermissionDenied: the register does not let this user enter records.
        ValidationError: by field or role; it links to, or stands under, what the user does not see; or the
            programme has no office yet.
    """
    given = Given(
        register_id, values, parties, user, at, title, parent, clause, place, unit, held_at, taken_over
    )
    record, takings = admitted(given)
    book, viewer = book_of(register_id), Viewer(user, at)
    made = enter(record, book, values, takings, viewer=viewer, reason=reason)
    if taken_over is not None:
        note(made, book, "taken_over", viewer, {}, reason.strip(), *said_of_taking_over(taken_over))
    return made


def said_of_taking_over(given: TakenOver) -> tuple[datetime, dict[str, Any]]:
    """When it held that a record was taken over so, and the context of the event that says it."""
    assert given.since is not None, "refused before"
    return start_of(given.since), {"state": given.state, "since": given.since.isoformat()}


def rehearse_record(
    *,
    register_id: str,
    values: Mapping[str, Any],
    parties: Sequence[Taking | tuple[str, Subject]],
    user: User,
    at: datetime,
    title: str = "",
    taken_over: TakenOver | None = None,
) -> str:
    """Ask whether ``create_record`` would take this, by the same checks, and write nothing.

    Returns:
        The title that the record would have, as far as it does not come from its number.

    Raises:
        PermissionDenied: as ``create_record``.
        ValidationError: as ``create_record``, for fields and roles together.
    """
    book, viewer = book_of(register_id), Viewer(user, at)
    record, takings = admitted(Given(register_id, values, parties, user, at, title, taken_over=taken_over))
    faults: dict[str, list[str]] = {}
    for check in (partial(fit_fields, record, book, values), partial(fit_parties, record, book, takings)):
        try:
            check()
        except ValidationError as error:
            faults |= error.message_dict
    if faults:
        raise ValidationError(faults)
    refuse_without_office(book, viewer)
    return record.title or title_of(book, record)


class Given(NamedTuple):
    """What somebody wants to enter; the fields are the arguments of ``create_record``."""

    register_id: str
    values: Mapping[str, Any]
    parties: Sequence[Taking | tuple[str, Subject]]
    user: User
    at: datetime
    title: str = ""
    parent: Record | None = None
    clause: Clause | None = None
    place: Mapping[str, Any] | None = None
    unit: Subject | None = None
    held_at: datetime | None = None
    taken_over: TakenOver | None = None


def admitted(given: Given) -> tuple[Record, list[Taking]]:
    """The record that is to be entered and who takes part, once it is clear that this user may enter it."""
    book = book_of(given.register_id)
    viewer, unit, held_at = Viewer(given.user, given.at), given.unit, given.held_at
    parties = [one if isinstance(one, Taking) else Taking(*one) for one in given.parties]
    takings = taking.spread(parties, viewer.day)
    record = Record(
        register=given.register_id,
        author=given.user,
        unit=unit,
        clause=given.clause,
        opened_at=held_at or given.at,
    )
    matter = Matter.of(record, book, viewer, fields={}, parties=taking.as_parties(takings))
    if not matter.is_one_of(book.register.rights.create):
        raise PermissionDenied(
            _("You may not enter records in “%(register)s”.") % {"register": spoken(book.register.title)}
        )
    if unit is not None and unit.pk not in viewer.mine:
        raise PermissionDenied(_("You do not act for %(unit)s.") % {"unit": unit})
    refuse_long_title(given.title)
    refuse_hidden_parent(given.parent, viewer)
    refuse_hidden_links(book, given.values, viewer)
    if held_at is not None and held_at > given.at:
        raise ValidationError({"held_at": _("What holds only later is entered then.")})
    if given.taken_over is not None:
        take_over(record, book, given.taken_over, at=given.at)
    record.title, record.parent = given.title.strip(), given.parent
    record.place = checked_place(given.place)
    return record, takings


def fit_fields(record: Record, book: Book, values: Mapping[str, Any]) -> None:
    """Put the record into the state in which its flow starts, unless it is taken over, with its fields.

    Raises:
        ValidationError: by field.
    """
    process = book.process
    record.state, record.entry = (record.state or process.flow.start, 0) if process else ("", 0)
    record.fields = checked(book, values, finished=record.state != DRAFT, record=None)


def fit_parties(record: Record, book: Book, takings: Sequence[Taking]) -> None:
    """Refuse roles that do not fit the register in the state in which the record begins.

    Raises:
        ValidationError: by role.
    """
    state = (record.state or book.process.flow.start) if book.process else ""
    taking.refuse_unfit(book, takings, finished=state != DRAFT)


def refuse_without_office(book: Book, viewer: Viewer) -> None:
    """Refuse to enter anything in a programme that has no office.

    Raises:
        ValidationError: saying what an administrator does.
    """
    if office_of(book.programme, viewer.day) is None:
        raise ValidationError(
            _(
                "The programme has no office yet: an administrator says which unit it is (local value “office”)."
            )
        )


def enter(
    record: Record,
    book: Book,
    values: Mapping[str, Any],
    takings: Sequence[Taking],
    *,
    viewer: Viewer,
    reason: str = "",
) -> Record:
    """Store a new record with all that belongs to it; whether that is allowed was asked before."""
    refuse_without_office(book, viewer)
    at, actor, process = viewer.at, viewer.actor, book.process
    fit_fields(record, book, values)
    fit_parties(record, book, takings)
    record.number = next_number(book, opened_at=record.opened_at, clause=record.clause)
    record.title = record.title or title_of(book, record)
    record.save()
    remember_words(record)
    if book.register.subject:
        create_subject(
            kind=SubjectKind.RECORD, name=record.title[:200], actor=actor, at=at, record_id=record.pk
        )
    taking.enter(record, takings, since=china_date(record.opened_at), at=at)
    changes, context = said_of_new(record, book, takings)
    note(record, book, "created", viewer, changes, reason.strip(), record.opened_at, context)
    if process is not None:
        matter = Matter.of(record, book, viewer, parties=taking.as_parties(takings))
        step = begin(process, matter.situation)
        record.entry += step.entered
        apply(step, record, book, (), actor=actor, at=at)
    for name, value in derived(record, book).differing(record).items():
        setattr(record, name, value)
    record.due_order = due_order(record.due_at)
    record.save()
    versions.begin(record, since=record.opened_at, at=at)
    write_access(record, book, at)
    return record


def said_of_new(
    record: Record, book: Book, takings: Sequence[Taking]
) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """The changes and the context of the event by which a record is entered."""
    changes: dict[str, list[Any]] = {"number": [None, record.number], "title": [None, record.title]}
    changes |= {f"{versions.FIELDS}{name}": [None, value] for name, value in record.fields.items()}
    changes |= {f"parties.{role}": [None, names] for role, names in taking.named(takings).items()}
    if book.process is not None:
        changes["state"] = [None, record.state]
    if record.place is not None:
        changes["place"] = [None, record.place]
    return changes, {"parent": record.parent_id, "clause": record.clause_id, "unit": record.unit_id}


def title_of(book: Book, record: Record) -> str:
    """The first line of the first text that was typed, otherwise the register's name and the number."""
    for name, field in book.register.fields_.items():
        value = record.fields.get(name)
        if field.kind == "text" and isinstance(value, str) and len(value.strip()) > 1:
            return value.strip().splitlines()[0][:_TITLE_LENGTH]
    return f"{book.register.title.zh} {record.number}"
