"""What a duty is owed for (履职对象): rows of a register, members of a group, or the programme as a whole.

Read in parts, each with a few queries, so that a worker can be broken off and begin again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from baicheng.clock.instants import china_date, start_of
from baicheng.flows.directory import Context, Subjects
from baicheng.flows.duty import Duty as Form
from baicheng.flows.duty_items import ALWAYS, Item
from baicheng.flows.provenance import InForce
from baicheng.packs.named_periods import stretches
from baicheng.packs.records.history import days_of
from baicheng.packs.records.validation import values_of
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.directory import DutyDirectory
from baicheng.server.duties.forms import book_named, condition
from baicheng.server.duties.membership import membership
from baicheng.server.duties.models import Duty
from baicheng.server.duties.past import pasts, takings_of
from baicheng.server.editions.queries import event_days_of, pack
from baicheng.server.history.among import among
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.books import Book
from baicheng.server.registers.matter import KIND, by_name
from baicheng.server.registers.models import Party, Record, Version
from baicheng.server.registers.parties import Taking, by_role, takings

#: So many records are looked at in one transaction.
BATCH = 5_000
SUBJECT = "orgs.subject"
DUTY = "duties.duty"
#: So far can the period that something is about lie from the day on which it is due.
_FURTHEST = timedelta(days=800)
#: Between roles of which a unit has one or several: ``party(lead_or_responsible)`` owes once.
ANY_OF = "_or_"

#: What counts of a record for what is owed about it; a run looks at all that are not closed for long.
_CONCERNED = ("clause", "fields", "opened_at", "unit")

#: Who is named so is the same whatever a duty is owed for.
_FOR_ALL = ("office", "unit", "members")

#: What a bearer or recipient can be named by, on a day.
Contexts = Callable[[date], Context]


class Batch(NamedTuple):
    """Some items, by the kind of things that they are about; ``contexts`` by what each is about."""

    kind: str
    items: Sequence[Item]
    contexts: Mapping[str, Contexts]

    @property
    def ids(self) -> list[int]:
        return [int(item.about) for item in self.items]


@dataclass(frozen=True)
class Question:
    """One duty looked at in one run; ``since`` is the first day that matters."""

    duty: Duty
    form: Form
    directory: DutyDirectory
    since: date
    until: date

    @property
    def programme(self) -> str:
        return self.duty.programme

    def lasting(self) -> Sequence[InForce]:
        """The days during which it is owed: of the named period, or while records of a register are in a state."""
        lasts = self.form.while_lasts
        if lasts is not None and lasts.record is not None:
            return self._in_states(book_named(self.programme, lasts.record), lasts.state or ())
        if lasts is None or lasts.period is None:
            return ALWAYS
        period = pack(self.programme).periods[lasts.period]
        # What is due in the span can be about a period before it.
        since, until = self.since - _FURTHEST, self.until + _FURTHEST
        return stretches(period, since, until, event_days_of(self.programme))

    def _in_states(self, book: Book, states: Sequence[str]) -> Sequence[InForce]:
        """The days on which some record of a register was in one of the states, of those that can matter."""
        since = start_of(self.since - _FURTHEST)
        rows = Version.objects.filter(
            Q(until=None) | Q(until__gt=since), register=book.id, state__in=states, superseded_at=None
        )
        records = list(Record.objects.filter(pk__in=rows.values("record")))
        found = {
            span for versions in pasts(book, records).values() for span in days_of(versions, None, states)
        }
        return sorted(found, key=lambda span: span.since or date.min)

    @cached_property
    def kind(self) -> str:
        """The kind of things that it is owed for."""
        each = self.form.for_each
        return DUTY if each is None else SUBJECT if each.members is not None else KIND

    def parts(self) -> list[list[int]]:
        """The ids of all items, as many together as are looked at in one transaction."""
        if self.kind == DUTY:
            return [[self.duty.pk]]
        ids = sorted(self._members) if self.kind == SUBJECT else list(self._concerned_ids())
        return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]

    def batch(self, part: Sequence[int]) -> Batch:
        """The items of a part as they are now."""
        if self.kind == DUTY:
            context = self._of_plan() if self.duty.document_id is not None else _nothing_in_particular
            return self._batch(DUTY, {str(self.duty.pk): context})
        if self.kind == SUBJECT:
            contexts = {str(member): _about(member) for member in part}
            return self._batch(SUBJECT, contexts, {str(member): self._members[member] for member in part})
        rows = self._concerned(self._book).filter(among("id", part))
        return self._of_rows(self._book, list(rows.only(*_CONCERNED).order_by("pk")))

    @cached_property
    def _members(self) -> Mapping[int, Sequence[InForce]]:
        """The members for whom it is owed, with the days on which they are."""
        each = self.form.for_each
        named = each.members if each is not None else None
        assert named is not None, "asked of what is owed for members"
        return membership(self.programme, named, self.duty.owed_from, self.since, self.until)

    @cached_property
    def _book(self) -> Book:
        return book_named(self.programme, str(self.form.for_each and self.form.for_each.register_id))

    def _concerned_ids(self) -> QuerySet[Record, int]:
        return self._concerned(self._book).order_by("pk").values_list("pk", flat=True)

    def _batch(
        self,
        kind: str,
        contexts: Mapping[str, Contexts],
        applies: Mapping[str, Sequence[InForce]] | None = None,
    ) -> Batch:
        spans = applies or {}
        items = [
            Item(about, self._bearers(context), applies=spans.get(about, ALWAYS))
            for about, context in contexts.items()
        ]
        return Batch(kind, items, contexts)

    def batch_of(self, record: Record) -> Batch:
        """One record alone, as it is now; without items where the duty is for other things."""
        each = self.form.for_each
        book = book_named(self.programme, str(each.register_id)) if each and each.register_id else None
        if book is None:
            return Batch(KIND, (), {})
        return self._of_rows(book, list(self._concerned(book).filter(pk=record.pk)))

    def _concerned(self, book: Book) -> QuerySet[Record]:
        """The records that can owe something: of the plan's own document, not closed before."""
        rows = Record.objects.filter(
            Q(closed_at=None) | Q(closed_at__gte=start_of(self.since)), register=book.id
        )
        if self.duty.document_id is not None:
            return rows.filter(clause__document=self.duty.document_id)
        if not self._answers_like_plans():
            return rows
        # A plan's own report calendar stands in place of the pack's for its tasks.
        own = Duty.objects.filter(programme=self.programme, document=OuterRef("clause__document"))
        return rows.filter(~Exists(own))

    def _answers_like_plans(self) -> bool:
        """Whether a pack's duty asks for the same reports that plans ask for themselves."""
        intake = pack(self.programme).manifest.intake
        each = self.form.for_each
        if intake is None or each is None or each.register_id != intake.tasks:
            return False
        return all(terms.fulfilled_by.record == intake.reports for terms in self.form.terms())

    def _of_rows(self, book: Book, records: Sequence[Record]) -> Batch:
        each = self.form.for_each
        where = condition(book, each.where if each else None)
        states = self.form.while_lasts.own_states if self.form.while_lasts else ()
        parties = takings_of(records)
        versions = pasts(book, records, parties, where.names if where else ())
        bearing, own = self._bearing(records), _own_subjects(book, records)
        contexts = {
            str(record.pk): _context(
                record, parties.get(record.pk, ()), bearing.get(record.pk, {}), own.get(record.pk)
            )
            for record in records
        }
        items = [
            Item(
                about=str(record.pk),
                bearers=self._bearers(contexts[str(record.pk)]),
                fields=values_of(book.register, record.fields) if self._follows_fields else {},
                applies=days_of(versions[record.pk], where, states),
            )
            for record in records
        ]
        return Batch(KIND, items, contexts)

    def _of_plan(self) -> Contexts:
        """Who takes part in the tasks of the plan, all tasks together: once in each role or set of roles."""
        parties = Party.objects.known().filter(record__clause__document=self.duty.document_id)
        rows = [row for taking in takings(parties).values() for row in taking]
        closed = {
            record.pk: china_date(record.closed_at)
            for record in Record.objects.filter(clause__document=self.duty.document_id).only("closed_at")
            if record.closed_at is not None
        }
        sets = {name: name.split(ANY_OF) for name in self.form.bearer.names("party")}

        def context(on: date) -> Context:
            there = [row for row in rows if row.holds(on) and closed.get(row.record_id, date.max) > on]
            return Context(
                parties={
                    name: tuple(dict.fromkeys(row.subject_id for row in there if row.role in roles))
                    for name, roles in sets.items()
                }
            )

        return context

    def _bearing(self, records: Sequence[Record]) -> Mapping[int, Mapping[str, Subjects]]:
        """Who bears the assignments of the records' flows, where the duty asks for it."""
        if not self.form.bearer.names("bearer"):
            return {}
        rows: dict[int, list[Assignment]] = defaultdict(list)
        for row in Assignment.objects.filter(about_kind=KIND, about_id__in=[one.pk for one in records]):
            rows[row.about_id or 0].append(row)
        return {pk: by_name(found) for pk, found in rows.items()}

    def _bearers(self, context: Contexts) -> Callable[[date], Subjects]:
        each = self.form.for_each
        register = f"{self.programme}.{each.register_id}" if each and each.register_id else None
        by_name = not self.form.bearer.names("party")  # the roles of records say themselves who has them when

        def bearers(on: date) -> Subjects:
            found = self.directory.resolve(self.form.bearer, context(on), on)
            if by_name:
                found = self.directory.taken_over(found, register, on)
            return found if not self.duty.units else tuple(one for one in found if one in self._meant(on))

        return bearers

    @cached_property
    def _follows_fields(self) -> bool:
        """Whether it falls due by a day that stands in a field of the thing."""
        return any(not (terms.when.is_schedule or terms.when.not_stated) for terms in self.form.terms())

    def recipients(self, context: Contexts, on: date) -> tuple[int, ...]:
        """Who receives what is owed, as it is on a day."""
        if not all(who.name in _FOR_ALL for who in self.form.to):
            return self._receiving(context, on)
        if on not in self._received:
            self._received[on] = self._receiving(context, on)
        return self._received[on]

    @cached_property
    def _received(self) -> dict[date, tuple[int, ...]]:
        """Recipients by day, where they are the same whatever it is owed for."""
        return {}

    def _receiving(self, context: Contexts, on: date) -> tuple[int, ...]:
        found = (self.directory.resolve(who, context(on), on) for who in self.form.to)
        return tuple(dict.fromkeys(int(subject) for subjects in found for subject in subjects))

    def _meant(self, on: date) -> frozenset[int]:
        """The subjects to which a plan's duty is narrowed, with the members that groups have on a day."""
        return self.directory.with_members(self.duty.units, on)


def _nothing_in_particular(_: date) -> Context:
    return Context()


def _about(subject: int) -> Contexts:
    return lambda _: Context(about=subject)


def _own_subjects(book: Book, records: Sequence[Record]) -> dict[int, int]:
    """The subjects that the records are themselves."""
    if not book.register.subject:
        return {}
    rows = Subject.objects.filter(record_id__in=[record.pk for record in records])
    return {int(record): pk for record, pk in rows.values_list("record_id", "pk") if record is not None}


def _context(
    record: Record, parties: Sequence[Taking], bearing: Mapping[str, Subjects], own: int | None
) -> Contexts:
    """What a bearer can be named by, on a day."""
    # Between two such days nobody comes and nobody goes.
    days = sorted({day for party in parties for day in (party.since, party.until) if day is not None})
    made: dict[int, Context] = {}

    def context(on: date) -> Context:
        stretch = bisect_right(days, on)
        if stretch not in made:
            made[stretch] = Context(
                parties=by_role(party for party in parties if party.holds(on)),
                bearers=bearing,
                fields=record.fields,
                author=() if record.unit_id is None else (record.unit_id,),
                about=own,
            )
        return made[stretch]

    return context
