"""The menus (导航): which entries somebody sees, and which page is the current one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a menu. ``roles`` empty: everybody signed on; ``icon`` is a name of icons.txt."""

    url_name: str
    title: Any  # a lazy translation
    icon: str
    roles: tuple[str, ...] = ()


class Shown(NamedTuple):
    """An entry as somebody sees it on a page; ``current`` where it leads to that page or one above it."""

    title: str
    url: str
    icon: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """For every template: the menus of this user. ``request.user.roles`` is the set of present roles.

    ``navigation`` is the main menu, ``user_menu`` what concerns the user, ``inbox`` the address of the
    inbox and ``inbox_count`` that of the part of a page which shows how much is unread; both are empty
    where no app brings them. ``demonstration`` is whether the installation holds made-up data.
    """
    user = getattr(request, "user", None)
    always = {"demonstration": settings.DEMONSTRATION}
    if user is None or not user.is_authenticated:
        return {"navigation": (), **always}
    return {
        **always,
        "navigation": tuple(_visible(request, settings.NAVIGATION, user.roles)),
        "user_menu": tuple(_visible(request, settings.USER_MENU, user.roles)),
        "inbox": _address(settings.INBOX),
        "inbox_count": _address(settings.INBOX_COUNT),
        "sign_out": _address(settings.SIGN_OUT),
    }


def _address(url_name: str) -> str:
    """The address of a page, or nothing where an installation leaves its app out."""
    return _reversed(url_name, get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(maxsize=256)
def _reversed(url_name: str, _prefix: str, _addresses: str) -> str:
    """Every page leads to the same thirty."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _visible(request: HttpRequest, entries: Iterable[Entry], roles: frozenset[str]) -> Iterator[Shown]:
    for entry in entries:
        if entry.roles and roles.isdisjoint(entry.roles):
            continue
        if not (url := _address(entry.url_name)):
            continue
        current = request.path == url or (url != "/" and request.path.startswith(url))
        yield Shown(str(entry.title), url, entry.icon, current)
