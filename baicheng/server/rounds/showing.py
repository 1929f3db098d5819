"""A round as pages show it (考核页面): its steps, what can be done now, who still owes what, what happened."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baicheng.clock.instants import china_date
from baicheng.flows.keys import Title
from baicheng.packs.schema.rounds import MARKING, Lot
from baicheng.packs.schema.rounds import Consequence as PackConsequence
from baicheng.server.accounts.models import User
from baicheng.server.assessments.comparing import Moved, compare
from baicheng.server.assessments.models import Result, RunState
from baicheng.server.editions.models import Edition
from baicheng.server.editions.queries import acting_for
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record
from baicheng.server.rounds.doable import RENEWABLE, Doable
from baicheng.server.rounds.happenings import happened
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
    given_up_before,
    is_current,
    newer_edition,
    objections_end,
    open_undecided,
    pack_round,
    subjects_of,
)
from baicheng.server.rounds.services.following import due_consequences
from baicheng.server.rounds.steps_shown import MarkShown, StepShown, marks_shown, steps_shown
from baicheng.server.rounds.visibility import (
    may_fill,
    next_approvers,
    sees_whole,
    visible_marks,
    visible_objections,
    visible_results,
    visible_sheets,
)
from baicheng.server.web.timeline import Happening

TONES: Mapping[str, str] = {
    RoundState.MARKING: "info",
    RoundState.OBJECTION: "warn",
    RoundState.APPROVAL: "warn",
    RoundState.FINAL: "good",
    RoundState.CANCELLED: "neutral",
}


@dataclass(frozen=True, slots=True)
class LotShown:
    """A draw: what the pack says, and who was drawn for whom."""

    lot: Lot
    drawn: Sequence[tuple[Draw, str]]  # with the names of those drawn


@dataclass(frozen=True, slots=True)
class GivenUpShown:
    """A round by the same scorecard over the same days that was given up before this one, and whom it had drawn."""

    row: Round
    lots: Sequence[LotShown]


@dataclass(frozen=True, slots=True)
class RoundPage:
    """Everything that the page of a round shows."""

    row: Round
    doable: Doable
    whole: bool
    steps: Sequence[StepShown]
    own: Sequence[tuple[Sheet, Title]]
    given: Sequence[
        tuple[Sheet, Title]
    ]  # of whoever sees only some sheets: those with which there is nothing to do now
    sheets: Sequence[tuple[Sheet, Title]]
    lots: Sequence[LotShown]
    participants: Sequence[Participant]
    panel_title: Any
    results: Sequence[Result]
    own_results: Sequence[Result]
    marks: Sequence[MarkShown]  # on which the reader's own results rest
    unjudged: Sequence[str]  # who is assessed and has no result in the run that stands
    beside: Sequence[str]  # whom the rule judges though the round does not assess them
    undecided: Sequence[Result]
    current: bool
    outdated: (
        bool  # the run that stands was reckoned by another edition than that by which the round is judged
    )
    newer: Edition | None  # the installed edition of the pack, where the round is judged by another one
    given_up: Sequence[GivenUpShown]
    objects_until: (
        datetime | None
    )  # until when the reader's units object, or anybody where the reader has none
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
    def scored(self) -> bool:
        """Whether results have points and places; a decision finds rows instead."""
        return self.row.run is None or self.row.run.kind == "scorecard"

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
    own = [(sheet, titles[sheet.step]) for sheet in sheets if _is_own(sheet, mine, user, row, at)]
    given = [(sheet, titles[sheet.step]) for sheet in sheets if sheet not in {each for each, _title in own}]
    return RoundPage(
        row=row,
        doable=Doable.of(row, user, at),
        whole=whole,
        steps=steps_shown(row, sheets, whole, at),
        own=own,
        given=() if whole else given,
        sheets=[(sheet, titles[sheet.step]) for sheet in sheets] if whole else (),
        lots=_lots(row) if whole else (),
        participants=list(row.participants.select_related("subject", "panel")) if whole else (),
        panel_title=one.panels.title if one.panels else "",
        results=results,
        own_results=[] if whole else [each for each in results if each.about_id in mine],
        marks=[] if whole or not row.is_released else _own_marks(row, user, mine, at),
        unjudged=unjudged,
        beside=beside,
        undecided=open_undecided(row) if whole else (),
        current=row.run is None or row.state != RoundState.MARKING or is_current(row, row.run),
        outdated=whole and row.state in RENEWABLE and row.run is not None and row.run.edition != row.edition,
        newer=newer_edition(row, china_date(at)) if whole and row.state in RENEWABLE else None,
        given_up=[GivenUpShown(each, _drawn(each)) for each in given_up_before(row)] if whole else (),
        objects_until=objections_end(row, [one.pk for one in subjects_of(row) if one.pk in mine] or None),
        objections=list(visible_objections(user, row, at)),
        moved=moved,
        same=(row.proposed.subjects - len(moved)) if moved and row.proposed else 0,
        approvals=list(row.approvals.select_related("decided_by__person")) if whole else (),
        corrections=list(row.corrections.select_related("run")) if whole else (),
        next_approvers=sorted(str(one) for one in next_approvers(row, china_date(at))) if whole else (),
        consequences=_consequences(row) if whole else (),
        still_due=due_consequences(row) if whole and row.run else (),
        happened=happened(row) if whole else (),
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


def _own_marks(row: Round, user: User, mine: Collection[int], at: datetime) -> list[MarkShown]:
    """What was marked of the reader's own units: who objects must see it."""
    return marks_shown(row, list(visible_marks(user, row, at).filter(subject__in=list(mine))))


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


def _drawn(row: Round) -> list[LotShown]:
    return [one for one in _lots(row) if one.drawn]


def _consequences(row: Round) -> list[tuple[PackConsequence, Sequence[tuple[str, Record]]]]:
    """What followed, each with whom it concerns and the record by which it is carried out."""
    made = list(row.consequences.select_related("result__about", "result__run"))
    records = Record.objects.in_bulk([one.record_id for one in made])
    found: dict[str, list[tuple[str, Record]]] = {}
    for one in made:
        found.setdefault(one.name, []).append((one.result.called, records[one.record_id]))
    return [(each, found[each.consequence]) for each in pack_round(row).follows if each.consequence in found]
