"""The pages that belong to no noun: home, language, errors."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from baicheng.server.web.navigation import navigation


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead each user to where the day begins: the first entry of their menu, which is My work."""
    menus = navigation(request)
    first = next(iter([*menus["navigation"], *menus["user_menu"]]))
    return redirect(first.url)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Show pages in the language chosen and go back to where the user was."""
    wanted = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = redirect(back)
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.HTTPS,
            httponly=True,
        )
    return response


def _error(status: int, title: str, what: str, todo: Sequence[str], reason: str = "") -> HttpResponse:
    """An error page. It is written without the request: a database that fails must not fail it too."""
    given = {"status": status, "title": title, "what": what, "todo": todo, "reason": reason}
    return HttpResponse(render_to_string("web/error.html", given), status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read."""
    return _error(
        400,
        _("This request cannot be read"),
        _("What your browser sent is incomplete or too large."),
        [_("Go back, reload the page and try again."), _("A file may be too large: send a smaller one.")],
    )


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The user may not see or do this; the reason is the exception's text."""
    return _error(
        403,
        _("You may not do this"),
        _("Your account has no role that allows it. Nothing was changed."),
        [_("If it belongs to your work, ask your administrator for the role.")],
        str(exception),
    )


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing stands at this address, or nothing that this user may know of."""
    return _error(
        404,
        _("This page is not here"),
        _("The address is wrong, or the page is not meant for your account."),
        [_("Check the address, or look for the page from the start page.")],
    )


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """The fault is ours; the log has the details, under the number of the request."""
    number = request.META.get("REQUEST_NUMBER", "")
    return _error(
        500,
        _("Something went wrong here"),
        _("The fault is the system's, not yours. What you were doing was not saved."),
        [
            _("Try again in a minute."),
            _("If it happens again, tell your administrator what you did and when; the log has the details."),
        ],
        _("Number for the log: %(number)s") % {"number": number} if number else "",
    )


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened before signing on anew, or sent by another site."""
    return _error(
        403,
        _("The form is no longer valid"),
        _("It was opened before you last signed on, or your browser sends no cookies. Nothing was changed."),
        [_("Go back, reload the page and send the form again."), _("Allow cookies for this address.")],
    )
