"""Values of a task that changed hands (承接前后的完成值): what the old body reached is not added to the heir's again.

What units report on a plan's target is the value reached by the day (截至). Once an heir has reported since the day
of succession, its value goes on from what the old body had reached, so that only the heir's counts. Amounts of
single periods add up whoever reported them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from baicheng.server.indicators.models import Observation, Target
from baicheng.server.registers.models import Passed

#: Whether a role in the record of a target has ever passed on.
CHANGED_HANDS = Exists(Passed.objects.filter(record=OuterRef("record"), party__isnull=False))


class Handing(NamedTuple):
    """From which body a role in a record passed to which, since when."""

    old: int
    heir: int
    since: date


def handings(
    reported: Iterable[tuple[Target, Sequence[Observation]]], known_at: datetime | None
) -> Mapping[int, Sequence[Handing]]:
    """How roles passed on, by record, where several have reported on one target of all; with one query or none."""
    records = {
        target.record_id
        for target, rows in reported
        if target.record_id and target.subject_id is None and len({row.subject_id for row in rows}) > 1
    }
    return _passed(records, known_at) if records else {}


def _passed(records: Collection[int], known_at: datetime | None) -> Mapping[int, Sequence[Handing]]:
    rows = Passed.objects.filter(record__in=records, party__isnull=False)
    if known_at is None:
        rows = rows.filter(undone_at=None)
    else:
        rows = rows.filter(Q(undone_at=None) | Q(undone_at__gt=known_at), recorded_at__lte=known_at)
    named = ("record", "party__subject", "begun__subject", "step__new", "step__succession__new", "since")
    found: dict[int, list[Handing]] = defaultdict(list)
    for record, old, begun, new, successor, since in rows.values_list(*named):
        heir = begun or new or successor
        if record is not None and old is not None and heir is not None:
            found[record].append(Handing(old, heir, since))
    return found


def without_handed_on(rows: Sequence[Observation], passed: Sequence[Handing]) -> Sequence[Observation]:
    """Observations without those of bodies whose heirs have reported since, where values go on (截至)."""
    if not rows or not passed or rows[0].indicator.over_time not in ("last", "max"):
        return rows
    gone = {one.old for one in passed if _has_gone_on(one, rows, passed, frozenset())}
    return [row for row in rows if row.subject_id not in gone]


def _has_gone_on(
    one: Handing, rows: Sequence[Observation], passed: Sequence[Handing], seen: frozenset[int]
) -> bool:
    """Whether the heir, or who came after it, has reported since; circles in the data end where they close."""
    if any(row.subject_id == one.heir and row.held_on >= one.since for row in rows):
        return True
    after = (other for other in passed if other.old == one.heir and other.heir not in seen)
    return any(_has_gone_on(other, rows, passed, seen | {one.heir}) for other in after)
