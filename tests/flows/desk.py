"""A desk to try flows on: one record, its assignments and clocks, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import yaml

from baicheng.clock import CHINA, Clock, WorkCalendar, china_calendar
from baicheng.flows.answers import refuse_answer
from baicheng.flows.directory import Context, LookupDirectory, SubjectId, Subjects, may_act
from baicheng.flows.flow import Flow
from baicheng.flows.limit_rules import Standard
from baicheng.flows.moves import Inputs, Verdict, allowed, judge
from baicheng.flows.process import Process, prepare
from baicheng.flows.situation import Situation, Standing
from baicheng.flows.steps import Opening, Step, begin, take, word
from baicheng.flows.timing import StandardLimit, Timing
from baicheng.flows.values import Names
from baicheng.flows.who_forms import Who

TITLE = "{zh: 题, en: Title}"


def at(text: str) -> datetime:
    """An instant in China: 2020-09-29 16:00."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def flow_of(text: str) -> Flow:
    """A flow written in YAML, in which titles may be left to TITLE."""
    return Flow.model_validate(yaml.safe_load(text.replace("TITLE", TITLE)))


@dataclass
class Relations:
    """Relations of subjects, as plain tables."""

    offices: Subjects = ("office",)
    units: dict[str, Subjects] = field(default_factory=dict)
    groups: dict[str, Subjects] = field(default_factory=dict)
    posts: dict[tuple[str, SubjectId | None], Subjects] = field(default_factory=dict)
    chiefs_of: dict[tuple[SubjectId, str | None], Subjects] = field(default_factory=dict)
    superiors: dict[tuple[SubjectId, str], Subjects] = field(default_factory=dict)

    def office(self, on: date) -> Subjects:
        return self.offices

    def unit(self, name: str, on: date) -> Subjects:
        return self.units.get(name, ())

    def members(self, group: str, on: date) -> Subjects:
        return self.groups.get(group, ())

    def holders(self, post: str, of: SubjectId | None, on: date) -> Subjects:
        return self.posts.get((post, of), ())

    def chiefs(self, of: SubjectId, level: str | None, on: date) -> Subjects:
        return self.chiefs_of.get((of, level), ())

    def above(self, subject: SubjectId, line: str, on: date) -> Subjects:
        return self.superiors.get((subject, line), ())


class Refused(Exception):
    """A move or answer was refused; ``codes`` say why."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(codes)
        self.codes = codes


@dataclass
class Desk:
    """One record of a flow. ``standings`` are its assignments by key, ``timings`` what time they have."""

    process: Process
    parties: dict[str, Subjects] = field(default_factory=dict)
    row: dict[str, Any] = field(default_factory=dict)
    standards: tuple[StandardLimit, ...] = ()
    calendar: WorkCalendar = field(default_factory=china_calendar)
    relations: Relations = field(default_factory=Relations)
    state: str = ""
    entry: int = 0
    standings: dict[str, Standing] = field(default_factory=dict)
    timings: dict[str, Timing] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, names: Names, **keys: Any) -> Desk:
        return cls(prepare(flow_of(text), names), **keys)

    def situation(self, mover: SubjectId, when: datetime) -> Situation:
        directory, context = LookupDirectory(self.relations), Context(parties=self.parties, fields=self.row)

        def acts_as(who: Who) -> bool:
            return may_act(who, {mover: ()}, directory, context, when.date())

        def resolve(who: Who) -> Subjects:
            return directory.resolve(who, context, when.date())

        def standards(_: Standard) -> tuple[StandardLimit, ...]:
            return self.standards

        assignments = tuple(self.standings.values())
        return Situation(
            self.state, self.entry, self.row, acts_as, resolve, frozenset({mover}), assignments, standards
        )

    def begin(self, when: str, by: SubjectId = "office") -> None:
        self.state = self.process.flow.start
        self._apply(begin(self.process, self.situation(by, at(when))), at(when))

    def verdicts(self, when: str, by: SubjectId) -> dict[str, Verdict]:
        return {verdict.move: verdict for verdict in allowed(self.process, self.situation(by, at(when)))}

    def move(self, name: str, when: str, by: SubjectId, **inputs: str) -> Step:
        situation = self.situation(by, at(when))
        verdict = judge(self.process, name, situation, Inputs(**inputs))
        if not verdict.allowed:
            raise Refused([refusal.code for refusal in verdict.refusals])
        step = take(self.process, name, situation)
        self._apply(step, at(when))
        return step

    def answer(self, name: str, when: str, by: SubjectId, outcome: str) -> None:
        own = [one for one in self.standings.values() if (one.name, one.bearer) == (name, by)]
        standing = max(own, key=lambda one: one.entry)
        situation = self.situation(by, at(when))
        refusal = refuse_answer(self.process.flow, standing, outcome, situation)
        if refusal:
            raise Refused([refusal.code])
        following = word(self.process, standing, outcome, situation)
        self._close(standing.key, outcome, at(when))
        for opening in following:
            self._open(opening, at(when))

    def open(self) -> list[str]:
        """What is open: name, part, bearer."""
        return sorted(
            " ".join(str(word) for word in (one.name, one.part, one.bearer) if word is not None)
            for one in self.standings.values()
            if one.is_open
        )

    def due(self, name: str, part: str | None = None, bearer: SubjectId | None = None) -> str | None:
        """When the last assignment of that name is due, in China."""
        found = [
            one
            for one in self.standings.values()
            if one.name == name and part in (None, one.part) and bearer in (None, one.bearer)
        ]
        timing = self.timings[max(found, key=lambda one: one.entry).key]
        due = timing.clock.due_at(self.calendar) if timing.clock else timing.due_at
        return f"{due.astimezone(CHINA):%Y-%m-%d %H:%M}" if due else None

    def outcomes(self) -> list[tuple[str, SubjectId | None, str | None]]:
        return [(one.name, one.bearer, one.outcome) for one in self.standings.values()]

    def _apply(self, step: Step, when: datetime) -> None:
        self.steps.append(step)
        self.state, self.entry = step.state, self.entry + step.entered
        for key in step.answered:
            self.standings[key] = replace(self.standings[key], answered=True)
        for closing in step.closings:
            self._close(closing.key, closing.outcome, when)
        for key in step.kept:
            self.standings[key] = replace(self.standings[key], entry=self.entry)
        for key in step.reopenings:
            self.standings[key] = replace(self.standings[key], outcome=None, entry=self.entry)
            clock = self.timings[key].clock
            self.timings[key] = replace(self.timings[key], clock=clock and clock.reopened(when))
        for opening in step.openings:
            self._open(opening, when)

    def _open(self, opening: Opening, when: datetime) -> None:
        key = f"{len(self.standings) + 1}"
        self.standings[key] = Standing(key, opening.name, opening.bearer, self.entry, opening.part)
        timing = opening.time.start(when, self.calendar)
        earlier: Clock | None = self.timings[opening.continues].clock if opening.continues else None
        self.timings[key] = Timing(earlier.reworked(when, full=False), None) if earlier else timing

    def close(self, key: str, outcome: str, when: str) -> None:
        self._close(key, outcome, at(when))

    def _close(self, key: str, outcome: str, when: datetime) -> None:
        self.standings[key] = replace(self.standings[key], outcome=outcome)
        timing = self.timings[key]
        if timing.clock is not None:
            closed = timing.clock.returned(when) if outcome == "returned" else timing.clock.done(when)
            self.timings[key] = replace(timing, clock=closed)
