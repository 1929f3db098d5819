"""A round as pages show it (考核页面): its steps, what can be done now, who still owes what, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baicheng.clock.instants import china_date
from baicheng.flows.keys import Title
from baicheng.packs.schema.rounds import MARKING, Lot, MarkedItem, RoundStep
from baicheng.packs.schema.rounds import Consequence as PackConsequence
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import is_office
from baicheng.server.assessments.comparing import Moved, compare
from baicheng.server.assessments.models import Mark, Result, RunState
from baicheng.server.editions.queries import acting_for
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record
from baicheng.server.rounds.models import (
    Approval,
    Correction,
    Draw,
    Objection,
    Participant,
    Round,
    RoundState,
    Sheet,
)
from baicheng.server.rounds.queries import (
    KIND,
    approvers,
    chain_of,
    is_current,
    may_approve,
    may_be_rerun,
    may_fill,
    open_undecided,
    pack_round,
    sees_whole,
    visible_objections,
    visible_results,
    visible_sheets,
)
from baicheng.server.rounds.services.following import due_consequences
from baicheng.server.web.timeline import Happening

TONES: Mapping[str, str] = {
    RoundState.MARKING: "info",
    RoundState.OBJECTION: "warn",
    RoundState.APPROVAL: "warn",
    RoundState.FINAL: "good",
    RoundState.CANCELLED: "neutral",
}
VERBS: Mapping[str, tuple[Any, str, str]] = {
    "opened": (_("Round opened"), "info", "flag"),
    "drawn": (_("Lots drawn"), "neutral", "list-check"),
    "panel_allotted": (_("Panel allotted"), "neutral", "users"),
    "mark_given": (_("Mark given"), "neutral", "pencil"),
    "handed_in": (_("Sheet handed in"), "good", "clipboard-check"),
    "sheet_sent_back": (_("Sheet sent back"), "warn", "arrow-back-up"),
    "reckoned": (_("Draft reckoned"), "neutral", "calculator"),
    "undecided_accepted": (_("Undecided result accepted"), "warn", "help-circle"),
    "released": (_("Draft released to those assessed"), "info", "eye"),
    "objected": (_("Objection raised"), "warn", "message"),
    "answered": (_("Objection answered"), "neutral", "message-circle"),
    "rerun_proposed": (_("All reckoned again"), "neutral", "refresh"),
    "rerun_adopted": (_("Re-run adopted"), "good", "check"),
    "submitted": (_("Submitted for approval"), "info", "send"),
    "approved": (pgettext_lazy("round", "Approved"), "good", "check"),
    "sent_back": (_("Sent back"), "bad", "arrow-back-up"),
    "locked": (_("Final and locked"), "good", "lock"),
    "put_into_effect": (_("Put into effect"), "neutral", "gavel"),
    "published": (pgettext_lazy("round", "Made known"), "good", "speakerphone"),
    "corrected_beside": (_("Reckoned beside the final results"), "warn", "versions"),
    "cancelled": (pgettext_lazy("round", "Given up"), "bad", "ban"),
}
#: Marks are told on their sheets; on the page of a round they would hide everything else.
_TOLD = tuple(f"{KIND}.{verb}" for verb in VERBS if verb != "mark_given")
#: So many of what happened stand on the page.
_MOST_TOLD = 60


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of a round: what it is, how far it has come, by when."""

    step: RoundStep
    status: str  # done, now, late, later
    done: int
    of: int
    due_at: datetime | None

    @property
    def counts(self) -> bool:
        return self.of > 1

    @property
    def is_marking(self) -> bool:
        return self.step.kind in MARKING

    @property
    def tone(self) -> str:
        return {"done": "good", "now": "info", "late": "bad"}.get(self.status, "neutral")

    @property
    def icon(self) -> str:
        return {"done": "circle-check", "now": "progress", "late": "alarm"}.get(self.status, "circle-dashed")


@dataclass(frozen=True, slots=True)
class Doable:
    """What a user may do with a round now."""

    reckon: bool = False
    release: bool = False
    accept: bool = False
    object: bool = False
    rerun: bool = False
    adopt: bool = False
    submit: bool = False
    decide: bool = False
    effect: bool = False
    publish: bool = False
    correct: bool = False
    cancel: bool = False
    arrange: bool = False  # draw lots, allot panels, send sheets back

    @classmethod
    def of(cls, row: Round, user: User, at: datetime) -> Doable:
        if row.state == RoundState.APPROVAL:
            office = is_office(user, row.programme, china_date(at))
            return cls(decide=may_approve(user, row, china_date(at)), cancel=office)
        mine = (
            row.state == RoundState.OBJECTION
            and row.participants.filter(subject__in=list(acting_for(user, china_date(at)))).exists()
        )
        open_yet = row.objections_until is None or at <= row.objections_until
        if not is_office(user, row.programme, china_date(at)):
            return cls(object=mine and open_yet)
        return cls._of_office(row, at, objects=mine and open_yet)

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
        over = row.objections_until is None or at > row.objections_until
        return cls(
            accept=ready and not upheld,
            object=objects,
            rerun=may_be_rerun(row),
            adopt=row.proposed is not None
            and row.proposed.state == RunState.DONE
            and is_current(row, row.proposed),
            submit=ready and over and not waits,
            cancel=True,
        )


@dataclass(frozen=True, slots=True)
class LotShown:
    """A draw: what the pack says, and who was drawn for whom."""

    lot: Lot
    drawn: Sequence[tuple[Draw, str]]  # with the names of those drawn


@dataclass(frozen=True, slots=True)
class RoundPage:
    """Everything that the page of a round shows."""

    row: Round
    doable: Doable
    whole: bool
    steps: Sequence[StepShown]
    own: Sequence[tuple[Sheet, Title]]
    sheets: Sequence[tuple[Sheet, Title]]
    lots: Sequence[LotShown]
    panels: Sequence[Participant]
    panel_title: Any
    results: Sequence[Result]
    own_results: Sequence[Result]
    unjudged: Sequence[str]  # who is assessed and has no result in the run that stands
    beside: Sequence[str]  # whom the rule judges though the round does not assess them
    undecided: Sequence[Result]
    current: bool
    objections: Sequence[Objection]
    moved: Sequence[Moved]
    same: int
    approvals: Sequence[Approval]
    corrections: Sequence[Correction]
    next_approvers: Sequence[str]
    consequences: Sequence[tuple[PackConsequence, Sequence[tuple[str, Record]]]]
    still_due: Sequence[tuple[PackConsequence, Result]]
    happened: Sequence[Happening]

    @property
    def tone(self) -> str:
        return TONES[self.row.state]


def round_page(row: Round, user: User, at: datetime) -> RoundPage:
    """The page of a round for a user."""
    whole = sees_whole(user, row, at)
    one = pack_round(row)
    sheets = [sheet for sheet in visible_sheets(user, row, at) if sheet.kind in MARKING]
    mine = acting_for(user, china_date(at))
    titles = {step.step: step.title for step in one.steps}
    results = list(visible_results(user, row, at))
    unjudged, beside = _apart(row, results) if whole else ([], [])
    moved = compare(row.run, row.proposed) if whole and row.run and row.proposed else ()
    return RoundPage(
        row=row,
        doable=Doable.of(row, user, at),
        whole=whole,
        steps=_steps(row, sheets, whole, at),
        own=[(sheet, titles[sheet.step]) for sheet in sheets if _is_own(sheet, mine, user, row, at)],
        sheets=[(sheet, titles[sheet.step]) for sheet in sheets] if whole else (),
        lots=_lots(row) if whole else (),
        panels=list(row.participants.select_related("subject", "panel")) if whole and one.panels else (),
        panel_title=one.panels.title if one.panels else "",
        results=results,
        own_results=[] if whole else [each for each in results if each.about_id in mine],
        unjudged=unjudged,
        beside=beside,
        undecided=open_undecided(row) if whole else (),
        current=row.run is None or row.state != RoundState.MARKING or is_current(row, row.run),
        objections=list(visible_objections(user, row, at)),
        moved=moved,
        same=(row.proposed.subjects - len(moved)) if moved and row.proposed else 0,
        approvals=list(row.approvals.select_related("decided_by__person")) if whole else (),
        corrections=list(row.corrections.select_related("run")) if whole else (),
        next_approvers=_next(row, at) if whole else (),
        consequences=_consequences(row) if whole else (),
        still_due=due_consequences(row) if whole and row.run else (),
        happened=_happened(row) if whole else (),
    )


def _apart(row: Round, results: Sequence[Result]) -> tuple[list[str], list[str]]:
    """Who is assessed without a result, and who has a result without being assessed, by name."""
    if row.run is None or row.run.state != RunState.DONE:
        return [], []
    assessed = {one.subject_id: str(one.subject) for one in row.participants.select_related("subject")}
    judged = {each.about_id for each in results}
    return (
        [name for key, name in assessed.items() if key not in judged],
        [each.called for each in results if each.about_id not in assessed],
    )


def _is_own(sheet: Sheet, mine: Any, user: User, row: Round, at: datetime) -> bool:
    if row.state != RoundState.MARKING or sheet.is_handed_in:
        return False
    return sheet.bearer_id in mine and may_fill(user, sheet, at)


def _steps(row: Round, sheets: Sequence[Sheet], whole: bool, at: datetime) -> list[StepShown]:
    known = list(row.sheets.select_related("assignment")) if whole else sheets
    return [
        _step(row, step, [one for one in known if one.step == step.step], at)
        for step in pack_round(row).steps
    ]


def _step(row: Round, step: RoundStep, sheets: Sequence[Sheet], at: datetime) -> StepShown:
    dues = [one.assignment.due_at for one in sheets if one.assignment and one.assignment.due_at]
    due_at = row.objections_until if step.kind == "objection" else min(dues, default=None)
    if step.kind in MARKING:
        done, of = sum(one.is_handed_in for one in sheets), len(sheets)
        over, now = (
            row.state != RoundState.MARKING or (of > 0 and done == of),
            row.state == RoundState.MARKING,
        )
    elif step.kind == "approval":
        done, of = row.approved, len(step.chain)
        over, now = row.is_final, row.state == RoundState.APPROVAL
    else:
        done, of = 0, 1
        over, now = _passed(row, step.kind, sheets)
    late = now and not over and due_at is not None and at > due_at
    status = "done" if over else "late" if late else "now" if now else "later"
    return StepShown(
        step, "later" if row.state == RoundState.CANCELLED and not over else status, done, of, due_at
    )


def _passed(row: Round, kind: str, sheets: Sequence[Sheet]) -> tuple[bool, bool]:
    """Whether a step is over, and whether it is under way."""
    marking = row.state == RoundState.MARKING
    if kind == "draft":
        return row.run_id is not None and not marking, marking
    if kind == "objection":
        return row.state in (RoundState.APPROVAL, RoundState.FINAL), row.state == RoundState.OBJECTION
    return any(one.is_handed_in for one in sheets), row.is_final


def _lots(row: Round) -> list[LotShown]:
    draws = list(row.draws.select_related("subject", "drawn_by__person"))
    names = {
        one.pk: str(one)
        for one in Subject.objects.filter(pk__in={key for draw in draws for key in draw.taken})
    }
    return [
        LotShown(
            lot,
            [(draw, "、".join(names[key] for key in draw.taken)) for draw in draws if draw.name == lot.draw],
        )
        for lot in pack_round(row).draws
    ]


def _next(row: Round, at: datetime) -> list[str]:
    chain = chain_of(row)
    if row.state != RoundState.APPROVAL or row.approved >= len(chain):
        return []
    found = approvers(row.programme, chain[row.approved], china_date(at))
    return sorted(str(one) for one in found if one.pk != row.submitted_by_id)


def _consequences(row: Round) -> list[tuple[PackConsequence, Sequence[tuple[str, Record]]]]:
    """What followed, each with whom it concerns and the record by which it is carried out."""
    made = list(row.consequences.select_related("result__about", "result__run"))
    records = Record.objects.in_bulk([one.record_id for one in made])
    found: dict[str, list[tuple[str, Record]]] = {}
    for one in made:
        found.setdefault(one.name, []).append((one.result.called, records[one.record_id]))
    return [(each, found[each.consequence]) for each in pack_round(row).follows if each.consequence in found]


def _happened(row: Round) -> list[Happening]:
    events = Event.objects.filter(chain=f"{KIND}:{row.pk}", verb__in=_TOLD).order_by("-recorded_at", "-pk")
    return [_happening(event) for event in events[:_MOST_TOLD]]


def _happening(event: Event) -> Happening:
    what, tone, icon = VERBS[event.verb.rpartition(".")[2]]
    subject = event.context.get("subject")
    said = f"{what} · {subject}" if isinstance(subject, str) and subject else what
    return Happening(said, event.actor_name, event.recorded_at, why=event.reason, tone=tone, icon=icon)


@dataclass(frozen=True, slots=True)
class MarkShown:
    """A mark with what is marked."""

    mark: Mark
    item: MarkedItem


def marks_shown(row: Round, marks: Sequence[Mark]) -> list[MarkShown]:
    """Marks with their items, in the order of the pack: by who is assessed, who was drawn, then by item."""
    items = {item.item: (place, item) for place, item in enumerate(_items(row))}
    kept = [mark for mark in marks if mark.item in items]
    kept.sort(key=lambda mark: (str(mark.subject), str(mark.drawn or ""), items[mark.item][0]))
    return [MarkShown(mark, items[mark.item][1]) for mark in kept]


def _items(row: Round) -> list[MarkedItem]:
    return [item for step in pack_round(row).marking for item in step.items]
