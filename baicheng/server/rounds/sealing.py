"""What of rounds history answers for (封存): rounds, marks, draws and the files behind them, altered rows are found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from baicheng.server.assessments.models import Mark
from baicheng.server.history.seals import SEALS, Sealing
from baicheng.server.rounds.models import Draw, Evidence, Round
from baicheng.server.rounds.queries import KIND

#: Of what a seal is made.
Sealed: TypeAlias = Round | Mark | Draw | Evidence


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
#: By the model of what is sealed.
_SEALINGS = {sealing.model: sealing for sealing in (ROUNDS, MARKS, DRAWS, EVIDENCE)}


def seals(rows: Iterable[Sealed]) -> dict[str, Any]:
    """The seals of rows of any kind as they are now, for the context of an event."""
    found: dict[str, str] = {}
    for row in rows:
        found |= _SEALINGS[type(row)].of(row)[SEALS]
    return {SEALS: found}
