"""The steps of a round as pages show them (考核步骤), and marks with what is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from baicheng.packs.schema.rounds import MARKING, MarkedItem, RoundStep
from baicheng.server.assessments.models import Mark
from baicheng.server.rounds.models import Round, RoundState, Sheet
from baicheng.server.rounds.queries import objections_end, pack_round


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of a round: what it is, how far it has come, by when."""

    step: RoundStep
    status: str  # done, short (ended with sheets missing), now, late, later
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
        return {"done": "good", "short": "warn", "now": "info", "late": "bad"}.get(self.status, "neutral")

    @property
    def icon(self) -> str:
        return {"done": "circle-check", "short": "alert-triangle", "now": "progress", "late": "alarm"}.get(
            self.status, "circle-dashed"
        )


def steps_shown(row: Round, sheets: Sequence[Sheet], whole: bool, at: datetime) -> list[StepShown]:
    """The steps of a round; those of marks, of whoever sees only some sheets, as far as those tell."""
    known = list(row.sheets.select_related("assignment"))
    if not whole:
        mine = {one.pk for one in sheets}
        known = [one for one in known if one.pk in mine or one.kind not in MARKING]
    return [
        _step(row, step, [one for one in known if one.step == step.step], whole, at)
        for step in pack_round(row).steps
    ]


def _step(row: Round, step: RoundStep, sheets: Sequence[Sheet], whole: bool, at: datetime) -> StepShown:
    """A step; that one of the office is late is said to those who see the whole."""
    dues = [one.assignment.due_at for one in sheets if one.assignment and one.assignment.due_at]
    due_at = objections_end(row) if step.kind == "objection" else min(dues, default=None)
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
    late = now and not over and due_at is not None and at > due_at and (whole or step.kind in MARKING)
    ended = "short" if step.kind in MARKING and done < of else "done"
    status = ended if over else "late" if late else "now" if now else "later"
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
