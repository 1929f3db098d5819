"""Which records a user reaches (可见范围), asked in the form that is quick for few and for many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from baicheng.server.editions.queries import packs
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import said_names, with_names
from baicheng.server.registers.access import open_to_all, open_to_office
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Access, Party, Record
from baicheng.server.web.once import asked_once
from baicheng.server.web.prepared import Prepared

#: Whoever sees more records of a register than this is served from the records in their order, each asked
#: whether it is seen; whoever sees fewer from the rows of access, which are then sorted.
FEW = 5_000
#: In so many records it is looked who takes part, for whoever does not see them all.
LOOKED_THROUGH = 250


#: Of so many for whom a user acts it is asked whether they see anything of a register.
ASKED_ALONE = 20
_HELD = (
    "SELECT %s AS subject, (SELECT COUNT(*) FROM (SELECT record_id FROM registers_access WHERE subject_id = %s "
    "AND register = %s{narrowed} LIMIT %s) AS held) AS number"
)
#: The subjects for which a user acts, each with the roles held there.
Mine = Mapping[int, frozenset[str]]


class Reach(NamedTuple):
    """Those of whom a user acts for who see something of a register, and whether together they see many records."""

    mine: Mine
    many: bool

    @property
    def is_of_one(self) -> bool:
        """Whether one alone sees all of it, whose rows an index has in the order in which they fall due."""
        return len(self.mine) == 1


class _Form(NamedTuple):
    """What a question to the records that somebody reaches depends on, beside the ids of those for whom they act."""

    by_role: bool
    many: bool
    roles: tuple[frozenset[str], ...]


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
    return _access(book.id, viewer.mine, asks_for_roles(book))


def _access(register: str, mine: Mine, by_role: bool) -> QuerySet[Access]:
    rows = Access.objects.filter(register=register)
    return rows.filter(_in_reach(mine)) if by_role else rows.filter(subject__in=list(mine))


def asks_for_roles(book: Book) -> bool:
    """Whether some see records of the register only with a role."""
    return any(holder != "parties" and holder.as_role for holder in book.register.rights.see)


def reach_of(viewer: Viewer) -> QuerySet[Access]:
    """The rows of access that let a user see records, of whatever register."""
    if viewer.user is None or not viewer.user.is_active:
        return Access.objects.none()
    return reach_by(viewer.mine)


def reach_by(mine: Mine) -> QuerySet[Access]:
    """The rows of access by which subjects, each in its roles, see records of whatever register."""
    return Access.objects.filter(_in_reach(mine))


def _in_reach(mine: Mine) -> Q:
    reach = Q(subject__in=list(mine), role="")
    for subject, roles in mine.items():
        if roles:
            reach |= Q(subject=subject, role__in=list(roles))
    return reach


def seen(viewer: Viewer, book: Book) -> QuerySet[Record]:
    """The records of a register that a user sees, for any further question."""
    everything = Record.objects.filter(register=book.id)
    if sees_everything(viewer, book):
        return everything
    return everything.filter(pk__in=access_of(viewer, book).values("record"))


def seen_among(viewer: Viewer, book: Book) -> QuerySet[Record]:
    """The same, where something else narrows them to few: each is asked, whatever else its reader sees."""
    everything = Record.objects.filter(register=book.id)
    if sees_everything(viewer, book):
        return everything
    return everything.filter(Exists(access_of(viewer, book).filter(record=OuterRef("pk"))))


def seen_of(viewer: Viewer, rows: QuerySet[Record]) -> QuerySet[Record]:
    """Those of some records, of whatever registers, that a user sees."""
    registers = [f"{pack.name}.{name}" for pack in packs() for name in pack.registers]
    open_ones = [register for register in registers if sees_everything(viewer, book_of(register))]
    reached = Exists(reach_of(viewer).filter(record=OuterRef("pk")))
    return rows.filter(Q(register__in=open_ones) | reached, register__in=registers)


def listed(viewer: Viewer, book: Book, *, by_due: bool = False) -> tuple[QuerySet[Any], str]:
    """What a list is made of: records, or rows of access with the record behind the prefix; each once.

    Args:
        by_due: the first are wanted in the order in which they fall due, or by state, and most of them fit.
    """
    everything = Record.objects.filter(register=book.id)
    if sees_everything(viewer, book):
        return everything, ""
    if viewer.user is None or not viewer.user.is_active:
        return Access.objects.none().select_related("record"), "record__"
    reach = _reach(viewer, book)
    many = reach.many and not (by_due and reach.is_of_one)
    return _listed(book.id, reach.mine, asks_for_roles(book), many)


def _listed(register: str, mine: Mine, by_role: bool, many: bool) -> tuple[QuerySet[Any], str]:
    reach = _access(register, mine, by_role)
    if many:
        everything = Record.objects.filter(register=register)
        return everything.filter(Exists(reach.filter(record=OuterRef("pk")))), ""
    return _once(reach, mine).select_related("record"), "record__"


@asked_once
def _reach(viewer: Viewer, book: Book) -> Reach:
    """Most act for one unit and their own person, who sees nothing: one alone stands in the order of an index."""
    by_role = asks_for_roles(book)
    if not viewer.mine or len(viewer.mine) > ASKED_ALONE:
        rows = _access(book.id, viewer.mine, by_role)
        return Reach(viewer.mine, rows.order_by()[: FEW + 1].count() > FEW)
    held = _held(book.id, viewer.mine, by_role)
    seeing = {subject: roles for subject, roles in viewer.mine.items() if held[subject]}
    return Reach(seeing, sum(held.values()) > FEW)


def _held(register: str, mine: Mine, by_role: bool) -> dict[int, int]:
    """How many rows of access each of those for whom a user acts has in a register, up to a bound."""
    arms: list[str] = []
    values: list[Any] = []
    for subject, roles in mine.items():
        allowed = ["", *sorted(roles)] if by_role else []
        narrowed = f" AND role IN ({', '.join(['%s'] * len(allowed))})" if allowed else ""
        arms.append(_HELD.format(narrowed=narrowed))
        values += [subject, subject, register, *allowed, FEW + 1]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(arms), values)
        return dict(cursor.fetchall())


def ways_to_see(viewer: Viewer, book: Book) -> list[tuple[int, str]]:
    """The subjects and roles of the rows of access by which a user, who does not see everything, sees records."""
    if viewer.user is None or not viewer.user.is_active:
        return []
    by_role = asks_for_roles(book)
    mine = _reach(viewer, book).mine
    return [(one, role) for one, roles in mine.items() for role in ("", *(sorted(roles) if by_role else ()))]


def seen_twice(viewer: Viewer, book: Book) -> dict[int, int]:
    """The records that a user sees by several rows of access, and by how many; of few this is known without asking."""
    mine = _reach(viewer, book).mine
    if len(mine) < 2:
        return {}
    rows = (
        _access(book.id, mine, asks_for_roles(book)).order_by().values("record_id").annotate(ways=Count("pk"))
    )
    return dict(rows.filter(ways__gt=1).values_list("record_id", "ways"))


def takes_part(viewer: Viewer, book: Book, role: str) -> dict[int, str]:
    """Who has a role in records of a register that a user sees: their names, short where there are such, by id.

    Whoever sees every record asks each subject whether it has the role somewhere; for the others the records
    that fall due first are looked through, so many that only in the largest ledgers somebody may be missing.
    """
    if sees_everything(viewer, book):
        return said_names(
            _taking_part_somewhere(role, book.id, viewer.day, kinds=book.register.parties[role].kinds)
        )
    reach = _reach(viewer, book)
    form = _Form(asks_for_roles(book), reach.many and not reach.is_of_one, tuple(reach.mine.values()))
    return said_names(_taking_part_in_first(tuple(reach.mine), role, book.id, viewer.day, form=form))


@Prepared
def _taking_part_somewhere(
    role: str, register: str, day: date, *, kinds: tuple[str, ...]
) -> QuerySet[Subject, Any]:
    somewhere = Party.objects.known().filter(role=role, subject=OuterRef("pk"), record__register=register)
    subjects = Subject.objects.filter(kind__in=kinds) if kinds else Subject.objects.all()
    # The first is enough. As "exists" PostgreSQL would gather all for each subject before it looks at one.
    one = Subquery(somewhere.order_by().values("pk")[:1])
    return with_names(subjects.annotate(somewhere=one).filter(somewhere__isnull=False), day)


@Prepared
def _taking_part_in_first(
    mine: tuple[int, ...], role: str, register: str, day: date, *, form: _Form
) -> QuerySet[Subject, Any]:
    rows, prefix = _listed(register, dict(zip(mine, form.roles, strict=True)), form.by_role, form.many)
    first = rows.order_by("due_order", f"{prefix}id").values(f"{prefix}id")[:LOOKED_THROUGH]
    taking = Party.objects.known().filter(role=role, record__in=first)
    return with_names(Subject.objects.filter(pk__in=taking.values("subject")), day)


def counted_rows(viewer: Viewer, book: Book) -> QuerySet[Access] | None:
    """Rows of access, one for each record that a user sees, for counting; none for who sees everything."""
    if sees_everything(viewer, book):
        return None
    return _once(access_of(viewer, book), viewer.mine)


def rows_to_count(viewer: Viewer, book: Book) -> QuerySet[Access] | None:
    """The same of a list that is shown, of which it is known who sees anything of it."""
    if sees_everything(viewer, book) or viewer.user is None or not viewer.user.is_active:
        return None
    mine = _reach(viewer, book).mine
    return _once(_access(book.id, mine, asks_for_roles(book)), mine)


def countable(viewer: Viewer, book: Book) -> QuerySet[Any]:
    """One row for each record of a register that a user sees, of which it takes least to count many."""
    counted = counted_rows(viewer, book)
    return Record.objects.filter(register=book.id) if counted is None else counted


def _once(reach: QuerySet[Access], mine: Mine) -> QuerySet[Access]:
    """Whoever sees a record in two ways sees it once: as the first of those for whom they act, if so."""
    if len(mine) < 2:
        return reach
    # The first is nearly always the unit, by which most is seen: of its rows nothing needs to be looked up.
    as_first = Q(subject=next(iter(mine)))
    twice = reach.filter(as_first | Q(pk__lt=OuterRef("pk")), record=OuterRef("record"))
    return reach.filter(as_first | ~Exists(twice))
