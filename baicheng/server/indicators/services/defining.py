"""Which indicators there are: those that packs define, and those that are read from plans."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from baicheng.packs.schema.indicators import Indicator as Stated
from baicheng.server.editions.queries import pack
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.services import record as note
from baicheng.server.indicators.models import Indicator
from baicheng.server.indicators.queries import adds_up, code_of, indicator_named


@transaction.atomic
def sync_pack_indicators(programme: str, *, at: datetime, actor: Actor = WORKER) -> list[Indicator]:
    """Bring the indicators of a programme in line with its pack's active edition, as ``PACK.NAME``.

    The same again changes nothing. One that an edition no longer has stays, for the targets and values that
    it has. A rate whose parts another pack defines, which is not installed yet, gets them once it is.
    """
    stated = pack(programme).indicators
    rows = {row.code: row for row in Indicator.objects.select_for_update().filter(pack=programme)}
    found = []
    for name, one in stated.items():
        code = code_of(programme, name)
        found.append(_keep(rows.get(code) or Indicator(pack=programme, code=code), _of(one), actor, at))
    # Parts of rates stand anywhere in the files, also behind the rate.
    parts = {row.code: row.pk for row in Indicator.objects.exclude(pack="")}
    for row, one in zip(found, stated.values(), strict=True):
        of_rate = {
            "numerator_id": parts.get(code_of(programme, one.numerator or "")),
            "denominator_id": parts.get(code_of(programme, one.denominator or "")),
        }
        _keep(row, of_rate, actor, at)
    return found


def _of(stated: Stated) -> dict[str, Any]:
    return {
        "title": {"zh": stated.title.zh, "en": stated.title.en},
        "unit": stated.unit,
        "direction": stated.direction,
        "kind": stated.kind,
        "over_time": stated.over_time,
        "over_subjects": stated.over_subjects,
    }


def _keep(row: Indicator, values: Mapping[str, Any], actor: Actor, at: datetime) -> Indicator:
    """Store what has changed of an indicator, with its history."""
    before = {name: getattr(row, name) if row.pk else None for name in values}
    changes = {name: [before[name], value] for name, value in values.items() if before[name] != value}
    if not changes:
        return row
    verb = "changed" if row.pk else "defined"
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    note(
        chain=f"indicators.indicator:{row.code}",
        verb=f"indicators.indicator.{verb}",
        actor=actor,
        at=at,
        changes=changes,
    )
    return row


def indicator_of_plan(*, name: str, unit: str, programme: str = "") -> Indicator:
    """The indicator of a target read from a plan; the same words and unit give the same indicator.

    Where the programme's pack defines an indicator of that name or title in the same unit, it is that one.

    What units report on such a target is the value reached by the day (截至), so it does not add up over
    time; counts and amounts add up over subjects, shares (%) do not.
    """
    defined = indicator_named(programme, name) if programme else None
    if defined is not None and defined.unit == unit:
        return defined
    code = "plan." + hashlib.sha256(f"{name}\n{unit}".encode()).hexdigest()[:24]
    indicator, _made = Indicator.objects.get_or_create(
        code=code,
        defaults={
            "title": {"zh": name, "en": name},
            "unit": unit,
            "direction": "none",
            "kind": "stock",
            "over_time": "last",
            "over_subjects": "sum" if adds_up(unit) else "none",
        },
    )
    return indicator
