"""What a draft becomes in the programme's register of tasks: values, parties, clause, parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from baicheng.clock.instants import china_date
from baicheng.reading.model import Role
from baicheng.server.accounts.models import User
from baicheng.server.documents.models import Clause, Document
from baicheng.server.intake.drafts import Draft, DraftParty
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.orgs.queries import related_to
from baicheng.server.registers.books import Book
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of
from baicheng.server.registers.services.parts import NewPart
from baicheng.server.registers.taking import Taking

#: The field that takes a task's text, where the register has one of that name; otherwise its first
#: required text.
CONTENT = "content"
DUE = "due_on"
#: In which role somebody takes part where the register does not have the document's own.
_INSTEAD = {Role.IMPLEMENTING: "responsible", Role.SUPPORTING: "responsible", Role.LEAD: "responsible"}


@dataclass(frozen=True)
class Ground:
    """What tasks that are issued together share; ``values`` are fields that hold for each of them.

    What a meeting decided has no ``document`` until its minutes are taken in.
    """

    document: Document | None
    book: Book
    programme: str
    office: Subject | None
    user: User
    at: datetime
    values: Mapping[str, Any]

    @cached_property
    def clauses(self) -> Sequence[Clause]:
        return list(self.document.clauses.order_by("start", "-end")) if self.document else ()

    @cached_property
    def _subjects(self) -> dict[int, Subject]:
        return {}

    def subject(self, pk: int) -> Subject:
        """A subject, looked up once."""
        if pk not in self._subjects:
            self._subjects[pk] = Subject.objects.get(pk=pk)
        return self._subjects[pk]


class NewTask(NamedTuple):
    """What a task is entered with."""

    values: dict[str, Any]
    parties: list[Taking]
    clause: Clause | None


def new_task(ground: Ground, draft: Draft) -> NewTask:
    """The values, parties and clause of a task."""
    clause = clause_of(ground, draft)
    return NewTask(_values(ground, draft), list(_parties(ground, draft, clause)), clause)


def clause_of(ground: Ground, draft: Draft) -> Clause | None:
    """The clause that demands a task: by its address, else the innermost one around it, else the first."""
    for clause in ground.clauses:
        if draft.address and clause.address == draft.address:
            return clause
    if draft.span is not None:
        start, end = draft.span
        around = [clause for clause in ground.clauses if clause.start <= start and end <= clause.end]
        if around:
            return min(around, key=lambda clause: clause.end - clause.start)
    return ground.clauses[0] if ground.clauses else None


def _values(ground: Ground, draft: Draft) -> dict[str, Any]:
    """The fields of the register, as far as the draft and the person who issues it say them."""
    fields = ground.book.register.fields_
    values: dict[str, Any] = {}
    content = content_field(ground.book)
    if content is not None:
        values[content] = draft.text
    due = due_field(ground.book)
    if due is not None:
        if draft.due_on is not None:
            values[due] = draft.due_on
        elif fields[due].not_stated:
            values[due] = {"not_stated": True}
    return {**values, **ground.values, **draft.fields}


def content_field(book: Book) -> str | None:
    """The field that takes a task's text: ``CONTENT``, otherwise the first required text."""
    fields = book.register.fields_
    if CONTENT in fields:
        return CONTENT
    return next((name for name, field in fields.items() if field.kind == "text" and field.required), None)


def due_field(book: Book) -> str | None:
    """The date by which a task is to be done: the one on which its flow's assignments rest."""
    if book.process is not None:
        for state in book.process.flow.states.values():
            for opens in state.opens.values():
                if opens.due is not None and opens.due.field is not None:
                    return opens.due.field
    found = book.register.fields_.get(DUE)
    return DUE if found is not None and found.kind == "date" else None


def _parties(ground: Ground, draft: Draft, clause: Clause | None) -> Iterator[Taking]:
    """Who takes part in which role. A leader whom the directory does not know stays in the text only.

    Where no lead is named, the first of the others leads (排在第一位的为牵头单位).
    """
    known = [party for party in draft.parties if party.subject is not None]
    units = [party for party in known if party.role is not Role.SUPERVISOR]
    leaderless = "lead" in ground.book.register.parties and all(one.role is not Role.LEAD for one in units)
    for party in known:
        role = "lead" if leaderless and party is units[0] else _role(ground.book, party.role)
        if role is not None:
            yield Taking(
                role,
                _fitting(ground, role, ground.subject(party.subject or 0)),
                consolidates=party.consolidates,
                as_written=party.name,
                clause=clause,
            )


def _role(book: Book, role: Role) -> str | None:
    roles = book.register.parties
    if role.value in roles:
        return role.value
    instead = _INSTEAD.get(role)
    return instead if instead in roles else None


def _fitting(ground: Ground, role: str, subject: Subject) -> Subject:
    """A division takes part through who governs it, where the role is for units only."""
    kinds = ground.book.register.parties[role].kinds
    if subject.kind != SubjectKind.DIVISION or not kinds or subject.kind in kinds:
        return subject
    governing = related_to(subject, RelationKind.GOVERNS, china_date(ground.at)).order_by("pk").first()
    return governing or subject


def parts_of(ground: Ground, draft: Draft, record: Record) -> list[NewPart]:
    """The parts of a task. A group that bears one stands for its members who take part in the task."""
    members: dict[int, list[Subject]] = {}
    for party in parties_of([record], china_date(ground.at)):
        for subject in {party.subject_id, party.group_id} - {None}:
            members.setdefault(subject or 0, []).append(party.subject)
    return [
        NewPart(
            text=part.text,
            due_on=part.due_on,
            bearers=[
                subject
                for bearer in part.bearers
                for subject in members.get(_subject_of(draft.parties[bearer]), ())
            ],
            span=part.span,
        )
        for part in draft.parts
    ]


def _subject_of(party: DraftParty) -> int:
    return party.subject or 0
