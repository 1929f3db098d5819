"""Times of day (时刻): 17:00, 17时, 下午5时, 上午9点30分."""

from __future__ import annotations

import re
from datetime import time

from baicheng.clock.numerals import chinese_number

_HOUR = "(?:\\d{1,2}|十[一二三四五六七八九]?|二十[一二三四]?|[一二两三四五六七八九])"

#: A time of day in half-width text.
DAYTIME = (
    rf"(?P<half_day>凌晨|早上|早|上午|中午|下午|傍晚|晚上|晚|夜间)?(?P<hour>{_HOUR})"
    rf"(?::(?P<minute>[0-5]\d)(?!\d)|[时点](?:(?P<spoken>\d{{1,2}})分|(?P<half>半)|整)?(?![间段期候位线多]))"
)
_DAYTIME = re.compile(DAYTIME)


def daytime_at(text: str, start: int) -> tuple[time, int] | None:
    """The time of day that begins at ``start``, and where it ends; ``None`` where none does.

    24时 is the last minute of the day.

    >>> daytime_at("下午5时前", 0)
    (datetime.time(17, 0), 4)
    """
    found = _DAYTIME.match(text, start)
    if not found:
        return None
    hour = chinese_number(found["hour"])
    minute = 30 if found["half"] else int(found["minute"] or found["spoken"] or 0)
    if found["half_day"] in ("下午", "傍晚", "晚上", "晚", "夜间") and hour < 12:
        hour += 12
    if found["half_day"] == "中午" and hour < 3:
        hour += 12
    if (hour, minute) == (24, 0):
        hour, minute = 23, 59
    if hour > 23 or minute > 59:
        return None
    return time(hour, minute), found.end()
