"""Which assignments have a rung of their ladder of reminders (催办升级) before them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from baicheng.clock import WorkCalendar
from baicheng.clock.instants import china_date
from baicheng.flows.ladder import EARLIEST, Passed, Rung, passed, with_amounts
from baicheng.flows.limit_rules import Amount
from baicheng.packs.overruling import by_day
from baicheng.server.assignments.models import Assignment, Climbed, Outcome
from baicheng.server.assignments.queries import open_programmes, reminds
from baicheng.server.editions.queries import decided

#: The keys under which an assignment's rule holds its ladder, and where local values set the days of its rungs.
REMIND, REMIND_PATH = "remind", "remind_path"
_BATCH = 500


class Ladders:
    """The ladders of assignments on a day: what their pack said, with the days that were decided locally (本地取值)."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._amounts: dict[tuple[str, str], dict[str, Amount]] = {}

    def of(self, assignment: Assignment) -> tuple[Rung, ...]:
        """The rungs of an assignment's ladder."""
        return self.read(assignment.programme, _written(assignment), assignment.rule.get(REMIND_PATH))

    def read(self, programme: str, written: str, path: str | None) -> tuple[Rung, ...]:
        """The same of a ladder as a rule holds it; ``path`` is where its days are decided, if they can be."""
        rungs = _read(written)
        if path is None:
            return rungs
        key = (programme, path)
        if key not in self._amounts:
            self._amounts[key] = self._decided(*key)
        return with_amounts(rungs, self._amounts[key])

    def _decided(self, programme: str, path: str) -> dict[str, Amount]:
        """What holds on the day for the rungs of a ladder, by their names."""
        found: dict[str, Amount] = {}
        for name, values in decided(programme, f"{path}.").items():
            held = [value for span, value in by_day(values) if span.holds(self._on)]
            if held:
                found[name.rpartition(".")[2]] = Amount.model_validate(held[-1])
        return found


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
    rows = rows.annotate(
        ladder=KeyTextTransform(REMIND, "rule"), path=KeyTextTransform(REMIND_PATH, "rule")
    ).order_by("due_at", "pk")
    ladders = Ladders(china_date(now))
    reckoned: dict[tuple[str, datetime, datetime, str, str | None], list[Passed]] = {}
    for programme in open_programmes():
        for part in _parts(rows.filter(programme=programme)):
            known = _climbed(part)
            urged = []
            for pk, due_at, recorded_at, ladder, path in part:
                asked = (programme, due_at, max(due_at, recorded_at), ladder, path)
                if asked not in reckoned:
                    rungs = ladders.read(programme, ladder, path)
                    reckoned[asked] = passed(rungs, due_at, now, days, recorded_at)
                if any((pk, due_at, one.place) not in known for one in reckoned[asked]):
                    urged.append(pk)
            yield from Assignment.objects.filter(pk__in=urged).order_by("pk") if urged else ()


_Row = tuple[int, datetime, datetime, str, str | None]


def _parts(rows: QuerySet[Assignment]) -> Iterator[list[_Row]]:
    """Rows by due moment, so many at a time: its id, when it is due and was recorded, its ladder and path."""
    columns, last = ("pk", "due_at", "recorded_at", "ladder", "path"), Q()
    while part := list(rows.filter(last).values_list(*columns)[:_BATCH]):
        yield part
        pk, due_at = part[-1][:2]
        last = Q(due_at__gte=due_at) & (Q(due_at__gt=due_at) | Q(pk__gt=pk))


def _climbed(part: Sequence[_Row]) -> set[tuple[int, datetime, int]]:
    """The rungs that were climbed of some rows: assignment, due moment, place."""
    climbed = Climbed.objects.filter(assignment__in=[row[0] for row in part])
    return set(climbed.order_by().values_list("assignment", "due_at", "place"))
