"""The base of every map (底图): the boundaries of divisions, thinned to what a screen shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from baicheng.server.orgs.models import Boundary

#: Divisions of these levels draw the map; townships are too many.
LEVELS = ("city", "county", "zone")
#: So many boundaries are drawn at most.
MOST = 200
#: Positions are rounded to so many decimals of a degree (about 100 m); those that then coincide are left out.
DECIMALS = 3
_SHORTEST_RING = 4


def base_map(on: date) -> dict[str, Any]:
    """The boundaries on a day as a GeoJSON collection, each with the name of its division."""
    rows = Boundary.objects.known().on(on).filter(division__level__in=LEVELS).select_related("division")
    features = [
        {
            "type": "Feature",
            "properties": {"name": row.division.name, "level": row.division.level},
            "geometry": _thinned(row.geometry),
        }
        for row in rows.order_by("division__level", "division__name", "pk")[:MOST]
    ]
    return {"type": "FeatureCollection", "features": features}


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
