"""Of what a share is owed (应查总数): half of all restaurants, as they are at the end of the period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from baicheng.clock.instants import china_date, start_of
from baicheng.flows.duty import FulfilledBy
from baicheng.flows.expressions import Expression
from baicheng.packs.records.history import belonged, meets
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.deeds import Done
from baicheng.server.duties.forms import book_named, condition
from baicheng.server.duties.past import all_as_of, pasts
from baicheng.server.registers.books import Book
from baicheng.server.registers.models import Record

#: A share of more than so many is counted by the worker alone, not at each visit that is entered.
MOST_AT_ONCE = 500


def is_small(programme: str, demand: FulfilledBy) -> bool:
    """Whether a population can be counted whenever something is entered."""
    assert demand.of is not None, "asked of shares"
    book = book_named(programme, demand.of.register_id)
    return Record.objects.filter(register=book.id)[: MOST_AT_ONCE + 1].count() <= MOST_AT_ONCE


def population(programme: str, row: Assignment, demand: FulfilledBy, at: datetime) -> frozenset[str] | None:
    """Those of which a share is owed: at the end of the period, or now while it runs."""
    if demand.of is None:
        return None
    book, where = _asked(programme, demand)
    end = at if row.covers_until is None else min(at, start_of(row.covers_until) - timedelta(seconds=1))
    roles = where is not None and not book.register.parties.keys().isdisjoint(where.names)
    found = all_as_of(book, end, with_roles=roles)
    return frozenset(str(pk) for pk, version in found if meets(version, where))


def to_members(
    programme: str, demand: FulfilledBy, done: Iterable[Done], inside: frozenset[str] | None
) -> Iterator[Done]:
    """What was done to those of whom a share is owed: as they are, or as they were on the day of the deed.

    Args:
        inside: the population; ``None`` where no share is owed and everything counts.
    """
    gone: list[Done] = []
    for one in done:
        if inside is None or one.deed.member in inside:
            yield one
        elif one.deed.member is not None:
            gone.append(one)
    if not gone:
        return
    book, where = _asked(programme, demand)
    histories = pasts(book, list(Record.objects.filter(pk__in={one.deed.member for one in gone})))
    for one in gone:
        versions = histories.get(int(one.deed.member or 0), ())
        if belonged(versions, where, china_date(one.deed.at)):
            yield one


def _asked(programme: str, demand: FulfilledBy) -> tuple[Book, Expression | None]:
    assert demand.of is not None, "asked of shares"
    book = book_named(programme, demand.of.register_id)
    return book, condition(book, demand.of.where)
