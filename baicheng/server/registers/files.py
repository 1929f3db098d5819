"""What may be attached to records (附件): told by content, never by name, and nothing that runs or explodes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree
from lxml.etree import XMLSyntaxError

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources.archive import Archive
from baicheng.reading.sources.markup import UnsafeMarkup, attribute, parse_xml
from baicheng.server.documents.services import clean_name
from baicheng.server.web import spreadsheets


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken; the first suffix is the one it gets where its name has another."""

    media_type: str
    suffixes: tuple[str, ...]


PDF = FileKind("application/pdf", (".pdf",))
OFD = FileKind("application/ofd", (".ofd",))
DOCX = FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = FileKind(spreadsheets.XLSX, (".xlsx",))
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
_MACRO_TYPE = re.compile("macroenabled|vbaproject")
#: What is fetched from elsewhere when the file is opened and can bring programs along.
_BRINGS_PROGRAMS = ("attachedtemplate", "oleobject", "frame", "subdocument")
#: So large are the parts that say what a package holds; no real file comes near.
_MOST_OF_A_PART = 4 * 1024 * 1024
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
        if _holds_programs(archive):
            raise _macros()
    except (UnreadableFile, UnsafeMarkup, XMLSyntaxError) as error:
        raise ValidationError(
            _("The file is damaged, locked by a password or packed dangerously: save it anew and send that.")
        ) from error
    return kind


def _holds_programs(archive: Archive) -> bool:
    """Whether a package says that it holds programs, or fetches what can.

    Its parts are read as Word reads them: in whatever encoding, with the attributes in whatever order.
    """
    types = parse_xml(archive.read("[content_types].xml", most=_MOST_OF_A_PART))
    said = (str(value).lower() for element in types.iter() for value in element.attrib.values())
    if any(_MACRO_TYPE.search(value) for value in said):
        return True
    return any(
        _brings_programs(parse_xml(archive.read(name, most=_MOST_OF_A_PART)))
        for name in archive.names
        if name.endswith(".rels")
    )


def _brings_programs(relationships: etree._Element) -> bool:
    for one in relationships.iter():
        kind = (attribute(one, "Type") or "").rstrip("/").rpartition("/")[2].lower()
        if (attribute(one, "TargetMode") or "").strip().lower() == "external" and kind in _BRINGS_PROGRAMS:
            return True
    return False


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
