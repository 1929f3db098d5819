"""Who belongs to a group on which days (名单): by the pack, the installation's own list, or the directory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from baicheng.flows.provenance import InForce
from baicheng.packs.overruling import by_day
from baicheng.packs.schema.groups import Group
from baicheng.server.editions.queries import decided, pack
from baicheng.server.orgs.models import Relation, RelationKind
from baicheng.server.orgs.resolution import resolve, resolve_all

#: A list of names and the days on which it holds.
_Listed = tuple[str, InForce]


def membership(
    programme: str, group: str, known_from: date, since: date, until: date
) -> Mapping[int, Sequence[InForce]]:
    """The members of a group by id, each with the days of membership that touch ``[since, until)``.

    A name means who bore it on the first day of membership, not before ``known_from``; who takes over later
    answers for the same place.
    """
    listed = pack(programme).groups.get(group)
    if listed is None:
        return _in_directory(group, since, until)
    found: dict[int, list[InForce]] = defaultdict(list)
    spans = [(name, span) for name, span in _names(programme, listed) if span.overlaps(since, until)]
    by_day: dict[date, list[_Listed]] = defaultdict(list)
    for name, span in spans:
        by_day[max(span.since or known_from, known_from)].append((name, span))
    for day, there in by_day.items():
        for resolution, (_, span) in zip(
            resolve_all([name for name, _ in there], on=day), there, strict=True
        ):
            if resolution.subject is not None:
                found[resolution.subject.pk].append(span)
    return found


def unknown_members(programme: str, group: str, on: date) -> list[str] | None:
    """The names of a group's list on a day that nobody in the directory bears.

    Returns:
        ``None`` where the group has no members at all: no list names any, and the directory has no such group.
    """
    listed = pack(programme).groups.get(group)
    if listed is None:
        return [] if _in_directory(group, on, on + timedelta(days=1)) else None
    names = [name for name, span in _names(programme, listed) if span.holds(on)]
    if not names:
        return None
    return [
        name for name, found in zip(names, resolve_all(names, on=on), strict=True) if found.subject is None
    ]


def _names(programme: str, listed: Group) -> Iterable[_Listed]:
    """The pack's list, and on the days for which the installation decided its own, that in its place."""
    path = f"groups.{listed.group}"
    own = by_day(decided(programme, path).get(path, []))
    taken = [span for span, _ in own]
    for member in listed.members:
        stated = member.in_force or InForce(since=None, until=None)
        yield from ((member.name, span) for span in stated.outside(taken))
    for span, names in own:
        yield from ((str(name), span) for name in names)


def _in_directory(group: str, since: date, until: date) -> Mapping[int, Sequence[InForce]]:
    """The members of a group or body of the directory."""
    subject = resolve(group, on=max(since, until - timedelta(days=1))).subject
    found: dict[int, list[InForce]] = defaultdict(list)
    if subject is None:
        return found
    facts = (
        Relation.objects.known().filter(kind=RelationKind.MEMBER_OF, object=subject).order_by("since", "pk")
    )
    for member, first, end in facts.values_list("subject", "since", "until"):
        span = InForce(since=first, until=end)
        if span.overlaps(since, until):
            found[member].append(span)
    return found
