"""Which quantities are goals (目标值), and which only describe, report, reward or set a norm.

A count or a share is a goal unless something speaks against it; a size, a sum of money or a length
of time only where the words around it say that it is to be reached.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from baicheng.reading import goal_words as words
from baicheng.reading.measures import Kind
from baicheng.reading.quantities import Quantity

_SIZES = {Kind.PEOPLE, Kind.MONEY, Kind.EXTENT, Kind.CAPACITY, Kind.RATE, Kind.TIME, Kind.SCORE}
_MEASURED = _SIZES - {Kind.PEOPLE}
_DONE_OFTEN = re.compile("[次轮期遍场]")
_VAGUE_ONE = frozenset(
    "个 套 支 批 项 种 张 次 部 件 份 本 组 片 块 起 面 期 层 轮 门 篇 笔 首 例 道".split()
)
_LOOSE = frozenset("种 层 面 项 次 批 期".split())
_SPOT_SIZES = frozenset("平方米 米 立方米 吨 平方 平米 立方".split())
_FIRM_ONE = frozenset("所 座 家 条 处 辆 台 栋 幢 间 艘 架 口 眼".split())
_BREAK = re.compile(r"[,;。!?:\n]")
_STOP = re.compile(r"[。!?\n]")
_LOOK = 120


@dataclass(frozen=True, slots=True)
class Setting:
    """A quantity and the words around it: its clause and its sentence, each cut at 120 characters.

    ``linked`` says that a goal stands before it in the same clause.
    """

    quantity: Quantity
    before: str
    after: str
    sentence_before: str
    sentence_after: str
    linked: bool


def setting_of(text: str, quantity: Quantity, previous_goal: Quantity | None) -> Setting:
    """The setting of a quantity in the text from which names and dates are blanked out."""
    sentence_before = _STOP.split(text[max(quantity.start - _LOOK, 0) : quantity.start])[-1]
    sentence_after = _STOP.split(text[quantity.end : quantity.end + _LOOK], maxsplit=1)[0]
    before = _BREAK.split(sentence_before)[-1]
    after = _BREAK.split(sentence_after, maxsplit=1)[0]
    if len(after) < len(sentence_after):
        after += sentence_after[len(after)]
    linked = previous_goal is not None and previous_goal.end >= quantity.start - len(before)
    return Setting(quantity, before, after, sentence_before, sentence_after, linked)


def is_goal(setting: Setting) -> bool:
    """Whether a controller could tick off that this number is reached."""
    if any(speaks_against(setting) for speaks_against in _AGAINST):
        return False
    if setting.quantity.han:
        return _is_real_count(setting)
    return _IS_TO_BE_REACHED.get(setting.quantity.kind, _is_any)(setting)


def _names_a_level(s: Setting) -> bool:
    """万吨级码头, 3个阶段, 一小时生活圈."""
    if (
        words.LEVEL_NEXT.match(s.after)
        or words.PART_NEXT.match(s.after)
        or s.quantity.suffix.startswith("及")
    ):
        return True
    return s.quantity.kind in {Kind.TIME, Kind.EXTENT} and words.CIRCLE_NEXT.match(s.after) is not None


def _counts_participants(s: Setting) -> bool:
    """等5个部门, 全市16个县区, 涉及12个乡镇, 每3个月."""
    if words.PER_HERE.search(s.before) or words.MAKEUP_HERE.search(s.before):
        return words.RANK_HERE.search(s.before) is None
    if words.MEMBER_NEXT.match(s.after):
        return words.MAKE_HERE.search(s.before) is None
    return bool(words.ALL_HERE.search(s.before) and words.DIVISION_NEXT.match(s.after))


def _is_past(s: Setting) -> bool:
    """已建成90座; 截至目前, ... in the same sentence, unless words of planning follow."""
    if words.DONE_BEFORE.search(s.before) and not words.PLANNED.search(s.before):
        return True
    reported = [match.end() for match in words.REPORTED.finditer(s.sentence_before)]
    return bool(reported) and words.PLANNED.search(s.sentence_before, reported[-1]) is None


def _is_base(s: Setting) -> bool:
    """由30%提高到50%: the first; 在1000万吨的基础上."""
    if not words.BASE_NEXT.match(s.after):
        return False
    return "基" in s.after[:12] or words.FROM_HERE.search(s.before) is not None


def _is_condition(s: Setting) -> bool:
    """达到5亿元的, ...; 超过50年的管网; 65蒸吨以上燃煤锅炉."""
    q = s.quantity
    if words.CONDITION_NEXT.match(s.after) or words.EACH_MORE_BEFORE.match(s.before):
        return True
    if q.kind is Kind.MONEY and words.CASE_BEFORE.match(s.before):
        return True
    of_something = words.THRESHOLD_NEXT.match(s.after) is not None
    if q.bounded and of_something and words.CASE_BEFORE.match(s.before):
        return True
    if (q.least or q.most) and (of_something and not _is_minimum(q) or _is_feature(s)):
        return True
    if not q.suffix or q.suffix == "左右" or not words.NOUN_NEXT.match(s.after) or q.least or q.most:
        return False
    if q.suffix in ("以下", "以内", "之内"):
        return True
    if q.kind not in _SIZES or _is_capacity_to_build(s):
        return False
    if words.REMOVE_HERE.search(s.before):
        return True
    if q.kind is Kind.MONEY:
        return not (words.DO_HERE.search(s.before) and words.FUND_NEXT.match(s.after))
    return words.DO_HERE.search(s.before) is None or words.COUNTED_LATER.match(s.after) is not None


def _is_minimum(q: Quantity) -> bool:
    """不少于40平方米的办公用房 is to be provided; 超过50年的管网 only says which."""
    return q.least.startswith(("不", "至少")) or q.most.startswith(("不", "控制"))


def _is_feature(s: Setting) -> bool:
    """年收入超100亿元企业5家: the size of what is counted behind it."""
    if s.quantity.kind not in _SIZES or words.FUND_NEXT.match(s.after):
        return False
    return words.NOUN_NEXT.match(s.after) is not None and words.COUNTED_LATER.match(s.after) is not None


def _is_capacity_to_build(s: Setting) -> bool:
    """建设6个年产1000万株以上的基地: what each has to reach."""
    if s.quantity.kind is Kind.MONEY:
        return False
    return words.BUILT_BEFORE.search(s.before) is not None or words.OUTPUT_HERE.search(s.before) is not None


def _is_grant(s: Setting) -> bool:
    """给予100万元奖励; 按30%补贴; 最高不超过50万元."""
    if s.quantity.kind not in {Kind.MONEY, Kind.SHARE, Kind.SCORE}:
        return words.GIVEN_HERE.search(s.before) is not None
    if words.CEILING_HERE.search(s.before) and s.quantity.kind is Kind.MONEY:
        return True
    if words.GRANT_HERE.search(s.before) and not _names_bound(s):
        return words.PAY_BEFORE.search(s.before) is None
    if words.SUBSIDY_HERE.search(s.before) and s.quantity.kind is Kind.MONEY and not _names_bound(s):
        return words.PAY_BEFORE.search(s.before) is None
    if words.GRANT_NEXT.match(s.after):
        return words.PAY_BEFORE.search(s.before) is None
    case = words.CASE_BEFORE.match(s.sentence_before) is not None
    return case and words.GRANT_LATER.search(s.sentence_after) is not None


def _is_norm(s: Setting) -> bool:
    """按照5座/平方公里的标准布局: a norm; 按照绿地率达到34%的标准创建: a goal."""
    if s.quantity.least or s.quantity.most:
        return False
    norm = words.NORM_BEFORE.search(s.before)
    return norm is not None and words.DO_BEFORE.search(s.before, norm.end()) is None


def _is_cycle(s: Setting) -> bool:
    """每月1次; 至少 makes it a goal."""
    if not _DONE_OFTEN.fullmatch(s.quantity.unit) or _names_bound(s):
        return False
    return words.CYCLE_BEFORE.search(s.before) is not None


def _describes_size(s: Setting) -> bool:
    """占地200亩, 全长5公里, 占全市的30%."""
    q = s.quantity
    if q.kind is Kind.SHARE:
        return not q.bounded and words.SHARE_OF_HERE.search(s.before) is not None
    if q.kind not in _MEASURED or q.bounded:
        return False
    size = words.SIZE_HERE.search(s.before)
    return size is not None and words.DO_BEFORE.search(s.before, 0, size.start()) is None


def _names_bound(s: Setting) -> bool:
    return s.quantity.bounded or words.LEAST_BEFORE.search(s.before) is not None


def _is_real_count(s: Setting) -> bool:
    """建成两座, 确定一名, 两个市级或一个省级; not 三项制度, 一个平台, 两级."""
    q = s.quantity
    if q.kind is Kind.SHARE:
        return q.unit != "成" or q.bounded
    if q.kind in {Kind.TIME, Kind.SCORE}:
        return _is_bound(s)
    if words.ABSTRACT_NEXT.match(s.after):
        return False
    if (
        q.suffix == "以上"
        or words.EACH_HERE.search(s.before)
        or s.linked
        and words.LINK_HERE.search(s.before)
    ):
        return True
    if words.END_NEXT.match(s.after) and q.value > 1 and words.MADE_BEFORE.search(s.before):
        return q.unit not in _LOOSE
    if q.value == 1 and q.unit in _VAGUE_ONE and (q.unit != "个" or words.TOOL_NEXT.match(s.after)):
        return False
    if q.value == 1 and q.unit in _FIRM_ONE | {"个"}:
        found = words.FOUND_HERE if q.unit in _FIRM_ONE else words.GAINED_HERE
        return found.search(s.before) is not None
    return words.MAKE_HERE.search(s.before) is not None


def _is_size_to_reach(s: Setting) -> bool:
    """改造管网100公里, 形成96公里景观带, 日处理5万吨以上; not 建设500平方米的广场."""
    q = s.quantity
    if q.least or q.most or words.RADIUS_HERE.search(s.before) or words.COVER_NEXT.match(s.after):
        return True
    if words.END_NEXT.match(s.after) or q.suffix and (_is_capacity_to_build(s) or q.suffix == "左右"):
        return True
    if q.kind is Kind.MONEY and (words.FUND_HERE.search(s.before) or words.FUND_NEXT.match(s.after)):
        return words.DO_BEFORE.search(s.before) is not None
    if words.OUTPUT_HERE.search(s.before) or s.after.startswith("的") or words.COUNTED_LATER.match(s.after):
        return False
    if q.unit in _SPOT_SIZES and words.BUILD_HERE.search(s.before):
        return False
    if words.DO_HERE.search(s.before):
        return True
    return words.DO_BEFORE.search(s.before) is not None and words.FOLLOWED_NEXT.match(s.after) is not None


def _is_people_to_reach(s: Setting) -> bool:
    return words.OUTPUT_HERE.search(s.before) is None or words.NOUN_NEXT.match(s.after) is None


def _is_bound(s: Setting) -> bool:
    """优良天数不少于230天, 压缩到5个工作日以内, 满足15分钟便民生活需求, 5—7天消费量."""
    q = s.quantity
    if not (q.least or q.most):
        if q.kind is Kind.TIME and words.TAKE_BEFORE.search(s.before) and words.STOCK_NEXT.match(s.after):
            return True
        if q.kind is Kind.TIME and ("天数" in s.before or words.SPAN_HERE.search(s.before)):
            return words.END_NEXT.match(s.after) is not None
        return False
    return words.END_NEXT.match(s.after) is not None or words.STOCK_NEXT.match(s.after) is not None


def _is_any(s: Setting) -> bool:
    return True


_AGAINST: tuple[Callable[[Setting], bool], ...] = (
    _names_a_level,
    _counts_participants,
    _is_past,
    _is_base,
    _is_condition,
    _is_grant,
    _is_norm,
    _is_cycle,
    _describes_size,
)
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
