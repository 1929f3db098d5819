"""How a goal is worded: the shortest clause that carries it, what it measures (指标), and for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from baicheng.reading.named_numbers import DATE, NAME
from baicheng.reading.quantities import Quantity
from baicheng.reading.spans import Span

_BREAK = re.compile(r"[,;。!?:\n]")
_LIST = re.compile(r"[、和及与]|以及")
_BRACKETED = re.compile(r"\([^()]*\)")
_LONGEST = 160

_OPENING = re.compile(
    rf"(?:{DATE}+[底初末]?[前内]?|年底前|年内|上半年|下半年|[到至从自在]|力争|确保|保证|实现|使得?|并|其中|同时|要|需|须|应当?|将|争取|努力|基本|全面|"
    r"原则上|切实|也|均|都|即|以|\s)+"
)
_TO_REACH = re.compile(
    r"(?:分别|总?数量|总数|各|均|都|约|大约|近|超|达到?|不低于|不少于|不小于|不超过|不高于|超过|突破|高于|低于|少于|大于|小于|[提升扩增降减压控保稳维]"
    r"[高升大加长低少减缩制持定]{0,2}[到至为在]|[降增提升]至|到|至|为|在|占|的|共|累计|至少|翻|比|较|同比|年均|平均|增长|增加|提高|提升|上升|"
    rf"下降|降低|减少|压减|[{DATE}])+\Z"
)
_PLAIN_VERB = re.compile(r"(?:完成|实现|达到|确保|力争)")
_HEAD_NEXT = re.compile(rf"的?[\u4e00-\u9fffA-Za-z0-9{NAME}、()\"“”.\-]+")
_PLACE = (
    r"(?:[\u4e00-\u9fff]{0,10}?(?:市(?![场民级政域值容长委直外内])|县(?![级域乡城])|区(?![域间位别级块长])|镇(?![级])|乡(?![级村])|"
    r"街道|农村|县城|城镇(?!居|登|新)|城乡(?!居)|流域)(?:\([^()]{1,8}\))?)"
)
_SCOPE = re.compile(rf"(?:各|每个?|全)?{_PLACE}(?:[、和及或]{_PLACE}){{0,4}}(?:范围)?内?")
_AFTER_SCOPE = re.compile(r"(?:分别|各自?|要|应|须|力争|确保|至少|每年)*")


@dataclass(frozen=True, slots=True)
class Wording:
    """Where the clause of a goal stands, what it measures, and the place or kind it is for."""

    span: Span
    indicator: str
    scope: str


def wording_of(text: str, norm: str, quantity: Quantity, before: Quantity | None, behind: Quantity | None) -> Wording:
    """The wording of a goal.

    Args:
        text: half-width text with names and dates blanked out.
        norm: the same text in full.
        quantity: the goal; ``before`` and ``behind`` are the goals next to it.
    """
    start, end = _clause(text, quantity)
    first, last = _item(text, start, end, quantity, before, behind)
    opening = _OPENING.match(text, first, quantity.start)
    first = opening.end() if opening else first
    if not _has_indicator(text, first, last, quantity) and start > 0 and text[start - 1] == ",":
        first = _previous_clause(text, start)
    scope = _scope(norm, first, quantity.start)
    indicator = _indicator(norm, first + len(scope), last, quantity)
    return Wording(Span(first, last), indicator, scope)


def _clause(text: str, quantity: Quantity) -> tuple[int, int]:
    """Bounds of the clause around a quantity; a bracket that holds it alone is a clause of its own."""
    floor = max(quantity.start - _LONGEST, 0)
    start = floor
    for found in _BREAK.finditer(text, floor, quantity.start):
        start = found.end()
    ending = _BREAK.search(text, quantity.end, quantity.end + _LONGEST)
    end = ending.start() if ending else min(quantity.end + _LONGEST, len(text))
    opened = text.rfind("(", start, quantity.start)
    if opened >= 0 and text.find(")", opened, quantity.start) < 0:
        closed = text.find(")", quantity.end, end)
        return opened + 1, closed if closed >= 0 else end
    return start, end


def _item(
    text: str, start: int, end: int, quantity: Quantity, before: Quantity | None, behind: Quantity | None
) -> tuple[int, int]:
    """The part of a clause that belongs to one of several goals in it."""
    first, last = start, end
    flat = _BRACKETED.sub(lambda found: NAME * len(found[0]), text[start:end])
    if "分别" in flat[: max(quantity.start - start, 0)]:
        return first, last
    if before and before.end > start:
        gap = _LIST.search(flat, before.end - start, quantity.start - start)
        if gap and (gap.end() + start < quantity.start or _HEAD_NEXT.match(text, quantity.end, end)):
            first = start + gap.end()
    if behind and behind.start < end:
        gap = _LIST.search(flat, quantity.end - start, behind.start - start)
        if gap:
            last = start + gap.start()
    return first, last


def _has_indicator(text: str, first: int, last: int, quantity: Quantity) -> bool:
    """Whether the clause says what is measured, beside a verb and a place."""
    if quantity.end < last and _HEAD_NEXT.match(text, quantity.end, last):
        return True
    said = text[first : quantity.start]
    scope = _SCOPE.match(said)
    said = _PLAIN_VERB.sub("", _TO_REACH.sub("", said[scope.end() if scope else 0 :]))
    return len(said.strip("的、()")) >= 2


def _previous_clause(text: str, start: int) -> int:
    floor = max(start - 1 - _LONGEST, 0)
    found = [match.end() for match in _BREAK.finditer(text, floor, start - 1)]
    first = found[-1] if found else floor
    opening = _OPENING.match(text, first, start)
    return opening.end() if opening else first


def _scope(norm: str, first: int, number: int) -> str:
    """The place or kind that opens a clause, where something follows it before the number."""
    scope = _SCOPE.match(norm, first, number)
    return scope[0] if scope and scope.end() < number else ""


def _indicator(norm: str, first: int, last: int, quantity: Quantity) -> str:
    """What is measured: the words before the number, or the verb with what stands behind it."""
    lead = _AFTER_SCOPE.match(norm, first, quantity.start)
    said = norm[lead.end() if lead else first : quantity.start]
    said = _TO_REACH.sub("", said)
    head = _HEAD_NEXT.match(norm, quantity.end, last)
    if head is None:
        return said.strip("、,的()")
    noun = head[0].removeprefix("的")
    return (_PLAIN_VERB.sub("", said) + noun).strip("、,(")
