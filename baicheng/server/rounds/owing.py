"""Putting down which marks are owed: so that one that is missing is unknown to the scorecard, not left out of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from baicheng.server.assessments.models import Mark
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds.models import Round
from baicheng.server.rounds.queries import pack_round


def owe_marks(
    round_: Round, wanted: Iterable[tuple[Subject, Subject | None, str | None]], at: datetime
) -> list[Mark]:
    """Put down the marks that are owed for each one assessed, or for each one that was drawn of it.

    Whoever calls it seals them in an event.

    Args:
        wanted: who is assessed, who was drawn, and in which draw; nobody and none for the marks of the one assessed.
    """
    one = pack_round(round_)
    return Mark.objects.bulk_create(
        [
            Mark(
                programme=round_.programme,
                round=round_.name,
                round_id=round_.pk,
                step=step.step,
                item=item.item,
                subject=subject,
                drawn=drawn,
                since=round_.since,
                until=round_.until,
                recorded_at=at,
            )
            for subject, drawn, lot in wanted
            for step in one.marking
            for item in step.items
            if item.each == lot
        ],
        batch_size=500,
    )
