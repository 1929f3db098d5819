"""Entering what a new record brings beside its fields: parts and targets."""

from __future__ import annotations

from datetime import datetime

from baicheng.server.accounts.models import User
from baicheng.server.indicators.services import Share, indicator_of_plan, set_target, split_target
from baicheng.server.registers.models import Record
from baicheng.server.registers.services.parts import enter_parts
from baicheng.server.sheets.bringing import Brought


def enter_brought(record: Record, given: Brought, *, programme: str, user: User, at: datetime) -> None:
    """Enter the parts and targets of a new record; a step inside the service that has entered it."""
    enter_parts(record, given.parts, user=user, at=at)
    whole = None
    for line, subject in given.targets:
        if whole is not None and (line.is_share or line.is_subset):
            share = Share(line.value, subject, "" if subject else line.whose, line.op, due_on=line.due_on)
            split_target(whole, [share], programme=programme, user=user, at=at, subset=line.is_subset)
            continue
        whole = set_target(
            indicator=indicator_of_plan(name=line.indicator, unit=line.unit, programme=programme),
            op=line.op,
            value=line.value,
            unit=line.unit,
            due_on=line.due_on,
            period=line.period,
            subject=subject,
            scope="" if subject else line.whose,
            record=record,
            programme=programme,
            user=user,
            at=at,
        )
