"""Sending one message to one address (发送): signed, so that the other program knows from whom it comes."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from baicheng.server.exchange.models import Delivery
from baicheng.server.notices.posting import post


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
    return post(row.webhook.address, _headers(row, at), row.body.encode()).trouble


def _headers(row: Delivery, at: datetime) -> dict[str, str]:
    moment, number = int(at.timestamp()), str(row.number)
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Baicheng",
        "Baicheng-Event": row.event,
        "Baicheng-Delivery": number,
        "Baicheng-Signature": f"t={moment},v1={signature(row.webhook.secret, moment, number, row.body)}",
    }
