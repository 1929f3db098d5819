"""A process ends when the one that started it is gone, however that happened."""

from __future__ import annotations

import contextlib
import os
import signal
import threading

#: Read below Python's own buffer, whose lock a thread that waits would hold while the process ends.
_STANDARD_INPUT = 0


def hold() -> None:
    """Watch standard input, which the parent holds open; when it closes, ask this process to stop."""
    threading.Thread(target=_watch, name="lifeline", daemon=True).start()


def _watch() -> None:
    with contextlib.suppress(OSError):
        while os.read(_STANDARD_INPUT, 1):
            pass
    os.kill(os.getpid(), signal.SIGTERM)
