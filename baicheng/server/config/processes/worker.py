"""The process that does the background work: runs what is due and what pages have put off."""

from __future__ import annotations

import os
import sys

from huey.consumer import Consumer

from baicheng.server.config.processes import lifeline


def main() -> int:
    """Work until SIGTERM; a task that is running is finished first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baicheng.server.config.settings")
    import django

    django.setup()
    from baicheng.server.config.jobs import catch_up, jobs

    lifeline.hold()
    catch_up()
    Consumer(jobs, workers=1, graceful_signal="TERM", max_delay=2.0).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
