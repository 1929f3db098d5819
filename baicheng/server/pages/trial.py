"""What a local value would change (试运行): found out by letting it hold, and taking all of it back.

The generators that run every hour run here, too, first without the value and then with it, so that what is
shown follows from the value alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date, end_of
from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import has_role, is_office
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.services import generate, horizon
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.editions.queries import INSTALLATION
from baicheng.server.orgs.queries import names
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import reproject_clocks

#: The days ahead of which the page tells.
AHEAD = timedelta(days=60)
#: So many changes of one duty, and so many records, are shown.
MOST = 12


class Standing(NamedTuple):
    """An open assignment as far as a local value can change it."""

    title: Mapping[str, str]
    period: str
    bearer: int | None
    record: int | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shift:
    """One assignment before and after; a bearer "" where there is none on that side."""

    period: str
    about: str
    bearer: str
    new_bearer: str
    before: datetime | None
    after: datetime | None
    is_new: bool
    is_gone: bool


@dataclass(frozen=True, slots=True)
class DutyTrial:
    """What changes of one duty in the coming days; ``count`` of all, ``shifts`` of the first."""

    title: Mapping[str, str]
    count: int
    shifts: Sequence[Shift]


@dataclass(frozen=True, slots=True)
class RecordTrial:
    """A record whose due moment moves."""

    record: Record
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Trial:
    """All that a local value would change until a day; ``later`` counts what changes beyond it."""

    until: date
    duties: Sequence[DutyTrial]
    records: Sequence[RecordTrial]
    record_count: int
    later: int

    @property
    def is_empty(self) -> bool:
        return not (self.duties or self.records or self.later)


def try_local_value(value: LocalValue, *, user: User, at: datetime) -> Trial:
    """Let a proposed value hold, see what the generators make of it, and undo everything.

    Raises:
        PermissionDenied: the user is neither of the programme's office nor administrator.
        ValidationError: it is settled already.
    """
    day = china_date(at)
    if not has_role(user, Role.ADMINISTRATOR, on=day) and not is_office(user, value.pack, day):
        raise PermissionDenied(_("Only the programme's office and administrators decide local values."))
    if value.state != LocalValueState.PROPOSED:
        raise ValidationError(_("This value is settled already."))
    with transaction.atomic():
        _run(value.pack, at)
        before = _standing(value.pack)
        LocalValue.objects.filter(pk=value.pk).update(state=LocalValueState.APPROVED, settled_at=at)
        _run(value.pack, at)
        after = _standing(value.pack)
        changed = [pk for pk in {**before, **after} if before.get(pk) != after.get(pk)]
        sides = [one for pk in changed for one in (before.get(pk), after.get(pk)) if one]
        touched = {one.record for one in sides if one.record is not None}
        moved = dict(Record.objects.filter(pk__in=touched).values_list("pk", "due_at"))
        transaction.set_rollback(True)
    return _told(before, after, changed, moved, at)


def _run(programme: str, at: datetime) -> None:
    """What follows from local values: what duties owe, and where the calendar is meant, what runs."""
    if programme == INSTALLATION:
        reproject_clocks(reason=_("trial run"), at=at)
    generate(horizon(at), at, programme=programme)


def _standing(programme: str) -> dict[int, Standing]:
    rows = Assignment.objects.filter(outcome=Outcome.OPEN)
    if programme != INSTALLATION:
        rows = rows.filter(programme=programme)
    listed = rows.values_list("pk", "title", "rule", "bearer", "about_kind", "about_id", "due_at")
    return {
        pk: Standing(title, str(rule.get("period", "")), bearer, about if kind == KIND else None, due_at)
        for pk, title, rule, bearer, kind, about, due_at in listed.iterator()
    }


def _told(
    before: Mapping[int, Standing],
    after: Mapping[int, Standing],
    changed: Sequence[int],
    moved: Mapping[int, datetime | None],
    at: datetime,
) -> Trial:
    until = china_date(at) + AHEAD
    near = [pk for pk in changed if _is_near(before.get(pk), after.get(pk), at, end_of(until))]
    records = Record.objects.in_bulk(list(moved))
    differing = [
        RecordTrial(one, one.due_at, moved[pk]) for pk, one in records.items() if one.due_at != moved[pk]
    ]
    return Trial(
        until=until,
        duties=list(_by_duty(before, after, near, records, china_date(at))),
        records=sorted(differing, key=lambda one: one.record.pk)[:MOST],
        record_count=len(differing),
        later=len(changed) - len(near),
    )


def _is_near(before: Standing | None, after: Standing | None, at: datetime, until: datetime) -> bool:
    dues = [one.due_at for one in (before, after) if one is not None]
    return any(due is None or at <= due <= until for due in dues)


def _by_duty(
    before: Mapping[int, Standing],
    after: Mapping[int, Standing],
    near: Sequence[int],
    records: Mapping[int, Record],
    day: date,
) -> Iterator[DutyTrial]:
    groups: dict[str, list[int]] = defaultdict(list)
    for pk in near:
        groups[(after.get(pk) or before[pk]).title.get("zh", "")].append(pk)
    sides = [one for pk in near for one in (before.get(pk), after.get(pk)) if one is not None]
    called = names({one.bearer for one in sides if one.bearer is not None}, day, short=True)
    for _title, listed in sorted(groups.items()):
        shown = [_shift(before.get(pk), after.get(pk), records, called) for pk in listed[:MOST]]
        yield DutyTrial((after.get(listed[0]) or before[listed[0]]).title, len(listed), shown)


def _shift(
    before: Standing | None, after: Standing | None, records: Mapping[int, Record], called: Mapping[int, str]
) -> Shift:
    one = after or before
    assert one is not None, "what changed is there on one side"
    record = records.get(one.record or 0)
    return Shift(
        period=one.period,
        about=str(record) if record else "",
        bearer=called.get(before.bearer or 0, "") if before else "",
        new_bearer=called.get(after.bearer or 0, "") if after else "",
        before=before.due_at if before else None,
        after=after.due_at if after else None,
        is_new=before is None,
        is_gone=after is None,
    )
