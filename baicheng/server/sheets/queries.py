"""Reading uploads: whose they are, and what they would do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.registers.books import Book, book_of, spoken
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import may_enter
from baicheng.server.sheets.checking import Checking, Plan
from baicheng.server.sheets.columns import targets
from baicheng.server.sheets.models import Upload
from baicheng.server.sheets.tables import Table, read_table
from baicheng.server.web.once import answers_kept
from baicheng.server.web.workbooks import Workbook

#: So many faults stand on a page; the marked copy of the file has all.
MOST_FAULTS = 200
#: So many rows of what will be done are shown.
_SHOWN = 50


def uploads_of(user: User) -> QuerySet[Upload]:
    """A user's own uploads; nobody sees another's."""
    return Upload.objects.filter(user=user)


def refuse_unless_may_import(user: User, book: Book, at: datetime) -> None:
    """Refuse whoever may enter nothing in a register; of single rows the services decide.

    Raises:
        PermissionDenied: naming the register.
    """
    if not may_enter(user, book, at):
        raise PermissionDenied(
            _("You may not enter records in “%(register)s”.") % {"register": spoken(book.register.title)}
        )


def workbook_of(upload: Upload) -> Workbook:
    """The uploaded file, read within limits."""
    return Workbook(upload.name, bytes(upload.content))


def table_of(upload: Upload) -> Table:
    """The table of an upload, as its sheet and row of heads were chosen."""
    return read_table(workbook_of(upload), upload.sheet, upload.head)


@answers_kept()
def plan_of(upload: Upload, at: datetime) -> Plan:
    """What an upload would do now.

    Raises:
        ValidationError: the file cannot be read.
    """
    book = book_of(upload.register)
    known = {target.name: target for target in targets(book)}
    columns = [known.get(name) for name in upload.columns]
    viewer = Viewer(upload.user, at)
    return Checking(book, viewer, table_of(upload), columns, empties=upload.empties).plan()


def found_in(plan: Plan) -> dict[str, Any]:
    """What a check came to, as an upload keeps it."""
    return {
        "create": len(plan.of_kind("create")),
        "change": len(plan.of_kind("change")),
        "same": len(plan.of_kind("same")),
        "bad": len(plan.bad_lines),
        "faults": [
            [
                plan.table.place(fault.line, fault.column) if fault.column is not None else str(fault.line),
                plan.table.heads[fault.column] if fault.column is not None else "",
                fault.text,
            ]
            for fault in sorted(plan.faults, key=lambda one: (one.line, one.column or 0))[:MOST_FAULTS]
        ],
        "fault_count": len(plan.faults),
        "twins": [[step.line, step.twin, step.title] for step in plan.steps if step.twin][:_SHOWN],
        "rows": [
            [
                step.line,
                step.kind,
                step.record.number if step.record else "",
                (step.record.title if step.record else "、".join(step.changes))[:120],
                list(step.changes) if step.record else [],
            ]
            for step in plan.steps
            if step.kind != "same"
        ][:_SHOWN],
    }
