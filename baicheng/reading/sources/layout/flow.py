"""From pages to a source: reading order, furniture left out, tables followed across pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from baicheng.reading.sources.assembly import Assembly
from baicheng.reading.sources.layout.cells import Table, read_tables
from baicheng.reading.sources.layout.columns import Item, in_reading_order
from baicheng.reading.sources.layout.continuation import continues, extend
from baicheng.reading.sources.layout.furniture import Margin, furniture, is_candidate
from baicheng.reading.sources.layout.grid import find_grids
from baicheng.reading.sources.layout.lines import group_lines
from baicheng.reading.sources.layout.page import Page
from baicheng.reading.spans import Cell


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of text on a page; ``margin`` is set where it may be furniture."""

    page: int
    text: str
    margin: Margin | None


Piece = PlacedLine | Table


def assemble(pages: Iterable[Page], assembly: Assembly) -> None:
    """Add the text of all pages to ``assembly``: a block for each line and each paragraph of a cell.

    Pages are taken one at a time; only their text is kept.
    """
    pieces: list[Piece] = []
    count = 0
    for page in pages:
        count += 1
        pieces.extend(_pieces(page))
    _add_all(_with_whole_tables(_without_furniture(pieces, count)), assembly)


def _pieces(page: Page) -> list[Piece]:
    """The lines and tables of a page in reading order."""
    tables, outside = read_tables(find_grids(page.rules), page.glyphs, page.number)
    items: list[Item] = [*group_lines(outside), *tables]
    tops, bottoms = sorted(item.top for item in items), sorted(item.bottom for item in items)
    pieces: list[Piece] = []
    for stretch in in_reading_order(items):
        for item in stretch.items:
            if isinstance(item, Table):
                pieces.append(item)
                continue
            above = sum(bottom <= item.top + 1 for bottom in bottoms[:4])
            below = sum(top >= item.bottom - 1 for top in tops[-4:])
            in_head = item.bottom < page.height / 2
            text = item.text(stretch.left_edge)
            margin = Margin(
                page.number, text, item.top, item.bottom, page.height, above if in_head else below
            )
            pieces.append(PlacedLine(page.number, text, margin if is_candidate(margin) else None))
    return pieces


def _without_furniture(pieces: list[Piece], pages: int) -> list[Piece]:
    candidates = [piece for piece in pieces if isinstance(piece, PlacedLine) and piece.margin is not None]
    found = furniture([piece.margin for piece in candidates if piece.margin is not None], pages)
    dropped = {id(candidates[index]) for index in found}
    return [piece for piece in pieces if id(piece) not in dropped]


def _with_whole_tables(pieces: list[Piece]) -> list[Piece]:
    """Tables that go on at the top of the next page become one with their beginning."""
    whole: list[Piece] = []
    for piece in pieces:
        before = whole[-1] if whole else None
        if isinstance(piece, Table) and isinstance(before, Table) and continues(before, piece):
            extend(before, piece)
        else:
            whole.append(piece)
    return whole


def _add_all(pieces: list[Piece], assembly: Assembly) -> None:
    tables = 0
    for piece in pieces:
        if isinstance(piece, PlacedLine):
            assembly.add(piece.text, page=piece.page)
            continue
        tables += 1
        for cell in piece.cells:
            place = Cell(tables, cell.row, cell.column, cell.rows, cell.columns)
            for paragraph in cell.paragraphs or [""]:
                assembly.add(paragraph, page=cell.page, cell=place)
