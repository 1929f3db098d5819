"""What every request passes: its language, its text, what it asks once, the way back to sign-on for parts of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation

from baicheng.server.web.once import answers_kept

Answer = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Pages are Chinese unless the reader has chosen otherwise by the language button.

    The browser's own list of languages is not asked: office machines often name English without anybody
    having chosen it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class WholeTextMiddleware:
    """What holds the character NUL is no text that anybody typed, and no database takes it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = (
            value for given in (request.GET, request.POST) for pair in given.lists() for value in _texts(pair)
        )
        if "\0" in request.path_info or any("\0" in text for text in sent):
            raise BadRequest("a text holds NUL")
        return self.get_response(request)


class AskedOnceMiddleware:
    """A request that only reads asks the database once who its user is and what is installed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with answers_kept(only_read=True):
            return self.get_response(request)


def _texts(pair: tuple[str, Sequence[object]]) -> Iterator[str]:
    name, values = pair
    yield name
    yield from (value for value in values if isinstance(value, str))


class PartsOfPagesMiddleware:
    """A part of a page that asks for sign-on leads the whole page there, not the part."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "HX-Request" not in request.headers or response.status_code != 302:
            return response
        if not response.headers["Location"].startswith(resolve_url(settings.LOGIN_URL)):
            return response
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
