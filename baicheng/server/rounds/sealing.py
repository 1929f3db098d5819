"""What of rounds history answers for (封存): what was marked, drawn, objected, decided; altered rows are found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from baicheng.server.assessments.models import Mark
from baicheng.server.history.seals import SEALS, Sealing
from baicheng.server.rounds.models import (
    Acceptance,
    Approval,
    Consequence,
    Correction,
    Draw,
    Evidence,
    Objection,
    ObjectionTime,
    Round,
)
from baicheng.server.rounds.queries import KIND

#: Of what a seal is made.
Sealed: TypeAlias = (
    Round
    | Mark
    | Draw
    | Evidence
    | Objection
    | ObjectionTime
    | Acceptance
    | Approval
    | Correction
    | Consequence
)


def chain_of(row: Sealed) -> str:
    """The chain of a round, in which all that belongs to it stands."""
    return f"{KIND}:{row.pk if isinstance(row, Round) else row.round_id}"


ROUNDS = Sealing(
    Round,
    (
        *("programme", "name", "edition", "rule", "since", "until", "seed", "state", "run_id", "proposed_id"),
        *("released_at", "objections_until", "submitted_by_id", "approved", "final_at"),
    ),
    chain_of,
)
MARKS = Sealing(
    Mark,
    (
        *("programme", "round_id", "step", "item", "subject_id", "drawn_id", "since", "until"),
        *("value", "remark", "author_id", "recorded_at", "superseded_at"),
    ),
    chain_of,
)
DRAWS = Sealing(Draw, ("round_id", "name", "subject_id", "candidates", "taken", "take"), chain_of)
EVIDENCE = Sealing(Evidence, ("mark_id", "objection_id", "name", "size", "sha256"), chain_of)
OBJECTIONS = Sealing(
    Objection,
    (
        *("round_id", "subject_id", "item", "reason", "raised_by_id", "raised_at"),
        *("upheld", "answer", "answered_by_id", "answered_at"),
    ),
    chain_of,
)
OBJECTION_TIMES = Sealing(ObjectionTime, ("round_id", "subject_id", "run_id", "given_at", "until"), chain_of)
ACCEPTANCES = Sealing(
    Acceptance, ("round_id", "result_id", "reason", "accepted_by_id", "accepted_at"), chain_of
)
APPROVALS = Sealing(
    Approval, ("round_id", "run_id", "place", "agreed", "reason", "decided_by_id", "decided_at"), chain_of
)
CORRECTIONS = Sealing(Correction, ("round_id", "run_id", "reason", "made_by_id", "made_at"), chain_of)
CONSEQUENCES = Sealing(
    Consequence, ("round_id", "name", "result_id", "record_id", "made_by_id", "made_at"), chain_of
)
#: All of them, for who looks whether history still answers.
SEALINGS = (
    *(ROUNDS, MARKS, DRAWS, EVIDENCE, OBJECTIONS, OBJECTION_TIMES),
    *(ACCEPTANCES, APPROVALS, CORRECTIONS, CONSEQUENCES),
)
#: By the model of what is sealed.
_SEALINGS = {sealing.model: sealing for sealing in SEALINGS}


def seals(rows: Iterable[Sealed]) -> dict[str, Any]:
    """The seals of rows of any kind as they are now, for the context of an event."""
    found: dict[str, str] = {}
    for row in rows:
        found |= _SEALINGS[type(row)].of(row)[SEALS]
    return {SEALS: found}
