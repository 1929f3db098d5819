"""Releasing papers, at once or at a set time (发布), and taking them back (撤回)."""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.reading.sources.office import libreoffice
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, is_office
from baicheng.server.assignments.models import Outcome
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.publishing.judging import refuse_unlocked
from baicheng.server.publishing.keeping import (
    RELEASE,
    end,
    held,
    note,
    refuse_unless,
    refuse_unless_office,
    tell,
)
from baicheng.server.publishing.models import Publication, State
from baicheng.server.publishing.pdf import pdf_file
from baicheng.server.publishing.queries import may_approve, waiting_for_pdf, waiting_for_release
from baicheng.server.publishing.word import word_file
from baicheng.server.web.reasons import require_reason

_LOG = logging.getLogger(__name__)


@transaction.atomic
def set_time(
    publication: Publication, *, release_at: datetime | None, user: User, at: datetime
) -> Publication:
    """Set when an approved paper is released by itself (定时发布); none: somebody does it by hand.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it is not approved, or the moment is past.
    """
    row = held(publication)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, State.APPROVED)
    if release_at is not None and release_at <= at:
        raise ValidationError({"release_at": _("That moment is past: release it now, or set a later one.")})
    before, row.release_at = row.release_at, release_at
    row.save()
    said = [one.isoformat() if one else None for one in (before, release_at)]
    note(row, "time_set", actor_of(user), at, {"release_at": said})
    return row


@transaction.atomic
def release(publication: Publication, *, user: User, at: datetime) -> Publication:
    """Release an approved paper (发布); of a correction, the version before stays to be seen as corrected.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it is not approved, or tells of results that a round has not made final.
    """
    row = held(publication)
    refuse_unless_office(user, row.programme, at)
    return _released(row, actor_of(user), at)


def release_due(now: datetime) -> int:
    """Release what is approved and whose set time has come; says how many. Running it again does nothing."""
    done = 0
    for one in waiting_for_release(now):
        try:
            done += _release_in_time(one, now)
        except ValidationError as error:
            _LOG.warning("publication %s cannot be released: %s", one.pk, " ".join(error.messages))
    return done


@transaction.atomic
def _release_in_time(publication: Publication, now: datetime) -> int:
    row = held(publication)
    if row.state != State.APPROVED or row.release_at is None or row.release_at > now:
        return 0
    _released(row, WORKER, now)
    return 1


def _released(row: Publication, actor: Actor, at: datetime) -> Publication:
    refuse_unless(row, State.APPROVED)
    refuse_unlocked(row)
    before = Publication.objects.filter(address=row.address, state=State.RELEASED).first()
    if before is not None:
        before.state = State.CORRECTED
        before.save()
        changes = {"state": [str(State.RELEASED), str(before.state)]}
        note(before, "corrected", actor, at, changes, row.why)
    row.state, row.released_at = State.RELEASED, at
    row.word.save(f"{row.address}-{row.version}.docx", ContentFile(word_file(row)), save=False)
    row.save()
    note(row, "released", actor, at, {"state": [str(State.APPROVED), str(row.state)]})
    end(row, RELEASE, Outcome.DONE, at=at, actor=actor)
    tell(row, [row.drafted_by], "released", "已发布。", "was released.", at)
    return row


def keep_pdfs(now: datetime) -> int:
    """Make the PDF of what was released lately and has none, where LibreOffice is installed; says how many.

    So nobody outside makes this machine convert anything: the public pages hand out what is there.
    """
    if libreoffice() is None:
        return 0
    done = 0
    for one in waiting_for_pdf(now):
        try:
            with one.word.open() as file:
                made = pdf_file(file.read())
        except (ValidationError, OSError) as error:
            _LOG.warning("publication %s has no PDF: %s", one.pk, error)
            continue
        one.pdf.save(f"{one.address}-{one.version}.pdf", ContentFile(made), save=False)
        one.save(update_fields=("pdf",))
        done += 1
    return done


@transaction.atomic
def withdraw(publication: Publication, *, user: User, at: datetime, reason: str) -> Publication:
    """Withdraw a released paper (撤回): its title, its days and the reason stay to be seen, nothing else.

    Raises:
        PermissionDenied: the user is neither of the programme's office nor among its approvers.
        ValidationError: it is not released, or no reason is given.
    """
    row, day = held(publication), china_date(at)
    if not is_office(user, row.programme, day) and not may_approve(user, row, day):
        raise PermissionDenied(_("Only the programme's office and its approvers withdraw its papers."))
    refuse_unless(row, State.RELEASED)
    row.withdrawn_why = require_reason(reason)
    row.state, row.withdrawn_at = State.WITHDRAWN, at
    row.save()
    changes = {"state": [str(State.RELEASED), str(row.state)]}
    note(row, "withdrawn", actor_of(user), at, changes, row.withdrawn_why)
    return row
