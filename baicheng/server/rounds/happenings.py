"""What happened to a round (办理经过), from its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baicheng.server.history.models import Event
from baicheng.server.rounds.models import Round
from baicheng.server.rounds.queries import KIND
from baicheng.server.web.timeline import Happening

VERBS: Mapping[str, tuple[Any, str, str]] = {
    "opened": (_("Round opened"), "info", "flag"),
    "edition_taken": (_("Judged by a newer version of the pack"), "warn", "versions"),
    "drawn": (_("Lots drawn"), "neutral", "list-check"),
    "panel_allotted": (_("Panel allotted"), "neutral", "users"),
    "mark_given": (_("Mark given"), "neutral", "pencil"),
    "handed_in": (_("Sheet handed in"), "good", "clipboard-check"),
    "sheet_sent_back": (_("Sheet sent back"), "warn", "arrow-back-up"),
    "reckoned": (_("Draft reckoned"), "neutral", "calculator"),
    "undecided_accepted": (_("Undecided result accepted"), "warn", "help-circle"),
    "released": (_("Draft released to those assessed"), "info", "eye"),
    "objected": (_("Objection raised"), "warn", "message"),
    "answered": (_("Objection answered"), "neutral", "message-circle"),
    "rerun_proposed": (_("All reckoned again"), "neutral", "refresh"),
    "rerun_adopted": (_("Re-run adopted"), "good", "check"),
    "submitted": (_("Submitted for approval"), "info", "send"),
    "approved": (pgettext_lazy("round", "Approved"), "good", "check"),
    "sent_back": (_("Sent back"), "bad", "arrow-back-up"),
    "locked": (_("Final and locked"), "good", "lock"),
    "put_into_effect": (_("Put into effect"), "neutral", "gavel"),
    "published": (pgettext_lazy("round", "Made known"), "good", "speakerphone"),
    "corrected_beside": (_("Reckoned beside the final results"), "warn", "versions"),
    "cancelled": (pgettext_lazy("round", "Given up"), "bad", "ban"),
}
#: Marks are told on their sheets; on the page of a round they would hide everything else.
_TOLD = tuple(f"{KIND}.{verb}" for verb in VERBS if verb != "mark_given")
#: So many of what happened stand on the page.
_MOST_TOLD = 60


def happened(row: Round) -> list[Happening]:
    """What happened, the newest first; single marks are told on their sheets."""
    events = Event.objects.filter(chain=f"{KIND}:{row.pk}", verb__in=_TOLD).order_by("-recorded_at", "-pk")
    return [_happening(event) for event in events[:_MOST_TOLD]]


def _happening(event: Event) -> Happening:
    what, tone, icon = VERBS[event.verb.rpartition(".")[2]]
    subject = event.context.get("subject")
    said = f"{what} · {subject}" if isinstance(subject, str) and subject else what
    return Happening(said, event.actor_name, event.recorded_at, why=event.reason, tone=tone, icon=icon)
