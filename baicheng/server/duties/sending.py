"""By which move a report is handed in (报送环节): the one that makes it count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.flows.moves import allowed
from baicheng.server.accounts.models import User
from baicheng.server.duties.forms import condition, demand_of
from baicheng.server.duties.models import Report
from baicheng.server.duties.reporting import report_book
from baicheng.server.editions.queries import programme_of
from baicheng.server.registers.books import DRAFT, Book
from baicheng.server.registers.matter import Matter, Viewer
from baicheng.server.registers.models import Record


def sending_move(report: Report, record: Record, user: User, at: datetime) -> str:
    """The move by which a report is handed in: the first that is allowed and makes it count."""
    where = report_book(programme_of(record.register))
    book = where.book
    if book.process is None:
        raise ValidationError(_("Reports of this register need not be sent."))
    matter = Matter.of(record, book, Viewer(user, at))
    verdicts = allowed(book.process, matter.situation)
    counting = _counting_states(report, book, matter)
    leading = {
        verdict.move: verdict
        for verdict in verdicts
        if (to := book.process.flow.moves[verdict.move].to) is not None and to in counting
    }
    if not leading:
        raise ValidationError(_("This report was handed in already."))
    # One that is refused is refused by the move itself, in its own words.
    return next((name for name, verdict in leading.items() if verdict.allowed), next(iter(leading)))


def _counting_states(report: Report, book: Book, matter: Matter) -> Sequence[str]:
    """The states in which a report counts for what it answers; without that, all but drafts."""
    assert book.process is not None, "asked for where there is a flow"
    states = [name for name in book.process.flow.states if name != matter.record.state]
    demand = demand_of(report.assignment.rule["demand"]) if report.assignment else None
    where = condition(book, demand.where) if demand else None
    if where is None:
        return [name for name in states if name != DRAFT and name != book.process.flow.start]
    return [name for name in states if where.evaluate({**matter.row, "state": name}) is True]
