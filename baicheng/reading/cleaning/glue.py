"""Headings that extraction has glued to the line before: 责任单位:县(市、区)2.健全医疗服务体系."""

from __future__ import annotations

import re

from baicheng.reading.wording.labels import LABEL, opens_with_label
from baicheng.reading.wording.markers import Marker, Style, marker_at

_HEAD_STYLES = {Style.HAN, Style.HAN_BRACKET, Style.ARABIC, Style.ARABIC_BRACKET}
_CANDIDATE = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)、.]|[(]?\d{1,3}[)、.]")
_SHORT_HEADING = 30


class Sequence:
    """The clause numbers seen so far, by style; says whether a further one goes on from them."""

    def __init__(self) -> None:
        self._last: dict[Style, int] = {}
        self._current: Style | None = None

    def observe(self, marker: Marker) -> None:
        """Take note of a clause number at the head of a paragraph."""
        self._last[marker.style] = marker.ordinal
        self._current = marker.style

    def continues(self, marker: Marker) -> bool:
        """Whether this number is the next of its style."""
        return marker.ordinal == self._last.get(marker.style, 0) + 1 and marker.ordinal > 1

    def begins(self, marker: Marker) -> bool:
        """Whether this number opens a new list of another style than the clause it stands in."""
        return marker.ordinal == 1 and self._current is not None and marker.style is not self._current


def glued_headings(norm: str, sequence: Sequence) -> list[int]:
    """Positions inside a paragraph at which a clause of its own begins.

    Args:
        norm: one paragraph in half-width forms.
        sequence: the numbers of the clauses before; those found here are added to it.

    A number inside a paragraph opens a clause when it goes on from the clauses before and stands
    after the end of a sentence, a closed list of units, or a heading without punctuation. Lists
    inside a sentence (主要任务是：1.…；2.…) stay whole.
    """
    first = marker_at(norm)
    if first is not None:
        sequence.observe(first)
    positions = []
    begun = 0
    for found in _CANDIDATE.finditer(norm, first.length if first else 1):
        marker = marker_at(norm, found.start())
        if marker is None or marker.style not in _HEAD_STYLES:
            continue
        if _stands_free(norm[begun : found.start()], marker, sequence) and _opens_heading(
            norm, found.start() + marker.length
        ):
            positions.append(found.start())
            sequence.observe(marker)
            begun = found.start()
    return positions


def _stands_free(before: str, marker: Marker, sequence: Sequence) -> bool:
    """Whether the text before a number ends something, so that the number can open a clause."""
    if not before:
        return False
    last = before[-1]
    if sequence.continues(marker):
        if last in "。" or (last in ")〕" and _ends_with_units(before)):
            return True
        return _unit_line(before) and last not in "、,:(第" and last not in "0123456789"
    if not sequence.begins(marker):
        return False
    opened = marker_at(before)
    words = before[opened.length :] if opened else ""
    is_bare_heading = bool(words) and len(before) <= _SHORT_HEADING and not set(words) & set("。;:,(")
    return is_bare_heading and last not in "、第的和" and not last.isdigit()


def _ends_with_units(text: str) -> bool:
    opening = max(text.rfind("("), text.rfind("〔"))
    return opening >= 0 and re.search("单位|部门|牵头|负责|配合|领导|完成", text[opening:]) is not None


def _unit_line(text: str) -> bool:
    """Whether the text is, since its last sentence end, a list of units after a label."""
    if opens_with_label(text):
        return True
    tail = text[text.rfind("。") + 1 :]
    return LABEL.search(tail) is not None


def _opens_heading(norm: str, position: int) -> bool:
    """Whether words follow, as they do after the number of a clause."""
    return (
        position < len(norm)
        and "\u4e00" <= norm[position] <= "\u9fff"
        or norm[position : position + 1] in {"“", "《"}
    )
