"""How well words suit a column of a task table, by what the column holds."""

from __future__ import annotations

import re

from baicheng.reading.model import Role
from baicheng.reading.wording.cells import (
    are_leaders,
    are_units,
    begin_units,
    is_dash,
    is_limit,
    ordinal,
    tells_time,
    words_beside_time,
)
from baicheng.reading.wording.columns import Column
from baicheng.reading.wording.labels import Label

Kind = Role | Label | Column | None

_WORST, _DASH = -3.0, 0.6
_COSTS: dict[Kind, float] = {
    Column.NUMBER: 4.5,
    Column.CONTENT: 2.0,
    Column.TITLE: 1.0,
    Column.PROBLEM: 1.0,
    Column.TARGET: 0.7,
    Column.CLASS: 0.2,
    Column.NOTE: 0.2,
    Role.LEAD: 1.2,
    Role.SUPERVISOR: 0.8,
    Role.SUPPORTING: 0.6,
    Label.LIMIT: 1.0,
    Label.NAMES: 0.3,
    Label.WORDS: 0.7,
    None: 0.3,
}
_LONGEST: dict[Kind, int] = {
    Column.NUMBER: 4,
    Column.CONTENT: 1500,
    Column.TARGET: 800,
    Column.PROBLEM: 500,
    Role.LEAD: 300,
    Role.RESPONSIBLE: 400,
    Role.SUPPORTING: 400,
    Role.IMPLEMENTING: 400,
    Label.WORDS: 400,
}
_LONGEST_OTHER, _LONGEST_NAME = 64, 24
_NEVER_FIRST = "%,.、。;:)〕》”和及与"
ACTION = re.compile(
    "完成|加快|推进|建立|建设|建成|打造|创建|搭建|组建|解决|排查|拓展|规范|推广|实现|增加|安排|抓好|做好|新建|改造|开展|组织|实施|制定|落实|强化|加强|加大|健全|完善|全面|对|按|严格|督促|修复|清理|新增|编制|出台|推动"
    "|优化|深化|启动|确保|力争|提升|提高|压减|取缔|关停|拆除|整治|治理|维修|培育|引进|扩建|改扩建|深入|依法|到|\\d"
)
_SHORTCOMING = re.compile(
    "(?:不(?:够?[\u4e00-\u9fff]{0,4})|偏[低慢高少弱]|滞后|薄弱|落后|缺失|缺乏|短缺|突出|隐患|问题|较[慢低差少]|缓慢|困难|欠缺|未[\u4e00-\u9fff]{1,8}|堵点|流于形式)[。;]?$"
)
_AMOUNT = re.compile("[\\d.,~—-]+(?:万|亿)?(?:元|亩|平方米|公里|个|座|处|人|户|项|吨)?$")
_USUAL_NOTE = re.compile(
    "(?:续建|新建|改建|扩建|在建|拟建|滚动|跨年|已完成|完成|正在推进|推进中|[国省市县]级).{0,8}$"
)


def cost_of_empty(kind: Kind) -> float:
    """What it costs a row to have no cell of this kind."""
    return _COSTS.get(kind, 1.0)


def longest(kind: Kind) -> int:
    """How many characters a cell of this kind may have."""
    return _LONGEST.get(kind, _LONGEST_OTHER)


def fit(words: str, kind: Kind) -> float:
    """How well the words of a cell suit a column, from -6 to 3."""
    if kind is Column.NUMBER:
        return 1.0 if ordinal(words) is not None else 2 * _WORST
    if words[0] in _NEVER_FIRST or words.count("(") != words.count(")"):
        return _WORST
    if is_dash(words):
        return _WORST if kind is Column.CONTENT else _DASH
    if kind is Label.LIMIT:
        return _as_limit(words)
    if kind is Role.SUPERVISOR:
        return 1.5 if are_leaders(words) and not are_units(words) else -1.0
    if isinstance(kind, Role):
        return 2.0 if are_units(words) else _WORST
    if kind in (Column.CONTENT, Column.TARGET, Label.WORDS):
        return _as_prose(words)
    if kind is Column.PROBLEM:
        return _as_problem(words)
    return _as_name(words) if kind in (Column.TITLE, Column.CLASS) else _as_note(words)


def _as_limit(words: str) -> float:
    if not tells_time(words) or are_units(words) or "。" in words[:-1]:
        return _WORST
    return max(3.0 - 0.3 * words_beside_time(words), _WORST)


def is_other(words: str) -> bool:
    """Whether words are plainly what a column of work is not: units, or a date alone."""
    return are_units(words) or is_limit(words)


def _as_prose(words: str) -> float:
    if is_other(words) or ordinal(words) is not None:
        return -1.5
    ends = 0.5 if words[-1] in "。;" else 0.0
    return min(len(words) / 15, 1.5) + ends + (0.4 if ACTION.match(words) else 0.0)


def _as_problem(words: str) -> float:
    if is_other(words) or ordinal(words) is not None:
        return -1.5
    told = 1.2 if _SHORTCOMING.search(words) else 0.3
    return told - 0.3 * sum(words.count(mark) for mark in ",。;") - (0.3 if ACTION.match(words) else 0.0)


def _as_name(words: str) -> float:
    if set(words) & set(",;。"):
        return -2.0
    other = stands_for_itself(words) or len(words) > _LONGEST_NAME
    return -1.0 if other else 0.5 - len(words) / 100


def _as_note(words: str) -> float:
    if _AMOUNT.match(words) or _USUAL_NOTE.match(words):
        return 0.8
    if tells_time(words):
        return -1.5
    return -0.3 if are_units(words) else -len(words) / 40


def stands_for_itself(norm: str) -> bool:
    """Whether a line reads as a whole cell of units or of a date, and not as the end of a sentence."""
    return (are_units(norm) and begin_units(norm)) or is_limit(norm)
