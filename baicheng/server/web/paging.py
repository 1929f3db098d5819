"""Lists page by page (分页): by the place of the last row, not by counting, and counted only up to a bound."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import DataError, connection, transaction
from django.db.models import Q, QuerySet

#: Rows of one page of a list.
PAGE_SIZE = 50
#: Lists are counted exactly up to this many rows.
COUNT_BOUND = 1000
#: No column holds numbers of this size, and no text has these characters.
_BEYOND = 2**63
_UNSTORED = re.compile("[\0\ud800-\udfff]")


#: SQL with its parameters, and a value that no list is asked for.
Written = tuple[str, tuple[Any, ...]]
_ANY = "\0any"
#: What is raised for a value that does not fit its column, by Django or by the database.
_UNFIT = (ValueError, TypeError, ArithmeticError, ValidationError, DataError)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list with the places before and behind them; "" where nothing follows on that side."""

    rows: Sequence[Any]
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are; ``more`` when there are more than ``number``."""

    number: int
    more: bool = False

    @classmethod
    def up_to(cls, bound: int, found: int) -> Count:
        """The count of a list of which no more than one beyond a bound was looked at."""
        return cls(min(found, bound), more=found > bound)

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.more else ''}"


def bounded_count(rows: QuerySet, bound: int = COUNT_BOUND, order: Sequence[str] = ()) -> Count:
    """Count up to ``bound`` rows; counting a million of them would take seconds.

    Args:
        order: in which they are looked through, where that finds them sooner; any, unless given.

    >>> str(Count(1000, more=True))
    '1,000+'
    """
    found = rows.order_by(*order)[: bound + 1].count()
    return Count.up_to(bound, found)


def bounded_counts(lists: Mapping[str, QuerySet], bound: int = COUNT_BOUND) -> dict[str, Count]:
    """``bounded_count`` of several lists, by name, with one query."""
    counts = {name: Count(0) for name in lists}
    asked: dict[str, str] = {}
    values: list[Any] = []
    for name, rows in lists.items():
        with suppress(EmptyResultSet):  # a list that is empty whatever the database holds
            sql, given = rows.order_by().values("pk")[: bound + 1].query.sql_with_params()
            asked[name] = f"(SELECT COUNT(*) FROM ({sql}) AS counted)"
            values += given
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(asked.values())}", values)
            for name, found in zip(asked, cursor.fetchone(), strict=True):
                counts[name] = Count.up_to(bound, found)
    return counts


def written_for_each(
    rows_with: Callable[[str], QuerySet], values: Sequence[str], size: int
) -> dict[str, Written]:
    """The first rows with each of some values, for :func:`first_of_each`; turned into SQL once for all of them.

    Args:
        rows_with: the rows with a value, whose SQL depends on it in nothing but a parameter.
    """
    if not values:
        return {}
    try:
        sql, given = rows_with(_ANY)[:size].query.sql_with_params()
    except EmptyResultSet:
        return {}
    assert _ANY in given, "the value stands among the parameters"
    return {value: (sql, tuple(value if one == _ANY else one for one in given)) for value in values}


def first_of_each(lists: Mapping[str, QuerySet | Written], size: int) -> dict[str, list[Any]]:
    """The first rows of several lists, by name, with one query, each in its list's own order.

    Args:
        lists: querysets of one value each, such as ``rows.order_by("due").values_list("pk")``, or what
            :func:`written_for_each` gives.
    """
    found: dict[str, list[Any]] = {name: [] for name in lists}
    asked: list[str] = []
    values: list[Any] = []
    names = list(lists)
    for place, name in enumerate(names):
        with suppress(EmptyResultSet):  # a list that is empty whatever the database holds
            found_in = lists[name]
            sql, given = found_in if isinstance(found_in, tuple) else found_in[:size].query.sql_with_params()
            asked.append(f"SELECT {place}, cut_{place}.* FROM ({sql}) AS cut_{place}")
            values += given
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked), values)
            for place, value in cursor.fetchall():
                found[names[place]].append(value)
    return found


def keyset_page(
    rows: QuerySet,
    *,
    order: Sequence[str],
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
    of: str = "",
) -> Page:
    """The page behind ``after``, the page ahead of ``before``, or the first one.

    Args:
        rows: any queryset; its own ordering is replaced.
        order: fields or annotations, "-" ahead of a descending one. None of them may be null in the
            database (annotate ``Coalesce`` where it may). "pk" is added, so that no two rows tie.
        after: ``Page.next`` of the page ahead, from the address. A place that cannot be read gives the
            first page.
        before: ``Page.previous`` of the page behind.
        size: rows of one page.
        of: a relation that leads from each row to another; then the page has those, read once it is known which
            these are, for what is joined before would be read of all rows that are sorted. ``order`` are columns
            that both have, and at last the id of the other, such as ``record__id``.
    """
    keys = [*order, *(() if of or {"pk", "-pk"} & set(order) else ("pk",))]
    place = _read_place(after or before, len(keys))
    backwards = place is not None and not after
    ordered = [_reverse(key) for key in keys] if backwards else keys
    if place is None:
        taken = _read(rows.order_by(*keys)[: size + 1], keys, of)
    else:
        try:
            with _undone_alone():
                cut = rows.order_by(*ordered).filter(_beyond(ordered, place))[: size + 1]
                taken = _read(cut, ordered, of)
        except _UNFIT:  # a place of a list in another order, or one that somebody made up
            place, backwards = None, False
            taken = _read(rows.order_by(*keys)[: size + 1], keys, of)
    more, taken = len(taken) > size, taken[:size]
    if backwards:
        taken.reverse()
    has_previous = more if backwards else place is not None
    has_next = backwards or more
    return Page(
        taken,
        previous=_write_place(_keys_of(of, keys), taken[0]) if taken and has_previous else "",
        next=_write_place(_keys_of(of, keys), taken[-1]) if taken and has_next else "",
    )


def first_page(
    rows: QuerySet,
    *,
    order: Sequence[str],
    read: Callable[[tuple[int, ...]], Iterable[Any]],
    bound: int = COUNT_BOUND,
    size: int = PAGE_SIZE,
    of: str = "",
) -> tuple[Page, Count]:
    """The first page of a list, and how many rows there are up to a bound: the same are looked through for both.

    Args:
        order: as of :func:`keyset_page`; whatever ``read`` gives has these columns.
        read: from ids to what the page has, in any order.
        of: a relation that leads from each row to what the page has.
    """
    keys = [*order, *(() if of or {"pk", "-pk"} & set(order) else ("pk",))]
    ids = list(rows.order_by(*keys).values_list(of or "pk", flat=True)[: bound + 1])
    found = {row.pk: row for row in read(tuple(ids[:size]))}
    shown = [found[pk] for pk in ids[:size] if pk in found]
    further = len(ids) > size and bool(shown)
    page = Page(shown, next=_write_place(_keys_of(of, keys), shown[-1]) if further else "")
    return page, Count(min(len(ids), bound), more=len(ids) > bound)


def _read(cut: QuerySet, keys: Sequence[str], of: str) -> list[Any]:
    if not of:
        return list(cut)
    others: Any = cut.model._meta.get_field(of).related_model
    return list(others.objects.filter(pk__in=cut.values(of)).order_by(*_keys_of(of, keys)))


def _keys_of(relation: str, keys: Sequence[str]) -> list[str]:
    """The keys as those have them to whom a relation leads."""
    return [key.replace(f"{relation}__", "") if relation else key for key in keys]


def _undone_alone() -> AbstractContextManager[Any]:
    """What the database refuses within a transaction ends that; a place to go back to keeps it."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _reverse(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(keys: Sequence[str], place: Sequence[Any]) -> Q:
    """Rows behind a place: the first key beyond it, or equal and the second beyond it, and so on.

    The first condition alone bounds the search, so that an index over the keys is used.
    """
    name, strictly = _condition(keys[-1])
    beyond = Q(**{strictly: place[-1]})
    for key, value in zip(reversed(keys[:-1]), reversed(place[:-1]), strict=True):
        name, strictly = _condition(key)
        beyond = Q(**{strictly: value}) | (Q(**{name: value}) & beyond)
    return Q(**{f"{strictly}e": place[0]}) & beyond


def _condition(key: str) -> tuple[str, str]:
    name = key.removeprefix("-")
    return name, f"{name}__lt" if key.startswith("-") else f"{name}__gt"


def _write_place(keys: Sequence[str], row: Any) -> str:
    values = [_value(row, key.removeprefix("-")) for key in keys]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    if isinstance(row, dict):
        value = row["id" if path == "pk" else path]
    else:
        value = row
        for name in path.split("__"):
            value = getattr(value, name)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _read_place(text: str, length: int) -> list[Any] | None:
    """A place as an address gives it; none for what was tampered with or is of another order."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    if not isinstance(values, list) or len(values) != length:
        return None
    return values if all(_is_plain(value) for value in values) else None


def _is_plain(value: Any) -> bool:
    """Whether a value can be compared with a column; what is none was never written by :func:`_write_place`."""
    if isinstance(value, str):
        return not _UNSTORED.search(value)
    return isinstance(value, int | float) and -_BEYOND < value < _BEYOND
