"""How a goal is worded: the shortest clause that carries it, what it measures (指标), and for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from baicheng.reading.spans import Span
from baicheng.reading.targets.measures import Kind
from baicheng.reading.targets.named_numbers import DATE, NAME
from baicheng.reading.targets.quantities import Quantity

_BREAK = re.compile(r"[,;。!?:\n“”]")
_LIST = re.compile(r"[、和及与]|以及")
_BRACKETED = re.compile(r"\([^()]*\)")
_LONGEST = 160

OPENING = re.compile(
    rf"(?:[到至]?{DATE}+[底初末]?[前内]?|\d年内|年底前|年内|全年|[上下]半年|按照?|力争|确保|保证|实现|满足|使得?|"
    r"[并要需须将也均都即以]|再(?!生|就业|担保|保险|制造|贷款|融资|教育|造)|其中|同时|应当?|争取|努力|全面|原则上|切实)+"
)
_LIMIT = r"不[得应宜能可]?(?:[低高少多大小]于|超过?)|[低高少多大小]于|超过?|突破|达到?|至少"
_BOUND = (
    rf"{_LIMIT}|[升降增减][到至为在]|(?:提高|提升|增加|增长|扩大|上升|下降|降低|减少|压减|压缩|缩短|控制|保持|稳定|"
    r"维持|巩固|恢复|发展|精简|优化|削减)[到至为在]?"
)
_LIMIT_HERE = re.compile(rf"(?:{_LIMIT}|(?<!分)[各约近共])++\Z")
TO_REACH = re.compile(
    rf"(?:{_BOUND}|总?数量|总数|(?<!分)[各均都约近为在至到翻]|分别|大约|共|累计|同比|环比|年均|平均|力争|的|全部|要|应|"
    r"(?<!占)[比较](?:\d{4}年|上年|去年|上一年|“[^”]{1,6}”)?(?:度|同期|底|末)?)++\Z"
)
_FROM = re.compile(r"[由从][^,;。\d]{0,12}\d.*\Z", re.DOTALL)
#: When a goal is due, between what is measured and the verb: 日处理能力年底前达到….
_WHEN_HERE = re.compile(
    r"[,到在于]?(?:\d{4}年(?:度|[底末][前内]?|内|(?=\Z))|(?:\d{4}年|[今当本明]年)?"
    r"(?:\d{1,2}月(?:\d{1,2}日|[底末]|[上中下]旬)?|年?[底末]|[上下]半年|第?[一二三四]季度末?)(?:[之以]?前|内)|年内|年底)\Z"
)
_WITHIN_HERE = re.compile(r"[须应]?在\Z")  # 须在10个工作日内更新
_PURPOSE_NEXT = re.compile("的?(?:标准|要求|目标|水平)")
_PLAIN_VERB = re.compile(r"(?:完成|实现|达到|确保|力争)")
_LEADING_VERB = re.compile(r"\A(?:完成|实现|达到)(?=..)")
_HEAD_NEXT = re.compile(rf"的?[\u4e00-\u9fffA-Za-z“\"{NAME}][\u4e00-\u9fffA-Za-z0-9、“”\".()\-{NAME}]*")
# Endings of places (市, 县, 区 …) that begin or end no other word: 超市, 市场, 社区, 下乡.
_PLACE_END = (
    r"(?<![上超门菜入夜早])市(?![场民级政域值容长委直外内])|县(?![级域乡城])|镇(?!级)|(?<![下城])乡(?![级村镇])|"
    r"(?:(?<!社)|(?<=农村社))区(?![域间位别级块长])|街道|农村(?!社区)|县城|城镇|城乡|流域|园区"
)
PLACE = rf"(?:[\u4e00-\u9fff]{{0,10}}?(?:{_PLACE_END})+(?:\([^()]{{1,8}}\))?)"
_SCOPE = re.compile(rf"在?(?!地区生产)(?:各|每个?|全)?{PLACE}(?:[、和及或]{PLACE}){{0,4}}(?:范围)?内?")
_NO_PLACE = re.compile(
    "分别|控制|达到|完成|开工|(?<!新)建设|改建|扩建|修建|占|参|改造(?!安置)|推进|加快|"
    "覆盖|打造|创建|实施|启动|支持|鼓励|引导|新增|提升|开放|开展|培育|建立|发展|含|向|为|送"
)
_AFTER_SCOPE = re.compile(r"(?:分别|各自?|[要应须将]|力争|确保|至少|每年)*")


@dataclass(frozen=True, slots=True)
class Row:
    """Goals side by side with nothing between but 、 or 和: 12万吨、8万吨、5万吨.

    ``span`` covers them all, ``index`` is that of the goal in question and ``count`` their number.
    ``after`` is the end of the goal before the row, ``until`` the start of the one behind it.
    """

    span: Span
    index: int
    count: int
    after: int
    until: int


@dataclass(frozen=True, slots=True)
class Wording:
    """Where the clause of a goal stands, what it measures, and the place or kind it is for."""

    span: Span
    indicator: str
    scope: str


def wording_of(text: str, norm: str, quantity: Quantity, row: Row) -> Wording:
    """The wording of a goal.

    Args:
        text: half-width text with names and dates blanked out.
        norm: the same text in full.
        quantity: the goal.
        row: the goals that stand side by side with it; a row of one for most.
    """
    start, end = _clause(text, quantity)
    first, last = _item(text, start, end, row)
    first = _opened(text, first, row.span.start)
    scope = _SCOPE.match(norm, first, row.span.start)
    named_from = scope.end() if scope and _is_scope(scope, row.span.start) else first
    said = norm[named_from : row.span.start]
    if quantity.bounded and _PURPOSE_NEXT.match(text, quantity.end, last):
        last = quantity.end
    head = _HEAD_NEXT.match(text, quantity.end, last) if quantity.end == row.span.end else None
    if head is None and _says_nothing(said):
        if first > start and start < row.after:
            return _with_previous(text, norm, Span(start, first), last, norm[first:named_from])
        if start > 0 and text[start - 1] == ",":
            previous = Span(max(start - 1 - _LONGEST, 0), start - 1)
            return _with_previous(text, norm, previous, last, norm[first:named_from])
    place = norm[first:named_from].removeprefix("在")
    behind = norm[head.start() : head.end()] if head else ""
    if quantity.kind is Kind.TIME:
        said, behind = _WITHIN_HERE.sub("", said), behind.removeprefix("内")
    indicator = _indicator(said, behind)
    if "分别" in indicator:
        indicator, own = _shared_out(indicator)
        place = own or _own_scope(place, row)
    return Wording(Span(first, last), indicator, place)


def _clause(text: str, quantity: Quantity) -> tuple[int, int]:
    """Bounds of the clause around a quantity; a bracket that holds it is a clause of its own."""
    start = max(quantity.start - _LONGEST, 0)
    for found in _BREAK.finditer(text, start, quantity.start):
        start = found.end()
    ending = _BREAK.search(text, quantity.end, quantity.end + _LONGEST)
    end = ending.start() if ending else min(quantity.end + _LONGEST, len(text))
    opened = text.rfind("(", start, quantity.start)
    if opened >= 0 and text.find(")", opened, quantity.start) < 0:
        closed = text.find(")", quantity.end, end)
        return opened + 1, closed if closed >= 0 else end
    return start, end


def _item(text: str, start: int, end: int, row: Row) -> tuple[int, int]:
    """The part of a clause that belongs to one of several rows of goals in it."""
    flat = _BRACKETED.sub(lambda found: NAME * len(found[0]), text[start:end])
    if "分别" in flat[: max(row.span.start - start, 0)]:
        return start, end
    first, last = start, end
    if row.after > start:
        gap = _LIST.search(flat, row.after - start, row.span.start - start)
        if gap and (gap.end() + start < row.span.start or _HEAD_NEXT.match(text, row.span.end, end)):
            first = start + gap.end()
    if row.until < end:
        gap = _LIST.search(flat, max(row.span.end - start, 0), row.until - start)
        if gap or text.startswith("(", row.span.end):
            last = start + gap.start() if gap else row.span.end
    return first, last


def _opened(text: str, first: int, number: int) -> int:
    """Where a clause begins without date and connective words."""
    opening = OPENING.match(text, first, number)
    return opening.end() if opening else first


def _is_scope(scope: re.Match[str], number: int) -> bool:
    return scope.end() < number and not _NO_PLACE.search(scope[0])


def _says_nothing(said: str) -> bool:
    """Whether only verbs stand before the number, so that the clause before must say what is measured."""
    return len(_PLAIN_VERB.sub("", TO_REACH.sub("", said)).strip("的、()")) < 2


def _with_previous(text: str, norm: str, previous: Span, last: int, place: str) -> Wording:
    """The wording of a goal whose indicator stands before its clause: 新增企业90家,总数达到500家."""
    first = previous.start
    for found in _BREAK.finditer(text, first, previous.end):
        first = found.end()
    first = _opened(text, first, previous.end)
    number = re.search(r"\d", text[first : previous.end])
    until = first + number.start() if number else previous.end
    scope = _SCOPE.match(norm, first, until)
    named_from = scope.end() if scope and _is_scope(scope, until) else first
    place = place or norm[first:named_from].removeprefix("在")
    return Wording(Span(first, last), _indicator(norm[named_from:until], ""), place)


def _indicator(said: str, head: str) -> str:
    """What is measured: the words before the number, or the verb with what stands behind it."""
    lead = _AFTER_SCOPE.match(said)
    said = said[lead.end() :] if lead else said
    if head:
        return _trimmed(_PLAIN_VERB.sub("", _LIMIT_HERE.sub("", said)) + head.removeprefix("的"))
    if "分别" in said:
        return said
    named = _WHEN_HERE.sub("", TO_REACH.sub("", said))
    return _trimmed(_LEADING_VERB.sub("", _FROM.sub("", TO_REACH.sub("", named))))


def _trimmed(said: str) -> str:
    said = said.strip("、,的")
    return said.rstrip("(") if said.count("(") > said.count(")") else said


def _shared_out(said: str) -> tuple[str, str]:
    """Indicator and own scope in 优良天数分别达到城北区220天、城南区210天."""
    indicator, own = said.split("分别", 1)
    own = _LIST.split(re.sub(f"^(?:{_BOUND})", "", own))[-1]
    return _trimmed(indicator), own if 1 < len(own) <= 10 and not re.search(rf"\d|{_BOUND}", own) else ""


def _own_scope(scope: str, row: Row) -> str:
    """The scope of one goal of a row, where there are as many places as goals."""
    if row.count < 2:
        return scope
    places = _LIST.split(_BRACKETED.sub(lambda found: found[0].replace("、", NAME), scope))
    if len(places) != row.count:
        return scope
    return places[row.index].replace(NAME, "、")
