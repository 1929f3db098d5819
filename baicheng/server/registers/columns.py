"""Which columns a list shows (列): those that the pack lists, or those that the address names, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.http import QueryDict

from baicheng.packs.schema.fields import NUMERIC
from baicheng.server.registers.books import Book, label
from baicheng.server.registers.lights import are_over
from baicheng.server.web.formats import in_english
from baicheng.server.web.listing import Column, address

#: How the address names the columns, with commas between them; and that they are being chosen.
COLUMNS, CHOOSING = "columns", "choose"
#: So many columns stand beside the title at most.
MOST = 16
#: Columns that every record has and a list can be sorted by.
_SHARED_ORDERS = frozenset({"due", "number", "title", "state"})
#: What stands in the column of the title, which is always the first.
_OF_TITLE = ("title", "number")


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that is shown or could be; an address is "" where it leads nowhere."""

    name: str
    title: str
    earlier: str = ""
    later: str = ""
    drop: str = ""
    add: str = ""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What people choose columns by: links that need no script and keep all else of the address."""

    shown: tuple[Choice, ...]
    others: tuple[Choice, ...]
    own: str
    done: str


def offered(book: Book) -> list[str]:
    """All columns that a list of the register can have beside the title."""
    shared = ["state", "due", *(("opened_on", "closed_on") if book.process else ("opened_on",)), "clause"]
    if book.process is None:
        shared = shared[2:]
    return [*book.register.parties, *shared, *book.register.fields_]


def own(book: Book) -> tuple[str, ...]:
    """The columns that the pack lists."""
    listed = book.register.list_.columns if book.register.list_ else ("number", "title", "state", "due")
    return tuple(name for name in listed if name not in _OF_TITLE)


def chosen(book: Book, text: str) -> tuple[str, ...]:
    """The columns that an address names; what the register does not have, or twice, is left out."""
    known = set(offered(book))
    names = [name for name in dict.fromkeys(text.split(",")) if name in known]
    return tuple(names[:MOST])


def columns(book: Book, names: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns named, otherwise the pack's own; the title stands in the first, which leads to the record."""
    title = Column("title", label(book, "title"), ("title",), "main")
    return (title, *(_column(book, name) for name in names or own(book)))


def order_of(book: Book, wanted: str, names: Sequence[str] = (), lights: Sequence[str] = ()) -> str:
    """The order asked for, where the list can be sorted so; otherwise the pack's own.

    Of what is over nothing is due: a list narrowed to such ``lights`` begins with what was entered last.
    """
    listed = book.register.list_.order if book.register.list_ else "due"
    if listed == "due" and are_over(lights):
        listed = "-due"
    sortable = {column.name for column in columns(book, names) if column.order} | {"number"}
    return wanted if wanted.removeprefix("-") in sortable else listed


def choice(book: Book, names: Sequence[str], query: QueryDict) -> ColumnChoice:
    """The links that move, drop and add columns of the list that an address shows."""
    return _choice(book, tuple(names), query.urlencode(), in_english())


@lru_cache(maxsize=256)
def _choice(book: Book, names: tuple[str, ...], asked: str, _english: bool) -> ColumnChoice:
    """There are thirty links beside each list, and most lists are asked for at the same few addresses."""
    shown, query = list(names or own(book)), QueryDict(asked)

    def leading(to: list[str]) -> str:
        return address(query, **{COLUMNS: ",".join(to), CHOOSING: "1"})

    def swapped(one: int, other: int) -> str:
        if other < 0 or other >= len(shown):
            return ""
        to = list(shown)
        to[one], to[other] = to[other], to[one]
        return leading(to)

    here = [
        Choice(
            name,
            label(book, name),
            earlier=swapped(place, place - 1),
            later=swapped(place, place + 1),
            drop=leading(shown[:place] + shown[place + 1 :]) if len(shown) > 1 else "",
        )
        for place, name in enumerate(shown)
    ]
    room = len(shown) < MOST
    others = [
        Choice(name, label(book, name), add=leading([*shown, name]) if room else "")
        for name in offered(book)
        if name not in shown
    ]
    back = address(query, **{COLUMNS: "", CHOOSING: "1"})
    return ColumnChoice(
        tuple(here), tuple(others), own=back if names else "", done=address(query, **{CHOOSING: ""})
    )


def _column(book: Book, name: str) -> Column:
    field = book.register.fields_.get(name)
    sortable = name in _SHARED_ORDERS or (field is not None and field.indexed and not field.many)
    kind = ""
    if name == "state":
        kind = "state"
    elif name in ("due", "opened_on", "closed_on") or (field is not None and field.kind == "date"):
        kind = "date"
    elif field is not None and field.kind in NUMERIC:
        kind = "number"
    return Column(name, label(book, name), (name,) if sortable else (), kind)
