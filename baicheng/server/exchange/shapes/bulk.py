"""Many records at once (批量)."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import Field

from baicheng.server.exchange.shapes.parts import Given, Id
from baicheng.server.exchange.shapes.records import RecordGiven

#: So many records come in one request.
MOST = 500


class ExportQuery(Schema):
    """To what an export is narrowed, as the list is: roles and indexed fields, too."""

    q: str = Field("", max_length=100, description="Part of number or title.")
    state: str = ""
    due_from: date | None = None
    due_until: date | None = None
    late: bool = False
    under: Id | None = None
    held: date | None = None
    known: date | None = None
    sort: str = Field("", max_length=80)


class ImportGiven(Given):
    """Records to enter."""

    records: list[RecordGiven] = Field(min_length=1, max_length=MOST)
    dry_run: bool = Field(False, description="Only say whether it could be done.")


class ImportedShape(Schema):
    """What an import did."""

    created: list[int] = Field(description="The records, in the order of the request; none of a rehearsal.")
    count: int
    dry_run: bool
    repeated: bool = Field(description="The same request was carried out before, and not again.")
