"""One record: whether somebody may see it, as it is shown to them, and what they may do with it now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.utils import timezone

from baicheng.flows.answers import answerable, refuse_answer
from baicheng.flows.moves import Verdict, allowed
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.masks import mask
from baicheng.server.registers.matter import Matter, Viewer, standing_of
from baicheng.server.registers.models import Attachment, Party, Record
from baicheng.server.registers.parties import parties_of
from baicheng.server.registers.queries.reach import reach_by, reach_of, sees_everything
from baicheng.server.registers.rights import editable, may_assign, may_edit, may_read_personal, without_reason
from baicheng.server.web.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as it is shown to somebody: personal fields are masked."""

    record: Record
    book: Book
    fields: Mapping[str, Any]
    parties: Sequence[Party]
    assignments: Sequence[Assignment]
    attachments: Sequence[Attachment]
    may_read_personal: bool


def get_for(
    user: User, pk: int, at: datetime | None = None, rows: Callable[[], QuerySet[Record]] | None = None
) -> Record:
    """A record that a user may see.

    Args:
        rows: gives records with whatever is to be read together with them; the same function each time.

    Raises:
        Record.DoesNotExist: there is none, or the user may not know of it: the two look the same.
    """
    viewer = Viewer(user, at or timezone.now())
    mine = viewer.mine
    found: list[Any] = []
    if pk <= BigIntegerField.MAX_BIGINT:
        found = _with_reach(pk, tuple(mine), roles=tuple(mine.values()), rows=rows or Record.objects.all)
    for record in found:
        if record.reached or _sees_otherwise(viewer, record):
            known: Record = record
            return known
    raise Record.DoesNotExist("Record matching query does not exist.")


@Prepared
def _with_reach(
    pk: int,
    mine: tuple[int, ...],
    *,
    roles: tuple[frozenset[str], ...],
    rows: Callable[[], QuerySet[Record]],
) -> QuerySet[Record]:
    """A record with whether those for whom somebody acts, each in its roles, have a row of access to it."""
    reached = Exists(reach_by(dict(zip(mine, roles, strict=True))).filter(record=OuterRef("pk")))
    return rows().select_related("author", "clause", "parent").annotate(reached=reached).filter(pk=pk)


def may_see(user: User, record: Record, at: datetime | None = None) -> bool:
    """Whether a user may see a record."""
    viewer = Viewer(user, at or timezone.now())
    return _sees_otherwise(viewer, record) or reach_of(viewer).filter(record=record).exists()


def _sees_otherwise(viewer: Viewer, record: Record) -> bool:
    """Whether a user sees a record without a row of access: all of its register, or as its author."""
    if viewer.user is None or not viewer.user.is_active:
        return False
    book = book_of(record.register)
    return sees_everything(viewer, book) or _is_author(viewer.user, record, book)


def _is_author(user: User, record: Record, book: Book) -> bool:
    named = any(holder != "parties" and holder.name == "author" for holder in book.register.rights.see)
    return named and record.author_id == user.pk


def shown(user: User, record: Record, at: datetime | None = None) -> Shown:
    """A record with all that belongs to it, for a page; whether the user may see it was asked before."""
    viewer, book = Viewer(user, at or timezone.now()), book_of(record.register)
    matter = Matter.of(record, book, viewer)
    return Shown(
        record=record,
        book=book,
        fields=masked(book, record.fields),
        parties=tuple(parties_of([record], viewer.day)),
        assignments=matter.assignments,
        attachments=tuple(record.attachments.filter(removed_at=None).order_by("pk")),
        may_read_personal=bool(book.personal) and may_read_personal(matter),
    )


def attachment_for(user: User, pk: int, at: datetime | None = None) -> Attachment:
    """A file of a record that a user may see, for download.

    Raises:
        Attachment.DoesNotExist: there is none, it was removed, or the user may not know of it.
    """
    found = Attachment.objects.select_related("record__author").get(pk=pk, removed_at=None)
    if not may_see(user, found.record, at):
        raise Attachment.DoesNotExist("Attachment matching query does not exist.")
    return found


def masked(book: Book, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields in storage form, personal ones masked."""
    return {name: mask(value) if name in book.personal else value for name, value in fields.items()}


def may_edit_now(user: User, record: Record, at: datetime | None = None) -> bool:
    """Whether a user may change the fields of a record in its present state."""
    return may_edit(_matter(user, record, at))


@dataclass(frozen=True, slots=True)
class Editable:
    """What somebody may change of a record now, and which of it without giving a reason."""

    names: frozenset[str]
    free: frozenset[str]

    @property
    def needs_reason(self) -> bool:
        return not self.names <= self.free


def editable_now(user: User, record: Record, at: datetime | None = None) -> Editable:
    """The fields, title, clause and place that a user may change in the record's present state."""
    matter = _matter(user, record, at)
    return Editable(editable(matter), without_reason(matter))


def may_assign_now(user: User, record: Record, at: datetime | None = None) -> bool:
    """Whether a user may give and end roles in a record now."""
    return may_assign(_matter(user, record, at))


def may_read_personal_now(user: User, record: Record, at: datetime | None = None) -> bool:
    """Whether a user may lift the mask from a record's personal fields, giving a reason."""
    return may_read_personal(_matter(user, record, at))


def may_enter(user: User, book: Book, at: datetime) -> bool:
    """Whether a user may enter a record of a register at all, for one of the units they act for."""
    viewer = Viewer(user, at)
    mine = tuple(viewer.mine)
    own = dict.fromkeys(book.register.parties, mine)
    blank = Record(register=book.id, author=user, opened_at=at, state="")
    return Matter.of(blank, book, viewer, fields={}, parties=own).is_one_of(book.register.rights.create)


def moves_for(user: User, record: Record, at: datetime | None = None) -> list[Verdict]:
    """Every move that leads from the record's state: allowed, or refused and why, in both languages."""
    matter = _matter(user, record, at)
    return allowed(matter.book.process, matter.situation) if matter.book.process else []


def answers_for(
    user: User, record: Record, at: datetime | None = None
) -> list[tuple[Assignment, tuple[str, ...]]]:
    """The open assignments that a user answers without a move (consent, signature), with the outcomes."""
    matter = _matter(user, record, at)
    if matter.book.process is None:
        return []
    found = []
    for row in matter.assignments:
        outcomes = answerable(matter.book.process.flow, row.name) if "entry" in row.rule else ()
        if outcomes and not refuse_answer(
            matter.book.process.flow, standing_of(row), outcomes[0], matter.situation
        ):
            found.append((row, outcomes))
    return found


def _matter(user: User, record: Record, at: datetime | None) -> Matter:
    return Matter.of(record, book_of(record.register), Viewer(user, at or timezone.now()))
