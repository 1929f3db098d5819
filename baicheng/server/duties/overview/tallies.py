"""Counting by lights (分类统计): pure, from what was read of each task."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from baicheng.flows.lights import Light, Standing, light

#: What a leader reads, in this order; each is one light or several, as the ledger narrows to it.
Share = Literal["all_done", "on_time", "at_risk", "late", "others"]
SHARES: Mapping[Light, Share] = {
    "done": "all_done",
    "done_late": "all_done",
    "on_time": "on_time",
    "at_risk": "at_risk",
    "late": "late",
    "open": "others",
    "waiting": "others",
}


_LIGHTS_OF: Mapping[Share, tuple[Light, ...]] = {
    share: tuple(name for name, its in SHARES.items() if its == share) for share in get_args(Share)
}
#: The document and the place in its text that a task comes from.
Origin = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Task:
    """What of a task is counted.

    ``takers`` are (role, subject).
    """

    record: int
    stands: Standing
    origin: Origin | None = None
    takers: tuple[tuple[str, int], ...] = ()

    def light(self, now: datetime) -> Light:
        return light(self.stands, now)


@dataclass
class Tally:
    """How many tasks have each light; what was withdrawn (closed) is not counted."""

    counts: dict[Light, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, name: Light, number: int = 1) -> None:
        self.counts[name] += number

    def __getitem__(self, share: Share) -> int:
        return sum(self.counts.get(name, 0) for name in _LIGHTS_OF[share])

    @property
    def total(self) -> int:
        return sum(number for name, number in self.counts.items() if name in SHARES)

    @property
    def done(self) -> int:
        return self["all_done"]

    @property
    def done_late(self) -> int:
        return self.counts["done_late"]

    @property
    def on_time(self) -> int:
        return self["on_time"]

    @property
    def at_risk(self) -> int:
        return self["at_risk"]

    @property
    def late(self) -> int:
        return self["late"]

    @property
    def others(self) -> int:
        return self["others"]

    def percent(self, share: Share) -> int:
        """The share of a hundred, rounded; 0 of nothing."""
        total = self.total
        return round(100 * self[share] / total) if total else 0


@dataclass
class Tallies:
    """The tasks counted in all, by unit, by county and by the places of the plans that they come from."""

    whole: Tally = field(default_factory=Tally)
    units: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    counties: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    origins: dict[Origin, Tally] = field(default_factory=lambda: defaultdict(Tally))


def tally(
    tasks: Iterable[Task],
    now: datetime,
    *,
    role: str,
    standing_for: Mapping[int, int],
    before: Tallies | None = None,
) -> Tallies:
    """Count tasks: under each unit that has the role, and once under each county for which somebody takes part.

    Args:
        standing_for: county by subject: the division itself and the units that govern it.
        before: what was counted of others, to which these are added.
    """
    found = Tallies() if before is None else before
    for task in tasks:
        name = task.light(now)
        if name == "closed":
            continue
        found.whole.add(name)
        for unit in units_of(task, role):
            found.units[unit].add(name)
        for county in counties_of(task, standing_for):
            found.counties[county].add(name)
        if task.origin is not None:
            found.origins[task.origin].add(name)
    return found


def units_of(task: Task, role: str) -> set[int]:
    """The units that have a role in a task."""
    return {subject for its, subject in task.takers if its == role}


def counties_of(task: Task, standing_for: Mapping[int, int]) -> set[int]:
    """The counties for which somebody takes part in a task."""
    return {standing_for[one] for _its, one in task.takers if one in standing_for}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A chapter of a document: its clause, level and stretch of the text."""

    clause: int
    document: int
    level: int
    start: int
    end: int


def by_chapter(origins: Mapping[Origin, Tally], chapters: Iterable[Stretch]) -> list[tuple[Stretch, Tally]]:
    """Tasks by the chapters of their documents, in the order of the text.

    Chapters are the highest headings; one under which more than half of a document's tasks stand says little,
    so the headings right below it are taken in its place, where all of them stand under one of these.
    """
    of_document: dict[int, dict[int, Tally]] = defaultdict(dict)
    for (document, start), its in origins.items():
        of_document[document][start] = its
    headings: dict[int, list[Stretch]] = defaultdict(list)
    for one in chapters:
        headings[one.document].append(one)
    found = []
    for document, places in of_document.items():
        first = min((one.level for one in headings[document]), default=0)
        tops = [one for one in headings[document] if one.level == first]
        for one in _divided(places, tops, headings[document], most=_number(places) // 2):
            found.append((one, _together(_standing_in(places, one).values())))
    return sorted(found, key=lambda pair: (pair[0].document, pair[0].start))


def _divided(
    places: Mapping[int, Tally], headings: Iterable[Stretch], every: Sequence[Stretch], *, most: int
) -> Iterator[Stretch]:
    """The headings under which tasks stand; in place of one with more than ``most``, those right below it."""
    for one in headings:
        its = _standing_in(places, one)
        below = [each for each in every if each.level == one.level + 1 and one.start <= each.start < one.end]
        holding = [each for each in below if _number(_standing_in(its, each))]
        number = _number(its)
        if number > most and sum(_number(_standing_in(its, each)) for each in holding) == number:
            yield from _divided(its, holding, every, most=most)
        elif number:
            yield one


def _standing_in(places: Mapping[int, Tally], stretch: Stretch) -> dict[int, Tally]:
    return {start: its for start, its in places.items() if stretch.start <= start < stretch.end}


def _number(places: Mapping[int, Tally]) -> int:
    return sum(its.total for its in places.values())


def _together(tallies: Iterable[Tally]) -> Tally:
    found = Tally()
    for one in tallies:
        for name, number in one.counts.items():
            found.add(name, number)
    return found
