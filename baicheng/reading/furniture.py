"""What a page carries besides its text: page numbers and running heads, to be left out.

PDF files are freed of them where their pages are known; here they are found in plain text, on lines
of their own and cut into the middle of a sentence.
"""

from __future__ import annotations

import re
from collections import Counter

from baicheng.reading.spans import Span

_DASH = "[-—·.~]"
_PAGE_LINE = re.compile(rf"(?:{_DASH}{{1,3}}\d{{1,4}}{_DASH}{{1,3}}|第\d{{1,4}}页(?:[,/]?共\d{{1,4}}页)?|\d{{1,4}}/\d{{1,4}})$")
_BARE_NUMBER = re.compile(r"\d{1,4}$")
_PAGE_MARK = re.compile(r"[-—·]{1,2}(\d{1,4})[-—·]{1,2}")
_HEAD_BEFORE = re.compile(
    r"[\u4e00-\u9fff]{2,16}(?:公报|汇编|简报|文件)[(〔]?(?:(?:总)?第?\d{1,4}[-—·.年/期号]*){0,4}[)〕]?(?:[\u4e00-\u9fff]{2,12}(?:文件|文电|政策|公报))?$"
)
_HEAD_AFTER = re.compile(r"[\u4e00-\u9fff]{2,16}公报[(〔]?(?:(?:总)?第?\d{1,4}[-—·.年/期号]*){0,4}[)〕]?")
_HEAD_LINE = re.compile(r"(?:公报|汇编|简报|文件)")
_LONGEST_HEAD = 40


def furniture_lines(norms: list[str]) -> set[int]:
    """Indexes of the lines that are page numbers or running heads.

    Args:
        norms: the lines in half-width forms without blanks.

    A line is a running head when it speaks of a gazette or carries a page mark and returns, digits
    aside, three times or more; bare numbers count as page numbers when they climb through the file.
    """
    shapes = Counter(re.sub(r"\d+", "#", norm) for norm in norms if len(norm) <= _LONGEST_HEAD)
    found = set()
    bare: list[int] = []
    for index, norm in enumerate(norms):
        if is_page_number(norm):
            found.add(index)
        elif _BARE_NUMBER.match(norm):
            bare.append(index)
        elif len(norm) <= _LONGEST_HEAD and _HEAD_LINE.search(norm):
            if shapes[re.sub(r"\d+", "#", norm)] >= 3 or (_PAGE_MARK.search(norm) and "公报" in norm):
                found.add(index)
    numbers = [int(norms[index]) for index in bare]
    steps = [later - earlier for earlier, later in zip(numbers, numbers[1:], strict=False)]
    if len(numbers) >= 3 and all(1 <= step <= 2 for step in steps):
        found.update(bare)
    return found


def is_page_number(norm: str) -> bool:
    """Whether a line is a page number with its dashes: — 5 —, 第5页."""
    return _PAGE_LINE.match(norm) is not None


def running_heads(norm: str) -> list[Span]:
    """Running heads and page marks that were cut into a text, such as 云川市公报(2020-8)—17—.

    Args:
        norm: a whole text in half-width forms without blanks.

    The name before 公报 is taken as far as all its occurrences agree, so that the sentence around it
    loses nothing.
    """
    marks = list(_PAGE_MARK.finditer(norm))
    heads = []
    for mark in marks:
        before = _HEAD_BEFORE.search(norm, max(0, mark.start() - _LONGEST_HEAD), mark.start())
        after = None if before else _HEAD_AFTER.match(norm, mark.end(), mark.end() + _LONGEST_HEAD)
        heads.append((before, after))
    name = _common_ending([found[0].split("公报")[0] for pair in heads for found in pair if found and "公报" in found[0]], norm)
    spans = []
    alone = [mark for mark, pair in zip(marks, heads, strict=True) if pair == (None, None)]
    climbing = _climb([int(mark[1]) for mark in alone])
    for mark, (before, after) in zip(marks, heads, strict=True):
        if before is not None:
            shift = before[0].find(name) if name else 0
            spans.append(Span(before.start() + max(shift, 0), mark.end()))
        elif after is not None:
            spans.append(Span(mark.start(), after.end()))
        elif climbing and mark[0][0] in "-—" and mark[0][-1] in "-—":
            spans.append(Span(mark.start(), mark.end()))
    return spans


def _climb(numbers: list[int]) -> bool:
    """Whether numbers climb as page numbers do."""
    return len(numbers) >= 2 and all(0 < b - a <= 10 for a, b in zip(numbers, numbers[1:], strict=False))


def _common_ending(names: list[str], norm: str) -> str:
    """The ending that all names share; of a single one, the part that the text uses elsewhere too."""
    if not names:
        return ""
    if len(set(names)) == 1:
        name = names[0]
        while len(name) > 2 and norm.count(name) < 2:
            name = name[1:]
        return name if len(name) > 2 else names[0]
    shortest = min(names, key=len)
    for size in range(len(shortest), 1, -1):
        ending = shortest[-size:]
        if all(name.endswith(ending) for name in names):
            return ending
    return ""
