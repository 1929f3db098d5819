"""Bringing an assignment in line with how far it is fulfilled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from baicheng.flows.fulfilment import Fulfilment
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.services import fulfil, reopen
from baicheng.server.history.actors import Actor
from baicheng.server.registers.matter import KIND


def settle(
    row: Assignment, found: Fulfilment, answer: tuple[str, int], at: datetime, actor: Actor
) -> Iterator[Assignment]:
    """Close an assignment that is fulfilled, reopen one that its answer fulfils no longer.

    Args:
        answer: what it is answered by, by kind and id.
    """
    done_at = found.done_at
    if done_at is not None and can_be_made_good(row, done_at):
        yield fulfil(row, at=at, actor=actor, answer=answer, held_at=min(done_at, at))
    elif done_at is None and row.outcome == Outcome.DONE and (row.answer_kind, row.answer_id) == answer:
        yield reopen(row, at=at, actor=actor)


def about(rows: Iterable[Assignment]) -> set[int]:
    """The records that assignments are about."""
    return {row.about_id for row in rows if row.about_kind == KIND and row.about_id is not None}


def can_be_made_good(row: Assignment, done_at: datetime) -> bool:
    """Whether an assignment that is open, or was marked missed, is closed by what was done then."""
    if row.outcome == Outcome.OPEN:
        return True
    return row.outcome == Outcome.MISSED and row.due_at is not None and done_at <= row.due_at
