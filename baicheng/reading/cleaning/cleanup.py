"""From the text as a file holds it to the text as it was written.

Undone are hard-wrapped lines, blank lines inside sentences, blanks between Chinese characters and
inside numbers, page numbers and running heads, and headings glued to the line before. No character
is invented: the cleaned text is the source with characters left out, and remembers for each where
it stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from baicheng.reading.cleaning.fields import Raw
from baicheng.reading.cleaning.flattened import flattened_tables
from baicheng.reading.cleaning.furniture import Furniture, survey
from baicheng.reading.cleaning.glue import Sequence, glued_headings
from baicheng.reading.cleaning.lines import Layout, Line, Ruler, printed_width
from baicheng.reading.cleaning.torn_rows import mended_rows
from baicheng.reading.cleaning.typed_tables import typed_tables
from baicheng.reading.origins import Origins
from baicheng.reading.spans import Cell, Source, Span
from baicheng.reading.text import Paragraph, Text
from baicheng.reading.wording.forms import BLANK, half_width, without_radicals

_RUN = re.compile(f"[^{BLANK}]+")
_CLAUSE_NUMBER = re.compile(r"[1-9]\d?[.．]$")
#: Beginning and end of a paragraph tell whether it goes on; what is between does not.
_ENOUGH_TO_JUDGE = 500
_WORD = re.compile(r"[A-Za-z0-9]")
_FORMATS_WITH_PARAGRAPHS = {"docx", "html"}


def clean(source: Source) -> Text:
    """The cleaned text of a source. Never fails; an empty source yields an empty text.

    The lines are gone through twice, once to learn how the file is laid out and once to build the
    text, so that a file of many megabytes is never held as lines.
    """
    ruler = Ruler()
    norms = (line.norm for line in ruler.watch(_all_lines(source)) if line.cell is None)
    furniture = survey(norms, source.text)
    layout = Layout(ruler.width(), real=source.format in _FORMATS_WITH_PARAGRAPHS)
    kept = (line for line in _all_lines(source) if line.cell is not None or not furniture.is_line(line.norm))
    assembly = _Assembly(source, furniture)
    for group in _paragraph_lines(kept, layout):
        assembly.add(group)
    return assembly.finish()


def _all_lines(source: Source) -> Iterator[Line]:
    return mended_rows(flattened_tables(_lines(source)))


def _lines(source: Source) -> Iterator[Line]:
    """The lines of a source that are not blank; rows of typed tables come as one line a cell."""
    tables = max((block.cell.table for block in source.blocks if block.cell), default=0)
    for raw in typed_tables(_raw_lines(source), tables):
        yield from _line(source, raw.start, raw.start + len(raw.text), raw.page, raw.cell)


def _raw_lines(source: Source) -> Iterator[Raw]:
    """The lines of all blocks as the file has them."""
    for block in source.blocks:
        start = block.start
        for text in source.text[block.start : block.end].split("\n"):
            yield Raw(start, text, block.page, block.cell)
            start += len(text) + 1


def _line(source: Source, start: int, end: int, page: int | None, cell: Cell | None) -> Iterator[Line]:
    """The line between two positions without the blanks around it, unless it is all blanks."""
    raw = source.text[start:end]
    runs = list(_RUN.finditer(raw))
    if not runs:
        return
    first, last = start + runs[0].start(), start + runs[-1].end()
    indent = sum(2 if c == "\u3000" else 1 for c in raw[: runs[0].start()])
    norm = half_width("".join(run[0] for run in runs))
    if _numbers_a_quantity(runs):
        norm = half_width(runs[0][0]) + " " + half_width("".join(run[0] for run in runs[1:]))
    yield Line(first, last, norm, printed_width(raw), indent, page, cell)


def _numbers_a_quantity(runs: list[re.Match[str]]) -> bool:
    """Whether a line begins with a number of a clause, a blank and a quantity: 3. 1050所."""
    return len(runs) > 1 and _CLAUSE_NUMBER.match(runs[0][0]) is not None and runs[1][0][0].isdigit()


def _paragraph_lines(lines: Iterator[Line], layout: Layout) -> Iterator[list[Line]]:
    """The lines of each paragraph."""
    group: list[Line] = []
    text = ""
    for line in lines:
        if group and layout.breaks(text, group[-1], line):
            yield group
            group, text = [], ""
        group.append(line)
        text += line.norm
        if len(text) > 2 * _ENOUGH_TO_JUDGE:
            text = text[:_ENOUGH_TO_JUDGE] + text[-_ENOUGH_TO_JUDGE:]
    if group:
        yield group


class _Assembly:
    """Builds the cleaned text, paragraph by paragraph, with the origin of each character."""

    def __init__(self, source: Source, furniture: Furniture) -> None:
        self._source = source
        self._furniture = furniture
        self._sequence = Sequence()
        self._texts: list[str] = []
        self._norms: list[str] = []
        self._origins = Origins()
        self._paragraphs: list[Paragraph] = []

    def add(self, lines: list[Line]) -> None:
        """Append a paragraph, without running heads cut into it, divided at glued headings."""
        text, origins = self._joined(lines)
        norm = half_width(text)
        cell = lines[0].cell
        ranges = _without(Span(0, len(norm)), self._furniture.cuts(norm))
        words = "".join(norm[r.start : r.end] for r in ranges) if len(ranges) != 1 else norm
        splits = [] if cell else glued_headings(words, self._sequence)
        for part in _split(ranges, splits):
            if any(len(r) for r in part):
                self._begin_paragraph(sum(len(r) for r in part), cell)
                for r in part:
                    self._origins.extend(origins, r.start, r.end)
                self._texts.append("".join(r.of(text) for r in part))
                self._norms.append("".join(r.of(norm) for r in part))

    def _joined(self, lines: list[Line]) -> tuple[str, Origins]:
        """The characters of some lines without their blanks, and where each stands in the source."""
        pieces: list[str] = []
        origins = Origins()
        for line in lines:
            previous, position = "", line.start
            numbers = line is lines[0] and " " in line.norm[:4]
            for run in _RUN.finditer(self._source.text, line.start, line.end):
                if previous and (_needs_blank(previous, run[0]) or (numbers and len(pieces) == 1)):
                    pieces.append(" ")
                    origins.append(position)
                pieces.append(run[0])
                origins.append(run.start(), len(run[0]))
                previous, position = run[0], run.end()
        return without_radicals("".join(pieces)), origins

    def _begin_paragraph(self, length: int, cell: Cell | None) -> None:
        if self._paragraphs:
            self._origins.append(self._origins[-1])
        start = len(self._origins)
        self._paragraphs.append(Paragraph(start, start + length, cell))

    def finish(self) -> Text:
        """The text of all paragraphs."""
        text, norm = "\n".join(self._texts), "\n".join(self._norms)
        if norm == text:
            norm = text  # one string instead of two equal ones
        return Text(self._source, text, norm, self._origins, tuple(self._paragraphs))


def _needs_blank(left: str, right: str) -> bool:
    """Whether a blank between two runs of characters parts words or numbers, and so must stay.

    Digit after digit is a torn number only where one digit stands alone (2 0 1 8).
    """
    if not (_WORD.match(left[-1]) and _WORD.match(right[0])):
        return False
    if left[-1].isdigit() and right[0].isdigit():
        return len(left) > 1 and left[-2].isdigit()
    return left[-1].isalpha() and right[0].isalpha()


def _without(span: Span, cuts: list[Span]) -> list[Span]:
    """What remains of a span when others are cut out of it."""
    ranges, start = [], span.start
    for cut in cuts:
        if cut.start > start:
            ranges.append(Span(start, min(cut.start, span.end)))
        start = max(start, cut.end)
    if start < span.end:
        ranges.append(Span(start, span.end))
    return ranges


def _split(ranges: list[Span], positions: list[int]) -> Iterator[list[Span]]:
    """Ranges taken as one text, divided at positions of that text."""
    part: list[Span] = []
    done = 0
    waiting = list(reversed(positions))
    for current in ranges:
        rest = current
        while waiting and waiting[-1] < done + len(rest):
            cut = rest.start + waiting.pop() - done
            if cut > rest.start:
                part.append(Span(rest.start, cut))
            yield part
            part = []
            done += cut - rest.start
            rest = Span(cut, rest.end)
        part.append(rest)
        done += len(rest)
    yield part
