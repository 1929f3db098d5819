"""Taking a file in, saying what its columns hold, and confirming what it will do."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.registers.books import book_of
from baicheng.server.sheets.columns import targets
from baicheng.server.sheets.guessing import doubled, guessed, heads_digest, remembered
from baicheng.server.sheets.models import Matching, Upload, UploadState
from baicheng.server.sheets.queries import found_in, plan_of, refuse_unless_may_import, table_of
from baicheng.server.sheets.services.entering import AT_ONCE, carry_out
from baicheng.server.sheets.tables import find_table, read_table
from baicheng.server.web.workbooks import Workbook


@transaction.atomic
def start(name: str, content: bytes, *, register_id: str, user: User, at: datetime) -> Upload:
    """Take a file in for a register, with what its columns probably hold. Nothing is entered by this.

    A file that the same user left half-way in the same register makes room for it.

    Raises:
        PermissionDenied: the user may enter nothing in the register.
        ValidationError: it is no Excel file, damaged, enormous, or empty.
    """
    book = book_of(register_id)
    refuse_unless_may_import(user, book, at)
    workbook = Workbook(name, content)
    sheet, head = find_table(workbook, targets(book))
    table = read_table(workbook, sheet, head)
    Upload.objects.filter(
        user=user, register=register_id, state__in=(UploadState.COLUMNS, UploadState.CHECKED)
    ).delete()
    return Upload.objects.create(
        user=user,
        register=register_id,
        name=name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        sheet=sheet,
        head=head,
        columns=remembered(book, table) or guessed(book, table),
        uploaded_at=at,
    )


@transaction.atomic
def choose_table(upload: Upload, *, sheet: str, head: int, user: User) -> Upload:
    """Take another sheet, or another row of it, for the heads; what the columns hold is guessed anew.

    Raises:
        PermissionDenied: it is somebody else's file.
        ValidationError: by ``sheet`` or ``head``; there is nothing to read.
    """
    row = _own(upload, user)
    book = book_of(row.register)
    row.sheet, row.head = sheet, head
    table = table_of(row)
    row.columns = remembered(book, table) or guessed(book, table)
    row.state, row.found = UploadState.COLUMNS, {}
    row.save()
    return row


@transaction.atomic
def match_columns(
    upload: Upload, columns: Sequence[str], *, user: User, at: datetime, empties: bool = False
) -> Upload:
    """Say what each column holds, and check every cell. It is remembered for files with the same heads.

    Args:
        columns: the name of a target for each column of the sheet, "" for one that is left out.
        empties: an empty cell empties what the record holds.

    Raises:
        PermissionDenied: it is somebody else's file.
        ValidationError: a target is unknown or claimed twice, or no column holds anything.
    """
    row = _own(upload, user)
    book, table = book_of(row.register), table_of(row)
    known = {target.name: target for target in targets(book)}
    if len(columns) != len(table.heads) or not set(columns) <= {"", *known}:
        raise ValidationError(_("Say for every column what it holds."))
    if twice := "、".join(known[name].head for name in doubled(columns)):
        raise ValidationError(_("Two columns cannot both be: %(names)s.") % {"names": twice})
    if not any(columns):
        raise ValidationError(_("No column is used: choose for at least one what it holds."))
    Matching.objects.update_or_create(
        register=row.register,
        heads=heads_digest(table),
        defaults={"columns": list(columns), "changed_at": at},
    )
    row.columns, row.empties = list(columns), empties
    row.found = found_in(plan_of(row, at))
    row.state = UploadState.CHECKED
    row.save()
    return row


def confirm(upload: Upload, *, user: User, at: datetime, good_only: bool = False, reason: str = "") -> Upload:
    """Let what was checked be entered: at once where it is little, otherwise by the background work.

    Args:
        good_only: enter the rows without a fault, and leave out the others.
        reason: why; required where records change.

    Raises:
        PermissionDenied: it is somebody else's file; the user may enter nothing in the register any more.
        ValidationError: it has faults; nothing is to be done; or by ``reason``.
    """
    with transaction.atomic():
        row = _own(upload, user)
        refuse_unless_may_import(user, book_of(row.register), at)
        if row.state != UploadState.CHECKED:
            raise ValidationError(_("This file is not waiting for your word."))
        if row.found["fault_count"] and not good_only:
            raise ValidationError(_("The file has faults: correct them, or enter only the good rows."))
        if not row.found["create"] + row.found["change"]:
            raise ValidationError(_("There is nothing to enter: the records are as the file says."))
        if row.found["change"] and not reason.strip():
            raise ValidationError({"reason": _("Please give the reason: others go by what stands here.")})
        row.good_only, row.reason, row.state = good_only, reason.strip(), UploadState.WAITING
        row.save()
    if row.found["create"] + row.found["change"] <= AT_ONCE:
        return carry_out(row, at=at)
    return row


@transaction.atomic
def discard(upload: Upload, *, user: User) -> None:
    """Forget a file that was not entered.

    Raises:
        PermissionDenied: it is somebody else's.
        ValidationError: it is being entered, or was.
    """
    row = _own(upload, user)
    if row.state in (UploadState.WAITING, UploadState.DONE):
        raise ValidationError(_("It is too late: the file is being entered, or was."))
    row.delete()


def _own(upload: Upload, user: User) -> Upload:
    row = Upload.objects.select_for_update(of=("self",)).select_related("user__person").get(pk=upload.pk)
    if row.user_id != user.pk:
        raise PermissionDenied(_("This file is somebody else's."))
    return row
