"""What a signed-on user must do first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

#: What remains open to somebody with a first password.
OPEN = frozenset({"accounts:change_password", "accounts:logout", "set_language"})


class FirstPasswordMiddleware:
    """A first password opens nothing but the page on which it is changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if not (request.user.is_authenticated and request.user.must_change_password):
            return None
        if request.resolver_match and request.resolver_match.view_name in OPEN:
            return None
        return redirect("accounts:change_password")
