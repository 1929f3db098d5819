"""Figures as shapes (图形): paths and bars for pictures that the server draws; they need no script and print as seen.

Pure functions of numbers. All lengths are units of the picture's own ``viewBox``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

#: The width of a map; its height follows from the shapes.
MAP_WIDTH = 720
_EDGE = 6
#: Positions that lie nearer to each other than this are drawn as one.
_NEAR = 1.2

#: The room that a name with its number takes, and where else it may stand.
_NAME_WIDTH, _NAME_HEIGHT = 56, 34
_BESIDE = ((0, 0), (0, -22), (0, 22), (-34, 0), (34, 0), (0, -36), (0, 36), (-40, -26), (40, 26))

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A division on the map: its path, and where its name stands."""

    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Map:
    """Divisions as shapes, by id, in a picture of this size."""

    width: int
    height: int
    shapes: Mapping[int, Shape]


def draw_map(areas: Mapping[int, Mapping[str, Any]]) -> Map:
    """Draw MultiPolygons in degrees, north above, lengths true in the middle of them."""
    rings = {key: [ring for rings in area["coordinates"] for ring in rings] for key, area in areas.items()}
    every = [place for its in rings.values() for ring in its for place in ring]
    if not every:
        return Map(MAP_WIDTH, 0, {})
    west, east = min(x for x, _y in every), max(x for x, _y in every)
    south, north = min(y for _x, y in every), max(y for _x, y in every)
    narrow = cos(radians((south + north) / 2))
    scale = (MAP_WIDTH - 2 * _EDGE) / max((east - west) * narrow, 1e-6)

    def on_paper(ring: Ring) -> list[tuple[float, float]]:
        return _sparse([(_EDGE + (x - west) * narrow * scale, _EDGE + (north - y) * scale) for x, y in ring])

    drawn = {key: [on_paper(ring) for ring in its] for key, its in rings.items() if its}
    return Map(MAP_WIDTH, round((north - south) * scale + 2 * _EDGE), _named(drawn))


def _named(drawn: Mapping[int, Sequence[Sequence[tuple[float, float]]]]) -> dict[int, Shape]:
    """Shapes with places for their names: in the middle, or beside it where another name stands; large ones first."""
    taken: list[tuple[float, float]] = []
    found = {}
    for key, its in sorted(drawn.items(), key=lambda item: -max(map(_area, item[1]))):
        x, y = _middle(max(its, key=_area))
        places = [(x + right, y + down) for right, down in _BESIDE]
        x, y = next((place for place in places if not any(_too_near(place, one) for one in taken)), (x, y))
        taken.append((x, y))
        path = "".join(f"M{'L'.join(f'{u:.1f} {v:.1f}' for u, v in ring)}Z" for ring in its)
        found[key] = Shape(path, round(x, 1), round(y, 1))
    return {key: found[key] for key in drawn}


def _too_near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) < _NAME_WIDTH and abs(one[1] - other[1]) < _NAME_HEIGHT


def _sparse(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    kept = ring[:1]
    for x, y in ring[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= _NEAR:
            kept.append((x, y))
    return kept


def _area(ring: Sequence[tuple[float, float]]) -> float:
    return abs(_doubled(ring)) / 2


def _doubled(ring: Sequence[tuple[float, float]]) -> float:
    return sum(x * v - u * y for (x, y), (u, v) in _sides(ring))


def _sides(ring: Sequence[tuple[float, float]]) -> Iterable[tuple[tuple[float, float], tuple[float, float]]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The centre of gravity of an area."""
    doubled = _doubled(ring)
    if abs(doubled) < 1e-9:
        return ring[0]
    x = sum((x + u) * (x * v - u * y) for (x, y), (u, v) in _sides(ring)) / (3 * doubled)
    y = sum((y + v) * (x * v - u * y) for (x, y), (u, v) in _sides(ring)) / (3 * doubled)
    return x, y


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar, from 0 to 100."""

    name: str
    x: float
    width: float


def bar(parts: Sequence[tuple[str, int]], whole: int | None = None) -> list[Segment]:
    """Pieces of a bar side by side; those of nothing are left out.

    Args:
        whole: what the full length stands for; the sum, unless given.
    """
    total = sum(count for _name, count in parts) if whole is None else whole
    found, x = [], 0.0
    for name, count in parts:
        if count and total:
            width = 100 * count / total
            found.append(Segment(name, round(x, 3), round(width, 3)))
            x += width
    return found


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a line."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over a year: each a path with its dots, and the marks of the scale (y, count)."""

    paths: Mapping[str, str]
    dots: Mapping[str, Sequence[Dot]]
    marks: Sequence[tuple[float, int]]


def lines(
    series: Mapping[str, Sequence[tuple[float, int]]], *, left: float, right: float, top: float, bottom: float
) -> Lines:
    """Draw series of (share of the year, count) between the edges of a picture, all by one scale from nothing."""
    highest = max((count for points in series.values() for _share, count in points), default=0)
    step = _step(highest)
    ceiling = max(-(-highest // step) * step, step)

    def place(share: float, count: int) -> Dot:
        return Dot(
            round(left + share * (right - left), 1), round(bottom - count / ceiling * (bottom - top), 1)
        )

    dots = {name: [place(*point) for point in points] for name, points in series.items()}
    paths = {
        name: "M" + "L".join(f"{dot.x} {dot.y}" for dot in its) if its else "" for name, its in dots.items()
    }
    return Lines(paths, dots, [(place(0, count).y, count) for count in range(0, ceiling + 1, step)])


def _step(highest: int) -> int:
    """The distance of the marks of a scale: 1, 2 or 5 times a power of ten, for at most five of them."""
    step = 1
    while True:
        for times in (1, 2, 5):
            if highest <= step * times * 4:
                return step * times
        step *= 10
