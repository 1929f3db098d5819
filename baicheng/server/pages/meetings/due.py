"""How what was decided stands at a meeting (会前进展): late, at risk, due by then, reported, done since the last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q

from baicheng.flows.lights import Stage
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.models import Report
from baicheng.server.duties.opened import COVERS, of_duties
from baicheng.server.duties.overview.reasons import Reason, reason
from baicheng.server.pages.meetings.bodies import Bodies
from baicheng.server.registers.books import Book, spoken
from baicheng.server.registers.lights import light_of
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Party, Record, Version
from baicheng.server.registers.queries import with_value
from baicheng.server.registers.queries.reach import seen

#: So many items of a body are looked at.
MOST = 1_000
#: So much of each text of a report is shown.
LONGEST = 120

Group = Literal["late", "at_risk", "due", "delivered", "done", "running"]
#: The order in which a meeting goes through them.
GROUPS: tuple[Group, ...] = ("late", "at_risk", "due", "delivered", "done", "running")


@dataclass(frozen=True, slots=True)
class Told:
    """The last report on an item that came in since the last meeting: when, and what it says by field."""

    url: str
    sent_at: datetime
    texts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its group, why it has its light, its lead units by id and the last report.

    ``then`` is why it had its light at the end of the day of a meeting that is over; group and report are of then.
    """

    record: Record
    group: Group | None
    why: Reason
    then: Reason | None
    leads: Sequence[int]
    told: Told | None
    decided_here: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A report that is owed by the meeting and has not come in; ``is_late`` once its day is over."""

    item: Item
    bearer: int | None
    assignment: Assignment
    is_late: bool


@dataclass(frozen=True, slots=True)
class Dispatched:
    """All that a meeting looks at: items, reports that are missing, and how many came in.

    ``parties`` are those of the body and of the meeting, by role and place.
    """

    items: Sequence[Item]
    missing: Sequence[Missing]
    reports: int
    parties: Sequence[Party]

    def of(self, group: Group) -> list[Item]:
        return [item for item in self.items if item.group == group]

    @property
    def decided_here(self) -> list[Item]:
        """What the meeting itself decided, by number."""
        return sorted((item for item in self.items if item.decided_here), key=lambda item: item.record.pk)


def dispatched(
    bodies: Bodies, body: Record, viewer: Viewer, since: datetime, until: datetime, meeting: int | None
) -> Dispatched:
    """What is dispatched at a body's meeting, as far as the user sees it; with four or five queries.

    At a meeting that is over, as things stood at the end of its day, as known now.
    """
    past = until if until < viewer.at else None
    now = past or viewer.at
    rows = _rows(bodies, body, viewer, since, meeting)
    keys = [row.pk for row in rows]
    beside = {body.pk, meeting or body.pk}
    parties = _parties(bodies, keys, beside, viewer)
    leads: dict[int, list[int]] = defaultdict(list)
    for party in parties:
        if party.record_id not in beside:
            leads[party.record_id].append(party.subject_id)
    told = _reports(bodies, keys, viewer, since, now)
    stood = stood_at(keys, past) if past else {}
    items = [
        Item(
            record=row,
            group=_group(row, stood, since, until, now) if past else group_of(row, since, until, now),
            why=reason(bodies.items, row, viewer.at),
            then=reason(bodies.items, stood[row.pk], now) if row.pk in stood else None,
            leads=tuple(leads.get(row.pk, ())),
            told=told[row.pk][0] if row.pk in told else None,
            decided_here=meeting is not None and row.parent_id == meeting,
        )
        for row in rows
    ]
    return Dispatched(
        items,
        _missing(bodies, items, viewer, since, until, now),
        sum(len(several) for several in told.values()),
        [party for party in parties if party.record_id in beside],
    )


def stood_at(keys: Sequence[int], moment: datetime) -> Mapping[int, Version]:
    """What records were at a moment, as known now, by id; without those that were opened later."""
    rows = Version.objects.filter(record__in=keys, superseded_at=None, since__lte=moment)
    held = rows.filter(Q(until=None) | Q(until__gt=moment))
    return {version.record_id: version for version in held.select_related("record")}


def _group(
    row: Record, stood: Mapping[int, Version], since: datetime, until: datetime, now: datetime
) -> Group | None:
    """Where an item belonged at a meeting that is over; none for what was not there yet."""
    then = stood.get(row.pk)
    if then is None:
        return None
    closed_at = row.closed_at if row.closed_at is not None and row.closed_at <= now else None
    return group_of(then, since, until, now, closed_at)


def group_of(
    row: Record | Version, since: datetime, until: datetime, now: datetime, closed_at: datetime | None = None
) -> Group | None:
    """Where an item belongs at a meeting; none for what was closed before the last or came to nothing.

    Args:
        closed_at: when it was closed, of a version, which does not say so itself.
    """
    light = light_of(row, now)
    ended = row.closed_at if isinstance(row, Record) else closed_at
    if ended is not None:
        return "done" if light in ("done", "done_late") and ended > since else None
    if row.stage in (Stage.DELIVERED, Stage.DELIVERED_LATE):
        return "delivered"
    if light in ("late", "at_risk"):
        return "late" if light == "late" else "at_risk"
    if row.deadline_at is not None and row.deadline_at <= until:
        return "due"
    return "running"


def _rows(bodies: Bodies, body: Record, viewer: Viewer, since: datetime, meeting: int | None) -> list[Record]:
    """What is open or was closed since the last meeting, and what this one decided."""
    of_body = with_value(seen(viewer, bodies.items), "", bodies.items, bodies.dispatched, str(body.pk))
    wanted = Q(closed_at=None) | Q(closed_at__gt=since)
    if meeting is not None:
        wanted |= Q(parent=meeting)
    return list(of_body.filter(wanted).order_by("due_order", "pk")[:MOST])


def _parties(bodies: Bodies, keys: Sequence[int], beside: Collection[int], viewer: Viewer) -> list[Party]:
    """The units as whose items they count, in their order, and everybody in the records beside them."""
    overview = bodies.items.register.overview
    role = overview.units if overview else next(iter(bodies.items.register.parties), "")
    wanted = Q(record__in=keys, role=role) | Q(record__in=list(beside))
    found = Party.objects.known().on(viewer.day).filter(wanted).select_related("subject")
    return list(found.order_by("record", "role", "order", "pk"))


def _reports(
    bodies: Bodies, keys: Sequence[int], viewer: Viewer, since: datetime, until: datetime
) -> Mapping[int, list[Told]]:
    """The reports that came in between two moments, by item, the latest first."""
    if bodies.reports is None:
        return {}
    rows = Report.objects.filter(task__in=keys, sent_at__gt=since, sent_at__lte=until).select_related(
        "record"
    )
    rows = rows.filter(record__in=seen(viewer, bodies.reports)).order_by("-sent_at", "-pk")
    found: dict[int, list[Told]] = defaultdict(list)
    for row in rows:
        assert row.sent_at is not None and row.task_id is not None, "asked for"
        told = Told(row.record.get_absolute_url(), row.sent_at, _texts(bodies.reports, row.record))
        found[row.task_id].append(told)
    return found


def _texts(book: Book, record: Record) -> list[tuple[str, str]]:
    """What a report says in words, field by field."""
    fields = book.register.fields_.items()
    return [
        (spoken(field.title), text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
        for name, field in fields
        if field.kind == "text" and name != COVERS and (text := str(record.fields.get(name) or "").strip())
    ]


def _missing(
    bodies: Bodies, items: Sequence[Item], viewer: Viewer, since: datetime, until: datetime, now: datetime
) -> list[Missing]:
    """The reports owed since the last meeting and by this one that had not come in at a moment.

    Whoever does not read the whole programme knows of those of the own units.
    """
    if bodies.reports is None:
        return []
    by_key = {item.record.pk: item for item in items}
    rows = of_duties().filter(about_kind=KIND, about_id__in=list(by_key), due_at__gt=since, due_at__lte=until)
    had_not_come = Q(outcome__in=(Outcome.OPEN, Outcome.MISSED)) | Q(outcome=Outcome.DONE, closed_at__gt=now)
    rows = rows.filter(had_not_come, excluded_on=None)
    if not viewer.sees_all(bodies.book.programme):
        rows = rows.filter(bearer__in=list(viewer.mine))
    wanted = bodies.reports.register.register_
    return [
        Missing(by_key[row.about_id or 0], row.bearer_id, row, row.due_at is not None and row.due_at < now)
        for row in rows.order_by("due_at", "pk")
        if row.rule.get("demand", {}).get("record") == wanted
    ]
