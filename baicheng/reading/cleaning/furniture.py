"""What a page carries besides its text: page numbers and running heads, to be left out.

PDF files are freed of them where their pages are known; here they are found in plain text, on lines
of their own and cut into the middle of a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from baicheng.reading.spans import Span

_DASH = "[-—·.~]"
_PAGE_LINE = re.compile(
    rf"(?:{_DASH}{{1,3}}\d{{1,4}}{_DASH}{{1,3}}|第\d{{1,4}}页(?:[,/]?共\d{{1,4}}页)?|\d{{1,4}}/\d{{1,4}})$"
)
_BARE_NUMBER = re.compile(r"\d{1,4}$")
_PAGE_MARK = re.compile(r"[-—·]{1,2}(\d{1,4})[-—·]{1,2}")
_ISSUE = r"[(〔]?(?:(?:总)?第?\d{1,4}[-—·.年/期号]*){0,4}[)〕]?"
_HEAD_BEFORE = re.compile(
    rf"[\u4e00-\u9fff]{{2,16}}(?:公报|汇编|简报|文件){_ISSUE}(?:[\u4e00-\u9fff]{{2,12}}(?:文件|文电|政策|公报))?$"
)
_HEAD_AFTER = re.compile(rf"[\u4e00-\u9fff]{{2,16}}公报{_ISSUE}")
_HEAD_LINE = re.compile("公报|汇编|简报|文件")
_HEAD_IN_TABLE = re.compile(
    r"[\u4e00-\u9fff]{2,20}(?:公报|汇编|简报).{0,16}$|[(]?(?:续表|接上页|续上表)\d*[)]?$"
)
_AFTER_TABLE = re.compile("附件|附表|抄送|注:|备注:|说明:")
_LONGEST_HEAD = 40
_FEWEST_REPEATS = 3
#: What a web page offers below a document.
_WEB_BUTTONS = re.compile(
    "(?:[〔(]?(?:打印本页|打印|关闭窗口|关闭|返回顶部|分享到?:?|收藏|纠错|字体:大中小)[〕)]?)+$"
)


def is_page_number(norm: str) -> bool:
    """Whether a line is a page number with its dashes: — 5 —, 第5页."""
    return _PAGE_LINE.match(norm) is not None


def closes_table(norm: str) -> bool:
    """Whether a line stands below a table: a note, another annex, the foot of the document."""
    return _AFTER_TABLE.match(norm) is not None


def is_of_page(norm: str) -> bool:
    """Whether a line between the rows of a table is of the page: its number, or a head such as 青川市人民政府公报, 续表."""
    return is_page_number(norm) or _HEAD_IN_TABLE.match(norm) is not None


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is known of the pages of a text: its running heads, and whether bare marks count pages.

    ``heads`` are the shapes, with # for digits, of lines that return on every page; ``name`` is the
    name of the gazette as far as all its heads agree on it.
    """

    heads: frozenset[str]
    name: str
    bare_numbers: bool
    bare_marks: bool

    def is_line(self, norm: str) -> bool:
        """Whether a line (half-width, without blanks) is nothing but a page number or running head."""
        if is_page_number(norm) or _WEB_BUTTONS.match(norm):
            return True
        if _BARE_NUMBER.match(norm):
            return self.bare_numbers
        if not _may_be_head(norm):
            return False
        return _shape(norm) in self.heads or sum(len(cut) for cut in self.cuts(norm)) == len(norm)

    def cuts(self, norm: str) -> list[Span]:
        """Running heads and page marks that stand inside a paragraph, such as 云川市公报(2020-8)—17—."""
        spans = []
        for mark in _PAGE_MARK.finditer(norm):
            before = _HEAD_BEFORE.search(norm, max(0, mark.start() - _LONGEST_HEAD), mark.start())
            after = None if before else _HEAD_AFTER.match(norm, mark.end(), mark.end() + _LONGEST_HEAD)
            if before is not None:
                shift = before[0].find(self.name) if self.name else 0
                spans.append(Span(before.start() + max(shift, 0), mark.end()))
            elif after is not None:
                spans.append(Span(mark.start(), after.end()))
            elif self.bare_marks and mark[0][0] in "-—" and mark[0][-1] in "-—":
                spans.append(Span(mark.start(), mark.end()))
        return spans


def survey(norms: Iterable[str], text: str = "") -> Furniture:
    """What the lines of a text show of its pages.

    Args:
        norms: the lines in half-width forms without blanks.
        text: the whole text, in which the name of the gazette may occur elsewhere too.

    A line is a running head when it speaks of a gazette and returns, digits aside, three times or
    more, or stands next to a page number. Bare numbers and marks count as page numbers when they climb through the text.
    """
    shapes: Counter[str] = Counter()
    names: list[str] = []
    bare: list[int] = []
    marks: list[int] = []
    before = ""
    for norm in norms:
        if _BARE_NUMBER.match(norm):
            bare.append(int(norm))
        elif _may_be_head(norm):
            shapes[_shape(norm)] += _FEWEST_REPEATS if is_page_number(before) else 1
        elif is_page_number(norm) and _may_be_head(before):
            shapes[_shape(before)] += _FEWEST_REPEATS
        before = norm
        for mark in _PAGE_MARK.finditer(norm):
            head = _HEAD_BEFORE.search(norm, max(0, mark.start() - _LONGEST_HEAD), mark.start())
            if head is None:
                marks.append(int(mark[1]))
            elif "公报" in head[0]:
                names.append(head[0].split("公报")[0])
    return Furniture(
        heads=frozenset(shape for shape, count in shapes.items() if count >= _FEWEST_REPEATS),
        name=_common_ending(names, text),
        bare_numbers=len(bare) >= _FEWEST_REPEATS and _climb(bare, 2),
        bare_marks=len(marks) >= 2 and _climb(marks, 10),
    )


def _may_be_head(norm: str) -> bool:
    """Whether a line is short, speaks of a gazette or its kind, and is no part of a sentence."""
    return len(norm) <= _LONGEST_HEAD and _HEAD_LINE.search(norm) is not None and not set(norm) & set(",。;")


def _shape(norm: str) -> str:
    return re.sub(r"\d+", "#", norm)


def _climb(numbers: list[int], largest_step: int) -> bool:
    """Whether numbers climb as page numbers do."""
    return all(0 < later - earlier <= largest_step for earlier, later in pairwise(numbers))


def _common_ending(names: list[str], text: str) -> str:
    """The ending that all names share; of a name that never varies, what the text knows of it elsewhere."""
    if not names:
        return ""
    if len(set(names)) == 1:
        endings = (names[0][start:] for start in range(len(names[0]) - 2))
        known = next((ending for ending in endings if text.count(ending) > len(names)), "")
        return known or (names[0] if len(names) > 1 else _shortest_government(names[0]))
    shortest = min(names, key=len)
    endings = (shortest[start:] for start in range(len(shortest)))
    return next((ending for ending in endings if all(name.endswith(ending) for name in names)), "")


def _shortest_government(name: str) -> str:
    """The government with a name of two characters at the end of a text, the commonest length."""
    found = re.search(r"[\u4e00-\u9fff]{2}(?:省|市|县|区|州|旗|盟)(?:人民政府)?$", name)
    return found[0] if found else name
