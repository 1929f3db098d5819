"""Ledgers that nobody would write: every field filled with anything it may hold."""

from __future__ import annotations

from array import array
from datetime import date

from hypothesis import strategies as st

from baicheng.reading.model import (
    Annex,
    Clause,
    Deadline,
    Document,
    Finding,
    Ledger,
    Measure,
    Op,
    Part,
    Party,
    ReportDuty,
    Role,
    Target,
    Task,
)
from baicheng.reading.spans import Block, Cell, Source, Span
from baicheng.reading.text import Paragraph, Text

words = st.text(
    st.one_of(st.sampled_from("任务=+-@<>&'\"、，\t\r\n\x00\x0b\u202e\ufffe😀(_x0041_)"), st.characters()),
    max_size=12,
)
names = st.lists(words, max_size=3).map(tuple)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
numbers = st.decimals(allow_nan=False, allow_infinity=False)


@st.composite
def spans(draw: st.DrawFn, length: int) -> Span:
    """Any range of a text of this length."""
    start = draw(st.integers(0, length))
    return Span(start, draw(st.integers(start, length)))


@st.composite
def contents(draw: st.DrawFn) -> Text:
    """A text of a few paragraphs, some of them cells of a table with rough edges."""
    lines = draw(st.lists(words.map(lambda line: line.replace("\n", " ") or "空"), min_size=1, max_size=6))
    small = st.integers(1, 4)
    cells = st.none() | st.builds(Cell, small, small, small, small, small)
    text = "\n".join(lines)
    blocks, start = [], 0
    for line in lines:
        blocks.append(
            Block(start, start + len(line), draw(st.none() | small), draw(cells), draw(st.integers(0, 2)))
        )
        start += len(line) + 1
    source = Source(draw(words), "txt", text, tuple(blocks), draw(names))
    paragraphs = tuple(Paragraph(block.start, block.end, block.cell) for block in blocks)
    return Text(source, text, text, array("I", range(len(text))), paragraphs)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Any ledger, its spans anywhere in its text, nested and overlapping."""
    content = draw(contents())
    span = spans(len(content.text))
    party = st.builds(Party, words, st.sampled_from(Role), span)
    deadline = st.builds(Deadline, days, words, span)
    target = st.builds(
        Target,
        words,
        numbers,
        words,
        st.sampled_from(Op),
        span,
        words,
        words,
        st.sampled_from(Measure),
        st.none() | numbers,
    )
    part = st.builds(
        Part, words, span, st.lists(party, max_size=2).map(tuple), st.none() | deadline, st.none() | target
    )
    annex = st.builds(Annex, words, words, st.booleans(), span)
    document = st.builds(
        Document,
        number=words,
        title=words,
        issuer=words,
        issuers=names,
        issued=st.none() | days,
        plan_year=st.none() | st.integers(1949, 2100),
        addressees=names,
        annexes=st.lists(annex, max_size=2).map(tuple),
        repeals=names,
        amends=names,
        span=span,
        spans=st.dictionaries(st.sampled_from(["number", "title", "issued"]), span),
    )
    clause = st.builds(Clause, st.integers(0, 1), words, words, st.integers(1, 9), words, words, span, span)
    duty = st.builds(
        ReportDuty,
        document=st.integers(0, 1),
        address=words,
        reporter=words,
        what=words,
        recipient=words,
        schedule=words,
        cycle=st.sampled_from(["", "month", "ten_day"]),
        dates=st.lists(days, max_size=3).map(tuple),
        at=words,
        text=words,
        span=span,
    )
    finding = st.builds(
        Finding, words, words, st.integers(0, 1), words, st.none() | st.integers(1, 3), st.none() | span
    )
    tasks = [
        Task(
            number=number,
            document=draw(st.integers(0, 1)),
            address=draw(words),
            path=draw(names),
            heading=draw(words),
            start=draw(words),
            text=draw(words),
            span=draw(span),
            lead=draw(names),
            responsible=draw(names),
            supporting=draw(names),
            supervisor=draw(names),
            deadlines=tuple(sorted(draw(st.sets(days, max_size=3)))),
            targets=tuple(draw(st.lists(target, max_size=2))),
            parties=tuple(draw(st.lists(party, max_size=3))),
            parts=tuple(draw(st.lists(part, max_size=3))),
        )
        for number in range(1, draw(st.integers(0, 3)) + 1)
    ]
    return Ledger(
        source=content.source,
        content=content,
        documents=tuple(draw(st.lists(document, max_size=2))),
        clauses=tuple(draw(st.lists(clause, max_size=2))),
        tasks=tuple(tasks),
        report_duties=tuple(draw(st.lists(duty, max_size=2))),
        findings=tuple(draw(st.lists(finding, max_size=3))),
    )
