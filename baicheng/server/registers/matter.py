"""A record as one person has it before them at one moment (事项): what flows and rights must know of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from baicheng.clock.instants import china_date, in_china
from baicheng.flows.asking import Answer, Ask, AskedRow
from baicheng.flows.directory import Context, SubjectId, Subjects, may_act
from baicheng.flows.keys import Title
from baicheng.flows.limit_rules import Standard
from baicheng.flows.situation import DatedPart, Situation, Standing
from baicheng.flows.timing import StandardLimit
from baicheng.flows.values import Row
from baicheng.flows.values import Value as RowValue
from baicheng.flows.who_forms import Who
from baicheng.packs.records.rows import row_of
from baicheng.packs.records.standards import standard_limits
from baicheng.packs.records.validation import values_of
from baicheng.packs.schema.registers import Holder
from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import actor_of, has_role, is_office, sees_all
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.queries import of_records, told
from baicheng.server.editions.queries import acting_for
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.answers import Question, ruled
from baicheng.server.registers.books import Book
from baicheng.server.registers.directory import RecordDirectory
from baicheng.server.registers.models import Party, Record
from baicheng.server.registers.parties import by_role, parties_of, taking_part
from baicheng.server.web.prepared import Prepared

#: The kind under which assignments and history name records.
KIND = "registers.record"


@dataclass(frozen=True)
class Viewer:
    """A user at a moment: for whom they act, asked once for all records on a page.

    Without a user it is the system itself, which may do nothing that is asked of a person.
    """

    user: User | None
    at: datetime

    @property
    def actor(self) -> Actor:
        """As history names them."""
        return actor_of(self.user) if self.user else WORKER

    @cached_property
    def day(self) -> date:
        return china_date(self.at)

    @cached_property
    def mine(self) -> Mapping[int, frozenset[str]]:
        """The subjects for which the user acts, with the roles held there."""
        return acting_for(self.user, self.day) if self.user else {}

    @cached_property
    def _offices(self) -> dict[str, bool]:
        return {}

    def is_office(self, programme: str) -> bool:
        if programme not in self._offices:
            of_it = self.user is not None and is_office(self.user, programme, self.day)
            self._offices[programme] = of_it
        return self._offices[programme]

    def sees_all(self, programme: str) -> bool:
        """Whether the user reads every record of a programme."""
        if programme not in self._readers:
            reads = self.user is not None and sees_all(self.user, programme, self.day)
            self._readers[programme] = reads
        return self._readers[programme]

    @cached_property
    def _readers(self) -> dict[str, bool]:
        return {}


@dataclass(frozen=True)
class Matter:
    """A record, its register, and who looks at it.

    ``fields`` and ``parties`` are what they will be where a change is on its way; otherwise as they are.
    """

    record: Record
    book: Book
    viewer: Viewer
    fields: Mapping[str, Any]
    parties: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        record: Record,
        book: Book,
        viewer: Viewer,
        *,
        fields: Mapping[str, Any] | None = None,
        parties: Mapping[str, tuple[int, ...]] | None = None,
    ) -> Matter:
        """The record with its parties of the day."""
        taking = by_role(taking_part(record, viewer.day)) if parties is None else parties
        return cls(record, book, viewer, record.fields if fields is None else fields, taking)

    @classmethod
    def of_many(cls, records: Sequence[Record], book: Book, viewer: Viewer) -> list[Matter]:
        """Several records of a register, with the queries of one."""
        taking: dict[int, list[Party]] = {record.pk: [] for record in records}
        for party in parties_of(records, viewer.day):
            taking[party.record_id].append(party)
        about: dict[int, list[Assignment]] = {record.pk: [] for record in records}
        for row in told(of_records(KIND, list(about)), viewer.day):
            about[row.about_id or 0].append(row)
        directory = RecordDirectory(book.programme)
        found = []
        for record in records:
            matter = cls(record, book, viewer, record.fields, by_role(taking[record.pk]))
            # What would be asked for each by itself is put in place, where ``cached_property`` looks.
            vars(matter).update(assignments=tuple(about[record.pk]), directory=directory)
            found.append(matter)
        return found

    @cached_property
    def directory(self) -> RecordDirectory:
        return RecordDirectory(self.book.programme)

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """All assignments about the record, oldest first; none of a record that is not yet stored."""
        if not self.record.pk:
            return ()
        return tuple(_about(self.record.pk, self.viewer.day))

    @cached_property
    def context(self) -> Context:
        author = self.record.author.person_id if self.record.author else None
        writer = author or self.record.unit_id
        own = self._own_subject
        return Context(
            parties=self.parties,
            bearers=by_name(self.assignments),
            fields=self.fields,
            author=(writer,) if writer else (),
            about=own,
            line=self.book.register.line,
        )

    @cached_property
    def _own_subject(self) -> int | None:
        if not self.book.register.subject or not self.record.pk:
            return None
        return own_subject(self.record)

    def resolve(self, who: Who) -> Subjects:
        """The subjects that a ``who`` names."""
        return self.directory.resolve(who, self.context, self.viewer.day)

    def acts_as(self, who: Who) -> bool:
        """Whether the viewer is meant by a ``who``."""
        viewer = self.viewer
        if viewer.user is None or not viewer.user.is_active:
            return False
        if who.name == "office":
            of_office = viewer.is_office(self.book.programme)
            return of_office and (who.as_role is None or self._has_role_in_office(who.as_role))
        if who.name == "author" and self.record.author_id == viewer.user.pk:
            return who.as_role is None or has_role(viewer.user, Role(who.as_role), on=viewer.day)
        mine: dict[SubjectId, Iterable[str]] = dict(viewer.mine.items())
        return may_act(who, mine, self.directory, self.context, viewer.day)

    def _has_role_in_office(self, role: str) -> bool:
        offices = self.directory.lookup.office(self.viewer.day)
        return any(role in self.viewer.mine.get(int(office), ()) for office in offices)

    def is_one_of(self, holders: Iterable[Holder]) -> bool:
        """Whether the viewer is one of those to whom the register's rights give something."""
        return any(self._is_party() if holder == "parties" else self.acts_as(holder) for holder in holders)

    def _is_party(self) -> bool:
        bearing = {row.bearer_id for row in self.assignments if row.outcome == Outcome.OPEN}
        taking = {subject for subjects in self.parties.values() for subject in subjects}
        return not self.viewer.mine.keys().isdisjoint(taking | bearing)

    @cached_property
    def row(self) -> Row:
        """The values that expressions are evaluated over."""
        record = self.record
        shared: dict[str, RowValue] = {
            "number": record.number,
            "title": record.title,
            "opened_on": china_date(record.opened_at),
            "closed_on": china_date(record.closed_at) if record.closed_at else None,
            "due": in_china(record.due_at).date() if record.due_at else None,
            "clause": record.clause_id,
            "place": "place" if record.place else None,
        }
        shared |= {role: next(iter(self.parties.get(role, ())), None) for role in self.book.register.parties}
        if self.book.process is not None:
            shared["state"] = record.state
        return row_of(values_of(self.book.register, self.fields), shared)

    @cached_property
    def situation(self) -> Situation:
        """The record as its flow sees it."""
        return Situation(
            state=self.record.state,
            entry=self.record.entry,
            row=self.asked_row,
            acts_as=self.acts_as,
            resolve=self.resolve,
            mine=frozenset(self.viewer.mine),
            assignments=tuple(standing_of(row) for row in self.assignments if "entry" in row.rule),
            standards=self._standards,
            parts=self._parts,
            because=self.asked_row.because,
        )

    @cached_property
    def asked_row(self) -> AskedRow:
        """The values that expressions of the flow are evaluated over: its own, and the answers of rules."""
        return AskedRow(
            self.row, self.book.process.flow.decided if self.book.process else {}, self._rule_says
        )

    def _rule_says(self, name: str) -> Answer:
        """What a rule answers that the flow asks under a name."""
        assert self.book.process is not None, "a flow asks"
        ask = self.book.process.flow.decided[name]
        days, about = ask.judged(self.row, self.viewer.day), self._asked_about(ask)
        if days is None or about is None:
            label = self.book.process.label(str(ask.of if about is None else ask.on))
            return Answer(None, (Title(zh=f"{label.zh}没有填写", en=f"{label.en} is not given"),))
        return ruled(Question(self.book.programme, ask, about, *days), self.viewer.at)

    def _asked_about(self, ask: Ask) -> int | None:
        if ask.of is None:
            return self.record.pk
        found = self.row.get(ask.of)
        return found if isinstance(found, int) else None

    def _parts(self) -> tuple[DatedPart, ...]:
        """The parts that have a day of their own; of two that say the same, the earlier."""
        found: dict[str, DatedPart] = {}
        rows = self.record.parts.exclude(due_on=None).order_by("due_on", "order")
        for part in rows.prefetch_related("bearers") if self.record.pk else ():
            if part.due_on is not None:
                bearers = tuple(subject.pk for subject in part.bearers.all())
                found.setdefault(part.name, DatedPart(part.name, part.due_on, bearers))
        return tuple(found.values())

    def _standards(self, standard: Standard) -> tuple[StandardLimit, ...]:
        key = self.fields.get(standard.link)
        linked = Record.objects.filter(pk=key).first() if isinstance(key, int) else None
        return standard_limits(linked.fields.get(standard.limits)) if linked else ()


@Prepared
def _about(record: int, day: date) -> QuerySet[Assignment]:
    """All assignments about a record, with what a page tells beside them on a day."""
    return told(of_records(KIND, [record]), day)


def own_subject(record: Record) -> int | None:
    """The subject that a record is itself, in a register that says ``subject: true``."""
    return Subject.objects.filter(record_id=record.pk).values_list("pk", flat=True).first()


def standing_of(row: Assignment) -> Standing:
    """An assignment as the flow that opened it sees it."""
    return Standing(
        key=row.key,
        name=row.name,
        bearer=row.bearer_id,
        entry=row.rule["entry"],
        part=row.rule.get("part"),
        outcome=None if row.outcome == Outcome.OPEN else str(row.outcome),
        answered=row.rule.get("answered", False),
    )


def by_name(assignments: Iterable[Assignment]) -> Mapping[str, tuple[int, ...]]:
    """Who bears or last bore the assignments of each name."""
    found: dict[str, dict[int, None]] = {}
    latest: dict[str, int] = {}
    for row in assignments:
        entry = row.rule.get("entry", 0)
        if entry > latest.get(row.name, -1):
            latest[row.name], found[row.name] = entry, {}
        if row.bearer_id is not None:
            found[row.name][row.bearer_id] = None
    return {name: tuple(bearers) for name, bearers in found.items()}
