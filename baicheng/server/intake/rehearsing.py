"""What issuing an import would do, found out by doing it and taking all of it back (下达预演)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.intake.issuing import issue
from baicheng.server.intake.models import Import
from baicheng.server.registers.models import Party


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How much issuing an import would bring; ``units`` are told of their tasks, ``duties`` are the document's."""

    tasks: int
    units: int
    duties: int
    assignments: int


def rehearse(
    intake: Import, *, user: User, at: datetime, values: Mapping[str, Any] | None = None
) -> Rehearsal:
    """Issue an import and undo it: nothing stays but the numbers.

    Args:
        values: fields that hold for every task, as for ``issuing.issue``.

    Raises:
        PermissionDenied, ValidationError: as issuing would, see ``issuing.issue``.
    """
    with transaction.atomic():
        issued = issue(Import.objects.get(pk=intake.pk), user=user, at=at, values=values)
        parties = (
            Party.objects.known().on(china_date(at)).filter(record__in=[task.pk for task in issued.tasks])
        )
        found = Rehearsal(
            tasks=len(issued.tasks),
            units=parties.values("subject").distinct().count(),
            duties=intake.duties.exclude(duty=None).count(),
            assignments=issued.assignments,
        )
        transaction.set_rollback(True)
    return found
