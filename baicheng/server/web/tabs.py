"""Tabs of a page (页签): links, one of which is the page itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. ``count`` "" shows none."""

    title: Any
    url: str
    current: bool = False
    count: Any = ""
