"""Taking official documents in. A document is read once, when it is stored."""

from __future__ import annotations

import hashlib
import mimetypes
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from baicheng.reading import model
from baicheng.reading.apart import read_apart
from baicheng.reading.errors import UnreadableFile
from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.documents.models import Clause, Document
from baicheng.server.history.services import record
from baicheng.server.orgs.resolution import resolve
from baicheng.server.web.turns import aside

_MAY_STORE = {Role.OFFICE, Role.ADMINISTRATOR}
#: A web process reads one file at a time: several hostile ones together must not take all memory.
_TURN = threading.BoundedSemaphore(1)
#: So long somebody waits for the turn.
_PATIENCE_SECONDS = 60


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


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read and is not kept yet."""

    name: str
    content: bytes
    ledger: model.Ledger

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def store(file: UploadedFile, *, user: User, at: datetime, year: int | None = None) -> list[Stored]:
    """Keep a file, read it, and enter each official document that it holds (a gazette holds many).

    The same file again gives the documents that are there already.

    Raises:
        PermissionDenied: the user is neither of a programme office nor administrator.
        ValidationError: the file is too large, or cannot be read; the message says what to do.
    """
    return keep(read_upload(file, user=user, year=year), user=user, at=at)


def read_upload(file: UploadedFile, *, user: User, year: int | None = None) -> ReadFile:
    """Read an uploaded file, and keep nothing: the first half of ``store``, for ``keep`` to end.

    Reading may take a minute, and whoever writes holds up others: call it outside any transaction. The
    file is read in a process of its own, with a bound on memory and time, one at a time.

    Raises:
        PermissionDenied: the user is neither of a programme office nor administrator.
        ValidationError: the file is too large, or cannot be read; or many are being read at this moment.
    """
    _refuse_unless_taker(user)
    name, content = clean_name(file.name or ""), _content(file)
    with in_turn(_PATIENCE_SECONDS):
        return ReadFile(name, content, read_apart(name, content, year=year))


@contextmanager
def in_turn(patience: float) -> Iterator[None]:
    """The turn to read a stranger's file in a process of its own; what cannot be read is told to the user.

    Args:
        patience: for how many seconds the turn is waited for.

    Raises:
        ValidationError: others are reading for longer, or the file cannot be read.
    """
    with aside():
        if not _TURN.acquire(timeout=patience):
            raise ValidationError(_("Other documents are being read at this moment: try again in a minute."))
        try:
            yield
        except UnreadableFile as error:
            raise ValidationError(str(error)) from error
        finally:
            _TURN.release()


@transaction.atomic
def keep(found: ReadFile, *, user: User, at: datetime) -> list[Stored]:
    """Keep a file that was read, and enter each of its documents; the second half of ``store``.

    Raises:
        PermissionDenied: the user is neither of a programme office nor administrator.
    """
    _refuse_unless_taker(user)
    ledger, sha256 = found.ledger, found.sha256
    _wait_for_same(sha256)
    known = list(Document.objects.filter(sha256=sha256).order_by("pk"))
    if len(known) == len(ledger.documents):
        return [_stored(document, ledger, index, True) for index, document in enumerate(known)]
    return [
        _stored(_enter(ledger, index, found.name, found.content, sha256, user, at), ledger, index, False)
        for index in range(len(ledger.documents))
    ]


def clean_name(name: str) -> str:
    r"""A file name without folders and unseen characters, at most 120 characters, its suffix kept.

    Marks that turn the direction of writing go too: with one of them 方案xcod.exe looks like 方案exe.docx.

    >>> clean_name("../etc/方案\n.docx")
    '方案.docx'
    """
    seen = "".join(one for one in name.replace("\\", "/") if unicodedata.category(one)[0] != "C")
    name = re.sub(r"[<>:\"|?*]", "", seen.rsplit("/", 1)[-1]).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[:110]}{dot}{suffix[:9]}" if dot else name[:120] or "file"


def _refuse_unless_taker(user: User) -> None:
    if user.roles.isdisjoint(_MAY_STORE):
        raise PermissionDenied(_("Only a programme office may take documents in."))


def _content(file: UploadedFile) -> bytes:
    limit = settings.MAX_UPLOAD_BYTES
    content = b"" if (file.size or 0) > limit else bytes(file.read(limit + 1))
    if (file.size or 0) > limit or len(content) > limit:
        raise ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": limit // 1024 // 1024})
    return content


def _wait_for_same(sha256: str) -> None:
    """Let whoever keeps the same file at this moment finish first; SQLite lets one write at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


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
