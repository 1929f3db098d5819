"""Reading what is installed and what the installation decided itself."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from baicheng.server.editions.models import LocalValue, LocalValueState

#: The ``pack`` of local values that belong to the whole installation, such as its working calendar.
INSTALLATION = ""


def approved_values(pack: str, path: str, known_at: datetime | None = None) -> QuerySet[LocalValue]:
    """The local values of a path that were approved, the oldest first; as known at a moment where given."""
    found = LocalValue.objects.filter(pack=pack, path=path, state=LocalValueState.APPROVED)
    if known_at is not None:
        found = found.filter(settled_at__lte=known_at)
    return found.order_by("since", "pk")
