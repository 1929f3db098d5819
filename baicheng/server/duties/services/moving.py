"""Changes of records with all that follows from them for duties and targets.

Pages and the API change records through these: what a flow says of observations is carried out here, and what
the record fulfils is closed, in the same transaction (docs/decisions/0010-effects.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.flows.keys import Title
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.duties.models import Report
from baicheng.server.duties.reporting import targets_asked, told_at
from baicheng.server.duties.services.generating import end_owed
from baicheng.server.duties.services.matching import hold, match, match_all
from baicheng.server.duties.services.moves_made import match_move
from baicheng.server.indicators.models import Observation
from baicheng.server.indicators.queries import unmet
from baicheng.server.indicators.services import enter_observation, follow_targets
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.books import spoken
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.moments import moment_of
from baicheng.server.registers.services import (
    Given,
    Moved,
    create_record,
    create_records,
    edit_record,
    move,
    update_linked,
)
from baicheng.server.registers.taking import Taking
from baicheng.server.web.formats import figure
from baicheng.server.web.once import answers_kept

#: What a flow observes: the values that a report states of targets.
TARGETS = "targets"


@answers_kept()
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


@answers_kept()
@transaction.atomic
def enter_records(
    register_id: str, given: Sequence[Given], *, user: User, at: datetime, reason: str = ""
) -> list[Record]:
    """Enter records together and close what they fulfil; see ``registers.services.create_records``."""
    records = create_records(register_id, given, user=user, at=at, reason=reason)
    match_all(records, at, actor=actor_of(user))
    return records


@answers_kept()
@transaction.atomic
def change_record(
    record: Record, values: Mapping[str, Any], *, user: User, at: datetime, revision: int, **more: Any
) -> Record:
    """Change a record and bring what it fulfils in line; see ``registers.services.edit_record``."""
    hold([record])
    changed = edit_record(record, values, user=user, at=at, revision=revision, **more)
    match(changed, at, actor=actor_of(user))
    return changed


@answers_kept()
@transaction.atomic
def move_record(record: Record, name: str, *, user: User, at: datetime, revision: int, **more: Any) -> Moved:
    """Make a move, write what it observes and changes elsewhere, and bring in line what the record fulfils and owes.

    See ``registers.services.move``.

    Raises:
        ValidationError: for ``reason`` too, where a record would be closed whose targets are not reached.
    """
    hold([record])
    at = moment_of([record.pk], at)  # what follows from the move is of the same moment
    moved = move(record, name, user=user, at=at, revision=revision, **more)
    _refuse_silent_end(moved.record, str(more.get("reason", "")), at)
    actor = actor_of(user)
    report = _report(moved.record)
    if TARGETS in moved.observes and report is not None:
        observed = _observe(report, at)
        for seen in observed:
            match(seen, at, actor=actor)
        if observed and report.task is not None:
            follow_targets([report.task], at=at)
    for updating in moved.updates:
        told = report and told_at(report)
        changed = update_linked(moved.record, updating, user=user, at=at, held_at=told or at)
        if changed is not None:
            match(changed, at, actor=actor)
    match(moved.record, at, actor=actor)
    match_move(moved.record, name, at, actor=actor)
    end_owed(moved.record, at, actor=actor)
    for created in moved.created:
        match(created, at, actor=actor)
    return moved


def _refuse_silent_end(record: Record, reason: str, at: datetime) -> None:
    """Whoever closes what has not reached its targets says why."""
    if record.closed_at != at or reason.strip():
        return
    missed = unmet(record, china_date(at))
    if missed:
        said = "；".join(
            _("%(title)s: %(value)s of %(wanted)s %(unit)s")
            % {
                "title": spoken(Title.model_validate(one.target.indicator.title)),
                "value": figure(one.value) if one.value is not None else "—",
                "wanted": figure(one.target.value),
                "unit": one.target.unit,
            }
            for one in missed
        )
        raise ValidationError(
            {"reason": _("Not reached: %(targets)s. Say why it is closed all the same.") % {"targets": said}}
        )


def _report(record: Record) -> Report | None:
    """The report that a record is."""
    rows = Report.objects.filter(record=record)
    return rows.select_related("record__author", "task", "subject", "sent_by", "assignment").first()


def _observe(report: Report, at: datetime) -> list[Observation]:
    """Let the values of a report count, each as what its own unit reached.

    A part of what another unit consolidates stays with the report and is shown beside the whole.
    """
    if report.task is None:
        return []
    made = []
    asked = targets_asked(report.task, report.subject_id, china_date(report.sent_at or at))
    counting = {one.target.pk for one in asked if one.counts}
    for value in report.values.select_related("target__indicator"):
        reporter = report.sent_by or report.record.author
        if value.target_id in counting and reporter is not None:
            value.observation = enter_observation(
                target=value.target,
                subject=report.subject,
                value=value.value,
                held_on=value.held_on,
                source=(KIND, report.record_id),
                reported_by=reporter,
                at=at,
            )
            value.save()
            made.append(value.observation)
    return made
