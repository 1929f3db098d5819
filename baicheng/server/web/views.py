"""The pages that belong to no noun: home, language, errors."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST


def home(request: HttpRequest) -> HttpResponse:
    """Lead each user to where the day begins: My work."""
    return redirect("assignments:my_work")


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Show pages in the language chosen and go back to where the user was."""
    wanted = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    if check_for_language(wanted) and wanted in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.HTTPS,
            httponly=True,
        )
    return response


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read."""
    return render(request, "web/error.html", {"status": 400}, status=400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The user may not see or do this; the reason is the exception's text."""
    return render(request, "web/error.html", {"status": 403, "reason": str(exception)}, status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing stands at this address, or nothing that this user may know of."""
    return render(request, "web/error.html", {"status": 404}, status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """The fault is ours; the log has the details."""
    return render(request, "web/error.html", {"status": 500}, status=500)
