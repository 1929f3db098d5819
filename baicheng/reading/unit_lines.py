"""Lines with nothing but a unit's name that head the numbered tasks below them (以单位为标题)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baicheng.reading.text import Paragraph, Text
from baicheng.reading.wording.labels import opens_with_label
from baicheng.reading.wording.markers import Marker, Style, marker_at
from baicheng.reading.wording.unit_heads import unit_head

_BELOW = {Style.HAN_BRACKET, Style.DECIMAL, Style.ARABIC, Style.ARABIC_BRACKET, Style.CIRCLE}
_FEWEST = 2  # a single one may be part of a title or of a signature
_OPEN_END = ",、:;("


def unit_lines(content: Text, paragraphs: Sequence[Paragraph]) -> dict[int, Marker]:
    """A marker for each paragraph that is such a line, by its index; none where only one is.

    The marker takes no characters, for the line has no number: its label is the name.
    """
    found = list(_heads(content, paragraphs))
    if len(found) < _FEWEST:
        return {}
    return {index: Marker(Style.UNIT, count, 0, name) for count, (index, name) in enumerate(found, 1)}


def _heads(content: Text, paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, str]]:
    before = ""
    for index, paragraph in enumerate(paragraphs[:-1]):
        norm = paragraph.span.of(content.norm)
        after = paragraphs[index + 1]
        apart = paragraph.cell is None and after.cell is None and not _goes_on(before)
        if apart and marker_at(norm) is None and (head := unit_head(norm)) is not None:
            below = marker_at(after.span.of(content.norm))
            if below is not None and below.style in _BELOW:
                yield index, content.text[paragraph.start : paragraph.start + head.length]
        before = norm


def _goes_on(before: str) -> bool:
    """Whether the line above is itself part of a list of units."""
    return before.endswith(tuple(_OPEN_END)) or opens_with_label(before) or unit_head(before) is not None
