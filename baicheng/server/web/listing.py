"""What a list shows (列表): its columns, one page of rows, where its links lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from baicheng.server.web.paging import PAGE_SIZE, Count, Page, bounded_count, keyset_page

#: Parameters of the address that say where in a list one is, not what is listed.
PLACE = ("after", "before")


def address(query: QueryDict, **changed: str) -> str:
    """The address of the beginning of a list, with what is changed; "" takes a parameter away."""
    gone = {*PLACE, *changed}
    said = [(name, value) for name, values in query.lists() if name not in gone for value in values]
    said += [(name, value) for name, value in changed.items() if value]
    return f"?{'&'.join([f'{quote_plus(name)}={quote_plus(value)}' for name, value in said])}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list.

    Args:
        name: how the template and the address call it.
        title: its head, a lazy translation or text.
        order: the fields that sort by it, none nullable; empty: its head is no link.
        kind: "main" (what the row is about), "number", "date", "state", "actions", or "" for text.
    """

    name: str
    title: Any
    order: tuple[str, ...] = ()
    kind: str = ""


class Head(NamedTuple):
    """What stands over a column: its title, the address that sorts by it, how it is sorted now; "" for not at all."""

    title: Any
    kind: str
    url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands in place of a list without rows: why, and what to do next."""

    title: Any
    hint: Any = ""
    action: Any = ""
    url: str = ""
    icon: str = "inbox"


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list as the template tag ``list_table`` writes it."""

    columns: Sequence[Column]
    page: Page
    count: Count
    empty: Empty
    sort: str
    query: QueryDict

    @property
    def rows(self) -> Sequence[Any]:
        return self.page.rows

    def heads(self) -> tuple[Head, ...]:
        """Each column with the address that sorts by it and how it is sorted now."""
        return tuple(
            Head(
                column.title,
                column.kind,
                self._url(sort=self._next_sort(column)) if column.order else "",
                self._sorted(column),
            )
            for column in self.columns
        )

    def next_url(self) -> str:
        return self._url(after=self.page.next) if self.page.next else ""

    def previous_url(self) -> str:
        return self._url(before=self.page.previous) if self.page.previous else ""

    def _sorted(self, column: Column) -> str:
        if self.sort.removeprefix("-") != column.name:
            return ""
        return "descending" if self.sort.startswith("-") else "ascending"

    def _next_sort(self, column: Column) -> str:
        return f"-{column.name}" if self._sorted(column) == "ascending" else column.name

    def _url(self, **changed: str) -> str:
        return address(self.query, **changed)


def list_page(
    request: HttpRequest,
    rows: QuerySet,
    *,
    columns: Sequence[Column],
    sort: str,
    empty: Empty,
    size: int = PAGE_SIZE,
    count: Count | None = None,
) -> Listing:
    """The page of a list that the address asks for (``sort``, ``after``, ``before``).

    Args:
        request: its address says which page.
        rows: all rows that the user may see and that the filters let through.
        columns: what is shown; a column with ``order`` can be sorted by.
        sort: the name of the column that sorts at first, "-" ahead of it for descending.
        empty: what is said when there are no rows.
        size: rows of one page.
        count: how many rows there are where a quicker way than counting is known.
    """
    wanted, order = _order(request, columns, sort)
    page = keyset_page(
        rows,
        order=order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=size,
    )
    known = count if count is not None else bounded_count(rows)
    return Listing(columns, page, known, empty, wanted, request.GET)


def all_rows(request: HttpRequest, rows: QuerySet, *, columns: Sequence[Column], sort: str) -> QuerySet:
    """Every row of a list in the order that the address asks for, for a file."""
    _wanted, order = _order(request, columns, sort)
    return rows.order_by(*order, "pk")


def _order(request: HttpRequest, columns: Sequence[Column], sort: str) -> tuple[str, tuple[str, ...]]:
    """By which column the address sorts, and the fields behind it."""
    sortable = {column.name: column.order for column in columns if column.order}
    wanted = request.GET.get("sort", "")
    if wanted.removeprefix("-") not in sortable:
        wanted = sort
    order = tuple(sortable[wanted.removeprefix("-")])
    if wanted.startswith("-"):
        order = tuple(key[1:] if key.startswith("-") else f"-{key}" for key in order)
    return wanted, order
