"""Which addresses are told what happens (推送登记). Each is for administrators alone, and stands in history."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.accounts.services import require_administrator
from baicheng.server.editions.queries import packs
from baicheng.server.exchange.events import EVENTS
from baicheng.server.exchange.models import Delivery, DeliveryState, Webhook
from baicheng.server.history.queries import last_event
from baicheng.server.history.services import record
from baicheng.server.notices.destinations import destination

#: So many addresses are told at once.
MOST = 20


@transaction.atomic
def register_webhook(
    *, address: str, events: Sequence[str], programme: str, user: User, at: datetime
) -> Webhook:
    """Tell an address from now on what happens.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: by field: no such address, event or programme; or there are too many.
    """
    require_administrator(user, at)
    destination(address)
    unknown = [one for one in events if one not in EVENTS]
    if not events or unknown:
        raise ValidationError({"events": _("Choose from the list.")})
    if programme and programme not in {pack.name for pack in packs()}:
        raise ValidationError({"programme": _("Choose from the list.")})
    if Webhook.objects.filter(ended_at=None).count() >= MOST:
        raise ValidationError(_("%(most)s addresses are told already; end one first.") % {"most": MOST})
    webhook = Webhook.objects.create(
        address=address.strip(),
        events=sorted(set(events)),
        programme=programme,
        secret=secrets.token_urlsafe(32),
        read_until=last_event(),
        registered_by=user,
        registered_at=at,
    )
    _note(
        webhook,
        "registered",
        user,
        at,
        {"address": [None, webhook.address], "events": [None, webhook.events]},
    )
    return webhook


@transaction.atomic
def end_webhook(webhook: Webhook, *, user: User, at: datetime) -> None:
    """Tell an address nothing any more; what waits for it is dropped. Once more changes nothing.

    Raises:
        PermissionDenied: the user is no administrator.
    """
    require_administrator(user, at)
    row = Webhook.objects.select_for_update(of=("self",)).get(pk=webhook.pk)
    if row.ended_at is not None:
        return
    row.ended_at = at
    row.save()
    row.deliveries.filter(state=DeliveryState.WAITING).update(state=DeliveryState.DEAD)
    _note(row, "ended", user, at, {})


@transaction.atomic
def replay(delivery: Delivery, *, user: User, at: datetime) -> None:
    """Try a delivery again that was given up, or made before; it keeps its number.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: its address is told nothing any more.
    """
    require_administrator(user, at)
    row = Delivery.objects.select_for_update(of=("self",)).select_related("webhook").get(pk=delivery.pk)
    if row.webhook.ended_at is not None:
        raise ValidationError(_("This address is told nothing any more."))
    row.state, row.attempts, row.next_at, row.fault = DeliveryState.WAITING, 0, at, ""
    row.save()
    _note(row.webhook, "replayed", user, at, {}, number=str(row.number))


def _note(
    webhook: Webhook, verb: str, user: User, at: datetime, changes: dict[str, list[object]], **context: str
) -> None:
    record(
        chain=f"exchange.webhook:{webhook.pk}",
        verb=f"exchange.webhook.{verb}",
        actor=actor_of(user),
        at=at,
        changes=changes,
        context=context,
    )
