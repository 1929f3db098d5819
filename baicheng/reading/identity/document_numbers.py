"""Document numbers (发文字号): 郑政办〔2018〕28号, 云川市人民政府令第12号, 2019年第3号公告."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from baicheng.reading.identity.issue_dates import DAY
from baicheng.reading.spans import Span
from baicheng.reading.wording.forms import CJK

#: The words that name what a document is (文种), as they close titles.
KINDS = (
    "通知|意见|通报|通告|公告|决定|决议|命令|报告|请示|批复|复函|函|纪要|方案|办法|规定|细则|规则|条例|规划|计划|要点|措施|"
    "预案|制度|章程|清单|目录|名单|规程|标准|指南|导则|安排|分工|政策|答复|公报|纲要|准则|守则|议案|倡议书|倡议|提示|说明|机制"
)

_YEAR_AND_SERIAL = re.compile(
    r"[〔(„「](?P<year>(?:19|20)\d\d)年?[〕)‟」](?P<serial>(?:第|字第)?\d{1,5}(?:-\d{1,3})?)号"
)
_MARK_CHARACTER = re.compile(rf"[{CJK}A-Za-z·]")
_LONGEST_MARK = 15
_LONGEST_RUN = 60
_TITLE_BEFORE_MARK = re.compile(
    rf"(?:(?:.{{4,}}|的)(?:{KINDS.replace('|函', '')})|.*(?:的函|文件|字号|文号|编号))(?=.{{2}})"
)
_WORDS_BEFORE_MARK = re.compile(
    ".*(?:第[一二三四五六七八九十百\\d]{1,5}条|根据|按照|依照|依据|遵照|参照|执行|落实|贯彻|废止|印发|下发|转发|对照|结合|以及|对于|文件)(?=.{2})"
)
_JOINED = re.compile("[和与及或](?=.{2})")
_HAN_SERIAL = "[〇零一二三四五六七八九十百]{1,7}"
_ORDER = re.compile(
    rf"^(?P<head>[{CJK}]{{2,40}}(?:令|公告|通告))?\n?\(?"
    rf"(?P<serial>(?:(?:19|20)\d\d年)?第(?:\d{{1,5}}|{_HAN_SERIAL})号(?P<kind>公告|通告|令)?)\)?(?=(?:\(?{DAY}\)?)?$)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number in the form 郑政办〔2018〕28号 and where it stands.

    ``mark`` is the issuing mark (机关代字), "" for orders; ``year`` is ``None`` where none is named.
    ``is_order`` says that it counts the orders or announcements (令, 公告) of a body.
    """

    text: str
    mark: str
    year: int | None
    start: int
    end: int
    is_order: bool = False

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def find_numbers(norm: str, start: int = 0, end: int | None = None) -> Iterator[DocumentNumber]:
    """Document numbers with a year in brackets, wherever they stand in a half-width text.

    The mark reaches back to the last title, red head or preposition before it, so that of
    关于…的通知郑政办〔2018〕28号 only the number remains.
    """
    for found in _YEAR_AND_SERIAL.finditer(norm, start, len(norm) if end is None else end):
        begin = _mark_start(norm, found.start(), start)
        mark = norm[begin : found.start()]
        if len(mark) > _LONGEST_MARK:
            continue
        text = f"{mark}〔{found['year']}〕{found['serial']}号"
        yield DocumentNumber(text, mark, int(found["year"]), begin, found.end())


def _mark_start(norm: str, bracket: int, floor: int) -> int:
    """Where the mark before a bracket begins."""
    begin = bracket
    while begin > max(floor, bracket - _LONGEST_RUN) and _MARK_CHARACTER.match(norm[begin - 1]):
        begin -= 1
    if begin < bracket and norm[begin] in "日号" and begin > 0 and norm[begin - 1].isdigit():
        begin += 1
        if _JOINED.match(norm, begin, bracket):
            begin += 1
    run = norm[begin:bracket]
    if title := _TITLE_BEFORE_MARK.match(run):
        return begin + title.end()
    if words := _WORDS_BEFORE_MARK.match(run):
        return begin + words.end()
    return begin


def find_orders(norm: str, start: int = 0, end: int | None = None) -> Iterator[DocumentNumber]:
    """Numbers of orders and announcements that stand on lines of their own.

    云川市人民政府令 with 第12号 on the same or the next line gives 云川市人民政府令第12号.
    """
    for found in _ORDER.finditer(norm, start, len(norm) if end is None else end):
        if not found["head"] and not found["kind"]:
            continue
        year = re.match(r"\d{4}", found["serial"])
        text = (found["head"] or "") + found["serial"]
        yield DocumentNumber(
            text, "", int(year[0]) if year else None, found.start(), found.end("serial"), is_order=True
        )
