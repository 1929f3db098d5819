"""Judging a round by another edition of its pack than that by which it was opened (改用新版规则包)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.packs.schema.rounds import Round as PackRound
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.editions.queries import loaded
from baicheng.server.rounds.keeping import held, note, refuse_unless, refuse_unless_office
from baicheng.server.rounds.models import Round, RoundState
from baicheng.server.rounds.queries import newer_edition, pack_round
from baicheng.server.web.reasons import require_reason


@transaction.atomic
def take_edition(round_: Round, *, user: User, at: datetime, reason: str) -> Round:
    """Judge a round by the edition of its pack that is installed now; results are reckoned again before they count.

    Who owes which marks was settled when it was opened, so a round that marks other things cannot be taken. Clocks
    that run go on; those that start from now on follow the new edition.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it is for approval or over, no other edition is installed, that one assesses otherwise, or no
            reason is given.
    """
    row = held(round_)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, RoundState.MARKING, RoundState.OBJECTION)
    reason, newer = require_reason(reason), newer_edition(row, china_date(at))
    if newer is None:
        raise ValidationError(_("The round is judged by the installed edition of its pack already."))
    taken = loaded(newer.digest).rounds.get(row.name)
    if taken is None or _asked(taken) != _asked(pack_round(row)):
        raise ValidationError(
            _(
                "Version %(version)s of the pack assesses others, or marks or draws otherwise: finish the round as it was "
                "opened, or give it up and open it again."
            )
            % {"version": newer.version}
        )
    before, row.edition, row.edition_version = row.edition_version, newer.digest, newer.version
    row.save()
    changes = {"edition": [before, newer.version]}
    note(row, "edition_taken", actor_of(user), at, changes, reason, {"digest": newer.digest})
    return row


def _asked(one: PackRound) -> tuple[Any, ...]:
    """What was put down when the round was opened: whom it assesses by what, who is drawn, who marks what."""
    steps = [(step.step, step.kind, step.items) for step in one.steps]
    return one.rule, one.subjects, one.period, one.every, one.draws, one.panels, steps
