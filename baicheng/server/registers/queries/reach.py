"""Which records a user reaches (可见范围), asked in the form that is quick for few and for many."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from baicheng.server.editions.queries import packs
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.access import open_to_all, open_to_office
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Access, Party, Record
from baicheng.server.web.once import asked_once

#: Whoever sees more records of a register than this is served from the records in their order, each asked
#: whether it is seen; whoever sees fewer from the rows of access, which are then sorted.
FEW = 5_000
#: In so many records it is looked who takes part, for whoever does not see them all.
LOOKED_THROUGH = 500


def sees_everything(viewer: Viewer, book: Book) -> bool:
    """Whether a user sees every record of a register: it is open to all, or they are of its office."""
    if viewer.user is None or not viewer.user.is_active:
        return False
    if open_to_all(book):
        return True
    return open_to_office(book) and viewer.sees_all(book.programme)


def access_of(viewer: Viewer, book: Book) -> QuerySet[Access]:
    """The rows of access that let a user see records of a register."""
    if viewer.user is None or not viewer.user.is_active:
        return Access.objects.none()
    rows = Access.objects.filter(register=book.id)
    if any(holder != "parties" and holder.as_role for holder in book.register.rights.see):
        return rows.filter(_in_reach(viewer))
    return rows.filter(subject__in=list(viewer.mine))


def reach_of(viewer: Viewer) -> QuerySet[Access]:
    """The rows of access that let a user see records, of whatever register."""
    if viewer.user is None or not viewer.user.is_active:
        return Access.objects.none()
    return Access.objects.filter(_in_reach(viewer))


def _in_reach(viewer: Viewer) -> Q:
    reach = Q(subject__in=list(viewer.mine), role="")
    for subject, roles in viewer.mine.items():
        if roles:
            reach |= Q(subject=subject, role__in=list(roles))
    return reach


def seen(viewer: Viewer, book: Book) -> QuerySet[Record]:
    """The records of a register that a user sees, for any further question."""
    everything = Record.objects.filter(register=book.id)
    if sees_everything(viewer, book):
        return everything
    return everything.filter(pk__in=access_of(viewer, book).values("record"))


def seen_of(viewer: Viewer, rows: QuerySet[Record]) -> QuerySet[Record]:
    """Those of some records, of whatever registers, that a user sees."""
    registers = [f"{pack.name}.{name}" for pack in packs() for name in pack.registers]
    open_ones = [register for register in registers if sees_everything(viewer, book_of(register))]
    reached = Exists(reach_of(viewer).filter(record=OuterRef("pk")))
    return rows.filter(Q(register__in=open_ones) | reached, register__in=registers)


def listed(viewer: Viewer, book: Book) -> tuple[QuerySet[Any], str]:
    """What a list is made of: records, or rows of access with the record behind the prefix; each once."""
    everything = Record.objects.filter(register=book.id)
    if sees_everything(viewer, book):
        return everything, ""
    reach = access_of(viewer, book)
    if _sees_many(viewer, book):
        return everything.filter(Exists(reach.filter(record=OuterRef("pk")))), ""
    return _once(reach, viewer, book).select_related("record"), "record__"


@asked_once
def _sees_many(viewer: Viewer, book: Book) -> bool:
    return access_of(viewer, book).order_by()[: FEW + 1].count() > FEW


def takes_part(viewer: Viewer, book: Book, role: str) -> QuerySet[Subject]:
    """Who has a role in records of a register that a user sees.

    Whoever sees every record asks each subject whether it has the role somewhere; for the others the records
    that fall due first are looked through, so many that only in the largest ledgers somebody may be missing.
    """
    known = Party.objects.known().filter(role=role)
    if sees_everything(viewer, book):
        somewhere = known.filter(subject=OuterRef("pk"), record__register=book.id)
        kinds = book.register.parties[role].kinds
        subjects = Subject.objects.filter(kind__in=kinds) if kinds else Subject.objects.all()
        # The first is enough. As "exists" PostgreSQL would gather all for each subject before it looks at one.
        one = Subquery(somewhere.order_by().values("pk")[:1])
        return subjects.annotate(somewhere=one).filter(somewhere__isnull=False)
    rows, prefix = listed(viewer, book)
    first = rows.order_by("due_order", f"{prefix}id").values(f"{prefix}id")[:LOOKED_THROUGH]
    return Subject.objects.filter(pk__in=known.filter(record__in=first).values("subject"))


def counted_rows(viewer: Viewer, book: Book) -> QuerySet[Access] | None:
    """Rows of access, one for each record that a user sees, for counting; none for who sees everything."""
    if sees_everything(viewer, book):
        return None
    return _once(access_of(viewer, book), viewer, book)


def countable(viewer: Viewer, book: Book) -> QuerySet[Any]:
    """One row for each record of a register that a user sees, of which it takes least to count many."""
    counted = counted_rows(viewer, book)
    return Record.objects.filter(register=book.id) if counted is None else counted


def _once(reach: QuerySet[Access], viewer: Viewer, book: Book) -> QuerySet[Access]:
    """Whoever sees a record in two ways sees it once: as the first of those for whom they act, if so."""
    if len(viewer.mine) < 2:
        return reach
    # The first is nearly always the unit, by which most is seen: of its rows nothing needs to be looked up.
    as_first = Q(subject=next(iter(viewer.mine)))
    twice = access_of(viewer, book).filter(as_first | Q(pk__lt=OuterRef("pk")), record=OuterRef("record"))
    return reach.filter(as_first | ~Exists(twice))
