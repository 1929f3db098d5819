"""Who is given a role in a record: checked by the register's roles, groups spread over their members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.server.documents.models import Clause
from baicheng.server.orgs import queries as orgs
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.registers.books import Book, spoken
from baicheng.server.registers.models import Party, Record

#: What is addressed as one and takes part as its members.
_GROUPS = (SubjectKind.GROUP,)


class Taking(NamedTuple):
    """A role given to a subject, through a group or by itself.

    ``source`` is the paper that says so, where that is not the record's own clause.

    A group as ``subject`` takes part as its members of the day; one that has none takes part itself.
    """

    role: str
    subject: Subject
    group: Subject | None = None
    consolidates: bool = False
    as_written: str = ""
    clause: Clause | None = None
    source: str = ""


def spread(given: Iterable[Taking], on: date) -> list[Taking]:
    """Groups spread over the members that they have on a day; each subject once in each role."""
    found: dict[tuple[str, int], Taking] = {}
    for one in map(_taking, given):
        members = list(orgs.members(one.subject, on)) if one.subject.kind in _GROUPS else []
        for member in members or [one.subject]:
            group = one.subject if members else one.group
            found.setdefault((one.role, member.pk), one._replace(subject=member, group=group))
    return list(found.values())


def _taking(given: Taking | tuple[str, Subject]) -> Taking:
    return given if isinstance(given, Taking) else Taking(*given)


def refuse_unfit(book: Book, takings: Sequence[Taking], *, finished: bool) -> None:
    """Check roles, kinds of subjects, how many may have a role, and that required roles are given.

    Raises:
        ValidationError: by role, in the reader's language.
    """
    roles = book.register.parties
    faults: dict[str, str] = {}
    by_role: dict[str, list[Taking]] = {}
    for one in takings:
        by_role.setdefault(one.role, []).append(one)
    for role, takers in by_role.items():
        if role not in roles:
            faults[role] = _("There is no such role; there are: %(roles)s.") % {
                "roles": "、".join(spoken(found.title) for found in roles.values())
            }
            continue
        if not roles[role].many and len(takers) > 1:
            faults[role] = _("Only one can be named here.")
        if sum(one.consolidates for one in takers) > 1:
            faults[role] = _("Only one of them consolidates.")
        for one in takers:
            if roles[role].kinds and not _is_of(one.subject, roles[role].kinds):
                faults[role] = _("%(subject)s cannot have this role: it is a %(kind)s.") % {
                    "subject": one.subject,
                    "kind": one.subject.get_kind_display(),
                }
    if finished:
        for role, found in roles.items():
            if found.required and not by_role.get(role):
                faults[role] = _("This is required.")
    if faults:
        raise ValidationError(faults)


def _is_of(subject: Subject, kinds: Sequence[str]) -> bool:
    """Whether a subject is of one of the kinds; a row of a register is of the register's name."""
    if subject.kind != SubjectKind.RECORD or subject.record_id is None:
        return subject.kind in kinds
    row = Record.objects.filter(pk=subject.record_id).values_list("register", flat=True).first()
    return row is not None and row.partition(".")[2] in kinds


def enter(record: Record, takings: Sequence[Taking], *, since: date | None, at: datetime) -> None:
    """Enter parties, known from now on, behind those that have the roles already."""
    start = Party.objects.known().filter(record=record).count()
    Party.objects.bulk_create(fresh_parties(record, takings, since=since, at=at, start=start))


def fresh_parties(
    record: Record, takings: Sequence[Taking], *, since: date | None, at: datetime, start: int = 0
) -> list[Party]:
    """The rows of parties that are to be entered, from a place in the order on."""
    return [
        Party(
            record=record,
            role=one.role,
            subject=one.subject,
            group=one.group,
            order=start + number,
            consolidates=one.consolidates,
            as_written=one.as_written,
            clause=one.clause,
            source=one.source,
            since=since,
            recorded_at=at,
        )
        for number, one in enumerate(takings)
    ]


def end(party: Party, *, until: date, at: datetime) -> None:
    """End a party from a day on; what was known before stays. One that begins later never takes part."""
    Party.objects.filter(pk=party.pk).update(superseded_at=at)
    if party.since is not None and until <= party.since:
        return
    party.pk, party.recorded_at, party.until = None, at, until
    party.save(force_insert=True)


def named(takings: Iterable[Taking]) -> Mapping[str, list[str]]:
    """The names of each role, for history."""
    found: dict[str, list[str]] = {}
    for one in takings:
        found.setdefault(one.role, []).append(one.subject.name)
    return found


def as_parties(takings: Iterable[Taking]) -> dict[str, tuple[int, ...]]:
    """The subjects of each role, as flows see them."""
    found: dict[str, tuple[int, ...]] = {}
    for one in takings:
        found[one.role] = (*found.get(one.role, ()), one.subject.pk)
    return found
