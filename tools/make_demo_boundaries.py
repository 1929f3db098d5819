"""Make the boundaries of the demonstration's divisions out of those of twelve real ones.

    python tools/make_demo_boundaries.py COUNTIES.geojson

Borders that two divisions share are simplified once, so that they stay shared: rings are cut where the
set of divisions that meet changes, and each stretch between two such points is thinned by the rule of
Douglas and Peucker. Islands of less than a square kilometre are left out.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "baicheng" / "demo" / "boundaries.geojson"
#: How far a border may move, in degrees (about 200 m); the smallest ring kept, in square degrees.
TOLERANCE = 0.002
SMALLEST = 1e-4
#: Code of a division in the source → key of the division in divisions.yaml.
DIVISIONS = {
    "410102": "xicheng",
    "410103": "nancheng",
    "410104": "dongcheng",
    "410105": "beicheng",
    "410108": "hewan",
    "410106": "tongxi",
    "410122": "hechuan",
    "410185": "songping",
    "410181": "luojin",
    "410182": "bianquan",
    "410183": "miling",
    "410184": "huaiyang",
}

Point = tuple[float, float]


def rings_of(geometry: dict[str, Any]) -> list[list[Point]]:
    """The outer rings that are kept, each without its closing point."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [[(round(x, 4), round(y, 4)) for x, y in polygon[0][:-1]] for polygon in polygons]
    return [ring for ring in rings if abs(area(ring)) >= SMALLEST]


def area(ring: list[Point]) -> float:
    """The area of a ring in square degrees, positive where it runs counter-clockwise."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(x * b - a * y for (x, y), (a, b) in pairs) / 2


def stretches(ring: list[Point], meet: dict[Point, frozenset[str]]) -> list[list[Point]]:
    """The ring cut where the divisions that meet change; each stretch includes both its ends."""
    size = len(ring)
    cuts = []
    for place, point in enumerate(ring):
        beside = (meet[ring[place - 1]], meet[ring[(place + 1) % size]])
        if any(other != meet[point] for other in beside) and len(meet[point]) >= max(map(len, beside)):
            cuts.append(place)
    if len(cuts) < 2:
        cuts = [0, size // 2]
    ends = [*cuts[1:], cuts[0] + size]
    return [
        [ring[place % size] for place in range(start, end + 1)] for start, end in zip(cuts, ends, strict=True)
    ]


def thinned(line: list[Point]) -> list[Point]:
    """The line with the points that carry its shape; the same whichever end one begins at."""
    if line[0] > line[-1]:
        return thinned(line[::-1])[::-1]
    keep = {0, len(line) - 1}
    ahead = [(0, len(line) - 1)]
    while ahead:
        first, last = ahead.pop()
        if last - first < 2:
            continue
        far = max(range(first + 1, last), key=lambda place: distance(line[place], line[first], line[last]))
        if distance(line[far], line[first], line[last]) > TOLERANCE:
            keep.add(far)
            ahead += [(first, far), (far, last)]
    return [line[place] for place in sorted(keep)]


def distance(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from the stretch between two others, in degrees."""
    (x, y), (a, b), (c, d) = point, start, end
    length = (c - a) ** 2 + (d - b) ** 2
    share = max(0.0, min(1.0, ((x - a) * (c - a) + (y - b) * (d - b)) / length)) if length else 0.0
    return float(((x - a - share * (c - a)) ** 2 + (y - b - share * (d - b)) ** 2) ** 0.5)


def outline(ring: list[Point], meet: dict[Point, frozenset[str]]) -> list[Point]:
    """The thinned ring, closed and counter-clockwise, as GeoJSON wants outer rings."""
    points = [point for line in stretches(ring, meet) for point in thinned(line)[:-1]]
    ordered = points if area(points) > 0 else points[::-1]
    return [*ordered, ordered[0]]


def feature(key: str, outlines: list[list[Point]]) -> str:
    """One division as a line of GeoJSON."""
    single = len(outlines) == 1
    geometry = {
        "type": "Polygon" if single else "MultiPolygon",
        "coordinates": outlines if single else [[line] for line in outlines],
    }
    return json.dumps(
        {"type": "Feature", "properties": {"key": key}, "geometry": geometry}, separators=(",", ":")
    )


def main() -> int:
    """Read the source, write the boundaries."""
    source = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    rings = {DIVISIONS[row["properties"]["code"]]: rings_of(row["geometry"]) for row in source["features"]}
    meeting: dict[Point, set[str]] = defaultdict(set)
    for key, own in rings.items():
        for point in (point for ring in own for point in ring):
            meeting[point].add(key)
    meet = {point: frozenset(keys) for point, keys in meeting.items()}
    lines = [feature(key, [outline(ring, meet) for ring in own]) for key, own in rings.items()]
    text = ",\n".join(lines)
    TARGET.write_text(f'{{"type":"FeatureCollection","features":[\n{text}\n]}}\n', "utf-8")
    print(f"{TARGET.name}: {len(lines)} divisions, {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
