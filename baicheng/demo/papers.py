"""Small files to attach: a picture of a chart, a one-page PDF. The same arguments give the same bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from baicheng.server.accounts.models import User
from baicheng.server.registers.models import Record
from baicheng.server.registers.services.attaching import attach

_WIDTH, _HEIGHT = 480, 300
_GROUND, _BAR, _LINE = (246, 247, 246), (15, 94, 98), (196, 204, 203)


def attach_paper(record: Record, field: str, name: str, content: bytes, *, user: User, at: datetime) -> None:
    """Attach a file to a field of a record; the record is brought up to date."""
    record.refresh_from_db()
    attach(record, field, SimpleUploadedFile(name, content), user=user, at=at, revision=record.revision)
    record.refresh_from_db()


def chart(shares: Sequence[float]) -> bytes:
    """A bar chart as PNG; each share is from 0 to 1."""
    step = _WIDTH // max(1, len(shares))
    heights = [int((_HEIGHT - 40) * min(1.0, max(0.0, share))) for share in shares]
    rows = bytearray()
    for y in range(_HEIGHT):
        rows.append(0)
        for x in range(_WIDTH):
            place = min(len(heights) - 1, x // step) if heights else -1
            inside = place >= 0 and step // 5 < x % step < step * 4 // 5
            if inside and 20 <= _HEIGHT - y <= 20 + heights[place]:
                rows += bytes(_BAR)
            else:
                rows += bytes(_LINE if _HEIGHT - y == 19 else _GROUND)
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def letter(lines: Sequence[str]) -> bytes:
    """A page with some lines as PDF, in the font that every reader has for Chinese."""
    shown = [f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines]
    content = "\n".join(["BT /F1 14 Tf 72 760 Td 24 TL", *shown, "ET"]).encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 7 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
        b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    return _pdf(objects)


def _pdf(objects: Sequence[bytes]) -> bytes:
    """The objects as a file with its table of places."""
    file = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(file)
