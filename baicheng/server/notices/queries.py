"""Reading inboxes."""

from __future__ import annotations

from django.db.models import QuerySet

from baicheng.server.accounts.models import User
from baicheng.server.notices.models import Notice


def inbox(user: User) -> QuerySet[Notice]:
    """A user's messages, the newest first."""
    return Notice.objects.filter(user=user).order_by("-sent_at", "-pk")


def unread_count(user: User) -> int:
    """How many messages a user has not read."""
    return Notice.objects.filter(user=user, read_at=None).count()
