"""The cleaned text of a source, with the way back to the file for every character."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from baicheng.reading.spans import Cell, Place, Source, Span


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A logical paragraph of the cleaned text: wrapped lines joined, glued headings split off."""

    start: int
    end: int
    cell: Cell | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Text:
    """Cleaned text.

    Paragraphs are separated by one line feed. ``norm`` is ``text`` in half-width forms, character by
    character (（ as (, ： as :, ０ as 0), so that a pattern needs one spelling only and its positions
    are positions in ``text``. ``origins`` gives for each character its position in ``source.text``.
    """

    source: Source
    text: str
    norm: str
    origins: Sequence[int]
    paragraphs: tuple[Paragraph, ...]

    def gap_before(self, position: int) -> bool:
        """Whether the file has white space before this character that the cleaned text has not."""
        if position <= 0 or self.text[position - 1] == "\n":
            return False
        before = self._between(position)
        return bool(before) and before.isspace()

    def gaps_in(self, span: Span) -> list[int]:
        """The positions inside a span with such a gap before them."""
        if span.end <= span.start or self._stands_together(span):
            return []
        return [position for position in range(span.start + 1, span.end) if self.gap_before(position)]

    def _stands_together(self, span: Span) -> bool:
        """Whether the characters of a span stand one behind the other in the file."""
        length = self.origins[span.end - 1] - self.origins[span.start] + 1
        return length == len(span) and self.text.find("\n", span.start, span.end) < 0

    def blank_before(self, position: int) -> bool:
        """Whether the file parts this character from the one before by blanks on the same line."""
        return self.gap_before(position) and "\n" not in self._between(position)

    def wide_blank_before(self, position: int) -> bool:
        """Whether these blanks are at least as wide as a character, so that they part rather than justify."""
        between = self._between(position) if self.blank_before(position) else ""
        return len(between) > 1 or between in ("\u3000", "\t")

    def line_breaks_at_blank(self, position: int) -> bool:
        """Whether a line ends before this character where a wide blank stands as well."""
        between = self._between(position) if self.gap_before(position) else ""
        blanks = between.replace("\n", "")
        return "\n" in between and (len(blanks) > 1 or "\u3000" in blanks)

    def _between(self, position: int) -> str:
        return self.source.text[self.origins[position - 1] + 1 : self.origins[position]]

    def within(self, span: Span) -> list[Paragraph]:
        """The paragraphs of a span; those that it cuts, as far as they lie in it."""
        first = bisect_right(self.paragraphs, span.start, key=lambda paragraph: paragraph.end)
        found = []
        for index in range(first, len(self.paragraphs)):
            paragraph = self.paragraphs[index]
            if paragraph.start >= span.end:
                break
            start, end = max(paragraph.start, span.start), min(paragraph.end, span.end)
            if (start, end) == (paragraph.start, paragraph.end):
                found.append(paragraph)
            elif start < end:
                found.append(Paragraph(start, end, paragraph.cell))
        return found

    def place(self, span: Span) -> Place:
        """Where a span of this text stands in the file."""
        if not self.origins:
            return Place(0, 0, 0, 0, None, None)
        start = self.origins[min(span.start, len(self.origins) - 1)]
        end = self.origins[span.end - 1] + 1 if span.end > span.start else start
        index = self.source.block_at(start)
        block = self.source.blocks[index]
        return Place(start, end, index, start - block.start, block.page, block.cell)
