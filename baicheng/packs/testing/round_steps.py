"""What the steps of a round ask of whom in a case (用例中的考核环节), and by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from baicheng.clock import CHINA
from baicheng.clock.instants import china_date
from baicheng.flows.directory import Context
from baicheng.packs.round_days import step_due
from baicheng.packs.schema.rounds import Round, RoundStep, StepKind
from baicheng.packs.testing.expectations import Seen
from baicheng.packs.testing.moments import day_until
from baicheng.packs.testing.world import World


def owed(
    world: World,
    one: Round,
    opened: Mapping[StepKind, datetime],
    last_day: date,
    heads: Mapping[str, str],
    assessed: Sequence[str],
) -> Iterator[Seen]:
    """The assignment of each step; ``about`` says of whom it is.

    Args:
        opened: kind of step → when it opens.
        heads: who is assessed → the panel that marks it.
    """
    for step in one.steps:
        due_at = step_due(step.due, opened[step.kind], last_day, world.calendar)
        due_at = due_at.astimezone(CHINA) if due_at else None
        for subject in assessed if step.kind in ("self", "panel") else (None,):
            yield Seen(
                assignment=step.step,
                about=subject,
                bearer=_bearer(world, step, subject, heads, china_date(opened[step.kind])),
                due_on=day_until(due_at) if due_at else None,
                due_at=due_at,
            )


def _bearer(
    world: World, step: RoundStep, subject: str | None, heads: Mapping[str, str], day: date
) -> str | None:
    if step.kind == "self":
        return subject
    if step.kind == "panel":
        return heads.get(str(subject))
    if step.kind == "approval":
        found = world.directory.resolve(step.chain[0], Context(), day)
        return str(found[0]) if found else None
    return world.given.office
