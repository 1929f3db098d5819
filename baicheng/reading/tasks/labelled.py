"""The blocks that labels open (牵头单位：…, 责任单位：…): what each label introduces, and on which lines."""

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
from baicheng.reading.wording.unit_names import is_line_of_units, looks_like_units
from baicheng.reading.wording.units import parties_in

_DAY = re.compile(r"\(?(?:\d{4}|[二一][〇○零0一二三四五六七八九]{3})年.{1,3}月.{1,3}日\)?$")
_LONGEST_LEADERS, MOST_LINES_BELOW = 20, 30
_ENDS_LABELLED = re.compile("[。;]|\n")
#: Behind 部门分工： several pieces of work may each have their units: …由甲牵头，乙配合；…由丙牵头。
_ENDS_DIVISION = re.compile("。|\n")


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


def labelled_blocks(
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
        if block is not None and not stand_together(content, block, this):
            yield block
            block = None
        block = this if block is None else merged(block, this)
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
        ends = _ENDS_DIVISION if "分工" in found[0] else _ENDS_LABELLED
        stop = ends.search(content.norm, found.end(), until)
        if stop is not None and kind_of(found) is not Label.WORDS:
            until = stop.start()
        while until > found.end() and content.norm[until - 1] in ",;。(〔 ":
            until -= 1
        yield found, Span(found.end(), until)


def parties_of_cell(content: Text, span: Span, role: Role) -> list[Party]:
    """The units in a cell of a table, in the roles that its own labels and verbs give, else in ``role``."""
    if LABEL.search(content.norm, span.start, span.end):
        return read_labels(content, span)[0]
    return parties_in(content, span, role)


def read_labels(content: Text, inner: Span) -> tuple[list[Party], list[Span]]:
    """The labels inside a bracket; what stands before the first of them is read by its verbs."""
    labels = list(LABEL.finditer(content.norm, inner.start, inner.end))
    parties: list[Party] = []
    limits: list[Span] = []
    if labels[0].start() > inner.start:
        before = Span(inner.start, labels[0].start())
        parties.extend(parties_in(content, before, Role.RESPONSIBLE))
        limits.extend(time_words(content, before))
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
        limits.extend(time_words(content, value))


_TIME = re.compile(r"[^,;、]*(?:\d{4}年|\d{1,2}月|\d日|年底|年内|季度|半年)[^,;、]*")


def time_words(content: Text, span: Span) -> list[Span]:
    """The members of a list of units that say when."""
    return [Span(found.start(), found.end()) for found in _TIME.finditer(content.norm, span.start, span.end)]


def without_times(norm: str) -> str:
    """A list of units without the members that say when."""
    return _TIME.sub("", norm).strip(",;、")


def stand_together(content: Text, earlier: Assignment, later: Assignment) -> bool:
    """Whether two blocks are one: closing lines with nothing between them."""
    between = content.norm[earlier.span.end : later.span.start].strip("\n。;,、 ")
    return earlier.closing and later.closing and not between


def merged(earlier: Assignment, later: Assignment) -> Assignment:
    """Two blocks as one."""
    return Assignment(
        Span(earlier.span.start, later.span.end),
        earlier.parties + later.parties,
        earlier.limits + later.limits,
        True,
    )
