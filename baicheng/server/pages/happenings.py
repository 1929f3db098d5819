"""The history of a record in the reader's words (经过)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baicheng.clock.instants import china_date
from baicheng.server.assignments.rows import DECIDE
from baicheng.server.history.models import Event
from baicheng.server.pages.course import UNITS
from baicheng.server.registers.books import Book, label, said, spoken
from baicheng.server.registers.versions import FIELDS
from baicheng.server.registers.wording import Names, place, say, state_said
from baicheng.server.web.deadlines import due
from baicheng.server.web.formats import amount, day
from baicheng.server.web.timeline import Change, Happening

_TYPED = "registers.record.values_typed"
_RECORD, _ASSIGNMENT, _PARTIES = "registers.record.", "assignments.assignment.", "parties."

#: What happened, in which tone, with which icon, by the verb of the event.
VERBS = {
    "registers.record.created": (gettext_lazy("Entered"), "info", "plus"),
    "registers.record.taken_over": (gettext_lazy("Taken over as it stood elsewhere"), "info", "arrow-right"),
    "registers.record.edited": (gettext_lazy("Changed"), "neutral", "pencil"),
    "registers.record.updated": (gettext_lazy("Brought up to date"), "good", "refresh"),
    "registers.record.deadline_changed": (gettext_lazy("Deadline changed"), "warn", "calendar-due"),
    "registers.record.reminded": (gettext_lazy("Reminded"), "warn", "bell"),
    "registers.record.deadline_followed": (
        gettext_lazy("Deadline follows the time that was granted"),
        "neutral",
        "calendar-due",
    ),
    "registers.record.parts_entered": (gettext_lazy("Parts entered"), "neutral", "list-check"),
    "registers.record.values_typed": (gettext_lazy("Values of targets stated"), "neutral", "target"),
    "registers.record.parts_moved": (gettext_lazy("Parts moved along"), "warn", "calendar-due"),
    "registers.record.party_added": (gettext_lazy("Takes part now"), "neutral", "users"),
    "registers.record.party_ended": (gettext_lazy("No longer takes part"), "neutral", "users"),
    "registers.record.parties_arranged": (gettext_lazy("Order of speaking set"), "neutral", "users"),
    "registers.record.decisions_drafted": (gettext_lazy("Decisions taken down"), "neutral", "list-check"),
    "registers.record.decisions_issued": (gettext_lazy("Decisions issued"), "good", "send"),
    "registers.record.party_replaced": (gettext_lazy("Handed on"), "warn", "switch-horizontal"),
    "registers.record.succeeded": (gettext_lazy("Passed on by succession"), "warn", "transfer"),
    "registers.record.succession_undone": (gettext_lazy("Succession taken back"), "warn", "transfer"),
    "registers.record.succession_decided": (gettext_lazy("Decided in a succession"), "neutral", "transfer"),
    "assignments.assignment.succeeded": (gettext_lazy("Passed on by succession"), "neutral", "transfer"),
    "registers.record.consolidator_set": (
        gettext_lazy("Says who puts the work together"),
        "neutral",
        "users",
    ),
    "registers.record.file_attached": (gettext_lazy("File attached"), "neutral", "paperclip"),
    "registers.record.file_removed": (gettext_lazy("File removed"), "warn", "paperclip"),
    "registers.record.personal_read": (gettext_lazy("Personal data read"), "warn", "eye"),
    "registers.record.personal_erased": (gettext_lazy("Personal data erased"), "warn", "eye-off"),
    "assignments.assignment.opened": (gettext_lazy("To be done"), "neutral", "clock"),
    "assignments.assignment.reopened": (gettext_lazy("To be done again"), "neutral", "clock"),
    "assignments.assignment.done": (gettext_lazy("Done"), "good", "circle-check"),
    "assignments.assignment.agreed": (gettext_lazy("Agreed"), "good", "circle-check"),
    "assignments.assignment.refused": (gettext_lazy("Refused"), "bad", "circle-x"),
    "assignments.assignment.objected": (gettext_lazy("Objected to"), "warn", "alert-triangle"),
    "assignments.assignment.sent_back": (gettext_lazy("Sent back"), "warn", "arrow-back-up"),
    "assignments.assignment.returned": (gettext_lazy("Returned"), "warn", "arrow-back-up"),
    "assignments.assignment.missed": (gettext_lazy("Missed"), "bad", "alarm"),
    "assignments.assignment.lapsed": (gettext_lazy("No longer needed"), "neutral", "circle"),
    "assignments.assignment.cancelled": (gettext_lazy("Cancelled"), "neutral", "ban"),
    "assignments.assignment.handed_on": (gettext_lazy("Handed on"), "warn", "switch-horizontal"),
    "assignments.assignment.extension_asked": (gettext_lazy("More time asked for"), "warn", "calendar-due"),
    "assignments.assignment.extension_granted": (gettext_lazy("More time granted"), "good", "calendar-due"),
    "assignments.assignment.extension_refused": (gettext_lazy("More time refused"), "bad", "calendar-due"),
    "assignments.assignment.paused": (gettext_lazy("Clock paused"), "neutral", "player-pause"),
    "assignments.assignment.resumed": (gettext_lazy("Clock runs on"), "neutral", "player-play"),
    "assignments.assignment.excluded": (gettext_lazy("Appeal granted: does not count"), "neutral", "scale"),
    "assignments.assignment.retimed": (gettext_lazy("Follows the new day"), "neutral", "calendar-due"),
    "assignments.assignment.escalated": (gettext_lazy("Urged"), "warn", "bell"),
    "assignments.assignment.reprojected": (gettext_lazy("Follows the new calendar"), "neutral", "calendar"),
}
#: What comes with every step and is told only to whoever asks for everything.
_ROUTINE = frozenset(
    {
        "assignments.assignment.opened",
        "assignments.assignment.reopened",
        "assignments.assignment.done",
        "assignments.assignment.lapsed",
        "assignments.assignment.objected",
        "assignments.assignment.sent_back",
        "registers.record.deadline_followed",
        "assignments.assignment.retimed",
        "assignments.assignment.succeeded",
    }
)

#: Changes that say nothing to a reader beside the others.
_SILENT = frozenset({"number"})


def without_routine(events: QuerySet[Event]) -> QuerySet[Event]:
    """Without what comes with every step, and without the decision on more time as a task of its own."""
    # An event whose context has no name is not one that is called otherwise: SQL knows no answer there.
    others = Q(context__name__isnull=True) | ~Q(context__name=DECIDE)
    return events.exclude(verb__in=_ROUTINE).filter(others)


def happenings(book: Book, events: Iterable[Event], known: Names) -> list[Happening]:
    """Each event of a record's chain as an entry of a timeline; personal values are not repeated.

    Args:
        known: what the ids in :func:`changed` are called.
    """
    return [_happening(book, event, known) for event in events]


def changed(book: Book, events: Iterable[Event]) -> Iterator[Mapping[str, Any]]:
    """Old and new values of fields, as rows whose ids want names."""
    for event in events:
        for side in (0, 1):
            yield {
                path.removeprefix(FIELDS): change[side]
                for path, change in event.changes.items()
                if path.startswith(FIELDS) and path.removeprefix(FIELDS) not in book.personal
            }


def _happening(book: Book, event: Event, known: Names) -> Happening:
    what, tone, icon = _what(book, event)
    context = event.context
    why = event.reason
    if approval := context.get("approval"):
        why = _("%(reason)s (approved: %(approval)s)") % {"reason": why, "approval": approval}
    if source := context.get("source"):
        why = _("%(reason)s (according to %(source)s)") % {"reason": why, "source": source}
    if answer := context.get("answer"):
        why = _("%(reason)s Answer: %(answer)s") % {"reason": why, "answer": answer}
    if "rung" in context:
        why = _urged(context)
    return Happening(
        what,
        event.actor_name,
        event.recorded_at,
        why=why.strip(),
        changes=tuple(_values(event) if event.verb == _TYPED else _changes(book, event, known)),
        tone=tone,
        icon=icon,
        held_at=event.held_at if _told_later(event) else None,
    )


def _urged(context: Mapping[str, Any]) -> str:
    """Which rung of the ladder of reminders was climbed, who was told, and what was issued."""
    after = context["rung"]["after"]
    names = "、".join(said(one["zh"], one["en"]) for one in context["told"])
    how_late = {"amount": after["amount"], "unit": UNITS[after["unit"]]}
    why = _("%(amount)s %(unit)s late: %(names)s told.") % {**how_late, "names": names or _("nobody")}
    if created := context["created"]:
        why += " " + _("%(number)s was issued.") % created
    return why


def _told_later(event: Event) -> bool:
    return abs((event.recorded_at - event.held_at).total_seconds()) > 60


def _what(book: Book, event: Event) -> tuple[str, str, str]:
    if event.verb == f"{_RECORD}moved" and book.process is not None:
        move = book.process.flow.moves.get(event.context.get("move", ""))
        if move is not None:
            tone = "warn" if move.reason == "required" else "good"
            return spoken(move.title), tone, "arrow-back-up" if move.returns else "arrow-right"
    title, tone, icon = VERBS.get(event.verb, (_("Changed"), "neutral", "circle"))
    if by := event.context.get("by"):
        return _("%(what)s by %(number)s") % {"what": title, "number": by["number"]}, tone, icon
    if event.verb.startswith(_ASSIGNMENT):
        named = event.context.get("title") or {}
        about = said(str(named.get("zh", "")), str(named.get("en", "")))
        bearer = event.context.get("bearer") or ""
        return _("%(what)s: %(about)s") % {"what": title, "about": f"{about} {bearer}".strip()}, tone, icon
    return str(title), tone, icon


def _changes(book: Book, event: Event, known: Names) -> Iterator[Change]:
    if file := event.context.get("file"):
        yield Change(_("File"), "", str(file))
        return
    if since := _another_day(event):
        yield Change(_("From"), "", day(since))
    for path, (old, new) in event.changes.items():
        if path in _SILENT or path == "outcome":
            continue
        name = path.partition(".")[2] or path
        if path.startswith(FIELDS):
            yield _change_of_field(book, name, old, new, known)
        elif path.startswith(_PARTIES):
            yield Change(label(book, name.partition(".")[0]), _listed(old), _listed(new))
        elif path == "parts":
            yield from _parts(old or (), new or ())
        elif path.startswith("parts.") and path.endswith(".bearers"):
            yield Change(_("Part %(number)s") % {"number": path.split(".")[1]}, _plain(old), _plain(new))
        elif path == "bearer":
            yield Change(_("Borne by"), _plain(old), _plain(new))
        elif path.startswith("parts."):
            number = {"number": path.split(".")[1]}
            yield Change(
                _("Part %(number)s") % number, *(day(parse_date(side)) if side else "" for side in (old, new))
            )
        elif path == "state":
            yield Change(
                _("State"), state_said(book, old) if old else "", state_said(book, new) if new else ""
            )
        else:
            yield _change_of_column(book, path, old, new)


def _change_of_column(book: Book, path: str, old: Any, new: Any) -> Change:
    """A change of what every record has."""
    if path == "decisions":
        return Change(_("Decisions"), _listed(old), _listed(new))
    if path == "place":
        return Change(label(book, path), *(place(side) if side else "" for side in (old, new)))
    if path in ("due_at", "extension", "excluded_on"):
        return Change(_("Due"), _moment(old), _moment(new))
    called = _("Value") if path in ("value", "op") else label(book, path)
    return Change(called, _plain(old), _plain(new))


def _another_day(event: Event) -> date | None:
    """From which day on roles change, where that is not the day of the event."""
    since = parse_date(event.context.get("from", ""))
    return since if since != china_date(event.recorded_at) else None


def _parts(old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    """Each part by its number: what it says now and, where it was another, what it said before."""
    for number in range(max(len(old), len(new))):
        before, after = (str(side[number]) if number < len(side) else "" for side in (old, new))
        if before != after:
            yield Change(_("Part %(number)s") % {"number": number + 1}, before, after)


def _values(event: Event) -> Iterator[Change]:
    """What was stated of targets: each indicator with its value before and now, in its unit."""
    units = event.context.get("units") or {}
    for path, (old, new) in event.changes.items():
        name, _hash, number = path.rpartition(" #")
        unit = units.get(number, "")
        before, after = (f"{_plain(side)} {unit}".strip() if side is not None else "" for side in (old, new))
        yield Change(name or path, before, after)


def _change_of_field(book: Book, name: str, old: Any, new: Any, known: Names) -> Change:
    field = book.register.fields_.get(name)
    if field is None:
        return Change(name, _plain(old), _plain(new))
    if name in book.personal:
        return Change(spoken(field.title), "", _("personal data"))
    return Change(spoken(field.title), _said(say(field, old, known)), _said(say(field, new, known)))


def _said(values: Iterable[object]) -> str:
    return "、".join(map(str, values))


def _listed(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def _moment(value: Any) -> str:
    if not isinstance(value, str):
        return _plain(value)
    at = parse_datetime(value)
    if isinstance(at, datetime) and timezone.is_aware(at):
        return due(at)
    return value


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return amount(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)
