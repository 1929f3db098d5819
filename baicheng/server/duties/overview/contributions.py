"""What single tasks add to an overview (计入): how they count at a moment, for whom, and until when that is so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from baicheng.clock.instants import china_date, start_of
from baicheng.flows.lights import Standing
from baicheng.server.duties.models import Counted
from baicheng.server.duties.overview.counts import NOW, Counts, planned_of, words_of
from baicheng.server.duties.overview.course import told_before, told_of
from baicheng.server.duties.overview.reading import COLUMNS, task_of
from baicheng.server.duties.overview.tallies import tally
from baicheng.server.history.among import among
from baicheng.server.orgs.base_map import Drawn
from baicheng.server.registers.books import Book
from baicheng.server.registers.models import Access, Party, Record
from baicheng.server.registers.queries.listing import open_in
from baicheng.server.registers.queries.reach import asks_for_roles

#: Goes on whenever contributions are made otherwise: what was kept before is then counted anew.
_FORM = 1
#: Who sees every task of a register.
EVERYTHING = ""
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a task adds, by the words of ``counts``; ``viewers`` see it; from ``turns_at`` on it adds other things."""

    viewers: frozenset[str]
    words: Mapping[str, int]
    turns_at: datetime | None


def counted(record: int, book: Book, one: Contribution) -> Counted:
    """What a task adds, as a row; no task adds twice to one sum, and everything is seen by who sees all."""
    viewers = " ".join(sorted(one.viewers - {EVERYTHING}))
    return Counted(
        record_id=record,
        register=book.id,
        turns_at=one.turns_at,
        viewers=viewers,
        counters=" ".join(one.words),
    )


def contribution_in(row: Counted) -> Contribution:
    """What a task has added, read off its row."""
    viewers = frozenset({EVERYTHING, *row.viewers.split()})
    return Contribution(viewers, dict.fromkeys(row.counters.split(), 1), row.turns_at)


def viewer_of(subject: int, role: str) -> str:
    """A row of access as one word: a subject, or those who have a role in it."""
    return f"{subject}:{role}" if role else str(subject)


def counties_standing_for(divisions: Iterable[Drawn]) -> dict[int, int]:
    """County by subject: the division itself, and the units that govern it."""
    return {one: its.division for its in divisions for one in (its.division, *its.governors)}


def basis_of(book: Book, day: date, standing_for: Mapping[int, int]) -> str:
    """On what all contributions of a register rest, beside the tasks.

    The month, the counties, the role of units, and whether some see records only with a role.
    """
    counties = sha256(repr(sorted(standing_for.items())).encode()).hexdigest()[:16]
    assert book.register.overview is not None, "registers without an overview are not counted"
    by_role = "by role" if asks_for_roles(book) else ""
    return f"{_FORM} {day:%Y-%m} {book.register.overview.units} {counties} {by_role}".strip()


def contributions(
    book: Book, records: Collection[int], at: datetime, standing_for: Mapping[int, int]
) -> dict[int, Contribution]:
    """What each of some records adds at a moment; those that are no task of the year add nothing.

    Four queries, whatever their number.
    """
    day = china_date(at)
    assert book.register.overview is not None, "registers without an overview are not counted"
    role = book.register.overview.units
    taking, changing = _takers(records, day)
    by_role = asks_for_roles(book)
    seeing: dict[int, set[str]] = defaultdict(set)
    access = Access.objects.filter(among("record_id", records)).order_by()
    for record, subject, as_role in access.values_list("record_id", "subject_id", "role"):
        seeing[record].add(viewer_of(subject, as_role if by_role else ""))
    before = told_before(records, day)
    rows = Record.objects.filter(among("id", records), open_in(day.year), register=book.id).order_by()
    found = {}
    for row in rows.values_list("id", *COLUMNS):
        task = task_of(*row, takers=tuple(taking.get(row[0], ())))
        counts = Counts(tally([task], at, role=role, standing_for=standing_for), planned_of([task]))
        told = {**before.get(task.record, {}), NOW: told_of(task.stands, at)}
        counts.told.update((day, Counter(what)) for day, what in told.items() if what)
        turns = [*_turns(task.stands), *map(start_of, changing.get(task.record, ()))]
        found[task.record] = Contribution(
            frozenset({EVERYTHING, *seeing[task.record]}),
            words_of(counts),
            min((turn for turn in turns if turn > at), default=None),
        )
    return found


def _turns(stands: Standing) -> Iterator[datetime]:
    """When a light may change by time alone: the due moment itself is in time, and counts as due."""
    if stands.deadline_at is not None:
        yield from (stands.deadline_at, stands.deadline_at + _INSTANT)
    if stands.risk_at is not None:
        yield stands.risk_at


def _takers(
    records: Collection[int], day: date
) -> tuple[Mapping[int, list[tuple[str, int]]], Mapping[int, set[date]]]:
    """Who takes part in tasks on a day, and the days from which others do."""
    taking: dict[int, list[tuple[str, int]]] = defaultdict(list)
    changing: dict[int, set[date]] = defaultdict(set)
    rows = Party.objects.known().filter(among("record_id", records)).order_by()
    for record, role, subject, since, until in rows.values_list(
        "record_id", "role", "subject_id", "since", "until"
    ):
        if (since is None or since <= day) and (until is None or until > day):
            taking[record].append((role, subject))
        changing[record].update(one for one in (since, until) if one is not None and one > day)
    return taking, changing


def added(each: Iterable[tuple[Mapping[str, int], int]]) -> dict[str, int]:
    """Words with numbers together, each so many times; negative times take away."""
    found: dict[str, int] = defaultdict(int)
    for words, times in each:
        for word, number in words.items():
            found[word] += times * number
    return found
