"""Which successions there are (机构改革 职责承接), and which of their steps are in place on a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from baicheng.server.orgs.models import (
    Name,
    Relation,
    RelationKind,
    Succession,
    SuccessionStep,
    known_when,
)
from baicheng.server.orgs.queries import succeeded_by

#: A name of fewer signs stands in too many other words.
_SHORTEST = 3
EVERYTHING, CHOSEN, BY_HAND = "everything", "chosen", "by_hand"


@dataclass(frozen=True, slots=True)
class Scope:
    """What passes; see ``Succession``."""

    kind: str = EVERYTHING
    registers: Sequence[str] = ()
    clauses: Sequence[int] = ()
    topics: Sequence[tuple[str, str, str]] = ()
    relations: Sequence[int] = ()

    def stored(self) -> dict[str, Any]:
        """As the row keeps it."""
        return {
            "kind": self.kind,
            "registers": sorted(self.registers),
            "clauses": sorted(self.clauses),
            "topics": sorted(list(topic) for topic in self.topics),
            "relations": sorted(self.relations),
        }


def scope_of(succession: Succession) -> Scope:
    """The scope that a row keeps."""
    kept: Mapping[str, Any] = succession.scope
    return Scope(
        kind=kept["kind"],
        registers=kept["registers"],
        clauses=kept["clauses"],
        topics=[(register, field, value) for register, field, value in kept["topics"]],
        relations=kept["relations"],
    )


def successions() -> QuerySet[Succession]:
    """All successions, the latest first."""
    return Succession.objects.select_related("old", "new")


def steps_of(succession: Succession, known_at: datetime | None = None) -> list[SuccessionStep]:
    """What is known of each division, the bodies' own level first, as known at a moment."""
    rows = SuccessionStep.objects.filter(known_when(known_at), succession=succession)
    rows = rows.select_related("succession__old", "succession__new", "division", "old", "new")
    return sorted(rows, key=lambda step: (step.division_id is not None, step.pk))


def steps_in_place(on: date, known_at: datetime | None = None) -> list[SuccessionStep]:
    """The steps that are in place on a day, in the order of their days."""
    rows = SuccessionStep.objects.filter(
        known_when(known_at), in_place_on__lte=on, succession__withdrawn_at=None
    )
    rows = rows.select_related("succession__old", "succession__new", "division", "old", "new")
    return list(rows.order_by("in_place_on", "pk"))


def containing(divisions: Collection[int], on: date) -> Mapping[int, tuple[int, ...]]:
    """Each division with those of which it is a part, from the nearest to the furthest."""
    above: dict[int, int] = {}
    ahead = set(divisions)
    while ahead:
        rows = Relation.objects.known().on(on).filter(kind=RelationKind.PART_OF, subject__in=ahead)
        found = dict(rows.values_list("subject", "object"))
        above |= found
        ahead = set(found.values()) - above.keys()
    return {division: _upwards(division, above) for division in divisions}


def _upwards(start: int, above: Mapping[int, int]) -> tuple[int, ...]:
    found = [start]
    while (higher := above.get(found[-1])) is not None and higher not in found:
        found.append(higher)
    return tuple(found)


def changed_names(text: str, on: date) -> list[tuple[str, str]]:
    """The names in a text that bodies no longer bear on a day, each with the present name of who bears it or came after."""
    over = Q(until__lte=on) | Q(subject__until__lte=on)
    rows = Name.objects.known().filter(over).annotate(heir=succeeded_by("subject", on))
    found: dict[str, str] = {}
    for old, present, heir in rows.order_by("pk").values_list("text", "subject__name", "heir"):
        now = heir or present
        if len(old) >= _SHORTEST and old != now and old in text:
            found[old] = now
    inside = {old for old in found for other in found if old != other and old in other}
    return [(old, now) for old, now in sorted(found.items()) if old not in inside or text.count(old) > 1]
