"""A register's list as the API narrows it (筛选): the filters of its page, told what is wrong instead of left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.exchange.rows import Row, record_rows
from baicheng.server.registers.books import Book
from baicheng.server.registers.columns import columns, order_of
from baicheng.server.registers.listing_form import LedgerFilters
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Party
from baicheng.server.registers.queries import Filters, Past, as_of, list_page, visible
from baicheng.server.web.paging import Count, bounded_count, keyset_page

#: Names of the address that narrow nothing.
_OF_PAGE = frozenset({"after", "size", "sort"})


class RecordFilters(LedgerFilters):
    """The filters of a register's page, and what else its records can be found by; subjects by their ids."""

    def offered(self) -> Iterator[tuple[str, forms.Field]]:
        """State, due day, every role and every field that is marked ``indexed``."""
        book = self.book
        if book.process is not None:
            yield "state", _choice(book.process.flow.states)
        for name in ("due_from", "due_until"):
            yield name, forms.DateField(required=False)
        for name in book.register.parties:
            yield name, _id()
        for name, field in book.register.fields_.items():
            if not field.indexed:
                continue
            if field.kind in ("subject", "link"):
                yield name, _id()
            elif field.kind == "choice":
                yield name, _choice(field.of or {})
            elif field.kind == "date":
                yield name, forms.DateField(required=False)
            else:
                yield name, forms.CharField(required=False, max_length=100)

    def __init__(self, data: Any, book: Book, viewer: Viewer) -> None:
        super().__init__(data, book, viewer)
        if book.process is not None:
            self.fields["late"] = forms.BooleanField(required=False)

    def filters(self) -> Filters:
        """What the list is narrowed to; ``late`` is short for that light."""
        found = super().filters()
        return replace(found, lights=("late",)) if self.cleaned_data.get("late") else found

    def refuse_unknown(self) -> None:
        """Say what cannot be read or narrows nothing.

        Raises:
            ValidationError: by name.
        """
        unknown = sorted(set(self.data) - set(self.fields) - _OF_PAGE)
        if unknown:
            known = ", ".join(self.fields)
            text = _("Nothing is narrowed by this here; these narrow the list: %(known)s.") % {"known": known}
            raise ValidationError({name[:80]: text for name in unknown[:10]})
        if not self.is_valid():
            raise ValidationError({name: list(errors) for name, errors in self.errors.items()})
        given = {name for name in self.fields if self.cleaned_data.get(name) not in (None, "", False)}
        if "known" in given and "held" not in given:
            raise ValidationError({"held": _("Say on which day to look, too.")})
        if "held" in given and given - {"held", "known", "q"}:
            text = _("The past is narrowed by “q” only.")
            raise ValidationError(dict.fromkeys(sorted(given - {"held", "known", "q"}), text))


def _id() -> forms.Field:
    return forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


def _choice(names: Iterable[str]) -> forms.Field:
    return forms.ChoiceField(required=False, choices=[("", ""), *((name, name) for name in names)])


def order_wanted(book: Book, wanted: str) -> str:
    """The order that was asked for, or the register's own.

    Raises:
        ValidationError: the list cannot be sorted so.
    """
    found = order_of(book, wanted)
    if wanted and found != wanted:
        text = _("The list can be sorted by these: %(known)s.") % {"known": ", ".join(sorts(book))}
        raise ValidationError({"sort": text})
    return found


def sorts(book: Book) -> list[str]:
    """By what a register's list can be sorted."""
    return sorted({column.name for column in columns(book) if column.order} | {"number"})


def page_of(rows: list[Row], following: str, count: Count) -> Row:
    """One page of any list, as the API gives it."""
    return {"items": rows, "next": following, "count": {"number": count.number, "more": count.more}}


def records_page(
    book: Book, viewer: Viewer, filters: Filters, order: str, *, after: str, size: int
) -> tuple[list[Row], str, Count]:
    """Records that the user may see, the place behind them, and how many there are."""
    assert viewer.user is not None, "somebody asks"
    page = list_page(viewer.user, book.id, filters, order, after=after, size=size, viewer=viewer)
    return record_rows(book, page.rows, page.parties, viewer, viewer.day), page.next, page.count


def past_page(
    book: Book, viewer: Viewer, past: Past, *, text: str, after: str, size: int
) -> tuple[list[Row], str, Count]:
    """What the records that the user may see today were at a moment, by number."""
    assert viewer.user is not None, "somebody asks"
    rows = as_of(book.id, past).filter(record__in=visible(viewer.user, book.id, viewer.at).values("pk"))
    if text:
        rows = rows.filter(title__icontains=text) | rows.filter(number__icontains=text)
    page = keyset_page(rows.select_related("record"), order=("number",), after=after, size=size)
    on = china_date(past.held_at)
    taking: dict[int, list[Party]] = {version.record_id: [] for version in page.rows}
    parties = Party.objects.known(past.known_at).on(on).filter(record__in=list(taking))
    for party in parties.order_by("record", "role", "order", "pk"):
        taking[party.record_id].append(party)
    return record_rows(book, page.rows, taking, viewer, on, past), page.next, bounded_count(rows)


def past_of(held: Any, known: Any, now: datetime) -> Past | None:
    """The moments at which to look: the ends of the days, never later than now.

    Raises:
        ValidationError: the knowledge of a day is asked for, and not of which day.
    """
    if held is None:
        if known is not None:
            raise ValidationError({"held": _("Say on which day to look, too.")})
        return None
    return Past.of_days(held, known, now)
