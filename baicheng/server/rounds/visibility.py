"""Who may see what of rounds, fill in which sheet, and decide (考核轮次的查看和办理权限)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q, QuerySet

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import is_office, sees_all, users_for
from baicheng.server.assessments.models import Mark, Result
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.editions.queries import acting_for, packs
from baicheng.server.registers.approving import approvers
from baicheng.server.rounds.models import RELEASED, Correction, Objection, Round, RoundState, Sheet
from baicheng.server.rounds.queries import KIND, chain_of, named_in, standing_marks


def rounds_for(user: User, at: datetime) -> QuerySet[Round]:
    """The rounds that a user may see, the newest first.

    Who reads all of a programme sees its rounds; a unit those in which it is assessed, or marks; an approver those
    that were submitted.
    """
    day = china_date(at)
    mine = list(acting_for(user, day))
    wanted = Q(participants__subject__in=mine) | Q(participants__panel__in=mine)
    wanted |= Q(pk__in=handed_on(mine).values("about_id"))
    whole = _read_whole(user, day)
    wanted |= Q(programme__in=whole) | Q(pk__in=_approved(user, day, whole))
    found = Round.objects.filter(Q(pk__in=Round.objects.filter(wanted).values("pk")))
    return found.select_related("run", "proposed")


def _read_whole(user: User, on: date) -> list[str]:
    """The programmes of which a user reads everything."""
    return [pack.name for pack in packs() if sees_all(user, pack.name, on)]


def _approved(user: User, on: date, beside: Collection[str]) -> list[int]:
    """The rounds that a user approves, or approved, by id: from the moment they are submitted, as their edition says.

    Args:
        beside: programmes that need not be looked at.
    """
    submitted = Round.objects.filter(state__in=(RoundState.APPROVAL, RoundState.FINAL))
    found, known = [], dict[tuple[str, str], bool]()
    for round_ in submitted.exclude(programme__in=beside):
        for who in chain_of(round_):
            key = (round_.programme, str(who))
            if key not in known:
                known[key] = user in approvers(round_.programme, who, on)
            if known[key]:
                found.append(round_.pk)
                break
    return found


def runs_to_approve(user: User, on: date) -> Q:
    """The runs on which rounds rest that a user approves, and those beside them; no others of the programme."""
    keys = _approved(user, on, _read_whole(user, on))
    beside = Correction.objects.filter(round__in=keys)
    return Q(pk__in=Round.objects.filter(pk__in=keys).values("run")) | Q(pk__in=beside.values("run"))


def sees_whole(user: User, round_: Round, at: datetime) -> bool:
    """Whether a user sees all of a round: who reads all of its programme, and who approves it once submitted."""
    day = china_date(at)
    if sees_all(user, round_.programme, day):
        return True
    submitted = round_.state in (RoundState.APPROVAL, RoundState.FINAL)
    return submitted and any(user in approvers(round_.programme, who, day) for who in chain_of(round_))


def next_approvers(round_: Round, on: date) -> list[User]:
    """Who may decide now: next in the chain, but neither who submitted it nor who has agreed at an earlier place.

    Where nobody else is there, somebody who has agreed decides again, so that a small office comes to an end.
    """
    chain = chain_of(round_)
    if round_.state != RoundState.APPROVAL or round_.approved >= len(chain):
        return []
    found = approvers(round_.programme, chain[round_.approved], on)
    others = [one for one in found if one.pk != round_.submitted_by_id]
    agreed = round_.approvals.filter(agreed=True, decided_at__gte=round_.submitted_at)
    fresh = set(agreed.values_list("decided_by", flat=True))
    return [one for one in others if one.pk not in fresh] or others


def may_approve(user: User, round_: Round, on: date) -> bool:
    """Whether the round waits for this user."""
    return user in next_approvers(round_, on)


def may_fill(user: User, sheet: Sheet, at: datetime) -> bool:
    """Whether a user fills in a sheet: somebody who acts for whoever owes it, or the office.

    The office fills in its own and those of panels; those of a unit only where nobody with an account acts for it.
    """
    day = china_date(at)
    mine = acting_for(user, day)
    if sheet.bearer_id in mine:
        return True
    if not is_office(user, sheet.round.programme, day):
        return sheet.pk in borne(sheet.round, mine)
    return sheet.kind != "self" or not users_for([sheet.bearer_id or 0], day).exists()


def borne(round_: Round, subjects: Collection[int]) -> set[int]:
    """The sheets that some subjects owe, by key: those of the round, and those whose assignment passed on to them."""
    named = [named_in(one) for one in handed_on(subjects).filter(about_id=round_.pk).only("key")]
    own = round_.sheets.filter(bearer__in=subjects).values_list("pk", flat=True)
    return {*own, *(key for is_sheet, key in named if is_sheet)}


def handed_on(subjects: Collection[int]) -> QuerySet[Assignment]:
    """The open assignments of rounds that some subjects bear, also by hand-over (移交) or succession (承接)."""
    return Assignment.objects.filter(about_kind=KIND, bearer__in=subjects, outcome=Outcome.OPEN)


def visible_marks(user: User, round_: Round, at: datetime) -> QuerySet[Mark]:
    """The marks of a round that a user may see.

    A unit sees those that it owes or gave itself, and all about itself once results are released; a panel those that
    it owes or gave.
    """
    rows = standing_marks(round_)
    if sees_whole(user, round_, at):
        return rows
    mine = list(acting_for(user, china_date(at)))
    wanted = Q(pk__in=())
    for sheet in round_.sheets.filter(pk__in=borne(round_, mine)).exclude(subject=None):
        wanted |= Q(step=sheet.step, subject=sheet.subject_id)
    if round_.state in RELEASED:
        wanted |= Q(subject__in=mine)
    return rows.filter(wanted)


def visible_results(user: User, round_: Round, at: datetime) -> QuerySet[Result]:
    """The results of a round that a user may see, undecided ones first.

    A unit sees its own once they are released, and all of them once they are final.
    """
    rows = Result.objects.filter(run=round_.run_id).select_related("about", "run")
    ordered = rows.order_by("-outcome", "order") if round_.run_id else rows.none()
    if sees_whole(user, round_, at):
        return ordered
    mine = list(acting_for(user, china_date(at)))
    if not round_.participants.filter(Q(subject__in=mine) | Q(panel__in=mine)).exists():
        return ordered.none()
    if round_.is_final:
        return ordered
    return ordered.filter(about__in=mine) if round_.is_released else ordered.none()


def visible_sheets(user: User, round_: Round, at: datetime) -> QuerySet[Sheet]:
    """The sheets of a round that a user may see: all, or those that they owe."""
    rows = round_.sheets.select_related("subject", "bearer", "assignment", "handed_in_by__person")
    if sees_whole(user, round_, at):
        return rows
    return rows.filter(pk__in=borne(round_, list(acting_for(user, china_date(at))))).exclude(subject=None)


def visible_objections(user: User, round_: Round, at: datetime) -> QuerySet[Objection]:
    """The objections that a user may see: all, or those of their own units."""
    rows = round_.objections.select_related(
        "subject", "assignment", "raised_by__person", "answered_by__person"
    )
    if sees_whole(user, round_, at):
        return rows
    return rows.filter(subject__in=list(acting_for(user, china_date(at))))
