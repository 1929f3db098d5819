"""The lines of My work, written here: a page has two hundred of them, and a template takes long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django import template
from django.urls import get_script_prefix, reverse
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
    whens = {(task.light, task.due_at): _when(task, now) for task in _unlike(part.tasks)}
    lines = [_line(task, whens[task.light, task.due_at], name, bool(urgent), words) for task in part.tasks]
    return SafeString("".join(lines))


def _unlike(tasks: Iterable[Task]) -> Iterable[Task]:
    """One for each light and due moment: most of a part fall due on the same few days."""
    return {(task.light, task.due_at): task for task in tasks}.values()


@register.simple_tag
def behind_lines(units: Iterable[Behind], now: datetime) -> SafeString:
    """The units that are late: with how much, since when."""
    since: dict[datetime, str] = {}
    written = []
    for one in units:
        if one.since not in since:
            since[one.since] = escaped(_oldest(one.since, now))
        written.append(_behind(one, since[one.since]))
    return SafeString("".join(written))


def _oldest(since: datetime, now: datetime) -> str:
    return _("the oldest was due %(day)s, %(left)s") % {"day": due(since), "left": left(since, now)}


def _behind(one: Behind, oldest: str) -> str:
    things = ngettext("%(count)s thing", "%(count)s things", one.count.number) % {"count": one.count}
    before, behind = _around_unit(one.programme, get_script_prefix())
    return (
        f'<li><a href="{escaped(before)}{one.unit}{escaped(behind)}">{escaped(one.name)}</a>'
        f'<span class="state state-bad number">{escaped(things)}</span><small>{oldest}</small></li>'
    )


@lru_cache(maxsize=64)
def _around_unit(programme: str, _prefix: str) -> tuple[str, str]:
    """What stands around the id of a unit in the address of what it owes: a page names all that are late."""
    before, _id, behind = reverse("duties:unit", args=[programme, 0]).rpartition("0")
    return before, behind


def _line(task: Task, when: str, name: str, urgent: bool, words: dict[str, str]) -> str:
    said = period(task.period) if task.period else ""
    return (
        f'<li class="work-line"><div class="work-when">{when}</div>'
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
