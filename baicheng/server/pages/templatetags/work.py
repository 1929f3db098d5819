"""The lines of My work, written here: a page has two hundred of them, and a template takes long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from baicheng.server.pages.work import Behind, Part, Task
from baicheng.server.web.deadlines import due, left, period
from baicheng.server.web.markup import escaped
from baicheng.server.web.templatetags.components import light
from baicheng.server.web.templatetags.web import say

register = template.Library()


@register.simple_tag
def work_lines(part: Part, now: datetime, name: str, urgent: bool = False) -> SafeString:
    """The lines of a part of My work.

    Args:
        name: the id of the part, which its buttons are described by.
        urgent: whether it comes first, so that its buttons stand out.
    """
    words = _buttons()
    return SafeString("".join(_line(task, now, name, bool(urgent), words) for task in part.tasks))


@register.simple_tag
def behind_lines(units: Iterable[Behind], now: datetime) -> SafeString:
    """The units that are late: with how much, since when."""
    return SafeString("".join(_behind(one, now) for one in units))


def _behind(one: Behind, now: datetime) -> str:
    things = ngettext("%(count)s thing", "%(count)s things", one.count) % {"count": one.count}
    oldest = _("the oldest was due %(day)s, %(left)s") % {"day": due(one.since), "left": left(one.since, now)}
    url = reverse("duties:unit", args=[one.programme, one.unit])
    return (
        f'<li><a href="{escaped(url)}">{escaped(one.name)}</a>'
        f'<span class="state state-bad number">{escaped(things)}</span><small>{escaped(oldest)}</small></li>'
    )


def _line(task: Task, now: datetime, name: str, urgent: bool, words: dict[str, str]) -> str:
    said = period(task.period) if task.period else ""
    return (
        f'<li class="work-line"><div class="work-when">{_when(task, now)}</div>'
        f'<div class="work-what">{_title(task, said)}{_about(task)}{_who(task)}</div>'
        f'<div class="work-do no-print">{_button(task, said, name, urgent, words)}</div></li>'
    )


def _when(task: Task, now: datetime) -> str:
    if task.due_at is None:
        return light(task.light)
    remaining = f'<span class="work-left work-left-{task.light}">{escaped(left(task.due_at, now))}</span>'
    return light(task.light, due(task.due_at)) + remaining


def _title(task: Task, said: str) -> str:
    covers = f' <span class="work-period">{escaped(said)}</span>' if said else ""
    return f'<p class="work-title"><a href="{escaped(task.url)}">{escaped(say(task.title))}</a>{covers}</p>'


def _about(task: Task) -> str:
    if not task.about:
        return ""
    number = f'<span class="number">{escaped(task.number)}</span> ' if task.number else ""
    return f'<p class="work-about">{number}{escaped(task.about)}</p>'


def _who(task: Task) -> str:
    wanted = f" {escaped(_('asks for: %(wanted)s') % {'wanted': task.wanted})}" if task.wanted else ""
    return f'<p class="work-who">{escaped(task.bearer)}{wanted}</p>' if task.bearer or wanted else ""


def _button(task: Task, said: str, name: str, urgent: bool, words: dict[str, str]) -> str:
    if not task.url:
        return ""
    look = "btn btn-primary" if urgent else "btn"
    return (
        f'<a class="{look}" href="{escaped(task.url)}" aria-describedby="{name}-title">'
        f"{escaped(task.button or words[task.deed])}"
        f'<span class="visually-hidden">{escaped(task.about)} {escaped(said)}</span></a>'
    )


def _buttons() -> dict[str, str]:
    """The general word for each deed, where a flow has none of its own."""
    return {
        "report": pgettext("hand in", "Report"),
        "enter": _("Enter"),
        "settle": _("Say it is done"),
        "decide": _("Decide"),
        "answer": _("Answer"),
        "check": _("Check"),
        "look": _("Look"),
        "handle": _("Handle"),
    }
