"""Releasing draft results to those assessed, their objections (异议), and what the office answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, office_users, users_for
from baicheng.server.assignments.models import Outcome
from baicheng.server.assignments.services import open_assignment
from baicheng.server.editions.queries import acting_for, office_of
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds import evidence
from baicheng.server.rounds.keeping import (
    due_of,
    end,
    held,
    note,
    refuse_unless,
    refuse_unless_office,
    tell,
)
from baicheng.server.rounds.models import Objection, Round, RoundState
from baicheng.server.rounds.queries import KIND, objections_end, pack_round, subjects_of
from baicheng.server.rounds.services.reckoning import refuse_unfit_run
from baicheng.server.web.reasons import require_reason

ANSWER = "answer_objection"


@transaction.atomic
def release(round_: Round, *, user: User, at: datetime) -> Round:
    """Release the draft to those assessed (反馈初评结果); marks are closed and the time for objections begins.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: nothing is reckoned, a mark was given after it, or the pack has no step of objections.
    """
    row = held(round_)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, RoundState.MARKING)
    step = pack_round(row).step_of("objection")
    if step is None:
        raise ValidationError(_("The pack has no step of objections: submit the results for approval."))
    if china_date(at) < row.until:
        raise ValidationError(_("The days that it judges are not over yet."))
    if row.run is None:
        raise ValidationError(_("Nothing is reckoned yet: reckon the draft first."))
    refuse_unfit_run(row, row.run)
    actor = actor_of(user)
    row.state, row.released_at, row.objections_until = RoundState.OBJECTION, at, due_of(row, step.due, at)
    row.save()
    until = row.objections_until.isoformat() if row.objections_until else None
    changes: dict[str, list[Any]] = {
        "state": [RoundState.MARKING.value, row.state],
        "objections_until": [None, until],
    }
    note(row, "released", actor, at, changes, context={"run": row.run_id})
    close_marking(row, actor=actor, at=at)
    told = users_for([one.pk for one in subjects_of(row)], china_date(at))
    tell(
        row,
        told,
        "released",
        "初评结果已反馈，可在规定时间内提出异议。",
        "draft results can be seen, and objected to.",
        at,
    )
    return row


def close_marking(round_: Round, *, actor: Actor, at: datetime) -> None:
    """End what is owed in marks, since no mark is given any more, and the step of the draft."""
    for sheet in round_.sheets.select_related("assignment").exclude(assignment=None):
        outcome = Outcome.DONE if sheet.kind == "draft" else Outcome.LAPSED
        end(sheet.assignment, at=at, actor=actor, outcome=outcome)


@transaction.atomic
def raise_objection(
    round_: Round,
    subject: Subject,
    *,
    item: str,
    reason: str,
    user: User,
    at: datetime,
    files: Sequence[UploadedFile] = (),
) -> Objection:
    """Object to a draft result (提出异议), to one item or to the whole; the office has it in My work.

    Raises:
        PermissionDenied: the user does not act for the one assessed.
        ValidationError: it is not assessed, the time is over, there is no such item, it objected to that already, or no
            reason is given.
    """
    row = held(round_)
    if subject.pk not in acting_for(user, china_date(at)):
        raise PermissionDenied(_("Only those who act for %(bearer)s do this.") % {"bearer": subject})
    refuse_unless(row, RoundState.OBJECTION)
    reason = require_reason(reason)
    until = objections_end(row, (subject.pk,))
    if until is not None and at > until:
        raise ValidationError(_("The time for objections is over."))
    _refuse_unknown(row, subject, item)
    made = Objection.objects.create(
        round=row, subject=subject, item=item, reason=reason, raised_by=user, raised_at=at
    )
    kept = evidence.keep(row, files, user=user, at=at, objection=made)
    step = pack_round(row).step_of("objection")
    made.assignment = open_assignment(
        key=f"{KIND}:{row.pk}:{ANSWER}:{made.pk}",
        programme=row.programme,
        name=ANSWER,
        title={
            "zh": f"答复异议（{subject}）：{row.title['zh']}",
            "en": f"Answer the objection of {subject}: {row.title['en']}",
        },
        bearer=office_of(row.programme, china_date(at)),
        actor=actor_of(user),
        at=at,
        due_at=due_of(row, step.answered if step else None, at),
        about=(KIND, row.pk),
    )
    made.save()
    context = {"objection": made.pk, "subject": subject.name, "item": item}
    note(row, "objected", actor_of(user), at, {"upheld": [None, None]}, reason, context, rows=[made, *kept])
    told = office_users(row.programme, china_date(at))
    zh, en = f"收到{subject}的异议，请答复。", f"{subject} objects; please answer."
    tell(row, told, f"objection:{made.pk}", zh, en, at)
    return made


def _refuse_unknown(round_: Round, subject: Subject, item: str) -> None:
    result = round_.run.results.filter(about=subject).first() if round_.run else None
    if result is None:
        raise ValidationError(_("%(subject)s has no result in this round.") % {"subject": subject})
    if item and item not in {line["name"] for line in result.lines}:
        raise ValidationError({"item": _("The scorecard has no such item.")})
    if round_.objections.filter(subject=subject, item=item, upheld=None).exists():
        raise ValidationError({"item": _("You objected to this already; the office is to answer first.")})


@transaction.atomic
def answer_objection(
    objection: Objection, *, upheld: bool, answer: str, user: User, at: datetime
) -> Objection:
    """Answer an objection with a reason (答复异议); one that is upheld is settled by a re-run of the whole cohort.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it is answered already, or no reason is given.
    """
    round_ = held(objection.round)
    refuse_unless_office(user, round_.programme, at)
    refuse_unless(round_, RoundState.OBJECTION)
    row = Objection.objects.select_related("subject", "assignment").get(pk=objection.pk)
    if row.is_answered:
        raise ValidationError(_("It is answered already."))
    row.upheld, row.answer = upheld, require_reason(answer)
    row.answered_by, row.answered_at = user, at
    row.save()
    actor = actor_of(user)
    context = {"objection": row.pk, "subject": row.subject.name, "item": row.item}
    note(round_, "answered", actor, at, {"upheld": [None, str(upheld)]}, row.answer, context, rows=[row])
    end(
        row.assignment,
        at=at,
        actor=actor,
        outcome=Outcome.AGREED if upheld else Outcome.REFUSED,
        reason=row.answer,
    )
    said = ("异议成立", "upheld") if upheld else ("异议不成立", "not upheld")
    told = users_for([row.subject_id], china_date(at))
    zh, en = f"{said[0]}：{row.answer}", f"the objection is {said[1]}: {row.answer}"
    tell(round_, told, f"answered:{row.pk}", zh, en, at)
    return row
