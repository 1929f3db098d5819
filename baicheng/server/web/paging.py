"""Lists page by page (分页): by the place of the last row, not by counting, and counted only up to a bound."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

#: Rows of one page of a list.
PAGE_SIZE = 50
#: Lists are counted exactly up to this many rows.
COUNT_BOUND = 1000


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

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.more else ''}"


def bounded_count(rows: QuerySet, bound: int = COUNT_BOUND) -> Count:
    """Count up to ``bound`` rows; counting a million of them would take seconds.

    >>> str(Count(1000, more=True))
    '1,000+'
    """
    found = rows.order_by()[: bound + 1].count()
    return Count(min(found, bound), more=found > bound)


def keyset_page(
    rows: QuerySet, *, order: Sequence[str], after: str = "", before: str = "", size: int = PAGE_SIZE
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
    """
    keys = [*order, *(() if {"pk", "-pk"} & set(order) else ("pk",))]
    place = _read_place(after or before, len(keys))
    backwards = place is not None and not after
    ordered = [_reverse(key) for key in keys] if backwards else keys
    found = rows.order_by(*ordered)
    if place is not None:
        try:
            found = found.filter(_beyond(ordered, place))
        except (ValueError, TypeError, ValidationError):  # a place of a list in another order
            place, backwards, found = None, False, rows.order_by(*keys)
    taken = list(found[: size + 1])
    more, taken = len(taken) > size, taken[:size]
    if backwards:
        taken.reverse()
    has_previous = more if backwards else place is not None
    has_next = backwards or more
    return Page(
        taken,
        previous=_write_place(keys, taken[0]) if taken and has_previous else "",
        next=_write_place(keys, taken[-1]) if taken and has_next else "",
    )


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
    except (ValueError, binascii.Error):
        return None
    return values if isinstance(values, list) and len(values) == length else None
