"""Bodies that meet (会议机制), where a programme keeps them and their meetings, and which meeting is looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from baicheng.clock.instants import end_of
from baicheng.packs.schema.registers import Meets
from baicheng.server.editions.queries import pack, packs
from baicheng.server.registers.books import Book, book_of, link_between
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import with_value
from baicheng.server.registers.queries.reach import seen

#: So many meetings of a body are looked through, the latest first.
MOST = 200


@dataclass(frozen=True)
class Bodies:
    """The registers of a programme that have to do with meetings, and the links between them.

    ``link`` leads from a meeting to its body, ``dispatched`` from an item to the body at whose meetings it is
    dispatched (调度).
    """

    book: Book
    meets: Meets
    meetings: Book
    link: str
    items: Book
    dispatched: str
    reports: Book | None


def every_register_of_bodies() -> list[Bodies]:
    """Those of all installed packs."""
    found = []
    for one in packs():
        named = (name for name, register in one.registers.items() if register.meets is not None)
        found += [made for name in named if (made := bodies_in(book_of(f"{one.name}.{name}")))]
    return found


def bodies_in(book: Book) -> Bodies | None:
    """How a register of bodies is joined to meetings and items; none where its rows do not meet."""
    meets, intake = book.register.meets, pack(book.programme).manifest.intake
    if meets is None or intake is None:
        return None
    meetings = book_of(f"{book.programme}.{meets.register_}")
    items = book_of(f"{book.programme}.{intake.tasks}")
    link, dispatched = link_between(meetings, book), link_between(items, book)
    if link is None or dispatched is None:
        return None
    reports = book_of(f"{book.programme}.{intake.reports}") if intake.reports else None
    return Bodies(book, meets, meetings, link, items, dispatched, reports)


def bodies_of_meetings(book: Book) -> Bodies | None:
    """The register of bodies to which a register of meetings belongs; none for any other register."""
    for name, register in pack(book.programme).registers.items():
        if register.meets is not None and register.meets.register_ == book.register.register_:
            return bodies_in(book_of(f"{book.programme}.{name}"))
    return None


@dataclass(frozen=True)
class Sitting:
    """A meeting with its day. ``is_over`` says that nothing more comes of it, ``was_held`` that it took place."""

    record: Record
    day: date
    was_held: bool
    is_over: bool


@dataclass(frozen=True)
class Calendar:
    """The meeting that is looked at, the one before and the one after it; the others the latest first."""

    shown: Sitting | None
    last: Sitting | None
    following: Sitting | None
    others: Sequence[Sitting]

    def since(self, body: Record) -> datetime:
        """From when on something is new at the meeting: the end of the day of the last one."""
        return end_of(self.last.day) if self.last else body.opened_at

    def until(self, today: date) -> datetime:
        """By when something is due for the meeting: until its day ends; today, where none is called."""
        return end_of(self.shown.day if self.shown else today)


def sittings(bodies: Bodies, viewer: Viewer, body: int | None = None) -> Mapping[int, list[Sitting]]:
    """The meetings that a user sees, by body, the latest first; with one query."""
    rows = seen(viewer, bodies.meetings)
    if body is not None:
        rows = with_value(rows, "", bodies.meetings, bodies.link, str(body))
    found: dict[int, list[Sitting]] = defaultdict(list)
    for row in rows.order_by("-pk")[: MOST if body is not None else None]:
        found[row.fields[bodies.link]].append(_sitting(bodies, row))
    for several in found.values():
        several.sort(key=lambda one: (one.day, one.record.pk), reverse=True)
    return found


def _sitting(bodies: Bodies, row: Record) -> Sitting:
    day = date.fromisoformat(row.fields[bodies.meets.day])
    return Sitting(row, day, row.state in bodies.meets.held, bodies.meetings.is_final(row.state))


def calendar(found: Sequence[Sitting], today: date, asked: int | None = None) -> Calendar | None:
    """The meeting that is asked for, else the one nearest to today of those that are not over, and those around it.

    So the last meeting is shown until half of the time to the next is gone, as long as its minutes are not
    issued. Meetings that did not take place are passed over. None where there is no meeting of that id.
    """
    if asked is not None:
        shown = next((one for one in found if one.record.pk == asked), None)
        if shown is None:
            return None
    else:
        open_ones = (one for one in found if not one.is_over)
        shown = min(open_ones, key=lambda one: abs(one.day - today), default=None)
    if shown is None:
        return Calendar(None, next((one for one in found if one.was_held), None), None, found)
    place = found.index(shown)
    last = next((one for one in found[place + 1 :] if one.was_held), None)
    following = next((one for one in reversed(found[:place]) if one.was_held or not one.is_over), None)
    return Calendar(shown, last, following, [one for one in found if one is not shown])
