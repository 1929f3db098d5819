"""The blocks in which a text assigns work: who leads, answers and supports, and by when.

A block is what stands together: the lines 牵头单位… 责任单位…, one bracket at the end of a clause, or
one sentence 由…牵头，…配合.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from baicheng.reading.model import Party, Role
from baicheng.reading.spans import Span
from baicheng.reading.text import Paragraph, Text
from baicheng.reading.wording.labels import BARE_LABEL, LABEL, Label, kind_of
from baicheng.reading.wording.markers import marker_at
from baicheng.reading.wording.unit_names import is_line_of_units, leading_names, looks_like_units
from baicheng.reading.wording.units import parties_in, says_role

_BRACKET = re.compile(r"[(〔]([^()〔〕]*(?:[(〔][^()〔〕]*[)〕][^()〔〕]*){0,12})[)〕]")
_UNITS = r"[^,。;:()\n由]{2,60}?(?:\([^()\n]{1,20}\)[^,。;:()\n由]{0,30}?)?"
_NAMED = (
    rf"(?P<units>{_UNITS})"
    r"(?P<verb>(?:负责|共同|联合)?牵头|(?:分别|共同|具体|统一)?负责(?!人|制|任|同志)|(?:积极|密切|主动)?配合(?=[做推完抓开落实。;,]|$)|(?=会同[省市县区各国]))"
)
#: 甲牵头, 甲负责, 甲会同乙 at the head of a paragraph; the same, and 由甲…, behind a comma or full stop.
_HEAD = re.compile(_NAMED)
_SENTENCE = re.compile(rf"(?:(?<![理自经缘])由|(?<=[,。;\n])){_NAMED}")
_TOGETHER_WITH = re.compile("(?:负责|组织|实施|抓总|落实)*[,，]?(?:会同|联合)")
_SUPPORTERS = re.compile(
    r"(?:负责|组织|实施|抓总|落实)*[,、](?P<units>[^。;:]{2,160}?)(?:等(?:部门|单位|有关部门|相关部门)?)?(?:(?P<help>配合|参与|协助|参加)|负责|组织实施|具体实施)"
)
_DAY = re.compile(r"\(?(?:\d{4}|[二一][〇○零0一二三四五六七八九]{3})年.{1,3}月.{1,3}日\)?$")
_LONGEST_LEADERS, _MOST_LINES_BELOW = 20, 30
_ENDS_LABELLED = re.compile("[。;]|\n")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One block: the parties it names, the words that limit the time, and where it stands.

    ``closing`` says that the block stands after the words it assigns (a line or bracket), as against
    a sentence that is itself part of the work.
    """

    span: Span
    parties: tuple[Party, ...]
    limits: tuple[Span, ...]
    closing: bool


def assignments_in(content: Text, paragraphs: list[Paragraph]) -> list[Assignment]:
    """All blocks in some paragraphs, in the order of the text, lines that belong together as one."""
    found: list[Assignment] = []
    for index, paragraph in enumerate(paragraphs):
        if paragraph.cell is not None:
            continue
        following = paragraphs[index + 1 : index + 1 + _MOST_LINES_BELOW]
        for block in _in_paragraph(content, paragraph, following):
            if found and _together(content, found[-1], block):
                found[-1] = _merged(found[-1], block)
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
    for labelled in _labelled(content, paragraph, following, taken):
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
        parties, limits = _read_labels(content, inner)
    elif says_role(norm):
        parties, limits = parties_in(content, inner, Role.RESPONSIBLE), _time_words(content, inner)
    elif _closes_clause(content, paragraph, found) and looks_like_units(_without_times(norm)):
        parties, limits = parties_in(content, inner, Role.RESPONSIBLE), _time_words(content, inner)
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


def _labelled(
    content: Text, paragraph: Paragraph, following: Sequence[Paragraph], taken: list[Span]
) -> Iterator[Assignment]:
    """Labels that stand outside brackets."""
    labels = [
        found
        for found in LABEL.finditer(content.norm, paragraph.start, paragraph.end)
        if not any(span.start <= found.start() < span.end for span in taken)
    ] or _bare_labels(content, paragraph)
    if not labels:
        return
    block: Assignment | None = None
    for found, value in _values(content, labels, paragraph.end):
        kind = kind_of(found)
        if kind is Label.WORDS:
            continue
        if found is labels[-1]:
            value = _with_lines_below(content, kind, value, following)
        parties: list[Party] = []
        limits: list[Span] = []
        _read_value(content, kind, value, parties, limits)
        span = Span(found.start(), max(found.end(), value.end))
        this = Assignment(span, tuple(parties), tuple(limits), True)
        if block is not None and not _together(content, block, this):
            yield block
            block = None
        block = this if block is None else _merged(block, this)
    if block is not None:
        yield block


def _bare_labels(content: Text, paragraph: Paragraph) -> list[re.Match[str]]:
    """Labels without a colon: 牵头单位 市水利局 责任单位 市财政局, where blanks stand on both sides."""
    norm = content.norm
    if not BARE_LABEL.match(norm, paragraph.start):
        return []
    found = [
        label
        for label in BARE_LABEL.finditer(norm, paragraph.start, paragraph.end)
        if (label.start() == paragraph.start or content.gap_before(label.start()))
        and label.end() < paragraph.end
        and content.gap_before(label.end())
    ]
    if not found or found[0].start() != paragraph.start:
        return []
    whole = all(
        _may_follow(kind_of(label), value.of(norm)) for label, value in _values(content, found, paragraph.end)
    )
    return found if whole else []


def _may_follow(kind: Role | Label, norm: str) -> bool:
    """Whether words can be what a label without a colon introduces."""
    if kind is Label.LIMIT:
        return _TIME.search(norm) is not None or norm in {"长期", "长期坚持", "持续推进"}
    if kind is Role.SUPERVISOR:
        return 0 < len(norm) <= _LONGEST_LEADERS
    return isinstance(kind, Role) and looks_like_units(norm)


def _with_lines_below(content: Text, kind: Role | Label, value: Span, following: Sequence[Paragraph]) -> Span:
    """What a label introduces, with the lines below that belong to it: its value, or one unit a line."""
    below = 0
    if not len(value):
        if not following or not _is_value(content, following[0]):
            return value
        value, below = following[0].span, 1
    if not isinstance(kind, Role) or kind is Role.SUPERVISOR or not looks_like_units(value.of(content.norm)):
        return value
    lines = list(takewhile(lambda line: _is_line_of_units(content, line), following[below:]))
    after = following[below + len(lines)] if below + len(lines) < len(following) else None
    if after is not None and _DAY.match(content.norm, after.start, after.end):
        return value  # the names and day of a signature
    return Span(value.start, lines[-1].end) if lines else value


def _is_line_of_units(content: Text, paragraph: Paragraph) -> bool:
    norm = paragraph.span.of(content.norm)
    return _is_value(content, paragraph) and not BARE_LABEL.match(norm) and is_line_of_units(norm)


def _is_value(content: Text, paragraph: Paragraph) -> bool:
    """Whether a paragraph can be what a label on the line before introduces."""
    norm = content.norm[paragraph.start : paragraph.end]
    return (
        paragraph.cell is None
        and marker_at(norm) is None
        and not LABEL.match(norm)
        and "。" not in norm
        and len(norm) <= 120
    )


def _values(content: Text, labels: list[re.Match[str]], end: int) -> Iterator[tuple[re.Match[str], Span]]:
    """Each label with the stretch it introduces: up to the next label or the end of the sentence."""
    for index, found in enumerate(labels):
        until = labels[index + 1].start() if index + 1 < len(labels) else end
        stop = _ENDS_LABELLED.search(content.norm, found.end(), until)
        if stop is not None and kind_of(found) is not Label.WORDS:
            until = stop.start()
        while until > found.end() and content.norm[until - 1] in ",;。(〔 ":
            until -= 1
        yield found, Span(found.end(), until)


def parties_of_cell(content: Text, span: Span, role: Role) -> list[Party]:
    """The units in a cell of a table, in the roles that its own labels and verbs give, else in ``role``."""
    if LABEL.search(content.norm, span.start, span.end):
        return _read_labels(content, span)[0]
    return parties_in(content, span, role)


def _read_labels(content: Text, inner: Span) -> tuple[list[Party], list[Span]]:
    """The labels inside a bracket; what stands before the first of them is read by its verbs."""
    labels = list(LABEL.finditer(content.norm, inner.start, inner.end))
    parties: list[Party] = []
    limits: list[Span] = []
    if labels[0].start() > inner.start:
        before = Span(inner.start, labels[0].start())
        parties.extend(parties_in(content, before, Role.RESPONSIBLE))
        limits.extend(_time_words(content, before))
    for index, found in enumerate(labels):
        until = labels[index + 1].start() if index + 1 < len(labels) else inner.end
        _read_value(content, kind_of(found), Span(found.end(), until), parties, limits)
    return parties, limits


def _read_value(
    content: Text, kind: Role | Label, value: Span, parties: list[Party], limits: list[Span]
) -> None:
    if kind is Label.LIMIT:
        limits.append(value)
    elif isinstance(kind, Role):
        parties.extend(parties_in(content, value, kind))
        limits.extend(_time_words(content, value))


_TIME = re.compile(r"[^,;、]*(?:\d{4}年|\d{1,2}月|\d日|年底|年内|季度|半年)[^,;、]*")


def _time_words(content: Text, span: Span) -> list[Span]:
    """The members of a list of units that say when."""
    return [Span(found.start(), found.end()) for found in _TIME.finditer(content.norm, span.start, span.end)]


def _without_times(norm: str) -> str:
    return _TIME.sub("", norm).strip(",;、")


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
    return Role.SUPPORTING if "配合" in verb else Role.RESPONSIBLE


def _others_named(norm: str, position: int, end: int) -> tuple[Span, Role] | None:
    """The units that a sentence names beside the first, with their role: 会同乙、丙…, or ，乙、丙配合."""
    if found := _TOGETHER_WITH.match(norm, position, end):
        until = leading_names(norm, found.end(), end)
        return (Span(found.end(), until), Role.SUPPORTING) if until > found.end() else None
    if (found := _SUPPORTERS.match(norm, position, end)) and looks_like_units(found["units"]):
        role = Role.SUPPORTING if found["help"] else Role.RESPONSIBLE
        return Span(found.start("units"), found.end("units")), role
    return None


def _together(content: Text, earlier: Assignment, later: Assignment) -> bool:
    """Whether two blocks are one: closing lines with nothing between them."""
    between = content.norm[earlier.span.end : later.span.start].strip("\n。;,、 ")
    return earlier.closing and later.closing and not between


def _merged(earlier: Assignment, later: Assignment) -> Assignment:
    return Assignment(
        Span(earlier.span.start, later.span.end),
        earlier.parties + later.parties,
        earlier.limits + later.limits,
        True,
    )
