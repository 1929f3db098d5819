"""Quantified goals (目标值) in the text of a task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from baicheng.reading import goal_words as words
from baicheng.reading.goals import Setting, is_goal, setting_of
from baicheng.reading.measures import Kind
from baicheng.reading.model import Measure, Op, Target
from baicheng.reading.named_numbers import blank_named_numbers
from baicheng.reading.quantities import Quantity, find_quantities
from baicheng.reading.spans import Span
from baicheng.reading.text import Text
from baicheng.reading.wording import Row, Wording, wording_of

_LIST = re.compile(r"[、和及与]|以及")
_SHARED_BOUND = re.compile(r"(?:[、和及与]|以及)[\u4e00-\u9fff()、]{0,12}")
_RISE = "增长|增加|新增|净增|递增|上升|扩大|增速|增幅"
_IMPROVE = "提高|提升"
_FALL = "下降|降低|减少|压减|压降|削减|压缩|缩短|缩减|回落|消减|减排|降幅"
_CHANGE_HERE = re.compile(
    rf"(?:(?P<rise>{_RISE})|(?P<improve>{_IMPROVE})|(?P<fall>{_FALL}))[\u4e00-\u9fff\x01()]{{0,6}}?(?:不低于|不少于|不超过|达到?|超过|约|近|各|分别|均|年均|"
    r"平均|至少|[到至为在])*\Z"
)
_CHANGE_BEFORE = re.compile("(?P<rise>新增|净增|增加)|(?P<fall>减少|削减|压减|压降)")
_TO_LEVEL = re.compile(r"[到至为在]\Z")
_LOWER_IS_BETTER = re.compile(
    "浓度|漏损率|漏失率|失业率|死亡率|发病率|发生率|能耗|煤耗|水耗|物耗|排放强度|用水强度|排放量|排放总量|不良率|不良贷款率|负债率|空置率|超标率|"
    "投诉率|违法率|逾期率|降尘量|煤炭消费总量|煤炭占比|煤炭消费比重|时限|用时|污染天数|CPI|价格指数|涨幅"
)


# 提升改造公园8处 improves eight parks; it does not raise a figure by eight.
_THINGS = {Kind.COUNT, Kind.PEOPLE, Kind.EXTENT, Kind.CAPACITY}


@dataclass(frozen=True, slots=True)
class _Goal:
    quantity: Quantity
    setting: Setting
    measure: Measure


def find_targets(content: Text, span: Span) -> list[Target]:
    """Every quantified goal in a stretch of cleaned text, in order.

    Numbers in names, dates and titles, what has been done, base values, thresholds, rewards, plain
    cycles and the lists of units under a task are no goals. A clause with several numbers yields
    several targets; for a range the value is its lower end.
    """
    norm = content.norm[span.start : span.end]
    text = blank_named_numbers(content.text[span.start : span.end], norm)
    goals = list(_goals(text))
    rows = _rows(text, [goal.quantity for goal in goals])
    return [
        _target(content, span.start, goal, wording_of(text, norm, goal.quantity, row))
        for goal, row in zip(goals, rows, strict=True)
    ]


def _goals(text: str) -> Iterator[_Goal]:
    """The quantities of a text that are goals; those in a list with one share its bound and its fate."""
    goal: _Goal | None = None
    previous: Quantity | None = None
    previous_is_goal = False
    for found in find_quantities(text):
        quantity = found
        listed = previous is not None and _LIST.fullmatch(text, previous.end, quantity.start) is not None
        listed = listed and previous is not None and previous.kind is quantity.kind
        if previous and (listed or previous_is_goal and _shares_bound(text, previous, quantity)):
            quantity = replace(
                quantity, least=quantity.least or previous.least, most=quantity.most or previous.most
            )
        setting = setting_of(text, quantity, goal.quantity if goal else None)
        is_one = is_goal(setting) if not listed or not previous_is_goal else True
        if is_one:
            measure = goal.measure if listed and goal else _measure(setting)
            goal = _Goal(quantity, setting, measure)
            yield goal
        previous, previous_is_goal = quantity, is_one


def _shares_bound(text: str, previous: Quantity, quantity: Quantity) -> bool:
    """分别控制在城区8%、县城10%."""
    if quantity.bounded or quantity.unit != previous.unit or quantity.start - previous.end > 16:
        return False
    if not _SHARED_BOUND.fullmatch(text, previous.end, quantity.start):
        return False
    return "分别" in text[max(previous.start - 60, 0) : previous.start]


def _rows(text: str, quantities: list[Quantity]) -> list[Row]:
    """The row in which each of the quantities stands."""
    rows: list[Row] = []
    first = 0
    while first < len(quantities):
        last = first
        while last + 1 < len(quantities) and _side_by_side(text, quantities[last], quantities[last + 1]):
            last += 1
        span = Span(quantities[first].start, quantities[last].end)
        after = quantities[first - 1].end if first else 0
        until = quantities[last + 1].start if last + 1 < len(quantities) else len(text)
        count = last - first + 1
        rows.extend(Row(span, index, count, after, until) for index in range(count))
        first = last + 1
    return rows


def _side_by_side(text: str, one: Quantity, next_one: Quantity) -> bool:
    return one.end == next_one.start or _LIST.fullmatch(text, one.end, next_one.start) is not None


def _target(content: Text, offset: int, goal: _Goal, wording: Wording) -> Target:
    quantity = goal.quantity
    span = Span(wording.span.start + offset, wording.span.end + offset)
    return Target(
        text=span.of(content.text),
        value=quantity.value,
        unit=quantity.unit,
        op=_op(goal),
        span=span,
        indicator=wording.indicator,
        scope=wording.scope,
        measure=goal.measure,
        upper=quantity.upper,
    )


def _measure(setting: Setting) -> Measure:
    """Whether a goal states a level, a change or a running total."""
    bound = setting.quantity.least or setting.quantity.most
    change = _CHANGE_HERE.search(setting.before)
    if (
        change
        and not _TO_LEVEL.search(bound)
        and not (change["improve"] and setting.quantity.kind in _THINGS)
    ):
        return Measure.DECLINE if change["fall"] else Measure.GROWTH
    if "累计" in setting.before:
        return Measure.TOTAL
    far = None if _TO_LEVEL.search(bound) else _CHANGE_BEFORE.search(setting.before)
    if far:
        return Measure.GROWTH if far["rise"] else Measure.DECLINE
    return Measure.LEVEL


def _op(goal: _Goal) -> Op:
    """How an observation compares with the goal; a plain count to be done is a lower bound."""
    quantity, setting = goal.quantity, goal.setting
    if quantity.suffix in ("左右", "上下") or quantity.roughly:
        return Op.EQUAL
    if quantity.suffix:
        return Op.AT_LEAST if quantity.suffix == "以上" else Op.AT_MOST
    if quantity.most or _is_reach(setting) or words.RANK_HERE.search(setting.before):
        return Op.AT_MOST
    lower = goal.measure is Measure.LEVEL and quantity.kind in {
        Kind.RATE,
        Kind.SHARE,
        Kind.TIME,
        Kind.CAPACITY,
    }
    if (
        lower
        and not quantity.least.startswith(("不", "至", "超", "高", "突"))
        and _LOWER_IS_BETTER.search(setting.before)
    ):
        return Op.AT_MOST
    return Op.AT_LEAST


def _is_reach(setting: Setting) -> bool:
    """500米全覆盖, 服务半径300米, 满足15分钟便民生活需求: a distance or time within which."""
    if words.COVER_NEXT.match(setting.after) and setting.quantity.kind is Kind.EXTENT:
        return True
    if words.RADIUS_HERE.search(setting.before):
        return True
    short = setting.quantity.unit in ("分钟", "小时", "个小时")
    return short and "满足" in setting.before and not setting.quantity.bounded
