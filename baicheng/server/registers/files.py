"""What may be attached to records (附件): told by content, never by name, and nothing that runs or explodes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources.archive import Archive
from baicheng.server.documents.services import clean_name


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken; the first suffix is the one it gets where its name has another."""

    media_type: str
    suffixes: tuple[str, ...]


PDF = FileKind("application/pdf", (".pdf",))
OFD = FileKind("application/ofd", (".ofd",))
DOCX = FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
TEXT = FileKind("text/plain", (".txt", ".csv", ".md", ".log"))

#: Where in a file which bytes stand, and what it then is.
_MAGIC: tuple[tuple[int, bytes, FileKind], ...] = (
    (0, b"%PDF-", PDF),
    (0, b"\x89PNG\r\n\x1a\n", FileKind("image/png", (".png",))),
    (0, b"\xff\xd8\xff", FileKind("image/jpeg", (".jpg", ".jpeg"))),
    (0, b"GIF87a", FileKind("image/gif", (".gif",))),
    (0, b"GIF89a", FileKind("image/gif", (".gif",))),
    (8, b"WEBP", FileKind("image/webp", (".webp",))),
    (0, b"II*\x00", FileKind("image/tiff", (".tif", ".tiff"))),
    (0, b"MM\x00*", FileKind("image/tiff", (".tif", ".tiff"))),
)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Members of Office files that hold programs.
_MACROS = re.compile(r"vbaproject\.bin$|(^|/)activex/|(^|/)macrosheets/|vbadata\.xml$")
_MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject", re.I)
#: A template that is fetched from elsewhere when the file is opened brings its macros along.
_REMOTE_TEMPLATE = re.compile(rb"attachedTemplate[^>]*TargetMode\s*=\s*.External", re.I)
_MARKUP = re.compile(r"\s*(<!doctype|<html|<svg|<\?xml|<script|<head|<body|#!|mime-version:)", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def kind_of(content: bytes) -> FileKind:
    """What a file is by its content.

    Raises:
        ValidationError: it is none of the kinds that are taken, or dangerous; the message says what to do.
    """
    if not content:
        raise ValidationError(_("The file is empty."))
    for offset, magic, kind in _MAGIC:
        if content.startswith(magic, offset):
            return kind
    if content.startswith(_ZIP):
        return _package_kind(content)
    if content.startswith(_OLE):
        raise ValidationError(
            _("Old Word and Excel files can hold hidden programs: save it as .docx or .xlsx and send that.")
        )
    if _is_plain_text(content):
        return TEXT
    raise _not_taken()


def _package_kind(content: bytes) -> FileKind:
    try:
        archive = Archive(Path("file"), content)
        names = archive.names
        if any(_MACROS.search(name) for name in names):
            raise _macros()
        if "ofd.xml" in archive:
            return OFD
        kinds = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
        kind = next((kind for member, kind in kinds.items() if member in archive), None)
        if kind is None or "[content_types].xml" not in archive:
            raise _not_taken()
        if _MACRO_TYPE.search(archive.read("[content_types].xml")):
            raise _macros()
        if any(name.endswith(".rels") and _REMOTE_TEMPLATE.search(archive.read(name)) for name in names):
            raise _macros()
    except UnreadableFile as error:
        raise ValidationError(
            _("The file is damaged, locked by a password or packed dangerously: save it anew and send that.")
        ) from error
    return kind


def _is_plain_text(content: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _CONTROL.search(text) and not _MARKUP.match(text)
    return False


def safe_name(name: str, kind: FileKind) -> str:
    """The file's name without folders and control characters, its suffix that of its content.

    >>> safe_name("../../方案.exe", PDF)
    '方案.exe.pdf'
    """
    cleaned = clean_name(name)
    return cleaned if cleaned.lower().endswith(kind.suffixes) else f"{cleaned}{kind.suffixes[0]}"


def _not_taken() -> ValidationError:
    return ValidationError(
        _(
            "This kind of file is not taken: send PDF, OFD, Word (.docx), Excel (.xlsx), a picture or plain text."
        )
    )


def _macros() -> ValidationError:
    return ValidationError(_("The file holds macros: save it without them (.docx, .xlsx) and send that."))
