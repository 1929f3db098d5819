"""Which target is due when, and from whom: the parts of a task, paired as the text pairs them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from baicheng.reading.model import Deadline, Part, Party, Target
from baicheng.reading.spans import Span
from baicheng.reading.text import Text

_SENTENCE_END = re.compile("[。!?\n]")
#: A clause ends at a semicolon too.
_CLAUSE_END = re.compile("[。;!?\n]")
_ANY_END = re.compile("[,。;!?\n]")
_LONGEST_BARE_VERB = 6


@dataclass(frozen=True, slots=True)
class Bearers:
    """Who bears a stretch of a task, with the time limits stated for them.

    ``closing`` says that they are printed behind the words they bear, as against a sentence
    (由甲牵头…) that is part of them.
    """

    span: Span
    parties: tuple[Party, ...]
    limits: tuple[Deadline, ...]
    closing: bool


def paired_parts(
    content: Text, body: Span, bearers: list[Bearers], deadlines: list[Deadline], targets: list[Target]
) -> tuple[Part, ...]:
    """One part for each target, each deadline that no target has, and each block that neither has.

    A target is due at the deadline last named before it in its sentence, else at one named behind it
    in its clause with nothing but a verb (…30个，6月底前完成), else at the limit of its block. Its
    units are those that its own sentence names, else those of the block that closes its stretch.
    """
    pairing = _Pairing(content, body, bearers, deadlines)
    parts = [pairing.of_target(target) for target in targets]
    parts += [pairing.of_deadline(deadline) for deadline in deadlines if deadline not in pairing.used]
    for block in bearers:
        parts += pairing.left_of(block)
    return tuple(sorted(parts, key=lambda part: part.span)) or (Part(body.of(content.text), body),)


class _Pairing:
    """Pairs the words of one task; remembers which deadlines and blocks have found their words."""

    def __init__(self, content: Text, body: Span, bearers: list[Bearers], deadlines: list[Deadline]) -> None:
        self._content = content
        self._body = body
        self._deadlines = sorted(deadlines, key=lambda deadline: deadline.span)
        self._ends = [deadline.span.end for deadline in self._deadlines]
        self._starts = [deadline.span.start for deadline in self._deadlines]
        named = sorted((block for block in bearers if block.parties), key=lambda block: block.span)
        self._closing = [block for block in named if block.closing]
        self._said = [block for block in named if not block.closing]
        self.used: set[Deadline] = set()
        self._served: set[Span] = set()

    def of_target(self, target: Target) -> Part:
        """The part that a target makes."""
        block = self._block_of(target.span)
        deadline = self._deadline_of(target.span)
        if deadline is None and block is not None and block.limits:
            deadline = block.limits[0]
        return self._part(target.span, block, deadline, target)

    def of_deadline(self, deadline: Deadline) -> Part:
        """The part that a deadline without a target makes."""
        return self._part(self._clause(deadline.span), self._block_of(deadline.span), deadline, None)

    def left_of(self, block: Bearers) -> list[Part]:
        """The parts for the limits of a block that no target has, and for its units if nothing else has them.

        A limit that only repeats a day that the words of the stretch name (…年底前22条。完成时限：12月底前) makes
        no part: it would be the same stretch again.
        """
        span = self._stretch_of(block)
        known = {deadline.due for deadline in self.used if span.covers(deadline.span)}
        left = [limit for limit in block.limits if limit not in self.used and limit.due not in known]
        parts = [self._part(span, block, limit, None) for limit in left]
        if block.parties and block.span not in self._served:
            parts.append(self._part(span, block, None, None))
        return parts

    def _part(
        self, span: Span, block: Bearers | None, deadline: Deadline | None, target: Target | None
    ) -> Part:
        if block is not None:
            self._served.add(block.span)
        if deadline is not None:
            self.used.add(deadline)
        text = target.text if target is not None else span.of(self._content.text)
        return Part(text, span, block.parties if block else (), deadline, target)

    def _block_of(self, span: Span) -> Bearers | None:
        """The block that bears the words at ``span``."""
        said = self._said_of(span)
        if said is not None or not self._closing:
            return said
        index = bisect_left(self._closing, span.start, key=lambda block: block.span.start)
        return self._closing[min(index, len(self._closing) - 1)]

    def _said_of(self, span: Span) -> Bearers | None:
        """The sentence that names the units for words of its own: before them, or behind them in the clause."""
        index = bisect_right(self._said, span.start, key=lambda block: block.span.start)
        if index and not self._parted(_SENTENCE_END, self._said[index - 1].span.end, span.start):
            return self._said[index - 1]
        if index < len(self._said) and not self._parted(_CLAUSE_END, span.end, self._said[index].span.start):
            return self._said[index]
        return None

    def _parted(self, end: re.Pattern[str], first: int, last: int) -> bool:
        return first < last and end.search(self._content.norm, first, last) is not None

    def _deadline_of(self, span: Span) -> Deadline | None:
        """The deadline that the sentence of a target pairs with it."""
        index = bisect_right(self._ends, span.end)
        if index and not self._parted(_SENTENCE_END, self._ends[index - 1], span.start):
            return self._deadlines[index - 1]
        following = bisect_left(self._starts, span.end)
        if following == len(self._deadlines):
            return None
        deadline = self._deadlines[following]
        if self._parted(_CLAUSE_END, span.end, deadline.span.start):
            return None
        return deadline if self._has_no_object(deadline.span.end) else None

    def _has_no_object(self, position: int) -> bool:
        """Whether a deadline is followed by a bare verb (6月底前完成), so that it is said of what goes before.

        A number (6月底前打通8条) is an object.
        """
        norm = self._content.norm
        found = _ANY_END.search(norm, position)
        end = found.start() if found else len(norm)
        return end - position <= _LONGEST_BARE_VERB and not any(map(str.isdigit, norm[position:end]))

    def _clause(self, span: Span) -> Span:
        """The words that a deadline governs: its clause, as far as the deadlines beside it leave it."""
        norm = self._content.norm
        start = span.start
        while start > self._body.start and norm[start - 1] not in "。;!?\n":
            start -= 1
        found = _CLAUSE_END.search(norm, span.end, self._body.end) if span.end < self._body.end else None
        end = max(found.start() if found else self._body.end, span.end)
        before = bisect_right(self._ends, span.start) - 1
        if before >= 0 and (earlier := self._ends[before]) > start:
            comma = norm.rfind(",", earlier, span.start)
            start = comma + 1 if comma >= 0 else start
        after = bisect_left(self._starts, span.end)
        if after < len(self._starts) and (later := self._starts[after]) < end:
            comma = norm.rfind(",", span.end, later)
            end = comma if comma >= 0 else end
        return Span(start, end)

    def _stretch_of(self, block: Bearers) -> Span:
        """The words between the block before and this one."""
        if not block.closing:
            return block.span
        index = bisect_left(self._closing, block.span.start, key=lambda other: other.span.start)
        earlier = self._closing[index - 1].span.end if index else self._body.start
        start = max(self._body.start, earlier)
        end = min(block.span.start, self._body.end) if block.span.start > start else self._body.end
        return Span(start, end) if end > start else self._body
