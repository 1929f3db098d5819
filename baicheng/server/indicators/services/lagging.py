"""Telling records from when on one of their targets lags behind (目标滞后), so that their lights follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from baicheng.clock.instants import china_date, end_of, start_of
from baicheng.flows.lights import lags_from
from baicheng.server.indicators.queries import Attainment, adds_up, attainments_of
from baicheng.server.registers.models import Record
from baicheng.server.registers.services.due_moments import tell_lags


def follow_targets(records: Iterable[Record], *, at: datetime) -> int:
    """Keep with records from when on a target of theirs lags; says how many stand otherwise now.

    Call it after values were observed or targets changed, in the same transaction.
    """
    lags = {record.pk: lagging_from(record, attainments_of(record, china_date(at))) for record in records}
    return tell_lags(lags, at=at) if lags else 0


def lagging_from(record: Record, reached: Iterable[Attainment]) -> datetime | None:
    """From when on the first of a record's targets lies behind the share of its time that is gone.

    Counted are amounts of which more is better, since their values grow to the target over its time; a share of
    a hundred (%) does not. What nobody has told says nothing.
    """
    found = (_from(record, one) for one in reached if one.verdict == "not_met" and adds_up(one.target.unit))
    return min((moment for moment in found if moment is not None), default=None)


def _from(record: Record, one: Attainment) -> datetime | None:
    target = one.target
    if one.share is None or target.due_on is None:
        return None
    since = start_of(target.period_since) if target.period_since else record.opened_at
    return lags_from(since, end_of(target.due_on), one.share)
