"""The pages of this app: one's own tokens, and what the API takes and gives."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.exchange import services
from baicheng.server.exchange.api import PURPOSE, api
from baicheng.server.exchange.description import described, shapes
from baicheng.server.exchange.forms import TokenForm
from baicheng.server.web.forms import add_errors


@sensitive_variables("secret")
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: SignedOnRequest) -> HttpResponse:
    """One's own tokens; a new one is shown this once."""
    now = timezone.now()
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = services.create_token(
                request.user,
                name=form.cleaned_data["name"],
                scope=form.cleaned_data["scope"],
                expires_at=form.expires_at(now),
                at=now,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return render(request, "exchange/token.html", {"token": token, "secret": secret})
    lines = [(token, token.holds(now)) for token in request.user.tokens.all()[:100]]
    status = 422 if form.is_bound else 200
    return render(request, "exchange/tokens.html", {"form": form, "lines": lines}, status=status)


@require_POST
def revoke(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Take one of one's own tokens back."""
    token = get_object_or_404(request.user.tokens, pk=pk)
    services.revoke_token(token, user=request.user, at=timezone.now())
    messages.success(request, _("The token opens nothing any more."))
    return redirect("exchange:tokens")


@require_GET
def documentation(request: SignedOnRequest) -> HttpResponse:
    """What the API takes and gives, from its own description, without asking another machine."""
    schema = api.get_openapi_schema()
    given = {
        "purpose": PURPOSE,
        "version": api.version,
        "groups": described(schema),
        "shapes": shapes(schema),
        "schema": reverse("api:openapi-json"),
    }
    return render(request, "exchange/documentation.html", given)
