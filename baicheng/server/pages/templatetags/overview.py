"""Bars of an overview, written here: a page has a hundred of them, and a template takes long."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from baicheng.server.pages.overview.drawing import Segment

register = template.Library()


@register.simple_tag
def bar(segments: Iterable[Segment], classes: str = "") -> SafeString:
    """A bar of pieces side by side; the figures stand beside it, so that it is hidden from screen readers."""
    pieces = format_html_join(
        "",
        '<rect class="piece-{}" x="{}" width="{}" height="10"/>',
        ((one.name, str(one.x), str(one.width)) for one in segments),
    )
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        classes,
        pieces,
    )


@register.filter
def unlocalized(value: float) -> str:
    """A number as pictures write it, with a point in every language."""
    return f"{value:g}"
