"""Reading history."""

from __future__ import annotations

from django.db.models import QuerySet

from baicheng.server.history.models import Event


def timeline(chain: str) -> QuerySet[Event]:
    """The events of a chain, the newest first."""
    return Event.objects.filter(chain=chain).order_by("-number")
