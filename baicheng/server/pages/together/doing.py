"""Doing one thing with several records (批量办理): each through the service of a single one, in a transaction of its own.

What one record refuses leaves the others as they were done: an office with a hundred records wants the ninety
done, and to read why not the ten. A second click finds other revisions, and does nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.dateparse import parse_date

from baicheng.server.accounts.models import User
from baicheng.server.duties.services import move_record
from baicheng.server.indicators.services import change_due
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import remind

#: Does one thing with one record, of which the user saw a revision.
Work = Callable[[Record, int], Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one record; ``why`` is "" where it was done."""

    record: Record
    why: str


def do_each(records: Sequence[Record], seen: Mapping[int, int], work: Work) -> list[Done]:
    """Do it with each.

    Args:
        seen: the revision of each record that the user saw; one without counts as an old one.
    """
    return [Done(record, _refusal(partial(work, record, seen.get(record.pk, 0)))) for record in records]


def _refusal(work: Callable[[], Any]) -> str:
    try:
        work()
    except PermissionDenied as error:
        return str(error)
    except ValidationError as error:
        return "；".join(error.messages)
    return ""


def moving(name: str, *, user: User, at: datetime, reason: str, values: Any, parties: Any) -> Work:
    """Make a move."""

    def work(record: Record, revision: int) -> None:
        move_record(
            record,
            name,
            user=user,
            at=at,
            revision=revision,
            reason=reason,
            values=values,
            parties=parties,
        )

    return work


def changing_due(field: str, new_day: date, *, user: User, at: datetime, approval: str, reason: str) -> Work:
    """Change a deadline; the parts that were due on the old day move along, as a single form offers."""

    def work(record: Record, revision: int) -> None:
        old = record.fields.get(field)
        day = parse_date(old) if isinstance(old, str) else None
        parts = list(record.parts.filter(due_on=day).values_list("pk", flat=True)) if day else []
        change_due(
            record,
            field,
            new_day,
            parts=parts,
            user=user,
            at=at,
            revision=revision,
            approval=approval,
            reason=reason,
        )

    return work


def reminding(text: str, *, user: User, at: datetime) -> Work:
    """Remind those who owe something."""

    def work(record: Record, _revision: int) -> None:
        remind(record, text=text, user=user, at=at)

    return work
