"""Which assignments have a rung of their ladder of reminders (催办升级) before them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef, Prefetch

from baicheng.clock import WorkCalendar
from baicheng.clock.instants import china_date
from baicheng.flows.ladder import EARLIEST, Passed, Rung, passed
from baicheng.server.assignments.models import Assignment, Climbed, Outcome
from baicheng.server.assignments.queries import reminds

#: The key under which an assignment's rule holds its ladder.
REMIND = "remind"
_BATCH = 500


def ladder_of(assignment: Assignment) -> tuple[Rung, ...]:
    """The rungs of an assignment's ladder, as its pack said when it was opened."""
    return _read(_written(assignment))


def _written(assignment: Assignment) -> str:
    return json.dumps(assignment.rule.get(REMIND, ()), sort_keys=True)


@lru_cache(maxsize=256)
def _read(written: str) -> tuple[Rung, ...]:
    return tuple(Rung.model_validate(one) for one in json.loads(written))


def is_urged(assignment: Assignment, now: datetime) -> bool:
    """Whether anybody is reminded of it: it is borne by somebody, runs, and no appeal was granted."""
    excluded = assignment.excluded_on is not None and assignment.excluded_on <= china_date(now)
    return assignment.bearer_id is not None and not excluded and reminds(assignment, now)


def with_rungs_to_climb(now: datetime, days: WorkCalendar) -> Iterator[Assignment]:
    """The open assignments whose ladder has a rung that has come and was not climbed for this due moment.

    What has gone up its whole ladder is not looked at again; of the others each due moment is reckoned once.
    """
    done = Climbed.objects.filter(assignment=OuterRef("pk"), due_at=OuterRef("due_at"), was_last=True)
    rows = Assignment.objects.filter(
        ~Exists(done), outcome=Outcome.OPEN, due_at__lte=now + EARLIEST, rule__has_key=REMIND
    )
    rows = rows.prefetch_related(Prefetch("climbed", Climbed.objects.all()))
    reckoned: dict[tuple[datetime, datetime, str], list[Passed]] = {}
    last = 0
    while part := list(rows.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        for row in part:
            if row.due_at is None:
                continue
            asked = (row.due_at, max(row.due_at, row.recorded_at), _written(row))
            if asked not in reckoned:
                reckoned[asked] = passed(ladder_of(row), row.due_at, now, days, row.recorded_at)
            known = {one.place for one in row.climbed.all() if one.due_at == row.due_at}
            if any(one.place not in known for one in reckoned[asked]):
                yield row
        last = part[-1].pk
