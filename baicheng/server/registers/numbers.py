"""Numbers of records (编号): the next one of a register and year, never given twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from baicheng.clock.instants import china_date
from baicheng.packs.numbering import number_of
from baicheng.server.documents.models import Clause
from baicheng.server.registers.books import Book
from baicheng.server.registers.models import Sequence as Last

#: Where a register states no form for its numbers.
PLAIN = "{year}-{seq:04d}"
#: The year of rows of numbers that run on over the years.
RUNS_ON = 0


def next_number(book: Book, *, opened_at: datetime, clause: Clause | None) -> str:
    """Take the next number; call it in the transaction that enters the record.

    Whoever takes a number holds its row until the transaction ends: others wait, and what is rolled back
    leaves no gap.
    """
    (number,) = next_numbers(book, [(opened_at, clause)])
    return number


def next_numbers(book: Book, records: Sequence[tuple[datetime, Clause | None]]) -> list[str]:
    """Take the next numbers of several records at once, of each with when it is opened and its clause."""
    template = book.register.number or PLAIN
    years = [china_date(opened_at).year for opened_at, _clause in records]
    rows = {year: _held(book, year) for year in sorted({_row_year(template, year) for year in years})}
    numbers = []
    for year, (_opened_at, clause) in zip(years, records, strict=True):
        row = rows[_row_year(template, year)]
        row.last += 1
        plan = clause.document.number if clause else ""
        numbers.append(number_of(template, seq=row.last, year=year, plan=plan))
    for row in rows.values():
        row.save()
    return numbers


def _row_year(template: str, year: int) -> int:
    return year if "{year}" in template else RUNS_ON


def _held(book: Book, year: int) -> Last:
    """The row of a register and year, held until the transaction ends."""
    Last.objects.get_or_create(register=book.id, year=year)
    return Last.objects.select_for_update().get(register=book.id, year=year)
