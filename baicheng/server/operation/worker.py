"""Whether the background work is being done: a file whose time says when it last was."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

#: The background process leaves a sign of life each minute; after so many seconds it counts as gone.
WORKER_GONE_S = 300


def sign_of_life() -> Path:
    """The file whose time says when the background process last ran."""
    return Path(settings.DATA) / "worker-alive"


def worker_age() -> float | None:
    """Seconds since the background process last gave a sign of life; none where it never has."""
    try:
        return max(time.time() - sign_of_life().stat().st_mtime, 0.0)
    except OSError:
        return None
