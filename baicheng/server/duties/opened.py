"""Assignments that duties open (待办): their keys, and what they keep of the duty."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from baicheng.clock.instants import china_date
from baicheng.flows.duty_items import Owed
from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.services import Planned
from baicheng.server.duties.forms import book_named
from baicheng.server.duties.items import Batch, Question
from baicheng.server.duties.models import Duty

#: The field in which a report says which period it is about.
COVERS = "covers"


def keys_of(duty: Duty) -> tuple[str, str]:
    """The range of the keys of a duty's assignments: from the first up to but without the second."""
    return f"duty:{duty.pk}:", f"duty:{duty.pk};"


def of_duties() -> QuerySet[Assignment]:
    """All assignments that duties have opened."""
    return Assignment.objects.filter(key__gte="duty:", key__lt="duty;")


def owed_key(duty: Duty, row: Assignment) -> str:
    """What a row is by the duty's own reckoning."""
    return row.key.removeprefix(keys_of(duty)[0])


def planned(question: Question, batch: Batch, owed: Iterable[Owed], at: datetime) -> list[Planned]:
    """What is owed, as assignments to open."""
    return [_planned(question, batch, one, at) for one in owed]


def _planned(question: Question, batch: Batch, one: Owed, at: datetime) -> Planned:
    duty = question.duty
    named_on = one.due_on or (china_date(one.opens_at) if one.opens_at else china_date(at))
    recipients = question.recipients(batch.contexts[one.about], named_on)
    return Planned(
        key=f"{keys_of(duty)[0]}{one.key}",
        name=question.form.duty,
        title=duty.title,
        bearer=None if one.bearer is None else int(one.bearer),
        opened_at=min(one.opens_at or at, at),
        due_at=one.due_at,
        about=(batch.kind, int(one.about)),
        rule=_rule(question, one),
        clause=duty.clause_id,
        covers=(one.period.since, one.period.until) if one.period else None,
        fileable_from=one.opens_at,
        cut_off=one.cut_off,
        needed=one.demand.at_least,
        missed_when_over=_is_lost_when_over(question.programme, one),
        recipients=[int(subject) for subject in recipients],
    )


def _rule(question: Question, one: Owed) -> dict[str, Any]:
    """What is kept of the duty: its row, the place in its calendar, what fulfils it, reminders."""
    rule: dict[str, Any] = {
        "duty": question.duty.pk,
        "slot": one.slot,
        "demand": one.demand.model_dump(mode="json", by_alias=True, exclude_unset=True),
        "due_on": _day(one.due_on),
        "due_at": one.due_at.isoformat() if one.due_at else None,
    }
    if one.period is not None:
        rule |= {"period": one.period.label, "unit": one.period.unit.value}
    if question.form.remind:
        rule["remind"] = [reminder.model_dump(mode="json") for reminder in question.form.remind]
    return rule


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _is_lost_when_over(programme: str, one: Owed) -> bool:
    """Whether nothing done later makes it good: due within its period, and no deed can say that it is meant.

    A patrol of last month cannot be made up; a report of last month says which month it is about.
    """
    if one.period is None or one.due_on is None or one.due_on >= one.period.until:
        return False
    if one.demand.record is None:
        return True
    return COVERS not in book_named(programme, one.demand.record).register.fields_
