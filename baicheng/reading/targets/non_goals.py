"""What speaks against a number's being a goal (目标值): it describes, reports, rewards or sets a norm.

Each rule is a function of a ``Setting``, named after what it recognises.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from baicheng.reading.targets import goal_words as words
from baicheng.reading.targets.measures import SIZES, Kind
from baicheng.reading.targets.quantities import Quantity
from baicheng.reading.targets.surroundings import Setting

_DONE_OFTEN = re.compile("[次轮期遍场]")
_HEADS = frozenset("户 人".split())
_GRANTED = {Kind.MONEY, Kind.SHARE, Kind.SCORE}


def is_no_goal(setting: Setting) -> bool:
    """Whether a number only describes, reports, rewards or sets a norm."""
    return any(rule(setting) for rule in _RULES)


def is_size_to_create(s: Setting) -> bool:
    """建设3个年产200万株以上的苗圃, 引进10亿元以上项目: what the new things have to reach."""
    if words.OUTPUT_HERE.search(s.before):
        return words.CREATED_BEFORE.search(s.before) is not None
    if s.quantity.suffix != "以上" and not s.quantity.least.startswith("超"):
        return False
    part = s.before == "其中" and words.CREATED_BEFORE.search(s.sentence_before) is not None
    return part or words.CREATED_HERE.search(s.before) is not None


def _names_a_level(s: Setting) -> bool:
    """万吨级码头, 3个阶段, 4类人员, 35蒸吨及以上, 一小时生活圈."""
    if (
        s.quantity.suffix.startswith("及")
        or words.LEVEL_NEXT.match(s.after)
        or words.PART_NEXT.match(s.after)
    ):
        return True
    if s.quantity.unit in {"种", "类"} and words.KINDS_LISTED_HERE.search(s.before):
        return words.DO_BEFORE.search(s.before) is None
    if s.quantity.unit == "类" and (not s.quantity.bounded or _is_of_a_class(s)):
        return True
    return s.quantity.kind in {Kind.TIME, Kind.EXTENT} and words.CIRCLE_NEXT.match(s.after) is not None


def _is_of_a_class(s: Setting) -> bool:
    """二类以上公厕: a class or better."""
    return s.quantity.suffix == "以上" and words.NOUN_NEXT.match(s.after) is not None


def _counts_participants(s: Setting) -> bool:
    """等5个部门, 全市16个县区, 涉及12个乡镇, 上述2名同志, 每3个月, 不足20人的教学点."""
    if words.PER_HERE.search(s.before) or words.REFERRED_HERE.search(s.before):
        return True
    if words.SHORT_HERE.search(s.before):
        return True
    if words.MAKEUP_HERE.search(s.before):
        reaction = s.quantity.kind is Kind.TIME and words.SETTLED_NEXT.match(s.after) is not None
        return not reaction and words.RANK_HERE.search(s.before) is None
    if words.MEMBER_NEXT.match(s.after) and not (s.before[-1:] == "在" and words.DO_BEFORE.search(s.after)):
        return words.MAKE_HERE.search(s.before) is None
    if words.ALL_LISTED_HERE.search(s.before):
        return True
    all_of_them = words.ALL_HERE.search(s.before) and words.DIVISION_NEXT.match(s.after)
    return bool(all_of_them) and not words.REACHES_HERE.search(s.before)


def _is_past(s: Setting) -> bool:
    """已建成90座; 截至目前, ... in the same sentence, unless words of planning follow."""
    if words.DONE_BEFORE.search(s.before) and not words.PLANNED.search(s.before):
        return True
    reported = [match.end() for match in words.REPORTED.finditer(s.sentence_before)]
    if not reported or words.PLANNED.search(s.sentence_before, reported[-1]):
        return False
    return words.DONE_NEXT.search(s.after) is not None or words.PLANNED.search(s.after) is None


def _is_base(s: Setting) -> bool:
    """由30%提高到50%: the first; 在1000万吨的基础上."""
    if words.BASE_NEXT.match(s.after):
        return True
    return words.RISING_NEXT.match(s.after) is not None and words.FROM_HERE.search(s.before) is not None


def _is_condition(s: Setting) -> bool:
    """达到5亿元的, ...; 对1000万元以上的项目; 每新增1家."""
    q = s.quantity
    if words.CONDITION_NEXT.match(s.after) or words.CONDITION_LATER.match(s.sentence_after):
        return True
    if (
        s.before.endswith("(")
        and s.after.startswith(")")
        and q.suffix
        and q.kind in SIZES
        or words.EACH_MORE_BEFORE.match(s.before)
    ):
        return True
    case = words.CASE_BEFORE.match(s.before) is not None
    return case and (q.kind is Kind.MONEY or q.bounded and words.THRESHOLD_NEXT.search(s.after) is not None)


def _is_threshold(s: Setting) -> bool:
    """超过50年的管网, 65蒸吨以上燃煤锅炉, 年收入超100亿元企业5家: which things are meant."""
    q = s.quantity
    if q.least or q.most:
        of_something = words.THRESHOLD_NEXT.match(s.after) is not None
        return of_something and not _is_minimum(q) or _is_feature(s)
    if q.suffix in ("", "左右") or not words.NOUN_NEXT.match(s.after) or words.PER_HEAD_NEXT.match(s.after):
        return False
    if q.unit in _HEADS and words.VILLAGE_NEXT.match(s.after):
        return True
    if q.suffix != "以上":
        return True
    if q.kind not in SIZES or is_size_to_create(s):
        return False
    if (
        words.REMOVE_HERE.search(s.before)
        or words.REACHED_HERE.search(s.before)
        or not words.DO_HERE.search(s.before)
    ):
        return True
    if q.kind is Kind.MONEY:
        return not words.FUND_NEXT.match(s.after)
    return words.COUNTED_LATER.match(s.after) is not None


def _is_minimum(q: Quantity) -> bool:
    """不少于60平方米的活动室 is to be provided; 超过50年的管网 only says which."""
    return q.least.startswith(("不", "至少")) or q.most.startswith(("不", "控制"))


def _is_feature(s: Setting) -> bool:
    """The size of what is counted behind it: 年收入超100亿元企业5家."""
    if s.quantity.kind not in SIZES or words.FUND_NEXT.match(s.after) or is_size_to_create(s):
        return False
    if words.LINK_NEXT.match(s.after):
        return False
    return words.NOUN_NEXT.match(s.after) is not None and words.COUNTED_LATER.match(s.after) is not None


def _is_grant(s: Setting) -> bool:
    """给予100万元奖励; 按30%补贴; 最高不超过50万元."""
    if s.quantity.kind not in _GRANTED:
        return words.GIVEN_HERE.search(s.before) is not None
    money = s.quantity.kind is Kind.MONEY
    if money and words.CEILING_HERE.search(s.before):
        return True
    granted = words.GRANT_HERE.search(s.before) or money and words.SUBSIDY_HERE.search(s.before)
    if granted and not s.names_minimum or words.GRANT_NEXT.match(s.after):
        return words.PAY_BEFORE.search(s.before) is None
    case = words.CASE_SENTENCE.search(s.sentence_before) is not None
    return case and words.GRANT_LATER.search(s.sentence_after) is not None


def _is_managed(s: Setting) -> bool:
    """对168个项目实行台账管理: how they are dealt with, not how many of them."""
    return s.before == "对" and words.MANAGED_NEXT.match(s.after) is not None


def _is_norm(s: Setting) -> bool:
    """按照5座/平方公里的标准布局; a goal is 按照绿地率达到34%的标准创建."""
    if s.quantity.least or s.quantity.most:
        return False
    norm = words.NORM_BEFORE.search(s.before)
    return norm is not None and words.DO_BEFORE.search(s.before, norm.end()) is None


def _is_cycle(s: Setting) -> bool:
    """每月1次; 至少 makes it a goal, unless work is only looked at: 每季度至少研究1次."""
    if not _DONE_OFTEN.fullmatch(s.quantity.unit):
        return False
    if s.names_bound and not words.REVIEW_HERE.search(s.before):
        return False
    return words.CYCLE_BEFORE.search(s.before) is not None


def _describes_size(s: Setting) -> bool:
    """占地200亩, 全长5公里, 占全市的30%; yet 新建道路6条,总长9公里 says how much is to be built."""
    q = s.quantity
    if q.bounded or words.TOTAL_OF_CREATED_HERE.search(s.sentence_before):
        return False
    if q.kind is Kind.SHARE:
        return words.SHARE_OF_HERE.search(s.before) is not None
    size = words.SIZE_HERE.search(s.before) if q.kind in SIZES and q.kind is not Kind.PEOPLE else None
    return size is not None and words.DO_BEFORE.search(s.before, 0, size.start()) is None


_RULES: tuple[Callable[[Setting], bool], ...] = (
    _names_a_level,
    _counts_participants,
    _is_past,
    _is_base,
    _is_condition,
    _is_threshold,
    _is_grant,
    _is_managed,
    _is_norm,
    _is_cycle,
    _describes_size,
)
