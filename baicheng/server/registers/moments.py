"""When a change of records is recorded (记录时刻): never before what is recorded of them already."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from baicheng.server.history.among import among
from baicheng.server.history.models import Event
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Version


def moment_of(records: Collection[int], at: datetime) -> datetime:
    """The moment of a change of records that are locked: ``at``, or the last of what is recorded of them.

    A request, and all the more a run of the worker, is given its moment when it begins. Then it waits for others
    who began later and come first, or finds records that were entered meanwhile. Recorded at its own
    moment, its change would be known before what it changes.
    """
    versions = Version.objects.filter(among("record_id", records), superseded_at=None)
    events = Event.objects.filter(among("chain", [f"{KIND}:{record}" for record in records]))
    found: list[datetime | None] = [
        rows.order_by().aggregate(last=Max("recorded_at"))["last"] for rows in (versions, events)
    ]
    return max([at, *(last for last in found if last is not None)])
