"""Who somebody is (谁), answered from the directory of subjects as of a day, and as known at a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from baicheng.flows.directory import Context, LookupDirectory, SubjectId, Subjects
from baicheng.flows.who_forms import Who
from baicheng.server.editions.queries import local_value, office_id_of, pack
from baicheng.server.orgs import queries as orgs
from baicheng.server.orgs.models import Relation, RelationKind, Subject, SubjectKind
from baicheng.server.orgs.resolution import resolve, resolve_all


@dataclass(frozen=True)
class OrgsLookup:
    """The single answers, for the packs of one programme."""

    programme: str
    known_at: datetime | None = None

    def office(self, on: date) -> Iterator[SubjectId]:
        found = office_id_of(self.programme, on, self.known_at)
        if found is not None:
            yield found

    def unit(self, name: str, on: date) -> Iterator[SubjectId]:
        found = resolve(name, on=on).subject
        if found is not None:
            yield found.pk

    def members(self, group: str, on: date) -> Iterator[SubjectId]:
        """The members of a group of the pack, by their names; or of a group or body of the directory.

        A list that the installation decided itself wins over the pack's.
        """
        listed = pack(self.programme).groups.get(group)
        decided = local_value(self.programme, f"groups.{group}", on, self.known_at) if listed else None
        if decided is not None:
            yield from self._named(decided.value, on)
            return
        if listed is None:
            found = resolve(group, on=on).subject
            rows = orgs.members(found, on, self.known_at) if found else ()
            yield from (member.pk for member in rows)
            return
        names = [one.name for one in listed.members if one.in_force is None or one.in_force.holds(on)]
        yield from self._named(names, on)

    def _named(self, names: Sequence[str], on: date) -> Iterator[SubjectId]:
        yield from (found.subject.pk for found in resolve_all(names, on=on) if found.subject)

    def holders(self, post: str, of: SubjectId | None, on: date) -> Iterator[SubjectId]:
        """The persons who hold a post of that name, of a unit where one is named."""
        posts = Subject.objects.filter(kind=SubjectKind.POST, name=post)
        if of is not None:
            belongs = self._facts(on).filter(kind=RelationKind.PART_OF, object=int(of))
            posts = posts.filter(pk__in=belongs.values("subject"))
        holding = self._facts(on).filter(kind=RelationKind.HOLDS, object__in=posts.values("pk"))
        yield from holding.order_by("pk").values_list("subject", flat=True)

    def chiefs(self, of: SubjectId, level: str | None, on: date) -> Iterator[SubjectId]:
        """The posts that are chief of a thing."""
        found = self._facts(on).filter(kind=RelationKind.CHIEF_OF, object=int(of))
        if level is not None:
            found = found.filter(subject__level=level)
        yield from found.order_by("pk").values_list("subject", flat=True)

    def above(self, subject: SubjectId, line: str, on: date) -> Iterator[SubjectId]:
        """Those directly above along a line, through the divisions that a unit governs.

        Where nobody is, what the subject is part of.
        """
        facts = self._facts(on)
        governed = facts.filter(kind=RelationKind.GOVERNS, subject=int(subject))
        below = [int(subject), *governed.values_list("object", flat=True)]
        direct = list(
            facts.filter(kind=line, object__in=below).order_by("pk").values_list("subject", flat=True)
        )
        if not direct:
            wholes = facts.filter(kind=RelationKind.PART_OF, subject__in=below)
            direct = list(wholes.order_by("pk").values_list("object", flat=True))
        yield from direct

    def _facts(self, on: date) -> QuerySet[Relation]:
        return Relation.objects.known(self.known_at).on(on)


class RecordDirectory(LookupDirectory):
    """The directory that flows and duties of a programme ask.

    ``superior`` means everybody above the parties along the register's line, however far up.
    """

    def __init__(self, programme: str, known_at: datetime | None = None) -> None:
        super().__init__(OrgsLookup(programme, known_at))
        object.__setattr__(self, "known_at", known_at)

    known_at: datetime | None = None

    def resolve(self, who: Who, context: Context, on: date) -> Subjects:
        if who.name != "superior":
            return super().resolve(who, context, on)
        return tuple(sorted(superiors_of(context, on, self.known_at)))


def superiors_of(context: Context, on: date, known_at: datetime | None = None) -> frozenset[int]:
    """Everybody above the parties of a record along its register's line."""
    parties = {int(subject) for subjects in context.parties.values() for subject in subjects}
    return frozenset().union(*superiors_of_each(parties, context.line, on, known_at).values())


def superiors_of_each(
    parties: Collection[int], line: str, on: date, known_at: datetime | None = None
) -> Mapping[int, frozenset[int]]:
    """Everybody above each of some subjects along a register's line."""
    if line not in ("administers", "guides", "both") or not parties:
        return {}
    return orgs.superiors(parties, line, on, known_at)  # type: ignore[arg-type]
