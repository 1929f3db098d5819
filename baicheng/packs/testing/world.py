"""The world of a case: its subjects, its calendar, its records and their assignments, and questions to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from baicheng.clock import CHINA, WorkCalendar, china_calendar
from baicheng.flows.asking import Answer, AskedRow
from baicheng.flows.directory import Context, LookupDirectory, SubjectId, Subjects, may_act
from baicheng.flows.limit_rules import Standard
from baicheng.flows.process import Process
from baicheng.flows.situation import Situation
from baicheng.flows.timing import StandardLimit
from baicheng.flows.who_forms import Who
from baicheng.packs.pack import Pack
from baicheng.packs.records.processes import process_of
from baicheng.packs.records.standards import standard_limits
from baicheng.packs.schema.cases import Given
from baicheng.packs.testing.kept import Borne, Made, Observed, Record
from baicheng.packs.testing.relations import CaseRelations


class RulesOfCase(Protocol):
    """Whoever answers what the flows of a case ask of rules."""

    def answer(self, world: World, record: Record, name: str, at: datetime) -> Answer:
        """What a rule answers to the flow of a record at an instant."""
        ...


@dataclass
class World:
    """What there is in a case: records by id, assignments by key, who was told.

    ``rules`` answer what flows ask; without them that is undecided. ``climbed`` says which rungs of whose ladder
    were climbed for which due moment.
    """

    pack: Pack
    given: Given
    rules: RulesOfCase | None = None
    calendar: WorkCalendar = field(init=False)
    directory: LookupDirectory = field(init=False)
    records: dict[str, Record] = field(default_factory=dict)
    borne: dict[str, Borne] = field(default_factory=dict)
    told: list[SubjectId] = field(default_factory=list)
    climbed: set[tuple[str, datetime, int]] = field(default_factory=set)
    moves: list[Made] = field(default_factory=list)
    observed: list[Observed] = field(default_factory=list)
    processes: dict[str, Process | None] = field(init=False)

    def __post_init__(self) -> None:
        changes = dict.fromkeys(self.given.rest_days, False) | dict.fromkeys(self.given.working_days, True)
        self.calendar = china_calendar(changes)
        self.directory = LookupDirectory(CaseRelations(self.pack, self.given))
        registers, rules = self.pack.registers, self.pack.rules
        self.processes = {name: process_of(register, rules) for name, register in registers.items()}

    def context(self, record: Record) -> Context:
        """What a *who* may speak of in a record."""
        bearers: dict[str, Subjects] = {}
        for one in self.assignments(record.id):
            if one.standing.bearer is not None:
                name = one.standing.name
                bearers[name] = tuple(dict.fromkeys((*bearers.get(name, ()), one.standing.bearer)))
        about = record.id if record.register.subject else None
        return Context(record.parties, bearers, record.values, (record.author,), about, record.register.line)

    def assignments(self, record_id: str) -> Iterator[Borne]:
        """The assignments of a record, oldest first."""
        return (one for one in self.borne.values() if one.record == record_id)

    def situation(self, record: Record, by: str, role: str | None, at: datetime) -> Situation:
        """Where a record stands for somebody at an instant."""
        on, context = at.astimezone(CHINA).date(), self.context(record)

        def acts_as(who: Who) -> bool:
            return may_act(who, {by: (role,) if role else ()}, self.directory, context, on)

        def resolve(who: Who) -> Subjects:
            return self.directory.resolve(who, context, on)

        def standards(standard: Standard) -> tuple[StandardLimit, ...]:
            linked = self.records.get(str(record.values.get(standard.link)))
            return standard_limits(linked.values.get(standard.limits)) if linked else ()

        def answers(name: str) -> Answer:
            return self.rules.answer(self, record, name, at) if self.rules else Answer(None)

        decided = record.register.flow.decided if record.register.flow else {}
        row = AskedRow(record.row(), decided, answers)
        return Situation(
            state=record.state,
            entry=record.entry,
            row=row,
            acts_as=acts_as,
            resolve=resolve,
            mine=frozenset({by}),
            assignments=tuple(one.standing for one in self.assignments(record.id)),
            standards=standards,
            because=row.because,
        )
