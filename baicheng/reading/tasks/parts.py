"""Which target is due when, and from whom: the parts of a task, paired as the text pairs them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from baicheng.reading.model import Deadline, Part, Party, Target
from baicheng.reading.spans import Span
from baicheng.reading.text import Text

_SENTENCE_END = re.compile("[。!?\n]")
_ANY_END = re.compile("[,。;!?\n]")
_LONGEST_BARE_VERB = 6
_CLAUSE_END = re.compile("[。;!?\n]")


@dataclass(frozen=True, slots=True)
class Assigned:
    """A block of units with the time limits that it states for them."""

    span: Span
    parties: tuple[Party, ...]
    limits: tuple[Deadline, ...]
    closing: bool


def paired_parts(
    content: Text, body: Span, blocks: list[Assigned], deadlines: list[Deadline], targets: list[Target]
) -> tuple[Part, ...]:
    """One part for each target, each deadline that no target has, and each block that neither has.

    A target is due at the deadline last named before it in its sentence, else at one named behind it
    in its clause with nothing but a verb (…30个，6月底前完成), else at the limit of its block. Its units are those of the block that closes the
    stretch in which it stands.
    """
    parts = []
    used: set[Deadline] = set()
    served: set[int] = set()
    for target in targets:
        index = _block_of(target.span, blocks)
        deadline = _deadline_of(content, target.span, deadlines)
        if deadline is None and index is not None and blocks[index].limits:
            deadline = blocks[index].limits[0]
        if deadline is not None:
            used.add(deadline)
        parts.append(_part(content, target.span, _parties(blocks, index), deadline, target, served, index))
    for deadline in deadlines:
        if deadline not in used:
            used.add(deadline)
            index = _block_of(deadline.span, blocks)
            span = _clause(content, body, deadline.span, deadlines)
            parts.append(_part(content, span, _parties(blocks, index), deadline, None, served, index))
    for index, block in enumerate(blocks):
        for limit in block.limits:
            if limit not in used:
                used.add(limit)
                span = _stretch_of(body, blocks, index)
                parts.append(_part(content, span, block.parties, limit, None, served, index))
        if index not in served and block.parties:
            span = _stretch_of(body, blocks, index)
            parts.append(_part(content, span, block.parties, None, None, served, index))
    if not parts:
        parts.append(Part(body.of(content.text), body))
    return tuple(sorted(parts, key=lambda part: part.span))


def _part(
    content: Text,
    span: Span,
    parties: tuple[Party, ...],
    deadline: Deadline | None,
    target: Target | None,
    served: set[int],
    index: int | None,
) -> Part:
    if index is not None:
        served.add(index)
    text = target.text if target is not None else span.of(content.text)
    return Part(text, span, parties, deadline, target)


def _parties(blocks: list[Assigned], index: int | None) -> tuple[Party, ...]:
    return blocks[index].parties if index is not None else ()


def _block_of(span: Span, blocks: list[Assigned]) -> int | None:
    """The block that assigns the words at ``span``: the first closing one behind them, else the last."""
    closing = [i for i, block in enumerate(blocks) if block.closing and block.parties]
    behind = [i for i in closing if blocks[i].span.start >= span.end]
    if behind:
        return behind[0]
    return closing[-1] if closing else None


def _deadline_of(content: Text, span: Span, deadlines: list[Deadline]) -> Deadline | None:
    """The deadline that the sentence of a target pairs with it."""
    before = [d for d in deadlines if d.span.end <= span.start or span.covers(d.span)]
    for deadline in reversed(before):
        if not _SENTENCE_END.search(content.norm, deadline.span.end, max(span.start, deadline.span.end)):
            return deadline
        break
    following = next((d for d in deadlines if d.span.start >= span.end), None)
    if following is None or _CLAUSE_END.search(content.norm, span.end, following.span.start):
        return None
    return following if _has_no_object(content, following.span.end) else None


def _has_no_object(content: Text, position: int) -> bool:
    """Whether a deadline is followed by a bare verb (6月底前完成), so that it is said of what goes before."""
    found = _ANY_END.search(content.norm, position)
    return (found.start() if found else len(content.norm)) - position <= _LONGEST_BARE_VERB


def _clause(content: Text, body: Span, span: Span, deadlines: list[Deadline]) -> Span:
    """The words that a deadline governs: its clause, as far as the deadlines beside it leave it."""
    start = span.start
    while start > body.start and content.norm[start - 1] not in "。;!?\n":
        start -= 1
    found = _CLAUSE_END.search(content.norm, span.end, body.end) if span.end < body.end else None
    end = max(found.start() if found else body.end, span.end)
    earlier = max((d.span.end for d in deadlines if start < d.span.end <= span.start), default=start)
    later = min((d.span.start for d in deadlines if span.end <= d.span.start < end), default=end)
    if earlier > start and (comma := content.norm.rfind(",", earlier, span.start)) >= 0:
        start = comma + 1
    if later < end and (comma := content.norm.rfind(",", span.end, later)) >= 0:
        end = comma
    return Span(start, end)


def _stretch_of(body: Span, blocks: list[Assigned], index: int) -> Span:
    """The words between the block before and this one."""
    block = blocks[index]
    if not block.closing:
        return block.span
    earlier = [b.span.end for b in blocks[:index] if b.closing and b.span.end <= block.span.start]
    start = max([body.start, *earlier])
    end = min(block.span.start, body.end) if block.span.start > start else body.end
    return Span(start, end) if end > start else body
