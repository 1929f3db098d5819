"""Drawing lots (抽签): from a seed that is on record, so that anybody can draw again and find the same.

Each candidate gets the SHA-256 of seed, draw, whom it is drawn for, and its own key; the smallest are taken. So the
order in which candidates are listed does not matter, and one that joins or leaves moves nobody else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from itertools import cycle


def drawn(seed: int, draw: str, subject: str, candidates: Collection[str], take: int) -> tuple[str, ...]:
    """Those that are drawn, in the order of their lots; all of them where there are no more than are to be taken.

    Args:
        seed: what is on record.
        draw: the name of the draw.
        subject: the key of the one for whom is drawn.
        candidates: their keys.
        take: how many.

    >>> drawn(7, "townships", "12", ["31", "32", "33"], 2) == drawn(7, "townships", "12", ["33", "31", "32"], 2)
    True
    >>> drawn(7, "townships", "12", ["31"], 2)
    ('31',)
    """
    return tuple(sorted(set(candidates), key=lambda one: (_lot(seed, draw, subject, one), one))[:take])


def in_turn(seed: int, subjects: Collection[str], panels: Sequence[str]) -> dict[str, str]:
    """Each subject's panel: subjects in the order of their lots, panels one after the other.

    >>> sorted(in_turn(7, ["1", "2", "3"], ["A", "B"]).values()) in (["A", "A", "B"],)
    True
    """
    if not panels:
        return {}
    return dict(zip(drawn(seed, "panels", "", subjects, len(set(subjects))), cycle(panels), strict=False))


def _lot(seed: int, draw: str, subject: str, candidate: str) -> str:
    return hashlib.sha256(f"{seed}/{draw}/{subject}/{candidate}".encode()).hexdigest()
