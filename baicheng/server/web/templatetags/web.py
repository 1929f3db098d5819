"""Filters and small tags that every template has (they are built in, no ``load`` needed)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from django import template
from django.utils.safestring import SafeString

from baicheng.server.web import deadlines, formats, icons

register = template.Library()

register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("amount", formats.amount)
register.filter("figure", formats.figure)
register.filter("due", deadlines.due)
register.filter("left", deadlines.left)
register.filter("period", deadlines.period)


class Titled(Protocol):
    """A title of a pack: Chinese and English."""

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


@register.filter
def say(title: Mapping[str, str] | Titled | str | None) -> str:
    """A pack's title, or ``{"zh": …, "en": …}``, in the language of the page.

    >>> say("督查")
    '督查'
    """
    if not title:
        return ""
    if isinstance(title, str):
        return title
    wanted = "en" if formats.in_english() else "zh"
    if not isinstance(title, Mapping):
        return str(getattr(title, wanted))
    return title.get(wanted) or next(iter(title.values()), "")


@register.filter
def minutes(length: timedelta) -> int:
    """A length of time in whole minutes, rounded up.

    >>> minutes(timedelta(seconds=61))
    2
    """
    return -(-int(length.total_seconds()) // 60)


@register.simple_tag
def icon(name: str, label: str = "", classes: str = "") -> SafeString:
    """An icon by its name in icons.txt; ``label`` when it stands alone and says something."""
    return icons.icon(name, label, classes)
