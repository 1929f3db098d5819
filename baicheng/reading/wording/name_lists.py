"""Lists of names taken apart: at marks, at 和 and 及, and at the blanks of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from baicheng.reading.spans import Span
from baicheng.reading.text import Text
from baicheng.reading.wording.unit_names import OWN_NAME, TAIL, is_owned, is_whole_name

#: Parts of a body, which a blank inside a name may set off: 市公安局 交警支队.
_PART_OF_BODY = re.compile(".{0,8}(?:分局|支队|大队|中队|总队|办公室|处|科|室|站|所|部)$")
#: The kind of a body without its name, which can only end a name that began before: 各县（市、区） 人民政府.
_KIND_ALONE = re.compile(
    "(?:人民)?(?:政府|法院|检察院|医院|银行)|街道(?:办事处)?|办事处|(?:管理)?委员会|管委会|办公室|(?:有限|集团|股份|责任|分)*公司|集团|乡镇|镇|乡"
)
_MANY_NAMES = 3
_JOINS = re.compile("以及|和|及|与|等(?=各[省市州县区旗乡镇])")
_COMMITTEE, _GOVERNMENT = re.compile("[市州县区旗]委$"), re.compile("[市州县区旗](?:人民)?政府$")
_GROUP = re.compile(
    r"各(?:省辖|直管)?(?:市|州|县|区|旗|盟|乡|镇|街道)(?:\([^()]{1,12}\))?"
    r"(?:[、,](?:市|州|县|区|旗|乡|镇|街道|开发区|园区)(?:\([^()]{1,12}\))?(?=[、,]|$|人民政府|政府|管委会|办事处|党委))+(?:人民政府|政府|管委会|办事处|党委)?"
)
_ABBREVIATION = re.compile(r"\((?:以下|下)?(?:简称|统称)[^()]*\)|\((?:牵头|责任|配合|主责)\)")
_PLAIN_SEPARATORS = "、,;，；/|"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a list, with the blanks, abbreviations and tails such as 等部门 taken off."""

    name: str
    span: Span


def split_names(content: Text, span: Span) -> Iterator[Name]:
    """The single names of a list such as 市财政局、县(市、区)和各开发区管委会.

    Brackets are not looked into; 和 and 及 part names only where a whole name stands on both sides
    (自然资源和规划局 stays one, and so does 甲县委和县政府, whose second half names no county). Blanks in the file part names where both sides are names.
    """
    for piece in pieces(content, span):
        for part in _parted(content, piece):
            name = trimmed(content, part)
            if len(name):
                yield Name(plain(name.of(content.text)), name)


def pieces(content: Text, span: Span) -> Iterator[Span]:
    """The stretches between separators that stand outside brackets."""
    depth, begun = 0, span.start
    groups = [found.span() for found in _GROUP.finditer(content.norm, span.start, span.end)]
    for position in range(span.start, span.end):
        c = content.norm[position]
        if any(start <= position < end for start, end in groups):
            continue
        if c in "(〔《":
            depth += 1
        elif c in ")〕》":
            depth = max(depth - 1, 0)
        elif depth == 0 and (c in _PLAIN_SEPARATORS or c == "\n"):
            yield Span(begun, position)
            begun = position + 1
    yield Span(begun, span.end)


def _parted(content: Text, span: Span) -> Iterator[Span]:
    """A stretch parted at 和, 及, 与, before the 各 of 乙区政府等各区 and at blanks, where complete names stand on both sides."""
    norm = content.norm
    for found in _JOINS.finditer(norm, span.start, span.end):
        left, right = Span(span.start, found.start()), Span(found.end(), span.end)
        if _COMMITTEE.search(left.of(norm)) and _GOVERNMENT.match(right.of(norm)):
            continue
        if is_whole_name(left.of(norm)) and is_whole_name(right.of(norm)) and is_owned(right.of(norm)):
            yield from _parted(content, left)
            yield from _parted(content, right)
            return
    yield from _parted_by_blanks(content, span)


def _parted_by_blanks(content: Text, span: Span) -> Iterator[Span]:
    """A stretch parted at blanks between whole names.

    One blank may stand inside a name (县住房 和城乡建设局, 市公安局 交警支队); it parts where the next name
    is known by its beginning or kind, or where all of three and more words are whole names. A wider
    blank parts any two whole names.
    """
    norm = content.norm
    gaps = content.gaps_in(span)
    # The end of a line parts names only where blanks part the others.
    parted = any(content.blank_before(p) or content.line_breaks_at_blank(p) for p in gaps)
    blanks = gaps if parted else []
    words = _words(content, [span.start, *blanks, span.end])
    listed = len(words) >= _MANY_NAMES and all(is_whole_name(word.of(norm)) for word in words)
    begun = span.start
    for word in words[1:]:
        left, right = norm[begun : word.start], word.of(norm)
        rest = norm[word.start : span.end]
        if (
            len(left) <= 2
            or not is_whole_name(left)
            or not is_whole_name(rest)
            or _KIND_ALONE.fullmatch(right)
        ):
            continue
        known = is_owned(rest) or (is_whole_name(right) and OWN_NAME.match(right) is not None)
        parts = content.wide_blank_before(word.start) or (listed and not _PART_OF_BODY.match(right))
        if known or (parts and is_whole_name(right)):
            yield Span(begun, word.start)
            begun = word.start
    yield Span(begun, span.end)


def _words(content: Text, bounds: list[int]) -> list[Span]:
    """The words between blanks; those that the end of a line has torn are put together."""
    words: list[Span] = []
    for start, end in pairwise(bounds):
        if words and not content.blank_before(start) and not is_whole_name(words[-1].of(content.norm)):
            words[-1] = Span(words[-1].start, end)
        else:
            words.append(Span(start, end))
    return words


def trimmed(content: Text, span: Span) -> Span:
    """A name without the words around it that are no part of it."""
    start, end = span.start, span.end
    norm = content.norm
    while start < end and norm[start] in " :。.由和及与〔《-—":
        start += 1
    while end > start and norm[end - 1] in " :。.等〕》-—;":
        end -= 1
    while start < end and (found := _ABBREVIATION.search(norm, start, end)) and found.end() == end:
        end = found.start()
    if found := TAIL.search(norm[start:end]):
        if found.start() > 0:
            end = start + found.start()
    if norm[end - 1 : end] == ")" and "(" not in norm[start:end]:
        end -= 1
    if norm[start : start + 1] == "(" and ")" not in norm[start:end]:
        start += 1
    start = _behind_by(norm, start, end)
    return Span(start, max(end, start))


def _behind_by(norm: str, start: int, end: int) -> int:
    """Where the name begins behind 由 in 监测站建设由市环保局: 由 is part of no unit's name."""
    by = norm.rfind("由", start, end)
    return by + 1 if by > start and is_whole_name(norm[by + 1 : end]) else start


def plain(name: str) -> str:
    """A name without the line ends that tear it."""
    return name.replace("\n", "")
