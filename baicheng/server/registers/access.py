"""Who may see which record (可见范围): the table of access, kept with the parties and assignments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet

from baicheng.clock.instants import china_date
from baicheng.flows.directory import Context
from baicheng.flows.who_forms import Who
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.history import many_rows
from baicheng.server.history.among import among
from baicheng.server.orgs.queries import below
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.directory import RecordDirectory, superiors_of, superiors_of_each
from baicheng.server.registers.matter import KIND, by_name, own_subject
from baicheng.server.registers.models import FAR, Access, Party, Record
from baicheng.server.registers.parties import by_role, present
from baicheng.server.registers.timing import opens_behind

#: So many records get their access anew in one transaction.
BATCH = 100
#: Whoever bore an assignment that ended so has no more to do with the record.
_NO_LONGER = (Outcome.CANCELLED, Outcome.HANDED_ON, Outcome.LAPSED)


class Seeing(NamedTuple):
    """How a subject comes to see a record."""

    as_superior: bool
    role: str


def write_access(record: Record, book: Book, at: datetime) -> bool:
    """Bring the rows of a record's access in line with its parties, assignments and register's rights.

    Says whether anything changed.
    """
    day = china_date(at)
    wanted = _seeing(record, book, day, present(record, day), list(_told_to([record.pk])))
    rows = {row.subject_id: row for row in Access.objects.filter(record=record)}
    gone = [row.pk for subject, row in rows.items() if subject not in wanted]
    if gone:
        Access.objects.filter(pk__in=gone).delete()
    other = [
        row for row in rows.values() if wanted.get(row.subject_id) not in (None, (row.as_superior, row.role))
    ]
    for row in other:
        row.as_superior, row.role = wanted[row.subject_id]
        row.save()
    fresh = [_access(record, subject, seeing) for subject, seeing in wanted.items() if subject not in rows]
    Access.objects.bulk_create(fresh)
    return bool(gone or other or fresh)


def give_access(records: Sequence[Record], book: Book, at: datetime) -> None:
    """Write the access of new records of a register, with the queries of one."""
    day, keys = china_date(at), [record.pk for record in records]
    parties: dict[int, list[Party]] = {key: [] for key in keys}
    taking = Party.objects.known().filter(among("record_id", keys)).filter(Q(until=None) | Q(until__gt=day))
    for party in taking.order_by("role", "order", "pk"):
        parties[party.record_id].append(party)
    rows: dict[int, list[Assignment]] = {key: [] for key in keys}
    for row in _told_to(keys):
        rows[row.about_id or 0].append(row)
    everybody = {party.subject_id for held in parties.values() for party in held}
    above = superiors_of_each(everybody, book.register.line, day)
    fresh = []
    for record in records:
        seeing = _seeing(record, book, day, parties[record.pk], rows[record.pk], above)
        fresh += [_access(record, subject, how) for subject, how in seeing.items()]
    many_rows.insert(Access, fresh)


def _told_to(records: Collection[int]) -> QuerySet[Assignment]:
    """The assignments about records whose bearers and recipients have to do with them."""
    rows = Assignment.objects.filter(among("about_id", records), about_kind=KIND)
    return rows.exclude(outcome__in=_NO_LONGER).prefetch_related("recipients")


def _access(record: Record, subject: int, seeing: Seeing) -> Access:
    return Access(
        subject_id=subject,
        record=record,
        register=record.register,
        state=record.state,
        due_order=record.due_order,
        as_superior=seeing.as_superior,
        role=seeing.role,
    )


def follow(record: Record) -> None:
    """Copy a record's state and due moment to its access, so that lists are read from one index."""
    rows = Access.objects.filter(record=record)
    rows.exclude(state=record.state, due_order=record.due_order).update(
        state=record.state, due_order=record.due_order
    )


def due_order(due_at: datetime | None) -> datetime:
    """The place of a due moment in the order of lists."""
    return due_at or FAR


def _seeing(
    record: Record,
    book: Book,
    day: date,
    taking_part: Iterable[Party],
    rows: Sequence[Assignment],
    above: Mapping[int, frozenset[int]] | None = None,
) -> dict[int, Seeing]:
    """Who sees a record; ``above`` are the superiors of each who takes part, where they were read already."""
    parties = by_role(taking_part)
    author = record.author.person_id if record.author else None
    writer = author or record.unit_id
    context = Context(
        parties=parties,
        bearers=by_name(rows),
        fields=record.fields,
        author=(writer,) if writer else (),
        about=own_subject(record) if book.register.subject else None,
        line=book.register.line,
    )
    found: dict[int, Seeing] = {}
    for holder in book.register.rights.see:
        if holder == "parties":
            taking = {subject for subjects in parties.values() for subject in subjects}
            taking |= {row.bearer_id for row in rows if row.bearer_id and not _by_role(book, row)}
            taking |= {to.pk for row in rows for to in row.recipients.all()}
            _add(found, taking, Seeing(False, ""))
        elif holder.name == "superior":
            superiors = superiors_of(context, day) if above is None else _above(context, above)
            _add(found, superiors, Seeing(True, holder.as_role or ""))
        elif holder.name not in ("office", "anyone"):
            named = RecordDirectory(book.programme).resolve(holder, context, day)
            _add(found, {int(one) for one in named}, Seeing(False, holder.as_role or ""))
    return found


def _above(context: Context, above: Mapping[int, frozenset[int]]) -> frozenset[int]:
    taking = {int(subject) for subjects in context.parties.values() for subject in subjects}
    return frozenset().union(*(above.get(subject, frozenset()) for subject in taking))


def _by_role(book: Book, row: Assignment) -> bool:
    """Whether an assignment was borne as a party, who sees the record as long as it is one."""
    opens = opens_behind(book, row.name, row.rule)
    return opens is not None and bool(opens.bearer.names("party"))


def _add(found: dict[int, Seeing], subjects: Collection[int], seeing: Seeing) -> None:
    """Whoever sees a record in two ways sees it in the wider one."""
    for subject in subjects:
        before = found.get(subject)
        if before is None:
            found[subject] = seeing
        else:
            role = "" if "" in (before.role, seeing.role) else before.role
            found[subject] = Seeing(before.as_superior and seeing.as_superior, role)


def open_to_all(book: Book) -> bool:
    """Whether everybody with an account sees the register."""
    see = book.register.rights.see
    return any(isinstance(holder, Who) and holder.name == "anyone" for holder in see)


def open_to_office(book: Book) -> bool:
    """Whether the programme's office sees the register, and with it inspectors and leaders who read all."""
    see = book.register.rights.see
    return any(isinstance(holder, Who) and holder.name == "office" for holder in see)


def refresh_access(subjects: Collection[int], at: datetime) -> int:
    """Write the access of all records anew in which subjects, or those below them, take part.

    Call it when relations have changed, with the lower subject of each. Works in batches, each a
    transaction; running it again changes nothing. Returns for how many records something changed.
    """
    reached = below(subjects, china_date(at)) | frozenset(subjects)
    parties = Party.objects.known().filter(subject__in=reached)
    changed, last = 0, 0
    while True:
        wanted = Record.objects.filter(pk__gt=last, parties__in=parties).order_by("pk").distinct()
        keys = list(wanted.values_list("pk", flat=True)[:BATCH])
        if not keys:
            return changed
        with transaction.atomic():
            for record in Record.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"):
                changed += write_access(record, book_of(record.register), at)
        last = keys[-1]
