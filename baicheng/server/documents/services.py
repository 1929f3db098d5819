"""Taking official documents in. A document is read once, when it is stored."""

from __future__ import annotations

import hashlib
import mimetypes
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.reading import model, read
from baicheng.reading.errors import UnreadableFile
from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.documents.models import Clause, Document
from baicheng.server.history.services import record
from baicheng.server.orgs.resolution import resolve

_MAY_STORE = {Role.OFFICE, Role.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored document and what was read from it.

    ``index`` is its place in ``ledger.documents``; ``offset`` is where its text begins in
    ``ledger.text``: a span of the ledger less the offset is a span of ``document.text``.
    """

    document: Document
    ledger: model.Ledger
    index: int
    offset: int
    known_before: bool


@transaction.atomic
def store(file: UploadedFile, *, user: User, at: datetime, year: int | None = None) -> list[Stored]:
    """Keep a file, read it, and enter each official document that it holds (a gazette holds many).

    The same file again gives the documents that are there already.

    Raises:
        PermissionDenied: the user is neither of a programme office nor administrator.
        ValidationError: the file is too large, or cannot be read; the message says what to do.
    """
    if user.roles.isdisjoint(_MAY_STORE):
        raise PermissionDenied(_("Only a programme office may take documents in."))
    name = clean_name(file.name or "")
    content = _content(file)
    ledger = _read(name, content, year)
    sha256 = hashlib.sha256(content).hexdigest()
    known = list(Document.objects.filter(sha256=sha256).order_by("pk"))
    if len(known) == len(ledger.documents):
        return [_stored(document, ledger, index, True) for index, document in enumerate(known)]
    return [
        _stored(_enter(ledger, index, name, content, sha256, user, at), ledger, index, False)
        for index in range(len(ledger.documents))
    ]


def clean_name(name: str) -> str:
    r"""A file name without folders and control characters, at most 120 characters, its suffix kept.

    >>> clean_name("../etc/方案\n.docx")
    '方案.docx'
    """
    name = re.sub(r"[\x00-\x1f\x7f<>:\"|?*]", "", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[:110]}{dot}{suffix[:9]}" if dot else name[:120] or "file"


def _content(file: UploadedFile) -> bytes:
    if (file.size or 0) > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // 1024 // 1024
        raise ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": limit})
    return bytes(file.read())


def _read(name: str, content: bytes, year: int | None) -> model.Ledger:
    """Read the file in a folder of its own; the reader goes by content and speaks the user's words."""
    with tempfile.TemporaryDirectory(prefix="baicheng-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            return read(path, year=year)
        except UnreadableFile as error:
            raise ValidationError(str(error)) from error


def _stored(document: Document, ledger: model.Ledger, index: int, known: bool) -> Stored:
    return Stored(document, ledger, index, ledger.documents[index].span.start, known)


def _enter(
    ledger: model.Ledger, index: int, name: str, content: bytes, sha256: str, user: User, at: datetime
) -> Document:
    found = ledger.documents[index]
    subject = resolve(found.issuer, on=found.issued or at.date()).subject if found.issuer else None
    document = Document(
        number=found.number,
        title=found.title or Path(name).stem,
        issuer=found.issuer,
        issuing_subject=subject,
        issued_on=found.issued,
        plan_year=found.plan_year,
        in_force_from=found.issued,
        file_name=name,
        media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        sha256=sha256,
        text=found.span.of(ledger.text),
        uploaded_by=user,
        uploaded_at=at,
    )
    document.file.save(f"{sha256[:16]}{Path(name).suffix.lower()}", ContentFile(content), save=False)
    document.save()
    own = (clause for clause in ledger.clauses if clause.document == index)
    Clause.objects.bulk_create(_clauses(document, own, found.span.start), batch_size=500)
    record(
        chain=f"documents.document:{document.pk}",
        verb="documents.document.stored",
        actor=actor_of(user),
        at=at,
        changes={
            "number": [None, document.number],
            "title": [None, document.title],
            "sha256": [None, sha256],
        },
    )
    return document


def _clauses(document: Document, clauses: Iterable[model.Clause], offset: int) -> list[Clause]:
    return [
        Clause(
            document=document,
            address=clause.address,
            parent=clause.parent,
            level=clause.level,
            heading=clause.heading[:400],
            start=clause.span.start - offset,
            end=clause.span.end - offset,
        )
        for clause in clauses
    ]
