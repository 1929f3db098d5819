"""Lists and ranges of points in time (3月、6月和9月15日前; 2018年9月至次年3月), read as one expression."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time

from baicheng.clock.daytimes import daytime_at
from baicheng.clock.numerals import chinese_number
from baicheng.clock.points import DAY, DAY_MARK, LISTED, NOT_OF_YEAR, RANGED, Point, point_at

_LIST_LINK = re.compile(LISTED)
_RANGE_LINK = re.compile(RANGED)
_DAY_TAIL = re.compile(f"(?P<day>{DAY}){DAY_MARK}(?!内)")
_WEEKDAY = re.compile("\\((?:星期|周|礼拜)[一二三四五六日天]\\)")
_SUFFIX = re.compile(
    "(?P<around>前后|左右)"
    f"|(?P<by>(?:下班|当[天日]|中午|(?:主?汛期?|入汛|雨季|采暖季|供暖季|开学)(?:来临|到来)?)?[之以]?前(?![期置沿瞻往述移])|(?:[一二两三四五六七八九十\\d]+年)?[之以]?内(?!{NOT_OF_YEAR})|为止|止(?!步))"
    "|(?P<start>起(?![草步点来源吊降伏落诉])|以来|开始|[之以]后|后(?![续期勤备方]))"
    "|(?P<during>期间|间(?![接隔歇]))"
    "|(?P<names>版|第[一二三四五六七八九十\\d]+[号次期届批]|同期|同比|(?:年度)?(?:平均)?(?:水平|基础|基数)"
    "|[^,。;\\n]{0,6}相比|为基[数准期年])"
)
_PREFIX = re.compile(
    "(?:(?<=起)(?P<until>[到至~]|[-—–]{1,2})|(?P<by>截[至止]到?|[到至]|(?:不[迟晚]|最[迟晚])于)|(?P<start>[自从由])|(?P<names>较|比|对比|高于|低于|超过|优于|好于|不及|达到))$"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a list: a single point, or the two ends of a range."""

    point: Point
    until: Point | None = None

    @property
    def end(self) -> int:
        return (self.until or self.point).end


@dataclass(frozen=True, slots=True)
class Group:
    """The members of a list, with what is written before and after them.

    ``lead`` and ``tail`` are kinds of words around: "by" (到 …; … 前), "until" (即日起至), "start" (自; 起),
    "names" (较; 版), "during" (期间), "around" (左右) or "". ``start`` and ``end`` include the lead 到 and the tail.
    """

    start: int
    end: int
    items: tuple[Item, ...]
    lead: str
    tail: str
    at: time | None


def group_at(text: str, start: int) -> Group | None:
    """The list, range or single point that begins at ``start``, or ``None``."""
    first = point_at(text, start)
    if first is None:
        return None
    items = list(_items(text, first))
    end, at = _daytime(text, items[-1])
    suffix = _SUFFIX.match(text, end)
    tail = suffix.lastgroup or "" if suffix else ""
    if suffix and tail in ("by", "start", "around", "during"):
        end = suffix.end()
    prefix = _PREFIX.search(text[max(0, start - 4) : start])
    lead = prefix.lastgroup or "" if prefix else ""
    if prefix and lead in ("by", "until"):
        start -= len(prefix[0])
    return Group(start, end, tuple(_completed(items)), lead, tail, at)


def _items(text: str, first: Point) -> Iterator[Item]:
    """The members that follow each other without a gap."""
    item = Item(first)
    while True:
        following = None if item.until else _linked(text, item.point, _RANGE_LINK)
        if following:
            item = replace(item, until=following)
        following = _linked(text, item.until or item.point, _LIST_LINK)
        yield item
        if following is None:
            return
        item = Item(following)


def _linked(text: str, point: Point, link: re.Pattern[str]) -> Point | None:
    """The point that a link joins to ``point``."""
    joined = link.match(text, point.end)
    if not joined:
        return None
    following = point_at(text, joined.end())
    if following:
        return following
    day = _DAY_TAIL.match(text, joined.end()) if point.day is not None else None
    if day:
        return replace(point, start=day.start(), end=day.end(), day=chinese_number(day["day"]))
    return None


def _daytime(text: str, last: Item) -> tuple[int, time | None]:
    """Where the last day's weekday and time of day end, and that time."""
    end = last.end
    if (last.until or last.point).day is None:
        return end, None
    weekday = _WEEKDAY.match(text, end)
    if weekday:
        end = weekday.end()
    found = daytime_at(text, end)
    return (found[1], found[0]) if found else (end, None)


def _completed(items: list[Item]) -> list[Item]:
    """The members with the day or edge that only the last of them says: 3月、6月和9月15日."""
    completed = items[-1:]
    for item in reversed(items[:-1]):
        after = completed[-1].point
        if item.until is None and _is_bare(item.point) and item.point.part == after.part:
            point = replace(item.point, day=after.day, third=after.third, edge=after.edge)
            completed.append(Item(point))
        else:
            completed.append(item)
    return completed[::-1]


def _is_bare(point: Point) -> bool:
    return (
        point.part in ("month", "quarter", "year")
        and point.day is None
        and not point.third
        and not point.edge
    )
