"""Which quantities are goals (目标值).

A count or a share is a goal unless something speaks against it; a size, a sum of money or a length
of time only where the words around it say that it is to be reached.
"""

from __future__ import annotations

from collections.abc import Callable

from baicheng.reading.targets import goal_words as words
from baicheng.reading.targets.measures import Kind
from baicheng.reading.targets.non_goals import is_no_goal, is_size_to_create
from baicheng.reading.targets.surroundings import Setting

# 一 before these is mostly an article (一个平台, 一套制度) ...
_VAGUE_ONE = frozenset("支 套 批 项 类 种 张 次 部 件 份 本 组 片 块 起 面 期 层 轮 门 篇 笔 首 例".split())
# ... and before these a number: 新建一所, 引进一家.
_FIRM_ONE = frozenset("所 座 家 条 处 辆 台 栋 幢 间 艘 架 口 眼".split())
_LOOSE = frozenset("种 类 层 面 项 次 批 期".split())
# Sizes by which machines are classed: 110千伏变电站.
_CLASSES = frozenset("千伏 kV 伏 度 ℃ 摄氏度 分贝 核".split())
# A reaction counted in these is a standard, in days a step of procedure: 接到指令后30分钟内集结.
_SPEEDS = frozenset("分钟 小时".split())
_FEATURES = _CLASSES | {"米"}
_SPOT_SIZES = frozenset("平方米 米 立方米 吨 平方 平米 立方".split())


def is_goal(setting: Setting) -> bool:
    """Whether a controller could tick off that this number is reached."""
    if is_no_goal(setting):
        return False
    if setting.quantity.han:
        return _is_real_count(setting)
    is_to_be_reached = _IS_TO_BE_REACHED.get(setting.quantity.kind)
    return is_to_be_reached is None or is_to_be_reached(setting)


def _is_real_count(s: Setting) -> bool:
    """建成两座, 确定一名, 两个市级或一个省级; not 三项制度, 一个平台, 两级."""
    q = s.quantity
    if q.kind is Kind.SHARE:
        return q.unit != "成" or q.bounded
    if q.kind in {Kind.TIME, Kind.SCORE}:
        return _is_bound(s)
    if words.ABSTRACT_NEXT.match(s.after):
        return False
    if q.kind not in {Kind.COUNT, Kind.PEOPLE}:
        return words.MAKE_HERE.search(s.before) is not None
    if q.suffix == "以上" or words.EACH_HERE.search(s.before):
        return True
    if s.linked and words.LINK_HERE.search(s.before):
        return True
    if q.value == 1:
        return _is_counted_one(s)
    if words.END_NEXT.match(s.after) and (
        words.MADE_BEFORE.search(s.before) or words.DO_BEFORE.search(s.before)
    ):
        return q.unit not in _LOOSE
    return words.MAKE_HERE.search(s.before) is not None or _sums_up(s)


def _sums_up(s: Setting) -> bool:
    """打造G228、S311两条廊道: as many things are named before the numeral as it says."""
    enumeration = words.ENUMERATED_HERE.search(s.before)
    return enumeration is not None and len(words.ENUMERATOR.split(enumeration["items"])) == s.quantity.value


def _is_counted_one(s: Setting) -> bool:
    """Whether 一 is the number one and no article."""
    unit = s.quantity.unit
    if unit == "次" and words.ONCE_FOR_EACH_HERE.search(s.before):
        return True
    if unit == "个":
        return words.GAINED_HERE.search(s.before) is not None and not words.TOOL_NEXT.match(s.after)
    if unit in _FIRM_ONE:
        return words.FOUND_HERE.search(s.before) is not None
    return unit not in _VAGUE_ONE and words.MAKE_HERE.search(s.before) is not None


def _is_size_to_reach(s: Setting) -> bool:
    """改造管网100公里, 形成96公里景观带, 日处理5万吨以上; not 建设500平方米的广场."""
    q = s.quantity
    if q.least or q.most or words.RADIUS_HERE.search(s.before) or words.COVER_NEXT.match(s.after):
        return True
    if words.END_NEXT.match(s.after) or is_size_to_create(s) or q.suffix == "左右":
        return True
    if q.kind is Kind.MONEY and (words.FUND_HERE.search(s.before) or words.FUND_NEXT.match(s.after)):
        return words.DO_BEFORE.search(s.before) is not None
    if words.CAPABLE_NEXT.match(s.after) and words.GAINED_BEFORE.search(s.before):
        return True
    if words.OUTPUT_HERE.search(s.before) or s.after.startswith("的") or words.COUNTED_LATER.match(s.after):
        return False
    if q.unit in _FEATURES and words.MEASURED_LATER.match(s.after):
        return False
    if q.unit in _SPOT_SIZES and words.BUILD_HERE.search(s.before):
        return False
    if q.kind is Kind.CAPACITY and q.unit not in _CLASSES and words.COUNT_OF_CREATED_HERE.search(s.before):
        return True
    if q.kind is Kind.EXTENT and words.WORKS_AT_END.match(s.after) and words.DO_BEFORE.search(s.before):
        return True
    if words.DO_HERE.search(s.before) or s.linked and words.LINK_HERE.search(s.before):
        return True
    if _is_finished_or_treated(s):
        return True
    return words.DO_BEFORE.search(s.before) is not None and words.FOLLOWED_NEXT.match(s.after) is not None


def _is_finished_or_treated(s: Setting) -> bool:
    """26公里建成通车, 3万吨冷库投入运营, 对62公里管网开展检测和清淤."""
    if s.quantity.kind in {Kind.EXTENT, Kind.CAPACITY} and words.DONE_AT_END.match(s.after):
        return True
    treated = s.quantity.kind is Kind.EXTENT and s.before.startswith("对")
    return treated and words.TREATED_NEXT.match(s.after) is not None


def _is_people_to_reach(s: Setting) -> bool:
    described = words.OUTPUT_HERE.search(s.before) is not None and words.NOUN_NEXT.match(s.after) is not None
    return not described or is_size_to_create(s)


def _is_bound(s: Setting) -> bool:
    """优良天数不少于230天, 压缩到5个工作日以内, 控制在20个工作日内, 满足15分钟便民生活需求, 5—7天消费量."""
    q = s.quantity
    if q.least or q.most:
        after = s.after.removeprefix("内") if q.kind is Kind.TIME else s.after
        return words.END_NEXT.match(after) is not None or words.STOCK_NEXT.match(after) is not None
    if q.kind is not Kind.TIME:
        return False
    if words.TAKE_BEFORE.search(s.before) and words.STOCK_NEXT.match(s.after):
        return True
    if words.SETTLED_NEXT.match(s.after):
        if q.unit in _SPEEDS or words.PAID_NEXT.match(s.after):
            return True
        return words.PROCEDURE_BEFORE.search(s.sentence_before) is None
    days = "天数" in s.before or words.SPAN_HERE.search(s.before) is not None
    return days and words.END_NEXT.match(s.after) is not None


_IS_TO_BE_REACHED: dict[Kind, Callable[[Setting], bool]] = {
    Kind.PEOPLE: _is_people_to_reach,
    Kind.MONEY: _is_size_to_reach,
    Kind.EXTENT: _is_size_to_reach,
    Kind.CAPACITY: _is_size_to_reach,
    Kind.RATE: _is_size_to_reach,
    Kind.TIME: _is_bound,
    Kind.SCORE: _is_bound,
    Kind.BARE: _is_bound,
}
