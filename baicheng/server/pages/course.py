"""What runs on a record and what can be done with it: time limits and moves (时限与操作)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from baicheng.flows.answers import answerable, refuse_answer
from baicheng.flows.moves import Verdict, allowed
from baicheng.server.assignments.models import Assignment, Extension, Outcome
from baicheng.server.duties.wanted import entered_in, reports_of
from baicheng.server.pages.lights import light_of
from baicheng.server.registers.books import Book, said, spoken
from baicheng.server.registers.matter import Matter, standing_of
from baicheng.server.registers.timing import timing_field

TONES = {
    Outcome.DONE: "good",
    Outcome.AGREED: "good",
    Outcome.REFUSED: "bad",
    Outcome.OBJECTED: "warn",
    Outcome.SENT_BACK: "warn",
    Outcome.RETURNED: "warn",
    Outcome.MISSED: "bad",
}
UNITS = {
    "working_hour": _("working hours"),
    "working_day": _("working days"),
    "calendar_day": _("days"),
    "hour": _("hours"),
    "urgent_hour": _("hours"),
    "minute": _("minutes"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A word with which a bearer can end an assignment."""

    name: str
    title: str


def outcome_said(outcome: str) -> str:
    """How an assignment ended, in words; a flow's own word stays as it is."""
    return str(Outcome(outcome).label) if outcome in Outcome.values else outcome


@dataclass(frozen=True, slots=True)
class Limit:
    """An assignment on the page. ``mine``: the user acts for its bearer."""

    row: Assignment
    bearer: str
    light: str
    mine: bool
    rests_on: str
    asked: Extension | None
    may_ask: bool
    asks_report: bool
    answers: Sequence[Answer] = ()
    moves: Sequence[Answer] = ()

    @property
    def is_open(self) -> bool:
        return self.row.outcome == Outcome.OPEN

    @property
    def outcome(self) -> str:
        return outcome_said(self.row.outcome)

    @property
    def tone(self) -> str:
        return (
            TONES.get(Outcome(self.row.outcome), "neutral")
            if self.row.outcome in Outcome.values
            else "neutral"
        )

    @property
    def used(self) -> str:
        """What the clock had used when it ended, in words."""
        number, _, unit = self.row.used.partition(" ")
        return f"{number} {UNITS.get(unit, unit)}"


@dataclass(frozen=True, slots=True)
class Move:
    """A move as a button: its words, what it asks for, why it cannot be made now."""

    name: str
    title: str
    needs_reason: bool
    takes_reason: bool
    needs_answer: bool
    asks: Sequence[str]
    requires: Sequence[str]
    ends: bool
    closes: bool
    hands_in: bool
    refusals: Sequence[str] = ()

    @property
    def claims_done(self) -> bool:
        """Whether it says that the work is done: it hands the record to the office, or closes it for good."""
        return (self.hands_in or self.closes) and not self.needs_reason

    @property
    def tone(self) -> str:
        """The tone of its button: what ends a record against somebody's will cannot be undone."""
        return "bad" if self.ends else ""

    @property
    def has_form(self) -> bool:
        """Whether more than a reason is asked, so that it has a page of its own."""
        return bool(self.asks) or self.needs_answer


def limits(matter: Matter, offered: Sequence[Move]) -> Iterator[Limit]:
    """What is open first, by its due moment, then what has ended, the latest first.

    Args:
        offered: the moves that are the user's to make.
    """
    rows, reports = matter.assignments, reports_of(matter.book.programme)
    viewer, flow = matter.viewer, matter.book.process.flow if matter.book.process else None
    for row in sorted(rows, key=_place):
        mine, is_open = row.bearer_id in viewer.mine, row.outcome == Outcome.OPEN
        asked = getattr(row, "asked", None)  # Django sets nothing where nothing is asked
        answers: tuple[str, ...] = ()
        if flow is not None and mine and is_open and "entry" in row.rule:
            answers = answerable(flow, row.name)
            if answers and refuse_answer(flow, standing_of(row), answers[0], matter.situation):
                answers = ()
        yield Limit(
            row=row,
            bearer=row.called or "",
            light=light_of(row, viewer.at),
            mine=mine,
            rests_on=(timing_field(matter.book, row) or "") if is_open and "entry" in row.rule else "",
            asked=asked,
            asks_report=mine and is_open and bool(reports) and entered_in(row) == reports,
            may_ask=mine and is_open and row.due_at is not None and asked is None,
            moves=_ending(matter.book, row, offered) if mine and is_open else (),
            answers=[Answer(name, outcome_said(name)) for name in answers],
        )


def _ending(book: Book, row: Assignment, offered: Sequence[Move]) -> list[Answer]:
    """The moves that end an assignment and that the user may make now."""
    if book.process is None or "entry" not in row.rule:
        return []
    ending = book.process.flow.fulfilling_moves(row.name)
    return [Answer(move.name, move.title) for move in offered if move.name in ending and not move.refusals]


def _place(row: Assignment) -> tuple[bool, float, int]:
    is_open = row.outcome == Outcome.OPEN
    moment = row.due_at if is_open else row.closed_at
    seconds = moment.timestamp() if moment else float("inf")
    return (not is_open, seconds if is_open else -seconds, row.pk)


def moves(matter: Matter) -> Iterator[Move]:
    """The moves that are the user's to make, those possible now and those that are not, with why."""
    process = matter.book.process
    if process is None:
        return
    for verdict in allowed(process, matter.situation):
        if any(refusal.code == "not_yours" for refusal in verdict.refusals):
            continue
        yield _move(matter.book, verdict)


def _move(book: Book, verdict: Verdict) -> Move:
    assert book.process is not None, "a verdict is on a move of a flow"
    move = book.process.flow.moves[verdict.move]
    to = book.process.flow.states[move.to] if move.to is not None else None
    # What a move itself asks for may be what is missing: its form is shown, and says so.
    missing = [one for one in verdict.refusals if not (move.asks and set(one.names) & set(move.asks))]
    return Move(
        name=verdict.move,
        title=spoken(move.title),
        needs_reason=move.reason == "required",
        takes_reason=move.reason != "none",
        needs_answer="answer" in verdict.needs,
        asks=move.asks,
        requires=move.requires,
        ends=to is not None and to.final and move.reason == "required",
        closes=to is not None and to.final,
        hands_in=to is not None
        and bool(to.opens)
        and all(o.bearer.name == "office" for o in to.opens.values()),
        refusals=[said(one.zh, one.en) for one in missing],
    )
