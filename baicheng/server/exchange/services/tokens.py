"""Giving out tokens (访问令牌) and taking them back; both stand in the history of the account."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.accounts.services import chain_of
from baicheng.server.exchange.models import Scope, Token
from baicheng.server.history.services import record

#: With this a token begins, so that a scanner for leaked secrets knows it.
PREFIX = "bct"
#: A token holds at most so long, and a user has at most so many at once.
LONGEST = timedelta(days=366)
MOST = 20
#: When a token was used last is kept to this exactness: reading writes as little as it can.
EXACTNESS = timedelta(minutes=10)


def digest_of(secret: str) -> str:
    """What is kept of the secret part."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(
    user: User, *, name: str, scope: str, expires_at: datetime, at: datetime
) -> tuple[Token, str]:
    """Give a user a token for a program that works in the user's name.

    Returns:
        The token, and the text to send with each request, which is kept nowhere.

    Raises:
        PermissionDenied: the account is closed.
        ValidationError: by field: without a name, no such scope, it ends too soon or too late, too many.
    """
    if not user.is_active:
        raise PermissionDenied(_("This account is closed."))
    faults = {}
    if not name.strip():
        faults["name"] = _("Say which program uses it.")
    elif len(name.strip()) > 80:
        faults["name"] = _("At most 80 characters.")
    if scope not in Scope.values:
        faults["scope"] = _("Choose from the list.")
    if not at < expires_at <= at + LONGEST:
        faults["expires_at"] = _("Choose a day from tomorrow on, within a year.")
    if faults:
        raise ValidationError(faults)
    # Locked, so that two requests at once do not pass the bound together.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.tokens.filter(revoked_at=None, expires_at__gt=at).count() >= MOST:
        raise ValidationError(_("You have %(most)s tokens; revoke one that is not needed.") % {"most": MOST})
    key, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user,
        name=name.strip(),
        key=key,
        digest=digest_of(secret),
        scope=scope,
        created_at=at,
        expires_at=expires_at,
    )
    _note(token, "created", at)
    return token, f"{PREFIX}_{key}_{secret}"


@transaction.atomic
def revoke_token(token: Token, *, user: User, at: datetime) -> None:
    """Take a token back: the next request with it is refused. Once more changes nothing.

    Raises:
        PermissionDenied: it is another user's.
    """
    row = Token.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
    if row.user_id != user.pk:
        raise PermissionDenied(_("You revoke your own tokens only."))
    if row.revoked_at is None:
        row.revoked_at = at
        row.save()
        _note(row, "revoked", at)


def note_use(token: Token, at: datetime) -> None:
    """Keep when a token was used last."""
    if token.last_used_at is None or at - token.last_used_at >= EXACTNESS:
        Token.objects.filter(pk=token.pk).update(last_used_at=at)


def _note(token: Token, verb: str, at: datetime) -> None:
    record(
        chain=chain_of(token.user),
        verb=f"exchange.token.{verb}",
        actor=actor_of(token.user),
        at=at,
        changes={},
        context={
            "name": token.name,
            "key": token.key,
            "scope": token.scope,
            "expires_at": token.expires_at.isoformat(),
        },
    )
