"""The yearly notice on holidays (节假日安排的通知) as it is worded: which days are off, which are worked instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from baicheng.clock.instants import ONE_DAY

#: No holiday lasts longer; a longer stretch is a slip of the pen.
_LONGEST = 31
#: Brackets with the day of the week or of the moon; one with figures may hold the day itself.
_IN_BRACKETS = re.compile(r"[（(][^（()）\d]*[)）]")
_CLAUSE = re.compile(r"[。；;\n]+")
#: What is only recommended moves no day.
_RECOMMENDED = re.compile(r"鼓励|建议|倡导")
#: The calendar knows whole days.
_HALF = re.compile(r"半天|半日|上午|下午")
_VERB = re.compile(r"放假|休息|调休|上班|工作")
_WORKED = frozenset({"上班", "工作"})
_DAY = r"(?:(?P<{0}y>\d{{4}})\s*[年/.-]\s*)?(?:(?P<{0}m>\d{{1,2}})\s*[月/.-]\s*)?(?P<{0}d>\d{{1,2}})(?:\s*[日号])?"
_STRETCH = re.compile(
    rf"(?<!\d){_DAY.format('f')}(?:\s*(?:至|到|[—–~～-]+)\s*{_DAY.format('l')})?(?!\d|\s*[天个])"
)


class NoticeFault(ValueError):
    """A clause that cannot be read; the text is the clause."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Days off, and days that are worked although they fall on a weekend (调休)."""

    rest: frozenset[date]
    worked: frozenset[date]


def read_notice(text: str, year: int) -> Arrangement:
    """The days off and the days worked that a text names.

    Args:
        text: clauses such as ``春节：2月10日至17日放假调休，共8天。2月4日、2月18日上班``; a year that is not
            named is ``year``, a month that is not named is the one before. What is recommended (鼓励) and what
            names no day is left out.

    Raises:
        NoticeFault: a clause holds a day that no calendar has, a stretch that runs backwards or over more than
            31 days, half a day, or a day that is both off and worked.

    >>> found = read_notice("春节：2月10日至12日放假。2月4日（周日）上班。", 2024)
    >>> [f"{day:%m-%d}" for day in sorted(found.rest)], [f"{day:%m-%d}" for day in found.worked]
    (['02-10', '02-11', '02-12'], ['02-04'])
    """
    rest: set[date] = set()
    worked: set[date] = set()
    for clause in _CLAUSE.split(_IN_BRACKETS.sub("", text)):
        ordered, begin = _RECOMMENDED.split(clause)[0], 0
        if _HALF.search(ordered) and _VERB.search(ordered):
            raise NoticeFault(clause.strip())
        for verb in _VERB.finditer(ordered):
            days = list(_days(ordered[begin : verb.start()], year, clause))
            begin = verb.end()
            (worked if verb.group() in _WORKED else rest).update(days)
            if rest & worked:
                raise NoticeFault(clause.strip())
    return Arrangement(frozenset(rest), frozenset(worked))


def _days(words: str, year: int, clause: str) -> Iterator[date]:
    month = 0
    for found in _STRETCH.finditer(words):
        first_year = int(found["fy"] or year)
        month = int(found["fm"] or month)
        try:
            first = date(first_year, month, int(found["fd"]))
            last = first
            if found["ld"]:
                month = int(found["lm"] or month)
                last = date(int(found["ly"] or first_year), month, int(found["ld"]))
        except ValueError as error:
            raise NoticeFault(clause.strip()) from error
        if not 0 <= (last - first).days < _LONGEST:
            raise NoticeFault(clause.strip())
        while first <= last:
            yield first
            first += ONE_DAY
