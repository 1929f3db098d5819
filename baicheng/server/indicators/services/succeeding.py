"""Targets that follow their task to who has taken over (目标随职责承接): the number stays, whose it is changes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from baicheng.clock.instants import start_of
from baicheng.server.history.actors import Actor
from baicheng.server.history.models import Event
from baicheng.server.history.services import record as note
from baicheng.server.indicators.models import Target
from baicheng.server.indicators.sealing import TARGETS, chain_of_target
from baicheng.server.orgs.models import Subject, SuccessionStep
from baicheng.server.registers.models import Record

_SUCCEEDED, _TAKEN_BACK = "indicators.target.succeeded", "indicators.target.succession_undone"


@transaction.atomic
def pass_targets(record: Record, step: SuccessionStep, heir: Subject, *, actor: Actor, at: datetime) -> int:
    """Let the old body's own targets of a record be the heir's; returns how many.

    What was set for the old body later, by people who knew, stays. The chain of each target says from which
    day on, and by which paper, it is the heir's; what the old body reached counts on.
    """
    old, day = step.predecessor, step.in_place_on
    assert day is not None, "only what is in place passes"
    before = Q(recorded_at__lt=start_of(day)) | Q(recorded_at__lt=step.recorded_at)
    rows = Target.objects.select_for_update(of=("self",)).filter(before, record=record, superseded_by=None)
    passed = list(rows.filter(subject=old).order_by("pk"))
    for target in passed:
        stated = {"step": step.pk, "succession": step.succession_id, "from": day.isoformat()}
        source = step.source or step.succession.source
        _give(target, old, heir, _SUCCEEDED, actor, at, source, stated)
    return len(passed)


@transaction.atomic
def take_back_targets(step: SuccessionStep, *, actor: Actor, at: datetime, reason: str) -> int:
    """Give back the targets that a step has passed on and that are the heir's still; returns how many."""
    events = Event.objects.filter(
        chain__startswith="indicators.target:", verb=_SUCCEEDED, context__step=step.pk
    )
    keys = [int(chain.rpartition(":")[2]) for chain in events.values_list("chain", flat=True)]
    rows = Target.objects.select_for_update(of=("self",)).filter(pk__in=keys, superseded_by=None)
    given_back = 0
    for target in rows.order_by("pk"):
        last = Event.objects.filter(chain=chain_of_target(target), verb__in=(_SUCCEEDED, _TAKEN_BACK)).latest(
            "number"
        )
        if last.verb == _SUCCEEDED and last.context.get("step") == step.pk:
            heir, old = Subject.objects.get(pk=target.subject_id or 0), step.predecessor
            _give(target, heir, old, _TAKEN_BACK, actor, at, reason, {"step": step.pk})
            given_back += 1
    return given_back


def _give(
    target: Target,
    giver: Subject,
    taker: Subject,
    verb: str,
    actor: Actor,
    at: datetime,
    reason: str,
    stated: dict[str, object],
) -> None:
    target.subject = taker
    target.save(update_fields=["subject"])
    note(
        chain=chain_of_target(target),
        verb=verb,
        actor=actor,
        at=at,
        changes={"subject": [giver.name, taker.name]},
        reason=reason,
        context={**stated, **TARGETS.of(target)},
    )
