"""Asking once (一次查询): within a request that only reads, the same question goes to the database once.

Who a user is, which packs are installed: many parts of a page ask it, each for itself. The answers are kept
for the length of the request, or of a run of the worker that opens what duties owe, and then forgotten.
Services that write ask anew each time.
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


@contextmanager
def answers_kept() -> Iterator[None]:
    """Until it is left, what ``asked_once`` has answered is not asked again in this thread."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def are_kept() -> bool:
    """Whether answers are kept at the moment."""
    return _kept.get() is not None


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
