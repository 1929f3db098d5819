"""Bands cover every value once: no gap, no overlap, each boundary on one side (边界归属)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from baicheng.rules.model.forms import Band
from baicheng.rules.setting import Faults, Path


def check_bands(bands: Sequence[Band], faults: Faults, path: Path) -> None:
    """Adds a fault where a value lies in no band or in two; bands stand from one end to the other."""
    ascending = _ascends(bands)
    ordered = list(enumerate(bands)) if ascending else list(enumerate(bands))[::-1]
    first, last = ordered[0], ordered[-1]
    if first[1].lower is not None:
        faults.add(
            (*path, first[0]), "below this band there is nothing; leave its lower bound out, or add a band"
        )
    if last[1].upper is not None:
        faults.add(
            (*path, last[0]), "above this band there is nothing; leave its upper bound out, or add a band"
        )
    for index, band in ordered:
        if band.lower is not None and band.upper is not None and not _holds_any(band.lower, band.upper):
            faults.add(
                (*path, index),
                f"no value lies in this band: it begins at {band.lower[0]} and ends at {band.upper[0]}",
            )
    for (_, lower), (index, upper) in pairwise(ordered):
        if lower.upper is None or upper.lower is None:
            faults.add(
                (*path, index), "bands overlap: state the bound between them in both (below 75, at_least 75)"
            )
        elif lower.upper[0] != upper.lower[0]:
            faults.add(
                (*path, index),
                f"one band ends at {lower.upper[0]} and the next begins at {upper.lower[0]}; they must meet",
            )
        elif lower.upper[1] == upper.lower[1]:
            where = "both bands" if lower.upper[1] else "neither band"
            faults.add((*path, index), f"{upper.lower[0]} lies in {where}; include it in one of them")


def _holds_any(lower: tuple[Decimal, bool], upper: tuple[Decimal, bool]) -> bool:
    """Whether a value lies between two bounds."""
    return lower[0] < upper[0] or (lower[0] == upper[0] and lower[1] and upper[1])


def _ascends(bands: Sequence[Band]) -> bool:
    """Whether they stand from the lowest to the highest."""
    starts = [band.lower[0] for band in bands if band.lower is not None]
    return (
        bands[0].lower is None
        and (bands[0].upper is not None or len(bands) == 1)
        or (len(starts) > 1 and starts == sorted(starts) and bands[-1].upper is None)
    )
