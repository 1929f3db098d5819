"""Two processes at one long work (两头并进): one begins with its first part, the other with the last.

Python computes on one core of a process, and a database waits meanwhile. Who meets a part that the other has begun
leaves it; if both begin one at once, the second finds nothing to do. What the second process has begun and not
finished, however it ended, the first does itself: so nothing depends on there being a second.

SQLite has one writer, so there the two write by turns. While neither writes, the first begins the log anew, which it
could not if the second took the pen at once; and everybody else gets to write.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import date, datetime
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from tempfile import TemporaryFile
from typing import Any, NamedTuple, TypeVar

from django.db import connection

from baicheng.server.history.actors import Actor
from baicheng.server.history.batches import let_others_write
from baicheng.server.history.write_log import begin_log_anew

#: The second process; it loads all that the server has, which takes some seconds.
PROGRAM = "baicheng.server.config.processes.second"
#: Fewer parts are done by one before a second is ready.
WORTH_PARTS = 8

Part = Sequence[int]
Done = TypeVar("Done")
#: What is held by one of the two while it writes.
Turn = Callable[[], AbstractContextManager[None]]


class Errand(NamedTuple):
    """What the second process is told: the duty, as ``generate`` is, and its parts."""

    duty: int
    until: date
    at: datetime
    actor: Actor
    parts: Sequence[Part]
    database: Any  # its name: a test has another than the settings say
    pen: int  # the number of an open file that is locked by whose turn it is to write


def is_worth_it(parts: Sequence[Part]) -> bool:
    """Whether a second process can help: there is much to do, a core for it, and it sees what was written."""
    if len(parts) < WORTH_PARTS or connection.in_atomic_block or not hasattr(os, "sched_getaffinity"):
        return False
    return len(os.sched_getaffinity(0)) > 1


@contextmanager
def pen() -> Iterator[int]:
    """A file for the two to lock; the lock of a process that dies is free."""
    with TemporaryFile() as file:
        yield file.fileno()


def turn(pen: int, *, is_first: bool) -> Turn:
    """How one of the two takes its turn at writing; on PostgreSQL both write at once."""
    if connection.vendor != "sqlite":
        return nullcontext
    return partial(_turn, pen, is_first=is_first)


@contextmanager
def _turn(pen: int, *, is_first: bool) -> Iterator[None]:
    import fcntl  # not there on Windows, where nothing is shared either

    fcntl.lockf(pen, fcntl.LOCK_EX)
    try:
        yield
        if is_first:
            begin_log_anew()
            let_others_write()
    finally:
        fcntl.lockf(pen, fcntl.LOCK_UN)


def share(errand: Errand, do: Callable[[Part], Done]) -> Iterator[Done]:
    """Do the parts of an errand with a second process; what each gave comes in no order."""
    parts, begun = errand.parts, 0
    with _second(errand) as second:
        while begun < len(parts) - len(second.begun):
            second.tell(begun)
            yield do(parts[begun])
            begun += 1
            second.listen()
        second.tell(len(parts))
        second.listen(to_the_end=True)
    yield from second.done
    for place in second.begun[len(second.done) :]:
        yield do(parts[place])


def work_towards(first: Connection, parts: Sequence[Part], do: Callable[[Part], object]) -> None:
    """Do parts from the last on, until the first process has come there or is gone."""
    reached, place = 0, len(parts) - 1
    while place > (reached := _reached(first, reached)) and _said(first, place):
        _said(first, do(parts[place]))
        place -= 1


def _reached(first: Connection, reached: int) -> int:
    """The part with which the first process is busy."""
    with suppress(EOFError, OSError):
        while first.poll():
            reached = first.recv()
    return reached


def _said(other: Connection, word: object) -> bool:
    """Say something to the other process, unless it is gone."""
    try:
        other.send(word)
    except OSError:
        return False
    return True


class _Second:
    """What the second process says: each part that it begins, and then what that gave."""

    def __init__(self, other: Connection) -> None:
        self._other = other
        self.begun: list[int] = []
        self.done: list[Any] = []

    def tell(self, reached: int) -> None:
        """Say which part the first process begins."""
        _said(self._other, reached)

    def listen(self, *, to_the_end: bool = False) -> None:
        """Take down what was said since, or all that is still to be said."""
        with suppress(EOFError, OSError):
            while to_the_end or self._other.poll():
                of = self.begun if len(self.begun) == len(self.done) else self.done
                of.append(self._other.recv())


@contextmanager
def _second(errand: Errand) -> Iterator[_Second]:
    """The second process, which ends when the first no longer listens."""
    ours, theirs = Pipe()
    program = [sys.executable, "-m", PROGRAM, str(theirs.fileno())]
    with subprocess.Popen(program, pass_fds=(theirs.fileno(), errand.pen), stdin=subprocess.DEVNULL):
        theirs.close()
        with ours:
            _said(ours, errand)
            yield _Second(ours)
