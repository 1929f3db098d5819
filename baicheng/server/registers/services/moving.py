"""Moving records from state to state (流转), and answering what asks for a bearer's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import end_of
from baicheng.flows.answers import refuse_answer
from baicheng.flows.flow import Move
from baicheng.flows.moves import Inputs, Refusal, judge
from baicheng.flows.steps import Step, Updating, take, word
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, office_users, users_for
from baicheng.server.assignments.models import NO, Assignment, Outcome
from baicheng.server.assignments.services import fulfil, retime
from baicheng.server.editions.queries import office_of
from baicheng.server.notices.services import notify
from baicheng.server.orgs.models import Subject
from baicheng.server.registers import taking
from baicheng.server.registers.access import write_access
from baicheng.server.registers.books import DRAFT, Book, said, spoken
from baicheng.server.registers.choosable import refuse_hidden_links
from baicheng.server.registers.matter import KIND, Matter, Viewer, standing_of
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of
from baicheng.server.registers.services.beside import create_beside, path_of
from baicheng.server.registers.services.keeping import in_hand, put, refresh_due, refuse_stale
from baicheng.server.registers.steps import apply, open_one, reconcile
from baicheng.server.registers.taking import Taking
from baicheng.server.registers.timing import timing_field
from baicheng.server.registers.values import checked
from baicheng.server.registers.versions import FIELDS
from baicheng.server.web.reasons import require_reason


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did: the record, the records that it created, and what is left to be carried out.

    ``observes`` names what a later app writes as observations; ``updates`` what is changed in other records,
    which a later app does since it knows of which day the record speaks. Whoever calls this carries both out
    in the same transaction (docs/decisions/0010-effects.md).
    """

    record: Record
    created: tuple[Record, ...] = ()
    observes: tuple[str, ...] = ()
    updates: tuple[Updating, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a move asks for and got: facts of fields, and roles with those who have them from now on."""

    facts: Mapping[str, Any]
    fields: Mapping[str, Any]
    roles: Mapping[str, Sequence[Taking]] = field(default_factory=dict)


@transaction.atomic
def move(
    record: Record,
    name: str,
    *,
    user: User,
    at: datetime,
    revision: int,
    reason: str = "",
    answer: str = "",
    values: Mapping[str, Any] | None = None,
    parties: Mapping[str, Sequence[Subject]] | None = None,
) -> Moved:
    """Make a move of a record's flow with all that it does.

    Args:
        revision: the revision that the user saw.
        answer: to the reason with which the matter was returned, where it goes back to the same bearer.
        values: fields that the move asks for.
        parties: roles that the move asks for, with all who have them from now on.

    Raises:
        PermissionDenied: the move is not this user's.
        ValidationError: the flow refuses it, and why; or by field or role; or ``stale``.
    """
    row, book, viewer = in_hand(record, user, at)
    process = book.process
    if process is None or name not in process.flow.moves:
        raise ValidationError(_("There is no such move here."))
    the_move = process.flow.moves[name]
    before = Matter.of(row, book, viewer)
    # Who may move is asked of the record as it is, not as the mover would make it.
    if not any(before.acts_as(who) for who in the_move.by):
        raise PermissionDenied(_("This is not yours to do."))
    refuse_stale(row, book, revision)
    asked = _asked(before, the_move, values or {}, parties or {})
    matter = _with(before, asked)
    verdict = judge(process, name, matter.situation, Inputs(reason, answer))
    if any(refusal.code == "not_yours" for refusal in verdict.refusals):
        raise PermissionDenied(_("This is not yours to do."))
    if not verdict.allowed:
        raise ValidationError([_told(refusal) for refusal in verdict.refusals], code="refused")
    step = take(process, name, matter.situation)
    _keep(matter, name, step, asked, reason=reason.strip(), answer=answer.strip())
    created = tuple(create_beside(matter, creation) for creation in step.creations)
    _notify(step, matter, name, reason.strip())
    return Moved(row, created, step.observes, step.updates)


def _asked(
    matter: Matter, the_move: Move, values: Mapping[str, Any], parties: Mapping[str, Sequence[Subject]]
) -> _Asked:
    record, book = matter.record, matter.book
    stray = [name for name in (*values, *parties) if name not in the_move.asks]
    if stray:
        raise ValidationError({name: _("This move does not ask for it.") for name in stray})
    refuse_hidden_links(book, values, matter.viewer, record.fields)
    to = the_move.to or record.state
    finished = to != DRAFT
    clean = checked(book, values, finished=finished, current=record.fields, record=record)
    facts = {
        f"{FIELDS}{name}": clean.get(name) for name in values if clean.get(name) != record.fields.get(name)
    }
    roles: dict[str, list[Taking]] = {}
    for role, subjects in parties.items():
        roles[role] = taking.spread([Taking(role, subject) for subject in subjects], matter.viewer.day)
    if roles or (finished and record.state == DRAFT):
        kept = [
            Taking(party.role, party.subject, party.group, party.consolidates)
            for party in parties_of([record], matter.viewer.day)
            if party.role not in roles
        ]
        changed = [one for takings in roles.values() for one in takings]
        taking.refuse_unfit(book, [*kept, *changed], finished=finished)
    return _Asked(facts, {**record.fields, **clean}, roles)


def _with(matter: Matter, asked: _Asked) -> Matter:
    """The matter as it will be with what the move asked for."""
    parties = {
        **matter.parties,
        **{role: tuple(t.subject.pk for t in takings) for role, takings in asked.roles.items()},
    }
    return Matter.of(matter.record, matter.book, matter.viewer, fields=asked.fields, parties=parties)


def _keep(matter: Matter, name: str, step: Step, asked: _Asked, *, reason: str, answer: str) -> None:
    """Store what a move does to the record and its assignments."""
    record, book, viewer = matter.record, matter.book, matter.viewer
    facts = dict(asked.facts)
    if step.state != record.state:
        facts["state"] = step.state
    changes = _change_parties(record, asked.roles, viewer)
    record.entry += step.entered
    record.closed_at = viewer.at if book.is_final(step.state) else None
    context: dict[str, Any] = {"move": name}
    if answer:
        context["answer"] = answer
    put(
        record,
        book,
        facts,
        viewer=viewer,
        verb="moved",
        reason=reason,
        changes=changes,
        context=context,
    )
    why = reason or spoken(_moves(book)[name].title)
    _give_days(matter, asked.facts, why)
    apply(step, record, book, matter.assignments, actor=viewer.actor, at=viewer.at, reason=why)
    if asked.roles:
        reconcile(record, book, viewer)
    refresh_due(record, book, viewer.at)
    write_access(record, book, viewer.at)


def _give_days(matter: Matter, facts: Mapping[str, Any], reason: str) -> None:
    """What is open without a day, and rests on a field that a move was told, gets that day."""
    viewer = matter.viewer
    for row in matter.assignments:
        field = timing_field(matter.book, row) if row.outcome == Outcome.OPEN and row.due_at is None else None
        stated = facts.get(f"{FIELDS}{field}") if field else None
        if isinstance(stated, str):
            day = end_of(date.fromisoformat(stated))
            retime(row, at=viewer.at, actor=viewer.actor, reason=reason, due_at=day)


def _moves(book: Book) -> Mapping[str, Move]:
    return book.process.flow.moves if book.process else {}


def _change_parties(
    record: Record, roles: Mapping[str, Sequence[Taking]], viewer: Viewer
) -> dict[str, list[Any]]:
    """Give roles to those who have them from today on; who stays keeps the party from before."""
    changes: dict[str, list[Any]] = {}
    for role, takings in roles.items():
        now = list(parties_of([record], viewer.day).filter(role=role))
        stays = {party.subject_id for party in now}
        wanted = {one.subject.pk for one in takings}
        for party in now:
            if party.subject_id not in wanted:
                taking.end(party, until=viewer.day, at=viewer.at)
        fresh = [one for one in takings if one.subject.pk not in stays]
        taking.enter(record, fresh, since=viewer.day, at=viewer.at)
        before, after = [party.subject.name for party in now], [one.subject.name for one in takings]
        changes[f"parties.{role}"] = [before, after]
    return changes


def _notify(step: Step, matter: Matter, name: str, reason: str) -> None:
    """Tell those whom a move names, and why it was made; of an office all who work in it."""
    record, day = matter.record, matter.viewer.day
    office = office_of(matter.book.programme, day) if step.notices else None
    for number, notice in enumerate(step.notices):
        users = set(users_for([one for one in notice.to if isinstance(one, int)], day))
        if office is not None and office.pk in notice.to:
            users |= set(office_users(matter.book.programme, day))
        text = {
            "zh": f"{record.number} {record.title}：{notice.text.zh}" + (f"（{reason}）" if reason else ""),
            "en": f"{record.number} {record.title}: {notice.text.en}" + (f" ({reason})" if reason else ""),
        }
        key = f"{KIND}:{record.pk}:{record.revision}:{name}:{number}"
        notify(
            users,
            key=key,
            text=text,
            path=path_of(record),
            at=matter.viewer.at,
            units=[one for one in notice.to if isinstance(one, int)],
            office_of=matter.book.programme if office is not None and office.pk in notice.to else "",
        )


@transaction.atomic
def answer_assignment(
    assignment: Assignment, outcome: str, *, user: User, at: datetime, reason: str = ""
) -> Record:
    """Give a bearer's word on what no move ends: consent, signature, confirmation, objection.

    Raises:
        PermissionDenied: it is not this user's to answer.
        ValidationError: it has ended, a move does it, or the outcome is none of those there are.
    """
    if assignment.about_kind != KIND or assignment.about_id is None or "entry" not in assignment.rule:
        raise ValidationError(_("This is not answered here."))
    row, book, viewer = in_hand(Record.objects.get(pk=assignment.about_id), user, at)
    at = viewer.at
    assert book.process is not None, "the assignment was opened by a flow"
    matter = Matter.of(row, book, viewer)
    (now,) = [one for one in matter.assignments if one.pk == assignment.pk]
    refusal = refuse_answer(book.process.flow, standing_of(now), outcome, matter.situation)
    if refusal is not None:
        raise (
            PermissionDenied(_told(refusal))
            if refusal.code == "not_yours"
            else ValidationError(_told(refusal))
        )
    if outcome in NO:
        require_reason(reason)
    following = word(book.process, standing_of(now), outcome, matter.situation)
    fulfil(now, at=at, actor=actor_of(user), outcome=outcome, reason=reason.strip())
    for opening in following:
        open_one(opening, row, book, None, actor=actor_of(user), at=at)
    refresh_due(row, book, at)
    write_access(row, book, at)
    return row


def _told(refusal: Refusal) -> str:
    return said(refusal.zh, refusal.en)
