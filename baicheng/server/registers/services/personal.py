"""Personal data (个人信息): read with a reason that is logged, and erased where the law demands it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.history.services import erase_personal_values
from baicheng.server.registers.books import Book
from baicheng.server.registers.matter import Matter
from baicheng.server.registers.models import Record, Version
from baicheng.server.registers.rights import may_read_personal
from baicheng.server.registers.services.keeping import chain_of, in_hand, note, put
from baicheng.server.registers.versions import FIELDS
from baicheng.server.web.reasons import require_reason


@transaction.atomic
def reveal_personal(record: Record, field: str, *, user: User, at: datetime, reason: str) -> object:
    """The value of a personal field, unmasked; that it was read, by whom and why, enters history.

    Raises:
        PermissionDenied: the user is neither of the office nor may change such a field.
        ValidationError: there is no such field, or no reason is given.
    """
    row, book, viewer = in_hand(record, user, at)
    _refuse_others(book, [field])
    if not may_read_personal(Matter.of(row, book, viewer)):
        raise PermissionDenied(_("You may not read personal data of this record."))
    require_reason(reason)
    note(row, book, "personal_read", viewer, {}, reason.strip(), context={"field": field})
    return row.fields.get(field)


@transaction.atomic
def erase_personal(
    record: Record, fields: Collection[str], *, user: User, at: datetime, reason: str
) -> Record:
    """Erase personal fields of a record for good: now, in every version, and in history.

    The chain of history still verifies, and says that this was done, by whom and why.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: there is no such field, or no reason is given.
    """
    row, book, viewer = in_hand(record, user, at)
    if not viewer.is_office(book.programme):
        raise PermissionDenied(_("You may not erase personal data of this record."))
    _refuse_others(book, fields)
    require_reason(reason)
    for version in Version.objects.filter(record=row):
        kept = {name: value for name, value in version.fields.items() if name not in fields}
        if kept != version.fields:
            version.fields = kept
            version.save(update_fields=["fields"])
    row.fields = {name: value for name, value in row.fields.items() if name not in fields}
    erase_personal_values(
        chain=chain_of(row),
        fields=[f"{FIELDS}{name}" for name in fields],
        actor=viewer.actor,
        at=viewer.at,
        reason=reason.strip(),
    )
    put(
        row,
        book,
        {},
        viewer=viewer,
        verb="personal_erased",
        reason=reason.strip(),
        context={"fields": sorted(fields)},
    )
    return row


def _refuse_others(book: Book, fields: Collection[str]) -> None:
    if not fields or not set(fields) <= book.personal:
        raise ValidationError(_("There is no such personal field."))
