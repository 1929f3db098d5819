"""What can be chosen of what a body has (承接范围的选项): its ledgers, topics, clauses and relations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import sees_all
from baicheng.server.documents.models import Clause
from baicheng.server.documents.queries import above_and
from baicheng.server.editions.queries import packs, programme_of
from baicheng.server.orgs.models import Relation, RelationKind, Subject
from baicheng.server.registers.books import book_of, spoken
from baicheng.server.registers.models import Party, Record

Choice = tuple[str, str]
#: So many clauses and relations are offered.
MOST_OFFERED = 200
#: How the parts of a topic are written in one value.
TOPIC = "|"


@dataclass(frozen=True, slots=True)
class Offered:
    """What a body has of each kind, as (value, words)."""

    registers: Sequence[Choice]
    topics: Sequence[Choice]
    clauses: Sequence[Choice]
    relations: Sequence[Choice]


def offered_of(body: Subject, user: User, on: date) -> Offered:
    """What may be chosen; clauses are those of which the body has an open record, in programmes that the user reads.

    Ledgers in which it has nothing open are offered too: they may name it later.
    """
    names = [f"{pack.name}.{name}" for pack in packs() for name in pack.registers]
    books = [book_of(name) for name in sorted(names)]
    taking = [book for book in books if book.register.parties]
    topics = [
        (
            TOPIC.join((book.id, name, value)),
            f"{spoken(book.register.title)} · {spoken(field.title)}：{spoken(title)}",
        )
        for book in taking
        for name, field in book.register.fields_.items()
        if field.kind == "choice"
        for value, title in (field.of or {}).items()
    ]
    return Offered(
        registers=[(book.id, spoken(book.register.title)) for book in taking],
        topics=topics,
        clauses=_clauses(body, [pack.name for pack in packs() if sees_all(user, pack.name, on)]),
        relations=_relations(body, on),
    )


def _clauses(body: Subject, programmes: Sequence[str]) -> list[Choice]:
    held = Party.objects.known().filter(subject=body, until=None, record__closed_at=None)
    rows = Record.objects.filter(pk__in=held.values("record"), clause__isnull=False)
    clauses: dict[int, Clause] = {}
    names = list(rows.order_by().values_list("register", flat=True).distinct())
    rows = rows.filter(register__in=[name for name in names if programme_of(name) in programmes])
    for record in rows.select_related("clause__document").order_by("clause__document", "clause")[
        :MOST_OFFERED
    ]:
        if record.clause is not None:
            clauses.setdefault(record.clause.pk, record.clause)
    offered = sorted(
        above_and(list(clauses.values())), key=lambda one: (one.document_id, one.start, -one.end)
    )
    return [(str(one.pk), f"{one} {one.heading}"[:160]) for one in offered]


def _relations(body: Subject, on: date) -> list[Choice]:
    rows = Relation.objects.known().on(on).filter(Q(subject=body) | Q(object=body))
    rows = rows.exclude(kind=RelationKind.SUCCEEDS).select_related("subject", "object")
    return [
        (str(row.pk), f"{row.subject} {row.get_kind_display()} {row.object}")
        for row in rows.order_by("kind", "pk")[:MOST_OFFERED]
    ]
