"""Who is who in a case: its subjects and relations, and the pack's groups where the case names no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from baicheng.flows.directory import SubjectId
from baicheng.packs.pack import Pack
from baicheng.packs.schema.cases import Given, Relation


@dataclass(frozen=True)
class CaseRelations:
    """The single answers that a directory is made of; a subject's id is its name."""

    pack: Pack
    given: Given

    def office(self, on: date) -> Iterable[SubjectId]:
        del on  # a case has one office, whatever the day
        return (self.given.office,)

    def unit(self, name: str, on: date) -> Iterable[SubjectId]:
        del on  # names are ids here
        return (name,)

    def members(self, group: str, on: date) -> Iterable[SubjectId]:
        if group in self.given.groups:
            return self.given.groups[group]
        listed = self.pack.groups[group].members if group in self.pack.groups else ()
        return [one.name for one in listed if one.in_force is None or one.in_force.holds(on)]

    def holders(self, post: str, of: SubjectId | None, on: date) -> Iterable[SubjectId]:
        return [
            one.subject for one in self._on("holds", on) if one.of == post and (of is None or one.unit == of)
        ]

    def chiefs(self, of: SubjectId, level: str | None, on: date) -> Iterable[SubjectId]:
        levels = {subject.id: subject.level for subject in self.given.subjects}
        return [
            one.subject
            for one in self._on("chief_of", on)
            if one.of == of and (level is None or levels.get(one.subject) == level)
        ]

    def above(self, subject: SubjectId, line: str, on: date) -> Iterable[SubjectId]:
        return [one.subject for one in self._on(line, on) if one.of == subject]

    def _on(self, kind: str, on: date) -> Iterable[Relation]:
        return (
            one
            for one in self.given.relations
            if one.relation == kind and (one.since or date.min) <= on < (one.until or date.max)
        )
