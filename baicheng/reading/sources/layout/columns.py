"""Reading order (阅读顺序): text set in columns is read down one column before the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baicheng.reading.sources.layout.cells import Table
from baicheng.reading.sources.layout.lines import Line, group_lines

GUTTER_GAP = 1.2  # of the type size: the narrowest gap between columns
FEWEST_ROWS = 4
NARROWEST = 8.0  # type sizes in a column
RAGGED = 1.6  # type sizes that a full line may fall short of the column's edge
FULL_SHARE = 0.5  # of a column's lines that reach its edge; the cells of a table vary more
INDENT = 2.6
MOST_SPLITS = 2  # how often columns are looked for inside columns


@dataclass(slots=True)
class Stretch:
    """Lines and tables read one after another, with the left edge from which they are indented."""

    items: list[Line | Table]
    left_edge: float


def in_reading_order(lines: list[Line], tables: list[Table], splits: int = MOST_SPLITS) -> list[Stretch]:
    """The stretches of a page in the order in which they are read."""
    items = sorted([*lines, *tables], key=lambda item: item.top)
    gutter = _gutter(lines) if splits else None
    if gutter is None:
        return [_stretch(items)] if items else []
    stretches: list[Stretch] = []
    waiting: list[Line | Table] = []
    for run, parted in _runs(items, gutter):
        if not parted:
            waiting.extend(run)
            continue
        if waiting:
            stretches.append(_stretch(waiting))
            waiting = []
        for side in _sides(run, gutter):
            inner_lines = group_lines([g for item in side if isinstance(item, Line) for g in _all(item)])
            inner_tables = [item for item in side if isinstance(item, Table)]
            stretches.extend(in_reading_order(inner_lines, inner_tables, splits - 1))
    if waiting:
        stretches.append(_stretch(waiting))
    return stretches
