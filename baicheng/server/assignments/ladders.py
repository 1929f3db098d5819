"""Which assignments have a rung of their ladder of reminders (催办升级) before them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

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

    What has gone up its whole ladder is not looked at again; of the others each due moment is reckoned once, and
    only of those that have a rung before them more is read than that.
    """
    done = Climbed.objects.filter(assignment=OuterRef("pk"), due_at=OuterRef("due_at"), was_last=True)
    open_ones = Assignment.objects.filter(outcome=Outcome.OPEN)
    rows = open_ones.filter(~Exists(done), due_at__lte=now + EARLIEST, rule__has_key=REMIND)
    rows = rows.annotate(ladder=KeyTextTransform(REMIND, "rule")).order_by("due_at", "pk")
    reckoned: dict[tuple[datetime, datetime, str], list[Passed]] = {}
    for programme in open_ones.order_by().values_list("programme", flat=True).distinct():
        for part in _parts(rows.filter(programme=programme)):
            known = _climbed(part)
            urged = []
            for pk, due_at, recorded_at, ladder in part:
                asked = (due_at, max(due_at, recorded_at), ladder)
                if asked not in reckoned:
                    reckoned[asked] = passed(_read(ladder), due_at, now, days, recorded_at)
                if any((pk, due_at, one.place) not in known for one in reckoned[asked]):
                    urged.append(pk)
            yield from Assignment.objects.filter(pk__in=urged).order_by("pk") if urged else ()


_Row = tuple[int, datetime, datetime, str]


def _parts(rows: QuerySet[Assignment]) -> Iterator[list[_Row]]:
    """Rows by due moment, so many at a time: its id, when it is due and was recorded, its ladder as written."""
    columns, last = ("pk", "due_at", "recorded_at", "ladder"), Q()
    while part := list(rows.filter(last).values_list(*columns)[:_BATCH]):
        yield part
        pk, due_at = part[-1][:2]
        last = Q(due_at__gte=due_at) & (Q(due_at__gt=due_at) | Q(pk__gt=pk))


def _climbed(part: Sequence[_Row]) -> set[tuple[int, datetime, int]]:
    """The rungs that were climbed of some rows: assignment, due moment, place."""
    climbed = Climbed.objects.filter(assignment__in=[row[0] for row in part])
    return set(climbed.order_by().values_list("assignment", "due_at", "place"))
