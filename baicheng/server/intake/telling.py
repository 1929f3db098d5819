"""Telling units what was issued to them (下达通知): each once, however many tasks it has been given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from baicheng.clock.instants import china_date
from baicheng.server.accounts.queries import users_for
from baicheng.server.notices.services import notify
from baicheng.server.registers.models import Party, Record


def tell_units(
    records: Sequence[Record], *, what: str, text: tuple[str, str], key: str, at: datetime
) -> None:
    """Tell each unit that takes part in some records in how many of them it does.

    Args:
        what: the title of what was issued; ``text`` says it in Chinese and English with {what} and {count}.
        key: names what was issued, so that nobody is told twice.
    """
    day = china_date(at)
    given: dict[int, set[int]] = defaultdict(set)
    parties = Party.objects.known().on(day).filter(record__in=[record.pk for record in records])
    for record, subject in parties.values_list("record", "subject"):
        given[subject].add(record)
    for subject, tasks in sorted(given.items()):
        zh, en = (one.format(what=what, count=len(tasks)) for one in text)
        notify(
            users_for([subject], day),
            key=f"{key}:{subject}",
            text={"zh": zh, "en": en},
            at=at,
            units=[subject],
        )
