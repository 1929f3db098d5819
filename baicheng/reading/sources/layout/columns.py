"""Reading order (阅读顺序): text set in columns is read down one column before the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from baicheng.reading.sources.layout.cells import Table
from baicheng.reading.sources.layout.lines import Line

Item = Line | Table

GUTTER_GAP = 1.2  # of the type size: the narrowest gap between columns
BESIDE = 0.3  # of the type size: lines that overlap so far in height stand side by side
FEWEST_ROWS = 4  # with text on both sides
NARROWEST = 8.0  # type sizes in a column
RAGGED = 1.6  # type sizes that a full line may fall short of the column's edge
FULL_SHARE = 0.5  # of a column's lines that reach its edges; in the columns of a table they vary more
INDENT = 2.6  # type sizes
MOST_SPLITS = 2  # how often columns are looked for inside columns


@dataclass(slots=True)
class Stretch:
    """Lines and tables read one after another, with the left edge from which lines are indented."""

    items: list[Item]
    left_edge: float


def in_reading_order(items: list[Item], splits: int = MOST_SPLITS) -> list[Stretch]:
    """The lines and tables of a page in stretches, in the order in which they are read."""
    items = sorted(items, key=lambda item: item.top)
    gutter = _gutter([item for item in items if isinstance(item, Line)]) if splits else None
    if gutter is None:
        return [Stretch(items, _left_edge(items))] if items else []
    stretches: list[Stretch] = []
    waiting: list[Item] = []
    for run in _runs(items, gutter):
        left, right = _sides(run, gutter)
        if not _are_columns(left, right):
            waiting.extend(run)
            continue
        if waiting:
            stretches.append(Stretch(waiting, _left_edge(waiting)))
            waiting = []
        for side in (left, right):
            stretches.extend(in_reading_order(side, splits - 1))
    if waiting:
        stretches.append(Stretch(waiting, _left_edge(waiting)))
    return stretches


def _left_edge(items: list[Item]) -> float:
    """Where the lines begin that are not indented: of the longer ones, if there are any."""
    lines = [item for item in items if isinstance(item, Line)]
    widest = max((line.x1 - line.x0 for line in lines), default=0.0)
    return min((line.x0 for line in lines if line.x1 - line.x0 >= widest / 2), default=0.0)


def _gutter(lines: list[Line]) -> float | None:
    """The position that lies within the most gaps in or between lines side by side."""
    events: list[tuple[float, int]] = []
    for left_end, right_start in _gaps(lines):
        events += [(left_end, 1), (right_start, -1)]
    events.sort()
    best = depth = 0
    place = None
    for (position, step), (following, _) in pairwise(events):
        depth += step
        if depth > best:
            best, place = depth, (position + following) / 2
    return place if best >= FEWEST_ROWS else None


def _gaps(lines: list[Line]) -> Iterator[tuple[float, float]]:
    """From where to where nothing is written: inside lines, and between lines of unlike height side by side."""
    for line in lines:
        for left, right in pairwise(line.pieces(GUTTER_GAP)):
            yield left[1], right[0]
    for upper, lower in pairwise(lines):
        if upper.bottom - lower.top > BESIDE * lower.size:
            left_line, right_line = (upper, lower) if upper.x0 < lower.x0 else (lower, upper)
            if right_line.x0 - left_line.x1 > GUTTER_GAP * lower.size:
                yield left_line.x1, right_line.x0


def _runs(items: list[Item], gutter: float) -> Iterator[list[Item]]:
    """Neighbouring items that all keep clear of the gutter, or all lie across it."""
    run: list[Item] = []
    across = False
    for item in items:
        pieces = item.pieces(GUTTER_GAP) if isinstance(item, Line) else [(item.x0, item.x1)]
        lies_across = any(x0 < gutter < x1 for x0, x1 in pieces)
        if run and lies_across != across:
            yield run
            run = []
        across = lies_across
        run.append(item)
    if run:
        yield run


def _sides(items: list[Item], gutter: float) -> tuple[list[Item], list[Item]]:
    """The items left and right of the gutter; lines that have text on both sides are parted."""
    left: list[Item] = []
    right: list[Item] = []
    for item in items:
        if isinstance(item, Table):
            (left if (item.x0 + item.x1) / 2 < gutter else right).append(item)
            continue
        count = sum(glyph.x0 < gutter for glyph in item.glyphs)
        if count:
            left.append(Line(item.glyphs[:count], item.blanks[:count]))
        if count < len(item.glyphs):
            right.append(Line(item.glyphs[count:], item.blanks[count:]))
    return left, right


def _are_columns(left: list[Item], right: list[Item]) -> bool:
    """Whether both sides are running text: most lines begin and end at common edges."""
    return all(_is_running_text([item for item in side if isinstance(item, Line)]) for side in (left, right))


def _is_running_text(lines: list[Line]) -> bool:
    if len(lines) < FEWEST_ROWS:
        return False
    size = sorted(line.size for line in lines)[len(lines) // 2]
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    if x1 - x0 < NARROWEST * size:
        return False
    full = sum(line.x1 > x1 - RAGGED * size for line in lines)
    begun = sum(line.x0 < x0 + INDENT * size for line in lines)
    return min(full, begun) >= FULL_SHARE * len(lines)
