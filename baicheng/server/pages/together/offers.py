"""What can be done with several records together (批量事项), for how many, and why not for the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from baicheng.server.assignments.models import Outcome
from baicheng.server.pages.course import Move, moves
from baicheng.server.pages.together.selection import Selection
from baicheng.server.registers.books import Book, label
from baicheng.server.registers.matter import Matter
from baicheng.server.registers.models import Record
from baicheng.server.registers.services.reminding import owes, reminded_on
from baicheng.server.registers.timing import timing_field
from baicheng.server.registers.wording import state_said

MOVE, REMIND, DUE = "move:", "remind", "due:"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done: with which records, and with which not, and why."""

    name: str
    title: str
    icon: str
    possible: Sequence[Record]
    refused: Sequence[tuple[Record, str]]
    move: Move | None = None
    asks: Sequence[str] = ()

    @property
    def field(self) -> str:
        """The field whose day changes."""
        return self.name.removeprefix(DUE) if self.name.startswith(DUE) else ""


@dataclass
class _Gathered:
    possible: list[Record] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    move: Move | None = None


def offers(chosen: Selection) -> list[Offer]:
    """What the viewer can do with at least one of the records."""
    matters = Matter.of_many(chosen.records, chosen.book, chosen.viewer)
    found = list(_moves(chosen, matters))
    if chosen.viewer.is_office(chosen.book.programme):
        found += [*_due(chosen, matters), _reminder(chosen, matters)]
    return [offer for offer in found if offer.possible]


def _moves(chosen: Selection, matters: Sequence[Matter]) -> Iterator[Offer]:
    book = chosen.book
    if book.process is None:
        return
    gathered: dict[str, _Gathered] = {name: _Gathered() for name in book.process.flow.moves}
    for matter in matters:
        for move in moves(matter):
            here = gathered[move.name]
            here.move = here.move or move
            why = _too_much(book, move) or "；".join(move.refusals)
            if why:
                here.refused[matter.record.pk] = why
            else:
                here.possible.append(matter.record)
    for name, here in gathered.items():
        if here.move is None:
            continue
        froms = book.process.flow.moves[name].from_states
        asks = [one for one in here.move.asks if not _is_file(book, one)]
        others = _others(chosen, here.possible, {**_elsewhere(book, chosen, froms), **here.refused})
        yield Offer(f"{MOVE}{name}", here.move.title, "arrow-right", here.possible, others, here.move, asks)


def _too_much(book: Book, move: Move) -> str:
    """What a move asks for that is of one record alone."""
    if move.needs_answer:
        return _("wants an answer of its own")
    if any(_is_file(book, name) for name in move.requires):
        return _("wants a file of its own")
    return ""


def _is_file(book: Book, name: str) -> bool:
    return name in book.register.fields_ and book.register.fields_[name].kind == "attachment"


def _elsewhere(book: Book, chosen: Selection, froms: Sequence[str]) -> dict[int, str]:
    """Records that are in another state than a move leads from."""
    return {
        record.pk: _("not possible while it is “%(state)s”") % {"state": state_said(book, record.state)}
        for record in chosen.records
        if record.state not in froms
    }


def _due(chosen: Selection, matters: Sequence[Matter]) -> Iterator[Offer]:
    resting: dict[str, list[Record]] = {}
    for matter in matters:
        rows = [row for row in matter.assignments if row.outcome == Outcome.OPEN and "entry" in row.rule]
        for name in sorted({found for row in rows if (found := timing_field(chosen.book, row))}):
            resting.setdefault(name, []).append(matter.record)
    why = _("no open time limit rests on this day")
    for name, possible in resting.items():
        title = _("Change the deadline: %(field)s") % {"field": label(chosen.book, name)}
        others = _others(chosen, possible, {record.pk: why for record in chosen.records})
        yield Offer(f"{DUE}{name}", title, "calendar-due", possible, others)


def _reminder(chosen: Selection, matters: Sequence[Matter]) -> Offer:
    done = reminded_on(chosen.records, chosen.viewer.day)
    why = {pk: _("was reminded today already") for pk in done}
    possible = []
    for matter in matters:
        if not any(owes(row) for row in matter.assignments):
            why.setdefault(matter.record.pk, _("nobody owes anything at the moment"))
        elif matter.record.pk not in done:
            possible.append(matter.record)
    return Offer(
        REMIND, _("Remind those who owe something"), "bell", possible, _others(chosen, possible, why)
    )


def _others(
    chosen: Selection, possible: Sequence[Record], why: Mapping[int, str]
) -> list[tuple[Record, str]]:
    taken = {record.pk for record in possible}
    rest = [record for record in chosen.records if record.pk not in taken]
    return [(record, why.get(record.pk, _("not yours to do"))) for record in rest]
