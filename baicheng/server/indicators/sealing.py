"""What of targets and observations history answers for."""

from __future__ import annotations

from baicheng.server.history.seals import Sealing
from baicheng.server.indicators.models import Observation, Target


def chain_of_target(target: Target) -> str:
    """The chain of a target's history."""
    return f"indicators.target:{target.pk}"


def chain_of_observation(observation: Observation) -> str:
    """Whose history a value belongs to: its target's, otherwise its indicator's."""
    if observation.target is not None:
        return chain_of_target(observation.target)
    return f"indicators.indicator:{observation.indicator.code}"


TARGETS = Sealing(
    Target,
    (
        "indicator_id",
        "subject_id",
        "period_since",
        "period_until",
        "op",
        "value",
        "unit",
        "scope",
        "due_on",
        "clause_id",
        "document_id",
        "record_id",
        "part_id",
        "parent_id",
        "subset",
    ),
    chain_of_target,
)
OBSERVATIONS = Sealing(
    Observation,
    (
        "indicator_id",
        "target_id",
        "subject_id",
        "value",
        "held_on",
        "recorded_at",
        "source_kind",
        "source_id",
        "recorded_by_id",
        "supersedes_id",
    ),
    chain_of_observation,
)
