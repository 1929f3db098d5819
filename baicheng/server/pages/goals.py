"""What a record is to reach, as its page shows it (目标): parts beside the whole, what was missed, what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from baicheng.server.indicators.models import Target
from baicheng.server.indicators.queries import Attainment, Residual, residual, rivals


@dataclass(frozen=True, slots=True)
class Goal:
    """A target with what was reached of it.

    Attributes:
        shares: its parts, the “of which” last.
        residual: what the shares leave of the whole; ``None`` where it is not split.
        is_missed: its day is over and it is known not to be reached; ``is_silent``: nothing was reported.
        is_undecided: another document states another number, and the office has not chosen.
    """

    reached: Attainment
    shares: Sequence[Goal]
    residual: Residual | None
    is_missed: bool
    is_silent: bool

    @property
    def target(self) -> Target:
        return self.reached.target

    @property
    def is_undecided(self) -> bool:
        return self.target.chosen is None


@dataclass(frozen=True, slots=True)
class Differing:
    """A target of the record that another document contradicts, and what those documents say."""

    target: Target
    rivals: Sequence[Target]


def goals(reached: Sequence[Attainment], day: date) -> list[Goal]:
    """The targets of a record, each whole with its parts."""
    shown = {one.target.pk for one in reached}
    by_parent: dict[int, list[Attainment]] = {}
    for one in reached:
        if one.target.parent_id in shown:
            by_parent.setdefault(one.target.parent_id, []).append(one)
    return [
        _goal(one, sorted(by_parent.get(one.target.pk, ()), key=lambda part: part.target.subset), day)
        for one in reached
        if one.target.parent_id not in shown
    ]


def _goal(reached: Attainment, parts: Sequence[Attainment], day: date) -> Goal:
    target = reached.target
    over = target.due_on is not None and target.due_on < day
    return Goal(
        reached,
        [_goal(part, (), day) for part in parts],
        residual(target, [part.target for part in parts]) if parts else None,
        is_missed=over and reached.verdict == "not_met",
        is_silent=over and reached.value is None,
    )


def differing(found: Sequence[Goal]) -> Iterator[Differing]:
    """What the office has to choose between on a record."""
    for goal in found:
        if goal.is_undecided:
            yield Differing(goal.target, rivals(goal.target))
