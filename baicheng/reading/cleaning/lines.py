"""Which lines of a file belong together: the layout of a text and where its paragraphs break."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from baicheng.reading.spans import Cell
from baicheng.reading.wording.cells import begin_units, end_a_name
from baicheng.reading.wording.forms import BLANK
from baicheng.reading.wording.labels import (
    ends_with_label,
    introduces_words,
    opens_with_label,
    tears_label,
)
from baicheng.reading.wording.markers import Marker, Style, marker_at

_ENDS_SENTENCE = "。!?;:"
_CLOSERS = "”’》)〕"
_CONTINUES = ",、(〔《“‘—-的和与及或第至到在为将对按以"
_DAY = r"(?:\d{4}|[二一][〇○零0一二三四五六七八九]{3})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
_DATE = re.compile(rf"\(?{_DAY}\)?$")
_NUMBER = re.compile(
    rf"[\u4e00-\u9fff]{{1,12}}[〔(]\d{{4}}[〕)]第?\d{{1,4}}号(?:\(?{_DAY}\)?|签发人.{{0,8}})?$"
)
_OWN_LINE = re.compile(r"附件|附表|抄送|主送|签发人|主办:|(?:此页无正文)")
_TITLE_END = re.compile(
    "(?:通知|意见|办法|方案|规定|通报|决定|计划|要点|细则|规划|报告|批复|公告|通告|条例|规则|制度|措施|预案|纪要|清单|名单|目录)"
    "(?:\\([^()]{1,12}\\))?$"
)
_OWN_TITLE = re.compile("[\u4e00-\u9fff]{2,20}(?:政府|委员会|办公厅|办公室|局|厅)关于")
#: The fields that government web pages print above a document.
_FIELD = re.compile(
    "[〔(]?(?:索引号|发文机关|发布机构|制发机关|发文字号|公文字号|文号|标题|文件名称|信息名称|成文日期|发布日期|发文日期|生成日期"
    "|印发日期|有效性|主题分类|组配分类|信息分类|主题词|关键词|公开方式|文种|服务对象|效力状态)[)〕]?:"
)
_SIGNATURE = re.compile("[\u4e00-\u9fff]{3,24}(?:人民政府|政府|委员会|办公厅|办公室|局|厅|领导小组|指挥部)$")
_PLAIN_HEADING = 32
_ENOUGH_FOR_A_SENTENCE = 16
_LONGEST_JOIN_BY_BRACKET = 400
_LONGEST_UNITS = 150
_TOLERANCE = 6
_LONG = 0.8  # of the width at which lines are wrapped
_NARROWEST, _WIDEST, _FEWEST_LINES = 24, 120, 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file without its blanks at both ends.

    ``start`` and ``end`` are positions in ``Source.text``, ``norm`` is the text in half-width forms
    without blanks, ``width`` its printed width in half characters, ``indent`` the blanks before it.
    """

    start: int
    end: int
    norm: str
    width: int
    indent: int
    page: int | None
    cell: Cell | None


_BLANKS = re.compile(f"[{BLANK}]+")
_NARROW = re.compile(r"[0-9A-Za-z]")


def printed_width(text: str) -> int:
    """Width in half characters: letters and digits are narrow, blanks count nothing, all else is wide."""
    squeezed = _BLANKS.sub("", text)
    return 2 * len(squeezed) - len(_NARROW.findall(squeezed))


def _is_prose(norm: str) -> bool:
    return not opens_with_label(norm) or introduces_words(norm)


class Ruler:
    """Measures the lines of a text as they pass, to tell at which width it is wrapped."""

    def __init__(self) -> None:
        self._all: Counter[int] = Counter()
        self._unfinished: Counter[int] = Counter()

    def watch(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines as they come."""
        for line in lines:
            if line.cell is None and line.width >= _NARROWEST:
                self._all[line.width] += 1
                if line.norm[-1] not in _ENDS_SENTENCE + _CLOSERS and _is_prose(line.norm):
                    self._unfinished[line.width] += 1
            yield line

    def width(self) -> int | None:
        """The width at which the text is wrapped, in half characters, or ``None`` if it is not.

        A text is taken as wrapped when most of the lines that stop inside a sentence are equally
        long, and few lines are longer.
        """
        widths, unfinished = self._unfinished, self._unfinished.total()
        if unfinished < _FEWEST_LINES:
            return None
        best = max(widths, key=lambda width: (sum(widths[width + d] for d in range(-3, 4)), width))
        near = sum(widths[best + d] for d in range(-4, 5))
        longer = sum(count for width, count in self._all.items() if width > best + _TOLERANCE)
        wrapped = near >= unfinished / 2 and longer <= self._all.total() / 5
        return best if wrapped and best <= _WIDEST else None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file breaks its lines: ``width`` where it wraps them, ``real`` where it has paragraphs."""

    width: int | None
    real: bool

    def is_full(self, line: Line) -> bool:
        """Whether a line reaches the right edge, so that its sentence may go on below."""
        return self.width is not None and abs(line.width - self.width) <= 4

    def tears_number(self, line: Line) -> bool:
        """Whether a long line ends in a digit, so that its measure word stands below: 其余2, 座年底前完成."""
        return self.width is not None and line.norm[-1].isdigit() and line.width >= _LONG * self.width

    def breaks(self, text: str, line: Line, following: Line) -> bool:
        """Whether a new paragraph begins with ``following``.

        Args:
            text: the paragraph so far, half-width and without blanks; it ends with ``line``.
        """
        if line.cell != following.cell:
            return True
        if line.cell is not None:
            if _inside_bracket(text) or text[-1] in ",、(":
                return False
            if end_a_name(text) and begin_units(following.norm):
                return True  # each unit on a line of its own
            marker = marker_at(following.norm)
            return (
                self.real or text[-1] in "。;" or (marker is not None and marker.style is not Style.DECIMAL)
            )
        if self.real and self.width is None:
            return True
        return _starts_anew(text, line, following, self) or _ends_here(text, line, following, self)


def _starts_anew(text: str, line: Line, following: Line, layout: Layout) -> bool:
    """Whether the following line announces a paragraph of its own."""
    if _inside_bracket(text) and (_opened_lately(text) or not opens_with_label(following.norm)):
        return False
    if _FIELD.match(following.norm) or (_FIELD.match(line.norm) and len(text) == len(line.norm)):
        return True
    if _DATE.match(following.norm) or _NUMBER.match(following.norm) or _OWN_LINE.match(following.norm):
        return not text.endswith(tuple(",、《(“"))
    if tears_label(text, following.norm):
        return False
    if opens_with_label(following.norm):
        return True
    if _SIGNATURE.match(following.norm) and text[-1] not in _CONTINUES and not layout.is_full(line):
        short = len(text) < _ENOUGH_FOR_A_SENTENCE
        if short or text.startswith("附件") or text[-1] in _ENDS_SENTENCE or text[-1].isdigit():
            return True
    if _is_title(following.norm) and (text[-1] in _ENDS_SENTENCE or _OWN_TITLE.match(following.norm)):
        return True
    marker = marker_at(following.norm)
    if marker is not None and following.norm[marker.length : marker.length + 1] == " ":
        return text[-1] in _ENDS_SENTENCE + _CLOSERS
    return marker is not None and _may_open(marker, text, line, layout)


def _may_open(marker: Marker, text: str, line: Line, layout: Layout) -> bool:
    """Whether a number at the start of a line opens a clause, rather than continue the sentence before."""
    if marker.style in {Style.DECIMAL, Style.NAMED}:
        return text[-1] in _ENDS_SENTENCE + _CLOSERS or not layout.is_full(line)
    if marker.style is Style.ARTICLE:
        return text[-1] in _ENDS_SENTENCE + _CLOSERS or len(text) <= _PLAIN_HEADING
    return text[-1] not in ",、第(《“"


def _ends_here(text: str, line: Line, following: Line, layout: Layout) -> bool:
    """Whether the paragraph is complete with this line."""
    last = text[-1]
    if _must_go_on(text, following):
        return False
    if _DATE.match(line.norm) or (_NUMBER.match(line.norm) and len(text) == len(line.norm)):
        return True
    if opens_with_label(text) and not introduces_words(text):
        if last == "。" and following.indent >= 2:
            return True
        return not (
            last in ",、;(" or layout.is_full(line) or _inside_bracket(text) or layout.tears_number(line)
        )
    if last == ":":
        return not _inside_bracket(text) and not ends_with_label(text)
    if last in _ENDS_SENTENCE or (last in _CLOSERS and len(text) > 1 and text[-2] in _ENDS_SENTENCE):
        return not layout.is_full(line) or following.indent >= 2
    if _inside_bracket(text) or (last in _CONTINUES and not (last == "的" and _is_heading(text))):
        return False
    return _stands_alone(text, line, layout)


def _must_go_on(text: str, following: Line) -> bool:
    """Whether the next line cannot but belong to the paragraph: it closes, or only a number stands so far."""
    marker = marker_at(text)
    if marker is not None and marker.length == len(text) and marker.style is not Style.NAMED:
        return True
    if following.norm[0] in ",、。;:)〕》”%" or _is_orphan(following, text[-1]):
        return True
    return tears_label(text, following.norm)


def _stands_alone(text: str, line: Line, layout: Layout) -> bool:
    """Whether a paragraph without a full stop is a heading, a title, a closing bracket of units or a name."""
    if text[-1] in ")〕" and _closes_units(text):
        return True
    if _is_heading(text) or _is_title(text):
        return not (layout.is_full(line) and not _is_title(text))
    if set(text) & set(",。;:"):
        return False
    if layout.width is not None:
        return not layout.is_full(line) and not text[-1].isdigit()
    return len(text) < _ENOUGH_FOR_A_SENTENCE


def _opened_lately(text: str) -> bool:
    """Whether a round or square bracket stands open that is no longer than a list of units."""
    return max(text.rfind("("), text.rfind("〔")) > max(
        text.rfind(")"), text.rfind("〕"), len(text) - _LONGEST_UNITS
    )


def _is_orphan(line: Line, last: str) -> bool:
    """Whether a line is a character or two that did not fit on the line before."""
    return (
        len(line.norm) <= 2
        and line.indent == 0
        and "\u4e00" <= line.norm[0] <= "\u9fff"
        and last not in _ENDS_SENTENCE
    )


def _is_heading(text: str) -> bool:
    marker = marker_at(text)
    return marker is not None and len(text) <= _PLAIN_HEADING and not set(text) & set("。;")


def _is_title(text: str) -> bool:
    return _TITLE_END.search(text) is not None and not set(text) & set("。;") and marker_at(text) is None


def _closes_units(text: str) -> bool:
    opening = max(text.rfind("("), text.rfind("〔"))
    return opening >= 0 and re.search("单位|部门|牵头|负责|配合|领导", text[opening:]) is not None


_BRACKETS = {"(": ")", "《": "》", "“": "”", "〔": "〕"}


def _inside_bracket(text: str) -> bool:
    """Whether a bracket or quotation opened shortly before the end is still open."""
    tail = text[-_LONGEST_JOIN_BY_BRACKET:]
    return any(tail.rfind(opening) > tail.rfind(closing) for opening, closing in _BRACKETS.items())
