"""The duties of a programme (职责清单): what is owed by whom and when, with the clause, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from baicheng.flows.duty import Duty as Form
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import sees_all
from baicheng.server.assignments.models import Outcome
from baicheng.server.duties.forms import forms_in_effect
from baicheng.server.duties.models import Duty
from baicheng.server.duties.opened import of_duties
from baicheng.server.registers.matter import Viewer


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty with its form, local values applied, and the counts of what it has opened for those whom the user may see."""

    duty: Duty
    form: Form
    open: int
    overdue: int
    done: int


def duty_list(user: User, programme: str, at: datetime | None = None) -> list[DutyRow]:
    """The duties of a programme, those of plans behind those of the pack.

    Whoever sees all sees every duty; others those that they bear or bore themselves.
    """
    viewer = Viewer(user, at or timezone.now())
    everything = sees_all(user, programme, viewer.day)
    counts = _counts(programme, viewer.at, None if everything else list(viewer.mine))
    duties = Duty.objects.filter(programme=programme).select_related("document", "clause")
    rows = list(duties.order_by(F("document").asc(nulls_first=True), "pk"))
    forms = forms_in_effect(programme, rows)
    return [
        DutyRow(duty, forms[duty.pk], **_of(counts.get(duty.pk, {})))
        for duty in rows
        if everything or duty.pk in counts
    ]


def _counts(programme: str, now: datetime, bearers: Sequence[int] | None) -> dict[int, Mapping[str, Any]]:
    rows = of_duties().filter(programme=programme)
    if bearers is not None:
        rows = rows.filter(bearer__in=bearers)
    pending = Q(outcome=Outcome.OPEN)
    counted = (
        rows.order_by()
        .values("rule__duty")
        .annotate(
            open=Count("pk", filter=pending),
            overdue=Count("pk", filter=pending & Q(due_at__lt=now)),
            done=Count("pk", filter=Q(outcome=Outcome.DONE)),
        )
    )
    return {int(row["rule__duty"]): row for row in counted}


def _of(counted: Mapping[str, Any]) -> dict[str, int]:
    return {name: counted.get(name, 0) for name in ("open", "overdue", "done")}
