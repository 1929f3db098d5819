"""What a form does when it is sent (填写与提交): the record, its files and its move, one step after the other.

A record that was entered stays, whatever becomes of the steps behind it: nobody types a report twice
because a file was too large.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from baicheng.flows.moves import allowed
from baicheng.server.accounts.models import User
from baicheng.server.registers.books import DRAFT, Book, book_of, spoken
from baicheng.server.registers.matter import Matter, Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import attach
from baicheng.server.registers.services.keeping import refuse_stale

Uploads = Mapping[str, Sequence[UploadedFile]]


def attach_all(
    record: Record, uploads: Uploads, *, user: User, at: datetime, revision: int | None = None
) -> None:
    """Attach files to fields, one after the other; those ahead of one that is refused stay.

    Args:
        revision: the revision that the user saw, where they did not just enter the record themselves.

    Raises:
        ValidationError: by field, naming each file that is refused; or ``stale``.
    """
    if revision is not None and any(uploads.values()):
        refuse_stale(record, book_of(record.register), revision)
    refused: dict[str, list[str]] = {}
    for name, files in uploads.items():
        for file in files:
            record.refresh_from_db()
            try:
                attach(record, name, file, user=user, at=at, revision=record.revision)
            except ValidationError as error:
                said = _("%(file)s: %(why)s") % {"file": file.name, "why": " ".join(error.messages)}
                refused.setdefault(name, []).append(said)
    record.refresh_from_db()
    if refused:
        raise ValidationError(refused)


def units_to_enter_for(user: User, at: datetime) -> list[int]:
    """The units for which a user enters records: those where they have a role."""
    return [subject for subject, roles in Viewer(user, at).mine.items() if roles]


def sending_move(user: User, record: Record, at: datetime) -> tuple[str, str] | None:
    """The move that hands a draft in, with its words; ``None`` where there is none."""
    book = book_of(record.register)
    if book.process is None or record.state != DRAFT:
        return None
    matter = Matter.of(record, book, Viewer(user, at))
    for verdict in allowed(book.process, matter.situation):
        move = book.process.flow.moves[verdict.move]
        mine = all(refusal.code != "not_yours" for refusal in verdict.refusals)
        if mine and move.to not in (None, DRAFT) and move.reason != "required":
            return verdict.move, _word(book, verdict.move)
    return None


def sending_word(book: Book) -> str:
    """The words of the move that hands a draft in, before there is one; "" in a register without drafts."""
    if book.process is None or book.process.flow.start != DRAFT:
        return ""
    for name, move in book.process.flow.moves.items():
        if DRAFT in move.from_states and move.to not in (None, DRAFT) and move.reason != "required":
            return _word(book, name)
    return ""


def _word(book: Book, move: str) -> str:
    assert book.process is not None, "moves belong to flows"
    return spoken(book.process.flow.moves[move].title)


def is_stale(error: ValidationError) -> bool:
    """Whether a service refused because somebody else had changed the record meanwhile."""
    return not hasattr(error, "error_dict") and any(one.code == "stale" for one in error.error_list)
