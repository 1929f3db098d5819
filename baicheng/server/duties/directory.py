"""Who bears a duty on a day (谁承担): the directory with a memory, and successors in place of the dissolved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from baicheng.flows.directory import Context, LookupDirectory, SubjectId, Subjects
from baicheng.flows.who_forms import Who
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import members, successors
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

    A subject that has ended by the day is answered for by those who succeed it.
    """

    def __init__(self, programme: str) -> None:
        super().__init__(_Remembering(programme))

    def resolve(self, who: Who, context: Context, on: date) -> Subjects:
        found = super().resolve(who, context, on)
        return tuple(dict.fromkeys(heir for subject in found for heir in self._present(int(subject), on)))

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
