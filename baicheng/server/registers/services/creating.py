"""Entering records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
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
) -> Record:
    """Enter a record in the state in which its flow starts, with what that opens.

    Args:
        values: field → value as a form, a program or JSON gives it.
        parties: who takes part; a group takes part as its members of the day.
        title: where empty, the first line of the first text field.
        unit: for which unit the author enters it; one of those for which the user acts.
        held_at: when it was so, where that is entered later.

    Raises:
        PermissionDenied: the register does not let this user enter records.
        ValidationError: by field or role; it links to, or stands under, what the user does not see; or the
            programme has no office yet.
    """
    book = book_of(register_id)
    viewer = Viewer(user, at)
    takings = taking.spread([one if isinstance(one, Taking) else Taking(*one) for one in parties], viewer.day)
    record = Record(register=register_id, author=user, unit=unit, clause=clause, opened_at=held_at or at)
    matter = Matter.of(record, book, viewer, fields={}, parties=taking.as_parties(takings))
    if not matter.is_one_of(book.register.rights.create):
        raise PermissionDenied(
            _("You may not enter records in “%(register)s”.") % {"register": spoken(book.register.title)}
        )
    if unit is not None and unit.pk not in viewer.mine:
        raise PermissionDenied(_("You do not act for %(unit)s.") % {"unit": unit})
    refuse_long_title(title)
    refuse_hidden_parent(parent, viewer)
    refuse_hidden_links(book, values, viewer)
    if held_at is not None and held_at > at:
        raise ValidationError({"held_at": _("What holds only later is entered then.")})
    record.title, record.parent, record.place = title.strip(), parent, checked_place(place)
    return enter(record, book, values, takings, viewer=viewer)


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
    if office_of(book.programme, viewer.day) is None:
        raise ValidationError(
            _(
                "The programme has no office yet: an administrator says which unit it is (local value “office”)."
            )
        )
    at, actor = viewer.at, viewer.actor
    process = book.process
    record.state, record.entry = (process.flow.start, 0) if process else ("", 0)
    finished = record.state != DRAFT
    record.fields = checked(book, values, finished=finished, record=None)
    taking.refuse_unfit(book, takings, finished=finished)
    record.number = next_number(book, opened_at=record.opened_at, clause=record.clause)
    record.title = record.title or _title(book, record)
    record.save()
    remember_words(record)
    if book.register.subject:
        create_subject(
            kind=SubjectKind.RECORD, name=record.title[:200], actor=actor, at=at, record_id=record.pk
        )
    taking.enter(record, takings, since=china_date(record.opened_at), at=at)
    changes: dict[str, list[Any]] = {"number": [None, record.number], "title": [None, record.title]}
    changes |= {f"{versions.FIELDS}{name}": [None, value] for name, value in record.fields.items()}
    changes |= {f"parties.{role}": [None, names] for role, names in taking.named(takings).items()}
    if process is not None:
        changes["state"] = [None, record.state]
    if record.place is not None:
        changes["place"] = [None, record.place]
    of = {"parent": record.parent_id, "clause": record.clause_id, "unit": record.unit_id}
    note(record, book, "created", viewer, changes, reason, held_at=record.opened_at, context=of)
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


def _title(book: Book, record: Record) -> str:
    """The first line of the first text that was typed, otherwise the register's name and the number."""
    for name, field in book.register.fields_.items():
        value = record.fields.get(name)
        if field.kind == "text" and isinstance(value, str) and len(value.strip()) > 1:
            return value.strip().splitlines()[0][:_TITLE_LENGTH]
    return f"{book.register.title.zh} {record.number}"
