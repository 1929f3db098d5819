"""What messages go out to, on this machine: a mail server that speaks SMTP, and a robot that listens."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, cast


@dataclass
class Post:
    """A mail server: the letters that it took, and whether it is in the mood to take any."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False

    def to(self, address: str) -> list[EmailMessage]:
        return [one for one in self.letters if one["To"] == address]


class _Smtp(socketserver.StreamRequestHandler):
    """One conversation: as much of RFC 5321 as a client needs that sends a letter."""

    post: Post

    def handle(self) -> None:
        self._say("220 localhost ESMTP")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"EHLO":
                self._say("250-localhost", "250 8BITMIME")
            elif word == b"DATA":
                self._take()
            elif word == b"RCPT" and self.post.refuses:
                self._say("451 try again later")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 OK")

    def _take(self) -> None:
        self._say("354 go ahead")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        self.post.letters.append(cast("EmailMessage", letter))
        self._say("250 taken")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def mail_server() -> Iterator[Post]:
    post = Post()
    handler = type("Handler", (_Smtp,), {"post": post})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        post.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield post
        server.shutdown()


@dataclass
class Group:
    """A robot: what it was told, under which address, and what it answers."""

    address: str = ""
    answer: dict[str, Any] = field(default_factory=lambda: {"errcode": 0, "errmsg": "ok"})
    status: int = 200
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@contextmanager
def robot() -> Iterator[Group]:
    made = Group()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append((self.path, json.loads(body)))
            self.send_response(made.status)
            self.end_headers()
            self.wfile.write(json.dumps(made.answer).encode())

        def log_message(self, *_told: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}/send?key=KEY-OF-THE-GROUP"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()
