"""Reminding those who owe something before it is due (催办提醒): each reminder comes once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from baicheng.clock import WorkCalendar
from baicheng.clock.limits import before
from baicheng.flows.limit_rules import Amount
from baicheng.server.accounts.queries import users_for
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.queries import reminds
from baicheng.server.notices.services import notify

#: No rule reminds earlier than so long before; what is due later is not looked at.
_EARLIEST = timedelta(days=120)
_BATCH = 200


def remind(now: datetime) -> int:
    """Remind the bearers of what is due soon, as packs say; returns how many messages were sent.

    Of several reminders whose time has passed unseen, the machine being off, only the last is sent; running
    it again sends nothing. Who has asked for more time in time is not reminded.
    """
    days, sent, last = calendar(), 0, 0
    rows = Assignment.objects.filter(
        outcome=Outcome.OPEN, due_at__gt=now, due_at__lte=now + _EARLIEST, rule__has_key="remind"
    )
    while part := list(rows.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        with transaction.atomic():
            sent += sum(_remind(row, now, days) for row in part)
        last = part[-1].pk
    return sent


def _remind(row: Assignment, now: datetime, days: WorkCalendar) -> int:
    passed = [(moment, place) for place, moment in enumerate(_moments(row, days)) if moment <= now]
    if not passed or row.due_at is None or row.bearer_id is None or not reminds(row, now):
        return 0
    _moment, place = max(passed)
    text = {
        "zh": f"临近时限：{row.title['zh']}",
        "en": f"Due soon: {row.title['en']}",
    }
    # A due time that was moved is another one to be reminded of.
    key = f"assignments.remind:{row.pk}:{place}:{row.due_at.isoformat()}"
    return notify(users_for([row.bearer_id]), key=key, text=text, at=now, path=_path())


def _moments(row: Assignment, days: WorkCalendar) -> Iterator[datetime]:
    """When the bearer is to be reminded, in the order of the rule."""
    due_at = row.due_at
    for stated in row.rule["remind"]:
        limit = Amount.model_validate(stated["before"]).limit()
        if due_at is not None:
            yield before(due_at - timedelta(microseconds=1), limit, days)


def _path() -> str:
    try:
        return reverse("assignments:my_work")
    except NoReverseMatch:
        return ""
