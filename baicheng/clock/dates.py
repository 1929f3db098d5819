"""Finding dates in the text of official documents (时间识别)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, time

from baicheng.clock.cycle_phrases import CyclePhrase, cycles_at, yearly
from baicheng.clock.cycles import Cycle, CycleUnit
from baicheng.clock.groups import Group, Item, group_at
from baicheng.clock.lengths import length_at
from baicheng.clock.mentions import DateKind, DateMention, Within
from baicheng.clock.stretches import UNDATED, months
from baicheng.clock.years import Years

# Where a mention may begin. Cheap, because it is tried at every character.
_TRIGGER = re.compile(
    "\\d+|[“\"‘']?十[一二三四五]五|[一二三四五六七八九十两]+|半(?=[年个月])|[上下]半年|[今本当同明来次翌去上]一?年"
    "|下一年|[次翌]月|[次下]一?个?季|年度?[底末终内初中]|全年|首季|第(?=[一二三四1-4])|前(?=[两二三23])"
    '|[每逐按]|月度?后|季度?[末结终后]|年度[末结终后]|旬[末后]|[“"](?=元旦|三八|五[一四]|[六七八]一|十一|国庆)|元旦|三八|植树|五[一四]|劳动节|[六七八]一|教师节|国庆'
    "|今冬|春[节耕季]|元宵|清明|端午|中[秋考]|[两双]节|主?汛|入[汛冬夏]|雨季|[采供取]暖|供热|秋[冬收季]|冬[春季]|夏[收季]"
    "|封冻|上冻|冰冻|麦收|高考|开学|[寒暑]假|暑期|两会|防火期|禁渔期|近期|本月|月[底末](?=[之以]?前)|即日起"
)
_THIS_MONTH = re.compile("(?:本月|(?<![\\d一二三四五六七八九十个每当上下本次翌])月)[底末](?:[之以]?前)?")
_SOON = re.compile("近期|即日起")
_MARKS = re.compile("[《》\\n]|[〔\\[]\\d{4}年?[〕\\]]")


def find_dates(text: str, *, year: int, issued: date | None = None) -> list[DateMention]:
    """All dates and times that a text names, in order; they never overlap.

    Args:
        text: Chinese text in half-width forms, without blanks between characters; paragraphs end in
            line feeds.
        year: the plan year: that of 年底前, 6月底前, 今年.
        issued: the day of issue, from which 印发之日起30日内 counts.

    Returns:
        The mentions. A date without a year is in the plan year, unless a year was just spoken of in
        the same sentence (2019年6月底前…,年底前…: both 2019), or in the entry before in a timetable
        whose entries begin with their date.

    Raises:
        ValueError: ``year`` leaves no room for the dates of the next one.

    >>> [(found.text, found.last) for found in find_dates("6月底前完成", year=2018)]
    [('6月底前', datetime.date(2018, 6, 30))]
    """
    if not MINYEAR <= year < MAXYEAR - 1:
        raise ValueError(f"the plan year {year} is not between {MINYEAR} and {MAXYEAR - 2}")
    return list(_Finder(text, year, issued).mentions())


class _Finder:
    """One pass over one text."""

    def __init__(self, text: str, year: int, issued: date | None) -> None:
        self._text = text
        self._issued = issued
        self._years = Years(text, year, issued)
        self._references = _references(text)

    def mentions(self) -> Iterator[DateMention]:
        position = 0
        while trigger := _TRIGGER.search(self._text, position):
            begun, position = position, trigger.end()
            for mention in self._at(trigger.start(), begun):
                yield mention
                position = max(position, mention.end)

    def _at(self, start: int, free: int) -> list[DateMention]:
        """The mentions that begin here; none may reach back before ``free``."""
        phrases = cycles_at(self._text, start)
        if phrases:
            if phrases[-1].cycle.unit is CycleUnit.YEAR:
                self._years.remember_every(phrases[-1].end)
            return [self._cycle(phrase) for phrase in phrases]
        length = length_at(self._text, start, self._issued)
        if length:
            place = max(length.start, free), length.end
            first = self._issued if length.last else None
            return [self._mention(place, DateKind.RELATIVE, first, length.last, within=length.within)]
        group = group_at(self._text, start)
        return self._dated(group) if group else self._soon(start)

    def _mention(
        self,
        place: tuple[int, int],
        kind: DateKind,
        first: date | None = None,
        last: date | None = None,
        *,
        at: time | None = None,
        within: Within | None = None,
    ) -> DateMention:
        start, end = place
        return DateMention(start, end, self._text[start:end], kind, first, last, at, within=within)

    def _cycle(self, phrase: CyclePhrase) -> DateMention:
        start, end, cycle = phrase.start, phrase.end, phrase.cycle
        text = self._text[start:end]
        return DateMention(start, end, text, DateKind.CYCLE, at=cycle.at, cycle=cycle, within=phrase.within)

    def _soon(self, start: int) -> list[DateMention]:
        """Times known only from the day of issue: 本月底, 近期."""
        month = _THIS_MONTH.match(self._text, start)
        if month:
            known = self._issued if month[0].startswith("本") else None
            stretch = months(known.year, known.month, known.month) if known else UNDATED
            return [self._mention(month.span(), DateKind.DEADLINE, stretch.first, stretch.last)]
        soon = _SOON.match(self._text, start)
        return [self._mention(soon.span(), DateKind.PERIOD)] if soon else []

    def _dated(self, group: Group) -> list[DateMention]:
        """The mentions of a list, one for each member."""
        if self._years.come_back(group):
            every = Cycle(CycleUnit.YEAR, at=group.at)
            return [self._cycle(CyclePhrase(i.point.start, i.end, yearly(i, every))) for i in group.items]
        stretches = self._years.stretches(group)
        found = []
        for number, (item, stretch) in enumerate(zip(group.items, stretches, strict=True)):
            start = item.point.start if number else group.start
            end = group.end if number == len(stretches) - 1 else item.end
            kind = self._kind(group, item)
            first = None if group.lead == "until" else stretch.first
            found.append(self._mention((start, end), kind, first, stretch.last, at=group.at))
        self._years.remember(group, found)
        return found

    def _kind(self, group: Group, item: Item) -> DateKind:
        point = item.point
        if group.lead == "names" or group.tail == "names" or self._in_reference(point.start):
            return DateKind.REFERENCE
        if item.until or group.lead == "until":
            return DateKind.PERIOD
        if group.tail == "start" or group.lead == "start":
            return DateKind.START
        if group.tail == "by" or group.lead == "by" or point.says_by_when:
            return DateKind.DEADLINE
        if group.tail == "during" or point.part in ("undated", "plan", "fixed", "festival"):
            return DateKind.PERIOD
        if point.part == "whole" or (point.part == "year" and not point.edge):
            return DateKind.YEAR
        return DateKind.DATE

    def _in_reference(self, position: int) -> bool:
        index = bisect_right(self._references, position, key=lambda span: span[0]) - 1
        return index >= 0 and position < self._references[index][1]


def _references(text: str) -> list[tuple[int, int]]:
    """Where titles in 《》 and the years of document numbers stand; a title ends with its line."""
    found = []
    depth = start = end = 0
    for mark in _MARKS.finditer(text):
        if mark[0] == "《":
            start = start if depth else mark.start()
            depth += 1
        elif mark[0] == "》":
            depth, end = max(depth - 1, 0), mark.end()
        elif mark[0] != "\n":
            if not depth:
                found.append(mark.span())
            continue
        else:
            depth = 0
        if not depth and end > start:
            found.append((start, end))
            start = end
    return found
