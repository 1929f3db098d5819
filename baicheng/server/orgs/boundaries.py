"""Reading a boundary (边界) from a GeoJSON file: nothing of it is trusted before it is looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.packs.records.places import MAX_POSITIONS, read_place
from baicheng.packs.records.refusals import Refused
from baicheng.server.web.formats import in_english

#: No file of a boundary is larger, in bytes.
LARGEST = 4 * 1024 * 1024
#: Names of the reference systems in degrees that differ by less than a metre from WGS 84.
_DEGREES = ("CRS84", "4326", "4490")
_AREAS = ("Polygon", "MultiPolygon")


def read_boundary(content: bytes) -> dict[str, Any]:
    """The boundary in a file: one area, or several that belong to one division and are put together.

    Raises:
        ValidationError: too large, no GeoJSON, not in degrees, no area; the message says what to do.
    """
    if len(content) > LARGEST:
        raise ValidationError(
            _("The file is larger than %(most)s MB: simplify the boundary first.") % {"most": LARGEST >> 20}
        )
    try:
        stated = json.loads(content.decode("utf-8-sig"), parse_int=float)
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This is no GeoJSON file in UTF-8.")) from error
    if not isinstance(stated, dict):
        raise ValidationError(_("This is no GeoJSON file in UTF-8."))
    _refuse_other_system(stated)
    polygons = [polygon for geometry in _geometries(stated) for polygon in _polygons(geometry)]
    if not polygons:
        raise ValidationError(_("There is no area in this file: a boundary is a Polygon or MultiPolygon."))
    if len(polygons) == 1:
        return checked({"type": "Polygon", "coordinates": polygons[0]})
    return checked({"type": "MultiPolygon", "coordinates": polygons})


def checked(geometry: object) -> dict[str, Any]:
    """A boundary, checked to the last position.

    Raises:
        ValidationError: it is no Polygon or MultiPolygon in degrees, or not closed.
    """
    if not isinstance(geometry, dict) or geometry.get("type") not in _AREAS:
        raise ValidationError(_("A boundary is a GeoJSON Polygon or MultiPolygon."))
    try:
        return read_place("area", {"type": geometry["type"], "coordinates": geometry.get("coordinates")})
    except Refused as error:
        raise ValidationError(error.en if in_english() else error.zh) from error


def _geometries(stated: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The geometries of a file, whatever it wraps around them."""
    features = stated.get("features") if stated.get("type") == "FeatureCollection" else [stated]
    for one in features if isinstance(features, list) else ():
        geometry = one.get("geometry") if isinstance(one, dict) and one.get("type") == "Feature" else one
        if isinstance(geometry, dict) and geometry.get("type") in _AREAS:
            yield geometry


def _polygons(geometry: dict[str, Any]) -> list[Any]:
    """The areas of a geometry without heights; what is out of shape is left to the check behind."""
    coordinates = geometry.get("coordinates")
    areas = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [_flat(area) for area in areas] if isinstance(areas, list) else []


def _flat(area: Any) -> Any:
    if not isinstance(area, list) or not all(isinstance(ring, list) for ring in area):
        return area
    if sum(map(len, area)) > MAX_POSITIONS:
        raise ValidationError(
            _("More than %(most)s positions: simplify the boundary first.") % {"most": MAX_POSITIONS}
        )
    return [[at[:2] if isinstance(at, list) and len(at) > 2 else at for at in ring] for ring in area]


def _refuse_other_system(stated: dict[str, Any]) -> None:
    crs = stated.get("crs")
    named = str(crs.get("properties") or "") if isinstance(crs, dict) else ""
    if crs is not None and not any(name in named for name in _DEGREES):
        raise ValidationError(
            _("The file is in another system of coordinates: export it in WGS 84 or CGCS2000, in degrees.")
        )
