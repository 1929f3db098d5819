"""What kind of thing a table cell holds, told from its words alone: a number, units, a date, leaders, prose."""

from __future__ import annotations

import re
from functools import lru_cache

from baicheng.reading.wording.unit_names import end_like_units, looks_like_units

_ORDINAL = re.compile(r"(\d{1,3})[.、]?$")
_DASH = re.compile("(?:[-—–─/\\\\]+|无)$")
_CATEGORY = re.compile(
    "(?:[(]?[一二三四五六七八九十]{1,3}[、.)]|第[一二三四五六七八九十]{1,3}[部篇类章]分?[、:]?)[^。;]{1,40}$"
)
_WORDS_OF_DATES = (
    r"(?:19|20)\d\d年?度?|\d{4}[./-]\d{1,2}(?:[./-]\d{1,2})?|\d{1,2}月份?|\d{1,2}日|\d{1,2}年|年底|年内|年初|年末|年度"
    "|[上中下]旬|第?[一二三四1-4]季度|[上下]半年|汛期|(?:春秋|冬春|秋冬|夏秋)[两二]?季|春节|国庆|五一|长期|持续|常年|全年|每年|每月|每季度?|即时|立行立改|即知即改|立即"
    "|适时|随时|经常"
)
_DATE = re.compile(_WORDS_OF_DATES)
_IN_LIMITS = re.compile(
    f"{_WORDS_OF_DATES}|[今当本次明]年|[前底末初内起至到并和及于按]|完成|坚持|推进|整改|落实|实施|任务|时间|节点|进度|要求|分阶段"
    "|每|季|月|[-—~、,;。()第]"
)
_LONGEST_LIMIT, _MOST_OTHER_WORDS, _LONGEST_LEADERS = 60, 2, 40
_POST = "书记|[市县区省州旗]长|主任|局长|厅长|部长|秘书长|常委|主席|委员|院长|处长|科长"
_LEADERS = re.compile(
    rf"(?:(?:[\u4e00-\u9fff]{{0,12}}(?:{_POST}))?[\u4e00-\u9fff·]{{2,4}}(?:\([^()]{{0,12}}(?:{_POST})[^()]{{0,4}}\))?(?:[、,;]|$)){{1,6}}$"
)
_FIRST_NAME = re.compile("[、,;]")
#: The same few lines are looked at again for each column and each length of a cell.
_REMEMBERED = 4096


def ordinal(norm: str) -> int | None:
    """The number of a row: 3, 3. or 3、"""
    found = _ORDINAL.match(norm)
    return int(found[1]) if found else None


def is_dash(norm: str) -> bool:
    """Whether a cell says that there is nothing to say: —, /, 无."""
    return _DASH.match(norm) is not None


def is_category(norm: str) -> bool:
    """Whether a line can head the rows below it: 一、污水收集."""
    return _CATEGORY.match(norm) is not None


@lru_cache(_REMEMBERED)
def tells_time(norm: str) -> bool:
    """Whether short words name a date, or say that work goes on: 9月1日前投用14所, 长期坚持."""
    return len(norm) <= _LONGEST_LIMIT and _DATE.search(norm) is not None


@lru_cache(_REMEMBERED)
def is_limit(norm: str) -> bool:
    """Whether words say nothing but when: 2020年10月底前, 立行立改，长期坚持."""
    return tells_time(norm) and words_beside_time(norm) <= _MOST_OTHER_WORDS


def goes_on_in_limit(before: str, norm: str) -> bool:
    """Whether a line completes the time limit above it, or adds nothing but another one."""
    return is_limit(before + norm) and words_beside_time(before + norm) <= words_beside_time(before)


def words_beside_time(norm: str) -> int:
    """How many characters of words are no part of a time limit."""
    return len(_IN_LIMITS.sub("", norm))


def are_leaders(norm: str) -> bool:
    """Whether words can be names of persons, with or without their posts."""
    return len(norm) <= _LONGEST_LEADERS and _LEADERS.match(norm) is not None and not tells_time(norm)


@lru_cache(_REMEMBERED)
def are_units(norm: str) -> bool:
    """Whether every name of a list ends like the name of a body, without a sentence around it."""
    return not set(norm) & set("。:%") and not norm[:1].isdigit() and end_like_units(norm.rstrip("、,;"))


@lru_cache(_REMEMBERED)
def begin_units(norm: str) -> bool:
    """Whether a line opens with the full name of a body, so that no name from above goes on in it."""
    return looks_like_units(_FIRST_NAME.split(norm, maxsplit=1)[0])


@lru_cache(_REMEMBERED)
def end_a_name(norm: str) -> bool:
    """Whether a list of units stops behind a full name, with no comma to say that more follow."""
    last = _FIRST_NAME.split(norm)[-1]
    return len(last) > 1 and are_units(norm)
