"""Where documents begin: a number at the place of a heading, with its title, issuer and date around it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from baicheng.reading.identity.document_numbers import DocumentNumber, find_numbers, find_orders
from baicheng.reading.identity.issue_dates import Day, day_at
from baicheng.reading.identity.organs import is_organ
from baicheng.reading.identity.passages import Passages
from baicheng.reading.identity.title_lines import closes_title, is_red_head, is_skipped
from baicheng.reading.identity.titles import Title, quoted_title, title_after, title_before
from baicheng.reading.spans import Span

_LABEL_BEFORE = re.compile("(?:发文字号|发文文号|公文文号|文件编号|文件字号|文号|编号):?$")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_QUOTED = re.compile("《([^《》]{2,80}(?:《[^《》]{1,80}》[^《》]{0,40})?)》")
_PROMULGATED = re.compile("公布|发布|施行|颁布")
_LONGEST_PROMULGATION = 300
_LONGEST_BESIDE = 400


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a document: its number, and what was found beside it.

    ``start`` is where the document begins (red head, issuer, title or number, whichever is first),
    ``end`` where the heading is over. ``issued`` is a date beside number or title.
    """

    number: DocumentNumber
    title: Title | None
    issuer: Span | None
    issued: Day | None
    start: int
    end: int


def find_headings(
    passages: Passages, known: Collection[str] = (), *, in_tables: bool = False
) -> Iterator[Heading]:
    """The headings with a document number, in the order of the text.

    A number inside a sentence, in brackets after a title that is cited, in a numbered list or, unless
    ``in_tables``, in a table cell opens no document.
    """
    norm, span = passages.content.norm, passages.span
    numbers = [*find_numbers(norm, span.start, span.end), *find_orders(norm, span.start, span.end)]
    for number in sorted(numbers, key=lambda n: n.start):
        index = passages.index_at(number.start)
        if passages.in_table(index) and not in_tables:
            continue
        heading = _order(passages, number) if number.is_order else _numbered(passages, index, number, known)
        if heading is not None:
            yield heading


def _numbered(
    passages: Passages, index: int, number: DocumentNumber, known: Collection[str]
) -> Heading | None:
    """The heading around a number with a mark, if the number stands as numbers of documents do."""
    line, norm = passages.bounds(index), passages.content.norm
    before = norm[max(line.start, number.start - _LONGEST_BESIDE) : number.start]
    issued = day_at(norm, number.end)
    end = issued.end if issued else number.end
    after = norm[end : min(line.end, end + _LONGEST_BESIDE)]
    if before.endswith("(") and after == ")" and issued is None:
        before, after, end = before[:-1], "", end + 1
    if not _is_heading_after(after, issued):
        return None
    if not _is_heading_before(before):
        return None if after else _glued(passages, index, number, issued)
    title = None
    if closes_title(before):
        title = title_before(passages, index, number.start - (norm[number.start - 1] == "("), known)
        if title is None:
            return None
    elif not before or is_skipped(before):
        title = _title_above(passages, index, known, kind_needed=issued is None)
    if title is not None:
        issued = issued or _day_below(passages, index)
        return _heading(passages, number, title, issued, max(end, issued.end if issued else 0))
    title = title_after(passages, index, end)
    issued = issued or _day_near(passages, index, title)
    return _heading(
        passages, number, title, issued, max(end, title.span.end if title else 0, issued.end if issued else 0)
    )


def _glued(passages: Passages, index: int, number: DocumentNumber, issued: Day | None) -> Heading | None:
    """The heading that opens with a number glued to the last line of another text, its title below."""
    if index + 1 >= len(passages):
        return None
    below = passages.bounds(index + 1).start
    title = title_after(passages, index + 1, below)
    if title is None or title.span.start != below or not len(title.issuer):
        return None
    issued = issued or _day_near(passages, index, title)
    return Heading(
        number, title, title.issuer, issued, number.start, max(title.span.end, issued.end if issued else 0)
    )


def _is_heading_before(before: str) -> bool:
    """Whether a number may follow these words on its line and still open a document."""
    if not before or is_red_head(before) or is_skipped(before) or _LABEL_BEFORE.search(before):
        return True
    return closes_title(before)


def _is_heading_after(after: str, issued: Day | None) -> bool:
    """Whether these words may follow a number on its line when it opens a document."""
    if not after or issued is not None or is_skipped(after) or _YEAR.match(after):
        return True
    return after[0] not in ")》、,。;:的文和及与精规要中" and (
        closes_title(after.rstrip("》")) or after.endswith(":")
    )


def _title_above(
    passages: Passages, index: int, known: Collection[str], *, kind_needed: bool
) -> Title | None:
    """The title on the lines above a number that has its line to itself, or shares it with a date."""
    above = index - 1
    while above >= max(index - 3, 0):
        line = passages[above].norm
        day = day_at(line)
        if not is_skipped(line) and not (day and day.end == len(line)):
            break
        above -= 1
    if above < 0 or (kind_needed and passages.in_table(above) != passages.in_table(index)):
        return None
    span = passages.bounds(above)
    quoted = quoted_title(passages, span)
    return quoted or title_before(passages, above, span.end, known, kind_needed=kind_needed)


def _day_below(passages: Passages, index: int) -> Day | None:
    """A date that has the line below the number to itself."""
    if index + 1 >= len(passages):
        return None
    return _whole_day(passages, index + 1)


def _whole_day(passages: Passages, index: int) -> Day | None:
    passage = passages[index]
    day = day_at(passage.norm)
    if day is None or day.end != len(passage.norm):
        return None
    return Day(day.on, passage.start, passage.end)


def _day_near(passages: Passages, index: int, title: Title | None) -> Day | None:
    """A date on the line below the number, or below the title that follows it."""
    if day := _day_below(passages, index):
        return day
    return _day_below(passages, passages.index_at(title.span.end - 1)) if title else None


def _heading(
    passages: Passages, number: DocumentNumber, title: Title | None, issued: Day | None, end: int
) -> Heading:
    begin = min(number.start, title.span.start if title else number.start)
    red_head, start = _red_head_above(passages, begin)
    issuer = title.issuer if title and len(title.issuer) else red_head
    return Heading(number, title, issuer, issued, start, end)


def _red_head_above(passages: Passages, begin: int) -> tuple[Span | None, int]:
    """The name in the red head above a heading, and where the heading begins with it."""
    index = passages.index_at(begin)
    issuer, start = None, begin
    if begin > passages[index].start:
        glued = passages.content.norm[passages[index].start : begin]
        return (
            (Span(passages[index].start, begin - 2), passages[index].start)
            if is_red_head(glued)
            else (None, begin)
        )
    while index > 0:
        above = passages[index - 1]
        if is_red_head(above.norm):
            length = len(above.norm) - (2 if above.norm.endswith("文件") else 0)
            issuer = Span(above.start, above.start + length)
        elif not is_skipped(above.norm):
            break
        index, start = index - 1, above.start
    return issuer, start


def _order(passages: Passages, number: DocumentNumber) -> Heading | None:
    """The heading of an order (令) or announcement (公告), whose title is what it promulgates."""
    norm = passages.content.norm
    head = re.match("(.{2,40})(?:令|公告|通告)(?=\\n|\\(|第|\\d|$)", norm[number.start : number.end])
    issuer = Span(number.start, number.start + head.end(1)) if head and is_organ(head[1]) else None
    title = _promulgated(passages, number.end) or title_after(
        passages, passages.index_at(number.end), number.end
    )
    last = passages.index_at(number.end)
    issued = day_at(norm, number.end) or _day_below(passages, last)
    end = max(number.end, issued.end if issued else 0)
    return Heading(number, title, issuer, issued, number.start, end)


def _promulgated(passages: Passages, start: int) -> Title | None:
    """The title in 《…》 that the sentence below an order puts into force."""
    norm = passages.content.norm
    stop = min(start + _LONGEST_PROMULGATION, passages.span.end)
    quoted = _QUOTED.search(norm, start, stop)
    sentence_end = norm.find("。", start, stop)
    if quoted is None or not _PROMULGATED.search(
        norm, quoted.end(), sentence_end if sentence_end > 0 else stop
    ):
        return None
    return Title(Span(*quoted.span(1)), Span(quoted.start(1), quoted.start(1)))
