"""The history of an account in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from baicheng.server.accounts.models import Role
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import Subject
from baicheng.server.web.formats import day
from baicheng.server.web.timeline import Change, Happening

#: What happened, in which tone, with which icon, by the verb of the event.
VERBS = {
    "accounts.user.created": (_("Account opened"), "good", "user-plus"),
    "accounts.user.changed": (_("Details changed"), "neutral", "pencil"),
    "accounts.user.deactivated": (_("Account closed"), "bad", "ban"),
    "accounts.user.reactivated": (_("Account opened again"), "good", "lock-open"),
    "accounts.grant.given": (_("Role given"), "info", "key"),
    "accounts.grant.revoked": (_("Role taken back"), "warn", "key"),
    "accounts.password.reset": (_("Password reset"), "warn", "lock"),
    "accounts.password.changed": (_("Password changed"), "neutral", "lock"),
    "exchange.token.created": (_("Token made"), "info", "key"),
    "exchange.token.revoked": (_("Token revoked"), "neutral", "key"),
    "accounts.sessions.ended": (_("Signed out everywhere"), "neutral", "logout"),
}
FIELDS = {
    "username": _("User name"),
    "role": _("Role"),
    "unit": _("Unit"),
    "programme": _("Programme"),
    "since": _("From"),
    "until": _("Until"),
}


def happenings(events: Iterable[Event]) -> Iterator[Happening]:
    """Each event as an entry of a timeline; personal values are not repeated."""
    listed = list(events)
    units = {side for event in listed for side in event.changes.get("unit", ()) if side}
    names = dict(Subject.objects.filter(pk__in=units).values_list("pk", "name"))
    for event in listed:
        what, tone, icon = VERBS.get(event.verb, (event.verb, "neutral", "circle"))
        yield Happening(
            what,
            event.actor_name,
            event.recorded_at,
            why=event.reason or _of_token(event),
            changes=tuple(_changes(event, names)),
            tone=tone,
            icon=icon,
        )


def _of_token(event: Event) -> str:
    """Which token it was, where it was one."""
    name, key = event.context.get("name"), event.context.get("key")
    return f"{name} ({key})" if name and key else ""


def _changes(event: Event, names: dict[int, str]) -> Iterator[Change]:
    for field, title in FIELDS.items():
        old, new = event.changes.get(field, (None, None))
        if old or new:
            yield Change(title, _shown(field, old, names), _shown(field, new, names))


def _shown(field: str, value: object, names: dict[int, str]) -> object:
    if value is None:
        return ""
    if field == "role":
        return Role(str(value)).label
    if field in ("since", "until"):
        return day(date.fromisoformat(str(value)))
    return names.get(value, value) if field == "unit" and isinstance(value, int) else value
