"""Stretches of work that have no number of their own: paragraphs with units printed under them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from baicheng.reading.sections import Section
from baicheng.reading.spans import Span
from baicheng.reading.tasks.labelled import Assignment
from baicheng.reading.text import Paragraph, Text

_FEWEST_PARAGRAPHS = 2
_MARKS = "\n。;,、 ()〔〕"
_PART_OF_WORK = re.compile("[一二三四五六七八九十]是|首先|其次|再次|同时|此外|另外")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A task before its fields are read.

    ``section`` is the clause it stands in, ``body`` the words of the task, ``blocks`` the assignments
    printed in or under it. ``numbered`` is false for a paragraph that has no clause of its own.
    """

    section: Section
    body: Span
    blocks: tuple[Assignment, ...]
    numbered: bool = True


def paragraph_stretches(content: Text, section: Section, blocks: list[Assignment]) -> Iterator[Stretch]:
    """Tasks among paragraphs without a number: each reaches from the block before to its own."""
    begun = section.paragraphs[0].start if section.paragraphs else section.start
    for block in blocks:
        if not block.closing or not block.parties:
            continue
        body = _last_paragraph(content, section, Span(begun, block.span.start))
        if len(body):
            yield Stretch(section, body, (block,), numbered=False)
        begun = block.span.end


def groups_paragraphs(content: Text, section: Section, blocks: list[Assignment]) -> bool:
    """Whether a clause is a bare heading over paragraphs each of which has its own units printed.

    Paragraphs that count parts of one piece of work (一是…; 二是…) stay together.
    """
    first, *others = section.paragraphs
    named = [block for block in blocks if block.closing and block.parties]
    if section.children or section.heading.end < first.end or len(named) < _FEWEST_PARAGRAPHS:
        return False
    texts = [p for p in others if _words_beside(content, p, blocks)]
    if len(texts) != len(named) or any(_PART_OF_WORK.match(p.span.of(content.norm)) for p in texts):
        return False
    ends = [p.start for p in texts[1:]] + [section.end]
    return all(p.start < block.span.start < end for p, block, end in zip(texts, named, ends, strict=True))


def _words_beside(content: Text, paragraph: Paragraph, blocks: list[Assignment]) -> bool:
    """Whether a paragraph says anything besides who bears the work."""
    start = paragraph.start
    first = bisect_right(blocks, start, key=lambda block: block.span.end)
    for index in range(first, len(blocks)):
        span = blocks[index].span
        if span.start >= paragraph.end:
            break
        if content.norm[start : span.start].strip(_MARKS):
            return True
        start = max(start, span.end)
    return bool(content.norm[start : paragraph.end].strip(_MARKS)) if start < paragraph.end else False


def _last_paragraph(content: Text, section: Section, span: Span) -> Span:
    """The paragraph before a block, or the words before it in its own paragraph."""
    inside = [p for p in section.paragraphs if p.cell is None and p.start < span.end and p.end > span.start]
    if not inside:
        return Span(span.start, span.start)
    last = inside[-1]
    return stripped(content.text, Span(max(last.start, span.start), min(last.end, span.end)))


def stripped(text: str, span: Span) -> Span:
    """A stretch without the marks and open brackets around its words."""
    start, end = span.start, span.end
    while start < end and text[start] in "\n 。；;，,、":
        start += 1
    while end > start and text[end - 1] in "\n （(【[":
        end -= 1
    return Span(start, end)
