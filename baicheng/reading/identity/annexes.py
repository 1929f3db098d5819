"""The annexes (附件) that a document names, and whether their text is in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from baicheng.reading.identity.issue_dates import day_at
from baicheng.reading.identity.organs import is_organ
from baicheng.reading.identity.passages import Passage, Passages
from baicheng.reading.identity.signatures import is_closing_line
from baicheng.reading.model import Annex
from baicheng.reading.spans import Span
from baicheng.reading.wording.markers import AnnexHead, annex_head

_LIST = re.compile(r"附(?:件|表)?:")
_ITEM = re.compile(r"(?<![\d.])(?P<number>\d{1,2})[.、](?!\d)")
_NUMBERED = re.compile(r"附件(\d{1,2})(?=[^\d所中的和与及、])")
_OMITTED = re.compile(r"[(〔](?:略|另发|另附|另行印发|不另行公布|此处略)[)〕]?[。;]?$")
_SENTENCE_END = re.compile("[。;!?:]")
_LONGEST_TITLE = 120
_MOST = 300


@dataclass(frozen=True, slots=True)
class _Named:
    """An annex in the list below a document, or the head of an annex; ``body`` is the passage after it."""

    number: str
    title: Span
    body: int
    is_head: bool


def is_annex_line(norm: str) -> bool:
    """Whether a line lists annexes or opens one: 附件：1.…, 附件2, 附件2：标题."""
    return _LIST.match(norm) is not None or annex_head(norm) is not None


def find_annexes(passages: Passages, start: int) -> tuple[Annex, ...]:
    """The annexes named below ``start``, in the order in which they are named first.

    An annex is present when a head (附件2) or a line with its very title stands before a text further
    on; 略 after its title says that it is not.
    """
    named = list(_named(passages, start))
    lines = _title_lines(passages, named)
    annexes: dict[str, Annex] = {}
    for item in named:
        earlier = annexes.get(item.number)
        annex = _annex(passages, item, lines)
        if earlier is None:
            annexes[item.number] = annex
        elif annex.present and not earlier.present:
            annexes[item.number] = Annex(item.number, earlier.title or annex.title, True, earlier.span)
    return tuple(annexes.values())


def _named(passages: Passages, start: int) -> Iterator[_Named]:
    """What lists and heads of annexes name, at most ``_MOST`` of them."""
    count = 0
    index = passages.index_at(start)
    while index < len(passages) and count < _MOST:
        passage = passages[index]
        items: list[_Named] = []
        if passage.start >= start and passage.norm.startswith("附") and not passage.in_table:
            items = list(_listed(passages, index)) if _LIST.match(passage.norm) else _head(passages, index)
        yield from items
        count += len(items)
        index = max([index + 1, *(item.body for item in items if not item.is_head)])


def _listed(passages: Passages, index: int) -> Iterator[_Named]:
    """The items of a list of annexes; it may go on over several lines."""
    passage = passages[index]
    opening = _LIST.match(passage.norm)
    begin = opening.end() if opening else 0
    expected = 1
    numbered = _ITEM.match(passage.norm, begin) is not None
    if not numbered:
        if begin < len(passage.norm):
            yield _Named(
                "", Span(passage.start + begin, passage.end), _below_omission(passages, index), False
            )
            return
        index, begin = index + 1, 0
    while index < len(passages):
        passage = passages[index]
        items = _items(passage.norm, begin, expected)
        if not items or (begin == 0 and items[0][1] > 3):
            return
        for number, first, last in items:
            title = Span(passage.start + first, passage.start + last)
            yield _Named(str(number), title, _below_omission(passages, index), False)
        expected, begin, index = items[-1][0] + 1, 0, _below_omission(passages, index)


def _items(norm: str, begin: int, expected: int) -> list[tuple[int, int, int]]:
    """The numbered items of one line whose numbers go on from ``expected``: number, start, end."""
    heads: list[tuple[int, int, int]] = []
    for found in _ITEM.finditer(norm, begin):
        if int(found["number"]) == expected and (heads or found.start() == begin):
            heads.append((expected, found.start(), found.end()))
            expected += 1
    ends = [start for _, start, _ in heads[1:]] + [len(norm)]
    return [(number, first, end) for (number, _, first), end in zip(heads, ends, strict=False)]


def _below_omission(passages: Passages, index: int) -> int:
    """The passage after this one, and after a (略) that has a line of its own."""
    if index + 1 < len(passages) and _OMITTED.fullmatch(passages[index + 1].norm):
        return index + 2
    return index + 1


def _head(passages: Passages, index: int) -> list[_Named]:
    """The annex that a line such as 附件2 opens, with the title on it or on the line below."""
    passage = passages[index]
    head = annex_head(passage.norm) or _head_beside_title(passages, passage)
    if head is None:
        return []
    title = Span(passage.start + head.length, passage.end)
    body = index + 1
    if not len(title) and body < len(passages):
        below = passages[body]
        if len(below.norm) <= _LONGEST_TITLE and not _SENTENCE_END.search(below.norm) and not below.in_table:
            title = Span(below.start, below.end)
            body += 1
    return [_Named(head.number, title, body, is_head=True)]


def _head_beside_title(passages: Passages, passage: Passage) -> AnnexHead | None:
    """The head of an annex whose title follows on the same line after white space: 附件2　标题."""
    found = _NUMBERED.match(passage.norm)
    if found is None or len(passage.norm) > _LONGEST_TITLE or _SENTENCE_END.search(passage.norm):
        return None
    follows = passages.content.gap_before(passage.start + found.end())
    return AnnexHead(found[1], found.end()) if follows else None


def _title_lines(passages: Passages, named: list[_Named]) -> dict[str, int]:
    """Where lines stand that repeat the title of a listed annex: title to passage, the last one."""
    wanted = {_title(passages, item) for item in named if not item.is_head}
    if not wanted:
        return {}
    first = min(item.body for item in named if not item.is_head)
    found = {}
    for index in range(first, len(passages)):
        if (norm := passages[index].norm) in wanted:
            found[norm] = index
    return found


def _title(passages: Passages, item: _Named) -> str:
    norm = _OMITTED.sub("", item.title.of(passages.content.norm))
    return norm.rstrip("。;,、")


def _annex(passages: Passages, item: _Named, lines: dict[str, int]) -> Annex:
    """The annex as named, with the mark whether its text follows."""
    norm = _title(passages, item)
    text = passages.line(Span(item.title.start, item.title.start + len(norm)))
    if item.is_head:
        present = _has_text(passages, item.body) and not _OMITTED.search(item.title.of(passages.content.norm))
    else:
        present = norm in lines and _has_text(passages, lines[norm] + 1)
    return Annex(item.number, text, present, item.title)


def _has_text(passages: Passages, index: int) -> bool:
    """Whether something other than the next annex or the signature stands here."""
    if index >= len(passages):
        return False
    norm = passages[index].norm
    signed = is_organ(norm) or day_at(norm) is not None or is_closing_line(norm)
    return not signed and not is_annex_line(norm) and _OMITTED.fullmatch(norm) is None
