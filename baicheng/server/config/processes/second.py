"""A second process (副进程) that helps with a long run of the worker, and ends with it; see ``duties.services.sharing``."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection


def main() -> int:
    """Help whoever listens at the other end of the pipe whose number is given."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baicheng.server.config.settings")
    import django

    django.setup()
    from baicheng.server.duties.services.generating import assist

    with Connection(int(sys.argv[1])) as first:
        assist(first)
    return 0


if __name__ == "__main__":
    sys.exit(main())
