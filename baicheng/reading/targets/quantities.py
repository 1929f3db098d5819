"""Numbers with their units: 28处, 5万个, 3—5家, 95%以上, 两座, 百分之三十, 翻一番."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from baicheng.clock.numerals import DIGITS, MULTIPLIERS, NUMERAL_CHARACTERS, chinese_number
from baicheng.reading.targets.measures import SCALE, UNIT, Kind, kind_of
from baicheng.reading.targets.named_numbers import GROUP

_ARABIC = rf"\d{{1,12}}(?:{GROUP}\d{{3}})*(?:\.\d{{1,6}})?(?![\d{GROUP}]|\.\d)"
_HAN = f"[{NUMERAL_CHARACTERS}]{{1,9}}"
_TO = r"[-—~至到]{1,2}"
_MORE = r"[余多]?"
_POPULATION = (
    "[\u4e00-\u9fff]{0,5}?(?:人口|群众|居民|市民|农民|农户|户籍|家庭|学生|职工|劳动力|贫困户|老人|老年人|儿童|游客|移民)"
    "(?!以[上下]|的|规模)"
)
_HEADS_HERE = re.compile(r"(?:人次|人数|人口|户数)(?:达到?|超过|突破|约|近)?\Z")
_SUFFIX = r"(?:\(含(?:本数)?\))?(?P<suffix>及以上|及以下|以上|以下|以内|之内|左右|上下)"
_QUANTITY = re.compile(
    rf"(?:(?<![\d.A-Za-z/{GROUP}])(?P<low>{_ARABIC})(?: ?(?P<low_unit>{SCALE}?{UNIT}?){_TO}(?P<high>{_ARABIC}))?"
    rf"|百分之(?P<percent>{_HAN}|\d{{1,3}}(?:\.\d+)?)"
    rf"|(?<![{NUMERAL_CHARACTERS}第数几之初周分])(?P<han>{_HAN})(?:{_TO}(?P<han_high>{_HAN}))?)"
    rf" ?{_MORE}(?P<unit>{SCALE}?{_MORE}{UNIT}|[万亿]{_MORE}(?={_POPULATION}|[,;。、)]|\Z))?(?:{_SUFFIX})?"
)

_BELOW = r"(?:低于|少于|小于|短于)"
_ABOVE = r"(?:超过|超出|超|高于|大于|多于|突破)"
_MAY = r"[得应宜能可再]?"
_UP = (
    r"(?:提高|提升|上调|增加|增长|扩大|扩展|扩充|上升|恢复|发展|拓展|延长|壮大|增|升|提|保持|稳定|维持|巩固)"
)
_DOWN = r"(?:降低|下降|减少|压减|压降|压缩|缩短|缩减|缩小|精简|削减|下调|回落|控减|优化|控制|限制|降|减|压)"
_LEAST = rf"不{_MAY}{_BELOW}|{_ABOVE}|达到?|至少|不下|{_UP}[到至为在]|保持"
_MOST = rf"不{_MAY}{_ABOVE}|{_BELOW}|{_DOWN}[到至为在]|最多"
_BOUND = re.compile(
    rf"(?:(?P<most>{_MOST})|(?P<least>{_LEAST}))(?:[了约近各均都为在到至共满超]|大约|全部|目前|现有|每(?:标准)?[立平]?[\u4e00-\u9fff]{{1,3}}){{0,2}}\Z"
)
# 不得超过估算价的2%: a share is bounded from farther off.
_SHARE_BOUND = re.compile(rf"(?:(?P<most>{_MOST})|(?P<least>{_LEAST}))[\u4e00-\u9fff]{{1,14}}的\Z")
_LONGEST_SHARE_BOUND = 24
_ROUGHLY = re.compile(r"(?:约|大约|大概)\Z")
_LIST = re.compile("[、和及与或]|以及|或者")
_LIST_ITEM = re.compile("(?:[、和及与]|以及)[\u4e00-\u9fff()、]{0,12}")
_LONGEST_BOUND, _LONGEST_ITEM, _LONGEST_LEAD = 12, 16, 60


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, and the words right beside it that make it a bound.

    It stands at ``[start, end)``, the word behind it (以上, 左右) included; ``value`` is in ``unit`` as
    written, ``upper`` the other end of a range. ``least`` and ``most`` hold the word of a lower or an
    upper bound right before it (达到, 不超过). ``han`` says that it is written in Chinese numerals,
    ``listed`` that it stands side by side with one of its kind: 95%以上、85%以上.
    """

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str
    kind: Kind
    han: bool
    least: str
    most: str
    suffix: str
    roughly: bool
    listed: bool = False

    @property
    def bounded(self) -> bool:
        """Whether a word right before or behind it makes it a bound."""
        return bool(self.least or self.most or self.suffix)


def find_quantities(text: str) -> list[Quantity]:
    """All numbers with units in half-width text, in order; bare numbers only where they are bounds.

    In a list a bare number takes the unit of the next one (22、18和31万吨), and all share the bound of
    the first (不低于25%、10%) and the 左右 of the last.
    """
    found = list(_quantities(text))
    for index in range(len(found) - 2, -1, -1):
        found[index] = _completed(text, found[index], found[index + 1])
    for index in range(1, len(found)):
        found[index] = _bounded(text, found[index - 1], found[index])
    return [
        quantity for quantity in found if quantity.kind is not Kind.BARE or quantity.least or quantity.most
    ]


def _completed(text: str, this: Quantity, following: Quantity) -> Quantity:
    """A quantity with what the one behind it in a list says for both: unit and 左右."""
    if this.suffix or not _LIST.fullmatch(text, this.end, following.start):
        return this
    if this.kind is Kind.BARE:
        this = replace(this, unit=following.unit, kind=following.kind)
    shared = following.suffix == "左右" and this.unit == following.unit
    return replace(this, suffix="左右") if shared else this


def _bounded(text: str, previous: Quantity, this: Quantity) -> Quantity:
    """A quantity with the bound that the one before it in a list states for both."""
    listed = this.kind is previous.kind and _LIST.fullmatch(text, previous.end, this.start) is not None
    if not listed and not _shares_bound(text, previous, this):
        return this
    return replace(this, least=this.least or previous.least, most=this.most or previous.most, listed=listed)


def _shares_bound(text: str, previous: Quantity, this: Quantity) -> bool:
    """分别控制在城区8%、县城10%."""
    if this.bounded or this.unit != previous.unit or this.start - previous.end > _LONGEST_ITEM:
        return False
    if not _LIST_ITEM.fullmatch(text, previous.end, this.start):
        return False
    return "分别" in text[max(previous.start - _LONGEST_LEAD, 0) : previous.start]


def _quantities(text: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(text):
        han = match["han"] is not None
        if han and match["unit"] is None or not _counts_heads(text, match):
            continue
        value, upper = _values(match)
        unit = re.sub(r"(?<![a-zA-Z])[余多]", "", match["unit"] or "")
        if match["percent"]:
            unit = "%"
        bound = _BOUND.search(text, max(match.start() - _LONGEST_BOUND, 0), match.start())
        if bound is None and unit == "%":
            bound = _SHARE_BOUND.search(text, max(match.start() - _LONGEST_SHARE_BOUND, 0), match.start())
        yield Quantity(
            start=match.start(),
            end=match.end(),
            value=value,
            upper=upper,
            unit=unit,
            kind=kind_of(unit),
            han=han,
            least=(bound["least"] or "") if bound else "",
            most=(bound["most"] or "") if bound else "",
            suffix=match["suffix"] or "",
            roughly=_ROUGHLY.search(text, max(match.start() - 2, 0), match.start()) is not None,
        )


def _counts_heads(text: str, match: re.Match[str]) -> bool:
    """Whether a bare 万 at the end counts people (接待人次7300万), or the unit is more than that."""
    if match["unit"] not in ("万", "亿") or text[match.end("unit") : match.end("unit") + 1] not in ",;。、)":
        return True
    return _HEADS_HERE.search(text, max(match.start() - 6, 0), match.start()) is not None


def _values(match: re.Match[str]) -> tuple[Decimal, Decimal | None]:
    """Lower and upper value of a match."""
    if match["low"]:
        high = match["high"]
        return _decimal(match["low"]), _decimal(high) if high else None
    if match["percent"]:
        return _decimal(match["percent"]), None
    low, high = _han_values(match["han"])
    return low, _han_values(match["han_high"])[0] if match["han_high"] else high


def _decimal(number: str) -> Decimal:
    plain = number.replace(GROUP, "")
    return Decimal(plain) if plain[0].isdecimal() else Decimal(chinese_number(plain))


def _han_values(numeral: str) -> tuple[Decimal, Decimal | None]:
    """Value of a Chinese numeral; two digits side by side are a range: 两三个, 三五家."""
    first, second = DIGITS.get(numeral[0]), DIGITS.get(numeral[1]) if len(numeral) == 2 else None
    if len(numeral) == 2 and first and second and not set(numeral) & MULTIPLIERS.keys():
        return Decimal(first), Decimal(second)
    return Decimal(chinese_number(numeral)), None
