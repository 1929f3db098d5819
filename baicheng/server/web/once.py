"""Asking once (一次查询): within a page, or a deed, the same question goes to the database once.

Who a user is, which packs are installed: many parts of a page ask it, each for itself. The answers are kept
for the length of a request that only reads, of a change of a record with all that follows from it, or of a run
of the worker that opens what duties owe, and then forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_kept: ContextVar[dict[Any, Any] | None] = ContextVar("answers_kept", default=None)
_reading: ContextVar[bool] = ContextVar("only_read", default=False)


@contextmanager
def answers_kept(*, only_read: bool = False) -> Iterator[None]:
    """Until it is left, what ``asked_once`` has answered is not asked again in this thread.

    Args:
        only_read: nothing is written meanwhile, so that what was read when a request began serves as well.
    """
    if _kept.get() is not None:
        yield
        return
    kept, reading = _kept.set({}), _reading.set(only_read)
    try:
        yield
    finally:
        _kept.reset(kept)
        _reading.reset(reading)


def is_only_read() -> bool:
    """Whether nothing is written at the moment."""
    return _reading.get()


def asked_once(question: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A question whose answer is kept. Its arguments are hashable; nobody changes what it answers."""

    @wraps(question)
    def ask(*given: Given.args, **named: Given.kwargs) -> Answer:
        kept = _kept.get()
        if kept is None:
            return question(*given, **named)
        key = (question, given, tuple(sorted(named.items())))
        if key not in kept:
            kept[key] = question(*given, **named)
        answer: Answer = kept[key]
        return answer

    return ask
