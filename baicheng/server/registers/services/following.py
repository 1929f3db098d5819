"""Keeping records in step with what changes around them: relations, roles by date, the working calendar."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q

from baicheng.clock.instants import china_date
from baicheng.server.assignments.calendars import PATHS
from baicheng.server.editions.queries import INSTALLATION, approved_values
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.models import Event
from baicheng.server.history.queries import timeline
from baicheng.server.history.services import record as append
from baicheng.server.orgs.models import Relation, RelationKind
from baicheng.server.registers.access import refresh_access
from baicheng.server.registers.services.due_moments import derive_anew
from baicheng.server.registers.services.limits import reproject_clocks
from baicheng.server.registers.services.taking_part import follow_parties, parties_changing

#: Where it is remembered up to which moment everything was kept in step.
CHAIN = "registers.upkeep"
#: Counts on where the rules of lights change: how records stand is then derived anew, once.
LIGHTS = 2
#: A transaction that began before the last run may have ended after it.
_OVERLAP = timedelta(minutes=10)
_BEGINNING = datetime(1949, 10, 1, tzinfo=UTC)
_LINES = (RelationKind.PART_OF, RelationKind.GOVERNS, RelationKind.ADMINISTERS, RelationKind.GUIDES)


@dataclass(frozen=True, slots=True)
class KeptUp:
    """What a run changed: records seen by others, records whose roles began or ended, clocks that moved."""

    access: int
    parties: int
    clocks: int


def keep_in_step(at: datetime, *, actor: Actor = WORKER) -> KeptUp:
    """Carry out what relations, dates of roles and the working calendar have changed since the last run.

    Whatever runs were missed before, this one makes up for them; running it again changes nothing. Call it
    hourly, and after relations or the calendar were changed.
    """
    last = timeline(CHAIN).first()
    since = datetime.fromisoformat(last.context["until"]) if last else _BEGINNING
    before, today = china_date(since), china_date(at)
    lower = _lower_subjects(since - _OVERLAP, before, today)
    access = refresh_access(lower, at) if lower else 0
    changing = parties_changing(before, today) if last else []
    for record in changing:
        follow_parties(record, at=at)
    if last is not None and last.context.get("lights") != LIGHTS:
        derive_anew(at)
    digest, reason = _calendar()
    clocks = 0
    if last is not None and last.context["calendar"] != digest:
        clocks = reproject_clocks(reason=reason, at=at, actor=actor)
    done = KeptUp(access, len(changing), clocks)
    known = last is not None and (last.context["calendar"], last.context.get("lights")) == (digest, LIGHTS)
    if not known or before < today or any((access, clocks)):
        _remember(done, digest, at, actor)
    return done


def _lower_subjects(since: datetime, after: date, until: date) -> set[int]:
    """The lower subjects of lines that were entered, corrected, or have begun or ended."""
    fresh = Q(recorded_at__gte=since) | Q(superseded_at__gte=since)
    fresh |= Q(since__gt=after, since__lte=until) | Q(until__gt=after, until__lte=until)
    found = set()
    rows = Relation.objects.filter(fresh, kind__in=_LINES).values_list("kind", "subject", "object")
    for kind, subject, other in rows:
        found.add(subject if kind in (RelationKind.PART_OF, RelationKind.GOVERNS) else other)
    return found


def _calendar() -> tuple[str, str]:
    """A digest of what was decided on the calendar, and the reasons that were given."""
    values = [value for path in PATHS for value in approved_values(INSTALLATION, path)]
    told = [[value.pk, value.value, value.since.isoformat(), str(value.until)] for value in values]
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    latest = sorted(values, key=lambda value: value.pk)[-3:]
    return digest, "；".join(value.reason for value in latest) or "工作日历调整 / the calendar changed"


def _remember(done: KeptUp, digest: str, at: datetime, actor: Actor) -> Event:
    return append(
        chain=CHAIN,
        verb="registers.upkeep.done",
        actor=actor,
        at=at,
        changes={},
        context={
            "until": at.isoformat(),
            "calendar": digest,
            "lights": LIGHTS,
            "access": done.access,
            "parties": done.parties,
            "clocks": done.clocks,
        },
    )
