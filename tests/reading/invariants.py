"""What holds for every ledger, whatever was read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from baicheng.reading.model import Document, Ledger, Role, Task
from baicheng.reading.spans import Span
from baicheng.reading.text import Text
from baicheng.reading.wording.forms import half_width, without_radicals

FINDINGS = {
    *("no_unit", "no_lead", "no_deadline", "no_target", "no_year", "deadline_before_issue"),
    *("unknown_unit", "annex_missing", "different_numbers"),
}


def squeezed(text: str) -> str:
    """Half-width and without white space: the form in which words are compared."""
    return re.sub(r"\s", "", half_width(text))


def check_text(content: Text) -> None:
    """The cleaned text holds characters of the source, each once, and knows where it stood.

    They stand in the order of the source, but for the cells of table rows that a page has torn in two.
    """
    text, source = content.text, content.source.text
    assert len(text) == len(content.norm) == len(content.origins)
    assert content.norm == half_width(text)
    assert "\n".join(p.span.of(text) for p in content.paragraphs) == text
    assert all("\n" not in p.span.of(text) and len(p.span) for p in content.paragraphs)
    kept = [origin for character, origin in zip(text, content.origins, strict=True) if character not in "\n "]
    assert len(set(kept)) == len(kept)
    for character, origin in zip(text, content.origins, strict=True):
        if character not in "\n ":
            assert without_radicals(source[origin]) == character
    outside = 0
    for paragraph in content.paragraphs:
        origins = list(content.origins[paragraph.start : paragraph.end])
        assert origins == sorted(origins)
        if paragraph.cell is None:
            assert outside <= origins[0]
            outside = origins[-1]


def check_ledger(ledger: Ledger) -> None:
    """Every span lies in the text, every string stands at its span, every address is unique."""
    for span in spans_of(ledger):
        assert 0 <= span.start <= span.end <= len(ledger.text)
        check_place(ledger, span)
    for document in ledger.documents:
        _check_document(ledger, document)
    _check_clauses(ledger)
    for task in ledger.tasks:
        check_task(ledger, task)
    assert [task.number for task in ledger.tasks] == list(range(1, len(ledger.tasks) + 1))
    for duty in ledger.report_duties:
        assert duty.span.of(ledger.text) == duty.text
        assert list(duty.dates) == sorted(set(duty.dates))
    for finding in ledger.findings:
        assert finding.code in FINDINGS
        assert finding.message.endswith("。") and "\n" not in finding.message


def check_place(ledger: Ledger, span: Span) -> None:
    """The place of a span lies in the source, in the block that it names."""
    place, source = ledger.place(span), ledger.source
    assert 0 <= place.start <= place.end <= len(source.text)
    if len(span) and source.blocks:
        block = source.blocks[place.block]
        assert block.start <= place.start <= block.end
        assert place.offset == place.start - block.start
        assert (place.page, place.cell) == (block.page, block.cell)
        first = source.text[place.start]
        assert without_radicals(first) == ledger.text[span.start] or ledger.text[span.start] in "\n "


def spans_of(ledger: Ledger) -> Iterator[Span]:
    """All spans of a ledger."""
    for document in ledger.documents:
        yield from (document.span, *document.spans.values(), *(annex.span for annex in document.annexes))
    for clause in ledger.clauses:
        yield from (clause.span, clause.heading_span)
    for task in ledger.tasks:
        yield task.span
        yield from (party.span for party in task.parties)
        yield from (target.span for target in task.targets)
        yield from (part.span for part in task.parts)
        yield from (part.deadline.span for part in task.parts if part.deadline)
    yield from (duty.span for duty in ledger.report_duties)
    yield from (finding.span for finding in ledger.findings if finding.span)


def _check_document(ledger: Ledger, document: Document) -> None:
    written = {name: squeezed(span.of(ledger.text)) for name, span in document.spans.items()}
    assert all(document.span.covers(span) for span in document.spans.values())
    if document.title:
        assert written["title"] == squeezed(document.title)
    if document.issuer:
        assert written["issuer"] == squeezed(document.issuer)
    if document.number:
        assert set(re.findall(r"\d+", document.number)) <= set(re.findall(r"\d+", _plain(written["number"])))
    if document.issued:
        assert len(written["issued"]) >= 8


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _check_clauses(ledger: Ledger) -> None:
    for index, document in enumerate(ledger.documents):
        clauses = [clause for clause in ledger.clauses if clause.document == index]
        by_address = {clause.address: clause for clause in clauses}
        assert len(by_address) == len(clauses)
        for clause in clauses:
            assert clause.heading_span.of(ledger.text) == clause.heading
            assert clause.span.covers(clause.heading_span) and document.span.covers(clause.span)
            if clause.parent:
                assert by_address[clause.parent].span.covers(clause.span)
                assert by_address[clause.parent].level == clause.level - 1
            else:
                assert clause.level == 1


def check_task(ledger: Ledger, task: Task) -> None:
    """The strings of a task stand at their spans, and its lists are the union of its parts."""
    text = ledger.text
    assert task.span.of(text) == task.text
    for party in task.parties:
        assert squeezed(party.span.of(text)) == squeezed(party.name) != ""
    for target in task.targets:
        assert target.span.of(text) == target.text
    for part in task.parts:
        assert part.span.of(text) == part.text
        if part.deadline:
            assert part.deadline.span.of(text) == part.deadline.text
    assert {party for part in task.parts for party in part.parties} == set(task.parties)
    assert {part.deadline.due for part in task.parts if part.deadline} == set(task.deadlines)
    assert {part.target for part in task.parts if part.target} == set(task.targets)
    for names, roles in (
        (task.lead, {Role.LEAD}),
        (task.supporting, {Role.SUPPORTING}),
        (task.supervisor, {Role.SUPERVISOR}),
        (task.responsible, {Role.RESPONSIBLE, Role.SUPPORTING, Role.IMPLEMENTING}),
    ):
        assert set(names) == {party.name for party in task.parties if party.role in roles}
        assert len(set(names)) == len(names)
    assert list(task.deadlines) == sorted(set(task.deadlines))
    assert squeezed(task.start) in squeezed(task.text) and len(task.start) <= 16
