"""How a record stands, as a tone and a light (状态色、亮灯): read off its flow and the moments kept with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import cast

from django.db.models import Q

from baicheng.flows.lights import Light, Risk, Stage, Standing, light
from baicheng.server.registers.books import DRAFT, Book
from baicheng.server.registers.models import Record, Version


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


def stands(row: Record | Version) -> Standing:
    """How a record stands, or stood."""
    return Standing(Stage(row.stage), row.deadline_at, row.risk_at, cast(Risk, row.risk))


def light_of(row: Record | Version, now: datetime) -> Light:
    """The light of a record, or of what it was: a name of ``web.tones.LIGHTS``."""
    return light(stands(row), now)


def deadline_of(row: Record | Version) -> datetime | None:
    """The moment of which the light speaks (时限): behind it the record is late. Nothing where nothing falls due."""
    return row.deadline_at if row.due_at else None


def lit(names: Collection[str], now: datetime, prefix: str = "") -> Q:
    """That a record has one of these lights (one at least) at a moment; ``prefix`` leads to the record or version.

    Says in the database what ``flows.lights.light`` says of one record.
    """
    found = Q()
    for name in names:
        found |= _lit(name, now, prefix)
    return found


def _lit(name: str, now: datetime, prefix: str) -> Q:
    def has(**wanted: object) -> Q:
        return Q(**{f"{prefix}{column}": value for column, value in wanted.items()})

    under_way = has(stage=str(Stage.UNDER_WAY))
    calm = has(risk_at=None) | has(risk_at__gt=now)
    if name == "late":
        return has(stage=str(Stage.DELIVERED_LATE)) | (under_way & has(deadline_at__lt=now))
    if name == "at_risk":
        in_time = has(deadline_at=None) | has(deadline_at__gte=now)
        return under_way & in_time & has(risk_at__lte=now)
    if name == "on_time":
        return has(stage=str(Stage.DELIVERED)) | (under_way & has(deadline_at__gte=now) & calm)
    if name == "open":
        return under_way & has(deadline_at=None) & calm
    return has(stage=str(_OTHERS[name]))


_OTHERS = {
    "done": Stage.DONE,
    "done_late": Stage.DONE_LATE,
    "waiting": Stage.PAUSED,
    "closed": Stage.CLOSED,
}
#: The lights of what is over.
_OVER = frozenset({"done", "done_late", "closed"})
#: Lights that may stand anywhere in the order of a list, with the stage that they have in common.
_SCATTERED: Mapping[str, Stage] = {
    "at_risk": Stage.UNDER_WAY,
    "open": Stage.UNDER_WAY,
    "waiting": Stage.PAUSED,
}


def among_open(names: Collection[str]) -> Q:
    """What ``lit`` implies where all the lights are scattered among what is open; else nothing.

    Said besides, it lets the database look at open records alone, which have an index of their own. What is late or
    on time stands in front of a list and is found there sooner.
    """
    if not all(name in _SCATTERED for name in names):
        return Q()
    stages = sorted({str(_SCATTERED[name]) for name in names})
    return Q(stage__in=stages, closed_at=None)


def are_over(names: Collection[str]) -> bool:
    """Whether whatever has one of these lights, one at least, is over."""
    return bool(names) and _OVER.issuperset(names)


def stages_of(names: Collection[str]) -> list[str]:
    """The stages behind lights of what is over."""
    return sorted(str(_OTHERS[name]) for name in names)


def is_over(book: Book, state: str) -> bool:
    """Whether a record is closed in a state, also one that its flow no longer has."""
    return book.process is not None and state in book.process.flow.states and book.is_final(state)
