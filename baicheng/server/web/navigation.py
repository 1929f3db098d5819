"""The main menu (导航): which entries somebody sees, and which page is the current one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu. ``roles`` empty: everybody signed on; ``icon`` is a name of web/icons."""

    url_name: str
    title: Any  # a lazy translation
    icon: str
    roles: tuple[str, ...] = ()


def navigation(request: HttpRequest) -> dict[str, Any]:
    """For every template: the menu of this user. ``request.user.roles`` is the set of present roles."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": ()}
    return {"navigation": tuple(_visible(request, user.roles))}


def _visible(request: HttpRequest, roles: frozenset[str]) -> Iterator[dict[str, Any]]:
    for entry in settings.NAVIGATION:
        if entry.roles and roles.isdisjoint(entry.roles):
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:  # an app that this installation leaves out
            continue
        current = request.path == url or (url != "/" and request.path.startswith(url))
        yield {"title": entry.title, "url": url, "icon": entry.icon, "current": current}
