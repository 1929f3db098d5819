"""Dates of issue (成文日期): days written in digits or in Chinese numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from baicheng.clock.numerals import chinese_number

#: What files hold in place of 〇: circles and letters of several alphabets.
_ZEROS = str.maketrans(dict.fromkeys("○◯零0OoОоΟο", "〇"))
_ZERO = "〇○◯零0OoОоΟο"
_HAN_YEAR = f"[一二][{_ZERO}九][{_ZERO}一二三四五六七八九]{{2}}"
_HAN = "[一二三四五六七八九十廿卅]"

#: A day, in half-width text.
DAY = rf"(?P<year>(?:19|20)\d\d|{_HAN_YEAR})年(?P<month>\d{{1,2}}|{_HAN}{{1,2}})月(?P<day>\d{{1,2}}|{_HAN}{{1,3}})日"
_DAY = re.compile(DAY)
_PLAIN_DAY = re.compile(r"(?P<year>(?:19|20)\d\d)[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2})日?")
_LINE = re.compile(rf"[(〔—]*(?:{DAY})[)〕]*")


@dataclass(frozen=True, slots=True)
class Day:
    """A day and where it stands."""

    on: date
    start: int
    end: int


def days(norm: str, start: int = 0, end: int | None = None) -> Iterator[Day]:
    """All days that a half-width text names with year, month and day; impossible ones are left out."""
    for found in _DAY.finditer(norm, start, len(norm) if end is None else end):
        on = _date(found)
        if on is not None:
            yield Day(on, found.start(), found.end())


def day_at(norm: str, start: int = 0) -> Day | None:
    """The day that begins at ``start``, brackets around it included."""
    found = _LINE.match(norm, start)
    on = _date(found) if found else None
    return Day(on, start, found.end()) if found and on else None


def plain_day(norm: str) -> date | None:
    """The day that a field of a form holds, also as 2018-03-26 or 2018.3.26."""
    found = _DAY.search(norm) or _PLAIN_DAY.search(norm)
    return _date(found) if found else None


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(*(_number(found[part]) for part in ("year", "month", "day")))
    except ValueError:
        return None


def _number(numeral: str) -> int:
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    return chinese_number(numeral.translate(_ZEROS))
