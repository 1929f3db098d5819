"""Reading history."""

from __future__ import annotations

from django.db import OperationalError, connection, transaction
from django.db.models import Max, QuerySet

from baicheng.server.history.models import Event


def timeline(chain: str) -> QuerySet[Event]:
    """The events of a chain, the newest first."""
    return Event.objects.filter(chain=chain).order_by("-number")


def last_event() -> int:
    """The number of the last event that can be seen now; 0 without any."""
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def settled_until() -> int | None:
    """The last event behind which none is still on its way; 0 without any, ``None`` where that is not known now.

    On PostgreSQL a transaction that is not yet over may hold an earlier number than one that is: whoever reads
    on from the last number that they saw would lose its events. So writers are waited for, two seconds at most.
    """
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '2s'")
                    cursor.execute(f"LOCK TABLE {Event._meta.db_table} IN SHARE MODE")
            return last_event()
    except OperationalError:
        return None
