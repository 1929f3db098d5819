"""What is highlighted in the text, cut so that ranges may nest and overlap freely."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from baicheng.reading.model import Ledger, Party, Role, Task
from baicheng.reading.spans import Span

Kind = str

#: Kinds that give a stretch its colour; where several lie over one another, the shortest does.
COLOURED = ("lead", "unit", "person", "due", "goal", "duty")
KINDS = (*COLOURED, "finding", "head1", "head2", "head3", "head4", "title", "number")
_DEEPEST_HEAD = 4
_KIND_BITS, _PLACE_BITS = 4, 30  # no file has a thousand million characters


@dataclass(frozen=True, slots=True)
class Mark:
    """A highlighted range. ``id`` is unique within the page."""

    id: int
    kind: Kind
    span: Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same tasks (by number) and marks (shortest first) throughout."""

    span: Span
    tasks: tuple[int, ...]
    marks: tuple[Mark, ...]


class Marks:
    """All marks of a ledger; equal ranges of one kind are one mark.

    A finding about a whole task is no mark: it would underline the page. A long plan has hundreds of
    thousands of marks, so each is held as one number, and they stand in the order of the text.
    """

    def __init__(self, ledger: Ledger, first_id: int) -> None:
        self._size = len(ledger.text)
        self._first_id = first_id
        found = array(
            "Q", (self._key(kind, span) for kind, span in _highlighted(ledger) if self._shows(span))
        )
        self._keys = array("Q", (key for key, _ in groupby(sorted(found))))

    @property
    def next_id(self) -> int:
        """The first id that is still free."""
        return self._first_id + len(self._keys)

    def id(self, kind: Kind, span: Span | None) -> int | None:
        """The id of a mark, ``None`` where nothing is highlighted."""
        if span is None or not self._shows(span):
            return None
        key = self._key(kind, span)
        index = bisect_left(self._keys, key)
        known = index < len(self._keys) and self._keys[index] == key
        return self._first_id + index if known else None

    def __iter__(self) -> Iterator[Mark]:
        place = (1 << _PLACE_BITS) - 1
        for number, key in enumerate(self._keys, self._first_id):
            kind = KINDS[key & (1 << _KIND_BITS) - 1]
            span = Span(key >> _PLACE_BITS + _KIND_BITS, key >> _KIND_BITS & place)
            yield Mark(number, kind, span)

    def _shows(self, span: Span) -> bool:
        return 0 <= span.start < span.end <= self._size

    def _key(self, kind: Kind, span: Span) -> int:
        """Kind and span as one number; greater numbers begin later in the text."""
        return (span.start << _PLACE_BITS | span.end) << _KIND_BITS | KINDS.index(kind)


def _highlighted(ledger: Ledger) -> Iterator[tuple[Kind, Span]]:
    """What a ledger highlights, some of it more than once."""
    whole: set[Span] = set()
    for task in ledger.tasks:
        whole.add(task.span)
        yield from _of_task(task)
    for duty in ledger.report_duties:
        yield "duty", duty.span
    for finding in ledger.findings:
        if finding.span is not None and finding.span not in whole:
            yield "finding", finding.span
    for clause in ledger.clauses:
        yield f"head{min(clause.level, _DEEPEST_HEAD)}", clause.heading_span
    for document in ledger.documents:
        for name in ("title", "number"):
            if name in document.spans:
                yield name, document.spans[name]


def _of_task(task: Task) -> Iterator[tuple[Kind, Span]]:
    for party in task.parties:
        yield kind_of(party), party.span
    for target in task.targets:
        yield "goal", target.span
    for part in task.parts:
        for party in part.parties:
            yield kind_of(party), party.span
        if part.deadline:
            yield "due", part.deadline.span
        if part.target:
            yield "goal", part.target.span


def kind_of(party: Party) -> Kind:
    """How a name is highlighted."""
    if party.role is Role.LEAD:
        return "lead"
    return "person" if party.role is Role.SUPERVISOR else "unit"


class Cutter:
    """Cuts stretches of a text, taken in order, at every border of a task or mark.

    The work is linear in the number of marks, times the depth to which they overlap.

    Args:
        tasks: number and span of each, in any order.
        marks: in the order of the text.
    """

    def __init__(self, tasks: Iterable[tuple[int, Span]], marks: Iterable[Mark]) -> None:
        in_order = sorted(tasks, key=lambda task: task[1].start)
        self._tasks = _Overlay(Mark(number, "task", span) for number, span in in_order)
        self._marks = _Overlay(marks)

    def cut(self, start: int, end: int) -> Iterator[Segment]:
        """The segments of one stretch; stretches must come in the order of the text."""
        position = start
        while position < end:
            tasks, marks = self._tasks.over(position), self._marks.over(position)
            border = min(self._tasks.border(end), self._marks.border(end))
            yield Segment(
                Span(position, border),
                tuple(sorted(task.id for task in tasks)),
                tuple(sorted(marks, key=lambda mark: (len(mark.span), mark.id))),
            )
            position = border


class _Overlay:
    """Ranges that lie over a text, gone through from its beginning to its end."""

    def __init__(self, ranges: Iterable[Mark]) -> None:
        self._coming = iter(ranges)
        self._next = next(self._coming, None)
        self._open: list[Mark] = []

    def over(self, position: int) -> list[Mark]:
        """The ranges that cover a position; positions must ascend."""
        while self._next is not None and self._next.span.start <= position:
            self._open.append(self._next)
            self._next = next(self._coming, None)
        self._open = [mark for mark in self._open if mark.span.end > position]
        return self._open

    def border(self, end: int) -> int:
        """Where the next range begins, or one of those over the last position ends; at most ``end``."""
        begins = [] if self._next is None else [self._next.span.start]
        return min([end, *begins, *(mark.span.end for mark in self._open)])
