"""The base of every map (底图): the boundaries of divisions, thinned to what a screen shows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q

from baicheng.server.orgs.models import Boundary, RelationKind, Subject, SubjectKind, holds_when, known_when

#: Divisions of these levels draw the map; townships are too many.
LEVELS = ("city", "county", "zone")
#: A map that draws such divisions names those of them that it cannot draw; a city is the map itself.
NAMED = ("county", "zone")
#: So many boundaries are drawn at most.
MOST = 200
#: Positions are rounded to so many decimals of a degree (about 100 m); those that then coincide are left out.
DECIMALS = 3
_SHORTEST_RING = 4


def base_map(on: date) -> dict[str, Any]:
    """The boundaries on a day as a GeoJSON collection, each with the name of its division.

    ``beside`` names the counties and zones without a boundary on that day: a division that no map can draw,
    such as a development zone (开发区) of which nobody has published the limits, stands beside it.
    """
    drawn = Boundary.objects.known().on(on)
    rows = drawn.filter(division__level__in=LEVELS).select_related("division")
    features = [
        {
            "type": "Feature",
            "properties": {"name": row.division.name, "level": row.division.level},
            "geometry": _thinned(row.geometry),
        }
        for row in rows.order_by("division__level", "division__name", "pk")[:MOST]
    ]
    there = Subject.objects.filter(holds_when(on), kind=SubjectKind.DIVISION, level__in=NAMED)
    beside = there.exclude(pk__in=drawn.values("division")).order_by("level", "name", "pk")
    return {
        "type": "FeatureCollection",
        "features": features,
        "beside": list(beside.values_list("name", flat=True)[:MOST]),
    }


class Drawn(NamedTuple):
    """A county or zone: its boundary, none where no map can draw it, and the units that govern it."""

    division: int
    area: dict[str, Any] | None
    governors: tuple[int, ...]


def divisions_drawn(on: date, known_at: datetime | None = None) -> list[Drawn]:
    """The counties and zones of a day with their boundaries, thinned, and who governs them; with one query."""
    there = Subject.objects.filter(holds_when(on), kind=SubjectKind.DIVISION, level__in=NAMED)
    drawn = known_when(known_at, "boundaries__") & holds_when(on, "boundaries__")
    governs = known_when(known_at, "inverse_relations__") & holds_when(on, "inverse_relations__")
    governs &= Q(inverse_relations__kind=RelationKind.GOVERNS)
    rows = there.annotate(
        drawn=FilteredRelation("boundaries", condition=drawn),
        governed=FilteredRelation("inverse_relations", condition=governs),
    )
    columns = ("pk", "drawn__geometry", "governed__subject")
    areas: dict[int, dict[str, Any] | None] = {}
    governors: dict[int, list[int]] = {}
    for pk, geometry, governor in rows.order_by("level", "name", "pk").values_list(*columns)[:MOST]:
        if pk not in areas:
            areas[pk] = _thinned(geometry) if geometry else None
        if governor is not None:
            governors.setdefault(pk, []).append(governor)
    return [Drawn(pk, area, tuple(governors.get(pk, ()))) for pk, area in areas.items()]


def _thinned(geometry: dict[str, Any]) -> dict[str, Any]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    thin = [[ring for ring in map(_ring, rings) if len(ring) >= _SHORTEST_RING] for rings in polygons]
    return {"type": "MultiPolygon", "coordinates": [rings for rings in thin if rings]}


def _ring(ring: list[list[float]]) -> list[list[float]]:
    found: list[list[float]] = []
    for longitude, latitude in (position[:2] for position in ring):
        position = [round(longitude, DECIMALS), round(latitude, DECIMALS)]
        if not found or found[-1] != position:
            found.append(position)
    return found
