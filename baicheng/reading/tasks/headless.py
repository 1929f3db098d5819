"""Columns of a task table that has no head, known by what their cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from baicheng.reading.model import Role
from baicheng.reading.wording.columns import Column, Columns
from baicheng.reading.wording.unit_names import looks_like_units

_WHEN = re.compile(r"(?:\d{4}年|\d{1,2}月|年底|季度|半年|长期|持续|常年|全年|\d{4}\.\d{1,2})")
_ENOUGH = 0.8
_FEWEST_ROWS, _FEWEST_COLUMNS = 2, 3
_LONGEST_LIMIT, _LONGEST_NAME, _SHORTEST_WORK = 20, 24, 6


def guessed_columns(rows: Sequence[dict[int, str]]) -> Columns | None:
    """The columns of rows without a head, or ``None`` where they hold no task table.

    The first column counts the rows from 1; one or more hold nothing but units. No heading says who
    leads, so all units are responsible. The longest cells say what is to be done, and short ones left of them name it.

    Args:
        rows: the words of each cell by column, half-width.
    """
    count = max((len(row) for row in rows), default=0)
    if len(rows) < _FEWEST_ROWS or count < _FEWEST_COLUMNS or not _counts_rows(rows):
        return None
    cells = {n: [row[n] for row in rows if row.get(n)] for n in range(2, count + 1)}
    limits = [n for n, words in cells.items() if _mostly(words, _is_limit)]
    units = [n for n, words in cells.items() if n not in limits and _mostly(words, looks_like_units)]
    rest = {
        n: sum(map(len, words)) / len(words)
        for n, words in cells.items()
        if words and n not in units + limits
    }
    if not units or not rest:
        return None
    work = max(rest, key=lambda n: rest[n])
    if rest[work] < _SHORTEST_WORK:
        return None
    names = [n for n in sorted(rest) if n < work and rest[n] <= _LONGEST_NAME]
    others = {Column.NUMBER: [1], Column.CONTENT: [work]}
    if names:
        others[Column.TITLE] = [names[-1]]
    if len(names) > 1:
        others[Column.CLASS] = [names[0]]
    return Columns(dict.fromkeys(units, Role.RESPONSIBLE), limits, others)


def _counts_rows(rows: Sequence[dict[int, str]]) -> bool:
    numbers = [row[1].rstrip(".、") for row in rows if row.get(1)]
    return len(numbers) >= _FEWEST_ROWS and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _mostly(words: list[str], holds: Callable[[str], bool]) -> bool:
    """Whether something holds of nearly all cells of a column."""
    return bool(words) and sum(map(holds, words)) >= _ENOUGH * len(words)


def _is_limit(words: str) -> bool:
    return len(words) <= _LONGEST_LIMIT and _WHEN.search(words) is not None
