"""The light of an assignment (亮灯): how it stands, as pages show it."""

from __future__ import annotations

from datetime import datetime

from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.queries import standing

_LIGHTS = {
    "open": "on_time",
    "paused": "waiting",
    "at_risk": "at_risk",
    "late": "late",
    "done": "done",
    "done_late": "done_late",
    "missed": "late",
    "closed": "closed",
}


def light_of(row: Assignment, now: datetime) -> str:
    """A name of ``web.tones.LIGHTS``."""
    stands = standing(row, now)
    return "open" if stands == "open" and row.due_at is None else _LIGHTS[stands]
