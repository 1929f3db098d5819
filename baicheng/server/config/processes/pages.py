"""One process that serves pages: waitress on an address, or on a socket that the parent has opened."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
from types import FrameType
from typing import Any, NoReturn

from baicheng.server.config import environment
from baicheng.server.config.processes import lifeline

#: Requests that one process has in hand at a time, each of which may hold a connection to the database. Fewer are
#: computed at a time (``web.turns``); the others wait for a file to be read or for another's transaction to end.
THREADS = 8
#: What a proxy in front may say of the request that it passes on.
PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"}


def main() -> int:
    """Serve until SIGTERM; requests that are being answered are finished first."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=int, help="a listening socket that the parent passes on")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    lifeline.hold()
    from baicheng.server.config.processes.accepting import server
    from baicheng.server.config.processes.memory import settle
    from baicheng.server.config.wsgi import application

    settle()
    if arguments.socket is not None:
        listening = socket.socket(fileno=arguments.socket)
    else:
        family = socket.AF_INET6 if ":" in arguments.host else socket.AF_INET
        listening = socket.create_server((arguments.host, arguments.port), family=family, backlog=1024)
    server(application, listening, **options()).run()
    return 0


def options() -> dict[str, Any]:
    """How waitress serves; a trusted proxy in front is named by ``BAICHENG_TRUSTED_PROXY``."""
    from django.conf import settings

    chosen: dict[str, Any] = {
        "threads": THREADS,
        "ident": "",
        # A form has fields beside its files.
        "max_request_body_size": settings.MAX_UPLOAD_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "clear_untrusted_proxy_headers": True,
    }
    if proxy := environment.text("TRUSTED_PROXY", "127.0.0.1" if settings.HTTPS else ""):
        chosen |= {"trusted_proxy": proxy, "trusted_proxy_headers": PROXY_HEADERS}
    return chosen


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)


if __name__ == "__main__":
    sys.exit(main())
