"""The ladder of reminders carried out (催办升级): people are told, orders issued, each once."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from baicheng.clock import WorkCalendar
from baicheng.clock.instants import china_date
from baicheng.flows.expressions import parse
from baicheng.flows.ladder import TODAY, Passed, names_with_today
from baicheng.flows.steps import Creation
from baicheng.packs.records.rows import names_of
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import office_users
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.ladders import with_rungs_to_climb
from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.rows import note
from baicheng.server.assignments.services import climb
from baicheng.server.editions.queries import office_id_of
from baicheng.server.history.actors import WORKER
from baicheng.server.notices.services import notify
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.moments import moment_of
from baicheng.server.registers.services.beside import create_beside
from baicheng.server.registers.services.keeping import locked
from baicheng.server.registers.urging import Urging

_LOG = logging.getLogger(__name__)


class Escalated(NamedTuple):
    """What a run did: how many messages it put into inboxes, how many records it created."""

    told: int
    created: int


def escalate(now: datetime) -> Escalated:
    """Climb every ladder as far as its time has come: tell whom packs name, create what they say.

    Each assignment is a transaction of its own; running it again does nothing. Of several rungs that passed
    unseen, the machine being off, each person is told the highest; what is to be created is created all the same.
    What cannot be created is tried again with the next run, and the office is told why, once.
    """
    days, told, created = calendar(), 0, 0
    for row in with_rungs_to_climb(now, days):
        try:
            done = _go_up(row, now, days)
        except ValidationError as error:
            _LOG.warning("assignment %s cannot be escalated: %s", row.pk, " ".join(error.messages))
            told += _tell_office(row, now, " ".join(error.messages))
            continue
        told, created = told + done.told, created + done.created
    return Escalated(told, created)


@transaction.atomic
def _go_up(assignment: Assignment, now: datetime, days: WorkCalendar) -> Escalated:
    record = (
        locked(Record.objects.get(pk=assignment.about_id or 0)) if assignment.about_kind == KIND else None
    )
    if record is not None:
        now = moment_of([record.pk], now)
    row, rungs = climb(assignment, now, days)
    if not rungs:
        return Escalated(0, 0)
    urging = Urging.of(row, record, now)
    created = {}
    for one in rungs:
        record = _create(urging, one)
        if record is not None:
            created[one.place] = record
    told = _tell(urging, rungs, created)
    for one in rungs:
        if one.rung.after is not None:
            _note(urging, one, created.get(one.place))
    return Escalated(told, len(created))


def _create(urging: Urging, one: Passed) -> Record | None:
    """The record that a rung wants, such as a rectification order; none where it wants none."""
    wanted, matter = one.rung.create, urging.matter
    if wanted is None or matter is None:
        return None
    names = names_with_today(names_of(matter.book.register))
    row = {**matter.row, TODAY: matter.viewer.day}
    creation = Creation(
        wanted.register_id,
        {name: parse(text, names).evaluate(row) for name, text in wanted.values.items()},
        {role: urging.subjects(who) for role, who in wanted.parties.items()},
    )
    return create_beside(matter, creation, reason=urging.reason())


def _tell(urging: Urging, rungs: Sequence[Passed], created: Mapping[int, Record]) -> int:
    """Tell each person, and each group, the highest of the rungs that are theirs."""
    highest: dict[User, Passed] = {}
    groups: dict[int, Passed] = {}
    for one in rungs:
        highest |= dict.fromkeys(urging.users(one.rung), one)
        groups |= dict.fromkeys(urging.groups(one.rung), one)
    office = office_id_of(urging.row.programme, china_date(urging.now))
    told = 0
    for one in rungs:
        units = [unit for unit, rung in groups.items() if rung is one]
        told += notify(
            [user for user, rung in highest.items() if rung is one],
            key=urging.key(one.place),
            text=urging.text(created.get(one.place)),
            path=urging.path,
            at=urging.now,
            units=units,
            office_of=urging.row.programme if office in units else "",
        )
    return told


def _note(urging: Urging, one: Passed, created: Record | None) -> None:
    """Put what follows on lateness into the time-line of what the assignment is about."""
    context = {
        "rung": one.rung.model_dump(mode="json", include={"after"}),
        "told": urging.told(one.rung),
        "created": {"id": created.pk, "number": created.number} if created else None,
    }
    note(urging.row, "escalated", WORKER, urging.now, {}, context=context)


def _tell_office(row: Assignment, now: datetime, fault: str) -> int:
    text = {
        "zh": f"“{row.title['zh']}”逾期后应自动生成的记录没有生成：{fault}",
        "en": f"What should follow on “{row.title.get('en', row.name)}” being late was not created: {fault}",
    }
    users = office_users(row.programme, china_date(now))
    return notify(users, key=f"assignments.escalation:{row.pk}:failed", text=text, at=now)
