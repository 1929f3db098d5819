"""Values observed (观测值) towards a duty: entered, and matched with what they fulfil."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from baicheng.flows.allotment import allot
from baicheng.flows.fulfilment import Deed, fulfilment
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assignments.models import VOID, Assignment, Outcome
from baicheng.server.duties.deeds import owed_of
from baicheng.server.duties.services.settling import about, settle
from baicheng.server.history.actors import Actor
from baicheng.server.indicators.models import Indicator, Observation, Target
from baicheng.server.indicators.services import follow_targets, observe_indicator
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services.due_moments import lock_records, refresh_due_of

OBSERVATION = "indicators.observation"


@transaction.atomic
def enter_value(
    indicator: Indicator, *, subject: Subject, value: Decimal, held_on: date, user: User, at: datetime
) -> Observation:
    """Record what an indicator was for a subject on a day, and close what that fulfils.

    See ``indicators.services.observe_indicator`` for who may.
    """
    seen = observe_indicator(
        indicator,
        subject=subject,
        value=value,
        held_on=held_on,
        source=("orgs.subject", subject.pk),
        user=user,
        at=at,
    )
    refresh_due_of(about(match_observation(seen, at, actor_of(user))), at=at)
    concerned = Target.objects.filter(indicator=indicator, superseded_by=None, record__closed_at=None)
    follow_targets(Record.objects.filter(pk__in=concerned.values("record")), at=at)
    return seen


def match_observation(seen: Observation, at: datetime, actor: Actor) -> Iterator[Assignment]:
    """Close what a value fulfils for its subject, and reopen what the one that it supersedes fulfilled.

    A value says by its day which period it is about; a value of a task counts for that task only.
    """
    rows = candidates(seen)
    lock_records(about(rows))
    for row in rows:
        found = fulfilment(owed_of(row), _deeds(seen, row))
        answering = (row.answer_kind, row.answer_id or 0)
        answer = answering if found.done_at is None else (OBSERVATION, seen.pk)
        yield from settle(row, found, answer, at, actor)


def candidates(seen: Observation) -> list[Assignment]:
    """What a value may fulfil, or what the one that it supersedes fulfilled."""
    code = seen.indicator.code
    pack, _dot, name = code.rpartition(".")
    wanted = Q(rule__demand__observation=code) | Q(rule__demand__observation=name, programme=pack)
    earlier = [pk for pk in (seen.pk, seen.supersedes_id) if pk is not None]
    answered = Q(answer_kind=OBSERVATION, answer_id__in=earlier)
    state = Q(outcome__in=(Outcome.OPEN, Outcome.MISSED)) | answered
    rows = Assignment.objects.filter(wanted, state, bearer=seen.subject_id)
    return [row for row in rows.select_related("bearer").order_by("due_at", "pk") if _is_about(seen, row)]


def _is_about(seen: Observation, row: Assignment) -> bool:
    record = seen.target.record_id if seen.target else None
    return record is None or row.about_kind != KIND or row.about_id == record


def _deeds(seen: Observation, row: Assignment) -> Sequence[Deed]:
    """The values that count for an assignment, as they stand now.

    Of what is owed for a period, those of its days, however late they were entered; otherwise each value
    answers one thing that is owed.
    """
    own = Observation.objects.filter(
        indicator=seen.indicator_id, subject=seen.subject_id, superseded_by=None
    ).select_related("target")
    values = [one for one in own.order_by("recorded_at", "pk") if _is_about(one, row)]
    if row.covers_since and row.covers_until:
        label = row.rule["period"]
        within = (one for one in values if row.covers_since <= one.held_on < row.covers_until)
        return [Deed(one.recorded_at, label) for one in within]
    beside = Assignment.objects.filter(
        bearer=row.bearer_id, about_kind=row.about_kind, about_id=row.about_id, rule__duty=row.rule["duty"]
    ).exclude(outcome__in=VOID)
    return allot(map(owed_of, beside), [Deed(one.recorded_at) for one in values])[row.key]
