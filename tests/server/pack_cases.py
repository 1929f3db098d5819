"""Runs the cases of packs on the server: the same rows, steps and expectations, through services.

What a case gives is entered as it stands; its steps go through every check that the pages go through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock import CHINA
from baicheng.clock.instants import china_date
from baicheng.flows.ladder import passed
from baicheng.packs.pack import Pack
from baicheng.packs.records.validation import values_of
from baicheng.packs.schema.cases import Case, ExpectedAssignment, Row, Step
from baicheng.packs.testing.expectations import Seen, assignment_differences, differs
from baicheng.packs.testing.moments import day_until, moment
from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.assignments.ladders import Ladders, with_rungs_to_climb
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.queries import calendar
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import (
    change_record,
    enter_record,
    generate,
    mark_missed,
    match_recorded,
    move_record,
    sync_pack_duties,
)
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.editions.queries import INSTALLATION, pack
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.orgs.services import create_subject
from baicheng.server.registers.books import DRAFT, Book, book_of
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Attachment, Record, Version
from baicheng.server.registers.queries import moves_for
from baicheng.server.registers.services import Taking, answer_assignment, escalate
from baicheng.server.registers.services.creating import enter
from tests.server.people import CLERK, link, subject

LONG_AGO = date(2000, 1, 1)
SINCE = date(1990, 1, 1)
_VOID = (Outcome.LAPSED, Outcome.CANCELLED, Outcome.HANDED_ON)


@dataclass
class Stage:
    """A case on the server: who and what there is, by the names that the case uses."""

    pack: Pack
    case: Case
    subjects: dict[str, Subject] = field(default_factory=dict)
    users: dict[tuple[str, str], User] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.case.given.subjects:
            kind = SubjectKind(one.kind) if one.kind in SubjectKind.values else SubjectKind.UNIT
            since = moment(LONG_AGO)
            self.subjects[one.id] = create_subject(
                kind=kind, name=one.id, level=one.level or "", actor=CLERK, at=since
            )
        given = self.case.given
        self.subject(given.office)
        self._decide(self.pack.name, "office", self.subject(given.office).pk)
        for group, names in given.groups.items():
            for name in names:
                self.subject(name)
            self._decide(self.pack.name, f"groups.{group}", list(names))
        days = {day.isoformat(): False for day in given.rest_days}
        days |= {day.isoformat(): True for day in given.working_days}
        if days:
            self._decide(INSTALLATION, "calendar.days", days)

    def _decide(self, programme: str, path: str, value: Any) -> None:
        decided = self.user("administrator", Role.ADMINISTRATOR)
        LocalValue.objects.create(
            pack=programme,
            path=path,
            value=value,
            since=SINCE,
            state=LocalValueState.APPROVED,
            proposed_by=decided,
            proposed_at=moment(LONG_AGO),
            settled_at=moment(LONG_AGO),
        )

    def subject(self, name: str, kinds: Iterable[str] = ()) -> Subject:
        if name not in self.subjects:
            kind = next((SubjectKind(one) for one in kinds if one in SubjectKind.values), SubjectKind.UNIT)
            self.subjects[name] = subject(name, kind)
        return self.subjects[name]

    def user(self, name: str, role: Role) -> User:
        """Somebody who acts for a subject in a role; the office's people by their grant."""
        key = (name, role.value)
        if key not in self.users:
            found = self.subject(name)
            person = found if found.kind == SubjectKind.PERSON else None
            made = User.objects.create(username=f"{name} {role.value}", person=person)
            programme = self.pack.name if role == Role.OFFICE else ""
            unit = None if role in (Role.OFFICE, Role.ADMINISTRATOR) else found
            Grant.objects.create(user=made, role=role, unit=unit, programme=programme, since=SINCE)
            self.users[key] = made
        return self.users[key]

    def acting(self, name: str, role: str | None = None) -> User:
        if name in ("office", self.case.given.office):
            return self.user(self.case.given.office, Role.OFFICE)
        return self.user(name, Role.LEADER if role == "leader" else Role.LIAISON)

    def __iter__(self) -> Iterator[tuple[str, Record]]:
        return iter(self.records.items())

    def name_of(self, key: int | None) -> str | None:
        """What the case calls a subject."""
        return next((name for name, one in self.subjects.items() if one.pk == key), None)

    def record_called(self, key: int | None) -> str | None:
        return next((name for name, one in self.records.items() if one.pk == key), None)


def differences(programme: str, case: Case) -> Iterator[str]:
    """What comes out otherwise on the server than a case expects."""
    stage = Stage(pack(programme), case)
    for name, rows in (case.given.model_extra or {}).items():
        for row in rows:
            _give(stage, name, row)
    for one in case.given.relations:
        link(
            RelationKind(one.relation),
            stage.subject(one.subject),
            stage.subject(one.of),
            since=one.since,
            until=one.until,
        )
    for number, step in enumerate(case.do, start=1):
        said = _step(stage, step)
        if said is not None:
            yield f"step {number}: {said}"
            return
    yield from _found(stage)


# What is given.


def _give(stage: Stage, name: str, row: Row) -> None:
    book, at = book_of(f"{stage.pack.name}.{name}"), moment(row.entered or LONG_AGO)
    author = row.author or stage.case.given.office
    user, own = stage.acting(author), stage.subject(author)
    values, _, files = _split(stage, name, row.model_extra or {})
    takings = [
        Taking(role, stage.subject(one, book.register.parties[role].kinds))
        for role, who in row.parties.items()
        for one in (who if isinstance(who, tuple) else (who,))
    ]
    start = row.state or (book.process.flow.start if book.process else "")
    if start == DRAFT:
        # A case leaves out what it does not speak of; what is handed in on the server is complete.
        given = {taking.role for taking in takings}
        for role, party in book.register.parties.items():
            if party.required and role not in given:
                takings.append(Taking(role, stage.subject(f"某{party.title.zh}", party.kinds)))
    elif book.process is not None:
        flow = book.process.flow.model_copy(update={"start": start})
        book = replace(book, process=replace(book.process, flow=flow))
    record = Record(register=book.id, title=row.title or row.id or "", author=user, unit=own, opened_at=at)
    entered = enter(record, _undemanding(book), values, takings, viewer=Viewer(user, at))
    _keep(stage, row.id, entered, files)


def _undemanding(book: Book) -> Book:
    """The register without what is required: a case gives what matters to it."""
    register = book.register
    fields = {name: one.model_copy(update={"required": False}) for name, one in register.fields_.items()}
    parties = {name: one.model_copy(update={"required": False}) for name, one in register.parties.items()}
    free = register.model_copy(update={"fields_": fields, "parties": parties})
    return replace(book, register=free)


def _keep(stage: Stage, name: str, record: Record, files: Mapping[str, int]) -> None:
    stage.records[name] = record
    _attach(record, files)
    own = Subject.objects.filter(record_id=record.pk).first()
    if own is not None:
        stage.subjects[name] = own


def _split(
    stage: Stage, register: str, given: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[Subject]], dict[str, int]]:
    """Fields with ids in place of names, roles with their subjects, and fields with so many files."""
    form = stage.pack.registers[register]
    values: dict[str, Any] = {}
    roles: dict[str, list[Subject]] = {}
    files: dict[str, int] = {}
    for name, value in given.items():
        listed = value if isinstance(value, tuple) else (value,)
        if name in form.parties:
            roles[name] = [stage.subject(str(one), form.parties[name].kinds) for one in listed]
        elif name in form.fields_ and form.fields_[name].kind == "attachment":
            files[name] = len(listed)
        elif name in form.fields_:
            values[name] = _ids(stage, form.fields_[name].kind, value)
        elif name == "title":
            values[name] = value
    return values, roles, files


def _ids(stage: Stage, kind: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return [_ids(stage, kind, one) for one in value]
    if kind == "link" and value in stage.records:
        return stage.records[value].pk
    if kind == "subject" and isinstance(value, str):
        return stage.subject(value).pk
    return value.isoformat() if isinstance(value, date) else value


def _attach(record: Record, files: Mapping[str, int]) -> None:
    """Files as if they had been uploaded before."""
    for name, count in files.items():
        ids = [
            Attachment.objects.create(
                record=record,
                field=name,
                file_name="f.pdf",
                size=1,
                uploaded_by=record.author,
                uploaded_at=record.opened_at,
            ).pk
            for _ in range(count)
        ]
        many = book_of(record.register).register.fields_[name].many
        record.fields = {**record.fields, name: ids if many else ids[0]}
        record.save(update_fields=["fields"])
        for version in Version.objects.filter(record=record, superseded_at=None):
            version.fields = {**version.fields, name: record.fields[name]}
            version.save(update_fields=["fields"])


# What is done.


def _step(stage: Stage, step: Step) -> str | None:
    try:
        _do(stage, step)
    except (ValidationError, PermissionDenied) as refused:
        said = " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
        if step.refused is None:
            return f"refused: {said}"
        return None if step.refused in said else f"refused with other words: {said}"
    return None if step.refused is None else f"expected to be refused with '{step.refused}', and was allowed"


def _let_pass(until: datetime) -> None:
    """Let the worker run at the moment of each rung of a ladder that comes until an instant."""
    days = calendar()
    while coming := [
        rung.moment
        for row in with_rungs_to_climb(until, days)
        for rung in passed(
            Ladders(china_date(until)).of(row), row.due_at or until, until, days, row.recorded_at
        )
        if not row.climbed.filter(due_at=row.due_at, place=rung.place).exists()
    ]:
        escalate(min(coming))


def _do(stage: Stage, step: Step) -> None:
    at, user = moment(step.at), stage.acting(step.by, step.role)
    _let_pass(at)
    if step.create is not None:
        values, roles, files = _split(stage, step.create, step.values)
        name = step.record or f"{step.create}-{len(stage.records) + 1}"
        made = enter_record(
            register_id=f"{stage.pack.name}.{step.create}",
            values=values,
            parties=[(role, one) for role, subjects in roles.items() for one in subjects],
            user=user,
            at=at,
            title=str(values.pop("title", name)),
        )
        _keep(stage, name, made, files)
        return
    record = _meant(stage, step)
    record.refresh_from_db()
    if step.finish is not None:
        rows = Assignment.objects.filter(
            about_kind=KIND, about_id=record.pk, name=step.finish, bearer=_bearer(stage, step.by)
        )
        answer_assignment(rows.latest("pk"), step.outcome, user=user, at=at, reason="理由")
    elif step.move is not None:
        values, roles, files = _split(stage, record.register.partition(".")[2], step.values)
        _attach(record, files)
        flow = stage.pack.registers[record.register.partition(".")[2]].flow
        asks = flow.moves[step.move].asks if flow is not None and step.move in flow.moves else ()
        typed = {name: values.pop(name) for name in list(values) if name not in asks}
        if typed:
            # What a move does not ask for is typed before, on the form.
            record = change_record(record, typed, user=user, at=at, revision=record.revision, reason="更正")
        moved = move_record(
            record,
            step.move,
            user=user,
            at=at,
            revision=record.revision,
            reason=step.reason or "",
            answer=step.answer or "",
            values=values,
            parties=roles,
        )
        for created in moved.created:
            stage.records[f"{created.register.partition('.')[2]}-{len(stage.records) + 1}"] = created


def _bearer(stage: Stage, name: str) -> Subject:
    return stage.subject(stage.case.given.office if name == "office" else name)


def _meant(stage: Stage, step: Step) -> Record:
    if step.record is not None:
        return stage.records[step.record]
    (found,) = [
        record
        for _, record in stage
        if (flow := stage.pack.registers[record.register.partition(".")[2]].flow) is not None
        and (step.move is None or step.move in flow.moves)
        and (step.finish is None or flow.opens(step.finish))
    ]
    return found


# What is expected.


def _found(stage: Stage) -> Iterator[str]:
    case, expect = stage.case, stage.case.expect
    at = moment(case.at) if case.at else moment(case.do[-1].at) if case.do else moment(LONG_AGO)
    _let_pass(at)
    for record in stage.records.values():
        record.refresh_from_db()
    wanted = {_last(stage): expect.state} if isinstance(expect.state, str) else expect.state or {}
    for name, state in wanted.items():
        if stage.records[name].state != state:
            yield f"{name}: expected state {state}, found {stage.records[name].state}"
    yield from _values(stage, at)
    _owe(stage, at)
    if expect.assignments is not None:
        asked = tuple(one.model_copy(update={"count": None, "needed": None}) for one in expect.assignments)
        yield from assignment_differences(asked, [*_seen(stage, at, asked)])
    for name in expect.nothing_owed:
        if Assignment.objects.filter(key__startswith="duty:", name=name).exclude(outcome__in=_VOID).exists():
            yield f"{name} owes something"
    for name, count in (expect.records or {}).items():
        there = Record.objects.filter(register=f"{stage.pack.name}.{name}").count()
        if there != count:
            yield f"{name}: expected {count} records, there are {there}"


def _last(stage: Stage) -> str:
    for step in reversed(stage.case.do):
        if step.record in stage.records:
            return str(step.record)
    flowing = (name for name, record in stage if record.state)
    return next(flowing, next(iter(stage.records)))


def _values(stage: Stage, at: datetime) -> Iterator[str]:
    expect = stage.case.expect
    if expect.values is None and expect.number is None and expect.moves is None:
        return
    record = stage.records[_last(stage)]
    found = values_of(book_of(record.register).register, record.fields)
    for name, value in (expect.values or {}).items():
        if differs(value, found.get(name)):
            yield f"{name}: expected {value}, found {found.get(name)}"
    if expect.number not in (None, record.number):
        yield f"expected number {expect.number}, found {record.number}"
    if expect.moves is not None:
        verdicts = moves_for(stage.acting("office"), record, at)
        allowed = {verdict.move for verdict in verdicts if verdict.allowed}
        if allowed != set(expect.moves):
            yield f"expected moves {sorted(expect.moves)}, found {sorted(allowed)}"


def _owe(stage: Stage, at: datetime) -> None:
    """Let the worker do its part for the span that the case looks at."""
    today, case = china_date(at), stage.case
    since = case.since or today - timedelta(days=366)
    sync_pack_duties(stage.pack.name, at=moment(since))
    named = {one.duty for one in case.expect.assignments or ()} | set(case.expect.nothing_owed)
    duties = Duty.objects.filter(programme=stage.pack.name, name__in=[name for name in named if name])
    generate(case.until or today + timedelta(days=1), at, duties=list(duties))
    match_recorded(at)
    mark_missed(at)


def _seen(stage: Stage, at: datetime, asked: tuple[ExpectedAssignment, ...]) -> Iterator[Seen]:
    speaks_of_flows = any(one.assignment for one in asked) or not asked
    for row in Assignment.objects.exclude(outcome=Outcome.HANDED_ON).order_by("pk"):
        of_duty = row.key.startswith("duty:")
        if of_duty and row.outcome in _VOID:
            continue
        if not of_duty and not speaks_of_flows:
            continue
        due_at = row.due_at.astimezone(CHINA) if row.due_at else None
        over = due_at is not None and (row.closed_at or at) > due_at
        outcome = "missed" if of_duty and row.outcome == Outcome.OPEN and over else str(row.outcome)
        due_on = row.rule.get("due_on")
        yield Seen(
            duty=row.name if of_duty else None,
            assignment=None if of_duty else row.name,
            about=stage.record_called(row.about_id) if row.about_kind == KIND else None,
            bearer=stage.name_of(row.bearer_id),
            part=row.rule.get("part"),
            covers=row.rule.get("period"),
            due_on=date.fromisoformat(due_on) if due_on else (day_until(due_at) if due_at else None),
            due_at=due_at,
            cut_off=row.cut_off,
            outcome=outcome,
            late=over,
        )
