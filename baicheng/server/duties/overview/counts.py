"""What an overview tells, as numbers (统计数): of one task, of a ledger, and as words that the database keeps.

Everything here adds up: the counts of a ledger are the sum of the counts of its tasks. That is what lets
sums be kept, and a task that changed be taken out and put in again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, cast

from baicheng.clock.instants import china_date
from baicheng.flows.lights import Light, Stage
from baicheng.server.duties.overview.tallies import Tallies, Tally, Task

#: What is told of the end of a month: how many were due, done and late.
Told = Literal["due", "done", "late"]
#: Stands for the day itself, whichever it is, where counts are kept.
NOW = date.min
_INSTANT = timedelta(microseconds=1)


@dataclass
class Counts:
    """The tasks of an overview counted by light, and over the year.

    Attributes:
        planned: how many have their deadline on a day, whatever has become of them.
        told: what was told at the ends of months that are gone, and of the day itself.
    """

    tallies: Tallies = field(default_factory=Tallies)
    planned: Counter[date] = field(default_factory=Counter)
    told: dict[date, Counter[Told]] = field(default_factory=lambda: defaultdict(Counter))


def planned_of(tasks: Iterable[Task]) -> Counter[date]:
    """How many deadlines fall on each day; the end of a day, 24:00, is that day."""
    return Counter(
        china_date(task.stands.deadline_at - _INSTANT)
        for task in tasks
        if task.stands.deadline_at is not None and task.stands.stage != Stage.CLOSED
    )


def words_of(counts: Counts) -> dict[str, int]:
    """Counts as words with numbers: ``w::late`` of all, ``u:12:late`` of a unit, ``t:2019-03-31:due`` of a month."""
    return {f"{kind}:{key}:{what}": number for kind, key, what, number in _named(counts) if number}


def _named(counts: Counts) -> Iterator[tuple[str, object, str, int]]:
    its = counts.tallies
    yield from (("w", "", name, number) for name, number in its.whole.counts.items())
    yield from (("u", key, name, number) for key, name, number in _each(its.units))
    yield from (("c", key, name, number) for key, name, number in _each(its.counties))
    places = {f"{document}.{start}": one for (document, start), one in its.origins.items()}
    yield from (("o", key, name, number) for key, name, number in _each(places))
    yield from (("p", day, "", number) for day, number in counts.planned.items())
    for day, told in counts.told.items():
        yield from (("t", day, what, number) for what, number in told.items())


def _each(tallies: Mapping[int, Tally] | Mapping[str, Tally]) -> Iterator[tuple[object, Light, int]]:
    return ((key, name, number) for key, its in tallies.items() for name, number in its.counts.items())


def counts_in(sums: Mapping[str, int]) -> Counts:
    """The counts that words say; what came to nothing is not there."""
    found = Counts()
    for word, number in sums.items():
        if number:
            kind, key, what = word.split(":")
            _place_word(found, kind, key, what, number)
    return found


def _place_word(found: Counts, kind: str, key: str, what: str, number: int) -> None:
    light = cast(Light, what)
    if kind == "w":
        found.tallies.whole.add(light, number)
    elif kind == "u":
        found.tallies.units[int(key)].add(light, number)
    elif kind == "c":
        found.tallies.counties[int(key)].add(light, number)
    elif kind == "o":
        document, _dot, start = key.partition(".")
        found.tallies.origins[int(document), int(start)].add(light, number)
    elif kind == "p":
        found.planned[date.fromisoformat(key)] += number
    else:
        found.told[date.fromisoformat(key)][cast(Told, what)] += number
