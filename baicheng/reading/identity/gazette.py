"""The single documents inside a gazette (公报) or another collection."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from baicheng.reading.identity.addressees import find_addressees
from baicheng.reading.identity.document_numbers import find_numbers
from baicheng.reading.identity.headings import Heading, find_headings
from baicheng.reading.identity.identity import identify, title_without_issuer
from baicheng.reading.identity.issue_dates import day_at
from baicheng.reading.identity.passages import Passages
from baicheng.reading.identity.signatures import find_signature, is_closing_line
from baicheng.reading.identity.title_lines import parts_issuer
from baicheng.reading.identity.titles import Title, title_after
from baicheng.reading.model import Document
from baicheng.reading.spans import Span
from baicheng.reading.text import Text

_OPENING_CHARACTERS = 600
_FORWARDS = re.compile("转发|批转|转送|印送|转印")
_ANNOUNCES = re.compile("印发|转发|批转|公布|发布|颁布|附件|附表|附后|附:")
_BRACKETS = str.maketrans("", "", "《》“”\n")
_HAN = "\u4e00-\u9fff"

#: Pieces of a gazette that are no documents: appointments, chronicles, speeches, explanations.
_OTHER_PIECE = re.compile(
    rf"^(?:(?:[{_HAN}]{{2,20}})?(?:人事任免|任免人员|人员任免|任免名单|任免职名单|人事任免信息|任免事项)"
    rf"|(?:[{_HAN}]{{0,12}}(?:\d{{4}}年)?(?:\d{{1,2}}月(?:份)?)?[{_HAN}]{{0,6}})大事记(?:\([^()\n]{{1,20}}\))?"
    rf"|(?:关于)?(?:《[^\n。;]{{2,80}}》)?的?(?:政策|文件)?(?:解读|图解|问答|起草说明)|领导讲话|重要讲话|政务(?:要闻|动态)|统计(?:资料|数据)"
    rf"|在[^\n。;]{{2,50}}上的(?:重要)?(?:讲话|致辞|发言|报告)(?:\([^()\n]{{1,30}}\))?)$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a document begins, where its heading ends, and its title without brackets."""

    start: int
    end: int
    title: str
    heading: Heading | None


def split(content: Text) -> list[Span]:
    """The spans of the single documents in a text, in their order.

    A text that holds one document, or none, yields one span that covers all of it. In a collection
    the contents page, appointments, chronicles and speeches belong to no span; a document that is
    forwarded (转发) or listed inside another stays inside it.
    """
    whole = Passages(content, Span(0, len(content.text)))
    starts = _starts(whole)
    if len(starts) < 2:
        return [whole.span]
    other = [found.start() for found in _OTHER_PIECE.finditer(content.norm)]
    ends = [following.start for following in starts[1:]] + [len(content.text)]
    spans = []
    for begin, end in zip(starts, ends, strict=True):
        following = bisect_right(other, begin.end)
        end = min(other[following], end) if following < len(other) else end
        end = _after_close(content, begin, end)
        while end > begin.end and content.norm[end - 1] == "\n":
            end -= 1
        spans.append(Span(begin.start, end))
    return spans


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of a collection in the form of its contents page; the title has no issuer before it."""

    number: str
    title: str
    issuer: str
    issued: date | None
    span: Span


def gazette_entries(content: Text) -> list[Entry]:
    """The documents of a collection: number, title, issuer and date of each.

    Where a document names no issuer, the one that its issuing mark stands for in all other documents
    of the collection is given.
    """
    documents = [identify(content, span) for span in split(content)]
    by_mark: dict[str, set[str]] = {}
    for document in documents:
        if document.issuer:
            by_mark.setdefault(_mark(document), set()).add(document.issuer)
    entries = []
    for document in documents:
        same_mark = by_mark.get(_mark(document), set()) if document.number else set()
        entries.append(
            Entry(
                number=document.number,
                title=title_without_issuer(document),
                issuer=document.issuer or (min(same_mark) if len(same_mark) == 1 else ""),
                issued=document.issued,
                span=document.span,
            )
        )
    return entries


def _mark(document: Document) -> str:
    """The issuing mark (机关代字) in a document number."""
    return document.number.split("〔")[0]


def _starts(passages: Passages) -> list[_Start]:
    """Where the documents of a collection begin."""
    known = _issuers(find_headings(passages), passages)
    candidates = _with_body(list(find_headings(passages, known)), passages)
    numbered = [
        _Start(h.start, h.end, _squeezed(passages, h.title), h) for h in candidates if h.title or h.issuer
    ]
    if len(numbered) < 2:
        return numbered
    both = sorted([*numbered, *_unnumbered(passages, known, numbered)], key=lambda start: start.start)
    accepted: list[_Start] = []
    for start in both:
        if not accepted or not _belongs_inside(passages, accepted[-1], start):
            accepted.append(start)
    return accepted


def _issuers(headings: Iterator[Heading], passages: Passages) -> Collection[str]:
    """The issuers that titles name; of two that end alike, the one that occurs more often."""
    counts = Counter(passages.content.norm[h.issuer.start : h.issuer.end] for h in headings if h.issuer)
    return {
        name
        for name, count in counts.items()
        if not any(name != other and name.endswith(other) and counts[other] > count for other in counts)
    }


def _squeezed(passages: Passages, title: Title | None) -> str:
    """What a title is about, issuer and brackets left out."""
    if title is None:
        return ""
    return passages.content.norm[title.issuer.end : title.span.end].translate(_BRACKETS)


def _with_body(headings: list[Heading], passages: Passages) -> list[Heading]:
    """The headings under which a text stands: entries of contents pages and lists have none.

    The last entry of a list seems to have one; it counts only with a date or addressees, or where
    its number stood in the list already, as behind a contents page.
    """
    norm = passages.content.norm
    kept = []
    listed: set[str] = set()
    in_list = 0
    for index, heading in enumerate(headings):
        end = headings[index + 1].start if index + 1 < len(headings) else passages.span.end
        if norm.find("。", heading.end, end) < 0 and norm.find(":\n", heading.end, end) < 0:
            in_list += 1
            listed.add(heading.number.text)
            continue
        certain = heading.issued or heading.number.is_order or heading.number.text in listed
        if in_list < 2 or certain or find_addressees(passages, heading.end):
            kept.append(heading)
        in_list = 0
    return kept


def _unnumbered(passages: Passages, known: Collection[str], numbered: list[_Start]) -> Iterator[_Start]:
    """Documents without number: an issuer known from the others, a title, and addressees or a date."""
    if not known:
        return
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    norm = passages.content.norm
    pattern = re.compile(rf"^(?:{names})(?=\n|关于|转发|批转|印发)", re.MULTILINE)
    for found in pattern.finditer(norm):
        index = bisect_right(numbered, found.start(), key=lambda start: start.start)
        beyond = numbered[index].start if index < len(numbered) else len(norm)
        if index and found.start() < numbered[index - 1].end:
            continue
        title = title_after(passages, passages.index_at(found.start()), found.start())
        if title is None or title.span.start != found.start() or len(title.issuer) != len(found[0]):
            continue
        end = title.span.end
        if parts_issuer(norm[title.issuer.end : end].lstrip("\n")) and _is_addressed_or_dated(
            passages, end, beyond
        ):
            yield _Start(found.start(), end, _squeezed(passages, title), None)


def _is_addressed_or_dated(passages: Passages, end: int, beyond: int) -> bool:
    """Whether addressees or a date follow a title, before the next heading at ``beyond``."""
    addressees = find_addressees(passages, end)
    day = day_at(passages.content.norm, end + 1)
    return bool(addressees and addressees.span.start < beyond) or bool(day and day.start < beyond)


def _belongs_inside(passages: Passages, outer: _Start, inner: _Start) -> bool:
    """Whether a document is part of the one before it: forwarded by it, or the same once more."""
    if inner.start < outer.end:
        return True
    if inner.heading and outer.heading and inner.heading.number.text == outer.heading.number.text:
        return True
    opening = passages.content.norm[outer.end : min(outer.end + _OPENING_CHARACTERS, inner.start)]
    about = inner.title.removeprefix("关于")
    if about and about in outer.title:
        return True
    if not _FORWARDS.search(outer.title) and not _FORWARDS.search(opening):
        return False
    cited = {number.text for number in find_numbers(opening)}
    named = bool(about) and about in opening.translate(_BRACKETS)
    return named or (inner.heading is not None and inner.heading.number.text in cited)


def _after_close(content: Text, begin: _Start, end: int) -> int:
    """Where a document ends that is signed by its issuer and announces nothing behind the signature."""
    if begin.heading is None or begin.heading.number.is_order or begin.heading.issuer is None:
        return end
    passages = Passages(content, Span(begin.start, end))
    signature = find_signature(passages, begin.end, begin.heading.number.year)
    issuer = begin.heading.issuer.of(content.norm)
    if signature is None or issuer not in [signer.of(content.norm) for signer in signature.signers]:
        return end
    if _ANNOUNCES.search(begin.title) or _ANNOUNCES.search(content.norm, begin.end, signature.end):
        return end
    close = signature.end
    for index in range(passages.index_at(signature.end) + 1, len(passages)):
        if not is_closing_line(passages[index].norm):
            break
        close = passages[index].end
    rest = content.norm[close:end].lstrip("\n")
    return end if rest.startswith("附") else close
