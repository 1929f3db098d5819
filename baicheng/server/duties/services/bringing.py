"""Bringing a part of what a duty is owed for in line (核对落实): open, give, move and withdraw, in one transaction."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError

from baicheng.clock import WorkCalendar
from baicheng.clock.instants import china_date
from baicheng.flows.reconciliation import Changes
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.rows import chain_about
from baicheng.server.assignments.services import (
    Ready,
    close,
    give_bearer,
    make_ready,
    move_due,
    open_all,
    open_ready,
    reopen,
)
from baicheng.server.duties.items import Question
from baicheng.server.duties.models import Duty
from baicheng.server.duties.opened import Opened, in_full
from baicheng.server.duties.services.ending import done_with, end_overdue, owe_again, reasons
from baicheng.server.duties.services.looking import Look, is_so, look
from baicheng.server.duties.services.sharing import Turn
from baicheng.server.duties.services.telling import tell_records
from baicheng.server.history.actors import Actor
from baicheng.server.history.batches import batch
from baicheng.server.history.keys import Stock
from baicheng.server.history.many_rows import Row
from baicheng.server.history.services import hold
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.services.due_moments import lock_records


@dataclass(frozen=True, slots=True)
class Generated:
    """What a run did: how many assignments it opened, gave another bearer or due time, and withdrew."""

    opened: int = 0
    changed: int = 0
    withdrawn: int = 0

    def __add__(self, other: Generated) -> Generated:
        return Generated(
            self.opened + other.opened, self.changed + other.changed, self.withdrawn + other.withdrawn
        )


@dataclass(frozen=True)
class Run:
    """One duty in one run: what is looked at, when, and in whose name it is brought in line; ``turn`` is held to write."""

    question: Question
    at: datetime
    days: WorkCalendar
    actor: Actor
    turn: Turn = nullcontext
    keys: Stock = field(default_factory=lambda: Stock(Assignment))


def bring(run: Run, part: Sequence[int]) -> Generated:
    """Look at a part, hold what was looked at, look again if somebody came first, write.

    All that can be made ready is made before anything is held.
    """
    with _garbage_left():  # what was made for the part is gone when garbage is looked for again
        return _bring(run, part)


def _bring(run: Run, part: Sequence[int]) -> Generated:
    question = run.question
    found = look(question, part, run.at, run.days)
    ready = _made_ready(run, found)
    with run.turn(), batch():
        _hold(question, part, found)
        if not is_so(found, question, part):
            found, ready = look(question, part, run.at, run.days), None
        done = _bring_in_line(question, found, ready, run.actor)
        run.keys.put_by()
        return done


def _made_ready(run: Run, found: Look) -> Ready | None:
    """What is to be opened, made ready; not where a chain begins with it."""
    if not found.fresh or not found.begun >= {chain_about(*one.about) for one in found.fresh}:
        return None
    keys, programme = run.keys.take(len(found.fresh)), run.question.programme
    return make_ready(found.fresh, keys, programme=programme, actor=run.actor, at=found.at)


def _hold(question: Question, part: Sequence[int], found: Look) -> None:
    """One writer a record, or else a duty; who comes second finds what the first has opened."""
    if question.kind == KIND:
        lock_records(part)
    else:
        Duty.objects.select_for_update().get(pk=question.duty.pk)
    hold({chain_about(*one.about) for one in found.fresh})


def _opened(question: Question, found: Look, ready: Ready | None, actor: Actor) -> Sequence[Row]:
    """Open what was found to be missing; a key that is there already is left as it is."""
    if ready is not None:
        try:
            open_ready(ready)
        except IntegrityError:
            ready = None
        else:
            return ready.rows
    return open_all(found.fresh, programme=question.programme, actor=actor, at=found.at)


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Leave garbage where it is during a batch: to look for circles in all that it holds costs a fifth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _bring_in_line(question: Question, found: Look, ready: Ready | None, actor: Actor) -> Generated:
    at, batch, looked_at, kept = found.at, found.batch, found.rows, found.kept
    changes, fresh, withdrawn = found.changes, found.fresh, found.withdrawn
    again = in_full(withdrawn[one.key] for one in changes.open if one.key in withdrawn)
    opened = _opened(question, found, ready, actor)
    for row in again:
        reopen(row, at=at, actor=actor)
    changed = _give_and_move(changes, kept, at, actor)
    done = done_with(batch.items, china_date(at))
    over = in_full(
        [kept[one.key] for one in changes.withdraw]
        + [row for row in looked_at if row.was_handed_on and _is_over(row, found.slots)]
    )
    withdraw(over, done, at, actor)
    again += owe_again(looked_at, done, at, actor)
    # What was dealt with above is read anew: it may have been closed or moved.
    past: list[Opened | Row] = [row for row in looked_at if row.about_id in done]
    past += [row for row in opened if row.about_id in done]
    over += end_overdue(in_full(past), done, at, actor)
    tell_records(batch, opened, fresh, [*again, *changed, *over], at, found.foreseen)
    return Generated(len(opened) + len(again), len(changed), len(over))


def _give_and_move(
    changes: Changes, kept: Mapping[str, Opened], at: datetime, actor: Actor
) -> list[Assignment]:
    """Give assignments the bearer or the due time that they have now; returns them, twice what had both changed."""
    pairs = (*changes.assign, *changes.move)
    found = {row.key: row for row in in_full(kept[other.key] for other, _ in pairs)}
    rows = {other.key: found[kept[other.key].key] for other, _ in pairs}
    given = [
        give_bearer(rows[other.key], int(one.bearer or 0), at=at, actor=actor)
        for other, one in changes.assign
    ]
    moved = [
        move_due(rows[other.key], one.due_at, due_on=one.due_on, at=at, actor=actor)
        for other, one in changes.move
    ]
    return [*given, *moved]


def withdraw(rows: Sequence[Assignment], done: Collection[int], at: datetime, actor: Actor) -> None:
    """Close what is owed no longer, with the reason where its record is done with."""
    why = reasons(rows, done)
    for row in rows:
        close(row, Outcome.LAPSED, at=at, actor=actor, reason=why.get(row.about_id or 0, ""))


def _is_over(row: Opened, slots: Collection[str]) -> bool:
    return row.outcome == Outcome.OPEN and row.slot not in slots
