"""What the pages of imports say in one word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from baicheng.server.intake.models import Decision, Import, ImportState

register = template.Library()

_STATES = {ImportState.REVIEW: "info", ImportState.ISSUED: "good", ImportState.ABANDONED: "neutral"}
_DECISIONS = {
    Decision.PENDING: ("neutral", "circle-dashed"),
    Decision.ACCEPTED: ("good", "check"),
    Decision.REJECTED: ("bad", "x"),
}


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """What a mapping holds at a key, the key itself where nothing."""
    return mapping.get(key, key)


@register.inclusion_tag("web/parts/badge.html")
def import_state(intake: Import) -> dict[str, Any]:
    """The state of an import as a badge."""
    return {"text": ImportState(intake.state).label, "tone": _STATES[ImportState(intake.state)], "icon": ""}


@register.inclusion_tag("web/parts/badge.html")
def decision(of: str) -> dict[str, Any]:
    """What was decided on a draft, as a badge."""
    tone, icon = _DECISIONS[Decision(of)]
    return {"text": Decision(of).label, "tone": tone, "icon": icon}


@register.simple_tag
def decided_of(intake: Import) -> str:
    """How many of an import's tasks are decided, such as 3 / 8; see ``queries.with_progress``."""
    total: int = intake.task_count  # type: ignore[attr-defined]  # annotated by the query
    pending: int = intake.pending_count  # type: ignore[attr-defined]
    return f"{total - pending} / {total}"
