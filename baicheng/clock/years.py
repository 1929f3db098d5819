"""Which year a date without one belongs to (年份承前), as a text is read from its beginning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MINYEAR, date

from baicheng.clock.groups import Group, Item
from baicheng.clock.mentions import DateKind, DateMention
from baicheng.clock.points import Point
from baicheng.clock.resolution import resolve
from baicheng.clock.spring_festival import next_spring_festival, spring_festival
from baicheng.clock.stretches import UNDATED, Stretch

#: Words for a year that count from the one just spoken of.
NEXT_YEAR = ("次年", "翌年")
_SAME_YEAR = ("当年", "同年")
_HEADS = frozenset("。;:!?\n")
_STOPS = frozenset("。;!?")
#: How far a year carries to a date without one, in characters.
_REACH = 200


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A year written out, and the mention that did so: its last day, its end, whether it opens a clause."""

    year: int
    last: date
    end: int
    opens: bool


class Years:
    """The years of the dates of one text.

    A date without a year is in the plan year, unless a year was just spoken of: in the same sentence,
    or in the entry before of a timetable whose entries begin with their dates and go forward in time.
    A Spring Festival without a year is the next after the day of issue.
    """

    def __init__(self, text: str, year: int, issued: date | None = None) -> None:
        self._text = text
        self._year = year
        self._issued = issued
        self._spoken: _Spoken | None = None
        self._each_year: int | None = None

    def stretches(self, group: Group) -> list[Stretch]:
        """The days that each member of a list names; its year passes on to members without one."""
        before = group.tail == "by"
        year: int | None = None
        found = []
        for item in group.items:
            year = self._year_of(item.point, group.start, year)
            if year is None:
                found.append(UNDATED)
            elif item.until is None:
                found.append(resolve(item.point, year, before=before))
            else:
                until = self._year_of(item.until, group.start, year) or year
                stretch = _range(item, item.until, year, until)
                found.append(stretch)
                year = stretch.last.year if stretch.last else until
        return found

    def _year_of(self, point: Point, start: int, before: int | None) -> int | None:
        """The year of a point, where ``before`` is the year of the point listed before it."""
        if point.year is not None:
            return point.year
        if point.part == "festival" and not point.names_year:
            return self._year_of_festival(before)
        if before is None:
            before = self._carried(point, start)
        if point.word in (*_SAME_YEAR, *NEXT_YEAR):
            if before is None and point.part == "year" and not point.edge:
                return None
            return (before or self._year) + (point.shift or 0)
        if point.shift is not None:
            return max(self._year + point.shift, MINYEAR)
        return before or self._year

    def _year_of_festival(self, before: int | None) -> int | None:
        """The year of a Spring Festival without one: that of the list, unless the festival is over."""
        listed = spring_festival(before) if before is not None else None
        if before is not None and (self._issued is None or (listed and listed > self._issued)):
            return before
        coming = next_spring_festival(self._issued) if self._issued else None
        return coming.year if coming else None

    def _carried(self, point: Point, start: int) -> int | None:
        """The year that the text before carries over to a point without one."""
        spoken = self._spoken
        if spoken is None or start - spoken.end > _REACH:
            return None
        between = self._text[spoken.end : start]
        if "\n" in between:
            return None
        if _STOPS.isdisjoint(between):
            return spoken.year
        last = resolve(point, spoken.year + (point.shift or 0)).last
        in_timetable = spoken.opens and self._opens(start) and last is not None and last >= spoken.last
        return spoken.year if in_timetable else None

    def _opens(self, start: int) -> bool:
        """Whether a clause begins here."""
        return start == 0 or self._text[start - 1] in _HEADS

    def remember(self, group: Group, found: list[DateMention]) -> None:
        """Note the year spoken of, if it is one in which more dates may follow.

        A bare year does so before a comma (2019年,…), not as an attribute (2019年任务) or as a distant
        goal (到2020年).
        """
        last, point = found[-1], group.items[-1].point
        if last.kind is DateKind.REFERENCE or not any(item.point.names_year for item in group.items):
            return
        self._spoken = None
        if last.last is None or group.items[-1].until:
            return
        dated = point.part != "year" and last.kind in (DateKind.DEADLINE, DateKind.DATE)
        opening = last.kind is DateKind.YEAR and self._text[last.end : last.end + 1] in (",", ":")
        if dated or opening:
            self._spoken = _Spoken(last.last.year, last.last, last.end, self._opens(found[0].start))

    def remember_every(self, end: int) -> None:
        """Note that the words ending here speak of every year."""
        self._each_year = end

    def come_back(self, group: Group) -> bool:
        """Whether a list says 次年1月 where the sentence speaks of every year."""
        if group.items[0].point.word not in NEXT_YEAR or self._each_year is None:
            return False
        near = group.start - self._each_year <= _REACH
        return near and _HEADS.isdisjoint(self._text[self._each_year : group.start])


def _range(item: Item, end: Point, year: int, until: int) -> Stretch:
    """The days from one point to another; an end that names no year is moved to follow the beginning."""
    first, last = resolve(item.point, year).first, resolve(end, until).last
    if first is None or last is None or first <= last:
        return Stretch(first, last)
    if not end.names_year:
        return Stretch(first, resolve(end, until + 1).last)
    if not item.point.names_year and until > MINYEAR:
        earlier = resolve(item.point, until).first
        in_same = earlier is not None and earlier <= last
        return Stretch(earlier if in_same else resolve(item.point, until - 1).first, last)
    return Stretch(first, last)
