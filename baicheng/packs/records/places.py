"""Places on the map: GeoJSON geometries (RFC 7946), longitude before latitude, in degrees of WGS 84."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal

from baicheng.packs.records.refusals import Refused

#: So many positions draw any boundary; more are a data set.
MAX_POSITIONS = 20_000

#: Shape of a field → geometry types, each with how deep its positions lie in lists.
_TYPES = {
    "point": {"Point": 0},
    "line": {"LineString": 1, "MultiLineString": 2},
    "area": {"Polygon": 2, "MultiPolygon": 3},
}
_SHORTEST_RING = 4


def read_place(shape: str, raw: object) -> dict[str, object]:
    """A geometry of the shape, checked to the last position.

    Args:
        shape: ``point``, ``line`` or ``area``.

    Raises:
        Refused: not a geometry of this shape, a position off the globe, a ring that is not closed.
    """
    types = _TYPES[shape]
    kind = raw.get("type") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or kind not in types or set(raw) != {"type", "coordinates"}:
        names = " / ".join(types)
        raise Refused(f"请在地图上标出位置（GeoJSON {names}）。", f"mark the place: GeoJSON {names}.")
    coordinates = _as_json(raw["coordinates"], types[kind] + 1)
    positions = list(_positions(coordinates, types[kind]))
    if not positions or len(positions) > MAX_POSITIONS:
        raise Refused(f"位置点数应为 1 至 {MAX_POSITIONS}。", f"between 1 and {MAX_POSITIONS} positions.")
    if shape == "area":
        for ring in _lists(coordinates, types[kind] - 1):
            if len(ring) < _SHORTEST_RING or ring[0] != ring[-1]:
                raise Refused(
                    "区域的边界没有闭合：首尾两点应相同，至少四点。",
                    "a boundary is not closed: first and last position are the same, four at least.",
                )
    if shape == "line" and any(len(part) < 2 for part in _lists(coordinates, types[kind] - 1)):
        raise Refused("线至少要有两点。", "a line has two positions at least.")
    return {"type": kind, "coordinates": coordinates}


def _as_json(coordinates: object, depth: int) -> object:
    """Lists and plain numbers, whether they come from a program or from a pack's case; no deeper than they may."""
    if isinstance(coordinates, list | tuple):
        if depth == 0:
            raise Refused("坐标的层数过多。", "the coordinates nest too deeply.")
        return [_as_json(item, depth - 1) for item in coordinates]
    return float(coordinates) if isinstance(coordinates, Decimal) else coordinates


def _lists(coordinates: object, depth: int) -> Iterator[list[object]]:
    """The lists of positions that lie ``depth`` levels down."""
    if not isinstance(coordinates, list):
        raise _no_position(coordinates)
    if depth == 0:
        yield coordinates
    else:
        for item in coordinates:
            yield from _lists(item, depth - 1)


def _positions(coordinates: object, depth: int) -> Iterator[tuple[float, float]]:
    if depth > 0:
        if not isinstance(coordinates, list) or len(coordinates) > MAX_POSITIONS:
            raise _no_position(coordinates)
        for item in coordinates:
            yield from _positions(item, depth - 1)
        return
    if not isinstance(coordinates, list) or len(coordinates) != 2:
        raise _no_position(coordinates)
    longitude, latitude = coordinates
    for degrees, furthest in ((longitude, 180), (latitude, 90)):
        if isinstance(degrees, bool) or not isinstance(degrees, int | float):
            raise _no_position(coordinates)
        if not (math.isfinite(degrees) and -furthest <= degrees <= furthest):
            raise Refused(
                "坐标超出范围：先经度（-180 至 180），后纬度（-90 至 90）。",
                "off the globe: longitude (-180 to 180) comes before latitude (-90 to 90).",
            )
    yield float(longitude), float(latitude)


def _no_position(found: object) -> Refused:
    shown = repr(found)[:40]
    return Refused(
        f"这不是坐标：{shown}，应为 [经度, 纬度]。", f"{shown} is no position; write [longitude, latitude]."
    )
