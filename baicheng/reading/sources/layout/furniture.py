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
DIGITS = re.compile(r"[0-9０-９]+")
BLANKS = re.compile(r"\s+")
PAGE_NUMBER = re.compile(
    r"(?:[-—–－―·•~]\s*){0,3}(?:第\s*)?(?:#|[一二三四五六七八九十百]{1,5}|[ivxIVX]{1,6})(?:\s*页)?"
    r"(?:\s*[,，/／]?\s*(?:共\s*)?#\s*页?)?(?:\s*[-—–－―·•~]){0,3}$"
)


@dataclass(frozen=True, slots=True)
class Margin:
    """A line near the top or bottom edge of a page, as a candidate for furniture.

    ``top`` and ``bottom`` are in points, ``height`` is the page's; ``rank`` says how many lines stand
    between it and the edge.
    """

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
    def shape(self) -> str:
        """The text without blanks, with any number as #."""
        return DIGITS.sub("#", BLANKS.sub("", self.text))


def is_candidate(margin: Margin) -> bool:
    """Whether a line stands where furniture stands."""
    return margin.rank < DEEPEST and (margin.in_head or margin.in_foot)


def furniture(margins: list[Margin], pages: int) -> set[int]:
    """Indexes of the lines that are furniture.

    Args:
        margins: the candidates of all pages.
        pages: how many pages there are.

    A page number at the very edge is furniture even alone; anything else must return at the same
    height with the same words, digits aside.
    """
    enough = 2 if pages <= SHORT_FILE else ENOUGH_RETURNS
    returns = Counter(key for margin in margins for key in _keys(margin))
    found = set()
    for index, margin in enumerate(margins):
        if PAGE_NUMBER.match(margin.shape) and margin.rank == 0:
            found.add(index)
        elif any(returns[key] >= enough for key in _keys(margin)):
            found.add(index)
    return found


def _keys(margin: Margin) -> tuple[tuple[str, int, str], tuple[str, int, str]]:
    """Two overlapping steps of height, so that heights next to each other share one."""
    edge, height = ("head", margin.top) if margin.in_head else ("foot", margin.height - margin.bottom)
    step = int(height // SAME_HEIGHT)
    return (edge, step, margin.shape), (edge, step + 1, margin.shape)
