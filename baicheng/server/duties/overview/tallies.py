"""Counting by lights (分类统计): pure, from what was read of each task."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class Task:
    """What of a task is counted.

    ``origin`` is the document and the place in its text that it comes from; ``takers`` are (role, subject).
    """

    record: int
    stands: Standing
    origin: tuple[int, int] | None = None
    takers: tuple[tuple[str, int], ...] = ()

    def light(self, now: datetime) -> Light:
        return light(self.stands, now)


@dataclass
class Tally:
    """How many tasks have each light; what was withdrawn (closed) is not counted."""

    counts: dict[Light, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, name: Light) -> None:
        self.counts[name] += 1

    def __getitem__(self, share: Share) -> int:
        return sum(self.counts[name] for name, its in SHARES.items() if its == share)

    @property
    def total(self) -> int:
        return sum(self[share] for share in ("all_done", "on_time", "at_risk", "late", "others"))

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
        return round(100 * self[share] / self.total) if self.total else 0


@dataclass
class Tallies:
    """The tasks counted in all, by unit, by county and by the beginnings of chapters."""

    whole: Tally
    units: dict[int, Tally]
    counties: dict[int, Tally]


def tally(tasks: Iterable[Task], now: datetime, *, role: str, standing_for: Mapping[int, int]) -> Tallies:
    """Count tasks: under each unit that has the role, and once under each county for which somebody takes part.

    Args:
        standing_for: county by subject: the division itself and the units that govern it.
    """
    found = Tallies(Tally(), defaultdict(Tally), defaultdict(Tally))
    for task in tasks:
        name = task.light(now)
        if name == "closed":
            continue
        found.whole.add(name)
        for unit in {subject for its, subject in task.takers if its == role}:
            found.units[unit].add(name)
        for county in {standing_for[one] for _its, one in task.takers if one in standing_for}:
            found.counties[county].add(name)
    return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """A chapter of a document: its clause, level and stretch of the text."""

    clause: int
    document: int
    level: int
    start: int
    end: int


def by_chapter(
    tasks: Sequence[Task], chapters: Iterable[Stretch], now: datetime
) -> list[tuple[Stretch, Tally]]:
    """Tasks by the chapters of their documents, in the order of the text.

    Chapters are the highest headings; one under which more than half of a document's tasks stand says little,
    so the headings right below it are taken in its place, where all of them stand under one of these.
    """
    of_document: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        if task.origin is not None and task.light(now) != "closed":
            of_document[task.origin[0]].append(task)
    headings: dict[int, list[Stretch]] = defaultdict(list)
    for one in chapters:
        headings[one.document].append(one)
    found = []
    for document, its in of_document.items():
        first = min((one.level for one in headings[document]), default=0)
        tops = [one for one in headings[document] if one.level == first]
        for one in _divided(its, tops, headings[document], most=len(its) // 2):
            tally = Tally()
            for task in _standing_in(its, one):
                tally.add(task.light(now))
            found.append((one, tally))
    return sorted(found, key=lambda pair: (pair[0].document, pair[0].start))


def _divided(
    tasks: Sequence[Task], headings: Iterable[Stretch], every: Sequence[Stretch], *, most: int
) -> Iterator[Stretch]:
    """The headings under which tasks stand; in place of one with more than ``most``, those right below it."""
    for one in headings:
        its = _standing_in(tasks, one)
        below = [each for each in every if each.level == one.level + 1 and one.start <= each.start < one.end]
        holding = [each for each in below if _standing_in(its, each)]
        if len(its) > most and sum(len(_standing_in(its, each)) for each in holding) == len(its):
            yield from _divided(its, holding, every, most=most)
        elif its:
            yield one


def _standing_in(tasks: Iterable[Task], stretch: Stretch) -> list[Task]:
    return [
        task for task in tasks if task.origin is not None and stretch.start <= task.origin[1] < stretch.end
    ]
