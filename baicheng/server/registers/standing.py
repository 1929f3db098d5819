"""The facts on which the lights of records rest (亮灯依据), read for one record or many with one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Max, Min, Q

from baicheng.clock.instants import china_date, end_of
from baicheng.flows.lights import Facts, Over, Promise, Standing, standing
from baicheng.server.assignments.models import VOID, Assignment, Outcome
from baicheng.server.assignments.rows import OF_DUTIES, beginning
from baicheng.server.history.among import among
from baicheng.server.registers.books import Book
from baicheng.server.registers.lights import is_over, tone_of
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Party, Record
from baicheng.server.registers.timing import opens_behind

_HUNDRED = Decimal(100)
#: Marks in its rule what a duty opened.
_DUTY = "duty"
_OF_DUTY: Mapping[str, Any] = {_DUTY: True}
#: Outcomes by which nobody gave what was asked.
_NOT_GIVEN = (*VOID, Outcome.RETURNED, Outcome.MISSED)


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from the assignments about a record: when it falls due next, and how it stands."""

    due_at: datetime | None
    stands: Standing

    def differing(self, record: Record) -> dict[str, object]:
        """The columns of a record that are to change."""
        stands = self.stands
        wanted: dict[str, object] = {
            "due_at": self.due_at,
            "stage": str(stands.stage),
            "deadline_at": stands.deadline_at,
            "risk_at": stands.risk_at,
            "risk": stands.risk,
        }
        return {name: value for name, value in wanted.items() if getattr(record, name) != value}


class _Row(NamedTuple):
    """What counts of an assignment about a record."""

    about_id: int
    bearer_id: int | None
    name: str
    rule: Mapping[str, Any]
    outcome: str
    due_at: datetime | None
    closed_at: datetime | None
    clock: Mapping[str, Any] | None


def derived(record: Record, book: Book) -> Derived:
    """What follows for a record from its assignments, its fields and its state."""
    return derived_of([record], {record.register: book})[record.pk]


class Opening(NamedTuple):
    """What a duty is about to open for a record."""

    about_id: int
    bearer_id: int | None
    name: str
    due_at: datetime | None


def derived_of(
    records: Collection[Record], books: Mapping[str, Book], opening: Iterable[Opening] = ()
) -> dict[int, Derived]:
    """``derived`` for many records with a few queries.

    Args:
        books: by the ids of their registers.
        opening: what is not written yet and counts as if it were.
    """
    about = Assignment.objects.filter(among("about_id", [record.pk for record in records]), about_kind=KIND)
    # What was handed in for a duty is no concern of the light, and of a long life there is much.
    rows = about.filter(Q(outcome=Outcome.OPEN) | Q(beginning(f"{KIND}:"))).exclude(outcome__in=_NOT_GIVEN)
    by_record: dict[int, list[_Row]] = defaultdict(list)
    others = rows.exclude(beginning(OF_DUTIES)).order_by()
    for row in map(_Row._make, others.values_list(*_Row._fields)):
        by_record[row.about_id].append(row)
    # What duties opened is much, and of all that somebody owes of a duty the earliest says when it is due.
    owed = about.filter(beginning(OF_DUTIES), outcome=Outcome.OPEN).order_by()
    earliest = owed.values_list("about_id", "bearer_id", "name").annotate(due=Min("due_at"))
    asked = [_owed(*values) for values in (*earliest, *opening)]
    made_good = _made_good(asked)
    told_since = {row.about_id for row in asked if _is_made_good(row, made_good)}
    if told_since:
        later = owed.filter(among("about_id", told_since))
        asked += [_owed(*values) for values in later.values_list("about_id", "bearer_id", "name", "due_at")]
    for row in asked:
        by_record[row.about_id].append(row)
    return {
        record.pk: _derived(record, books[record.register], by_record[record.pk], made_good)
        for record in records
    }


def _owed(about: int | None, bearer: int | None, name: str, due_at: datetime | None) -> _Row:
    """What counts of an assignment that a duty opened and that is open."""
    return _Row(about or 0, bearer, name, _OF_DUTY, Outcome.OPEN, due_at, None, None)


def _made_good(asked: Collection[_Row]) -> Mapping[tuple[object, ...], datetime]:
    """Until when bearers have handed in what duties ask about the records that they still ask something of.

    Who bears a record no longer is not waited for once somebody else has reported of a time after that.
    """
    if not asked:
        return {}
    about = among("about_id", {row.about_id for row in asked})
    done = Assignment.objects.filter(about, about_kind=KIND, outcome=Outcome.DONE)
    rows = done.order_by().values_list("about_id", "bearer", "name").annotate(last=Max("due_at"))
    found: dict[tuple[object, ...], datetime] = {
        (record, bearer, name): due for record, bearer, name, due in rows if due is not None
    }
    by_anyone: dict[tuple[object, ...], datetime] = {}
    for (record, _bearer, name), due in found.items():
        by_anyone[record, name] = max(due, by_anyone.get((record, name), due))
    overtaken = {
        (row.about_id, row.bearer_id, row.name)
        for row in asked
        if _is_before(row, by_anyone.get((row.about_id, row.name)))
    }
    # Who has reported last themselves waits for nobody.
    behind = {key for key in overtaken if found.get(key) != by_anyone[key[0], key[2]]}
    ends = _ends({record for record, _bearer, _name in behind})
    for record, bearer, name in behind:
        last = by_anyone[record, name]
        if ends.get((record, bearer), date.max) <= china_date(last):
            found[record, bearer, name] = last
    return found


def _ends(records: Collection[int]) -> Mapping[tuple[int, int | None], date]:
    """The days from which those who took part in records do so no longer."""
    if not records:
        return {}
    known = Party.objects.known().filter(record__in=records).values_list("record_id", "subject_id", "until")
    found: dict[tuple[int, int | None], date] = {}
    for record, subject, until in known:
        found[record, subject] = max(found.get((record, subject), date.min), until or date.max)
    return found


def _is_made_good(row: _Row, made_good: Mapping[tuple[object, ...], datetime]) -> bool:
    """Whether its bearer has reported for a later period since: what is still owed then is no sign of a risk."""
    last = made_good.get((row.about_id, row.bearer_id, row.name))
    return _DUTY in row.rule and _is_before(row, last)


def _is_before(row: _Row, last: datetime | None) -> bool:
    return last is not None and row.due_at is not None and row.due_at < last


@dataclass
class _Found:
    """What was read off assignments."""

    promises: list[Promise] = field(default_factory=list)
    reports: list[datetime] = field(default_factory=list)
    paused: bool = False


def _derived(
    record: Record, book: Book, rows: Iterable[_Row], made_good: Mapping[tuple[object, ...], datetime]
) -> Derived:
    found, dues = _Found(), []
    for row in rows:
        is_open = row.outcome == Outcome.OPEN
        if is_open and row.due_at is not None:
            dues.append(row.due_at)
        if not _is_made_good(row, made_good):
            _sort(found, book, row, is_open)
    facts = Facts(
        since=record.opened_at,
        promises=found.promises,
        stated=_stated(record, book),
        reports=found.reports,
        progress=_progress(record, book),
        target=record.target_lags_at,
        paused=found.paused,
        over=_over(record, book),
    )
    return Derived(min(dues, default=None), standing(facts))


def _sort(found: _Found, book: Book, row: _Row, is_open: bool) -> None:
    """Put an assignment to what was promised, or to the reports that are owed."""
    if _DUTY in row.rule and is_open and row.due_at is not None:
        found.reports.append(row.due_at)
    if "entry" not in row.rule:
        return
    opens = opens_behind(book, row.name, row.rule)
    if opens is not None and opens.bearer.name == "office" and book.register.overview is not None:
        return  # where units carry out, the light does not speak of the office's own deciding
    if row.due_at is not None:
        found.promises.append(Promise(row.due_at, None if is_open else row.closed_at or row.due_at))
    elif is_open and row.clock:  # a clock without a due moment stands still
        found.paused = True


def _stated(record: Record, book: Book) -> datetime | None:
    """The end of the last day that the record's flow will ask for; a task is late that nobody accepted, too."""
    days = [record.fields.get(name) for name in _naming_days(book)]
    return max((end_of(date.fromisoformat(day)) for day in days if isinstance(day, str)), default=None)


@lru_cache(maxsize=256)
def _naming_days(book: Book) -> frozenset[str]:
    """The fields that name the days for which a flow asks."""
    states = book.process.flow.states.values() if book.process is not None else ()
    asked = [opens for state in states for opens in state.opens.values() if opens.due and not opens.for_each]
    return frozenset(opens.due.field for opens in asked if opens.due and opens.due.field)


def _progress(record: Record, book: Book) -> Decimal | None:
    """What was reached by the field that the register names, from 0 to 1."""
    name = book.register.overview.progress if book.register.overview else None
    if name is None or record.fields.get(name) is None:
        return None
    return Decimal(str(record.fields[name])) / _HUNDRED


def _over(record: Record, book: Book) -> Over:
    if record.closed_at is None and not is_over(book, record.state):
        return ""
    return "fulfilled" if tone_of(book, record.state) == "good" else "withdrawn"
