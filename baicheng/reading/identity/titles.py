"""Titles of official documents (标题), over one line or several, before or after the number.

A title is issuers + 关于 (or 印发, 转发 ...) + what it is about + the kind of document (文种).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from baicheng.reading.identity.document_numbers import KINDS, find_numbers
from baicheng.reading.identity.issue_dates import day_at
from baicheng.reading.identity.organs import LONGEST, is_organ, name_at_end, place_of, separate
from baicheng.reading.identity.passages import Passage, Passages
from baicheng.reading.identity.quotes import quoted_titles
from baicheng.reading.identity.title_lines import (
    NOTE,
    OPENING_VERB,
    SENTENCE_END,
    closes_title,
    is_red_head,
    is_skipped,
    issuer_length,
)
from baicheng.reading.spans import Span
from baicheng.reading.wording.markers import marker_at

_MUST_BE_NOTICE = re.compile(
    "^(?:印发|转发|批转|公布|发布|颁布|下发|下达|关于(?:印发|转发|批转|公布|发布|颁布|下发|下达))"
)
_NOTICE_AT_END = re.compile(rf"(?:通知|决定|通报|公告|通告|令|批复|函|意见){NOTE}$")
_KIND_BEFORE_ADDRESSEE = re.compile(
    rf"的(?:{KINDS})(?:\([^()]{{1,12}}\))?(?=(?:各|市|省|县|区|国务院|中共)[^。;]{{1,200}}:)"
)
_BEFORE_TITLE = re.compile(r"[。;!?:]|〔\d{4}〕\d{1,5}号(?![》文精的等])")  # a title holds no bare number
_LISTED = re.compile(r"附(?:件|表)?\d{0,2}:$|\d[.、]$")
_LONGEST_TITLE = 300
_MOST_LINES = 9
_TOP_LINES = 40


@dataclass(frozen=True, slots=True)
class Title:
    """Where a title stands. ``issuer`` covers the names of the issuers in it, and is empty without."""

    span: Span
    issuer: Span


def title_before(
    passages: Passages, index: int, end: int, known: Collection[str], *, kind_needed: bool = True
) -> Title | None:
    """The title that ends at ``end`` in passage ``index``, read upwards.

    Args:
        kind_needed: whether it must close in the word for a kind of document.
        known: issuers seen elsewhere in the file, in half-width forms; they tell where an issuer
            begins that is glued to other text.
    """
    tail = passages.content.norm[max(passages.bounds(index).start, end - _LONGEST_TITLE) : end]
    if not closes_title(tail) and (kind_needed or SENTENCE_END.search(tail)):
        return None
    for above in range(index, max(index - _MOST_LINES, -1), -1):
        passage = passages[above]
        stop = end if above == index else passage.end
        start = max(passage.start, stop - _LONGEST_TITLE)
        start = _after_sentence(passages.content.norm, start, stop)
        line = passages.content.norm[start:stop]
        issuer = _issuer_inside(passages, start, line, known)
        if issuer is not None:
            listed = _LISTED.search(passages.content.norm, max(passage.start, issuer.start - 5), issuer.start)
            return None if listed else Title(Span(issuer.start, end), issuer)
        if start == passage.start and OPENING_VERB.match(line) and not _opens_title(passages, above - 1):
            return _with_issuer_above(passages, above, end, known)
        if OPENING_VERB.match(line) and start > passage.start and passages.content.norm[start - 1] != ":":
            return Title(Span(start, end), Span(start, start))
        if start > passage.start or marker_at(line) or len(line) > _LONGEST_TITLE // 2:
            return None
    return None


def _opens_title(passages: Passages, index: int) -> bool:
    """Whether a passage is the first line of a title that goes on below."""
    if index < 0:
        return False
    line = passages[index].norm
    if len(line) > LONGEST or closes_title(line) or next(find_numbers(line), None):
        return False
    return issuer_length(line) is not None


def _after_sentence(norm: str, start: int, stop: int) -> int:
    """Where the text after the last sentence end, or a date glued before, begins."""
    for found in _BEFORE_TITLE.finditer(norm, start, stop):
        start = found.end()
    day = day_at(norm, start)
    return day.end if day and day.end < stop else start


def _gaps(passages: Passages, start: int, stop: int) -> list[int]:
    """Where the file has white space, counted from ``start``."""
    return [position - start for position in passages.content.gaps_in(Span(start, stop))]


def _issuer_inside(passages: Passages, start: int, line: str, known: Collection[str]) -> Span | None:
    """The issuers before the verb of a title on one line; ``None`` if no name stands there."""
    length = issuer_length(line)
    if length and not _is_glued(line[:length], known):
        return Span(start, start + length)
    if length == 0:
        return None
    for verb in OPENING_VERB.finditer(line, 1):
        end = start + verb.start()
        glued = name_at_end(line[: verb.start()], known, _gaps(passages, start, end))
        if glued is not None:
            return Span(start + glued, end)
    return None


def _is_glued(name: str, known: Collection[str]) -> bool:
    """Whether a known name ends this one, so that something else stands before it."""
    return name not in known and any(name.endswith(other) for other in known) and len(separate(name)) == 1


def _with_issuer_above(passages: Passages, index: int, end: int, known: Collection[str]) -> Title:
    """A title whose first line begins with its verb: the issuers stand on the lines above it."""
    start = passages[index].start
    bare = Title(Span(start, end), Span(start, start))
    if index == 0:
        return bare
    above = passages[index - 1]
    if is_red_head(above.norm):
        return bare
    if is_organ(above.norm) and not _is_glued(above.norm, known):
        first_line = _first_joint_issuer(passages, index - 1, known)
        return Title(Span(first_line.start, end), Span(first_line.start, above.end))
    first = max(above.start, above.end - LONGEST)
    glued = name_at_end(passages.content.norm[first : above.end], known, _gaps(passages, first, above.end))
    if glued is None:
        return bare
    return Title(Span(first + glued, end), Span(first + glued, above.end))


def _first_joint_issuer(passages: Passages, index: int, known: Collection[str]) -> Passage:
    """The uppermost of the lines that name joint issuers, the lowest of which is at ``index``."""
    line = passages[index]
    place = place_of(line.norm)
    while index > 0 and place and line.norm not in known:
        above = passages[index - 1]
        if above.in_table or not is_organ(above.norm) or place_of(above.norm) != place:
            break
        index, line = index - 1, above
    return line


def title_after(passages: Passages, index: int, start: int) -> Title | None:
    """The title that begins at ``start`` in passage ``index`` or, past marks and dates, below it."""
    begin = _first_line(passages, index, start)
    if begin is None:
        return None
    index, start = begin
    norm = passages.content.norm
    if norm[start] == "《":
        return quoted_title(passages, Span(start, passages.bounds(index).end))
    text = ""
    for below in range(index, min(index + _MOST_LINES, len(passages))):
        passage = passages[below]
        line = norm[max(start, passage.start) : passage.end]
        glued = _KIND_BEFORE_ADDRESSEE.search(line[: _LONGEST_TITLE * 2])
        if glued:
            return _forward(norm, Span(start, passage.end - len(line) + glued.end()))
        if SENTENCE_END.search(line) or len(text) + len(line) > _LONGEST_TITLE or marker_at(line):
            return None
        text += line
        if closes_title(text) and not _goes_on(text, passages, below):
            return _forward(norm, Span(start, passage.end))
    return None


def quoted_title(passages: Passages, line: Span) -> Title | None:
    """The title inside a line that is nothing but 《…》, once or repeated."""
    norm = passages.content.norm
    quoted = list(quoted_titles(norm, line.start, line.end)) if norm[line.end - 1 : line.end] == "》" else []
    if not quoted or sum(map(len, quoted)) != len(line):
        return None
    inner = Span(quoted[-1].start + 1, quoted[-1].end - 1)
    return _forward(norm, inner) if closes_title(inner.of(norm)) else None


def _first_line(passages: Passages, index: int, start: int) -> tuple[int, int] | None:
    """Where the first line after marks, red heads and dates begins."""
    for below in range(index, min(index + 6, len(passages))):
        passage = passages[below]
        begin = max(start, passage.start)
        line = passage.norm[begin - passage.start :]
        day = day_at(line)
        if not line or is_skipped(line) or is_red_head(line) or (day and day.end == len(line)):
            continue
        return below, begin
    return None


def _goes_on(text: str, passages: Passages, index: int) -> bool:
    """Whether a title that could end here has more of itself on the next line."""
    if index + 1 >= len(passages):
        return False
    following = passages[index + 1].norm
    if len(following) > LONGEST or not closes_title(following):
        return False
    if following.startswith(("的", "和", "及", "与", "(", "、", "暨")):
        return True
    length = issuer_length(text)
    unfinished = (
        length is not None and _MUST_BE_NOTICE.match(text[length:]) and not _NOTICE_AT_END.search(text)
    )
    return bool(unfinished) and _NOTICE_AT_END.search(following) is not None


def _forward(norm: str, span: Span) -> Title | None:
    """The title at ``span``, if it is one: it opens with issuers, or with the verb."""
    line = norm[span.start : span.end]
    length = issuer_length(line.replace("\n", ""))
    if length is None:
        return None
    end = span.start
    while length:
        length -= norm[end] != "\n"
        end += 1
    return Title(span, Span(span.start, end))


def title_at_top(passages: Passages) -> Title | None:
    """The title among the first lines of a text without number.

    A line that opens with issuers or 关于 comes first; else the first line near the top that closes
    as titles do (云川市2021年城市更新工作要点), with a line above it that it goes on from.
    """
    for index in range(min(len(passages), _TOP_LINES)):
        start = passages[index].start
        title = title_after(passages, index, start)
        if title is not None and title.span.start == start:
            return _repeated(passages, title) or title
    for index in range(min(len(passages), _TOP_LINES // 3)):
        passage = passages[index]
        if _may_be_title(passage.norm) and closes_title(passage.norm) and not passage.in_table:
            above = passages[index - 1] if index else passage
            goes_on = _may_be_title(above.norm) and not closes_title(above.norm) and len(above.norm) > 6
            start = above.start if goes_on and not is_organ(above.norm) else passage.start
            return Title(Span(start, passage.end), Span(start, start))
    return None


def _repeated(passages: Passages, title: Title) -> Title | None:
    """The same title once more, just above the text: web pages print it at their head as well."""
    line = passages.line(title.span)
    index = passages.index_at(title.span.end - 1) + 1
    found = None
    for below in range(index, min(index + _MOST_LINES, len(passages))):
        again = title_after(passages, below, passages[below].start)
        if again and again.span.start == passages[below].start:
            written = passages.line(again.span)
            found = again if line.startswith(written) or written.startswith(line) else found
    return found


def _may_be_title(norm: str) -> bool:
    return (
        6 <= len(norm) <= LONGEST
        and not SENTENCE_END.search(norm)
        and marker_at(norm) is None
        and not norm.startswith(("附件", "《", "〔", "("))
        and not (is_red_head(norm) or is_skipped(norm))
        and day_at(norm) is None
    )
