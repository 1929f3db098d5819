"""Reading rounds: what the pack says of them, who may see what, who still owes what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from baicheng.clock.cycles import CycleUnit
from baicheng.clock.instants import china_date
from baicheng.clock.periods import period_of
from baicheng.flows.who_forms import Who
from baicheng.packs.schema.rounds import MARKING, MarkedItem, RoundStep
from baicheng.packs.schema.rounds import Round as PackRound
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import is_office, sees_all, users_for
from baicheng.server.assessments.models import Mark, Result, Run, RunState
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.editions.queries import acting_for, loaded, packs
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.approving import approvers
from baicheng.server.rounds.models import RELEASED, Objection, Participant, Round, RoundState, Sheet

#: The kind under which history and assignments name rounds.
KIND = "rounds.round"


def pack_round(round_: Round) -> PackRound:
    """What the pack said of a round when it was opened.

    Raises:
        NotInstalled: the edition of its pack is not there any more.
    """
    return loaded(round_.edition).rounds[round_.name]


def period_of_round(one: PackRound, day: date) -> Period:
    """The days that a round judges: its own, or the period in which a day lies."""
    if one.period is not None:
        return Period(one.period.from_, one.period.until)
    found = period_of(CycleUnit(str(one.every)), day)
    return Period(found.since, found.until)


def offered(user: User, on: date) -> list[tuple[str, PackRound]]:
    """The rounds that a user may open: those of the programmes in whose office they are."""
    return [
        (pack.name, one)
        for pack in packs()
        if pack.rounds and is_office(user, pack.name, on)
        for one in pack.rounds.values()
    ]


def step_of(round_: Round, name: str) -> RoundStep:
    """A step as the pack says it."""
    return next(step for step in pack_round(round_).steps if step.step == name)


def item_of(round_: Round, name: str) -> tuple[RoundStep, MarkedItem] | None:
    """What is marked under a name, and in which step."""
    for step in pack_round(round_).marking:
        for item in step.items:
            if item.item == name:
                return step, item
    return None


def rounds_for(user: User, at: datetime) -> QuerySet[Round]:
    """The rounds that a user may see, the newest first.

    Who reads all of a programme sees its rounds; a unit those in which it is assessed, or marks; an approver those
    that were submitted.
    """
    day = china_date(at)
    mine = list(acting_for(user, day))
    wanted = Q(participants__subject__in=mine) | Q(participants__panel__in=mine)
    wanted |= Q(pk__in=handed_on(mine).values("about_id"))
    for pack in packs():
        if not pack.rounds:
            continue
        if sees_all(user, pack.name, day):
            wanted |= Q(programme=pack.name)
            continue
        approving = [
            name
            for name, one in pack.rounds.items()
            if user in {each for who in _chain(one) for each in approvers(pack.name, who, day)}
        ]
        wanted |= Q(
            programme=pack.name, name__in=approving, state__in=(RoundState.APPROVAL, RoundState.FINAL)
        )
    found = Round.objects.filter(Q(pk__in=Round.objects.filter(wanted).values("pk")))
    return found.select_related("run", "proposed")


def _chain(one: PackRound) -> tuple[Who, ...]:
    step = one.step_of("approval")
    return step.chain if step else ()


def sees_whole(user: User, round_: Round, at: datetime) -> bool:
    """Whether a user sees all of a round: who reads all of its programme, and who approves it once submitted."""
    day = china_date(at)
    if sees_all(user, round_.programme, day):
        return True
    submitted = round_.state in (RoundState.APPROVAL, RoundState.FINAL)
    return submitted and any(user in approvers(round_.programme, who, day) for who in chain_of(round_))


def chain_of(round_: Round) -> tuple[Who, ...]:
    """Who approves a round, in their order."""
    return _chain(pack_round(round_))


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


def standing_marks(round_: Round) -> QuerySet[Mark]:
    """The marks that are owed or given, without those that were replaced."""
    rows = Mark.objects.filter(round_id=round_.pk, superseded_at=None)
    return rows.select_related("subject", "drawn", "author__person").prefetch_related("evidence")


def marks_of(sheet: Sheet) -> QuerySet[Mark]:
    """The marks of a sheet, owed or given."""
    rows = standing_marks(sheet.round).filter(step=sheet.step)
    return rows if sheet.subject_id is None else rows.filter(subject=sheet.subject_id)


def sheet_of(round_: Round, mark: Mark) -> Sheet:
    """The sheet on which a mark stands."""
    rows = round_.sheets.select_related("bearer", "assignment", "round").filter(step=mark.step)
    return rows.filter(subject=mark.subject_id).first() or rows.get(subject=None)


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
    named = [_named(one) for one in handed_on(subjects).filter(about_id=round_.pk).only("key")]
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


def owing(round_: Round) -> QuerySet[Sheet]:
    """The sheets of marks that are not handed in yet."""
    steps = [step.step for step in pack_round(round_).marking]
    rows = round_.sheets.filter(step__in=steps, handed_in_at=None)
    return rows.select_related("subject", "bearer", "assignment")


def open_undecided(round_: Round) -> list[Result]:
    """The undecided results of the run that stands which nobody has accepted."""
    if round_.run_id is None:
        return []
    rows = Result.objects.filter(run=round_.run_id, acceptance=None).select_related("about", "run")
    return [one for one in rows.order_by("order") if one.undecided]


def is_reopened(round_: Round) -> bool:
    """Whether released results may be touched: an objection was upheld, or the chain sent back the run that stands."""
    return (
        round_.objections.filter(upheld=True, settled_by=None).exists()
        or round_.approvals.filter(run=round_.run_id, agreed=False).exists()
    )


def may_be_rerun(round_: Round) -> bool:
    """Whether all may be reckoned again after the release: reopened, not reckoned with all marks, or undecided."""
    run = round_.run
    if run is None or run.state == RunState.FAILED or not is_current(round_, run):
        return True
    return is_reopened(round_) or bool(open_undecided(round_))


def is_current(round_: Round, run: Run) -> bool:
    """Whether a run knows all marks: none was given or replaced after it."""
    later = Mark.objects.filter(round_id=round_.pk).filter(
        Q(recorded_at__gt=run.known_at) | Q(superseded_at__gt=run.known_at)
    )
    return not later.exists()


def subjects_of(round_: Round) -> Iterable[Subject]:
    """Those that are assessed, by name."""
    rows = Participant.objects.filter(round=round_).select_related("subject")
    return [one.subject for one in rows]


def where_done(assignments: Iterable[Assignment]) -> dict[int, str]:
    """The address at which each assignment of a round is done, by the assignment's id.

    One that was handed on has another id and the same stem of its key, so it leads to the same place.
    """
    named = {one.pk: _named(one) for one in assignments if one.about_kind == KIND}
    if not named:
        return {}
    sheets = Sheet.objects.select_related("round").in_bulk(
        [key for is_sheet, key in named.values() if is_sheet]
    )
    objections = Objection.objects.in_bulk([key for is_sheet, key in named.values() if not is_sheet])
    found: dict[int, str] = {}
    for pk, (is_sheet, key) in named.items():
        if is_sheet and key in sheets:
            sheet = sheets[key]
            found[pk] = (sheet if sheet.kind in MARKING else sheet.round).get_absolute_url()
        elif not is_sheet and key in objections:
            found[pk] = objections[key].get_absolute_url()
    return found


def _named(assignment: Assignment) -> tuple[bool, int]:
    """Whether the key of an assignment names a sheet or else an objection, and the id of that; 0 where neither.

    To decide on more time for it is an assignment about the round as well, with a key of its own.
    """
    kind, _round, what, *more = f"{assignment.key.partition('#')[0]}::".split(":")
    if kind != KIND:
        return False, 0
    is_sheet = what.isdecimal()
    named = what if is_sheet else more[0]
    return is_sheet, int(named) if named.isdecimal() else 0
