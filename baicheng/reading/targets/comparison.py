"""What the value of a goal measures, and how an observation compares with it."""

from __future__ import annotations

import re

from baicheng.reading.model import Measure, Op
from baicheng.reading.targets import goal_words as words
from baicheng.reading.targets.measures import Kind
from baicheng.reading.targets.surroundings import Setting

_CHANGE = re.compile(
    "(?P<rise>增长|增加(?!值)|新增|净增|递增|上升|扩大|增速|增幅)|(?P<improve>提高|提升)|"
    "(?P<fall>下降|降低|减少|压减|压降|削减|压缩|缩短|缩减|回落|消减|减排|降幅)"
)
_CHANGE_OF_ALL = re.compile("(?P<rise>新增|净增|增加(?!值))|(?P<fall>减少|削减|压减|压降)")
_TO_LEVEL = re.compile(r"[到至为在]\Z")
# 提升改造公园8处 improves eight parks; it does not raise a figure by eight.
_THINGS = {Kind.COUNT, Kind.PEOPLE, Kind.EXTENT, Kind.CAPACITY}
_NEAR = 8

# A figure of which less is better, right before the number: PM2.5平均浓度达到50微克/立方米.
_LOWER_IS_BETTER = re.compile(
    "(?:浓度|漏损率|漏失率|失业率|死亡率|发病率|发生率|能耗|煤耗|水耗|物耗|排放强度|用水强度|排放量|排放总量|不良率|不良贷款率|"
    "负债率|空置率|超标率|投诉率|违法率|逾期率|降尘量|煤炭消费总量|煤炭占比|煤炭消费比重|时限|用时|污染天数|价格指数|价格涨幅)"
    r"[\u4e00-\u9fff]{0,5}(?<![率例])\Z"
)
_KEPT_WITHIN = re.compile(r"(?:控制|限制|下降|降低|压缩|压减)[在到至][^,;。\d]{1,10}\Z")
_EXPLICIT = ("不", "至", "超", "高", "突")
_LOWERED = {Kind.RATE, Kind.SHARE, Kind.TIME, Kind.CAPACITY}


def measure_of(setting: Setting) -> Measure:
    """Whether a goal states a level, a change or a running total."""
    bound = setting.quantity.least or setting.quantity.most
    if not _TO_LEVEL.search(bound):
        near = list(_CHANGE.finditer(setting.before, max(len(setting.before) - _NEAR - 6, 0)))
        if near and _states_change(setting, near[-1]):
            return Measure.DECLINE if near[-1]["fall"] else Measure.GROWTH
    if "累计" in setting.before:
        return Measure.TOTAL
    change = None if _TO_LEVEL.search(bound) else _CHANGE_OF_ALL.search(setting.before)
    if change:
        return Measure.GROWTH if change["rise"] else Measure.DECLINE
    return Measure.LEVEL


def _states_change(setting: Setting, change: re.Match[str]) -> bool:
    between = setting.before[change.end() :]
    if change["improve"] and setting.quantity.kind in _THINGS:
        return False
    return len(between) <= _NEAR and not between.startswith(("到", "至", "为", "在"))


def op_of(setting: Setting, measure: Measure) -> Op:
    """How an observation compares with a goal; a plain count to be done is a lower bound."""
    quantity = setting.quantity
    if quantity.suffix in ("左右", "上下") or quantity.roughly:
        return Op.EQUAL
    if quantity.suffix:
        return Op.AT_LEAST if quantity.suffix == "以上" else Op.AT_MOST
    within = _KEPT_WITHIN.search(setting.before) or words.RANK_HERE.search(setting.before)
    if quantity.most or within or _is_within(setting):
        return Op.AT_MOST
    if measure is Measure.LEVEL and quantity.kind in _LOWERED and not quantity.least.startswith(_EXPLICIT):
        return Op.AT_MOST if _LOWER_IS_BETTER.search(setting.before) else Op.AT_LEAST
    return Op.AT_LEAST


def _is_within(setting: Setting) -> bool:
    """500米全覆盖, 服务半径300米, 满足15分钟便民生活需求: a distance or time within which."""
    if words.COVER_NEXT.match(setting.after) and setting.quantity.kind is Kind.EXTENT:
        return True
    if words.RADIUS_HERE.search(setting.before):
        return True
    if setting.quantity.kind is not Kind.TIME or setting.quantity.bounded:
        return False
    short = setting.quantity.unit in ("分钟", "小时", "个小时") and "满足" in setting.before
    return short or words.SETTLED_NEXT.match(setting.after) is not None
