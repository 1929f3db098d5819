"""Submitting results, deciding on them one after the other, and the lock (报批、审定、锁定)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baicheng.clock.instants import china_date
from baicheng.packs.schema.rounds import MARKING
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, office_users, users_for
from baicheng.server.assessments.models import Run
from baicheng.server.assessments.services import make_final
from baicheng.server.assignments.models import Outcome
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.approving import approving_subjects
from baicheng.server.rounds.covering import COVERS, altered, covered
from baicheng.server.rounds.keeping import (
    again,
    due_of,
    end,
    held,
    note,
    open_step,
    refuse_unless,
    refuse_unless_office,
    refuse_unless_seen,
    step_sheet,
    tell,
)
from baicheng.server.rounds.models import Approval, Round, RoundState
from baicheng.server.rounds.queries import chain_of, objections_end, open_undecided, pack_round, subjects_of
from baicheng.server.rounds.services.objecting import close_marking
from baicheng.server.rounds.services.reckoning import refuse_unfit_run
from baicheng.server.rounds.visibility import may_approve, next_approvers
from baicheng.server.web.reasons import require_reason

#: What of submitted results may be found altered, as people call it.
_ALTERED = {
    "run": gettext_lazy("on what the results rest"),
    "results": gettext_lazy("the results"),
    "marks": gettext_lazy("the marks"),
    "sheets": gettext_lazy("who handed in which sheet"),
}


@transaction.atomic
def submit(round_: Round, *, user: User, at: datetime) -> Round:
    """Submit the results for approval (报批): the first of the chain has it in My work.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: objections can still be raised, wait for an answer or for a re-run; a result is undecided and
            not accepted by name; a mark was given after the run; or nobody could approve it.
    """
    row = held(round_)
    refuse_unless_office(user, row.programme, at)
    objections = pack_round(row).step_of("objection") is not None
    refuse_unless(row, RoundState.OBJECTION if objections else RoundState.MARKING)
    _refuse_unready(row, at)
    before, actor = row.state, actor_of(user)
    row.state, row.approved, row.submitted_by, row.submitted_at = RoundState.APPROVAL, 0, user, at
    row.save()
    note(
        row,
        "submitted",
        actor,
        at,
        {"state": [before, row.state]},
        context={"run": row.run_id, COVERS: covered(row)},
    )
    close_marking(row, actor=actor, at=at)
    _ask_next(row, user, at)
    return row


def _refuse_unready(round_: Round, at: datetime) -> None:
    if china_date(at) < round_.until:
        raise ValidationError(_("The days that it judges are not over yet."))
    if round_.run is None:
        raise ValidationError(_("Nothing is reckoned yet: reckon the draft first."))
    until = objections_end(round_)
    if until is not None and at <= until:
        raise ValidationError(_("Objections can still be raised: wait until the time is over."))
    if round_.objections.filter(upheld=None).exists():
        raise ValidationError(_("An objection is not answered yet."))
    if round_.objections.filter(upheld=True, settled_by=None).exists():
        raise ValidationError(_("An objection was upheld: re-run all, look at who moves, and adopt it."))
    refuse_unfit_run(round_, round_.run)
    open_ = open_undecided(round_)
    if open_:
        names = "、".join(one.called for one in open_[:10])
        raise ValidationError(
            _("%(count)s results are undecided; settle them or accept each by name: %(names)s.")
            % {"count": len(open_), "names": names}
        )


def _ask_next(round_: Round, user: User, at: datetime) -> None:
    """Open the assignment of who approves next.

    Raises:
        ValidationError: nobody but who submitted it could.
    """
    day, chain = china_date(at), chain_of(round_)
    who = chain[round_.approved]
    users = next_approvers(round_, day)
    if not users:
        raise ValidationError(
            _(
                "Nobody but who submitted it could approve it: give another person the role that the pack names."
            )
        )
    sheet = step_sheet(round_, "approval")
    assert sheet is not None, "a round has a step of approval"
    subjects = approving_subjects(round_.programme, who, day)
    sheet.bearer = Subject.objects.filter(pk__in=subjects[:1]).first()
    step = pack_round(round_).step_of("approval")
    open_step(sheet, actor=actor_of(user), at=at, due_at=due_of(round_, step.due if step else None, at))
    key = f"submitted:{round_.approved}:{at.isoformat()}"
    tell(round_, users, key, "考核结果已报批，请审定。", "results were submitted; please decide on them.", at)


@transaction.atomic
def approve(round_: Round, *, user: User, at: datetime, seen: str = "") -> Round:
    """Approve the results (审定); the last of the chain locks them: from then on they are final.

    Raises:
        PermissionDenied: the user is not the next of the chain, or submitted them.
        ValidationError: they are not for approval, are not those that were ``seen``, or were altered past the
            services since they were submitted.
    """
    row = held(round_)
    refuse_unless(row, RoundState.APPROVAL)
    refuse_unless_seen(row, seen)
    _refuse_unless_next(row, user, at)
    _refuse_altered(row)
    run, actor = _run_of(row), actor_of(user)
    made = Approval.objects.create(
        round=row, run=run, place=row.approved, agreed=True, decided_by=user, decided_at=at
    )
    sheet = step_sheet(row, "approval")
    end(sheet.assignment if sheet else None, at=at, actor=actor, outcome=Outcome.AGREED)
    row.approved += 1
    row.save()
    note(
        row,
        "approved",
        actor,
        at,
        {"approved": [row.approved - 1, row.approved]},
        context={"run": row.run_id},
        rows=[made],
    )
    if row.approved < len(chain_of(row)):
        _ask_next(row, user, at)
    else:
        _lock(row, user, at)
    return row


@transaction.atomic
def send_back(round_: Round, *, user: User, at: datetime, reason: str, seen: str = "") -> Round:
    """Send the results back (退回): the office looks at them again, and the chain begins anew.

    Raises:
        PermissionDenied: the user is not the next of the chain, or submitted them.
        ValidationError: they are not for approval, are not those that were ``seen``, or no reason is given.
    """
    row = held(round_)
    refuse_unless(row, RoundState.APPROVAL)
    refuse_unless_seen(row, seen)
    _refuse_unless_next(row, user, at)
    run, reason, actor = _run_of(row), require_reason(reason), actor_of(user)
    made = Approval.objects.create(
        round=row,
        run=run,
        place=row.approved,
        agreed=False,
        reason=reason,
        decided_by=user,
        decided_at=at,
    )
    sheet = step_sheet(row, "approval")
    end(sheet.assignment if sheet else None, at=at, actor=actor, outcome=Outcome.SENT_BACK, reason=reason)
    row.state = RoundState.OBJECTION if row.released_at else RoundState.MARKING
    row.approved = 0
    row.save()
    note(row, "sent_back", actor, at, {"state": [RoundState.APPROVAL.value, row.state]}, reason, rows=[made])
    if row.state == RoundState.MARKING:
        _owe_again(row, actor, at, reason)
    key = f"sent_back:{at.isoformat()}"
    told = office_users(row.programme, china_date(at))
    tell(row, told, key, f"考核结果被退回：{reason}", f"results were sent back: {reason}", at)
    return row


def _owe_again(round_: Round, actor: Actor, at: datetime, reason: str) -> None:
    """What ended when the results were submitted is owed again: the draft, and sheets that nobody had handed in."""
    rows = round_.sheets.select_related("assignment").filter(handed_in_at=None)
    for sheet in rows.filter(kind__in=(*MARKING, "draft")).exclude(assignment=None):
        again(sheet.assignment, at=at, actor=actor, reason=reason)


def _refuse_unless_next(round_: Round, user: User, at: datetime) -> None:
    if user.pk == round_.submitted_by_id:
        raise PermissionDenied(_("Somebody else decides on what you submitted."))
    if not may_approve(user, round_, china_date(at)):
        raise PermissionDenied(_("You are not the one who decides on these results now."))


def _refuse_altered(round_: Round) -> None:
    if what := altered(round_):
        raise ValidationError(
            _(
                "Not as it was submitted any more: %(what)s. Nothing is approved; send it back, and let an administrator "
                "run “baicheng audit verify”."
            )
            % {"what": "、".join(str(_ALTERED[one]) for one in what)}
        )


def _run_of(round_: Round) -> Run:
    assert round_.run is not None, "what is submitted has results"
    return round_.run


def _lock(round_: Round, user: User, at: datetime) -> None:
    """The results are final: they count for other rules on the last day judged, and change no more."""
    run, actor = _run_of(round_), actor_of(user)
    round_.run = make_final(run, counts_on=round_.last_day, actor=actor, at=at)
    round_.state, round_.final_at = RoundState.FINAL, at
    round_.save()
    changes = {"state": [RoundState.APPROVAL.value, round_.state]}
    context = {"run": run.pk, "digest": run.digest, COVERS: covered(round_)}
    note(round_, "locked", actor, at, changes, context=context)
    sheet, step = step_sheet(round_, "publication"), pack_round(round_).step_of("publication")
    if sheet is not None and step is not None:
        open_step(sheet, actor=actor, at=at, due_at=due_of(round_, step.due, at))
    told = users_for([one.pk for one in subjects_of(round_)], china_date(at))
    tell(round_, told, "final", "考核结果已审定。", "results are final.", at)
