"""Lines of text from placed characters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from baicheng.reading.sources.layout.page import ASCENT, DESCENT, Glyph

SAME_BASELINE = 0.45  # of the larger type size
SAME_PLACE = 0.4  # of a character's width: drawn twice there, it only looks bolder
WORD_GAP = 0.15  # of the type size, between letters or digits
BLANK_GAP = 0.5  # of the type size, between Chinese characters
COLUMN_GAP = 2.0  # of the type size, between the columns of a table without rules
DEEPEST_INDENT = 4
IDEOGRAPHIC_SPACE = "\u3000"


@dataclass(slots=True)
class Line:
    """Characters on one baseline, from left to right; ``blanks`` tells before which a blank stands."""

    glyphs: list[Glyph]
    blanks: list[bool]

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1

    @property
    def y(self) -> float:
        return max(self.glyphs, key=lambda glyph: glyph.size).y

    @property
    def size(self) -> float:
        """The type size of the line in points: that of its largest character."""
        return max(glyph.size for glyph in self.glyphs)

    @property
    def top(self) -> float:
        return self.y - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.y + DESCENT * self.size

    def pieces(self, gap: float) -> list[tuple[float, float]]:
        """From where to where the line is written, parted where the gap exceeds ``gap`` type sizes."""
        pieces = [(self.glyphs[0].x0, self.glyphs[0].x1)]
        for left, right in zip(self.glyphs, self.glyphs[1:], strict=False):
            if right.x0 - left.x1 > gap * min(left.size, right.size):
                pieces.append((right.x0, right.x1))
            else:
                pieces[-1] = (pieces[-1][0], max(pieces[-1][1], right.x1))
        return pieces

    def text(self, left_edge: float | None = None) -> str:
        """The line's characters; gaps become blanks, and very wide ones tabs.

        Args:
            left_edge: where the column begins: an indent from there becomes ideographic spaces.
        """
        written = [self.glyphs[0].text]
        tabs = COLUMN_GAP if self._has_columns() else float("inf")
        for left, right, blank in zip(self.glyphs, self.glyphs[1:], self.blanks[1:], strict=False):
            written.append(_between(left, right, blank, tabs) + right.text)
        if left_edge is None:
            return "".join(written)
        indent = round((self.x0 - left_edge) / self.size)
        return IDEOGRAPHIC_SPACE * min(max(indent, 0), DEEPEST_INDENT) + "".join(written)

    def _has_columns(self) -> bool:
        """Whether wide gaps part words; between single characters they only space out a title."""
        return len(self.glyphs) >= 2 * len(self.pieces(COLUMN_GAP))


def _between(left: Glyph, right: Glyph, blank: bool, tabs: float) -> str:
    size = min(left.size, right.size)
    gap = right.x0 - left.x1
    if gap > tabs * size:
        return "\t"
    narrow = left.text.isascii() and right.text.isascii()
    return " " if blank or gap > (WORD_GAP if narrow else BLANK_GAP) * size else ""


def group_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Characters grouped by baseline, from the top down; blanks are noted but are no characters."""
    rows: list[list[Glyph]] = []
    anchor = largest = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.y):
        size = max(largest, glyph.size)
        if rows and glyph.y - anchor <= SAME_BASELINE * size:
            rows[-1].append(glyph)
            largest = size
        else:
            rows.append([glyph])
            anchor, largest = glyph.y, glyph.size
    lines = (_line(row) for row in rows)
    return [line for line in lines if line is not None]


def _line(row: list[Glyph]) -> Line | None:
    glyphs: list[Glyph] = []
    blanks: list[bool] = []
    blank = False
    for glyph in sorted(row, key=lambda glyph: glyph.x0):
        if glyph.text.isspace():
            blank = bool(glyphs)
        elif not _is_redrawn(glyph, glyphs):
            glyphs.append(glyph)
            blanks.append(blank)
            blank = False
    return Line(glyphs, blanks) if glyphs else None


def _is_redrawn(glyph: Glyph, before: list[Glyph]) -> bool:
    """Whether the same character already stands at this place."""
    return any(
        other.text == glyph.text and abs(other.x0 - glyph.x0) < SAME_PLACE * max(glyph.x1 - glyph.x0, 0.5)
        for other in before[-3:]
    )
