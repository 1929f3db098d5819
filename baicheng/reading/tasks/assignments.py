"""The blocks in which a text assigns work: who leads, answers and supports, and by when.

A block is what stands together: the lines 牵头单位… 责任单位…, one bracket at the end of a clause, or
one sentence 由…牵头，…配合.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from baicheng.reading.model import Role
from baicheng.reading.spans import Span
from baicheng.reading.tasks.labelled import (
    MOST_LINES_BELOW,
    Assignment,
    labelled_blocks,
    merged,
    read_labels,
    stand_together,
    time_words,
    without_times,
)
from baicheng.reading.text import Paragraph, Text
from baicheng.reading.wording.labels import LABEL
from baicheng.reading.wording.markers import marker_at
from baicheng.reading.wording.unit_names import leading_names, looks_like_units
from baicheng.reading.wording.units import parties_in, says_role

_BRACKET = re.compile(r"[(〔]([^()〔〕]*(?:[(〔][^()〔〕]*[)〕][^()〔〕]*){0,12})[)〕]")
_UNITS = r"[^,。;:()\n由]{2,60}?(?:\([^()\n]{1,20}\)[^,。;:()\n由]{0,30}?)?"
_NAMED = (
    rf"(?P<units>{_UNITS})"
    r"(?P<verb>(?:负责|共同|联合)?牵头|(?:分别|共同|具体|统一)?负责(?!人|制|任|同志)|(?:积极|密切|主动)?配合(?=[做推完抓开落实。;,]|$)|(?:共同)?参与(?=[。;]|$)|(?=会同[省市县区各国]))"
)
#: 甲牵头, 甲负责, 甲会同乙 at the head of a paragraph; the same, and 由甲…, behind a comma or full stop.
_HEAD = re.compile(_NAMED)
_SENTENCE = re.compile(rf"(?:(?<![理自经缘])由|(?<=[,。;\n])){_NAMED}")
_TOGETHER_WITH = re.compile("(?:负责|组织|实施|抓总|落实)*[,，]?(?:会同|联合)")
_SUPPORTERS = re.compile(
    r"(?:负责|组织|实施|抓总|落实)*[,、](?P<units>[^。;:]{2,160}?)(?:等(?:部门|单位|有关部门|相关部门)?)?(?:(?P<help>配合|参与|协助|参加)|负责|组织实施|具体实施)"
)


def assignments_in(content: Text, paragraphs: list[Paragraph]) -> list[Assignment]:
    """All blocks in some paragraphs, in the order of the text, lines that belong together as one."""
    found: list[Assignment] = []
    for index, paragraph in enumerate(paragraphs):
        if paragraph.cell is not None:
            continue
        following = paragraphs[index + 1 : index + 1 + MOST_LINES_BELOW]
        for block in _in_paragraph(content, paragraph, following):
            if found and stand_together(content, found[-1], block):
                found[-1] = merged(found[-1], block)
            else:
                found.append(block)
    return found


def _in_paragraph(
    content: Text, paragraph: Paragraph, following: Sequence[Paragraph]
) -> Iterator[Assignment]:
    taken: list[Span] = []
    blocks: list[Assignment] = []
    for found in _BRACKET.finditer(content.norm, paragraph.start, paragraph.end):
        block = _bracket(content, paragraph, found)
        if block is not None:
            blocks.append(block)
            taken.append(block.span)
    for labelled in labelled_blocks(content, paragraph, following, taken):
        blocks.append(labelled)
        taken.append(labelled.span)
    for sentence in _sentences(content, paragraph):
        if not any(span.start < sentence.span.end and sentence.span.start < span.end for span in taken):
            blocks.append(sentence)
    yield from sorted(blocks, key=lambda block: block.span)


def _bracket(content: Text, paragraph: Paragraph, found: re.Match[str]) -> Assignment | None:
    """A bracket that holds labels, roles or nothing but units."""
    inner = _first_sentence(content, Span(found.start(1), found.end(1)))
    norm = inner.of(content.norm)
    span = Span(found.start(), found.end())
    if LABEL.search(norm):
        parties, limits = read_labels(content, inner)
    elif says_role(norm):
        parties, limits = parties_in(content, inner, Role.RESPONSIBLE), time_words(content, inner)
    elif _closes_clause(content, paragraph, found) and looks_like_units(without_times(norm)):
        parties, limits = parties_in(content, inner, Role.RESPONSIBLE), time_words(content, inner)
    else:
        return None
    return Assignment(span, tuple(parties), tuple(limits), True) if parties or limits else None


def _first_sentence(content: Text, inner: Span) -> Span:
    """The words of a bracket up to its first full stop, where what follows names no more units.

    Such words speak of the tasks that come after: （…参与，各市人民政府负责落实。以下不再列出）.
    """
    stop = content.norm.find("。", inner.start, inner.end)
    if stop < 0 or LABEL.search(content.norm, stop, inner.end) or "牵头" in content.norm[stop : inner.end]:
        return inner
    return Span(inner.start, stop)


def _closes_clause(content: Text, paragraph: Paragraph, found: re.Match[str]) -> bool:
    """Whether a bracket stands at the end of a paragraph, after a complete sentence or heading."""
    rest = content.norm[found.end() : paragraph.end].strip("。;")
    before = content.norm[found.start() - 1] if found.start() > paragraph.start else ""
    return not rest and (
        before in "。;" or marker_at(content.norm[paragraph.start : paragraph.end]) is not None
    )


def _sentences(content: Text, paragraph: Paragraph) -> Iterator[Assignment]:
    """Sentences such as 由市文旅局牵头，市财政局、市公安局配合，… and 市规划局负责…."""
    marker = marker_at(content.norm[paragraph.start : paragraph.end])
    begun = paragraph.start + (marker.length if marker else 0)
    found = _HEAD.match(content.norm, begun, paragraph.end)
    while True:
        if found is not None and (assignment := _read_sentence(content, found, paragraph.end)) is not None:
            yield assignment
            begun = assignment.span.end
        elif found is not None:
            begun = found.end()
        found = _SENTENCE.search(content.norm, begun, paragraph.end)
        if found is None:
            return


def _read_sentence(content: Text, found: re.Match[str], end: int) -> Assignment | None:
    """The units of a sentence in their roles, if what stands before the verb are units."""
    named = Span(found.start("units"), found.end("units"))
    if not looks_like_units(named.of(content.norm)):
        return None
    parties = parties_in(content, named, _role_said(found["verb"]))
    until = found.end()
    others = _others_named(content.norm, until, end)
    if others is not None:
        parties += parties_in(content, others[0], others[1])
        until = others[0].end
    return Assignment(Span(found.start(), until), tuple(parties), (), False) if parties else None


def _role_said(verb: str) -> Role:
    if "牵头" in verb:
        return Role.LEAD
    return Role.SUPPORTING if "配合" in verb or "参与" in verb else Role.RESPONSIBLE


def _others_named(norm: str, position: int, end: int) -> tuple[Span, Role] | None:
    """The units that a sentence names beside the first, with their role: 会同乙、丙…, or ，乙、丙配合."""
    if found := _TOGETHER_WITH.match(norm, position, end):
        until = leading_names(norm, found.end(), end)
        return (Span(found.end(), until), Role.SUPPORTING) if until > found.end() else None
    if (found := _SUPPORTERS.match(norm, position, end)) and looks_like_units(found["units"]):
        role = Role.SUPPORTING if found["help"] else Role.RESPONSIBLE
        return Span(found.start("units"), found.end("units")), role
    return None
