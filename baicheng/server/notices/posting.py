"""Sending one message to one address of another machine (发送): within seconds, to the address that was looked at."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from typing import NamedTuple

from django.core.exceptions import ValidationError

from baicheng.server.notices.destinations import Destination, Forbidden, destination, reached

#: Seconds until an address must have answered, and bytes of its answer that are read.
_PATIENCE = 10
_READ = 2000


class Answer(NamedTuple):
    """What an address answered, or why none came: then ``fault`` says so and ``status`` is 0."""

    status: int
    text: str = ""
    fault: str = ""

    @property
    def trouble(self) -> str:
        """What went wrong, in short; "" where the status is one of 200 to 299."""
        return self.fault or ("" if 200 <= self.status < 300 else f"HTTP {self.status}")


def post(address: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send once. The name is looked up now, and what is sent goes to that very address or nowhere."""
    try:
        where = destination(address)
        return _post(where, reached(where), {"Host": where.named, **headers, "Connection": "close"}, body)
    except ValidationError as error:
        return Answer(0, fault=" ".join(error.messages)[:300])
    except Forbidden as error:
        return Answer(0, fault=str(error)[:300])
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(0, fault=f"{type(error).__name__}: {error}"[:300])


def _post(where: Destination, number: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Redirections are not followed: they could lead anywhere."""
    connection = http.client.HTTPConnection(where.host, where.port, timeout=_PATIENCE)
    plain = socket.create_connection((number, where.port), timeout=_PATIENCE)
    try:
        connection.sock = plain
        if where.scheme == "https":
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(plain, server_hostname=where.host)
        connection.request("POST", where.target, body=body, headers=dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(_READ).decode("utf-8", "replace"))
    finally:
        connection.close()
        plain.close()
