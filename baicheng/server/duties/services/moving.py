"""Changes of records with all that follows from them for duties and targets.

Pages and the API change records through these: what a flow says of observations is carried out here, and what
the record fulfils is closed, in the same transaction (docs/decisions/0009-effects.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.duties.models import Report
from baicheng.server.duties.reporting import targets_asked
from baicheng.server.duties.services.matching import match
from baicheng.server.duties.services.moves_made import match_move
from baicheng.server.indicators.models import Observation
from baicheng.server.indicators.services import enter_observation
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import Moved, create_record, edit_record, move
from baicheng.server.registers.taking import Taking

#: What a flow observes: the values that a report states of targets.
TARGETS = "targets"


@transaction.atomic
def enter_record(
    *,
    register_id: str,
    values: Mapping[str, Any],
    parties: Sequence[Taking | tuple[str, Subject]],
    user: User,
    at: datetime,
    **more: Any,
) -> Record:
    """Enter a record and close what it fulfils; see ``registers.services.create_record``."""
    record = create_record(register_id=register_id, values=values, parties=parties, user=user, at=at, **more)
    match(record, at, actor=actor_of(user))
    return record


@transaction.atomic
def change_record(
    record: Record, values: Mapping[str, Any], *, user: User, at: datetime, revision: int, **more: Any
) -> Record:
    """Change a record and bring what it fulfils in line; see ``registers.services.edit_record``."""
    changed = edit_record(record, values, user=user, at=at, revision=revision, **more)
    match(changed, at, actor=actor_of(user))
    return changed


@transaction.atomic
def move_record(record: Record, name: str, *, user: User, at: datetime, revision: int, **more: Any) -> Moved:
    """Make a move, write what it observes, and bring in line what the record fulfils.

    See ``registers.services.move``.
    """
    moved = move(record, name, user=user, at=at, revision=revision, **more)
    actor = actor_of(user)
    if TARGETS in moved.observes:
        for seen in _observe(moved.record, at):
            match(seen, at, actor=actor)
    match(moved.record, at, actor=actor)
    match_move(moved.record, name, at, actor=actor)
    for created in moved.created:
        match(created, at, actor=actor)
    return moved


def _observe(record: Record, at: datetime) -> list[Observation]:
    """Let the values of a report count, each as what its own unit reached.

    A part of what another unit consolidates stays with the report and is shown beside the whole.
    """
    report = Report.objects.filter(record=record).select_related("task", "subject", "sent_by").first()
    if report is None or report.task is None:
        return []
    made = []
    asked = targets_asked(report.task, report.subject_id, china_date(report.sent_at or at))
    counting = {one.target.pk for one in asked if one.counts}
    for value in report.values.select_related("target__indicator"):
        reporter = report.sent_by or record.author
        if value.target_id in counting and reporter is not None:
            value.observation = enter_observation(
                target=value.target,
                subject=report.subject,
                value=value.value,
                held_on=value.held_on,
                source=(KIND, record.pk),
                reported_by=reporter,
                at=at,
            )
            value.save()
            made.append(value.observation)
    return made
