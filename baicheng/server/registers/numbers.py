"""Numbers of records (编号): the next one of a register and year, never given twice."""

from __future__ import annotations

from datetime import datetime

from baicheng.clock.instants import china_date
from baicheng.packs.numbering import number_of
from baicheng.server.documents.models import Clause
from baicheng.server.registers.books import Book
from baicheng.server.registers.models import Sequence

#: Where a register states no form for its numbers.
PLAIN = "{year}-{seq:04d}"
#: The year of rows of numbers that run on over the years.
RUNS_ON = 0


def next_number(book: Book, *, opened_at: datetime, clause: Clause | None) -> str:
    """Take the next number; call it in the transaction that enters the record.

    Whoever takes a number holds its row until the transaction ends: others wait, and what is rolled back
    leaves no gap.
    """
    template = book.register.number or PLAIN
    year = china_date(opened_at).year
    row_year = year if "{year}" in template else RUNS_ON
    Sequence.objects.get_or_create(register=book.id, year=row_year)
    row = Sequence.objects.select_for_update().get(register=book.id, year=row_year)
    row.last += 1
    row.save()
    plan = clause.document.number if clause else ""
    return number_of(template, seq=row.last, year=year, plan=plan)
