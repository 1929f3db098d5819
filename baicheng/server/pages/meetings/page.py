"""The page of a body's meeting, read once for whoever looks at it (会议页面)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from baicheng.server.orgs.queries import names
from baicheng.server.pages.meetings.bodies import Bodies, Calendar, Sitting, calendar, sittings
from baicheng.server.pages.meetings.decisions import Taking, taking_down
from baicheng.server.pages.meetings.due import GROUPS, Dispatched, Group, Item, Missing, dispatched
from baicheng.server.pages.meetings.speaking import Speaker, speakers
from baicheng.server.registers.matter import Matter, Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.rights import may_assign
from baicheng.server.registers.wording import state_said

#: The words and the tone of each group.
WORDS: dict[Group, tuple[Any, str]] = {
    "late": (_("Late"), "bad"),
    "at_risk": (_("At risk"), "warn"),
    "due": (_("Due by the meeting"), "info"),
    "delivered": (_("Reported as done, to be verified"), "info"),
    "done": (_("Done since the last meeting"), "good"),
    "running": (_("Running, nothing due yet"), "neutral"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An item with its lead units in words."""

    item: Item
    units: str


@dataclass(frozen=True, slots=True)
class Part:
    """A group of items with its words."""

    group: Group
    title: Any
    tone: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """All that the page shows. ``speakers`` are those in the order of speaking, ``others`` may be chosen.

    ``past`` is the day of a meeting that is over: the page shows how things stood then, with today's light beside.
    ``order_is_chosen`` says that the office has set the order. ``taking`` is the form that takes down what is
    decided, for the office alone.
    """

    bodies: Bodies
    body: Record
    calendar: Calendar
    state: str
    parts: Sequence[Part]
    speakers: Sequence[Speaker]
    others: Sequence[Speaker]
    order_is_chosen: bool
    may_choose: bool
    missing: Sequence[tuple[Missing, str]]
    reports: int
    decided: Sequence[Line]
    roles: Sequence[tuple[Any, str]]
    taking: Taking | None
    is_office: bool
    sees_all: bool
    members: Sequence[str]
    past: date | None

    @property
    def shown(self) -> Sitting | None:
        return self.calendar.shown

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to go through."""
        return not any(part.lines for part in self.parts)

    @property
    def figures(self) -> list[tuple[Any, str, int, str]]:
        """The sums on top: words, tone, how many, and the group to which they lead."""
        return [
            (part.title, part.tone, len(part.lines), part.group)
            for part in self.parts
            if part.group != "running"
        ]


def meeting_page(bodies: Bodies, body: Record, viewer: Viewer, asked: int | None) -> MeetingPage | None:
    """The page of a body, at the meeting asked for or the next; none where there is no such meeting."""
    found = calendar(sittings(bodies, viewer, body.pk).get(body.pk, []), viewer.day, asked)
    if found is None:
        return None
    shown = found.shown.record if found.shown else None
    since, until = found.since(body), found.until(viewer.day)
    at_meeting = dispatched(bodies, body, viewer, since, until, shown.pk if shown else None)
    parties = at_meeting.parties
    chosen = [
        party.subject_id
        for party in parties
        if shown and party.record_id == shown.pk and party.role == bodies.meets.speakers
    ]
    leads = {lead for item in at_meeting.items for lead in item.leads}
    bearers = {one.bearer for one in at_meeting.missing if one.bearer}
    called = names({*leads, *bearers, *(party.subject_id for party in parties)}, viewer.day, short=True)
    is_office, sees_all = viewer.is_office(bodies.book.programme), viewer.sees_all(bodies.book.programme)
    order = speakers(at_meeting, chosen, called)
    if not sees_all:
        order = [one for one in order if one.subject in chosen] if chosen else []
    return MeetingPage(
        bodies=bodies,
        body=body,
        calendar=found,
        state=state_said(bodies.meetings, shown.state) if shown else "",
        parts=[_part(at_meeting, group, called) for group in GROUPS],
        speakers=[one for one in order if one.place],
        others=[one for one in order if not one.place],
        order_is_chosen=bool(chosen),
        may_choose=bool(shown and bodies.meets.speakers and is_office and _may_choose(bodies, shown, viewer)),
        missing=[(one, called.get(one.bearer or 0, "—")) for one in at_meeting.missing],
        reports=at_meeting.reports,
        decided=_lines(at_meeting.decided_here, called),
        roles=_roles(bodies, body, shown, parties, called),
        taking=taking_down(shown, body) if shown and is_office else None,
        is_office=is_office,
        sees_all=sees_all,
        members=sorted({called[party.subject_id] for party in parties if party.subject_id in called}),
        past=found.shown.day if found.shown and until < viewer.at else None,
    )


def _part(found: Dispatched, group: Group, called: dict[int, str]) -> Part:
    title, tone = WORDS[group]
    return Part(group, title, tone, _lines(found.of(group), called))


def _lines(items: Sequence[Item], called: dict[int, str]) -> list[Line]:
    return [Line(item, "、".join(called[lead] for lead in item.leads if lead in called)) for item in items]


def _may_choose(bodies: Bodies, shown: Record, viewer: Viewer) -> bool:
    return may_assign(Matter.of(shown, bodies.meetings, viewer, parties={}))


def _roles(
    bodies: Bodies, body: Record, shown: Record | None, parties: Sequence[Any], called: dict[int, str]
) -> list[tuple[Any, str]]:
    """Who belongs to the body, and who takes part in the meeting besides those who report."""
    found: list[tuple[Any, str]] = []
    for record, book in ((body, bodies.book), (shown, bodies.meetings)):
        for role, party in book.register.parties.items():
            if record is None or role == bodies.meets.speakers:
                continue
            taking = [one for one in parties if one.record_id == record.pk and one.role == role]
            if taking:
                units = dict.fromkeys(called.get(one.subject_id, one.subject.name) for one in taking)
                found.append((party.title, "、".join(units)))
    return found
