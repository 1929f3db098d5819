"""Records as cards of a face (卡片): title, light, who leads, how far it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from baicheng.server.history.among import among
from baicheng.server.registers.books import Book
from baicheng.server.registers.columns import columns
from baicheng.server.registers.ledger import NAMED, Line, lines_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Party, Record


@dataclass(frozen=True, slots=True)
class Card:
    """A record on a face. ``progress`` in per cent, where its register has such a field and it is stated."""

    record: Record
    line: Line
    lead: str
    progress: int | None


def cards(book: Book, viewer: Viewer, records: Collection[Record]) -> Mapping[int, Card]:
    """The records as cards, by id, with two queries for all of them."""
    rows = list(records)
    role, field = leading_role(book), progress_field(book)
    taking: dict[int, list[Party]] = {record.pk: [] for record in rows}
    if role and rows:
        its = Party.objects.known().on(viewer.day).filter(among("record_id", taking), role=role)
        # What they are called is asked once for all of them, so the subjects themselves need not be read.
        for party in its.only("record", "role", "subject", "order").order_by("record", "order", "pk"):
            taking[party.record_id].append(party)
    shown = columns(book, [role] if role else ["opened_on"])
    lines = lines_of(book, rows, taking, viewer.day, viewer.at, viewer, NAMED, shown)
    return {
        record.pk: Card(record, line, _named(line) if role else "", _share(record, field))
        for record, line in zip(rows, lines, strict=True)
    }


def leading_role(book: Book) -> str:
    """The role that a card names: the first that the list shows, otherwise the register's first."""
    listed = book.register.list_.columns if book.register.list_ else ()
    roles = [name for name in listed if name in book.register.parties] or list(book.register.parties)
    return roles[0] if roles else ""


def progress_field(book: Book) -> str:
    """The field that says how far a record is: the first share in per cent, of those that the list shows first."""
    fields = book.register.fields_
    listed = book.register.list_.columns if book.register.list_ else ()
    shares = [name for name in (*listed, *fields) if name in fields and fields[name].kind == "percent"]
    return shares[0] if shares else ""


def _named(line: Line) -> str:
    cell = line.cells[0]
    return "、".join(map(str, cell.said)) + (f" +{cell.more}" if cell.more else "")


def _share(record: Record, field: str) -> int | None:
    try:
        number = Decimal(str(record.fields[field]))
    except (KeyError, InvalidOperation):
        return None
    return round(min(max(number, Decimal(0)), Decimal(100))) if number.is_finite() else None
