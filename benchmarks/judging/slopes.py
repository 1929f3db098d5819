"""Lines through measured times, and where two of them cross, with how far that can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

#: So many standard errors each way are the range that is told, about 95 % of cases.
SURE = 2.0


@dataclass(frozen=True)
class Line:
    """``start + slope × size``, by least squares of relative errors: a run that takes ten times as long errs by as much.

    Attributes:
        variances: of the start, of both together, and of the slope.
    """

    start: float
    slope: float
    variances: tuple[float, float, float]

    @property
    def slope_error(self) -> float:
        """The standard error of the slope."""
        return sqrt(self.variances[2])


def line(points: Sequence[tuple[float, float]]) -> Line:
    """The line through at least three points of size and time."""
    weights = [time**-2 for _, time in points]
    total = sum(weights)
    size = sum(weight * x for weight, (x, _) in zip(weights, points, strict=True))
    square = sum(weight * x * x for weight, (x, _) in zip(weights, points, strict=True))
    time = sum(weight * y for weight, (_, y) in zip(weights, points, strict=True))
    product = sum(weight * x * y for weight, (x, y) in zip(weights, points, strict=True))
    scale = total * square - size * size
    slope = (total * product - size * time) / scale
    start = (square * time - size * product) / scale
    left = sum(
        weight * (y - start - slope * x) ** 2 for weight, (x, y) in zip(weights, points, strict=True)
    ) / (len(points) - 2)
    return Line(start, slope, (left * square / scale, -left * size / scale, left * total / scale))


def crossing(steep: Line, flat: Line) -> tuple[float, float] | None:
    """The size from which the flat line is the lower one, and its standard error.

    Returns:
        ``None`` where the slopes do not differ by more than they err.
    """
    start, both, slope = (one + other for one, other in zip(steep.variances, flat.variances, strict=True))
    difference = steep.slope - flat.slope
    if difference <= SURE * sqrt(slope):
        return None
    size = (flat.start - steep.start) / difference
    return size, sqrt(max(start + 2 * size * both + size * size * slope, 0)) / difference
