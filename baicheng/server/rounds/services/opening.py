"""Opening a round (启动考核): whom it assesses, who owes which sheet by when; and giving it up."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.flows.lots import in_turn
from baicheng.packs.schema.rounds import MARKING
from baicheng.packs.schema.rounds import Round as PackRound
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, users_for
from baicheng.server.assessments.models import Mark
from baicheng.server.assignments.models import Outcome
from baicheng.server.assignments.services import give_bearer
from baicheng.server.editions.models import Edition
from baicheng.server.editions.queries import digest_of, office_of, pack
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.directory import OrgsLookup
from baicheng.server.rounds.candidates import assessed
from baicheng.server.rounds.keeping import (
    bearer_of,
    due_of,
    end,
    held,
    note,
    open_step,
    refuse_unless,
    refuse_unless_office,
    tell,
)
from baicheng.server.rounds.models import Participant, Round, RoundState, Sheet
from baicheng.server.rounds.owing import owe_marks
from baicheng.server.rounds.queries import given_up_before, period_of_round, subjects_of
from baicheng.server.web.reasons import require_reason

#: A seed has so many digits at most, so that people can write it down.
_SEEDS = 10**9


def open_round(
    programme: str,
    name: str,
    *,
    day: date,
    user: User,
    at: datetime,
    seed: int | None = None,
) -> Round:
    """Open a round of a pack; every sheet that is owed becomes an assignment with its clock.

    Args:
        day: of a round that comes back, a day in the period that is judged.
        seed: from which lots are drawn; chosen by chance unless it was drawn in public.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: there is no such round, it was opened already, its days have not begun, or it assesses nobody.
    """
    refuse_unless_office(user, programme, at)
    one = pack(programme).rounds.get(name)
    if one is None:
        raise ValidationError(_("The pack has no such round of assessment."))
    period = period_of_round(one, day)
    _refuse_untimely(programme, one, period, at)
    # Before the transaction: a run that is put down for the background must stay, whether or not the round opens.
    subjects = assessed(programme, one, period, user=user, at=at)
    return _opened(programme, one, period, subjects, user=user, at=at, seed=seed)


@transaction.atomic
def _opened(
    programme: str,
    one: PackRound,
    period: Period,
    subjects: list[Subject],
    *,
    user: User,
    at: datetime,
    seed: int | None,
) -> Round:
    _refuse_untimely(programme, one, period, at)
    edition = Edition.objects.get(pack=programme, digest=digest_of(programme), active=True)
    round_ = Round.objects.create(
        programme=programme,
        name=one.round,
        edition=edition.digest,
        edition_version=edition.version,
        title={"zh": one.title.zh, "en": one.title.en},
        rule=one.rule,
        since=period.since,
        until=period.until,
        seed=secrets.randbelow(_SEEDS) if seed is None else seed,
        opened_by=user,
        opened_at=at,
    )
    note(
        round_,
        "opened",
        actor_of(user),
        at,
        {"state": [None, round_.state]},
        context={
            "seed": round_.seed,
            "subjects": [one.name for one in subjects],
            "given_up": [_given_up(each) for each in given_up_before(round_)],
        },
    )
    _enter(round_, one, subjects, user, at)
    return round_


def _given_up(round_: Round) -> dict[str, Any]:
    """What a round that was given up had drawn: whoever approves the next one is to see that lots were drawn again."""
    drawn: dict[str, dict[str, list[int]]] = {}
    for draw in round_.draws.all():
        drawn.setdefault(draw.name, {})[str(draw.subject_id)] = draw.taken
    return {"round": round_.pk, "seed": round_.seed, "why": round_.cancelled_why, "taken": drawn}


def _refuse_untimely(programme: str, one: PackRound, period: Period, at: datetime) -> None:
    if period.since > china_date(at):
        raise ValidationError({"day": _("The days that it judges have not begun yet.")})
    same = Round.objects.filter(programme=programme, name=one.round, since=period.since)
    if same.exclude(state=RoundState.CANCELLED).exists():
        raise ValidationError({"day": _("This round was opened for these days already.")})


def _enter(round_: Round, one: PackRound, subjects: list[Subject], user: User, at: datetime) -> None:
    """Put down who takes part, what is owed, and open the assignments of those who owe it."""
    panels = _panels(round_, one, subjects, at)
    office = office_of(round_.programme, china_date(at))
    for subject in subjects:
        Participant.objects.create(round=round_, subject=subject, panel=panels.get(subject.pk))
    for order, step in enumerate(one.steps):
        each: Iterable[Subject | None] = subjects if step.kind in ("self", "panel") else (None,)
        for whom in each:
            sheet = Sheet(round=round_, step=step.step, kind=step.kind, order=order, subject=whom)
            sheet.bearer = bearer_of(sheet, office, panels.get(whom.pk) if whom else None)
            sheet.save()
            if step.kind in (*MARKING, "draft"):
                open_step(sheet, actor=actor_of(user), at=at, due_at=due_of(round_, step.due, at))
    marks = owe_marks(round_, [(subject, None, None) for subject in subjects], at)
    note(round_, "marks_owed", actor_of(user), at, {}, context={"count": len(marks)}, rows=marks)
    told = users_for([subject.pk for subject in subjects], china_date(at))
    tell(
        round_,
        told,
        "opened",
        "已启动，请按时完成自评等事项。",
        "was opened; please do your part in time.",
        at,
    )


def _panels(round_: Round, one: PackRound, subjects: list[Subject], at: datetime) -> dict[int, Subject]:
    """Who marks whom, where the pack says that panels take turns; nobody marks itself, that the office allots."""
    if one.panels is None or one.panels.allotted != "in_turn" or one.panels.group is None:
        return {}
    heads = [str(key) for key in OrgsLookup(round_.programme).members(one.panels.group, china_date(at))]
    turns = in_turn(round_.seed, [str(subject.pk) for subject in subjects], heads)
    known = Subject.objects.in_bulk([int(key) for key in heads])
    return {int(subject): known[int(head)] for subject, head in turns.items() if subject != head}


@transaction.atomic
def allot_panel(participant: Participant, panel: Subject, *, user: User, at: datetime) -> Participant:
    """Say which panel marks one that is assessed (分配考核小组); what it owes passes to that panel.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: marks are no longer given, it has handed in, or it would mark itself.
    """
    round_ = held(participant.round)
    refuse_unless_office(user, round_.programme, at)
    refuse_unless(round_, RoundState.MARKING)
    row = Participant.objects.select_related("subject", "panel").get(pk=participant.pk)
    if panel.pk == row.subject_id:
        raise ValidationError({"panel": _("Nobody marks itself on site: choose another panel.")})
    sheets = list(round_.sheets.select_related("assignment").filter(kind="panel", subject=row.subject_id))
    if any(sheet.is_handed_in for sheet in sheets):
        raise ValidationError({"panel": _("Its panel has handed in already: send its sheet back first.")})
    before, row.panel = row.panel, panel
    row.save()
    actor = actor_of(user)
    for sheet in sheets:
        sheet.bearer = panel
        sheet.save()
        if sheet.assignment is None:
            continue
        if sheet.assignment.bearer_id is None:
            give_bearer(sheet.assignment, panel.pk, at=at, actor=actor)
        else:
            due_at = sheet.assignment.due_at
            end(sheet.assignment, at=at, actor=actor, outcome=Outcome.CANCELLED, reason=str(panel))
            open_step(sheet, actor=actor, at=at, due_at=due_at)
    changes = {"panel": [before.name if before else None, panel.name]}
    note(round_, "panel_allotted", actor, at, changes, context={"subject": row.subject.name})
    return row


@transaction.atomic
def cancel(round_: Round, *, user: User, at: datetime, reason: str) -> Round:
    """Give up a round that is not final (中止考核): what is owed need not be done, and its marks count no more.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: it is final or cancelled, or no reason is given.
    """
    row = held(round_)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, RoundState.MARKING, RoundState.OBJECTION, RoundState.APPROVAL)
    reason, before, actor = require_reason(reason), row.state, actor_of(user)
    row.state, row.cancelled_why = RoundState.CANCELLED, reason
    row.save()
    marks = list(Mark.objects.filter(round_id=row.pk, superseded_at=None))
    for mark in marks:
        mark.superseded_at = at
    Mark.objects.bulk_update(marks, ["superseded_at"], batch_size=500)
    for sheet in row.sheets.select_related("assignment"):
        end(sheet.assignment, at=at, actor=actor, outcome=Outcome.CANCELLED, reason=reason)
    for objection in row.objections.select_related("assignment"):
        end(objection.assignment, at=at, actor=actor, outcome=Outcome.CANCELLED, reason=reason)
    note(row, "cancelled", actor, at, {"state": [before, row.state]}, reason, rows=marks)
    told = users_for([one.pk for one in subjects_of(row)], china_date(at))
    tell(row, told, "cancelled", f"已中止：{reason}", f"was given up: {reason}", at)
    return row
