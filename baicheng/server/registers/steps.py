"""What a step of a flow does to assignments: opening, closing, reopening, each with its clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from baicheng.flows.flow import Opens
from baicheng.flows.steps import Opening, Step, charges
from baicheng.packs.local_values import ladder_path
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.ladders import REMIND, REMIND_PATH
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.rows import clock_of, stands_for
from baicheng.server.assignments.services import close, fulfil, open_assignment, reopen, return_
from baicheng.server.assignments.services.together import Planned, open_all
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.books import Book
from baicheng.server.registers.matter import KIND, Matter, Viewer
from baicheng.server.registers.models import Record


class Place(NamedTuple):
    """Where an assignment was opened: in which state, and which entry of the record that was."""

    state: str
    entry: int


_CLOSED = (Outcome.LAPSED, Outcome.CANCELLED, Outcome.HANDED_ON)


def apply(
    step: Step,
    record: Record,
    book: Book,
    assignments: Iterable[Assignment],
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    """Carry out what a step says of assignments; ``record.entry`` already counts the state entered."""
    rows = {row.key: row for row in assignments}
    for key in step.answered:
        _set_rule(rows[key], answered=True)
    for closing in step.closings:
        row = rows[closing.key]
        if closing.outcome == Outcome.RETURNED:
            return_(row, at=at, actor=actor, reason=reason)
        elif closing.outcome in _CLOSED:
            close(row, closing.outcome, at=at, actor=actor, reason=reason)
        else:
            fulfil(row, at=at, actor=actor, outcome=closing.outcome)
    for key in step.kept:
        _set_rule(rows[key], entry=record.entry, state=step.state)
    for key in step.reopenings:
        _set_rule(reopen(rows[key], at=at, actor=actor, reason=reason), entry=record.entry)
    for opening in step.openings:
        open_one(opening, record, book, rows.get(opening.continues or ""), actor=actor, at=at)


def open_one(
    opening: Opening,
    record: Record,
    book: Book,
    earlier: Assignment | None,
    *,
    actor: Actor,
    at: datetime,
    place: Place | None = None,
) -> Assignment:
    """Open an assignment; what was left of an earlier one of the same bearer runs on.

    Args:
        place: the state that opens it and its entry, where that is not the one in which the record is.
    """
    state, entry = place or Place(record.state, record.entry)
    opens = opens_of(book, state, opening.name)
    timing = opening.time.start(at, calendar())
    clock = timing.clock
    if earlier is not None:
        # Read anew: it may have been closed by this very step.
        before = clock_of(Assignment.objects.get(pk=earlier.pk))
        clock = before.reworked(at, full=False) if before and before.closed_at else clock
    bearer = Subject.objects.get(pk=opening.bearer) if opening.bearer is not None else None
    return open_assignment(
        key=_key(opening, opens, record, entry),
        programme=book.programme,
        name=opening.name,
        title=_title(opens, opening.part),
        bearer=bearer,
        actor=actor,
        at=at,
        clock=clock,
        due_at=None if clock else timing.due_at,
        recipients=Subject.objects.filter(pk__in=[to for to in opening.to if isinstance(to, int)]),
        about=(KIND, record.pk),
        clause=record.clause,
        rule=_rule(opening, opens, book, Place(state, entry)),
    )


def open_new(openings: Sequence[tuple[Record, Opening]], book: Book, *, actor: Actor, at: datetime) -> None:
    """Open what new records open, with a few statements; one with a running clock by itself."""
    days, planned = calendar(), []
    for record, opening in openings:
        timing = opening.time.start(at, days)
        if timing.clock is not None:
            open_one(opening, record, book, None, actor=actor, at=at)
            continue
        opens = opens_of(book, record.state, opening.name)
        planned.append(
            Planned(
                key=_key(opening, opens, record, record.entry),
                name=opening.name,
                title=_title(opens, opening.part),
                bearer=int(opening.bearer) if opening.bearer is not None else None,
                opened_at=at,
                due_at=timing.due_at,
                about=(KIND, record.pk),
                rule=_rule(opening, opens, book, Place(record.state, record.entry)),
                clause=record.clause_id,
                recipients=tuple(to for to in opening.to if isinstance(to, int)),
            )
        )
    open_all(planned, programme=book.programme, actor=actor, at=at)


def _rule(opening: Opening, opens: Opens, book: Book, place: Place) -> dict[str, Any]:
    """What an assignment keeps of what opened it."""
    rule: dict[str, Any] = {"entry": place.entry, "state": place.state, "outcomes": list(opening.outcomes)}
    if opening.part is not None:
        rule["part"] = opening.part
    if opening.time.open_because is not None:
        rule["open_because"] = opening.time.open_because
    if opens.remind:
        rule[REMIND] = [one.model_dump(mode="json", exclude_none=True) for one in opens.remind]
        rule |= _locally_set(book, place.state, opening.name, opens)
    return rule


def _locally_set(book: Book, state: str, name: str, opens: Opens) -> dict[str, str]:
    """Where local values set the days of the ladder, if the pack lets them."""
    if not any(one.id for one in opens.remind):
        return {}
    return {REMIND_PATH: ladder_path("registers", book.id.partition(".")[2], state, name)}


def _key(opening: Opening, opens: Opens, record: Record, entry: int) -> str:
    """One for each entry and bearer; what follows on another may arise several times in one entry."""
    key = f"{KIND}:{record.pk}:{entry}:{opening.name}:{opening.part or ''}:{opening.bearer or ''}"
    if not opens.after:
        return key
    before = Assignment.objects.filter(about_kind=KIND, about_id=record.pk, name=opening.name).count()
    return f"{key}:{before + 1}"


def reconcile(record: Record, book: Book, viewer: Viewer) -> None:
    """After roles have changed hands: what is open goes to those who bear it now, with the full limit.

    Whoever no longer has the role keeps the time used; who is new gets an assignment of their own.
    """
    if book.process is None:
        return
    matter = Matter.of(record, book, viewer)
    rows = [row for row in matter.assignments if "entry" in row.rule]
    places = {
        name: Place(record.state, record.entry)
        for name, opens in book.process.flow.states[record.state].opens.items()
        if not opens.after
    }
    for row in rows:
        if row.outcome == Outcome.OPEN and row.rule["state"] in book.process.flow.states:
            places[row.name] = Place(row.rule["state"], row.rule["entry"])
    for name, place in places.items():
        opens = book.process.flow.states[place.state].opens.get(name)
        if opens is not None and opens.bearer.names("party"):
            own = [row for row in rows if (row.name, row.rule["entry"]) == (name, place.entry)]
            _hand_over(matter, opens, name, place, own)


def open_for_parts(record: Record, book: Book, viewer: Viewer) -> None:
    """After parts were entered: the state in which the record is opens what it opens for each of them."""
    if book.process is None:
        return
    opened = book.process.flow.states[record.state].opens
    if not any(opens.for_each for opens in opened.values()):
        return
    matter, place = Matter.of(record, book, viewer), Place(record.state, record.entry)
    for name, opens in opened.items():
        if opens.for_each:
            own = [
                row for row in matter.assignments if (row.name, row.rule.get("entry")) == (name, place.entry)
            ]
            _hand_over(matter, opens, name, place, own)


def _hand_over(matter: Matter, opens: Opens, name: str, place: Place, rows: list[Assignment]) -> None:
    process, viewer = matter.book.process, matter.viewer
    assert process is not None, "asked for where there is one"
    condition = process.opens_when(place.state, name)
    if condition is not None and condition.evaluate(matter.row) is not True:
        return
    wanted = list(charges(opens, matter.situation))
    bearing = {bearer for charge in wanted for bearer in charge.bearers}
    by_part = {charge.part: charge.bearers for charge in wanted} if opens.for_each else {}
    for row in rows:
        bearers = by_part.get(row.rule.get("part"), ()) if opens.for_each else bearing
        if row.outcome == Outcome.OPEN and stands_for(row) not in bearers:
            close(row, Outcome.HANDED_ON, at=viewer.at, actor=viewer.actor)
    had = {(row.rule.get("part") if opens.for_each else None, stands_for(row)) for row in rows}
    recipients = tuple(dict.fromkeys(to for who in opens.to for to in matter.resolve(who)))
    for part, time, bearers in wanted:
        for bearer in bearers:
            if (part if opens.for_each else None, bearer) in had:
                continue
            opening = Opening(name, bearer, time, part, None, opens.outcomes, recipients)
            open_one(opening, matter.record, matter.book, None, actor=viewer.actor, at=viewer.at, place=place)


def opens_of(book: Book, state: str, name: str) -> Opens:
    """What a state says of the assignments of a name that it opens."""
    assert book.process is not None, "only flows open assignments of records"
    return book.process.flow.states[state].opens[name]


def _title(opens: Opens, part: str | None) -> dict[str, str]:
    title = {"zh": opens.title.zh, "en": opens.title.en}
    return {language: f"{text}：{part}" for language, text in title.items()} if part else title


def _set_rule(row: Assignment, **values: object) -> None:
    row.rule = {**row.rule, **values}
    row.save(update_fields=["rule"])
