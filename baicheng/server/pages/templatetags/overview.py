"""Bars and rows of an overview, written here: a page has a hundred of them, and a template takes long."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from baicheng.server.pages.overview.drawing import Segment
from baicheng.server.pages.overview.page import Figure, Row
from baicheng.server.web.formats import in_english

register = template.Library()
_NONE = format_html('<td class="tally-number number"><span class="tally-none">{}</span></td>', 0)


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


@register.simple_tag
def tally(row: Row) -> SafeString:
    """A line of a table of units, counties or chapters: each figure leads to what it counts."""
    cells = format_html_join("", "{}", ((_cell(one, row.name),) for one in row.figures))
    return format_html(
        '<tr><th scope="row"><a href="{}">{}</a></th><td class="tally-bar">{}</td><td class="tally-number number">{}</td>'
        "{}</tr>",
        row.url,
        row.name,
        bar(row.segments),
        grouped(row.total),
        cells,
    )


def _cell(one: Figure, name: str) -> SafeString:
    if not one.count:
        return _NONE
    return format_html(
        '<td class="tally-number number"><a class="tally-{}" href="{}">{}<span class="visually-hidden"> {}, {}</span></a></td>',
        one.tone,
        one.url,
        grouped(one.count),
        one.title,
        name,
    )


@register.filter
def grouped(number: int) -> str:
    """A count as it is read at a glance: 104,631."""
    return f"{number:,}"


@register.filter
def marked(number: int) -> str:
    """A count on a scale, where there is room for five characters: 500, 20k (2万)."""
    if number < 10_000:
        return str(number)
    return f"{number / 1_000:g}k" if in_english() else f"{number / 10_000:g}万"


@register.filter
def unlocalized(value: float) -> str:
    """A number as pictures write it, with a point in every language."""
    return f"{value:g}"
