"""Records that another one creates: by a move, or by the ladder of reminders."""

from __future__ import annotations

from django.urls import NoReverseMatch

from baicheng.flows.steps import Creation
from baicheng.server.orgs.models import Subject
from baicheng.server.registers import taking
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.matter import Matter
from baicheng.server.registers.models import Record
from baicheng.server.registers.services.creating import enter
from baicheng.server.registers.taking import Taking


def create_beside(matter: Matter, creation: Creation, reason: str = "") -> Record:
    """Enter the record that a pack wants beside another one, whoever's doing it is.

    A link to the register of that one names it, unless the pack says otherwise.
    """
    book = book_of(f"{matter.book.programme}.{creation.register}")
    given = {name: value for name, value in creation.values.items() if value is not None}
    values = dict.fromkeys(_leading_back(book, matter.book), matter.record.pk) | given
    subjects = Subject.objects.in_bulk(
        [one for ids in creation.parties.values() for one in ids if isinstance(one, int)]
    )
    takings = [
        Taking(role, subjects[one])
        for role, ids in creation.parties.items()
        for one in ids
        if isinstance(one, int) and one in subjects
    ]
    fresh = Record(
        register=book.id,
        title=str(values.pop("title", "")),
        parent=matter.record,
        clause=matter.record.clause,
        author=matter.viewer.user,
        opened_at=matter.viewer.at,
    )
    parties = taking.spread(takings, matter.viewer.day)
    return enter(fresh, book, values, parties, viewer=matter.viewer, reason=reason)


def _leading_back(book: Book, other: Book) -> list[str]:
    """The single links of a register that lead to the records of another."""
    names = (other.id, other.id.partition(".")[2])
    return [name for name, field in book.register.fields_.items() if field.to in names and not field.many]


def path_of(record: Record) -> str:
    """The address of a record's page; "" where the installation has none."""
    try:
        return record.get_absolute_url()
    except NoReverseMatch:
        return ""
