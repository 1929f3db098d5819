"""Reading rounds: what the pack says of them, who still owes what, whether results stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from baicheng.clock.cycles import CycleUnit
from baicheng.clock.periods import period_of
from baicheng.flows.who_forms import Who
from baicheng.packs.parameters import cell_on
from baicheng.packs.schema.rounds import MARKING, MarkedItem, RoundStep
from baicheng.packs.schema.rounds import Round as PackRound
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import is_office
from baicheng.server.assessments.models import Mark, Result, Run, RunState
from baicheng.server.assignments.models import Assignment
from baicheng.server.editions.models import Edition
from baicheng.server.editions.queries import installed, loaded, local_value, packs
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds.models import Objection, Participant, Round, RoundState, Sheet

#: The kind under which history and assignments name rounds.
KIND = "rounds.round"


def pack_round(round_: Round) -> PackRound:
    """What the pack says of a round, in the edition by which it is judged.

    Raises:
        NotInstalled: the edition of its pack is not there any more.
    """
    return loaded(round_.edition).rounds[round_.name]


def value_of(round_: Round, name: str, on: date) -> Any:
    """A value of the pack on a day, as it was decided locally, or else as the round's edition states it.

    Args:
        name: the table, and behind a point its option where it has some.

    Returns:
        What ``editions.queries.parameter`` returns.
    """
    local = local_value(round_.programme, f"values.{name}", on)
    if local is not None:
        return local.value
    table, _dot, option = name.partition(".")
    return cell_on(loaded(round_.edition).values[table], on, option or None)


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


def chain_of(round_: Round) -> tuple[Who, ...]:
    """Who approves a round, in their order."""
    step = pack_round(round_).step_of("approval")
    return step.chain if step else ()


def standing_marks(round_: Round) -> QuerySet[Mark]:
    """The marks that are owed or given, without those that were replaced."""
    rows = Mark.objects.filter(round_id=round_.pk, superseded_at=None)
    return rows.select_related("subject", "drawn", "author__person").prefetch_related("evidence")


def marks_of(sheet: Sheet) -> QuerySet[Mark]:
    """The marks of a sheet, owed or given."""
    rows = standing_marks(sheet.round).filter(step=sheet.step)
    return rows if sheet.subject_id is None else rows.filter(subject=sheet.subject_id)


def sheets_of(round_: Round, marks: Iterable[Mark]) -> list[Sheet]:
    """The sheets on which marks stand."""
    wanted = {(mark.step, mark.subject_id) for mark in marks}
    steps = {step for step, _subject in wanted}
    rows = round_.sheets.select_related("bearer", "assignment", "round").filter(step__in=steps)
    return [one for one in rows if one.subject_id is None or (one.step, one.subject_id) in wanted]


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
    """Whether a run was reckoned by the round's edition and knows all marks: none was given or replaced after it."""
    if run.edition != round_.edition:
        return False
    later = Mark.objects.filter(round_id=round_.pk).filter(
        Q(recorded_at__gt=run.known_at) | Q(superseded_at__gt=run.known_at)
    )
    return not later.exists()


def newer_edition(round_: Round, on: date) -> Edition | None:
    """The edition of the pack that is installed, where it is another one than that by which the round is judged."""
    active = installed(on).get(round_.programme)
    if active is None or active.digest == round_.edition:
        return None
    return Edition.objects.filter(pack=round_.programme, active=True).first()


def objections_end(round_: Round, subjects: Collection[int] | None = None) -> datetime | None:
    """Until when can be objected, by some subjects or by anybody; nothing where no document says."""
    if round_.objections_until is None:
        return None
    times = round_.objection_times.all()
    if subjects is not None:
        times = times.filter(subject__in=subjects)
    return max([round_.objections_until, *times.values_list("until", flat=True)])


def given_up_before(round_: Round) -> QuerySet[Round]:
    """The rounds by the same scorecard over the same days that were given up before this one was opened."""
    same = Round.objects.filter(
        programme=round_.programme, rule=round_.rule, since=round_.since, until=round_.until
    )
    found = same.filter(state=RoundState.CANCELLED, opened_at__lte=round_.opened_at).exclude(pk=round_.pk)
    return found.select_related("opened_by__person").order_by("opened_at", "pk")


def subjects_of(round_: Round) -> Iterable[Subject]:
    """Those that are assessed, by name."""
    rows = Participant.objects.filter(round=round_).select_related("subject")
    return [one.subject for one in rows]


def where_done(assignments: Iterable[Assignment]) -> dict[int, str]:
    """The address at which each assignment of a round is done, by the assignment's id.

    One that was handed on has another id and the same stem of its key, so it leads to the same place.
    """
    named = {one.pk: named_in(one) for one in assignments if one.about_kind == KIND}
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


def named_in(assignment: Assignment) -> tuple[bool, int]:
    """Whether the key of an assignment names a sheet or else an objection, and the id of that; 0 where neither.

    To decide on more time for it is an assignment about the round as well, with a key of its own.
    """
    kind, _round, what, *more = f"{assignment.key.partition('#')[0]}::".split(":")
    if kind != KIND:
        return False, 0
    is_sheet = what.isdecimal()
    named = what if is_sheet else more[0]
    return is_sheet, int(named) if named.isdecimal() else 0
