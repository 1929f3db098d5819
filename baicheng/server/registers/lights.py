"""How a record stands, as a tone and a light (状态色、亮灯): read off its flow and its due moment."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from baicheng.server.assignments.queries import AT_RISK
from baicheng.server.registers.books import DRAFT, Book
from baicheng.server.registers.models import Record


def tone_of(book: Book, state: str) -> str:
    """The tone of a state: one of ``web.tones.TONES``.

    A final state is good where a move that leads to it ends an assignment, and neutral otherwise (a task
    that was withdrawn). A state that is reached only by moves with a reason (objected, returned) wants to
    be looked at.
    """
    return _tones(book).get(state, "neutral")


@lru_cache(maxsize=256)
def _tones(book: Book) -> dict[str, str]:
    if book.process is None:
        return {}
    flow = book.process.flow
    found = {}
    for name, state in flow.states.items():
        leading = [move for move in flow.moves.values() if move.to == name]
        ends = any(effect.fulfil for move in leading for effect in move.does)
        if state.final:
            found[name] = "good" if ends else "neutral"
        elif name == DRAFT:
            found[name] = "neutral"
        elif name != flow.start and leading and all(move.reason == "required" for move in leading):
            found[name] = "warn"
        else:
            found[name] = "info"
    return found


def light_of(book: Book, record: Record, now: datetime) -> str:
    """The light of a record: a name of ``web.tones.LIGHTS``."""
    return light(record.due_at, now, closed=record.closed_at is not None or is_over(book, record.state))


def light(due_at: datetime | None, now: datetime, *, closed: bool = False) -> str:
    """The light of a due moment."""
    if closed:
        return "closed"
    if due_at is None:
        return "open"
    if due_at < now:
        return "late"
    return "at_risk" if due_at - now <= AT_RISK else "on_time"


def is_over(book: Book, state: str) -> bool:
    """Whether a record is closed in a state, also one that its flow no longer has."""
    return book.process is not None and state in book.process.flow.states and book.is_final(state)
