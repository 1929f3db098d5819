"""What is highlighted in the text, cut so that ranges may nest and overlap freely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baicheng.reading.model import Ledger, Party, Role, Task
from baicheng.reading.spans import Span

Kind = str

#: Kinds that give a stretch its colour; where several lie over one another, the shortest does.
COLOURED = ("lead", "unit", "person", "due", "goal", "duty")


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

    A finding about a whole task is no mark: it would underline the page.
    """

    def __init__(self, ledger: Ledger, first_id: int) -> None:
        self._size = len(ledger.text)
        self._next_id = first_id
        self._marks: dict[tuple[Kind, int, int], Mark] = {}
        for task in ledger.tasks:
            self._add_task(task)
        for duty in ledger.report_duties:
            self._add("duty", duty.span)
        whole = {task.span for task in ledger.tasks}
        for finding in ledger.findings:
            if finding.span not in whole:
                self._add("finding", finding.span)
        for clause in ledger.clauses:
            self._add(f"head{min(clause.level, 4)}", clause.heading_span)
        for document in ledger.documents:
            for name in ("title", "number"):
                self._add(name, document.spans.get(name))

    @property
    def next_id(self) -> int:
        """The first id that is still free."""
        return self._next_id

    def id(self, kind: Kind, span: Span | None) -> int | None:
        """The id of a mark, ``None`` where nothing is highlighted."""
        mark = self._marks.get((kind, span.start, span.end)) if span else None
        return mark.id if mark else None

    def all(self) -> list[Mark]:
        """All marks in the order in which they were found."""
        return list(self._marks.values())

    def _add_task(self, task: Task) -> None:
        for party in task.parties:
            self._add(kind_of(party), party.span)
        for target in task.targets:
            self._add("goal", target.span)
        for part in task.parts:
            for party in part.parties:
                self._add(kind_of(party), party.span)
            if part.deadline:
                self._add("due", part.deadline.span)
            if part.target:
                self._add("goal", part.target.span)

    def _add(self, kind: Kind, span: Span | None) -> None:
        if span is None or not 0 <= span.start < span.end <= self._size:
            return
        key = (kind, span.start, span.end)
        if key not in self._marks:
            self._marks[key] = Mark(self._next_id, kind, span)
            self._next_id += 1


def kind_of(party: Party) -> Kind:
    """How a name is highlighted."""
    if party.role is Role.LEAD:
        return "lead"
    return "person" if party.role is Role.SUPERVISOR else "unit"


class Cutter:
    """Cuts stretches of a text, taken in order, at every border of a task or mark.

    The work is linear in the number of marks, times the depth to which they overlap.
    """

    def __init__(self, tasks: Sequence[tuple[int, Span]], marks: Sequence[Mark]) -> None:
        self._marks = marks
        self._tasks = tasks
        events = [(span.start, 1, -1 - index) for index, (_, span) in enumerate(tasks) if len(span) > 0]
        events += [(span.end, 0, -1 - index) for index, (_, span) in enumerate(tasks) if len(span) > 0]
        for index, mark in enumerate(marks):
            events += [(mark.span.start, 1, index), (mark.span.end, 0, index)]
        self._events = sorted(events)
        self._next = 0
        self._open: set[int] = set()

    def cut(self, start: int, end: int) -> Iterator[Segment]:
        """The segments of one stretch; stretches must come in the order of the text."""
        position = start
        while position < end:
            self._advance(position)
            border = self._events[self._next][0] if self._next < len(self._events) else end
            yield self._segment(Span(position, min(border, end)))
            position = min(border, end)

    def _advance(self, position: int) -> None:
        while self._next < len(self._events) and self._events[self._next][0] <= position:
            _, begins, index = self._events[self._next]
            if begins:
                self._open.add(index)
            else:
                self._open.discard(index)
            self._next += 1

    def _segment(self, span: Span) -> Segment:
        tasks = sorted(self._tasks[-1 - index][0] for index in self._open if index < 0)
        marks = sorted(
            (self._marks[index] for index in self._open if index >= 0), key=lambda m: (len(m.span), m.id)
        )
        return Segment(span, tuple(tasks), tuple(marks))
