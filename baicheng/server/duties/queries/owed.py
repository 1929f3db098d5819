"""What one unit owed for one period, one by one (明细): what stands behind a cell of the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import sees_all
from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.queries import late, standing
from baicheng.server.duties.queries.matrix import seen
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Record

#: So many are listed at once.
MOST = 200


@dataclass(frozen=True, slots=True)
class OwedRow:
    """An assignment with the record that it is about, and the light of how it stands."""

    assignment: Assignment
    record: Record | None
    stands: str


def owed(
    user: User, programme: str, *, unit: int, label: str = "", at: datetime | None = None
) -> list[OwedRow]:
    """What a unit owed for a period (by its label, or the due day), as far as the user may see it.

    Args:
        label: "" is whatever is open and overdue, also what no duty asked for.
    """
    now = at or timezone.now()
    if label:
        rows = seen(user, programme, now).filter(bearer=unit)
        rows = rows.filter(Q(rule__period=label) | Q(rule__period=None, rule__due_on=label))
    else:
        viewer = Viewer(user, now)
        rows = late([programme], now).filter(bearer=unit)
        if unit not in viewer.mine and not sees_all(user, programme, viewer.day):
            rows = rows.none()
    found = list(rows.select_related("bearer").order_by("due_at", "pk")[:MOST])
    records = Record.objects.in_bulk(
        [row.about_id for row in found if row.about_kind == KIND and row.about_id is not None]
    )
    return [OwedRow(row, records.get(row.about_id or 0), standing(row, now)) for row in found]
