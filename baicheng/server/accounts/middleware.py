"""What a signed-on user must do first, and who may keep what the user sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

#: What remains open to somebody with a first password.
OPEN = frozenset({"accounts:change_password", "accounts:logout", "set_language"})
#: The namespace of the addresses for programs, which refuse somebody with a first password in their own words.
FOR_PROGRAMS = "api"


class PrivatePagesMiddleware:
    """What a signed-on user sees is kept by no cache: on a shared machine the next one must not go back to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class FirstPasswordMiddleware:
    """A first password opens nothing but the page on which it is changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, *_given: Any) -> HttpResponse | None:
        if not (request.user.is_authenticated and request.user.must_change_password):
            return None
        match = request.resolver_match
        if match and (match.view_name in OPEN or match.namespace == FOR_PROGRAMS):
            return None
        if "HX-Request" in request.headers:
            # Scripts put an answer into the page that asks: the whole page of the password has no place there.
            return HttpResponse(status=204)
        return redirect("accounts:change_password")
