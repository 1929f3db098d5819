"""What stands on a page. All lengths are in points, counted from the page's top left corner."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

ASCENT = 0.88  # of the type size, above the baseline
DESCENT = 0.12


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character from ``x0`` to ``x1`` on the baseline ``y``, in a type of ``size`` points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float

    @property
    def middle(self) -> float:
        """The height halfway up the character."""
        return self.y - (ASCENT - DESCENT) / 2 * self.size


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line (框线): horizontal where ``y0 == y1``, else vertical; ``x0 <= x1`` and ``y0 <= y1``."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Page:
    """One page as its file draws it.

    ``is_picture`` says that an image covers most of it, as on a scanned page.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    is_picture: bool = False


def straight_rule(x0: float, y0: float, x1: float, y1: float, *, thickest: float = 3.0) -> Rule | None:
    """The rule that a line or thin bar between two corners draws, if it is level or upright."""
    width, height = abs(x1 - x0), abs(y1 - y0)
    if height <= thickest and width > height:
        middle = (y0 + y1) / 2
        return Rule(min(x0, x1), middle, max(x0, x1), middle)
    if width <= thickest and height > width:
        middle = (x0 + x1) / 2
        return Rule(middle, min(y0, y1), middle, max(y0, y1))
    return None


def path_rules(points: list[tuple[float, float]], *, closed: bool, stroked: bool) -> list[Rule]:
    """The rules that one stretch of a drawn path leaves.

    Args:
        points: its corners in order.
        closed: whether it returns to its beginning.
        stroked: whether its outline is drawn; otherwise its inside is filled.
    """
    if len(points) < 2:
        return []
    xs, ys = [x for x, _ in points], [y for _, y in points]
    bar = straight_rule(min(xs), min(ys), max(xs), max(ys))
    if bar is not None:
        return [bar]
    if not stroked:
        return []  # the shading of a cell
    corners = [*points, points[0]] if closed else points
    edges = (straight_rule(*a, *b) for a, b in pairwise(corners))
    return [edge for edge in edges if edge is not None]
