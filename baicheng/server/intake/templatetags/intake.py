"""What the pages of imports say in one word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from baicheng.server.intake.models import Decision, Import, ImportState
from baicheng.server.intake.words import HOWS, titled
from baicheng.server.web.templatetags.components import badge

register = template.Library()

_STATES = {ImportState.REVIEW: "info", ImportState.ISSUED: "good", ImportState.ABANDONED: "neutral"}
_DECISIONS = {Decision.PENDING: "neutral", Decision.ACCEPTED: "good", Decision.REJECTED: "bad"}


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """What a mapping holds at a key, the key itself where nothing."""
    return mapping.get(key, key)


@register.simple_tag
def import_state(intake: Import) -> SafeString:
    """The state of an import as a badge."""
    return badge(ImportState(intake.state).label, _STATES[ImportState(intake.state)])


@register.simple_tag
def decision(of: str) -> SafeString:
    """What was decided on a draft, as a badge; without an icon, for a list has hundreds."""
    return badge(Decision(of).label, _DECISIONS[Decision(of)])


@register.simple_tag
def decided_of(intake: Import) -> str:
    """How many of an import's tasks are decided, such as 3 / 8; see ``queries.with_progress``."""
    total: int = intake.task_count  # type: ignore[attr-defined]  # annotated by the query
    pending: int = intake.pending_count  # type: ignore[attr-defined]
    return f"{total - pending} / {total}"


@register.inclusion_tag("intake/shows.html")
def shows(name: str, word: Any, count: int, show: str) -> dict[str, Any]:
    """One of the ways to narrow the list of drafts; ``show`` is the one that holds."""
    return {"name": name, "word": word, "count": count, "show": show}


@register.inclusion_tag("intake/fault_line.html")
def fault_line(fault: Any) -> dict[str, Any]:
    """What is wrong with a field, beneath it; nothing where all is well."""
    return {"fault": fault}


@register.simple_tag
def field_title(path: str) -> str:
    """What a field of a draft is called, by its path: ``parts.0.due_on`` is 分项1 完成时限."""
    return titled(path)


@register.filter
def how_found(how: str) -> Any:
    """How a suggestion was found, in words."""
    return HOWS[how]
