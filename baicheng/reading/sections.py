"""The nodes of the tree of clauses, and what is heading in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from baicheng.reading.spans import Span
from baicheng.reading.text import Paragraph
from baicheng.reading.wording.labels import LABEL
from baicheng.reading.wording.markers import Marker, Style

_LONGEST_HEADING = 60
_LONGEST_RUN_IN = 45


@dataclass(slots=True, eq=False)
class Section:
    """A node of the tree while it is being read: a document, an annex, a bundled part or a clause.

    ``start`` and ``end`` bound it in the cleaned text. ``heading`` covers number and heading, ``title``
    is the heading without its number, in half-width forms. ``paragraphs`` are those of its own, before and between its children.
    """

    address: str
    start: int
    marker: Marker | None = None
    parent: Section | None = None
    end: int = 0
    heading: Span = Span(0, 0)
    title: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def style(self) -> Style | None:
        return self.marker.style if self.marker else None

    def walk(self) -> Iterator[Section]:
        """This section and everything under it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    def chain(self) -> list[Section]:
        """The clauses that enclose this section, outermost first, itself included."""
        above = self.parent.chain() if self.parent else []
        return [*above, self] if self.marker or self.address else above


def heading_length(norm: str, marker: Marker) -> int:
    """How many characters of a paragraph are its number and heading.

    A short paragraph without a sentence end is all heading; otherwise the heading is the first
    sentence if it is short and more follows (1.开展认证。结合…), else the number alone.
    """
    if marker.style is Style.NAMED and set(norm[marker.length :]) & set(",。;"):
        return marker.length
    label = LABEL.search(norm, marker.length if marker.style is Style.NAMED else 0)
    until = label.start() if label else len(norm)
    sentence = min((norm.find(c) for c in "。;" if norm.find(c) >= 0), default=-1)
    if sentence < 0 or sentence == len(norm) - 1:
        if until < len(norm) and norm[until - 1] in "(〔":
            until -= 1
        return until if until <= _LONGEST_HEADING else marker.length
    if norm[sentence] == "。" and sentence <= _LONGEST_RUN_IN and sentence < until:
        return sentence + 1
    colon = norm.find(":", marker.length, marker.length + 20)
    if colon > 0 and not set(norm[marker.length : colon]) & set(",、") and colon < until:
        return colon + 1
    return marker.length


def on_same_level(open_marker: Marker | None, marker: Marker) -> bool:
    """Whether two numbers are of one style, and of one depth if decimal."""
    if open_marker is None or open_marker.style is not marker.style:
        return False
    return marker.style is not Style.DECIMAL or open_marker.label.count(".") == marker.label.count(".")


def address_of(parent: Section, marker: Marker) -> str:
    """The address of a clause under ``parent``: articles are counted through the chapters."""
    base = parent
    if marker.style in {Style.ARTICLE, Style.DECIMAL}:
        above = {Style.PART, Style.CHAPTER, Style.SECTION, Style.DECIMAL}
        if marker.style is Style.DECIMAL:
            above |= {Style.ARABIC, Style.HAN}
        while base.parent is not None and base.style in above:
            base = base.parent
    if base.marker is None:
        return f"{base.address} {marker.label}" if base.address else marker.label
    return f"{base.address}{marker.label}"


def close(section: Section, end: int) -> None:
    """Let a section and its last descendants end here."""
    if not section.end or section.end > end or section.parent is None:
        section.end = end if section.parent is not None else section.end
    if section.children:
        last = section.children[-1]
        if not last.end:
            close(last, end)


def trimmed_end(text: str, section: Section) -> int:
    """The end of a section without the line ends behind its last word."""
    end = section.end
    while end > section.start and text[end - 1] == "\n":
        end -= 1
    return end
