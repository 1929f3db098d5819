"""Due moments, what is left until then, and periods, in the words of the page's language (时限、报告期)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baicheng.clock.cycles import CycleUnit
from baicheng.clock.instants import china_date, in_china, last_day_until
from baicheng.clock.periods import Period, period_named
from baicheng.server.web.formats import MONTHS, NOTHING, day, in_english

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def due(at: datetime | None) -> str:
    """A due moment: its day with the weekday, and the hour where it does not end with the day.

    >>> from baicheng.clock.instants import end_of
    >>> due(end_of(date(2019, 3, 5)))
    '2019年3月5日 周二'
    """
    return NOTHING if at is None else _due(at, in_english())


@lru_cache(maxsize=4096)
def _due(at: datetime, english: bool) -> str:
    """Most of the lines of a page fall due on the same few days."""
    local, last = in_china(at), last_day_until(at)
    if english:
        said = f"{_WEEKDAYS_EN[last.weekday()]} {day(last)}"
    else:
        said = f"{day(last)} 周{_WEEKDAYS_ZH[last.weekday()]}"
    return said if local.time() == time() else f"{said} {local:%H:%M}"


def left(at: datetime, now: datetime) -> str:
    """How long until a due moment, or how long ago it was, in days; 24:00 of today is today."""
    days = (last_day_until(at) - china_date(now)).days
    if at < now:
        late = (china_date(now) - last_day_until(at)).days
        if late <= 0:
            return _("due earlier today")
        return ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def period(label: str | None) -> str:
    """A period from its label, as people call it; what is no label stays as it is.

    >>> period("2019-04"), period("2019Q2"), period("2019")
    ('2019年4月', '2019年第二季度', '2019年')
    """
    if not label:
        return ""
    try:
        found = period_named(label)
    except ValueError:
        return label
    return _in_english(found) if in_english() else _in_chinese(found)


def _in_chinese(found: Period) -> str:
    first = found.since
    match found.unit:
        case CycleUnit.YEAR:
            return f"{first.year}年"
        case CycleUnit.HALF_YEAR:
            return f"{first.year}年{'上' if first.month == 1 else '下'}半年"
        case CycleUnit.QUARTER:
            return f"{first.year}年第{'一二三四'[first.month // 3]}季度"
        case CycleUnit.MONTH:
            return f"{first.year}年{first.month}月"
        case _:
            return _from_to(found.since, found.last)


def _in_english(found: Period) -> str:
    first = found.since
    match found.unit:
        case CycleUnit.YEAR:
            return str(first.year)
        case CycleUnit.HALF_YEAR:
            return f"H{1 if first.month == 1 else 2} {first.year}"
        case CycleUnit.QUARTER:
            return f"Q{(first.month + 2) // 3} {first.year}"
        case CycleUnit.MONTH:
            return f"{MONTHS[first.month - 1]} {first.year}"
        case _:
            return _from_to(found.since, found.last)


def _from_to(first: date, last: date) -> str:
    return day(first) if last - first < timedelta(days=1) else f"{day(first)}–{day(last)}"
