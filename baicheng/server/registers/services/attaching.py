"""Attaching files to records, and removing them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.packs.schema.fields import Field
from baicheng.server.accounts.models import User
from baicheng.server.registers.books import Book
from baicheng.server.registers.files import kind_of, safe_name
from baicheng.server.registers.matter import Matter
from baicheng.server.registers.models import Attachment, Record
from baicheng.server.registers.rights import editable
from baicheng.server.registers.services.keeping import in_hand, put, refuse_stale
from baicheng.server.registers.versions import FIELDS
from baicheng.server.web.reasons import require_reason

#: So many files one field takes.
MOST_FILES = 50


@transaction.atomic
def attach(
    record: Record, field: str, file: UploadedFile, *, user: User, at: datetime, revision: int
) -> Attachment:
    """Attach a file to a field of a record; the same file again gives the one that is there.

    Raises:
        PermissionDenied: the user may neither change the field now nor make a move that asks for it.
        ValidationError: there is no such field, it takes no more, the file is too large or not of a kind
            that is taken; or ``stale``.
    """
    row, book, viewer = in_hand(record, user, at)
    at = viewer.at
    schema = _field(book, field)
    _refuse_unless_may_attach(Matter.of(row, book, viewer), field)
    refuse_stale(row, book, revision)
    content = _content(file)
    kind = kind_of(content)
    sha256 = hashlib.sha256(content).hexdigest()
    held = row.attachments.filter(field=field, removed_at=None)
    if same := held.filter(sha256=sha256).first():
        return same
    _refuse_full(schema, held.count())
    name = safe_name(file.name or "", kind)
    attachment = Attachment(
        record=row,
        field=field,
        file_name=name,
        media_type=kind.media_type,
        size=len(content),
        sha256=sha256,
        uploaded_by=user,
        uploaded_at=at,
    )
    attachment.file.save(f"{sha256[:16]}{Path(name).suffix.lower()}", ContentFile(content), save=False)
    attachment.save()
    value: Any = [*row.fields.get(field, []), attachment.pk] if schema.many else attachment.pk
    context = {"file": name, "size": len(content), "sha256": sha256}
    put(row, book, {f"{FIELDS}{field}": value}, viewer=viewer, verb="file_attached", context=context)
    return attachment


@transaction.atomic
def remove_attachment(
    attachment: Attachment, *, user: User, at: datetime, revision: int, reason: str
) -> Record:
    """Take a file off a record; history and the file itself stay.

    Raises:
        PermissionDenied: the user may neither change the field now nor make a move that asks for it.
        ValidationError: it was removed already, or no reason is given; or ``stale``.
    """
    row, book, viewer = in_hand(attachment.record, user, at)
    at = viewer.at
    held = Attachment.objects.select_for_update().get(pk=attachment.pk)
    _refuse_unless_may_attach(Matter.of(row, book, viewer), held.field)
    refuse_stale(row, book, revision)
    require_reason(reason)
    if held.removed_at is not None:
        raise ValidationError(_("This file was removed already."))
    held.removed_at = at
    held.save()
    rest = [pk for pk in _ids(row.fields.get(held.field)) if pk != held.pk]
    put(
        row,
        book,
        {f"{FIELDS}{held.field}": rest or None},
        viewer=viewer,
        verb="file_removed",
        reason=reason.strip(),
        context={"file": held.file_name, "sha256": held.sha256},
    )
    return row


def _field(book: Book, name: str) -> Field:
    field = book.register.fields_.get(name)
    if field is None or field.kind != "attachment":
        raise ValidationError(_("There is no such field for files."))
    return field


def _refuse_unless_may_attach(matter: Matter, field: str) -> None:
    if not may_attach(matter, field):
        raise PermissionDenied(_("You may not attach files to this record now."))


def may_attach(matter: Matter, field: str) -> bool:
    """Whether the viewer may change the field now, or make a move that asks for it."""
    if field in editable(matter):
        return True
    moves = matter.book.process.flow.moves.values() if matter.book.process else ()
    return any(
        matter.record.state in one.from_states
        and field in one.asks
        and any(matter.acts_as(who) for who in one.by)
        for one in moves
    )


def _content(file: UploadedFile) -> bytes:
    limit = settings.MAX_UPLOAD_BYTES
    content = b"" if (file.size or 0) > limit else bytes(file.read(limit + 1))
    if (file.size or 0) > limit or len(content) > limit:
        raise ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": limit // 1024 // 1024})
    return content


def _refuse_full(schema: Field, count: int) -> None:
    if not schema.many and count:
        raise ValidationError(_("This field takes one file: remove the one that is there first."))
    if count >= MOST_FILES:
        raise ValidationError(_("At most %(count)s files can be attached here.") % {"count": MOST_FILES})


def _ids(value: Any) -> list[int]:
    return value if isinstance(value, list) else [value] if value is not None else []
