"""The most memory that a process and all that it started hold at one moment."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Answer = TypeVar("Answer")
#: Seconds between two looks.
EVERY = 0.2
_PAGE = os.sysconf("SC_PAGE_SIZE")


def with_peak(work: Callable[[], Answer]) -> tuple[Answer, float]:
    """What the work gives, and the most megabytes in RAM (RSS, pages that are shared counted for each) meanwhile."""
    peak, over = family_mb(), threading.Event()

    def look() -> None:
        nonlocal peak
        while not over.wait(EVERY):
            peak = max(peak, family_mb())

    watching = threading.Thread(target=look)
    watching.start()
    try:
        answer = work()
    finally:
        over.set()
        watching.join()
    return answer, max(peak, family_mb())


def family_mb() -> float:
    """Megabytes of this process and all that it started, and those started by them."""
    children: dict[int, list[int]] = {}
    pages: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            pages[int(folder.name)] = int((folder / "statm").read_text().split()[1])
        except OSError:
            continue  # it ended between two looks
        children.setdefault(parent, []).append(int(folder.name))
    family, total = [os.getpid()], 0
    while family:
        one = family.pop()
        total += pages.get(one, 0)
        family += children.get(one, [])
    return total * _PAGE / 2**20
