"""Tables (表格) on fixed pages: the text inside each cell of a grid."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from baicheng.reading.sources.layout.grid import Grid
from baicheng.reading.sources.layout.lines import Line, group_lines
from baicheng.reading.sources.layout.page import Glyph

NEVER_FIRST = set("，。；：、？！）》〉】〕」』”’％%,.;:?!)]}")
ENDS = tuple("。；！？;!?")
TOKEN = re.compile(r"[0-9A-Za-z.%％-]+|.", re.DOTALL)
ITEM = re.compile(r"[（(]?[0-9一二三四五六七八九十]{1,3}[）).．、]|[①-⑳]")
CENTRED = 0.8  # of the type size: by so much the margins of a centred line may differ
SPARE = 0.4  # of the type size, for rounding


@dataclass(slots=True)
class TableCell:
    """A cell with its paragraphs; rows and columns count from 1. ``page`` is where it begins."""

    row: int
    column: int
    rows: int
    columns: int
    page: int
    paragraphs: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.paragraphs


@dataclass(slots=True)
class Table:
    """A table on one page or several, in points; ``cells`` go row by row."""

    page: int
    last_page: int
    x0: float
    top: float
    x1: float
    bottom: float
    columns: list[float]  # where the columns begin, and the last ends
    rows: int
    cells: list[TableCell]

    def row(self, number: int) -> list[TableCell]:
        """The cells that begin in a row."""
        return [cell for cell in self.cells if cell.row == number]


def read_tables(grids: list[Grid], glyphs: list[Glyph], page: int) -> tuple[list[Table], list[Glyph]]:
    """The tables on a page, and the characters that stand in none.

    A grid with text in fewer than two of its cells is a frame or a drawing: its text remains outside.
    """
    outside: list[Glyph] = []
    held: list[dict[int, list[Glyph]]] = [{} for _ in grids]
    for glyph in glyphs:
        for index, grid in enumerate(grids):
            cell = grid.at((glyph.x0 + glyph.x1) / 2, glyph.middle)
            if cell is not None:
                held[index].setdefault(cell, []).append(glyph)
                break
        else:
            outside.append(glyph)
    tables = []
    for grid, cells in zip(grids, held, strict=True):
        filled = sum(any(not g.text.isspace() for g in inside) for inside in cells.values())
        if filled < 2:
            outside.extend(glyph for inside in cells.values() for glyph in inside)
        else:
            tables.append(_table(grid, cells, page))
    return tables, outside


def _table(grid: Grid, held: dict[int, list[Glyph]], page: int) -> Table:
    cells = []
    for index, place in enumerate(grid.cells):
        left, right = grid.xs[place.column], grid.xs[place.column + place.columns]
        paragraphs = _paragraphs(group_lines(held.get(index, [])), left, right)
        cells.append(TableCell(place.row + 1, place.column + 1, place.rows, place.columns, page, paragraphs))
    box = grid.box
    return Table(page, page, box.x0, box.top, box.x1, box.bottom, grid.xs, len(grid.ys) - 1, cells)


def _paragraphs(lines: list[Line], left: float, right: float) -> list[str]:
    """The lines of a cell, with those joined that only the cell's width parts."""
    if not lines:
        return []
    padding = max(min(min(line.x0 for line in lines) - left, right - max(line.x1 for line in lines)), 0.0)
    paragraphs = [lines[0].text()]
    for line, following in pairwise(lines):
        text = following.text()
        if _is_wrapped(line, following, text, left + padding, right - padding, paragraphs[-1]):
            paragraphs[-1] += _joint(paragraphs[-1], text) + text
        else:
            paragraphs.append(text)
    return paragraphs


def _is_wrapped(line: Line, following: Line, text: str, left: float, right: float, before: str) -> bool:
    """Whether a line broke off only because the next word found no room in it."""
    if before.endswith(ENDS) and ITEM.match(text):
        return False
    before_gap, after_gap = line.x0 - left, right - line.x1
    room = before_gap + after_gap if abs(before_gap - after_gap) <= CENTRED * line.size else after_gap
    token = TOKEN.match(text)
    length = len(token[0]) if token else 1
    if text[length : length + 1] in NEVER_FIRST:
        length += 1
    length = min(length, len(following.glyphs))
    need = following.glyphs[length - 1].x1 - following.glyphs[0].x0
    return room < need + SPARE * line.size


def _joint(before: str, after: str) -> str:
    """What stands between two joined lines: a blank between words in letters."""
    return (
        " "
        if before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
        else ""
    )
