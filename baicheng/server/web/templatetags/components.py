"""The components of pages (页面组件); docs/pages.md shows each with its parameters."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.template.defaultfilters import capfirst
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from baicheng.server.web import icons
from baicheng.server.web.markup import escaped
from baicheng.server.web.tabs import Tab
from baicheng.server.web.timeline import Happening
from baicheng.server.web.tones import LIGHTS, TONES

register = template.Library()


@register.simple_block_tag
def page_header(
    content: str, title: Any, lead: Any = "", state: Any = "", tone: str = "neutral", above: Any = ""
) -> SafeString:
    """The head of a page; its content is the buttons of what can be done here.

    Args:
        content: buttons and links, the most important one first and the only ``btn-primary``.
        title: the heading of the page, its only h1.
        lead: one sentence under the title.
        state: the state of what the page is about, as a badge beside the title, in ``tone``.
        tone: the tone of the badge.
        above: a small line over the title, such as a number.
    """
    given = {"content": content, "title": title, "lead": lead, "state": state, "tone": tone, "above": above}
    return render_to_string("web/parts/page_header.html", given)


@register.inclusion_tag("web/parts/breadcrumb.html")
def breadcrumb(title: Any, url: str) -> dict[str, Any]:
    """One step on the way to this page; stands in the block ``breadcrumbs``."""
    return {"title": title, "url": url}


# A list has a badge and a light in every row: they are written here, since a template takes ten times as long.
@register.simple_tag
def badge(text: Any, tone: str = "neutral", icon: str = "") -> SafeString:
    """A state as a soft badge. ``tone`` is one of tones.TONES; any other counts as neutral."""
    return _badge(escaped(capfirst(text)), tone if tone in TONES else "neutral", icon)


@lru_cache(maxsize=512)
def _badge(text: str, tone: str, icon: str) -> SafeString:
    """States repeat themselves on a page, and on every page."""
    return SafeString(f'<span class="state state-{tone}">{icons.icon(icon) if icon else ""}{text}</span>')


@register.simple_tag
def light(name: str, *details: Any) -> SafeString:
    """How a deadline stands: a name of tones.LIGHTS, and as details, a line each, what the words leave open.

    Raises:
        KeyError: there is no such light.
    """
    found = LIGHTS[name]
    more = "".join([f"<small>{escaped(detail)}</small>" for detail in details if detail])
    words = f"<span>{escaped(found.title)}{more}</span>"
    return SafeString(f'<span class="light light-{found.tone}">{icons.icon(found.icon)}{words}</span>')


@register.inclusion_tag("web/parts/progress.html")
def progress(value: Any, of: Any = 100, label: Any = "", text: Any = "") -> dict[str, Any]:
    """How far something is; ``text`` stands beside the bar ("3 of 5"), else the share in per cent."""
    share = round(100 * float(value) / float(of)) if of and value is not None else 0
    return {"share": min(max(share, 0), 100), "label": label, "text": text or f"{share}%"}


@register.inclusion_tag("web/parts/timeline.html")
def timeline(happenings: Iterable[Happening]) -> dict[str, Any]:
    """What happened, newest or oldest first as given."""
    return {"happenings": list(happenings)}


@register.simple_block_tag
def card(content: str, title: Any = "", lead: Any = "", level: int = 2, classes: str = "") -> SafeString:
    """A part of a page on white ground, with a heading of its own when it has a title."""
    return render_to_string(
        "web/parts/card.html",
        {"content": content, "title": title, "lead": lead, "level": level, "classes": classes},
    )


@register.simple_block_tag
def facts(content: str, classes: str = "") -> SafeString:
    """The fields of a record as pairs of name and value; its content is ``fact`` tags."""
    return render_to_string("web/parts/facts.html", {"content": content, "classes": classes})


@register.simple_block_tag
def fact(content: str, label: Any) -> SafeString:
    """One field of a record; nothing but blanks shows as a dash."""
    return render_to_string(
        "web/parts/fact.html", {"content": content, "blank": not content.strip(), "label": label}
    )


@register.inclusion_tag("web/parts/tabs.html")
def tabs(items: Iterable[Tab], label: Any) -> dict[str, Any]:
    """Tabs that are links; ``label`` names them for screen readers."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("web/parts/empty.html")
def empty(title: Any, hint: Any = "", action: Any = "", url: str = "", icon: str = "inbox") -> dict[str, Any]:
    """What stands where there is nothing: why, and what to do next."""
    return {"title": title, "hint": hint, "action": action, "url": url, "icon": icon}


@register.inclusion_tag("web/parts/upload.html")
def upload(field: BoundField, help_text: Any = "") -> dict[str, Any]:
    """A field for files that can be dropped on, lists what was chosen and shows pictures."""
    return {"field": field, "help_text": help_text or field.help_text}


@register.inclusion_tag("web/parts/dialog_button.html")
def dialog_button(opens: str, label: Any, icon: str = "", classes: str = "") -> dict[str, Any]:
    """The button that opens the dialog of this id."""
    return {"opens": opens, "label": label, "icon": icon, "classes": classes}


@register.simple_block_tag(takes_context=True)
def dialog(
    context: Context,
    content: str,
    name: str,
    title: Any,
    action: str,
    submit: Any,
    reason: str = "",
    reason_help: Any = "",
    tone: str = "",
) -> SafeString:
    """A question before something is done: a form in a dialog, sent by POST to ``action``.

    Args:
        context: the template's.
        content: what is asked, and any fields.
        name: the id; a ``dialog_button`` opens it.
        title: the question.
        action: the address that the form is sent to.
        submit: the words of the button, a verb.
        reason: "required" or "optional" adds a field ``reason``; "" none.
        reason_help: what a good reason says.
        tone: "bad" for what cannot be undone.
    """
    given = {
        "content": content,
        "name": name,
        "title": title,
        "action": action,
        "submit": submit,
        "reason": reason,
        "reason_help": reason_help,
        "tone": tone,
        "csrf_token": context.get("csrf_token", ""),
    }
    return render_to_string("web/parts/dialog.html", given)
