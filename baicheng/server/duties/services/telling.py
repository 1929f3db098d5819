"""Bringing records in line with what was opened, changed or closed about them in one batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from baicheng.server.assignments.models import Assignment, Recipient
from baicheng.server.assignments.services import Planned
from baicheng.server.duties.items import Batch
from baicheng.server.history.many_rows import Row
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.services.due_moments import Changed, admit, bring_in_line


def tell_records(
    batch: Batch,
    opened: Sequence[Row],
    planned: Sequence[Planned],
    others: Sequence[Assignment],
    at: datetime,
    foreseen: Sequence[Changed],
) -> None:
    """Bring the records in line: their due moments, and who sees them.

    Args:
        planned: what ``opened`` was opened from.
        foreseen: what follows of what was planned, if that is all.
    """
    if batch.kind != KIND or not (opened or others):
        return
    seeing: dict[int, set[int]] = defaultdict(set)
    received = {one.key: one.recipients for one in planned}
    for row in opened:
        seeing[row.about_id].update(received[row.key], _bearer(row))
    about = {other.pk: seeing[other.about_id or 0] for other in others}
    for other in others:
        about[other.pk].update(_bearer(other))
    through = Recipient.objects.filter(assignment__in=list(about))
    for assignment, subject in through.values_list("assignment", "subject") if about else ():
        about[assignment].add(subject)
    is_all = not others and len(opened) == len(planned)
    bring_in_line(seeing, at, foreseen if is_all else None)
    admit(seeing)


def _bearer(row: Row | Assignment) -> tuple[int, ...]:
    return () if row.bearer_id is None else (row.bearer_id,)
