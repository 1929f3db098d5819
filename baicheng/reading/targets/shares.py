"""Goals that are shares (分解) or subsets (其中) of a whole: 建设公园40个，其中东城区10个、南城区8个.

Such a goal says for whom or what it is and how much; what is measured stands before the number of the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from baicheng.reading.model import Portion, Target
from baicheng.reading.targets.measures import Kind, kind_of
from baicheng.reading.targets.named_numbers import DATE
from baicheng.reading.targets.quantities import Quantity
from baicheng.reading.targets.wording import OPENING, PLACE, TO_REACH

#: What stands between two numbers: the rest of a clause, what joins the next one to it, and its words.
_BETWEEN = re.compile(
    r"(?P<head>[^,;:。()\n、]{0,24}?)(?P<link>[,;:。、和及与]*(?P<bracket>\()?(?P<of>其中[,:]?)?)(?P<said>(?:\([市区县、]{1,5}\)|[^,;:。()\n、]){0,40})"
)
#: Brackets that add to a number: …40个（不含县城），其中….
_BRACKET = re.compile(r"\A\([^()\n]*\)")
_VERB = (
    "新建改造|新建改建|新改建|新建|建设|建成|改建|扩建|新增|完成|实施|打造|创建|安排|承担|负责|改造|打通|培训"
)
_VERB_HERE = re.compile(f"(?:{_VERB})\\Z")
_MAKES_NEW = frozenset("新建 建设 建成 新改建 改建 扩建 新增 打造 创建 完成 安排 承担 负责 实施".split())
_EACH = re.compile(r"每|(?<!\A)各")
_SETTLES = frozenset("完成 实施 安排 承担 负责".split())
#: A day or stretch of the year in words from which dates are blanked out.
_DATED = re.compile(f"{DATE}|年[内底]|全年|半年|季度")
_RATE = re.compile("(?:率|比例|比重|占比|指数)\\Z")
_EVERYWHERE = re.compile("[全各](?:[省市州县区旗镇乡]|域)+\\Z")
#: Whoever can bear a share: a place, or a unit by the ending of its name.
_HOLDER = re.compile(
    rf"(?:各|全)?(?:[市省州县区旗](?:本级|直)|{PLACE}(?:人民政府|管委会|管理委员会)?"
    r"|[\u4e00-\u9fff()]{1,20}?(?:人民政府|管委会|管理委员会|开发区|示范区|实验区|新区|[局委办]|集团|公司|街道办事处))\Z"
)
#: What ends like a place or begins like one and is none: 智能安防小区, 改造市政.
_NO_HOLDER = re.compile(f"[小社街校景片库厂园林]区|{_VERB}|推进|加快|开展")
#: Kinds of numbers of which parts make up a whole.
_ADD_UP = frozenset({Kind.COUNT, Kind.PEOPLE, Kind.MONEY, Kind.EXTENT, Kind.CAPACITY})


@dataclass(frozen=True, slots=True)
class _Words:
    """What a goal says of itself behind a whole: whose or which it is, by which verb, whether it names a day."""

    name: str
    verb: str
    dated: bool

    @property
    def is_holder(self) -> bool:
        return _is_holder(self.name)


def with_shares(
    text: str, norm: str, quantities: Sequence[Quantity], targets: Sequence[Target]
) -> list[Target]:
    """The targets of a text, each share or subset with the indicator of its whole and whose it is.

    Args:
        text: half-width text with names and dates blanked out.
        norm: the same text in full.
        quantities: the number of each target, in the order of the text.
    """
    found = list(targets)
    whole: int | None = None  # of the run of shares that goes on
    for index in range(1, len(found)):
        start, end = quantities[index - 1].end, quantities[index].start
        added = _BRACKET.match(norm[start:end])
        link = _BETWEEN.fullmatch(norm, start + added.end() if added else start, end)
        if link is None:
            whole = None
            continue
        words = _words(text[link.start("said") : end], link["said"])
        if link["of"] or link["bracket"]:
            whole = _whole_before(found, index, same_unit=bool(link["of"]))
            found[index] = _opened(found, index, whole, link, words)
        elif whole is not None and found[index - 1].portion:
            found[index] = _continued(found[index - 1], found[index], found[whole], link, words)
        else:
            found[index] = _beside(found[index - 1], found[index], link, words)
            whole = index - 1
        if not found[index].portion:
            whole = None
    return _settled(targets, found)


def _is_holder(name: str) -> bool:
    """Whether a name is that of a place or unit."""
    return _HOLDER.match(name) is not None and not _NO_HOLDER.search(name)


def _words(blanked: str, said: str) -> _Words:
    opening = OPENING.match(blanked)
    bare = said[opening.end() :] if opening else said
    verb = ""
    before = None
    while before != bare:
        before = bare
        bare = TO_REACH.sub("", bare)
        if found := _VERB_HERE.search(bare):
            verb, bare = found[0], bare[: found.start()]
    dated = opening is not None and _DATED.search(opening[0]) is not None
    return _Words(bare.strip("的"), verb, dated)


def _whole_before(found: Sequence[Target], index: int, *, same_unit: bool) -> int | None:
    """The goal of which the next ones are parts: the last whole of the same unit, else the one right before."""
    for place in range(index - 1, max(index - 6, -1), -1):
        if not found[place].portion and (not same_unit or found[place].unit == found[index].unit):
            return place if same_unit or place == index - 1 else None
    return None


def _opened(
    found: Sequence[Target], index: int, whole: int | None, link: re.Match[str], words: _Words
) -> Target:
    """The first goal behind 其中 or in brackets."""
    this = found[index]
    if whole is None or this.unit != found[whole].unit or _EACH.search(link["said"]):
        return this
    if link["of"]:
        if _RATE.search(words.name):
            return this
        again = words.dated and words.name in found[whole].text
        scope = ("" if again else words.name) or ("" if words.dated or words.verb in _SETTLES else words.verb)
        return _part_of(found[whole], this, scope, Portion.SUBSET)
    if words.name and not words.verb:
        # Of what is no place or unit, only a sum that fits tells that it is shared out; see _settled.
        return _part_of(found[whole], this, words.name, Portion.SHARE)
    return this


def _continued(previous: Target, this: Target, whole: Target, link: re.Match[str], words: _Words) -> Target:
    """A goal behind a share or subset: one more of its kind."""
    enumerates = link["link"] in ("、", "和", "及", "与") or words.is_holder
    if this.unit != whole.unit or not enumerates or not words.name or _EACH.search(link["said"]):
        return this
    return _part_of(whole, this, words.name, previous.portion)


def _beside(previous: Target, this: Target, link: re.Match[str], words: _Words) -> Target:
    """A goal of a place or unit right behind another: its share, or the same for another place.

    The words may say no more than whose it is, with the verb of the whole or one of the same meaning.
    """
    if not words.is_holder or this.unit != previous.unit or (link["head"] and not link["link"]):
        return this
    if words.verb and words.verb not in previous.text and words.verb not in _MAKES_NEW:
        return this
    if not previous.indicator or _EACH.search(link["said"]):
        return this
    if _is_holder(previous.scope) and not _EVERYWHERE.match(previous.scope):
        return _part_of(previous, this, words.name, Portion.WHOLE)
    if link["link"] in ("", "、", "和", "及", "与") or this.value >= previous.value:
        return this
    adds_up = kind_of(this.unit) in _ADD_UP
    return _part_of(previous, this, words.name, Portion.SHARE if adds_up else Portion.WHOLE)


def _part_of(whole: Target, part: Target, scope: str, portion: Portion) -> Target:
    return replace(
        part,
        indicator=whole.indicator or part.indicator,
        scope=scope,
        measure=whole.measure,
        portion=portion,
    )


def _settled(before: Sequence[Target], found: list[Target]) -> list[Target]:
    """Shares of what is no place or unit stay only where they make up the whole: 学校40所(小学25所、初中15所)."""
    first = 0
    while first < len(found):
        last = first + 1
        while last < len(found) and found[last].portion is Portion.SHARE:
            last += 1
        shares = found[first + 1 : last]
        made_up = sum((share.value for share in shares), Decimal(0)) == found[first].value
        if not made_up and not all(_is_holder(share.scope) for share in shares):
            found[first + 1 : last] = before[first + 1 : last]
        first = last
    return found
