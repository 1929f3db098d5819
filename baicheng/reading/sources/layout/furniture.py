"""Page furniture (页眉页脚): running heads, feet and page numbers, known by their return on other pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

HEAD_ZONE = 0.1  # of the page's height
FOOT_ZONE = 0.88
DEEPEST = 3  # lines at the edge that may be furniture
SAME_HEIGHT = 4.0  # points
ENOUGH_RETURNS = 3  # a short file has fewer pages, and needs but two
SHORT_FILE = 4  # pages
FURNISHED = 0.6  # of the lines at one height: where furniture stands there is little else
DIGITS = re.compile(r"[0-9０-９]+")
BLANKS = re.compile(r"\s+")
NUMBER = re.compile(r"[0-9０-９]{1,4}$")
_DASHES = "[-—–－―·•~]{1,3}"
_COUNT = "(?:#|[一二三四五六七八九十百]{1,5}|[ivxIVX]{1,6})"
PAGE_NUMBER = re.compile(
    rf"(?:{_DASHES}{_COUNT}{_DASHES}|{_DASHES}#|#{_DASHES}|#/#"
    rf"|[-—]?第?{_COUNT}页(?:[,，/／]?共{_COUNT}页)?[-—]?)$"
)


@dataclass(frozen=True, slots=True)
class Margin:
    """A line near the top or bottom edge of a page, as a candidate for furniture.

    ``top`` and ``bottom`` are in points, ``height`` is the page's; ``rank`` says how many lines stand
    between it and the edge.
    """

    page: int
    text: str
    top: float
    bottom: float
    height: float
    rank: int

    @property
    def in_head(self) -> bool:
        return self.bottom < HEAD_ZONE * self.height

    @property
    def in_foot(self) -> bool:
        return self.top > FOOT_ZONE * self.height

    @property
    def words(self) -> str:
        """The text without blanks."""
        return BLANKS.sub("", self.text)

    @property
    def shape(self) -> str:
        """The words with any number as #."""
        return DIGITS.sub("#", self.words)

    @property
    def places(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """Edge and height in two overlapping steps, so that heights next to each other share one."""
        edge, height = ("head", self.top) if self.in_head else ("foot", self.height - self.bottom)
        step = int(height // SAME_HEIGHT)
        return (edge, step), (edge, step + 1)


def is_candidate(margin: Margin) -> bool:
    """Whether a line stands where furniture stands."""
    return margin.rank < DEEPEST and (margin.in_head or margin.in_foot)


def furniture(margins: list[Margin], pages: int) -> set[int]:
    """Indexes of the lines that are furniture.

    Args:
        margins: the candidates of all pages.
        pages: how many pages there are.

    A page number at the very edge is furniture even alone, a bare number if it counts the pages;
    anything else must return at the same height with the same words, digits aside, and stand at a
    height where little but furniture stands.
    """
    enough = 2 if pages <= SHORT_FILE else ENOUGH_RETURNS
    returning = _returning(margins, enough)
    offsets = Counter(offset for margin in margins if (offset := _offset(margin)) is not None)
    found = set()
    for index, margin in enumerate(margins):
        offset = _offset(margin)
        counts_pages = offset is not None and (offsets[offset] >= 2 or (pages == 1 and offset == 0))
        numbered = margin.rank == 0 and PAGE_NUMBER.match(margin.shape) is not None
        if numbered or counts_pages or index in returning:
            found.add(index)
    return found


def _returning(margins: list[Margin], enough: int) -> set[int]:
    """Indexes of the lines whose words return at a height that is furniture's."""
    returns = Counter((place, margin.shape) for margin in margins for place in margin.places)
    lines = Counter(place for margin in margins for place in margin.places)
    returned = Counter(
        place for margin in margins for place in margin.places if returns[place, margin.shape] >= enough
    )
    return {
        index
        for index, margin in enumerate(margins)
        if any(
            returns[place, margin.shape] >= enough and returned[place] >= FURNISHED * lines[place]
            for place in margin.places
        )
    }


def _offset(margin: Margin) -> int | None:
    """By how much a bare number at the very edge differs from the count of its page."""
    if margin.rank or not NUMBER.match(margin.words):
        return None
    return int(margin.words) - margin.page
