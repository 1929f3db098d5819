"""What happened, as a timeline shows it (经过): who, when, what from what to what, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """A field with its old and new value in the reader's words; "" where there was or is none."""

    field: Any
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of a timeline. ``tone`` is one of ``tones.TONES``, ``icon`` a name of icons.txt."""

    what: Any
    who: str
    at: datetime
    why: str = ""
    changes: Sequence[Change] = ()
    tone: str = "neutral"
    icon: str = "circle"
    held_at: datetime | None = None
