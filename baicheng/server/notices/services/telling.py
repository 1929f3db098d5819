"""Telling users something."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from baicheng.server.accounts import services as accounts
from baicheng.server.accounts.models import User
from baicheng.server.notices.models import Notice
from baicheng.server.notices.services.outbox import Message, put_down_letters, put_down_posts


@transaction.atomic
def notify(
    users: Iterable[User],
    *,
    key: str,
    text: Mapping[str, str],
    at: datetime,
    path: str = "",
    units: Collection[int] = (),
    office_of: str = "",
) -> int:
    """Put a message into inboxes; who has one of the same ``key`` is not told twice.

    With it goes down what is to be sent by e-mail and to robots, in the same transaction: either all of it is
    told or nothing.

    Args:
        text: ``{"zh": …, "en": …}``.
        path: the page to which it leads, without host.
        units: the subjects that are told as such: their groups hear it too. What is for a person alone names
            none.
        office_of: the programme whose office is told.

    Returns:
        How many were told.
    """
    wanted = {user.pk: user for user in users if user.is_active}
    told = set(Notice.objects.filter(key=key, user__in=wanted).values_list("user", flat=True))
    fresh = [
        Notice(user=user, key=key, text=dict(text), path=path, sent_at=at)
        for pk, user in sorted(wanted.items())
        if pk not in told
    ]
    # Somebody who tells the same at this moment loses quietly.
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    message = Message(key, text, path, at)
    put_down_letters([notice.user for notice in fresh], message)
    put_down_posts(units, office_of, message)
    return len(fresh)


@transaction.atomic
def reset_password(user: User, *, by: User, at: datetime) -> str:
    """Give an account a new first password, and tell its user who did so; returns the password.

    Raises:
        PermissionDenied: ``by`` is no administrator.
    """
    password = accounts.reset_password(user, by=by, at=at)
    text = {
        "zh": f"管理员{by}重置了您的密码。如果不是您要求的，请立即联系单位负责人和系统管理员。",
        "en": f"The administrator {by} reset your password. If you did not ask for it, tell the head of your "
        "unit and the administrators at once.",
    }
    notify([user], key=f"accounts.user:{user.pk}:password:{at.isoformat()}", text=text, path=_own(), at=at)
    return password


def _own() -> str:
    return reverse("accounts:me")


@transaction.atomic
def mark_read(user: User, *, at: datetime, keys: Iterable[int] | None = None) -> int:
    """Mark a user's own messages as read: those of the ids given, or all."""
    rows = Notice.objects.filter(user=user, read_at=None)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    return rows.update(read_at=at)
