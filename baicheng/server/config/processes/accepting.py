"""Which process answers (由哪个进程应答): one that has a turn to give, not the one that a connection chanced upon.

All processes that serve pages accept connections from one socket, and a browser keeps its connection for what it
asks next. By chance six busy browsers would stand before one process and two before another, and wait three times
as long here as there. So a process accepts while it has a turn for a page, and ends a connection after its answer
while it computes for others: whoever asks again stands in the one line in front of all processes.
"""

from __future__ import annotations

import socket
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import WSGITask

from baicheng.server.web.turns import TURNS


class _Answer(WSGITask):
    def build_response_header(self) -> bytes:
        """The lines ahead of an answer, which say whether its connection stays."""
        if TURNS.are_taken:
            self.set_close_on_finish()
        header: bytes = super().build_response_header()
        return header


class _Connection(HTTPChannel):
    task_class = _Answer


class _Server(TcpWSGIServer):
    channel_class = _Connection

    def readable(self) -> bool:
        """Whether a connection is accepted now; asked again after each answer."""
        return bool(super().readable()) and TURNS.is_one_free


def server(application: Any, listening: socket.socket, **options: Any) -> TcpWSGIServer:
    """What answers requests from a listening socket once it is told to ``run``; ``options`` are those of waitress."""
    where = (listening.family, listening.type, listening.proto, listening.getsockname())
    adjusted = Adjustments(sockets=[listening], **options)
    return _Server(application, {}, _sock=listening, adj=adjusted, bind_socket=False, sockinfo=where)
