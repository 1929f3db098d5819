"""What webhooks can be told (推送事件), and which events of history mean it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

#: Not an event of history: nothing happens when a due moment goes by.
LATE = "assignment.late"

EVENTS: Mapping[str, Any] = {
    "record.created": _("A record was entered"),
    "record.changed": _("A record was changed"),
    "record.moved": _("A record was moved"),
    "assignment.opened": _("Somebody has something to do"),
    "assignment.fulfilled": _("Something was done"),
    "assignment.missed": _("Something was missed for good"),
    LATE: _("Something is late"),
}
#: The verb of an event of history → what webhooks call it.
VERBS: Mapping[str, str] = {
    "registers.record.created": "record.created",
    "registers.record.edited": "record.changed",
    "registers.record.deadline_changed": "record.changed",
    "registers.record.moved": "record.moved",
    "assignments.assignment.opened": "assignment.opened",
    "assignments.assignment.reopened": "assignment.opened",
    "assignments.assignment.done": "assignment.fulfilled",
    "assignments.assignment.agreed": "assignment.fulfilled",
    "assignments.assignment.missed": "assignment.missed",
}
