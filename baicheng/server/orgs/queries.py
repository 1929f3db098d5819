"""Who is who, and who stands above whom, on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import (
    Case,
    CharField,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Length
from django.utils.translation import gettext as _

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
from baicheng.server.web.prepared import Prepared

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


def succeeded_by(subject: str, on: date) -> Subquery:
    """The present name of who has succeeded a query's ``subject``, where that is no more by a day; else null.

    To be read beside a row; of two reforms the later one counts, of several heirs the first.
    """
    succeeds = Relation.objects.known().on(on).filter(kind=RelationKind.SUCCEEDS).order_by("pk")
    later = succeeds.filter(object=OuterRef("subject"), object__until__lte=on).values("subject__name")
    gone = succeeds.filter(object=OuterRef(subject), object__until__lte=on)
    return Subquery(gone.annotate(heir=Coalesce(Subquery(later[:1]), "subject__name")).values("heir")[:1])


def beside(name: str, heir: str | None) -> str:
    """A name with the present one of who has taken over, where the body is no more."""
    return _("%(name)s (now %(heir)s)") % {"name": name, "heir": heir} if heir else name


def names(
    subjects: Collection[int] | QuerySet,
    on: date,
    known_at: datetime | None = None,
    *,
    short: bool = False,
    present: bool = False,
) -> dict[int, str]:
    """The official names (or short ones, where there are) that subjects bore on a day, by id.

    A subject without a name on that day (founded later, say) goes by its present one. With ``present`` a body
    that is no more has the name of who came after beside it.
    """
    kinds = [NameKind.OFFICIAL, NameKind.SHORT] if short else [NameKind.OFFICIAL]
    if not isinstance(subjects, QuerySet):
        wanted = set(subjects)
        borne = _borne(wanted, on, known_at, kinds, present) if wanted else {}
        if borne.keys() == wanted:
            return borne
    return _all_names(subjects, on, known_at, kinds, present)


def _borne(
    subjects: set[int], on: date, known_at: datetime | None, kinds: Collection[str], present: bool
) -> dict[int, str]:
    """The names of those who bear one, without those who need more to be asked: a plain question, asked often."""
    asked = tuple(subjects), on, tuple(kinds)
    rows = _borne_now(*asked) if known_at is None else _borne_as_known(*asked, known_at)
    found: dict[int, str] = {}
    shorter: dict[int, str] = {}
    for pk, until, kind, text in rows:
        if not (present and until is not None and until <= on):
            (shorter if kind == NameKind.SHORT else found)[pk] = text
    return {pk: shorter.get(pk) or found[pk] for pk in dict.fromkeys([*found, *shorter])}


def _borne_as_known(
    subjects: tuple[int, ...], on: date, kinds: tuple[str, ...], known_at: datetime | None = None
) -> QuerySet[Name, Any]:
    held = Name.objects.known(known_at).on(on).filter(subject__in=subjects, kind__in=kinds)
    rows = held.order_by("subject__kind", "subject__name", "subject", "pk")
    return rows.values_list("subject", "subject__until", "kind", "text")


_borne_now = Prepared(_borne_as_known)


#: The order in which subjects are named, and what their names are made of.
_BY_NAME = ("kind", "name", "pk", "borne__pk")
_OF_NAME = ("pk", "name", "borne__kind", "borne__text", "heir")


def _all_names(
    subjects: Collection[int] | QuerySet,
    on: date,
    known_at: datetime | None,
    kinds: Collection[str],
    present: bool,
) -> dict[int, str]:
    """The same of all, also of those who bear none or are no more."""
    borne = known_when(known_at, "names__") & holds_when(on, "names__") & Q(names__kind__in=kinds)
    rows = Subject.objects.filter(pk__in=subjects).annotate(borne=FilteredRelation("names", condition=borne))
    rows = rows.annotate(heir=succeeded_by("pk", on) if present else Value(None, output_field=CharField()))
    return said_names(rows.order_by(*_BY_NAME).values_list(*_OF_NAME))


def with_names(subjects: QuerySet[Subject], on: date) -> QuerySet[Subject, Any]:
    """The rows of which ``said_names`` makes the names, short where there are such, that subjects bear on a day."""
    kinds = [NameKind.OFFICIAL, NameKind.SHORT]
    borne = known_when(None, "names__") & holds_when(on, "names__") & Q(names__kind__in=kinds)
    rows = subjects.annotate(borne=FilteredRelation("names", condition=borne))
    rows = rows.annotate(heir=Value(None, output_field=CharField()))
    return rows.order_by(*_BY_NAME).values_list(*_OF_NAME)


def said_names(rows: Iterable[tuple[int, str, str | None, str, str | None]]) -> dict[int, str]:
    """Names by id; a subject stands in several rows, one for each name that it bears."""
    found: dict[int, str] = {}
    shorter: dict[int, str] = {}
    heirs: dict[int, str | None] = {}
    for pk, name, kind, text, heir in rows:
        heirs[pk] = heir
        found.setdefault(pk, name)
        if kind is not None:
            (shorter if kind == NameKind.SHORT else found)[pk] = text
    return {pk: beside(name, heirs[pk]) for pk, name in (found | shorter).items()}


def standing_for(division: int, on: date, known_at: datetime | None = None) -> list[int]:
    """The ids of those whose part in something is a division's: itself, and the units that govern it on a day."""
    governs = Relation.objects.known(known_at).on(on).filter(kind=RelationKind.GOVERNS, object=division)
    return [division, *governs.order_by("pk").values_list("subject", flat=True)]


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
    """Who took over from a subject and is in place on a day, through however many reforms; else itself.

    What a body takes over after it has given up its own stays with it.
    """
    reached: dict[int, Subject] = {}
    seen = {subject.pk}
    ahead: list[tuple[Subject, date]] = [(subject, date.min)]
    facts = Relation.objects.known(known_at).on(on).filter(kind=RelationKind.SUCCEEDS)
    while ahead:
        here, since = ahead.pop(0)
        later = facts.filter(Q(since=None) | Q(since__gte=since), object=here).exclude(subject__in=seen)
        nexts = list(later.select_related("subject").order_by("subject"))
        if not nexts:
            reached[here.pk] = here
        seen.update(found.subject_id for found in nexts)
        ahead += [(found.subject, found.since or since) for found in nexts]
    return tuple(reached.values())


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
