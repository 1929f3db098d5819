"""Entering what a ledger kept elsewhere holds in the state that it has reached (接管既有台账)."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date, start_of
from baicheng.server.registers.books import Book, spoken
from baicheng.server.registers.models import Record


class TakenOver(NamedTuple):
    """The state in which a record stands already, and since which day."""

    state: str
    since: date | None


def take_over(record: Record, book: Book, given: TakenOver, *, at: datetime) -> None:
    """Put a new record into the state in which it stands elsewhere; a step inside the service that enters it.

    What is done with was opened and closed on its day. What still runs is opened now: what its state asks, and
    what duties ask, is asked from now on, and since when it stands so is kept in its history.

    Raises:
        ValidationError: by ``state`` or ``since``: the flow does not begin there, or the day is missing or to come.
    """
    flow = book.process.flow if book.process else None
    possible = (flow.start, *flow.taken_over) if flow is not None and flow.taken_over else ()
    if flow is None or given.state not in possible:
        states = "、".join(spoken(flow.states[one].title) for one in possible) if flow else ""
        raise ValidationError(
            {"state": _("No record is entered in this state; possible are: %(states)s.") % {"states": states}}
        )
    if given.since is None:
        raise ValidationError({"since": _("Give the day since which it stands in this state.")})
    if given.since > china_date(at):
        raise ValidationError({"since": _("This day is still to come.")})
    record.state = given.state
    if flow.states[given.state].final:
        record.opened_at = record.closed_at = start_of(given.since)
