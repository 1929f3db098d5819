"""Submitting papers and deciding on them (送审、签发): what one person drafts another approves."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, office_users
from baicheng.server.assignments.models import Outcome
from baicheng.server.assignments.services import open_assignment
from baicheng.server.editions.queries import office_of
from baicheng.server.orgs.models import Subject
from baicheng.server.publishing.judging import refuse_unlocked
from baicheng.server.publishing.keeping import (
    APPROVE,
    RELEASE,
    end,
    held,
    note,
    refuse_unless,
    refuse_unless_approver,
    refuse_unless_office,
    tell,
)
from baicheng.server.publishing.models import Publication, State
from baicheng.server.publishing.queries import KIND, notice_of
from baicheng.server.publishing.timing import clock_of_release
from baicheng.server.registers.approving import approvers, approving_subjects
from baicheng.server.web.reasons import require_reason


@transaction.atomic
def submit(publication: Publication, *, user: User, at: datetime) -> Publication:
    """Submit a draft for approval (送审): whoever approves has it in My work.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it is no draft, its number is another paper's, it tells of results that a round has not made
            final, or nobody can approve it.
    """
    row = held(publication)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, State.DRAFT)
    _refuse_taken_number(row)
    refuse_unlocked(row)
    notice, day = notice_of(row), china_date(at)
    users = [
        one
        for one in approvers(row.programme, notice.approves, day)
        if one.pk not in (user.pk, row.drafted_by_id)
    ]
    if not users:
        raise ValidationError(
            _("Nobody but you could approve it: give another person the role that the pack names.")
        )
    row.state, row.submitted_by, row.submitted_at = State.SUBMITTED, user, at
    row.save()
    note(row, "submitted", actor_of(user), at, {"state": [str(State.DRAFT), str(row.state)]})
    subjects = approving_subjects(row.programme, notice.approves, day)
    open_assignment(
        key=f"{KIND}:{row.pk}:{APPROVE}:{at.isoformat()}",
        programme=row.programme,
        name=APPROVE,
        title={"zh": f"审签《{row.title}》", "en": f"Approve “{row.title}”"},
        bearer=Subject.objects.filter(pk__in=subjects[:1]).first(),
        actor=actor_of(user),
        at=at,
        about=(KIND, row.pk),
    )
    tell(row, users, "submitted", "已送审，请审签。", "was submitted; please decide on it.", at)
    return row


def _refuse_taken_number(row: Publication) -> None:
    taken = Publication.objects.filter(programme=row.programme, number=row.number)
    if taken.exclude(address=row.address).exclude(state=State.DISCARDED).exists():
        raise ValidationError(
            _("The number %(number)s is another paper's: write another one.") % {"number": row.number}
        )


@transaction.atomic
def approve(publication: Publication, *, user: User, at: datetime) -> Publication:
    """Approve what was submitted (签发); the clock of its release begins.

    Raises:
        PermissionDenied: the user is no approver, or drafted or submitted it.
        ValidationError: it is not submitted, or tells of results that a round has not made final.
    """
    row = held(publication)
    refuse_unless_approver(user, row, at)
    refuse_unless(row, State.SUBMITTED)
    refuse_unlocked(row)
    row.state, row.approved_by, row.approved_at = State.APPROVED, user, at
    row.save()
    note(row, "approved", actor_of(user), at, {"state": [str(State.SUBMITTED), str(row.state)]})
    end(row, APPROVE, Outcome.AGREED, at=at, actor=actor_of(user))
    open_assignment(
        key=f"{KIND}:{row.pk}:{RELEASE}:{at.isoformat()}",
        programme=row.programme,
        name=RELEASE,
        title={"zh": f"发布《{row.title}》", "en": f"Release “{row.title}”"},
        bearer=office_of(row.programme, china_date(at)),
        actor=actor_of(user),
        at=at,
        about=(KIND, row.pk),
        **clock_of_release(notice_of(row), at),
    )
    office = [one for one in office_users(row.programme, china_date(at)) if one != user]
    tell(row, office, "approved", "已签发，请按时发布。", "was approved; please release it in time.", at)
    return row


@transaction.atomic
def send_back(publication: Publication, *, user: User, at: datetime, reason: str) -> Publication:
    """Send back what was submitted or approved (退回修改): it is a draft again.

    Raises:
        PermissionDenied: the user is no approver, or drafted or submitted it.
        ValidationError: it is neither submitted nor approved, or no reason is given.
    """
    row = held(publication)
    refuse_unless_approver(user, row, at)
    refuse_unless(row, State.SUBMITTED, State.APPROVED)
    reason, before = require_reason(reason), str(row.state)
    row.state, row.release_at = State.DRAFT, None
    row.revision += 1
    row.save()
    actor = actor_of(user)
    note(row, "sent_back", actor, at, {"state": [before, str(row.state)]}, reason)
    end(row, APPROVE, Outcome.SENT_BACK, at=at, actor=actor, reason=reason)
    end(row, RELEASE, Outcome.CANCELLED, at=at, actor=actor, reason=reason)
    tell(row, [row.drafted_by], "sent_back", f"被退回修改：{reason}", f"was sent back: {reason}", at)
    return row
