"""Which deed answers which of several things owed (对应): a report answers one day, a patrol every period it lies in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from baicheng.flows.duty_items import Owed
from baicheng.flows.fulfilment import Deed, needed_of


def allot(owed: Iterable[Owed], deeds: Iterable[Deed]) -> Mapping[str, list[Deed]]:
    """The deeds that count for each key, of what one bearer owes for one thing under one duty.

    What is to be done within a period is done by every deed within it. What tells of a past period or is owed
    on a day takes a deed for itself: the deed that names it (by the period's label or the day on which it is
    due), or else the oldest that is open and unanswered takes the deed. Where no window is stated, it opens
    when the one before falls due.
    """
    left = sorted(deeds, key=lambda deed: deed.at)
    counted: dict[str, list[Deed]] = defaultdict(list)
    opened_by: datetime | None = None
    for one in sorted(owed, key=lambda one: (one.due_at is None, one.due_at, one.key)):
        if one.is_within_period:
            counted[one.key] = [deed for deed in left if deed.covers in (None, _label(one))]
            continue
        named = [deed for deed in left if deed.covers is not None and deed.covers == _label(one)]
        opens_at = one.opens_at or opened_by
        unnamed = [deed for deed in left if deed.covers is None and (opens_at is None or opens_at <= deed.at)]
        taken = [*named, *unnamed][: _most(one)]
        counted[one.key] = taken
        left = [deed for deed in left if deed not in taken]
        opened_by = one.due_at or opened_by
    return counted


def _label(one: Owed) -> str | None:
    if one.period is not None:
        return one.period.label
    return one.due_on.isoformat() if one.due_on else None


def _most(one: Owed) -> int | None:
    """So many deeds it takes for itself; of a share as many as there are."""
    return needed_of(one, None)
