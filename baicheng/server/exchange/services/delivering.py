"""Telling other programs (推送): what was put down is sent, tried again with growing waits, and given up at last."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from baicheng.server.exchange.models import Delivery, DeliveryState, Webhook
from baicheng.server.exchange.sending import send

#: How long to wait after the first failure, the second and so on; then it is given up.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
#: So many deliveries go to one address in one go.
AT_ONCE = 100
#: How a fault begins where the address refused what it was told.
_REFUSED = "HTTP 4"
#: For so long nobody else sends what is being sent.
_HELD = timedelta(minutes=5)


def deliver(at: datetime) -> tuple[int, int]:
    """Send what waits and is due.

    An address that does not answer is left in peace until the wait is over, so that it holds up no other; one
    that refuses a single message (status 4xx) gets the others all the same.

    Returns:
        How many were delivered, and how many failed.
    """
    done, failed = 0, 0
    for webhook in Webhook.objects.filter(ended_at=None):
        if _is_in_trouble(webhook, at):
            continue
        waiting = webhook.deliveries.filter(state=DeliveryState.WAITING, next_at__lte=at).order_by("pk")
        for row in list(waiting.select_related("webhook")[:AT_ONCE]):
            if not _claim(row, at):
                continue
            fault = send(row, timezone.now())
            _keep(row, fault, at)
            done, failed = done + (not fault), failed + bool(fault)
            if fault and not fault.startswith(_REFUSED):
                break
    return done, failed


def _is_in_trouble(webhook: Webhook, at: datetime) -> bool:
    """Whether an address failed lately, and not only because of what it was told."""
    failed = webhook.deliveries.filter(state=DeliveryState.WAITING, attempts__gt=0, next_at__gt=at)
    return failed.exclude(fault__startswith=_REFUSED).exists()


def _claim(row: Delivery, at: datetime) -> bool:
    """Take a delivery, so that a second worker does not send it at the same time."""
    taken = Delivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING, next_at=row.next_at)
    return bool(taken.update(next_at=at + _HELD))


def _keep(row: Delivery, fault: str, at: datetime) -> None:
    row.attempts += 1
    row.fault = fault
    if not fault:
        row.state, row.delivered_at = DeliveryState.DELIVERED, at
    elif row.attempts > len(WAITS):
        row.state = DeliveryState.DEAD
    else:
        row.next_at = at + WAITS[row.attempts - 1]
    Delivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING).update(
        attempts=row.attempts,
        fault=row.fault,
        state=row.state,
        delivered_at=row.delivered_at,
        next_at=row.next_at,
    )
