"""What boards, calendars and Gantt charts show: cards, days in words, bars.

Bars are SVG with attributes alone, as the policy asks (CSP).
"""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from baicheng.server.registers.faces.board import Pile
from baicheng.server.registers.faces.cards import Card
from baicheng.server.registers.faces.gantt import Bar, Chart
from baicheng.server.web.deadlines import due
from baicheng.server.web.formats import MONTHS, in_english
from baicheng.server.web.markup import escaped
from baicheng.server.web.templatetags.components import light
from baicheng.server.web.tones import LIGHTS

register = template.Library()
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@register.filter
def month_name(day: date) -> str:
    """The month of a day with its year."""
    return f"{MONTHS[day.month - 1]} {day.year}" if in_english() else f"{day.year}年{day.month}月"


@register.filter
def day_of_week(day: date) -> str:
    """A day of a year that is known, with its weekday."""
    if in_english():
        return f"{_WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return f"{day.month}月{day.day}日 周{_WEEKDAYS_ZH[day.weekday()]}"


@register.simple_tag
def weekday_names() -> list[str]:
    """The weekdays from Monday on."""
    return list(_WEEKDAYS_EN) if in_english() else [f"周{name}" for name in _WEEKDAYS_ZH]


@register.simple_tag
def light_word(name: str) -> str:
    """A light in words alone."""
    return str(LIGHTS[name].title)


@register.simple_tag
def pile_cards(pile: Pile) -> SafeString:
    """The cards of a column, written here: a board has a hundred of them, and a template takes long."""
    return SafeString("".join([_card(card, bool(pile.leads)) for card in pile.cards]))


def _card(card: Card, can_be_dragged: bool) -> str:
    line, url = card.line, escaped(card.line.url)
    dragged = f' draggable="true" data-record="{url}"' if can_be_dragged else ""
    who = f'<p class="record-card-who">{escaped(card.lead)}</p>' if card.lead else ""
    number = f'<span class="number">{escaped(line.number)}</span>'
    until = due(line.deadline_at) if line.deadline_at else ""
    how = light(line.light, until) if line.deadline_at or line.earliest_at else number
    far = f'<span class="number">{card.progress}%</span>' if card.progress is not None else ""
    return (
        f'<li class="record-card record-card-{line.light}"{dragged}>'
        f'<p class="record-card-title"><a href="{url}">{escaped(line.title)}</a></p>{who}'
        f'<p class="record-card-how">{how}{far}</p></li>'
    )


@register.simple_tag
def gantt_head(chart: Chart) -> SafeString:
    """The months above the bars."""
    named = format_html_join(
        "",
        '<svg x="{}" overflow="visible"><text x="4" y="15">{}</text></svg>',
        ((tick.at, tick.title) for tick in chart.ticks if tick.title),
    )
    return format_html(
        '<svg class="gantt-track gantt-head" width="100%" height="22" aria-hidden="true">{}{}</svg>',
        _lines(chart, 22),
        named,
    )


@register.simple_tag
def gantt_bar(bar: Bar, chart: Chart) -> SafeString:
    """A record as a bar; what the bar says in words is its label."""
    planned = format_html(
        '<rect class="gantt-plan gantt-{}" x="{}" y="12" width="{}" height="12" rx="4"/>',
        bar.kind,
        bar.start,
        bar.width,
    )
    done = format_html(
        '<rect class="gantt-done gantt-{}" x="{}" y="12" width="{}" height="12" rx="4"/>',
        bar.kind,
        bar.start,
        bar.filled,
    )
    marks = format_html_join(
        "",
        '<svg x="{}" y="18" overflow="visible"><path class="gantt-mark" d="M-5 0 0-5 5 0 0 5Z"><title>{}</title></path></svg>',
        ((mark.at, mark.title) for mark in bar.marks),
    )
    return format_html(
        '<svg class="gantt-track" width="100%" height="36" role="img" aria-label="{}">{}{}{}{}</svg>',
        bar.said,
        _lines(chart, 36),
        planned,
        done if bar.filled else "",
        marks,
    )


def _lines(chart: Chart, height: int) -> SafeString:
    months = format_html_join(
        "",
        '<line class="gantt-tick" x1="{0}" x2="{0}" y1="0" y2="{1}"/>',
        ((tick.at, height) for tick in chart.ticks),
    )
    today = format_html('<line class="gantt-today" x1="{0}" x2="{0}" y1="0" y2="{1}"/>', chart.today, height)
    return months + today
