"""The tones of badges and the lights of what has a deadline (色调与亮灯). Each is said in words too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

#: neutral: nothing to do; info: under way; good: done or in order; warn: look at it; bad: act.
TONES = frozenset({"neutral", "info", "good", "warn", "bad"})


@dataclass(frozen=True, slots=True)
class Light:
    """How a deadline stands: in words, as a tone, as a shape."""

    title: Any
    tone: str
    icon: str


LIGHTS = {
    "on_time": Light(_("On time"), "info", "clock"),
    "at_risk": Light(_("At risk"), "warn", "alert-triangle"),
    "late": Light(_("Late"), "bad", "clock-exclamation"),
    "done": Light(_("Done"), "good", "circle-check"),
    "done_late": Light(_("Done late"), "warn", "circle-check"),
    "waiting": Light(_("Paused"), "neutral", "player-pause"),
    "closed": Light(_("Closed"), "neutral", "archive"),
    "open": Light(_("No deadline"), "neutral", "circle-dashed"),
}
