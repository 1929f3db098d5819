"""Who reports at a meeting, in the order of speaking (汇报单位): as the office chose, otherwise the late first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from baicheng.server.pages.meetings.due import Dispatched, Group

#: The groups of which a unit has to speak, in the order in which they weigh.
WEIGHED: tuple[Group, ...] = ("late", "at_risk", "due")


@dataclass
class Speaker:
    """A unit with what it has to speak of, and its place in the order; 0 where it was not chosen."""

    subject: int
    counts: dict[Group, int] = field(default_factory=dict)
    missing: int = 0
    place: int = 0
    name: str = ""

    @property
    def late(self) -> int:
        return self.counts.get("late", 0)

    @property
    def at_risk(self) -> int:
        return self.counts.get("at_risk", 0)

    @property
    def due(self) -> int:
        return self.counts.get("due", 0)

    @property
    def done(self) -> int:
        return self.counts.get("done", 0) + self.counts.get("delivered", 0)

    @property
    def has_to_speak(self) -> bool:
        """Whether something of it is late, at risk or due, or a report is missing."""
        return bool(self.missing or any(self.counts.get(group) for group in WEIGHED))


def speakers(found: Dispatched, chosen: Sequence[int], called: Mapping[int, str]) -> list[Speaker]:
    """The units that lead something, those chosen first in their order, the others the late first.

    Where nobody was chosen, those who have to speak stand in the order that is proposed.
    """
    every: dict[int, Speaker] = {one: Speaker(one, place=place) for place, one in enumerate(chosen, 1)}
    for item in found.items:
        for lead in item.leads:
            if item.group is not None:
                counts = every.setdefault(lead, Speaker(lead)).counts
                counts[item.group] = counts.get(item.group, 0) + 1
    for one in found.missing:
        if one.is_late and one.bearer is not None:
            every.setdefault(one.bearer, Speaker(one.bearer)).missing += 1
    for speaker in every.values():
        speaker.name = called.get(speaker.subject, str(speaker.subject))
    ordered = sorted(every.values(), key=_order)
    if not chosen:
        for place, speaker in enumerate((one for one in ordered if one.has_to_speak), 1):
            speaker.place = place
    return ordered


def _order(speaker: Speaker) -> tuple[int, int, int, int, int, str]:
    behind = speaker.place or 10_000
    return (behind, -speaker.late, -speaker.missing, -speaker.at_risk, -speaker.due, speaker.name)
