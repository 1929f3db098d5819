"""Where webhooks and group robots may go (推送地址): to other machines over HTTP or HTTPS, and not to this one.

Whoever may register an address could otherwise make the server ask itself, its database or the cloud's own
services. What counts is where a name leads at the moment of sending, and to that very address it is sent.
Addresses of private networks are allowed: there the other programs of a government stand.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_PORTS = {"http": 80, "https": 443}


class Forbidden(Exception):
    """A name leads to where webhooks may not go."""


@dataclass(frozen=True, slots=True)
class Destination:
    """An address taken apart. ``target`` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def named(self) -> str:
        """The host as the header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def destination(address: str) -> Destination:
    """An address that may be registered.

    Raises:
        ValidationError: it is none, has a password in it, or names a machine by a number that is refused.
    """
    found, port = _parts(address)
    if found is None or found.scheme not in _PORTS or not found.hostname or len(address) > 500:
        raise ValidationError({"address": _("Write an address such as https://host.example/path.")})
    if found.username is not None or found.password is not None:
        raise ValidationError({"address": _("Leave name and password out: what is sent is signed.")})
    if not address.isascii() or any(one <= " " for one in address):
        raise ValidationError({"address": _("Write the address in plain letters, without blanks.")})
    target = (found.path or "/") + (f"?{found.query}" if found.query else "")
    made = Destination(found.scheme, found.hostname, port or _PORTS[found.scheme], target)
    try:
        number = ipaddress.ip_address(made.host)
    except ValueError:
        return made
    if not is_allowed(made.host, str(number)):
        raise ValidationError({"address": _("This machine itself and its own link are not told.")})
    return made


def _parts(address: str) -> tuple[SplitResult | None, int | None]:
    try:
        found = urlsplit(address.strip())
        return found, found.port
    except ValueError:
        return None, None


def reached(where: Destination) -> str:
    """The numeric address to which a destination leads now.

    Raises:
        Forbidden: any of those is refused.
        OSError: the name leads nowhere.
    """
    found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    numbers = [str(one[4][0]) for one in found]
    if not numbers or not all(is_allowed(where.host, number) for number in numbers):
        raise Forbidden(f"{where.host} leads to an address that is refused: {', '.join(numbers)}")
    return numbers[0]


def is_allowed(host: str, number: str) -> bool:
    """Whether a host that leads to a numeric address may be told."""
    if host in settings.WEBHOOK_HOSTS:
        return True
    address = ipaddress.ip_address(number.partition("%")[0])
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    return not any(
        (
            inner.is_loopback,
            inner.is_link_local,
            inner.is_unspecified,
            inner.is_multicast,
            inner.is_reserved,
        )
    )
