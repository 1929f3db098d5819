"""Where a record stands when somebody wants to move it (办理现状): state, values, assignments, who asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from baicheng.flows.directory import SubjectId, Subjects
from baicheng.flows.keys import Title
from baicheng.flows.limit_rules import Standard
from baicheng.flows.timing import StandardLimit
from baicheng.flows.values import Row
from baicheng.flows.who_forms import Who

#: How assignments end that are not carried out: sent back by the bearer, or left behind by the record.
RETURNED, LAPSED = "returned", "lapsed"
#: How one ends whose bearer says that it is done.
DONE = "done"


@dataclass(frozen=True)
class Standing:
    """An assignment of a record as its flow sees it.

    ``entry`` counts the states that the record has entered, from 1: the one in which this was opened, or
    opened again. ``outcome`` is nothing while it is open. ``answered`` says that the reason with which it was
    returned has been answered.
    """

    key: str
    name: str
    bearer: SubjectId | None
    entry: int
    part: str | None = None
    outcome: str | None = None
    answered: bool = False

    @property
    def is_open(self) -> bool:
        return self.outcome is None


@dataclass(frozen=True)
class DatedPart:
    """A part of a record with a day of its own and those who bear it."""

    name: str
    due_on: date
    bearers: Subjects


def no_parts() -> tuple[DatedPart, ...]:
    """For records without parts."""
    return ()


def no_reasons(_: str) -> tuple[Title, ...]:
    """For flows that ask no rules."""
    return ()


def no_standards(_: Standard) -> tuple[StandardLimit, ...]:
    """For registers that link no standards."""
    return ()


@dataclass(frozen=True)
class Situation:
    """All that a flow needs to know of a record and of whoever wants to move it.

    ``entry`` counts the states that the record has entered up to this one, from 1. ``mine`` are the subjects for which that person acts; ``acts_as`` answers whether somebody of a ``who`` is
    meant by that person, ``resolve`` which subjects a ``who`` names. ``assignments`` stand oldest first. What a move
    asks for (``asks``) must already be in ``row`` and in what ``resolve`` answers; so must the answers of rules
    (``decided``), of which ``because`` says why one is undecided.
    """

    state: str
    entry: int
    row: Row
    acts_as: Callable[[Who], bool]
    resolve: Callable[[Who], Subjects]
    mine: frozenset[SubjectId] = frozenset()
    assignments: tuple[Standing, ...] = ()
    standards: Callable[[Standard], tuple[StandardLimit, ...]] = no_standards
    parts: Callable[[], tuple[DatedPart, ...]] = no_parts
    because: Callable[[str], tuple[Title, ...]] = no_reasons

    def opened_here(self, name: str) -> tuple[Standing, ...]:
        """The assignments of a name that this entry into the state has opened, or opened again."""
        return tuple(one for one in self.assignments if one.name == name and one.entry == self.entry)

    def latest(self, name: str) -> tuple[Standing, ...]:
        """The assignments of a name that were opened last, together, in whatever state."""
        entry = max((one.entry for one in self.assignments if one.name == name), default=0)
        return tuple(one for one in self.assignments if one.name == name and one.entry == entry)

    def was_done(self, name: str, bearer: SubjectId | None, part: str | None) -> bool:
        """Whether somebody has done an assignment of a name for a part, in whatever entry."""
        return any(
            (one.name, one.bearer, one.part) == (name, bearer, part) and one.outcome == DONE
            for one in self.assignments
        )

    def last_of(self, name: str, bearer: SubjectId | None, part: str | None = None) -> Standing | None:
        """The last assignment of a name that somebody bore."""
        found = [
            one
            for one in self.assignments
            if (one.name, one.bearer) == (name, bearer) and (part is None or one.part == part)
        ]
        return max(found, key=lambda one: one.entry, default=None)

    def unanswered(self, name: str, bearer: SubjectId) -> tuple[Standing, ...]:
        """The assignments that somebody returned last, and that nobody has answered yet."""
        own = [one for one in self.assignments if (one.name, one.bearer) == (name, bearer)]
        entry = max((one.entry for one in own), default=0)
        return tuple(
            one for one in own if one.entry == entry and one.outcome == RETURNED and not one.answered
        )
