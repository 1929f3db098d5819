"""What a case keeps in memory: records with their history, assignments, moves, observations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from baicheng.clock import CHINA
from baicheng.flows.directory import SubjectId, Subjects
from baicheng.flows.situation import Standing
from baicheng.flows.timing import Timing
from baicheng.flows.values import Row
from baicheng.packs.records.history import Version
from baicheng.packs.records.kinds import Value
from baicheng.packs.records.rows import row_of
from baicheng.packs.schema.registers import Register


class NotAllowed(Exception):
    """Something is refused; the message says why, in both languages."""


@dataclass
class Record:
    """A record of a case."""

    id: str
    register_id: str
    register: Register
    author: str
    entered: datetime
    values: dict[str, Value] = field(default_factory=dict)
    parties: dict[str, Subjects] = field(default_factory=dict)
    title: str = ""
    number: str = ""
    state: str = ""
    entry: int = 0
    closed: datetime | None = None
    versions: list[Version] = field(default_factory=list)

    def keep(self, at: datetime) -> None:
        """Keep what it is from an instant on."""
        self.versions.append(Version(at, self.row(), self.closed is not None))

    def row(self) -> Row:
        """What expressions see of it."""
        shared = {role: ", ".join(map(str, subjects)) or None for role, subjects in self.parties.items()}
        closed_on = self.closed.astimezone(CHINA).date() if self.closed else None
        return row_of(
            self.values,
            {
                **shared,
                "state": self.state or None,
                "number": self.number or None,
                "title": self.title or None,
                "opened_on": self.entered.astimezone(CHINA).date(),
                "closed_on": closed_on,
            },
        )


@dataclass(frozen=True)
class Made:
    """A move that somebody made."""

    record: str
    move: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Observed:
    """Values that a record wrote as observations, and who takes part in it."""

    name: str
    subjects: tuple[SubjectId, ...]
    at: datetime


@dataclass(frozen=True)
class Borne:
    """An assignment of a record's flow."""

    record: str
    standing: Standing
    timing: Timing
    ended: datetime | None = None
