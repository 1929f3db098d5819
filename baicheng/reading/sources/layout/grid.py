"""Grids (表格框线): from ruling lines to the cells that they enclose."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from baicheng.reading.sources.layout.page import Box, Rule

NEAR = 3.0  # points within which lines count as one, or as touching
COVERED = 0.6  # share of a cell's side that its wall must cover at least
SHORTEST = 4.0  # points; anything shorter is part of a drawing
MOST_RULES = 4_000  # a page with more is a drawing, not a form
MOST_PLACES = 20_000


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A cell of a grid, counted from 0, with how many rows and columns it covers."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(slots=True)
class Grid:
    """A grid of rules: the heights and widths at which they run, and what each place belongs to.

    ``owners`` has for each row and column the index of the enclosure in ``cells``.
    """

    xs: list[float]
    ys: list[float]
    owners: list[list[int]]
    cells: list[Enclosure]

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def at(self, x: float, y: float) -> int | None:
        """The index of the cell around a point, if the grid holds it."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        return self.owners[bisect_right(self.ys, y) - 1][bisect_right(self.xs, x) - 1]


def find_grids(rules: list[Rule]) -> list[Grid]:
    """The grids on a page, from the top down. A frame of one cell is no grid."""
    if len(rules) > MOST_RULES:
        return []
    level = _joined(rule for rule in rules if rule.y0 == rule.y1)
    upright = [_turned(r) for r in _joined(_turned(rule) for rule in rules if rule.y0 != rule.y1)]
    grids = []
    for group in _connected([*level, *upright]):
        grid = _grid(group)
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _turned(rule: Rule) -> Rule:
    return Rule(rule.y0, rule.x0, rule.y1, rule.x1)


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Level rules, with those joined that continue each other, such as the dashes of a line."""
    rows: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.y0):
        if rows and rule.y0 - rows[-1][0].y0 <= NEAR / 2:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    joined: list[Rule] = []
    for row in rows:
        current: Rule | None = None
        for rule in sorted(row, key=lambda rule: rule.x0):
            if current is not None and rule.x0 - current.x1 <= NEAR:
                current = Rule(current.x0, current.y0, max(current.x1, rule.x1), current.y1)
                continue
            if current is not None:
                joined.append(current)
            current = rule
        if current is not None:
            joined.append(current)
    return [rule for rule in joined if rule.x1 - rule.x0 >= SHORTEST]


def _connected(rules: list[Rule]) -> Iterator[list[Rule]]:
    """Rules in groups that touch each other."""
    level = sorted((rule for rule in rules if rule.y0 == rule.y1), key=lambda rule: rule.y0)
    heights = [rule.y0 for rule in level]
    groups = list(range(len(level)))
    upright_groups: list[tuple[Rule, int]] = []

    def root(index: int) -> int:
        while groups[index] != index:
            groups[index] = groups[groups[index]]
            index = groups[index]
        return index

    for rule in rules:
        if rule.y0 == rule.y1:
            continue
        first = bisect_left(heights, rule.y0 - NEAR)
        last = bisect_right(heights, rule.y1 + NEAR)
        touched = [i for i in range(first, last) if level[i].x0 - NEAR <= rule.x0 <= level[i].x1 + NEAR]
        for index in touched[1:]:
            groups[root(index)] = root(touched[0])
        if touched:
            upright_groups.append((rule, touched[0]))
    found: dict[int, list[Rule]] = {}
    for index, rule in enumerate(level):
        found.setdefault(root(index), []).append(rule)
    for rule, index in upright_groups:
        found[root(index)].append(rule)
    yield from found.values()


def _grid(rules: list[Rule]) -> Grid | None:
    level = [rule for rule in rules if rule.y0 == rule.y1]
    upright = [rule for rule in rules if rule.y0 != rule.y1]
    if len(level) < 2 or not upright:
        return None
    # Outer lines may be missing: the grid reaches as far as its lines do.
    xs = _places([rule.x0 for rule in upright] + [min(r.x0 for r in level), max(r.x1 for r in level)])
    ys = _places([rule.y0 for rule in level] + [min(r.y0 for r in upright), max(r.y1 for r in upright)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows * columns <= 1 or rows * columns > MOST_PLACES:
        return None
    below = _walls(level, ys, xs)
    beside = _walls([_turned(rule) for rule in upright], xs, ys)
    owners, cells = _enclosures(rows, columns, below, beside)
    return Grid(xs, ys, owners, cells) if len(cells) > 1 else None


def _places(positions: list[float]) -> list[float]:
    places: list[float] = []
    for position in sorted(positions):
        if not places or position - places[-1] > NEAR:
            places.append(position)
    return places


def _walls(rules: list[Rule], heights: list[float], marks: list[float]) -> set[tuple[int, int]]:
    """Where level rules part neighbouring places: (index of the height, index of the mark before it)."""
    covered: dict[tuple[int, int], float] = {}
    for rule in rules:
        height = min(max(bisect_left(heights, rule.y0 - NEAR), 0), len(heights) - 1)
        first = max(bisect_right(marks, rule.x0) - 1, 0)
        for mark in range(first, len(marks) - 1):
            if marks[mark] >= rule.x1:
                break
            length = min(rule.x1, marks[mark + 1]) - max(rule.x0, marks[mark])
            covered[height, mark] = covered.get((height, mark), 0.0) + max(length, 0.0)
    return {
        (height, mark)
        for (height, mark), length in covered.items()
        if length >= COVERED * (marks[mark + 1] - marks[mark])
    }


def _enclosures(
    rows: int, columns: int, below: set[tuple[int, int]], beside: set[tuple[int, int]]
) -> tuple[list[list[int]], list[Enclosure]]:
    """The cells: rectangles of places with no wall between them, from the top left."""
    owners = [[-1] * columns for _ in range(rows)]
    cells: list[Enclosure] = []
    for row in range(rows):
        for column in range(columns):
            if owners[row][column] >= 0:
                continue
            width = 1
            while (
                column + width < columns
                and owners[row][column + width] < 0
                and (column + width, row) not in beside
            ):
                width += 1
            height = 1
            while row + height < rows and all(
                owners[row + height][c] < 0 and (row + height, c) not in below
                for c in range(column, column + width)
            ):
                height += 1
            for r in range(row, row + height):
                owners[r][column : column + width] = [len(cells)] * width
            cells.append(Enclosure(row, column, height, width))
    return owners, cells
