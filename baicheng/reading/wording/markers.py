"""The numbers that open clauses: 第一章, 第八条, 一、 （一） 1. （1） ①, 整改任务1：, 附件2.

All functions take text in half-width forms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from baicheng.clock.numerals import chinese_number

_HAN = "[零〇一二三四五六七八九十百]"


class Style(StrEnum):
    """How a clause is numbered or named, from the outermost habit to the innermost."""

    PART = "part"  # 第一部分, 第一编
    CHAPTER = "chapter"  # 第一章
    SECTION = "section"  # 第一节
    ARTICLE = "article"  # 第一条
    HAN = "han"  # 一、
    HAN_BRACKET = "han_bracket"  # （一）
    DECIMAL = "decimal"  # 2.3, 2.3.1
    ARABIC = "arabic"  # 1. 1、
    ARABIC_BRACKET = "arabic_bracket"  # （1）
    HALF_BRACKET = "half_bracket"  # 1）
    CIRCLE = "circle"  # ①
    NAMED = "named"  # 整改任务1：, 问题三：
    UNIT = "unit"  # no number: the name of a unit that heads its tasks


@dataclass(frozen=True, slots=True)
class Marker:
    """A clause number: its style, its place in the sequence, and how many characters it takes.

    ``label`` is the form used in addresses: 三, (三), 1, (5), ①, 第八条, 2.3.1.
    """

    style: Style
    ordinal: int
    length: int
    label: str


_MARKER = re.compile(
    rf"""
      第(?P<part>{_HAN}{{1,4}}|\d{{1,3}})(?:部分|编|篇)
    | 第(?P<chapter>{_HAN}{{1,4}}|\d{{1,3}})章
    | 第(?P<section>{_HAN}{{1,4}}|\d{{1,3}})节
    | 第(?P<article>{_HAN}{{1,5}}|\d{{1,3}})条(?:之{_HAN})?
    | (?P<han>{_HAN}{{1,3}})(?:、(?!{_HAN}{{1,3}}[、级类线期号是产])|\.(?=[^\d.]))
    | \((?P<han_bracket>{_HAN}{{1,3}})\)(?:[、.](?!\d))?
    | (?P<decimal>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?=[\u4e00-\u9fff《“(])(?!月)
    | (?P<arabic>\d{{1,3}})(?:[.](?:(?![\d.])|(?=\d{{1,2}}月|(?:19|20)\d{{2}}年))|、(?!\d))
    | \((?P<arabic_bracket>\d{{1,2}})\)(?:[、.](?!\d))?
    | (?P<half_bracket>\d{{1,2}})\)
    | (?P<boxed>〔)?(?:第(?=(?:\d{{1,3}}|{_HAN}{{1,3}})项)|(?:整改|反馈|重点|突出|主要|具体|督察|存在|共性|个性|专项|建设)*(?:任务|问题|事项|项目|工程|行动|实事))
      \(?(?P<named>\d{{1,3}}|{_HAN}{{1,3}})\)?(?:项(?:任务|工作|整改任务)?)?〕?(?:[:、]|\.(?!\d)|(?=\n|\Z)|(?(boxed)(?<=〕)|(?!)))
    | (?P<circle>[\u2460-\u2473\u2474-\u249b\u3220-\u3229\u2776-\u277f])、?
    """,
    re.VERBOSE,
)
_GROUPS = tuple((style, style.value) for style in Style if style is not Style.UNIT)
_ANNEX = re.compile(rf"附\s*件\s*(?P<number>\d{{1,2}}|{_HAN}{{1,3}})?(?P<dash>[-—]\d{{1,2}})?")


def marker_at(norm: str, position: int = 0) -> Marker | None:
    """The clause number that begins at ``position``, if one does.

    A decimal number such as 2.3 counts only where a Chinese character follows; whether it is a
    number of clauses or a quantity (2.3万吨) only the sequence can tell.
    """
    found = _MARKER.match(norm, position)
    if found is None:
        return None
    style = next(style for style, group in _GROUPS if found[group])
    digits = found[style.value]
    match style:
        case Style.CIRCLE:
            ordinal, label = _enclosed(digits), digits
        case Style.DECIMAL:
            ordinal, label = int(digits.rsplit(".", 1)[1]), digits
        case _:
            ordinal = chinese_number(digits)
            label = _label(style, digits, found[0])
    return Marker(style, ordinal, found.end() - position, label)


def _label(style: Style, digits: str, whole: str) -> str:
    match style:
        case Style.HAN_BRACKET | Style.ARABIC_BRACKET:
            return f"({digits})"
        case Style.HALF_BRACKET:
            return f"{digits})"
        case Style.HAN | Style.ARABIC:
            return digits
        case Style.NAMED:
            return whole.strip(":、.〔〕")
        case _:
            return whole


def _enclosed(character: str) -> int:
    """The number inside ①, ⑴, ⒈ or ㈠."""
    code = ord(character)
    for first, count in ((0x2460, 20), (0x2474, 20), (0x2488, 20), (0x3220, 10), (0x2776, 10)):
        if first <= code < first + count:
            return code - first + 1
    raise ValueError(f"{character!r} encloses no number")


_PLAIN = re.compile(r"(?P<number>\d{1,2})(?=[\u4e00-\u9fff])")
#: What follows the word 附件1 where it is referred to: 附件1的…, 附件1所列….
_REFERS = "的中和所与及、规要内可为"
_LONGEST_ANNEX_TITLE, _LONGEST_PLAIN_HEADING = 60, 30


def glued_number(norm: str, ordinal: int) -> Marker | None:
    """The clause number ``ordinal`` where a quantity stands right behind it: 3.1050所幼儿园."""
    label = str(ordinal)
    if norm.startswith(f"{label}.") and norm[len(label) + 1 : len(label) + 2].isdigit():
        return Marker(Style.ARABIC, ordinal, len(label) + 1, label)
    return None


@dataclass(frozen=True, slots=True)
class AnnexHead:
    """The words 附件 or 附件2 at the head of an annex; ``number`` is "" where there is only one."""

    number: str
    length: int


def annex_head(norm: str) -> AnnexHead | None:
    """The head of an annex, if the paragraph opens one: 附件, 附件2, 附件2：标题.

    A list of annexes (附件：1.…) and a reference (附件2所列项目) open none.
    """
    found = _ANNEX.match(norm)
    if found is None:
        return None
    number = found["number"] or ""
    if number and not number.isdigit():
        number = str(chinese_number(number))
    number += (found["dash"] or "").replace("—", "-")
    rest = norm[found.end() :]
    if not rest:
        return AnnexHead(number, found.end())
    if not number or len(rest) > _LONGEST_ANNEX_TITLE or set(rest) & set("。,;"):
        return None
    if rest[0] in ":、.":
        return AnnexHead(number, found.end() + 1)
    return AnnexHead(number, found.end()) if rest[0] not in _REFERS else None


def plain_number(norm: str) -> Marker | None:
    """The number of a heading such as 3预防与预警, as plans count their parts above 3.1 and 3.1.1.

    Whether it is one only the numbers that follow can tell (3.1).
    """
    found = _PLAIN.match(norm)
    if found is None or len(norm) > _LONGEST_PLAIN_HEADING or set(norm) & set("。,;:"):
        return None
    return Marker(Style.DECIMAL, int(found["number"]), found.end(), found["number"])
