"""Who is who, and who stands above whom, on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Literal

from django.db.models import Case, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Length

from baicheng.server.orgs.models import (
    Name,
    NameKind,
    Relation,
    RelationKind,
    Subject,
    SubjectKind,
    holds_when,
    known_when,
)

#: So many subjects a search by name gives.
MOST_NAMED = 50
#: Along which line somebody is a superior: 块 (administers), 条 (guides) or either.
Line = Literal["administers", "guides", "both"]

_UPWARD = {
    "administers": {RelationKind.ADMINISTERS},
    "guides": {RelationKind.GUIDES},
    "both": {RelationKind.ADMINISTERS, RelationKind.GUIDES},
}


def related_from(
    subject: Subject, kind: RelationKind, on: date, known_at: datetime | None = None
) -> QuerySet[Subject]:
    """The objects of a relation: whom ``subject`` administers, guides, governs, succeeds …, on a day."""
    found = Relation.objects.known(known_at).on(on).filter(subject=subject, kind=kind)
    return Subject.objects.filter(pk__in=found.values("object"))


def related_to(
    subject: Subject, kind: RelationKind, on: date, known_at: datetime | None = None
) -> QuerySet[Subject]:
    """The subjects of a relation: who administers, guides, governs, holds ``subject`` …, on a day."""
    found = Relation.objects.known(known_at).on(on).filter(object=subject, kind=kind)
    return Subject.objects.filter(pk__in=found.values("subject"))


def members(group: Subject, on: date, known_at: datetime | None = None) -> QuerySet[Subject]:
    """The members of a group or body on a day, in the order in which they were entered."""
    return related_to(group, RelationKind.MEMBER_OF, on, known_at).order_by("pk")


def holders(post: Subject, on: date, known_at: datetime | None = None) -> QuerySet[Subject]:
    """The persons who hold a post on a day."""
    return related_to(post, RelationKind.HOLDS, on, known_at)


def acts_for(subjects: Collection[int], on: date) -> frozenset[int]:
    """For whom units and persons act besides themselves: divisions they govern, posts they hold."""
    kinds = (RelationKind.GOVERNS, RelationKind.HOLDS)
    found = Relation.objects.known().on(on).filter(subject__in=subjects, kind__in=kinds)
    return frozenset(subjects) | frozenset(found.values_list("object", flat=True))


def superiors(
    subjects: Iterable[int], line: Line, on: date, known_at: datetime | None = None
) -> dict[int, frozenset[int]]:
    """All who stand above each subject along a line, however far up, on a day.

    What a subject is part of stands above it on every line. A unit that governs a division stands
    under those who stand above the division.
    """
    kinds = [RelationKind.PART_OF, RelationKind.GOVERNS, *_UPWARD[line]]
    facts = Relation.objects.known(known_at).on(on).filter(kind__in=kinds)
    above: dict[int, set[int]] = defaultdict(set)
    governed: dict[int, set[int]] = defaultdict(set)
    for kind, subject, other in facts.values_list("kind", "subject", "object"):
        if kind == RelationKind.GOVERNS:
            governed[subject].add(other)
        elif kind == RelationKind.PART_OF:
            above[subject].add(other)
        else:
            above[other].add(subject)
    return {start: _climb(start, above, governed) for start in subjects}


def _climb(start: int, above: dict[int, set[int]], governed: dict[int, set[int]]) -> frozenset[int]:
    """Everything reachable upwards; circles in the data end where they close."""
    reached: set[int] = set()
    ahead = [start]
    while ahead:
        here = ahead.pop()
        steps = above.get(here, set()).union(*(above.get(place, set()) for place in governed.get(here, ())))
        for step in steps - reached - {start}:
            reached.add(step)
            ahead.append(step)
    return frozenset(reached)


def names(
    subjects: Collection[int] | QuerySet, on: date, known_at: datetime | None = None, *, short: bool = False
) -> dict[int, str]:
    """The official names (or short ones, where there are) that subjects bore on a day, by id.

    A subject without a name on that day (founded later, say) goes by its present one.
    """
    kinds = [NameKind.OFFICIAL, NameKind.SHORT] if short else [NameKind.OFFICIAL]
    borne = known_when(known_at, "names__") & holds_when(on, "names__") & Q(names__kind__in=kinds)
    rows = Subject.objects.filter(pk__in=subjects).annotate(borne=FilteredRelation("names", condition=borne))
    found: dict[int, str] = {}
    shorter: dict[int, str] = {}
    for pk, name, kind, text in rows.order_by("kind", "name", "pk", "borne__pk").values_list(
        "pk", "name", "borne__kind", "borne__text"
    ):
        found.setdefault(pk, name)
        if kind is not None:
            (shorter if kind == NameKind.SHORT else found)[pk] = text
    return found | shorter


def called(subject: str, on: date, *, short: bool = False) -> Coalesce:
    """The name that a query's ``subject`` bore on a day, as :func:`names` says it, to be read beside a row."""
    borne = Name.objects.known().on(on).filter(subject=OuterRef(subject)).order_by("-pk").values("text")
    official = Subquery(borne.filter(kind=NameKind.OFFICIAL)[:1])
    present = F(f"{subject}__name")
    if not short:
        return Coalesce(official, present)
    return Coalesce(Subquery(borne.filter(kind=NameKind.SHORT)[:1]), official, present)


def listed() -> QuerySet[Subject]:
    """The subjects that everybody with an account may know of.

    A row of a register is called by its record's title: it is for those who see the record.
    """
    return Subject.objects.exclude(kind=SubjectKind.RECORD)


def directory(*, on: date, text: str = "", kind: str = "", gone: bool = False) -> QuerySet[Subject]:
    """The subjects of the directory, or those that bear or bore a name which holds ``text``.

    Persons are left out unless their kind or a name is asked for; rows of registers always.
    """
    found = listed()
    if text := text.strip():
        found = found.filter(pk__in=Name.objects.known().filter(text__icontains=text).values("subject"))
    if kind:
        found = found.filter(kind=kind)
    elif not text:
        found = found.exclude(kind=SubjectKind.PERSON)
    return found if gone else found.exclude(until__lte=on)


def named_like(text: str, on: date, kinds: Collection[str] = ()) -> list[Subject]:
    """The subjects of the kinds that have a name which holds ``text``, those there on a day first.

    A former name finds its bearer, too; rows of registers are not found here. Names that begin with the text
    stand ahead of the others, shorter ones ahead of longer ones.
    """
    named = Name.objects.known().filter(text__icontains=text)
    found = listed().filter(pk__in=named.values("subject"))
    if kinds:
        found = found.filter(kind__in=list(kinds))
    over = Case(When(until__lte=on, then=Value(1)), default=Value(0))
    begins = Case(When(name__istartswith=text, then=Value(0)), default=Value(1))
    return list(found.order_by(over, begins, Length("name"), "pk")[:MOST_NAMED])


def successors(subject: Subject, on: date, known_at: datetime | None = None) -> tuple[Subject, ...]:
    """Who took over from a subject and is in place on a day, through however many reforms; else itself."""
    reached: list[Subject] = []
    seen = {subject.pk}
    ahead = [subject]
    while ahead:
        here = ahead.pop(0)
        nexts = list(
            related_to(here, RelationKind.SUCCEEDS, on, known_at).exclude(pk__in=seen).order_by("pk")
        )
        if not nexts:
            reached.append(here)
        seen.update(found.pk for found in nexts)
        ahead += nexts
    return tuple(reached)


def below(subjects: Collection[int], on: date, known_at: datetime | None = None) -> frozenset[int]:
    """All who stand below any of the subjects along either line, however far down, on a day."""
    kinds = (RelationKind.PART_OF, RelationKind.GOVERNS, RelationKind.ADMINISTERS, RelationKind.GUIDES)
    under: dict[int, set[int]] = defaultdict(set)
    facts = Relation.objects.known(known_at).on(on).filter(kind__in=kinds)
    for kind, subject, other in facts.values_list("kind", "subject", "object"):
        if kind in (RelationKind.PART_OF, RelationKind.GOVERNS):  # what governs a division stands as it does
            under[other].add(subject)
        else:
            under[subject].add(other)
    reached: set[int] = set()
    ahead = list(subjects)
    while ahead:
        for step in under.get(ahead.pop(), set()) - reached:
            reached.add(step)
            ahead.append(step)
    return frozenset(reached)
