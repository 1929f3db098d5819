"""A programme by the name that its readers know."""

from __future__ import annotations

from django import template

from baicheng.server.editions.queries import programmes

register = template.Library()


@register.filter
def programme_title(name: str) -> str:
    """The title of a programme in the reader's language; its short name where its pack is no longer installed."""
    return dict(programmes()).get(name, name)
