"""The close of a document (落款): who signed, on which day, and the note of the printing office."""

from __future__ import annotations

import re
from dataclasses import dataclass

from baicheng.reading.identity.issue_dates import DAY, Day, days
from baicheng.reading.identity.organs import is_organ
from baicheng.reading.identity.passages import Passages
from baicheng.reading.identity.title_lines import closes_title
from baicheng.reading.spans import Span

_LAST_DAY = re.compile(rf"{DAY}$")
_NOT_A_TITLE = re.compile("[前后起至止以,、—~的期上下召,。;:.(]|-")
_PRINTED = re.compile(rf"{DAY}(?:印发|印|编发)")
_LONGEST_GLUED = 60
_MOST_SIGNERS = 12
_CLOSING_LINE = re.compile(
    r"[(]?(?:此件|本件|本文有删减|信息公开|公开属性|公开方式|主动公开|依申请公开|抄送|抄报|主送|分送|主办|承办|督办|校对|印制|联系|共印|主题词|此页无正文)"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """The day of issue at the close of a document. ``signers`` covers the names above or before it."""

    day: Day
    signers: tuple[Span, ...]
    end: int


def fits_year(day: Day, year: int | None) -> bool:
    """Whether a document numbered in ``year`` can have been signed on this day.

    The number is sometimes taken out in the last weeks of a year and the signature follows in the
    next, or the reverse.
    """
    if year is None:
        return True
    return day.on.year in (year, year + 1) or (day.on.year == year - 1 and day.on.month == 12)


def find_signature(passages: Passages, start: int, year: int | None) -> Signature | None:
    """The first signature below ``start``.

    A document that carries another one inside, or annexes, is signed before them; so the first day
    that stands as signatures do and fits ``year`` (that of the number) is the day of issue.
    """
    first = passages.index_at(start)
    all_in_table = first < len(passages) and passages.in_table(first)
    for index in range(first, len(passages)):
        passage = passages[index]
        if (
            passage.start < start
            or (passage.in_table and not all_in_table)
            or "日" not in passage.norm[-40:] + passage.norm[:40]
        ):
            continue
        signature = _closing(passages, index) or _opening(passages, index)
        if signature is not None and fits_year(signature.day, year):
            return signature
    return None


def _closing(passages: Passages, index: int) -> Signature | None:
    """A day that ends the line, alone, after names, or after the last sentence."""
    passage = passages[index]
    found = _LAST_DAY.search(passage.norm, max(len(passage.norm) - 20, 0))
    day = next(days(passage.norm, found.start()), None) if found else None
    if found is None or day is None:
        return None
    begin = max(passage.norm.rfind(mark, 0, found.start()) for mark in "。!;)”》") + 1
    name = passage.norm[begin : found.start()]
    if name and not is_organ(name):
        return None
    if begin and passage.norm[begin - 1] != "。" and not name:
        return None
    own = Span(passage.start + begin, passage.start + found.start())
    signers: tuple[Span, ...] = (own,) if name else ()
    if not passage.norm[: found.start()]:
        signers = _names_above(passages, index)
    placed = Day(day.on, passage.start + found.start(), passage.end)
    return Signature(placed, signers, passage.end)


def _opening(passages: Passages, index: int) -> Signature | None:
    """A day at the head of a line to which the title of what follows is glued."""
    passage = passages[index]
    day = next(days(passage.norm, 0, 30), None)
    if day is None or day.start != 0 or day.end == len(passage.norm):
        return None
    rest = passage.norm[day.end :]
    signers = _names_above(passages, index)
    if _NOT_A_TITLE.match(rest):
        return None
    if not signers:
        after_text = index > 0 and passages[index - 1].norm.endswith("。")
        if len(rest) > _LONGEST_GLUED or set(rest) & set("。;:") or not (closes_title(rest) or after_text):
            return None
    placed = Day(day.on, passage.start, passage.start + day.end)
    return Signature(placed, signers, placed.end)


def _names_above(passages: Passages, index: int) -> tuple[Span, ...]:
    """The lines above a day that hold nothing but names of bodies, uppermost first."""
    names: list[Span] = []
    while index > 0 and len(names) < _MOST_SIGNERS:
        index -= 1
        above = passages[index]
        if above.in_table or not is_organ(above.norm):
            break
        names.append(Span(above.start, above.end))
    return tuple(reversed(names))


def printed_on(passages: Passages, start: int, year: int | None) -> Day | None:
    """The day of printing (云川市人民政府办公室2018年3月26日印发); the last one counts."""
    found = None
    for printed in _PRINTED.finditer(passages.content.norm, start, passages.span.end):
        day = next(days(passages.content.norm, printed.start(), printed.end()), None)
        if day and fits_year(day, year):
            found = day
    return found


def is_closing_line(norm: str) -> bool:
    """Whether a line belongs to the close of a document, below the signature: 抄送, 此件公开发布."""
    return _CLOSING_LINE.match(norm) is not None or _PRINTED.search(norm[-40:]) is not None
