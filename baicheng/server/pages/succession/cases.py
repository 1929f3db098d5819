"""What the scope of a succession leaves open (待定事项): for the offices of the programmes, case by case or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import is_office
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.queries.succession import undecided_lone, undecided_records
from baicheng.server.duties.services import decide_case
from baicheng.server.editions.queries import packs
from baicheng.server.orgs.models import Subject, Succession
from baicheng.server.registers.books import book_of, spoken
from baicheng.server.registers.models import Record
from baicheng.server.registers.succession import Judged


@dataclass(frozen=True, slots=True)
class Case:
    """One case that waits: a record, or an assignment about none; ``key`` names it in the form."""

    key: str
    title: str
    number: str
    url: str
    where: str
    body: Subject
    clause: str = ""


def offices_of(user: User, at: datetime) -> list[str]:
    """The programmes of whose office a user is."""
    return [pack.name for pack in packs() if is_office(user, pack.name, china_date(at))]


def cases_for(succession: Succession, user: User, at: datetime) -> list[Case]:
    """The cases that a user's offices have to decide, the first of them.

    Raises:
        PermissionDenied: the user is of no office.
    """
    programmes = offices_of(user, at)
    if not programmes:
        raise PermissionDenied(_("Only the programme's office decides this."))
    if succession.withdrawn_at is not None:
        return []
    found = [_of_record(one) for one in undecided_records(succession, programmes, china_date(at))]
    return [*found, *map(_of_assignment, undecided_lone(succession, programmes))]


def _of_record(one: Judged) -> Case:
    record = one.record
    return Case(
        key=f"r{record.pk}",
        title=record.title,
        number=record.number,
        url=record.get_absolute_url(),
        where=spoken(book_of(record.register).register.title),
        body=one.step.predecessor,
        clause=str(record.clause) if record.clause else "",
    )


def _of_assignment(row: Assignment) -> Case:
    assert row.bearer is not None, "asked for those that a body bears"
    return Case(
        key=f"a{row.pk}",
        title=str(row.title.get("zh") or row.name),
        number="",
        url="",
        where=_("duty"),
        body=row.bearer,
    )


@transaction.atomic
def decide_cases(
    succession: Succession,
    keys: Sequence[str],
    *,
    heir: Subject | None,
    stays: bool,
    reason: str,
    user: User,
    at: datetime,
) -> int:
    """Decide several cases alike, all or none; returns how many.

    Raises:
        PermissionDenied: one is of a programme whose office the user is not of.
        ValidationError: nothing is chosen, nobody is named, or one can no longer be decided.
    """
    if not keys:
        raise ValidationError(_("Choose at least one case."))
    if not stays and heir is None:
        raise ValidationError({"heir": _("Say who takes over.")})
    if not stays and heir is not None and heir.pk == succession.old_id:
        raise ValidationError({"heir": _("Nobody takes over from themselves: it stays.")})
    for key in dict.fromkeys(keys):
        case = _named(key)
        if case is None:
            raise ValidationError(_("This is no longer to be decided."))
        decide_case(succession, case, heir=None if stays else heir, reason=reason, user=user, at=at)
    return len(set(keys))


def _named(key: str) -> Record | Assignment | None:
    kind, number = key[:1], key[1:]
    if not number.isdecimal() or len(number) > 18:
        return None
    if kind == "r":
        return Record.objects.filter(pk=int(number)).first()
    return Assignment.objects.filter(pk=int(number)).first() if kind == "a" else None
