"""What an overview is about (统计范围): the tasks of a year that a user sees, now or as they were on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import quote_plus, urlencode

from django.db.models import QuerySet
from django.urls import reverse

from baicheng.clock.instants import last_day_until
from baicheng.packs.pack import Pack
from baicheng.packs.schema.registers import Overview
from baicheng.server.editions.queries import packs
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record, Version
from baicheng.server.registers.queries import Filters, Past, past_rows
from baicheng.server.registers.queries.listing import open_in
from baicheng.server.registers.queries.reach import seen, seen_among

#: So many tasks of a year are counted one by one; of a larger ledger only its lights are told.
MOST = 20_000


@dataclass(frozen=True)
class Scope:
    """Which tasks of a register are counted, for whom, and on which day.

    ``past`` is the day on which to look, as known then; none for today. The year is that of the day.
    """

    book: Book
    viewer: Viewer
    past: Past | None = None

    @property
    def at(self) -> datetime:
        return self.past.held_at if self.past else self.viewer.at

    @property
    def known_at(self) -> datetime | None:
        return self.past.known_at if self.past else None

    @property
    def day(self) -> date:
        # A day is looked at at its end, 24:00, which is no moment of the next one.
        return self.viewer.day if self.past is None else last_day_until(self.past.held_at)

    @property
    def year(self) -> int:
        return self.day.year

    @property
    def says(self) -> Overview:
        """What the pack says of the overview."""
        found = self.book.register.overview
        assert found is not None, "registers without an overview have no scope"
        return found

    @property
    def of_record(self) -> str:
        """Leads from a row to its record."""
        return "record__" if self.past else ""

    def rows(self, *, among_few: bool = False) -> QuerySet[Record] | QuerySet[Version]:
        """The records, or what they were.

        Args:
            among_few: they are narrowed to few, of which each is then asked whether the user sees it.
        """
        if self.past is not None:
            return past_rows(self.viewer, self.book, self.past, Filters(year=self.year))
        its = seen_among(self.viewer, self.book) if among_few else seen(self.viewer, self.book)
        return its.filter(open_in(self.year))

    def url(self, *, light: str = "", taking: str = "", chapter: int | None = None) -> str:
        """The ledger narrowed to what a figure counts."""
        path, year = self._address  # a page names hundreds of lists
        asked = {"light": light, "taking": quote_plus(taking), "chapter": chapter or ""}
        narrow = "".join(f"{name}={value}&" for name, value in asked.items() if value)
        return f"{path}?{narrow}{year}"

    @cached_property
    def _address(self) -> tuple[str, str]:
        """The address of the ledger, and how it is asked for the year and the day."""
        return reverse("registers:list", args=[self.book.id]), urlencode({"year": self.year, **self.days})

    @property
    def days(self) -> dict[str, str]:
        """The day on which to look, as addresses name it."""
        if self.past is None:
            return {}
        return {"held": self.day.isoformat(), "known": last_day_until(self.past.known_at).isoformat()}


def books_with_overview() -> Sequence[tuple[Pack, Book]]:
    """The registers that packs count in an overview, one a programme."""
    found = []
    for pack in packs():
        named = (name for name, register in pack.registers.items() if register.overview is not None)
        if (name := next(named, None)) is not None:
            found.append((pack, book_of(f"{pack.name}.{name}")))
    return found
