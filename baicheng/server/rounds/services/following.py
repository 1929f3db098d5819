"""What follows from final results (结果运用): records that carry it out; their publication; corrections beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.packs.round_outcomes import Standing, ValueOf, concerned, fields_of, figures_of
from baicheng.packs.schema.rounds import Consequence as PackConsequence
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assessments.models import Result
from baicheng.server.assessments.services import run_rule
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.services import enter_record
from baicheng.server.editions.queries import loaded
from baicheng.server.registers.matter import KIND as RECORD
from baicheng.server.rounds.keeping import end, held, note, refuse_unless, refuse_unless_office, step_sheet
from baicheng.server.rounds.models import Consequence, Correction, Round, RoundState
from baicheng.server.rounds.queries import pack_round, value_of
from baicheng.server.web.reasons import require_reason


@dataclass(frozen=True)
class Following:
    """What follows for one of those assessed; ``money`` is what the record that carries it out holds, in ``unit``."""

    follows: PackConsequence
    result: Result
    money: Decimal | None
    unit: str | None


def outcomes_of(round_: Round) -> list[Following]:
    """What follows from the results that stand, whether it was put into effect already or not."""
    registers = loaded(round_.edition).registers
    found = []
    for one, result in _following(round_):
        known = registers[one.creates.register_].fields_
        values = _fields(one, round_, result)
        money = next((name for name in values if known[name].kind == "money"), None)
        held_ = (_number(values[money]), known[money].unit) if money is not None else (None, None)
        found.append(Following(one, result, *held_))
    return found


def due_consequences(round_: Round) -> list[tuple[PackConsequence, Result]]:
    """For whom what follows from the results that stand, as far as it was not carried out yet."""
    done = set(round_.consequences.values_list("name", "result__subject"))
    return [
        (one, result) for one, result in _following(round_) if (one.consequence, result.subject) not in done
    ]


def _following(round_: Round) -> list[tuple[PackConsequence, Result]]:
    """For whom what follows from the results that stand.

    Nothing follows for whom the rule judges beside those assessed: they saw no draft and could not object.
    """
    if round_.run is None:
        return []
    results = list(Result.objects.filter(run=round_.run).select_related("about", "run").order_by("order"))
    assessed = set(round_.participants.values_list("subject", flat=True))
    standings = {one.subject: _standing(one) for one in results}
    whose = {one.subject: one for one in results if one.about_id in assessed}
    return [
        (one, whose[standing.subject])
        for one in pack_round(round_).follows
        for standing in concerned(one.when, standings.values(), _value_of(round_))
        if standing.subject in whose
    ]


def _standing(result: Result) -> Standing:
    """A kept result as what follows asks about it."""
    detail = result.detail
    effects = [name for name, outcome in detail.get("effects", {}).items() if outcome == "met"]
    return Standing(
        subject=result.subject,
        undecided=bool(result.undecided),
        total=result.total,
        grade=result.grade,
        place=result.place,
        met=frozenset([*effects, *detail.get("hits", ())]),
        facts={name: _number(value) for name, value in detail["facts"].items()},
    )


def _number(value: object) -> Decimal | None:
    """A number, or one that is kept as a text; nothing for all else."""
    if isinstance(value, bool):
        return None
    try:
        return Decimal(str(value)) if isinstance(value, str | int | float | Decimal) else None
    except InvalidOperation:
        return None


def _value_of(round_: Round) -> ValueOf:
    """The values of the pack on the last day judged, those decided locally before its own."""

    def found(name: str) -> Decimal | None:
        return _number(value_of(round_, name, round_.last_day))

    return found


@transaction.atomic
def put_into_effect(round_: Round, *, user: User, at: datetime) -> list[Consequence]:
    """Carry out what follows from final results: for each a record in its register, with its assignment.

    Doing it again adds nothing.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: the results are not final, or a record cannot be entered.
    """
    row = held(round_)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, RoundState.FINAL)
    return [_carried_out(row, one, result, user, at) for one, result in due_consequences(row)]


def _carried_out(
    round_: Round, one: PackConsequence, result: Result, user: User, at: datetime
) -> Consequence:
    assert result.about is not None, "what follows concerns a subject of the directory"
    record = enter_record(
        register_id=f"{round_.programme}.{one.creates.register_}",
        values=_fields(one, round_, result),
        parties=[(one.creates.party, result.about)],
        title=f"{one.title.zh}：{result.called}（{round_.title['zh']}）",
        user=user,
        at=at,
    )
    made = Consequence.objects.create(
        round=round_,
        name=one.consequence,
        result=result,
        record_id=record.pk,
        assignment=Assignment.objects.filter(about_kind=RECORD, about_id=record.pk).order_by("pk").first(),
        made_by=user,
        made_at=at,
    )
    context = {"consequence": one.consequence, "subject": result.called, "record": record.pk}
    note(
        round_,
        "put_into_effect",
        actor_of(user),
        at,
        {"record": [None, record.pk]},
        context=context,
        rows=[made],
    )
    return made


def _fields(one: PackConsequence, round_: Round, result: Result) -> dict[str, Any]:
    figures = figures_of(
        _standing(result),
        since=round_.since,
        last_day=round_.last_day,
        called=round_.title["zh"],
        clause=one.clause,
    )
    values = fields_of(one.creates.with_, figures, _value_of(round_))
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


@transaction.atomic
def mark_published(round_: Round, *, user: User, at: datetime) -> Round:
    """Note that the final results were made known (已公布); the assignment of that step ends.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: they are not final, there is no such step, or it was noted already.
    """
    row = held(round_)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, RoundState.FINAL)
    sheet = step_sheet(row, "publication")
    if sheet is None or sheet.is_handed_in:
        raise ValidationError(_("There is no publication to note."))
    sheet.handed_in_by, sheet.handed_in_at = user, at
    sheet.save()
    note(row, "published", actor_of(user), at, {"published_at": [None, at.isoformat()]})
    end(sheet.assignment, at=at, actor=actor_of(user), outcome=Outcome.DONE)
    return row


def correct(round_: Round, *, user: User, at: datetime, reason: str) -> Correction:
    """Run again beside final results, because a fact changed after the lock (更正计算); they stay as they were.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: the results are not final, or no reason is given.
    """
    refuse_unless_office(user, round_.programme, at)
    refuse_unless(Round.objects.get(pk=round_.pk), RoundState.FINAL)
    reason = require_reason(reason)
    period = Period(round_.since, round_.until)
    run = run_rule(
        programme=round_.programme, rule=round_.rule, period=period, user=user, at=at, edition=round_.edition
    )
    with transaction.atomic():
        row = held(round_)
        made = Correction.objects.create(round=row, run=run, reason=reason, made_by=user, made_at=at)
        note(row, "corrected_beside", actor_of(user), at, {"run": [None, run.pk]}, reason, rows=[made])
    return made
