"""Carrying out successions (落实职责承接): what is in place passes on, once, whenever that becomes known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.models import Report
from baicheng.server.duties.queries.succession import lone_assignments, undecided_lone, undecided_records
from baicheng.server.editions.queries import programme_of
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.services import record as append
from baicheng.server.indicators.services.succeeding import pass_targets, take_back_targets
from baicheng.server.orgs.models import Subject, Succession, SuccessionStep
from baicheng.server.orgs.services.succeeding import (
    InPlace,
    pass_relations,
    set_step,
    succession_chain,
    take_back_place,
    take_back_relations,
)
from baicheng.server.orgs.successions import EVERYTHING, scope_of, steps_in_place, steps_of
from baicheng.server.registers.access import refresh_access
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Passed, Record, Ruling
from baicheng.server.registers.services.succeeding import (
    note_ruling,
    pass_lone_assignments,
    pass_record,
    take_back,
)
from baicheng.server.registers.succession import (
    Inheritance,
    Judged,
    held_records,
    in_batches,
    is_fit,
)
from baicheng.server.web.reasons import require_reason


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What a run passed on: roles, assignments, relations, targets; ``unfinished`` where it stopped at its limit."""

    roles: int = 0
    assignments: int = 0
    relations: int = 0
    targets: int = 0
    unfinished: bool = False

    def __add__(self, other: CarriedOut) -> CarriedOut:
        return CarriedOut(
            self.roles + other.roles,
            self.assignments + other.assignments,
            self.relations + other.relations,
            self.targets + other.targets,
            self.unfinished or other.unfinished,
        )

    def __bool__(self) -> bool:
        return bool(self.roles or self.assignments or self.relations or self.targets)


def carry_out(
    at: datetime,
    *,
    actor: Actor = WORKER,
    succession: Succession | None = None,
    at_most: int | None = None,
) -> CarriedOut:
    """Pass on what the steps say that are in place by a moment, record by record, each in its transaction.

    It can be broken off and begun again, and run beside itself: nothing passes twice.

    Args:
        succession: only this one.
        at_most: stop after so many records; the next run goes on.
    """
    done, left = CarriedOut(), at_most
    steps = steps_in_place(china_date(at))
    for step in steps:
        if succession is not None and step.succession_id != succession.pk:
            continue
        made, touched = _carry_out(step, steps, at, actor, left)
        if made:
            _note(step, made, actor, at)
        done += made
        left = None if left is None else left - touched
        if left is not None and left <= 0:
            return done + CarriedOut(unfinished=True)
    return done


def _carry_out(
    step: SuccessionStep, steps: Sequence[SuccessionStep], at: datetime, actor: Actor, left: int | None
) -> tuple[CarriedOut, int]:
    inheritance, old, touched = Inheritance.of(step.succession), step.predecessor, 0
    done = _pass_beside_records(step, inheritance, at, actor)
    for batch in in_batches(held_records(old, step, inheritance.scope)):
        for one in inheritance.judged(old, batch, china_date(at)):
            if left is not None and touched >= left:
                return done, touched
            if one.step.pk == step.pk and one.verdict == "passes" and one.heir is not None:
                heir = _in_the_end(one.heir, step, steps)
                passed = _pass_record(one.record, step, heir, Viewer(None, at))
                done += passed
                touched += bool(passed)
    return done, touched


@transaction.atomic
def _pass_beside_records(
    step: SuccessionStep, inheritance: Inheritance, at: datetime, actor: Actor
) -> CarriedOut:
    """Pass on what is about no record: relations of the bodies themselves, and lone assignments."""
    if not _is_of_bodies(step) or not _still_holds(step):
        return CarriedOut()
    done = CarriedOut(relations=_pass_relations(step, at, actor))
    if step.successor is not None:
        rows = lone_assignments(step, inheritance.scope)
        done += _counted(pass_lone_assignments(rows, step, step.successor, actor=actor, at=at))
    for ruling in _lone_rulings(step):
        assert ruling.assignment is not None and ruling.heir is not None, "asked for those"
        done += _counted(pass_lone_assignments([ruling.assignment], step, ruling.heir, actor=actor, at=at))
    return done


def _still_holds(step: SuccessionStep) -> bool:
    """Whether nobody has corrected a step meanwhile; two runs beside each other wait here for one another."""
    Succession.objects.select_for_update(of=("self",)).get(pk=step.succession_id)
    return SuccessionStep.objects.filter(pk=step.pk, superseded_at=None).exists()


@transaction.atomic
def _pass_record(record: Record, step: SuccessionStep, heir: Subject, viewer: Viewer) -> CarriedOut:
    """Pass a record on with the targets of it that are the old body's own.

    A report that is not sent yet, or came back, is the heir's to send from now on.
    """
    done = pass_record(record, step, heir, viewer=viewer) if _still_holds(step) else []
    targets = 0
    if done:
        targets = pass_targets(record, step, heir, actor=viewer.actor, at=viewer.at)
        mine = Report.objects.filter(record=record, subject=step.predecessor)
        came_back = any(one.assignment_id is not None for one in done)
        (mine if came_back else mine.filter(sent_at=None)).update(subject=heir)
    return replace(_counted(done), targets=targets)


def _in_the_end(heir: Subject, step: SuccessionStep, steps: Sequence[SuccessionStep]) -> Subject:
    """Who has it in the end where the heir itself is succeeded on the very same day."""
    seen = {step.predecessor.pk}
    while heir.pk not in seen:
        seen.add(heir.pk)
        for other in steps:
            same_day = other.in_place_on == step.in_place_on and other.predecessor.pk == heir.pk
            further = other.successor if same_day and scope_of(other.succession).kind == EVERYTHING else None
            if further is not None and further.pk not in seen:
                heir = further
                break
    return heir


def _is_of_bodies(step: SuccessionStep) -> bool:
    """Whether the step is that of the bodies themselves, not of a place where the main ones work."""
    return step.division_id is None or step.old_id is not None


def _lone_rulings(step: SuccessionStep) -> list[Ruling]:
    rows = Ruling.objects.filter(
        succession=step.succession_id, assignment__outcome="open", assignment__bearer=step.predecessor
    )
    return list(rows.exclude(heir=None).select_related("assignment", "heir"))


def _pass_relations(step: SuccessionStep, at: datetime, actor: Actor) -> int:
    assert step.in_place_on is not None, "only what is in place passes"
    passed = pass_relations(step, actor=actor, at=at)
    for over, begun in passed:
        Passed.objects.create(
            step=step, relation=over, new_relation=begun, since=step.in_place_on, recorded_at=at
        )
    if passed and step.successor is not None:
        lower = {one.pk for pair in passed for one in (pair[0].subject, pair[0].object, pair[1].object)}
        refresh_access({step.predecessor.pk, step.successor.pk, *lower}, at)
    return len(passed)


def _counted(passed: Sequence[Passed]) -> CarriedOut:
    return CarriedOut(
        roles=sum(one.party_id is not None for one in passed),
        assignments=sum(one.assignment_id is not None for one in passed),
    )


def _note(step: SuccessionStep, done: CarriedOut, actor: Actor, at: datetime) -> None:
    append(
        chain=succession_chain(step.succession_id),
        verb="orgs.succession.carried_out",
        actor=actor,
        at=at,
        changes={},
        context={
            "division": step.division.name if step.division else None,
            "roles": done.roles,
            "assignments": done.assignments,
            "relations": done.relations,
            "targets": done.targets,
        },
    )


@transaction.atomic
def place_step(
    succession: Succession,
    said: InPlace,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> SuccessionStep:
    """Say, or correct, since when a succession is in place in a division; what passed by mistake is taken back.

    Raises:
        ValidationError: see ``orgs.services.succeeding.set_step``; or a day that was carried out is changed
            without a reason.
    """
    before = succession.steps.filter(superseded_at=None, division=said.division).first()
    after = set_step(succession, said, actor=actor, at=at)
    if before is None or before.pk == after.pk:
        return after
    passed = list(
        Passed.objects.filter(step=before, undone_at=None)
        .select_related(
            "step__succession__old",
            "step__succession__new",
            "step__old",
            "step__new",
            "record",
            "party__subject",
            "begun__subject",
            "assignment__bearer",
            "relation__subject",
            "relation__object",
            "new_relation__subject",
            "new_relation__object",
        )
        .order_by("pk")
    )
    if passed and not reason.strip():
        raise ValidationError({"reason": _("Say why the day is changed: work has passed on already.")})
    if before.in_place_on is not None:
        take_back(passed, actor=actor, at=at, reason=reason.strip())
        take_back_targets(before, actor=actor, at=at, reason=reason.strip() or "—")
        for one in passed:
            if one.begun is not None:
                unsent = Report.objects.filter(record=one.record, subject=one.begun.subject_id, sent_at=None)
                unsent.update(subject=before.predecessor)
        relations = [(one.relation, one.new_relation) for one in passed if one.relation and one.new_relation]
        take_back_relations(relations, actor=actor, at=at, reason=reason.strip() or "—")
        if before.in_place_on != after.in_place_on and _is_of_bodies(before):
            take_back_place(before, actor=actor, at=at, reason=reason.strip() or "—")
    return after


@transaction.atomic
def decide_case(
    succession: Succession,
    case: Record | Assignment,
    *,
    heir: Subject | None,
    reason: str,
    user: User,
    at: datetime,
) -> Ruling:
    """Decide a case that the scope leaves open: who takes it over; nobody, where it stays with the old body.

    Where the succession is in place it passes on at once, otherwise on its day.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: no reason is given, the scope or somebody else has decided it, or the heir cannot have
            it.
    """
    # Of two who decide at once the second is told that it is decided.
    Succession.objects.select_for_update(of=("self",)).get(pk=succession.pk)
    judged = _refuse_unless_open_case(succession, case, heir, user, at)
    require_reason(reason)
    ruling = Ruling.objects.create(
        succession=succession,
        record=case if isinstance(case, Record) else None,
        assignment=case if isinstance(case, Assignment) else None,
        heir=heir,
        reason=reason.strip(),
        decided_by=user,
        decided_at=at,
    )
    actor = actor_of(user)
    append(
        chain=succession_chain(succession.pk),
        verb="orgs.succession.case_decided",
        actor=actor,
        at=at,
        changes={"heir": [None, heir.name if heir else None]},
        reason=reason.strip(),
        context={"record": ruling.record_id, "assignment": ruling.assignment_id},
    )
    if isinstance(case, Record):
        stated = {"succession": succession.pk, "heir": heir.pk if heir else None}
        note_ruling(case, viewer=Viewer(user, at), reason=reason.strip(), context=stated)
    step = judged.step if judged else _own_step(succession)
    in_place = step.in_place_on is not None and step.in_place_on <= china_date(at)
    if heir is not None and in_place:
        if isinstance(case, Record):
            _pass_record(case, step, heir, Viewer(user, at))
        else:
            pass_lone_assignments([case], step, heir, actor=actor, at=at)
    return ruling


def _refuse_unless_open_case(
    succession: Succession, case: Record | Assignment, heir: Subject | None, user: User, at: datetime
) -> Judged | None:
    """The record as it stands before the succession; nothing for an assignment that is about none."""
    viewer = Viewer(user, at)
    programme = case.programme if isinstance(case, Assignment) else programme_of(case.register)
    if not viewer.is_office(programme):
        raise PermissionDenied(_("Only the programme's office decides this."))
    decided = ValidationError(_("This is no longer to be decided."))
    if succession.withdrawn_at is not None:
        raise decided
    if isinstance(case, Assignment):
        if case.pk not in {row.pk for row in undecided_lone(succession, [programme])}:
            raise decided
        return None
    for one in undecided_records(succession, [programme], viewer.day, only=case.pk):
        if heir is not None and not is_fit(case, one.step.predecessor, heir):
            raise ValidationError(
                {"heir": _("%(heir)s cannot have the roles that this is about.") % {"heir": heir}}
            )
        return one
    raise decided


def _own_step(succession: Succession) -> SuccessionStep:
    return next(step for step in steps_of(succession) if step.division_id is None)
