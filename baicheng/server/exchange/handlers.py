"""What goes wrong before an address is reached (出错处理): in the API's form for programs, as a page for people."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from baicheng.server.exchange.faults import Refused
from baicheng.server.web import views as web

#: All addresses of the API begin so.
ROOT = "/api/v1"


def language_of(request: HttpRequest) -> str:
    """The language in which a program wants to be told: Chinese, unless it asks for English first."""
    for wanted, _share in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        if wanted.startswith("zh"):
            return "zh-hans"
        if wanted.startswith("en"):
            return "en"
    return "zh-hans"


def in_language(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Whoever calls an address of the API need not be signed on by a session, and is answered as they ask.

    The API asks itself who calls, and lets nobody in who still has a first password.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            found: HttpResponse = view(request, *args, **more)
            if found.status_code == 405:
                found = _said("method", {"Allow": found.headers.get("Allow", "")})
        found.headers["Content-Language"] = language
        return found

    return login_not_required(answer)


def _said(code: str, headers: dict[str, str] | None = None) -> HttpResponse:
    refused = Refused(code)
    return JsonResponse(refused.said(), status=refused.status, headers=headers)


def _of_api(code: str, page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(page)
    def answer(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        if not request.path.startswith(f"{ROOT}/"):
            return page(request, *args, **more)
        language = language_of(request)
        too_large = any(isinstance(one, RequestDataTooBig) for one in (*args, *more.values()))
        with translation.override(language):
            found = _said("too_large" if too_large else code)
        found.headers["Content-Language"] = language
        return found

    return login_not_required(answer)


bad_request = _of_api("unreadable", web.bad_request)
forbidden = _of_api("forbidden", web.forbidden)
not_found = _of_api("not_found", web.not_found)
server_error = _of_api("broken", web.server_error)
