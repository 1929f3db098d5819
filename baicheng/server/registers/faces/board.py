"""A list as a board (看板): a column for each state, or for each option of a field, and cards in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from baicheng.server.registers.books import Book, label, spoken
from baicheng.server.registers.faces.asked import BY, Asked, boards_of
from baicheng.server.registers.faces.cards import Card, cards
from baicheng.server.registers.field_text import FieldText
from baicheng.server.registers.lights import tone_of
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import narrowed, with_value
from baicheng.server.registers.queries.reach import sees_everything
from baicheng.server.registers.wording import state_said
from baicheng.server.web.paging import Count, Written, first_of_each, written_for_each
from baicheng.server.web.tabs import Tab

#: So many cards stand in a column; the others are counted and lead to the list.
CARDS = 10
#: Up to so many are counted in a column; fewer where of each record it must be asked whether it is seen.
COUNTED, COUNTED_IF_SEEN = 100, 40
#: Among so many records, those that fall due first, it is sought what states no value.
LOOKED_THROUGH = 500
#: Whoever sees fewer than that many is shown all of them; of more the first so many are sorted into columns.
SORTED = 1_500


@dataclass(frozen=True, slots=True)
class Pile:
    """A column of the board. ``more``: how many cards it has beyond those shown; ``url``: the list of all.

    ``leads``: of a state, to which other states a move leads from it, by its name, as JSON; "" where several
    moves lead there, of which somebody chooses on the record's page.
    """

    key: str
    leads: str
    title: str
    tone: str
    cards: Sequence[Card]
    count: Count
    url: str

    @property
    def more(self) -> Count | None:
        rest = self.count.number - len(self.cards)
        return Count(rest, self.count.more) if rest > 0 or self.count.more else None


@dataclass(frozen=True, slots=True)
class Board:
    """The columns, and what they can be by.

    ``looked_through``: what states no value was sought among so many records, of more; 0 among all.
    ``sorted``: so many records, of more, were sorted into columns; 0: all.
    """

    piles: Sequence[Pile]
    ways: Sequence[Tab]
    looked_through: int
    sorted: int = 0


def board(asked: Asked) -> Board:
    """The list as a board: ids and counts of all columns with one query, the records with one."""
    book, viewer = asked.book, asked.viewer
    ways = boards_of(book)
    by = asked.query.get(BY, "")
    by = by if by in ways else ways[0]
    rows, prefix = narrowed(viewer, book, asked.filters, by_due=by == "state")
    keys = [key for key, _title in _options(asked, by)]
    looked_through = has_sorted = 0
    if prefix and by != "state":
        ids, counts, is_cut = _piled(rows, prefix, by, keys)
        has_sorted = SORTED if is_cut else 0
    else:
        ids, counts, is_cut = _asked_each(asked, rows, prefix, by, keys)
        looked_through = LOOKED_THROUGH if is_cut else 0
    records = Record.objects.filter(pk__in=[pk for found in ids.values() for pk in found])
    known = cards(book, viewer, records)
    piles = [
        Pile(
            key=key,
            leads=json.dumps(_leads(book, key)) if by == "state" and asked.past is None else "",
            title=title,
            tone=tone_of(book, key) if by == "state" else "neutral",
            cards=sorted((known[pk] for pk in ids[key] if pk in known), key=_place),
            count=counts[key],
            url=asked.at(face="", by="", **{by: key}) if key else "",
        )
        for key, title in _options(asked, by)
        if counts[key].number or (key and not (by == "state" and book.is_final(key)))
    ]
    shown = [Tab(label(book, way), asked.at(**{BY: way}), current=way == by) for way in ways]
    return Board(piles, shown if len(ways) > 1 else (), looked_through, has_sorted)


def _piled(
    rows: QuerySet[Any], prefix: str, by: str, keys: Sequence[str]
) -> tuple[dict[str, list[int]], dict[str, Count], bool]:
    """The first ids and the count of each column, for whoever sees few records: each is looked at once.

    Says also whether there are more than those that were looked at.
    """
    held = rows.annotate(held=FieldText(by, f"{prefix}fields")).order_by("due_order", f"{prefix}id")
    piles: dict[str, list[int]] = {key: [] for key in keys}
    found = list(held.values_list(f"{prefix}id", "held")[: SORTED + 1])
    for pk, value in found[:SORTED]:
        piles.setdefault(value or "", []).append(pk)
    ids, counts = _cut({key: piles[key] for key in keys}, COUNTED)
    is_cut = len(found) > SORTED
    return ids, {key: Count(one.number, one.more or is_cut) for key, one in counts.items()}, is_cut


def _asked_each(
    asked: Asked, rows: QuerySet[Any], prefix: str, by: str, keys: Sequence[str]
) -> tuple[dict[str, list[int]], dict[str, Count], bool]:
    """The same for whoever sees many, each column in an index; and whether there may be more without a value."""
    # No index holds what is not stated: the first of the list are looked through, not a million records.
    first = rows.filter(pk__in=rows.order_by("due_order", f"{prefix}id").values("pk")[:LOOKED_THROUGH])

    def ids_with(key: str) -> QuerySet[Any]:
        found = with_value(rows if key else first, prefix, asked.book, by, key)
        return found.order_by("due_order", f"{prefix}id").values_list(f"{prefix}id")

    most = COUNTED if sees_everything(asked.viewer, asked.book) else COUNTED_IF_SEEN
    firsts: dict[str, QuerySet[Any] | Written] = {
        **written_for_each(ids_with, [key for key in keys if key], most + 1)
    }
    if "" in keys:
        firsts[""] = ids_with("")
    # Counted are those that come first, too: in whatever order PostgreSQL would go through many more.
    found = first_of_each(firsts, most + 1)
    ids, counts = _cut({key: found.get(key, []) for key in keys}, most)
    is_cut = "" in counts and _may_be_beyond(counts, LOOKED_THROUGH)
    if is_cut:
        counts[""] = Count(counts[""].number, more=True)
    return ids, counts, is_cut


def _cut(piles: Mapping[str, list[int]], most: int) -> tuple[dict[str, list[int]], dict[str, Count]]:
    """What is shown of each column, and how many it has, up to a bound."""
    counts = {key: Count(min(len(found), most), more=len(found) > most) for key, found in piles.items()}
    return {key: found[:CARDS] for key, found in piles.items()}, counts


def _may_be_beyond(counts: Mapping[str, Count], most: int) -> bool:
    """Whether there may be more records than so many, as far as the columns tell."""
    return any(one.more for one in counts.values()) or sum(one.number for one in counts.values()) >= most


def _options(asked: Asked, by: str) -> Iterator[tuple[str, str]]:
    """The columns, by what stands in the record: those that the filters leave."""
    book = asked.book
    if by == "state":
        assert book.process is not None, "a board by state is offered where there are states"
        for state in book.process.flow.states:
            if not asked.filters.states or state in asked.filters.states:
                yield state, state_said(book, state)
        return
    wanted = asked.filters.fields.get(by)
    for key, title in (book.register.fields_[by].of or {}).items():
        if wanted in (None, key):
            yield key, spoken(title)
    if wanted is None and not book.register.fields_[by].required:
        yield "", _("Not stated")


def _leads(book: Book, state: str) -> dict[str, str]:
    """To which states the moves of a state lead, and by which; "" where several lead to the same."""
    found: dict[str, str] = {}
    for name, move in book.process.flow.moves.items() if book.process else ():
        if state in move.from_states and move.to not in (None, state):
            found[str(move.to)] = "" if move.to in found else name
    return found


def _place(card: Card) -> tuple[float, int]:
    return card.record.due_order.timestamp(), card.record.pk
