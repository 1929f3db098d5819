"""Passing a record on to who has taken over from one of its parties (职责承接): roles end and begin, clocks run on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from baicheng.clock.instants import china_date
from baicheng.server.assignments.models import VOID, Assignment, Outcome
from baicheng.server.assignments.rows import stands_for
from baicheng.server.assignments.services import close, let_count_for, pass_on, reopen
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import Subject, SuccessionStep
from baicheng.server.registers import taking
from baicheng.server.registers.access import write_access
from baicheng.server.registers.books import Book
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Part, Party, Passed, Record
from baicheng.server.registers.services.keeping import in_hand, note, put, refresh_due
from baicheng.server.registers.steps import reconcile
from baicheng.server.registers.succession import held_of_record, held_parties


@transaction.atomic
def pass_record(record: Record, step: SuccessionStep, heir: Subject, *, viewer: Viewer) -> list[Passed]:
    """Let a record's roles and open assignments pass from the old body of a step to its heir.

    Roles end for the one and begin for the other on the day of the step; assignments keep their clock. Nothing
    is passed on twice, and a closed record stays as it is.
    """
    row, book, viewer = in_hand(record, viewer.user, viewer.at)
    if row.closed_at is not None:
        return []
    old, day, at = step.predecessor, _day(step), viewer.at
    done = _pass_roles(row, book, step, heir, viewer)
    done += _pass_assignments(row, step, heir, viewer.actor, at)
    if done:
        _let_done_count(row, old, heir, day)
        reconcile(row, book, viewer)
        refresh_due(row, book, at)
        write_access(row, book, at)
    return done


@transaction.atomic
def pass_lone_assignments(
    rows: Iterable[Assignment], step: SuccessionStep, heir: Subject, *, actor: Actor, at: datetime
) -> list[Passed]:
    """Let open assignments pass that are about no record."""
    return [_pass_one(row, step, heir, actor, at) for row in rows if not stays_whole(row, _day(step))]


@transaction.atomic
def take_back(passed: Sequence[Passed], *, actor: Actor, at: datetime, reason: str) -> None:
    """Undo what a step has passed on of one record, as far as nothing else has happened to it since."""
    records = {one.record for one in passed if one.record is not None}
    for record in sorted(records, key=lambda one: one.pk):
        row, book, viewer = in_hand(record, None, at)
        own = [one for one in passed if one.record_id == row.pk]
        changes = _take_back_roles([one for one in own if one.party_id], viewer)
        _take_back_assignments([one for one in own if one.assignment_id], actor, viewer.at, reason)
        if changes:
            put(row, book, {}, viewer=viewer, verb="succession_undone", reason=reason, changes=changes)
        reconcile(row, book, viewer)
        refresh_due(row, book, viewer.at)
        write_access(row, book, viewer.at)
    _take_back_assignments([one for one in passed if one.record_id is None], actor, at, reason)
    Passed.objects.filter(pk__in=[one.pk for one in passed]).update(undone_at=at)


def note_ruling(record: Record, *, viewer: Viewer, reason: str, context: dict[str, Any]) -> None:
    """Enter in a record's history that it stays with its body, and why."""
    row, book, viewer = in_hand(record, viewer.user, viewer.at)
    note(row, book, "succession_decided", viewer, {}, reason, None, context)


def stays_whole(row: Assignment, day: date) -> bool:
    """Whether it stays with the old body: its period is cut by the day, and it was due before that."""
    if row.covers_since is None or row.covers_until is None or row.due_at is None:
        return False
    last_day = china_date(row.due_at - timedelta(microseconds=1))
    return row.covers_since < day < row.covers_until and last_day < day


def _day(step: SuccessionStep) -> date:
    assert step.in_place_on is not None, "only what is in place passes"
    return step.in_place_on


def _source(step: SuccessionStep) -> str:
    return step.source or step.succession.source


def _pass_roles(row: Record, book: Book, step: SuccessionStep, heir: Subject, viewer: Viewer) -> list[Passed]:
    old, day, at = step.predecessor, _day(step), viewer.at
    done: list[Passed] = []
    changes: dict[str, list[Any]] = {}
    for party in held_parties(old, step).filter(record=row).order_by("order", "pk"):
        # What began later, before it was known who has taken over, passes when that became known.
        began = day if party.since is None or party.since < day else china_date(step.recorded_at)
        began = max(began, party.since or began)
        begun = _begin(party, heir, began, _source(step), at)
        kept = Party.objects.get(pk=party.pk)
        taking.end(party, until=began, at=at)
        done.append(_passed(step, at, record=row, party=kept, begun=begun))
        changes[f"parties.{kept.role}"] = [old.name, heir.name]
    for part in Part.objects.filter(record=row, bearers=old):
        part.bearers.remove(old)
        part.bearers.add(heir)
        changes[f"parts.{part.order}.bearers"] = [old.name, heir.name]
    if changes:
        stated = {"from": day.isoformat(), "source": _source(step), "succession": step.succession_id}
        put(
            row,
            book,
            {},
            viewer=viewer,
            verb="succeeded",
            reason=f"{old} → {heir}",
            changes=changes,
            context=stated,
        )
    return done


def _begin(party: Party, heir: Subject, since: date, source: str, at: datetime) -> Party | None:
    """The heir's role after that of the old body; none where the heir has it already."""
    same = Party.objects.known().filter(record=party.record_id, role=party.role, subject=heir)
    if same.filter(Q(until=None) | Q(until__gt=since), Q(since=None) | Q(since__lte=since)).exists():
        return None
    return Party.objects.create(
        record_id=party.record_id,
        role=party.role,
        subject=heir,
        order=party.order,
        consolidates=party.consolidates,
        as_written=party.as_written,
        clause_id=party.clause_id,
        source=source,
        since=since,
        until=party.until,
        recorded_at=at,
    )


def _pass_assignments(
    row: Record, step: SuccessionStep, heir: Subject, actor: Actor, at: datetime
) -> list[Passed]:
    done = []
    for one in held_of_record(row, step.predecessor, step):
        if stays_whole(one, _day(step)):
            continue
        if _has_twin(one, heir):
            close(one, Outcome.HANDED_ON, at=at, actor=actor, reason=_source(step))
            done.append(_passed(step, at, record=row, assignment=one))
        else:
            done.append(_pass_one(one, step, heir, actor, at, row))
    return done


def _pass_one(
    row: Assignment,
    step: SuccessionStep,
    heir: Subject,
    actor: Actor,
    at: datetime,
    record: Record | None = None,
) -> Passed:
    pass_on(row, step.predecessor, heir, since=_day(step), at=at, actor=actor, reason=_source(step))
    return _passed(step, at, record=record, assignment=row)


def _has_twin(row: Assignment, heir: Subject) -> bool:
    """Whether the heir owes the same already: once is enough."""
    others = Assignment.objects.filter(about_kind=row.about_kind, about_id=row.about_id, name=row.name)
    others = others.filter(Q(bearer=heir) | Q(rule__stands_for=heir.pk)).exclude(pk=row.pk)
    if "slot" in row.rule:
        same = others.exclude(outcome__in=VOID)
        return any(other.rule.get("slot") == row.rule["slot"] for other in same)
    place = ("entry", "part", "state")
    return any(
        all(other.rule.get(name) == row.rule.get(name) for name in place)
        for other in others.filter(outcome=Outcome.OPEN)
    )


def _let_done_count(row: Record, old: Subject, heir: Subject, day: date) -> None:
    """What the old body did for a duty after a day that became known later is not owed again."""
    rows = Assignment.objects.filter(about_kind=KIND, about_id=row.pk, bearer=old, rule__slot__isnull=False)
    late = rows.exclude(outcome__in=(Outcome.OPEN, *VOID))
    let_count_for(
        [
            one
            for one in late
            if stands_for(one) == old.pk
            and one.rule.get("due_on")
            and date.fromisoformat(one.rule["due_on"]) >= day
        ],
        heir,
    )


def _passed(step: SuccessionStep, at: datetime, **what: Any) -> Passed:
    return Passed.objects.create(step=step, since=_day(step), recorded_at=at, **what)


def _take_back_roles(passed: Sequence[Passed], viewer: Viewer) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {}
    for one in passed:
        party, begun = one.party, one.begun
        assert party is not None, "asked for those with a role"
        if begun is not None and begun.superseded_at is not None:
            continue  # somebody has changed it since, and knew what they did
        known = Party.objects.known().filter(record=party.record_id, role=party.role)
        known.filter(subject=party.subject_id, since=party.since).update(superseded_at=viewer.at)
        if begun is not None:
            known.filter(pk=begun.pk).update(superseded_at=viewer.at)
        heir = begun.subject.name if begun else None
        changes[f"parties.{party.role}"] = [heir, party.subject.name]
        party.pk, party.recorded_at, party.superseded_at = None, viewer.at, None
        party.save(force_insert=True)
    return changes


def _take_back_assignments(passed: Sequence[Passed], actor: Actor, at: datetime, reason: str) -> None:
    for one in passed:
        row, old = one.assignment, one.step.predecessor
        if row is None:
            continue
        heir = row.bearer
        if row.outcome == Outcome.HANDED_ON and row.closed_recorded_at == one.recorded_at:
            reopen(row, at=at, actor=actor, reason=reason)  # the heir owed the same, and does no more
        elif row.outcome == Outcome.OPEN and heir is not None and heir.pk != old.pk:
            pass_on(row, heir, old, since=one.since, at=at, actor=actor, reason=reason)
