"""The deadlines (完成时限) of a task: the last days by which its text orders something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from baicheng.clock.dates import find_dates
from baicheng.clock.mentions import DateKind, DateMention
from baicheng.clock.stretches import days_in_month
from baicheng.reading.deadlines import date_wording as wording
from baicheng.reading.model import Deadline
from baicheng.reading.spans import Span
from baicheng.reading.text import Text
from baicheng.reading.wording.forms import half_width

_LISTED = re.compile("[、和及与]|以及")
# Kinds of mentions that make a deadline where the whole field is a time limit.
_LIMITING = (DateKind.DEADLINE, DateKind.DATE, DateKind.YEAR, DateKind.PERIOD, DateKind.RELATIVE)
# A field of digits alone: a year, a range of years, a day without marks, or month and day.
_PLAIN = re.compile(
    "(?:(?:(?:19|20)\\d\\d[-—~至])?(?P<until>(?:19|20)\\d\\d)"
    "|(?P<year>(?:19|20)\\d\\d)(?P<month>\\d\\d)(?P<day>\\d\\d)?"
    "|(?P<named_month>\\d{1,2})[./](?P<named_day>\\d{1,2}))前?"
)
_CLAUSE = re.compile("[^,。;:!?\\n]*")
_SENTENCE = re.compile("[^。;!?\\n]*")
#: How much text before and after a date is looked at, in characters.
_BEFORE, _AFTER = 130, 160


def find_deadlines(content: Text, span: Span, *, year: int, issued: date | None) -> list[Deadline]:
    """The deadlines that the text at ``span`` sets, in its order, one for each mention.

    Args:
        content: the text.
        span: the part of it that is read, usually a task.
        year: the plan year, that of a bare 年底前.
        issued: the day of issue; without it nothing in the plan year counts as past.

    Returns:
        Dates by which something must be done (6月底前, 到2020年, 年内), and bare years, months and days
        that open a goal (2018年,…达到…; 上半年全面建成). Cycles, starts, comparisons, dates in titles,
        reports of what was done, and periods in which something merely goes on are left out.
    """
    norm = span.of(content.norm)
    found = []
    lists = list(_lists(norm, find_dates(norm, year=year, issued=issued)))
    for number, mentions in enumerate(lists):
        beyond = lists[number + 1][0].start if number + 1 < len(lists) else len(norm)
        setting = _Setting(norm, mentions, beyond, year, issued or date(year, 1, 1))
        for mention in mentions:
            if mention.last is not None and setting.orders(mention, mention.last):
                place = Span(span.start + mention.start, span.start + mention.end)
                found.append(Deadline(mention.last, place.of(content.text), place))
    return found


def limit_deadlines(content: Text, span: Span, year: int, issued: date | None) -> list[Deadline]:
    """The deadlines in a field that holds nothing but a time limit: a table cell, what follows 完成时限."""
    return [
        Deadline(limit.due, place.of(content.text), place)
        for limit in parse_time_limit(span.of(content.norm), year=year, issued=issued)
        for place in (Span(span.start + limit.span.start, span.start + limit.span.end),)
    ]


def parse_time_limit(cell: str, *, year: int, issued: date | None = None) -> list[Deadline]:
    """The deadlines that a time limit states, with spans in ``cell``.

    Here a bare 12月, 2020年 or 2020.12 is a deadline, of a period its end. Work without end (全年, 长期,
    持续推进, 每月) has none.

    >>> [str(limit.due) for limit in parse_time_limit("6月底取得成果，年底完成", year=2019)]
    ['2019-06-30', '2019-12-31']
    """
    places = [place for place, character in enumerate(cell) if not character.isspace()]
    text = half_width("".join(cell[place] for place in places))
    found = []
    for mention in find_dates(text, year=year, issued=issued):
        if mention.kind in _LIMITING and mention.last and "全年" not in mention.text:
            span = Span(places[mention.start], places[mention.end - 1] + 1)
            found.append(Deadline(mention.last, span.of(cell), span))
    if not found and (plain := _PLAIN.fullmatch(text)):
        due = _plain_day(plain, year)
        span = Span(places[0], places[-1] + 1)
        return [Deadline(due, span.of(cell), span)] if due else []
    return found


def _plain_day(found: re.Match[str], year: int) -> date | None:
    """The last day of a field that holds digits alone: 2020, 20201231, 6.30."""
    named = int(found["year"] or found["until"] or year)
    month = int(found["month"] or found["named_month"] or 12)
    day = int(found["day"] or found["named_day"] or 31)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return date(named, month, min(day, days_in_month(named, month)))


def _lists(norm: str, mentions: list[DateMention]) -> Iterator[list[DateMention]]:
    """The mentions, those of one list together."""
    group: list[DateMention] = []
    for mention in mentions:
        if group and not _LISTED.fullmatch(norm, group[-1].end, mention.start):
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


class _Setting:
    """The words around the dates of one list.

    ``before`` ends at the first date, ``after`` begins behind the last; ``own`` is as much of it as
    comes before the next date, at ``beyond``. ``today`` is the day of issue.
    """

    def __init__(self, norm: str, mentions: list[DateMention], beyond: int, year: int, today: date) -> None:
        start, end = mentions[0].start, mentions[-1].end
        self.before = norm[max(0, start - _BEFORE) : start]
        self.after = norm[end : end + _AFTER]
        self.own = norm[end : min(end + _AFTER, beyond)]
        self.year = year
        self.today = today

    def orders(self, mention: DateMention, last: date) -> bool:
        """Whether something is ordered by a date, of which ``last`` is the last day."""
        if mention.kind in (DateKind.CYCLE, DateKind.START, DateKind.REFERENCE) or "全年" in mention.text:
            return False
        if mention.kind is DateKind.RELATIVE:
            return True
        if wording.IN_FORCE_BEFORE.search(self.before[-16:]) and mention.text[0] in "到至":
            return False
        if wording.LIMIT_BEFORE.search(self.before[-12:]) or wording.STAGE_BEFORE.search(self.before[-4:]):
            return True
        if mention.kind is DateKind.DEADLINE:
            return self._orders_by(mention, last)
        if mention.kind is DateKind.PERIOD:
            return last >= self.today and self._finishes()
        return self._orders_in(mention, last)

    def _orders_by(self, mention: DateMention, last: date) -> bool:
        """Whether a date that itself says by when (6月底前) belongs to an order."""
        limited = mention.text.endswith(("前", "内", "止"))
        if last < self.today:
            return limited and last.year >= self.year - 1 and not self._says_which() and not self._reported()
        if wording.EXPIRY_NEXT.match(self.after):
            return False
        return limited or mention.text[0] in "到至截不最" or not wording.REVIEW_NEXT.match(self.after)

    def _says_which(self) -> bool:
        """Whether a past date only says which things are meant: 将2017年底前建成的小区纳入范围."""
        taken = wording.TAKING_BEFORE.search(self.before[-4:])
        return bool(wording.WHICH_NEXT.match(self.after) or (taken and "的" in self._clause(self.after)))

    def _orders_in(self, mention: DateMention, last: date) -> bool:
        """Whether a bare year, month or day opens a goal."""
        if last.year < self.year or (mention.kind is DateKind.YEAR and last < self.today):
            return False
        if mention.first == last < self.today or ((mention.first or last) <= self.today and self._reported()):
            return False
        if wording.DESCRIBING_NEXT.match(self.after) or wording.TITLE_NEXT.match(self.after):
            return False
        if mention.text[-1] in "底末终" and wording.REVIEW_NEXT.match(self.after):
            return False
        if not wording.OPENING_BEFORE.search(self.before[-24:]):
            return self._follows_subject()
        if mention.text.endswith("年度"):
            return self._is_heading() or bool(wording.DOING_NEXT.match(self.after))
        return (
            self._is_heading() or self._opens_goal() or bool(wording.PLEDGE_BEFORE.search(self.before[-4:]))
        )

    def _follows_subject(self) -> bool:
        """Whether the date stands between a subject and its verb: 各县区2018年完成…."""
        governed = wording.GOVERNING_BEFORE.search(self.before[-6:])
        return not governed and bool(wording.DOING_NEXT.match(self.after))

    def _is_heading(self) -> bool:
        """Whether a comma or colon sets the date before a goal, or brackets beside its units."""
        if self.after[:1] in (",", ":"):
            rest = self._sentence(self.own[1:])
            return bool(wording.REACHING.search(rest) or wording.DOING_NEXT.search(rest))
        if wording.CLOSING_NEXT.match(self.after):
            return bool(wording.UNIT_IN_BRACKETS.search(self.before))
        return bool(wording.GOAL_NEXT.match(self.after))

    def _opens_goal(self) -> bool:
        """Whether the clause that the date opens says what is to be done or reached."""
        clause = self._clause(self.own)
        return bool(
            wording.DOING_NEXT.match(clause)
            or wording.QUANTITY_LAST.search(clause)
            or wording.REACHING.search(clause)
            or wording.SHARE_NEXT.match(self.after)
        )

    def _finishes(self) -> bool:
        """Whether something is finished within a period, rather than going on or coming back in it."""
        if wording.REPEATING_NEXT.match(self.after) or not wording.OPENING_BEFORE.search(self.before[-24:]):
            return False
        rest = self._sentence(self.own)
        return self.after[:1] not in (")", "〕") and bool(wording.FINISHING.search(rest))

    def _reported(self) -> bool:
        """Whether the sentence tells of what has been done."""
        return bool(wording.REPORTED.search(self._sentence(self.after)[:60]))

    def _clause(self, text: str) -> str:
        found = _CLAUSE.match(text)
        return found[0] if found else ""

    def _sentence(self, text: str) -> str:
        found = _SENTENCE.match(text)
        return found[0] if found else ""
