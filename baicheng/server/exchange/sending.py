"""Sending one message to one address (发送): signed, within seconds, to the address that was looked at."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import socket
import ssl
from datetime import datetime

from django.core.exceptions import ValidationError

from baicheng.server.exchange.destinations import Destination, Forbidden, destination, reached
from baicheng.server.exchange.models import Delivery

#: Seconds until an address must have answered, and bytes of its answer that are read.
_PATIENCE = 10
_READ = 1000


def signature(secret: str, moment: int, number: str, body: str) -> str:
    """The HMAC-SHA256 of moment, number and body, as hexadecimal digits.

    >>> signature("s", 0, "n", "{}")[:12]
    'aa1428ec2ebe'
    """
    return hmac.new(secret.encode(), f"{moment}.{number}.{body}".encode(), hashlib.sha256).hexdigest()


def send(row: Delivery, at: datetime) -> str:
    """Send a delivery once.

    Returns:
        What went wrong, in short; "" where the address answered with a status of 200 to 299.
    """
    try:
        where = destination(row.webhook.address)
        status = _post(where, reached(where), _headers(row, where, at), row.body.encode())
    except ValidationError as error:
        return " ".join(error.messages)[:300]
    except Forbidden as error:
        return str(error)[:300]
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"{type(error).__name__}: {error}"[:300]
    return "" if 200 <= status < 300 else f"HTTP {status}"


def _headers(row: Delivery, where: Destination, at: datetime) -> dict[str, str]:
    moment, number = int(at.timestamp()), str(row.number)
    return {
        "Host": where.named,
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Baicheng",
        "Baicheng-Event": row.event,
        "Baicheng-Delivery": number,
        "Baicheng-Signature": f"t={moment},v1={signature(row.webhook.secret, moment, number, row.body)}",
        "Connection": "close",
    }


def _post(where: Destination, number: str, headers: dict[str, str], body: bytes) -> int:
    """The status of the answer. Redirections are not followed: they could lead anywhere."""
    connection = http.client.HTTPConnection(where.host, where.port, timeout=_PATIENCE)
    plain = socket.create_connection((number, where.port), timeout=_PATIENCE)
    try:
        connection.sock = plain
        if where.scheme == "https":
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(plain, server_hostname=where.host)
        connection.request("POST", where.target, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read(_READ)
        return answer.status
    finally:
        connection.close()
        plain.close()
