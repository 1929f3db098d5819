"""Titles in angle brackets: 《…》, with 〈…〉 or 《…》 inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baicheng.reading.spans import Span

_ANGLE = re.compile("[《》\n]")
_LONGEST_TITLE = 200


def quoted_titles(norm: str, start: int, end: int) -> Iterator[Span]:
    """Where 《…》 stand in a half-width text, outermost ones only, brackets included.

    A bracket that is not closed on its line quotes nothing.
    """
    depth = opened = 0
    for found in _ANGLE.finditer(norm, start, end):
        if found[0] == "\n":
            depth = 0
        elif found[0] == "《":
            depth += 1
            opened = found.start() if depth == 1 else opened
        elif depth:
            depth -= 1
            if depth == 0 and found.end() - opened <= _LONGEST_TITLE:
                yield Span(opened, found.end())
