"""What a user may do with a round now; the services decide again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import is_office
from baicheng.server.assessments.models import RunState
from baicheng.server.editions.queries import acting_for
from baicheng.server.rounds.models import Round, RoundState
from baicheng.server.rounds.queries import (
    is_current,
    is_reopened,
    may_be_rerun,
    newer_edition,
    objections_end,
    pack_round,
)
from baicheng.server.rounds.services.following import due_consequences
from baicheng.server.rounds.visibility import may_approve

#: While a round is so, another edition of its pack can be taken.
RENEWABLE = (RoundState.MARKING, RoundState.OBJECTION)


@dataclass(frozen=True, slots=True)
class Doable:
    """What a user may do with a round now."""

    reckon: bool = False
    release: bool = False
    accept: bool = False
    object: bool = False
    mend: bool = False  # put marks right after the release
    rerun: bool = False
    adopt: bool = False
    submit: bool = False
    decide: bool = False
    effect: bool = False
    publish: bool = False
    correct: bool = False
    cancel: bool = False
    renew: bool = False  # take the installed edition of the pack
    arrange: bool = False  # draw lots, allot panels, send sheets back

    @classmethod
    def of(cls, row: Round, user: User, at: datetime) -> Doable:
        if row.state == RoundState.APPROVAL:
            office = is_office(user, row.programme, china_date(at))
            return cls(decide=may_approve(user, row, china_date(at)), cancel=office)
        objects = row.state == RoundState.OBJECTION and _may_object(row, user, at)
        if not is_office(user, row.programme, china_date(at)):
            return cls(object=objects)
        found = cls._of_office(row, at, objects=objects)
        newer = row.state in RENEWABLE and newer_edition(row, china_date(at)) is not None
        return replace(found, renew=newer)

    @classmethod
    def _of_office(cls, row: Round, at: datetime, *, objects: bool) -> Doable:
        if row.state == RoundState.FINAL:
            sheet = row.sheets.filter(kind="publication", handed_in_at=None)
            return cls(effect=bool(due_consequences(row)), publish=sheet.exists(), correct=True)
        if row.state == RoundState.CANCELLED:
            return cls()
        ready = row.run is not None and row.run.state == RunState.DONE and is_current(row, row.run)
        if row.state == RoundState.MARKING:
            objections = pack_round(row).step_of("objection") is not None
            return cls(
                reckon=True,
                release=ready and objections,
                submit=ready and not objections,
                accept=ready,
                cancel=True,
                arrange=True,
            )
        upheld = row.objections.filter(upheld=True, settled_by=None).exists()
        waits = upheld or row.objections.filter(upheld=None).exists()
        until = objections_end(row)
        over = until is None or at > until
        return cls(
            accept=ready and not upheld,
            object=objects,
            mend=is_reopened(row),
            rerun=may_be_rerun(row),
            adopt=row.proposed is not None
            and row.proposed.state == RunState.DONE
            and is_current(row, row.proposed),
            submit=ready and over and not waits,
            cancel=True,
        )


def _may_object(row: Round, user: User, at: datetime) -> bool:
    """Whether one of the user's units is assessed and its time to object runs."""
    mine = list(acting_for(user, china_date(at)))
    assessed = list(row.participants.filter(subject__in=mine).values_list("subject", flat=True))
    until = objections_end(row, assessed)
    return bool(assessed) and (until is None or at <= until)
