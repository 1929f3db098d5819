"""Who asks (身份认证): somebody signed on in the browser, or a program with a user's token.

A session is believed only with the token of the form (CSRF) where something is changed. Wrong tokens count as
failures of signing on: five of them lock the pair of token and address for a quarter of an hour.
"""

from __future__ import annotations

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from ninja.security import HttpBearer, SessionAuth

from baicheng.server.accounts.models import User
from baicheng.server.exchange.faults import Refused
from baicheng.server.exchange.models import Scope, Token
from baicheng.server.exchange.services.tokens import PREFIX, digest_of, note_use

#: The methods that only look.
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Bearer(HttpBearer):
    """A token in the header ``Authorization: Bearer …``."""

    openapi_description = "A token that a user made on their page “API access”."

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The token's user.

        Raises:
            Refused: too many wrong tokens, or one that only reads and is to change something.
        """
        prefix, key, secret = ([*token.strip().split("_", 2), "", "", ""])[:3]
        if prefix != PREFIX or not key or len(token) > 200 or not token.isascii():
            return None
        credentials = {"username": f"{PREFIX}_{key}"[:60]}
        if not AxesProxyHandler.is_allowed(request, credentials):
            raise Refused("locked")
        now = timezone.now()
        row = Token.objects.select_related("user__person").filter(key=key).first()
        if row is None or not constant_time_compare(row.digest, digest_of(secret)):
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            if getattr(request, "axes_locked_out", False):
                request.axes_locked_out = False  # type: ignore[attr-defined]  # else a page would be the answer
                raise Refused("locked")
            return None
        if not row.holds(now) or not _may_work(row.user):
            return None
        if row.scope != Scope.WRITE and request.method not in READING:
            raise Refused("scope")
        note_use(row, now)
        request.user = row.user
        return row.user


class Session(SessionAuth):
    """The session of somebody who is signed on in this browser."""

    openapi_description = (
        "The session of the browser; what changes something sends the header X-CSRFToken too."
    )

    def __call__(self, request: HttpRequest) -> Any:
        """Whoever is not signed on is told that, and not that the token of the form is missing."""
        user = request.user
        if not user.is_authenticated:
            return None
        if not _may_work(user):
            raise Refused("first_password")
        return super().__call__(request)


def _may_work(user: User) -> bool:
    """A closed account opens nothing, and one with a first password nothing yet."""
    return user.is_active and not user.must_change_password
