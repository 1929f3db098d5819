"""Filters that every template has (they are built in, no ``load`` needed)."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def say(title: Mapping[str, str] | str | None) -> str:
    """A pack's title ``{"zh": …, "en": …}`` in the language of the page.

    >>> say("督查")
    '督查'
    """
    if not title:
        return ""
    if isinstance(title, str):
        return title
    wanted = "en" if (get_language() or "").startswith("en") else "zh"
    return title.get(wanted) or next(iter(title.values()), "")
