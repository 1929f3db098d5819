"""Taking turns (轮流应答): how many pages are computed at a time in one process; the others wait in line.

A process computes one thing at a time, whatever the number of its threads. Were eight pages begun at once, all
would be ready late, each after the work of eight; one after the other the first are ready early and the last no
later. More than one at a time is computed, so that while one waits for the database the other goes on.

What waits for another process, or computes for minutes, leaves the line meanwhile (``aside``). What writes does not
stand in it: it may have to wait for another's transaction.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: Pages that are computed at a time in one process.
AT_ONCE = 2

_taken: ContextVar[Turns | None] = ContextVar("turn_taken", default=None)


class Turns:
    """So many at a time; whoever came first goes first."""

    def __init__(self, at_once: int) -> None:
        self._free = self._all = at_once
        self._line: deque[threading.Lock] = deque()
        self._guard = threading.Lock()

    @property
    def is_one_free(self) -> bool:
        """Whether somebody who came now would not wait."""
        return self._free > 0

    @property
    def are_taken(self) -> bool:
        """Whether anybody has a turn."""
        return self._free < self._all

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn, have it within, and hand it on."""
        self._take()
        token = _taken.set(self)
        try:
            yield
        finally:
            _taken.reset(token)
            self._hand_on()

    @contextmanager
    def left(self) -> Iterator[None]:
        """Within a turn: let others go meanwhile, and stand in line again at the end."""
        token = _taken.set(None)
        self._hand_on()
        try:
            yield
        finally:
            self._take()
            _taken.reset(token)

    def _take(self) -> None:
        with self._guard:
            if self._free:
                self._free -= 1
                return
            called = threading.Lock()
            called.acquire()
            self._line.append(called)
        called.acquire()

    def _hand_on(self) -> None:
        with self._guard:
            if self._line:
                self._line.popleft().release()
            else:
                self._free += 1


#: The turns of this process.
TURNS = Turns(AT_ONCE)


@contextmanager
def aside() -> Iterator[None]:
    """Whatever is done within holds up no page."""
    turns = _taken.get()
    if turns is None:
        yield
        return
    with turns.left():
        yield


class TurnsMiddleware:
    """Pages are computed a few at a time. Stands behind what serves static files, which wait for nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with TURNS.taken():
            return self.get_response(request)
