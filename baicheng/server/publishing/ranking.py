"""Ranking units by how their tasks stand (排名): pure. The share that is not late counts first, then the share done."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from baicheng.server.duties.overview.tallies import Tally


def ranks(tallies: Mapping[int, Tally]) -> dict[int, int]:
    """The rank of each that has tasks, from 1; equals share a rank, and the next one is as many further down.

    Shares are compared exactly, not as they are rounded for reading.
    """
    marks = {pk: (_kept(one), Fraction(one.done, one.total)) for pk, one in tallies.items() if one.total}
    ordered = sorted(marks.values(), reverse=True)
    return {pk: ordered.index(mark) + 1 for pk, mark in marks.items()}


def _kept(tally: Tally) -> Fraction:
    return Fraction(tally.total - tally.late, tally.total)


def percent(part: int, whole: int) -> str:
    """A share of a hundred with one decimal, rounded half up; a dash of nothing.

    >>> percent(1, 3), percent(2, 2), percent(0, 0), percent(1, 8)
    ('33.3', '100', '—', '12.5')
    """
    if not whole:
        return "—"
    tenths = (2000 * part + whole) // (2 * whole)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
