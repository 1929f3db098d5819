"""The paragraphs inside a span, each cut to it, without copying the text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from baicheng.reading.spans import Span
from baicheng.reading.text import Text


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph as far as it lies in a span; ``norm`` is its text in half-width forms.

    ``in_table`` says whether it is a table cell.
    """

    start: int
    end: int
    norm: str
    in_table: bool = False


class Passages:
    """The paragraphs of a span by index, made when asked for."""

    def __init__(self, content: Text, span: Span) -> None:
        self.content = content
        self.span = span
        paragraphs = content.paragraphs
        self._first = bisect_right(paragraphs, span.start, key=lambda paragraph: paragraph.end)
        beyond = bisect_left(paragraphs, span.end, key=lambda paragraph: paragraph.start)
        self._count = max(beyond - self._first, 0)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Passage:
        """The passage with this index, counted from 0.

        Raises:
            IndexError: there is none; negative indexes do not count from the end.
        """
        span = self.bounds(index)
        paragraph = self.content.paragraphs[self._first + index]
        return Passage(span.start, span.end, span.of(self.content.norm), paragraph.cell is not None)

    def bounds(self, index: int) -> Span:
        """Where the passage with this index stands; unlike the passage itself it copies no text."""
        if not 0 <= index < self._count:
            raise IndexError(f"passage {index} of {self._count}")
        paragraph = self.content.paragraphs[self._first + index]
        return Span(max(paragraph.start, self.span.start), min(paragraph.end, self.span.end))

    def in_table(self, index: int) -> bool:
        """Whether the passage with this index is a table cell."""
        return self.content.paragraphs[self._first + index].cell is not None

    def index_at(self, position: int) -> int:
        """The index of the passage that holds ``position``, or of the last one that begins before it."""
        after = bisect_right(self.content.paragraphs, position, key=lambda paragraph: paragraph.start)
        return min(max(after - 1 - self._first, 0), max(self._count - 1, 0))

    def line(self, span: Span) -> str:
        """What stands at ``span``, put on one line."""
        return span.of(self.content.text).replace("\n", "")
