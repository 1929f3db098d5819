"""Assignments that duties open (待办): their keys, and what they keep of the duty."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from baicheng.clock.instants import china_date
from baicheng.flows.duty_items import Owed
from baicheng.flows.reconciliation import Kept
from baicheng.packs.local_values import ladder_path
from baicheng.server.assignments.ladders import REMIND, REMIND_PATH
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.rows import OF_DUTIES, STANDS_FOR, beginning
from baicheng.server.assignments.services import Planned
from baicheng.server.duties.forms import book_named
from baicheng.server.duties.items import Batch, Question
from baicheng.server.duties.models import Duty
from baicheng.server.history.among import among
from baicheng.server.history.many_rows import Row, Written

#: The field in which a report says which period it is about.
COVERS = "covers"


def keys_of(duty: Duty) -> tuple[str, str]:
    """The range of the keys of a duty's assignments: from the first up to but without the second."""
    return f"{OF_DUTIES}{duty.pk}:", f"{OF_DUTIES}{duty.pk};"


def of_duties() -> QuerySet[Assignment]:
    """All assignments that duties have opened."""
    return Assignment.objects.filter(key__gte=OF_DUTIES, key__lt=f"{OF_DUTIES[:-1]};")


class Opened(NamedTuple):
    """What counts of an assignment that a duty has opened: a run looks at all of them and changes few."""

    id: int
    key: str
    bearer_id: int | None
    about_kind: str
    about_id: int | None
    outcome: str
    rule: Mapping[str, Any]

    @property
    def slot(self) -> str:
        """The thing and the time, as they are owed."""
        return str(self.rule["slot"])

    @property
    def was_handed_on(self) -> bool:
        """Whether it is the next one of another, borne by somebody else."""
        return "#" in self.key

    def owed_key(self, duty: Duty) -> str:
        """What it is by the duty's own reckoning."""
        return self.key.removeprefix(keys_of(duty)[0])

    def kept(self, duty: Duty) -> Kept:
        """It as it was opened: an extension granted since is no change of the duty.

        What was done for a body before it was known that another had taken over counts for that one.
        """
        stated = self.rule.get("due_at")
        due_at = datetime.fromisoformat(stated) if stated else None
        whose = self.rule.get(STANDS_FOR, self.bearer_id)
        return Kept(self.owed_key(duty), self.slot, whose, due_at, self.outcome == Outcome.OPEN)


def opened_for(duty: Duty, batch: Batch) -> list[Opened]:
    """All that the duty has opened for the items, in the order in which it did."""
    rows = Assignment.objects.filter(
        among("about_id", batch.ids), beginning(keys_of(duty)[0]), about_kind=batch.kind
    )
    return sorted(map(Opened._make, rows.order_by().values_list(*Opened._fields)))


def in_full(rows: Iterable[Opened | Row]) -> list[Assignment]:
    """The assignments as they are now, in the order in which they were opened."""
    keys = [row.id for row in rows]
    found = Assignment.objects.filter(pk__in=keys).select_related("bearer").order_by("pk")
    return list(found) if keys else []


def planned(question: Question, batch: Batch, owed: Iterable[Owed], at: datetime) -> list[Planned]:
    """What is owed, as assignments to open."""
    rules = _Rules(question)
    return [_planned(question, batch, one, at, rules) for one in owed]


def _planned(question: Question, batch: Batch, one: Owed, at: datetime, rules: _Rules) -> Planned:
    duty = question.duty
    named_on = one.due_on or (china_date(one.opens_at) if one.opens_at else china_date(at))
    rule, is_lost = rules.of(one)
    recipients = question.recipients(batch.contexts[one.about], named_on)
    return Planned(
        key=f"{rules.prefix}{one.key}",
        name=question.form.duty,
        title=duty.title,
        bearer=None if one.bearer is None else int(one.bearer),
        opened_at=min(one.opens_at or at, at),
        due_at=one.due_at,
        about=(batch.kind, int(one.about)),
        rule=rule,
        clause=duty.clause_id,
        covers=(one.period.since, one.period.until) if one.period else None,
        fileable_from=one.opens_at,
        cut_off=one.cut_off,
        needed=one.demand.at_least,
        missed_when_over=is_lost,
        recipients=recipients,
    )


class _Rules:
    """What is kept of the duty: its row, the place in its calendar, what fulfils it, reminders.

    All but the thing is the same for what falls due together.
    """

    def __init__(self, question: Question) -> None:
        self._question = question
        self.prefix = keys_of(question.duty)[0]
        self._made: dict[tuple[object, ...], tuple[str, bool]] = {}

    def of(self, one: Owed) -> tuple[Written, bool]:
        """The rule of an assignment, and whether nothing done later makes it good."""
        # What falls due together shares these objects, and keeps them as long as it is there.
        same = (id(one.demand), id(one.due_on), id(one.due_at), id(one.period))
        if same not in self._made:
            same_for_all = _json({"duty": self._question.duty.pk, **self._rule(one)})
            is_lost = _is_lost_when_over(self._question.programme, one)
            self._made[same] = same_for_all.removesuffix("}"), is_lost
        rule, is_lost = self._made[same]
        return Written(f'{rule}, "slot": {_json(one.slot)}}}'), is_lost

    def _rule(self, one: Owed) -> dict[str, Any]:
        rule: dict[str, Any] = {
            "demand": one.demand.model_dump(mode="json", by_alias=True, exclude_unset=True),
            "due_on": _day(one.due_on),
            "due_at": one.due_at.isoformat() if one.due_at else None,
        }
        if one.period is not None:
            rule |= {"period": one.period.label, "unit": one.period.unit.value}
        if self._question.form.remind:
            rule[REMIND] = [
                reminder.model_dump(mode="json", exclude_none=True) for reminder in self._question.form.remind
            ]
            if any(reminder.id for reminder in self._question.form.remind):
                rule[REMIND_PATH] = ladder_path("duties", self._question.duty.name)
        return rule


#: As ``many_rows`` writes it.
_json = json.JSONEncoder(ensure_ascii=False).encode


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
