"""Who issued a document, under which number and title, when, to whom (公文要素)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from baicheng.reading.identity.addressees import find_addressees
from baicheng.reading.identity.annexes import find_annexes
from baicheng.reading.identity.document_numbers import DocumentNumber, find_numbers
from baicheng.reading.identity.effects import amends, repeals
from baicheng.reading.identity.headings import Heading, find_headings
from baicheng.reading.identity.issue_dates import Day, day_at, plain_day
from baicheng.reading.identity.organs import is_organ, separate, without_others
from baicheng.reading.identity.passages import Passages
from baicheng.reading.identity.plan_years import plan_year
from baicheng.reading.identity.signatures import Signature, find_signature, fits_year, printed_on
from baicheng.reading.identity.title_lines import issuer_length, parts_issuer
from baicheng.reading.identity.titles import Title, title_after, title_at_top
from baicheng.reading.identity.web_fields import Field, Value, web_fields
from baicheng.reading.model import Document
from baicheng.reading.spans import Span
from baicheng.reading.text import Text
from baicheng.reading.wording.forms import half_width

_HEADING_WITHIN = 3000
_LINES_BELOW_FIELDS = 6
_HEADINGS_LOOKED_AT = 8


@dataclass(slots=True)
class _Findings:
    """What has been found of a document so far."""

    passages: Passages
    heading: Heading | None
    title: Title | None
    fields: dict[Field, Value]
    signature: Signature | None = None
    spans: dict[str, Span] = field(default_factory=dict)

    @property
    def number(self) -> DocumentNumber | None:
        return self.heading.number if self.heading else None

    @property
    def body_start(self) -> int:
        """Where the text below number, title and date begins."""
        ends = [self.passages.span.start]
        if self.heading:
            ends.append(self.heading.end)
        if self.title and not (self.number and self.number.is_order):
            ends.append(self.title.span.end)
        return max(ends)


def identify(content: Text, span: Span) -> Document:
    """Identify the document that stands at ``span``.

    What the text does not give is empty or ``None``; a text that is no official document yields a
    ``Document`` without number, title and issuer. Never fails.
    """
    found = _look(Passages(content, span))
    number = _number(found)
    is_document = bool(number) or found.title is not None
    if is_document:
        found.signature = find_signature(found.passages, found.body_start, _number_year(found))
    issuer, issuers = _issuers(found) if is_document else ("", ())
    issued = _issued(found) if is_document else None
    title = found.passages.line(found.title.span) if found.title else ""
    if found.title:
        found.spans["title"] = found.title.span
    addressees = find_addressees(found.passages, found.body_start) if is_document else None
    if addressees:
        found.spans["addressees"] = addressees.span
    title_span = found.title.span if found.title else None
    return Document(
        number=number,
        title=title,
        issuer=issuer,
        issuers=issuers,
        issued=issued,
        plan_year=_plan_year(found, issued),
        addressees=addressees.names if addressees else (),
        annexes=find_annexes(found.passages, found.body_start) if is_document else (),
        repeals=repeals(found.passages, found.body_start, title_span) if is_document else (),
        amends=amends(found.passages, found.body_start, title_span) if is_document else (),
        span=span,
        spans=found.spans,
    )


def has_identity(documents: Iterable[Document]) -> bool:
    """Whether any has a number or a title, as every official document does."""
    return any(document.number or document.title for document in documents)


def title_without_issuer(document: Document) -> str:
    """The title as contents pages of gazettes print it: 关于…的通知 without the names before it."""
    for name in (document.issuer, *document.issuers):
        rest = document.title.removeprefix(name)
        if name and rest != document.title and parts_issuer(rest):
            return rest
    return document.title[issuer_length(half_width(document.title)) or 0 :]


def _look(passages: Passages) -> _Findings:
    """Find heading and title; a heading far down, below a title at the top, belongs to something inside."""
    headings = list(islice(find_headings(passages), _HEADINGS_LOOKED_AT))
    if not headings:
        headings = list(islice(find_headings(passages, in_tables=True), _HEADINGS_LOOKED_AT))
    heading = headings[0] if headings else None
    if heading is not None and heading.title is None:
        same = (h for h in headings if h.number.text == heading.number.text and h.title)
        heading = next(same, heading)
    top = None
    if heading is None or heading.title is None or heading.start - passages.span.start > _HEADING_WITHIN:
        top = title_at_top(passages)
    if heading is not None and top is not None and heading.start - passages.span.start > _HEADING_WITHIN:
        heading = None
    title = heading.title if heading and heading.title else top
    fields = web_fields(passages)
    if fields and (title is None or not len(title.issuer)):
        title = _below_fields(passages, max(value.span.end for value in fields.values())) or title
    return _Findings(passages, heading, title, fields)


def _below_fields(passages: Passages, position: int) -> Title | None:
    """The title with its issuer that a web page prints below its fields."""
    first = passages.index_at(position) + 1
    for index in range(first, min(first + _LINES_BELOW_FIELDS, len(passages))):
        title = title_after(passages, index, passages[index].start)
        if title is not None and len(title.issuer):
            return title
    return None


def _number(found: _Findings) -> str:
    """The document number: in the heading, or in the field of a web page."""
    if found.number:
        found.spans["number"] = found.number.span
        return found.number.text
    value = found.fields.get(Field.NUMBER)
    mention = (
        next(find_numbers(found.passages.content.norm, value.span.start, value.span.end), None)
        if value
        else None
    )
    if mention is None:
        return ""
    found.spans["number"] = mention.span
    return mention.text


def _number_year(found: _Findings) -> int | None:
    if found.number:
        return found.number.year
    span = found.spans.get("number")
    mention = next(find_numbers(found.passages.content.norm, span.start, span.end), None) if span else None
    return mention.year if mention else None


def _issuers(found: _Findings) -> tuple[str, tuple[str, ...]]:
    """The issuer as written and the single issuers: from title, red head, signature or web page."""
    signers = found.signature.signers if found.signature else ()
    signed = tuple(name for signer in signers for name in _names(found.passages, signer))
    if found.title and len(found.title.issuer):
        span = found.title.issuer
    elif found.heading and found.heading.issuer:
        span = found.heading.issuer
    elif signers:
        span = Span(signers[0].start, signers[-1].end)
    elif (value := found.fields.get(Field.ISSUER)) and is_organ(value.norm):
        span = value.span
    else:
        return "", ()
    written = found.passages.line(span)
    issuer = without_others(written)
    found.spans["issuer"] = Span(span.start, span.end - (len(written) - len(issuer)))
    names = _names(found.passages, found.spans["issuer"])
    return issuer, signed if issuer != written and len(signed) > len(names) else names


def _names(passages: Passages, span: Span) -> tuple[str, ...]:
    """The single names at a span, parted where the file breaks the line or leaves a gap."""
    names: list[str] = []
    start = span.start
    for line in span.of(passages.content.text).split("\n"):
        gaps = passages.content.gaps_in(Span(start, start + len(line)))
        names.extend(separate(line, [position - start for position in gaps]))
        start += len(line) + 1
    return tuple(names)


def _issued(found: _Findings) -> date | None:
    """The day of issue: beside number or title, in the signature, or the day of printing or publication."""
    passages, year = found.passages, _number_year(found)
    if found.heading and found.heading.issued:
        return _placed(found, found.heading.issued)
    candidates = (
        _below_title(found),
        _field_day(found, Field.SIGNED),
        found.signature.day if found.signature else None,
        printed_on(passages, found.body_start, year),
        _field_day(found, Field.PUBLISHED),
    )
    day = next((day for day in candidates if day and fits_year(day, year)), None)
    return _placed(found, day) if day else None


def _placed(found: _Findings, day: Day) -> date:
    found.spans["issued"] = Span(day.start, day.end)
    return day.on


def _below_title(found: _Findings) -> Day | None:
    """A day on the line below the title, also as ——2020年1月10日在…会议上."""
    if found.title is None:
        return None
    index = found.passages.index_at(found.title.span.end - 1) + 1
    if index >= len(found.passages):
        return None
    passage = found.passages[index]
    day = day_at(passage.norm)
    if day is None or (day.end < len(passage.norm) and passage.norm[day.end] != "在"):
        return None
    return Day(day.on, passage.start, passage.start + day.end)


def _field_day(found: _Findings, name: Field) -> Day | None:
    value = found.fields.get(name)
    on = plain_day(value.norm) if value else None
    return Day(on, value.span.start, value.span.end) if value and on else None


def _plan_year(found: _Findings, issued: date | None) -> int | None:
    span = found.title.span if found.title else None
    title = span.of(found.passages.content.norm).replace("\n", "") if span else ""
    return plan_year(title, issued, _number_year(found))
