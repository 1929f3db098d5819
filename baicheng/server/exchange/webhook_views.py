"""The pages of webhooks (推送): which addresses are told what, what was told, what was given up."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.accounts.views import for_administrators
from baicheng.server.exchange import services
from baicheng.server.exchange.events import EVENTS
from baicheng.server.exchange.forms import WebhookForm
from baicheng.server.exchange.models import Delivery, DeliveryState, Webhook
from baicheng.server.web.forms import add_errors
from baicheng.server.web.listing import Column, Empty, list_page

COLUMNS = (
    Column("event", gettext_lazy("What happened"), kind="main"),
    Column("state", gettext_lazy("State"), kind="state"),
    Column("attempts", gettext_lazy("Attempts"), kind="number"),
    Column("fault", gettext_lazy("Last fault")),
    Column("made", gettext_lazy("Noted"), order=("pk",), kind="date"),
    Column("deed", gettext_lazy("Do"), kind="actions"),
)
_TONES = {DeliveryState.WAITING: "info", DeliveryState.DELIVERED: "good", DeliveryState.DEAD: "bad"}


@never_cache
@require_http_methods(["GET", "POST"])
@for_administrators
def list_webhooks(request: SignedOnRequest) -> HttpResponse:
    """All addresses that are told something; the secret of a new one is shown this once."""
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register_webhook(user=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return render(request, "exchange/webhook_made.html", {"webhook": made})
    rows = Webhook.objects.filter(ended_at=None)
    dead = set(
        Delivery.objects.filter(webhook__in=rows, state=DeliveryState.DEAD).values_list("webhook", flat=True)
    )
    lines = [(row, [EVENTS[name] for name in row.events], row.pk in dead) for row in rows]
    given = {"form": form, "lines": lines}
    return render(request, "exchange/webhooks.html", given, status=422 if form.is_bound else 200)


@require_GET
@for_administrators
def detail(request: SignedOnRequest, pk: int) -> HttpResponse:
    """What an address was told, the newest first; or only what was given up."""
    webhook = get_object_or_404(Webhook, pk=pk)
    dead = "dead" in request.GET
    rows = webhook.deliveries.filter(state=DeliveryState.DEAD) if dead else webhook.deliveries.all()
    empty = Empty(_("Nothing yet"), _("What happens from now on is told within a minute."), icon="send")
    listing = list_page(request, rows, columns=COLUMNS, sort="-made", empty=empty)
    lines = [
        (row, EVENTS.get(row.event, row.event), _TONES[DeliveryState(row.state)]) for row in listing.rows
    ]
    given = {"webhook": webhook, "listing": listing, "lines": lines, "dead": dead}
    return render(request, "exchange/webhook.html", given)


@require_POST
@for_administrators
def end(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Tell an address nothing any more."""
    services.end_webhook(get_object_or_404(Webhook, pk=pk), user=request.user, at=timezone.now())
    messages.success(request, _("This address is told nothing any more."))
    return redirect("exchange:webhooks")


@require_POST
@for_administrators
def replay(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Try a delivery again."""
    row = get_object_or_404(Delivery, pk=pk)
    try:
        services.replay(row, user=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is tried again within a minute."))
    return redirect(row.webhook)
