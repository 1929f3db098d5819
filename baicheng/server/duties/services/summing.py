"""Keeping the sums of overviews (统计维护): each task counted once, and anew where something of it has changed.

Triggers of the database note the tasks that are touched, in the transaction that changes them. The worker takes what
they added out of the sums and puts in what they add now; so sums and notes together always say how things stand,
and a page that reads both is never behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from baicheng.clock.instants import china_date
from baicheng.server.duties.models import Counted, CountedSum, Counting, Touched
from baicheng.server.duties.overview.contributions import (
    Contribution,
    added,
    basis_of,
    contribution_in,
    contributions,
    counted,
    counties_standing_for,
)
from baicheng.server.duties.overview.scope import books_with_overview
from baicheng.server.history.among import among
from baicheng.server.orgs.base_map import divisions_drawn
from baicheng.server.registers.books import Book
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries.listing import open_in

#: So many tasks are counted in one transaction.
BATCH = 2_000


def keep_counts(at: datetime) -> int:
    """Bring the sums of every overview in line with the tasks. Says how many tasks were counted."""
    standing_for = counties_standing_for(divisions_drawn(china_date(at)))
    number = 0
    for _pack, book in books_with_overview():
        if not Counting.objects.filter(
            register=book.id, basis=basis_of(book, china_date(at), standing_for), is_complete=True
        ).exists():
            number += _count_all(book, at, standing_for)
        number += _count_touched(book, at, standing_for)
    return number


def _count_all(book: Book, at: datetime, standing_for: Mapping[int, int]) -> int:
    """Count every task of the year, from nothing: in batches, so that nobody who writes waits for long."""
    _begin_anew(book, basis_of(book, china_date(at), standing_for))
    keys = Record.objects.filter(open_in(china_date(at).year), register=book.id).order_by("pk")
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    number, last = 0, 0
    while batch := list(keys.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            found = contributions(book, batch, at, standing_for)
            _insert_counted(book, found)
        for viewer, words in _by_viewer((one, 1) for one in found.values()).items():
            _add_words(sums[viewer], words)
        number, last = number + len(found), batch[-1]
    with transaction.atomic():
        rows = [CountedSum(register=book.id, viewer=viewer, sums=words) for viewer, words in sums.items()]
        CountedSum.objects.bulk_create(rows)
        Counting.objects.filter(register=book.id).update(is_complete=True, turn=F("turn") + 1)
    return number


@transaction.atomic
def _begin_anew(book: Book, basis: str) -> None:
    if connection.vendor == "postgresql" and not Counting.objects.filter(register=book.id).exists():
        # Whoever is writing has begun before changes were noted: what they write is to be there when counting begins.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE registers_record, registers_party, registers_access IN SHARE MODE")
    state, _new = Counting.objects.get_or_create(register=book.id)
    for model in (Counted, CountedSum, Touched):
        model.objects.filter(register=book.id).delete()
    state.basis, state.is_complete, state.turn = basis, False, state.turn + 1
    state.save()


def _count_touched(book: Book, at: datetime, standing_for: Mapping[int, int]) -> int:
    """Count anew what was touched or has turned with time; what is touched meanwhile is counted the next time."""
    number = 0
    last = Touched.objects.filter(register=book.id).order_by("-pk").values_list("pk", flat=True).first() or 0
    while True:
        with transaction.atomic():
            Counting.objects.select_for_update().get(register=book.id)
            notes = Touched.objects.filter(register=book.id, pk__lte=last).order_by("pk")
            noted = dict(notes.values_list("pk", "record_id")[:BATCH])
            turned = Counted.objects.filter(register=book.id, turns_at__lte=at).order_by("turns_at")
            records = {*noted.values(), *turned.values_list("pk", flat=True)[: BATCH - len(noted)]}
            if not records:
                break
            Touched.objects.filter(among("id", noted)).delete()
            _recount(book, records, at, standing_for)
            Counting.objects.filter(register=book.id).update(turn=F("turn") + 1)
        number += len(records)
    Counting.objects.filter(register=book.id).update(counted_at=at)
    return number


def _recount(book: Book, records: Collection[int], at: datetime, standing_for: Mapping[int, int]) -> None:
    before = Counted.objects.filter(among("record_id", records))
    old = [contribution_in(row) for row in before]
    found = contributions(book, records, at, standing_for)
    changed = _by_viewer([*((one, -1) for one in old), *((one, 1) for one in found.values())])
    rows = CountedSum.objects.filter(among("viewer", changed), register=book.id)
    there = {row.viewer: row for row in rows}
    for viewer, words in changed.items():
        row = there.get(viewer) or CountedSum(register=book.id, viewer=viewer)
        _add_words(row.sums, words)
        row.save()
    before.delete()
    _insert_counted(book, found)


def _insert_counted(book: Book, found: Mapping[int, Contribution]) -> None:
    Counted.objects.bulk_create([counted(record, book, one) for record, one in found.items()])


def _by_viewer(each: Iterable[tuple[Contribution, int]]) -> dict[str, dict[str, int]]:
    """What is to be added to the sums of each viewer."""
    found: dict[str, list[tuple[Mapping[str, int], int]]] = defaultdict(list)
    for one, times in each:
        for viewer in one.viewers:
            found[viewer].append((one.words, times))
    together = {viewer: added(its) for viewer, its in found.items()}
    return {viewer: words for viewer, words in together.items() if any(words.values())}


def _add_words(sums: dict[str, int], words: Mapping[str, int]) -> None:
    for word, number in words.items():
        sums[word] = sums.get(word, 0) + number
        if not sums[word]:
            del sums[word]
