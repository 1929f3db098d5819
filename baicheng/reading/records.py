"""Records without numbers (问题表述：… 整改目标：… 责任单位：…), each opened by the same label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from baicheng.reading.wording.labels import LABEL, Label, kind_of
from baicheng.reading.wording.markers import Marker, Style, marker_at

_OPENS = re.compile(
    "(?P<label>问题(?:表述|描述)|(?:反馈|存在|具体|突出)问题|整改(?:任务|问题|事项)|(?:项目|任务|工程|事项|实事|工作)名称"
    "|(?:工作|重点|具体)任务|(?:任务|工作)内容):"
)
_FEWEST = 2
_LONGEST_HEADING = 40


class Records:
    """The labels that open records in a text, and the marker of each record.

    A label opens records where it comes twice and more and not, every time, right under a numbered
    heading: there it is a field of the clause (1.东湖公园 / 工作内容：…). Of several such labels, the
    first one opens the records and the others are their fields.
    """

    def __init__(self, norms: Sequence[str]) -> None:
        found: Counter[str] = Counter()
        fields: Counter[str] = Counter()
        before = ""
        for norm in norms:
            if opening := _OPENS.match(norm):
                found[opening["label"]] += 1
                fields[opening["label"]] += _is_numbered_heading(before)
            before = norm
        self._label = next(
            (label for label, count in found.items() if count >= _FEWEST and fields[label] < count), None
        )
        self._count = 0

    def marker_at(self, norm: str) -> Marker | None:
        """The marker of the record that a paragraph opens, counted from 1."""
        opening = _OPENS.match(norm) if self._label else None
        if opening is None or opening["label"] != self._label:
            return None
        self._count += 1
        return Marker(Style.NAMED, self._count, opening.end(), f"{self._label}{self._count}")


def _is_numbered_heading(norm: str) -> bool:
    """Whether a line is the number and heading of a clause, without a sentence."""
    return marker_at(norm) is not None and len(norm) <= _LONGEST_HEADING and not set(norm) & set("。;")


def opens_measures(norm: str) -> bool:
    """Whether a paragraph ends in a label of measures (整改措施：), to be listed in the ones below."""
    last = list(LABEL.finditer(norm))[-1:]
    return any(found.end() == len(norm) and kind_of(found) is Label.WORDS for found in last)
