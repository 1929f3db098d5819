"""Reckoning a round (计算结果): the draft, a re-run of the cohort after an objection, and what stays undecided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, users_for
from baicheng.server.assessments.comparing import Moved, compare
from baicheng.server.assessments.models import Mark, Result, Run, RunState
from baicheng.server.assessments.services import run_rule
from baicheng.server.rounds.keeping import (
    due_of,
    held,
    note,
    refuse_unless,
    refuse_unless_office,
    refuse_unless_seen,
    tell,
)
from baicheng.server.rounds.models import Acceptance, ObjectionTime, Round, RoundState
from baicheng.server.rounds.queries import is_current, may_be_rerun, pack_round, subjects_of
from baicheng.server.web.reasons import require_reason


def draft_results(round_: Round, *, user: User, at: datetime) -> Round:
    """Reckon the draft from all that is known now (计算初评结果); again as often as marks change.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: results are released already, or the rule cannot be run.
    """
    refuse_unless_office(user, round_.programme, at)
    row, known_at = _wait_for_marks(round_, RoundState.MARKING, at)
    run = _run(row, user, known_at)
    with transaction.atomic():
        row = held(round_)
        refuse_unless(row, RoundState.MARKING)
        before, row.run = row.run_id, run
        row.save()
        note(row, "reckoned", actor_of(user), at, {"run": [before, run.pk]})
    return row


def propose(round_: Round, *, user: User, at: datetime) -> Round:
    """Re-run the whole cohort of released results (全体重算); nothing of it stands until it is adopted.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: the results are not released, or for approval already, or nothing lets them be touched.
    """
    refuse_unless_office(user, round_.programme, at)
    row, known_at = _wait_for_marks(round_, RoundState.OBJECTION, at)
    if not may_be_rerun(row):
        raise ValidationError(
            _(
                "Results are released: all are reckoned again only where an objection was upheld, an approver sent "
                "them back, a mark was given since, or a result is undecided."
            )
        )
    run = _run(row, user, known_at)
    with transaction.atomic():
        row = held(round_)
        refuse_unless(row, RoundState.OBJECTION)
        before, row.proposed = row.proposed_id, run
        row.save()
        note(row, "rerun_proposed", actor_of(user), at, {"proposed": [before, run.pk]})
    return row


@transaction.atomic
def adopt(round_: Round, *, user: User, at: datetime, reason: str, seen: str = "") -> Round:
    """Let a proposed re-run take the place of the draft, once it was seen who moves (采用重算结果); they are told.

    Those whose points move have a new time to object, once; nothing is submitted before it is over. It settles the
    objections that were upheld before it was reckoned; one upheld later waits for another re-run.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: there is none, it is not the one that was ``seen``, it is not finished, a mark was replaced
            after it, or no reason is given.
    """
    row = held(round_)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, RoundState.OBJECTION)
    reason = require_reason(reason)
    if row.proposed is None:
        raise ValidationError(_("There is no re-run to adopt."))
    refuse_unless_seen(row, seen)
    refuse_unfit_run(row, row.proposed)
    before, row.run, row.proposed = row.run, row.proposed, None
    row.save()
    upheld = row.objections.filter(upheld=True, settled_by=None, answered_at__lte=row.run.known_at)
    upheld.update(settled_by=row.run)
    movers = compare(before, row.run) if before is not None else ()
    times = _new_times(row, row.run, movers, at)
    context = {
        "moved": {one.called: str(one.by) for one in movers},
        "object_again": {one.subject.name: one.until.isoformat() for one in times},
    }
    changes = {"run": [before.pk if before else None, row.run.pk]}
    note(row, "rerun_adopted", actor_of(user), at, changes, reason, context, times)
    keys = [one.after.about_id for one in movers if one.after is not None and one.after.about_id is not None]
    told = users_for(keys, china_date(at))
    key, zh, en = f"adopted:{row.run.pk}", f"初评结果有调整：{reason}", f"draft results changed: {reason}"
    tell(row, told, key, zh, en, at)
    again = users_for([one.subject_id for one in times], china_date(at))
    zh, en = "得分有变动，可在规定时间内再次提出异议。", "your points moved: you can object to that."
    tell(row, again, f"object_again:{row.run.pk}", zh, en, at)
    return row


def _new_times(round_: Round, run: Run, movers: Iterable[Moved], at: datetime) -> list[ObjectionTime]:
    """A new time to object for each one assessed whose points moved, and who had none yet."""
    step = pack_round(round_).step_of("objection")
    until = due_of(round_, (step.again or step.due) if step else None, at)
    if until is None or round_.objections_until is None:
        return []  # the office ends it: whoever objects is still heard
    had = set(round_.objection_times.values_list("subject", flat=True))
    moved = {
        one.after.about_id for one in movers if one.after is not None and (one.lines or one.by != Decimal(0))
    }
    subjects = [one for one in subjects_of(round_) if one.pk in moved - had]
    return ObjectionTime.objects.bulk_create(
        [ObjectionTime(round=round_, subject=one, run=run, given_at=at, until=until) for one in subjects]
    )


@transaction.atomic
def accept_undecided(round_: Round, result: Result, *, user: User, at: datetime, reason: str) -> Acceptance:
    """Accept by name that a result stays undecided (认可待定), so that the others can be approved.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it is not of the run that stands, is decided or accepted already, or no reason is given.
    """
    row = held(round_)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, RoundState.MARKING, RoundState.OBJECTION)
    reason = require_reason(reason)
    if result.run_id != row.run_id:
        raise ValidationError(_("This result is not of the run that stands: reload the page."))
    if not result.undecided:
        raise ValidationError(_("This result is decided: there is nothing to accept."))
    if Acceptance.objects.filter(result=result).exists():
        raise ValidationError(_("It is accepted already."))
    made = Acceptance.objects.create(
        round=row, result=result, reason=reason, accepted_by=user, accepted_at=at
    )
    context = {
        "subject": result.called,
        "run": row.run_id,
        "undecided": [one["what"] for one in result.undecided],
    }
    note(row, "undecided_accepted", actor_of(user), at, {}, reason, context, rows=[made])
    return made


def refuse_unfit_run(round_: Round, run: Run) -> None:
    """Refuse a run that did not end well, or that does not know all marks.

    Raises:
        ValidationError: saying which.
    """
    if run.state == RunState.FAILED:
        raise ValidationError(_("The results could not be reckoned: %(why)s") % {"why": run.message})
    if run.state != RunState.DONE:
        raise ValidationError(_("The results are still being reckoned: wait a few minutes."))
    if run.edition != round_.edition:
        raise ValidationError(
            _(
                "These results were reckoned by another edition of the pack than the round's: reckon them again."
            )
        )
    if not is_current(round_, run):
        raise ValidationError(_("Marks were given after these results were reckoned: reckon them again."))


@transaction.atomic
def _wait_for_marks(round_: Round, state: RoundState, at: datetime) -> tuple[Round, datetime]:
    """The round once those who are giving marks are done, and the moment as of which all is known that they gave.

    A run would not see what is not written yet; what is given from now on is recorded after that moment.
    """
    row = held(round_)
    refuse_unless(row, state)
    last = Mark.objects.filter(round_id=row.pk).aggregate(last=Max("recorded_at"))["last"]
    row.reckoned_as_of = max(one for one in (at, last, row.reckoned_as_of) if one is not None)
    row.save()
    return row, row.reckoned_as_of


def _run(round_: Round, user: User, at: datetime) -> Run:
    period = Period(round_.since, round_.until)
    return run_rule(
        programme=round_.programme, rule=round_.rule, period=period, user=user, at=at, edition=round_.edition
    )
