"""Somebody at a desk: signs on, reads pages, fills in forms; knows of each deed how it was answered."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Mapping
from html import unescape
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

_INPUT = re.compile(r"<(?:input|button)\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
#: What a client does not wait for longer, in seconds.
_PATIENCE_S = 60


class Answer(NamedTuple):
    """What came back: status, where it leads, the page."""

    status: int
    leads_to: str
    page: str


class Unanswered(Exception):
    """The connection broke, so nobody knows whether the deed was done."""


class Desk:
    """A browser as far as forms go: cookies, hidden inputs, no script.

    Args:
        address: says where the server is now; it moves when it is started anew.
    """

    def __init__(self, address: Callable[[], tuple[str, int]], username: str, password: str) -> None:
        self._address, self._username, self._password = address, username, password
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Read a page, after signing on where that is asked."""
        answer = self._ask("GET", path)
        if answer.status == 302 and urlsplit(answer.leads_to).path == "/sign-on/":
            self.sign_on()
            answer = self._ask("GET", path)
        return answer

    def send(self, path: str, page: Answer, given: Mapping[str, object]) -> Answer:
        """Send the form of a page as it stands there, with what is given."""
        return self._ask("POST", path, {**hidden(page.page), **given})

    def sign_on(self) -> None:
        page = self._ask("GET", "/sign-on/")
        given = {"username": self._username, "password": self._password}
        answer = self._ask("POST", "/sign-on/", {**hidden(page.page), **given})
        if answer.status != 302:
            raise Unanswered(f"not signed on: {answer.status}")

    def _ask(self, method: str, path: str, form: Mapping[str, object] | None = None) -> Answer:
        host, port = self._address()
        connection = http.client.HTTPConnection(host, port, timeout=_PATIENCE_S)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form, doseq=True)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(str(error)) from error
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        return Answer(answer.status, answer.headers.get("Location", ""), page)


def hidden(page: str) -> dict[str, str]:
    """The hidden inputs of a page's forms."""
    found = [dict(_ATTRIBUTE.findall(tag)) for tag in _INPUT.findall(page)]
    return {
        one["name"]: unescape(one.get("value", ""))
        for one in found
        if one.get("type") == "hidden" and "name" in one
    }
