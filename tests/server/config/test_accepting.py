"""A process takes on whom it can answer, and leaves the others to the other processes."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from waitress.server import TcpWSGIServer

from baicheng.server.config.processes.accepting import server
from baicheng.server.web.turns import AT_ONCE, TURNS

PATIENCE_SECONDS = 10


def page(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A page that reads or writes nothing."""
    start("200 OK", [("Content-Length", "2")])
    return [b"ok"]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where one process answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        process = server(page, listening, threads=2)
        threading.Thread(target=process.run, daemon=True).start()
        yield int(listening.getsockname()[1])
        _end(process)


def _end(process: TcpWSGIServer) -> None:
    """Let a process leave its socket in its own thread; one that is closed under its hands it complains of."""
    left = threading.Event()

    def leave() -> None:
        process.close()
        left.set()

    with suppress(OSError):  # it was awake, and has left before it could be woken
        process.trigger.pull_trigger(leave)
    assert left.wait(PATIENCE_SECONDS)


def answer(asked: http.client.HTTPConnection) -> http.client.HTTPResponse:
    asked.request("GET", "/")
    answered = asked.getresponse()
    assert answered.read() == b"ok"
    return answered


def test_a_connection_stays_while_nobody_else_is_answered_and_ends_where_somebody_is(port: int) -> None:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    assert answer(asked).headers["Connection"] is None
    with TURNS.taken():
        assert answer(asked).headers["Connection"] == "close"


def test_whoever_has_no_turn_to_give_accepts_nobody_until_there_is_one(port: int) -> None:
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    answer(kept)
    fresh = http.client.HTTPConnection("127.0.0.1", port, timeout=0.3)
    turns = [TURNS.taken() for _number in range(AT_ONCE)]
    for turn in turns:
        turn.__enter__()
    try:
        assert answer(kept).headers["Connection"] == "close"
        with pytest.raises(TimeoutError):
            answer(fresh)
    finally:
        for turn in turns:
            turn.__exit__(None, None, None)
    fresh = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    assert answer(fresh).status == 200
