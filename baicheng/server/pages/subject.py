"""What the page of a subject shows (主体页面): names and relations by date, who acts for it, what is open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import has_role, sees_all, users_for
from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.queries import open_for
from baicheng.server.editions.queries import packs
from baicheng.server.history.queries import timeline
from baicheng.server.orgs.codes import AREA_CODE, USCC
from baicheng.server.orgs.models import (
    Boundary,
    Identifier,
    Name,
    NameKind,
    Relation,
    RelationKind,
    Subject,
    SubjectKind,
)
from baicheng.server.orgs.services import chain_of
from baicheng.server.pages.lights import light_of
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Record
from baicheng.server.web.timeline import Change, Happening

#: So many relations, assignments and entries of the history are shown.
MOST_RELATIONS, MOST_OPEN, MOST_EVENTS = 200, 30, 30

VERBS = {
    "created": _("Entered"),
    "renamed": _("Renamed"),
    "name_added": _("Name added"),
    "identifier_set": _("Code set"),
    "identifier_corrected": _("Code corrected"),
    "boundary_set": _("Boundary set"),
    "relation_entered": _("Relation entered"),
    "relation_ended": _("Relation ended"),
    "relation_withdrawn": _("Relation taken back"),
    "closed": _("No longer exists"),
}
FIELDS = {
    AREA_CODE: _("Code of the division (GB/T 2260)"),
    USCC: _("Unified social credit code"),
    "boundary": _("Boundary"),
    "name": pgettext_lazy("subject", "Name"),
    "kind": _("Kind"),
    "since": _("From"),
    "until": _("Until before"),
    **dict(RelationKind.choices),
    **dict(NameKind.choices),
}


@dataclass(frozen=True, slots=True)
class Related:
    """A relation seen from one side; ``inverse`` where the subject of the page is its object."""

    row: Relation
    other: Subject
    inverse: bool
    present: bool


@dataclass(frozen=True, slots=True)
class Open:
    """An open assignment with the record that it is about."""

    row: Assignment
    record: Record | None
    light: str


@dataclass(frozen=True)
class SubjectPage:
    """All that the page shows.

    What is open is shown to those who act for it and to those who read all, history to those who keep it.
    """

    subject: Subject
    names: Sequence[Name]
    identifiers: Sequence[tuple[str, Identifier]]  # with the scheme in words
    boundary: str  # GeoJSON of the day, "" where there is none
    relations: Sequence[Related]
    users: Sequence[User]
    open: Sequence[Open]
    happenings: Sequence[Happening]
    may_keep: bool


def subject_page(user: User, subject: Subject, now: datetime) -> SubjectPage:
    """The page of a subject, as it stands at a moment."""
    viewer = Viewer(user, now)
    keeps = has_role(user, Role.ADMINISTRATOR, on=viewer.day)
    return SubjectPage(
        subject=subject,
        names=list(Name.objects.known().filter(subject=subject).order_by("kind", "since", "pk")),
        identifiers=_codes(subject),
        boundary=_boundary(subject, viewer),
        relations=_relations(subject, viewer),
        users=list(users_for([subject.pk], viewer.day).select_related("person").order_by("person__name")),
        open=_open(subject, viewer),
        happenings=_happenings(subject) if keeps else (),
        may_keep=keeps,
    )


def _codes(subject: Subject) -> list[tuple[str, Identifier]]:
    rows = Identifier.objects.known().filter(subject=subject).order_by("scheme", "since")
    return [(str(FIELDS.get(row.scheme, row.scheme)), row) for row in rows]


def _boundary(subject: Subject, viewer: Viewer) -> str:
    if subject.kind != SubjectKind.DIVISION:
        return ""
    row = Boundary.objects.known().on(viewer.day).filter(division=subject).order_by("-pk").first()
    return json.dumps(row.geometry) if row else ""


def _relations(subject: Subject, viewer: Viewer) -> list[Related]:
    facts = Relation.objects.known().select_related("subject", "object").order_by("kind", "since", "pk")
    own = facts.filter(subject=subject)[:MOST_RELATIONS]
    others = facts.filter(object=subject)[:MOST_RELATIONS]
    found = [Related(row, row.object, False, _holds(row, viewer)) for row in own]
    found += [Related(row, row.subject, True, _holds(row, viewer)) for row in others]
    return sorted(found, key=lambda one: not one.present)


def _holds(row: Relation, viewer: Viewer) -> bool:
    begun = row.since is None or row.since <= viewer.day
    return begun and (row.until is None or row.until > viewer.day)


def _open(subject: Subject, viewer: Viewer) -> list[Open]:
    rows = open_for([subject.pk])
    if subject.pk not in viewer.mine:
        seen = [pack.name for pack in packs() if _sees_all(viewer, pack.name)]
        rows = rows.filter(programme__in=seen)
    found = list(rows[:MOST_OPEN])
    records = Record.objects.in_bulk(
        [row.about_id for row in found if row.about_kind == KIND and row.about_id is not None]
    )
    return [Open(row, records.get(row.about_id or 0), light_of(row, viewer.at)) for row in found]


def _sees_all(viewer: Viewer, programme: str) -> bool:
    return viewer.user is not None and sees_all(viewer.user, programme, viewer.day)


def _happenings(subject: Subject) -> list[Happening]:
    found = []
    for event in timeline(chain_of(subject))[:MOST_EVENTS]:
        verb = event.verb.rpartition(".")[2]
        changes = tuple(
            Change(FIELDS.get(name, name), _said(name, old), _said(name, new))
            for name, (old, new) in event.changes.items()
        )
        what = VERBS.get(verb, event.verb)
        found.append(Happening(what, event.actor_name, event.recorded_at, why=event.reason, changes=changes))
    return found


def _said(name: str, value: object) -> object:
    """A side of a change in words."""
    if name == "kind" and value in SubjectKind.values:
        return SubjectKind(value).label
    if isinstance(value, Mapping):  # a person's name, of which history holds the digest
        return _("personal data")
    return "" if value is None else value
