"""Places as they are typed (位置): latitude and longitude, one position a line, or GeoJSON as it is.

The map in the browser writes the same text, so that a place can be entered without scripts, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from baicheng.packs.records.places import MAX_POSITIONS

#: So long is the text of the largest place.
LONGEST = MAX_POSITIONS * 60
#: No geometry nests its lists deeper.
_DEEPEST = 4
_BETWEEN = re.compile(r"[,，\s]+")

Position = list[float]


class PlaceInput(forms.Textarea):
    """A field for positions with a map beside it, which works where there are scripts.

    Args:
        shape: ``point``, ``line`` or ``area``.
    """

    template_name = "registers/forms/place.html"

    def __init__(self, shape: str) -> None:
        super().__init__({"rows": 1 if shape == "point" else 5, "autocomplete": "off", "spellcheck": "false"})
        self.shape = shape

    @property
    def media(self) -> forms.Media:
        """What the map needs; loaded on pages with such a field alone."""
        scripts = ("vendor/leaflet/leaflet.js", "registers/map.js")
        return forms.Media(css={"all": ("vendor/leaflet/leaflet.css", "registers/map.css")}, js=scripts)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return context | {"shape": self.shape, "base": reverse("orgs:boundaries")}


def shape_of(geometry: Mapping[str, Any] | None) -> str:
    """The shape of a geometry; of none, a point: what a register without a field for it asks for."""
    kind = (geometry or {}).get("type", "Point")
    return "point" if kind == "Point" else "line" if "Line" in kind else "area"


def help_for(shape: str) -> str:
    """How a place of a shape is entered."""
    if shape == "point":
        return _("Click on the map, or type latitude and longitude in degrees, such as 34.75, 113.62.")
    if shape == "line":
        return _("Click the line on the map, or type latitude and longitude, one position a line.")
    return _("Click the corners on the map, or type latitude and longitude, one corner a line.")


def typed(geometry: Mapping[str, Any]) -> str:
    """A geometry as it is typed: parts with an empty line between; with holes, it is GeoJSON."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates") or []
    match kind:
        case "Point":
            return _lines([coordinates])
        case "LineString":
            return _lines(coordinates)
        case "MultiLineString":
            return "\n\n".join(map(_lines, coordinates))
        case "Polygon" if len(coordinates) == 1:
            return _lines(coordinates[0][:-1])
        case "MultiPolygon" if all(len(rings) == 1 for rings in coordinates):
            return "\n\n".join(_lines(rings[0][:-1]) for rings in coordinates)
    return json.dumps(dict(geometry))


def geometry(text: str, shape: str) -> Any:
    """What was typed as a geometry; what is none is left to the service, which says what is wanted."""
    if not text.strip():
        return None
    if text.lstrip().startswith("{"):
        return _as_stated(text)
    try:
        parts = [_positions(part) for part in re.split(r"\n\s*\n", text.strip().replace("\r\n", "\n"))]
    except ValueError:
        return {"type": "Point", "coordinates": []}
    return _of_shape(shape, parts)


def _of_shape(shape: str, parts: Sequence[list[Position]]) -> dict[str, Any]:
    if shape == "point":
        only = parts[0][0] if len(parts) == 1 and len(parts[0]) == 1 else []
        return {"type": "Point", "coordinates": only}
    if shape == "line":
        if len(parts) == 1:
            return {"type": "LineString", "coordinates": parts[0]}
        return {"type": "MultiLineString", "coordinates": list(parts)}
    rings = [[_closed(part)] for part in parts]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def _closed(ring: list[Position]) -> list[Position]:
    return ring if ring[0] == ring[-1] and len(ring) > 1 else [*ring, ring[0]]


def _positions(part: str) -> list[Position]:
    found = []
    for line in part.splitlines():
        latitude, longitude = (float(one) for one in _BETWEEN.split(line.strip(" \t,，;；")))
        found.append([longitude, latitude])
    return found


def _lines(positions: Sequence[Sequence[float]]) -> str:
    return "\n".join(f"{latitude}, {longitude}" for longitude, latitude in (one[:2] for one in positions))


def _as_stated(text: str) -> Any:
    """GeoJSON as it was pasted; every number a float, so that none is too long to be looked at."""
    try:
        stated = json.loads(text, parse_int=float)
    except (ValueError, RecursionError):
        return {"type": "Point", "coordinates": []}
    if not isinstance(stated, dict) or _is_deep(stated.get("coordinates")):
        return {"type": "Point", "coordinates": []}
    return stated


def _is_deep(coordinates: Any) -> bool:
    level = [coordinates]
    for _depth in range(_DEEPEST + 1):
        level = [one for each in level if isinstance(each, list) for one in each]
    return bool(level)
