"""Telling users something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from baicheng.server.accounts.models import User
from baicheng.server.notices.models import Notice


@transaction.atomic
def notify(users: Iterable[User], *, key: str, text: Mapping[str, str], at: datetime, path: str = "") -> int:
    """Put a message into inboxes; who has one of the same ``key`` is not told twice.

    Args:
        text: ``{"zh": …, "en": …}``.
        path: the page to which it leads, without host.

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
    return len(fresh)


@transaction.atomic
def mark_read(user: User, *, at: datetime, keys: Iterable[int] | None = None) -> int:
    """Mark a user's own messages as read: those of the ids given, or all."""
    rows = Notice.objects.filter(user=user, read_at=None)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    return rows.update(read_at=at)
