"""The rows of a table: the cells of each by column, the head, and the categories between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from baicheng.reading.spans import Span
from baicheng.reading.text import Paragraph, Text
from baicheng.reading.wording.cells import is_category, ordinal
from baicheng.reading.wording.columns import Column, Columns, column_kind, read_columns
from baicheng.reading.wording.markers import Style, marker_at

_MOST_ROWS, _MOST_ROWS_ABOVE_HEAD = 100_000, 6


@dataclass(slots=True)
class Row:
    """The cells of one row by column number; a column may hold several paragraphs."""

    cells: dict[int, list[Paragraph]] = field(default_factory=dict)

    def span(self, column: int | None) -> Span | None:
        """From the first to the last paragraph of a cell."""
        found = self.cells.get(column or 0)
        return Span(found[0].start, found[-1].end) if found else None

    def words(self, content: Text) -> dict[int, str]:
        """The words of each cell by column, half-width."""
        return {n: "".join(p.span.of(content.norm) for p in self.cells[n]) for n in sorted(self.cells)}

    def is_single(self) -> bool:
        """Whether one cell makes up the whole row."""
        return len({paragraph.cell for cell in self.cells.values() for paragraph in cell}) == 1


def rows_of(paragraphs: Sequence[Paragraph]) -> list[Row]:
    """The rows of a table, cells merged over several rows repeated in each of them."""
    last = max(p.cell.row + p.cell.rows - 1 for p in paragraphs if p.cell)
    rows = {number: Row() for number in range(1, min(last, _MOST_ROWS) + 1)}
    for paragraph in paragraphs:
        cell = paragraph.cell
        if cell is None:
            continue
        for number in range(cell.row, cell.row + cell.rows):
            if number in rows:
                rows[number].cells.setdefault(cell.column, []).append(paragraph)
    return [row for row in rows.values() if row.cells]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a table: its columns, the row of their headings, and how many rows it takes up."""

    columns: Columns
    row: Row
    above: int
    rows: int


def find_head(content: Text, rows: Sequence[Row]) -> Head | None:
    """The head of a task table among its first rows, if it has one.

    A head may have two rows, the lower of which parts a heading (责任分工) that stretches over several
    columns.
    """
    for index, row in enumerate(rows[:_MOST_ROWS_ABOVE_HEAD]):
        words = row.words(content)
        if (parted := _parted_head(content, words, rows[index + 1 : index + 2])) is not None:
            return Head(*parted, above=index, rows=2)
        if (columns := read_columns(words)) is not None:
            return Head(columns, row, index, 1)
    return None


def _parted_head(content: Text, upper: dict[int, str], below: Sequence[Row]) -> tuple[Columns, Row] | None:
    """The columns of a head of two rows: a heading below tells more than the one above it."""
    if not below or sum(column_kind(words) is not None for words in upper.values()) < len(upper) - 1:
        return None
    lower = below[0].words(content)
    own = {n: words for n, words in lower.items() if words != upper.get(n)}
    if len(own) < 2 or any(column_kind(words) is None or ordinal(words) for words in own.values()):
        return None
    columns = read_columns(upper | own)
    return (columns, below[0]) if columns is not None else None


def without_repeated_heads(content: Text, rows: Sequence[Row], head: Head) -> list[Row]:
    """The rows below the head, without those in which it stands once more."""
    heads = [row.words(content) for row in rows[head.above : head.above + head.rows]]
    return [row for row in rows[head.above + head.rows :] if row.words(content) not in heads]


class Categories:
    """The categories that head the rows at hand, outermost first: 一、治水, then （一）河道."""

    def __init__(self, content: Text, columns: Columns) -> None:
        self._content = content
        self._columns = columns
        self._open: list[tuple[Style | None, str]] = []

    def take(self, row: Row) -> bool:
        """Whether a row names a category, which then heads the rows below it."""
        words = row.words(self._content)
        if row.is_single():
            (column,) = list(words)[:1]
            wide = any(p.cell and p.cell.columns > 1 for p in row.cells[column])
            if not (wide or is_category(words[column]) or column == 1) or ordinal(words[column]):
                return False
        elif not self._is_numbered_category(words):
            return False
        text = "".join(p.span.of(self._content.text) for cell in row.cells.values() for p in cell)
        marker = marker_at("".join(words.values()))
        style = marker.style if marker else None
        styles = [known for known, _ in self._open]
        self._open = self._open[: styles.index(style)] if style in styles else self._open if style else []
        self._open.append((style, text.replace("\n", "")))
        return True

    def _is_numbered_category(self, words: dict[int, str]) -> bool:
        """Whether a row has a number of the Han kind and a name, and says nothing of work or units."""
        number = self._columns.first(Column.NUMBER)
        assigned = [*self._columns.roles, *self._columns.limits]
        han = number is not None and is_category(words.get(number, "") + "、方面")
        return han and len(words) == 2 and not any(column in words for column in assigned)

    def names(self) -> Iterator[str]:
        """The categories, outermost first."""
        return (name for _, name in self._open)
