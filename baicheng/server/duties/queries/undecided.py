"""What of duties cannot be decided, because a fact is not given (未定事项): shown, never silently not owed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Literal

from django.db.models import Q, QuerySet

from baicheng.clock.instants import china_date
from baicheng.flows.duty import Duty as Form
from baicheng.flows.expressions import Expression
from baicheng.flows.keys import Title
from baicheng.packs.named_periods import unknown_events
from baicheng.packs.records.history import as_of
from baicheng.server.duties.forms import book_named, condition, forms_in_effect
from baicheng.server.duties.membership import unknown_members
from baicheng.server.duties.models import Duty
from baicheng.server.duties.past import pasts
from baicheng.server.editions.queries import event_days_of, pack
from baicheng.server.registers.books import Book
from baicheng.server.registers.models import Record

#: What it is that is not known: whether a record is meant, whether it fulfils, whether it counts among those
#: of which a share is owed; who a member is; who belongs to a group at all; when a season begins or ends.
What = Literal["owed_for", "fulfilled_by", "counted_among", "member", "group", "event"]

#: What every record has, so that it leaves nothing undecided.
_ALWAYS_GIVEN = frozenset({"state", "number", "title", "opened_on"})
#: How far back a record that would fulfil something is looked at.
_LOOK_BACK = timedelta(days=400)
_BATCH = 100
#: So many are named at most.
MOST = 200


@dataclass(frozen=True, slots=True)
class Undecided:
    """Something that a duty leaves open until a fact is given.

    ``record`` is the one of which the fact is missing; ``not_given`` names fields and roles by their titles,
    groups and events by their titles or names, members as their list names them.
    """

    duty: Duty
    what: What
    not_given: tuple[Title | str, ...]
    record: Record | None = None
    condition: str = ""


def undecided(programme: str, at: datetime, most: int = MOST) -> list[Undecided]:
    """What of a programme's duties cannot be decided at a moment, duty by duty; at most so many.

    Records of which a condition does not need what is missing are not named; nor are duties that have ended.
    """
    today = china_date(at)
    rows = [
        duty
        for duty in Duty.objects.filter(programme=programme).select_related("document").order_by("pk")
        if duty.ended_on is None or duty.ended_on > today
    ]
    forms = forms_in_effect(programme, rows)
    found = (one for duty in rows for one in _of_duty(duty, forms[duty.pk], at))
    return list(islice(found, most))


def _of_duty(duty: Duty, form: Form, at: datetime) -> Iterator[Undecided]:
    today = china_date(at)
    current = [
        terms for terms in form.terms() if terms.in_force.until is None or today < terms.in_force.until
    ]
    if not current:
        return
    yield from _events(duty, form)
    each = form.for_each
    if each is not None and each.members is not None:
        yield from _members(duty, each.members, today)
    elif each is not None and each.where is not None:
        book = book_named(duty.programme, str(each.register_id))
        rows = Record.objects.filter(register=book.id, closed_at=None)
        if duty.document_id is not None:
            rows = rows.filter(clause__document=duty.document_id)
        yield from _records(duty, "owed_for", book, each.where, rows, at)
    for demand in {terms.fulfilled_by for terms in current}:
        if demand.record is not None and demand.where is not None:
            book = book_named(duty.programme, demand.record)
            rows = Record.objects.filter(register=book.id, opened_at__gte=at - _LOOK_BACK)
            yield from _records(duty, "fulfilled_by", book, demand.where, rows, at)
        if demand.of is not None and demand.of.where is not None:
            book = book_named(duty.programme, demand.of.register_id)
            rows = Record.objects.filter(register=book.id, closed_at=None)
            yield from _records(duty, "counted_among", book, demand.of.where, rows, at)


def _records(
    duty: Duty, what: What, book: Book, text: str, rows: QuerySet[Record], at: datetime
) -> Iterator[Undecided]:
    """The records of which a condition is neither true nor false."""
    where = condition(book, text)
    assert where is not None, "asked where there is one"
    if set(where.names) <= _ALWAYS_GIVEN:
        return
    rows = rows.filter(_lacking(book, where))
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        histories = pasts(book, found)
        for record in found:
            version = as_of(histories[record.pk], at)
            if version is not None and where.evaluate(version.row) is None:
                names = tuple(_title(book, name) for name in where.not_given(version.row))
                yield Undecided(duty, what, names, record, text)
        last = found[-1].pk


def _title(book: Book, name: str) -> Title | str:
    """What people call a field or role of a register."""
    register = book.register
    of_role = register.parties[name].title if name in register.parties else name
    return register.fields_[name].title if name in register.fields_ else of_role


def _lacking(book: Book, where: Expression) -> Q:
    """Records that may lack something of a condition; told by the database where only fields can be missing."""
    names = [name for name in where.names if name not in _ALWAYS_GIVEN]
    fields = book.register.fields_
    if any(name not in fields or fields[name].computed is not None for name in names):
        return Q()
    lacking = Q(pk=None)
    for name in names:
        absent = Q(**{f"fields__{name}__isnull": True}) | Q(**{f"fields__{name}": None})
        lacking |= absent | Q(**{f"fields__{name}__not_stated": True})
    return lacking


def _members(duty: Duty, group: str, on: date) -> Iterator[Undecided]:
    unknown = unknown_members(duty.programme, group, on)
    if unknown is None:
        listed = pack(duty.programme).groups.get(group)
        yield Undecided(duty, "group", (listed.title if listed else group,))
    elif unknown:
        yield Undecided(duty, "member", tuple(unknown))


def _events(duty: Duty, form: Form) -> Iterator[Undecided]:
    lasts = form.while_lasts
    if lasts is not None and lasts.period is not None:
        missing = unknown_events(pack(duty.programme).periods[lasts.period], event_days_of(duty.programme))
        if missing:
            yield Undecided(duty, "event", missing)
