"""Entering many records of a register together (成批录入): as ``create_record`` does, with few statements for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from baicheng.clock.instants import china_date
from baicheng.flows.steps import Opening, begin
from baicheng.server.accounts.models import User
from baicheng.server.history import many_rows
from baicheng.server.history.keys import give_keys
from baicheng.server.history.services import Entry, record_all
from baicheng.server.registers import taking, versions
from baicheng.server.registers.access import due_order, give_access
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.directory import RecordDirectory
from baicheng.server.registers.matter import Matter, Viewer
from baicheng.server.registers.models import Party, Record, SearchText, Version
from baicheng.server.registers.numbers import next_numbers
from baicheng.server.registers.parties import snapshot
from baicheng.server.registers.searching import words_of
from baicheng.server.registers.services.creating import (
    Given,
    admitted,
    fit_fields,
    fit_parties,
    refuse_without_office,
    said_of_new,
    said_of_taking_over,
    title_of,
)
from baicheng.server.registers.services.keeping import chain_of
from baicheng.server.registers.standing import derived_of
from baicheng.server.registers.steps import open_new
from baicheng.server.registers.taking import Taking

#: What the entering of a record changes in its row afterwards.
_FOLLOWS = ("entry", "due_order", *versions.DERIVED)


def are_entered_together(book: Book) -> bool:
    """Whether records of a register can be entered together: none is a subject, none holds personal data."""
    return not book.register.subject and not book.personal


@transaction.atomic
def create_records(
    register_id: str, given: Sequence[Given], *, user: User, at: datetime, reason: str = ""
) -> list[Record]:
    """Enter records of a register with all that belongs to them; all of them, or none.

    To be called for a register of which ``are_entered_together`` holds.

    Args:
        given: what is entered, by this user at this moment.

    Raises:
        PermissionDenied: as ``create_record``, of the first that is refused.
        ValidationError: as ``create_record``, of the first that is refused.
    """
    book, viewer = book_of(register_id), Viewer(user, at)
    refuse_without_office(book, viewer)
    made: list[tuple[Record, list[Taking]]] = []
    for one in given:
        record, takings = admitted(one)
        fit_fields(record, book, one.values)
        fit_parties(record, book, takings)
        made.append((record, takings))
    records = [record for record, _takings in made]
    for record, number in zip(
        records, next_numbers(book, [(one.opened_at, one.clause) for one in records]), strict=True
    ):
        record.number = number
        record.title = record.title or title_of(book, record)
    give_keys(Record, records)
    many_rows.insert(Record, records)
    words = [many_rows.Row(id=one.pk, record_id=one.pk, pairs=words_of(one)) for one in records]
    many_rows.insert(SearchText, words)
    parties = [
        taking.fresh_parties(record, takings, since=china_date(record.opened_at), at=at)
        for record, takings in made
    ]
    many_rows.insert(Party, [party for several in parties for party in several])
    entries = [
        _entered(record, book, takings, held, reason)
        for (record, takings), held in zip(made, parties, strict=True)
    ]
    entries += [
        _taken_over(record, one, reason) for record, one in zip(records, given, strict=True) if one.taken_over
    ]
    record_all(entries, actor=viewer.actor, at=at)
    _begin(made, book, viewer)
    _stand(records, book)
    many_rows.insert(Version, [versions.first(one, since=one.opened_at, at=at) for one in records])
    give_access(records, book, at)
    return records


def _entered(
    record: Record, book: Book, takings: Sequence[Taking], parties: Sequence[Party], reason: str
) -> Entry:
    """The event by which a record is entered."""
    changes, context = said_of_new(record, book, takings)
    stated: dict[str, Any] = {"revision": record.revision, **context}
    if takings:
        stated["parties"] = snapshot(parties)
    changes = {path: change for path, change in changes.items() if change[0] != change[1]}
    return Entry(
        chain_of(record), "registers.record.created", changes, reason.strip(), record.opened_at, stated
    )


def _taken_over(record: Record, given: Given, reason: str) -> Entry:
    """The event that says in which state a record was taken over."""
    assert given.taken_over is not None, "asked of those alone"
    held_at, context = said_of_taking_over(given.taken_over)
    stated = {"revision": record.revision, **context}
    return Entry(chain_of(record), "registers.record.taken_over", {}, reason.strip(), held_at, stated)


def _begin(made: Sequence[tuple[Record, Sequence[Taking]]], book: Book, viewer: Viewer) -> None:
    """Enter the state in which each record begins, with what that opens."""
    if book.process is None:
        return
    directory = RecordDirectory(book.programme)
    openings: list[tuple[Record, Opening]] = []
    for record, takings in made:
        matter = Matter.of(record, book, viewer, parties=taking.as_parties(takings))
        # What would be asked for each by itself is put in place, where ``cached_property`` looks.
        vars(matter).update(assignments=(), directory=directory)
        step = begin(book.process, matter.situation)
        record.entry += step.entered
        openings += [(record, opening) for opening in step.openings]
    open_new(openings, book, actor=viewer.actor, at=viewer.at)


def _stand(records: Sequence[Record], book: Book) -> None:
    """Set what follows from what was opened."""
    derived = derived_of(records, {book.id: book})
    for record in records:
        for name, value in derived[record.pk].differing(record).items():
            setattr(record, name, value)
        record.due_order = due_order(record.due_at)
    many_rows.update(Record, records, _FOLLOWS)
