"""Entering the boundaries of divisions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.history.actors import Actor
from baicheng.server.orgs.boundaries import checked
from baicheng.server.orgs.facts import end_or_take_back, iso, note
from baicheng.server.orgs.models import Boundary, Subject, SubjectKind


@transaction.atomic
def set_boundary(
    division: Subject,
    *,
    geometry: dict[str, Any],
    actor: Actor,
    at: datetime,
    since: date | None = None,
    source: str = "",
) -> Boundary:
    """Give a division its boundary, a GeoJSON geometry, from a day on; the one before ends, or never held.

    Raises:
        ValidationError: the subject is no division, or this is no area.
    """
    if division.kind != SubjectKind.DIVISION:
        raise ValidationError(_("Only divisions have a boundary."))
    area = checked(geometry)
    for row in Boundary.objects.known().filter(division=division, until=None):
        end_or_take_back(row, at, since)
    row = Boundary.objects.create(
        division=division, geometry=area, since=since, source=source, recorded_at=at
    )
    change = {"boundary": [None, area["type"]], "since": [None, iso(since)]}
    note(division, "boundary_set", actor, at, change, source)
    return row
