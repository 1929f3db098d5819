"""Rounds of an assessment, their steps, draws, sheets, objections and what follows; the marks lie beside the runs."""

from baicheng.server.rounds.models.course import RELEASED, Draw, Participant, Round, RoundState, Sheet
from baicheng.server.rounds.models.decisions import (
    Acceptance,
    Approval,
    Consequence,
    Correction,
    Evidence,
    Objection,
    ObjectionTime,
)

__all__ = [
    "RELEASED",
    "Acceptance",
    "Approval",
    "Consequence",
    "Correction",
    "Draw",
    "Evidence",
    "Objection",
    "ObjectionTime",
    "Participant",
    "Round",
    "RoundState",
    "Sheet",
]
