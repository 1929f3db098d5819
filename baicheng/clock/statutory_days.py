"""Rest days with a fixed date (法定节假日): all that is known of a year before its holidays are announced."""

from __future__ import annotations

#: Per year from which they hold, newest first: month and day. The other statutory days follow the moon
#: or the sun (春节, 清明, 端午, 中秋). Source: 全国年节及纪念日放假办法 and its revisions, 国务院令第795号
#: (from 2025), 第513号 (from 2008), 第270号 (from 1999-09-18, so first for 1 May 2000), and before it
#: the first version of 1949.
_FIXED: tuple[tuple[int, frozenset[tuple[int, int]]], ...] = (
    (2025, frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})),
    (2008, frozenset({(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)})),
    (2000, frozenset({(1, 1), (5, 1), (5, 2), (5, 3), (10, 1), (10, 2), (10, 3)})),
    (1, frozenset({(1, 1), (5, 1), (10, 1), (10, 2)})),
)


def fixed_rest_days(year: int) -> frozenset[tuple[int, int]]:
    """Month and day of the rest days that the law in force in a year gives a fixed date."""
    return next(days for since, days in _FIXED if year >= since)
