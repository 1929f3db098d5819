"""Ending what is owed for a thing that the duty concerns no longer (不再报送): a task that was closed out.

What was to come is owed no longer and lapses. What was due before was owed and not done: it is missed, and no
longer waits for anybody. Both say why. If the duty concerns the thing again, both are owed again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from baicheng.flows.duty_items import Item
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.services import close, reopen
from baicheng.server.duties.opened import Opened, in_full
from baicheng.server.history.actors import Actor
from baicheng.server.history.among import among
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record

#: Marks in its rule what was ended since its thing was concerned no longer.
_OVER = "over"


def done_with(items: Iterable[Item], on: date) -> frozenset[int]:
    """The closed records that the duty does not concern any more on a day."""
    past = [int(item.about) for item in items if not any(span.holds(on) for span in item.applies)]
    if not past:
        return frozenset()
    closed = Record.objects.filter(among("id", past), closed_at__isnull=False)
    return frozenset(closed.values_list("pk", flat=True))


def end_overdue(
    rows: Iterable[Assignment], done: Collection[int], at: datetime, actor: Actor
) -> list[Assignment]:
    """Mark as missed what was due by now of records that are done with; returns what was ended."""
    ended = [
        row
        for row in rows
        if row.outcome == Outcome.OPEN
        and row.about_kind == KIND
        and row.about_id in done
        and row.due_at is not None
        and row.due_at < at
    ]
    why = reasons(ended, done)
    for row in ended:
        row.rule = {**row.rule, _OVER: True}
        row.save(update_fields=["rule"])
        close(row, Outcome.MISSED, at=at, actor=actor, reason=why[row.about_id or 0])
    return ended


def owe_again(rows: Iterable[Opened], done: Collection[int], at: datetime, actor: Actor) -> list[Assignment]:
    """Reopen what was ended so of records that are not done with after all; returns what was reopened."""
    again = in_full(
        row
        for row in rows
        if row.outcome == Outcome.MISSED and row.about_id not in done and row.rule.get(_OVER)
    )
    for row in again:
        row.rule = {name: value for name, value in row.rule.items() if name != _OVER}
        row.save(update_fields=["rule"])
        reopen(row, at=at, actor=actor)
    return again


def reasons(rows: Iterable[Assignment], done: Collection[int]) -> Mapping[int, str]:
    """Why nothing more is owed about records that are done with: the state in which they are."""
    keys = {row.about_id or 0 for row in rows if row.about_kind == KIND and row.about_id in done}
    return {record.pk: _reason(record) for record in Record.objects.filter(pk__in=keys)} if keys else {}


def _reason(record: Record) -> str:
    process = book_of(record.register).process
    state = process.flow.states.get(record.state) if process is not None else None
    if state is None:
        return ""
    return f"该事项{state.title.zh}，不再需要 / no longer owed: {state.title.en}"
