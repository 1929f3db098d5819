"""Who bears a duty on a day (谁承担): the directory with a memory, and successors in place of the dissolved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from baicheng.flows.directory import Context, LookupDirectory, SubjectId, Subjects
from baicheng.flows.who_forms import Who
from baicheng.server.orgs.models import Subject, SuccessionStep
from baicheng.server.orgs.queries import members, successors
from baicheng.server.orgs.successions import CHOSEN, EVERYTHING, Scope, scope_of, steps_in_place
from baicheng.server.registers.directory import OrgsLookup


class _Remembering:
    """Single answers, each asked once."""

    def __init__(self, programme: str) -> None:
        self._lookup = OrgsLookup(programme)
        self._known: dict[tuple[object, ...], Subjects] = {}

    def _asked(self, question: str, *about: Any) -> Subjects:
        asked = (question, *about)
        if asked not in self._known:
            self._known[asked] = tuple(getattr(self._lookup, question)(*about))
        return self._known[asked]

    def office(self, on: date) -> Iterable[SubjectId]:
        return self._asked("office", on)

    def unit(self, name: str, on: date) -> Iterable[SubjectId]:
        return self._asked("unit", name, on)

    def members(self, group: str, on: date) -> Iterable[SubjectId]:
        return self._asked("members", group, on)

    def holders(self, post: str, of: SubjectId | None, on: date) -> Iterable[SubjectId]:
        return self._asked("holders", post, of, on)

    def chiefs(self, of: SubjectId, level: str | None, on: date) -> Iterable[SubjectId]:
        return self._asked("chiefs", of, level, on)

    def above(self, subject: SubjectId, line: str, on: date) -> Iterable[SubjectId]:
        return self._asked("above", subject, line, on)


class DutyDirectory(LookupDirectory):
    """The directory for one run: what was asked once is remembered.

    A subject that has ended by the day is answered for by those who succeed it. A succession counts from the day
    on which it is carried out: what is looked at ahead of it stays with the old body.

    Args:
        today: the day of the run.
    """

    def __init__(self, programme: str, today: date) -> None:
        super().__init__(_Remembering(programme))
        object.__setattr__(self, "_today", today)

    _today: date

    def resolve(self, who: Who, context: Context, on: date) -> Subjects:
        found = tuple(map(int, super().resolve(who, context, on)))
        if self._ends.keys().isdisjoint(found):
            return found
        return tuple(dict.fromkeys(heir for subject in found for heir in self._present(subject, on)))

    def with_members(self, subjects: Iterable[int], on: date) -> frozenset[int]:
        """Subjects, and the members of those that are groups, as they are on a day."""
        found: set[int] = set()
        for subject in subjects:
            if (subject, on) not in self._groups:
                rows = members(Subject.objects.get(pk=subject), on)
                self._groups[subject, on] = tuple(rows.values_list("pk", flat=True))
            inside = self._groups[subject, on]
            for one in inside or (subject,):
                found.update(int(heir) for heir in self._present(int(one), on))
        return frozenset(found)

    def _present(self, subject: int, on: date) -> Subjects:
        until = self._ends.get(subject)
        if until is None or on < until:
            return (subject,)
        if (subject, on) not in self._heirs:
            heirs = successors(Subject.objects.get(pk=subject), on)
            self._heirs[subject, on] = tuple(heir.pk for heir in heirs)
        return self._heirs[subject, on]

    def taken_over(self, subjects: Iterable[SubjectId], register: str | None, on: date) -> Subjects:
        """Who bears on a day what a duty gives to bodies by their names, for what a register holds or for nothing.

        Both bodies may live on, with only their function moved.
        """
        found = [int(subject) for subject in subjects]
        for step, scope in self._passed:
            heir, day = step.successor, step.in_place_on
            if heir is not None and day is not None and day <= on and _concerns(scope, register):
                found = [heir.pk if subject == step.predecessor.pk else subject for subject in found]
        return tuple(dict.fromkeys(found))

    @cached_property
    def _passed(self) -> list[tuple[SuccessionStep, Scope]]:
        """The steps of the bodies themselves that are carried out, in the order of their days."""
        steps = [step for step in steps_in_place(self._today) if step.division_id is None or step.old_id]
        return [(step, scope_of(step.succession)) for step in steps]

    @cached_property
    def _ends(self) -> dict[int, date]:
        """The day from which a subject is no more, of all that have ended."""
        return {
            pk: until
            for pk, until in Subject.objects.exclude(until=None).values_list("pk", "until")
            if until is not None
        }

    @cached_property
    def _heirs(self) -> dict[tuple[int, date], Subjects]:
        return {}

    @cached_property
    def _groups(self) -> dict[tuple[int, date], Subjects]:
        return {}


def _concerns(scope: Scope, register: str | None) -> bool:
    """Whether a scope holds all that a duty asks for; single clauses and topics say nothing of it."""
    if scope.kind == EVERYTHING:
        return True
    whole = scope.kind == CHOSEN and not scope.clauses and not scope.topics
    return whole and register is not None and register in scope.registers
