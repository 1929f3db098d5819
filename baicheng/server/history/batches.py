"""Long work in batches (分批处理): between one transaction and the next others get to write."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

#: SQLite has one writer, and whoever waits for it looks again after pauses that grow to a tenth of a second. After a
#: batch that took longer than the first of these, the work stands still for the second, so that each who waits looks
#: once; else the next batch would have begun before, and somebody who signs on would wait until all is done.
LONG_S, PAUSE_S = 0.1, 0.12


class _Others(threading.local):
    """Until when others get to write; each thread has a connection of its own."""

    until = 0.0


_others = _Others()


@contextmanager
def batch() -> Iterator[None]:
    """A transaction of many that follow each other; what is done between two of them counts as standing still."""
    if not connection.in_atomic_block and (rest := _others.until - time.monotonic()) > 0:
        time.sleep(rest)
    began = time.monotonic()
    with transaction.atomic():
        yield
    ended = time.monotonic()
    if ended - began > LONG_S and connection.vendor == "sqlite" and not connection.in_atomic_block:
        _others.until = ended + PAUSE_S


def let_others_write() -> None:
    """Stand still until each who waits to write has looked once, where there is one writer."""
    if connection.vendor == "sqlite":
        time.sleep(PAUSE_S)
